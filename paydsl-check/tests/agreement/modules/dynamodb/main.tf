variable "name" {
  type = string
}
variable "billing_mode" {
  type    = string
  default = "PAY_PER_REQUEST"
}
variable "attributes" {
  type = list(object({ name = string, type = string }))
  default = [
    { name = "pk", type = "S" },
    { name = "sk", type = "S" },
    { name = "status", type = "S" },
  ]
}
variable "indexes" {
  type    = map(string)
  default = { by_status = "status" }
}

resource "aws_kms_key" "this" {
  description             = "Encrypts ${var.name}"
  deletion_window_in_days = 30
  key_usage               = "ENCRYPT_DECRYPT"
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.key_id
}

resource "aws_dynamodb_table" "this" {
  name             = var.name
  billing_mode     = var.billing_mode
  hash_key         = "pk"
  range_key        = "sk"
  table_class      = "STANDARD"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  dynamic "attribute" {
    for_each = { for attribute in var.attributes : attribute.name => attribute.type }
    content {
      name = attribute.key
      type = attribute.value
    }
  }

  dynamic "global_secondary_index" {
    for_each = var.indexes
    content {
      name            = global_secondary_index.key
      hash_key        = global_secondary_index.value
      projection_type = "ALL"
    }
  }

  ttl {
    attribute_name = "expires"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.this.arn
  }
}

resource "aws_dynamodb_table_item" "first" {
  table_name = aws_dynamodb_table.this.name
  hash_key   = aws_dynamodb_table.this.hash_key
  range_key  = aws_dynamodb_table.this.range_key
  item = jsonencode({
    pk = { S = "meta" }
    sk = { S = "version" }
  })
}

resource "aws_dynamodb_resource_policy" "this" {
  resource_arn = aws_dynamodb_table.this.arn
  policy       = jsonencode({ Version = "2012-10-17", Statement = [] })
}
