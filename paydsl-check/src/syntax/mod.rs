//! Terraform's two syntaxes, read into one tree.
//!
//! The reader of the native syntax is the project's own: it has to take everything that Terraform takes (an object with a
//! key given twice, for one, which `hcl-edit` refuses), to know where each part stands, and to do so in a few milliseconds.

mod body;
mod cursor;
mod expression;
mod heredoc;
mod json;
mod template;

pub(crate) use body::parse_body;
pub(crate) use json::{Json, JsonKind, Texts, parse_json};

use std::fmt;

use paydsl_schema::engine::Number;

/// Where something stands: the file by its number, and the offset in bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Position {
    pub(crate) file: u32,
    pub(crate) offset: u32,
}

/// Why a text cannot be read, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SyntaxError {
    pub(crate) at: Position,
    pub(crate) message: String,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// What stands between braces, or in a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    pub(crate) members: Vec<Member>,
    /// Where its header stands: the place of what is missing in it.
    pub(crate) at: Position,
}

impl Body {
    /// What stands first under a name.
    pub(crate) fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| &*member.name == name)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.member(name).is_some()
    }

    /// The bodies of the blocks of a kind, in either syntax; in JSON, of those without labels.
    pub(crate) fn blocks(&self, name: &str) -> Vec<Body> {
        let named = self.members.iter().filter(|member| &*member.name == name);
        named
            .flat_map(|member| match &member.content {
                Content::Block(block) => vec![block.body.clone()],
                Content::Json(json) => json.bodies().unwrap_or_default(),
                Content::Argument(_) => Vec::new(),
            })
            .collect()
    }
}

/// A name in a body with what stands under it.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: Box<str>,
    pub(crate) at: Position,
    pub(crate) content: Content,
}

/// What stands under a name.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// An argument of the native syntax.
    Argument(Expression),
    /// A block of the native syntax.
    Block(Block),
    /// In JSON, only the schema tells arguments from blocks.
    Json(Json),
}

impl Content {
    /// The body of a block, in either syntax.
    pub(crate) fn body(&self) -> Option<Body> {
        match self {
            Content::Block(block) => Some(block.body.clone()),
            Content::Json(json) => json.body(),
            Content::Argument(_) => None,
        }
    }
}

/// A block of the native syntax.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) labels: Vec<Label>,
    pub(crate) body: Body,
}

/// A label of a block.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) text: Box<str>,
    pub(crate) at: Position,
}

/// An expression and where it begins.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub(crate) kind: Kind,
    pub(crate) at: Position,
}

/// The kinds of expressions.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    Number(Number),
    Text(Box<str>),
    Template(Vec<Part>),
    Tuple(Vec<Expression>),
    Object(Vec<(Expression, Expression)>),
    Variable(Box<str>),
    Access(Box<Expression>, Vec<Step>),
    Call(Box<Call>),
    Unary(UnaryOperator, Box<Expression>),
    Binary(BinaryOperator, Box<(Expression, Expression)>),
    Conditional(Box<[Expression; 3]>),
    For(Box<For>),
}

/// A step from a value to a part of it.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Attribute(Box<str>),
    Index(Expression),
    /// `[*]`: all further steps are of each element.
    Splat,
    /// `.*`: only attributes that follow are of each element.
    AttributeSplat,
}

/// A function's call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// With its namespace: `provider::aws::arn_parse`.
    pub(crate) name: Box<str>,
    pub(crate) arguments: Vec<Expression>,
    /// Whether the last argument holds the rest: `f(all...)`.
    pub(crate) expand: bool,
}

/// A `for` expression.
#[derive(Clone, Debug)]
pub(crate) struct For {
    pub(crate) key_name: Option<Box<str>>,
    pub(crate) value_name: Box<str>,
    pub(crate) collection: Expression,
    /// The key of an object's element; none for a tuple.
    pub(crate) key: Option<Expression>,
    pub(crate) value: Expression,
    pub(crate) condition: Option<Expression>,
    /// Whether values of one key are grouped: `...`.
    pub(crate) group: bool,
}

/// A part of a template.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Text(Box<str>),
    Value(Expression),
    If(Expression, Vec<Part>, Vec<Part>),
    For(Box<TemplateFor>),
}

/// A `%{ for }` in a template.
#[derive(Clone, Debug)]
pub(crate) struct TemplateFor {
    pub(crate) key_name: Option<Box<str>>,
    pub(crate) value_name: Box<str>,
    pub(crate) collection: Expression,
    pub(crate) body: Vec<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum UnaryOperator {
    Not,
    Negative,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BinaryOperator {
    Or,
    And,
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// Reads an expression that stands alone, such as a type in JSON.
pub(crate) fn parse_expression(text: &str, at: Position) -> Result<Expression, SyntaxError> {
    let mut cursor = cursor::Cursor::within(text, at);
    cursor.lines_end = false;
    let expression = expression::expression(&mut cursor)?;
    cursor.space();
    match cursor.peek() {
        None => Ok(expression),
        Some(_) => Err(cursor.error("an expression ends before this")),
    }
}

/// Reads a template that is not quoted, as a string in JSON is.
pub(crate) fn parse_template(text: &str, at: Position) -> Result<Expression, SyntaxError> {
    template::bare(&mut cursor::Cursor::within(text, at), at)
}
