variable "zone" {
  type = string
}
variable "records" {
  type = list(object({
    name = string
    type = string
    ttl  = number
    data = list(string)
  }))
  default = [
    { name = "www", type = "CNAME", ttl = 300, data = ["front.example.net"] },
    { name = "mail", type = "MX", ttl = 3600, data = ["10 mx1.example.net", "20 mx2.example.net"] },
  ]
}

locals {
  records = { for record in var.records : join("-", [record.name, lower(record.type)]) => record }
}

resource "aws_route53_zone" "this" {
  name    = var.zone
  comment = "Managed by Terraform"
}

resource "aws_route53_record" "this" {
  for_each = local.records
  zone_id  = aws_route53_zone.this.zone_id
  name     = each.value.name
  type     = each.value.type
  ttl      = each.value.ttl
  records  = each.value.data
}

resource "aws_route53_record" "primary" {
  zone_id        = aws_route53_zone.this.zone_id
  name           = "api"
  type           = "A"
  ttl            = 60
  records        = ["192.0.2.10"]
  set_identifier = "primary"

  failover_routing_policy {
    type = "PRIMARY"
  }
}

resource "aws_route53_health_check" "api" {
  fqdn              = "api.${var.zone}"
  port              = 443
  type              = "HTTPS"
  resource_path     = "/health"
  failure_threshold = 3
  request_interval  = 30
}

resource "aws_acm_certificate" "this" {
  domain_name               = var.zone
  subject_alternative_names = ["*.${var.zone}"]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  for_each = {
    for option in aws_acm_certificate.this.domain_validation_options : option.domain_name => option
  }
  zone_id         = aws_route53_zone.this.zone_id
  name            = each.value.resource_record_name
  type            = each.value.resource_record_type
  records         = [each.value.resource_record_value]
  ttl             = 60
  allow_overwrite = true
}
