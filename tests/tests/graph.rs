//! `graph`: a picture that shows what matters, and that a file can be held to.

#![allow(missing_docs, reason = "the names in a test say what they are for")]
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod small_project;
mod support;

use std::fs;

use serde_json::Value;

use small_project::{ok, run};
use support::Workspace;

/// The private subnets' routes lead to the NAT gateway; the function takes from the queue, and writes to the bucket by its
/// role's policy. What the queue's own policy, the alarm and the parameters say is no flow.
const PICTURE: &str = r#"flowchart LR
  subgraph stack_network["network"]
    network_vpc["vpc<br/>VPC"]
    network_private["private<br/>Subnet ×2"]
    network_public["public<br/>Subnet"]
    network_nat{{"nat<br/>NAT gateway"}}
    network_zone{{"zone<br/>Route53 zone"}}
    network_endpoint_sqs_logs{{"endpoint: sqs, logs<br/>VPC endpoint ×2"}}
  end
  subgraph stack_work["work"]
    work_key["key<br/>KMS key, used by 1"]
    work_records[("records<br/>S3 bucket")]
    work_failed(["failed<br/>SQS queue"])
    work_queue(["queue<br/>SQS queue"])
    work_consumer("consumer<br/>Lambda function")
    work_queue_url_bucket[("queue_url, bucket<br/>SSM parameter ×2")]
  end
  network_private --> network_nat
  network_nat -. in .-> network_public
  network_zone --> network_nat
  network_endpoint_sqs_logs -. in .-> network_private
  work_queue --> work_failed
  work_queue --> work_consumer
  work_consumer -. in .-> network_private
  work_consumer --> work_records
"#;

#[test]
fn the_picture_shows_what_matters_and_what_flows_where() {
    assert_eq!(ok(&Workspace::new(), &["graph", "pipeline"]), PICTURE);
}

#[test]
fn a_part_of_a_project_is_drawn_without_the_rest() {
    let picture = ok(&Workspace::new(), &["graph", "pipeline/work"]);
    assert!(
        picture.contains("work_queue --> work_consumer") && !picture.contains("network"),
        "{picture}"
    );
}

#[test]
fn a_picture_in_a_file_is_replaced_and_held_to_the_code() {
    let workspace = Workspace::new();
    let file = workspace.root().join("README.md");
    let text =
        |inside: &str| format!("# Pipeline\n\n<!-- paydsl:graph -->\n{inside}<!-- /paydsl:graph -->\n\nThe end.\n");
    fs::write(&file, text("Something else.\n")).unwrap();
    let put = ["graph", "pipeline", "--out", "README.md"];
    let check = [&put[..], &["--check"]].concat();

    let answer = run(&workspace, &check);
    assert_eq!(answer.code, 1, "{answer:?}");
    assert!(
        answer.error.contains("README.md does not show what the code declares"),
        "{answer:?}"
    );
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        text("Something else.\n"),
        "--check writes nothing"
    );

    ok(&workspace, &put);
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        text(&format!("```mermaid\n{PICTURE}```\n"))
    );
    ok(&workspace, &check);
    // A file that is nothing but the picture.
    ok(&workspace, &["graph", "pipeline", "--out", "pipeline.mmd"]);
    assert_eq!(
        fs::read_to_string(workspace.root().join("pipeline.mmd")).unwrap(),
        PICTURE
    );

    fs::write(&file, "# Pipeline\n").unwrap();
    let answer = run(&workspace, &put);
    assert!(
        answer.code == 1 && answer.error.contains("put the lines <!-- paydsl:graph -->"),
        "{answer:?}"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "# Pipeline\n");
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let workspace = Workspace::new();
    for (arguments, part) in [
        (
            &["graph"][..],
            "a picture shows one project; name one of small, pipeline",
        ),
        (
            &["graph", "pipelin"],
            "there is no project pipelin (did you mean pipeline?)",
        ),
        (&["graph", "pipeline", "--out", "none.md"], "none.md: "),
    ] {
        let answer = run(&workspace, arguments);
        assert_eq!(answer.code, 1, "{answer:?}");
        assert!(answer.error.contains(part), "{answer:?}");
    }
}

/// The payment systems themselves: small enough to be read, and with everything that runs, passes on or keeps payments.
#[test]
fn the_payment_systems_fit_on_a_page() {
    let workspace = Workspace::new();
    let stacks: Value = serde_json::from_str(&workspace.ok(&["list", "--json"])).unwrap();
    let stacks = stacks.as_array().unwrap();
    workspace.ok(&["synth"]);
    let mut projects: Vec<&str> = stacks.iter().map(|stack| stack["project"].as_str().unwrap()).collect();
    projects.dedup();
    assert!(!projects.is_empty());
    for project in projects {
        let picture = workspace.ok(&["graph", project]);
        let nodes = picture.lines().filter(|line| line.contains("<br/>")).count();
        assert!((1..=40).contains(&nodes), "{project} has {nodes} nodes\n{picture}");
        for (kind, words) in [
            ("aws_lambda_function.", "Lambda function"),
            ("aws_sqs_queue.", "SQS queue"),
            ("aws_s3_bucket.", "S3 bucket"),
            ("aws_dynamodb_table.", "DynamoDB table"),
            ("aws_db_instance.", "DB instance"),
            ("aws_ecs_service.", "ECS service"),
        ] {
            let of_project = stacks.iter().filter(|stack| stack["project"] == project);
            let declared = of_project.map(|stack| {
                let path = workspace.root().join(stack["path"].as_str().unwrap());
                let sources: Value = serde_json::from_slice(&fs::read(path.join("sources.json")).unwrap()).unwrap();
                let addresses = sources.as_object().unwrap().keys();
                addresses.filter(|address| address.starts_with(kind)).count()
            });
            // `count` makes more of one.
            assert!(
                shown(&picture, words) >= declared.sum(),
                "{project}: {words}\n{picture}"
            );
        }
    }
}

/// How many resources of a kind a picture tells of: one a node, or as many as it says.
fn shown(picture: &str, words: &str) -> usize {
    let labels = picture
        .lines()
        .filter_map(|line| line.split_once(&format!("<br/>{words}")));
    let counts = labels.map(|(_, rest)| match rest.split_once(" ×") {
        Some((_, number)) => number
            .split(|c: char| !c.is_ascii_digit())
            .next()
            .unwrap()
            .parse()
            .unwrap(),
        None => 1,
    });
    counts.sum()
}
