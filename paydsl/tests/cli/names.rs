//! Names that do not exist, and names that would escape.

use super::support::Workspace;

#[test]
fn unknown_targets_get_the_nearest_name() {
    let workspace = Workspace::new();
    workspace
        .run(&["synth", "shop/netwrok"])
        .failed(1, &["project shop has no stack netwrok (did you mean network?)"]);
    workspace
        .run(&["synth", "shpo"])
        .failed(1, &["there is no project shpo (did you mean shop?)"]);
    workspace
        .run(&["synth", "network"])
        .failed(1, &["network is a stack of project shop: write shop/network"]);
}

#[test]
fn names_that_would_escape_are_refused() {
    let workspace = Workspace::new();
    for target in ["../x", "shop/../x", "/etc", "shop/a/b", "..", "shop/", ""] {
        workspace.run(&["synth", target]).failed(1, &["is not a target"]);
    }
    let apply = ["apply", "shop", "--auto-approve"];
    workspace
        .run(&[&apply[..], &["--env", "../../x"]].concat())
        .failed(1, &["has no environment \"../../x\"; it has dev, staging, prod"]);
    for suffix in ["../x", "a/b", "-a", "A", "", "default"] {
        let suffix = format!("--suffix={suffix}");
        workspace
            .run(&[&apply[..], &["--env", "dev", &suffix]].concat())
            .failed(1, &["becomes part of names"]);
    }
    assert!(!workspace.path(".paydsl").exists());
}

#[test]
fn the_environment_has_to_be_declared() {
    let workspace = Workspace::new();
    workspace.run(&["plan", "shop"]).failed(1, &["--env dev|staging|prod"]);
    workspace
        .run(&["plan", "shop", "--env", "stagin"])
        .failed(1, &["(did you mean staging?)"]);
    let copy = ["plan", "shop", "--env", "dev", "--suffix", "prod"];
    workspace
        .run(&copy)
        .failed(1, &["--suffix prod is an environment of project shop"]);
}
