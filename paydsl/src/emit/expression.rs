//! Expressions as HCL on one line.

use std::fmt::Write;

use super::escape::{hcl_quoted, is_bare_key};
use crate::tree::{Arena, BinaryOperator, ExprId, Expression, Part, UnaryOperator};

/// How tightly an expression holds together, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Conditional,
    Or,
    And,
    Equality,
    Comparison,
    Sum,
    Product,
    Unary,
    Primary,
}

fn strength_of(operator: BinaryOperator) -> Strength {
    match operator {
        BinaryOperator::Or => Strength::Or,
        BinaryOperator::And => Strength::And,
        BinaryOperator::Equal | BinaryOperator::NotEqual => Strength::Equality,
        BinaryOperator::Less
        | BinaryOperator::LessOrEqual
        | BinaryOperator::Greater
        | BinaryOperator::GreaterOrEqual => Strength::Comparison,
        BinaryOperator::Add | BinaryOperator::Subtract => Strength::Sum,
        BinaryOperator::Multiply | BinaryOperator::Divide | BinaryOperator::Modulo => Strength::Product,
    }
}

fn strength(expression: &Expression) -> Strength {
    match expression {
        Expression::Conditional(..) => Strength::Conditional,
        Expression::Binary(operator, ..) => strength_of(*operator),
        Expression::Unary(..) => Strength::Unary,
        // What somebody else wrote may be anything.
        Expression::Raw(_) => Strength::Conditional,
        Expression::Number(number) if number.to_string().starts_with('-') => Strength::Unary,
        _ => Strength::Primary,
    }
}

/// Appends an expression that nothing stands around but what encloses it.
pub(crate) fn write(out: &mut String, id: ExprId, arena: &Arena) {
    let expression = arena.get(id);
    match expression {
        Expression::Null => out.push_str("null"),
        Expression::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Expression::Number(number) => {
            let _ = write!(out, "{number}");
        }
        Expression::String(text) => {
            out.push('"');
            hcl_quoted(out, text, false);
            out.push('"');
        }
        Expression::Template(parts) => template(out, parts, arena),
        Expression::List(items) => {
            out.push('[');
            separated(out, items, arena);
            out.push(']');
        }
        Expression::Object(entries) => object(out, entries, arena),
        Expression::Root(text) => out.push_str(text),
        Expression::Attribute(of, name) => {
            operand(out, *of, Strength::Primary, arena);
            out.push('.');
            out.push_str(name);
        }
        Expression::Index(of, index) => {
            operand(out, *of, Strength::Primary, arena);
            out.push('[');
            write(out, *index, arena);
            out.push(']');
        }
        Expression::Splat(of) => {
            operand(out, *of, Strength::Primary, arena);
            out.push_str("[*]");
        }
        Expression::Call {
            name,
            arguments,
            expand,
        } => {
            out.push_str(name);
            out.push('(');
            separated(out, arguments, arena);
            out.push_str(if *expand { "...)" } else { ")" });
        }
        Expression::Conditional(condition, yes, no) => {
            operand(out, *condition, Strength::Or, arena);
            out.push_str(" ? ");
            operand(out, *yes, Strength::Or, arena);
            out.push_str(" : ");
            operand(out, *no, Strength::Or, arena);
        }
        Expression::Unary(operator, of) => {
            out.push(match operator {
                UnaryOperator::Not => '!',
                UnaryOperator::Negate => '-',
            });
            operand(out, *of, Strength::Primary, arena);
        }
        Expression::Binary(operator, left, right) => {
            let own = strength_of(*operator);
            operand(out, *left, own, arena);
            out.push(' ');
            out.push_str(operator.symbol());
            out.push(' ');
            // All binary operators group to the left.
            enclosed_unless(out, *right, strength(arena.get(*right)) > own, arena);
        }
        Expression::ForList {
            key,
            value,
            collection,
            body,
            condition,
        } => {
            out.push('[');
            for_head(out, key.as_deref(), value, *collection, arena);
            write(out, *body, arena);
            for_condition(out, *condition, arena);
            out.push(']');
        }
        Expression::ForObject {
            key,
            value,
            collection,
            result_key,
            result_value,
            condition,
        } => {
            out.push_str("{ ");
            for_head(out, key.as_deref(), value, *collection, arena);
            write(out, *result_key, arena);
            out.push_str(" => ");
            write(out, *result_value, arena);
            for_condition(out, *condition, arena);
            out.push_str(" }");
        }
        Expression::Raw(text) => raw(out, text),
    }
}

fn operand(out: &mut String, id: ExprId, least: Strength, arena: &Arena) {
    enclosed_unless(out, id, strength(arena.get(id)) >= least, arena);
}

fn enclosed_unless(out: &mut String, id: ExprId, free: bool, arena: &Arena) {
    if free {
        return write(out, id, arena);
    }
    out.push('(');
    write(out, id, arena);
    out.push(')');
}

/// What somebody else wrote; a comment or a heredoc at its end is closed by a line break.
fn raw(out: &mut String, text: &str) {
    out.push_str(text.trim());
    if text.contains('#') || text.contains("//") || text.contains("<<") {
        out.push('\n');
    }
}

fn separated(out: &mut String, items: &[ExprId], arena: &Arena) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write(out, *item, arena);
    }
}

fn object(out: &mut String, entries: &[(ExprId, ExprId)], arena: &Arena) {
    if entries.is_empty() {
        out.push_str("{}");
        return;
    }
    out.push_str("{ ");
    for (index, (name, value)) in entries.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        key(out, *name, arena);
        out.push_str(" = ");
        write(out, *value, arena);
    }
    out.push_str(" }");
}

/// An object's key: bare where it can be, quoted, or an expression in parentheses.
pub(crate) fn key(out: &mut String, id: ExprId, arena: &Arena) {
    match arena.get(id) {
        Expression::String(text) if is_bare_key(text) => out.push_str(text),
        Expression::String(_) | Expression::Template(_) => write(out, id, arena),
        _ => enclosed_unless(out, id, false, arena),
    }
}

fn for_head(out: &mut String, key: Option<&str>, value: &str, collection: ExprId, arena: &Arena) {
    out.push_str("for ");
    if let Some(key) = key {
        out.push_str(key);
        out.push_str(", ");
    }
    out.push_str(value);
    out.push_str(" in ");
    write(out, collection, arena);
    out.push_str(" : ");
}

fn for_condition(out: &mut String, condition: Option<ExprId>, arena: &Arena) {
    if let Some(condition) = condition {
        out.push_str(" if ");
        write(out, condition, arena);
    }
}

fn template(out: &mut String, parts: &[Part], arena: &Arena) {
    out.push('"');
    for (literal, value) in chunks(parts) {
        hcl_quoted(out, &literal, value.is_some());
        if let Some(value) = value {
            out.push_str("${");
            write(out, value, arena);
            out.push('}');
        }
    }
    out.push('"');
}

/// The parts of a template as literal text, each with the value behind it. Neighbouring literals are one, so that `$` at
/// the end of one and `{` at the start of the next are escaped together.
pub(crate) fn chunks(parts: &[Part]) -> Vec<(String, Option<ExprId>)> {
    let mut chunks = Vec::new();
    let mut literal = String::new();
    for part in parts {
        match part {
            Part::Literal(text) => literal.push_str(text),
            Part::Value(value) => chunks.push((std::mem::take(&mut literal), Some(*value))),
        }
    }
    if !literal.is_empty() {
        chunks.push((literal, None));
    }
    chunks
}
