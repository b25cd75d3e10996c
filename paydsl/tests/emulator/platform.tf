# What stands around the payment systems, and the other services that the emulator mends.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "eu-south-2"
}

# Network

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "main" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
  availability_zone = "eu-south-2${["a", "b"][count.index]}"
}

resource "aws_ec2_transit_gateway" "main" {
  description = "Between the networks"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = aws_subnet.main[*].id
}

# Audit

resource "aws_s3_bucket" "trail" {
  bucket        = "paydsl-trail"
  force_destroy = true
}

resource "aws_s3_bucket_policy" "trail" {
  bucket = aws_s3_bucket.trail.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = ["s3:GetBucketAcl", "s3:PutObject"]
      Resource  = [aws_s3_bucket.trail.arn, "${aws_s3_bucket.trail.arn}/*"]
    }]
  })
}

resource "aws_cloudtrail" "main" {
  for_each       = toset(["management", "data"])
  name           = each.key
  s3_bucket_name = aws_s3_bucket_policy.trail.bucket
  enable_logging = true
  tags           = { trail = each.key }
}

resource "aws_xray_sampling_rule" "main" {
  rule_name      = "payments"
  priority       = 10
  version        = 1
  reservoir_size = 1
  fixed_rate     = 0.05
  url_path       = "*"
  host           = "*"
  http_method    = "*"
  service_type   = "*"
  service_name   = "*"
  resource_arn   = "*"
  tags           = { team = "payments" }
}

resource "aws_xray_group" "main" {
  group_name        = "payments"
  filter_expression = "responsetime > 5"
}

resource "aws_kms_key" "main" {
  deletion_window_in_days = 7
}

resource "aws_xray_encryption_config" "main" {
  type   = "KMS"
  key_id = aws_kms_key.main.arn
}

# Backup

resource "aws_backup_vault" "main" {
  name          = "payments"
  force_destroy = true
}

resource "aws_backup_plan" "main" {
  name = "payments"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.main.name
    schedule          = "cron(0 5 ? * * *)"
    lifecycle {
      delete_after = 35
    }
  }
}

resource "aws_iam_role" "services" {
  name = "services"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = ["backup.amazonaws.com", "codedeploy.amazonaws.com", "ecs-tasks.amazonaws.com"] }
    }]
  })
}

resource "aws_backup_selection" "main" {
  name         = "payments"
  plan_id      = aws_backup_plan.main.id
  iam_role_arn = aws_iam_role.services.arn
  selection_tag {
    type  = "STRINGEQUALS"
    key   = "backup"
    value = "daily"
  }
}

# Deployment and capacity

resource "aws_ecs_cluster" "main" {
  name = "payments"
}

resource "aws_ecs_task_definition" "main" {
  family                   = "payments"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.services.arn
  container_definitions    = jsonencode([{ name = "payments", image = "payments:1", essential = true }])
}

resource "aws_security_group" "main" {
  name   = "payments"
  vpc_id = aws_vpc.main.id
}

resource "aws_ecs_service" "main" {
  name                          = "payments"
  cluster                       = aws_ecs_cluster.main.arn
  task_definition               = aws_ecs_task_definition.main.arn
  desired_count                 = 0
  launch_type                   = "FARGATE"
  availability_zone_rebalancing = "ENABLED"
  network_configuration {
    subnets         = aws_subnet.main[*].id
    security_groups = [aws_security_group.main.id]
  }
}

resource "aws_appautoscaling_target" "main" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.main.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 0
  max_capacity       = 4
  tags               = { team = "payments" }
}

resource "aws_appautoscaling_policy" "main" {
  name               = "payments"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.main.service_namespace
  resource_id        = aws_appautoscaling_target.main.resource_id
  scalable_dimension = aws_appautoscaling_target.main.scalable_dimension
  target_tracking_scaling_policy_configuration {
    target_value = 60
    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_codedeploy_app" "main" {
  name             = "payments"
  compute_platform = "Lambda"
}

resource "aws_codedeploy_deployment_group" "main" {
  app_name               = aws_codedeploy_app.main.name
  deployment_group_name  = "payments"
  service_role_arn       = aws_iam_role.services.arn
  deployment_config_name = "CodeDeployDefault.LambdaCanary10Percent5Minutes"
  deployment_style {
    deployment_option = "WITH_TRAFFIC_CONTROL"
    deployment_type   = "BLUE_GREEN"
  }
  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE"]
  }
  alarm_configuration {
    enabled = true
    alarms  = ["payments"]
  }
}

# Aurora

resource "aws_rds_cluster" "main" {
  cluster_identifier          = "ledger"
  engine                      = "aurora-postgresql"
  engine_version              = "16.4"
  engine_mode                 = "provisioned"
  database_name               = "ledger"
  master_username             = "ledger"
  manage_master_user_password = true
  storage_encrypted           = true
  skip_final_snapshot         = true
  serverlessv2_scaling_configuration {
    min_capacity = 0.5
    max_capacity = 4
  }
}

resource "aws_rds_cluster_instance" "main" {
  count                        = 2
  identifier                   = "ledger-${count.index}"
  cluster_identifier           = aws_rds_cluster.main.id
  engine                       = aws_rds_cluster.main.engine
  engine_version               = aws_rds_cluster.main.engine_version
  instance_class               = "db.serverless"
  performance_insights_enabled = true
}
