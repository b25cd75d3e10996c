//! The walk over a function's body.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprField, ExprMacro, FnArg, Item, Local, Macro, Member, Pat, Stmt};

use super::constants::{Constant, immutable_binding};
use super::{Known, Lowerer, Shape};
use crate::names::{did_you_mean, terraform_name};
use crate::template::Piece;

impl VisitMut for Lowerer<'_> {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        self.scopes.enter();
        self.bind_items(&block.stmts);
        for statement in &mut block.stmts {
            self.visit_stmt_mut(statement);
        }
        self.scopes.leave();
    }

    fn visit_stmt_mut(&mut self, statement: &mut Stmt) {
        match statement {
            Stmt::Local(local) => self.visit_local_mut(local),
            Stmt::Expr(expression, _) => {
                if let Some(tokens) = self.statement(expression) {
                    *expression = Expr::Verbatim(tokens);
                } else {
                    self.visit_expr_mut(expression);
                }
            }
            Stmt::Macro(invocation) => {
                if let Some(tokens) = self.invocation(&invocation.mac) {
                    *statement = Stmt::Expr(Expr::Verbatim(tokens), invocation.semi_token);
                }
            }
            Stmt::Item(item) => {
                // A function in the body runs as often as it is called, like a closure.
                self.repeated += 1;
                self.scopes.enter();
                self.scopes.wall();
                if let Item::Fn(function) = item {
                    for input in &function.sig.inputs {
                        if let FnArg::Typed(parameter) = input {
                            self.bind_pattern(&parameter.pat, Known::Other);
                        }
                    }
                }
                visit_mut::visit_item_mut(self, item);
                self.scopes.leave();
                self.repeated -= 1;
            }
            // Later kinds of statements are left as they are.
            #[allow(unreachable_patterns, reason = "syn may grow")]
            _ => {}
        }
    }

    fn visit_local_mut(&mut self, local: &mut Local) {
        let marks = self.take_marks(&mut local.attrs);
        let Some(init) = &mut local.init else {
            self.bind_pattern(&local.pat, Known::Other);
            return;
        };
        if let Some((tokens, known)) = self.declaration(&init.expr, &local.pat, marks.clone()) {
            *init.expr = Expr::Verbatim(tokens);
            self.bind_pattern(&local.pat, known);
            return;
        }
        for (span, mark) in marks.of_declaration() {
            self.error(span, format!("`#[{mark}]` belongs on the `let` of a resource"));
        }
        let known = self.infer(&init.expr).unwrap_or(Known::Other);
        let constant = self.scopes.evaluate(&init.expr);
        self.visit_expr_mut(&mut init.expr);
        if let Some((_, diverge)) = &mut init.diverge {
            self.visit_expr_mut(diverge);
        }
        self.bind_local(&local.pat, known, constant);
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        match expression {
            Expr::Struct(literal) => {
                if let Some(tokens) = self.struct_literal(literal) {
                    *expression = Expr::Verbatim(tokens);
                } else {
                    visit_mut::visit_expr_mut(self, expression);
                }
            }
            Expr::Macro(ExprMacro { mac, .. }) => {
                if let Some(tokens) = self.invocation(mac) {
                    *expression = Expr::Verbatim(tokens);
                }
            }
            Expr::Field(field) => {
                if let Some(replacement) = self.member(field) {
                    *expression = replacement;
                } else {
                    visit_mut::visit_expr_mut(self, expression);
                }
            }
            Expr::Closure(closure) => {
                self.repeated += 1;
                self.scopes.enter();
                for input in &closure.inputs {
                    self.bind_pattern(input, Known::Other);
                }
                self.visit_expr_mut(&mut closure.body);
                self.scopes.leave();
                self.repeated -= 1;
            }
            Expr::ForLoop(repeat) => {
                self.visit_expr_mut(&mut repeat.expr);
                self.repeated += 1;
                self.scopes.enter();
                self.bind_pattern(&repeat.pat, Known::Other);
                self.visit_block_mut(&mut repeat.body);
                self.scopes.leave();
                self.repeated -= 1;
            }
            Expr::If(choice) => {
                // What `if let` binds is seen in the first branch only.
                self.scopes.enter();
                self.visit_expr_mut(&mut choice.cond);
                self.visit_block_mut(&mut choice.then_branch);
                self.scopes.leave();
                if let Some((_, otherwise)) = &mut choice.else_branch {
                    self.visit_expr_mut(otherwise);
                }
            }
            Expr::Let(binding) => {
                self.visit_expr_mut(&mut binding.expr);
                self.bind_pattern(&binding.pat, Known::Other);
                self.visit_pat_mut(&mut binding.pat);
            }
            Expr::While(_) | Expr::Loop(_) => {
                self.repeated += 1;
                self.scopes.enter();
                visit_mut::visit_expr_mut(self, expression);
                self.scopes.leave();
                self.repeated -= 1;
            }
            Expr::Match(choice) => {
                self.visit_expr_mut(&mut choice.expr);
                for arm in &mut choice.arms {
                    self.scopes.enter();
                    self.bind_pattern(&arm.pat, Known::Other);
                    // A guard is part of the pattern.
                    self.visit_pat_mut(&mut arm.pat);
                    self.visit_expr_mut(&mut arm.body);
                    self.scopes.leave();
                }
            }
            Expr::Call(call) => {
                if let Some(tokens) = self.json_call(call) {
                    *expression = Expr::Verbatim(tokens);
                } else {
                    visit_mut::visit_expr_mut(self, expression);
                }
            }
            _ => visit_mut::visit_expr_mut(self, expression),
        }
    }
}

impl<'a> Lowerer<'a> {
    /// Binds every name in a pattern; a pattern that is one name gets `known`.
    pub(crate) fn bind_pattern(&mut self, pattern: &Pat, known: Known<'a>) {
        struct Names(Vec<String>);
        impl<'ast> syn::visit::Visit<'ast> for Names {
            fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
                self.0.push(terraform_name(&pattern.ident));
                syn::visit::visit_pat_ident(self, pattern);
            }
        }
        let mut names = Names(Vec::new());
        syn::visit::Visit::visit_pat(&mut names, pattern);
        let single = binding(pattern).is_some();
        for name in names.0 {
            self.scopes
                .bind(name, if single { known.clone() } else { Known::Other });
        }
    }

    /// Binds what a `let` binds: a name that never changes may be a constant.
    pub(crate) fn bind_local(&mut self, pattern: &Pat, known: Known<'a>, constant: Option<Constant>) {
        self.bind_pattern(pattern, known);
        if let (Some(ident), Some(constant)) = (immutable_binding(pattern), constant) {
            self.scopes.bind_constant(terraform_name(ident), constant);
        }
    }

    /// What an expression is, as far as its form tells.
    pub(crate) fn infer(&mut self, expression: &Expr) -> Option<Known<'a>> {
        match expression {
            Expr::Path(path) => self.scopes.get(&terraform_name(path.path.get_ident()?)).cloned(),
            Expr::Paren(inner) => self.infer(&inner.expr),
            Expr::Group(inner) => self.infer(&inner.expr),
            Expr::Reference(inner) => self.infer(&inner.expr),
            Expr::MethodCall(call) => {
                let receiver = self.infer(&call.receiver)?;
                match (receiver, call.method.to_string().as_str()) {
                    (Known::Handle(used, Shape::Many), "at") | (Known::Handle(used, Shape::Keyed), "key") => {
                        Some(Known::Handle(used, Shape::Single))
                    }
                    (Known::Handle(used, shape), "clone") => Some(Known::Handle(used, shape)),
                    (Known::Value(view), "at" | "key") => view.element().map(Known::Value),
                    _ => None,
                }
            }
            Expr::Field(field) => {
                let Member::Named(name) = &field.member else {
                    return None;
                };
                let name = terraform_name(name);
                match self.infer(&field.base)? {
                    Known::Handle(used, Shape::Single) => {
                        super::kinds::member(self.types.get(used)?.block, &name).map(Known::Value)
                    }
                    Known::Value(view) => view.attribute(&name).map(Known::Value),
                    Known::Broken => Some(Known::Broken),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Checks the attribute that is read; the replacement of the whole expression, where there is one.
    fn member(&mut self, field: &mut ExprField) -> Option<Expr> {
        let Member::Named(ident) = &field.member else {
            return None;
        };
        let name = terraform_name(ident);
        let span = ident.span();
        let (names, of) = match self.infer(&field.base)? {
            Known::Handle(used, _) => {
                let used = self.types.get(used)?;
                (super::kinds::member_names(used.block), used.kind.written(&used.name))
            }
            Known::Value(view) => (view.names()?, "this object".to_owned()),
            Known::Broken => return Some(Expr::Verbatim(quote_spanned!(span=> ::paydsl::__private::missing()))),
            _ => return None,
        };
        if names.contains(&name) || name == crate::repair::MISSING_NAME || name.starts_with("__ra_fixup") {
            return None;
        }
        // In an editor a half-typed name is what is being completed.
        let near = paydsl_schema::suggest(&name, names.iter().map(String::as_str));
        let near: Vec<String> = near.into_iter().map(str::to_owned).collect();
        self.error(span, format!("{of} has no attribute `{name}`{}", did_you_mean(&near)));
        if self.mode.is_editor() {
            return None;
        }
        match near.into_iter().next() {
            Some(nearest) => {
                self.accessed.insert(nearest.clone());
                field.member = Member::Named(crate::names::identifier(&nearest, span));
                None
            }
            None => Some(Expr::Verbatim(quote_spanned!(span=> ::paydsl::__private::missing()))),
        }
    }

    /// The macros that paydsl expands itself, because their arguments are stack code.
    fn invocation(&mut self, invocation: &Macro) -> Option<TokenStream> {
        let name = invocation.path.segments.last()?.ident.to_string();
        match name.as_str() {
            "tf" => Some(self.template(invocation)),
            "policy" => Some(self.policy(invocation)),
            "hcl" => Some(match crate::hcl::parse(invocation.tokens.clone()) {
                Ok((source, span)) => crate::hcl::render(&source, span),
                Err((span, message)) => self.broken(span, message),
            }),
            "vec" | "format" => {
                let parser = syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated;
                let mut arguments = syn::parse::Parser::parse2(parser, invocation.tokens.clone()).ok()?;
                for argument in &mut arguments {
                    self.visit_expr_mut(argument);
                }
                let path = &invocation.path;
                Some(quote!(#path![#arguments]))
            }
            _ => None,
        }
    }

    fn template(&mut self, invocation: &Macro) -> TokenStream {
        match crate::template::parse(invocation.tokens.clone()) {
            Ok(template) => {
                let mut values = Vec::new();
                for piece in &template.pieces {
                    if let Piece::Value(expression) = piece {
                        let mut expression = (**expression).clone();
                        if let Some(Known::Handle(used, _)) = self.infer(&expression) {
                            let message = self.handle_as_value(used, &expression);
                            self.error(template.span, message);
                            expression = Expr::Verbatim(quote!(""));
                        }
                        self.visit_expr_mut(&mut expression);
                        values.push(expression.into_token_stream());
                    }
                }
                crate::template::render(&template, &values)
            }
            Err((span, message)) => self.broken(span, message),
        }
    }

    /// Reports a mistake; the tokens stand for a value that is not there.
    pub(crate) fn broken(&mut self, span: Span, message: impl Into<String>) -> TokenStream {
        self.error(span, message);
        quote_spanned!(span=> ::paydsl::__private::missing())
    }

    /// What to say where a handle stands in the place of a value.
    pub(crate) fn handle_as_value(&self, used: usize, expression: &Expr) -> String {
        let text = expression.to_token_stream().to_string().replace(' ', "");
        let kind = self
            .types
            .get(used)
            .map(|used| used.kind.written(&used.name))
            .unwrap_or_default();
        let member = match self.types.get(used).map(|used| used.block) {
            Some(block) if block.attribute("id").is_some() => "id",
            Some(block) if block.attribute("arn").is_some() => "arn",
            _ => "attribute",
        };
        format!(
            "`{text}` is {} {kind}; a value is one of its attributes: `{text}.{member}`",
            article(&kind)
        )
    }
}

/// `a` or `an`.
pub(crate) fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    }
}

/// The name that a pattern binds, if it binds one.
pub(crate) fn binding(pattern: &Pat) -> Option<&Ident> {
    match pattern {
        Pat::Ident(ident) if ident.subpat.is_none() => Some(&ident.ident),
        Pat::Type(typed) => binding(&typed.pat),
        Pat::Paren(inner) => binding(&inner.pat),
        _ => None,
    }
}
