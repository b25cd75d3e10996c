//! A place in a text, and the smallest steps from it.

use super::{Position, SyntaxError};

/// How deep expressions and blocks may nest. Far more than anybody writes, far less than the stack holds.
const MOST_DEPTH: u32 = 128;

/// A place in a text that is being read.
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    /// Whether a line's end ends an expression, as it does outside of parentheses and brackets.
    pub(super) lines_end: bool,
    file: u32,
    /// Where everything stands, if not where it is in `text`: a template in JSON stands where its string does.
    fixed: Option<Position>,
    depth: u32,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str, file: u32) -> Self {
        Cursor {
            text,
            at: 0,
            lines_end: true,
            file,
            fixed: None,
            depth: 0,
        }
    }

    pub(super) fn within(text: &'t str, at: Position) -> Self {
        Cursor {
            fixed: Some(at),
            ..Cursor::new(text, at.file)
        }
    }

    pub(super) fn position(&self) -> Position {
        self.position_of(self.at)
    }

    pub(super) fn position_of(&self, offset: usize) -> Position {
        self.fixed.unwrap_or(Position {
            file: self.file,
            offset: u32::try_from(offset).unwrap_or(u32::MAX),
        })
    }

    pub(super) fn error(&self, message: impl Into<String>) -> SyntaxError {
        SyntaxError {
            at: self.position(),
            message: message.into(),
        }
    }

    pub(super) fn error_at(&self, offset: usize, message: impl Into<String>) -> SyntaxError {
        SyntaxError {
            at: self.position_of(offset),
            message: message.into(),
        }
    }

    /// What is there, for a message.
    pub(super) fn expected(&self, what: &str) -> SyntaxError {
        match self.rest().chars().next() {
            None => self.error(format!("{what} is missing: the text ends here")),
            Some('\n' | '\r') => self.error(format!("{what} is missing: the line ends here")),
            Some(found) => self.error(format!("{what} is expected here, not {:?}", found.to_string())),
        }
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn peek_second(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at + 1).copied()
    }

    pub(super) fn starts(&self, with: &str) -> bool {
        self.text.as_bytes()[self.at..].starts_with(with.as_bytes())
    }

    /// Passes these bytes, if they are there.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let there = self.starts(text);
        if there {
            self.at += text.len();
        }
        there
    }

    /// Passes this word, if it is there and no longer one.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let there = self.starts(word) && !self.rest()[word.len()..].starts_with(is_identifier);
        if there {
            self.at += word.len();
        }
        there
    }

    /// Passes spaces and comments; ends of lines too where they mean nothing.
    pub(super) fn space(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\r') if self.peek_second() == Some(b'\n') && self.lines_end => return,
                Some(b'\n' | b'\r') if !self.lines_end => self.at += 1,
                Some(b'#') if !self.lines_end => self.line(),
                Some(b'/') => match self.peek_second() {
                    Some(b'/') if !self.lines_end => self.line(),
                    Some(b'*') => match self.text[self.at + 2..].find("*/") {
                        Some(length) => self.at += length + 4,
                        None => return,
                    },
                    _ => return,
                },
                _ => return,
            }
        }
    }

    /// Passes spaces, comments and the ends of lines.
    pub(super) fn space_and_lines(&mut self) {
        let lines_end = std::mem::replace(&mut self.lines_end, false);
        self.space();
        self.lines_end = lines_end;
    }

    /// Whether a line ends here, after spaces and a comment.
    pub(super) fn is_line_end(&self) -> bool {
        match self.peek() {
            None | Some(b'\n' | b'#') => true,
            Some(b'\r') => self.peek_second() == Some(b'\n'),
            Some(b'/') => self.peek_second() == Some(b'/'),
            _ => false,
        }
    }

    fn line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.text.len() - self.at);
    }

    pub(super) fn identifier(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let first = rest.chars().next()?;
        if !first.is_alphabetic() && first != '_' {
            return None;
        }
        let length = rest.find(|c| !is_identifier(c)).unwrap_or(rest.len());
        self.at += length;
        Some(&rest[..length])
    }

    /// Reads something nested with `read`.
    pub(super) fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        if self.depth >= MOST_DEPTH {
            return Err(self.error("this is nested too deeply"));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Reads with `read` what is between brackets, where ends of lines mean nothing.
    pub(super) fn bracketed<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        self.lines(false, read)
    }

    /// Reads with `read`, while ends of lines do or do not end expressions.
    pub(super) fn lines<T>(
        &mut self,
        end: bool,
        read: impl FnOnce(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        let before = std::mem::replace(&mut self.lines_end, end);
        let result = read(self);
        self.lines_end = before;
        result
    }
}

fn is_identifier(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}
