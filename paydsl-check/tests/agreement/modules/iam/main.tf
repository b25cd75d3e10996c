variable "roles" {
  type = map(object({
    services = list(string)
    actions  = optional(list(string), [])
  }))
  default = {
    deploy  = { services = ["codedeploy.amazonaws.com"], actions = ["s3:GetObject"] }
    observe = { services = ["ec2.amazonaws.com"] }
  }
}

variable "boundary" {
  type    = string
  default = ""
}

locals {
  with_actions = { for name, role in var.roles : name => role if length(role.actions) > 0 }
}

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "assume" {
  for_each = var.roles
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = each.value.services
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_iam_policy_document" "actions" {
  for_each = local.with_actions
  statement {
    sid       = "Allowed"
    actions   = each.value.actions
    resources = ["*"]
  }
}

resource "aws_iam_role" "this" {
  for_each             = var.roles
  name                 = each.key
  path                 = "/services/"
  assume_role_policy   = data.aws_iam_policy_document.assume[each.key].json
  permissions_boundary = var.boundary != "" ? var.boundary : null
}

resource "aws_iam_policy" "this" {
  for_each    = local.with_actions
  name_prefix = "${each.key}-"
  description = "What ${each.key} may do"
  policy      = data.aws_iam_policy_document.actions[each.key].json
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each   = local.with_actions
  role       = aws_iam_role.this[each.key].name
  policy_arn = aws_iam_policy.this[each.key].arn
}

resource "aws_iam_instance_profile" "observe" {
  name = "observe"
  role = aws_iam_role.this["observe"].name
}

resource "aws_iam_group" "operators" {
  name = "operators"
}

resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length        = 16
  require_lowercase_characters   = true
  require_numbers                = true
  allow_users_to_change_password = true
  password_reuse_prevention      = 24
}

output "role_arns" {
  value = { for name, role in aws_iam_role.this : name => role.arn }
}
