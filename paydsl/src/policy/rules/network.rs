//! Who may connect to what.

use crate::policy::{BlockView, Resolved, ResourceView, Rule, StackView};

/// Everybody.
const ANYWHERE: [&str; 2] = ["0.0.0.0/0", "::/0"];

/// The ports on which a public load balancer may be reached from anywhere.
const WEB: [f64; 2] = [80.0, 443.0];

/// One rule of a security group.
struct Traffic<'v> {
    /// The resource that it is written in.
    written: ResourceView<'v>,
    /// The security groups that it is for.
    groups: Vec<ResourceView<'v>>,
    is_ingress: bool,
    protocol: Resolved<'v>,
    from: Resolved<'v>,
    to: Resolved<'v>,
    sources: Vec<Resolved<'v>>,
}

/// `no-public-ingress`: nothing can be reached from anywhere but a public load balancer, and that only on ports 80 and 443.
///
/// PCI DSS 1.3.1, 1.4.2: inbound traffic is restricted to what is necessary.
pub fn no_public_ingress() -> Rule {
    Rule::new("no-public-ingress", |stack, findings| {
        for traffic in traffic(stack).iter().filter(|traffic| traffic.is_ingress) {
            let is_anywhere = |source: &Resolved<'_>| ANYWHERE.iter().any(|anywhere| source.is_text(anywhere));
            if traffic.sources.iter().any(is_anywhere) && !is_for_web(stack, traffic) {
                findings.add(traffic.written, "lets in traffic from anywhere");
            }
        }
    })
    .summary("Nothing can be reached from anywhere, except public load balancers on ports 80 and 443")
    .remedy("name who may connect: a security group, a prefix list or a narrower range")
    .pci_dss(&["1.3.1", "1.4.2"])
}

/// Whether traffic is for the ports of the web, to a security group that public load balancers have and nothing else.
fn is_for_web(stack: &StackView<'_>, traffic: &Traffic<'_>) -> bool {
    let is_web = WEB
        .iter()
        .any(|port| traffic.from.number() == Some(*port) && traffic.to.number() == Some(*port));
    let balancers: Vec<ResourceView<'_>> = stack.resources("aws_lb").collect();
    let is_balancers = |group: &ResourceView<'_>| {
        balancers
            .iter()
            .any(|balancer| !balancer.get("internal").is_true() && balancer.refers_to("security_groups", group))
    };
    is_web && !traffic.groups.is_empty() && traffic.groups.iter().all(is_balancers)
}

/// `explicit-ports`: security groups name the protocol and the ports, both in and out.
///
/// PCI DSS 1.2.5: protocols and ports are identified and approved; 1.3.1, 1.3.2.
pub fn explicit_ports() -> Rule {
    Rule::new("explicit-ports", |stack, findings| {
        for traffic in traffic(stack) {
            let way = if traffic.is_ingress { "in" } else { "out" };
            let is_all = traffic.protocol.is_text("-1") || traffic.protocol.is_text("all");
            let is_any_port = traffic.from.number() == Some(0.0) && traffic.to.number() == Some(65535.0);
            if is_all {
                findings.add(traffic.written, format!("lets every protocol {way}"));
            } else if is_any_port {
                findings.add(traffic.written, format!("lets traffic {way} on every port"));
            }
        }
    })
    .summary("Security groups name protocols and ports")
    .remedy("name the protocol and the ports, a rule for each")
    .pci_dss(&["1.2.5", "1.3.1", "1.3.2"])
}

fn traffic<'v>(stack: &'v StackView<'v>) -> Vec<Traffic<'v>> {
    let mut traffic = Vec::new();
    for kind in ["aws_security_group", "aws_default_security_group"] {
        for group in stack.resources(kind) {
            for (name, is_ingress) in [("ingress", true), ("egress", false)] {
                let blocks = group.blocks(name);
                traffic.extend(blocks.iter().map(|block| Traffic {
                    written: group,
                    groups: vec![group],
                    is_ingress,
                    protocol: block.get("protocol"),
                    from: block.get("from_port"),
                    to: block.get("to_port"),
                    sources: ranges(block),
                }));
            }
        }
    }
    for rule in stack.resources("aws_security_group_rule") {
        traffic.push(Traffic {
            written: rule,
            groups: rule.references("security_group_id"),
            is_ingress: rule.get("type").is_text("ingress"),
            protocol: rule.get("protocol"),
            from: rule.get("from_port"),
            to: rule.get("to_port"),
            sources: ranges(&rule.body()),
        });
    }
    for (kind, is_ingress) in [
        ("aws_vpc_security_group_ingress_rule", true),
        ("aws_vpc_security_group_egress_rule", false),
    ] {
        for rule in stack.resources(kind) {
            traffic.push(Traffic {
                written: rule,
                groups: rule.references("security_group_id"),
                is_ingress,
                protocol: rule.get("ip_protocol"),
                from: rule.get("from_port"),
                to: rule.get("to_port"),
                sources: vec![rule.get("cidr_ipv4"), rule.get("cidr_ipv6")],
            });
        }
    }
    traffic
}

fn ranges<'v>(block: &BlockView<'v>) -> Vec<Resolved<'v>> {
    let lists = ["cidr_blocks", "ipv6_cidr_blocks"].map(|name| block.get(name));
    lists.iter().flat_map(|list| list.elements().to_vec()).collect()
}
