//! What is written, read by real terraform: every pitfall of the two formats, and equal plans from both.
//!
//! Only Terraform's built-in provider is used, so nothing is downloaded.

#![allow(missing_docs, reason = "the names in a test say what they are for")]

use std::path::Path;
use std::process::{Command, Output};

use paydsl::emit::{Format, write};
use paydsl::prelude::*;
use paydsl::project::AnyProject;
use paydsl::synth::{Module, synthesize};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value as Json, json};

#[environments]
pub mod env {
    pub struct Env {
        pub size: Num,
    }

    pub const DEV: Env = Env { size: 1 };
    pub const PROD: Env = Env { size: 2 };
}

const NASTY: &str = "a ${b} %{ if c } $${d} %%{e} $ % \"q\" \\n \n\r\t EOF <<EOF \u{1}\u{7f} é 😀 // # /* $";

/// What the pitfalls come to.
#[derive(Outputs)]
pub struct Pitfalls {
    /// A description with ${interpolation} and "quotes".
    pub nasty: Value<Str>,
    pub nasty_in_expression: Value<Str>,
    pub dollar_before_value: Value<Str>,
    pub percent_before_value: Value<Str>,
    pub doubled_dollar_before_brace: Value<Str>,
    pub keys: Value<Map<Str>>,
    pub list_keeps_its_type: Value<List<Num>>,
    pub number_in_template: Value<Str>,
    pub number_alone_in_template: Value<Str>,
    pub default_of_variable: Value<Str>,
    pub keys_of_each: Value<Map<Str>>,
    pub count_of_instances: Value<Num>,
    pub precedence: Value<Num>,
    pub conditional: Value<Str>,
    pub raw: Value<Num>,
    pub raw_in_operation: Value<Num>,
    pub mapped: Value<List<Str>>,
    pub nothing: Value<Str>,
    pub fraction: Value<Num>,
    pub of_module: Value<Any>,
    #[sensitive]
    pub hidden: Value<Str>,
}

#[stack]
pub fn pitfalls(env: &Env) -> Pitfalls {
    let text: Value<Str> = variable {
        default: "${not.interpolated} %{x} \"q\"",
        description: "literal ${too}",
        validation: [
            |value| block {
                condition: length(value).gt(1),
                error_message: tf!("too short: {value}"),
            },
            |value| block {
                condition: length(value).lt(100),
                error_message: "too long, ${literally}",
            },
        ],
    };
    let numbers: Value<List<Num>> = variable { default: [1, 2, 3] };
    let first = terraform_data { input: NASTY };
    let second = terraform_data {
        input: [
            ("plain", first.output.typed::<Str>()),
            ("${key}", first.output.typed::<Str>()),
        ],
        triggers_replace: [first.id, text],
        depends_on: [first],
        lifecycle: block {
            ignore_changes: [input],
            replace_triggered_by: [first, first.id],
            precondition: [
                block {
                    condition: numbers.at(0).eq(1),
                    error_message: "first",
                },
                block {
                    condition: numbers.at(1).eq(2),
                    error_message: "second",
                },
            ],
        },
    };
    let frozen = terraform_data {
        input: 1,
        lifecycle: block {
            ignore_changes: all,
            create_before_destroy: true,
        },
    };
    let each_name = each(["x", "y"], |key, value| terraform_data {
        input: tf!("{key}-{value}"),
    });
    let counted = count(3, |i| terraform_data { input: i });
    let sometimes = when(numbers.at(0).gt(5), || terraform_data { input: "never" });
    let ran = terraform_data {
        input: "x",
        provisioner: [local_exec {
            command: "true",
            environment: [("A", "${b}")],
            on_failure: "continue",
        }],
    };
    let healthy = check {
        assert: [block {
            condition: numbers.at(0).eq(1),
            error_message: "unhealthy",
        }],
    };
    let child = module {
        source: "./child",
        word: NASTY,
        depends_on: [first],
    };
    moved {
        from: "terraform_data.before",
        to: first,
    };
    removed {
        from: "terraform_data.gone",
        lifecycle: block { destroy: false },
    };
    let computed = local {
        value: numbers.at(0) + 1,
    };

    Pitfalls {
        nasty: first.output.typed(),
        nasty_in_expression: replace(NASTY, "never", "there"),
        dollar_before_value: tf!("costs ${numbers.at(0)} and $${numbers.at(1)}"),
        percent_before_value: tf!("100%{numbers.at(0)}"),
        doubled_dollar_before_brace: tf!("$${{x}} {numbers.at(0)}"),
        keys: merge([IntoValue::<Map<Str>>::into_value([
            ("${a}", "1"),
            ("//", "2"),
            ("for", "3"),
            ("a b\"c", "4"),
            ("\u{1}", "5"),
        ])]),
        list_keeps_its_type: numbers,
        number_in_template: tf!("n={env.size}"),
        number_alone_in_template: tf!("{env.size}"),
        default_of_variable: text,
        keys_of_each: each_name.output.any().typed(),
        count_of_instances: length(counted.id) + length(sometimes.id),
        precedence: (computed + 1) * (numbers.at(1) - (numbers.at(2) - 1)) + -(numbers.at(0) + 1),
        conditional: numbers
            .at(0)
            .eq(1)
            .and(!numbers.at(1).eq(1))
            .then(tf!("yes-{numbers.at(0)}"), "no"),
        raw: hcl!("length([for n in var.numbers : n if n > 1])").typed(),
        raw_in_operation: computed * hcl!("1 + 1"),
        mapped: numbers.map(|n| tf!("<{n}>")),
        nothing: r#try([hcl!("null")]).typed(),
        fraction: IntoValue::<Num>::into_value(0.1),
        of_module: child.echo,
        hidden: sensitive("secret"),
    }
}

fn project() -> AnyProject {
    Project::new("emission", env::all()).stack(pitfalls).into()
}

fn module() -> Module {
    let project = project();
    let module = synthesize(&project, project.ordered()[0], &Backend::local());
    assert_eq!(module.errors, Vec::<String>::new());
    module
}

/// A root module in a directory of its own, in one format.
fn written(module: &Module, format: Format) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    for (name, body) in module.files.iter().filter(|(_, body)| !body.items.is_empty()) {
        let file = directory.path().join(format!("{name}.{}", format.extension()));
        std::fs::write(file, write(format, body, &module.arena)).expect("a file");
    }
    let child = directory.path().join("child");
    std::fs::create_dir(&child).expect("a directory");
    let text = "variable \"word\" { type = string }\noutput \"echo\" { value = var.word }\n";
    std::fs::write(child.join("main.tf"), text).expect("a file");
    directory
}

fn terraform(directory: &Path, arguments: &[&str]) -> Output {
    Command::new("terraform")
        .args(arguments)
        .current_dir(directory)
        .env("TF_IN_AUTOMATION", "1")
        .env("CHECKPOINT_DISABLE", "1")
        .env("TF_WORKSPACE", "dev")
        .env_remove("TF_CLI_CONFIG_FILE")
        .output()
        .expect("terraform has to be on the PATH: https://developer.hashicorp.com/terraform/install")
}

fn run(directory: &Path, arguments: &[&str]) -> String {
    let output = terraform(directory, arguments);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "terraform {arguments:?}\n{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

fn initialised(module: &Module, format: Format) -> tempfile::TempDir {
    let directory = written(module, format);
    // Terraform refuses to initialise in a workspace that is not there yet.
    let output = Command::new("terraform")
        .args(["init", "-no-color", "-input=false"])
        .current_dir(directory.path())
        .env("CHECKPOINT_DISABLE", "1")
        .env_remove("TF_WORKSPACE")
        .env_remove("TF_CLI_CONFIG_FILE")
        .output()
        .expect("terraform has to be on the PATH: https://developer.hashicorp.com/terraform/install");
    assert!(
        output.status.success(),
        "{format}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    directory
}

/// Applies and returns the outputs' values.
fn applied(directory: &Path) -> Json {
    run(directory, &["apply", "-auto-approve", "-no-color", "-input=false"]);
    let outputs: Json = serde_json::from_str(&run(directory, &["output", "-json"])).expect("JSON");
    let values = outputs.as_object().expect("an object").iter();
    values
        .map(|(name, output)| (name.clone(), output["value"].clone()))
        .collect()
}

#[test]
fn every_pitfall_comes_out_right_in_both_formats() {
    let module = module();
    let expected = json!({
        "nasty": NASTY,
        "nasty_in_expression": NASTY,
        "dollar_before_value": "costs $1 and $$2",
        "percent_before_value": "100%1",
        "doubled_dollar_before_brace": "$${x} 1",
        "keys": {"${a}": "1", "//": "2", "for": "3", "a b\"c": "4", "\u{1}": "5"},
        "list_keeps_its_type": [1, 2, 3],
        "number_in_template": "n=1",
        "number_alone_in_template": "1",
        "default_of_variable": "${not.interpolated} %{x} \"q\"",
        "keys_of_each": {"x": "x-x", "y": "y-y"},
        "count_of_instances": 3,
        // (1+1+1) * (2 - (3-1)) - (1+1)
        "precedence": -2,
        "conditional": "yes-1",
        "raw": 2,
        // (1+1) * (1+1)
        "raw_in_operation": 4,
        "mapped": ["<1>", "<2>", "<3>"],
        "nothing": null,
        "fraction": 0.1,
        "of_module": NASTY,
        "hidden": "secret",
    });
    for format in [Format::Json, Format::Hcl] {
        let directory = initialised(&module, format);
        let actual = applied(directory.path());
        for (name, value) in expected.as_object().expect("an object") {
            // Terraform leaves an output out whose value is null.
            assert_eq!(actual.get(name).unwrap_or(&Json::Null), value, "{format}: {name}");
        }
        let second = terraform(
            directory.path(),
            &["plan", "-detailed-exitcode", "-no-color", "-input=false"],
        );
        assert_eq!(
            second.status.code(),
            Some(0),
            "{format}: {}",
            String::from_utf8_lossy(&second.stdout)
        );
    }
}

#[test]
fn both_formats_give_the_same_plan() {
    let module = module();
    let plans = [Format::Json, Format::Hcl].map(|format| {
        let directory = initialised(&module, format);
        run(directory.path(), &["plan", "-out", "plan", "-no-color", "-input=false"]);
        let mut plan: Json = serde_json::from_str(&run(directory.path(), &["show", "-json", "plan"])).expect("JSON");
        let plan = plan.as_object_mut().expect("an object");
        // When it was made, the configuration's own text, and what Terraform lists in an order that differs each time.
        for key in ["timestamp", "configuration", "relevant_attributes", "checks"] {
            plan.remove(key);
        }
        serde_json::to_string_pretty(plan).expect("JSON")
    });
    assert!(
        plans[0].contains("terraform_data.each_name"),
        "a plan of nothing proves nothing"
    );
    let differing: Vec<(&str, &str)> = plans[0]
        .lines()
        .zip(plans[1].lines())
        .filter(|(json, hcl)| json != hcl)
        .take(9)
        .collect();
    assert!(plans[0] == plans[1], "{differing:#?}");
}

#[test]
fn hcl_is_as_terraform_fmt_writes_it_and_parses_elsewhere() {
    let module = module();
    let directory = written(&module, Format::Hcl);
    let output = terraform(directory.path(), &["fmt", "-check", "-diff", "-no-color"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    for (name, body) in module.files.iter().filter(|(_, body)| !body.items.is_empty()) {
        let text = write(Format::Hcl, body, &module.arena);
        let parsed = hcl::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
        assert_eq!(parsed.blocks().count(), body.items.len(), "{name}");
    }
}

#[test]
fn bare_references_and_keywords_stand_as_they_are() {
    let module = module();
    let (_, main) = module.files.iter().find(|(name, _)| *name == "main").expect("main");
    let text = write(Format::Json, main, &module.arena);
    let tree: Json = serde_json::from_str(&text).expect("JSON");
    let second = &tree["resource"]["terraform_data"]["second"];
    assert_eq!(second["depends_on"], json!(["terraform_data.first"]));
    assert_eq!(second["lifecycle"][0]["ignore_changes"], json!(["input"]));
    assert_eq!(
        second["lifecycle"][0]["replace_triggered_by"],
        json!(["terraform_data.first", "terraform_data.first.id"])
    );
    assert_eq!(second["lifecycle"][0]["precondition"].as_array().map(Vec::len), Some(2));
    // `all` is a word, not a list.
    assert_eq!(
        tree["resource"]["terraform_data"]["frozen"]["lifecycle"][0]["ignore_changes"],
        json!("all")
    );
    assert_eq!(
        tree["moved"],
        json!([{"from": "terraform_data.before", "to": "terraform_data.first"}])
    );
    assert_eq!(tree["removed"][0]["from"], json!("terraform_data.gone"));
    // An array needs `toset` to be iterated.
    assert_eq!(
        tree["resource"]["terraform_data"]["each_name"]["for_each"],
        json!("${toset([\"x\", \"y\"])}")
    );
    // A module's source is literal, an argument is a template.
    assert_eq!(tree["module"]["child"]["source"], json!("./child"));
    assert!(
        tree["module"]["child"]["word"]
            .as_str()
            .is_some_and(|word| word.starts_with("a $${b} %%{ if c }"))
    );
}

#[test]
fn a_workspace_that_is_not_declared_is_refused() {
    let directory = initialised(&module(), Format::Json);
    let plan = |workspace: &str, arguments: &[&str]| {
        let mut command = Command::new("terraform");
        command.args(["plan", "-no-color", "-input=false"]).args(arguments);
        command
            .current_dir(directory.path())
            .env("TF_WORKSPACE", workspace)
            .env_remove("TF_CLI_CONFIG_FILE");
        let output = command.output().expect("terraform has to be on the PATH");
        let text = String::from_utf8_lossy(&output.stderr)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        (output.status.success(), text)
    };
    let (accepted, text) = plan("qa", &[]);
    assert!(
        !accepted && text.contains("is not an environment of emission"),
        "{text}"
    );
    assert!(
        plan("qa", &["-var", "environment=dev"]).0,
        "a copy of a declared environment is accepted"
    );
    let (accepted, text) = plan("default", &["-var", "environment=dev"]);
    assert!(!accepted && text.contains("\"default\" is never applied"), "{text}");
    let (accepted, text) = plan("prod", &["-var", "environment=dev"]);
    assert!(!accepted && text.contains("cannot be applied as another one"), "{text}");
}

/// Texts made of what has a meaning somewhere.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("$".to_owned()),
        Just("%".to_owned()),
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("${".to_owned()),
        Just("%{".to_owned()),
        Just("$${".to_owned()),
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("EOF".to_owned()),
        Just("<<~".to_owned()),
        Just("//".to_owned()),
        Just("😀".to_owned()),
        Just("\u{1}".to_owned()),
        Just("\u{7f}".to_owned()),
        Just("\u{2028}".to_owned()),
        Just("~}".to_owned()),
        "[ -~]{0,4}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

#[test]
fn random_texts_survive_in_every_position() {
    let seed: [u8; 32] = std::array::from_fn(|index| {
        let clock = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |time| time.subsec_nanos());
        clock.to_le_bytes()[index % 4].wrapping_mul(index as u8 + 1)
    });
    println!("seed: {seed:?}");
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let samples: Vec<String> = (0..300)
        .map(|_| texts().new_tree(&mut runner).expect("a text").current())
        .collect();
    for format in [Format::Json, Format::Hcl] {
        let ((), declared) = paydsl::builder::run(|| ());
        drop(declared);
        let (body, declared) = paydsl::builder::run(|| {
            let mut locals = paydsl::tree::Body::default();
            let number = IntoValue::<Num>::into_value(7);
            let known = hcl_value("local.seven");
            locals.expression("seven", number_id(number));
            for (index, text) in samples.iter().enumerate() {
                let plain = IntoValue::<Str>::into_value(text.as_str());
                let template = tf!("{text.clone()}{known}{text.clone()}");
                let object = IntoValue::<Map<Str>>::into_value([(text.as_str(), text.as_str())]);
                let call = paydsl::functions::format("%s", (text.as_str(),));
                locals.expression(format!("plain_{index}"), string_id(plain));
                locals.expression(format!("template_{index}"), string_id(template));
                locals.expression(format!("object_{index}"), map_id(object));
                locals.expression(format!("call_{index}"), string_id(call));
            }
            let mut file = paydsl::tree::Body::default();
            file.block("locals", [], locals);
            for kind in ["plain", "template", "object", "call"] {
                let mut output = paydsl::tree::Body::default();
                let names: Vec<Value<Any>> = (0..samples.len())
                    .map(|index| hcl_value(&format!("local.{kind}_{index}")))
                    .collect();
                output.expression("value", any_id(IntoValue::<Any>::into_value(names)));
                file.block("output", [kind.into()], output);
            }
            file
        });
        let directory = tempfile::tempdir().expect("a directory");
        let text = write(format, &body, &declared.arena);
        std::fs::write(directory.path().join(format!("main.{}", format.extension())), text).expect("a file");
        let output = Command::new("terraform")
            .args(["apply", "-auto-approve", "-no-color", "-input=false"])
            .current_dir(directory.path())
            .env_remove("TF_CLI_CONFIG_FILE")
            .output()
            .expect("terraform has to be on the PATH");
        assert!(
            output.status.success(),
            "{format}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let output = Command::new("terraform")
            .args(["output", "-json"])
            .current_dir(directory.path())
            .output()
            .expect("terraform");
        let outputs: Json = serde_json::from_slice(&output.stdout).expect("JSON");
        for (index, text) in samples.iter().enumerate() {
            assert_eq!(outputs["plain"]["value"][index], json!(text), "{format}");
            assert_eq!(outputs["call"]["value"][index], json!(text), "{format}");
            assert_eq!(
                outputs["template"]["value"][index],
                json!(format!("{text}7{text}")),
                "{format}"
            );
            assert_eq!(outputs["object"]["value"][index], json!({ text: text }), "{format}");
        }
    }
}

fn hcl_value(source: &str) -> Value<Any> {
    paydsl::__private::hcl(Box::leak(source.to_owned().into_boxed_str()))
}

fn string_id(value: Value<Str>) -> paydsl::tree::ExprId {
    paydsl::__private::constant::<Str, _>("", value).1
}

fn number_id(value: Value<Num>) -> paydsl::tree::ExprId {
    paydsl::__private::constant::<Num, _>("", value).1
}

fn map_id(value: Value<Map<Str>>) -> paydsl::tree::ExprId {
    paydsl::__private::constant::<Map<Str>, _>("", value).1
}

fn any_id(value: Value<Any>) -> paydsl::tree::ExprId {
    paydsl::__private::constant::<Any, _>("", value).1
}
