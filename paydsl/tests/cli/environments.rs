//! Environments are workspaces: apart from each other, guarded by Terraform itself and by the command line.

use super::support::Workspace;

const DEV: [&str; 2] = ["--env", "dev"];

#[test]
fn terraform_itself_refuses_undeclared_workspaces_and_default() {
    let workspace = Workspace::new();
    workspace.ok(&["synth"]);
    let network = "shop/network";
    assert_eq!(workspace.terraform(network, "default", &["init"]).code, 0);
    let plan = ["plan", "-no-color", "-input=false"];
    workspace
        .terraform(network, "elsewhere", &plan)
        .failed(1, &["The workspace \"elsewhere\" is not an environment of shop"]);
    workspace
        .terraform(network, "default", &plan)
        .failed(1, &["The workspace \"default\" is not an environment of shop"]);
    let as_dev = [&plan[..], &["-var=environment=dev"]].concat();
    workspace
        .terraform(network, "default", &as_dev)
        .failed(1, &["The workspace \"default\" is never applied"]);
    workspace
        .terraform(network, "staging", &as_dev)
        .failed(1, &["holds the environment of that name"]);
    assert_eq!(workspace.terraform(network, "dev", &plan).code, 0);
    assert_eq!(workspace.terraform(network, "pr-42", &as_dev).code, 0);
}

#[test]
fn a_protected_environment_is_confirmed_in_terraform_and_in_the_command_line() {
    let workspace = Workspace::new();
    workspace.ok(&["synth"]);
    let network = "shop/network";
    assert_eq!(workspace.terraform(network, "default", &["init"]).code, 0);
    let apply = ["apply", "-no-color", "-input=false", "-auto-approve"];
    workspace
        .terraform(network, "prod", &apply)
        .failed(1, &["The environment \"prod\" is protected"]);
    let apply = ["apply", network, "--env", "prod", "--auto-approve"];
    workspace
        .run(&apply)
        .failed(1, &["prod is protected; to apply it, add --confirm prod"]);
    workspace
        .run(&[&apply[..], &["--confirm", "dev"]].concat())
        .failed(1, &["--confirm dev does not confirm prod"]);
    workspace.ok(&["plan", network, "--env", "prod"]);
    workspace.ok(&[&apply[..], &["--confirm", "prod"]].concat());
    let destroy = ["destroy", network, "--env", "prod", "--auto-approve"];
    workspace
        .run(&destroy)
        .failed(1, &["to destroy it, add --confirm prod"]);
    workspace.ok(&[&destroy[..], &["--confirm", "prod"]].concat());
}

#[test]
fn copies_live_beside_their_environment() {
    let workspace = Workspace::new();
    let copy = ["--env", "dev", "--suffix", "pr-42"];
    workspace.ok(&["apply", "shop", "--env", "dev", "--auto-approve"]);
    workspace.ok(&[&["apply", "shop", "--auto-approve"], &copy[..]].concat());
    assert_eq!(workspace.output("shop/application", "reads", &DEV), "dev");
    assert_eq!(workspace.output("shop/application", "reads", &copy), "dev-pr-42");
    workspace.ok(&[&["destroy", "shop", "--auto-approve"], &copy[..]].concat());
    assert_eq!(workspace.output("shop/application", "reads", &DEV), "dev");
    let again = workspace.ok(&[&["destroy", "shop", "--auto-approve"], &copy[..]].concat());
    assert!(again.contains("network | There is nothing to destroy."), "{again}");
}

#[test]
fn environments_are_applied_side_by_side() {
    let workspace = Workspace::new();
    let environments = [("dev", ""), ("staging", ""), ("prod", "prod")];
    let running = environments.map(|(environment, confirm)| {
        let confirm = format!("--confirm={confirm}");
        let mut arguments = vec!["apply", "shop", "--env", environment, "--auto-approve"];
        if environment == "prod" {
            arguments.push(&confirm);
        }
        let mut command = workspace.command("", &arguments);
        command.stdout(std::process::Stdio::null()).spawn().unwrap()
    });
    for mut child in running {
        assert!(child.wait().unwrap().success());
    }
    for (environment, _) in environments {
        assert_eq!(
            workspace.output("shop/application", "reads", &["--env", environment]),
            environment
        );
    }
}

#[test]
fn applying_ends_with_the_outputs_and_hides_what_is_sensitive() {
    let workspace = Workspace::new();
    let text = workspace.ok(&["apply", "shop", "--env", "dev", "--auto-approve"]);
    assert!(
        text.contains("\nshop/network:\n  network_name = \"dev\"\n  password = <sensitive>\n"),
        "{text}"
    );
    let text = workspace.ok(&["output", "shop", "--env", "dev"]);
    assert!(
        text.contains("shop/application:\n  reads = \"dev\"") && !text.contains("hunter2"),
        "{text}"
    );
}
