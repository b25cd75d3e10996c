//! Instances: those that are there, each with its own values.

use paydsl::functions::toset;

use super::support::{arg, env, found, id, made, map, resource, root};

#[test]
fn what_is_not_there_is_not_checked() {
    let found = found(|| {
        // `when(env.size.lt(1000), ..)`
        let few = env("size").typed::<paydsl::value::Num>().lt(1000);
        resource([
            arg("count", few.then(1, 0)),
            arg("size", env("size").typed::<paydsl::value::Num>() * 100),
        ])
    });
    assert_eq!(
        found,
        ["x_a.a `size` must be between 1 and 900, not 6000; the nearest is 900 (dev, staging)"]
    );
}

#[test]
fn each_instance_has_its_own_values() {
    let found = found(|| {
        resource([
            map("for_each", [(id("a"), id(5)), (id("b"), id(5000))]),
            made("size", root("each.value")),
        ])
    });
    assert_eq!(
        found,
        ["x_a.a[\"b\"] `size` must be between 1 and 900, not 5000; the nearest is 900"]
    );
}

#[test]
fn counted_instances_have_their_numbers() {
    let found = found(|| resource([arg("count", 3), made("size", root("count.index"))]));
    assert_eq!(
        found,
        ["x_a.a[0] `size` must be between 1 and 900, not 0; the nearest is 1"]
    );
}

#[test]
fn what_all_instances_have_in_common_is_one_mistake() {
    let counted = found(|| resource([arg("count", 3), arg("size", 0)]));
    let keyed = found(|| {
        resource([
            arg("for_each", toset(["a", "b"])),
            arg("size", 0),
            made("name", root("each.key")),
        ])
    });
    let message = "`size` must be between 1 and 900, not 0; the nearest is 1";
    assert_eq!(counted, [format!("x_a.a {message}")]);
    assert_eq!(keyed, [format!("x_a.a[\"a\"] {message}")]);
}

#[test]
fn instances_that_are_not_known_are_checked_for_what_is() {
    let found = found(|| {
        resource([
            made("for_each", root("x_a.other")),
            made("name", root("each.key")),
            made("size", id(0)),
        ])
    });
    assert_eq!(
        found,
        ["x_a.a `size` must be between 1 and 900, not 0; the nearest is 1"]
    );
}
