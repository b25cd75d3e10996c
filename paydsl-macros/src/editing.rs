//! What an editor gets while something is being typed. It expands twice, the second time with a made-up name at the cursor,
//! and completes in the first expansion where that name is in the second: so all before it has to be the same.

use std::path::PathBuf;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use crate::Session;
use crate::render::Mode;

/// The name that rust-analyzer makes up.
const MADE_UP: &str = "intellijRulezz";

/// The tokens of an expansion, delimiters too.
fn expanded(statements: &str) -> Vec<String> {
    let item: TokenStream = format!("pub fn it() {{ {statements} }}").parse().expect("tokens");
    let session = Session {
        mode: Mode::Editor,
        manifest_dir: PathBuf::new(),
    };
    let mut tokens = Vec::new();
    flatten(crate::stack::expand(TokenStream::new(), item, &session), &mut tokens);
    tokens
}

/// With a space where rust-analyzer has one between punctuation.
fn flatten(stream: TokenStream, tokens: &mut Vec<String>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let TokenTree::Group(group) = tree else {
            tokens.push(tree.to_string());
            let is_alone = matches!(&tree, TokenTree::Punct(punct) if punct.spacing() == Spacing::Alone);
            if is_alone && matches!(trees.peek(), Some(TokenTree::Punct(_))) {
                tokens.push(" ".to_owned());
            }
            continue;
        };
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => ("", ""),
        };
        tokens.push(open.to_owned());
        flatten(group.stream(), tokens);
        tokens.push(close.to_owned());
    }
}

/// What is in front of the cursor, `$0`, in the expansion, as text.
#[track_caller]
fn before_cursor(statements: &str) -> String {
    let without = expanded(&statements.replace("$0", ""));
    let with = expanded(&statements.replace("$0", MADE_UP));
    let place = with
        .iter()
        .position(|token| token.contains(MADE_UP))
        .unwrap_or_else(|| panic!("it is gone from the expansion of {statements}"));
    assert_eq!(without.get(..place), with.get(..place), "{statements}");
    with[..place].concat().replace(' ', "")
}

fn queue(field: &str) -> String {
    format!("let it = aws_sqs_queue {{ name: \"it\", {field} }};")
}

#[test]
fn values_of_which_some_are_allowed_are_in_scope_at_the_cursor() {
    for field in [
        "billing_mode: PAY_$0, hash_key: \"id\"",
        "billing_mode: $0, hash_key: \"id\"",
        "billing_mode: PAY_$0 hash_key: \"id\"",
        "billing_mode: $0 hash_key: \"id\"",
        "billing_mode: $0",
        "attribute: [block { r#type: $0 name: \"id\" }]",
        "attribute: [block { r#type: N$0, name: \"id\" }]",
        "attribute: each([1], |key, value| block { name: \"id\", r#type: $0 })",
        "attribute: [block { name: \"id\", r#type: $0 }]",
    ] {
        let before = before_cursor(&format!("let it = aws_dynamodb_table {{ name: \"it\", {field} }};"));
        assert!(before.contains("{use__paydsl_choices_"), "{field}: {before}");
        assert!(before.ends_with("::*;"), "{field}: {before}");
    }
}

#[test]
fn statements_complete() {
    for field in [
        "policy: policy!($0)",
        "policy: policy!(al$0)",
        "policy: policy!(allow { action: \"sqs:*\", resource: \"*\" }, $0)",
        "policy: policy!(de$0 allow { action: \"sqs:*\", resource: \"*\" })",
    ] {
        let before = before_cursor(&queue(field));
        assert!(
            before.ends_with("{use::paydsl::__private::in_policy::effect::*;"),
            "{field}: {before}"
        );
    }
}

#[test]
fn elements_of_statements_complete() {
    for field in [
        "policy: policy!(allow { $0 action: \"sqs:*\" })",
        "policy: policy!(allow { sid: \"A\", act$0 })",
        "policy: policy!(allow { sid: \"A\", act$0 resource: \"*\" })",
        "policy: policy!(allow { act$0, resource: \"*\" })",
        "policy: policy!(allow { act$0: \"sqs:*\", resource: \"*\" })",
    ] {
        let before = before_cursor(&queue(field));
        let statement = "{use::paydsl::__private::in_policy::effect::*;allow{";
        assert!(before.contains(statement), "{field}: {before}");
    }
}

#[test]
fn principals_and_conditions_complete() {
    for (field, module) in [
        ("policy: policy!(allow { principal: $0 })", "principal"),
        ("policy: policy!(allow { principal: [$0] })", "principal"),
        (
            "policy: policy!(deny { principal: [\"*\", ser$0], action: \"sqs:*\" })",
            "principal",
        ),
        ("policy: policy!(allow { not_principal: aw$0(\"1\") })", "principal"),
        (
            "policy: policy!(allow { condition: $0, action: \"sqs:*\" })",
            "condition",
        ),
        (
            "policy: policy!(allow { condition: str$0 action: \"sqs:*\" })",
            "condition",
        ),
        ("policy: policy!(allow { condition: [str$0] })", "condition"),
        (
            "policy: policy!(allow { condition: [bool(\"aws:SecureTransport\", true), $0] })",
            "condition",
        ),
        ("policy: policy!(allow { condition: [if_exists($0)] })", "condition"),
        (
            "policy: policy!(allow { condition: [for_any_value(str$0(\"aws:TagKeys\", \"a\"))] })",
            "condition",
        ),
    ] {
        let before = before_cursor(&queue(field));
        let scope = format!("use::paydsl::__private::in_policy::{module}::*;");
        assert!(before.contains(&scope), "{field}: {before}");
    }
}

#[test]
fn attributes_complete() {
    for field in [
        "policy: policy!(allow { action: \"sqs:*\", resource: audit.$0 })",
        "policy: policy!(allow { action: \"sqs:*\", resource: [audit.a$0] })",
        "policy: policy!(allow { condition: [arn_like(\"aws:SourceArn\", audit.$0)] })",
        "kms_master_key_id: audit.$0",
        "kms_master_key_id: audit.a$0 delay_seconds: 3",
    ] {
        let before = before_cursor(&format!("let audit = aws_s3_bucket {{}}; {}", queue(field)));
        assert!(before.ends_with("audit."), "{field}: {before}");
    }
}

/// How many characters longer the literal of `name` becomes by the name at the cursor.
fn growth(statements: &str, name: &str) -> usize {
    let length = |statements: &str| {
        let tokens = expanded(statements);
        let start = tokens.iter().position(|token| token == name).expect("the literal");
        let mut depth = 0;
        let literal = tokens[start..].iter().take_while(|token| {
            depth += usize::from(*token == "{");
            depth -= usize::from(*token == "}");
            depth > 0 || *token != "}"
        });
        literal.map(String::len).sum::<usize>()
    };
    length(&statements.replace("$0", MADE_UP)) - length(&statements.replace("$0", ""))
}

#[test]
fn a_literal_grows_by_the_name_at_the_cursor_alone() {
    for (field, name) in [
        ("$0", "aws_sqs_queue__arguments"),
        ("del$0", "aws_sqs_queue__arguments"),
        ("del$0 max_message_size: 1024", "aws_sqs_queue__arguments"),
        ("$0 max_message_size: 1024", "aws_sqs_queue__arguments"),
        ("fif, $0 max_message_size: 1024", "aws_sqs_queue__arguments"),
        ("policy: policy!(allow { $0 })", "allow"),
        ("policy: policy!(allow { $0 action: \"sqs:*\" })", "allow"),
        ("policy: policy!(allow { action: \"sqs:*\", res$0 })", "allow"),
    ] {
        assert_eq!(growth(&queue(field), name), MADE_UP.len(), "{field}");
    }
}
