//! The `lambda-runner` command.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Output, Stdio},
};

use serde_json::json;

use crate::world::{FUNCTION, World};

const GREETS: &str = r#"
import os
def handler(event, context):
    if isinstance(event, dict) and "Records" in event:
        return {"batchItemFailures": []}
    if event == "fail":
        raise ValueError("no such payment")
    return {"event": event, "greeting": os.environ["GREETING"]}
"#;

fn command(world: &World) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lambda-runner"));
    command
        .args([
            "--endpoint",
            world.emulator.endpoint(),
            "--region",
            "us-east-1",
            "--python",
        ])
        .arg(world.programs.interpreter())
        .arg("--function")
        .arg(format!("{FUNCTION}={}", world.programs.directory().display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn invoke(world: &World, options: &[&str], event: &str) -> Output {
    let mut command = command(world);
    let mut child = command
        .args(options)
        .args(["invoke", FUNCTION, "-"])
        .spawn()
        .expect("the command");
    let mut input = child.stdin.take().expect("its input");
    input.write_all(event.as_bytes()).expect("the event is read");
    drop(input);
    child.wait_with_output().expect("an output")
}

#[tokio::test]
async fn invoke_prints_the_answer_and_tells_failure_by_its_status() {
    let world = World::new();
    world.python(GREETS).await;
    let output = invoke(&world, &["--set", "GREETING=hello=you"], "7");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(output.stdout, b"{\"event\":7,\"greeting\":\"hello=you\"}\n");

    let output = invoke(&world, &[], "\"fail\"");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        output.stdout,
        b"{\"errorMessage\":\"no such payment\",\"errorType\":\"ValueError\"}\n"
    );
}

#[tokio::test]
async fn poll_feeds_until_it_is_interrupted_and_then_says_how_it_went() {
    let world = World::new();
    world.python(GREETS).await;
    let [queue, _] = world.feed("", 5, true).await;
    let mut child = command(&world).arg("poll").spawn().expect("the command");
    let mut said = String::new();
    BufReader::new(child.stderr.as_mut().expect("its output"))
        .read_line(&mut said)
        .expect("a line");
    assert_eq!(said, format!("{FUNCTION} is fed from {queue}\n"));
    world.send(&queue, "a message", &json!({})).await;
    world.drained(&queue).await;
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupted.expect("a status").success());
    let output = child.wait_with_output().expect("an output");
    assert!(output.status.success(), "{output:?}");
    let table = String::from_utf8(output.stdout).expect("text");
    let line = table.lines().nth(1).unwrap_or_else(|| panic!("no table: {table}"));
    assert!(
        line.starts_with(&format!("{FUNCTION}        0 |           1 ")),
        "{line}"
    );
    assert!(
        world.emulator.mappings().await.expect("mappings")[0].enabled,
        "delivery is given back"
    );
}
