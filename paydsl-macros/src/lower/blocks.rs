//! Nested blocks: literals, lists, iterators and `dynamic`.

use paydsl_schema::{Block, NestedBlock, Nesting};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprCall, ExprClosure, ExprStruct};

use super::fields::{Content, Lowered};
use super::resources::{Word, tail};
use super::{Context, Known, Lowerer};

impl<'a> Lowerer<'a> {
    /// What stands in the place of nested blocks.
    pub(crate) fn nested(&mut self, nested: &'a NestedBlock, expression: &Expr, path: &str) -> Vec<Content> {
        let path = format!("{path}.{}", nested.name);
        self.contexts.push(Context::Nested {
            path: path.clone(),
            block: nested.block(),
            is_single: is_single(nested),
        });
        let contents = match expression {
            Expr::Array(array) => {
                self.cardinality(nested, array, &path);
                let (dynamic, plain): (Vec<&Expr>, Vec<&Expr>) =
                    array.elems.iter().partition(|element| each_call(element).is_some());
                let mut contents = Vec::new();
                if !plain.is_empty() || dynamic.is_empty() {
                    let blocks: Vec<TokenStream> = plain
                        .into_iter()
                        .map(|element| self.block_expression(element, &path))
                        .collect();
                    contents.push(Content::Blocks(quote!(::paydsl::__private::block_list([#(#blocks),*]))));
                }
                contents.extend(
                    dynamic
                        .into_iter()
                        .filter_map(|element| self.dynamic(element, nested, &path)),
                );
                contents
            }
            other if each_call(other).is_some() => self.dynamic(other, nested, &path).into_iter().collect(),
            other => vec![Content::Blocks(self.block_expression(other, &path))],
        };
        self.contexts.pop();
        contents
    }

    fn block_expression(&mut self, expression: &Expr, path: &str) -> TokenStream {
        if let Expr::Lit(_) | Expr::Tuple(_) = expression {
            let name = path.rsplit('.').next().unwrap_or(path);
            self.error(
                expression.span(),
                format!("`{name}` is a block: write `[block {{ .. }}]`"),
            );
            return quote!(::paydsl::__private::no_blocks());
        }
        if let Some(Known::Handle(used, _)) = self.infer(expression) {
            let message = self.handle_as_value(used, expression);
            self.error(expression.span(), message);
            return quote!(::paydsl::__private::no_blocks());
        }
        let mut expression = expression.clone();
        self.visit_expr_mut(&mut expression);
        quote!(#expression)
    }

    fn cardinality(&mut self, nested: &NestedBlock, array: &syn::ExprArray, path: &str) {
        let elements: Vec<&Expr> = array.elems.iter().collect();
        if elements.iter().any(|element| each_call(element).is_some()) {
            return;
        }
        if let Some(most) = nested.max_items
            && let Some(extra) = elements.get(most as usize)
        {
            let times = if most == 1 {
                "one block".to_owned()
            } else {
                format!("{most} blocks")
            };
            self.error(
                extra.span(),
                format!("{path} takes at most {times}, this is number {}", most + 1),
            );
        }
        if (elements.len() as u64) < u64::from(nested.min_items) {
            let span = elements.last().map_or_else(|| array.span(), |element| element.span());
            let least = nested.min_items;
            let times = if least == 1 {
                "one block".to_owned()
            } else {
                format!("{least} blocks")
            };
            self.error(
                span,
                format!("{path} needs at least {times}, there are {}", elements.len()),
            );
        }
    }

    /// `each(collection, |key, value| block { .. })` in the place of blocks.
    fn dynamic(&mut self, expression: &Expr, nested: &'a NestedBlock, path: &str) -> Option<Content> {
        let (call, closure) = each_call(expression)?;
        let collection = self.collection(call.args.first()?);
        self.scopes.enter();
        for input in &closure.inputs {
            self.bind_pattern(input, Known::Other);
        }
        self.repeated += 1;
        let content = match tail(&closure.body) {
            Some((leading, literal)) => {
                self.bind_statements(leading);
                let block = nested.block();
                let fields = self.fields(literal, path, block, is_single(nested), |_, _, _, _| None);
                Some(crate::render::field_list(&fields, self.mode))
            }
            None => {
                self.error(
                    closure.body.span(),
                    "a dynamic block is made from a literal: `each(list, |key, value| block { .. })`",
                );
                None
            }
        };
        self.repeated -= 1;
        self.scopes.leave();
        let (key, value) = parameters(closure);
        let statements = leading_statements(closure);
        let name = nested.name.to_string();
        let call = quote_spanned!(call.func.span()=> ::paydsl::__private::dynamic);
        let content = content?;
        Some(Content::Field(
            quote!(#call(#name, #collection, |#key, #value| { #statements ::paydsl::__private::fields([#content]) })),
        ))
    }

    /// What `each` or `dynamic` iterates over.
    pub(crate) fn collection(&mut self, expression: &Expr) -> TokenStream {
        let mut expression = expression.clone();
        self.contexts.push(Context::None);
        self.visit_expr_mut(&mut expression);
        self.contexts.pop();
        quote!(#expression)
    }

    /// A literal that is not a declaration: a block, or a mistake.
    pub(crate) fn struct_literal(&mut self, literal: &ExprStruct) -> Option<TokenStream> {
        match self.word(&literal.path)? {
            Word::Block => Some(self.block_in_context(literal)),
            Word::BlockPath { kind, name, blocks } => Some(self.block_by_path(literal, kind, &name, &blocks)),
            Word::Own("local_exec" | "remote_exec" | "file") => None,
            word => {
                let what = word.written();
                let message = match &word {
                    Word::UnknownType { kind, name, near } => super::resources::unknown_type(*kind, name, near),
                    Word::Own("moved" | "import" | "removed") => {
                        format!("`{what}` is a statement of its own: `{what} {{ .. }};`")
                    }
                    _ => format!("{what} needs a name: bind it first, `let name = {what} {{ .. }};`"),
                };
                Some(self.broken(super::resources::type_span(&literal.path), message))
            }
        }
    }

    fn block_in_context(&mut self, literal: &ExprStruct) -> TokenStream {
        match self.contexts.last().cloned() {
            Some(Context::Nested { path, block, is_single }) => self.nested_literal(literal, &path, block, is_single),
            Some(Context::Object { path, fields }) => self.object_literal(literal, &path, &fields),
            Some(Context::Own { path, fields }) => {
                let lowered = self.own_fields(literal, path, fields);
                crate::render::block(path, &lowered, self.mode)
            }
            Some(Context::None) | None => self.broken(
                literal.path.span(),
                "nothing here says which block this is; write it by its path, `aws_security_group::ingress { .. }`",
            ),
        }
    }

    fn nested_literal(&mut self, literal: &ExprStruct, path: &str, block: &'a Block, is_single: bool) -> TokenStream {
        let fields = self.fields(literal, path, block, is_single, |_, _, _, _| None);
        self.written_blocks.insert(path.to_owned(), block);
        crate::render::nested_block(literal, path, &fields, self.mode)
    }

    fn block_by_path(
        &mut self,
        literal: &ExprStruct,
        kind: super::Kind,
        name: &str,
        blocks: &[proc_macro2::Ident],
    ) -> TokenStream {
        let Some(used) = self.used(kind, name) else {
            return self.broken(literal.path.span(), format!("there is no {} `{name}`", kind.noun()));
        };
        let Some(mut block) = self.types.get(used).map(|used| used.block) else {
            return TokenStream::new();
        };
        let mut path = name.to_owned();
        let mut is_single = true;
        for ident in blocks {
            let name = crate::names::terraform_name(ident);
            match block.block(&name) {
                Some(nested) => {
                    block = nested.block();
                    is_single = self::is_single(nested);
                    path = format!("{path}.{name}");
                }
                None => return self.object_by_path(literal, block, ident, &path),
            }
        }
        self.nested_literal(literal, &path, block, is_single)
    }

    /// An object written by its path: some blocks are attributes in the schema, as those of `aws_security_group`.
    fn object_by_path(
        &mut self,
        literal: &ExprStruct,
        block: &'a Block,
        ident: &proc_macro2::Ident,
        path: &str,
    ) -> TokenStream {
        let name = crate::names::terraform_name(ident);
        if let Some(fields) = block
            .attribute(&name)
            .and_then(|attribute| super::kinds::object_fields(&attribute.ty))
        {
            return self.object_literal(literal, &format!("{path}.{name}"), &fields);
        }
        let objects = block
            .attributes()
            .iter()
            .filter(|attribute| super::kinds::object_fields(&attribute.ty).is_some());
        let known = block
            .blocks()
            .iter()
            .map(|nested| nested.name)
            .chain(objects.map(|attribute| &*attribute.name));
        let near = paydsl_schema::suggest(&name, known);
        let message = format!("{path} has no block `{name}`{}", crate::names::did_you_mean(&near));
        self.broken(ident.span(), message)
    }

    /// An object value: what is not written is `null`, as Terraform wants all of its attributes.
    fn object_literal(&mut self, literal: &ExprStruct, path: &str, known: &[paydsl_schema::Field]) -> TokenStream {
        let mut lowered: Vec<Lowered> = Vec::new();
        for (ident, name, field) in self.distinct_fields(literal) {
            let declared = known.iter().find(|declared| *declared.name == *name);
            let Some(declared) = declared else {
                let near = paydsl_schema::suggest(&name, known.iter().map(|declared| &*declared.name));
                let hint = crate::names::did_you_mean(&near);
                self.error(ident.span(), format!("`{path}` has no attribute `{name}`{hint}"));
                continue;
            };
            let value = self.value(&field.expr, &declared.ty, &name);
            let ty = crate::render::argument_type(&declared.ty);
            lowered.push(Lowered {
                ident: ident.clone(),
                name,
                value: Content::Argument { ty, value },
            });
        }
        self.rest(literal);
        for declared in known {
            if !lowered.iter().any(|field| *field.name == *declared.name) {
                let ident = crate::names::identifier(&declared.name, proc_macro2::Span::call_site());
                let content = Content::Argument {
                    ty: quote!(::paydsl::__private::Any),
                    value: quote!(::paydsl::__private::Null),
                };
                lowered.push(Lowered {
                    ident,
                    name: declared.name.to_string(),
                    value: content,
                });
            }
        }
        let fields = crate::render::field_list(&lowered, self.mode);
        quote!(::paydsl::__private::object([#fields]))
    }
}

/// Whether of these blocks there is one at most, or each is looked at for itself.
fn is_single(nested: &NestedBlock) -> bool {
    nested.nesting != Nesting::List || nested.max_items == Some(1)
}

/// A call of `each` with a closure.
pub(crate) fn each_call(expression: &Expr) -> Option<(&ExprCall, &ExprClosure)> {
    let Expr::Call(call) = expression else { return None };
    let Expr::Path(path) = &*call.func else { return None };
    if !path.path.is_ident("each") || call.args.len() != 2 {
        return None;
    }
    match call.args.last()? {
        Expr::Closure(closure) => Some((call, closure)),
        _ => None,
    }
}

/// The two parameters of a closure of `each`; what is not written is `_`.
pub(crate) fn parameters(closure: &ExprClosure) -> (TokenStream, TokenStream) {
    let mut inputs = closure.inputs.iter().map(|input| quote!(#input));
    let first = inputs.next().unwrap_or_else(|| quote!(_));
    let second = inputs.next().unwrap_or_else(|| quote!(_));
    (first, second)
}

/// The statements in front of a closure's last expression.
pub(crate) fn leading_statements(closure: &ExprClosure) -> TokenStream {
    match &*closure.body {
        Expr::Block(block) => {
            let statements = &block.block.stmts;
            let leading = statements.iter().take(statements.len().saturating_sub(1));
            quote!(#(#leading)*)
        }
        _ => TokenStream::new(),
    }
}
