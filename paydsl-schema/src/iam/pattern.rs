//! Texts with parts that may be anything, and whether two of them can be the same.

use super::Services;
use super::document::{Piece, Text};

/// One step of a pattern.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Token {
    /// This character.
    Char(char),
    /// One character that is none of these.
    One(&'static [char]),
    /// Any number of characters, none of them one of these.
    Any(&'static [char]),
}

/// A text with wildcards, variables or parts that are not known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Pattern(Vec<Token>);

const SEPARATORS: &[char] = &[':', '/'];

impl Pattern {
    /// What stands in a policy: `*` and `?` are wildcards, and what IAM puts in for `${..}` may be anything.
    pub(super) fn of_policy(text: &str) -> Pattern {
        let mut pattern = Pattern::default();
        pattern.push_policy(text);
        pattern
    }

    /// The same, of a text that is known in part.
    pub(super) fn of_text<T>(text: &Text<T>, services: Services) -> Pattern {
        let mut pattern = Pattern::default();
        for piece in &text.pieces {
            match piece {
                Piece::Literal(text) => pattern.push_policy(text),
                Piece::Unknown => pattern.0.push(Token::Any(&[])),
                Piece::Arn { service, resource } => {
                    let resource = services.service(service).and_then(|service| service.resource(resource));
                    match resource {
                        Some(resource) => pattern.push_form(&resource.arn),
                        None => pattern.0.push(Token::Any(&[])),
                    }
                }
            }
        }
        pattern
    }

    /// A text without wildcards.
    pub(super) fn of_literal(text: &str) -> Pattern {
        Pattern(text.chars().map(Token::Char).collect())
    }

    /// The form of a resource type's ARNs, or the name of a condition key.
    pub(super) fn of_form(form: &str) -> Pattern {
        let mut pattern = Pattern::default();
        pattern.push_form(form);
        pattern
    }

    fn push_policy(&mut self, text: &str) {
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            if let Some(end) = rest.strip_prefix("${").and_then(|variable| variable.find('}')) {
                self.0.push(Token::Any(&[]));
                rest = &rest[end + 3..];
                continue;
            }
            self.0.push(match character {
                '*' => Token::Any(&[]),
                '?' => Token::One(&[]),
                other => Token::Char(other),
            });
            rest = &rest[character.len_utf8()..];
        }
    }

    fn push_form(&mut self, form: &str) {
        let mut rest = form;
        while let Some(character) = rest.chars().next() {
            let variable = [("${", '}'), ("<", '>')].iter().find_map(|(open, close)| {
                let name = rest.strip_prefix(open)?;
                let end = name.find(*close)?;
                Some((&name[..end], &name[end + 1..]))
            });
            if let Some((name, after)) = variable {
                match name {
                    // These are never empty and never of several parts.
                    "Partition" | "Region" | "Account" | "BucketName" => {
                        self.0.extend([Token::One(SEPARATORS), Token::Any(SEPARATORS)]);
                    }
                    _ => self.0.push(Token::Any(&[])),
                }
                rest = after;
                continue;
            }
            // Some forms have a literal `*` for what may be anything.
            self.0.push(if character == '*' {
                Token::Any(&[])
            } else {
                Token::Char(character)
            });
            rest = &rest[character.len_utf8()..];
        }
    }

    /// The same in small letters, for names that have no case.
    pub(super) fn folded(mut self) -> Pattern {
        for token in &mut self.0 {
            if let Token::Char(character) = token {
                *character = character.to_ascii_lowercase();
            }
        }
        self
    }

    /// Whether a text is of both patterns.
    pub(super) fn meets(&self, other: &Pattern) -> bool {
        let (left, right) = (&self.0, &other.0);
        // Which places of `right` the text can have come to, for each place of `left`.
        let mut reached = vec![false; right.len() + 1];
        reached[0] = true;
        for place in 0..=left.len() {
            let token = left.get(place).copied();
            let mut next = vec![false; right.len() + 1];
            for at in 0..=right.len() {
                if !reached[at] {
                    continue;
                }
                let beside = right.get(at).copied();
                if let Some(Token::Any(_)) = token {
                    next[at] = true;
                }
                if let Some(Token::Any(_)) = beside {
                    reached[at + 1] = true;
                }
                match (token, beside) {
                    (Some(Token::Any(barred)), Some(step)) if takes(barred, step) => reached[at + 1] = true,
                    (Some(step), Some(Token::Any(barred))) if takes(barred, step) => next[at] = true,
                    (Some(one), Some(step)) if is_same(one, step) => next[at + 1] = true,
                    _ => {}
                }
            }
            if place == left.len() {
                return reached[right.len()];
            }
            reached = next;
        }
        false
    }
}

/// Whether what may be any characters but `barred` can be what one step is.
fn takes(barred: &[char], step: Token) -> bool {
    match step {
        Token::Char(character) => !barred.contains(&character),
        Token::One(_) => true,
        Token::Any(_) => false,
    }
}

/// Whether two steps can be the same character.
fn is_same(one: Token, step: Token) -> bool {
    match (one, step) {
        (Token::Char(left), Token::Char(right)) => left == right,
        (Token::Char(character), Token::One(barred)) | (Token::One(barred), Token::Char(character)) => {
            !barred.contains(&character)
        }
        (Token::One(_), Token::One(_)) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    const BUCKET: &str = "arn:${Partition}:s3:::${BucketName}";
    const OBJECT: &str = "arn:${Partition}:s3:::${BucketName}/${ObjectName}";
    const QUEUE: &str = "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}";

    #[test]
    fn what_stands_in_a_policy_meets_the_forms_it_can_be_of() {
        for (text, form, meets) in [
            ("*", BUCKET, true),
            ("arn:aws:s3:::logs", BUCKET, true),
            ("arn:aws:s3:::logs", OBJECT, false),
            ("arn:aws:s3:::logs/*", OBJECT, true),
            ("arn:aws:s3:::logs/*", BUCKET, false),
            ("arn:aws:s3:::logs*", BUCKET, true),
            ("arn:aws:s3:::logs*", OBJECT, true),
            ("arn:aws:s3:::lo?s", BUCKET, true),
            ("arn:aws:s3:::lo?s", QUEUE, false),
            ("arn:aws:s3:::${aws:username}", BUCKET, true),
            ("arn:aws:s3:::${aws:username}/x", BUCKET, false),
            ("arn:aws:sqs:eu-west-1:123456789012:q", QUEUE, true),
            ("arn:aws:sqs:*:*:q", QUEUE, true),
            ("arn:aws:sqs:*", QUEUE, true),
            ("arn:aws:sqs::123456789012:q", QUEUE, false),
            ("arn:aws:sns:*:*:q", QUEUE, false),
            ("arn:*", QUEUE, true),
            ("", QUEUE, false),
        ] {
            let (text, form) = (Pattern::of_policy(text), Pattern::of_form(form));
            assert_eq!(text.meets(&form), meets, "{text:?} and {form:?}");
            assert_eq!(form.meets(&text), meets, "{form:?} and {text:?}");
        }
    }

    #[test]
    fn wildcards_on_both_sides_meet_where_they_can() {
        for (left, right, meets) in [
            ("", "", true),
            ("a", "", false),
            ("*", "", true),
            ("a*c", "*b*", true),
            ("a*", "*b", true),
            ("a*", "b*", false),
            ("?", "??", false),
            ("?*", "??", true),
            ("*a", "*b", false),
            ("*x*y*", "ayxa", false),
            ("*x*y*", "axya", true),
        ] {
            let (one, other) = (Pattern::of_policy(left), Pattern::of_policy(right));
            assert_eq!(one.meets(&other), meets, "{left} and {right}");
            assert_eq!(other.meets(&one), meets, "{right} and {left}");
        }
    }
}
