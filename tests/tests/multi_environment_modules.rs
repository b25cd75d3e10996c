//! Rules of the system that hold for whatever is added to it: on every resource of the written modules, by its kind.

#![allow(missing_docs, reason = "the names in a test say what they are for")]
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use std::sync::OnceLock;

use serde_json::Value as Json;
use support::Workspace;

struct Resource {
    stack: &'static str,
    kind: String,
    name: String,
    arguments: Json,
}

fn file(stack: &str, file: &str) -> Json {
    static WORKSPACE: OnceLock<Vec<(String, Json)>> = OnceLock::new();
    let files = WORKSPACE.get_or_init(|| {
        let workspace = Workspace::new();
        let _ = workspace.ok(&["synth", "multi_environment"]);
        let files = workspace.files("generated/multi_environment").into_iter();
        files
            .filter(|(path, _)| path.extension().is_some_and(|extension| extension == "json"))
            .map(|(path, text)| (path.display().to_string(), serde_json::from_slice(&text).unwrap()))
            .collect()
    });
    let path = format!("{stack}/{file}");
    files.iter().find(|(name, _)| *name == path).unwrap().1.clone()
}

fn resources() -> Vec<Resource> {
    let mut found = Vec::new();
    for stack in ["network", "application"] {
        for (kind, named) in file(stack, "main.tf.json")["resource"].as_object().unwrap() {
            for (name, arguments) in named.as_object().unwrap() {
                found.push(Resource {
                    stack,
                    kind: kind.clone(),
                    name: name.clone(),
                    arguments: arguments.clone(),
                });
            }
        }
    }
    assert!(found.len() > 60, "{}", found.len());
    found
}

fn count(kind: &str) -> usize {
    resources().iter().filter(|resource| resource.kind == kind).count()
}

#[test]
fn whatever_has_a_name_of_its_own_has_the_environment_suffix_at_its_end() {
    let mut named = 0;
    for resource in resources() {
        // Unique within their role and their API only.
        if ["aws_iam_role_policy", "aws_api_gateway_request_validator"].contains(&&*resource.kind) {
            continue;
        }
        for argument in [
            "name",
            "bucket",
            "identifier",
            "function_name",
            "alarm_name",
            "name_prefix",
        ] {
            let Some(value) = resource.arguments[argument].as_str() else {
                continue;
            };
            // What refers to another resource has that one's name, and API Gateway prescribes its log group's.
            if value.starts_with("${aws_") || value.starts_with("API-Gateway-Execution-Logs_${aws_") {
                continue;
            }
            named += 1;
            let ends = value.trim_end_matches("\"}").trim_end_matches('}');
            assert!(
                ends.ends_with("-${local.name_suffix"),
                "{}.{} is called {value}",
                resource.kind,
                resource.name
            );
        }
    }
    assert!(named > 20, "{named}");
    for stack in ["network", "application"] {
        let suffix = file(stack, "locals.tf.json")["locals"]["name_suffix"].to_string();
        let (environment, own) = (
            suffix.find("local.environment"),
            suffix.rfind("local.environment_suffix"),
        );
        assert!(
            environment < own,
            "the environment comes before a copy's suffix: {suffix}"
        );
    }
}

#[test]
fn everything_with_tags_is_tagged_with_its_environment() {
    for resource in resources()
        .iter()
        .filter(|resource| !resource.arguments["tags"].is_null())
    {
        let tags = resource.arguments["tags"].to_string();
        assert!(
            tags.contains("local.tags"),
            "{}.{}: {tags}",
            resource.kind,
            resource.name
        );
    }
    for stack in ["network", "application"] {
        let tags = &file(stack, "locals.tf.json")["locals"]["tags"];
        assert_eq!(tags["Environment"], "${local.environment}", "{stack}");
        assert_eq!(tags["EnvironmentSuffix"], "${local.environment_suffix}", "{stack}");
    }
}

#[test]
fn nothing_is_retained_by_any_of_the_ways_there_are() {
    for resource in resources() {
        let text = resource.arguments.to_string();
        for way in [
            "prevent_destroy",
            "skip_destroy",
            "retain_on_delete",
            "final_snapshot_identifier",
            "\"deletion_protection\":true",
            "\"force_destroy\":false",
            "\"skip_final_snapshot\":false",
            "\"delete_automated_backups\":false",
        ] {
            assert!(!text.contains(way), "{}.{} has {way}", resource.kind, resource.name);
        }
    }
    for stack in ["network", "application"] {
        assert!(
            file(stack, "main.tf.json")["removed"].is_null(),
            "{stack} forgets resources"
        );
    }
}

#[test]
fn every_function_has_its_role_its_log_group_and_its_alarm() {
    let resources = resources();
    let functions: Vec<_> = resources
        .iter()
        .filter(|resource| resource.kind == "aws_lambda_function")
        .collect();
    assert!(functions.len() >= 3);
    let mut roles = Vec::new();
    for function in functions {
        let own = function.arguments["function_name"].as_str().unwrap();
        let dimension = format!("${{aws_lambda_function.{}.function_name}}", function.name);
        let alarms = resources.iter().filter(|resource| {
            resource.kind == "aws_cloudwatch_metric_alarm"
                && resource.arguments["metric_name"] == "Errors"
                && resource.arguments["dimensions"]["FunctionName"] == dimension.as_str()
        });
        assert_eq!(alarms.count(), 1, "{}", function.name);
        let groups = resources.iter().filter(|resource| {
            let name = resource.arguments["name"].as_str().unwrap_or_default();
            resource.kind == "aws_cloudwatch_log_group" && name.starts_with("/aws/lambda/") && name.contains(own)
        });
        assert_eq!(groups.count(), 1, "{}", function.name);
        roles.push(function.arguments["role"].to_string());
    }
    let all = roles.len();
    roles.sort();
    roles.dedup();
    assert_eq!(roles.len(), all, "functions share a role");
}

#[test]
fn api_stages_log_accesses_and_full_requests_and_responses() {
    let resources = resources();
    for stage in resources
        .iter()
        .filter(|resource| resource.kind == "aws_api_gateway_stage")
    {
        let access = stage.arguments["access_log_settings"].to_string();
        assert!(access.contains("aws_cloudwatch_log_group."), "{}: {access}", stage.name);
        assert!(
            access.contains("$context.requestId") && access.contains("$context.status"),
            "{access}"
        );
        let reference = format!("${{aws_api_gateway_stage.{}.stage_name}}", stage.name);
        let settings: Vec<_> = resources
            .iter()
            .filter(|resource| {
                resource.kind == "aws_api_gateway_method_settings"
                    && resource.arguments["stage_name"] == reference.as_str()
            })
            .collect();
        assert_eq!(settings.len(), 1, "{}", stage.name);
        let text = settings[0].arguments.to_string();
        assert!(
            text.contains("\"data_trace_enabled\":true") && text.contains("\"logging_level\":\"INFO\""),
            "{text}"
        );
    }
    assert!(count("aws_api_gateway_stage") > 0);
}

#[test]
fn what_the_application_reads_of_the_network_the_network_exports() {
    let exported = file("network", "outputs.tf.json");
    let text = file("application", "main.tf.json").to_string();
    let mark = "data.terraform_remote_state.network.outputs.";
    let read: Vec<&str> = text
        .split(mark)
        .skip(1)
        .map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap();
            &rest[..end]
        })
        .collect();
    for name in ["vpc_id", "private_subnet_ids"] {
        assert!(read.contains(&name), "{read:?}");
    }
    for name in read {
        assert!(exported["output"][name].is_object(), "the network exports no {name}");
    }
    let state = &file("application", "main.tf.json")["data"]["terraform_remote_state"]["network"];
    assert_eq!(state["workspace"], "${terraform.workspace}", "{state}");
}

#[test]
fn every_stack_is_in_its_environments_region() {
    for stack in ["network", "application"] {
        let providers = &file(stack, "providers.tf.json")["provider"];
        assert_eq!(providers.as_object().unwrap().len(), 1, "{providers}");
        assert_eq!(providers["aws"][0]["region"], "${local.env.region}", "{stack}");
    }
    // No resource chooses a provider of its own.
    for resource in resources() {
        assert!(
            resource.arguments["provider"].is_null(),
            "{} {}",
            resource.stack,
            resource.name
        );
    }
}

#[test]
fn environment_values_are_written_once_in_the_table_of_environments() {
    for stack in ["network", "application"] {
        let table = file(stack, "locals.tf.json")["locals"]["environments"].clone();
        for file_name in ["main.tf.json", "outputs.tf.json", "providers.tf.json"] {
            let text = file(stack, file_name).to_string();
            for (environment, values) in table.as_object().unwrap() {
                for (field, value) in values.as_object().unwrap() {
                    if let Some(value) = value.as_str() {
                        assert!(
                            !text.contains(value),
                            "{stack}/{file_name} has {environment}'s {field}, {value}"
                        );
                    }
                }
            }
        }
    }
}
