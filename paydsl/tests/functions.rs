//! Terraform's functions: none is missing, none is too many, and each gives what Terraform gives.

use std::collections::BTreeSet;
use std::process::Command;

use paydsl::emit::{Format, write};
use paydsl::prelude::*;
use paydsl::tree::{Body, ExprId};
use serde_json::{Value as Json, json};

fn terraform() -> Command {
    let mut command = Command::new("terraform");
    command
        .env("CHECKPOINT_DISABLE", "1")
        .env_remove("TF_CLI_CONFIG_FILE")
        .env_remove("TF_WORKSPACE");
    command
}

const MISSING: &str = "terraform has to be on the PATH: https://developer.hashicorp.com/terraform/install";

#[test]
fn the_functions_are_terraform_s() {
    let output = terraform()
        .args(["metadata", "functions", "-json"])
        .output()
        .expect(MISSING);
    let metadata: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let signatures = metadata["function_signatures"].as_object().expect("signatures");
    let theirs: BTreeSet<&str> = signatures
        .keys()
        .map(String::as_str)
        .filter(|name| !name.contains("::"))
        .collect();
    let ours: BTreeSet<&str> = paydsl::functions::names().into_iter().collect();
    assert_eq!(
        theirs.difference(&ours).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "missing here"
    );
    assert_eq!(
        ours.difference(&theirs).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "unknown to terraform"
    );
    assert!(ours.len() > 100);
}

fn id<T>(value: Value<T>) -> ExprId {
    paydsl::__private::constant::<Any, _>("", value.any()).1
}

fn s(text: &str) -> Value<Str> {
    IntoValue::into_value(text)
}

fn list(items: &[&str]) -> Value<List<Str>> {
    IntoValue::into_value(items)
}

fn numbers(items: &[i32]) -> Value<List<Num>> {
    IntoValue::into_value(items.to_vec())
}

fn map(entries: &[(&'static str, &'static str)]) -> Value<Map<Str>> {
    IntoValue::into_value(entries.to_vec())
}

/// A call of each function that always gives the same, and what Terraform's documentation says it gives.
#[allow(clippy::too_many_lines, reason = "a line for each function")]
fn calls() -> Vec<(&'static str, ExprId, Json)> {
    vec![
        ("abs", id(abs(-3)), json!(3)),
        ("alltrue", id(alltrue([true, false])), json!(false)),
        ("anytrue", id(anytrue([true, false])), json!(true)),
        ("base64decode", id(base64decode("aGk=")), json!("hi")),
        ("base64encode", id(base64encode("hi")), json!("aGk=")),
        ("base64gzip", id(startswith(base64gzip("hi"), "H4sI")), json!(true)),
        (
            "base64sha256",
            id(base64sha256("hi")),
            json!("j0NDRmSPa5bfid2pAcUXaxCm2Dlh3TwayItZstwyeqQ="),
        ),
        ("base64sha512", id(length(base64sha512("hi"))), json!(88)),
        ("basename", id(basename("a/b/c")), json!("c")),
        ("bcrypt", id(length(bcrypt("hi"))), json!(60)),
        ("can", id(can(hcl!("tonumber(\"x\")"))), json!(false)),
        ("ceil", id(ceil(1.2)), json!(2)),
        ("chomp", id(chomp("hi\n\n")), json!("hi")),
        (
            "chunklist",
            id(chunklist(list(&["a", "b", "c"]), 2)),
            json!([["a", "b"], ["c"]]),
        ),
        ("cidrhost", id(cidrhost("10.0.0.0/16", 5)), json!("10.0.0.5")),
        ("cidrnetmask", id(cidrnetmask("10.0.0.0/16")), json!("255.255.0.0")),
        ("cidrsubnet", id(cidrsubnet("10.0.0.0/16", 8, 2)), json!("10.0.2.0/24")),
        (
            "cidrsubnets",
            id(cidrsubnets("10.0.0.0/16", [8, 8])),
            json!(["10.0.0.0/24", "10.0.1.0/24"]),
        ),
        ("coalesce", id(coalesce([s(""), s("b")])), json!("b")),
        (
            "coalescelist",
            id(coalescelist([list(&[]), list(&["b"])])),
            json!(["b"]),
        ),
        ("compact", id(compact(["a", "", "b"])), json!(["a", "b"])),
        ("concat", id(concat([list(&["a"]), list(&["b"])])), json!(["a", "b"])),
        ("contains", id(contains(list(&["a"]), "a")), json!(true)),
        ("csvdecode", id(csvdecode("a,b\n1,2")), json!([{"a": "1", "b": "2"}])),
        ("dirname", id(dirname("a/b/c")), json!("a/b")),
        ("distinct", id(distinct(list(&["a", "a", "b"]))), json!(["a", "b"])),
        ("element", id(element(list(&["a", "b"]), 3)), json!("b")),
        ("endswith", id(endswith("abc", "bc")), json!(true)),
        ("ephemeralasnull", id(ephemeralasnull("x")), json!("x")),
        ("file", id(file("hi.txt")), json!("hi")),
        ("filebase64", id(filebase64("hi.txt")), json!("aGk=")),
        (
            "filebase64sha256",
            id(filebase64sha256("hi.txt").eq(base64sha256("hi"))),
            json!(true),
        ),
        (
            "filebase64sha512",
            id(filebase64sha512("hi.txt").eq(base64sha512("hi"))),
            json!(true),
        ),
        ("fileexists", id(fileexists("no.txt")), json!(false)),
        ("filemd5", id(filemd5("hi.txt").eq(md5("hi"))), json!(true)),
        ("fileset", id(fileset(".", "*.txt")), json!(["hi.txt", "t.txt"])),
        ("filesha1", id(filesha1("hi.txt").eq(sha1("hi"))), json!(true)),
        ("filesha256", id(filesha256("hi.txt").eq(sha256("hi"))), json!(true)),
        ("filesha512", id(filesha512("hi.txt").eq(sha512("hi"))), json!(true)),
        ("flatten", id(flatten([list(&["a"]), list(&["b"])])), json!(["a", "b"])),
        ("floor", id(floor(1.8)), json!(1)),
        ("format", id(format("%s-%03d", ("a", 7))), json!("a-007")),
        (
            "formatdate",
            id(formatdate("YYYY", "2020-05-06T07:08:09Z")),
            json!("2020"),
        ),
        (
            "formatlist",
            id(formatlist("%s!", (list(&["a", "b"]),))),
            json!(["a!", "b!"]),
        ),
        ("indent", id(indent(2, "a\nb")), json!("a\n  b")),
        ("index", id(index(list(&["a", "b"]), "b")), json!(1)),
        ("issensitive", id(issensitive(sensitive("x"))), json!(true)),
        ("join", id(join("-", list(&["a", "b"]))), json!("a-b")),
        ("jsondecode", id(jsondecode("{\"a\":1}")), json!({"a": 1})),
        ("jsonencode", id(jsonencode([("a", "b")])), json!("{\"a\":\"b\"}")),
        ("keys", id(keys(map(&[("b", "1"), ("a", "2")]))), json!(["a", "b"])),
        ("length", id(length("abc")), json!(3)),
        ("log", id(log(8, 2)), json!(3)),
        ("lookup", id(lookup(map(&[("a", "1")]), "b", "none")), json!("none")),
        ("lower", id(lower("AB")), json!("ab")),
        (
            "matchkeys",
            id(matchkeys(list(&["1", "2"]), list(&["a", "b"]), list(&["b"]))),
            json!(["2"]),
        ),
        ("max", id(max([1, 3, 2])), json!(3)),
        ("md5", id(md5("hi")), json!("49f68a5c8493ec2c0bf489821c21fc3b")),
        (
            "merge",
            id(merge([map(&[("a", "1")]), map(&[("b", "2")])])),
            json!({"a": "1", "b": "2"}),
        ),
        ("min", id(min(numbers(&[2, 1]))), json!(1)),
        ("nonsensitive", id(nonsensitive(sensitive("x"))), json!("x")),
        ("one", id(one(list(&["a"]))), json!("a")),
        ("parseint", id(parseint("ff", 16)), json!(255)),
        ("pathexpand", id(pathexpand("/a/b")), json!("/a/b")),
        ("abspath", id(startswith(abspath("x"), "/")), json!(true)),
        ("plantimestamp", id(endswith(plantimestamp(), "Z")), json!(true)),
        ("pow", id(pow(2, 3)), json!(8)),
        ("range", id(range([1, 4])), json!([1, 2, 3])),
        ("regex", id(regex("[a-z]+", "12ab")), json!("ab")),
        ("regexall", id(regexall("[a-z]", "a1b")), json!(["a", "b"])),
        ("replace", id(replace("a-b", "-", "+")), json!("a+b")),
        ("reverse", id(reverse(list(&["a", "b"]))), json!(["b", "a"])),
        ("rsadecrypt", id(can(rsadecrypt("eA==", "no key"))), json!(false)),
        ("sensitive", id(nonsensitive(sensitive("x"))), json!("x")),
        (
            "setintersection",
            id(setintersection([toset(list(&["a", "b"])), toset(list(&["b"]))])),
            json!(["b"]),
        ),
        (
            "setproduct",
            id(setproduct([list(&["a"]), list(&["b", "c"])])),
            json!([["a", "b"], ["a", "c"]]),
        ),
        ("setsubtract", id(setsubtract(["a", "b"], ["b"])), json!(["a"])),
        (
            "setunion",
            id(setunion([toset(list(&["a"])), toset(list(&["b"]))])),
            json!(["a", "b"]),
        ),
        (
            "sha1",
            id(sha1("hi")),
            json!("c22b5f9178342609428d6f51b2c5af4c0bde6a42"),
        ),
        (
            "sha256",
            id(sha256("hi")),
            json!("8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4"),
        ),
        ("sha512", id(length(sha512("hi"))), json!(128)),
        ("signum", id(signum(-3)), json!(-1)),
        ("slice", id(slice(list(&["a", "b", "c"]), 1, 2)), json!(["b"])),
        ("sort", id(sort(["b", "a"])), json!(["a", "b"])),
        ("split", id(split(",", "a,b")), json!(["a", "b"])),
        ("startswith", id(startswith("abc", "b")), json!(false)),
        ("strcontains", id(strcontains("abc", "b")), json!(true)),
        ("strrev", id(strrev("abc")), json!("cba")),
        ("substr", id(substr("abcd", 1, 2)), json!("bc")),
        ("sum", id(sum(numbers(&[1, 2]))), json!(3)),
        ("templatefile", id(templatefile("t.txt", [("x", "y")])), json!("<y>")),
        (
            "templatestring",
            id(templatestring(hcl!("local.template"), [("x", "y")])),
            json!("<y>"),
        ),
        (
            "textdecodebase64",
            id(textdecodebase64("aABpAA==", "UTF-16LE")),
            json!("hi"),
        ),
        (
            "textencodebase64",
            id(textencodebase64("hi", "UTF-16LE")),
            json!("aABpAA=="),
        ),
        (
            "timeadd",
            id(timeadd("2020-01-01T00:00:00Z", "1h")),
            json!("2020-01-01T01:00:00Z"),
        ),
        (
            "timecmp",
            id(timecmp("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z")),
            json!(-1),
        ),
        ("timestamp", id(endswith(timestamp(), "Z")), json!(true)),
        ("title", id(title("a b")), json!("A B")),
        ("tobool", id(tobool("true")), json!(true)),
        ("tolist", id(tolist(toset(list(&["b", "a"])))), json!(["a", "b"])),
        ("tomap", id(tomap(map(&[("a", "1")]))), json!({"a": "1"})),
        ("tonumber", id(tonumber("4")), json!(4)),
        ("toset", id(toset(list(&["b", "a", "a"]))), json!(["a", "b"])),
        ("tostring", id(tostring(4)), json!("4")),
        (
            "transpose",
            id(transpose([("a", ["x", "y"]), ("b", ["x", "z"])])),
            json!({"x": ["a", "b"], "y": ["a"], "z": ["b"]}),
        ),
        ("trim", id(trim("?a?", "?")), json!("a")),
        ("trimprefix", id(trimprefix("ab", "a")), json!("b")),
        ("trimspace", id(trimspace(" a ")), json!("a")),
        ("trimsuffix", id(trimsuffix("ab", "b")), json!("a")),
        (
            "try",
            id(r#try([hcl!("tonumber(\"x\")"), hcl!("\"fallback\"")])),
            json!("fallback"),
        ),
        ("upper", id(upper("ab")), json!("AB")),
        ("urlencode", id(urlencode("a b&c")), json!("a+b%26c")),
        ("uuid", id(length(uuid())), json!(36)),
        (
            "uuidv5",
            id(uuidv5("dns", "example.com")),
            json!("cfbff0d1-9375-5685-968c-48ce8b15ae17"),
        ),
        ("values", id(values(map(&[("b", "1"), ("a", "2")]))), json!(["2", "1"])),
        ("yamldecode", id(yamldecode("a: 1")), json!({"a": 1})),
        ("yamlencode", id(yamlencode([("a", "b")])), json!("\"a\": \"b\"\n")),
        ("zipmap", id(zipmap(["a"], list(&["1"]))), json!({"a": "1"})),
    ]
}

#[test]
fn every_function_gives_what_terraform_gives() {
    let ((body, expected), declared) = paydsl::builder::run(|| {
        let mut file = Body::default();
        let mut locals = Body::default();
        locals.literal("template", "unused");
        let mut expected = Vec::new();
        for (name, value, wanted) in calls() {
            let mut output = Body::default();
            output.expression("value", value);
            file.block("output", [name.into()], output);
            expected.push((name, wanted));
        }
        (file, expected)
    });
    let called: BTreeSet<&str> = expected.iter().map(|(name, _)| *name).collect();
    let all: BTreeSet<&str> = paydsl::functions::names().into_iter().collect();
    assert_eq!(
        all.difference(&called).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "functions without a call"
    );

    let directory = tempfile::tempdir().expect("a directory");
    let path = |name: &str| directory.path().join(name);
    std::fs::write(path("hi.txt"), "hi").expect("a file");
    std::fs::write(path("t.txt"), "<${x}>").expect("a file");
    std::fs::write(path("locals.tf"), "locals {\n  template = \"<$${x}>\"\n}\n").expect("a file");
    std::fs::write(path("main.tf.json"), write(Format::Json, &body, &declared.arena)).expect("a file");
    let apply = ["apply", "-auto-approve", "-no-color", "-input=false"];
    let output = terraform()
        .args(apply)
        .current_dir(directory.path())
        .output()
        .expect(MISSING);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let output = terraform()
        .args(["output", "-json"])
        .current_dir(directory.path())
        .output()
        .expect(MISSING);
    let outputs: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    for (name, wanted) in expected {
        assert_eq!(outputs[name]["value"], wanted, "{name}");
    }
}
