//! Policy documents against what AWS knows of permissions: what is right is silent, what is wrong is told where it is.

use paydsl_schema::engine::{Node, Number, Value};
use paydsl_schema::iam::{Kind, Rule, Services, check, of_json};
use serde_json::Value as Json;

/// JSON with paths as tags; a string of `?` is not known.
fn node(json: &Json, path: &str) -> Node<String> {
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Number(Number::parse(&number.to_string()).expect("a number")),
        Json::String(text) if text == "?" => Value::Unknown,
        Json::String(text) => Value::Text(text.as_str().into()),
        Json::Array(items) => {
            let items = items.iter().enumerate();
            Value::List(
                items
                    .map(|(number, item)| node(item, &format!("{path}[{number}]")))
                    .collect(),
            )
        }
        Json::Object(entries) => {
            let entries = entries.iter();
            Value::Map(
                entries
                    .map(|(key, value)| (key.as_str().into(), node(value, &format!("{path}.{key}"))))
                    .collect(),
            )
        }
    };
    Node::new(value, path.to_owned())
}

/// What is found in statements: the rule, where, and the message.
fn found(kind: Kind, statements: &str) -> Vec<(Option<Rule>, String, String)> {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
    let json: Json = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
    let document = of_json(&node(&json, "$"), kind);
    let findings = check(&document, Services::builtin()).into_iter();
    let short = |tag: String| tag.replace("$.Statement", "");
    findings
        .map(|finding| (finding.rule, short(finding.tag), finding.message))
        .collect()
}

fn silent(kind: Kind, cases: &[&str]) {
    for case in cases {
        assert_eq!(found(kind, case), [], "{case}");
    }
}

/// Each case has one mistake.
fn mistakes(kind: Kind, cases: &[(&str, Option<Rule>, &str, &str)]) {
    for (case, rule, place, message) in cases {
        let found = found(kind, case);
        let [(known, tag, text)] = found.as_slice() else {
            panic!("{case}: {found:#?}")
        };
        assert_eq!((known, tag.as_str()), (rule, *place), "{case}: {text}");
        assert!(text.contains(message), "{case}:\n{text}\nhas no\n{message}");
    }
}

const SOUND: Option<Rule> = Some(Rule::SoundPermissions);
const LEAST: Option<Rule> = Some(Rule::LeastPrivilege);

#[test]
fn what_is_right_is_silent() {
    silent(
        Kind::Identity,
        &[
            r#"{"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}"#,
            r#"{"Effect": "Allow", "Action": "s3:getobject", "Resource": "arn:aws:s3:::b/payments/${aws:PrincipalTag/team}/*"}"#,
            r#"{"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": ["*"]}"#,
            r#"{"Effect": "Deny", "Action": "*", "Resource": "*"}"#,
            r#"{"Effect": "Deny", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::b", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#,
            r#"{"Effect": "Allow", "Action": "?", "Resource": "?"}"#,
            r#"{"Effect": "Allow", "Action": ["sqs:SendMessage", "?"], "Resource": ["arn:aws:sns:us-east-1:123456789012:t"]}"#,
            r#"{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": ["?"]}"#,
            r#"{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:us-east-1:123456789012:key/*", "Condition": {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}}"#,
            r#"{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b", "Condition": {"StringLike": {"s3:prefix": ["a/*", "b/*"]}}}"#,
            r#"{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::123456789012:role/x", "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}}"#,
            r#"{"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "arn:aws:ec2:*:*:instance/*", "Condition": {"StringEquals": {"aws:RequestTag/Team": "payments"}, "ForAllValues:StringEquals": {"aws:TagKeys": ["Team"]}}}"#,
            r#"{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:us-east-1:123456789012:table/t", "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "${aws:userid}"}}}"#,
            r#"{"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/x:*"}"#,
            r#"{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:us-east-1:123456789012:secret:x-*", "Condition": {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}, "NumericLessThanIfExists": {"aws:MultiFactorAuthAge": "3600"}, "IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}, "Null": {"aws:TokenIssueTime": "false"}}}"#,
            r#"{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:us-east-1:123456789012:abc/live/POST/*"}"#,
            r#"{"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": ["arn:aws:lambda:us-east-1:123456789012:function:f", "arn:aws:lambda:us-east-1:123456789012:function:f:live"]}"#,
            r#"{"Effect": "?", "Action": "s3:*", "Resource": "*"}"#,
        ],
    );
    silent(
        Kind::Trust,
        &[
            r#"{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}"#,
            r#"{"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"], "Principal": {"AWS": ["123456789012", "arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:role/x", "AROAEXAMPLE1234567"]}, "Condition": {"StringEquals": {"sts:ExternalId": "x"}}}"#,
            r#"{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}, "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:a/b:*"}}}"#,
            r#"{"Effect": "Allow", "Action": "sts:AssumeRoleWithSAML", "Principal": {"Federated": "arn:aws:iam::123456789012:saml-provider/x"}, "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}}"#,
            r#"{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "?"}}"#,
        ],
    );
    silent(
        Kind::Resource,
        &[
            r#"{"Sid": "with spaces", "Effect": "Deny", "Action": "sqs:*", "Resource": "arn:aws:sqs:us-east-1:123456789012:q", "Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#,
            r#"{"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}"#,
            r#"{"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:us-east-1:123456789012:t", "Principal": {"Service": ["cloudwatch.amazonaws.com", "logs.us-east-1.amazonaws.com"]}, "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:*:123456789012:alarm:*"}, "StringEquals": {"aws:SourceAccount": "123456789012"}}}"#,
            r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Principal": {"AWS": "*"}, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}"#,
            r#"{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Principal": {"AWS": "123456789012"}}"#,
            r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Principal": {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}}"#,
        ],
    );
}

#[test]
fn actions_are_ones_that_there_are() {
    let of = |action: &str| format!(r#"{{"Effect": "Deny", "Action": {action}, "Resource": "*"}}"#);
    for (action, rule, place, message) in [
        (
            r#""s3:GetObjct""#,
            SOUND,
            "[0].Action",
            "s3 has no action `GetObjct`; did you mean `s3:GetObject`",
        ),
        (
            r#"["s3:GetObject", "sqs:SendMesage"]"#,
            SOUND,
            "[0].Action[1]",
            "did you mean `sqs:SendMessage`?",
        ),
        (
            r#""s3:ListObjectsV2""#,
            SOUND,
            "[0].Action",
            "that operation is allowed by `s3:ListBucket`",
        ),
        (
            r#""s3:HeadObject""#,
            SOUND,
            "[0].Action",
            "that operation is allowed by `s3:GetObject`",
        ),
        (
            r#""lambda:Invoke""#,
            SOUND,
            "[0].Action",
            "that operation is allowed by `lambda:InvokeFunction`",
        ),
        (
            r#""sqs:SendMessageBatch""#,
            SOUND,
            "[0].Action",
            "that operation is allowed by `sqs:SendMessage`",
        ),
        (
            r#""cloudwatch:PutLogEvents""#,
            SOUND,
            "[0].Action",
            "did you mean `logs:PutLogEvents`?",
        ),
        (
            r#""sqss:SendMessage""#,
            SOUND,
            "[0].Action",
            "no service with the prefix `sqss`; did you mean `sqs:SendMessage`?",
        ),
        (
            r#""s4:Frobnicate""#,
            SOUND,
            "[0].Action",
            "there is no service with the prefix `s4`",
        ),
        (
            r#""s3:Frobnicate""#,
            SOUND,
            "[0].Action",
            "if it is newer than the data",
        ),
        (
            r#""s3:Gett*""#,
            SOUND,
            "[0].Action",
            "`s3:Gett*` matches no action of s3",
        ),
        (
            r#""GetObject""#,
            None,
            "[0].Action",
            "`GetObject` does not say of which service it is an action; did you mean `mediapackagev2:GetObject` or `mediastore:GetObject` or `s3:GetObject`?",
        ),
        (r#""everything""#, None, "[0].Action", "write it like `s3:GetObject`"),
        ("[]", None, "[0].Action", "the list is empty"),
    ] {
        mistakes(Kind::Identity, &[(&of(action), rule, place, message)]);
    }
}

#[test]
fn statements_have_what_they_need_and_not_what_excludes_it() {
    mistakes(
        Kind::Identity,
        &[
            (
                r#"{"Effect": "Allow", "Resource": "arn:aws:s3:::b/*"}"#,
                None,
                "[0]",
                "the statement needs `Action` (or `NotAction`)",
            ),
            (
                r#"{"Effect": "Allow", "Action": "s3:GetObject"}"#,
                None,
                "[0]",
                "the statement needs `Resource` (or `NotResource`)",
            ),
            (
                r#"{"Effect": "Deny", "Action": "s3:GetObject", "NotAction": "s3:PutObject", "Resource": "*"}"#,
                None,
                "[0].NotAction",
                "`NotAction` cannot stand beside `Action`",
            ),
            (
                r#"{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*", "NotResource": "arn:aws:s3:::b/*"}"#,
                None,
                "[0].NotResource",
                "`NotResource` cannot stand beside `Resource`",
            ),
            (
                r#"{"Sid": "Read it", "Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}"#,
                None,
                "[0].Sid",
                "letters and digits only: write \"Readit\"",
            ),
            (
                r#"{"Sid": "A", "Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}, {"Sid": "A", "Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"}"#,
                None,
                "[1].Sid",
                "an earlier statement is called \"A\"",
            ),
            (
                r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Principal": "*"}"#,
                None,
                "[0].Principal",
                "the policy of an identity is about whom it is attached to",
            ),
        ],
    );
    mistakes(
        Kind::Trust,
        &[
            (
                r#"{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}, "Resource": "*"}"#,
                None,
                "[0].Resource",
                "leave `Resource` out",
            ),
            (
                r#"{"Effect": "Allow", "Action": "sts:AssumeRole"}"#,
                None,
                "[0]",
                "the policy of a role says who is meant",
            ),
            (
                r#"{"Effect": "Allow", "Action": "s3:GetObject", "Principal": {"Service": "lambda.amazonaws.com"}}"#,
                None,
                "[0].Action",
                "only actions of sts",
            ),
            (
                r#"{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Federated": "arn:aws:iam::123456789012:saml-provider/x"}}"#,
                SOUND,
                "[0].Action",
                "never by `sts:AssumeRole`",
            ),
            (
                r#"{"Effect": "Allow", "Action": "sts:AssumeRoleWithSAML", "Principal": {"Service": "ec2.amazonaws.com"}}"#,
                SOUND,
                "[0].Action",
                "for federated principals only",
            ),
        ],
    );
    mistakes(
        Kind::Resource,
        &[(
            r#"{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:q"}"#,
            None,
            "[0]",
            "the policy of a resource says who is meant: `Principal: {\"Service\": \"lambda.amazonaws.com\"}`",
        )],
    );
}

#[test]
fn principals_are_of_their_form() {
    let of =
        |principal: &str| format!(r#"{{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {principal}}}"#);
    for (principal, place, message) in [
        (r#"{"Service": "lambda"}"#, ".Service", "write \"lambda.amazonaws.com\""),
        (
            r#"{"Service": "lambda.amazon.aws"}"#,
            ".Service",
            "write \"lambda.amazonaws.com\"",
        ),
        (
            r#"{"Service": ["ec2.amazonaws.com", "*"]}"#,
            ".Service[1]",
            "is not the name of a service",
        ),
        (
            r#"{"Service": "arn:aws:iam::123456789012:root"}"#,
            ".Service",
            "write {\"AWS\": \"arn:aws:iam::123456789012:root\"}",
        ),
        (
            r#"{"AWS": "lambda.amazonaws.com"}"#,
            ".AWS",
            "write {\"Service\": \"lambda.amazonaws.com\"}",
        ),
        (
            r#"{"AWS": "12345678901"}"#,
            ".AWS",
            "an account ID has 12 digits, and \"12345678901\" has 11",
        ),
        (
            r#"{"AWS": "arn:aws:iam::123456789012:role/*"}"#,
            ".AWS",
            "takes no wildcards",
        ),
        (
            r#"{"AWS": "arn:aws:s3:::b"}"#,
            ".AWS",
            "is not an account ID or the ARN",
        ),
        (
            r#"{"AWS": "arn:aws:iam::123456789012:policy/x"}"#,
            ".AWS",
            "is not an account ID or the ARN",
        ),
        (
            r#"{"AWS": "arn:aws:iam::1234:role/x"}"#,
            ".AWS",
            "\"1234\" in \"arn:aws:iam::1234:role/x\" is none",
        ),
        (r#"{"AWS": "me"}"#, ".AWS", "is not an account ID or the ARN"),
        (r#"{"CanonicalUser": "me"}"#, ".CanonicalUser", "64 hexadecimal digits"),
    ] {
        let place = format!("[0].Principal{place}");
        mistakes(Kind::Trust, &[(&of(principal), None, &place, message)]);
    }
    let federated = r#"{"Effect": "Allow", "Action": "sts:AssumeRoleWithSAML", "Principal": {"Federated": "okta"}}"#;
    mistakes(
        Kind::Trust,
        &[(
            federated,
            None,
            "[0].Principal.Federated",
            "is not a federated principal",
        )],
    );
}

#[test]
fn resources_are_what_the_actions_are_about() {
    let of =
        |action: &str, resource: &str| format!(r#"{{"Effect": "Allow", "Action": {action}, "Resource": {resource}}}"#);
    for (action, resource, rule, place, message) in [
        (
            r#""s3:GetObject""#,
            r#""arn:aws:s3:::b""#,
            SOUND,
            "Resource",
            "this cannot be what `s3:GetObject` is about, which is `arn:${Partition}:s3:::${BucketName}/${ObjectName}`",
        ),
        (
            r#""s3:GetObject""#,
            r#""arn:aws:s3:::b""#,
            SOUND,
            "Resource",
            "its ARN with `/*` behind it",
        ),
        (
            r#""s3:ListBucket""#,
            r#""arn:aws:s3:::b/*""#,
            SOUND,
            "Resource",
            "a bucket's ARN has nothing behind its name",
        ),
        (
            r#"["s3:GetObject", "s3:ListBucket"]"#,
            r#""arn:aws:s3:::b""#,
            SOUND,
            "Action[0]",
            "no resource here can be what `s3:GetObject` is about",
        ),
        (
            r#"["s3:Get*Acl", "s3:ListBucket"]"#,
            r#""arn:aws:sqs:us-east-1:123456789012:q""#,
            SOUND,
            "Resource",
            "this cannot be what",
        ),
        (
            r#""sqs:SendMessage""#,
            r#""arn:aws:sns:us-east-1:123456789012:t""#,
            SOUND,
            "Resource",
            "which is `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`",
        ),
        (
            r#""sqs:SendMessage""#,
            r#"["arn:aws:sqs:us-east-1:123456789012:q", "arn:aws:s3:::b"]"#,
            SOUND,
            "Resource[1]",
            "this cannot be what `sqs:SendMessage` is about",
        ),
        (
            r#""xray:PutTraceSegments""#,
            r#""arn:aws:s3:::b""#,
            SOUND,
            "Resource",
            "cannot be limited to a resource",
        ),
        (
            r#"["xray:PutTraceSegments", "s3:ListBucket"]"#,
            r#""arn:aws:s3:::b""#,
            SOUND,
            "Action[0]",
            "`xray:PutTraceSegments` knows only the resource \"*\"",
        ),
        (
            r#""kms:Decrypt""#,
            r#""arn:aws:s3:::b/*""#,
            SOUND,
            "Resource",
            "`arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}`",
        ),
        (
            r#""dynamodb:GetItem""#,
            r#""arn:aws:dynamodb::123456789012:table/t""#,
            SOUND,
            "Resource",
            "this cannot be what `dynamodb:GetItem` is about",
        ),
        (
            r#""s3:GetObject""#,
            r#""b/*""#,
            None,
            "Resource",
            "\"b/*\" is not a resource: write an ARN",
        ),
        (
            r#""s3:GetObject""#,
            r#""arn:aws:s3""#,
            None,
            "Resource",
            "is not an ARN: it has six parts",
        ),
    ] {
        let place = format!("[0].{place}");
        let found = found(Kind::Identity, &of(action, resource));
        // What AWS refuses is told first; then it may be no resource of the action either.
        let (known, tag, text) = found.first().unwrap_or_else(|| panic!("{action} {resource}"));
        assert_eq!(
            (*known, tag.as_str()),
            (rule, place.as_str()),
            "{action} {resource}: {text}"
        );
        assert!(text.contains(message), "{text}\nhas no\n{message}");
    }
}

#[test]
fn conditions_can_hold() {
    let of = |action: &str, condition: &str| {
        format!(r#"{{"Effect": "Deny", "Action": "{action}", "Resource": "*", "Condition": {condition}}}"#)
    };
    for (action, condition, rule, place, message) in [
        (
            "s3:GetObject",
            r#"{"Bool": {"aws:SecureTransprt": "false"}}"#,
            SOUND,
            "Bool.aws:SecureTransprt",
            "did you mean `aws:SecureTransport`?",
        ),
        (
            "s3:GetObject",
            r#"{"StringEquals": {"SourceAccount": "123456789012"}}"#,
            None,
            "StringEquals.SourceAccount",
            "is not a condition key",
        ),
        (
            "s3:GetObject",
            r#"{"StringEquals": {"aws:RequestTag": "x"}}"#,
            SOUND,
            "StringEquals.aws:RequestTag",
            "did you mean `aws:RequestTag/${TagKey}`?",
        ),
        (
            "s3:GetObject",
            r#"{"StringEquals": {"s3:prefix": "x"}}"#,
            SOUND,
            "StringEquals.s3:prefix",
            "no request for `s3:GetObject` has the condition key `s3:prefix`; `s3:ListBucket` has it",
        ),
        (
            "s3:ListBucket",
            r#"{"StringEquals": {"s3:prefx": "x"}}"#,
            SOUND,
            "StringEquals.s3:prefx",
            "did you mean `s3:prefix`?",
        ),
        (
            "sqs:SendMessage",
            r#"{"StringEquals": {"kms:ViaService": "x"}}"#,
            SOUND,
            "StringEquals.kms:ViaService",
            "no request for `sqs:SendMessage`",
        ),
        (
            "s3:GetObject",
            r#"{"StringEquals": {"aws:SourceAccount": "1234"}}"#,
            None,
            "StringEquals.aws:SourceAccount",
            "is an account ID, which has 12 digits",
        ),
        (
            "s3:ListBucket",
            r#"{"StringEquals": {"s3:prefix": "a/*"}}"#,
            SOUND,
            "StringEquals.s3:prefix",
            "write `StringLike`",
        ),
        (
            "s3:GetObject",
            r#"{"Bool": {"aws:SecureTransport": "no"}}"#,
            None,
            "Bool.aws:SecureTransport",
            "\"true\" or \"false\" here, not \"no\"",
        ),
        (
            "s3:GetObject",
            r#"{"IpAddress": {"aws:SourceIp": "10.0.0.0/33"}}"#,
            None,
            "IpAddress.aws:SourceIp",
            "an IP address or a network",
        ),
        (
            "s3:GetObject",
            r#"{"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "internal"]}}"#,
            None,
            "IpAddress.aws:SourceIp[1]",
            "not \"internal\"",
        ),
        (
            "s3:GetObject",
            r#"{"DateLessThan": {"aws:CurrentTime": "tomorrow"}}"#,
            None,
            "DateLessThan.aws:CurrentTime",
            "a moment such as",
        ),
        (
            "s3:GetObject",
            r#"{"NumericLessThan": {"aws:MultiFactorAuthAge": "1h"}}"#,
            None,
            "NumericLessThan.aws:MultiFactorAuthAge",
            "compared with a number",
        ),
        (
            "s3:GetObject",
            r#"{"ArnLike": {"aws:SourceArn": "b"}}"#,
            None,
            "ArnLike.aws:SourceArn",
            "an ARN such as",
        ),
        (
            "s3:GetObject",
            r#"{"StringEquals": {"aws:SourceArn": []}}"#,
            None,
            "StringEquals.aws:SourceArn",
            "is compared with nothing",
        ),
    ] {
        let place = format!("[0].Condition.{place}");
        mistakes(Kind::Identity, &[(&of(action, condition), rule, &place, message)]);
    }
    // The operator itself has the place of all its keys.
    for (action, condition, place, message) in [
        (
            "s3:GetObject",
            r#"{"NumericEquals": {"aws:SecureTransport": "1"}}"#,
            "NumericEquals",
            "write `Bool`",
        ),
        (
            "s3:GetObject",
            r#"{"IpAddress": {"aws:PrincipalOrgID": "10.0.0.0/8"}}"#,
            "IpAddress",
            "write `StringEquals`",
        ),
        (
            "s3:GetObject",
            r#"{"Bool": {"aws:SourceIp": "true"}}"#,
            "Bool",
            "write `IpAddress`",
        ),
        (
            "dynamodb:GetItem",
            r#"{"StringEquals": {"dynamodb:LeadingKeys": "x"}}"#,
            "StringEquals",
            "such as `ForAnyValue:StringEquals`",
        ),
    ] {
        let place = format!("[0].Condition.{place}");
        mistakes(Kind::Identity, &[(&of(action, condition), SOUND, &place, message)]);
    }
}

#[test]
fn wildcards_want_a_reason() {
    mistakes(
        Kind::Identity,
        &[
            (
                r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}"#,
                LEAST,
                "[0].Action",
                "`s3:Get*` allows what it does not name",
            ),
            (
                r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}"#,
                LEAST,
                "[0].Resource",
                "`s3:GetObject` can be allowed for single resources",
            ),
            (
                r#"{"Effect": "Allow", "Action": ["s3:GetObject", "xray:PutTraceSegments"], "Resource": "*"}"#,
                LEAST,
                "[0].Resource",
                "every resource; `s3:GetObject` can be",
            ),
            (
                r#"{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:*:*"}"#,
                LEAST,
                "[0].Resource",
                "\"arn:aws:sqs:*:*:*\" is every resource",
            ),
            (
                r#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "arn:aws:s3:::b"}"#,
                LEAST,
                "[0].NotAction",
                "also those to come",
            ),
            (
                r#"{"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::b/*"}"#,
                LEAST,
                "[0].NotResource",
                "also those to come",
            ),
            (
                r#"{"Effect": "Allow", "Action": ["?"], "Resource": "*"}"#,
                LEAST,
                "[0].Resource",
                "\"*\" is every resource; name them",
            ),
        ],
    );
    mistakes(
        Kind::Trust,
        &[
            (
                r#"{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"}"#,
                LEAST,
                "[0].Principal",
                "everybody in the world",
            ),
            (
                r#"{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}"#,
                LEAST,
                "[0].Principal.AWS",
                "everybody in the world",
            ),
            (
                r#"{"Effect": "Allow", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": "123456789012"}}"#,
                LEAST,
                "[0].NotPrincipal",
                "everybody else in the world",
            ),
            (
                r#"{"Effect": "Allow", "Action": "sts:*", "Principal": {"Service": "ec2.amazonaws.com"}}"#,
                LEAST,
                "[0].Action",
                "`sts:*` allows what it does not name",
            ),
        ],
    );
}
