//! Writing the tree as Terraform JSON or HCL.
