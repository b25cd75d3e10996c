variable "domain_name" {
  type = string
}
variable "origin" {
  type = string
}
variable "geo_locations" {
  type    = list(string)
  default = []
}
variable "certificate_arn" {
  type    = string
  default = ""
}

locals {
  origin_id = "origin-${replace(var.domain_name, ".", "-")}"
  has_certificate = (
    var.certificate_arn != "" &&
    var.certificate_arn != null
  )
}

resource "aws_cloudfront_origin_access_control" "this" {
  name                              = local.origin_id
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_cache_policy" "this" {
  name        = "short"
  default_ttl = 60
  max_ttl     = 300
  min_ttl     = 1

  parameters_in_cache_key_and_forwarded_to_origin {
    cookies_config {
      cookie_behavior = "none"
    }
    headers_config {
      header_behavior = "whitelist"
      headers {
        items = ["Accept-Language"]
      }
    }
    query_strings_config {
      query_string_behavior = "all"
    }
  }
}

resource "aws_cloudfront_distribution" "this" {
  enabled         = true
  is_ipv6_enabled = true
  aliases         = [var.domain_name, "www.${var.domain_name}"]
  price_class     = "PriceClass_100"
  http_version    = "http2and3"

  origin {
    origin_id   = local.origin_id
    domain_name = var.origin
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  default_cache_behavior {
    target_origin_id       = local.origin_id
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD", "OPTIONS"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = aws_cloudfront_cache_policy.this.id
    compress               = true
  }

  restrictions {
    geo_restriction {
      restriction_type = length(var.geo_locations) == 0 ? "none" : "whitelist"
      locations        = var.geo_locations
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = !local.has_certificate
    acm_certificate_arn            = local.has_certificate ? var.certificate_arn : null
    ssl_support_method             = local.has_certificate ? "sni-only" : null
    minimum_protocol_version       = "TLSv1.2_2021"
  }
}

resource "aws_cloudfront_function" "rewrite" {
  name    = "rewrite"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = <<EOT
function handler(event) {
  var name = "%%{not a directive}, $${nor this one}";
  return event.request;
}
EOT
}

resource "aws_wafv2_web_acl" "this" {
  name  = "front"
  scope = "CLOUDFRONT"

  default_action {
    allow {}
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "front"
    sampled_requests_enabled   = true
  }
}
