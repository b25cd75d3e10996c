variable "name" {
  type = string
}

variable "size" {
  type    = number
  default = 1
}

output "upper" {
  value = upper(var.name)
}
