//! The life of the systems: applied in all environments, planned clean, and destroyed until nothing is left.

use std::sync::Mutex;

use crate::leftovers;
use crate::plan;
use crate::system::System;
use crate::world::{ENVIRONMENTS, world};

/// How many runs of the `stacks` command there are at once. Most of the time they wait for the provider, which waits.
const SIDE_BY_SIDE: usize = 8;

/// Applies the systems in all environments and keeps their plans, which change nothing.
pub(crate) fn begin(systems: &[&'static System]) -> Result<(), String> {
    let mut work: Vec<(&'static System, &'static str)> = systems
        .iter()
        .flat_map(|system| ENVIRONMENTS.map(|environment| (*system, environment)))
        .collect();
    world();
    let plans = Mutex::new(Vec::new());
    let failures = Mutex::new(Vec::new());
    work.reverse();
    let work = Mutex::new(work);
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some((system, environment)) = pop(&work) {
                    let lived = std::panic::catch_unwind(|| {
                        run("apply", system, environment);
                        plan::make(system.name, system.stacks, environment)
                    });
                    match lived {
                        Ok(plan) => push(&plans, (system, plan)),
                        Err(_) => {
                            push(
                                &failures,
                                format!("{} was not applied and planned clean in {environment}", system.name),
                            );
                            // Nothing else will be checked.
                            while pop(&work).is_some() {}
                        }
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap_or_default();
    let mut plans = plans.into_inner().unwrap_or_default();
    for system in systems {
        let (of_system, rest): (Vec<_>, Vec<_>) = plans.into_iter().partition(|(of, _)| of.name == system.name);
        plans = rest;
        let mut of_system: Vec<plan::Plan> = of_system.into_iter().map(|(_, plan)| plan).collect();
        of_system.sort_by_key(|plan| {
            ENVIRONMENTS
                .iter()
                .position(|environment| *environment == plan.environment)
        });
        plan::keep(system.name, of_system);
    }
    if failures.is_empty() {
        return Ok(());
    }
    // What was applied goes with the emulator.
    stop();
    Err(failures.join("\n"))
}

/// Destroys a system in all environments and asks the emulated AWS what is left of it.
pub(crate) fn end(system: &'static System) {
    std::thread::scope(|scope| {
        for environment in ENVIRONMENTS {
            scope.spawn(move || run("destroy", system, environment));
        }
    });
    leftovers::none(system);
}

/// Stops the emulator and forgets its world.
pub(crate) fn stop() {
    let _ = world().run(&["local", "down"]);
    let _ = std::fs::remove_dir_all(world().root());
}

fn run(action: &str, system: &System, environment: &str) {
    let mut arguments = vec![action, system.name, "--env", environment, "--local"];
    if environment == "prod" {
        arguments.extend(["--confirm", "prod"]);
    }
    world().succeed(&arguments);
}

/// Terraform validates every stack.
pub(crate) fn validate(system: &System) {
    let text = world().succeed(&["validate", system.name]);
    assert_eq!(
        text.matches("The configuration is valid").count(),
        system.stacks.len(),
        "{text}"
    );
}

/// Production is protected, by the command and by what it wrote.
pub(crate) fn confirmation(system: &System) {
    let refused = world().run(&["apply", system.name, "--env", "prod", "--local"]);
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && text.contains("--confirm prod"), "{text}");
    // Without the lock, which another check may hold.
    let plan = ["plan", "-no-color", "-input=false", "-lock=false"];
    let refused = world().terraform(system.name, system.stacks[0], "prod", &plan);
    let text = String::from_utf8_lossy(&refused.stderr)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(!refused.status.success() && text.contains("is protected"), "{text}");
}

fn pop<T>(stack: &Mutex<Vec<T>>) -> Option<T> {
    stack.lock().ok()?.pop()
}

fn push<T>(stack: &Mutex<Vec<T>>, item: T) {
    if let Ok(mut stack) = stack.lock() {
        stack.push(item);
    }
}
