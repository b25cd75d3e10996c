//! Checking configurations: 300 resources, as in a large function, and 10,000.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use paydsl_schema::engine::{Body, Content, Entry, Node, Number, Value, check};
use paydsl_schema::{
    Archive, BlockRules, Combination, CombinationKind, Family, Form, Mined, Rule, Source, Unit, write,
};

const REPORT: &str = r#"{"provider_schemas":{"x":{"resource_schemas":{"x_function":{"block":{
    "attributes":{
        "name":{"type":"string","required":true},
        "role":{"type":"string","required":true},
        "timeout":{"type":"number","optional":true},
        "size":{"type":"number","optional":true},
        "runtime":{"type":"string","optional":true},
        "policy":{"type":"string","optional":true},
        "cidr":{"type":"string","optional":true},
        "file":{"type":"string","optional":true},
        "image":{"type":"string","optional":true},
        "tags":{"type":["map","string"],"optional":true},
        "layers":{"type":["list","string"],"optional":true}},
    "block_types":{"log":{"nesting_mode":"list","max_items":1,"block":{"attributes":{
        "format":{"type":"string","optional":true},"group":{"type":"string","optional":true},"days":{"type":"number","optional":true}}}}}
}}}}}}"#;

fn texts(all: &[&str]) -> Box<[Box<str>]> {
    all.iter().map(|text| Box::from(*text)).collect()
}

/// A resource type with the rules that functions have, about as many as AWS's own.
fn mined() -> Mined {
    let pattern = |pattern: &str| Rule::Pattern {
        pattern: pattern.into(),
        negated: false,
    };
    let one_of = |all: &[&str]| Rule::OneOf {
        values: texts(all),
        ignores_case: false,
    };
    let range = |min, max| Rule::Range {
        min: Some(min),
        max: Some(max),
    };
    let length = |min, max| Rule::Length {
        min: Some(min),
        max: Some(max),
        unit: Unit::Bytes,
    };
    let tag = || Box::new(pattern(r"^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$"));
    let arguments = [
        ("name", vec![length(1, 64), pattern("^[0-9A-Za-z_-]+$")]),
        ("role", vec![Rule::Form(Form::Arn)]),
        ("timeout", vec![Rule::Whole, range(1.0, 900.0)]),
        ("size", vec![Rule::Whole, range(128.0, 10240.0)]),
        (
            "runtime",
            vec![one_of(&[
                "nodejs20.x",
                "nodejs22.x",
                "python3.11",
                "python3.12",
                "java21",
                "provided.al2023",
            ])],
        ),
        ("policy", vec![Rule::Form(Form::PolicyJson)]),
        (
            "cidr",
            vec![Rule::Form(Form::Cidr {
                min: 16,
                max: 28,
                family: Family::V4,
            })],
        ),
        ("tags", vec![Rule::EachKey(tag()), Rule::Each(tag())]),
        ("layers", vec![Rule::Each(Box::new(Rule::Form(Form::Arn)))]),
    ];
    let log = [
        ("format", vec![one_of(&["Text", "JSON"])]),
        ("group", vec![length(1, 512)]),
        (
            "days",
            vec![one_of(&["0", "1", "3", "5", "7", "14", "30", "60", "90", "365"])],
        ),
    ];
    let rules = |all: &[(&str, Vec<Rule>)]| BlockRules {
        arguments: all
            .iter()
            .map(|(name, rules)| (Box::from(*name), rules.clone()))
            .collect(),
        ..BlockRules::default()
    };
    let function = BlockRules {
        combinations: vec![Combination {
            kind: CombinationKind::ExactlyOneOf,
            members: texts(&["file", "image"]),
        }],
        blocks: [("log".into(), Arc::new(rules(&log)))].into(),
        ..rules(&arguments)
    };
    Mined {
        resources: [("x_function".into(), function)].into(),
        ..Mined::default()
    }
}

fn archive() -> Archive {
    let source = Source {
        address: "x",
        source: "x/x",
        version: "1.0.0",
        local_name: "x",
    };
    write(REPORT, source, &mined())
        .ok()
        .and_then(|bytes| Archive::from_bytes("x", bytes).ok())
        .unwrap_or_else(|| panic!("an archive is made from its own report"))
}

/// A valid function with all arguments; the marks are numbers, as spans are.
fn function(number: u32) -> Body<u32> {
    let text = |text: String| Value::Text(text.into());
    let node = |value| Node::new(value, number);
    let whole = |whole: i64| Value::Number(Number::from(whole));
    let argument = |name: &str, value| Entry {
        name: name.into(),
        content: Content::Argument(node(value)),
        tag: number,
    };
    let policy =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":"*"}]}"#;
    let tags = ["Name", "Environment", "Team"].map(|key| (Box::from(key), node(text(format!("value-{number}")))));
    let log = Body {
        entries: vec![
            argument("format", text("JSON".to_owned())),
            argument("group", text(format!("/aws/lambda/function-{number}"))),
            argument("days", whole(30)),
        ],
        tag: number,
    };
    Body {
        entries: vec![
            argument("name", text(format!("function-{number}"))),
            argument("role", text(format!("arn:aws:iam::123456789012:role/role-{number}"))),
            argument("timeout", whole(30)),
            argument("size", whole(512)),
            argument("runtime", text("python3.12".to_owned())),
            argument("policy", text(policy.to_owned())),
            argument("cidr", text("10.0.0.0/16".to_owned())),
            argument("file", text("function.zip".to_owned())),
            argument("tags", Value::Map(tags.into())),
            argument("layers", Value::List(vec![node(Value::Unknown)])),
            Entry {
                name: "log".into(),
                content: Content::Blocks {
                    blocks: vec![log],
                    more: false,
                },
                tag: number,
            },
        ],
        tag: number,
    }
}

fn checks(c: &mut Criterion) {
    let archive = archive();
    let Some(schema) = archive.resource("x_function") else {
        panic!("the archive has its resource type");
    };
    let mut group = c.benchmark_group("check");
    for count in [300u32, 10_000] {
        let all: Vec<Body<u32>> = (0..count).map(function).collect();
        let found: usize = all.iter().map(|body| check(schema, body).len()).sum();
        assert_eq!(found, 0, "what is measured is valid");
        group.throughput(Throughput::Elements(u64::from(count)));
        group.bench_function(format!("{count} resources"), |b| {
            b.iter(|| {
                all.iter()
                    .map(|body| check(schema, black_box(body)).len())
                    .sum::<usize>()
            })
        });
    }
    group.finish();
    c.bench_function("the rules of a resource type, read for the first time", |b| {
        b.iter_batched(
            self::archive,
            |archive| {
                archive
                    .resource("x_function")
                    .map(|schema| check(schema, &function(1)).len())
            },
            BatchSize::LargeInput,
        );
    });
}

criterion_group!(benches, checks);
criterion_main!(benches);
