//! Terraform's diagnostics, led back to Rust.

use crate::synth::Sources;

/// Adds the Rust place to those lines of terraform's output that say what a diagnostic is about.
pub(crate) struct Places<'s> {
    sources: &'s Sources,
    /// Where the stack's function is, for what has no place of its own.
    stack: String,
}

impl<'s> Places<'s> {
    /// The places of a stack.
    pub(crate) fn new(sources: &'s Sources, stack: String) -> Self {
        Places { sources, stack }
    }

    /// The line, with the place at its end if it names something that was declared in Rust.
    pub(crate) fn annotate(&self, line: &str) -> String {
        match self.place(&without_colours(line)) {
            Some(place) => format!("{line}  ({place})"),
            None => line.to_owned(),
        }
    }

    fn place(&self, line: &str) -> Option<&str> {
        // With colours a diagnostic has a bar at its left.
        let line = line.trim_start_matches('│').trim();
        if let Some(rest) = line.strip_prefix("with ") {
            return self.sources.place(rest.strip_suffix(',')?);
        }
        let (file, context) = line.strip_prefix("on ")?.split_once(" line ")?;
        if !crate::synth::is_ours(file) {
            return None;
        }
        let (_, context) = context.split_once(", in ")?;
        let address = declared(context.strip_suffix(':').unwrap_or(context));
        match address {
            Declared::Address(address) => self.sources.place(&address),
            Declared::Output => Some(&self.stack),
        }
    }
}

enum Declared {
    Address(String),
    Output,
}

/// The address behind `resource "aws_vpc" "main"` (HCL) or `resource.aws_vpc.main` (JSON).
fn declared(context: &str) -> Declared {
    let words: Vec<&str> = context.split(['.', ' ']).map(|word| word.trim_matches('"')).collect();
    match words.as_slice() {
        ["output", ..] => Declared::Output,
        ["resource", rest @ ..] => Declared::Address(rest.join(".")),
        ["variable", rest @ ..] => Declared::Address(format!("var.{}", rest.join("."))),
        ["locals", rest @ ..] => Declared::Address(format!("local.{}", rest.join("."))),
        words => Declared::Address(words.join(".")),
    }
}

/// The text without terminal escape sequences.
pub(crate) fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // `ESC [ .. letter`
            let _ = characters.by_ref().skip(1).find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}
