//! Where code runs.

use crate::policy::{Findings, ResourceView, Rule, StackView};

/// Arguments that give what computes a public address.
const PUBLIC: &[(&str, &str)] = &[
    ("aws_ecs_service", "network_configuration.assign_public_ip"),
    ("aws_instance", "associate_public_ip_address"),
    ("aws_launch_configuration", "associate_public_ip_address"),
    ("aws_launch_template", "network_interfaces.associate_public_ip_address"),
    ("aws_subnet", "map_public_ip_on_launch"),
];

/// Where each kind of compute names its subnets.
const SUBNETS: &[(&str, &str)] = &[
    ("aws_autoscaling_group", "vpc_zone_identifier"),
    ("aws_db_subnet_group", "subnet_ids"),
    ("aws_ecs_service", "network_configuration.subnets"),
    ("aws_instance", "subnet_id"),
    ("aws_lambda_function", "vpc_config.subnet_ids"),
];

/// `no-public-addresses`: nothing that computes has a public address, and no subnet hands them out.
///
/// PCI DSS 1.4.2, 1.4.4: what handles account data cannot be reached from untrusted networks; 1.4.5: nor are its addresses
/// told to anybody.
pub fn no_public_addresses() -> Rule {
    Rule::new("no-public-addresses", |stack, findings| {
        for (kind, argument) in PUBLIC {
            for resource in stack.resources(kind) {
                if resource.get(argument).is_true() {
                    let message = match *kind {
                        "aws_subnet" => "gives a public address to whatever is started in it",
                        _ => "has a public address",
                    };
                    findings.add_with(resource, message, format!("write `{argument}: false`"));
                }
            }
        }
    })
    .summary("Nothing that computes has a public address")
    .remedy("give it no public address")
    .pci_dss(&["1.4.2", "1.4.4", "1.4.5"])
}

/// `private-compute`: code runs in private subnets: functions and tasks are in a VPC, and neither they nor databases are in
/// subnets whose route goes straight to the internet, as far as the stack itself declares those.
///
/// PCI DSS 1.3.1, 1.3.2: traffic into and out of the cardholder data environment is restricted; 1.4.2, 1.4.4.
pub fn private_compute() -> Rule {
    Rule::new("private-compute", |stack, findings| {
        for function in stack.resources("aws_lambda_function") {
            let is_in_vpc = function.has("vpc_config.subnet_ids") && !function.get("vpc_config.subnet_ids").is_empty();
            if !is_in_vpc {
                findings.add_with(
                    function,
                    "does not run in a VPC",
                    "give it the private subnets: `vpc_config: block { subnet_ids: .., security_group_ids: .. }`",
                );
            }
        }
        exposed(stack, findings);
    })
    .summary("Code runs in private subnets")
    .remedy("put it into private subnets, whose route out goes through NAT")
    .pci_dss(&["1.3.1", "1.3.2", "1.4.2", "1.4.4"])
}

fn exposed(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    let public = public_subnets(stack);
    if public.is_empty() {
        return;
    }
    for (kind, argument) in SUBNETS {
        for resource in stack.resources(kind) {
            let mut subnets = resource.references(argument).into_iter();
            if let Some(subnet) = subnets.find(|subnet| public.contains(&subnet.number)) {
                findings.add(resource, format!("is in the public subnet {}", subnet.address()));
            }
        }
    }
}

/// The numbers of the subnets whose route table sends traffic to an internet gateway.
fn public_subnets(stack: &StackView<'_>) -> Vec<usize> {
    let leads_out = |route: &ResourceView<'_>, argument: &str| {
        let gateways = route.references(argument);
        gateways.iter().any(|gateway| gateway.kind() == "aws_internet_gateway")
    };
    let mut tables: Vec<usize> = Vec::new();
    for route in stack
        .resources("aws_route")
        .filter(|route| leads_out(route, "gateway_id"))
    {
        tables.extend(route.references("route_table_id").iter().map(|table| table.number));
    }
    let own = stack.resources("aws_route_table");
    tables.extend(
        own.filter(|table| leads_out(table, "route.gateway_id"))
            .map(|table| table.number),
    );
    let mut subnets = Vec::new();
    for association in stack.resources("aws_route_table_association") {
        let is_public = |table: &ResourceView<'_>| tables.contains(&table.number);
        if association.references("route_table_id").iter().any(is_public) {
            let numbers = association
                .references("subnet_id")
                .into_iter()
                .map(|subnet| subnet.number);
            subnets.extend(numbers);
        }
    }
    subnets
}
