//! Expressions of the native syntax.

use paydsl_schema::engine::Number;

use super::cursor::Cursor;
use super::{BinaryOperator, Call, Expression, For, Kind, Position, Step, SyntaxError, UnaryOperator};
use super::{heredoc, template};

/// How many operators may follow each other: a tree is as deep as that.
const MOST_OPERATORS: usize = 200;

/// The operators by how closely they bind, the loosest first.
const LEVELS: [&[(&str, BinaryOperator)]; 6] = [
    &[("||", BinaryOperator::Or)],
    &[("&&", BinaryOperator::And)],
    &[("==", BinaryOperator::Equal), ("!=", BinaryOperator::NotEqual)],
    &[
        (">=", BinaryOperator::GreaterOrEqual),
        ("<=", BinaryOperator::LessOrEqual),
        (">", BinaryOperator::Greater),
        ("<", BinaryOperator::Less),
    ],
    &[("+", BinaryOperator::Add), ("-", BinaryOperator::Subtract)],
    &[
        ("*", BinaryOperator::Multiply),
        ("/", BinaryOperator::Divide),
        ("%", BinaryOperator::Modulo),
    ],
];

/// Reads an expression.
pub(super) fn expression(cursor: &mut Cursor<'_>) -> Result<Expression, SyntaxError> {
    cursor.nested(conditional)
}

fn conditional(cursor: &mut Cursor<'_>) -> Result<Expression, SyntaxError> {
    let condition = binary(cursor, 0)?;
    cursor.space();
    if !cursor.eat("?") {
        return Ok(condition);
    }
    let yes = expression(cursor)?;
    cursor.space();
    if !cursor.eat(":") {
        return Err(cursor.expected("`:` and what it is otherwise"));
    }
    let no = expression(cursor)?;
    let at = condition.at;
    Ok(Expression {
        kind: Kind::Conditional(Box::new([condition, yes, no])),
        at,
    })
}

fn binary(cursor: &mut Cursor<'_>, level: usize) -> Result<Expression, SyntaxError> {
    let Some(operators) = LEVELS.get(level) else {
        return unary(cursor);
    };
    let mut left = binary(cursor, level + 1)?;
    for _ in 0..MOST_OPERATORS {
        cursor.space();
        let Some((text, operator)) = operators.iter().find(|(text, _)| cursor.starts(text)) else {
            return Ok(left);
        };
        // A comment is no division, and `%{` begins a directive.
        if cursor.is_line_end() || cursor.starts("%{") {
            return Ok(left);
        }
        cursor.at += text.len();
        let right = binary(cursor, level + 1)?;
        let at = left.at;
        left = Expression {
            kind: Kind::Binary(*operator, Box::new((left, right))),
            at,
        };
    }
    Err(cursor.error("these are too many operators in a row"))
}

fn unary(cursor: &mut Cursor<'_>) -> Result<Expression, SyntaxError> {
    cursor.space();
    let at = cursor.position();
    let operator = match cursor.peek() {
        Some(b'-') => UnaryOperator::Negative,
        Some(b'!') => UnaryOperator::Not,
        _ => return postfix(cursor),
    };
    cursor.at += 1;
    let operand = cursor.nested(unary)?;
    Ok(Expression {
        kind: Kind::Unary(operator, Box::new(operand)),
        at,
    })
}

/// A term with the steps behind it.
fn postfix(cursor: &mut Cursor<'_>) -> Result<Expression, SyntaxError> {
    let term = term(cursor)?;
    let mut steps = Vec::new();
    loop {
        // Terraform takes `a .b`, too.
        let before = cursor.at;
        cursor.space();
        match cursor.peek() {
            Some(b'.') if !cursor.starts("...") => {
                cursor.at += 1;
                cursor.space();
                attribute_step(cursor, &mut steps)?;
            }
            Some(b'[') => {
                cursor.at += 1;
                steps.push(cursor.bracketed(index_step)?);
            }
            _ => {
                cursor.at = before;
                break;
            }
        }
    }
    if steps.is_empty() {
        return Ok(term);
    }
    let at = term.at;
    Ok(Expression {
        kind: Kind::Access(Box::new(term), steps),
        at,
    })
}

fn attribute_step(cursor: &mut Cursor<'_>, steps: &mut Vec<Step>) -> Result<(), SyntaxError> {
    if cursor.eat("*") {
        steps.push(Step::AttributeSplat);
    } else if let Some(name) = cursor.identifier() {
        steps.push(Step::Attribute(name.into()));
    } else if cursor.peek().is_some_and(|byte| byte.is_ascii_digit()) {
        // The index of old: `list.0`.
        let at = cursor.position();
        let digits = digits(cursor);
        let kind = Number::parse(digits).map(Kind::Number);
        let kind = kind.ok_or_else(|| cursor.error("this is no index"))?;
        steps.push(Step::Index(Expression { kind, at }));
    } else {
        return Err(cursor.expected("the name of an attribute"));
    }
    Ok(())
}

fn index_step(cursor: &mut Cursor<'_>) -> Result<Step, SyntaxError> {
    cursor.space();
    if cursor.peek() == Some(b'*') {
        let start = cursor.at;
        cursor.at += 1;
        cursor.space();
        if cursor.eat("]") {
            return Ok(Step::Splat);
        }
        cursor.at = start;
    }
    let index = expression(cursor)?;
    cursor.space();
    if !cursor.eat("]") {
        return Err(cursor.expected("the closing bracket `]` of an index"));
    }
    Ok(Step::Index(index))
}

fn term(cursor: &mut Cursor<'_>) -> Result<Expression, SyntaxError> {
    cursor.space();
    let at = cursor.position();
    let kind = match cursor.peek() {
        Some(b'"') => return template::quoted(cursor),
        Some(b'<') if cursor.starts("<<") => return heredoc::heredoc(cursor),
        Some(b'(') => {
            cursor.at += 1;
            let inner = cursor.bracketed(|cursor| {
                let inner = expression(cursor)?;
                cursor.space();
                Ok(inner)
            })?;
            if !cursor.eat(")") {
                return Err(cursor.expected("the closing parenthesis `)`"));
            }
            // `(name)` as an object's key is what the name stands for.
            return Ok(match inner.kind {
                Kind::Variable(_) => Expression {
                    kind: Kind::Access(Box::new(inner), Vec::new()),
                    at,
                },
                kind => Expression { kind, at },
            });
        }
        Some(b'[') => {
            cursor.at += 1;
            cursor.bracketed(tuple)?
        }
        Some(b'{') => {
            cursor.at += 1;
            object(cursor)?
        }
        Some(byte) if byte.is_ascii_digit() => number(cursor)?,
        _ => match cursor.identifier() {
            Some(name) => named(cursor, name)?,
            None => return Err(cursor.expected("an expression")),
        },
    };
    Ok(Expression { kind, at })
}

fn digits<'t>(cursor: &mut Cursor<'t>) -> &'t str {
    let rest = cursor.rest();
    let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    cursor.at += length;
    &rest[..length]
}

fn number(cursor: &mut Cursor<'_>) -> Result<Kind, SyntaxError> {
    let start = cursor.at;
    digits(cursor);
    if cursor.peek() == Some(b'.') && cursor.peek_second().is_some_and(|byte| byte.is_ascii_digit()) {
        cursor.at += 1;
        digits(cursor);
    }
    if matches!(cursor.peek(), Some(b'e' | b'E')) {
        let before = cursor.at;
        cursor.at += 1;
        if matches!(cursor.peek(), Some(b'+' | b'-')) {
            cursor.at += 1;
        }
        if digits(cursor).is_empty() {
            cursor.at = before;
        }
    }
    match Number::parse(&cursor.text[start..cursor.at]) {
        Some(number) => Ok(Kind::Number(number)),
        None => Err(cursor.error_at(start, "this is no number")),
    }
}

/// A constant, a function's call, or a variable.
fn named(cursor: &mut Cursor<'_>, first: &str) -> Result<Kind, SyntaxError> {
    let mut name = first.to_owned();
    while cursor.starts("::") {
        cursor.at += 2;
        let Some(part) = cursor.identifier() else {
            return Err(cursor.expected("the name of a function"));
        };
        name = format!("{name}::{part}");
    }
    if cursor.eat("(") {
        let (arguments, expand) = cursor.bracketed(arguments)?;
        return Ok(Kind::Call(Box::new(Call {
            name: name.into(),
            arguments,
            expand,
        })));
    }
    Ok(match first {
        "true" => Kind::Bool(true),
        "false" => Kind::Bool(false),
        "null" => Kind::Null,
        name => Kind::Variable(name.into()),
    })
}

fn arguments(cursor: &mut Cursor<'_>) -> Result<(Vec<Expression>, bool), SyntaxError> {
    let mut arguments = Vec::new();
    loop {
        cursor.space();
        if cursor.eat(")") {
            return Ok((arguments, false));
        }
        arguments.push(expression(cursor)?);
        cursor.space();
        if cursor.eat("...") {
            cursor.space();
            if !cursor.eat(")") {
                return Err(cursor.expected("the closing parenthesis `)` behind `...`"));
            }
            return Ok((arguments, true));
        }
        if !cursor.eat(",") && cursor.peek() != Some(b')') {
            return Err(cursor.expected("`,` or the closing parenthesis `)` of a call"));
        }
    }
}

fn tuple(cursor: &mut Cursor<'_>) -> Result<Kind, SyntaxError> {
    cursor.space();
    if is_for(cursor) {
        return for_expression(cursor, false);
    }
    let mut elements = Vec::new();
    loop {
        cursor.space();
        if cursor.eat("]") {
            return Ok(Kind::Tuple(elements));
        }
        elements.push(expression(cursor)?);
        cursor.space();
        if !cursor.eat(",") && cursor.peek() != Some(b']') {
            return Err(cursor.expected("`,` or the closing bracket `]`"));
        }
    }
}

fn object(cursor: &mut Cursor<'_>) -> Result<Kind, SyntaxError> {
    let start = cursor.at;
    cursor.space_and_lines();
    if is_for(cursor) {
        return cursor.bracketed(|cursor| for_expression(cursor, true));
    }
    cursor.at = start;
    let mut items = Vec::new();
    loop {
        cursor.space_and_lines();
        if cursor.eat("}") {
            return Ok(Kind::Object(items));
        }
        let mut key = cursor.lines(true, expression)?;
        // A bare name is the key itself.
        if let Kind::Variable(name) = key.kind {
            key.kind = Kind::Text(name);
        } else if let Some(name) = constant_name(&key.kind) {
            key.kind = Kind::Text(name.into());
        }
        cursor.space_and_lines();
        if !cursor.eat("=") && !cursor.eat(":") {
            return Err(cursor.expected("`=` and the value of this key"));
        }
        cursor.space_and_lines();
        let value = cursor.lines(true, expression)?;
        items.push((key, value));
        cursor.lines(true, |cursor| {
            cursor.space();
            if cursor.eat(",") || cursor.is_line_end() || cursor.peek() == Some(b'}') {
                return Ok(());
            }
            Err(cursor.expected("`,`, the end of the line, or the closing brace `}`"))
        })?;
    }
}

/// `true = 1` has the key `true`.
fn constant_name(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Null => Some("null"),
        Kind::Bool(true) => Some("true"),
        Kind::Bool(false) => Some("false"),
        _ => None,
    }
}

fn is_for(cursor: &mut Cursor<'_>) -> bool {
    let start = cursor.at;
    let is_for = cursor.eat_word("for") && !matches!(cursor.peek(), None | Some(b'=' | b':' | b'(' | b'.' | b'['));
    // `for = 1` is an object's key.
    cursor.space();
    let is_key = matches!(cursor.peek(), Some(b'=' | b':'));
    cursor.at = start;
    is_for && !is_key
}

/// What stands behind `for`: names and what they go through.
pub(super) type Intro = (Option<Box<str>>, Box<str>, Expression);

/// Reads `for k, v in all`.
pub(super) fn intro(cursor: &mut Cursor<'_>) -> Result<Intro, SyntaxError> {
    cursor.eat_word("for");
    let name = |cursor: &mut Cursor<'_>| -> Result<Box<str>, SyntaxError> {
        cursor.space();
        let name: Option<Box<str>> = cursor.identifier().map(Into::into);
        name.ok_or_else(|| cursor.expected("the name of a variable"))
    };
    let first = name(cursor)?;
    cursor.space();
    let second = if cursor.eat(",") { Some(name(cursor)?) } else { None };
    cursor.space();
    if !cursor.eat_word("in") {
        return Err(cursor.expected("`in`"));
    }
    let collection = expression(cursor)?;
    cursor.space();
    Ok(match second {
        Some(second) => (Some(first), second, collection),
        None => (None, first, collection),
    })
}

fn for_expression(cursor: &mut Cursor<'_>, is_object: bool) -> Result<Kind, SyntaxError> {
    let (key_name, value_name, collection) = intro(cursor)?;
    if !cursor.eat(":") {
        return Err(cursor.expected("`:` and what each element becomes"));
    }
    let mut value = expression(cursor)?;
    let mut key = None;
    cursor.space();
    if is_object {
        if !cursor.eat("=>") {
            return Err(cursor.expected("`=>` and the value of each element"));
        }
        key = Some(std::mem::replace(&mut value, expression(cursor)?));
        cursor.space();
    }
    let group = is_object && cursor.eat("...");
    cursor.space();
    let condition = match cursor.eat_word("if") {
        true => Some(expression(cursor)?),
        false => None,
    };
    cursor.space();
    let end = if is_object { "}" } else { "]" };
    if !cursor.eat(end) {
        return Err(cursor.expected(&format!("the closing `{end}` of a `for`")));
    }
    Ok(Kind::For(Box::new(For {
        key_name,
        value_name,
        collection,
        key,
        value,
        condition,
        group,
    })))
}

impl Expression {
    /// A text that stands somewhere.
    pub(crate) fn text(text: &str, at: Position) -> Self {
        Expression {
            kind: Kind::Text(text.into()),
            at,
        }
    }
}
