//! Templates: texts with interpolations and directives.

use super::cursor::Cursor;
use super::{Expression, Kind, Part, Position, SyntaxError, TemplateFor, expression};

/// A template as it is read, before `if` and `for` are joined to their ends.
pub(super) enum Token {
    Text(String),
    Value(Expression),
    If(Expression),
    Else,
    EndIf,
    For(Box<(Option<Box<str>>, Box<str>, Expression)>),
    EndFor,
}

/// Reads a quoted template.
pub(super) fn quoted(cursor: &mut Cursor<'_>) -> Result<Expression, SyntaxError> {
    let at = cursor.position();
    let start = cursor.at;
    cursor.at += 1;
    let mut tokens = Tokens::default();
    loop {
        let rest = cursor.rest().as_bytes();
        match rest.first() {
            None | Some(b'\n') => return Err(cursor.error_at(start, "the closing quote of this string is missing")),
            Some(b'"') => {
                cursor.at += 1;
                return finish(tokens.all, at);
            }
            Some(b'\\') => {
                let character = escape(cursor)?;
                tokens.text(&character.to_string());
            }
            Some(b'$' | b'%') if sequence(cursor, &mut tokens)? => {}
            Some(_) => {
                let length = rest
                    .iter()
                    .skip(1)
                    .position(|byte| matches!(byte, b'"' | b'\\' | b'$' | b'%' | b'\n'))
                    .map_or(rest.len(), |length| length + 1);
                tokens.text(&cursor.rest()[..length]);
                cursor.at += length;
            }
        }
    }
}

/// Reads all of a text as a template without quotes or escapes.
pub(super) fn bare(cursor: &mut Cursor<'_>, at: Position) -> Result<Expression, SyntaxError> {
    let mut tokens = Tokens::default();
    while let Some(byte) = cursor.peek() {
        if matches!(byte, b'$' | b'%') && sequence(cursor, &mut tokens)? {
            continue;
        }
        let length = until_sequence(cursor.rest());
        tokens.text(&cursor.rest()[..length]);
        cursor.at += length;
    }
    finish(tokens.all, at)
}

/// How long a text is to the next character that may begin a sequence, itself passed over.
pub(super) fn until_sequence(text: &str) -> usize {
    let bytes = text.as_bytes().iter().skip(1);
    bytes
        .clone()
        .position(|byte| matches!(byte, b'$' | b'%'))
        .map_or(text.len(), |length| length + 1)
}

/// Reads a quoted text without templates, as a label is.
pub(super) fn literal(cursor: &mut Cursor<'_>) -> Result<Box<str>, SyntaxError> {
    let start = cursor.at;
    match quoted(cursor)?.kind {
        Kind::Text(text) => Ok(text),
        _ => Err(cursor.error_at(start, "there can be no template here")),
    }
}

/// What is read, and whether the space that follows is cut off.
#[derive(Default)]
pub(super) struct Tokens {
    pub(super) all: Vec<Token>,
    trims: bool,
    /// Whether the last text is at its end, and what follows is another.
    closed: bool,
}

impl Tokens {
    pub(super) fn text(&mut self, text: &str) {
        let text = if self.trims { text.trim_start() } else { text };
        self.trims &= text.is_empty();
        match self.all.last_mut() {
            Some(Token::Text(last)) if !self.closed => last.push_str(text),
            _ => self.all.push(Token::Text(text.to_owned())),
        }
        self.closed = false;
    }

    /// Ends the text: in a heredoc, each line is for itself.
    pub(super) fn end_text(&mut self) {
        self.closed = true;
        self.trims = false;
    }

    fn push(&mut self, token: Token, trims_before: bool, trims_after: bool) {
        if let (true, Some(Token::Text(text))) = (trims_before, self.all.last_mut()) {
            text.truncate(text.trim_end().len());
        }
        self.all.push(token);
        self.trims = trims_after;
        self.closed = false;
    }
}

/// Reads what begins with `$` or `%`, if it is more than that character.
pub(super) fn sequence(cursor: &mut Cursor<'_>, tokens: &mut Tokens) -> Result<bool, SyntaxError> {
    for (escaped, plain) in [("$${", "${"), ("%%{", "%{")] {
        if cursor.eat(escaped) {
            tokens.text(plain);
            return Ok(true);
        }
    }
    let is_directive = cursor.starts("%{");
    if !is_directive && !cursor.starts("${") {
        return Ok(false);
    }
    let start = cursor.at;
    cursor.at += 2;
    let trims_before = cursor.eat("~");
    let token = cursor.bracketed(|cursor| {
        cursor.space();
        let token = match is_directive {
            true => directive(cursor)?,
            false => Token::Value(expression::expression(cursor)?),
        };
        cursor.space();
        Ok(token)
    })?;
    let trims_after = cursor.eat("~");
    if !cursor.eat("}") {
        return Err(match cursor.peek() {
            None => cursor.error_at(start, "the closing brace `}` of this template sequence is missing"),
            Some(_) => cursor.expected("the closing brace `}` of a template sequence"),
        });
    }
    tokens.push(token, trims_before, trims_after);
    Ok(true)
}

fn directive(cursor: &mut Cursor<'_>) -> Result<Token, SyntaxError> {
    if cursor.eat_word("if") {
        return Ok(Token::If(expression::expression(cursor)?));
    }
    for (word, token) in [
        ("else", Token::Else),
        ("endif", Token::EndIf),
        ("endfor", Token::EndFor),
    ] {
        if cursor.eat_word(word) {
            return Ok(token);
        }
    }
    if cursor.starts("for") {
        return Ok(Token::For(Box::new(expression::intro(cursor)?)));
    }
    Err(cursor.expected("`if`, `else`, `endif`, `for` or `endfor`"))
}

/// Joins tokens to a template; a text alone is a text, and an interpolation alone is what it holds.
pub(super) fn finish(tokens: Vec<Token>, at: Position) -> Result<Expression, SyntaxError> {
    let unbalanced = || SyntaxError {
        at,
        message: "the directives `if`, `else`, `for` and their ends do not belong together in this template".to_owned(),
    };
    let mut tokens = tokens.into_iter();
    let (mut parts, end) = parts(&mut tokens, 0).ok_or_else(unbalanced)?;
    if end != End::Text {
        return Err(unbalanced());
    }
    let kind = match (parts.pop(), parts.is_empty()) {
        (None, _) => Kind::Text("".into()),
        (Some(Part::Text(text)), true) => Kind::Text(text),
        // In an object's key a name alone would be the key itself.
        (Some(Part::Value(value)), true) => Kind::Access(Box::new(value), Vec::new()),
        (Some(last), _) => {
            parts.push(last);
            Kind::Template(parts)
        }
    };
    Ok(Expression { kind, at })
}

#[derive(PartialEq, Eq)]
enum End {
    Text,
    Else,
    If,
    For,
}

/// The parts to the end of a directive; nothing if ends do not match.
fn parts(tokens: &mut std::vec::IntoIter<Token>, depth: usize) -> Option<(Vec<Part>, End)> {
    if depth > 64 {
        return None;
    }
    let mut all = Vec::new();
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) if text.is_empty() => {}
            Token::Text(text) => match all.last_mut() {
                Some(Part::Text(last)) => *last = format!("{last}{text}").into(),
                _ => all.push(Part::Text(text.into())),
            },
            Token::Value(value) => all.push(Part::Value(value)),
            Token::If(condition) => {
                let (yes, mut end) = parts(tokens, depth + 1)?;
                let mut no = Vec::new();
                if end == End::Else {
                    (no, end) = parts(tokens, depth + 1)?;
                }
                if end != End::If {
                    return None;
                }
                all.push(Part::If(condition, yes, no));
            }
            Token::For(intro) => {
                let (key_name, value_name, collection) = *intro;
                let (body, end) = parts(tokens, depth + 1)?;
                if end != End::For {
                    return None;
                }
                all.push(Part::For(Box::new(TemplateFor {
                    key_name,
                    value_name,
                    collection,
                    body,
                })));
            }
            Token::Else => return Some((all, End::Else)),
            Token::EndIf => return Some((all, End::If)),
            Token::EndFor => return Some((all, End::For)),
        }
    }
    Some((all, End::Text))
}

fn escape(cursor: &mut Cursor<'_>) -> Result<char, SyntaxError> {
    let start = cursor.at;
    cursor.at += 2;
    let digits = match cursor.text.as_bytes().get(start + 1) {
        Some(b'n') => return Ok('\n'),
        Some(b'r') => return Ok('\r'),
        Some(b't') => return Ok('\t'),
        Some(b'"') => return Ok('"'),
        Some(b'\\') => return Ok('\\'),
        Some(b'u') => 4,
        Some(b'U') => 8,
        _ => {
            cursor.at = start;
            return Err(cursor.error("there is no such escape: write `\\\\` for a backslash"));
        }
    };
    let number = cursor.text.get(cursor.at..cursor.at + digits);
    let character = number
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .and_then(|digits| char::from_u32(u32::from_str_radix(digits, 16).ok()?));
    match character {
        Some(character) => {
            cursor.at += digits;
            Ok(character)
        }
        None => Err(cursor.error_at(
            start,
            format!("this escape needs {digits} hexadecimal digits of a character"),
        )),
    }
}
