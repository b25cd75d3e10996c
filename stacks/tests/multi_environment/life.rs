//! The whole life of the system in three environments at once: applied, planned clean, changed, copied, destroyed.

use serde_json::Value as Json;

use crate::plan::plans;
use crate::world::{ENVIRONMENTS, World, world};

/// Stops the emulator when the test is over, however it ends.
struct Stop(&'static World);

impl Drop for Stop {
    fn drop(&mut self) {
        let _ = self.0.run(&["local", "down"]);
        let _ = std::fs::remove_dir_all(self.0.root());
    }
}

#[test]
fn it_is_applied_changed_and_destroyed_in_all_environments_side_by_side() {
    // The requirements' tests read the plans from memory; make them before anything is applied.
    let _ = plans();
    let world = world();

    world.side_by_side("apply", "multi_environment", &[]);
    for environment in ENVIRONMENTS {
        let outputs = world.succeed(&["output", "multi_environment", "--env", environment, "--local", "--json"]);
        let outputs: Json = serde_json::from_str(&outputs).expect("JSON");
        let value = |stack: &str, name: &str| outputs[format!("multi_environment/{stack}")][name]["value"].clone();
        assert!(
            value("network", "vpc_id")
                .as_str()
                .is_some_and(|id| id.starts_with("vpc-")),
            "{outputs}"
        );
        let url = value("application", "process_payment_url");
        assert!(
            url.as_str()
                .is_some_and(|url| url.starts_with("https://") && url.ends_with("/v1/process-payment")),
            "{url}"
        );
        assert_eq!(
            value("application", "audit_bucket"),
            Json::from(format!("s3-audit-123456789012-{environment}"))
        );
        let endpoint = value("application", "database_endpoint");
        assert!(
            endpoint
                .as_str()
                .is_some_and(|endpoint| endpoint.contains(&format!("rds-payments-{environment}"))),
            "{endpoint}"
        );
    }

    // A second plan has nothing to do.
    world.side_by_side("plan", "multi_environment", &["--", "-detailed-exitcode"]);

    // A change is planned, applied, and then there is nothing to do again.
    let replace = "-replace=aws_cloudwatch_metric_alarm.unsettled";
    let target = "multi_environment/application";
    let changed = world.succeed(&["apply", target, "--env", "dev", "--local", "--", replace]);
    assert!(changed.contains("1 added, 0 changed, 1 destroyed"), "{changed}");
    world.succeed(&["plan", target, "--env", "dev", "--local", "--", "-detailed-exitcode"]);

    // A short-lived copy lives beside its environment.
    let copy = [
        "multi_environment/network",
        "--env",
        "dev",
        "--local",
        "--suffix",
        "pr-42",
    ];
    let of_copy = |action: &'static str| [&[action], &copy[..]].concat();
    world.succeed(&of_copy("apply"));
    let outputs = world.succeed(&of_copy("output"));
    assert!(outputs.contains("vpc_id"), "{outputs}");
    let names = world.ask(
        "ec2",
        "us-east-1",
        "POST",
        "/",
        FORM,
        "Action=DescribeVpcs&Version=2016-11-15",
    );
    assert!(
        names.contains("vpc-dev-pr-42") && names.contains("<value>vpc-dev</value>"),
        "{names}"
    );
    world.succeed(&of_copy("destroy"));

    world.side_by_side("destroy", "multi_environment", &[]);
    let _stop = Stop(world);
    for region in ["us-east-1", "us-east-2"] {
        nothing_is_left(world, region);
    }
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

fn nothing_is_left(world: &World, region: &str) {
    let form = |service: &str, action: &str| world.ask(service, region, "POST", "/", FORM, &format!("Action={action}"));
    let vpcs = form(
        "ec2",
        "DescribeVpcs&Version=2016-11-15&Filter.1.Name=is-default&Filter.1.Value.1=false",
    );
    assert!(!vpcs.contains("<vpcId>"), "{vpcs}");
    let addresses = form("ec2", "DescribeAddresses&Version=2016-11-15");
    assert!(!addresses.contains("<allocationId>"), "{addresses}");
    let databases = form("rds", "DescribeDBInstances&Version=2014-10-31");
    assert!(!databases.contains("<DBInstanceIdentifier>"), "{databases}");
    let roles = form("iam", "ListRoles&Version=2010-05-08");
    assert!(!roles.contains("<RoleName>role-"), "{roles}");
    let alarms = form("monitoring", "DescribeAlarms&Version=2010-08-01");
    assert!(!alarms.contains("<AlarmName>"), "{alarms}");
    let json = |service: &str, target: &str, version: &str| {
        let headers = format!("Content-Type: application/x-amz-json-{version}\r\nX-Amz-Target: {target}\r\n");
        world.ask(service, region, "POST", "/", &headers, "{}")
    };
    let queues = json("sqs", "AmazonSQS.ListQueues", "1.0");
    assert!(!queues.contains("sqs-"), "{queues}");
    let groups = json("logs", "Logs_20140328.DescribeLogGroups", "1.1");
    assert!(!groups.contains("logGroupName"), "{groups}");
    let functions = world.ask("lambda", region, "GET", "/2015-03-31/functions/", "", "");
    assert!(!functions.contains("FunctionName"), "{functions}");
    let apis = world.ask("apigateway", region, "GET", "/restapis", "", "");
    assert!(!apis.contains("apigateway-payments"), "{apis}");
    let buckets = world.ask("s3", region, "GET", "/", "", "");
    assert!(!buckets.contains("<Bucket>"), "{buckets}");
}
