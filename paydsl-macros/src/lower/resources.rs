//! Declarations of resources: single, counted, keyed, in loops.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprCall, ExprClosure, ExprStruct, Pat, Path, Stmt};

use super::marks::{EXEMPT_ELSEWHERE, Marks};
use super::visit::binding;
use super::{Context, Kind, Known, Lowerer, Shape};
use crate::names::{did_you_mean, terraform_name};

/// What the path of a literal means to paydsl.
pub(crate) enum Word {
    /// `block`
    Block,
    /// `aws_vpc`, `data::aws_vpc`
    Type { kind: Kind, name: String },
    /// A type that no provider has.
    UnknownType {
        kind: Kind,
        name: String,
        near: Vec<String>,
    },
    /// `aws_security_group::ingress`
    BlockPath {
        kind: Kind,
        name: String,
        blocks: Vec<Ident>,
    },
    /// `provider::aws`
    Provider(Ident),
    /// `variable`, `local`, `module`, `check`, `moved`, `import`, `removed`, and the provisioners
    Own(&'static str),
}

const OWN: [&str; 10] = [
    "variable",
    "local",
    "module",
    "check",
    "moved",
    "import",
    "removed",
    "local_exec",
    "remote_exec",
    "file",
];

impl Word {
    pub(crate) fn written(&self) -> String {
        match self {
            Word::Block => "block".to_owned(),
            Word::Type { kind, name } | Word::UnknownType { kind, name, .. } | Word::BlockPath { kind, name, .. } => {
                kind.written(name)
            }
            Word::Provider(name) => format!("provider::{name}"),
            Word::Own(word) => (*word).to_owned(),
        }
    }
}

/// Where the type's own name stands in a path.
pub(crate) fn type_span(path: &Path) -> proc_macro2::Span {
    path.segments
        .last()
        .map_or_else(|| path.span(), |segment| segment.ident.span())
}

/// What to say of a type that no provider has.
pub(crate) fn unknown_type(kind: Kind, name: &str, near: &[String]) -> String {
    let near: Vec<String> = near.iter().map(|name| kind.written(name)).collect();
    format!("there is no {} `{name}`{}", kind.noun(), did_you_mean(&near))
}

impl<'a> Lowerer<'a> {
    /// What a literal's path means; `None` for the literals of Rust structs.
    pub(crate) fn word(&self, path: &Path) -> Option<Word> {
        let segments: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        let texts: Vec<String> = segments.iter().map(|ident| terraform_name(ident)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        match texts[..] {
            ["block"] => Some(Word::Block),
            [word] => {
                if let Some(own) = OWN.iter().find(|own| **own == word) {
                    return Some(Word::Own(own));
                }
                self.resource_word(Kind::Resource, word)
            }
            ["data", name] => self.resource_word(Kind::Data, name),
            ["ephemeral", name] => self.resource_word(Kind::Ephemeral, name),
            ["provider", _] => Some(Word::Provider(segments[1].clone())),
            ["data", name, ..] if self.providers.data_source(name).is_some() => {
                Some(block_path(Kind::Data, name, &segments[2..]))
            }
            [name, ..] if self.providers.resource(name).is_some() => {
                Some(block_path(Kind::Resource, name, &segments[1..]))
            }
            _ => None,
        }
    }

    fn resource_word(&self, kind: Kind, name: &str) -> Option<Word> {
        let known = match kind {
            Kind::Resource => self.providers.resource(name).is_some(),
            Kind::Data => self.providers.data_source(name).is_some(),
            Kind::Ephemeral => self.providers.ephemeral(name).is_some(),
        };
        if known {
            return Some(Word::Type {
                kind,
                name: name.to_owned(),
            });
        }
        // A Rust struct in lower case is possible, if unusual: only what looks like a resource type is one.
        let provider = name.split('_').next().unwrap_or(name);
        let looks_like_one = self.providers.provider(provider).is_some() || kind != Kind::Resource;
        let near = self.suggest(kind, name);
        let is_lower_case = name.starts_with(|first: char| first.is_ascii_lowercase());
        if is_lower_case && (looks_like_one || !near.is_empty()) {
            return Some(Word::UnknownType {
                kind,
                name: name.to_owned(),
                near,
            });
        }
        None
    }

    /// A `let` whose value is a declaration: what it becomes, and what the name is then known as.
    pub(crate) fn declaration(&mut self, init: &Expr, pattern: &Pat, marks: Marks) -> Option<(TokenStream, Known<'a>)> {
        match init {
            Expr::Struct(literal) => match self.word(&literal.path)? {
                Word::Type { kind, name } => Some(self.resource(literal, kind, &name, pattern, marks)),
                Word::UnknownType { kind, name, near } => {
                    self.error(type_span(&literal.path), unknown_type(kind, &name, &near));
                    match near.first() {
                        Some(nearest) if !self.mode.is_editor() && paydsl_schema::is_slip(&name, nearest) => {
                            Some(self.resource(literal, kind, nearest, pattern, marks))
                        }
                        _ => Some((quote!(::paydsl::__private::missing()), Known::Broken)),
                    }
                }
                Word::Provider(name) => {
                    for exemption in &marks.exemptions {
                        self.error(exemption.span, EXEMPT_ELSEWHERE);
                    }
                    Some(self.provider_configuration(literal, &name, Some(pattern)))
                }
                Word::Own(word @ ("variable" | "local" | "module" | "check")) => {
                    Some(self.own_declaration(word, literal, pattern, marks))
                }
                _ => None,
            },
            Expr::Call(call) => self.repeated_declaration(call, pattern, marks),
            Expr::Paren(inner) => self.declaration(&inner.expr, pattern, marks),
            Expr::Group(inner) => self.declaration(&inner.expr, pattern, marks),
            _ => None,
        }
    }

    /// Where a declaration stands: its name, key and line. Reports what is wrong with them.
    pub(crate) fn place(
        &mut self,
        pattern: &Pat,
        marks: Marks,
        what: &str,
        address: Option<&str>,
    ) -> Option<TokenStream> {
        let Some(ident) = binding(pattern) else {
            self.error(
                pattern.span(),
                format!("{what} needs a name of its own: `let name = {what} {{ .. }};`"),
            );
            return None;
        };
        let name = terraform_name(ident);
        if self.repeated > 0 && marks.key.is_none() {
            self.error(
                ident.span(),
                format!("this is declared once for each turn of a loop: tell them apart, `#[key(..)] let {ident} = {what} {{ .. }};`"),
            );
        }
        if let Some(prefix) = address
            && self.repeated == 0
            && marks.key.is_none()
        {
            self.address(format!("{prefix}{name}"), ident);
        }
        let line = u32::try_from(ident.span().start().line).unwrap_or(0);
        self.exempted = marks
            .exemptions
            .iter()
            .map(|exemption| exemption.rule().to_owned())
            .collect();
        let exemptions = marks.exemptions.iter().map(|exemption| exemption.call());
        let key = match marks.key {
            Some(mut key) => {
                self.visit_expr_mut(&mut key);
                quote_spanned!(key.span()=> ::paydsl::__private::key(#key))
            }
            None => quote!(::core::option::Option::None),
        };
        Some(quote!(::paydsl::__private::place(#name, #key, __PAYDSL_FILE, #line) #(#exemptions)*))
    }

    fn resource(
        &mut self,
        literal: &ExprStruct,
        kind: Kind,
        name: &str,
        pattern: &Pat,
        marks: Marks,
    ) -> (TokenStream, Known<'a>) {
        let Some(used) = self.used(kind, name) else {
            return (quote!(()), Known::Broken);
        };
        let place = self.place(
            pattern,
            marks,
            &kind.written(name),
            Some(&format!("{}{name}.", kind.scope())),
        );
        let fields = self.resource_fields(literal, used);
        self.exempted.clear();
        let handle = self.handle_type(used, Shape::Single);
        let Some(place) = place else {
            return (quote!(::core::unreachable!()), Known::Broken);
        };
        let declare = quote_spanned!(literal.path.span()=> ::paydsl::__private::declare::<#handle>);
        let fields = self.render_fields(literal, used, &fields);
        (quote!(#declare(#place, #fields)), Known::Handle(used, Shape::Single))
    }

    /// `count(n, |i| RES { .. })`, `each(..)`, `when(..)`.
    fn repeated_declaration(
        &mut self,
        call: &ExprCall,
        pattern: &Pat,
        marks: Marks,
    ) -> Option<(TokenStream, Known<'a>)> {
        let Expr::Path(path) = &*call.func else { return None };
        let (function, shape, parameters) = match path.path.get_ident()?.to_string().as_str() {
            "count" => ("count", Shape::Many, 1),
            "when" => ("when", Shape::Many, 0),
            "each" => ("each", Shape::Keyed, 2),
            _ => return None,
        };
        let Some(Expr::Closure(closure)) = call.args.last() else {
            return None;
        };
        let (_, literal) = tail(&closure.body)?;
        let word = self.word(&literal.path)?;
        let (kind, name) = match word {
            Word::Type { kind, name } => (kind, name),
            Word::UnknownType { kind, name, near } => {
                self.error(type_span(&literal.path), unknown_type(kind, &name, &near));
                (kind, near.into_iter().next()?)
            }
            Word::Own("module") => {
                return Some(self.repeated_module(call, closure, literal, function, shape, pattern, marks));
            }
            other => {
                let message = format!("`{function}` declares resources and modules, not {}", other.written());
                return Some((self.broken(literal.path.span(), message), Known::Broken));
            }
        };
        let used = self.used(kind, &name)?;
        let place = self.place(
            pattern,
            marks,
            &kind.written(&name),
            Some(&format!("{}{name}.", kind.scope())),
        );
        let (over, statements) = self.enter_repeated(call, closure, function, parameters);
        let lowered = self.resource_fields(literal, used);
        self.exempted.clear();
        let fields = self.render_fields(literal, used, &lowered);
        self.leave_repeated();
        let handle = self.handle_type(used, shape);
        let place = place?;
        let function = Ident::new(function, call.func.span());
        let collection = if parameters == 2 { quote!(, _) } else { quote!() };
        let declare = quote_spanned!(call.func.span()=> ::paydsl::__private::#function::<#handle #collection>);
        let (first, second) = super::blocks::parameters(closure);
        let inputs = match parameters {
            0 => quote!(),
            1 => quote!(#first),
            _ => quote!(#first, #second),
        };
        Some((
            quote!(#declare(#place, #over, |#inputs| { #statements #fields })),
            Known::Handle(used, shape),
        ))
    }

    /// Lowers what comes before a repeated literal: what is iterated over, and the closure's statements.
    pub(crate) fn enter_repeated(
        &mut self,
        call: &ExprCall,
        closure: &ExprClosure,
        function: &str,
        parameters: usize,
    ) -> (TokenStream, TokenStream) {
        if call.args.len() != 2 || closure.inputs.len() > parameters {
            let form = match function {
                "count" => "count(number, |index| RESOURCE { .. })",
                "when" => "when(condition, || RESOURCE { .. })",
                _ => "each(map_or_set, |key, value| RESOURCE { .. })",
            };
            self.error(call.func.span(), format!("write `{form}`"));
        }
        let over = match call.args.first() {
            Some(over) if call.args.len() > 1 => self.collection(over),
            _ => quote!(::paydsl::__private::missing()),
        };
        self.repeated += 1;
        self.scopes.enter();
        for input in &closure.inputs {
            self.bind_pattern(input, Known::Other);
        }
        let mut leading = TokenStream::new();
        if let Expr::Block(body) = &*closure.body {
            let last = body.block.stmts.len().saturating_sub(1);
            self.bind_items(&body.block.stmts);
            for statement in body.block.stmts.iter().take(last) {
                let mut statement = statement.clone();
                self.visit_stmt_mut(&mut statement);
                leading.extend(quote!(#statement));
            }
        }
        (over, leading)
    }

    pub(crate) fn leave_repeated(&mut self) {
        self.scopes.leave();
        self.repeated -= 1;
    }

    fn resource_fields(&mut self, literal: &ExprStruct, used: usize) -> Vec<super::fields::Lowered> {
        let Some((kind, name, block)) = self
            .types
            .get(used)
            .map(|used| (used.kind, used.name.clone(), used.block))
        else {
            return Vec::new();
        };
        let path = kind.written(&name);
        self.contexts.push(Context::None);
        let fields = self.fields(literal, &path, block, true, |lowerer, ident, name, expression| {
            lowerer.meta(kind, block, ident, name, expression)
        });
        self.contexts.pop();
        fields
    }

    fn render_fields(&self, literal: &ExprStruct, used: usize, fields: &[super::fields::Lowered]) -> TokenStream {
        match self.types.get(used) {
            Some(used) => crate::render::resource_literal(literal, used, fields, self.mode),
            None => TokenStream::new(),
        }
    }

    /// The handle of a resource type in use.
    pub(crate) fn handle_type(&mut self, used: usize, shape: Shape) -> TokenStream {
        let name = self
            .types
            .get(used)
            .map(super::UsedType::struct_name)
            .unwrap_or_default();
        self.handle_of(&name, shape)
    }

    /// The handle with the attributes of a struct name, from now on in use.
    pub(crate) fn handle_of(&mut self, name: &str, shape: Shape) -> TokenStream {
        self.handles.insert((name.to_owned(), shape));
        crate::render::handle_type(name, shape)
    }
}

fn block_path(kind: Kind, name: &str, blocks: &[&Ident]) -> Word {
    Word::BlockPath {
        kind,
        name: name.to_owned(),
        blocks: blocks.iter().map(|ident| (*ident).clone()).collect(),
    }
}

/// The literal that an expression ends in, with the statements in front of it.
pub(crate) fn tail(expression: &Expr) -> Option<(&[Stmt], &ExprStruct)> {
    match expression {
        Expr::Struct(literal) => Some((&[], literal)),
        Expr::Paren(inner) => tail(&inner.expr),
        Expr::Group(inner) => tail(&inner.expr),
        Expr::Block(block) if block.label.is_none() => match block.block.stmts.split_last()? {
            (Stmt::Expr(Expr::Struct(literal), None), leading) => Some((leading, literal)),
            _ => None,
        },
        _ => None,
    }
}
