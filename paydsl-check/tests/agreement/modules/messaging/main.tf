variable "name" {
  type = string
}
variable "fifo" {
  type    = bool
  default = false
}
variable "subscriptions" {
  type    = map(string)
  default = { mail = "email", hook = "https" }
}

locals {
  suffix = var.fifo ? ".fifo" : ""
  endpoints = {
    email = "ops@example.org"
    https = "https://example.org/hook"
  }
}

resource "aws_sqs_queue" "dead" {
  name                      = "${var.name}-dead${local.suffix}"
  message_retention_seconds = 14 * 24 * 60 * 60
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue" "this" {
  name                       = "${var.name}${local.suffix}"
  visibility_timeout_seconds = 60
  delay_seconds              = 0
  max_message_size           = 256 * 1024
  receive_wait_time_seconds  = 20

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.this.arn
    }]
  })
}

resource "aws_sns_topic" "this" {
  name              = "${var.name}${local.suffix}"
  display_name      = title(var.name)
  signature_version = 2
  tracing_config    = "Active"
}

resource "aws_sns_topic_subscription" "queue" {
  topic_arn            = aws_sns_topic.this.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.this.arn
  raw_message_delivery = true
}

resource "aws_sns_topic_subscription" "others" {
  for_each  = var.subscriptions
  topic_arn = aws_sns_topic.this.arn
  protocol  = each.value
  endpoint  = local.endpoints[each.value]
}

resource "aws_kinesis_stream" "events" {
  name             = "${var.name}-events"
  retention_period = 48
  encryption_type  = "KMS"
  kms_key_id       = "alias/aws/kinesis"

  stream_mode_details {
    stream_mode = "ON_DEMAND"
  }
}

resource "aws_pipes_pipe" "this" {
  name     = var.name
  role_arn = "arn:aws:iam::123456789012:role/pipes"
  source   = aws_sqs_queue.this.arn
  target   = aws_kinesis_stream.events.arn

  target_parameters {
    kinesis_stream_parameters {
      partition_key = "order"
    }
  }
}
