//! Sentences behind which a provider hides its checks: what the engine takes them to mean, beside what the provider does.

use std::collections::BTreeMap;

use fastrand::Rng;
use paydsl_schema::engine::{Verdict, check_value};
use paydsl_schema::{Archive, Block, Rule, Type};

use super::sample;
use crate::engine_body::node;
use crate::message::{self, Finding};
use crate::probe::candidates;
use crate::probe::place::{Place, Step};
use crate::process::Provider;
use crate::protocol::Kind;
use crate::value::{Object, Value, encode};

/// How many texts are tried on each sentence beside those of common forms.
const DRAWN: usize = 10;

/// Of how many types' arguments a sentence is tried on: it may mean one thing here and another there.
const MOST_ASKED: usize = 2;

/// How deep arguments are looked for.
const DEEPEST: usize = 6;

/// A sentence, and how the engine and the provider agree on it.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Agreement {
    /// The arguments that were asked about.
    pub asked: Vec<String>,
    /// How many arguments it is said of.
    pub arguments: usize,
    /// Texts that both accept.
    pub accepted: Vec<String>,
    /// Texts that both refuse.
    pub refused: Vec<String>,
    /// Whether it is one of several alternatives: what it refuses, another may pass.
    pub is_alternative: bool,
    /// Whether the engine does not know what it means.
    pub is_unknown: bool,
    /// Texts that the engine refuses and the provider accepts.
    pub wrongly_refused: Vec<String>,
    /// Texts that the provider refuses with this sentence and the engine accepts.
    pub missed: Vec<String>,
}

/// An argument that a sentence is said of.
struct Subject {
    kind: Kind,
    type_name: &'static str,
    root: &'static Block,
    place: Place,
    name: &'static str,
    ty: &'static Type,
    is_alternative: bool,
}

/// Tries texts on every sentence of a provider.
///
/// # Errors
///
/// If the provider cannot be started again after it died.
pub fn sentences(archive: &Archive, provider: &mut Provider, seed: u64) -> Result<BTreeMap<String, Agreement>, String> {
    let mut subjects: BTreeMap<String, (Vec<Subject>, usize)> = BTreeMap::new();
    for (kind, type_name, root) in crate::types::all(archive) {
        collect(kind, type_name, root, root, &Place::default(), 0, &mut subjects);
    }
    let mut all = BTreeMap::new();
    for (number, (sentence, (subjects, arguments))) in subjects.into_iter().enumerate() {
        let mut rng = Rng::with_seed(seed.wrapping_add(number as u64));
        let mut agreement = Agreement {
            arguments,
            ..Agreement::default()
        };
        for subject in &subjects {
            compare(&sentence, subject, provider, &mut rng, &mut agreement)?;
        }
        all.insert(sentence, agreement);
    }
    Ok(all)
}

fn collect(
    kind: Kind,
    type_name: &'static str,
    root: &'static Block,
    block: &'static Block,
    place: &Place,
    depth: usize,
    found: &mut BTreeMap<String, (Vec<Subject>, usize)>,
) {
    for attribute in block.attributes() {
        let mut said = Vec::new();
        attribute
            .rules()
            .iter()
            .for_each(|rule| in_rule(rule, false, &mut said));
        for (sentence, is_alternative) in said {
            let subject = Subject {
                kind,
                type_name,
                root,
                place: place.clone(),
                name: &attribute.name,
                ty: &attribute.ty,
                is_alternative,
            };
            let (subjects, count) = found.entry(sentence).or_default();
            *count += 1;
            if subjects.len() < MOST_ASKED && subjects.iter().all(|known| known.type_name != type_name) {
                subjects.push(subject);
            }
        }
    }
    if depth < DEEPEST {
        for nested in block.blocks() {
            let place = place.child(nested.name, Step::of(nested));
            collect(kind, type_name, root, nested.block(), &place, depth + 1, found);
        }
    }
}

fn in_rule(rule: &Rule, is_alternative: bool, said: &mut Vec<(String, bool)>) {
    match rule {
        Rule::Sentence(text) => said.push((text.to_string(), is_alternative)),
        Rule::Each(inner) => in_rule(inner, is_alternative, said),
        Rule::Any(rules) => rules.iter().for_each(|rule| in_rule(rule, true, said)),
        _ => {}
    }
}

fn compare(
    sentence: &str,
    subject: &Subject,
    provider: &mut Provider,
    rng: &mut Rng,
    agreement: &mut Agreement,
) -> Result<(), String> {
    let rule = [Rule::Sentence(sentence.into())];
    let mut path = subject.place.path();
    path.insert(0, subject.type_name.to_owned());
    path.push(subject.name.to_owned());
    agreement.asked.push(path.join("."));
    agreement.is_alternative |= subject.is_alternative;
    let baseline = said(subject, provider, None)?;
    for text in texts(rng) {
        let (ty, value) = match subject.ty {
            Type::Number => match text.parse() {
                Ok(number) => (&Type::Number, Value::Number(number)),
                Err(_) => continue,
            },
            _ => (&Type::String, Value::from(text.as_str())),
        };
        let verdict = match check_value("x", ty, &rule, &node(ty, &value)).first() {
            None => None,
            Some(violation) if violation.verdict == Verdict::Undecidable => {
                agreement.is_unknown = true;
                continue;
            }
            Some(_) => Some(()),
        };
        let (Some(baseline), Some(answer)) = (&baseline, said(subject, provider, Some(&text))?) else {
            continue;
        };
        let is_said = answer.iter().any(|(_, kind)| kind == sentence);
        let is_accepted = answer
            .iter()
            .all(|(text, _)| baseline.iter().any(|(known, _)| known == text));
        match (verdict, is_said) {
            (Some(()), _) if is_accepted => agreement.wrongly_refused.push(text),
            (Some(()), _) => agreement.refused.push(text),
            (None, true) => agreement.missed.push(text),
            (None, false) if is_accepted => agreement.accepted.push(text),
            (None, false) => {}
        }
    }
    Ok(())
}

/// What the provider says: each message, and what kind it is of.
fn said(
    subject: &Subject,
    provider: &mut Provider,
    text: Option<&str>,
) -> Result<Option<Vec<(String, String)>>, String> {
    let object = match text {
        Some(text) => Object::from([(subject.name.to_owned(), wrap(subject.ty, text))]),
        None => Object::new(),
    };
    let bytes = encode(subject.root, &subject.place.wrap(object));
    let Ok(answer) = provider.validate(subject.kind, subject.type_name, bytes)? else {
        return Ok(None);
    };
    let read = answer
        .iter()
        .filter(|diagnostic| diagnostic.is_error)
        .map(|diagnostic| {
            let kind = match message::read(diagnostic) {
                Some(Finding::Rule(Rule::Sentence(sentence))) => sentence.to_string(),
                _ => message::kind(diagnostic, subject.name, text),
            };
            (diagnostic.text(), kind)
        });
    Ok(Some(read.collect()))
}

fn wrap(ty: &Type, text: &str) -> Value {
    match ty {
        Type::List(element) | Type::Set(element) => Value::List(vec![wrap(element, text)]),
        Type::Map(element) => Value::Map(Object::from([("key".to_owned(), wrap(element, text))])),
        Type::Number => text.parse().map_or(Value::Null, Value::Number),
        _ => Value::from(text),
    }
}

/// Texts that some sentences ask for, and close ones.
const SAMPLES: &[&str] = &[
    "alias/aws/s3",
    "lt-0123456789abcdef0",
    "ami-0123456789abcdef0",
    "fs-0123456789abcdef0",
    "custom-sqlserver-ee",
    "us-gov-west-1",
    "us-east-1_Ab1",
    "mrk-1234abcd12ab34cd56ef1234567890ab",
    "arn:aws:kms:us-east-1:123456789012:key/6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "arn:aws:kms:us-east-1:123456789012:alias/a",
    "arn:aws:events:us-east-1:123456789012:event-bus/a",
    "arn:aws:automate:us-east-1:ec2:stop",
    "arn:aws:lambda:us-east-1:123456789012:function:f:1",
    "arn:aws:imagebuilder:us-east-1:123456789012:image-recipe/a/1.0.0",
    "arn:aws:imagebuilder:us-east-1:123456789012:container-recipe/a/1.0.0",
    "arn:aws:imagebuilder:us-east-1:123456789012:infrastructure-configuration/a",
    "arn:aws:imagebuilder:us-east-1:123456789012:distribution-configuration/a",
    "lambda:InvokeFunction",
    "events:PutEvents",
    "{####}",
    "Your code is {####}",
    "{username} {####}",
    "off",
    "99",
    "100",
    "101",
    "65535",
    "65536",
    "traffic-port",
    "2030-01-02_03:04",
    "/mnt/a",
    "PT10S",
    "10s",
    "1.0",
    "1.2.3",
    "1000:1000",
    "AWS::EC2::VPC",
    "Acme::Test::Thing",
    "+15551234567",
    "192.168.0.1",
    "172.16.0.0/16",
    "192.168.0.0/20",
    "dzd_abc123",
    "dzd-abc",
    "OK",
    "ALARM",
    ",",
    "\t",
    "bucket/key.pem",
    "upsolver-appflow-a",
    "traffic",
    "ROOT",
    "a/b",
    "null",
    "[{}]",
    "{\"a\": {}}",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "abcdef",
    "ftp://example.com",
];

fn texts(rng: &mut Rng) -> Vec<String> {
    let mut texts: Vec<String> = candidates::TEXTS
        .iter()
        .chain(SAMPLES)
        .map(|&text| text.to_owned())
        .collect();
    texts.extend([2, 30, 63, 64, 65, 128, 129, 257].map(|length| "a".repeat(length)));
    texts.extend(["-ab", "ab-", "_ab", "1ab", " ab", "ab ", "ab/"].map(str::to_owned));
    for character in r##" !"#$%&'()*+,-./:;<=>?@[\]^_`{|}~é"##.chars() {
        texts.push(format!("a{character}b1"));
    }
    for _ in 0..DRAWN {
        let near = sample::plausible(rng, &Type::String, &[]);
        if let Value::String(text) = sample::misspelt(rng, near) {
            texts.push(text);
        }
    }
    texts
}
