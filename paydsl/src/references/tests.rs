use super::*;
use crate::builder;

fn in_raw(text: &'static str) -> Vec<String> {
    let (id, declared) = builder::run(|| builder::add(Expression::Raw(text.into())));
    shown(&references(id, &declared.arena))
}

fn shown(references: &[Reference]) -> Vec<String> {
    references
        .iter()
        .map(|reference| format!("{} {}", reference.address, reference.path.join(".")))
        .collect()
}

fn root(text: &'static str) -> ExprId {
    builder::add(Expression::Root(text.into()))
}

#[test]
fn raw_hcl_is_searched_with_its_brackets() {
    assert_eq!(
        in_raw("[for s in aws_subnet.a[*].id : upper(s)]"),
        ["aws_subnet.a id"],
        "a variable alone is no reference"
    );
    assert_eq!(
        in_raw("data.aws_ami.x[local.env.index].tags[\"Name\"] + var.size"),
        ["data.aws_ami.x tags", "local.env index", "var.size "]
    );
    assert_eq!(in_raw("aws_subnet.a.*.id"), ["aws_subnet.a id"]);
    assert_eq!(in_raw("1.5 + x - 3"), Vec::<String>::new());
    assert_eq!(in_raw("a.b["), ["a.b "], "what is not closed ends the chain");
}

#[test]
fn a_for_over_instances_uses_what_it_takes_of_each() {
    let (id, declared) = builder::run(|| {
        let value = root("value");
        let taken = builder::add(Expression::Attribute(value, "arn".into()));
        builder::add(Expression::ForObject {
            key: Some("key".into()),
            value: "value".into(),
            collection: root("aws_sqs_queue.q"),
            result_key: root("key"),
            result_value: taken,
            condition: None,
        })
    });
    assert_eq!(shown(&references(id, &declared.arena)), ["aws_sqs_queue.q arn"]);
}

#[test]
fn indices_are_left_out_of_the_path_and_searched() {
    let (id, declared) = builder::run(|| {
        let index = root("each.key");
        let one = builder::add(Expression::Index(root("aws_subnet.a"), index));
        let splat = builder::add(Expression::Splat(one));
        builder::add(Expression::Attribute(splat, "id".into()))
    });
    assert_eq!(shown(&references(id, &declared.arena)), ["each key", "aws_subnet.a id"]);
}

#[test]
fn an_output_of_another_stack_is_a_path_of_its_state() {
    let (id, declared) = builder::run(|| {
        builder::add(Expression::Attribute(
            root("data.terraform_remote_state.network.outputs"),
            "vpc_id".into(),
        ))
    });
    assert_eq!(
        shown(&references(id, &declared.arena)),
        ["data.terraform_remote_state.network outputs.vpc_id"]
    );
}
