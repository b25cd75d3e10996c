//! Literals against the type they stand for.

use paydsl_schema::Type;
use quote::ToTokens;
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

/// What is wrong with a literal in the place of a `ty`; nothing is said of what is no literal.
pub(crate) fn mistake(expression: &Expr, ty: &Type) -> Option<String> {
    let given = given(expression)?;
    let fits = match ty {
        Type::String => given == Given::Text,
        Type::Number => given == Given::Number,
        Type::Bool => given == Given::Bool,
        Type::Dynamic => true,
        Type::List(_) | Type::Set(_) | Type::Map(_) | Type::Object(_) | Type::Tuple(_) => false,
    };
    if fits {
        return None;
    }
    let text = expression.to_token_stream().to_string().replace("- ", "-");
    let advice = match (ty, given) {
        (Type::String, _) => format!("; write \"{text}\""),
        (Type::Number, Given::Text) => unquoted(expression, |text| text.parse::<f64>().is_ok()),
        (Type::Bool, Given::Text) => unquoted(expression, |text| text == "true" || text == "false"),
        (Type::List(_) | Type::Set(_), _) => format!("; write [{text}]"),
        (Type::Map(_), _) => "; write [(\"key\", value)]".to_owned(),
        (Type::Object(_), _) => "; write block { .. }".to_owned(),
        _ => String::new(),
    };
    Some(format!("expected {}, found {}{advice}", wanted(ty), given.noun()))
}

/// A type in words.
pub(crate) fn wanted(ty: &Type) -> String {
    match ty {
        Type::String => "a string".to_owned(),
        Type::Number => "a number".to_owned(),
        Type::Bool => "`true` or `false`".to_owned(),
        Type::List(element) | Type::Set(element) => match **element {
            Type::String => "a list of strings".to_owned(),
            Type::Number => "a list of numbers".to_owned(),
            Type::Bool => "a list of bools".to_owned(),
            Type::Object(_) => "a list of objects".to_owned(),
            _ => "a list".to_owned(),
        },
        Type::Map(element) => match **element {
            Type::String => "a map of strings".to_owned(),
            _ => "a map".to_owned(),
        },
        Type::Object(_) => "an object".to_owned(),
        Type::Tuple(_) => "a tuple".to_owned(),
        Type::Dynamic => "a value".to_owned(),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    Text,
    Number,
    Bool,
    Other,
}

impl Given {
    fn noun(self) -> &'static str {
        match self {
            Given::Text => "a string",
            Given::Number => "a number",
            Given::Bool => "a bool",
            Given::Other => "bytes",
        }
    }
}

fn given(expression: &Expr) -> Option<Given> {
    match expression {
        Expr::Lit(ExprLit { lit, .. }) => Some(match lit {
            Lit::Str(_) | Lit::Char(_) => Given::Text,
            Lit::Int(_) | Lit::Float(_) => Given::Number,
            Lit::Bool(_) => Given::Bool,
            _ => Given::Other,
        }),
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_), expr, ..
        }) => match given(expr)? {
            Given::Number => Some(Given::Number),
            _ => None,
        },
        Expr::Paren(inner) => given(&inner.expr),
        Expr::Group(inner) => given(&inner.expr),
        _ => None,
    }
}

/// Advice to take the quotes off, where what they hold is of the type.
fn unquoted(expression: &Expr, fits: impl Fn(&str) -> bool) -> String {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text), ..
        }) if fits(&text.value()) => format!("; write {}", text.value()),
        _ => String::new(),
    }
}
