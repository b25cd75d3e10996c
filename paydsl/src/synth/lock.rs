//! `addresses.lock`: every address a stack has ever written.
//!
//! Terraform destroys what is no longer in the configuration. A renamed binding looks like that too, so synthesis
//! remembers each resource and module and fails when one is gone for which no `moved` or `removed` block accounts.
//!
//! A line is an address, or an address and the word `retired`. Once accounted for, an address stays retired: the
//! `moved` block may be deleted when every environment has been applied. An address that is declared again is no longer
//! retired. Data sources, variables, locals and outputs hold nothing that could be destroyed and are not locked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Module;

const HEADER: &str = "\
# Every address that this stack has ever written. Kept by paydsl; commit it, do not edit it.
# One that vanishes without a `moved` or `removed` block fails synth, unless `synth --forget ADDRESS` gives it up.
";

const RETIRED: &str = "retired";

/// The scopes of addresses behind which nothing is kept.
const UNLOCKED: [&str; 6] = ["data", "ephemeral", "var", "local", "check", "provider"];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Written,
    Retired,
}

/// The addresses of one stack.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lock(BTreeMap<String, State>);

impl Lock {
    /// Reads the file's text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut addresses = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (address, state) = entry(line)
                .ok_or_else(|| format!("line {} is not an address: `{line}`; take the file from git", index + 1))?;
            // Both sides of a merge may have it; what one of them retired is written if the other still writes it.
            let known = addresses.entry(address.to_owned()).or_insert(state);
            if state == State::Written {
                *known = State::Written;
            }
        }
        Ok(Lock(addresses))
    }

    /// The addresses that are written and not retired.
    pub fn written(&self) -> impl Iterator<Item = &str> {
        let written = self.0.iter().filter(|(_, state)| **state == State::Written);
        written.map(|(address, _)| address.as_str())
    }

    /// The lock after `module` is written. Errors name each address that vanished and what to do about it.
    pub fn after(&self, module: &Module, forget: &[String]) -> Result<Lock, Vec<String>> {
        let declared: BTreeSet<&str> = module
            .sources
            .iter()
            .map(|(address, _)| address.as_str())
            .filter(|address| is_locked(address))
            .collect();
        let retired = Retired::by(module);
        let mut lock = self.clone();
        let mut errors = Vec::new();
        for (address, state) in &mut lock.0 {
            if *state == State::Retired || declared.contains(address.as_str()) {
                continue;
            }
            if retired.contains(address) || forget.contains(address) {
                *state = State::Retired;
            } else {
                errors.push(self.vanished(address, module.stack, &declared));
            }
        }
        for address in declared {
            lock.0.insert(address.to_owned(), State::Written);
        }
        if errors.is_empty() { Ok(lock) } else { Err(errors) }
    }

    fn vanished(&self, address: &str, stack: &str, declared: &BTreeSet<&str>) -> String {
        let kind = address.split('.').next().unwrap_or(address);
        let is_new = |other: &&&str| other.split('.').next() == Some(kind) && !self.0.contains_key(**other);
        let new: Vec<&str> = declared.iter().filter(is_new).copied().collect();
        let to = match new.as_slice() {
            [only] => only,
            _ => "its new address",
        };
        format!(
            "{address} was written before and is gone from stack {stack}, so Terraform would destroy it.\n  \
             If it has another name now, declare `moved` from {address} to {to}.\n  \
             If Terraform shall let go of it and leave it running, declare `removed` from {address}.\n  \
             If it shall be destroyed, run synth with --forget {address}"
        )
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEADER)?;
        for (address, state) in &self.0 {
            match state {
                State::Written => writeln!(f, "{address}")?,
                State::Retired => writeln!(f, "{address} {RETIRED}")?,
            }
        }
        Ok(())
    }
}

/// An address and its state; `None` for anything else, such as the marks of a merge conflict.
fn entry(line: &str) -> Option<(&str, State)> {
    let (address, state) = match line.split_once(' ') {
        Some((address, RETIRED)) => (address, State::Retired),
        Some(_) => return None,
        None => (line, State::Written),
    };
    let (kind, name) = address.split_once('.')?;
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    (is_word(kind) && is_word(name)).then_some((address, state))
}

/// What `moved` and `removed` blocks account for.
struct Retired {
    addresses: BTreeSet<String>,
}

impl Retired {
    fn by(module: &Module) -> Self {
        let wholes = module.retired.iter().filter_map(|address| whole(address));
        Retired {
            addresses: wholes.collect(),
        }
    }

    fn contains(&self, address: &str) -> bool {
        self.addresses.contains(address)
    }
}

/// The resource or module of the stack itself that an address lies in: `aws_x.y` of `aws_x.y[0]`, `module.m` of
/// `module.m["a"].aws_x.y`.
fn whole(address: &str) -> Option<String> {
    let (kind, rest) = address.split_once('.')?;
    let name = rest.split(['.', '[']).next()?;
    Some(format!("{kind}.{name}"))
}

fn is_locked(address: &str) -> bool {
    let scope = address.split('.').next().unwrap_or_default();
    !UNLOCKED.contains(&scope)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use super::*;
    use crate::builder::Site;
    use crate::tree::Arena;

    fn module(addresses: &[&str], retired: &[&str]) -> Module {
        let site = Site { file: "a.rs", line: 1 };
        Module {
            code: Vec::new(),
            project: "shop".into(),
            stack: "network",
            files: Vec::new(),
            arena: Arena::default(),
            sources: addresses.iter().map(|address| ((*address).to_owned(), site)).collect(),
            retired: retired.iter().map(|address| (*address).to_owned()).collect(),
            declarations: Vec::new(),
            components: std::collections::HashMap::new(),
            locals: Vec::new(),
            exemptions: std::collections::HashMap::new(),
            errors: Vec::new(),
        }
    }

    fn after(lock: &Lock, addresses: &[&str], retired: &[&str]) -> Result<Lock, Vec<String>> {
        lock.after(&module(addresses, retired), &[])
    }

    #[test]
    fn resources_and_modules_are_locked_and_nothing_else() {
        let all = [
            "b_x.y",
            "a_x.y",
            "data.a.b",
            "var.v",
            "local.l",
            "module.m",
            "ephemeral.a.b",
            "check.c",
        ];
        let lock = after(&Lock::default(), &all, &[]).unwrap();
        assert_eq!(lock.to_string(), format!("{HEADER}a_x.y\nb_x.y\nmodule.m\n"));
        assert_eq!(Lock::parse(&lock.to_string()).unwrap(), lock);
    }

    #[test]
    fn a_vanished_address_fails_and_names_the_likely_new_one() {
        let lock = after(&Lock::default(), &["aws_vpc.old"], &[]).unwrap();
        let errors = after(&lock, &["aws_vpc.new"], &[]).unwrap_err();
        assert!(
            errors[0].contains("declare `moved` from aws_vpc.old to aws_vpc.new"),
            "{errors:?}"
        );
        assert!(errors[0].contains("--forget aws_vpc.old"), "{errors:?}");
    }

    #[test]
    fn moved_retires_for_good_and_a_return_is_written_again() {
        let lock = after(&Lock::default(), &["aws_vpc.old", "module.m"], &[]).unwrap();
        let moved = after(&lock, &["aws_vpc.new"], &["aws_vpc.old[0]", "module.m.aws_x.y"]).unwrap();
        assert!(
            moved.to_string().contains("\naws_vpc.old retired\nmodule.m retired\n"),
            "{moved}"
        );
        let later = after(&moved, &["aws_vpc.new"], &[]).unwrap();
        assert_eq!(later, moved);
        let again = after(&later, &["aws_vpc.new", "aws_vpc.old"], &[]).unwrap();
        assert!(after(&again, &["aws_vpc.new"], &[]).is_err());
    }

    #[test]
    fn forgetting_retires() {
        let lock = after(&Lock::default(), &["aws_vpc.old"], &[]).unwrap();
        let forgotten = lock.after(&module(&[], &[]), &["aws_vpc.old".into()]).unwrap();
        assert_eq!(forgotten.written().count(), 0);
    }

    #[test]
    fn conflict_marks_are_refused_by_line() {
        let error = Lock::parse("a_x.y\n<<<<<<< HEAD\nb_x.y\n").unwrap_err();
        assert!(error.starts_with("line 2 is not an address"), "{error}");
    }
}
