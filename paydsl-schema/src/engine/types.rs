//! Values against types, converted as Terraform converts them.

use std::borrow::Cow;

use super::configuration::{Node, Value};
use super::judgement::Scalar;
use super::number::Number;
use super::violation::{Class, Place};
use super::{Checker, words};
use crate::rule::{BlockRules, Rule};
use crate::schema::{Attribute, Field, Type};
use crate::suggest::suggest;

/// How a value stands to a type.
pub(super) enum Fit<'v, T> {
    /// It says nothing: `null` or unknown.
    Nothing,
    /// A string; numbers and bools are written out.
    Text(Cow<'v, str>),
    Number(Cow<'v, Number>),
    Bool(bool),
    List(&'v [Node<T>]),
    Map(&'v [(Box<str>, Node<T>)]),
    /// It is of another type.
    Other,
    /// It cannot be told.
    Unclear,
}

impl<T> Fit<'_, T> {
    pub(super) fn scalar(&self) -> Option<Scalar<'_>> {
        match self {
            Fit::Text(text) => Some(Scalar::Text(text)),
            Fit::Number(number) => Some(Scalar::Number(number)),
            Fit::Bool(truth) => Some(Scalar::Bool(*truth)),
            _ => None,
        }
    }
}

/// The value as one of a type.
pub(super) fn fit<'v, T>(ty: &Type, node: &'v Node<T>) -> Fit<'v, T> {
    match (ty, &node.value) {
        (_, Value::Null | Value::Unknown | Value::Reference(_)) => Fit::Nothing,
        (Type::String, Value::Text(text)) if is_normalized(text) => Fit::Text(Cow::Borrowed(text)),
        (Type::String, Value::Text(_)) => Fit::Unclear,
        (Type::String, Value::Number(number)) if number.is_written_out() => Fit::Text(Cow::Owned(number.to_string())),
        (Type::String, Value::Number(_)) => Fit::Unclear,
        (Type::String, Value::Bool(truth)) => Fit::Text(Cow::Borrowed(if *truth { "true" } else { "false" })),
        (Type::Number, Value::Number(number)) => Fit::Number(Cow::Borrowed(number)),
        (Type::Number, Value::Text(text)) => match Number::parse(text) {
            Some(number) => Fit::Number(Cow::Owned(number)),
            // Terraform reads powers of two as well, `1p3`, and exponents of any size.
            None if may_be_number(text) => Fit::Unclear,
            None => Fit::Other,
        },
        (Type::Bool, Value::Bool(truth)) => Fit::Bool(*truth),
        (Type::Bool, Value::Text(text)) => match &**text {
            "true" | "1" => Fit::Bool(true),
            "false" | "0" => Fit::Bool(false),
            _ => Fit::Other,
        },
        (Type::List(_) | Type::Set(_) | Type::Tuple(_), Value::List(elements)) => Fit::List(elements),
        (Type::Map(_) | Type::Object(_), Value::Map(entries)) => Fit::Map(entries),
        (Type::Dynamic, _) => Fit::Unclear,
        _ => Fit::Other,
    }
}

/// Whether a text has the form of a number: a sign, digits with a point, an exponent.
fn may_be_number(text: &str) -> bool {
    let unsigned = |text: &str| text.strip_prefix(['+', '-']).unwrap_or(text).to_owned();
    let mut parts = text.splitn(2, ['e', 'E', 'p', 'P']);
    let mantissa = unsigned(parts.next().unwrap_or_default());
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(&mantissa.replacen('.', "", 1)) && parts.next().is_none_or(|exponent| is_digits(&unsigned(exponent)))
}

impl<T: Clone> Checker<T> {
    /// A value of an argument, or of a part of one.
    pub(super) fn argument(
        &mut self,
        ty: &Type,
        rules: &[Rule],
        objects: Option<&BlockRules>,
        node: &Node<T>,
        place: &Place<'_>,
    ) {
        let place = &place.sensitive(node.sensitive);
        if let Value::Reference(reference) = &node.value {
            return self.reference(ty, rules, reference, &node.tag, place);
        }
        match fit(ty, node) {
            Fit::Nothing | Fit::Unclear => return,
            Fit::Other => {
                let rule = format!("must be {}", words::wanted(ty));
                let given = words::given(&node.value);
                return self.report(place, &node.tag, Class::Type, rule, Some(given), None);
            }
            Fit::List(elements) => {
                let place = place.deferred(node.has_unknown());
                for (position, element) in elements.iter().enumerate() {
                    if let Some(ty) = element_type(ty, position) {
                        self.argument(ty, &[], objects, element, &place.index(position));
                    }
                }
            }
            Fit::Map(entries) => {
                let place = place.deferred(node.has_unknown());
                match ty {
                    Type::Object(fields) => self.object(fields, objects, entries, node, &place, true),
                    _ => {
                        for (key, value) in entries {
                            if let Some(ty) = element_type(ty, 0) {
                                self.argument(ty, &[], objects, value, &place.key(key));
                            }
                        }
                    }
                }
            }
            Fit::Text(_) | Fit::Number(_) | Fit::Bool(_) => {}
        }
        self.rules(rules, ty, node, place);
    }

    /// Objects that are written as blocks: what is not written is `null`.
    pub(super) fn blocks_as_objects(&mut self, attribute: &Attribute, value: &Node<T>, place: &Place<'_>) {
        let (Type::List(element) | Type::Set(element)) = &attribute.ty else {
            return self.invalid(place, &value.tag, Class::Type, "is an argument, not a block");
        };
        let (Type::Object(fields), Value::List(blocks)) = (&**element, &value.value) else {
            return self.invalid(place, &value.tag, Class::Type, "is an argument, not a block");
        };
        let deferred = place.deferred(value.has_unknown());
        for (position, block) in blocks.iter().enumerate() {
            if let Value::Map(entries) = &block.value {
                let place = deferred.index(position);
                self.object(fields, attribute.object_rules(), entries, block, &place, false);
            }
        }
        self.rules(attribute.rules(), &attribute.ty, value, place);
    }

    /// The attributes of an object. In an expression of a plain object type all of them have to be there.
    fn object(
        &mut self,
        fields: &[Field],
        rules: Option<&BlockRules>,
        entries: &[(Box<str>, Node<T>)],
        node: &Node<T>,
        place: &Place<'_>,
        whole: bool,
    ) {
        let has_own_schema = fields
            .iter()
            .any(|field| field.required || field.optional || field.computed);
        for (name, value) in entries {
            let below = place.name(name);
            let Some(field) = fields.iter().find(|field| field.name == *name) else {
                // In an expression Terraform drops what the type does not have.
                if !whole {
                    let near = suggest(name, fields.iter().map(|field| &*field.name));
                    let near = near.first().map(|near| format!("`{near}`"));
                    let rule = "is no argument here".to_owned();
                    self.report(&below, &value.tag, Class::Name, rule, None, near);
                }
                continue;
            };
            let below = below.sensitive(field.sensitive);
            let is_given = !matches!(value.value, Value::Null);
            let demands = rules
                .and_then(|rules| rules.arguments.get(name))
                .map_or(&[][..], Vec::as_slice);
            let is_computed = field.computed && !field.optional && !field.required;
            if is_given && (is_computed || demands.contains(&Rule::NotSettable)) {
                let rule = "is set by the provider and cannot be given";
                self.invalid(&below, &value.tag, Class::Settable, rule);
                continue;
            }
            let inner = rules.and_then(|rules| rules.blocks.get(name)).map(|inner| &**inner);
            self.argument(&field.ty, demands, inner, value, &below);
        }
        for field in fields {
            let given = entries.iter().find(|(name, _)| *name == field.name);
            let demanded = rules
                .and_then(|rules| rules.arguments.get(&field.name))
                .is_some_and(|rules| rules.contains(&Rule::Required));
            let missing = match given {
                None => field.required || demanded || whole && !has_own_schema,
                Some((_, value)) => (field.required || demanded) && matches!(value.value, Value::Null),
            };
            if missing {
                let tag = given.map_or(&node.tag, |(_, value)| &value.tag);
                let rule = format!("has to be given: {}", words::wanted(&field.ty));
                self.invalid(&place.name(&field.name), tag, Class::Required, rule);
            }
        }
        if let Some(rules) = rules {
            self.combinations_of_object(&rules.combinations, entries, node, place);
        }
    }
}

/// Whether a text is in Unicode's normal form C, into which Terraform brings all of them, so far as that is told without
/// tables: by letters that nothing composes with.
pub fn is_normalized(text: &str) -> bool {
    let is_stable = |c: char| {
        matches!(c,
            // Latin, Cyrillic
            '\0'..='\u{2ff}' | '\u{400}'..='\u{482}' | '\u{48a}'..='\u{52f}'
            // Hebrew, Arabic and Thai letters and digits
            | '\u{5d0}'..='\u{5ea}' | '\u{621}'..='\u{64a}' | '\u{660}'..='\u{669}' | '\u{e01}'..='\u{e30}'
            // Punctuation, currencies, arrows and symbols
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20c0}' | '\u{2190}'..='\u{2211}'
            | '\u{2500}'..='\u{27bf}'
            // Chinese, Japanese and Korean
            | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
            | '\u{1f300}'..='\u{1faff}')
    };
    text.is_ascii() || text.chars().all(is_stable)
}

/// The type of the elements of a collection.
pub(super) fn element_type(ty: &Type, position: usize) -> Option<&Type> {
    match ty {
        Type::List(element) | Type::Set(element) | Type::Map(element) => Some(element),
        Type::Tuple(elements) => elements.get(position),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_normalized;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn common_texts_are_told_to_be_normalized() {
        for text in ["", "plain", "é ß ж 漢字 かな 한글 😀 € – …"] {
            assert!(is_normalized(text), "{text}");
        }
        // A letter with an accent of its own becomes one, the Kelvin sign a K.
        for text in ["e\u{301}", "\u{212a}", "\u{1100}\u{1161}", "\u{37e}"] {
            assert!(!is_normalized(text), "{text}");
        }
    }

    #[test]
    fn each_letter_that_counts_as_normalized_is() {
        for c in ('\0'..=char::MAX).filter(|c| is_normalized(&c.to_string())) {
            assert!(c.to_string().nfc().eq([c]), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn what_counts_as_normalized_is(text in "(\\PC|[\u{c0}-\u{17f}\u{1100}-\u{11ff}\u{300}-\u{36f}\u{3041}-\u{3099}\u{ac00}-\u{ac20}]){0,6}") {
            if is_normalized(&text) {
                prop_assert_eq!(text.nfc().collect::<String>(), text);
            }
        }
    }
}
