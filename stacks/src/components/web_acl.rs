//! A web ACL that refuses injected SQL and scripts before they reach anything.

use paydsl::prelude::*;

/// A web ACL.
#[derive(Clone, Copy)]
pub(crate) struct WebAcl {
    pub(crate) arn: Value<Str>,
    /// The name that metrics carry.
    pub(crate) metric_name: Value<Str>,
}

/// Words of SQL that no query parameter of ours has: WAF puts values in lower case before it compares. A space may have been
/// written as a plus.
const SQL_KEYWORDS: [&str; 4] = [
    r"\b(union[\s+]+(all[\s+]+)?select|select[\s+].+[\s+]from)\b",
    r"\b(insert[\s+]+into|update[\s+].+[\s+]set|delete[\s+]+from)\b",
    r"\b(drop|alter|truncate|create)[\s+]+(table|database|schema)\b",
    r"(;|')[\s+]*(--|or[\s+]+\d+[\s+]*=[\s+]*\d+)",
];

/// What is undone before a value is looked at, in this order.
const DECODINGS: [&str; 2] = ["URL_DECODE", "HTML_ENTITY_DECODE"];

/// Where callers may put something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Query,
    Body,
}

impl Place {
    const ALL: [Place; 2] = [Place::Query, Place::Body];
}

/// A rule's figures and samples are there to look at.
#[helper]
fn seen_as(metric: &str) -> aws_wafv2_web_acl::rule::visibility_config {
    aws_wafv2_web_acl::rule::visibility_config {
        cloudwatch_metrics_enabled: true,
        metric_name: metric,
        sampled_requests_enabled: true,
    }
}

/// An ACL called `waf-<resource>`: at most `requests` of one address in five minutes, its log kept for `retention_days`.
#[component]
pub(crate) fn web_acl(
    name: &str,
    env: &impl Environment,
    resource: &str,
    requests: u32,
    retention_days: u32,
) -> WebAcl {
    let keywords = aws_wafv2_regex_pattern_set {
        name: env.name(tf!("waf-{resource}-sql-keywords")),
        description: "SQL keywords",
        scope: "REGIONAL",
        regular_expression: SQL_KEYWORDS.into_iter().map(|keyword| block { regex_string: keyword }),
        tags: env.tags(tf!("waf-{resource}-sql-keywords")),
    };

    let acl = aws_wafv2_web_acl {
        name: env.name(tf!("waf-{resource}")),
        description: "Refuses injected SQL and scripts, and too many requests of one address",
        scope: "REGIONAL",
        default_action: block { allow: block {} },
        rule: [
            block {
                name: "sql-keywords-in-query",
                priority: 10,
                action: block { block: [block {}] },
                statement: block {
                    regex_pattern_set_reference_statement: block {
                        arn: keywords.arn,
                        field_to_match: block { query_string: block {} },
                        text_transformation: [
                            block {
                                priority: 0,
                                r#type: "URL_DECODE",
                            },
                            block {
                                priority: 1,
                                r#type: "LOWERCASE",
                            },
                        ],
                    },
                },
                visibility_config: seen_as("sql-keywords-in-query"),
            },
            block {
                name: "sql-injection",
                priority: 20,
                action: block { block: [block {}] },
                statement: block {
                    or_statement: block {
                        statement: Place::ALL.into_iter().map(|place| block {
                            sqli_match_statement: block {
                                sensitivity_level: "HIGH",
                                field_to_match: block {
                                    all_query_arguments: (place == Place::Query).then(|| block {}),
                                    body: (place == Place::Body).then(|| block {
                                        oversize_handling: "MATCH",
                                    }),
                                },
                                text_transformation: DECODINGS.into_iter().zip(0..).map(|(decoding, order)| block {
                                    priority: order,
                                    r#type: decoding,
                                }),
                            },
                        }),
                    },
                },
                visibility_config: seen_as("sql-injection"),
            },
            block {
                name: "cross-site-scripting",
                priority: 30,
                action: block { block: [block {}] },
                statement: block {
                    or_statement: block {
                        statement: Place::ALL.into_iter().map(|place| block {
                            xss_match_statement: block {
                                field_to_match: block {
                                    all_query_arguments: (place == Place::Query).then(|| block {}),
                                    body: (place == Place::Body).then(|| block {
                                        oversize_handling: "MATCH",
                                    }),
                                },
                                text_transformation: DECODINGS.into_iter().zip(0..).map(|(decoding, order)| block {
                                    priority: order,
                                    r#type: decoding,
                                }),
                            },
                        }),
                    },
                },
                visibility_config: seen_as("cross-site-scripting"),
            },
            block {
                name: "requests-of-one-address",
                priority: 40,
                action: block { block: [block {}] },
                statement: block {
                    rate_based_statement: block {
                        limit: requests,
                        aggregate_key_type: "IP",
                    },
                },
                visibility_config: seen_as("requests-of-one-address"),
            },
            block {
                name: "known-bad-inputs",
                priority: 50,
                override_action: block { none: [block {}] },
                statement: block {
                    managed_rule_group_statement: block {
                        vendor_name: "AWS",
                        name: "AWSManagedRulesKnownBadInputsRuleSet",
                    },
                },
                visibility_config: seen_as("known-bad-inputs"),
            },
        ],
        visibility_config: block {
            cloudwatch_metrics_enabled: true,
            metric_name: env.name(tf!("waf-{resource}")),
            sampled_requests_enabled: true,
        },
        tags: env.tags(tf!("waf-{resource}")),
    };

    #[exempt(
        "checkov:CKV_AWS_158",
        reason = "CloudWatch encrypts logs by itself, and no request asks for a key of the customer's own for them"
    )]
    let log_group = aws_cloudwatch_log_group {
        // WAF writes only to groups whose names start like this.
        name: tf!("aws-waf-logs-{env.name(resource)}"),
        retention_in_days: retention_days,
        tags: env.tags(tf!("log-waf-{resource}")),
    };
    let logging = aws_wafv2_web_acl_logging_configuration {
        resource_arn: acl.arn,
        log_destination_configs: [log_group.arn],
        redacted_fields: [block {
            single_header: block { name: "authorization" },
        }],
    };

    WebAcl {
        arn: acl.arn,
        metric_name: env.name(tf!("waf-{resource}")),
    }
}
