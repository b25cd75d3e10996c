//! Writing rules; the reading side says how they are laid out.

use super::write::{Result, WriteError, Writer, number, small};
use crate::rule::{BlockRules, Combination, CombinationKind, Family, Form, Refusal, Rule, State, Unit};

impl Writer {
    /// The number of a rule list, one more than it is; 0 for none.
    pub(super) fn rules(&mut self, rules: Option<&Vec<Rule>>) -> u32 {
        match rules {
            Some(rules) if !rules.is_empty() => self.rule_list(rules) + 1,
            _ => 0,
        }
    }

    fn rule_list(&mut self, rules: &[Rule]) -> u32 {
        let mut bytes = Vec::new();
        number(&mut bytes, small(rules.len()));
        for rule in rules {
            self.rule(&mut bytes, rule);
        }
        self.rule_lists.add(bytes)
    }

    fn rule(&mut self, bytes: &mut Vec<u8>, rule: &Rule) {
        match rule {
            Rule::OneOf { values, ignores_case } => {
                bytes.push(u8::from(*ignores_case));
                self.texts(bytes, values);
            }
            Rule::NoneOf(values) => {
                bytes.push(2);
                self.texts(bytes, values);
            }
            Rule::Range { min, max } => {
                bytes.push(3);
                self.decimal(bytes, *min);
                self.decimal(bytes, *max);
            }
            Rule::GreaterThan(least) => {
                bytes.push(4);
                self.decimal(bytes, Some(*least));
            }
            Rule::DivisibleBy(divisor) => {
                bytes.push(5);
                long(bytes, *divisor);
            }
            Rule::Whole => bytes.push(6),
            Rule::Whole32 => bytes.push(7),
            Rule::Length { min, max, unit } => {
                bytes.push(match unit {
                    Unit::Bytes => 8,
                    Unit::Characters => 9,
                });
                present(bytes, *min);
                present(bytes, *max);
            }
            Rule::Items { min, max } => {
                bytes.push(10);
                present(bytes, *min);
                present(bytes, *max);
            }
            Rule::Pattern { pattern, negated } => {
                bytes.push(11 + u8::from(*negated));
                number(bytes, self.string(pattern));
            }
            Rule::Form(form) => {
                bytes.push(13);
                self::form(bytes, *form);
            }
            Rule::Sentence(sentence) => {
                bytes.push(14);
                number(bytes, self.string(sentence));
            }
            Rule::Each(inner) => {
                bytes.push(15);
                self.rule(bytes, inner);
            }
            Rule::EachKey(inner) => {
                bytes.push(16);
                self.rule(bytes, inner);
            }
            Rule::Any(rules) => {
                bytes.push(17);
                number(bytes, small(rules.len()));
                for rule in rules {
                    self.rule(bytes, rule);
                }
            }
            Rule::NotSettable => bytes.push(18),
            Rule::Required => bytes.push(19),
        }
    }

    fn texts(&mut self, bytes: &mut Vec<u8>, texts: &[Box<str>]) {
        number(bytes, small(texts.len()));
        for text in texts {
            number(bytes, self.string(text));
        }
    }

    fn decimal(&mut self, bytes: &mut Vec<u8>, decimal: Option<f64>) {
        match decimal {
            Some(decimal) => number(bytes, self.string(&decimal.to_string()) + 1),
            None => number(bytes, 0),
        }
    }

    pub(super) fn combinations(&mut self, bytes: &mut Vec<u8>, combinations: &[Combination]) {
        number(bytes, small(combinations.len()));
        for combination in combinations {
            bytes.push(match combination.kind {
                CombinationKind::ExactlyOneOf => 0,
                CombinationKind::AtLeastOneOf => 1,
                CombinationKind::RequiredWith => 2,
                CombinationKind::ConflictsWith => 3,
            });
            self.texts(bytes, &combination.members);
        }
    }

    /// Nothing for none, so that blocks without any are what they are without these.
    pub(super) fn refusals(&mut self, bytes: &mut Vec<u8>, refusals: &[Refusal]) {
        if refusals.is_empty() {
            return;
        }
        number(bytes, small(refusals.len()));
        for refusal in refusals {
            number(bytes, self.string(&refusal.message));
            number(bytes, small(refusal.conditions.len()));
            for condition in &refusal.conditions {
                number(bytes, self.string(&condition.argument));
                match &condition.state {
                    State::Given => bytes.push(0),
                    State::Absent => bytes.push(1),
                    State::OneOf { values, or_absent } => {
                        bytes.push(2 + u8::from(*or_absent));
                        self.texts(bytes, values);
                    }
                }
            }
        }
    }

    /// The number of the demands on the objects of an argument, one more than it is; 0 for none.
    pub(super) fn objects(&mut self, rules: Option<&BlockRules>) -> u32 {
        match rules {
            Some(rules) if !rules.is_empty() => self.object_of(rules) + 1,
            _ => 0,
        }
    }

    fn object_of(&mut self, rules: &BlockRules) -> u32 {
        let blocks: Vec<(u32, u32)> = rules
            .blocks
            .iter()
            .map(|(name, inner)| (self.string(name), self.object_of(inner)))
            .collect();
        let mut bytes = Vec::new();
        number(&mut bytes, small(rules.arguments.len()));
        for (name, rules) in &rules.arguments {
            number(&mut bytes, self.string(name));
            number(&mut bytes, self.rule_list(rules));
        }
        self.combinations(&mut bytes, &rules.combinations);
        number(&mut bytes, small(blocks.len()));
        for (name, inner) in blocks {
            number(&mut bytes, name);
            number(&mut bytes, inner);
        }
        self.object_rules.add(bytes)
    }
}

/// Refuses rules of what the schema does not have: they were mined from another version.
pub(super) fn has_all<'n>(
    path: &str,
    rules: &'n BlockRules,
    is_argument: impl Fn(&str) -> bool,
    is_block: impl Fn(&str) -> bool,
) -> Result<()> {
    let of_arguments = rules
        .arguments
        .keys()
        .filter(|name| !is_argument(name) && !is_block(name));
    let of_blocks = rules.blocks.keys().filter(|name| !is_argument(name) && !is_block(name));
    let of_refusals = rules
        .refusals
        .iter()
        .flat_map(|refusal| &refusal.conditions)
        .map(|condition| condition.argument.split('.').next().unwrap_or_default())
        .filter(|name| !is_argument(name) && !is_block(name));
    let of_others = of_arguments.chain(of_blocks).map(|name| &**name);
    match of_others.chain(of_refusals).next() {
        None => Ok(()),
        Some(name) => {
            let name: &'n str = name;
            Err(WriteError::new(format!(
                "rules were mined for {path}.{name}, which it does not have"
            )))
        }
    }
}

/// A number in seven-bit groups, least first.
fn long(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn present(bytes: &mut Vec<u8>, value: Option<u64>) {
    long(bytes, value.map_or(0, |value| value.saturating_add(1)));
}

fn form(bytes: &mut Vec<u8>, form: Form) {
    bytes.push(match form {
        Form::Arn => 0,
        Form::AccountId => 1,
        Form::Json => 2,
        Form::Base64 => 3,
        Form::Ipv4 => 4,
        Form::Ipv6 => 5,
        Form::Ip => 6,
        Form::Cidr { min, max, family } => {
            let family = match family {
                Family::V4 => 0,
                Family::V6 => 1,
                Family::Any => 2,
            };
            bytes.extend([7, min, max, family]);
            return;
        }
        Form::Timestamp => 8,
        Form::Duration => 9,
        Form::UtcTimestamp => 10,
        Form::TimeOfDay => 11,
        Form::DailyWindow => 12,
        Form::WeeklyWindow => 13,
        Form::Port { zero: false } => 14,
        Form::Port { zero: true } => 15,
        Form::Uuid => 16,
        Form::RegularExpression => 17,
        Form::Url => 18,
        Form::ArnParts => 19,
        Form::PolicyJson => 20,
    });
}
