//! Where state is kept.

use crate::tree::{Literal, Text};

/// A Terraform backend with its settings.
///
/// ```
/// use paydsl::Backend;
///
/// let team = Backend::s3("acme-terraform-state", "us-east-1");
/// let other = Backend::new("gcs", [("bucket", "acme-terraform-state")]).key_setting("prefix");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Backend {
    pub(crate) name: String,
    pub(crate) settings: Vec<(Text, Literal)>,
    /// The setting that says which stack's state it is: `key` of s3, `prefix` of gcs.
    pub(crate) key: Option<&'static str>,
}

impl Backend {
    /// State in files beside the generated module, one for each workspace.
    pub fn local() -> Self {
        Backend {
            name: "local".into(),
            settings: Vec::new(),
            key: None,
        }
    }

    /// State in an S3 bucket, encrypted, locked by S3's own lock files.
    pub fn s3(bucket: impl Into<String>, region: impl Into<String>) -> Self {
        Backend {
            name: "s3".into(),
            settings: vec![
                ("bucket".into(), Literal::from(bucket.into())),
                ("region".into(), Literal::from(region.into())),
                ("encrypt".into(), Literal::Bool(true)),
                ("use_lockfile".into(), Literal::Bool(true)),
            ],
            key: Some("key"),
        }
    }

    /// Any other backend by its Terraform name. Secrets do not belong here: backends read them from the environment.
    pub fn new<K: Into<Text>, V: Into<Literal>>(
        name: impl Into<String>,
        settings: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let settings = settings
            .into_iter()
            .map(|(key, value)| (key.into(), value.into()))
            .collect();
        Backend {
            name: name.into(),
            settings,
            key: None,
        }
    }

    /// Adds a setting.
    #[must_use]
    pub fn setting(mut self, name: impl Into<Text>, value: impl Into<Literal>) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// Names the setting that tells the states of stacks apart; it is set to `<project>/<stack>/terraform.tfstate`.
    #[must_use]
    pub fn key_setting(mut self, name: &'static str) -> Self {
        self.key = Some(name);
        self
    }

    /// Whether the state is in local files.
    pub fn is_local(&self) -> bool {
        self.name == "local"
    }

    /// The settings of the `backend` block of a stack.
    pub(crate) fn block_settings(&self, project: &str, stack: &str) -> Vec<(Text, Literal)> {
        let mut settings = self.settings.clone();
        if let Some(key) = self.key {
            settings.insert(
                0,
                (
                    key.into(),
                    Literal::from(format!("{project}/{stack}/terraform.tfstate")),
                ),
            );
        }
        settings
    }

    /// The `config` with which another stack of the project reads the state of `stack`.
    pub(crate) fn remote_config(&self, project: &str, stack: &str) -> Vec<(Text, Literal)> {
        if self.is_local() && self.settings.is_empty() {
            let directory = format!("../{stack}/terraform.tfstate.d");
            return vec![("workspace_dir".into(), Literal::from(directory))];
        }
        let mut config = self.block_settings(project, stack);
        // Only writers lock.
        config.retain(|(name, _)| name != "use_lockfile");
        config
    }
}
