//! What is constant in the source, or read from a handle, against the provider's rules, by the engine that `synth` uses too.

use paydsl_schema::engine::{Body, Class, Content, Entry, Node, Value, Verdict, Violation, check_level};
use paydsl_schema::{Block, Nesting, Rule, Type};
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, ExprArray, ExprStruct, ExprTuple, Member};

use super::Lowerer;
use super::blocks::each_call;
use super::constants::Constant;
use crate::names::terraform_name;

impl Lowerer<'_> {
    /// Reports what the provider would refuse of a literal of `block`; nested literals are looked at for themselves.
    pub(crate) fn constraints(&mut self, literal: &ExprStruct, path: &str, block: &Block, is_single: bool) {
        let is_nested = path.contains('.');
        let is_first = is_single && !(is_nested && literal.fields.is_empty());
        let body = self.known_body(literal, block);
        for violation in check_level(block, &body, is_first) {
            // Of a value of the wrong type, that it is is enough.
            let is_told = is_of_one_value(violation.class) && self.diagnostics.has_at(violation.tag);
            if violation.verdict == Verdict::Invalid && !is_told && !is_told_elsewhere(&violation, block) {
                self.error(violation.tag, violation.to_string());
            }
        }
    }
}

fn is_of_one_value(class: Class) -> bool {
    matches!(
        class,
        Class::Choice | Class::Number | Class::Length | Class::Pattern | Class::Form | Class::Sentence
    )
}

/// Names, types and what is missing are told where the literal is lowered.
fn is_told_elsewhere(violation: &Violation<Span>, block: &Block) -> bool {
    match violation.class {
        Class::Name | Class::Type | Class::Required | Class::Blocks => true,
        Class::Settable => block
            .attribute(&violation.path)
            .is_none_or(|attribute| !attribute.rules().contains(&Rule::NotSettable)),
        _ => false,
    }
}

impl Lowerer<'_> {
    fn known_body(&self, literal: &ExprStruct, block: &Block) -> Body<Span> {
        let mut entries: Vec<Entry<Span>> = Vec::new();
        for field in &literal.fields {
            let Member::Named(ident) = &field.member else { continue };
            let name = terraform_name(ident);
            if entries.iter().any(|entry| *entry.name == *name) {
                continue;
            }
            let content = if let Some(attribute) = block.attribute(&name) {
                Content::Argument(self.known_value(&field.expr, &attribute.ty))
            } else if let Some(nested) = block.block(&name) {
                self.known_blocks(&field.expr, nested.block(), nested.nesting)
            } else {
                continue;
            };
            entries.push(Entry {
                name: name.into(),
                content,
                tag: ident.span(),
            });
        }
        Body {
            entries,
            tag: literal.path.span(),
        }
    }

    /// Nested blocks: those that are literals are known.
    fn known_blocks(&self, expression: &Expr, block: &Block, nesting: Nesting) -> Content<Span> {
        let elements: Vec<&Expr> = match expression {
            Expr::Array(array) => array.elems.iter().collect(),
            Expr::Paren(inner) => return self.known_blocks(&inner.expr, block, nesting),
            Expr::Group(inner) => return self.known_blocks(&inner.expr, block, nesting),
            other => vec![other],
        };
        let literals: Vec<Body<Span>> = elements
            .iter()
            .filter(|element| each_call(element).is_none())
            .map_while(|element| match element {
                Expr::Struct(literal) => Some(self.known_body(literal, block)),
                _ => None,
            })
            .collect();
        let more = literals.len() < elements.len();
        // Blocks that are made elsewhere may come first.
        let blocks = if more && nesting == Nesting::List && !matches!(elements.first(), Some(Expr::Struct(_))) {
            Vec::new()
        } else {
            literals
        };
        Content::Blocks { blocks, more }
    }

    /// A value, as far as it is constant or read from a handle; everything else is unknown.
    fn known_value(&self, expression: &Expr, ty: &Type) -> Node<Span> {
        let value = match expression {
            Expr::Paren(inner) => return self.known_value(&inner.expr, ty),
            Expr::Group(inner) => return self.known_value(&inner.expr, ty),
            Expr::Array(array) => self.known_collection(array, ty),
            Expr::Struct(literal) if literal.path.is_ident("block") => self.known_object(literal, ty),
            other => self
                .scopes
                .evaluate(other)
                .and_then(|constant| constant.value())
                .or_else(|| self.reference(other).map(Value::Reference)),
        };
        Node::new(value.unwrap_or(Value::Unknown), expression.span())
    }

    fn known_collection(&self, array: &ExprArray, ty: &Type) -> Option<Value<Span>> {
        match ty {
            Type::List(element) | Type::Set(element) => Some(Value::List(
                array.elems.iter().map(|item| self.known_value(item, element)).collect(),
            )),
            Type::Map(element) => {
                // Keys that are not constant make all of it unknown: two may be equal.
                let entry = |item: &Expr| match item {
                    Expr::Tuple(ExprTuple { elems, .. }) if elems.len() == 2 => {
                        match self.scopes.evaluate(elems.first()?)? {
                            Constant::Text(key) => Some((key.into(), self.known_value(elems.last()?, element))),
                            _ => None,
                        }
                    }
                    _ => None,
                };
                array.elems.iter().map(entry).collect::<Option<_>>().map(Value::Map)
            }
            _ => None,
        }
    }

    fn known_object(&self, literal: &ExprStruct, ty: &Type) -> Option<Value<Span>> {
        let Type::Object(fields) = ty else { return None };
        let mut entries = Vec::new();
        for given in &literal.fields {
            let Member::Named(ident) = &given.member else {
                return None;
            };
            let name = terraform_name(ident);
            if let Some(field) = fields.iter().find(|field| *field.name == *name) {
                entries.push((name.into(), self.known_value(&given.expr, &field.ty)));
            }
        }
        Some(Value::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use paydsl_schema::{BlockRules, Combination, CombinationKind, Family, Form, Mined, Rule, Unit};

    use super::super::testing;

    const REPORT: &str = r#"{"provider_schemas":{"x":{"resource_schemas":{"x_a":{"block":{
        "attributes":{
            "id":{"type":"string","optional":true,"computed":true},
            "arn":{"type":"string","computed":true},
            "name":{"type":"string","required":true},
            "size":{"type":"number","optional":true},
            "cidr":{"type":"string","optional":true},
            "names":{"type":["list","string"],"optional":true},
            "tags":{"type":["map","string"],"optional":true},
            "ingress":{"type":["set",["object",{"port":"number"}]],"optional":true},
            "file":{"type":"string","optional":true},
            "image":{"type":"string","optional":true}},
        "block_types":{
            "log":{"nesting_mode":"list","max_items":1,"block":{"attributes":{
                "group":{"type":"string","optional":true},"bucket":{"type":"string","optional":true},
                "days":{"type":"number","optional":true}}}},
            "rule":{"nesting_mode":"list","block":{"attributes":{
                "action":{"type":"string","optional":true},"a":{"type":"string","optional":true},
                "b":{"type":"string","optional":true}}}}}
    }}}}}}"#;

    fn rules(all: &[(&str, &[Rule])], combinations: &[(CombinationKind, &[&str])]) -> BlockRules {
        let combination = |(kind, members): &(CombinationKind, &[&str])| Combination {
            kind: *kind,
            members: members.iter().map(|member| Box::from(*member)).collect(),
        };
        BlockRules {
            arguments: all
                .iter()
                .map(|(name, rules)| (Box::from(*name), rules.to_vec()))
                .collect(),
            combinations: combinations.iter().map(combination).collect(),
            ..BlockRules::default()
        }
    }

    fn mined() -> Mined {
        let one_of = |values: &[&str]| Rule::OneOf {
            values: values.iter().map(|value| Box::from(*value)).collect(),
            ignores_case: false,
        };
        let length = Rule::Length {
            min: Some(1),
            max: Some(4),
            unit: Unit::Bytes,
        };
        let range = Rule::Range {
            min: Some(-5.0),
            max: Some(900.0),
        };
        let cidr = Rule::Form(Form::Cidr {
            min: 16,
            max: 28,
            family: Family::V4,
        });
        let items = |max| Rule::Items {
            min: None,
            max: Some(max),
        };
        let mut a = rules(
            &[
                ("id", &[Rule::NotSettable]),
                ("name", std::slice::from_ref(&length)),
                ("size", &[Rule::Whole, range]),
                ("cidr", &[cidr]),
                ("names", &[Rule::Each(Box::new(length.clone())), items(2)]),
                ("tags", &[Rule::EachKey(Box::new(length.clone()))]),
                ("rule", &[items(2)]),
            ],
            &[(CombinationKind::ExactlyOneOf, &["file", "image", "log.bucket"])],
        );
        let log = rules(
            &[("days", &[one_of(&["0", "1", "3"])])],
            &[(CombinationKind::ExactlyOneOf, &["group", "bucket"])],
        );
        let rule = rules(
            &[("action", &[one_of(&["ALLOW", "DENY"])])],
            &[(CombinationKind::ConflictsWith, &["a", "b"])],
        );
        let ingress = rules(&[("port", &[Rule::Form(Form::Port { zero: false })])], &[]);
        for (name, inner) in [("log", log), ("rule", rule), ("ingress", ingress)] {
            a.blocks.insert(name.into(), Arc::new(inner));
        }
        Mined {
            resources: [("x_a".into(), a)].into(),
            ..Mined::default()
        }
    }

    fn mistakes(statements: &str) -> Vec<String> {
        testing::mistakes(REPORT, &mined(), "x", statements)
    }

    #[test]
    fn what_is_right_or_not_literal_is_silent() {
        for statements in [
            r#"let a = x_a { name: "n", file: "f" };"#,
            r#"let a = x_a { name: "n", file: "f", size: 900, cidr: "10.0.0.0/16", names: ["a", "b"] };"#,
            r#"let a = x_a { name: "n", file: "f", size: -5, rule: [block { action: "ALLOW" }, block { a: "x" }] };"#,
            r#"let a = x_a { name: "n", log: [block { bucket: "b", days: 3 }] };"#,
            r#"let a = x_a { name: tf!("{x}"), file: path(), size: days * 1000, names: more(), tags: [(key, "v")] };"#,
            r#"let a = x_a { name: "n", file: maybe, image: other };"#,
            r#"let a = x_a { name: "n", file: "f", image: None };"#,
            r#"let a = x_a { name: "n", log: all.iter().map(|one| block { bucket: one }) };"#,
            r#"let a = x_a { name: "n", image: "i", ingress: [block { port: 443 }] };"#,
            // Some of the provider's checks look only at the first of several blocks.
            r#"let a = x_a { name: "n", file: "f", rule: [block { a: "x", b: "y" }] };"#,
        ] {
            assert_eq!(mistakes(statements), Vec::<String>::new(), "{statements}");
        }
    }

    #[test]
    fn what_the_provider_would_refuse_is_a_mistake() {
        for (fields, message) in [
            (
                "file: \"f\", size: 901",
                "`size` must be between -5 and 900, not 901; the nearest is 900",
            ),
            (
                "file: \"f\", size: -6",
                "`size` must be between -5 and 900, not -6; the nearest is -5",
            ),
            ("file: \"f\", size: 1.5", "`size` must be a whole number, not 1.5"),
            (
                "file: \"f\", cidr: \"10.0.0.1/16\"",
                "`cidr` must be an IPv4 network in CIDR notation with a prefix of 16 to 28 bits, without host bits, not \"10.0.0.1/16\"; the nearest is \"10.0.0.0/16\"",
            ),
            (
                "file: \"f\", names: [\"a\", \"longer\"]",
                "`names[1]` must be 1 to 4 characters long (it has 6), not \"longer\"",
            ),
            (
                "file: \"f\", names: [a, b, c]",
                "`names` must have at most 2 elements, not a list of 3",
            ),
            (
                "file: \"f\", tags: [(\"longer\", value)]",
                "`tags[\"longer\"]` has a key that must be 1 to 4 characters long (it has 6), not \"longer\"",
            ),
            (
                "file: \"f\", id: \"x\"",
                "`id` is set by the provider and cannot be given",
            ),
            (
                "file: \"f\", image: \"i\"",
                "`image` cannot be given beside `file`: only one of `file`, `image` and `log.bucket` can",
            ),
            ("size: 1", "needs exactly one of `file`, `image` and `log.bucket`"),
            (
                "file: \"f\", log: [block { group: \"g\", days: 2 }]",
                "`days` must be one of 0, 1 or 3, not 2; the nearest is 1",
            ),
            (
                "file: \"f\", log: [block { days: 3 }]",
                "needs exactly one of `group` and `bucket`",
            ),
            (
                "file: \"f\", rule: [block { action: \"allow\" }]",
                "`action` must be one of \"ALLOW\" or \"DENY\", not \"allow\"; the nearest is \"ALLOW\"",
            ),
            (
                "file: \"f\", rule: each(all, |key, value| block { action: \"NO\" })",
                "`action` must be one of \"ALLOW\" or \"DENY\", not \"NO\"",
            ),
            (
                "file: \"f\", rule: [block {}, block { a: \"1\" }, block { a: \"2\" }]",
                "`rule` must have at most 2 blocks, not 3",
            ),
            (
                "file: \"f\", ingress: [block { port: 0 }]",
                "`ingress[0].port` must be a port, 1 to 65535, not 0; the nearest is 1",
            ),
        ] {
            let statements = format!("let a = x_a {{ name: \"n\", {fields} }};");
            assert_eq!(mistakes(&statements), [message], "{statements}");
        }
    }

    #[test]
    fn a_mistake_is_told_once() {
        // What is of the wrong type, missing or unknown is told by the macros themselves.
        for fields in [
            "size: \"many\"",
            "arn: \"x\"",
            "siez: 1",
            "log: [block { group: 1 }]",
            "names: \"a\"",
        ] {
            let statements = format!("let a = x_a {{ name: \"n\", file: \"f\", {fields} }};");
            assert_eq!(mistakes(&statements).len(), 1, "{statements}");
        }
        assert_eq!(mistakes("let a = x_a { file: \"f\" };").len(), 1);
    }

    const TOO_LARGE: &str = "`size` must be between -5 and 900, not 3600; the nearest is 900";

    #[test]
    fn what_is_constant_is_checked_like_a_literal() {
        for (before, size) in [
            ("", "60 * 60"),
            ("", "(3_000 + 600)"),
            ("", "3600u32"),
            ("", "60 * -(-60)"),
            ("", "0xE10"),
            ("", "7200 / 2 % 5000"),
            ("let hour = 60 * 60;", "hour"),
            ("let minute: u32 = 60; let hour = minute * 60;", "hour"),
            ("const HOUR: u32 = 60 * MINUTE; const MINUTE: u32 = 60;", "HOUR"),
            ("let size = 1; let size = 3600;", "size"),
            ("let hour = 3600; { let hour = 1; }", "hour"),
            ("let hour = 3600; if let Some(hour) = other() { use_it(hour); }", "hour"),
            ("let hour = 3600; let f = |hour| hour + 1;", "hour"),
            ("let hour = 3600; fn inner() { let hour = 1; }", "hour"),
        ] {
            let statements = format!("{before} let a = x_a {{ name: \"n\", file: \"f\", size: {size} }};");
            assert_eq!(mistakes(&statements), [TOO_LARGE], "{statements}");
        }
        for (before, name) in [
            ("", r#"concat!("lon", 'g', "er")"#),
            ("", r#"tf!("longer")"#),
            (r#"const END: &str = "er";"#, r#"tf!("long{END}")"#),
            (r#"let start = "long";"#, r#"tf!("{}er", start)"#),
            (r#"let name = "longer";"#, "name"),
        ] {
            let statements = format!("{before} let a = x_a {{ name: {name}, file: \"f\" }};");
            let message = "`name` must be 1 to 4 characters long (it has 6), not \"longer\"";
            assert_eq!(mistakes(&statements), [message], "{statements}");
        }
        let shorthand = r#"let size = 3600; let a = x_a { name: "n", file: "f", size };"#;
        assert_eq!(mistakes(shorthand), [TOO_LARGE]);
        let key = r#"const KEY: &str = "longer"; let a = x_a { name: "n", file: "f", tags: [(KEY, value)] };"#;
        assert_eq!(
            mistakes(key),
            ["`tags[\"longer\"]` has a key that must be 1 to 4 characters long (it has 6), not \"longer\""]
        );
    }

    #[test]
    fn constants_are_seen_in_closures_and_blocks() {
        for statements in [
            r#"let hour = 3600; let a = count(2, |i| x_a { name: "n", file: "f", size: hour });"#,
            r#"let a = count(2, |i| { let hour = 3600; x_a { name: "n", file: "f", size: hour } });"#,
            r#"let a = count(2, |i| { const HOUR: u32 = 3600; x_a { name: "n", file: "f", size: HOUR } });"#,
            r#"let hour = 3600; for key in keys { #[key(key)] let a = x_a { name: "n", file: "f", size: hour }; }"#,
            r#"fn inner() { const HOUR: u32 = 3600; #[key(1)] let a = x_a { name: "n", file: "f", size: HOUR }; }"#,
        ] {
            assert_eq!(mistakes(statements), [TOO_LARGE], "{statements}");
        }
        let dynamic = r#"let a = x_a { name: "n", file: "f",
            rule: each(all, |key, value| { let action = "NO"; block { action: action } }) };"#;
        assert_eq!(
            mistakes(dynamic),
            ["`action` must be one of \"ALLOW\" or \"DENY\", not \"NO\""]
        );
    }

    #[test]
    fn a_name_that_means_something_else_is_no_constant() {
        for statements in [
            r#"let mut size = 3600; size = 5; let a = x_a { name: "n", file: "f", size };"#,
            r#"let size = 3600; let size = other(); let a = x_a { name: "n", file: "f", size };"#,
            r#"let size; size = 3600; let a = x_a { name: "n", file: "f", size };"#,
            r#"let size = 3600; let a = count(2, |size| x_a { name: "n", file: "f", size });"#,
            r#"let size = 3600; let a = count(2, |i| { let size = i; x_a { name: "n", file: "f", size } });"#,
            r#"let size = 3600; let a = x_a { name: "n", file: "f", log: each(all, |key, size| block { bucket: "b", days: size }) };"#,
            r#"let days = 3600; let a = x_a { name: "n", log: each(all, |k, v| { let days = v; block { bucket: "b", days } }) };"#,
            r#"let size = 3600; for size in sizes { #[key(size)] let a = x_a { name: "n", file: "f", size }; }"#,
            r#"let size = 3600; if let Some(size) = other { let a = x_a { name: "n", file: "f", size }; }"#,
            r#"let size = 3600; if let Some(x) = other && let size = x { let a = x_a { name: "n", file: "f", size }; }"#,
            r#"let size = 3600; while let Some(size) = other { #[key(size)] let a = x_a { name: "n", file: "f", size }; }"#,
            r#"let size = 3600; match other { size => { let a = x_a { name: "n", file: "f", size }; } }"#,
            r#"let size = 3600; let (size, other) = both(); let a = x_a { name: "n", file: "f", size };"#,
            r#"let size = 3600; let Some(size) = other else { return }; let a = x_a { name: "n", file: "f", size };"#,
            // Items do not see the bindings around them, and a constant of the module may have the same name.
            r#"let size = 3600; fn inner() { #[key(1)] let a = x_a { name: "n", file: "f", size }; }"#,
            r#"const S: u32 = 3600; { use other::S; let a = x_a { name: "n", file: "f", size: S }; }"#,
            r#"const S: u32 = 3600; { use other::T as S; let a = x_a { name: "n", file: "f", size: S }; }"#,
            r#"const S: u32 = 3600; { use other::*; let a = x_a { name: "n", file: "f", size: S }; }"#,
            r#"const S: u32 = 3600; { static S: u32 = other(); let a = x_a { name: "n", file: "f", size: S }; }"#,
            r#"const S: u32 = 3600; let a = x_a { name: "n", file: "f", size: other::S };"#,
            r#"const S: u32 = 3600; let a = x_a { name: "n", file: "f", size: if small { 5 } else { S } };"#,
            r#"let a = x_a { name: "n", file: "f", size: 60.0 * 60.0 };"#,
            r#"let a = x_a { name: "n", file: "f", size: env.hour * 60 };"#,
            r#"let a = x_a { name: stringify!(longer), file: "f" };"#,
            r#"let a = x_a { name: tf!("{longer}-name"), file: "f" };"#,
        ] {
            assert_eq!(mistakes(statements), Vec::<String>::new(), "{statements}");
        }
    }
}
