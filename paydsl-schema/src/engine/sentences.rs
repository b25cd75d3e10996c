//! Sentences behind which a provider hides its check: what those that are known stand for.

use super::judgement::{Judgement, Scalar};

/// What a sentence demands. One that is not known is undecidable.
pub(super) fn sentence(sentence: &str, value: Scalar<'_>) -> Judgement {
    let Scalar::Text(text) = value else {
        return Judgement::Undecidable;
    };
    match PATTERNS.binary_search_by(|(known, _)| (*known).cmp(sentence)) {
        Ok(position) => PATTERNS.get(position).map_or(Judgement::Undecidable, |(_, pattern)| {
            super::pattern::pattern(pattern, false, Scalar::Text(text))
        }),
        Err(_) => Judgement::Undecidable,
    }
}

/// Sentences, sorted, each with the pattern that it stands for wherever it is found.
const PATTERNS: &[(&str, &str)] = &[];
