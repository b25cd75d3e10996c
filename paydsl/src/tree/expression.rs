//! Expressions that Terraform evaluates, kept in an arena and named by index.

use super::Text;

/// The index of an [`Expression`] in its [`Arena`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ExprId(u32);

/// One node of an expression. Children are indices into the same arena.
#[derive(Clone, PartialEq, Debug)]
pub enum Expression {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Literal text; the writers escape it.
    String(Text),
    /// Literal text and interpolated values, in order.
    Template(Vec<Part>),
    /// `[a, b]`.
    List(Vec<ExprId>),
    /// `{ key = value }`; keys are expressions, usually [`Expression::String`].
    Object(Vec<(ExprId, ExprId)>),
    /// The start of a reference, written as it is: `aws_vpc.main`, `var.size`, `each.key`, `local.env`.
    Root(Text),
    /// `of.name`.
    Attribute(ExprId, Text),
    /// `of[index]`.
    Index(ExprId, ExprId),
    /// `of[*]`.
    Splat(ExprId),
    /// `name(arguments)`; with `expand`, the last argument is followed by `...`.
    Call {
        /// The function's name, with its namespace if it has one (`provider::aws::arn_parse`).
        name: Text,
        /// The arguments in order.
        arguments: Vec<ExprId>,
        /// Whether the last argument is a list that is expanded into arguments.
        expand: bool,
    },
    /// `condition ? yes : no`.
    Conditional(ExprId, ExprId, ExprId),
    /// `!a` or `-a`.
    Unary(UnaryOperator, ExprId),
    /// `a + b` and the like.
    Binary(BinaryOperator, ExprId, ExprId),
    /// `[for key, value in collection : body]`.
    ForList {
        /// The name of the key variable, if one is used.
        key: Option<Text>,
        /// The name of the value variable.
        value: Text,
        /// What is iterated over.
        collection: ExprId,
        /// The element that each iteration makes.
        body: ExprId,
        /// Only where this holds.
        condition: Option<ExprId>,
    },
    /// `{ for key, value in collection : result_key => result_value }`.
    ForObject {
        /// The name of the key variable, if one is used.
        key: Option<Text>,
        /// The name of the value variable.
        value: Text,
        /// What is iterated over.
        collection: ExprId,
        /// The key that each iteration makes.
        result_key: ExprId,
        /// The value that each iteration makes.
        result_value: ExprId,
        /// Only where this holds.
        condition: Option<ExprId>,
    },
    /// An HCL expression as its author wrote it.
    Raw(Text),
}

/// A piece of a template.
#[derive(Clone, PartialEq, Debug)]
pub enum Part {
    /// Text that stands for itself.
    Literal(Text),
    /// `${value}`.
    Value(ExprId),
}

/// A number, kept as it was written.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Number {
    /// A whole number.
    Integer(i64),
    /// A whole number above `i64::MAX`.
    Unsigned(u64),
    /// A finite number with a fraction.
    Float(f64),
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Number::Integer(n) => n.fmt(f),
            Number::Unsigned(n) => n.fmt(f),
            Number::Float(n) => n.fmt(f),
        }
    }
}

/// An operator with one operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOperator {
    /// `!`
    Not,
    /// `-`
    Negate,
}

/// An operator with two operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOperator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `&&`
    And,
    /// `||`
    Or,
}

impl BinaryOperator {
    /// The operator as HCL writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::And => "&&",
            Self::Or => "||",
        }
    }
}

/// All expressions of one stack.
#[derive(Default, Debug)]
pub struct Arena {
    nodes: Vec<Expression>,
}

impl Arena {
    /// Adds an expression and returns its index.
    pub fn add(&mut self, expression: Expression) -> ExprId {
        let id = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(expression);
        ExprId(id)
    }

    /// The expression at an index of this arena.
    pub fn get(&self, id: ExprId) -> &Expression {
        self.nodes.get(id.0 as usize).unwrap_or(&Expression::Null)
    }

    /// How many expressions there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}
