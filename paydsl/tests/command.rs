//! The `paydsl` command, with real terraform and the real provider: the committed archive is what it writes.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use paydsl_schema::{Archive, Attribute, Block, BlockRules, Mined, NestedBlock, Nesting, Providers};
use serde_json::Value as Json;

fn paydsl(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_paydsl"))
        .args(arguments)
        .current_dir(directory)
        .output()
        .expect("the paydsl command")
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

fn committed(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../paydsl-schema/providers")
        .join(name);
    std::fs::read(path).expect("a committed archive")
}

/// The committed archive is what `provider add` writes: that it has this schema, and, as to ask about all types takes an hour,
/// that some types are as they are mined again.
#[test]
fn provider_add_writes_the_schema_of_the_committed_archive() {
    let directory = tempfile::tempdir().expect("a directory");
    let added = paydsl(
        directory.path(),
        &["provider", "add", "hashicorp/aws", "5.100.0", "--schema-only"],
    );
    assert!(added.status.success(), "{}", text(&added));
    assert!(
        text(&added).contains("1526 resources, 608 data sources, 7 ephemeral resources, 3 functions"),
        "{}",
        text(&added)
    );
    let written = Archive::open(&directory.path().join("providers/aws-5.100.0.paydsl")).expect("an archive");
    let committed = Archive::from_bytes("committed", committed("aws-5.100.0.paydsl")).expect("an archive");
    assert_eq!(written.functions(), committed.functions());
    same(written.provider(), committed.provider(), "provider");
    for name in committed.resource_names() {
        let [written, committed] = [written, committed].map(|archive| archive.resource(name).expect(name));
        same(written, committed, name);
    }
    for name in committed.data_source_names() {
        let [written, committed] = [written, committed].map(|archive| archive.data_source(name).expect(name));
        same(written, committed, name);
    }
    for name in committed.ephemeral_names() {
        let [written, committed] = [written, committed].map(|archive| archive.ephemeral(name).expect(name));
        same(written, committed, name);
    }
    let listed = paydsl(directory.path(), &["provider", "list"]);
    assert!(
        text(&listed).contains("hashicorp/aws 5.100.0: 1526 resources"),
        "{}",
        text(&listed)
    );
    assert!(
        text(&listed).contains("providers/aws-5.100.0.paydsl"),
        "{}",
        text(&listed)
    );
    assert!(
        text(&listed).contains("terraform.io/builtin/terraform"),
        "{}",
        text(&listed)
    );
}

/// Whether two blocks are of one schema, whatever the rules of their values.
fn same(one: &Block, other: &Block, path: &str) {
    let said = |block: &Block| (block.description().map(str::to_owned), block.deprecated());
    assert_eq!(said(one), said(other), "{path}");
    let attributes = |block: &Block| -> Vec<_> {
        let said = |attribute: &Attribute| {
            let flags = [
                attribute.required,
                attribute.optional,
                attribute.computed,
                attribute.sensitive,
                attribute.write_only,
                attribute.deprecated,
            ];
            (
                attribute.name.clone(),
                attribute.ty.clone(),
                flags,
                attribute.description.clone(),
            )
        };
        block.attributes().iter().map(said).collect()
    };
    assert_eq!(attributes(one), attributes(other), "{path}");
    assert_eq!(one.blocks().len(), other.blocks().len(), "{path}");
    for (one, other) in one.blocks().iter().zip(other.blocks()) {
        let path = format!("{path}.{}", one.name);
        let said = |nested: &NestedBlock| (nested.name, nested.nesting, nested.min_items, nested.max_items);
        assert_eq!(said(one), said(other), "{path}");
        same(one.block(), other.block(), &path);
    }
}

/// Types that are asked about within seconds. Of them, `aws_sqs_queue` has rules of all sorts.
const QUICK: &str = "aws_sqs_queue,aws_kms_key,aws_kms_alias,aws_cloudwatch_log_group";

/// Asks the provider about the quick types, with nothing kept from before.
fn mine(processes: &str) -> Vec<u8> {
    let directory = tempfile::tempdir().expect("a directory");
    let arguments = ["provider", "mine", "hashicorp/aws", "5.100.0", "--journal", "journal"];
    let more = ["--only", QUICK, "--out", "mined.json", "--processes", processes];
    let mined = paydsl(directory.path(), &[&arguments[..], &more[..]].concat());
    assert!(mined.status.success(), "{}", text(&mined));
    std::fs::read(directory.path().join("mined.json")).expect("the rules")
}

#[test]
fn the_committed_archive_has_the_rules_that_are_mined() {
    let alone = mine("1");
    assert!(alone == mine("2"), "two processes learn something else than one");
    let mined: Mined = serde_json::from_slice(&alone).expect("rules");
    let archive = Archive::from_bytes("committed", committed("aws-5.100.0.paydsl")).expect("an archive");
    for name in QUICK.split(',') {
        let block = archive.resource(name).expect(name);
        assert_eq!(rules_of(block), mined.resources[name], "{name}");
    }
    for (name, rules) in &mined.data_sources {
        let block = archive.data_source(name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(&rules_of(block), rules, "data.{name}");
    }
    let queue = &mined.resources["aws_sqs_queue"];
    assert!(!queue.arguments.is_empty() && !queue.combinations.is_empty() && !queue.refusals.is_empty());
}

/// What an archive has of a block, in the form that it was written from.
fn rules_of(block: &'static Block) -> BlockRules {
    let mut found = BlockRules {
        combinations: block.combinations().to_vec(),
        refusals: block.refusals().to_vec(),
        ..BlockRules::default()
    };
    for attribute in block.attributes() {
        if !attribute.rules().is_empty() {
            let rules = attribute.rules().to_vec();
            found.arguments.insert(attribute.name.clone(), rules);
        }
        if let Some(rules) = attribute.object_rules() {
            found.blocks.insert(attribute.name.clone(), rules.clone().into());
        }
    }
    for nested in block.blocks() {
        if !nested.rules().is_empty() {
            found.arguments.insert(nested.name.into(), nested.rules().to_vec());
        }
        let inner = rules_of(nested.block());
        if !inner.is_empty() {
            found.blocks.insert(nested.name.into(), inner.into());
        }
    }
    found
}

#[test]
fn a_damaged_archive_is_named() {
    let whole = committed("aws-5.100.0.paydsl");
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    for damaged in [&[] as &[u8], &whole[..100], &flipped] {
        let directory = tempfile::tempdir().expect("a directory");
        std::fs::create_dir(directory.path().join("providers")).expect("a directory");
        std::fs::write(directory.path().join("providers/aws-5.100.0.paydsl"), damaged).expect("a file");
        for arguments in [&["explain", "aws_vpc.cidr_block"] as &[&str], &["provider", "list"]] {
            let output = paydsl(directory.path(), arguments);
            assert_eq!(output.status.code(), Some(1), "{}", text(&output));
            assert!(output.stdout.is_empty());
            assert!(
                text(&output).contains("providers/aws-5.100.0.paydsl: "),
                "{}",
                text(&output)
            );
        }
    }
}

#[test]
fn mistakes_are_explained() {
    let directory = tempfile::tempdir().expect("a directory");
    let bad = paydsl(directory.path(), &["provider", "add", "../aws", "5.100.0"]);
    assert!(
        !bad.status.success() && text(&bad).contains("is not a provider's source address"),
        "{}",
        text(&bad)
    );
    let bad = paydsl(directory.path(), &["explain", "aws_lambda_function.timeot"]);
    assert!(
        !bad.status.success() && text(&bad).contains("did you mean timeout"),
        "{}",
        text(&bad)
    );
    std::fs::create_dir(directory.path().join("providers")).expect("a directory");
    std::fs::write(directory.path().join("providers/x-1.0.0.paydsl"), "not an archive").expect("a file");
    let bad = paydsl(directory.path(), &["provider", "list"]);
    assert!(
        !bad.status.success() && text(&bad).contains("x-1.0.0.paydsl: this is not a provider archive"),
        "{}",
        text(&bad)
    );
    let empty = Command::new(env!("CARGO_BIN_EXE_paydsl"))
        .args(["provider", "add", "hashicorp/aws", "5.100.0"])
        .current_dir(directory.path())
        .env("PATH", directory.path())
        .output()
        .expect("the paydsl command");
    assert!(
        !empty.status.success() && text(&empty).contains("terraform was not found on PATH"),
        "{}",
        text(&empty)
    );
}

/// Everything in the archive, against what terraform reports.
#[test]
fn the_archive_says_what_terraform_says() {
    let directory = tempfile::tempdir().expect("a directory");
    let module = r#"{"terraform":{"required_providers":{"aws":{"source":"hashicorp/aws","version":"5.100.0"}}}}"#;
    std::fs::write(directory.path().join("main.tf.json"), module).expect("a file");
    let terraform = |arguments: &[&str]| {
        let mut command = Command::new("terraform");
        command
            .args(arguments)
            .current_dir(directory.path())
            .env("CHECKPOINT_DISABLE", "1");
        paydsl::cli::provider_installation(&mut command, &[("hashicorp/aws", "5.100.0")], directory.path())
            .expect("an installation");
        let output = command.output().expect("terraform has to be on the PATH");
        assert!(output.status.success(), "{}", text(&output));
        output.stdout
    };
    terraform(&["init", "-input=false"]);
    let report: Json = serde_json::from_slice(&terraform(&["providers", "schema", "-json"])).expect("JSON");
    let schema = &report["provider_schemas"]["registry.terraform.io/hashicorp/aws"];
    let archive = Providers::builtin().provider("aws").expect("aws");
    let mut compared = 0;
    compare(
        archive.provider(),
        &schema["provider"]["block"],
        "provider",
        &mut compared,
    );
    for (name, resource) in schema["resource_schemas"].as_object().expect("resources") {
        compare(
            archive.resource(name).unwrap_or_else(|| panic!("{name}")),
            &resource["block"],
            name,
            &mut compared,
        );
    }
    for (name, data) in schema["data_source_schemas"].as_object().expect("data sources") {
        compare(
            archive.data_source(name).unwrap_or_else(|| panic!("{name}")),
            &data["block"],
            name,
            &mut compared,
        );
    }
    for (name, ephemeral) in schema["ephemeral_resource_schemas"]
        .as_object()
        .expect("ephemeral resources")
    {
        compare(
            archive.ephemeral(name).unwrap_or_else(|| panic!("{name}")),
            &ephemeral["block"],
            name,
            &mut compared,
        );
    }
    assert!(compared > 50_000, "{compared} attributes and blocks");
}

fn compare(block: &Block, schema: &Json, path: &str, compared: &mut usize) {
    let empty = serde_json::Map::new();
    let attributes = schema["attributes"].as_object().unwrap_or(&empty);
    assert_eq!(block.attributes().len(), attributes.len(), "{path}");
    for (name, wanted) in attributes {
        let attribute: &Attribute = block.attribute(name).unwrap_or_else(|| panic!("{path}.{name}"));
        let flag = |key: &str| wanted[key].as_bool().unwrap_or(false);
        let flags = (
            attribute.required,
            attribute.optional,
            attribute.computed,
            attribute.sensitive,
            attribute.deprecated,
        );
        assert_eq!(
            flags,
            (
                flag("required"),
                flag("optional"),
                flag("computed"),
                flag("sensitive"),
                flag("deprecated")
            ),
            "{path}.{name}"
        );
        assert_eq!(attribute.write_only, flag("write_only"), "{path}.{name}");
        assert_eq!(attribute.ty.to_string(), type_text(&wanted["type"]), "{path}.{name}");
        assert_eq!(
            attribute.description.as_deref().unwrap_or_default(),
            wanted["description"].as_str().unwrap_or_default(),
            "{path}.{name}"
        );
        *compared += 1;
    }
    let blocks = schema["block_types"].as_object().unwrap_or(&empty);
    assert_eq!(block.blocks().len(), blocks.len(), "{path}");
    for (name, wanted) in blocks {
        let nested = block.block(name).unwrap_or_else(|| panic!("{path}.{name}"));
        let nesting = match nested.nesting {
            Nesting::Single => "single",
            Nesting::Group => "group",
            Nesting::List => "list",
            Nesting::Set => "set",
            Nesting::Map => "map",
        };
        assert_eq!(Some(nesting), wanted["nesting_mode"].as_str(), "{path}.{name}");
        let bounds = (u64::from(nested.min_items), nested.max_items.map_or(0, u64::from));
        let number = |key: &str| wanted[key].as_u64().unwrap_or(0);
        assert_eq!(bounds, (number("min_items"), number("max_items")), "{path}.{name}");
        *compared += 1;
        compare(nested.block(), &wanted["block"], &format!("{path}.{name}"), compared);
    }
}

fn type_text(ty: &Json) -> String {
    match ty {
        Json::String(name) => name.clone(),
        Json::Array(parts) => match (parts[0].as_str().expect("a kind"), &parts[1]) {
            ("object", Json::Object(fields)) => {
                let fields: std::collections::BTreeMap<_, _> = fields.iter().collect();
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, ty)| format!("{name}={}", type_text(ty)))
                    .collect();
                format!("object({{{}}})", fields.join(", "))
            }
            ("tuple", Json::Array(elements)) => format!(
                "tuple([{}])",
                elements.iter().map(type_text).collect::<Vec<_>>().join(", ")
            ),
            (kind, element) => format!("{kind}({})", type_text(element)),
        },
        other => panic!("{other}"),
    }
}

/// With npm and its registry: what is committed is what the pinned package says, byte for byte.
#[test]
fn iam_update_writes_the_committed_data() {
    let directory = tempfile::tempdir().expect("a directory");
    let updated = paydsl(directory.path(), &["iam", "update"]);
    assert!(updated.status.success(), "{}", text(&updated));
    assert!(
        text(&updated).contains("456 services, 22091 actions"),
        "{}",
        text(&updated)
    );
    let name = "aws-0.21.202609261.iam";
    let written = std::fs::read(directory.path().join("iam").join(name)).expect("the data");
    let committed = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../paydsl-schema/iam")
        .join(name);
    assert!(
        written == std::fs::read(committed).expect("the committed data"),
        "the committed data is not what the package says"
    );
}

#[test]
fn iam_update_explains_mistakes() {
    let directory = tempfile::tempdir().expect("a directory");
    let bad = paydsl(directory.path(), &["iam", "update", "latest"]);
    assert!(
        !bad.status.success() && text(&bad).contains("\"latest\" is not a version; write one like 0.21.202609261"),
        "{}",
        text(&bad)
    );
    let without = Command::new(env!("CARGO_BIN_EXE_paydsl"))
        .args(["iam", "update"])
        .current_dir(directory.path())
        .env("PATH", directory.path())
        .output()
        .expect("the paydsl command");
    assert!(
        !without.status.success() && text(&without).contains("npm was not found on PATH"),
        "{}",
        text(&without)
    );
}
