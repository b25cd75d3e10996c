variable "name" {
  type = string
}
variable "subnet_ids" {
  type = list(string)
}
variable "engine_version" {
  type    = string
  default = "16.4"
}
variable "backup_days" {
  type    = number
  default = 7
}
variable "parameters" {
  type = list(map(string))
  default = [
    { name = "rds.force_ssl", value = "1" },
    { name = "log_min_duration_statement", value = "500", apply_method = "immediate" },
  ]
}

locals {
  family = "postgres${split(".", var.engine_version)[0]}"
}


resource "aws_db_subnet_group" "this" {
  name       = lower(var.name)
  subnet_ids = var.subnet_ids
}

resource "aws_db_parameter_group" "this" {
  name   = "${var.name}-${local.family}"
  family = local.family

  dynamic "parameter" {
    for_each = var.parameters
    content {
      name         = parameter.value.name
      value        = parameter.value.value
      apply_method = lookup(parameter.value, "apply_method", "pending-reboot")
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "this" {
  identifier                          = var.name
  engine                              = "postgres"
  engine_version                      = var.engine_version
  instance_class                      = "db.t4g.medium"
  allocated_storage                   = 50
  max_allocated_storage               = 200
  storage_type                        = "gp3"
  storage_encrypted                   = true
  username                            = "master"
  manage_master_user_password         = true
  multi_az                            = true
  backup_retention_period             = var.backup_days
  backup_window                       = "02:00-03:00"
  maintenance_window                  = "sun:04:00-sun:05:00"
  monitoring_interval                 = 0
  db_subnet_group_name                = aws_db_subnet_group.this.name
  parameter_group_name                = aws_db_parameter_group.this.name
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  iam_database_authentication_enabled = true
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = format("%s-final", var.name)

  timeouts {
    create = "60m"
  }
}

resource "aws_db_event_subscription" "this" {
  name             = "${var.name}-events"
  sns_topic        = aws_sns_topic.events.arn
  source_type      = "db-instance"
  source_ids       = [aws_db_instance.this.identifier]
  event_categories = ["failover", "failure"]
}

resource "aws_sns_topic" "events" {
  name = "${var.name}-db-events"
}

output "endpoint" {
  value = aws_db_instance.this.endpoint
}
