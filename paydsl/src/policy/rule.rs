//! Rules: small functions over a stack.

use std::fmt;

use super::finding::Findings;
use super::view::StackView;

type Check = Box<dyn Fn(&StackView<'_>, &mut Findings<'_>) + Send + Sync>;

/// A policy: what has to hold for every stack of a project, in every environment.
///
/// ```
/// use paydsl::policy::Rule;
///
/// let no_giants = Rule::new("no-giants", |stack, findings| {
///     for instance in stack.resources("aws_db_instance") {
///         let class = instance.get("instance_class");
///         if class.text().is_some_and(|class| class.ends_with(".24xlarge")) {
///             findings.add(instance, "is of the largest class there is");
///         }
///     }
/// })
/// .summary("Databases are of a class that the budget allows")
/// .remedy("choose a class of at most `8xlarge`");
/// ```
pub struct Rule {
    /// What exceptions call it: lower-case letters, digits and hyphens.
    pub name: &'static str,
    /// What it demands, in a sentence.
    pub summary: &'static str,
    /// What to do about a finding, as long as the finding itself says nothing better.
    pub remedy: &'static str,
    /// The requirements of PCI DSS v4 that it serves, by number.
    pub pci_dss: &'static [&'static str],
    check: Check,
}

impl Rule {
    /// A rule. `check` runs once for each stack and environment and adds what is wrong to the findings; a value that is
    /// not known before anything is applied should not be one.
    pub fn new(name: &'static str, check: impl Fn(&StackView<'_>, &mut Findings<'_>) + Send + Sync + 'static) -> Self {
        Rule {
            name,
            summary: "",
            remedy: "",
            pci_dss: &[],
            check: Box::new(check),
        }
    }

    /// Says what the rule demands.
    #[must_use]
    pub fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// Says what to do about a finding.
    #[must_use]
    pub fn remedy(mut self, remedy: &'static str) -> Self {
        self.remedy = remedy;
        self
    }

    /// Says which requirements of PCI DSS v4 the rule serves.
    #[must_use]
    pub fn pci_dss(mut self, numbers: &'static [&'static str]) -> Self {
        self.pci_dss = numbers;
        self
    }

    pub(crate) fn check(&self, stack: &StackView<'_>, findings: &mut Findings<'_>) {
        (self.check)(stack, findings);
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule").field("name", &self.name).finish_non_exhaustive()
    }
}
