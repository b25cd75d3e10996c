//! What stands where in a declaration.

use paydsl::__private::{depends_on, dynamic, object, objects};
use paydsl::builder::Kind;
use paydsl::functions::{jsonencode, sensitive, toset};
use paydsl::project::Output;

use super::support::{
    arg, block, blocks, declare, env, found, id, local, made, map, named, null, reference, resource, root, template,
};

#[test]
fn what_is_right_or_not_known_is_silent() {
    let found = found(|| {
        resource([
            depends_on([]),
            reference("provider", "x.other"),
            arg("name", "short"),
            arg("size", 900),
            arg("cidr", env("letters").at(5)),
            made("policy", root("x_a.other.policy")),
            made("names", root("var.names")),
            map("tags", [(id("key"), root("each.value"))]),
            arg("file", "f"),
            null("image"),
            blocks(
                "rule",
                [
                    block([arg("action", "ALLOW"), arg("a", "1")]),
                    block([null("a"), null("b")]),
                ],
            ),
            blocks("lifecycle", [block([arg("prevent_destroy", true)])]),
        ])
    });
    assert_eq!(found, Vec::<String>::new());
}

/// A configuration, and what is said of it.
type Case = (fn() -> Vec<Output>, &'static str);

#[test]
#[expect(clippy::erasing_op, reason = "the same number in all environments")]
fn mistakes_are_told_wherever_they_stand() {
    let cases: [Case; 12] = [
        (
            || resource([arg("size", 901)]),
            "`size` must be between 1 and 900, not 901; the nearest is 900",
        ),
        (
            || resource([arg("names", ["a", "longer"])]),
            "`names[1]` must be 1 to 4 characters long (it has 6), not \"longer\"",
        ),
        (
            || resource([map("tags", [(id("longer"), id("v"))])]),
            "`tags[\"longer\"]` has a key that must be 1 to 4 characters long (it has 6), not \"longer\"",
        ),
        (
            || resource([blocks("rule", [block([]), block([arg("action", "allow")])])]),
            "`rule[1].action` must be one of \"ALLOW\" or \"DENY\", not \"allow\"; the nearest is \"ALLOW\"",
        ),
        (
            || resource([blocks("rule", [block([arg("a", "1"), arg("b", "2")])])]),
            "`rule[0].a` cannot be given beside `b`",
        ),
        (
            || resource([arg("file", "f"), arg("image", "i")]),
            "`file` cannot be given beside `image`",
        ),
        // An object has all of its attributes.
        (
            || resource([objects("ports", [object([arg("port", 0)])])]),
            "`ports[0].port` must be between 1 and 900, not 0; the nearest is 1",
        ),
        (
            || {
                resource([dynamic("rule", toset(["ALLOW", "DROP"]), |_, value| {
                    vec![arg("action", value)]
                })])
            },
            "`rule[1].action` must be one of \"ALLOW\" or \"DENY\", not \"DROP\"",
        ),
        (
            || resource([made("name", template(&[id("networks"), id("-"), id(17)]))]),
            "`name` must be 1 to 10 characters long (it has 11), not \"networks-17\"",
        ),
        (
            || resource([arg("policy", jsonencode([("Statement", "<all of everything>")]))]),
            "`policy` must be 1 to 40 characters long (it has 45), not \"{\\\"Statement\\\":\\\"\\\\u003call of everything\\\\u003e\\\"}\"",
        ),
        (
            || {
                let days = local("days", id(2000));
                resource([made("size", days)])
            },
            "`size` must be between 1 and 900, not 2000; the nearest is 900",
        ),
        (
            || resource([made("size", id(env("size").typed::<paydsl::value::Num>() * 0 - 5))]),
            "`size` must be between 1 and 900, not -5; the nearest is 1",
        ),
    ];
    for (build, message) in cases {
        assert_eq!(found(build), [format!("x_a.a {message}")]);
    }
}

#[test]
fn data_sources_ephemeral_resources_and_providers_are_checked() {
    let found = found(|| {
        declare(Kind::Data, "x_d", vec![arg("size", 0)]);
        declare(Kind::Ephemeral, "x_e", vec![arg("size", 0)]);
        declare(Kind::Provider, "", vec![arg("region", "west")]);
        Vec::new()
    });
    assert_eq!(
        found,
        [
            "data.x_d.a `size` must be between 1 and 900, not 0; the nearest is 1",
            "ephemeral.x_e.a `size` must be between 1 and 900, not 0; the nearest is 1",
            "provider.x `region` must be one of \"north\" or \"south\", not \"west\"",
        ]
    );
}

#[test]
fn blocks_that_are_not_known_are_not_judged() {
    let found = found(|| {
        let unknown = || paydsl::__private::hcl("x_a.other.names");
        resource([
            dynamic("rule", unknown(), |_, value| vec![arg("action", value)]),
            // It may be the second, and of those nothing is said.
            blocks("rule", [block([arg("a", "1"), arg("b", "2")])]),
            blocks("set", [block([arg("action", "NO")])]),
            dynamic("set", unknown(), |_, value| vec![arg("action", value)]),
        ])
    });
    assert_eq!(
        found,
        ["x_a.a `set[0].action` must be one of \"ALLOW\" or \"DENY\", not \"NO\""]
    );
}

#[test]
fn secrets_are_never_shown() {
    for build in [
        (|| resource([arg("secret", "hunter2")])) as fn() -> Vec<Output>,
        || resource([arg("name", sensitive("hunter2-hunter2"))]),
        || resource([made("name", template(&[id(sensitive("hunter2")), id("-hunter2")]))]),
        || {
            let password = local("password", id(sensitive("hunter2-hunter2")));
            resource([made("name", password)])
        },
        || resource([arg("names", sensitive(["hunter2"]))]),
        || resource([arg("name", paydsl::functions::upper(sensitive("hunter2-hunter2")))]),
    ] {
        let found = found(build);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(!found[0].to_lowercase().contains("hunter2"), "{found:?}");
        assert!(found[0].contains("characters long"), "{found:?}");
    }
    // Not even the keys of a secret map.
    assert_eq!(
        found(|| resource([made(
            "tags",
            id(sensitive(paydsl::functions::tomap([("hunter2", "x")])))
        )])),
        Vec::<String>::new()
    );
}

#[test]
fn what_only_a_copy_changes_is_checked_with_the_environments_own_name() {
    let found = found(|| resource([arg("name", named("queue"))]));
    // queue-dev, queue-staging, queue-prod
    assert_eq!(
        found,
        ["x_a.a `name` must be 1 to 10 characters long (it has 13), not \"queue-staging\" (staging)"]
    );
}

#[test]
fn what_is_read_from_a_resource_is_known_by_its_type() {
    // A number is no network, whatever number it turns out to be.
    let found = found(|| {
        declare(Kind::Data, "x_d", vec![arg("size", 5)]);
        let size = |of| paydsl::builder::add(paydsl::tree::Expression::Attribute(root(of), "size".into()));
        let days = local("days", size("data.x_d.a"));
        resource([
            made("cidr", days),
            made("size", size("data.x_d.a")),
            made("name", size("data.x_d.other")),
        ])
    });
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("x_a.a `cidr` must be an IPv4 network"),
        "{found:?}"
    );
    assert!(found[0].contains("data.x_d.a.size"), "{found:?}");
}
