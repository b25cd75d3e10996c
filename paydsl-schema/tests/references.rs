//! References against the rules of what they are given to: those that can never pass, and those that may.

use std::sync::Arc;

use paydsl_schema::engine::{
    Body, Class, Content, Entry, Node, Origin, Reference, Value, Verdict, Violation, check, check_value,
};
use paydsl_schema::{Archive, Block, BlockRules, Family, Form, Mined, Providers, Rule, Source, Type, Unit, write};

/// What is referred to as `aws_vpc.x.id` or `data.aws_vpc.x.id`.
fn reference(written: &str) -> Option<Reference> {
    let (is_data, rest) = match written.strip_prefix("data.") {
        Some(rest) => (true, rest),
        None => (false, written),
    };
    let names: Vec<&str> = rest.split('.').collect();
    let [type_name, _, path @ ..] = names.as_slice() else {
        panic!("{written}")
    };
    let found = match is_data {
        true => Providers::builtin().data_source(type_name),
        false => Providers::builtin().resource(type_name),
    };
    let (_, block) = found.unwrap_or_else(|| panic!("{written}"));
    let ty = match path {
        [name] => block.attribute(name).unwrap_or_else(|| panic!("{written}")).ty.clone(),
        _ => Type::String,
    };
    let origin = match is_data {
        true => Origin::Data(type_name),
        false => Origin::Resource(type_name),
    };
    Reference::new(origin, block, path, ty, written)
}

fn pattern(pattern: &str) -> Rule {
    Rule::Pattern {
        pattern: pattern.into(),
        negated: false,
    }
}

fn one_of(values: &[&str]) -> Rule {
    Rule::OneOf {
        values: values.iter().map(|value| Box::from(*value)).collect(),
        ignores_case: false,
    }
}

fn length(min: u64, max: u64) -> Rule {
    Rule::Length {
        min: Some(min),
        max: Some(max),
        unit: Unit::Bytes,
    }
}

fn cidr(family: Family) -> Rule {
    let max = if family == Family::V4 { 32 } else { 128 };
    Rule::Form(Form::Cidr { min: 0, max, family })
}

/// The rules that the tables name.
fn rule(name: &str) -> Rule {
    match name {
        "arn" => Rule::Form(Form::Arn),
        "arn-parts" => Rule::Form(Form::ArnParts),
        "cidr4" => cidr(Family::V4),
        "cidr6" => cidr(Family::V6),
        "cidr" => cidr(Family::Any),
        "ip" => Rule::Form(Form::Ip),
        "account" => Rule::Form(Form::AccountId),
        "json" => Rule::Form(Form::Json),
        "policy" => Rule::Form(Form::PolicyJson),
        "uuid" => Rule::Form(Form::Uuid),
        "url" => Rule::Form(Form::Url),
        "time" => Rule::Form(Form::Timestamp),
        "window" => Rule::Form(Form::DailyWindow),
        "base64" => Rule::Form(Form::Base64),
        "duration" => Rule::Form(Form::Duration),
        "regex" => Rule::Form(Form::RegularExpression),
        "mode" => one_of(&["ENABLED", "DISABLED"]),
        "size" => one_of(&["1024", "2048"]),
        "name" => pattern(r"^[0-9A-Za-z_-]+$"),
        "alias" => pattern("^alias/"),
        "function" => pattern(r"^arn:[\w-]+:lambda:"),
        "subnet" => pattern(r"^subnet-[0-9a-f]{8,17}$"),
        "group" => pattern("^sg-"),
        "anything" => pattern("."),
        "not-arn" => Rule::Pattern {
            pattern: "^arn:".into(),
            negated: true,
        },
        "short" => length(1, 8),
        "digits" => Rule::Sentence("Must be a 12-digit account ID".into()),
        "letter" => Rule::Sentence("first character must be a letter".into()),
        "hidden" => Rule::Sentence("must please the provider".into()),
        "arn-or-name" => Rule::Any([rule("arn"), rule("name")].into()),
        "arn-or-cidr" => Rule::Any([rule("arn"), rule("cidr")].into()),
        "arn-or-hidden" => Rule::Any([rule("arn"), rule("hidden")].into()),
        other => panic!("{other}"),
    }
}

fn found(rule_name: &str, written: &str) -> Vec<Violation<()>> {
    let value = reference(written).map_or(Value::Unknown, Value::Reference);
    check_value("argument", &Type::String, &[rule(rule_name)], &Node::new(value, ()))
}

/// Rules, each with references.
type Table = &'static [(&'static str, &'static [&'static str])];

const IMPOSSIBLE: Table = &[
    (
        "arn",
        &[
            "aws_s3_bucket.x.bucket",
            "aws_s3_bucket.x.id",
            "aws_s3_bucket.x.bucket_regional_domain_name",
            "aws_kms_key.x.key_id",
            "aws_kms_key.x.id",
            "aws_kms_alias.x.name",
            "aws_iam_role.x.name",
            "aws_iam_role.x.id",
            "aws_iam_role.x.unique_id",
            "aws_iam_instance_profile.x.name",
            "aws_sqs_queue.x.url",
            "aws_sqs_queue.x.id",
            "aws_sns_topic.x.name",
            "aws_dynamodb_table.x.id",
            "aws_vpc.x.id",
            "aws_subnet.x.id",
            "aws_security_group.x.id",
            "aws_db_instance.x.endpoint",
            "aws_db_instance.x.port",
            "aws_rds_cluster.x.cluster_identifier",
            "aws_lb.x.dns_name",
            "aws_lb.x.arn_suffix",
            "aws_lb_target_group.x.arn_suffix",
            "aws_cloudwatch_log_group.x.name",
            "aws_cognito_user_pool.x.id",
            "aws_api_gateway_rest_api.x.id",
            "aws_efs_file_system.x.id",
            "aws_eks_cluster.x.id",
            "aws_wafv2_web_acl.x.id",
            "aws_lambda_function.x.version",
            "data.aws_caller_identity.x.account_id",
            "data.aws_region.x.name",
            "data.aws_iam_policy_document.x.json",
            "data.aws_kms_key.x.id",
        ],
    ),
    (
        "cidr4",
        &[
            "aws_vpc.x.id",
            "aws_db_instance.x.port",
            "aws_subnet.x.arn",
            "aws_s3_bucket.x.bucket",
        ],
    ),
    ("cidr6", &["aws_vpc.x.cidr_block"]),
    (
        "ip",
        &["aws_vpc.x.cidr_block", "aws_instance.x.id", "aws_db_instance.x.port"],
    ),
    (
        "account",
        &["aws_vpc.x.id", "data.aws_caller_identity.x.arn", "aws_iam_role.x.arn"],
    ),
    ("policy", &["aws_iam_policy.x.arn", "aws_iam_role.x.name"]),
    ("json", &["aws_iam_role.x.arn", "aws_vpc.x.id"]),
    ("uuid", &["aws_vpc.x.id", "aws_iam_role.x.arn"]),
    ("url", &["aws_vpc.x.id", "aws_s3_bucket.x.bucket"]),
    ("time", &["aws_vpc.x.id"]),
    ("window", &["aws_db_instance.x.port"]),
    ("base64", &["aws_iam_role.x.arn"]),
    ("mode", &["aws_kms_key.x.arn", "aws_db_instance.x.port", "aws_vpc.x.id"]),
    (
        "name",
        &["aws_sqs_queue.x.url", "aws_iam_role.x.arn", "aws_vpc.x.cidr_block"],
    ),
    ("alias", &["aws_kms_key.x.id", "aws_kms_key.x.arn"]),
    (
        "function",
        &[
            "aws_sns_topic.x.arn",
            "aws_lambda_function.x.invoke_arn",
            "aws_sfn_state_machine.x.id",
        ],
    ),
    (
        "subnet",
        &["aws_vpc.x.id", "aws_subnet.x.arn", "aws_security_group.x.id"],
    ),
    ("group", &["aws_subnet.x.id"]),
    ("short", &["aws_iam_role.x.arn"]),
    ("digits", &["aws_vpc.x.id"]),
    ("letter", &["data.aws_caller_identity.x.account_id"]),
    ("arn-or-name", &["aws_sqs_queue.x.url", "aws_vpc.x.cidr_block"]),
    ("arn-or-cidr", &["aws_vpc.x.id"]),
];

const POSSIBLE: Table = &[
    (
        "arn",
        &[
            "aws_s3_bucket.x.arn",
            "aws_kms_key.x.arn",
            "aws_kms_alias.x.target_key_arn",
            "aws_iam_role.x.arn",
            "aws_iam_policy.x.id",
            "aws_sns_topic.x.id",
            "aws_lb.x.id",
            "aws_acm_certificate.x.id",
            "aws_secretsmanager_secret.x.id",
            "aws_ecs_cluster.x.id",
            "aws_ecs_service.x.id",
            "aws_kinesis_stream.x.id",
            "aws_sfn_state_machine.x.id",
            "aws_lambda_function.x.invoke_arn",
            "aws_wafv2_web_acl.x.arn",
            // What could be an ARN, or nothing at all.
            "aws_lambda_function.x.function_name",
            "aws_lambda_function.x.id",
            "aws_dynamodb_table.x.stream_arn",
            "aws_s3_bucket.x.website_endpoint",
            "aws_db_instance.x.kms_key_id",
            "aws_cloudwatch_event_rule.x.id",
            "aws_db_instance.x.replicate_source_db",
            "aws_instance.x.public_ip",
            "data.aws_caller_identity.x.arn",
            "data.aws_iam_policy.x.arn",
            "data.aws_arn.x.arn",
            "data.aws_arn.x.resource",
            "data.aws_kms_key.x.key_id",
            "data.aws_ssm_parameter.x.value",
            "data.aws_secretsmanager_secret_version.x.secret_string",
            // What may not be given.
            "aws_iam_role.x.max_session_duration",
            "aws_db_instance.x.multi_az",
        ],
    ),
    (
        "cidr4",
        &[
            "aws_vpc.x.cidr_block",
            "aws_subnet.x.cidr_block",
            "data.aws_vpc.x.cidr_block",
        ],
    ),
    ("cidr", &["aws_vpc.x.cidr_block", "aws_vpc.x.ipv6_cidr_block"]),
    ("ip", &["aws_instance.x.private_ip", "aws_eip.x.public_ip"]),
    (
        "account",
        &[
            "aws_vpc.x.owner_id",
            "data.aws_caller_identity.x.account_id",
            "aws_db_instance.x.port",
        ],
    ),
    (
        "json",
        &["data.aws_iam_policy_document.x.json", "aws_db_instance.x.port"],
    ),
    (
        "policy",
        &["data.aws_iam_policy_document.x.json", "aws_iam_policy.x.policy"],
    ),
    ("uuid", &["aws_kms_key.x.key_id", "aws_wafv2_web_acl.x.id"]),
    (
        "url",
        &["aws_sqs_queue.x.url", "aws_lambda_function_url.x.function_url"],
    ),
    ("time", &["aws_iam_role.x.create_date"]),
    (
        "base64",
        &["aws_s3_bucket.x.bucket", "aws_lambda_function.x.code_sha256"],
    ),
    ("duration", &["aws_db_instance.x.port", "aws_kms_key.x.id"]),
    ("regex", &["aws_iam_role.x.arn", "aws_vpc.x.id"]),
    (
        "size",
        &["aws_db_instance.x.allocated_storage", "aws_db_instance.x.port"],
    ),
    (
        "name",
        &[
            "aws_iam_role.x.name",
            "aws_vpc.x.id",
            "data.aws_caller_identity.x.account_id",
            "aws_db_instance.x.port",
        ],
    ),
    ("alias", &["aws_kms_alias.x.name"]),
    (
        "function",
        &[
            "aws_lambda_function.x.arn",
            "aws_lambda_alias.x.arn",
            "aws_glue_job.x.arn",
        ],
    ),
    ("subnet", &["aws_subnet.x.id", "aws_default_subnet.x.id"]),
    ("group", &["aws_security_group.x.id"]),
    ("anything", &["aws_iam_role.x.arn", "aws_vpc.x.id"]),
    ("not-arn", &["aws_iam_role.x.arn"]),
    ("short", &["aws_vpc.x.id", "aws_s3_bucket.x.bucket"]),
    ("hidden", &["aws_iam_role.x.arn", "aws_vpc.x.id"]),
    ("arn-or-name", &["aws_iam_role.x.arn", "aws_iam_role.x.name"]),
    ("arn-or-cidr", &["aws_vpc.x.cidr_block", "aws_vpc.x.arn"]),
    ("arn-or-hidden", &["aws_vpc.x.id"]),
];

fn pairs(table: Table) -> Vec<(&'static str, &'static str)> {
    let each = |(rule, all): &'static (&'static str, &'static [&'static str])| all.iter().map(move |one| (*rule, *one));
    table.iter().flat_map(each).collect()
}

#[test]
fn what_can_never_pass_is_a_mistake() {
    let pairs = pairs(IMPOSSIBLE);
    assert!(pairs.len() >= 60);
    for (rule, written) in pairs {
        let found = found(rule, written);
        let [violation] = found.as_slice() else {
            panic!("{rule} {written}: {found:?}")
        };
        assert_eq!(
            (violation.verdict, violation.class),
            (Verdict::Invalid, Class::Reference),
            "{rule} {written}"
        );
        assert!(
            violation.deferred && violation.to_string().contains(&format!("and `{written}` ")),
            "{violation}"
        );
    }
}

#[test]
fn what_may_pass_is_silent() {
    let pairs = pairs(POSSIBLE);
    assert!(pairs.len() >= 60, "{}", pairs.len());
    for (rule, written) in pairs {
        assert_eq!(found(rule, written), [], "{rule} {written}");
    }
}

#[test]
fn it_is_said_what_is_wrong_and_what_to_write() {
    for (rule, written, message) in [
        (
            "arn",
            "aws_s3_bucket.audit.bucket",
            "`argument` must be an ARN: `arn:partition:service:region:account:resource`, and `aws_s3_bucket.audit.bucket` is a bucket's name; write `aws_s3_bucket.audit.arn`",
        ),
        (
            "function",
            "aws_lambda_function.pay.invoke_arn",
            "`argument` must match the pattern ^arn:[\\w-]+:lambda:, and `aws_lambda_function.pay.invoke_arn` is an ARN by which API Gateway invokes a function, not the function's; write `aws_lambda_function.pay.arn`",
        ),
        (
            "cidr4",
            "aws_vpc.x.id",
            "`argument` must be an IPv4 network in CIDR notation, without host bits, and `aws_vpc.x.id` is the ID of a VPC; write `aws_vpc.x.cidr_block`",
        ),
        (
            "cidr4",
            "aws_db_instance.x.port",
            "`argument` must be an IPv4 network in CIDR notation, without host bits, and `aws_db_instance.x.port` is a number",
        ),
        (
            "account",
            "data.aws_caller_identity.me.arn",
            "`argument` must be an AWS account ID, of twelve digits, and `data.aws_caller_identity.me.arn` is an ARN; write `data.aws_caller_identity.me.id`",
        ),
        (
            "short",
            "aws_iam_role.x.arn",
            "`argument` must be 1 to 8 characters long, and `aws_iam_role.x.arn` is an ARN of IAM",
        ),
        (
            "arn",
            "aws_eks_cluster.x.vpc_config.vpc_id",
            "`argument` must be an ARN: `arn:partition:service:region:account:resource`, and `aws_eks_cluster.x.vpc_config.vpc_id` is the ID of a VPC",
        ),
    ] {
        let messages: Vec<String> = found(rule, written).iter().map(ToString::to_string).collect();
        assert_eq!(messages, [message]);
    }
}

#[test]
fn an_attribute_of_an_object_is_known_too() {
    let written = "aws_db_instance.x.master_user_secret.secret_arn";
    assert_eq!(found("arn", written), []);
    assert_eq!(found("cidr4", written).len(), 1);
}

fn listed(written: &str) -> Reference {
    let reference = reference(written).expect("known");
    let mut names = written.split('.');
    let (type_name, name) = (names.next().expect("a type"), names.next_back().expect("a name"));
    let (_, block) = Providers::builtin().resource(type_name).expect("the type");
    assert!(reference.holds().is_some_and(|words| words.starts_with("is ")));
    let ty = Type::List(Arc::new(Type::String));
    Reference::new(Origin::Resource(type_name), block, &[name], ty, written).expect("known")
}

fn judged(ty: &Type, rules: &[Rule], value: Value<()>) -> Vec<(Class, String)> {
    let found = check_value("argument", ty, rules, &Node::new(value, ()));
    found
        .into_iter()
        .map(|violation| (violation.class, violation.path))
        .collect()
}

#[test]
fn elements_of_lists_are_told_one_by_one() {
    let list = Type::List(Arc::new(Type::String));
    let each = Rule::Each(Box::new(rule("arn")));
    let one = |written| Node::new(Value::Reference(reference(written).expect("known")), ());
    let value = Value::List(vec![one("aws_iam_role.a.arn"), one("aws_iam_role.b.name")]);
    assert_eq!(
        judged(&list, std::slice::from_ref(&each), value),
        [(Class::Reference, "argument[1]".to_owned())]
    );
    let any = Rule::Any([each.clone(), Rule::Each(Box::new(rule("cidr")))].into());
    let value = Value::List(vec![one("aws_sqs_queue.b.url")]);
    assert_eq!(
        judged(&list, std::slice::from_ref(&any), value),
        [(Class::Form, "argument".to_owned())]
    );
    let value = Value::List(vec![one("aws_vpc.b.cidr_block")]);
    assert_eq!(judged(&list, &[any], value), []);
}

#[test]
fn a_list_that_may_be_empty_passes() {
    let list = Type::Set(Arc::new(Type::String));
    let each = Rule::Each(Box::new(rule("arn")));
    let some = Rule::Items {
        min: Some(1),
        max: None,
    };
    let names = || listed("aws_iam_role.all.name");
    assert_eq!(
        judged(&list, std::slice::from_ref(&each), Value::Reference(names())),
        []
    );
    let argument = [(Class::Reference, "argument".to_owned())];
    assert_eq!(
        judged(&list, std::slice::from_ref(&each), Value::Reference(names().filled())),
        argument
    );
    assert_eq!(
        judged(&list, &[each.clone(), some], Value::Reference(names())),
        argument
    );
    assert_eq!(
        judged(
            &list,
            &[each],
            Value::Reference(listed("aws_iam_role.all.arn").filled())
        ),
        []
    );
}

#[test]
fn types_that_do_not_convert_are_mistakes() {
    let value = |written: &str| Value::Reference(reference(written).expect("known"));
    let wrong = [(Class::Type, "argument".to_owned())];
    for (ty, written) in [
        (Type::Number, "aws_iam_role.x.arn"),
        (Type::Number, "aws_vpc.x.id"),
        (Type::Bool, "aws_vpc.x.id"),
        (Type::Bool, "aws_db_instance.x.port"),
        (Type::String, "data.aws_subnets.x.ids"),
        (Type::List(Arc::new(Type::String)), "aws_vpc.x.id"),
        (Type::Map(Arc::new(Type::String)), "aws_vpc.x.id"),
    ] {
        assert_eq!(judged(&ty, &[], value(written)), wrong, "{ty} {written}");
    }
    for (ty, written) in [
        (Type::String, "aws_db_instance.x.port"),
        (Type::Number, "aws_lambda_function.x.version"),
        (Type::Number, "data.aws_caller_identity.x.account_id"),
        (Type::Dynamic, "aws_vpc.x.id"),
        (Type::Set(Arc::new(Type::String)), "data.aws_subnets.x.ids"),
    ] {
        assert_eq!(judged(&ty, &[], value(written)), [], "{ty} {written}");
    }
}

const REPORT: &str = r#"{"provider_schemas":{"x":{"resource_schemas":{"x_a":{"block":{"attributes":{
    "name":{"type":"string","required":true},
    "mode":{"type":"string","required":true},
    "label":{"type":"string","optional":true},
    "made":{"type":"string","optional":true,"computed":true},
    "size":{"type":"number","optional":true},
    "count":{"type":"number","required":true},
    "arn":{"type":"string","computed":true},
    "role":{"type":"string","required":true},
    "key":{"type":"string","optional":true},
    "secret":{"type":"string","optional":true,"sensitive":true}}}}}}}}"#;

fn own() -> &'static Block {
    let source = Source {
        address: "x",
        source: "x/x",
        version: "1.0.0",
        local_name: "x",
    };
    let rules = |all: &[(&str, Rule)]| BlockRules {
        arguments: all
            .iter()
            .map(|(name, rule)| (Box::from(*name), vec![rule.clone()]))
            .collect(),
        ..BlockRules::default()
    };
    let a = rules(&[
        ("name", rule("name")),
        ("mode", rule("mode")),
        ("label", rule("name")),
        ("made", rule("name")),
        ("role", rule("arn")),
        ("key", rule("arn")),
        ("secret", rule("cidr")),
    ]);
    let mined = Mined {
        resources: [("x_a".into(), a)].into(),
        ..Mined::default()
    };
    let archive = write(REPORT, source, &mined).expect("an archive");
    Archive::from_bytes("x", archive)
        .expect("read")
        .resource("x_a")
        .expect("the type")
}

fn own_reference(name: &str) -> Option<Reference> {
    let ty = own().attribute(name).expect(name).ty.clone();
    Reference::new(Origin::Resource("x_a"), own(), &[name], ty, format!("a.{name}"))
}

fn given(argument: &str, reference: Reference) -> Vec<String> {
    let content = Content::Argument(Node::new(Value::Reference(reference), ()));
    let body = Body {
        entries: vec![Entry {
            name: argument.into(),
            content,
            tag: (),
        }],
        tag: (),
    };
    let found = check(own(), &body).into_iter();
    found
        .filter(|one| one.class != Class::Required)
        .map(|one| one.to_string())
        .collect()
}

#[test]
fn an_argument_holds_what_its_own_rules_let_pass() {
    assert_eq!(
        given("role", own_reference("name").expect("known")),
        [
            "`role` must be an ARN: `arn:partition:service:region:account:resource`, and `a.name` must itself match the pattern ^[0-9A-Za-z_-]+$"
        ]
    );
    assert_eq!(given("secret", own_reference("mode").expect("known")).len(), 1);
    assert_eq!(
        given("name", own_reference("mode").expect("known")),
        Vec::<String>::new()
    );
    assert_eq!(
        given("mode", own_reference("name").expect("known")),
        Vec::<String>::new()
    );
    // What may be left out, or filled in by the provider, may hold something else.
    for name in ["label", "made", "arn", "key"] {
        assert_eq!(own_reference(name).expect(name).holds(), None, "{name}");
    }
}

#[test]
fn what_may_be_null_is_a_mistake_where_it_must_be_given() {
    let size = || own_reference("size").expect("a number");
    assert_eq!(given("key", size()), Vec::<String>::new());
    assert_eq!(given("key", size().given()).len(), 1);
    assert_eq!(given("role", size()).len(), 1);
    assert_eq!(given("key", own_reference("count").expect("a number")).len(), 1);
}

#[test]
fn a_reference_is_unknown_to_everything_else() {
    // Neither a combination nor a number of elements counts it, and it is no secret.
    let list = Type::List(Arc::new(Type::String));
    let value = Value::Reference(listed("aws_iam_role.all.name"));
    assert_eq!(
        judged(
            &list,
            &[Rule::Items {
                min: Some(2),
                max: Some(2)
            }],
            value
        ),
        []
    );
    let told = given("secret", own_reference("name").expect("known"));
    assert!(
        told.iter().all(|message| message.contains("`a.name`")) && told.len() == 1,
        "{told:?}"
    );
}
