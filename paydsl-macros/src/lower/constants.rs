//! What is constant in the source: literals, arithmetic on them, and names that are bound to such.

use paydsl_schema::engine::{Number, Value};
use syn::punctuated::Punctuated;
use syn::{BinOp, Expr, ExprBinary, ExprLit, ExprMacro, ExprUnary, Item, Lit, Macro, Pat, Stmt, Token, UnOp, UseTree};

use super::choices::EVERYTHING;
use super::{Known, Lowerer, Scopes};
use crate::names::terraform_name;
use crate::template::Piece;

/// A value that is known where it is written.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Constant {
    Text(String),
    Integer(i128),
    /// A number with a fraction, as it is written: no arithmetic is done with it, which would round.
    Fraction(Number),
    Bool(bool),
}

impl Constant {
    pub(crate) fn value<T>(&self) -> Option<Value<T>> {
        Some(match self {
            Constant::Text(text) => Value::Text(text.as_str().into()),
            Constant::Integer(integer) => Value::Number(Number::parse(&integer.to_string())?),
            Constant::Fraction(number) => Value::Number(number.clone()),
            Constant::Bool(truth) => Value::Bool(*truth),
        })
    }

    fn of_literal(literal: &Lit) -> Option<Constant> {
        match literal {
            Lit::Str(text) => Some(Constant::Text(text.value())),
            Lit::Char(text) => Some(Constant::Text(text.value().to_string())),
            Lit::Int(number) if number.suffix().starts_with('f') => {
                Number::parse(number.base10_digits()).map(Constant::Fraction)
            }
            Lit::Int(number) => number.base10_digits().parse().ok().map(Constant::Integer),
            Lit::Float(number) => Number::parse(number.base10_digits()).map(Constant::Fraction),
            Lit::Bool(truth) => Some(Constant::Bool(truth.value)),
            _ => None,
        }
    }

    fn negated(self) -> Option<Constant> {
        match self {
            Constant::Integer(integer) => integer.checked_neg().map(Constant::Integer),
            Constant::Fraction(number) => {
                let text = number.to_string();
                let negated = match text.strip_prefix('-') {
                    Some(positive) => Number::parse(positive),
                    None => Number::parse(&format!("-{text}")),
                };
                negated.map(Constant::Fraction)
            }
            Constant::Text(_) | Constant::Bool(_) => None,
        }
    }

    /// What Rust writes in a text; fractions have several forms.
    fn written(&self) -> Option<String> {
        match self {
            Constant::Text(text) => Some(text.clone()),
            Constant::Integer(integer) => Some(integer.to_string()),
            Constant::Bool(truth) => Some(truth.to_string()),
            Constant::Fraction(_) => None,
        }
    }
}

impl Scopes<'_> {
    /// The constant that an expression is, if it is one here.
    pub(crate) fn evaluate(&self, expression: &Expr) -> Option<Constant> {
        match expression {
            Expr::Lit(ExprLit { lit, .. }) => Constant::of_literal(lit),
            Expr::Paren(inner) => self.evaluate(&inner.expr),
            Expr::Group(inner) => self.evaluate(&inner.expr),
            Expr::Path(path) if path.qself.is_none() => self.constant(&terraform_name(path.path.get_ident()?)).cloned(),
            Expr::Unary(ExprUnary {
                op: UnOp::Neg(_), expr, ..
            }) => self.evaluate(expr)?.negated(),
            Expr::Binary(binary) => self.arithmetic(binary),
            Expr::Macro(ExprMacro { mac, .. }) => self.invoked(mac),
            _ => None,
        }
    }

    /// Whole numbers, as Rust calculates with them: what does not fit does not compile.
    fn arithmetic(&self, binary: &ExprBinary) -> Option<Constant> {
        let (Constant::Integer(left), Constant::Integer(right)) =
            (self.evaluate(&binary.left)?, self.evaluate(&binary.right)?)
        else {
            return None;
        };
        let result = match binary.op {
            BinOp::Add(_) => left.checked_add(right),
            BinOp::Sub(_) => left.checked_sub(right),
            BinOp::Mul(_) => left.checked_mul(right),
            BinOp::Div(_) => left.checked_div(right),
            BinOp::Rem(_) => left.checked_rem(right),
            _ => None,
        };
        result.map(Constant::Integer)
    }

    fn invoked(&self, invocation: &Macro) -> Option<Constant> {
        let name = invocation.path.get_ident()?.to_string();
        let texts: Option<String> = match name.as_str() {
            "tf" => {
                let template = crate::template::parse(invocation.tokens.clone()).ok()?;
                let written = |piece: &Piece| match piece {
                    Piece::Text(text) => Some(text.clone()),
                    Piece::Value(expression) => self.evaluate(expression)?.written(),
                };
                template.pieces.iter().map(written).collect()
            }
            "concat" => {
                let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
                let pieces = syn::parse::Parser::parse2(parser, invocation.tokens.clone()).ok()?;
                pieces.iter().map(|piece| self.evaluate(piece)?.written()).collect()
            }
            _ => None,
        };
        texts.map(Constant::Text)
    }
}

impl Lowerer<'_> {
    /// Binds the items of a block, which are seen in all of it, also in front of them.
    pub(crate) fn bind_items(&mut self, statements: &[Stmt]) {
        let items = || {
            statements.iter().filter_map(|statement| match statement {
                Stmt::Item(item) => Some(item),
                _ => None,
            })
        };
        for item in items() {
            self.bind_item(item);
        }
        // Constants may be made of others, whatever their order.
        loop {
            let mut found = Vec::new();
            for item in items() {
                if let Item::Const(item) = item
                    && self.scopes.constant(&terraform_name(&item.ident)).is_none()
                    && let Some(constant) = self.scopes.evaluate(&item.expr)
                {
                    found.push((terraform_name(&item.ident), constant));
                }
            }
            if found.is_empty() {
                return;
            }
            for (name, constant) in found {
                self.scopes.bind_constant(name, constant);
            }
        }
    }

    fn bind_item(&mut self, item: &Item) {
        let ident = match item {
            Item::Const(item) => &item.ident,
            Item::Static(item) => &item.ident,
            Item::Fn(item) => &item.sig.ident,
            Item::Struct(item) => &item.ident,
            Item::Use(import) => return self.bind_import(&import.tree),
            // It may bring any names.
            Item::Macro(_) | Item::Verbatim(_) => return self.scopes.wall(),
            _ => return,
        };
        self.scopes.bind(terraform_name(ident), Known::Other);
    }

    fn bind_import(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.bind_import(&path.tree),
            UseTree::Name(name) => self.scopes.bind(terraform_name(&name.ident), Known::Other),
            UseTree::Rename(name) => self.scopes.bind(terraform_name(&name.rename), Known::Other),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.bind_import(tree)),
            UseTree::Glob(_) => {
                self.scopes.bind(EVERYTHING.to_owned(), Known::Other);
                self.scopes.wall();
            }
        }
    }

    /// Binds what a statement binds, for statements that are left as they are.
    pub(crate) fn bind_statements(&mut self, statements: &[Stmt]) {
        self.bind_items(statements);
        for statement in statements {
            if let Stmt::Local(local) = statement {
                let constant = local.init.as_ref().and_then(|init| self.scopes.evaluate(&init.expr));
                self.bind_local(&local.pat, Known::Other, constant);
            }
        }
    }
}

/// The name that a pattern binds once and for all.
pub(crate) fn immutable_binding(pattern: &Pat) -> Option<&syn::Ident> {
    match pattern {
        Pat::Ident(ident) if ident.subpat.is_none() && ident.by_ref.is_none() && ident.mutability.is_none() => {
            Some(&ident.ident)
        }
        Pat::Type(typed) => immutable_binding(&typed.pat),
        Pat::Paren(inner) => immutable_binding(&inner.pat),
        _ => None,
    }
}
