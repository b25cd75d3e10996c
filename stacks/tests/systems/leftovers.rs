//! What the emulated AWS still has of a system that was destroyed.

use serde_json::Value as Json;

use crate::system::System;
use crate::world::world;

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// Asks every service that a system uses; nothing with its names may be left. Other systems may live on beside it, so it is
/// names that are looked for, and what has none by its tags.
pub(crate) fn none(system: &System) {
    for region in system.regions {
        none_in(system, region);
    }
}

/// Whether AWS goes on showing a thing that is gone: gateways, attachments and what ECS has for an hour, keys until their days
/// of grace are over. Their states are asked for one by one.
fn is_seen_after_its_end(arn: &str) -> bool {
    [":natgateway/", ":transit-gateway-attachment/", ":kms:", ":ecs:"]
        .iter()
        .any(|kind| arn.contains(kind))
}

fn none_in(system: &System, region: &str) {
    let world = world();
    let form = |service: &str, action: &str| world.ask(service, region, "POST", "/", FORM, &format!("Action={action}"));
    // Whatever can be tagged carries its project's name.
    let headers =
        "Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: ResourceGroupsTaggingAPI_20170126.GetResources\r\n";
    let body = format!(r#"{{"TagFilters":[{{"Key":"Project","Values":["{}"]}}]}}"#, system.name);
    let tagged = world.ask("tagging", region, "POST", "/", headers, &body);
    let (_, tagged) = tagged.split_once("\r\n\r\n").expect("a body");
    let tagged: Json = serde_json::from_str(tagged).expect("JSON");
    for resource in tagged["ResourceTagMappingList"].as_array().expect("what is tagged") {
        let arn = resource["ResourceARN"].as_str().expect("an ARN");
        assert!(is_seen_after_its_end(arn), "{arn} is left of {}", system.name);
    }
    for (action, found) in [
        ("DescribeVpcs", "<vpcId>"),
        ("DescribeSubnets", "<subnetId>"),
        ("DescribeAddresses", "<allocationId>"),
        ("DescribeSecurityGroups", "<groupId>"),
        ("DescribeVpcEndpoints", "<vpcEndpointId>"),
        ("DescribeNetworkInterfaces", "<networkInterfaceId>"),
        ("DescribeFlowLogs", "<flowLogId>"),
        ("DescribeTransitGatewayVpcAttachments", "<transitGatewayAttachmentId>"),
    ] {
        let tagged = format!("Filter.1.Name=tag:Project&Filter.1.Value.1={}", system.name);
        let left = form("ec2", &format!("{action}&Version=2016-11-15&{tagged}"));
        let deleted = left.matches("<state>deleted</state>").count();
        assert_eq!(
            left.matches(found).count(),
            deleted,
            "{} in {region}: {left}",
            system.name
        );
    }
    // The emulator finds gateways by their network, not by their tags.
    for (_, vpc) in system.plans().iter().flat_map(|plan| plan.any("aws_vpc")) {
        let id = vpc["id"].as_str().expect("an identifier");
        let within = format!("Filter.1.Name=vpc-id&Filter.1.Value.1={id}");
        let left = form("ec2", &format!("DescribeNatGateways&Version=2016-11-15&{within}"));
        let deleted = left.matches("<state>deleted</state>").count();
        assert_eq!(left.matches("<natGatewayId>").count(), deleted, "{id}: {left}");
    }
    for (address, key) in system.plans().iter().flat_map(|plan| plan.any("aws_kms_key")) {
        let arn = key["arn"].as_str().expect("an ARN");
        if !arn.contains(region) {
            continue;
        }
        let headers = "Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: TrentService.DescribeKey\r\n";
        let described = world.ask("kms", region, "POST", "/", headers, &format!(r#"{{"KeyId":"{arn}"}}"#));
        assert!(described.contains("PendingDeletion"), "{address} is left: {described}");
    }
    let ecs = |action: &str, body: &str| {
        let target = format!("X-Amz-Target: AmazonEC2ContainerServiceV20141113.{action}");
        let headers = format!("Content-Type: application/x-amz-json-1.1\r\n{target}\r\n");
        world.ask("ecs", region, "POST", "/", &headers, body)
    };
    let is_gone = |described: &str, kind: &str| {
        let answer: Json = serde_json::from_str(described.split_once("\r\n\r\n").expect("a body").1).expect("JSON");
        let shown = answer[kind].as_array().cloned().unwrap_or_default();
        shown.iter().all(|one| one["status"] == "INACTIVE")
    };
    for plan in system.plans() {
        for (address, cluster) in plan.any("aws_ecs_cluster") {
            let described = ecs("DescribeClusters", &format!(r#"{{"clusters":[{}]}}"#, cluster["name"]));
            assert!(is_gone(&described, "clusters"), "{address} is left: {described}");
        }
        for (address, service) in plan.any("aws_ecs_service") {
            let (cluster, name) = (&service["cluster"], &service["name"]);
            let described = ecs(
                "DescribeServices",
                &format!(r#"{{"cluster":{cluster},"services":[{name}]}}"#),
            );
            assert!(is_gone(&described, "services"), "{address} is left: {described}");
        }
    }
    let roles = form("iam", "ListRoles&Version=2010-05-08&MaxItems=1000");
    for (address, role) in system.plans().iter().flat_map(|plan| plan.all("aws_iam_role")) {
        let name = role["name"].as_str().expect("a name");
        assert!(
            !roles.contains(&format!("<RoleName>{name}</RoleName>")),
            "{address} is left: {name}"
        );
    }
    let groups = world.ask(
        "logs",
        region,
        "POST",
        "/",
        "Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: Logs_20140328.DescribeLogGroups\r\n",
        "{}",
    );
    let queues = world.ask(
        "sqs",
        region,
        "POST",
        "/",
        "Content-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AmazonSQS.ListQueues\r\n",
        "{}",
    );
    let buckets = world.ask("s3", region, "GET", "/", "", "");
    let functions = world.ask("lambda", region, "GET", "/2015-03-31/functions/", "", "");
    let alarms = form("monitoring", "DescribeAlarms&Version=2010-08-01&MaxRecords=100");
    for (kind, argument, left) in [
        ("aws_cloudwatch_log_group", "name", &groups),
        ("aws_sqs_queue", "name", &queues),
        ("aws_s3_bucket", "bucket", &buckets),
        ("aws_lambda_function", "function_name", &functions),
        ("aws_cloudwatch_metric_alarm", "alarm_name", &alarms),
    ] {
        for (address, values) in system.plans().iter().flat_map(|plan| plan.any(kind)) {
            let name = values[argument].as_str().expect("a name");
            for boundary in ['"', '<'] {
                assert!(
                    !left.contains(&format!("{name}{boundary}")),
                    "{address} is left: {name}"
                );
            }
        }
    }
}
