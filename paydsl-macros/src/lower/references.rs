//! What is read from handles, as the engine takes it.

use paydsl_schema::Type;
use paydsl_schema::engine::{Origin, Reference};
use quote::ToTokens;
use syn::{Expr, Member};

use super::kinds::{View, member};
use super::{Kind, Known, Lowerer, Shape};
use crate::names::terraform_name;

/// What an expression reads.
struct Read<'a> {
    /// The number of the handle's type among those in use.
    used: usize,
    shape: Shape,
    /// The names on the way to it.
    path: Vec<String>,
    /// What is read; the handle itself, if nothing is.
    view: Option<View<'a>>,
}

impl<'a> Lowerer<'a> {
    /// The reference that an expression is, where something is known of what it reads.
    pub(super) fn reference(&self, expression: &Expr) -> Option<Reference> {
        let read = self.read(expression)?;
        let View::Type(ty) = read.view? else { return None };
        let ty = match read.shape {
            Shape::Single => ty,
            Shape::Many => Type::List(ty.into()),
            Shape::Keyed => Type::Map(ty.into()),
        };
        let used = self.types.get(read.used)?;
        let (origin, (_, block)) = match used.kind {
            Kind::Resource => (Origin::Resource(&used.name), self.providers.resource(&used.name)?),
            Kind::Data => (Origin::Data(&used.name), self.providers.data_source(&used.name)?),
            Kind::Ephemeral => return None,
        };
        let path: Vec<&str> = read.path.iter().map(String::as_str).collect();
        let written = expression.to_token_stream().to_string().replace(' ', "");
        Reference::new(origin, block, &path, ty, written)
    }

    fn read(&self, expression: &Expr) -> Option<Read<'a>> {
        match expression {
            Expr::Paren(inner) => self.read(&inner.expr),
            Expr::Group(inner) => self.read(&inner.expr),
            Expr::Reference(inner) => self.read(&inner.expr),
            Expr::Path(path) => match self.scopes.get(&terraform_name(path.path.get_ident()?))? {
                Known::Handle(used, shape) => Some(Read {
                    used: *used,
                    shape: *shape,
                    path: Vec::new(),
                    view: None,
                }),
                _ => None,
            },
            Expr::MethodCall(call) => {
                let read = self.read(&call.receiver)?;
                match (call.method.to_string().as_str(), read.shape, &read.view) {
                    ("clone", ..) => Some(read),
                    ("at", Shape::Many, _) | ("key", Shape::Keyed, _) => Some(Read {
                        shape: Shape::Single,
                        ..read
                    }),
                    ("at" | "key", Shape::Single, Some(view)) => Some(Read {
                        view: Some(view.element()?),
                        ..read
                    }),
                    _ => None,
                }
            }
            Expr::Field(field) => {
                let Member::Named(name) = &field.member else {
                    return None;
                };
                let name = terraform_name(name);
                let mut read = self.read(&field.base)?;
                read.view = Some(match &read.view {
                    Some(view) => view.attribute(&name)?,
                    None => member(self.types.get(read.used)?.block, &name)?,
                });
                read.path.push(name);
                Some(read)
            }
            _ => None,
        }
    }
}
