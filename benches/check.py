#!/usr/bin/env python3
"""How long an edit takes to check, beside terraform validate; and a clean build of a project that depends on paydsl.

    benches/check.py            # both
    benches/check.py --clean    # the clean build only

A project in a temporary directory: 300 resources of 50 AWS types in one stack function, each with its required arguments,
made from what `paydsl explain` says and with values that the provider takes. An edit changes one line of it. Needs cargo,
terraform and the downloaded crates.
"""
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TYPES, RESOURCES, RUNS = 50, 300, 7
WANTED = """aws_vpc aws_subnet aws_security_group aws_s3_bucket aws_sqs_queue aws_sns_topic aws_iam_role aws_iam_policy
aws_lambda_function aws_dynamodb_table aws_cloudwatch_log_group aws_cloudwatch_metric_alarm aws_kms_key aws_kms_alias
aws_route_table aws_route aws_internet_gateway aws_nat_gateway aws_eip aws_db_instance aws_db_subnet_group
aws_db_parameter_group aws_ecs_cluster aws_ecs_service aws_ecr_repository aws_lb aws_lb_target_group aws_secretsmanager_secret
aws_ssm_parameter aws_api_gateway_rest_api aws_api_gateway_resource aws_api_gateway_deployment aws_cloudwatch_dashboard
aws_cloudtrail aws_kinesis_stream aws_sfn_state_machine aws_cloudwatch_event_rule aws_iam_user aws_iam_group
aws_s3_bucket_policy aws_s3_object aws_sns_topic_policy aws_sqs_queue_policy aws_lambda_alias aws_lambda_permission
aws_route53_zone aws_acm_certificate aws_efs_file_system aws_vpc_endpoint aws_iam_role_policy""".split()

DOCUMENT = 'r#"{"Version":"2012-10-17","Statement":[]}"#'
ARN = '"arn:aws:iam::123456789012:role/x"'
# What else than `"x"` or `1` the provider wants, by type and argument; of an argument of any type, or one that is not required.
VALUES = {
    "assume_role_policy": DOCUMENT,
    "policy": DOCUMENT,
    "dashboard_body": DOCUMENT,
    "definition": DOCUMENT,
    "role": ARN,
    "role_arn": ARN,
    "arn": ARN,
    "comparison_operator": '"GreaterThanThreshold"',
    "aws_iam_role_policy.role": '"x"',
    "aws_lambda_permission.action": '"lambda:InvokeFunction"',
    "aws_cloudtrail.name": '"trail"',
    "aws_ssm_parameter.type": '"String"',
}
MORE = {
    "aws_lambda_function": {"filename": '"x.zip"', "handler": '"x.y"', "runtime": '"python3.12"'},
    "aws_kinesis_stream": {"shard_count": "1"},
    "aws_dynamodb_table": {"billing_mode": '"PAY_PER_REQUEST"'},
    "aws_route": {"gateway_id": '"igw-0123456789abcdef0"', "destination_cidr_block": '"0.0.0.0/0"'},
    "aws_lb": {"subnets": '["subnet-0123456789abcdef0"]'},
    "aws_lb_target_group": {"port": "80", "protocol": '"HTTP"', "vpc_id": '"vpc-0123456789abcdef0"'},
    "aws_ssm_parameter": {"value": '"x"'},
    "aws_cloudwatch_event_rule": {"schedule_expression": '"rate(5 minutes)"'},
    "aws_acm_certificate": {"domain_name": '"example.com"'},
}


def run(arguments, cwd, **more):
    return subprocess.run(arguments, cwd=cwd, check=True, capture_output=True, text=True, **more).stdout


def literal(kind):
    return {"string": '"x"', "number": "1", "bool": "true"}.get(kind, '["x"]' if kind.startswith(("list", "set")) else '[("k", "v")]')


def required(paydsl, kind):
    text = run([paydsl, "explain", kind], ROOT)
    section = re.search(r"\nRequired\n((?:  .*\n)*)", text)
    arguments = re.findall(r"  (\S+) +(\S+), required", section.group(1)) if section else []
    blocks = re.search(r"\nBlocks\n((?:  .*\n)*)", text)
    needs_block = bool(blocks and "required" in blocks.group(1))
    return None if needs_block else arguments


def project(directory, paydsl):
    os.makedirs(os.path.join(directory, "src"))
    with open(os.path.join(directory, "Cargo.toml"), "w") as file:
        file.write(f"""[package]
name = "bench"
version = "0.1.0"
edition = "2024"

[dependencies]
paydsl = {{ path = "{ROOT}/paydsl" }}

[workspace]
""")
    kinds = [(kind, arguments) for kind in WANTED if (arguments := required(paydsl, kind)) is not None][:TYPES]
    lines, names = [], []
    for number in range(RESOURCES):
        kind, arguments = kinds[number % len(kinds)]
        fields = []
        for name, of in arguments:
            value = VALUES.get(f"{kind}.{name}") or VALUES.get(name) or literal(of)
            fields.append(f"{'r#' if name in ('type', 'match') else ''}{name}: {value}")
        fields += [f"{name}: {value}" for name, value in MORE.get(kind, {}).items()]
        fields += [f"depends_on: [{names[-1]}]"] if names else []
        names.append(f"r{number}")
        lines.append(f"    let r{number} = {kind} {{ {', '.join(fields)} }};")
    with open(os.path.join(directory, "src", "main.rs"), "w") as file:
        file.write("""use paydsl::prelude::*;

#[environments]
pub mod env {
    pub struct Env {
        pub region: Str,
    }
    pub const DEV: Env = Env { region: "us-east-1" };
}

#[stack]
pub fn large(env: &Env) {
    // edit 0
""" + "\n".join(lines) + """
}

fn main() -> std::process::ExitCode {
    paydsl::run([Project::new("bench", env::all()).stack(large)])
}
""")
    print(f"{RESOURCES} resources of {len(kinds)} types")
    shutil.copy(os.path.join(ROOT, "Cargo.lock"), os.path.join(directory, "Cargo.lock"))


def seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main():
    environment = {**os.environ, "CARGO_TARGET_DIR": ""}
    environment.pop("CARGO_TARGET_DIR")
    run(["cargo", "build", "-q", "-p", "paydsl", "--features", "provider", "--bin", "paydsl"], ROOT)
    paydsl = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "debug", "paydsl")
    with tempfile.TemporaryDirectory() as directory:
        project(directory, paydsl)
        run(["cargo", "fetch"], directory, env=environment)
        print(f"clean build: {seconds(lambda: run(['cargo', 'build', '--offline'], directory, env=environment)):.1f} s")
        if "--clean" in sys.argv:
            return
        source = os.path.join(directory, "src", "main.rs")
        run(["cargo", "check", "--offline"], directory, env=environment)
        times = []
        for number in range(1, RUNS + 1):
            with open(source) as file:
                text = file.read()
            with open(source, "w") as file:
                file.write(re.sub(r'// edit \d+|let edit = "\d+";', f'let edit = "{number}";', text))
            times.append(seconds(lambda: run(["cargo", "check", "--offline"], directory, env=environment)))
        check = statistics.median(times)
        print(f"cargo check after an edit: {check:.2f} s (median of {RUNS}, {min(times):.2f} to {max(times):.2f})")
        bench = [os.path.join(directory, "target", "debug", "bench")]
        run(["cargo", "build", "--offline"], directory, env=environment)
        subprocess.run(bench + ["validate"], cwd=directory, capture_output=True)  # the first one installs the provider
        validate = statistics.median(seconds(lambda: subprocess.run(bench + ["validate"], cwd=directory, capture_output=True)) for _ in range(3))
        print(f"terraform validate of the same: {validate:.2f} s, {validate / check:.0f} times as long")


if __name__ == "__main__":
    main()
