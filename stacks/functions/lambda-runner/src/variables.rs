//! The environment variables a program is started with: Lambda's, the deployed ones, and the caller's.

use std::{collections::BTreeMap, path::Path};

use crate::deployed::Function;

/// What only the runner knows.
pub(crate) struct Local<'a> {
    /// Where the Runtime API listens.
    pub(crate) runtime_api: String,
    /// Where the emulated AWS is reached.
    pub(crate) endpoint: String,
    pub(crate) region: &'a str,
    pub(crate) root: &'a Path,
    /// Name of this program's log stream.
    pub(crate) stream: String,
    /// What replaces deployed values that only make sense in AWS.
    pub(crate) overrides: &'a BTreeMap<String, String>,
}

/// All of them. As in Lambda, what it reserves for itself goes before what was deployed.
pub(crate) fn variables(function: &Function, local: &Local<'_>) -> BTreeMap<String, String> {
    let mut variables = function.variables.clone();
    variables.extend(
        local
            .overrides
            .iter()
            .map(|(name, value)| (name.clone(), value.clone())),
    );
    let reserved = [
        ("AWS_ENDPOINT_URL", local.endpoint.clone()),
        ("AWS_LAMBDA_RUNTIME_API", local.runtime_api.clone()),
        ("AWS_REGION", local.region.to_owned()),
        ("AWS_DEFAULT_REGION", local.region.to_owned()),
        ("AWS_ACCESS_KEY_ID", "test".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ("AWS_LAMBDA_FUNCTION_NAME", function.name.clone()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", function.memory.to_string()),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{}", function.name)),
        ("AWS_LAMBDA_LOG_STREAM_NAME", local.stream.clone()),
        ("LAMBDA_TASK_ROOT", local.root.display().to_string()),
        ("_HANDLER", function.handler.clone()),
        ("PATH", "/usr/local/bin:/usr/bin:/bin".to_owned()),
        ("LANG", "en_US.UTF-8".to_owned()),
        ("TZ", ":UTC".to_owned()),
    ];
    variables.extend(reserved.map(|(name, value)| (name.to_owned(), value)));
    variables
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_callers_go_before_the_deployed_and_lambdas_before_all() {
        let pairs = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect::<BTreeMap<_, _>>()
        };
        let function = Function {
            name: "pay".to_owned(),
            arn: String::new(),
            handler: "bootstrap".to_owned(),
            timeout: Duration::from_secs(3),
            memory: 256,
            variables: pairs(&[
                ("DATABASE_HOST", "db.internal"),
                ("QUEUE_URL", "u"),
                ("AWS_REGION", "nowhere"),
            ]),
        };
        let local = Local {
            runtime_api: "127.0.0.1:1".to_owned(),
            endpoint: "http://127.0.0.1:2".to_owned(),
            region: "us-east-2",
            root: Path::new("/task"),
            stream: "s".to_owned(),
            overrides: &pairs(&[("DATABASE_HOST", "localhost")]),
        };
        let variables = variables(&function, &local);
        assert_eq!(variables["DATABASE_HOST"], "localhost");
        assert_eq!(variables["QUEUE_URL"], "u");
        assert_eq!(variables["AWS_REGION"], "us-east-2");
    }
}
