//! The project that `tests/cli.rs` runs: three stacks of `terraform_data`, which needs no provider to install.
//!
//! It is written without the macros, as they expand. `FIXTURE` holds words that stand for edits of the source.

use std::process::ExitCode;

use paydsl::builder::{self, Address, BlockValue, Declaration, Exemption, Field, FieldValue, Kind, ProviderUse, Site};
use paydsl::policy::Rule;
use paydsl::project::{Environment, Environments, Output, Project, Row, Stack};
use paydsl::tree::{ExprId, Expression, Number, Reference};
use paydsl::value::{Str, Value};

struct Env;

impl Environment for Env {
    const FIELDS: &'static [&'static str] = &["size"];

    fn current() -> Self {
        Env
    }
}

fn size(text: &'static str) -> Vec<(&'static str, ExprId)> {
    vec![("size", builder::string(text))]
}

fn environments() -> Environments<Env> {
    let row = |name, protected, values| Row {
        name,
        protected,
        values,
    };
    Environments::new(vec![
        row("dev", false, || size("small")),
        row("staging", false, || size("small")),
        row("prod", true, || size("large")),
    ])
}

/// Whether the source is edited so.
fn edited(word: &str) -> bool {
    std::env::var("FIXTURE").is_ok_and(|words| words.split(' ').any(|found| found == word))
}

fn site(line: u32) -> Site {
    Site {
        file: "stacks/src/fixture.rs",
        line,
    }
}

fn field(name: &'static str, value: FieldValue) -> Field {
    Field {
        name: name.into(),
        value,
    }
}

fn root(text: &'static str) -> ExprId {
    builder::add(Expression::Root(text.into()))
}

fn resource(name: &str, line: u32, input: ExprId) {
    let address = Address {
        scope: "",
        kind: "terraform_data".into(),
        name: name.into(),
    };
    declare(
        Kind::Resource,
        Some(address),
        line,
        vec![field("input", FieldValue::Expression(input))],
    );
}

fn declare(kind: Kind, address: Option<Address>, line: u32, fields: Vec<Field>) {
    builder::declare(Declaration {
        kind,
        address,
        provider: None,
        site: site(line),
        fields,
        exemptions: exemptions(line),
    });
}

/// The exceptions on a line.
fn exemptions(line: u32) -> Vec<Exemption> {
    let exempt = |rule| Exemption {
        rule,
        reason: "small is enough",
        site: site(line - 1),
    };
    match line {
        11 if edited("excepted") => vec![exempt("never-small")],
        13 if edited("unneeded") => vec![exempt("never-small")],
        13 if edited("scanned") => vec![exempt("checkov:CKV_AWS_1")],
        13 if edited("misspelt") => vec![exempt("never-smal")],
        _ => Vec::new(),
    }
}

fn never_small() -> Rule {
    Rule::new("never-small", |stack, findings| {
        for resource in stack.resources("terraform_data") {
            if resource.get("input").is_text("small") {
                findings.add(resource, "is small");
            }
        }
    })
    .summary("Nothing is small")
    .remedy("make it large")
    .pci_dss(&["1.2.3"])
}

fn reference(name: &'static str, address: &'static str) -> Field {
    field(name, FieldValue::Reference(Reference::new(address)))
}

fn output(name: &'static str, sensitive: bool, value: &'static str) -> Output {
    Output::new(name, "", sensitive, Value::<Str>::from(Raw(value)))
}

struct Raw(&'static str);

impl From<Raw> for Value<Str> {
    fn from(raw: Raw) -> Self {
        paydsl::__private::hcl(raw.0).typed()
    }
}

fn network() -> Vec<Output> {
    let name = if edited("renamed") || edited("moved") || edited("settled") {
        "primary"
    } else {
        "main"
    };
    if !edited("deleted") {
        resource(
            name,
            11,
            builder::add(Expression::Attribute(root("local.env"), "size".into())),
        );
    }
    if edited("moved") {
        let fields = vec![
            reference("from", "terraform_data.main"),
            reference("to", "terraform_data.primary"),
        ];
        declare(Kind::Moved, None, 12, fields);
    }
    let copies = root("local.name_suffix");
    resource("copy", 13, copies);
    if edited("mistaken") {
        builder::error(format!("{}: network is mistaken", site(14)));
        builder::error(format!("{}: network is mistaken again", site(15)));
    }
    if edited("failing") {
        resource(
            "failing",
            16,
            builder::add(Expression::Raw("tonumber(local.environment)".into())),
        );
    }
    if edited("slow") {
        slow();
    }
    if edited("queued") {
        queue();
    }
    if edited("silent") {
        return Vec::new();
    }
    vec![
        output("network_name", false, "terraform_data.copy.output"),
        output("password", true, "sensitive(\"hunter2\")"),
    ]
}

/// A resource that takes its time.
fn slow() {
    let command = field("command", FieldValue::Expression(builder::string("sleep 30")));
    let provisioner = BlockValue {
        path: "provisioner",
        labels: vec!["local-exec".into()],
        fields: vec![command],
    };
    let address = Address {
        scope: "",
        kind: "terraform_data".into(),
        name: "slow".into(),
    };
    let fields = vec![field("provisioner", FieldValue::Blocks(vec![provisioner]))];
    declare(Kind::Resource, Some(address), 17, fields);
}

/// A resource of a provider that has demands.
fn queue() {
    builder::declare(Declaration {
        kind: Kind::Resource,
        address: Some(Address {
            scope: "",
            kind: "x_queue".into(),
            name: "jobs".into(),
        }),
        provider: Some(ProviderUse {
            local_name: "x",
            source: "x/x",
            version: "1.0.0",
        }),
        site: site(18),
        fields: vec![
            field(
                "size",
                FieldValue::Expression(builder::add(Expression::Attribute(root("local.env"), "size".into()))),
            ),
            field(
                "seconds",
                FieldValue::Expression(builder::add(Expression::Number(Number::Integer(1000)))),
            ),
        ],
        exemptions: Vec::new(),
    });
}

fn application() -> Vec<Output> {
    if edited("mistaken") {
        builder::error(format!("{}: application is mistaken", site(21)));
    }
    if edited("panicking") {
        panic!("no such application");
    }
    resource(
        "app",
        22,
        root("data.terraform_remote_state.network.outputs.network_name"),
    );
    vec![output("reads", false, "terraform_data.app.output")]
}

fn audit() -> Vec<Output> {
    resource("log", 31, builder::string("audit"));
    Vec::new()
}

fn main() -> ExitCode {
    let mut project = Project::new("shop", environments())
        .stack(|| Stack::new("application", site(20), vec!["network"], application))
        .stack(|| Stack::new("network", site(10), vec![], network));
    if !edited("unaudited") {
        project = project.stack(|| Stack::new("audit", site(30), vec![], audit));
    }
    if edited("guarded") {
        project = project.policies([never_small()]);
    }
    paydsl::run(project)
}
