//! A domain of an environment's own, with a certificate for it.

use paydsl::prelude::*;

/// A domain.
#[derive(Clone, Copy)]
pub(crate) struct Domain {
    pub(crate) name: Value<Str>,
    pub(crate) zone_id: Value<Str>,
    /// The name servers that the parent domain has to delegate to, before the certificate can be issued.
    pub(crate) name_servers: Value<List<Str>>,
    /// The certificate, known only once it is issued.
    pub(crate) certificate_arn: Value<Str>,
}

/// The public zone `domain`, and a certificate for it, validated in the zone.
#[component]
pub(crate) fn certified_domain(name: &str, env: &impl Environment, domain: Value<Str>) -> Domain {
    #[exempt(
        "checkov:CKV2_AWS_38",
        reason = "signing takes a record in the parent's zone, which is made by hand, and again for every new environment"
    )]
    #[exempt(
        "checkov:CKV2_AWS_39",
        reason = "queries are logged in us-east-1 only, and no request asks for them: what reaches the system is logged there"
    )]
    let zone = aws_route53_zone {
        name: domain,
        comment: "Its parent domain delegates to it",
        force_destroy: true,
        tags: env.tags("zone"),
    };
    let certificate = aws_acm_certificate {
        domain_name: domain,
        validation_method: "DNS",
        lifecycle: block {
            create_before_destroy: true,
        },
        tags: env.tags("certificate"),
    };
    let proof = aws_route53_record {
        zone_id: zone.zone_id,
        name: certificate.domain_validation_options.at(0).resource_record_name,
        r#type: certificate.domain_validation_options.at(0).resource_record_type,
        records: [certificate.domain_validation_options.at(0).resource_record_value],
        ttl: 60,
        allow_overwrite: true,
    };
    let issued = aws_acm_certificate_validation {
        certificate_arn: certificate.arn,
        validation_record_fqdns: [proof.fqdn],
    };

    Domain {
        name: zone.name,
        zone_id: zone.zone_id,
        name_servers: zone.name_servers,
        certificate_arn: issued.certificate_arn,
    }
}

/// Serves a stage of an API at a domain.
#[component]
pub(crate) fn api_domain(
    name: &str,
    env: &impl Environment,
    resource: &str,
    domain: Value<Str>,
    zone_id: Value<Str>,
    certificate_arn: Value<Str>,
    api: &super::RestApi,
) -> Value<Str> {
    let served = aws_api_gateway_domain_name {
        domain_name: domain,
        regional_certificate_arn: certificate_arn,
        security_policy: "TLS_1_2",
        endpoint_configuration: block { types: ["REGIONAL"] },
        tags: env.tags(tf!("domain-{resource}")),
    };
    let mapping = aws_api_gateway_base_path_mapping {
        domain_name: served.domain_name,
        api_id: api.id,
        stage_name: api.stage_name,
    };
    let record = aws_route53_record {
        zone_id: zone_id,
        name: served.domain_name,
        r#type: "A",
        alias: block {
            name: served.regional_domain_name,
            zone_id: served.regional_zone_id,
            evaluate_target_health: true,
        },
    };

    tf!("https://{mapping.domain_name}")
}
