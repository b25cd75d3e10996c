//! Texts as sequences of words, the commonest of which have the shortest numbers.

use std::collections::{BTreeMap, HashMap};

/// The words of a text. `${Name}` is one; else one ends before a capital letter, and letters, digits and signs are apart.
pub(super) fn split(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut before = None;
    let mut variable = false;
    for (position, character) in text.char_indices() {
        let opens = text[position..].starts_with("${");
        let is_new = match before {
            None => false,
            Some(_) if variable => before == Some('}'),
            Some(previous) => opens || class(previous) != class(character) && !is_capitalised(previous, character),
        };
        if is_new {
            words.push(&text[start..position]);
            start = position;
        }
        if is_new || before.is_none() {
            variable = opens;
        }
        before = Some(character);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

/// A capital letter begins the word that goes on in small ones.
fn is_capitalised(previous: char, character: char) -> bool {
    previous.is_ascii_uppercase() && character.is_ascii_lowercase()
}

fn class(character: char) -> u8 {
    match character {
        'a'..='z' => 0,
        'A'..='Z' => 1,
        '0'..='9' => 2,
        _ => 3,
    }
}

/// The words of many texts, numbered.
#[derive(Default)]
pub(super) struct Words {
    counts: BTreeMap<String, usize>,
    numbers: HashMap<String, u32>,
}

impl Words {
    /// Counts a text's words.
    pub(super) fn count(&mut self, text: &str) {
        for word in split(text) {
            *self.counts.entry(word.to_owned()).or_default() += 1;
        }
    }

    /// Numbers what was counted, the commonest first; returns the words in that order.
    pub(super) fn number(&mut self) -> Vec<String> {
        let mut sorted: Vec<(&String, &usize)> = self.counts.iter().collect();
        sorted.sort_by(|left, right| right.1.cmp(left.1).then(left.0.cmp(right.0)));
        let words: Vec<String> = sorted.into_iter().map(|(word, _)| word.clone()).collect();
        let numbered = words.iter().cloned().zip(0u32..);
        self.numbers = numbered.collect();
        words
    }

    /// A text as the numbers of its words, all of which were counted.
    pub(super) fn numbers(&self, text: &str) -> Vec<u32> {
        let words = split(text).into_iter();
        words.filter_map(|word| self.numbers.get(word).copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn words_begin_with_capitals_and_variables_are_one() {
        for (text, words) in [
            ("", &[][..]),
            ("GetObject", &["Get", "Object"][..]),
            ("DescribeDBClusters", &["Describe", "DBClusters"]),
            ("s3:x-amz-acl", &["s", "3", ":", "x", "-", "amz", "-", "acl"]),
            ("${Region}:${Account}", &["${Region}", ":", "${Account}"]),
            ("arn:${Partition}:s3", &["arn", ":", "${Partition}", ":", "s", "3"]),
        ] {
            assert_eq!(split(text), words);
            assert_eq!(split(text).concat(), text);
        }
    }
}
