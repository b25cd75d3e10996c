//! How an archive holds what a provider demands: rules, combinations, what only plan refuses, and the demands on objects.
//!
//! ```text
//! list         count  rule*
//! rule         tag:u8  what the tag says
//! combination  kind:u8  count  member:string*
//! refusals     nothing, or count refusal*
//! refusal      message:string count condition*
//! condition    argument:string state:u8  what the state says
//! object       count (name:string list)*  count combination*  count (name:string object)*
//! ```
//!
//! Numbers that may be absent are one more than they are, or 0; decimals are strings.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Section;
use super::contents::Contents;
use super::cursor::Cursor;
use crate::rule::{BlockRules, Combination, CombinationKind, Condition, Family, Form, Refusal, Rule, State, Unit};

/// How deep rules stand in each other at most, so that damage nests nothing for ever.
const DEPTH: u32 = 16;

impl Contents {
    /// The rule list with a number; none where the archive is damaged.
    pub(crate) fn rules(&'static self, number: u32) -> &'static [Rule] {
        match self.rule_lists.get(number as usize) {
            Some(cell) => cell.get_or_init(|| self.decode_rules(number).unwrap_or_default().into()),
            None => &[],
        }
    }

    fn decode_rules(&self, number: u32) -> Option<Vec<Rule>> {
        let mut cursor = Cursor::new(self.entry(Section::RuleLists, number)?);
        (0..cursor.number()?)
            .map(|_| self.decode_rule(&mut cursor, 0))
            .collect()
    }

    fn decode_rule(&self, cursor: &mut Cursor<'_>, depth: u32) -> Option<Rule> {
        if depth > DEPTH {
            return None;
        }
        Some(match cursor.byte()? {
            tag @ (0 | 1) => Rule::OneOf {
                values: self.texts(cursor)?,
                ignores_case: tag == 1,
            },
            2 => Rule::NoneOf(self.texts(cursor)?),
            3 => Rule::Range {
                min: self.decimal(cursor)?,
                max: self.decimal(cursor)?,
            },
            4 => Rule::GreaterThan(self.decimal(cursor)??),
            5 => Rule::DivisibleBy(cursor.long()?),
            6 => Rule::Whole,
            7 => Rule::Whole32,
            tag @ (8 | 9) => Rule::Length {
                min: absent(cursor.long()?),
                max: absent(cursor.long()?),
                unit: if tag == 8 { Unit::Bytes } else { Unit::Characters },
            },
            10 => Rule::Items {
                min: absent(cursor.long()?),
                max: absent(cursor.long()?),
            },
            tag @ (11 | 12) => Rule::Pattern {
                pattern: self.text(cursor)?,
                negated: tag == 12,
            },
            13 => Rule::Form(form(cursor)?),
            14 => Rule::Sentence(self.text(cursor)?),
            15 => Rule::Each(Box::new(self.decode_rule(cursor, depth + 1)?)),
            16 => Rule::EachKey(Box::new(self.decode_rule(cursor, depth + 1)?)),
            17 => Rule::Any(
                (0..cursor.number()?)
                    .map(|_| self.decode_rule(cursor, depth + 1))
                    .collect::<Option<_>>()?,
            ),
            18 => Rule::NotSettable,
            19 => Rule::Required,
            _ => return None,
        })
    }

    fn text(&self, cursor: &mut Cursor<'_>) -> Option<Box<str>> {
        Some(self.string(cursor.number()?)?.into())
    }

    fn texts(&self, cursor: &mut Cursor<'_>) -> Option<Box<[Box<str>]>> {
        (0..cursor.number()?).map(|_| self.text(cursor)).collect()
    }

    /// A decimal, which may be absent.
    fn decimal(&self, cursor: &mut Cursor<'_>) -> Option<Option<f64>> {
        match cursor.number()?.checked_sub(1) {
            Some(string) => Some(Some(self.string(string)?.parse().ok()?)),
            None => Some(None),
        }
    }

    pub(crate) fn decode_combinations(&self, cursor: &mut Cursor<'_>) -> Option<Vec<Combination>> {
        let combination = |cursor: &mut Cursor<'_>| {
            let kind = match cursor.byte()? {
                0 => CombinationKind::ExactlyOneOf,
                1 => CombinationKind::AtLeastOneOf,
                2 => CombinationKind::RequiredWith,
                3 => CombinationKind::ConflictsWith,
                _ => return None,
            };
            let members = self.texts(cursor)?;
            Some(Combination { kind, members })
        };
        (0..cursor.number()?).map(|_| combination(cursor)).collect()
    }

    /// What stands at the end of a block, where there is anything.
    pub(crate) fn decode_refusals(&self, cursor: &mut Cursor<'_>) -> Option<Vec<Refusal>> {
        if cursor.is_at_end() {
            return Some(Vec::new());
        }
        let condition = |cursor: &mut Cursor<'_>| {
            let argument = self.text(cursor)?;
            let state = match cursor.byte()? {
                0 => State::Given,
                1 => State::Absent,
                tag @ (2 | 3) => State::OneOf {
                    values: self.texts(cursor)?,
                    or_absent: tag == 3,
                },
                _ => return None,
            };
            Some(Condition { argument, state })
        };
        let refusal = |cursor: &mut Cursor<'_>| {
            let message = self.text(cursor)?;
            let conditions = (0..cursor.number()?)
                .map(|_| condition(cursor))
                .collect::<Option<_>>()?;
            Some(Refusal { conditions, message })
        };
        (0..cursor.number()?).map(|_| refusal(cursor)).collect()
    }

    /// The demands on the objects with a number; none where the archive is damaged.
    pub(crate) fn object_rules(&self, number: u32) -> Option<&Arc<BlockRules>> {
        let cell = self.object_rules.get(number as usize)?;
        Some(cell.get_or_init(|| Arc::new(self.decode_object(number).unwrap_or_default())))
    }

    fn decode_object(&self, number: u32) -> Option<BlockRules> {
        let mut cursor = Cursor::new(self.entry(Section::ObjectRules, number)?);
        let mut arguments = BTreeMap::new();
        for _ in 0..cursor.number()? {
            let name = self.text(&mut cursor)?;
            arguments.insert(name, self.decode_rules(cursor.number()?)?);
        }
        let combinations = self.decode_combinations(&mut cursor)?;
        let mut blocks = BTreeMap::new();
        for _ in 0..cursor.number()? {
            let name = self.text(&mut cursor)?;
            // Inner ones are written first, so what names itself is damage.
            let inner = cursor.number().filter(|inner| *inner < number)?;
            blocks.insert(name, Arc::clone(self.object_rules(inner)?));
        }
        Some(BlockRules {
            arguments,
            combinations,
            // Of resources as a whole only.
            refusals: Vec::new(),
            blocks,
        })
    }
}

fn absent(number: u64) -> Option<u64> {
    number.checked_sub(1)
}

fn form(cursor: &mut Cursor<'_>) -> Option<Form> {
    Some(match cursor.byte()? {
        0 => Form::Arn,
        1 => Form::AccountId,
        2 => Form::Json,
        3 => Form::Base64,
        4 => Form::Ipv4,
        5 => Form::Ipv6,
        6 => Form::Ip,
        7 => Form::Cidr {
            min: cursor.byte()?,
            max: cursor.byte()?,
            family: match cursor.byte()? {
                0 => Family::V4,
                1 => Family::V6,
                2 => Family::Any,
                _ => return None,
            },
        },
        8 => Form::Timestamp,
        9 => Form::Duration,
        10 => Form::UtcTimestamp,
        11 => Form::TimeOfDay,
        12 => Form::DailyWindow,
        13 => Form::WeeklyWindow,
        14 => Form::Port { zero: false },
        15 => Form::Port { zero: true },
        16 => Form::Uuid,
        17 => Form::RegularExpression,
        18 => Form::Url,
        19 => Form::ArnParts,
        20 => Form::PolicyJson,
        _ => return None,
    })
}
