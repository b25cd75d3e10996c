#!/usr/bin/env python3
"""How long `paydsl check` takes on a directory of 1,000 resources, beside terraform validate.

    benches/check_dir.py                # both, and the ratio
    benches/check_dir.py --out DIR      # only writes the directory

The directory has resources of 30 AWS types in 20 files, with the expressions that modules have: references, templates,
locals, variables, for_each, dynamic blocks, policies. Needs cargo and terraform. The provider is taken from the filesystem
mirror in PAYDSL_PROVIDER_MIRROR, or one in /opt, or from where terraform's own settings say.
"""
import glob
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FILES, SETS, RUNS = 20, 40, 9

COMMON = """terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = var.region
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "name" {
  type    = string
  default = "shop"
}

locals {
  tags  = { Project = var.name, Region = var.region }
  ports = [80, 443]
}
"""

# 25 resources that hang together.
SET = """resource "aws_vpc" "v@" {
  cidr_block           = cidrsubnet("10.0.0.0/8", 8, @)
  enable_dns_hostnames = true
  tags                 = merge(local.tags, { Name = "${var.name}-@" })
}

resource "aws_subnet" "v@" {
  count             = 2
  vpc_id            = aws_vpc.v@.id
  cidr_block        = cidrsubnet(aws_vpc.v@.cidr_block, 8, count.index)
  availability_zone = "${var.region}${element(["a", "b"], count.index)}"
}

resource "aws_internet_gateway" "v@" {
  vpc_id = aws_vpc.v@.id
}

resource "aws_route_table" "v@" {
  vpc_id = aws_vpc.v@.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.v@.id
  }
}

resource "aws_security_group" "v@" {
  name   = "${var.name}-@"
  vpc_id = aws_vpc.v@.id
  dynamic "ingress" {
    for_each = local.ports
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["10.0.0.0/8"]
    }
  }
}

resource "aws_s3_bucket" "v@" {
  bucket = lower("${var.name}-archive-@")
  tags   = local.tags
}

resource "aws_s3_bucket_versioning" "v@" {
  bucket = aws_s3_bucket.v@.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "v@" {
  bucket            = aws_s3_bucket.v@.id
  block_public_acls = true
}

resource "aws_s3_bucket_policy" "v@" {
  bucket = aws_s3_bucket.v@.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "${aws_s3_bucket.v@.arn}/*" }]
  })
}

resource "aws_kms_key" "v@" {
  description             = "Key @ of ${var.name}"
  deletion_window_in_days = 7 + 3
  enable_key_rotation     = true
}

resource "aws_kms_alias" "v@" {
  name          = "alias/${var.name}-@"
  target_key_id = aws_kms_key.v@.key_id
}

resource "aws_iam_role" "v@" {
  name                 = "role-@"
  max_session_duration = 3600
  assume_role_policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [{
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": { "Service": "lambda.amazonaws.com" }
      }]
    }
  EOT
}

resource "aws_iam_role_policy_attachment" "v@" {
  role       = aws_iam_role.v@.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_lambda_function" "v@" {
  function_name = "${var.name}-@"
  filename      = "${path.module}/code.zip"
  role          = aws_iam_role.v@.arn
  handler       = "main.handler"
  runtime       = "python3.12"
  timeout       = 30
  memory_size   = 256
  environment {
    variables = { QUEUE = aws_sqs_queue.v@.url, LEVEL = "info" }
  }
}

resource "aws_cloudwatch_log_group" "v@" {
  name              = "/aws/lambda/${aws_lambda_function.v@.function_name}"
  retention_in_days = 30
}

resource "aws_sqs_queue" "v@" {
  name                       = "${var.name}-@"
  visibility_timeout_seconds = 60
  message_retention_seconds  = 4 * 24 * 60 * 60
}

resource "aws_sns_topic" "v@" {
  name = "${var.name}-@"
}

resource "aws_sns_topic_subscription" "v@" {
  topic_arn = aws_sns_topic.v@.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.v@.arn
}

resource "aws_dynamodb_table" "v@" {
  name         = "${var.name}-@"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pk"
  dynamic "attribute" {
    for_each = toset(["pk"])
    content {
      name = attribute.value
      type = "S"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "v@" {
  alarm_name          = "${var.name}-@"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
  dimensions          = { FunctionName = aws_lambda_function.v@.function_name }
}

resource "aws_ecs_cluster" "v@" {
  name = "${var.name}-@"
}

resource "aws_ecr_repository" "v@" {
  name                 = "${var.name}/@"
  image_tag_mutability = "IMMUTABLE"
}

resource "aws_route53_record" "v@" {
  for_each = { api = "192.0.2.1", www = "192.0.2.2" }
  zone_id  = "Z1D633PJN98FT9"
  name     = each.key
  type     = "A"
  ttl      = 300
  records  = [each.value]
}

resource "aws_db_instance" "v@" {
  identifier              = "${var.name}-@"
  engine                  = "postgres"
  instance_class          = "db.t4g.medium"
  allocated_storage       = 50
  storage_type            = "gp3"
  username                = "master"
  backup_retention_period = 7
  backup_window           = "02:00-03:00"
  skip_final_snapshot     = true
}

resource "aws_lb_target_group" "v@" {
  name        = "tg-@"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.v@.id
  health_check {
    path     = "/health"
    interval = 15
  }
}
"""


def write(directory):
    with open(os.path.join(directory, "main.tf"), "w") as file:
        file.write(COMMON)
    per_file = SETS // FILES
    for number in range(FILES):
        with open(os.path.join(directory, f"part_{number}.tf"), "w") as file:
            file.write("\n".join(SET.replace("@", str(number * per_file + each)) for each in range(per_file)))


def init(directory):
    """`terraform init`, with the provider of a mirror if there is one."""
    provider = os.path.join("registry.terraform.io", "hashicorp", "aws", "5.100.0")
    mirrors = filter(None, [os.environ.get("PAYDSL_PROVIDER_MIRROR"), *sorted(glob.glob("/opt/*"))])
    held = [mirror for mirror in mirrors if os.path.isdir(os.path.join(mirror, provider))]
    arguments = ["terraform", "init", "-backend=false", *(f"-plugin-dir={mirror}" for mirror in held[:1])]
    subprocess.run(arguments, cwd=directory, check=True, capture_output=True)


def median(arguments, cwd, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(arguments, cwd=cwd, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    if "--out" in sys.argv:
        directory = sys.argv[sys.argv.index("--out") + 1]
        os.makedirs(directory, exist_ok=True)
        return write(directory)
    build = ["cargo", "build", "-q", "--release", "-p", "paydsl", "--features", "provider", "--bin", "paydsl"]
    subprocess.run(build, cwd=ROOT, check=True)
    paydsl = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "release", "paydsl")
    with tempfile.TemporaryDirectory() as directory:
        write(directory)
        init(directory)
        check = median([paydsl, "check", "."], directory, RUNS)
        validate = median(["terraform", "validate"], directory, 3)
    resources = SETS * SET.count("resource \"")
    print(f"{resources} resources: paydsl check {check * 1000:.0f} ms, terraform validate {validate:.1f} s, "
          f"{validate / check:.0f} times as long")


if __name__ == "__main__":
    main()
