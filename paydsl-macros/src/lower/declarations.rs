//! What Terraform itself declares: variables, locals, modules, checks, providers, moves, imports and removals.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprCall, ExprClosure, ExprLit, ExprStruct, GenericArgument, Lit, Pat, PathArguments, Type};

use super::fields::{Content, Lowered};
use super::marks::Marks;
use super::meta::{CONDITION, Own, OwnType};
use super::resources::Word;
use super::visit::binding;
use super::{Context, Known, Lowerer, Shape};
use crate::names::{did_you_mean, terraform_name};

const REMOVED_LIFECYCLE: &[(&str, Own)] = &[("destroy", Own::Constant(OwnType::Bool))];

impl<'a> Lowerer<'a> {
    /// A literal that is a statement of its own: `moved`, `import`, `removed`, a provider's default configuration.
    pub(crate) fn statement(&mut self, expression: &Expr) -> Option<TokenStream> {
        let Expr::Struct(literal) = expression else { return None };
        match self.word(&literal.path)? {
            Word::Own(word @ ("moved" | "import" | "removed")) => Some(self.refactoring(word, literal)),
            Word::Provider(name) => Some(self.provider_configuration(literal, &name, None).0),
            _ => None,
        }
    }

    /// `provider::aws { .. }`: bound to a name, an alias of that name; alone, the default configuration.
    pub(crate) fn provider_configuration(
        &mut self,
        literal: &ExprStruct,
        name: &Ident,
        pattern: Option<&Pat>,
    ) -> (TokenStream, Known<'a>) {
        let local_name = terraform_name(name);
        let Some(archive) = self.providers.provider(&local_name) else {
            let known: Vec<String> = self
                .providers
                .archives()
                .iter()
                .map(|archive| archive.local_name().to_owned())
                .collect();
            let near = paydsl_schema::suggest(&local_name, known.iter().map(String::as_str));
            let hint = if near.is_empty() {
                "; add it with `paydsl provider add`".to_owned()
            } else {
                did_you_mean(&near)
            };
            let tokens = self.broken(name.span(), format!("there is no provider `{local_name}`{hint}"));
            return (tokens, Known::Broken);
        };
        let (block, used) = (archive.provider(), crate::render::provider_use(archive));
        self.contexts.push(Context::None);
        let fields = self.fields(
            literal,
            &format!("provider {local_name}"),
            block,
            true,
            |lowerer, ident, name, _| {
                if name != "alias" {
                    return None;
                }
                lowerer.error(
                    ident.span(),
                    "the name it is bound to is the alias: `let replica = provider::aws { .. };`",
                );
                Some(Vec::new())
            },
        );
        self.contexts.pop();
        let fields = crate::render::field_list(&fields, self.mode);
        let line = u32::try_from(literal.path.span().start().line).unwrap_or(0);
        let alias = match pattern {
            Some(pattern) => match binding(pattern) {
                Some(ident) => {
                    let alias = terraform_name(ident);
                    if self.repeated == 0 {
                        self.address(format!("provider.{local_name}.{alias}"), ident);
                    }
                    quote!(::core::option::Option::Some(#alias))
                }
                None => {
                    self.error(
                        pattern.span(),
                        "an alias needs a name: `let replica = provider::aws { .. };`",
                    );
                    quote!(::core::option::Option::None)
                }
            },
            None => quote!(::core::option::Option::None),
        };
        let tokens = quote! {
            ::paydsl::__private::declare_provider(
                #used,
                #alias,
                ::paydsl::__private::Site { file: __PAYDSL_FILE, line: #line },
                [#fields],
            )
        };
        (tokens, Known::Provider)
    }

    /// `let name = variable { .. }` and the like.
    pub(crate) fn own_declaration(
        &mut self,
        word: &'static str,
        literal: &ExprStruct,
        pattern: &Pat,
        marks: Marks,
    ) -> (TokenStream, Known<'a>) {
        let prefix = match word {
            "variable" => "var.",
            "local" => "local.",
            "module" => "module.",
            _ => "check.",
        };
        let place = self.place(pattern, marks, word, Some(prefix));
        let tokens = match word {
            "variable" => self.variable(literal, pattern),
            "local" => self.local_value(literal),
            "module" => self.module(literal),
            _ => self.check(literal),
        };
        let Some(place) = place else {
            return (quote!(::core::unreachable!()), Known::Broken);
        };
        match word {
            "variable" => {
                let (ty, fields) = tokens;
                let declare = quote_spanned!(literal.path.span()=> ::paydsl::__private::variable::<#ty>);
                (
                    quote!(#declare(#place, |__itself| ::paydsl::__private::fields([#fields]))),
                    Known::Other,
                )
            }
            "local" => {
                let (_, value) = tokens;
                let declare = quote_spanned!(literal.path.span()=> ::paydsl::__private::local);
                (quote!(#declare(#place, #value)), Known::Other)
            }
            "module" => {
                let (_, fields) = tokens;
                self.modules = true;
                let handle = self.handle_of("__paydsl_module", Shape::Single);
                let declare = quote_spanned!(literal.path.span()=> ::paydsl::__private::declare::<#handle>);
                (
                    quote!(#declare(#place, ::paydsl::__private::fields([#fields]))),
                    Known::Module,
                )
            }
            _ => {
                let (_, fields) = tokens;
                (quote!(::paydsl::__private::check(#place, [#fields])), Known::Other)
            }
        }
    }

    fn variable(&mut self, literal: &ExprStruct, pattern: &Pat) -> (TokenStream, TokenStream) {
        let ty = self.variable_type(literal, pattern);
        let mut fields = Vec::new();
        for (ident, name, field) in self.distinct_fields(literal) {
            let expression = &field.expr;
            match name.as_str() {
                "type" => {}
                "default" => {
                    let mut lowered = expression.clone();
                    self.visit_expr_mut(&mut lowered);
                    let line = u32::try_from(expression.span().start().line).unwrap_or(0);
                    let literal = quote_spanned!(expression.span()=> ::paydsl::__private::literal::<#ty, _>);
                    fields.push(quote!(#literal("default", ::paydsl::__private::Site { file: __PAYDSL_FILE, line: #line }, #lowered)));
                }
                "description" => fields.push(self.constant("description", OwnType::Str, expression)),
                "sensitive" | "nullable" | "ephemeral" => fields.push(self.constant(&name, OwnType::Bool, expression)),
                "validation" => fields.push(self.validations(expression)),
                _ => {
                    let known = [
                        "type",
                        "default",
                        "description",
                        "sensitive",
                        "nullable",
                        "ephemeral",
                        "validation",
                    ];
                    let near = paydsl_schema::suggest(&name, known);
                    self.error(
                        ident.span(),
                        format!("variable has no argument `{name}`{}", did_you_mean(&near)),
                    );
                }
            }
        }
        self.rest(literal);
        (ty, quote!(#(#fields),*))
    }

    /// The type of a variable: from `let x: Value<Str>`, from `r#type: Str`, or from the default.
    fn variable_type(&mut self, literal: &ExprStruct, pattern: &Pat) -> TokenStream {
        if let Pat::Type(typed) = pattern {
            if let Type::Path(path) = &*typed.ty
                && let Some(segment) = path.path.segments.last()
                && segment.ident == "Value"
                && let PathArguments::AngleBracketed(arguments) = &segment.arguments
                && let Some(GenericArgument::Type(ty)) = arguments.args.first()
            {
                return ty.to_token_stream();
            }
            self.error(
                typed.ty.span(),
                "a variable is a `Value`: `let size: Value<Num> = variable { .. };`",
            );
            return quote!(::paydsl::__private::Any);
        }
        let field = |wanted: &str| {
            literal
                .fields
                .iter()
                .find(|field| matches!(&field.member, syn::Member::Named(ident) if terraform_name(ident) == wanted))
        };
        if let Some(field) = field("type") {
            let tokens = field.expr.to_token_stream();
            if let Ok(ty) = syn::parse2::<Type>(tokens) {
                return ty.to_token_stream();
            }
            self.error(
                field.expr.span(),
                "write the type: `r#type: Str`, `r#type: List::<Num>`",
            );
            return quote!(::paydsl::__private::Any);
        }
        match field("default").map(|field| &field.expr) {
            Some(Expr::Lit(ExprLit { lit: Lit::Str(_), .. })) => quote!(::paydsl::__private::Str),
            Some(Expr::Lit(ExprLit {
                lit: Lit::Int(_) | Lit::Float(_),
                ..
            })) => quote!(::paydsl::__private::Num),
            Some(Expr::Lit(ExprLit { lit: Lit::Bool(_), .. })) => quote!(::paydsl::__private::Bool),
            _ => {
                self.error(
                    literal.path.span(),
                    "say the variable's type: `let name: Value<Str> = variable { .. };`",
                );
                quote!(::paydsl::__private::Any)
            }
        }
    }

    /// `validation: |value| block { .. }`, or a list of such.
    fn validations(&mut self, expression: &Expr) -> TokenStream {
        let elements: Vec<&Expr> = match expression {
            Expr::Array(array) => array.elems.iter().collect(),
            other => vec![other],
        };
        let mut blocks = Vec::new();
        for element in elements {
            self.contexts.push(Context::Own {
                path: "validation",
                fields: CONDITION,
            });
            let mut lowered = element.clone();
            self.visit_expr_mut(&mut lowered);
            self.contexts.pop();
            blocks.push(match element {
                Expr::Closure(_) => quote!(::paydsl::__private::validation(__itself, #lowered)),
                Expr::Struct(_) => quote!(#lowered),
                other => {
                    self.error(
                        other.span(),
                        "write `validation: |value| block { condition: .., error_message: .. }`",
                    );
                    continue;
                }
            });
        }
        quote!(::paydsl::__private::blocks("validation", ::paydsl::__private::block_list([#(#blocks),*])))
    }

    fn local_value(&mut self, literal: &ExprStruct) -> (TokenStream, TokenStream) {
        self.rest(literal);
        let mut value = None;
        for (ident, name, field) in self.distinct_fields(literal) {
            if name == "value" {
                let mut lowered = field.expr.clone();
                self.visit_expr_mut(&mut lowered);
                value = Some(lowered.to_token_stream());
            } else {
                self.error(
                    ident.span(),
                    format!("local has no argument `{name}`; write `local {{ value: .. }}`"),
                );
            }
        }
        let value = match value {
            Some(value) => value,
            None => {
                self.error(literal.path.span(), "local needs `value`");
                quote!(::paydsl::__private::missing())
            }
        };
        (TokenStream::new(), value)
    }

    fn module(&mut self, literal: &ExprStruct) -> (TokenStream, TokenStream) {
        let mut fields = Vec::new();
        for (ident, name, field) in self.distinct_fields(literal) {
            match name.as_str() {
                "source" | "version" => fields.push(self.constant(&name, OwnType::Str, &field.expr)),
                "depends_on" => fields.push(self.depends_on(&field.expr)),
                "providers" => fields.push(self.module_providers(&field.expr)),
                "count" | "for_each" => {
                    self.error(
                        ident.span(),
                        format!("`{name}` is written around the module: `count(number, |index| module {{ .. }})`"),
                    );
                }
                _ => {
                    let value = self.value(&field.expr, &paydsl_schema::Type::Dynamic, &name);
                    let arg = quote_spanned!(ident.span()=> ::paydsl::__private::arg::<::paydsl::__private::Any, _>);
                    fields.push(quote!(#arg(#name, #value)));
                }
            }
        }
        self.rest(literal);
        if !gives(literal, "source") {
            self.error(literal.path.span(), "module needs `source`");
        }
        (TokenStream::new(), quote!(#(#fields),*))
    }

    fn module_providers(&mut self, expression: &Expr) -> TokenStream {
        let mut entries = Vec::new();
        let Expr::Array(array) = expression else {
            self.error(expression.span(), "write `providers: [(\"aws\", replica)]`");
            return quote!(::paydsl::__private::providers([]));
        };
        for element in &array.elems {
            match element {
                Expr::Tuple(pair) if pair.elems.len() == 2 => entries.push(quote!(#pair)),
                other => self.error(other.span(), "write a pair: `(\"aws\", replica)`"),
            }
        }
        quote!(::paydsl::__private::providers([#(#entries),*]))
    }

    /// `count(n, |i| module { .. })` and the like.
    #[allow(clippy::too_many_arguments, reason = "the parts of one call, taken apart once")]
    pub(crate) fn repeated_module(
        &mut self,
        call: &ExprCall,
        closure: &ExprClosure,
        literal: &ExprStruct,
        function: &'static str,
        shape: Shape,
        pattern: &Pat,
        marks: Marks,
    ) -> (TokenStream, Known<'a>) {
        let parameters = match function {
            "when" => 0,
            "count" => 1,
            _ => 2,
        };
        let place = self.place(pattern, marks, "module", Some("module."));
        let (over, statements) = self.enter_repeated(call, closure, function, parameters);
        let (_, fields) = self.module(literal);
        self.leave_repeated();
        self.modules = true;
        let handle = self.handle_of("__paydsl_module", shape);
        let (first, second) = super::blocks::parameters(closure);
        let inputs = match parameters {
            0 => quote!(),
            1 => quote!(#first),
            _ => quote!(#first, #second),
        };
        let function = Ident::new(function, call.func.span());
        let Some(place) = place else {
            return (quote!(()), Known::Broken);
        };
        let collection = if parameters == 2 { quote!(, _) } else { quote!() };
        let tokens = quote! {
            ::paydsl::__private::#function::<#handle #collection>(#place, #over, |#inputs| { #statements ::paydsl::__private::fields([#fields]) })
        };
        (tokens, Known::Module)
    }

    fn check(&mut self, literal: &ExprStruct) -> (TokenStream, TokenStream) {
        let mut fields = Vec::new();
        for (ident, name, field) in self.distinct_fields(literal) {
            if name == "assert" {
                fields.push(self.own_blocks("assert", CONDITION, &field.expr));
            } else {
                self.error(
                    ident.span(),
                    format!("check has no argument `{name}`; did you mean `assert`?"),
                );
            }
        }
        self.rest(literal);
        if fields.is_empty() {
            self.error(literal.path.span(), "check needs `assert` (a block)");
        }
        (TokenStream::new(), quote!(#(#fields),*))
    }

    fn refactoring(&mut self, word: &'static str, literal: &ExprStruct) -> TokenStream {
        let known: &[&str] = match word {
            "moved" => &["from", "to"],
            "import" => &["to", "id", "provider"],
            _ => &["from", "lifecycle"],
        };
        let mut fields = Vec::new();
        for (ident, name, field) in self.distinct_fields(literal) {
            let tokens = match name.as_str() {
                _ if !known.contains(&name.as_str()) => {
                    let near = paydsl_schema::suggest(&name, known.iter().copied());
                    self.error(
                        ident.span(),
                        format!("{word} has no argument `{name}`{}", did_you_mean(&near)),
                    );
                    continue;
                }
                "from" | "to" => {
                    let address = self.address_or_handle(&field.expr);
                    quote!(::paydsl::__private::reference(#name, #address))
                }
                "id" => {
                    let value = self.value(&field.expr, &paydsl_schema::Type::String, "id");
                    let lowered = Lowered {
                        ident: ident.clone(),
                        name: "id".to_owned(),
                        value: Content::Argument {
                            ty: quote!(::paydsl::__private::Str),
                            value,
                        },
                    };
                    crate::render::field_list(&[lowered], self.mode)
                }
                "provider" => {
                    let expression = &field.expr;
                    quote!(::paydsl::__private::provider(#expression))
                }
                _ => self.own_blocks("lifecycle", REMOVED_LIFECYCLE, &field.expr),
            };
            fields.push(tokens);
        }
        self.rest(literal);
        let needed: &[&str] = if word == "import" {
            &["to", "id"]
        } else {
            &known[..known.len() - usize::from(word == "removed")]
        };
        let missing: Vec<String> = needed
            .iter()
            .filter(|name| !gives(literal, name))
            .map(|name| format!("`{name}`"))
            .collect();
        if !missing.is_empty() {
            self.error(literal.path.span(), format!("{word} needs {}", missing.join(", ")));
        }
        let line = u32::try_from(literal.path.span().start().line).unwrap_or(0);
        quote! {
            ::paydsl::__private::refactoring(
                #word,
                ::paydsl::__private::Site { file: __PAYDSL_FILE, line: #line },
                [#(#fields),*],
            )
        }
    }

    /// An address as a string, for what the code no longer declares, or the handle of what it does.
    fn address_or_handle(&mut self, expression: &Expr) -> TokenStream {
        let Expr::Lit(ExprLit {
            lit: Lit::Str(text), ..
        }) = expression
        else {
            return self.whole_reference(expression);
        };
        let address = text.value();
        if !is_address(&address) {
            self.error(
                text.span(),
                format!("{address:?} is not an address; write one like \"aws_vpc.main\" or \"module.network\""),
            );
        }
        quote!(::paydsl::__private::address(#address))
    }
}

/// Whether a text has the form of a resource's or module's address.
fn is_address(text: &str) -> bool {
    let mut outside = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        outside.push_str(&rest[..open]);
        let inner = &rest[open + 1..];
        let Some(close) = inner.find(']') else { return false };
        let index = &inner[..close];
        let is_key = index.len() >= 2
            && index.starts_with('"')
            && index.ends_with('"')
            && !index[1..index.len() - 1].contains(['"', '\\', '\n']);
        if !is_key && (index.is_empty() || !index.chars().all(|c| c.is_ascii_digit())) {
            return false;
        }
        rest = &inner[close + 1..];
    }
    outside.push_str(rest);
    let parts: Vec<&str> = outside.split('.').collect();
    let identifier = |part: &&str| {
        part.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
    };
    parts.len() >= 2 && parts.iter().all(identifier)
}

/// Whether a literal has a field of that name.
fn gives(literal: &ExprStruct, name: &str) -> bool {
    literal
        .fields
        .iter()
        .any(|field| matches!(&field.member, syn::Member::Named(ident) if terraform_name(ident) == name))
}
