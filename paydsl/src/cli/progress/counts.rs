//! How far a stack is, read from terraform's output.

/// Resources to change and changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// What the plan has to do.
    pub(crate) total: usize,
    /// What is done of it.
    pub(crate) done: usize,
    /// Terraform's own last line about the whole: `1 added, 0 changed, 0 destroyed`.
    pub(crate) result: Option<String>,
    /// The last thing that was begun, went on or ended.
    pub(crate) activity: String,
}

impl Counts {
    /// Takes note of a line without colours.
    pub(crate) fn see(&mut self, line: &str) {
        let line = line.trim();
        if let Some(plan) = line.strip_prefix("Plan: ") {
            self.total = plan
                .split([' ', ','])
                .filter_map(|word| word.parse::<usize>().ok())
                .sum();
        } else if line.starts_with("No changes.") {
            self.result = Some("no changes".into());
        } else if let Some((_, result)) = line.split_once(" complete! Resources: ") {
            self.result = Some(result.trim_end_matches('.').to_owned());
        } else if ["Creation", "Modifications", "Destruction"]
            .iter()
            .any(|what| line.contains(&format!(": {what} complete after")))
        {
            self.done += 1;
            line.clone_into(&mut self.activity);
        } else if is_activity(line) {
            line.clone_into(&mut self.activity);
        }
    }
}

fn is_activity(line: &str) -> bool {
    let activities = [
        ": Creating...",
        ": Modifying...",
        ": Destroying...",
        ": Still ",
        ": Refreshing state",
        ": Reading...",
    ];
    activities.iter().any(|activity| line.contains(activity))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_come_from_terraforms_lines() {
        let mut counts = Counts::default();
        for line in [
            "Plan: 2 to add, 1 to change, 0 to destroy.",
            "aws_vpc.main: Creating...",
            "aws_vpc.main: Creation complete after 1s [id=vpc-1]",
            "aws_vpc.other: Modifications complete after 0s",
            "aws_nat_gateway.a: Still creating... [10s elapsed]",
            "Apply complete! Resources: 2 added, 1 changed, 0 destroyed.",
        ] {
            counts.see(line);
        }
        assert_eq!((counts.total, counts.done), (3, 2));
        assert_eq!(counts.activity, "aws_nat_gateway.a: Still creating... [10s elapsed]");
        assert_eq!(counts.result.as_deref(), Some("2 added, 1 changed, 0 destroyed"));
    }
}
