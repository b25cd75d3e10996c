# Calls every module beside this file, so that terraform validates all of them at once.

terraform {
  required_version = ">= 1.9"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

locals {
  tags = { Team = "payments" }
}

module "vpc" {
  source = "./vpc"
  name   = "shop"
  cidr   = "10.20.0.0/16"
  zones  = ["eu-central-1a", "eu-central-1b"]
}

module "eks" {
  source     = "./eks"
  name       = "shop"
  subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}

module "rds" {
  source     = "./rds"
  name       = "shop"
  subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}

module "s3_bucket" {
  source = "./s3_bucket"
  name   = "shop-archive"
  tags   = local.tags
}

module "lambda" {
  source   = "./lambda"
  name     = "shop-worker"
  filename = "worker.zip"
}

module "alb" {
  source     = "./alb"
  name       = "shop"
  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}

module "iam" {
  source = "./iam"
}

module "security_group" {
  source = "./security_group"
  name   = "shop"
  vpc_id = "vpc-0123456789abcdef0"
}

module "ecs" {
  source             = "./ecs"
  name               = "shop"
  subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  execution_role_arn = "arn:aws:iam::123456789012:role/deploy"
}

module "cloudfront" {
  source      = "./cloudfront"
  domain_name = "shop.example.org"
  origin      = "shop.elb.example.org"
}

module "dynamodb" {
  source = "./dynamodb"
  name   = "orders"
}

module "messaging" {
  source = "./messaging"
  name   = "orders"
}

module "autoscaling" {
  source     = "./autoscaling"
  name       = "shop"
  subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}

module "elasticache" {
  source     = "./elasticache"
  name       = "shop"
  subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}

module "route53" {
  source = "./route53"
  zone   = "shop.example.org"
}

module "backup" {
  source = "./backup"
  name   = "shop"
}
