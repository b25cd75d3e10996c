//! What expressions of constants come to is what Terraform makes of them: random ones, and Terraform as the judge.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use paydsl::builder;
use paydsl::emit::{Format, write};
use paydsl::tree::{BinaryOperator, Body, ExprId, Expression, Number, Part, UnaryOperator};
use paydsl::validation::constant;
use serde_json::Value as Json;

use super::support::id;

const EXPRESSIONS: usize = 3_000;

/// Functions with what they take: a text, a number, a bool, a list of texts, a list of numbers, a map, a network, or
/// anything.
const FUNCTIONS: &[(&str, &str)] = &[
    ("abs", "n"),
    ("alltrue", "B"),
    ("anytrue", "B"),
    ("ceil", "n"),
    ("chomp", "t"),
    ("cidrhost", "cn"),
    ("cidrnetmask", "c"),
    ("cidrsubnet", "cnn"),
    ("coalesce", "ttt"),
    ("coalesce", "nnn"),
    ("compact", "T"),
    ("concat", "TT"),
    ("concat", "TN"),
    ("contains", "Tt"),
    ("contains", "Nn"),
    ("distinct", "T"),
    ("distinct", "N"),
    ("element", "Tn"),
    ("endswith", "tt"),
    ("flatten", "L"),
    ("floor", "n"),
    ("format", "ftn"),
    ("format", "fnt"),
    ("join", "tT"),
    ("join", "tNT"),
    ("jsondecode", "j"),
    ("jsonencode", "x"),
    ("keys", "M"),
    ("length", "t"),
    ("length", "T"),
    ("length", "M"),
    ("lookup", "Mtt"),
    ("lower", "t"),
    ("max", "nnn"),
    ("merge", "MM"),
    ("merge", "MMM"),
    ("min", "nn"),
    ("one", "T"),
    ("parseint", "tn"),
    ("pow", "nn"),
    ("range", "n"),
    ("range", "nn"),
    ("range", "nnn"),
    ("replace", "ttt"),
    ("reverse", "T"),
    ("signum", "n"),
    ("sort", "T"),
    ("split", "tt"),
    ("startswith", "tt"),
    ("strcontains", "tt"),
    ("strrev", "t"),
    ("substr", "tnn"),
    ("sum", "N"),
    ("tobool", "t"),
    ("tolist", "T"),
    ("tolist", "L"),
    ("tomap", "M"),
    ("tonumber", "t"),
    ("toset", "T"),
    ("toset", "N"),
    ("tostring", "n"),
    ("trim", "tt"),
    ("trimprefix", "tt"),
    ("trimspace", "t"),
    ("trimsuffix", "tt"),
    ("try", "xt"),
    ("upper", "t"),
    ("values", "M"),
    ("zipmap", "TT"),
];

const TEXTS: &[&str] = &[
    "", "a", "ab", "aba", "Ab-1", " a\t", "a,b,,c", "/a/", "b", "true", "false", "5", "007", "1.50", "-3", "1e3",
    "0x10", "é", "e\u{301}", "ß", "漢字", "\r\n", "a\n\n", "%", "\u{1}", "<&>", "\"\\", "null",
];

const NETWORKS: &[&str] = &[
    "10.0.0.0/16",
    "10.1.2.3/8",
    "0.0.0.0/0",
    "192.168.1.0/24",
    "10.0.0.1/32",
    "010.0.0.0/8",
    "2001:db8::/32",
    "::/0",
    "2001:db8:1:2:3:4:5:6/127",
    "10.0.0.0",
    "10.0.0.0/33",
    "::ffff:10.0.0.0/112",
];

const FORMATS: &[&str] = &[
    "%s-%d", "%d%%%s", "%03d:%s", "%v %v", "%s", "%5d %s", "%s %s %s", "%q %d",
];

const JSON: &[&str] = &[
    "{\"b\":1,\"a\":[true,null]}",
    "[1.5]",
    "\"x\"",
    "{",
    "12345678901234567890",
];

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        // Knuth's multiplier; the high bits are the good ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

fn call(name: &'static str, arguments: Vec<ExprId>) -> ExprId {
    builder::add(Expression::Call {
        name: name.into(),
        arguments,
        expand: false,
    })
}

fn text(random: &mut Random, depth: usize) -> ExprId {
    match random.below(if depth == 0 { 3 } else { 5 }) {
        0 => {
            let parts = (0..random.below(3)).map(|_| match random.below(2) {
                0 => Part::Literal(random.of(TEXTS).into()),
                _ => Part::Value(number(random, 0)),
            });
            let mut parts: Vec<Part> = parts.collect();
            parts.push(Part::Literal("-".into()));
            builder::add(Expression::Template(parts))
        }
        3 | 4 => function(random, "t", depth - 1),
        _ => builder::string(random.of(TEXTS)),
    }
}

fn number(random: &mut Random, depth: usize) -> ExprId {
    use BinaryOperator as Op;
    match random.below(if depth == 0 { 4 } else { 6 }) {
        0 => builder::add(Expression::Number(Number::Float(
            random.of(&[0.5, -1.25, 1e-7, 2.0, 1e20]),
        ))),
        1 => builder::add(Expression::Number(Number::Integer(random.of(&[
            9_007_199_254_740_993,
            i64::MAX,
            i64::MIN,
            255,
            1024,
        ])))),
        4 => {
            let operator = random.of(&[Op::Add, Op::Subtract, Op::Multiply, Op::Divide, Op::Modulo]);
            let (left, right) = (number(random, depth - 1), number(random, depth - 1));
            builder::add(Expression::Binary(operator, left, right))
        }
        5 => {
            let of = number(random, depth - 1);
            builder::add(Expression::Unary(UnaryOperator::Negate, of))
        }
        _ => builder::add(Expression::Number(Number::Integer(random.below(12) as i64 - 3))),
    }
}

fn truth(random: &mut Random, depth: usize) -> ExprId {
    use BinaryOperator as Op;
    if depth == 0 {
        return builder::add(Expression::Bool(random.below(2) == 0));
    }
    match random.below(4) {
        0 => {
            let operator = random.of(&[Op::Less, Op::LessOrEqual, Op::Greater, Op::GreaterOrEqual]);
            let (left, right) = (number(random, depth - 1), number(random, depth - 1));
            builder::add(Expression::Binary(operator, left, right))
        }
        1 => {
            let operator = random.of(&[Op::Equal, Op::NotEqual]);
            let (left, right) = (anything(random, 0), anything(random, 0));
            builder::add(Expression::Binary(operator, left, right))
        }
        2 => {
            let operator = random.of(&[Op::And, Op::Or]);
            let (left, right) = (truth(random, depth - 1), truth(random, depth - 1));
            builder::add(Expression::Binary(operator, left, right))
        }
        _ => {
            let of = truth(random, depth - 1);
            builder::add(Expression::Unary(UnaryOperator::Not, of))
        }
    }
}

fn list(random: &mut Random, element: fn(&mut Random, usize) -> ExprId, depth: usize) -> ExprId {
    let elements = (0..random.below(4)).map(|_| element(random, depth)).collect();
    builder::add(Expression::List(elements))
}

fn map(random: &mut Random, depth: usize) -> ExprId {
    let entries = (0..random.below(4)).map(|_| (builder::string(random.of(&TEXTS[1..6])), text(random, depth)));
    builder::add(Expression::Object(entries.collect()))
}

fn anything(random: &mut Random, depth: usize) -> ExprId {
    let kind = random.of(&["t", "n", "b", "T", "N", "M", "L"]);
    match random.below(10) {
        0 => builder::add(Expression::Null),
        _ => argument(random, kind, depth),
    }
}

fn argument(random: &mut Random, kind: &str, depth: usize) -> ExprId {
    match kind {
        "t" => text(random, depth),
        "n" => number(random, depth),
        "b" => truth(random, depth),
        "B" => list(random, truth, 0),
        "T" => list(random, text, 0),
        "N" => list(random, number, 0),
        "L" => list(random, mixed, 0),
        "M" => map(random, 0),
        "c" => builder::string(random.of(NETWORKS)),
        "f" => builder::string(random.of(FORMATS)),
        "j" => builder::string(random.of(JSON)),
        _ => anything(random, depth.saturating_sub(1)),
    }
}

fn mixed(random: &mut Random, depth: usize) -> ExprId {
    let kind = random.of(&["t", "n", "T"]);
    argument(random, kind, depth)
}

/// A call of any function; where a text is wanted, made one.
fn function(random: &mut Random, wanted: &str, depth: usize) -> ExprId {
    let (name, kinds) = random.of(FUNCTIONS);
    let arguments = kinds
        .chars()
        .map(|kind| argument(random, &kind.to_string(), depth))
        .collect();
    let called = call(name, arguments);
    match wanted {
        "t" => call("jsonencode", vec![called]),
        _ => called,
    }
}

fn expression(random: &mut Random) -> ExprId {
    match random.below(6) {
        0 => {
            let (condition, yes, no) = (truth(random, 2), text(random, 1), text(random, 1));
            builder::add(Expression::Conditional(condition, yes, no))
        }
        1 => number(random, 3),
        2 => {
            let (of, index) = (list(random, text, 1), number(random, 0));
            builder::add(Expression::Index(of, index))
        }
        3 => {
            let (collection, value) = (map(random, 0), builder::add(Expression::Root("value".into())));
            let key = builder::add(Expression::Root("key".into()));
            let body = builder::add(Expression::Template(vec![
                Part::Value(key),
                Part::Literal("=".into()),
                Part::Value(value),
            ]));
            builder::add(Expression::ForList {
                key: Some("key".into()),
                value: "value".into(),
                collection,
                body,
                condition: None,
            })
        }
        _ => function(random, "", 2),
    }
}

/// Numbers are compared as such.
fn is_same(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Json::Object(one), Json::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, value)| other.get(key).is_some_and(|other| is_same(value, other)))
        }
        _ => one == other,
    }
}

#[test]
fn what_expressions_come_to_is_what_terraform_makes_of_them() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time").as_nanos() as u64;
    let seed = std::env::var("SEED").map_or(now, |seed| seed.parse().expect("a number"));
    println!("SEED={seed}");
    let (ids, declared) = builder::run(|| {
        let mut random = Random(seed);
        let expression = |_| {
            let expression = expression(&mut random);
            (expression, call("try", vec![expression, id(FAILURE)]))
        };
        (0..EXPRESSIONS).map(expression).collect::<Vec<_>>()
    });
    let mut arena = declared.arena;
    let known = ids.into_iter().filter_map(|(id, tried)| {
        let value = constant(&arena, id)?;
        Some((tried, value, write_one(id, &arena)))
    });
    let known: Vec<(ExprId, Json, String)> = known.collect();
    assert!(known.len() > EXPRESSIONS / 3, "only {} are known", known.len());
    // One output of all is much quicker than one for each.
    let all = arena.add(Expression::List(known.iter().map(|(tried, ..)| *tried).collect()));
    let (mut body, mut output) = (Body::default(), Body::default());
    output.expression("value", all);
    body.block("output", ["all".into()], output);
    let outputs = applied(&write(Format::Json, &body, &arena));
    let mut failed = 0;
    for (theirs, (_, value, source)) in outputs["all"]["value"].as_array().expect("a list").iter().zip(&known) {
        if theirs.as_str() == Some(FAILURE) {
            // An error is Terraform's to report.
            failed += 1;
            continue;
        }
        assert!(
            is_same(theirs, value),
            "SEED={seed} {source}: Terraform says {theirs}, not {value}"
        );
    }
    assert!(
        failed < known.len() / 10,
        "SEED={seed}: {failed} of {} are errors",
        known.len()
    );
}

const FAILURE: &str = "this is an error";

fn write_one(id: ExprId, arena: &paydsl::tree::Arena) -> String {
    let mut body = Body::default();
    body.expression("x", id);
    write(Format::Hcl, &body, arena)
}

fn applied(module: &str) -> Json {
    let directory = tempfile::tempdir().expect("a directory");
    std::fs::write(directory.path().join("main.tf.json"), module).expect("a file");
    let terraform = |arguments: &[&str]| {
        let mut command = Command::new("terraform");
        command
            .env("CHECKPOINT_DISABLE", "1")
            .env_remove("TF_CLI_CONFIG_FILE")
            .env_remove("TF_WORKSPACE");
        let output = command.args(arguments).current_dir(directory.path()).output();
        output.expect("terraform has to be on the PATH: https://developer.hashicorp.com/terraform/install")
    };
    let output = terraform(&["apply", "-auto-approve", "-no-color", "-input=false"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&terraform(&["output", "-json"]).stdout).expect("JSON")
}
