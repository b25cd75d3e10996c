//! `drift`, on what is really changed behind terraform's back.

#![allow(missing_docs, reason = "the names in a test say what they are for")]
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod small_project;
mod support;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use paydsl::local::Emulator;
use serde_json::{Value, json};

use small_project::{line, ok, run, run_edited};
use support::{Answer, Workspace, ask};

const DRIFT: [&str; 5] = ["drift", "small", "--env", "dev", "--local"];

#[track_caller]
fn drift(workspace: &Workspace, code: i32, more: &[&str]) -> Answer {
    let answer = run(workspace, &[&DRIFT, more].concat());
    assert_eq!(answer.code, code, "{answer:?}");
    answer
}

/// One call after the other: starting the emulator and applying is most of the time.
#[test]
fn what_reality_changed_is_reported_with_its_rust_line() {
    let workspace = Workspace::new();

    // Nothing is applied.
    let answer = drift(&workspace, 0, &[]);
    for stack in ["base", "service"] {
        let line = format!("small/{stack} is not applied in dev\n");
        assert!(answer.out.contains(&line), "{answer:?}");
    }
    drift(&workspace, 2, &["--exit-code"]);

    // All is as it was applied. The group mirrors its rule and the role its policy, which is another stack's.
    ok(&workspace, &["apply", "small", "--env", "dev", "--local"]);
    let answer = drift(&workspace, 0, &["--exit-code"]);
    assert_eq!(
        answer.out,
        "small/base in dev is as it was applied\nsmall/service in dev is as it was applied\nno drift in 8 resources\n"
    );

    // The code changed, reality did not.
    let answer = run_edited(&workspace, &[&DRIFT[..], &["--exit-code"]].concat());
    assert_eq!(answer.code, 2, "{answer:?}");
    let pending = format!(
        "update aws_ssm_parameter.limit: description  ({})\n",
        line("let limit =")
    );
    assert!(answer.out.contains(&pending), "{answer:?}");

    change_reality(&workspace.emulator());
    let text = drift(&workspace, 2, &[]);
    for part in [
        &format!(
            "aws_cloudwatch_log_group.logs is gone; an apply would create it again  ({})\n",
            line("let logs = aws_cloudwatch_log_group")
        ),
        &format!(
            "aws_security_group.access was changed; an apply would leave it so  ({})\n    \
             ingress: [] is now [\"tcp 22 0.0.0.0/0\"]\n",
            line("let access =")
        ),
        &format!(
            "aws_iam_role.role was changed; an apply would leave it so  ({})\n    \
             managed_policy_arns: [] is now [\"arn:aws:iam::aws:policy/AdministratorAccess\"]\n",
            line("let role =")
        ),
        &format!(
            "aws_ssm_parameter.limit was changed; an apply would change it back  ({})\n    \
             insecure_value: \"at most 10\" is now \"at most 99\"\n",
            line("let limit =")
        ),
        "value: sensitive, and another than before\n",
        "5 of 8 resources drifted\n",
    ] {
        assert!(text.out.contains(part), "{part}\n{text:?}");
    }
    // The rule and the policy that the code has are not among it.
    for part in ["443", "inline_policy"] {
        assert!(!text.out.contains(part), "{text:?}");
    }

    let as_json = drift(&workspace, 2, &["--format", "json"]);
    let report: Value = serde_json::from_str(&as_json.out).unwrap();
    let drifted = |stack: usize| report["stacks"][stack]["drift"].as_array().unwrap();
    assert_eq!((drifted(0).len(), drifted(1).len()), (3, 2), "{report:#}");
    assert_eq!(
        drifted(1)[1],
        json!({
            "address": "aws_ssm_parameter.secret",
            "source": line("let secret ="),
            "what": "changed",
            "apply_would": "update",
            "attributes": [
                { "path": "value", "sensitive": true },
                { "path": "version", "before": 1, "after": 2 },
            ],
        })
    );

    secrets_stay_secret(&workspace, &[text, as_json]);
    a_stack_that_cannot_be_planned_is_an_error(&workspace);
}

fn change_reality(emulator: &Emulator) {
    for (name, kind, value) in [
        ("limit-dev", "String", "at most 99"),
        ("secret-dev", "SecureString", "stolen"),
    ] {
        let body = json!({ "Name": name, "Value": value, "Type": kind, "Overwrite": true });
        ask(emulator, "ssm", "us-east-1", "AmazonSSM.PutParameter", &body);
    }
    let group = json!({ "logGroupName": "/logs-dev" });
    ask_without_answer(
        emulator,
        "logs",
        Some("Logs_20140328.DeleteLogGroup"),
        &group.to_string(),
    );
    let groups = ask_without_answer(
        emulator,
        "ec2",
        None,
        "Action=DescribeSecurityGroups&Version=2016-11-15&Filter.1.Name=group-name&Filter.1.Value.1=access-dev",
    );
    let id = groups.split("<groupId>").nth(1).unwrap().split('<').next().unwrap();
    let rule = "IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=22&IpPermissions.1.ToPort=22&\
                IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0";
    let open = format!("Action=AuthorizeSecurityGroupIngress&Version=2016-11-15&GroupId={id}&{rule}");
    ask_without_answer(emulator, "ec2", None, &open);
    ask_without_answer(
        emulator,
        "iam",
        None,
        "Action=AttachRolePolicy&Version=2010-05-08&RoleName=worker-dev&\
         PolicyArn=arn:aws:iam::aws:policy/AdministratorAccess",
    );
}

/// Neither what was secret nor what it became is shown, and nothing of a plan is left on the disk.
fn secrets_stay_secret(workspace: &Workspace, answers: &[Answer]) {
    for answer in answers {
        for secret in ["correct horse", "stolen"] {
            assert!(
                !answer.out.contains(secret) && !answer.error.contains(secret),
                "{answer:?}"
            );
        }
    }
    let has = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    let mut files = workspace.files(".paydsl");
    files.retain(|(_, bytes)| has(bytes, "stolen"));
    assert!(
        files.is_empty(),
        "{:?}",
        files.iter().map(|(path, _)| path).collect::<Vec<_>>()
    );
    let left = std::fs::read_dir(workspace.root().join(".paydsl")).unwrap();
    let mut left = left.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(!left.any(|name| name.starts_with("plan-")));
}

fn a_stack_that_cannot_be_planned_is_an_error(workspace: &Workspace) {
    ok(workspace, &["destroy", "small/base", "--env", "dev", "--local"]);
    let answer = drift(workspace, 1, &[]);
    assert!(answer.out.contains("small/base is not applied in dev\n"), "{answer:?}");
    assert!(
        answer.out.contains("small/service could not be planned in dev"),
        "{answer:?}"
    );
    assert!(
        answer.error.contains("apply small/base --env dev --local"),
        "{answer:?}"
    );
}

#[test]
fn wrong_names_are_answered_with_the_nearest() {
    let workspace = Workspace::new();
    for (arguments, part) in [
        (
            &["drift", "small", "--env", "devv"][..],
            "no environment \"devv\" (did you mean dev?)",
        ),
        (
            &["drift", "small/bas", "--env", "dev"],
            "no stack bas (did you mean base?)",
        ),
        (&["drift", "small"], "say which environment: --env dev|prod"),
    ] {
        let answer = run(&workspace, arguments);
        assert_eq!(answer.code, 1, "{answer:?}");
        assert!(answer.error.contains(part), "{answer:?}");
    }
}

/// What a service answers to a request by form, or to one in JSON that has no answer.
fn ask_without_answer(emulator: &Emulator, service: &str, target: Option<&str>, body: &str) -> String {
    let address = emulator.endpoint().strip_prefix("http://").unwrap().to_owned();
    let kind = match target {
        Some(target) => format!("Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: {target}\r\n"),
        None => "Content-Type: application/x-www-form-urlencoded\r\n".into(),
    };
    let mut stream = TcpStream::connect(&address).unwrap();
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{kind}Content-Length: {}\r\n\
         X-Amz-Date: 20260101T000000Z\r\nAuthorization: AWS4-HMAC-SHA256 \
         Credential=test/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    answer
}
