//! The terraform command: missing, too old, passed arguments, initialised only when needed.

use std::fs;

use super::support::Workspace;

#[test]
fn a_missing_terraform_gets_a_message_that_says_how_to_install_it() {
    let workspace = Workspace::new();
    let mut command = workspace.command("", &["plan", "shop", "--env", "dev"]);
    let output = command.env("PATH", "").output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(127), "{text}");
    assert!(
        text.contains("terraform was not found on PATH") && text.contains("hashicorp.com/terraform/install"),
        "{text}"
    );
    assert!(
        workspace
            .command("", &["synth"])
            .env("PATH", "")
            .status()
            .unwrap()
            .success(),
        "synth needs no terraform"
    );
}

#[cfg(unix)]
#[test]
fn an_old_terraform_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let workspace = Workspace::new();
    fs::create_dir(workspace.path("bin")).unwrap();
    workspace.write(
        "bin/terraform",
        "#!/bin/sh\necho '{\"terraform_version\": \"1.9.8\"}'\n",
    );
    fs::set_permissions(workspace.path("bin/terraform"), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = workspace.command("", &["plan", "shop", "--env", "dev"]);
    let output = command.env("PATH", workspace.path("bin")).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        text.contains("is version 1.9.8; what paydsl writes needs >= 1.11.0"),
        "{text}"
    );
}

#[test]
fn without_a_terminal_changes_need_auto_approve() {
    let workspace = Workspace::new();
    let mut command = workspace.command("", &["apply", "shop", "--env", "dev"]);
    let output = command.stdin(std::process::Stdio::null()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success() && text.contains("add --auto-approve to apply without asking"),
        "{text}"
    );
}

#[test]
fn arguments_are_passed_on() {
    let workspace = Workspace::new();
    let target = "-target=terraform_data.main";
    let text = workspace.ok(&["apply", "shop/network", "--env", "dev", "--auto-approve", "--", target]);
    assert!(text.contains("Resources: 1 added"), "{text}");
    workspace
        .run(&["plan", "shop/network", "--env", "dev", "--", "-no-such-flag"])
        .failed(1, &["-no-such-flag"]);
}

#[test]
fn validate_accepts_every_stack_of_the_project() {
    let workspace = Workspace::new();
    for format in ["json", "hcl"] {
        workspace.ok(&["synth", "--format", format]);
        let text = workspace.ok(&["validate"]);
        assert_eq!(
            text.matches("| Success! The configuration is valid.").count(),
            3,
            "{text}"
        );
    }
}

#[test]
fn initialising_is_done_once() {
    let workspace = Workspace::new();
    workspace.ok(&["plan", "shop/network", "--env", "dev"]);
    let stamp = workspace.path(".paydsl/data/real/shop/network/dev/paydsl-initialised");
    let modified = || fs::metadata(&stamp).unwrap().modified().unwrap();
    let first = modified();
    workspace.ok(&["plan", "shop/network", "--env", "dev"]);
    assert_eq!(modified(), first);
    assert_eq!(workspace.read(".paydsl/.gitignore"), "*\n");
}
