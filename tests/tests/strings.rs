//! Strings reach the applied resource as they are in Rust, whatever is in them: through a stack, in both formats.

#![allow(missing_docs, reason = "the names in a test say what they are for")]

mod support;

use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use paydsl::emit::Format;
use paydsl::prelude::*;
use paydsl::project::AnyProject;
use paydsl::synth::{Sources, render, synthesize};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value as Json, json};

#[environments]
pub mod env {
    pub struct Env {
        pub region: Str,
    }

    pub const DEV: Env = Env { region: "us-east-1" };
}

/// What has a meaning to Terraform, to JSON, to HCL, to a shell or to nobody.
const PICKED: &[&str] = &[
    "",
    "${upper(\"a\")}",
    "$${escaped}",
    "$$${thrice}",
    "$",
    "$$",
    "${",
    "}",
    "a$",
    "%{ if true }a%{ endif }",
    "%%{escaped}",
    "%",
    "%{~ for a in b ~}",
    "${local.environment}",
    "$%{a}%${b}",
    "\"quoted\" and 'quoted'",
    "\"",
    "\\",
    "\\n is no line break, \\\" no quote, \\u0041 no A",
    "\\${a} \\\\${b}",
    "ends in a backslash\\",
    "two\nlines",
    "\n",
    "\r\n",
    "a\rb",
    "ends in a line break\n",
    "\n\nbegins with two",
    "\ttab",
    "  spaces around  ",
    "EOF",
    "<<EOF\na\nEOF\n",
    "<<-EOT\n  a\n  EOT\nEOT",
    "EOF\n${a}\nEOF",
    "😀 👩‍👩‍👧 🇪🇸",
    "é ß 漢字 ʇxǝʇ",
    "\u{202e}right to left\u{202c}",
    "line\u{2028}paragraph\u{2029}",
    "\u{feff}mark",
    "\u{1}\u{2}\u{7}\u{8}\u{b}\u{c}\u{e}\u{1b}[31m\u{1f}",
    "\u{7f}\u{80}\u{9f}",
    "\u{fffd}\u{ffff}\u{10ffff}",
    "# // /* no comment */",
    "{\"json\": [\"${a}\"]}",
    "for a in b : c",
    "null",
    "true",
    "0123",
    "1e3",
    "null ? a : b",
    "`rm -rf` $(a) && !b",
    "<a href=\"&amp;\">",
];

/// Texts made of what has a meaning somewhere.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(PICKED).prop_map(str::to_owned),
        prop::sample::select(&["$", "%", "{", "}", "~", "\"", "\\", "\n", "\r", "EOF", "<<"][..])
            .prop_map(str::to_owned),
        "[\u{1}-\u{1f}]{1,3}",
        "[ -~]{0,6}",
        "[😀-😏]{1,2}",
    ];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

/// A hundred random texts, the same for everything in this run.
fn random() -> &'static [String] {
    static RANDOM: OnceLock<(u64, Vec<String>)> = OnceLock::new();
    let (seed, texts) = RANDOM.get_or_init(|| {
        let seed = match std::env::var("STRINGS_SEED") {
            Ok(seed) => seed.parse().expect("STRINGS_SEED is a number"),
            Err(_) => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |time| time.as_nanos() as u64),
        };
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let mut one = || text().new_tree(&mut runner).expect("a text").current();
        (seed, (0..100).map(|_| one()).collect())
    });
    // In the output of every test that fails.
    println!("STRINGS_SEED={seed}");
    texts
}

/// All texts: those picked by hand, then the random ones.
fn texts() -> Vec<&'static str> {
    let random = random().iter().map(String::as_str);
    PICKED.iter().copied().chain(random).collect()
}

/// Whether a text is kept in a parameter as well: every other one, but none that is empty, which the API refuses.
fn is_a_parameter((index, text): &(usize, &str)) -> bool {
    index % 2 == 0 && !text.is_empty()
}

/// What came out.
#[derive(Outputs)]
pub struct Kept {
    /// Every text, from the resource that it was applied to.
    pub plain: Value<List<Str>>,
    /// Every text between two computed values.
    pub around: Value<List<Str>>,
    /// Every text as the name of an attribute.
    pub keys: Value<List<Any>>,
}

#[stack]
pub fn strings(env: &Env) -> Kept {
    let mark = terraform_data { input: "|" };
    let mut plain: Vec<Value<Str>> = Vec::new();
    let mut around: Vec<Value<Str>> = Vec::new();
    let mut keys: Vec<Value<Any>> = Vec::new();
    for (index, text) in texts().into_iter().enumerate() {
        #[key(index)]
        let kept = terraform_data {
            input: [
                ("plain", IntoValue::<Any>::into_value(text)),
                (
                    "around",
                    tf!("{mark.output.typed::<Str>()}{text}{mark.output.typed::<Str>()}").any(),
                ),
                ("keys", IntoValue::<Any>::into_value([(text, text)])),
            ],
        };
        plain.push(kept.output.typed::<Map<Any>>().key("plain").typed());
        around.push(kept.output.typed::<Map<Any>>().key("around").typed());
        keys.push(kept.output.typed::<Map<Any>>().key("keys"));
    }
    // And through a real provider to a real API.
    for (index, text) in texts().into_iter().enumerate().filter(is_a_parameter) {
        #[key(index)]
        let parameter = aws_ssm_parameter {
            name: tf!("/strings/{index}"),
            r#type: "String",
            value: text,
            // The provider repeats a request whose answer it did not get, on a busy machine; the first may have been done.
            overwrite: true,
        };
    }
    Kept {
        plain: plain.into_value(),
        around: around.into_value(),
        keys: keys.into_value(),
    }
}

/// Writes the stack's module in one format.
fn write(directory: &Path, format: Format) {
    let project: AnyProject = Project::new("strings", env::all()).stack(strings).into();
    let module = synthesize(&project, project.ordered()[0], &Backend::local());
    assert_eq!(module.errors, Vec::<String>::new());
    let sources = Sources::of(&module, Path::new("/"));
    fs::create_dir_all(directory).expect("a directory");
    for (name, text) in render(&module, format, &sources, None) {
        fs::write(directory.join(name), text).expect("a file");
    }
}

fn survive(format: Format) {
    let workspace = support::Workspace::new();
    let module = workspace.root().join("module");
    write(&module, format);
    let data = workspace.root().join("data");
    let terraform = |name| workspace.terraform(&module, &data, name);
    support::ok(terraform("default"), &["init", "-input=false", "-no-color"]);
    support::ok(
        terraform("dev"),
        &["apply", "-auto-approve", "-input=false", "-no-color"],
    );

    let outputs = support::ok(terraform("dev"), &["output", "-json"]);
    let outputs: Json = serde_json::from_str(&outputs).expect("JSON");
    let value = |name: &str| outputs[name]["value"].as_array().cloned().unwrap_or_default();
    let (plain, around, keys) = (value("plain"), value("around"), value("keys"));
    let texts = texts();
    assert_eq!(
        (plain.len(), around.len(), keys.len()),
        (texts.len(), texts.len(), texts.len())
    );
    let emulator = workspace.emulator();
    assert!(!texts.is_empty());
    for (index, text) in texts.iter().enumerate() {
        assert_eq!(plain[index], json!(text), "{format} {index}");
        assert_eq!(around[index], json!(format!("|{text}|")), "{format} {index}");
        assert_eq!(keys[index], json!({ *text: text }), "{format} {index}");
        if is_a_parameter(&(index, text)) {
            let name = json!({ "Name": format!("/strings/{index}") });
            let answer = support::ask(&emulator, "ssm", "us-east-1", "AmazonSSM.GetParameter", &name);
            assert_eq!(answer["Parameter"]["Value"], json!(text), "{format} {index}");
        }
    }
    support::ok(
        terraform("dev"),
        &["plan", "-detailed-exitcode", "-input=false", "-no-color"],
    );
}

#[test]
fn strings_survive_to_the_applied_resource_written_as_json() {
    survive(Format::Json);
}

#[test]
fn strings_survive_to_the_applied_resource_written_as_hcl() {
    survive(Format::Hcl);
}
