//! Heredocs: templates over several lines.

use super::cursor::Cursor;
use super::template::{Token, Tokens, finish, sequence, until_sequence};
use super::{Expression, SyntaxError};

/// Reads a heredoc, `<<END` or `<<-END`.
pub(super) fn heredoc(cursor: &mut Cursor<'_>) -> Result<Expression, SyntaxError> {
    let at = cursor.position();
    let start = cursor.at;
    cursor.at += 2;
    let is_indented = cursor.eat("-");
    let Some(delimiter) = cursor.identifier() else {
        return Err(cursor.expected("the word that ends this heredoc"));
    };
    if !cursor.eat("\r\n") && !cursor.eat("\n") {
        return Err(cursor.expected("the end of the line"));
    }
    let mut tokens = Tokens::default();
    let mut at_line_start = true;
    loop {
        if std::mem::take(&mut at_line_start) && is_end(cursor, delimiter) {
            break;
        }
        match cursor.peek() {
            None => return Err(cursor.error_at(start, format!("the end of this heredoc is missing: {delimiter}"))),
            Some(b'$' | b'%') if sequence(cursor, &mut tokens)? => {}
            Some(_) => {
                let rest = cursor.rest();
                let line = rest.find('\n').map_or(rest.len(), |length| length + 1);
                let length = until_sequence(&rest[..line]);
                tokens.text(&rest[..length]);
                cursor.at += length;
                if rest[..length].ends_with('\n') {
                    tokens.end_text();
                    at_line_start = true;
                }
            }
        }
    }
    if is_indented {
        outdent(&mut tokens.all);
    }
    finish(tokens.all, at)
}

/// Whether the line is the end; then it is passed but for its own end.
fn is_end(cursor: &mut Cursor<'_>, delimiter: &str) -> bool {
    let rest = cursor.rest();
    let line = rest.lines().next().unwrap_or_default();
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    let is_end = line[indent..].trim_end() == delimiter;
    // An argument of a function may end so as well: `EOF)` does not.
    if is_end {
        cursor.at += indent + delimiter.len();
    }
    is_end
}

/// Takes from each line the indentation that all have.
fn outdent(tokens: &mut [Token]) {
    let mut is_start = true;
    let mut least = usize::MAX;
    let mut starts = Vec::new();
    for (number, token) in tokens.iter().enumerate() {
        let Token::Text(text) = token else {
            if std::mem::take(&mut is_start) {
                least = 0;
            }
            continue;
        };
        if is_start {
            let spaces = text.chars().take_while(|c| c.is_whitespace()).count();
            let is_blank = spaces == text.chars().count() && text.ends_with('\n');
            if !is_blank {
                least = least.min(spaces);
                starts.push(number);
            }
        }
        is_start = text.ends_with('\n');
    }
    for number in starts {
        if let Some(Token::Text(text)) = tokens.get_mut(number) {
            *text = text.chars().skip(least).collect();
        }
    }
}
