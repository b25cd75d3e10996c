//! Allowed values as constants.

#![allow(missing_docs, reason = "the names in a test say what they are for")]

use paydsl::emit::{Format, write};
use paydsl::prelude::*;
use paydsl::project::AnyProject;
use paydsl::synth::synthesize;
use serde_json::{Value as Json, json};

#[environments]
pub mod env {
    pub struct Env {
        pub region: Str,
        pub large: Bool,
    }
    pub const DEV: Env = Env {
        region: "us-east-1",
        large: false,
    };
}

/// A user's own constants win, wherever they come from.
mod own {
    pub const STANDARD: &str = "STANDARD_INFREQUENT_ACCESS";
}

#[allow(
    dead_code,
    clippy::upper_case_acronyms,
    reason = "a type of that name takes nothing from the value"
)]
enum PROVISIONED {}

const S: &str = "N";

#[stack]
pub fn tables(env: &Env) {
    let by_name = aws_dynamodb_table {
        name: "by-name",
        billing_mode: PAY_PER_REQUEST,
        hash_key: "id",
        attribute: [block { name: "id", r#type: B }],
    };
    let chosen = aws_dynamodb_table {
        name: "chosen",
        billing_mode: env.large.then(PROVISIONED, PAY_PER_REQUEST),
        hash_key: "id",
        attribute: [block { name: "id", r#type: S }],
    };
    let topic = aws_sns_topic {
        name: "x",
        tracing_config: if cfg!(test) { Active } else { PassThrough },
    };
}

/// In components and in lists, and with a name that had to be changed.
#[component]
fn function(name: &str) {
    let code = aws_lambda_function {
        function_name: name,
        role: "arn:aws:iam::123456789012:role/x",
        filename: "x.zip",
        handler: "x",
        runtime: nodejs20_x,
        architectures: [arm64],
        package_type: Some(Zip),
    };
}

#[stack]
pub fn more(env: &Env) {
    use own::STANDARD;
    let local = "PROVISIONED";
    let imported = aws_dynamodb_table {
        name: "imported",
        table_class: STANDARD,
        billing_mode: local,
        hash_key: "id",
        attribute: [block {
            name: "id",
            r#type: "S",
        }],
    };
    function("api");
}

/// The resources of a project's stack with a number.
fn resources(number: usize) -> Json {
    let project: AnyProject = Project::new("choices", env::all()).stack(tables).stack(more).into();
    let module = synthesize(&project, project.ordered()[number], &Backend::local());
    assert_eq!(module.errors, Vec::<String>::new());
    let main = module
        .files
        .iter()
        .find(|(name, _)| *name == "main")
        .expect("the main file");
    let file: Json = serde_json::from_str(&write(Format::Json, &main.1, &module.arena)).expect("JSON");
    file["resource"].clone()
}

#[test]
fn an_allowed_value_is_its_text() {
    let resources = resources(0);
    let tables = &resources["aws_dynamodb_table"];
    assert_eq!(tables["by_name"]["billing_mode"], json!("PAY_PER_REQUEST"));
    assert_eq!(tables["by_name"]["attribute"][0]["type"], json!("B"));
    assert_eq!(
        tables["chosen"]["billing_mode"],
        json!("${local.env.large ? \"PROVISIONED\" : \"PAY_PER_REQUEST\"}")
    );
    assert_eq!(resources["aws_sns_topic"]["topic"]["tracing_config"], json!("Active"));
}

#[test]
fn what_is_in_scope_wins() {
    assert_eq!(
        resources(0)["aws_dynamodb_table"]["chosen"]["attribute"][0]["type"],
        json!("N")
    );
    let imported = &resources(1)["aws_dynamodb_table"]["imported"];
    assert_eq!(imported["table_class"], json!("STANDARD_INFREQUENT_ACCESS"));
    assert_eq!(imported["billing_mode"], json!("PROVISIONED"));
}

#[test]
fn constants_serve_in_components_lists_and_options() {
    let code = &resources(1)["aws_lambda_function"]["api_code"];
    assert_eq!(code["runtime"], json!("nodejs20.x"));
    assert_eq!(code["architectures"], json!(["arm64"]));
    assert_eq!(code["package_type"], json!("Zip"));
}
