//! JSON, as Go reads it.

use std::collections::BTreeSet;

use super::super::judgement::Judgement;

/// Any JSON. Of an empty text the provider's checks say different things.
pub(super) fn json(text: &str) -> Judgement {
    if text.is_empty() {
        return Judgement::Undecidable;
    }
    let mut reader = Reader::new(text);
    match reader.whole() {
        Ok(()) if reader.has_doubts => Judgement::Undecidable,
        Ok(()) => Judgement::Valid,
        Err(TOO_DEEP) => Judgement::Undecidable,
        Err(reason) => Judgement::because(reader.at(reason)),
    }
}

/// A policy document: an object, no name in an object twice.
pub(super) fn policy(text: &str) -> Judgement {
    if text.is_empty() {
        return Judgement::because("it is empty");
    }
    let start = text.trim_start_matches([' ', '\t', '\r', '\n']);
    if !start.starts_with('{') {
        return Judgement::because("it does not begin with `{`");
    }
    let mut reader = Reader::new(text);
    match reader.whole() {
        Ok(()) if reader.has_repeated_names => Judgement::because("a name stands twice in an object"),
        // Names may be equal once their escapes are read.
        Ok(()) if reader.has_doubts || reader.has_escaped_names => Judgement::Undecidable,
        Ok(()) => Judgement::Valid,
        Err(TOO_DEEP) => Judgement::Undecidable,
        Err(reason) => Judgement::because(reader.at(reason)),
    }
}

struct Reader<'t> {
    text: &'t str,
    position: usize,
    depth: u32,
    /// Whether there is a number that may be too large.
    has_doubts: bool,
    has_repeated_names: bool,
    has_escaped_names: bool,
}

type Read = Result<(), &'static str>;

/// Why a reader gives up, rather than why it refuses.
const TOO_DEEP: &str = "it is nested too deep";

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Reader {
            text,
            position: 0,
            depth: 0,
            has_doubts: false,
            has_repeated_names: false,
            has_escaped_names: false,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.position += usize::from(is_next);
        is_next
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.position += 1;
        }
    }

    /// A reason with the line and column where the reader stopped.
    fn at(&self, reason: &str) -> String {
        let before = self.text.get(..self.position).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("line {line}, column {column}: {reason}")
    }

    fn whole(&mut self) -> Read {
        self.value()?;
        self.space();
        match self.peek() {
            None => Ok(()),
            Some(_) => Err("something stands behind the value"),
        }
    }

    fn value(&mut self) -> Read {
        self.space();
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            Some(_) => Err("a value is expected"),
            None => Err("it ends where a value is expected"),
        }
    }

    /// Go stops at a depth of 10,000; this reader, which calls itself, earlier.
    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Read) -> Read {
        if self.depth >= 200 {
            return Err(TOO_DEEP);
        }
        self.depth += 1;
        self.position += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn object(&mut self) -> Read {
        let mut names = BTreeSet::new();
        self.space();
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err("a name in double quotes is expected");
            }
            let start = self.position;
            self.string()?;
            let name = &self.text[start..self.position];
            self.has_escaped_names |= name.contains('\\');
            self.has_repeated_names |= !names.insert(name);
            self.space();
            if !self.take(b':') {
                return Err("a `:` is expected");
            }
            self.value()?;
            self.space();
            if self.take(b'}') {
                return Ok(());
            }
            if !self.take(b',') {
                return Err("a `,` or `}` is expected");
            }
        }
    }

    fn array(&mut self) -> Read {
        self.space();
        if self.take(b']') {
            return Ok(());
        }
        loop {
            self.value()?;
            self.space();
            if self.take(b']') {
                return Ok(());
            }
            if !self.take(b',') {
                return Err("a `,` or `]` is expected");
            }
        }
    }

    fn string(&mut self) -> Read {
        self.position += 1;
        loop {
            match self.peek() {
                None => return Err("a string is not closed"),
                Some(b'"') => {
                    self.position += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    self.position += 1;
                    match self.peek() {
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.position += 1,
                        Some(b'u') => {
                            self.position += 1;
                            for _ in 0..4 {
                                if !self.peek().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                                    return Err("four hexadecimal digits are expected");
                                }
                                self.position += 1;
                            }
                        }
                        _ => return Err("an escape is none of JSON's"),
                    }
                }
                Some(0..=0x1f) => return Err("a control character stands in a string"),
                Some(_) => self.position += 1,
            }
        }
    }

    fn number(&mut self) -> Read {
        let start = self.position;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits()?;
        }
        // A number that Go's floats do not hold is refused by some checks.
        self.has_doubts |= !self.text[start..self.position].parse::<f64>().is_ok_and(f64::is_finite);
        Ok(())
    }

    fn digits(&mut self) -> Read {
        let start = self.position;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.position += 1;
        }
        if self.position == start {
            return Err("a digit is expected");
        }
        Ok(())
    }

    fn word(&mut self, word: &str) -> Read {
        if !self.text[self.position..].starts_with(word) {
            return Err("a value is expected");
        }
        self.position += word.len();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn json_is_what_go_reads() {
        table(
            json,
            &[
                "{}",
                "[]",
                " {}\n",
                "\"x\"",
                "0",
                "-1.5e+3",
                "null",
                "{\"a\":1,\"a\":2}",
                "{\"a\":\"\\ud800\"}",
                "[{\"é\":[true,false]}]",
            ],
            &[
                "nul",
                "{} x",
                "{\"a\":\"\t\"}",
                "\u{feff}{}",
                "{'a':1}",
                "{a:1}",
                "[1,]",
                "{\"a\":1,}",
                "01",
                ".5",
                "5.",
                "1e",
                "+1",
                "NaN",
                "// x\n{}",
                "{\"a\"}",
                "[",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\u{a0}1",
            ],
            &["", "{\"a\":1e999}"],
        );
        assert_eq!(
            json("{\n  \"a\": 1,\n}"),
            Judgement::because("line 3, column 1: a name in double quotes is expected")
        );
    }

    #[test]
    fn policies_are_objects() {
        table(
            policy,
            &["{}", " {}", "{\"Statement\":[{\"Sid\":\"a\"},{\"Sid\":\"b\"}]}"],
            &[
                "",
                "[]",
                "x",
                "\"x\"",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"b\":1}}",
                "{",
            ],
            &["{\"a\":1,\"\\u0061\":2}", "{\"a\":1e999}"],
        );
    }

    #[test]
    fn depth_does_not_matter() {
        let deep = "[".repeat(100_000);
        assert_eq!(json(&deep), Judgement::Undecidable);
        assert_eq!(
            json(&format!("{}{}", "[".repeat(150), "]".repeat(150))),
            Judgement::Valid
        );
    }

    proptest! {
        #[test]
        fn json_is_that_of_another_implementation(text in r#"[\[\]{}",:0-9eE.+\-\\untrfalsé ]{1,12}"#) {
            let other = serde_json::from_str::<serde_json::Value>(&text);
            match json(&text) {
                Judgement::Valid => {
                    // The other one refuses half of a pair of surrogates.
                    let surrogate = other.as_ref().is_err_and(|error| error.to_string().contains("surrogate"));
                    prop_assert!(other.is_ok() || surrogate || text.contains("\\u"), "{}", text);
                }
                Judgement::Invalid(_) => prop_assert!(other.is_err(), "{}", text),
                Judgement::Undecidable => {}
            }
        }

        #[test]
        fn whatever_is_written_is_read(value in any::<String>(), keys in prop::collection::vec(any::<String>(), 0..4)) {
            let object: serde_json::Map<_, _> = keys.into_iter().map(|key| (key, serde_json::Value::from(value.clone()))).collect();
            let text = serde_json::to_string_pretty(&object).expect("writable");
            prop_assert_eq!(json(&text), Judgement::Valid);
            prop_assert_ne!(policy(&text), Judgement::invalid());
        }
    }
}
