//! Patterns in Go's syntax of regular expressions.
//!
//! They are translated into what the regular expressions of this crate take, each character class spelt out, so that
//! nothing depends on where the two differ. What is not understood in full is undecidable.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use regex_lite::{Regex, RegexBuilder};

use super::judgement::{Judgement, Scalar};

pub(super) fn pattern(pattern: &str, negated: bool, value: Scalar<'_>) -> Judgement {
    let Scalar::Text(text) = value else {
        return Judgement::Undecidable;
    };
    let Some(compiled) = &*compiled(pattern) else {
        return Judgement::Undecidable;
    };
    if compiled.ascii_only && !text.is_ascii() {
        return Judgement::Undecidable;
    }
    Judgement::certain(compiled.regex.is_match(text) != negated)
}

/// Whether Go would compile it.
pub(super) fn is_pattern(text: &str) -> Judgement {
    match translate(text) {
        Ok(_) => Judgement::perhaps(compiled(text).is_some()),
        Err(Refusal::Malformed(why)) => Judgement::because(why),
        Err(Refusal::Unsupported) => Judgement::Undecidable,
    }
}

/// A pattern with each character that is no letter or digit, and each range of a class, written by its number; `None` where
/// it is not understood.
///
/// Also, whether it is right for ASCII only.
pub(super) fn in_plain_syntax(pattern: &str) -> Option<(String, bool)> {
    translate(pattern)
        .ok()
        .map(|translated| (translated.text, translated.ascii_only))
}

struct Compiled {
    regex: Regex,
    /// Whether it is right for ASCII only: it names classes of Unicode, or folds cases.
    ascii_only: bool,
}

/// Each pattern is compiled once: an editor asks at every key stroke.
fn compiled(pattern: &str) -> Arc<Option<Compiled>> {
    type Cache = HashMap<Box<str>, Arc<Option<Compiled>>>;
    static CACHE: OnceLock<Mutex<Cache>> = OnceLock::new();
    let cache = CACHE.get_or_init(Mutex::default);
    if let Some(known) = cache.lock().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return Arc::clone(known);
    }
    let compiled = Arc::new(compile(pattern));
    let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(cache.entry(pattern.into()).or_insert(compiled))
}

fn compile(pattern: &str) -> Option<Compiled> {
    let translated = translate(pattern).ok()?;
    let regex = RegexBuilder::new(&translated.text).build().ok()?;
    Some(Compiled {
        regex,
        ascii_only: translated.ascii_only,
    })
}

/// Why a pattern is not translated.
#[derive(Clone, PartialEq, Debug)]
enum Refusal {
    /// Go refuses it too.
    Malformed(&'static str),
    /// It is not understood here.
    Unsupported,
}

#[derive(Default)]
struct Translated {
    text: String,
    ascii_only: bool,
}

fn translate(pattern: &str) -> Result<Translated, Refusal> {
    let mut translator = Translator {
        rest: pattern,
        out: Translated::default(),
        open: 0,
    };
    translator.all()?;
    Ok(translator.out)
}

/// Characters, by their first and last.
type Ranges = Vec<(char, char)>;

struct Translator<'p> {
    rest: &'p str,
    out: Translated,
    open: usize,
}

impl Translator<'_> {
    fn next(&mut self) -> Option<char> {
        let first = self.rest.chars().next()?;
        self.rest = &self.rest[first.len_utf8()..];
        Some(first)
    }

    fn take(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn all(&mut self) -> Result<(), Refusal> {
        // Whether there is something that may be repeated.
        let mut repeatable = false;
        while let Some(first) = self.next() {
            match first {
                '\\' => repeatable = self.escape(repeatable)?,
                '[' => {
                    self.class()?;
                    repeatable = true;
                }
                '(' => repeatable = self.group()?,
                ')' => {
                    self.open = self.open.checked_sub(1).ok_or(Refusal::Malformed("a `)` has no `(`"))?;
                    self.out.text.push(')');
                    repeatable = true;
                }
                '|' => {
                    self.out.text.push('|');
                    repeatable = false;
                }
                '*' | '+' | '?' => {
                    self.repeated(&first.to_string(), repeatable)?;
                    repeatable = false;
                }
                '{' => match self.bounds()? {
                    Some(bounds) => {
                        self.repeated(&bounds, repeatable)?;
                        repeatable = false;
                    }
                    None => {
                        self.literal('{');
                        repeatable = true;
                    }
                },
                '^' | '$' | '.' => {
                    self.out.text.push(first);
                    repeatable = true;
                }
                other => {
                    self.literal(other);
                    repeatable = true;
                }
            }
        }
        if self.open > 0 {
            return Err(Refusal::Malformed("a `(` is not closed"));
        }
        Ok(())
    }

    fn repeated(&mut self, operator: &str, repeatable: bool) -> Result<(), Refusal> {
        if !repeatable {
            // Behind another operator Go refuses it, and elsewhere too; but not in all versions.
            return Err(Refusal::Unsupported);
        }
        self.out.text.push_str(operator);
        if self.take("?") {
            self.out.text.push('?');
        }
        Ok(())
    }

    /// `{n}`, `{n,}` or `{n,m}`; anything else stands for itself.
    fn bounds(&mut self) -> Result<Option<String>, Refusal> {
        let Some((inside, _)) = self.rest.split_once('}') else {
            return Ok(None);
        };
        let is_number = |text: &str| {
            !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_digit())
                && (text.len() == 1 || !text.starts_with('0'))
        };
        let (least, most) = match inside.split_once(',') {
            Some((least, most)) => (least, most),
            None => (inside, inside),
        };
        if !is_number(least) || !(most.is_empty() || is_number(most)) {
            return Ok(None);
        }
        let small = |text: &str| text.is_empty() || text.parse::<u32>().is_ok_and(|number| number <= 1000);
        if !small(least) || !small(most) {
            return Err(Refusal::Malformed("a repetition of more than 1000"));
        }
        let bounds = format!("{{{inside}}}");
        self.rest = &self.rest[inside.len() + 1..];
        Ok(Some(bounds))
    }

    /// Behind a `(`. Whether what follows may be repeated.
    fn group(&mut self) -> Result<bool, Refusal> {
        self.out.text.push('(');
        if !self.take("?") {
            self.open += 1;
            return Ok(false);
        }
        if self.take("P<") || self.take("<") {
            // Names do not matter to whether it matches.
            let (name, rest) = self
                .rest
                .split_once('>')
                .ok_or(Refusal::Malformed("a group's name is not closed"))?;
            if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                return Err(Refusal::Unsupported);
            }
            self.rest = rest;
            self.open += 1;
            return Ok(false);
        }
        self.out.text.push('?');
        loop {
            match self.next() {
                Some(flag @ ('i' | 'm' | 's' | 'U' | '-')) => {
                    self.out.ascii_only |= flag == 'i';
                    self.out.text.push(flag);
                }
                Some(':') => {
                    self.open += 1;
                    self.out.text.push(':');
                    return Ok(false);
                }
                Some(')') => {
                    self.out.text.push(')');
                    return Ok(false);
                }
                _ => return Err(Refusal::Unsupported),
            }
        }
    }

    /// Behind a `\`, outside a class. Whether what it stands for may be repeated.
    fn escape(&mut self, repeatable: bool) -> Result<bool, Refusal> {
        if self.take("Q") {
            let (quoted, rest) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
            self.rest = rest;
            for character in quoted.chars() {
                self.literal(character);
            }
            return Ok(repeatable || !quoted.is_empty());
        }
        for boundary in ["A", "b", "B", "z"] {
            if self.take(boundary) {
                self.out.text.push('\\');
                self.out.text.push_str(boundary);
                return Ok(true);
            }
        }
        if let Some((ranges, negated)) = self.named_class()? {
            self.put_class(&ranges, negated)?;
        } else {
            let character = self.character()?;
            self.literal(character);
        }
        Ok(true)
    }

    /// `\d`, `\pL` and the like, behind the `\`.
    fn named_class(&mut self) -> Result<Option<(Ranges, bool)>, Refusal> {
        let negated = self.rest.starts_with(|c: char| c.is_ascii_uppercase());
        let ranges = match self.rest.chars().next() {
            Some('d' | 'D') => vec![('0', '9')],
            Some('s' | 'S') => vec![('\t', '\n'), ('\u{c}', '\r'), (' ', ' ')],
            Some('w' | 'W') => vec![('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
            Some('p' | 'P') => {
                self.next();
                return self.unicode_class(negated).map(Some);
            }
            _ => return Ok(None),
        };
        self.next();
        Ok(Some((ranges, negated)))
    }

    /// A class of Unicode, as far as ASCII goes.
    fn unicode_class(&mut self, mut negated: bool) -> Result<(Ranges, bool), Refusal> {
        let name = if self.take("{") {
            let (name, rest) = self
                .rest
                .split_once('}')
                .ok_or(Refusal::Malformed("a class's name is not closed"))?;
            self.rest = rest;
            name
        } else {
            let length = self.rest.chars().next().map_or(0, char::len_utf8);
            let (name, rest) = self.rest.split_at(length);
            self.rest = rest;
            name
        };
        let name = match name.strip_prefix('^') {
            Some(name) => {
                negated = !negated;
                name
            }
            None => name,
        };
        self.out.ascii_only = true;
        let ranges = match name {
            "L" | "Latin" => vec![('A', 'Z'), ('a', 'z')],
            "Lu" => vec![('A', 'Z')],
            "Ll" => vec![('a', 'z')],
            "N" | "Nd" => vec![('0', '9')],
            "Z" | "Zs" => vec![(' ', ' ')],
            "M" | "Mn" | "Mc" | "Me" | "Lt" | "Lm" | "Lo" | "Nl" | "No" | "Zl" | "Zp" | "Cf" | "Co" => vec![],
            "P" => vec![
                ('!', '#'),
                ('%', '*'),
                (',', '/'),
                (':', ';'),
                ('?', '@'),
                ('[', ']'),
                ('_', '_'),
                ('{', '{'),
                ('}', '}'),
            ],
            "S" => vec![
                ('$', '$'),
                ('+', '+'),
                ('<', '>'),
                ('^', '^'),
                ('`', '`'),
                ('|', '|'),
                ('~', '~'),
            ],
            "C" | "Cc" => vec![('\0', '\u{1f}'), ('\u{7f}', '\u{7f}')],
            _ => return Err(Refusal::Unsupported),
        };
        Ok((ranges, negated))
    }

    /// A single character behind a `\`.
    fn character(&mut self) -> Result<char, Refusal> {
        let first = self.next().ok_or(Refusal::Malformed("it ends in a `\\`"))?;
        Ok(match first {
            'a' => '\u{7}',
            'f' => '\u{c}',
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'v' => '\u{b}',
            'x' => return self.hexadecimal(),
            '0' => {
                let digits: String = self
                    .rest
                    .chars()
                    .take(2)
                    .take_while(|c| ('0'..='7').contains(c))
                    .collect();
                self.rest = &self.rest[digits.len()..];
                let code = u32::from_str_radix(&format!("0{digits}"), 8).map_err(|_| Refusal::Unsupported)?;
                char::from_u32(code).ok_or(Refusal::Unsupported)?
            }
            other if other.is_ascii() && !other.is_ascii_alphanumeric() => other,
            _ => return Err(Refusal::Unsupported),
        })
    }

    fn hexadecimal(&mut self) -> Result<char, Refusal> {
        let digits = if self.take("{") {
            let (digits, rest) = self.rest.split_once('}').ok_or(Refusal::Unsupported)?;
            self.rest = rest;
            digits
        } else {
            let digits = self.rest.get(..2).ok_or(Refusal::Unsupported)?;
            self.rest = &self.rest[2..];
            digits
        };
        if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Refusal::Unsupported);
        }
        let code = u32::from_str_radix(digits, 16).map_err(|_| Refusal::Unsupported)?;
        char::from_u32(code).ok_or(Refusal::Unsupported)
    }

    /// Behind a `[`.
    fn class(&mut self) -> Result<(), Refusal> {
        let negated = self.take("^");
        let mut ranges: Ranges = Vec::new();
        let mut first = true;
        loop {
            if self.rest.is_empty() {
                return Err(Refusal::Malformed("a `[` is not closed"));
            }
            if !first && self.take("]") {
                break;
            }
            first = false;
            if self.rest.starts_with("[:") && self.rest.contains(":]") {
                ranges.extend(self.posix_class()?);
                continue;
            }
            if self.rest.starts_with('\\') {
                let before = self.rest;
                self.next();
                if let Some((inner, negated)) = self.named_class()? {
                    ranges.extend(if negated { complement(&inner) } else { inner });
                    continue;
                }
                self.rest = before;
            }
            let low = self.class_character()?;
            let mut high = low;
            if self.rest.starts_with('-') && !self.rest.starts_with("-]") && self.rest.len() > 1 {
                self.next();
                high = self.class_character()?;
            }
            if high < low {
                return Err(Refusal::Malformed("a range of characters is turned round"));
            }
            ranges.push((low, high));
        }
        self.put_class(&ranges, negated)
    }

    fn class_character(&mut self) -> Result<char, Refusal> {
        match self.next() {
            Some('\\') => self.character(),
            Some(character) => Ok(character),
            None => Err(Refusal::Malformed("a `[` is not closed")),
        }
    }

    fn posix_class(&mut self) -> Result<Ranges, Refusal> {
        let (name, rest) = self.rest.split_once(":]").ok_or(Refusal::Unsupported)?;
        let name = name.strip_prefix("[:").ok_or(Refusal::Unsupported)?;
        let (name, negated) = match name.strip_prefix('^') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let ranges = match name {
            "alnum" => vec![('0', '9'), ('A', 'Z'), ('a', 'z')],
            "alpha" => vec![('A', 'Z'), ('a', 'z')],
            "ascii" => vec![('\0', '\u{7f}')],
            "blank" => vec![('\t', '\t'), (' ', ' ')],
            "cntrl" => vec![('\0', '\u{1f}'), ('\u{7f}', '\u{7f}')],
            "digit" => vec![('0', '9')],
            "graph" => vec![('!', '~')],
            "lower" => vec![('a', 'z')],
            "print" => vec![(' ', '~')],
            "punct" => vec![('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
            "space" => vec![('\t', '\r'), (' ', ' ')],
            "upper" => vec![('A', 'Z')],
            "word" => vec![('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
            "xdigit" => vec![('0', '9'), ('A', 'F'), ('a', 'f')],
            _ => return Err(Refusal::Unsupported),
        };
        self.rest = rest;
        Ok(if negated { complement(&ranges) } else { ranges })
    }

    /// Writes a class. One of no characters is none that can be written.
    fn put_class(&mut self, ranges: &[(char, char)], negated: bool) -> Result<(), Refusal> {
        let complemented;
        let ranges = if negated {
            complemented = complement(ranges);
            &complemented[..]
        } else {
            ranges
        };
        if ranges.is_empty() {
            return Err(Refusal::Unsupported);
        }
        self.out.text.push('[');
        for (low, high) in ranges {
            let range = format!("\\x{{{:x}}}-\\x{{{:x}}}", u32::from(*low), u32::from(*high));
            self.out.text.push_str(&range);
        }
        self.out.text.push(']');
        Ok(())
    }

    fn literal(&mut self, character: char) {
        if character.is_ascii_alphanumeric() {
            self.out.text.push(character);
        } else {
            self.out.text.push_str(&format!("\\x{{{:x}}}", u32::from(character)));
        }
    }
}

/// All other characters.
fn complement(ranges: &[(char, char)]) -> Ranges {
    let mut sorted = ranges.to_vec();
    sorted.sort_unstable();
    let mut rest = Vec::new();
    let mut next = Some('\0');
    for (low, high) in sorted {
        let Some(start) = next else { break };
        if start < low
            && let Some(before) = (start..low).next_back()
        {
            rest.push((start, before));
        }
        if high >= start {
            next = (high..=char::MAX).nth(1);
        }
    }
    if let Some(start) = next {
        rest.push((start, char::MAX));
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matches(pattern: &str, text: &str) -> Option<bool> {
        match super::pattern(pattern, false, Scalar::Text(text)) {
            Judgement::Valid => Some(true),
            Judgement::Invalid(_) => Some(false),
            Judgement::Undecidable => None,
        }
    }

    #[test]
    fn go_s_syntax_is_understood() {
        for (pattern, accepted, refused) in [
            (r"^[0-9A-Za-z_-]+$", "a-B_9", "a b"),
            (r"^[\w.-]{1,3}$", "a.b", "a.b."),
            (r"a{,2}", "a{,2}", "aa"),
            (r"^[a[]+$", "[a", "]"),
            (r"^[]a]+$", "]a", "[a"),
            (r"^[^]a]+$", "b", "a"),
            (r"^[+--]$", ",", "."),
            (r"^[a\-z]+$", "-z", "b"),
            (r"^[[:alnum:]_]+$", "a_1", "-"),
            (r"^[[:^digit:]]+$", "ab", "a1"),
            (r"^\Qa.b\E+$", "a.bb", "axb"),
            (r"^\x41\x{42}\0103?$", "AB\u{8}3", "ab"),
            (r"^(?i)arn:.+", "ARN:x", "ar:x"),
            (r"^(?P<name>a|b)+$", "abab", "abc"),
            (r"^a\_b\/c$", "a_b/c", "a_bc"),
            (r"^[\S]+$", "é", "a b"),
            (r"^\s$", "\t", "\u{b}"),
            (r"^.$", "a", "\n"),
            (r"^(?s).$", "\n", "ab"),
            (r"^[^a]$", "\n", "a"),
            (r"^\d+$", "12", "١"),
            (r"^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$", "Name: a/b", "a*"),
            (r"^\PL+$", "123", "1a"),
            (r"^[^\pP]+$", "ab$", "a!"),
            (r"^}]$", "}]", "}"),
            (r"^(?:x*|y)$", "", "z"),
        ] {
            assert_eq!(matches(pattern, accepted), Some(true), "{pattern} {accepted:?}");
            assert_eq!(matches(pattern, refused), Some(false), "{pattern} {refused:?}");
        }
    }

    #[test]
    fn the_end_is_the_end() {
        assert_eq!(matches(r"^a$", "a\n"), Some(false));
        assert_eq!(matches(r"(?m)^a$", "b\na\nc"), Some(true));
    }

    #[test]
    fn what_is_not_understood_is_undecidable() {
        for pattern in [
            r"\C",
            r"\p{Greek}",
            r"a**",
            r"(?x)a",
            r"\1",
            r"\103",
            "(a",
            "[a",
            "a)",
            r"\",
        ] {
            assert_eq!(matches(pattern, "a"), None, "{pattern}");
        }
        // Unicode's classes are known for ASCII.
        assert_eq!(matches(r"^\p{L}+$", "é"), None);
        assert_eq!(matches(r"^(?i)k$", "\u{212a}"), None);
        assert_eq!(super::pattern("^a$", true, Scalar::Text("a")), Judgement::invalid());
        assert_eq!(super::pattern("^a$", true, Scalar::Text("b")), Judgement::Valid);
    }

    #[test]
    fn broken_patterns_are_told() {
        for (text, valid) in [
            ("^a+$", true),
            ("(a", false),
            ("a)", false),
            ("[a", false),
            ("a\\", false),
            ("[z-a]", false),
        ] {
            let judged = is_pattern(text);
            assert_eq!(judged == Judgement::Valid, valid, "{text} {judged:?}");
            assert_eq!(matches!(judged, Judgement::Invalid(_)), !valid, "{text} {judged:?}");
        }
        assert_eq!(is_pattern("a**"), Judgement::Undecidable);
    }

    /// What Go and the `regex` crate read alike.
    fn common() -> impl Strategy<Value = String> {
        let atom = prop::sample::select(vec![
            "a",
            "b",
            "0",
            ".",
            "[a-c]",
            "[^a-c]",
            "[a-c0-9_.-]",
            "[0-9]",
            r"\.",
            r"\-",
            "[[:alpha:]]",
            r"\n",
            "(?:ab)",
            "é",
        ]);
        let repeated = (
            atom,
            prop::sample::select(vec!["", "*", "+", "?", "{2}", "{1,2}", "*?"]),
        )
            .prop_map(|(atom, operator)| format!("{atom}{operator}"));
        let sequence = prop::collection::vec(repeated, 0..5).prop_map(|parts| parts.concat());
        (prop::collection::vec(sequence, 1..3), any::<bool>(), any::<bool>()).prop_map(|(all, start, end)| {
            let all = all.join("|");
            format!(
                "{}(?:{all}){}",
                if start { "^" } else { "" },
                if end { "$" } else { "" }
            )
        })
    }

    proptest! {
        #[test]
        fn patterns_match_as_those_of_another_implementation(pattern in common(), text in "[a-d0-9_.éß\n-]{0,6}") {
            let other = regex::Regex::new(&pattern).expect("a pattern for `regex`");
            prop_assert_eq!(matches(&pattern, &text), Some(other.is_match(&text)), "{}", pattern);
        }

        #[test]
        fn no_pattern_panics(pattern in r"[a-c\\\[\](){}^$.|*+?\-:PpQEdwx0-9,é<>i]{0,20}", text in any::<String>()) {
            let _ = matches(&pattern, &text);
            let _ = is_pattern(&pattern);
        }
    }
}
