//! How much callers may ask for.

use super::logging::of_stage;
use crate::policy::{Findings, Resolved, ResourceView, Rule, StackView};

/// `throttling`: every stage of an API limits the rate of calls, by method settings or by a usage plan.
///
/// PCI DSS 2.2.6: components are configured to prevent misuse; 6.2.4: software resists abuse of its interfaces.
pub fn throttling() -> Rule {
    Rule::new("throttling", |stack, findings| {
        rest(stack, findings);
        for stage in stack.resources("aws_apigatewayv2_stage") {
            let default = stage.get("default_route_settings.throttling_rate_limit");
            let routes = stage.blocks("route_settings");
            let by_route = routes.iter().any(|route| is_limit(&route.get("throttling_rate_limit")));
            if !is_limit(&default) && !by_route {
                findings.add_with(
                    stage,
                    "takes as many calls as come",
                    "write `default_route_settings: block { throttling_rate_limit: .., throttling_burst_limit: .. }`",
                );
            }
        }
    })
    .summary("Every stage of an API limits the rate of calls")
    .remedy("declare an `aws_api_gateway_method_settings` for it, for `*/*`, with `throttling_rate_limit` and `throttling_burst_limit`")
    .pci_dss(&["2.2.6", "6.2.4"])
}

fn rest(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    let settings: Vec<ResourceView<'_>> = stack.resources("aws_api_gateway_method_settings").collect();
    let plans: Vec<ResourceView<'_>> = stack.resources("aws_api_gateway_usage_plan").collect();
    for stage in stack.resources("aws_api_gateway_stage") {
        let by_settings = settings
            .iter()
            .any(|settings| is_limit(&settings.get("settings.throttling_rate_limit")) && of_stage(settings, &stage));
        let by_plan = plans.iter().any(|plan| {
            let is_limited = is_limit(&plan.get("throttle_settings.rate_limit"))
                || plan
                    .blocks("api_stages.throttle")
                    .iter()
                    .any(|throttle| is_limit(&throttle.get("rate_limit")));
            is_limited && of_plan(plan, &stage)
        });
        if !by_settings && !by_plan {
            findings.add(stage, "takes as many calls as come");
        }
    }
}

/// Whether a usage plan is for this stage: it names it, or its API and a stage of that name.
fn of_plan(plan: &ResourceView<'_>, stage: &ResourceView<'_>) -> bool {
    if plan.refers_to("api_stages.stage", stage) {
        return true;
    }
    let name = stage.get("stage_name").identity();
    let stages = plan.blocks("api_stages");
    let is_named = stages
        .iter()
        .any(|known| name.is_some() && known.get("stage").identity() == name);
    let apis = stage.references("rest_api_id");
    is_named && apis.iter().any(|api| plan.refers_to("api_stages.api_id", api))
}

/// Whether a rate is limited. API Gateway takes -1 for no limit.
fn is_limit(rate: &Resolved<'_>) -> bool {
    !rate.is_absent() && rate.number().is_none_or(|rate| rate >= 0.0)
}
