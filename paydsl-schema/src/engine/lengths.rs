//! The length of texts.

use super::judgement::{Judgement, Scalar};
use crate::rule::Unit;

pub(super) fn length(min: Option<u64>, max: Option<u64>, unit: Unit, value: Scalar<'_>) -> Judgement {
    let Scalar::Text(text) = value else {
        return Judgement::Undecidable;
    };
    let length = match unit {
        Unit::Bytes => text.len(),
        Unit::Characters => text.chars().count(),
    } as u64;
    if is_within(length, min, max) {
        return Judgement::Valid;
    }
    let noun = match unit {
        Unit::Bytes if text.is_ascii() => "",
        Unit::Bytes => " bytes",
        Unit::Characters => "",
    };
    Judgement::because(format!("it has {length}{noun}"))
}

pub(super) fn is_within(number: u64, min: Option<u64>, max: Option<u64>) -> bool {
    min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_characters_are_told_apart() {
        let judge = |text: &str, unit| length(Some(1), Some(3), unit, Scalar::Text(text)) == Judgement::Valid;
        for (text, bytes, characters) in [
            ("", false, false),
            ("a", true, true),
            ("abc", true, true),
            ("abcd", false, false),
            ("ééé", false, true),
            ("é", true, true),
            ("💳", false, true),
            // A letter and a combining accent are two characters.
            ("e\u{301}e\u{301}", false, false),
        ] {
            assert_eq!(judge(text, Unit::Bytes), bytes, "{text:?}");
            assert_eq!(judge(text, Unit::Characters), characters, "{text:?}");
        }
        assert_eq!(length(None, None, Unit::Bytes, Scalar::Text("")), Judgement::Valid);
        assert_eq!(
            length(None, Some(2), Unit::Bytes, Scalar::Text("é€")),
            Judgement::because("it has 5 bytes")
        );
    }
}
