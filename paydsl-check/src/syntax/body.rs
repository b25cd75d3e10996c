//! Bodies of the native syntax: arguments and blocks.

use std::collections::HashSet;

use super::cursor::Cursor;
use super::{Block, Body, Content, Label, Member, SyntaxError, expression, template};

/// Reads a whole file.
pub(crate) fn parse_body(text: &str, file: u32) -> Result<Body, SyntaxError> {
    let mut cursor = Cursor::new(text, file);
    cursor.eat("\u{feff}");
    let mut body = Body {
        at: cursor.position(),
        ..Body::default()
    };
    body.members = members(&mut cursor, false)?;
    Ok(body)
}

/// The members of a body, to its closing brace or to the end of the file.
fn members(cursor: &mut Cursor<'_>, nested: bool) -> Result<Vec<Member>, SyntaxError> {
    let mut members = Vec::new();
    let mut arguments = HashSet::new();
    loop {
        cursor.space_and_lines();
        match cursor.peek() {
            None if !nested => return Ok(members),
            Some(b'}') if nested => {
                cursor.at += 1;
                return Ok(members);
            }
            None => return Err(cursor.error("a closing brace `}` is missing: the file ends here")),
            Some(_) => {}
        }
        let start = cursor.at;
        let member = member(cursor)?;
        if matches!(member.content, Content::Argument(_)) && !arguments.insert(member.name.clone()) {
            return Err(cursor.error_at(start, format!("`{}` is given twice", member.name)));
        }
        members.push(member);
        cursor.space();
        if !cursor.is_line_end() {
            return Err(cursor.expected("the end of the line"));
        }
    }
}

fn member(cursor: &mut Cursor<'_>) -> Result<Member, SyntaxError> {
    let at = cursor.position();
    let Some(name) = cursor.identifier() else {
        return Err(cursor.expected("the name of an argument or a block"));
    };
    cursor.space();
    if cursor.peek() == Some(b'=') && cursor.peek_second() != Some(b'=') {
        return argument(cursor, name, at);
    }
    let labels = labels(cursor)?;
    if !cursor.eat("{") {
        return Err(cursor.expected("`=` or the opening brace `{` of a block"));
    }
    let members = cursor.nested(|cursor| inside(cursor))?;
    Ok(Member {
        name: name.into(),
        at,
        content: Content::Block(Block {
            labels,
            body: Body { members, at },
        }),
    })
}

fn argument(cursor: &mut Cursor<'_>, name: &str, at: super::Position) -> Result<Member, SyntaxError> {
    cursor.at += 1;
    let value = cursor.lines(true, expression::expression)?;
    Ok(Member {
        name: name.into(),
        at,
        content: Content::Argument(value),
    })
}

fn labels(cursor: &mut Cursor<'_>) -> Result<Vec<Label>, SyntaxError> {
    let mut labels = Vec::new();
    loop {
        cursor.space();
        let at = cursor.position();
        let text = if cursor.peek() == Some(b'"') {
            template::literal(cursor)?
        } else if let Some(name) = cursor.identifier() {
            name.into()
        } else {
            return Ok(labels);
        };
        labels.push(Label { text, at });
    }
}

/// What is between a block's braces; on one line, that is at most one argument.
fn inside(cursor: &mut Cursor<'_>) -> Result<Vec<Member>, SyntaxError> {
    cursor.space();
    if cursor.is_line_end() {
        return members(cursor, true);
    }
    if cursor.eat("}") {
        return Ok(Vec::new());
    }
    let only = member(cursor)?;
    if matches!(only.content, Content::Block(_)) {
        return Err(cursor.error("a block within a block stands on lines of its own"));
    }
    cursor.space();
    if !cursor.eat("}") {
        return Err(cursor.expected("the closing brace `}` of a block on one line"));
    }
    Ok(vec![only])
}
