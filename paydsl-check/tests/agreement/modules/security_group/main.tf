variable "name" {
  type = string
}
variable "vpc_id" {
  type = string
}
variable "ingress_ports" {
  type    = list(number)
  default = [80, 443]
}
variable "ingress_cidrs" {
  type    = list(string)
  default = ["10.0.0.0/8", "192.168.0.0/16"]
}

locals {
  pairs = flatten([
    for port in var.ingress_ports : [
      for cidr in var.ingress_cidrs : { port = port, cidr = cidr }
    ]
  ])
}

resource "aws_security_group" "this" {
  name_prefix = "${var.name}-"
  description = "Access to ${var.name}"
  vpc_id      = var.vpc_id

  dynamic "ingress" {
    for_each = toset([for port in var.ingress_ports : tostring(port)])
    content {
      description = "Port ${ingress.value}"
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = var.ingress_cidrs
    }
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "pairs" {
  for_each          = { for pair in local.pairs : "${pair.port}-${pair.cidr}" => pair }
  security_group_id = aws_security_group.this.id
  from_port         = each.value.port
  to_port           = each.value.port
  ip_protocol       = "tcp"
  cidr_ipv4         = each.value.cidr
}

resource "aws_security_group_rule" "self" {
  type              = "ingress"
  from_port         = 0
  to_port           = 65535
  protocol          = "tcp"
  self              = true
  security_group_id = aws_security_group.this.id
}

resource "aws_network_acl" "this" {
  vpc_id = var.vpc_id

  ingress {
    protocol   = "tcp"
    rule_no    = 100
    action     = "allow"
    cidr_block = "10.0.0.0/8"
    from_port  = 443
    to_port    = 443
  }
}
