//! Meta-arguments: what Terraform itself takes in every resource.

use paydsl_schema::{Block, Type};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprLit, ExprStruct, Lit, Member};

use super::fields::{Content, Lowered};
use super::kinds::{member, member_names};
use super::{Context, Kind, Known, Lowerer, View};
use crate::names::{did_you_mean, terraform_name};

/// What a field of one of Terraform's own blocks takes.
#[derive(Clone, Copy)]
pub(crate) enum Own {
    /// An expression of a type.
    Value(OwnType),
    /// A constant of a type.
    Constant(OwnType),
    /// One of some words.
    Keyword(&'static [&'static str]),
    /// Nested blocks with the path of their type.
    Blocks(&'static str, &'static [(&'static str, Own)]),
}

/// The types of Terraform's own arguments.
#[derive(Clone, Copy)]
pub(crate) enum OwnType {
    Str,
    Num,
    Bool,
    Strings,
    StringMap,
}

impl OwnType {
    fn schema(self) -> Type {
        match self {
            OwnType::Str => Type::String,
            OwnType::Num => Type::Number,
            OwnType::Bool => Type::Bool,
            OwnType::Strings => Type::List(std::sync::Arc::new(Type::String)),
            OwnType::StringMap => Type::Map(std::sync::Arc::new(Type::String)),
        }
    }
}

/// `validation`, `precondition`, `postcondition`, `assert`.
pub(crate) const CONDITION: &[(&str, Own)] = &[
    ("condition", Own::Value(OwnType::Bool)),
    ("error_message", Own::Value(OwnType::Str)),
];

const CONNECTION: &[(&str, Own)] = &[
    ("type", Own::Value(OwnType::Str)),
    ("host", Own::Value(OwnType::Str)),
    ("user", Own::Value(OwnType::Str)),
    ("password", Own::Value(OwnType::Str)),
    ("port", Own::Value(OwnType::Num)),
    ("timeout", Own::Value(OwnType::Str)),
    ("script_path", Own::Value(OwnType::Str)),
    ("private_key", Own::Value(OwnType::Str)),
    ("certificate", Own::Value(OwnType::Str)),
    ("agent", Own::Value(OwnType::Bool)),
    ("agent_identity", Own::Value(OwnType::Str)),
    ("host_key", Own::Value(OwnType::Str)),
    ("target_platform", Own::Value(OwnType::Str)),
    ("https", Own::Value(OwnType::Bool)),
    ("insecure", Own::Value(OwnType::Bool)),
    ("use_ntlm", Own::Value(OwnType::Bool)),
    ("cacert", Own::Value(OwnType::Str)),
    ("proxy_scheme", Own::Value(OwnType::Str)),
    ("proxy_host", Own::Value(OwnType::Str)),
    ("proxy_port", Own::Value(OwnType::Num)),
    ("proxy_user_name", Own::Value(OwnType::Str)),
    ("proxy_user_password", Own::Value(OwnType::Str)),
    ("bastion_host", Own::Value(OwnType::Str)),
    ("bastion_host_key", Own::Value(OwnType::Str)),
    ("bastion_port", Own::Value(OwnType::Num)),
    ("bastion_user", Own::Value(OwnType::Str)),
    ("bastion_password", Own::Value(OwnType::Str)),
    ("bastion_private_key", Own::Value(OwnType::Str)),
    ("bastion_certificate", Own::Value(OwnType::Str)),
];

const WHEN: Own = Own::Keyword(&["create", "destroy"]);
const ON_FAILURE: Own = Own::Keyword(&["continue", "fail"]);
const OWN_CONNECTION: Own = Own::Blocks("connection", CONNECTION);

const LOCAL_EXEC: &[(&str, Own)] = &[
    ("command", Own::Value(OwnType::Str)),
    ("working_dir", Own::Value(OwnType::Str)),
    ("interpreter", Own::Value(OwnType::Strings)),
    ("environment", Own::Value(OwnType::StringMap)),
    ("quiet", Own::Value(OwnType::Bool)),
    ("when", WHEN),
    ("on_failure", ON_FAILURE),
];
const REMOTE_EXEC: &[(&str, Own)] = &[
    ("inline", Own::Value(OwnType::Strings)),
    ("script", Own::Value(OwnType::Str)),
    ("scripts", Own::Value(OwnType::Strings)),
    ("connection", OWN_CONNECTION),
    ("when", WHEN),
    ("on_failure", ON_FAILURE),
];
const FILE: &[(&str, Own)] = &[
    ("source", Own::Value(OwnType::Str)),
    ("content", Own::Value(OwnType::Str)),
    ("destination", Own::Value(OwnType::Str)),
    ("connection", OWN_CONNECTION),
    ("when", WHEN),
    ("on_failure", ON_FAILURE),
];

impl<'a> Lowerer<'a> {
    /// A meta-argument of a resource; `None` if `name` is none.
    pub(crate) fn meta(
        &mut self,
        kind: Kind,
        block: &'a Block,
        ident: &Ident,
        name: &str,
        expression: &Expr,
    ) -> Option<Vec<Lowered>> {
        let tokens = match name {
            "depends_on" => self.depends_on(expression),
            "provider" => self.provider_argument(expression),
            "lifecycle" => self.lifecycle(kind, block, expression),
            "provisioner" if kind == Kind::Resource => self.provisioners(expression),
            "connection" if kind == Kind::Resource => self.own_blocks("connection", CONNECTION, expression),
            "count" | "for_each" => {
                let form = if name == "count" {
                    "count(number, |index| .. )"
                } else {
                    "each(map, |key, value| .. )"
                };
                self.error(
                    ident.span(),
                    format!("`{name}` is written around the resource: `let name = {form};`"),
                );
                return Some(Vec::new());
            }
            _ => return None,
        };
        Some(vec![Lowered {
            ident: ident.clone(),
            name: name.to_owned(),
            value: Content::Field(tokens),
        }])
    }

    /// `depends_on: [a, b]`
    pub(crate) fn depends_on(&mut self, expression: &Expr) -> TokenStream {
        let Expr::Array(array) = expression else {
            self.error(
                expression.span(),
                "write what has to be there first as a list: `depends_on: [a, b]`",
            );
            return quote!(::paydsl::__private::depends_on([]));
        };
        let references: Vec<TokenStream> = array
            .elems
            .iter()
            .map(|element| self.whole_reference(element))
            .collect();
        quote!(::paydsl::__private::depends_on([#(#references),*]))
    }

    /// A reference to a whole resource or module.
    pub(crate) fn whole_reference(&mut self, expression: &Expr) -> TokenStream {
        if let Expr::Field(field) = expression
            && let Some(Known::Handle(..)) = self.infer(&field.base)
        {
            let base = &field.base;
            let text = quote!(#base).to_string().replace(' ', "");
            self.error(
                expression.span(),
                format!("a dependency is on the whole resource: write `{text}`"),
            );
            return self.whole_reference(&field.base.clone());
        }
        let mut lowered = expression.clone();
        self.visit_expr_mut(&mut lowered);
        let reference = quote_spanned!(expression.span()=> ::paydsl::__private::Addressed::reference);
        quote!(#reference(&(#lowered)))
    }

    fn provider_argument(&mut self, expression: &Expr) -> TokenStream {
        let mut lowered = expression.clone();
        self.visit_expr_mut(&mut lowered);
        let provider = quote_spanned!(expression.span()=> ::paydsl::__private::provider);
        quote!(#provider(#lowered))
    }

    fn lifecycle(&mut self, kind: Kind, block: &'a Block, expression: &Expr) -> TokenStream {
        let Some(literal) = self.own_literal("lifecycle", expression) else {
            return quote!(::paydsl::__private::blocks(
                "lifecycle",
                ::paydsl::__private::no_blocks()
            ));
        };
        let known: &[&str] = match kind {
            Kind::Resource => &[
                "create_before_destroy",
                "prevent_destroy",
                "ignore_changes",
                "replace_triggered_by",
                "precondition",
                "postcondition",
            ],
            Kind::Data | Kind::Ephemeral => &["precondition", "postcondition"],
        };
        let mut fields = Vec::new();
        for (ident, name, field) in self.distinct_fields(&literal) {
            let tokens = match name.as_str() {
                _ if !known.contains(&name.as_str()) => {
                    let near = paydsl_schema::suggest(&name, known.iter().copied());
                    self.error(
                        ident.span(),
                        format!("lifecycle has no argument `{name}`{}", did_you_mean(&near)),
                    );
                    continue;
                }
                "create_before_destroy" | "prevent_destroy" => self.constant(&name, OwnType::Bool, &field.expr),
                "ignore_changes" => self.ignore_changes(block, &field.expr),
                "replace_triggered_by" => self.replace_triggered_by(&field.expr),
                "precondition" => self.own_blocks("precondition", CONDITION, &field.expr),
                _ => self.own_blocks("postcondition", CONDITION, &field.expr),
            };
            fields.push(tokens);
        }
        self.rest(&literal);
        quote! {
            ::paydsl::__private::blocks("lifecycle", ::paydsl::__private::block("lifecycle", [#(#fields),*]))
        }
    }

    /// The literal of one of Terraform's own blocks.
    fn own_literal(&mut self, name: &str, expression: &Expr) -> Option<ExprStruct> {
        match expression {
            Expr::Struct(literal) if literal.path.is_ident("block") => Some(literal.clone()),
            Expr::Array(array) if array.elems.len() == 1 => self.own_literal(name, array.elems.first()?),
            other => {
                self.error(other.span(), format!("write `{name}: block {{ .. }}`"));
                None
            }
        }
    }

    fn ignore_changes(&mut self, block: &'a Block, expression: &Expr) -> TokenStream {
        match expression {
            Expr::Path(path) if path.path.is_ident("all") => {
                quote!(::paydsl::__private::reference(
                    "ignore_changes",
                    ::paydsl::__private::address("all")
                ))
            }
            Expr::Array(array) => {
                let mut paths = Vec::new();
                for element in &array.elems {
                    match self.attribute_path(block, element) {
                        Ok((path, _)) => paths.push(quote!(::paydsl::__private::address(#path))),
                        Err((span, message)) => self.error(span, message),
                    }
                }
                if self.mode.is_editor() {
                    return self.completing_paths(block, array);
                }
                quote!(::paydsl::__private::references("ignore_changes", [#(#paths),*]))
            }
            other => {
                self.error(
                    other.span(),
                    "write `ignore_changes: [desired_count]` or `ignore_changes: all`",
                );
                quote!(::paydsl::__private::references("ignore_changes", []))
            }
        }
    }

    /// For an editor: the paths as fields of the resource's own handle, so that they complete.
    fn completing_paths(&mut self, block: &'a Block, array: &syn::ExprArray) -> TokenStream {
        let used = self.types.iter().position(|used| std::ptr::eq(used.block, block));
        let Some(used) = used else {
            return quote!(::paydsl::__private::references("ignore_changes", []));
        };
        let handle = self.handle_type(used, super::Shape::Single);
        let names = array.elems.iter().filter_map(|element| match element {
            Expr::Path(path) => path.path.get_ident(),
            _ => None,
        });
        quote!(::paydsl::__private::ignored((#(::paydsl::__private::handle::<#handle>().#names,)*)))
    }

    /// A path within a resource, `rule[0].action` or `tags["Name"]`, in Terraform's text and with what is there.
    fn attribute_path(
        &self,
        block: &'a Block,
        expression: &Expr,
    ) -> Result<(String, Option<View<'a>>), (Span, String)> {
        let unknown = |ident: &Ident, names: Vec<String>| {
            let name = terraform_name(ident);
            let near = paydsl_schema::suggest(&name, names.iter().map(String::as_str));
            (
                ident.span(),
                format!("there is no attribute `{name}` to ignore{}", did_you_mean(&near)),
            )
        };
        match expression {
            Expr::Path(path) if path.path.get_ident().is_some() => {
                let Some(ident) = path.path.get_ident() else {
                    return Err((expression.span(), String::new()));
                };
                let name = terraform_name(ident);
                match member(block, &name) {
                    Some(view) => Ok((name, Some(view))),
                    None => Err(unknown(ident, member_names(block))),
                }
            }
            Expr::Field(field) => {
                let (path, view) = self.attribute_path(block, &field.base)?;
                let Member::Named(ident) = &field.member else {
                    return Err((
                        field.member.span(),
                        "an index is written in brackets: `rule[0]`".to_owned(),
                    ));
                };
                let name = terraform_name(ident);
                let Some(view) = view else {
                    return Ok((format!("{path}.{name}"), None));
                };
                match (view.names(), view.attribute(&name)) {
                    (_, Some(inner)) => Ok((format!("{path}.{name}"), Some(inner))),
                    (Some(names), None) => Err(unknown(ident, names)),
                    (None, None) if view.element().is_some_and(|element| element.names().is_some()) => {
                        Err((ident.span(), format!("`{path}` is a list: write `{path}[0].{name}`")))
                    }
                    (None, None) => match view {
                        View::Type(Type::Map(_)) => {
                            Err((ident.span(), format!("`{path}` is a map: write `{path}[\"{name}\"]`")))
                        }
                        View::Type(Type::Dynamic) => Ok((format!("{path}.{name}"), None)),
                        _ => Err((ident.span(), format!("`{path}` has no attributes"))),
                    },
                }
            }
            Expr::Index(index) => {
                let (path, view) = self.attribute_path(block, &index.expr)?;
                let inner = view.as_ref().and_then(View::element);
                match &*index.index {
                    Expr::Lit(ExprLit {
                        lit: Lit::Int(number), ..
                    }) => Ok((format!("{path}[{}]", number.base10_digits()), inner)),
                    Expr::Lit(ExprLit { lit: Lit::Str(key), .. }) => Ok((format!("{path}[{:?}]", key.value()), inner)),
                    other => Err((
                        other.span(),
                        "an index here is a number or a string as it stands".to_owned(),
                    )),
                }
            }
            Expr::Lit(ExprLit {
                lit: Lit::Str(text), ..
            }) => Err((
                text.span(),
                format!("write the attribute without quotes: `{}`", text.value()),
            )),
            Expr::Verbatim(_) => Err((
                expression.span(),
                "write the path of an attribute: `desired_count`, `rule[0].action`".to_owned(),
            )),
            other => Err((
                other.span(),
                "write the path of an attribute: `desired_count`, `rule[0].action`".to_owned(),
            )),
        }
    }

    fn replace_triggered_by(&mut self, expression: &Expr) -> TokenStream {
        let Expr::Array(array) = expression else {
            self.error(
                expression.span(),
                "write what triggers the replacement as a list: `replace_triggered_by: [a, b.id]`",
            );
            return quote!(::paydsl::__private::references("replace_triggered_by", []));
        };
        let references: Vec<TokenStream> = array
            .elems
            .iter()
            .map(|element| match element {
                Expr::Field(field) => {
                    let Member::Named(ident) = &field.member else {
                        return self.whole_reference(element);
                    };
                    let attribute = terraform_name(ident);
                    if let Some(Known::Handle(used, _)) = self.infer(&field.base)
                        && let Some(used) = self.types.get(used)
                        && member(used.block, &attribute).is_none()
                    {
                        let near = member_names(used.block);
                        let near = paydsl_schema::suggest(&attribute, near.iter().map(String::as_str));
                        let message = format!("{} has no attribute `{attribute}`{}", used.name, did_you_mean(&near));
                        self.error(ident.span(), message);
                    }
                    let mut base = (*field.base).clone();
                    self.visit_expr_mut(&mut base);
                    let reference = quote_spanned!(element.span()=> ::paydsl::__private::attribute_reference);
                    quote!(#reference(#base, #attribute))
                }
                other => self.whole_reference(other),
            })
            .collect();
        quote!(::paydsl::__private::references("replace_triggered_by", [#(#references),*]))
    }

    fn provisioners(&mut self, expression: &Expr) -> TokenStream {
        let elements: Vec<&Expr> = match expression {
            Expr::Array(array) => array.elems.iter().collect(),
            other => vec![other],
        };
        let mut blocks = Vec::new();
        for element in elements {
            let found = match element {
                Expr::Struct(literal) => match literal.path.get_ident().map(ToString::to_string).as_deref() {
                    Some("local_exec") => Some((literal, "local-exec", LOCAL_EXEC)),
                    Some("remote_exec") => Some((literal, "remote-exec", REMOTE_EXEC)),
                    Some("file") => Some((literal, "file", FILE)),
                    _ => None,
                },
                _ => None,
            };
            let Some((literal, label, schema)) = found else {
                self.error(
                    element.span(),
                    "a provisioner is `local_exec { .. }`, `remote_exec { .. }` or `file { .. }`",
                );
                continue;
            };
            let fields = self.own_fields(literal, label, schema);
            let fields = crate::render::field_list(&fields, self.mode);
            blocks.push(quote!(::paydsl::__private::labelled("provisioner", #label, [#fields])));
        }
        quote!(::paydsl::__private::blocks("provisioner", ::paydsl::__private::block_list([#(#blocks),*])))
    }

    /// Blocks of one of Terraform's own kinds.
    pub(crate) fn own_blocks(
        &mut self,
        path: &'static str,
        fields: &'static [(&'static str, Own)],
        expression: &Expr,
    ) -> TokenStream {
        self.contexts.push(Context::Own { path, fields });
        let mut lowered = expression.clone();
        let tokens = match &mut lowered {
            Expr::Array(array) => {
                for element in &mut array.elems {
                    self.visit_expr_mut(element);
                }
                let elements = array.elems.iter();
                quote!(::paydsl::__private::block_list([#(#elements),*]))
            }
            other => {
                self.visit_expr_mut(other);
                quote!(#other)
            }
        };
        self.contexts.pop();
        quote!(::paydsl::__private::blocks(#path, #tokens))
    }

    /// The fields of one of Terraform's own blocks.
    pub(crate) fn own_fields(
        &mut self,
        literal: &ExprStruct,
        path: &str,
        schema: &'static [(&'static str, Own)],
    ) -> Vec<Lowered> {
        let mut lowered: Vec<Lowered> = Vec::new();
        for (ident, name, field) in self.distinct_fields(literal) {
            let Some((known, own)) = schema.iter().find(|(known, _)| *known == name) else {
                let near = paydsl_schema::suggest(&name, schema.iter().map(|(known, _)| *known));
                self.error(
                    ident.span(),
                    format!("{path} has no argument `{name}`{}", did_you_mean(&near)),
                );
                continue;
            };
            let value = match own {
                Own::Value(ty) => {
                    let ty = ty.schema();
                    let value = self.value(&field.expr, &ty, known);
                    Content::Argument {
                        ty: crate::render::argument_type(&ty),
                        value,
                    }
                }
                Own::Constant(ty) => Content::Field(self.constant(known, *ty, &field.expr)),
                Own::Keyword(words) => Content::Field(self.keyword(known, words, &field.expr)),
                Own::Blocks(path, fields) => Content::Field(self.own_blocks(path, fields, &field.expr)),
            };
            lowered.push(Lowered {
                ident: ident.clone(),
                name,
                value,
            });
        }
        self.rest(literal);
        if std::ptr::eq(schema, CONDITION) {
            let missing: Vec<&str> = ["condition", "error_message"]
                .into_iter()
                .filter(|name| !lowered.iter().any(|field| field.name == *name))
                .collect();
            if !missing.is_empty() {
                let missing: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
                self.error(literal.path.span(), format!("{path} needs {}", missing.join(", ")));
            }
        }
        lowered
    }

    /// An argument that Terraform reads before it evaluates anything.
    pub(crate) fn constant(&mut self, name: &str, ty: OwnType, expression: &Expr) -> TokenStream {
        let ty = ty.schema();
        let value = self.value(expression, &ty, name);
        let rust = crate::render::argument_type(&ty);
        let line = u32::try_from(expression.span().start().line).unwrap_or(0);
        let literal = quote_spanned!(expression.span()=> ::paydsl::__private::literal::<#rust, _>);
        quote!(#literal(#name, ::paydsl::__private::Site { file: __PAYDSL_FILE, line: #line }, #value))
    }

    fn keyword(&mut self, name: &str, words: &[&str], expression: &Expr) -> TokenStream {
        if let Expr::Lit(ExprLit {
            lit: Lit::Str(text), ..
        }) = expression
            && words.contains(&text.value().as_str())
        {
            let word = text.value();
            return quote!(::paydsl::__private::reference(#name, ::paydsl::__private::address(#word)));
        }
        let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        self.error(expression.span(), format!("`{name}` is {}", words.join(" or ")));
        quote!(::paydsl::__private::references(#name, []))
    }
}
