//! What is found in a directory.

use std::path::{Path, PathBuf};

/// What was found, what could not be read, and what was not checked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// What Terraform or the provider would refuse, by place.
    pub findings: Vec<Finding>,
    /// What could not be read, by place.
    pub problems: Vec<Problem>,
    /// What there is to know besides, in sentences: providers that are not known, other versions.
    pub notes: Vec<String>,
    /// How many resources, data sources, ephemeral resources and providers' configurations were checked.
    pub checked: usize,
}

/// Something that the provider would refuse.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The resource's address, as Terraform writes it: `module.network.aws_vpc.main`, `provider.aws`.
    pub address: String,
    /// The argument's path: `rule[0].transition[1].days`; empty for the whole.
    pub path: String,
    /// The kind of demand that is not kept: `one-of`.
    pub rule: &'static str,
    /// What is wrong, to stand behind the address. Never a secret.
    pub message: String,
    /// The variables without whose defaults it may not be so.
    pub rests_on: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// Something that could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// Where; line 0 for a whole file or directory.
    pub place: Place,
}

/// A place in a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Report {
    pub(crate) fn failed(path: &Path, message: &str) -> Self {
        Report {
            problems: vec![Problem {
                message: message.to_owned(),
                place: Place::whole(path),
            }],
            ..Report::default()
        }
    }

    /// Brings everything into order, each once.
    pub(crate) fn sort(&mut self) {
        self.findings.sort_by(|one, two| {
            let key = |finding: &Finding| (finding.place.clone(), finding.address.clone(), finding.path.clone());
            key(one).cmp(&key(two))
        });
        self.findings.dedup();
        self.problems.sort_by(|one, two| one.place.cmp(&two.place));
        self.problems.dedup();
    }
}

impl Place {
    /// A whole file or directory.
    pub(crate) fn whole(path: &Path) -> Self {
        Place {
            file: path.to_owned(),
            line: 0,
            column: 0,
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let file = self.file.display();
        match self.line {
            0 => write!(f, "{file}"),
            line => write!(f, "{file}:{line}:{}", self.column),
        }
    }
}
