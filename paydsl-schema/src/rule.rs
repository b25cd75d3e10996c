//! What a provider demands of values beyond their types. Learnt from the provider's own validate call.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A demand on one value. A text is what a string holds; a number's text is its decimal notation.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "write", derive(serde::Serialize, serde::Deserialize))]
pub enum Rule {
    /// One of these texts or numbers.
    OneOf {
        /// The allowed ones, in the provider's order.
        values: Box<[Box<str>]>,
        /// Whether `enabled` passes for `ENABLED`.
        ignores_case: bool,
    },
    /// None of these texts.
    NoneOf(Box<[Box<str>]>),
    /// A number from `min` to `max`, both included.
    Range {
        /// The least.
        min: Option<f64>,
        /// The greatest.
        max: Option<f64>,
    },
    /// A number greater than this one.
    GreaterThan(f64),
    /// A number that this one divides.
    DivisibleBy(u64),
    /// A number without a fraction.
    Whole,
    /// A whole number of 32 bits.
    Whole32,
    /// A text from `min` to `max` long.
    Length {
        /// The least length.
        min: Option<u64>,
        /// The greatest length.
        max: Option<u64>,
        /// Whether bytes are counted, as Go's `len` does, or characters.
        unit: Unit,
    },
    /// A collection of `min` to `max` elements, where one is given.
    Items {
        /// The fewest elements.
        min: Option<u64>,
        /// The most elements.
        max: Option<u64>,
    },
    /// A text that the pattern, in Go's syntax of regular expressions, is found in; or is not, where `negated`.
    Pattern {
        /// The pattern.
        pattern: Box<str>,
        /// Whether it must not be found.
        negated: bool,
    },
    /// A text of a known form.
    Form(Form),
    /// A text that satisfies a sentence of the provider, the check behind which it does not show.
    Sentence(Box<str>),
    /// A collection, each element of which (of a map: each value) satisfies this.
    Each(Box<Rule>),
    /// A map, each key of which satisfies this.
    EachKey(Box<Rule>),
    /// A value that satisfies one of these, at least.
    Any(Box<[Rule]>),
    /// A value that cannot be given, whatever the schema says: an `id` that the provider makes.
    NotSettable,
    /// A value, or a block, that has to be given, whatever the schema says.
    Required,
}

/// What a text's length is counted in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "write", derive(serde::Serialize, serde::Deserialize))]
pub enum Unit {
    /// Bytes of its UTF-8.
    Bytes,
    /// Characters (Unicode scalar values).
    Characters,
}

/// The form of a text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "write", derive(serde::Serialize, serde::Deserialize))]
pub enum Form {
    /// An ARN, each part of which is of the right form.
    Arn,
    /// What begins as an ARN and has its six parts, whatever they hold.
    ArnParts,
    /// The twelve digits of an AWS account.
    AccountId,
    /// JSON.
    Json,
    /// A JSON object without repeated keys, as IAM's policies are.
    PolicyJson,
    /// Base64.
    Base64,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// An IP address.
    Ip,
    /// A network in CIDR notation, without host bits, its prefix from `min` to `max` bits.
    Cidr {
        /// The fewest bits.
        min: u8,
        /// The most bits.
        max: u8,
        /// Which addresses it is of.
        family: Family,
    },
    /// An RFC 3339 time.
    Timestamp,
    /// A Go duration: `1h30m`.
    Duration,
    /// A date and time in UTC: `2006-01-02T15:04:05Z`.
    UtcTimestamp,
    /// A time of day: `hh24:mi`.
    TimeOfDay,
    /// A daily window: `hh24:mi-hh24:mi`.
    DailyWindow,
    /// A weekly window: `ddd:hh24:mi-ddd:hh24:mi`.
    WeeklyWindow,
    /// A port's number; zero too, where it is allowed.
    Port {
        /// Whether zero passes.
        zero: bool,
    },
    /// A UUID.
    Uuid,
    /// A regular expression in Go's syntax.
    RegularExpression,
    /// A URL with one of the usual schemes.
    Url,
}

/// Which addresses a network is of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "write", derive(serde::Serialize, serde::Deserialize))]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
    /// Either.
    Any,
}

/// A demand on several arguments of a block. Members are paths from the block that holds it: `logging_config.log_group`; a
/// nested block's first one is meant.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "write", derive(serde::Serialize, serde::Deserialize))]
pub struct Combination {
    /// What is demanded.
    pub kind: CombinationKind,
    /// The arguments; of `RequiredWith` and `ConflictsWith` the first is the one that, given, demands or excludes the others.
    pub members: Box<[Box<str>]>,
}

/// What is demanded of several arguments.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "write", derive(serde::Serialize, serde::Deserialize))]
pub enum CombinationKind {
    /// One of them has to be given, and no more.
    ExactlyOneOf,
    /// One of them has to be given, at least.
    AtLeastOneOf,
    /// Where the first is given, all others have to be.
    RequiredWith,
    /// Where the first is given, none of the others may be.
    ConflictsWith,
}

/// What only plan refuses: a resource of which all the conditions hold.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "write", derive(serde::Serialize, serde::Deserialize))]
pub struct Refusal {
    /// The conditions; the first is on the argument to name the mistake by.
    pub conditions: Box<[Condition]>,
    /// Why, in the provider's words.
    pub message: Box<str>,
}

/// A condition on one argument of a resource.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "write", derive(serde::Serialize, serde::Deserialize))]
pub struct Condition {
    /// Its path from the resource: `scaling_config.min_size`; where there are several blocks, nothing is said.
    pub argument: Box<str>,
    /// What it has to be, for the condition to hold.
    pub state: State,
}

/// What an argument is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "write", derive(serde::Serialize, serde::Deserialize))]
pub enum State {
    /// Given, and neither zero, nor false, nor empty: some providers take these for absent.
    Given,
    /// Not given.
    Absent,
    /// One of these texts, numbers or truth values.
    OneOf {
        /// They.
        values: Box<[Box<str>]>,
        /// Whether the condition also holds where the argument is not given.
        or_absent: bool,
    },
}

/// The demands on a block's arguments, as they are written into an archive.
#[derive(Clone, PartialEq, Default, Debug)]
#[cfg_attr(feature = "write", derive(serde::Serialize, serde::Deserialize))]
pub struct BlockRules {
    /// On single arguments, and on nested blocks as collections (`Items`), by name.
    pub arguments: BTreeMap<Box<str>, Vec<Rule>>,
    /// On several at once.
    pub combinations: Vec<Combination>,
    /// What only plan refuses, of a resource as a whole.
    #[cfg_attr(feature = "write", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub refusals: Vec<Refusal>,
    /// In nested blocks, and in arguments that hold objects, by name; equal ones may be shared.
    pub blocks: BTreeMap<Box<str>, Arc<BlockRules>>,
}

impl BlockRules {
    /// Whether nothing is demanded.
    pub fn is_empty(&self) -> bool {
        self.arguments.values().all(Vec::is_empty)
            && self.combinations.is_empty()
            && self.refusals.is_empty()
            && self.blocks.values().all(|inner| inner.is_empty())
    }
}

/// All that was learnt of a provider, by the names of its types.
#[derive(Clone, PartialEq, Default, Debug)]
#[cfg_attr(feature = "write", derive(serde::Serialize, serde::Deserialize))]
pub struct Mined {
    /// Of the provider's own configuration.
    pub provider: BlockRules,
    /// Of resource types.
    pub resources: BTreeMap<Box<str>, BlockRules>,
    /// Of data sources.
    pub data_sources: BTreeMap<Box<str>, BlockRules>,
    /// Of ephemeral resource types.
    pub ephemeral: BTreeMap<Box<str>, BlockRules>,
}
