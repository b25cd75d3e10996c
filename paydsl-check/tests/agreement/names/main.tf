# References of all kinds. The lines with a mistake say so at their end; all others are right.

terraform {
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
  validation {
    condition     = can(regex("^eu-", var.region))
    error_message = "Only ${join(", ", ["eu"])}."
  }
}

locals {
  names  = ["a", "b"]
  pairs  = { for index, name in local.names : name => index if name != var.region }
  text   = "%{for name in local.names}${name}-${local.pairs[name]}%{endfor}"
  nested = [for outer in local.names : [for inner in local.names : "${outer}${inner}"]]
  safe   = try(module.one.nothing, local.pairs["x"].y, "none")
  chosen = var.region == "" ? module.one.nothing : "none"
  here   = "${path.module}/${path.root}/${path.cwd}/${terraform.workspace}"
  wrong  = local.nothing # mistake
}

resource "aws_sqs_queue" "single" {
  name = "single"
}

resource "aws_sqs_queue" "counted" {
  count = 2
  name  = "counted-${count.index}"
}

resource "aws_sqs_queue" "keyed" {
  for_each   = toset(local.names)
  name       = each.key
  depends_on = [aws_sqs_queue.single, module.one]
  lifecycle {
    ignore_changes       = [tags, tags_all["x"]]
    replace_triggered_by = [aws_sqs_queue.counted[0]]
    precondition {
      condition     = each.value != ""
      error_message = "No name."
    }
  }
}

resource "aws_security_group" "group" {
  name = "group"
  dynamic "ingress" {
    for_each = [80, 443]
    iterator = port
    content {
      from_port = port.value
      to_port   = port.value + port.key
      protocol  = "tcp"
    }
  }
  dynamic "egress" {
    for_each = [80, 443]
    content {
      from_port = egress.value
      to_port   = egress.value
      protocol  = "tcp"
    }
  }
  provisioner "local-exec" {
    when       = destroy
    on_failure = continue
    command    = "echo ${self.id}"
  }
  lifecycle {
    ignore_changes = all
  }
}

data "aws_iam_policy_document" "document" {
  statement {
    actions = ["sqs:SendMessage"]
    resources = concat(
      aws_sqs_queue.counted[*].arn,
      aws_sqs_queue.counted.*.arn,
      values(aws_sqs_queue.keyed)[*].arn,
      [for key, queue in aws_sqs_queue.keyed : queue.arn],
      [resource.aws_sqs_queue.single.arn, aws_sqs_queue.keyed["a"].arn],
      aws_security_group.group.ingress[*].description,
    )
  }
}

ephemeral "aws_secretsmanager_secret_version" "secret" {
  secret_id = "secret"
}

provider "aws" {
  alias  = "secret"
  region = jsondecode(ephemeral.aws_secretsmanager_secret_version.secret.secret_string).region
}

module "one" {
  source = "./child"
  name   = aws_sqs_queue.single.name
  providers = {
    aws = aws.secret
  }
}

module "many" {
  source   = "./child"
  for_each = toset(local.names)
  name     = each.key
}

output "good" {
  value     = [data.aws_iam_policy_document.document.json, module.one.upper, module.many["a"].upper, values(module.many)[*].upper]
  sensitive = true
}

resource "aws_sqs_queue" "w1" {
  name = var.nothing # mistake
}

resource "aws_sqs_queue" "w2" {
  name = aws_sqs_queue.nothing.name # mistake
}

resource "aws_sqs_queue" "w3" {
  name = data.aws_iam_policy_document.nothing.json # mistake
}

resource "aws_sqs_queue" "w4" {
  name = aws_sqs_queue.single.nothing # mistake
}

resource "aws_sqs_queue" "w5" {
  name = try(aws_sqs_queue.single.nothing, "x") # mistake
}

resource "aws_sqs_queue" "w6" {
  name = aws_sqs_queue.counted.name # mistake
}

resource "aws_sqs_queue" "w7" {
  name = aws_sqs_queue.keyed.name # mistake
}

resource "aws_sqs_queue" "w8" {
  name = aws_sqs_queue.single[0].name # mistake
}

resource "aws_sqs_queue" "w9" {
  name = each.key # mistake
}

resource "aws_sqs_queue" "w10" {
  count = 1
  name  = each.key # mistake
}

resource "aws_sqs_queue" "w11" {
  name = "queue-${count.index}" # mistake
}

resource "aws_sqs_queue" "w12" {
  name = path.nothing # mistake
}

resource "aws_sqs_queue" "w13" {
  name = terraform.nothing # mistake
}

resource "aws_sqs_queue" "w14" {
  name = standard # mistake
}

resource "aws_sqs_queue" "w15" {
  name = module.nothing.name # mistake
}

resource "aws_sqs_queue" "w16" {
  name = module.one.nothing # mistake
}

resource "aws_sqs_queue" "w17" {
  name = join("-", [for name in local.names : nane.x]) # mistake
}

resource "aws_sqs_queue" "w18" {
  name = upperr("x") # mistake
}

resource "aws_sqs_queue" "w19" {
  name = var.region == "" ? aws_sqs_queue.nothing.name : "x" # mistake
}

resource "aws_security_group" "w20" {
  dynamic "ingress" {
    for_each = []
    content {
      from_port = egress.value
      to_port   = 80
      protocol  = "tcp"
    }
  }
  dynamic "ingress" {
    for_each = var.region == "" ? [] : [80]
    content {
      from_port = egress.value
      to_port   = 80
      protocol  = "tcp"
    }
  }
  dynamic "ingress" {
    for_each = [for name in local.names : 80]
    content {
      from_port = egress.value # mistake
      to_port   = 80
      protocol  = "tcp"
    }
  }
}

resource "aws_sqs_queue" "w21" {
  name = "x"
  lifecycle {
    precondition {
      condition     = var.nothing # mistake
      error_message = "x"
    }
  }
}

resource "aws_sqs_queue" "w22" {
  name       = "x"
  depends_on = [aws_sqs_queue.nothing] # mistake
}

data "aws_caller_identity" "w23" {
  count = var.nothing # mistake
}

output "w24" {
  value = aws_sqs_queue.single.nothing # mistake
}

output "w25" {
  value = ephemeral.aws_secretsmanager_secret_version.nothing.arn # mistake
}

module "w26" {
  source = "./child"
  name   = local.nothing # mistake
}
