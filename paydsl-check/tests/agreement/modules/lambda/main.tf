variable "name" {
  type = string
}
variable "filename" {
  type = string
}
variable "runtime" {
  type    = string
  default = "python3.12"
}
variable "environment" {
  type    = map(string)
  default = {}
}
variable "memory_size" {
  type    = number
  default = 256
}
variable "log_retention" {
  type    = number
  default = 14
}

locals {
  assume = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "sts:AssumeRole",
          "Principal": { "Service": "lambda.amazonaws.com" }
        }
      ]
    }
  JSON
}

resource "aws_iam_role" "this" {
  name                 = "${var.name}-lambda"
  assume_role_policy   = local.assume
  max_session_duration = 3600
}

resource "aws_iam_role_policy_attachment" "basic" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention
}

resource "aws_lambda_function" "this" {
  function_name    = var.name
  filename         = var.filename
  role             = aws_iam_role.this.arn
  handler          = "main.handler"
  runtime          = var.runtime
  memory_size      = var.memory_size
  timeout          = 30
  architectures    = ["arm64"]
  package_type     = "Zip"
  source_code_hash = filebase64sha256("${path.module}/main.tf")

  dynamic "environment" {
    for_each = length(var.environment) > 0 ? [1] : []
    content {
      variables = var.environment
    }
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_cloudwatch_log_group.this]
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.this.function_name
  function_version = "$LATEST"
}

resource "aws_lambda_permission" "events" {
  statement_id  = "AllowEvents"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.hourly.arn
}

resource "aws_cloudwatch_event_rule" "hourly" {
  name                = "${var.name}-hourly"
  schedule_expression = "rate(1 hour)"
}

resource "aws_cloudwatch_event_target" "this" {
  rule = aws_cloudwatch_event_rule.hourly.name
  arn  = aws_lambda_alias.live.arn
  input_transformer {
    input_paths    = { time = "$.time" }
    input_template = "{\"at\": <time>}"
  }
}
