//! The environment that turns a command away from any real account.

use std::env;
use std::ffi::{OsStr, OsString};
use std::process::Command;

/// Where the region is chosen: of no danger, and the user's.
const KEPT: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];
/// Variables that could choose an account, a profile, credentials or an endpoint, now or in a later version, all
/// begin so.
const PREFIXES: [&str; 2] = ["AWS_", "TF_AWS_"];
/// What loopback is called, for programs that are told to use a proxy.
const LOOPBACK: &str = "127.0.0.1,localhost";

/// The variables for an emulator at `endpoint`.
pub(super) fn variables(endpoint: &str) -> Vec<(&'static str, String)> {
    let nothing = || "/dev/null".to_owned();
    vec![
        ("AWS_ENDPOINT_URL", endpoint.to_owned()),
        // Else AWS_ENDPOINT_URL is of no effect where a user ruled it out.
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false".to_owned()),
        // Of no account: even a request that got past the endpoint would be refused.
        ("AWS_ACCESS_KEY_ID", "test".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
        ("AWS_CONFIG_FILE", nothing()),
        ("AWS_SHARED_CREDENTIALS_FILE", nothing()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        // What the emulator cannot do it answers with 500, which is tried again for minutes otherwise.
        ("AWS_MAX_ATTEMPTS", "2".to_owned()),
        ("CHECKPOINT_DISABLE", "1".to_owned()),
    ]
}

/// Gives `command` the variables for `endpoint`, and takes away whatever else of AWS it would inherit.
pub(super) fn apply(endpoint: &str, command: &mut Command) {
    let inherited = env::vars_os().map(|(name, _)| name);
    let given = command.get_envs().map(|(name, _)| name.to_owned());
    let removed: Vec<OsString> = inherited.chain(given).filter(|name| is_dangerous(name)).collect();
    for name in removed {
        command.env_remove(name);
    }
    for name in ["NO_PROXY", "no_proxy"] {
        command.env(name, without_proxy(env::var(name).ok().as_deref()));
    }
    command.envs(variables(endpoint));
}

/// Whether a variable could lead to a real account.
fn is_dangerous(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    PREFIXES.iter().any(|prefix| name.starts_with(prefix)) && !KEPT.contains(&&*name)
}

/// A list of hosts without proxy that has loopback in it.
fn without_proxy(hosts: Option<&str>) -> String {
    match hosts {
        Some(hosts) if !hosts.is_empty() => format!("{hosts},{LOOPBACK}"),
        _ => LOOPBACK.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_command_loses_what_leads_to_an_account() {
        let mut command = Command::new("true");
        let dangerous = [
            "AWS_PROFILE",
            "AWS_SESSION_TOKEN",
            "AWS_ENDPOINT_URL_S3",
            "AWS_S3_ENDPOINT",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_ROLE_ARN",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "TF_AWS_DYNAMODB_ENDPOINT",
        ];
        command
            .envs(dangerous.map(|name| (name, "real")))
            .env("AWS_REGION", "eu-south-2");
        apply("http://127.0.0.1:4000", &mut command);
        let variables: BTreeMap<_, _> = command
            .get_envs()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value))
            .collect();
        for name in dangerous {
            assert_eq!(variables[name], None, "{name}");
        }
        assert_eq!(variables["AWS_REGION"], Some(OsStr::new("eu-south-2")));
        assert_eq!(variables["AWS_ENDPOINT_URL"], Some(OsStr::new("http://127.0.0.1:4000")));
        assert_eq!(variables["AWS_ACCESS_KEY_ID"], Some(OsStr::new("test")));
    }

    #[test]
    fn loopback_needs_no_proxy() {
        assert_eq!(without_proxy(None), LOOPBACK);
        assert_eq!(without_proxy(Some("")), LOOPBACK);
        assert_eq!(without_proxy(Some("example.com")), "example.com,127.0.0.1,localhost");
    }
}
