//! `addresses.lock`.

use super::support::Workspace;

const LOCK: &str = "generated/shop/network/addresses.lock";

#[test]
fn a_vanished_address_fails_synth_and_says_what_to_write() {
    let workspace = Workspace::new();
    workspace.ok(&["synth"]);
    let lock = workspace.read(LOCK);
    assert!(lock.ends_with("\nterraform_data.copy\nterraform_data.main\n"), "{lock}");
    workspace.run_edited("renamed", &["synth"]).failed(
        1,
        &[
            "generated/shop/network/addresses.lock: terraform_data.main was written before and is gone from stack network",
            "declare `moved` from terraform_data.main to terraform_data.primary",
            "--forget terraform_data.main",
        ],
    );
    assert_eq!(workspace.read(LOCK), lock);
}

#[test]
fn moved_accounts_for_it_also_when_the_block_is_deleted_later() {
    let workspace = Workspace::new();
    workspace.ok(&["synth"]);
    workspace.run_edited("moved", &["synth"]).succeeded();
    let lock = workspace.read(LOCK);
    assert!(
        lock.contains("\nterraform_data.main retired\nterraform_data.primary\n"),
        "{lock}"
    );
    workspace.run_edited("settled", &["synth"]).succeeded();
    assert_eq!(workspace.read(LOCK), lock);
}

#[test]
fn forget_gives_an_address_up() {
    let workspace = Workspace::new();
    workspace.ok(&["synth"]);
    workspace
        .run(&["synth", "--forget", "terraform_data.main"])
        .failed(1, &["it is still declared"]);
    workspace
        .run(&["synth", "--forget", "terraform_data.min"])
        .failed(1, &["has ever written it"]);
    workspace
        .run_edited("deleted", &["synth"])
        .failed(1, &["terraform_data.main was written before"]);
    workspace
        .run_edited("deleted", &["synth", "--forget", "terraform_data.main"])
        .succeeded();
    workspace.run_edited("deleted", &["synth"]).succeeded();
}

#[test]
fn a_stack_that_is_gone_has_to_be_given_up_too() {
    let workspace = Workspace::new();
    workspace.ok(&["synth"]);
    workspace
        .run_edited("unaudited", &["synth"])
        .failed(1, &["stack shop/audit is gone from the project"]);
    workspace
        .run_edited("unaudited", &["synth", "shop/network"])
        .succeeded();
    workspace
        .run_edited("unaudited", &["synth", "--forget", "shop/audit"])
        .succeeded();
    assert!(!workspace.path("generated/shop/audit").exists());
    workspace.run_edited("unaudited", &["synth"]).succeeded();
}

#[test]
fn a_merge_conflict_in_the_lock_is_told() {
    let workspace = Workspace::new();
    workspace.ok(&["synth"]);
    let lock = workspace.read(LOCK);
    workspace.write(LOCK, &format!("<<<<<<< HEAD\n{lock}"));
    workspace
        .run(&["synth"])
        .failed(1, &["addresses.lock: line 1 is not an address"]);
}
