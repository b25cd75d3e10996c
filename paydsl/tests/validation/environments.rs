//! The values of environments in the arguments that they feed.

use super::support::{arg, env, found, id, made, resource, template, validated};

#[test]
fn a_value_is_wrong_where_it_is() {
    let found = found(|| resource([arg("size", env("size"))]));
    assert_eq!(
        found,
        ["x_a.a `size` must be between 1 and 900, not 1000; the nearest is 900 (prod)"]
    );
}

#[test]
fn a_value_that_is_wrong_in_several_environments_is_one_mistake() {
    let validation = validated(|| {
        let day = env("size").typed::<paydsl::value::Num>() * 24;
        resource([arg("size", day), arg("name", env("letters").at(1))])
    });
    let [mistake] = &validation.mistakes[..] else {
        panic!("{validation:?}");
    };
    assert_eq!(
        mistake.message,
        "`size` must be between 1 and 900, not 1440; the nearest is 900"
    );
    assert!(mistake.everywhere);
    assert_eq!(mistake.environments, ["dev", "staging", "prod"]);
    let said = |environment, given: u32| {
        (
            environment,
            format!("must be between 1 and 900, not {given}; the nearest is 900"),
        )
    };
    assert_eq!(mistake.others, [said("staging", 21600), said("prod", 24000)]);
    assert_eq!(mistake.fields, ["size"]);
    assert!(!mistake.has_name);
    assert_eq!((mistake.site.file, mistake.site.line), ("src/shop.rs", 7));
}

#[test]
fn several_mistakes_of_one_argument_are_told_apart() {
    let found = found(|| resource([arg("names", env("letters")), arg("cidr", env("network"))]));
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(
        found[0],
        "x_a.a `names[1]` must be 1 to 4 characters long (it has 6), not \"bigger\" (prod)"
    );
    assert!(
        found[1].contains("10.2.0.0/12") && found[1].ends_with("(prod)"),
        "{found:?}"
    );
}

#[test]
fn what_a_text_is_made_of_is_told() {
    let validation = validated(|| {
        let name = template(&[id(env("network")), id("/"), id(super::support::named("x"))]);
        resource([made("name", name)])
    });
    let [mistake] = &validation.mistakes[..] else {
        panic!("{validation:?}");
    };
    assert!(mistake.everywhere && mistake.has_name);
    assert_eq!(mistake.fields, ["network"]);
}

#[test]
fn subnets_are_calculated() {
    let found = found(|| {
        let subnet = paydsl::functions::cidrsubnet(env("network").typed::<paydsl::value::Str>(), 14, 3);
        resource([arg("cidr", subnet)])
    });
    assert_eq!(found.len(), 1);
    // 10.0.0.0/16 has no room for more than 28 bits, and neither has 10.2.0.0/12.
    assert!(found[0].contains("not \"10.0.0.12/30\""), "{found:?}");
}
