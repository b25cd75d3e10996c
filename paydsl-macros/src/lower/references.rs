//! What is read from handles, as the engine takes it.

use paydsl_schema::Type;
use paydsl_schema::engine::{Origin, Reference};
use quote::ToTokens;
use syn::{Expr, Member};

use super::kinds::{View, member};
use super::{Kind, Known, Lowerer, Shape};
use crate::names::terraform_name;

/// What an expression reads.
struct Read<'a> {
    /// The number of the handle's type among those in use.
    used: usize,
    shape: Shape,
    /// The names on the way to it.
    path: Vec<String>,
    /// What is read; the handle itself, if nothing is.
    view: Option<View<'a>>,
}

impl<'a> Lowerer<'a> {
    /// The reference that an expression is, where something is known of what it reads.
    pub(super) fn reference(&self, expression: &Expr) -> Option<Reference> {
        let read = self.read(expression)?;
        let View::Type(ty) = read.view? else { return None };
        let ty = match read.shape {
            Shape::Single => ty,
            Shape::Many => Type::List(ty.into()),
            Shape::Keyed => Type::Map(ty.into()),
        };
        let used = self.types.get(read.used)?;
        let (origin, (_, block)) = match used.kind {
            Kind::Resource => (Origin::Resource(&used.name), self.providers.resource(&used.name)?),
            Kind::Data => (Origin::Data(&used.name), self.providers.data_source(&used.name)?),
            Kind::Ephemeral => return None,
        };
        let path: Vec<&str> = read.path.iter().map(String::as_str).collect();
        let written = expression.to_token_stream().to_string().replace(' ', "");
        Reference::new(origin, block, &path, ty, written)
    }

    fn read(&self, expression: &Expr) -> Option<Read<'a>> {
        match expression {
            Expr::Paren(inner) => self.read(&inner.expr),
            Expr::Group(inner) => self.read(&inner.expr),
            Expr::Reference(inner) => self.read(&inner.expr),
            Expr::Path(path) => match self.scopes.get(&terraform_name(path.path.get_ident()?))? {
                Known::Handle(used, shape) => Some(Read {
                    used: *used,
                    shape: *shape,
                    path: Vec::new(),
                    view: None,
                }),
                _ => None,
            },
            Expr::MethodCall(call) => {
                let read = self.read(&call.receiver)?;
                match (call.method.to_string().as_str(), read.shape, &read.view) {
                    ("clone", ..) => Some(read),
                    ("at", Shape::Many, _) | ("key", Shape::Keyed, _) => Some(Read {
                        shape: Shape::Single,
                        ..read
                    }),
                    ("at" | "key", Shape::Single, Some(view)) => Some(Read {
                        view: Some(view.element()?),
                        ..read
                    }),
                    _ => None,
                }
            }
            Expr::Field(field) => {
                let Member::Named(name) = &field.member else {
                    return None;
                };
                let name = terraform_name(name);
                let mut read = self.read(&field.base)?;
                read.view = Some(match &read.view {
                    Some(view) => view.attribute(&name)?,
                    None => member(self.types.get(read.used)?.block, &name)?,
                });
                read.path.push(name);
                Some(read)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use paydsl_schema::{BlockRules, Family, Form, Mined, Rule};

    use super::super::testing;

    /// Types of AWS, with some of their attributes.
    const REPORT: &str = r#"{"provider_schemas":{"x":{
        "resource_schemas":{
            "aws_s3_bucket":{"block":{"attributes":{
                "id":{"type":"string","computed":true},"arn":{"type":"string","computed":true},
                "bucket":{"type":"string","optional":true,"computed":true}}}},
            "aws_vpc":{"block":{"attributes":{
                "id":{"type":"string","computed":true},"arn":{"type":"string","computed":true},
                "cidr_block":{"type":"string","optional":true,"computed":true},
                "owner_id":{"type":"string","computed":true}}}},
            "aws_db_instance":{"block":{"attributes":{
                "port":{"type":"number","optional":true,"computed":true},"arn":{"type":"string","computed":true},
                "master_user_secret":{"type":["list",["object",{"secret_arn":"string"}]],"computed":true}}}},
            "aws_thing":{"block":{"attributes":{
                "role":{"type":"string","optional":true},"cidr":{"type":"string","optional":true},
                "size":{"type":"number","optional":true},
                "roles":{"type":["list","string"],"optional":true},
                "some":{"type":["set","string"],"optional":true},
                "tags":{"type":["map","string"],"optional":true},
                "pairs":{"type":["list",["object",{"key":"string"}]],"optional":true}},
                "block_types":{"log":{"nesting_mode":"list","block":{"attributes":{
                    "role":{"type":"string","optional":true}}}}}}}},
        "data_source_schemas":{
            "aws_caller_identity":{"block":{"attributes":{
                "account_id":{"type":"string","computed":true},"arn":{"type":"string","computed":true}}}}}
    }}}"#;

    fn mistakes(statements: &str) -> Vec<String> {
        let arn = Rule::Form(Form::Arn);
        let each = Rule::Each(Box::new(arn.clone()));
        let cidr = Rule::Form(Form::Cidr {
            min: 0,
            max: 32,
            family: Family::V4,
        });
        let some = Rule::Items {
            min: Some(1),
            max: None,
        };
        let of = |name: &str, rules: &[Rule]| (Box::from(name), rules.to_vec());
        let log = BlockRules {
            arguments: [of("role", std::slice::from_ref(&arn))].into(),
            ..BlockRules::default()
        };
        let thing = BlockRules {
            arguments: [
                of("role", std::slice::from_ref(&arn)),
                of("cidr", &[cidr]),
                of("roles", std::slice::from_ref(&each)),
                of("some", &[each.clone(), some]),
                of("tags", std::slice::from_ref(&each)),
            ]
            .into(),
            blocks: [("log".into(), Arc::new(log))].into(),
            ..BlockRules::default()
        };
        let mined = Mined {
            resources: [("aws_thing".into(), thing)].into(),
            ..Mined::default()
        };
        let declared = "let bucket = aws_s3_bucket {}; let vpc = aws_vpc {}; let db = aws_db_instance {};
            let buckets = count(2, |i| aws_s3_bucket {}); let vpcs = each(names, |key, value| aws_vpc {});
            let me = data::aws_caller_identity {};";
        testing::mistakes(REPORT, &mined, "aws", &format!("{declared} {statements}"))
    }

    const ARN: &str = "must be an ARN: `arn:partition:service:region:account:resource`";

    #[test]
    fn what_can_never_pass_is_told_where_it_stands() {
        for (fields, path, rest) in [
            (
                "role: bucket.bucket",
                "role",
                "`bucket.bucket` is a bucket's name; write `bucket.arn`",
            ),
            ("role: (vpc.id)", "role", "`vpc.id` is the ID of a VPC; write `vpc.arn`"),
            (
                "role: me.account_id",
                "role",
                "`me.account_id` is an AWS account ID; write `me.arn`",
            ),
            (
                "role: buckets.at(1).id",
                "role",
                "`buckets.at(1).id` is a bucket's name; write `buckets.at(1).arn`",
            ),
            (
                "role: buckets.id.at(0)",
                "role",
                "`buckets.id.at(0)` is a bucket's name",
            ),
            (
                "role: vpcs.key(name).id",
                "role",
                "`vpcs.key(name).id` is the ID of a VPC; write `vpcs.key(name).arn`",
            ),
            (
                "roles: [bucket.arn, vpc.id]",
                "roles[1]",
                "`vpc.id` is the ID of a VPC; write `vpc.arn`",
            ),
            (
                "tags: [(\"a\", vpc.id)]",
                "tags[\"a\"]",
                "`vpc.id` is the ID of a VPC; write `vpc.arn`",
            ),
            (
                "log: [block { role: vpc.id.clone() }]",
                "role",
                "`vpc.id.clone()` is the ID of a VPC",
            ),
            (
                "log: each(all, |key, value| block { role: vpc.id })",
                "role",
                "`vpc.id` is the ID of a VPC; write `vpc.arn`",
            ),
            ("role: db.port", "role", "`db.port` is a number; write `db.arn`"),
        ] {
            let expected = format!("`{path}` {ARN}, and {rest}");
            assert_eq!(
                mistakes(&format!("let thing = aws_thing {{ {fields} }};")),
                [expected],
                "{fields}"
            );
        }
        assert_eq!(
            mistakes("let thing = aws_thing { some: buckets.id };"),
            [format!(
                "`some` has elements each of which {ARN}, and `buckets.id` is a bucket's name; write `buckets.arn`"
            )]
        );
        let network = "`cidr` must be an IPv4 network in CIDR notation, without host bits, and";
        for (fields, rest) in [
            ("cidr: db.port", "`db.port` is a number"),
            ("cidr: vpc.id", "`vpc.id` is the ID of a VPC; write `vpc.cidr_block`"),
            (
                "cidr: db.master_user_secret.at(0).secret_arn",
                "`db.master_user_secret.at(0).secret_arn` is the ARN of a secret",
            ),
        ] {
            let expected = format!("{network} {rest}");
            assert_eq!(
                mistakes(&format!("let thing = aws_thing {{ {fields} }};")),
                [expected],
                "{fields}"
            );
        }
    }

    #[test]
    fn what_may_pass_or_is_not_known_is_silent() {
        for statements in [
            "let thing = aws_thing { role: bucket.arn, cidr: vpc.cidr_block, roles: [bucket.arn, other()] };",
            "let thing = aws_thing { role: tf!(\"{vpc.id}\") };",
            "let thing = aws_thing { role: tf!(\"arn:aws:s3:::{bucket.id}/*\") };",
            "let thing = aws_thing { role: db.master_user_secret.at(0).secret_arn };",
            // There may be none.
            "let thing = aws_thing { roles: buckets.id, tags: vpcs.id };",
            "let thing = aws_thing { some: buckets.arn };",
            // Names that hide a handle.
            "let thing = other(|vpc| { let thing = aws_thing { role: vpc.id }; });"
                .replace("let thing = aws", "#[key(1)] let thing = aws")
                .as_str(),
            "if let Some(vpc) = maybe { let thing = aws_thing { role: vpc.id }; }",
            "if let Some((_, vpc)) = maybe && vpc.id > 0 { let thing = aws_thing { role: vpc.id }; }",
            "match maybe { Some(vpc) => { let thing = aws_thing { role: vpc.id }; } None => {} }",
            "let vpc = network.vpc; let thing = aws_thing { role: vpc.id };",
            "for vpc in all { #[key(1)] let thing = aws_thing { role: vpc.id }; }",
            "while let Some(vpc) = all.next() { #[key(1)] let thing = aws_thing { role: vpc.id }; }",
            "fn one(vpc: Other) { #[key(1)] let thing = aws_thing { role: vpc.id }; }",
        ] {
            assert_eq!(mistakes(statements), Vec::<String>::new(), "{statements}");
        }
        // Behind the block the handle is itself again.
        let statements = "if let Some(vpc) = maybe {} let thing = aws_thing { role: vpc.id };";
        assert_eq!(mistakes(statements).len(), 1);
    }
}
