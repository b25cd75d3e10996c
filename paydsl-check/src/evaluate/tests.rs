//! What is computed here is what Terraform computes.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Evaluator, Scope, Stop, Targets};
use crate::module::{Entries, Module};
use crate::syntax::{Position, parse_body, parse_expression};
use crate::value::{Data, Value};

/// Expressions that are known here, and that Terraform computes alike.
const KNOWN: &[&str] = &[
    "1 + 2 * 3 - 4",
    "7 / 2",
    "10 % 4",
    "-7 % 3",
    "2 - -3",
    "!true || 1 < 2 && 3 >= 3",
    "1 == 1.0",
    "\"1\" == 1",
    "null == null",
    "\"a\" != \"b\"",
    "1.50",
    "1e3",
    "\"${1 + 1}x${true}\"",
    "\"${\"inner ${upper(\"x\")}\"}\"",
    "\"$${x} %%{y} $ % $$ %%\"",
    "\"tab\\tquote\\\"back\\\\slash\\u00e9\"",
    "\"%{if 1 > 2}yes%{else}no%{endif}\"",
    "\"%{for n in [1, 2, 3]}${n},%{endfor}\"",
    "\"a  ${~ 1 ~}  b\"",
    "\"%{ for k, v in { a = 1, b = 2 } ~} ${k}=${v} %{ endfor ~} end\"",
    "true ? \"a\" : \"b\"",
    "false ? 1 : \"b\"",
    "true ? 1 : \"b\"",
    "true ? null : \"b\"",
    "(1 > 2 ? [] : [\"x\"])",
    "[for n in [1, 2, 3] : n * n if n != 2]",
    "[for i, v in [\"a\", \"b\"] : \"${i}${v}\"]",
    "{ for k, v in { a = 1, b = 2 } : upper(k) => v + 1 }",
    "{ for s in [\"x\", \"y\", \"xx\"] : length(s) => s... }",
    "{ for k, v in { b = 1, a = 2 } : k => v if v > 1 }",
    "[for s in toset([\"b\", \"a\", \"b\"]) : s]",
    "{ a = 1, \"b\" = 2, (upper(\"c\")) = 3, \"d${1}\" : 4 }",
    "{ a = 1, a = 2 }",
    "[1, 2, 3][1]",
    "[{ a = 1 }, { a = 2 }][*].a",
    "[{ a = 1 }, { a = 2 }].*.a",
    "[{ a = [1, 2] }, { a = [3] }].*.a[1]",
    "{ a = { b = [10, 20] } }.a.b[1]",
    "{ a = 1 }[\"a\"]",
    "null[*]",
    "\"x\"[*]",
    "upper(\"aBc\")",
    "lower(\"ABC-1\")",
    "title(\"hello big-world\")",
    "trimspace(\"  a b \\n\")",
    "trim(\"?!hello?!\", \"!?\")",
    "trimprefix(\"helloworld\", \"hello\")",
    "trimsuffix(\"helloworld\", \"world\")",
    "chomp(\"a\\n\\n\")",
    "strrev(\"abc\")",
    "startswith(\"abc\", \"ab\")",
    "endswith(\"abc\", \"ab\")",
    "strcontains(\"abc\", \"b\")",
    "replace(\"a.b.c\", \".\", \"-\")",
    "substr(\"hello\", 1, 3)",
    "substr(\"hello\", -3, -1)",
    "substr(\"hello\", 1, 100)",
    "split(\",\", \"a,b,,c\")",
    "split(\",\", \"\")",
    "join(\"-\", [\"a\", \"b\"], [\"c\"])",
    "join(\",\", [1, true])",
    "format(\"%s-%d-%v-%%\", \"a\", 3, true)",
    "format(\"%05d|%5s|%03d\", 42, \"ab\", 7)",
    "tostring(12.50)",
    "tonumber(\"15\")",
    "tobool(\"true\")",
    "can(tonumber(\"abc\"))",
    "abs(-3.5)",
    "ceil(1.2)",
    "floor(-1.2)",
    "signum(-4)",
    "min(3, 1, 2)",
    "max(3, 1.5, 2)",
    "max([1, 5, 3]...)",
    "sum([1, 2, 3])",
    "range(3)",
    "range(1, 4)",
    "range(10, 0, -3)",
    "alltrue([true, true])",
    "anytrue([false, true])",
    "alltrue([])",
    "length(\"abc\")",
    "length([1, 2])",
    "length({ a = 1 })",
    "length(toset([\"a\", \"a\"]))",
    "concat([1], [2, 3], [])",
    "merge({ a = 1, b = 2 }, { b = 3 }, { c = 4 })",
    "keys({ b = 1, a = 2 })",
    "values({ b = 1, a = 2 })",
    "lookup({ a = 1 }, \"a\", 2)",
    "lookup({ a = 1 }, \"b\", 2)",
    "element([\"a\", \"b\", \"c\"], 4)",
    "contains([\"a\", \"b\"], \"b\")",
    "contains([\"a\", \"b\"], \"c\")",
    "index([\"a\", \"b\"], \"b\")",
    "distinct([\"a\", \"b\", \"a\"])",
    "reverse([1, 2, 3])",
    "slice([1, 2, 3, 4], 1, 3)",
    "compact([\"a\", \"\", null, \"b\"])",
    "flatten([[1, [2]], [], [3]])",
    "sort([\"b\", \"a\", \"C\"])",
    "one([5])",
    "one([])",
    "zipmap([\"a\", \"b\"], [1, 2])",
    "coalesce(\"\", null, \"x\")",
    "coalesce(null, 0, 1)",
    "toset([\"b\", \"a\"])",
    "toset([3, 1, 2, 1])",
    "tolist([\"b\", \"a\"])",
    "tomap({ a = \"x\", b = \"y\" })",
    "setunion([\"a\"], [\"b\", \"a\"])",
    "setintersection([\"a\", \"b\"], [\"b\", \"c\"])",
    "setsubtract([\"a\", \"b\"], [\"b\"])",
    "jsonencode({ b = [1, \"<&>\", null], a = true })",
    "base64encode(\"hello\")",
    "cidrsubnet(\"10.0.0.0/16\", 8, 3)",
    "cidrsubnet(\"10.1.2.3/8\", 4, 15)",
    "cidrsubnet(\"fd00:fd12:3456:7890::/56\", 16, 162)",
    "cidrhost(\"10.12.112.0/20\", 16)",
    "cidrhost(\"10.12.112.0/20\", -1)",
    "cidrhost(\"10.0.0.0/8\", 0)",
    "cidrnetmask(\"172.16.0.0/12\")",
    "try({ a = 1 }.b, \"none\")",
    "try([1][3], null, 2)",
    "can({ a = 1 }.a)",
    "can([][0])",
    "1 < 2 ? \"less\" : (3 > 2 ? \"x\" : \"y\")",
    "[\n1,\n2, # two\n]",
    "length([\n  1, /* one */\n  2\n]) // comment",
];

/// What is not computed, since it is not certain here or not constant at all.
const UNKNOWN: &[&str] = &[
    "var.missing",
    "local.missing",
    "aws_vpc.main.id",
    "path.module",
    "terraform.workspace",
    "timestamp()",
    "uuid()",
    "file(\"x\")",
    "upper(\"straße\")",
    "0.1 + 0.2",
    "10 / 3",
    "1 / 0",
    "\"${var.x}-y\"",
    "var.x ? 1 : 2",
    "[for x in var.list : x]",
    "merge({ a = 1 }, var.more)",
    "replace(\"abc\", \"/b+/\", \"x\")",
    "coalesce(var.x, \"b\")",
    "try(var.x.y, 1)",
    "jsonencode({ a = var.x })",
    "format(\"%x\", 255)",
    "true ? 1 : var.x",
];

/// What Terraform refuses.
const FAILED: &[&str] = &[
    "{ a = 1 }.b",
    "[1][1]",
    "\"a\" + 1",
    "\"a${[1]}\"",
    "null.x",
    "lookup({}, \"a\")",
    "one([1, 2])",
    "!\"x\"",
];

fn value(text: &str) -> Result<Value, Stop> {
    let module = Module::default();
    let expression = parse_expression(text, Position::default()).unwrap_or_else(|error| panic!("{text}: {error}"));
    let value = Evaluator::new(&module, Targets::new()).value(&expression, &Scope::EMPTY)?;
    if value.has_unknown() {
        Err(Stop::Unknown)
    } else {
        Ok(value)
    }
}

fn encoded(text: &str) -> String {
    match value(&format!("jsonencode({text}\n)")).map(|value| value.data) {
        Ok(Data::Text(text)) => text.into(),
        other => panic!("{text} is {other:?}"),
    }
}

/// What `terraform console` answers.
fn terraform(expression: &str) -> String {
    let directory = tempfile::tempdir().unwrap();
    let mut console = Command::new("terraform")
        .arg("console")
        .current_dir(directory.path())
        .env("CHECKPOINT_DISABLE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("terraform has to be on PATH for these tests");
    console.stdin.take().unwrap().write_all(expression.as_bytes()).unwrap();
    let output = console.wait_with_output().unwrap();
    assert!(output.status.success(), "{expression}");
    let answer = String::from_utf8(output.stdout).unwrap();
    let decoded = STANDARD.decode(answer.trim().trim_matches('"')).unwrap();
    String::from_utf8(decoded).unwrap()
}

#[test]
fn what_is_known_is_what_terraform_computes() {
    let one_line = |text: &&str| {
        let text: Vec<&str> = text.lines().map(|line| line.split(" # ").next().unwrap()).collect();
        let text = text.join(" ");
        format!("jsonencode({})", text.split(" // ").next().unwrap())
    };
    let all: Vec<String> = KNOWN.iter().map(one_line).collect();
    let answers = terraform(&format!("base64encode(jsonencode([{}]))\n", all.join(", ")));
    let answers: Vec<String> = serde_json::from_str(&answers).unwrap();
    assert_eq!(answers.len(), KNOWN.len());
    for (expression, answer) in KNOWN.iter().zip(answers) {
        assert_eq!(encoded(expression), answer, "{expression}");
    }
}

#[test]
fn what_terraform_refuses_fails() {
    let all: Vec<String> = FAILED.iter().map(|text| format!("can({text})")).collect();
    let answers = terraform(&format!("base64encode(jsonencode([{}]))\n", all.join(", ")));
    let answers: Vec<bool> = serde_json::from_str(&answers).unwrap();
    for (expression, answer) in FAILED.iter().zip(answers) {
        assert!(!answer, "terraform computes {expression}");
        assert_eq!(value(expression).unwrap_err(), Stop::Failed, "{expression}");
    }
}

#[test]
fn what_is_not_constant_is_unknown() {
    for expression in UNKNOWN {
        assert_eq!(value(expression).unwrap_err(), Stop::Unknown, "{expression}");
    }
}

/// The value of the local `x` of a module.
fn local(module: &str) -> Value {
    let mut entries = Entries::default();
    entries.add(parse_body(module, 0).unwrap());
    let mut errors = Vec::new();
    let module = Module::new(entries, &mut errors);
    assert_eq!(errors, []);
    let expression = parse_expression("local.x", Position::default()).unwrap();
    Evaluator::new(&module, Targets::new()).evaluate(&expression, &Scope::EMPTY)
}

fn text(value: &Value) -> &str {
    match &value.data {
        Data::Text(text) => text,
        other => panic!("{other:?}"),
    }
}

fn rests_on(value: &Value) -> Vec<&str> {
    let names = value.mark.rests_on.iter().flat_map(|names| names.iter());
    names.map(|name| &**name).collect()
}

#[test]
fn locals_are_followed_through_each_other() {
    let value = local("locals {\n a = \"a\"\n b = { c = \"${local.a}b\" }\n x = upper(local.b.c)\n}\n");
    assert_eq!((text(&value), rests_on(&value)), ("AB", vec![]));
}

#[test]
fn locals_in_a_circle_are_unknown() {
    assert!(local("locals {\n x = local.y\n y = local.x\n}\n").is_unknown());
    assert!(local("locals {\n x = \"${local.x}\"\n}\n").is_unknown());
}

#[test]
fn a_default_leaves_its_mark() {
    let value = local("variable \"v\" {\n default = \"d\"\n}\nlocals {\n x = \"${var.v}!\"\n}\n");
    assert_eq!((text(&value), rests_on(&value)), ("d!", vec!["v"]));
    let chosen = local("variable \"v\" {\n default = true\n}\nlocals {\n x = var.v ? \"a\" : \"b\"\n}\n");
    assert_eq!((text(&chosen), rests_on(&chosen)), ("a", vec!["v"]));
}

#[test]
fn a_default_that_gives_nothing_is_unknown() {
    for default in ["null", "\"\"", "[]", "{}"] {
        let module = format!("variable \"v\" {{\n default = {default}\n}}\nlocals {{\n x = var.v\n}}\n");
        assert!(local(&module).is_unknown(), "{default}");
    }
}

#[test]
fn a_default_is_converted_to_its_type() {
    for (ty, default, wanted) in [
        ("string", "5", Some("\"5\"")),
        ("number", "\"5\"", Some("5")),
        ("list(string)", "[1, true]", Some("[\"1\",\"true\"]")),
        ("set(string)", "[\"b\", \"a\", \"b\"]", Some("[\"a\",\"b\"]")),
        ("map(number)", "{ a = \"1\" }", Some("{\"a\":1}")),
        ("object({ a = string })", "{ a = 1, b = 2 }", Some("{\"a\":\"1\"}")),
        ("object({ a = optional(string, \"x\") })", "{ b = 1 }", None),
        ("number", "\"many\"", None),
    ] {
        let module = format!(
            "variable \"v\" {{\n type = {ty}\n default = {default}\n}}\nlocals {{\n x = jsonencode(var.v)\n}}\n"
        );
        let value = local(&module);
        let found = (!value.is_unknown()).then(|| text(&value));
        assert_eq!(found, wanted, "{ty} = {default}");
    }
}

#[test]
fn what_grows_without_bounds_is_unknown_in_the_end() {
    use std::fmt::Write as _;
    let mut module = "locals {\n x0 = \"0123456789\"\n l0 = [1, 2]\n".to_owned();
    for number in 1..60 {
        let before = number - 1;
        let _ = writeln!(module, " x{number} = \"${{local.x{before}}}${{local.x{before}}}\"");
        let _ = writeln!(module, " l{number} = [local.l{before}, local.l{before}]");
    }
    module.push_str(" x = [local.x59, local.l59]\n}\n");
    assert!(local(&module).has_unknown());
}

#[test]
fn heredocs_are_read_as_terraform_reads_them() {
    let value = local("locals {\n  x = <<-END\n    a\n      b ${1 + 1}\n\n    c\n    END\n}\n");
    assert_eq!(text(&value), "a\n  b 2\n\nc\n");
    let plain = local("locals {\n  x = <<END\n  a $${b}\n%{if true~}\n  c\n%{endif~}\nEND\n}\n");
    assert_eq!(text(&plain), "  a ${b}\n  c\n");
}
