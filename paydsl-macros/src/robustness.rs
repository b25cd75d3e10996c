//! Whatever tokens come in, tokens come out: no macro ever panics.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use proptest::prelude::*;

use crate::Session;
use crate::render::Mode;

/// A function that uses most of the language.
const WHOLE: &str = r##"
    pub fn whole(env: &Env, network: Remote<Network>) -> Outputs {
        let zones = data::aws_availability_zones { state: "available" };
        let secret = ephemeral::aws_secretsmanager_secret_version { secret_id: "x" };
        provider::aws { region: env.region };
        let replica = provider::aws { region: "us-west-2" };
        let main = aws_vpc { cidr_block: env.vpc_cidr, tags: [("Name", "x")], provider: replica };
        let private = count(2, |i| aws_subnet { vpc_id: main.id, cidr_block: cidrsubnet(main.cidr_block, 8, i) });
        let each_one = each(["a", "b"], |key, value| aws_sqs_queue { name: tf!("q-{key}") });
        let maybe = when(env.big, || aws_eip {});
        for port in [1, 2] {
            #[key(port)]
            let group = aws_security_group { name: tf!("g-{port}"), ingress: [block { from_port: port }] };
        }
        let archive = aws_s3_bucket_lifecycle_configuration {
            bucket: "b",
            rule: [block { id: "a", status: "Enabled", transition: each(days, |k, v| block { days: v, storage_class: GLACIER }) }],
            lifecycle: block { prevent_destroy: true, ignore_changes: [rule[0].status], replace_triggered_by: [main, main.id] },
            depends_on: [main, private],
            provisioner: [local_exec { command: "true", when: "destroy" }],
        };
        let document = policy!(
            #[exempt("least-privilege", reason = "x")]
            allow { sid: "A", action: ["s3:Get*", other], resource: [bucket.arn, tf!("{main.arn}/*")] },
            deny { not_action: "sts:*", principal: [service("x.amazonaws.com"), "*"], condition: [if_exists(bool("aws:SecureTransport", true))] },
        );
        let size: Value<Num> = variable { default: 3, validation: |v| block { condition: v.gt(1), error_message: "x" } };
        let sum = local { value: size + 1 };
        let child = module { source: "./x", size: sum, providers: [("aws", replica)] };
        let healthy = check { assert: [block { condition: true, error_message: "x" }] };
        moved { from: "aws_vpc.old", to: main };
        import { to: main, id: "vpc-1" };
        removed { from: "aws_vpc.gone", lifecycle: block { destroy: false } };
        Outputs { id: main.id, names: zones.names, raw: hcl!("1 + 1").typed(), of: child.x, record: cert.a.at(0).b }
    }
"##;

const ENVIRONMENTS: &str = r#"
    pub mod env {
        pub struct Env { pub region: Str, pub days: Num }
        pub const DEV: Env = Env { region: "us-east-1", days: 3 };
        #[protected]
        pub const PROD: Env = Env { days: 7, ..DEV };
    }
"#;

const OUTPUTS: &str = "pub struct Network { /** The VPC. */ pub id: Value<Str>, #[sensitive] pub key: Value<Str> }";

/// Runs every macro on the tokens, for rustc and for an editor.
fn expand_all(tokens: &TokenStream) {
    for mode in [Mode::Compiler, Mode::Editor] {
        let session = Session {
            mode,
            manifest_dir: std::path::PathBuf::new(),
        };
        let none = TokenStream::new;
        crate::stack::expand(none(), tokens.clone(), &session);
        crate::stack::expand(tokens.clone(), WHOLE.parse().expect("tokens"), &session);
        crate::component::expand(crate::component::Kind::Component, none(), tokens.clone(), &session);
        crate::component::expand(crate::component::Kind::Helper, none(), tokens.clone(), &session);
        crate::environments::expand(none(), tokens.clone(), &session);
        crate::lower::policy::expand(tokens.clone(), &session);
    }
    crate::outputs::expand(tokens.clone());
    crate::template::expand(tokens.clone());
    crate::hcl::expand(tokens.clone());
}

fn token() -> impl Strategy<Value = TokenTree> {
    let words = prop::sample::select(vec![
        "aws_vpc",
        "aws_vcp",
        "block",
        "data",
        "each",
        "count",
        "when",
        "policy",
        "allow",
        "action",
        "condition",
        "let",
        "fn",
        "pub",
        "mod",
        "struct",
        "const",
        "env",
        "main",
        "cidr_block",
        "lifecycle",
        "ignore_changes",
        "depends_on",
        "variable",
        "module",
        "moved",
        "from",
        "to",
        "tf",
        "hcl",
        "r#type",
        "self",
        "Self",
        "super",
        "crate",
        "_",
        "for",
        "in",
        "if",
        "match",
        "key",
        "provider",
        "aws",
        "x",
        "Remote",
        "Value",
        "Str",
    ]);
    let ident = words.prop_map(|word| match word.strip_prefix("r#") {
        Some(raw) => TokenTree::from(Ident::new_raw(raw, Span::call_site())),
        None => TokenTree::from(Ident::new(word, Span::call_site())),
    });
    let punct = (
        prop::sample::select(".,:;#!&|<>=-+*/?@$'".chars().collect::<Vec<_>>()),
        any::<bool>(),
    )
        .prop_map(|(character, joint)| {
            TokenTree::from(Punct::new(
                character,
                if joint { Spacing::Joint } else { Spacing::Alone },
            ))
        });
    let text = "[ -~😀{}$%\"\\\\]{0,12}".prop_map(|text| TokenTree::from(Literal::string(&text)));
    let number = any::<u64>().prop_map(|number| TokenTree::from(Literal::u64_unsuffixed(number)));
    let leaf = prop_oneof![4 => ident, 4 => punct, 1 => text, 1 => number];
    leaf.prop_recursive(4, 64, 8, |inner| {
        let delimiter = prop::sample::select(vec![
            Delimiter::Brace,
            Delimiter::Bracket,
            Delimiter::Parenthesis,
            Delimiter::None,
        ]);
        (delimiter, prop::collection::vec(inner, 0..8))
            .prop_map(|(delimiter, trees)| TokenTree::from(Group::new(delimiter, trees.into_iter().collect())))
    })
}

/// What is done to a sequence of tokens somewhere in a tree.
#[derive(Clone, Debug)]
enum Change {
    Delete,
    Double,
    Swap,
    Insert(String),
}

fn change() -> impl Strategy<Value = (usize, Change)> {
    let kind = prop_oneof![
        3 => Just(Change::Delete),
        1 => Just(Change::Double),
        1 => Just(Change::Swap),
        2 => token().prop_map(|tree| Change::Insert(tree.to_string())),
    ];
    (0usize..4096, kind)
}

/// Applies a change at the token with a number, counted through all groups.
fn changed(tokens: TokenStream, at: &mut usize, change: &Change) -> TokenStream {
    let mut trees: Vec<TokenTree> = Vec::new();
    let mut source = tokens.into_iter().peekable();
    while let Some(tree) = source.next() {
        let here = *at == 0;
        *at = at.wrapping_sub(1);
        match (&tree, here) {
            (_, true) => match change {
                Change::Delete => {}
                Change::Double => trees.extend([tree.clone(), tree]),
                Change::Swap => {
                    trees.extend(source.next());
                    trees.push(tree);
                }
                Change::Insert(text) => {
                    trees.extend(text.parse::<TokenStream>().unwrap_or_default());
                    trees.push(tree);
                }
            },
            (TokenTree::Group(group), false) => {
                trees.push(Group::new(group.delimiter(), changed(group.stream(), at, change)).into());
            }
            _ => trees.push(tree),
        }
    }
    trees.into_iter().collect()
}

fn count(tokens: TokenStream) -> usize {
    tokens
        .into_iter()
        .map(|tree| {
            1 + if let TokenTree::Group(group) = tree {
                count(group.stream())
            } else {
                0
            }
        })
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn any_tokens_are_taken(trees in prop::collection::vec(token(), 0..40)) {
        expand_all(&trees.into_iter().collect());
    }

    #[test]
    fn any_change_of_whole_code_is_taken(changes in prop::collection::vec(change(), 1..4), which in 0usize..3) {
        let source = [WHOLE, ENVIRONMENTS, OUTPUTS][which];
        let mut tokens: TokenStream = source.parse().expect("tokens");
        for (at, change) in &changes {
            let mut at = at % count(tokens.clone()).max(1);
            tokens = changed(tokens, &mut at, change);
        }
        expand_all(&tokens);
    }
}

#[test]
fn whole_code_has_only_the_mistakes_it_makes() {
    let session = Session {
        mode: Mode::Compiler,
        manifest_dir: std::path::PathBuf::new(),
    };
    let expanded = crate::stack::expand(TokenStream::new(), WHOLE.parse().expect("tokens"), &session).to_string();
    let mistakes: Vec<&str> = expanded.split("compile_error").skip(1).collect();
    assert_eq!(mistakes, Vec::<&str>::new());
}
