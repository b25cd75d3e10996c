//! The stack being built: what the macros' expansion writes into while a stack function runs.
//!
//! A stack function takes no builder: the one in progress is a thread-local, set by [`run`], so that stack code reads
//! like declarations. Outside a stack function there is none, and declaring something panics with a message that says so.

mod declaration;

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;

pub use declaration::{Address, BlockValue, Declaration, Exemption, Field, FieldValue, Kind, ProviderUse, Site};

use crate::tree::{Arena, ExprId, Expression, Part, Text};
use crate::value::{Fields, Value};

/// All that one run of a stack function declared.
#[derive(Default)]
pub struct Declared {
    /// Every expression.
    pub arena: Arena,
    /// What was declared, in order.
    pub declarations: Vec<Declaration>,
    /// The instance names of the components that an address was declared in, outermost first.
    pub components: HashMap<String, Vec<String>>,
    /// The functions whose code is deployed.
    pub code: Vec<&'static str>,
    /// What statements of policy documents are excepted from.
    pub exemptions: HashMap<ExprId, &'static [Exemption]>,
    /// What was wrong, in words for the stack's author.
    pub errors: Vec<String>,
}

#[derive(Default)]
struct Builder {
    declared: Declared,
    /// The Rust place of each address, to report a second declaration.
    addresses: HashMap<String, Site>,
    /// The instance names of the components being run, outermost first.
    prefixes: Vec<String>,
    /// Attribute structs handed out by reference.
    fields: HashMap<(TypeId, ExprId), &'static dyn Any>,
    variables: u32,
    /// The addresses of handles, by number.
    handles: Vec<String>,
}

thread_local! {
    static CURRENT: RefCell<Option<Builder>> = const { RefCell::new(None) };
}

/// Runs `body` with a fresh builder and returns what it declared.
pub fn run<T>(body: impl FnOnce() -> T) -> (T, Declared) {
    let outer = CURRENT.with(|current| current.borrow_mut().replace(Builder::default()));
    let result = body();
    let builder = CURRENT.with(|current| std::mem::replace(&mut *current.borrow_mut(), outer));
    (result, builder.map(|builder| builder.declared).unwrap_or_default())
}

#[track_caller]
fn with<T>(action: impl FnOnce(&mut Builder) -> T) -> T {
    CURRENT.with(|current| match current.borrow_mut().as_mut() {
        Some(builder) => action(builder),
        None => panic!("paydsl values exist only while a #[stack] function runs; move this code into one"),
    })
}

/// Adds an expression to the current stack.
#[track_caller]
pub fn add(expression: Expression) -> ExprId {
    with(|builder| builder.declared.arena.add(expression))
}

/// Records a mistake of the stack's author; synth reports all of them and writes nothing.
pub fn error(message: String) {
    with(|builder| builder.declared.errors.push(message));
}

/// Records what a statement of a policy document is excepted from.
pub fn exempt(statement: ExprId, exemptions: &'static [Exemption]) {
    with(|builder| builder.declared.exemptions.insert(statement, exemptions));
}

/// Records that a function's code is deployed.
pub fn uses_code(name: &'static str) {
    with(|builder| {
        if !builder.declared.code.contains(&name) {
            builder.declared.code.push(name);
        }
    });
}

/// A name for a `for` expression's variable that no other in this stack has.
pub fn fresh_variable(stem: &str) -> String {
    with(|builder| {
        builder.variables += 1;
        if builder.variables == 1 {
            stem.to_owned()
        } else {
            format!("{stem}{}", builder.variables)
        }
    })
}

/// The attributes of an object, made once for each object and attribute struct.
pub fn fields<F: Fields>(of: Value<crate::value::Any>) -> &'static F {
    let key = (TypeId::of::<F>(), of.id());
    let known = with(|builder| builder.fields.get(&key).copied());
    if let Some(fields) = known.and_then(|fields| fields.downcast_ref::<F>()) {
        return fields;
    }
    // A reference is what `Deref` has to give. It is small, made once an object, and the process ends after synth.
    let fields: &'static F = Box::leak(Box::new(F::of(of)));
    with(|builder| builder.fields.insert(key, fields));
    fields
}

/// The Terraform name that `name` gets where it stands: with the prefixes of the components around it.
pub fn full_name(name: &str, key: Option<String>) -> String {
    with(|builder| {
        let mut full = String::new();
        for prefix in &builder.prefixes {
            full.push_str(prefix);
            full.push('_');
        }
        full.push_str(name);
        if let Some(key) = key {
            full.push('_');
            full.push_str(&key);
        }
        full
    })
}

/// Whether `name` is an identifier in Terraform.
pub fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// Adds a declaration, reporting a name that Terraform would refuse and an address that is taken.
pub fn declare(declaration: Declaration) {
    with(|builder| {
        let site = declaration.site;
        if let Some(address) = declaration.address.as_ref() {
            if !is_identifier(&address.name) {
                builder.declared.errors.push(format!(
                    "{site}: `{}` is not a name that Terraform takes: letters, digits, `_` and `-`, not starting with a digit or `-`",
                    address.name
                ));
            }
            let text = address.to_string();
            if let Some(first) = builder.addresses.get(&text) {
                builder.declared.errors.push(format!(
                    "{site}: {text} is declared a second time (first at {first}); give one of them another name, \
                     or in a loop a #[key(..)] that differs"
                ));
                return;
            }
            builder.addresses.insert(text.clone(), site);
            builder.declared.components.insert(text, builder.prefixes.clone());
        }
        builder.declared.declarations.push(declaration);
    });
}

/// The prefix of a component's resources, for as long as this lives.
pub struct Prefix(());

impl Prefix {
    /// Puts `name` in front of every name declared until this is dropped.
    pub fn enter(name: &str) -> Prefix {
        with(|builder| {
            if !is_identifier(name) {
                builder.declared.errors.push(format!(
                    "a component cannot be called {name:?}: use letters, digits, `_` and `-`, not starting with a digit or `-`"
                ));
            }
            builder.prefixes.push(name.to_owned());
        });
        Prefix(())
    }
}

impl Drop for Prefix {
    fn drop(&mut self) {
        // Nothing to take back when the stack was abandoned by a panic.
        CURRENT.with(|current| {
            if let Ok(mut current) = current.try_borrow_mut()
                && let Some(builder) = current.as_mut()
            {
                builder.prefixes.pop();
            }
        });
    }
}

/// A string literal in the current stack.
pub fn string(text: impl Into<Text>) -> ExprId {
    add(Expression::String(text.into()))
}

/// Keeps an address so that handles stay `Copy`; returns its number.
pub fn remember_address(address: String) -> u32 {
    with(|builder| {
        builder.handles.push(address);
        u32::try_from(builder.handles.len() - 1).unwrap_or(u32::MAX)
    })
}

/// The address kept under a number.
pub fn remembered_address(number: u32) -> String {
    with(|builder| builder.handles.get(number as usize).cloned().unwrap_or_default())
}

/// The address of one instance, kept; where the index is not constant, that of all instances.
pub fn instance_address(number: u32, index: ExprId) -> u32 {
    let whole = remembered_address(number);
    let index = with(|builder| match builder.declared.arena.get(index) {
        Expression::Number(number) => Some(format!("[{number}]")),
        Expression::String(key) => Some(format!("[{}]", quoted(key))),
        _ => None,
    });
    match index {
        Some(index) => remember_address(whole + &index),
        None => number,
    }
}

/// A string as HCL writes it between quotes in an address.
fn quoted(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace("${", "$${")
        .replace("%{", "%%{");
    format!("\"{escaped}\"")
}

/// The parts of a template, if an expression is one.
pub fn template_parts(id: ExprId) -> Option<Vec<Part>> {
    with(|builder| match builder.declared.arena.get(id) {
        Expression::Template(parts) => Some(parts.clone()),
        _ => None,
    })
}

/// The constant that an expression is, if it is one.
pub fn constant(id: ExprId) -> Option<crate::tree::Literal> {
    with(|builder| literal(&builder.declared.arena, id))
}

fn literal(arena: &Arena, id: ExprId) -> Option<crate::tree::Literal> {
    use crate::tree::Literal;
    Some(match arena.get(id) {
        Expression::Null => Literal::Null,
        Expression::Bool(value) => Literal::Bool(*value),
        Expression::Number(number) => Literal::Number(*number),
        Expression::String(text) => Literal::String(text.clone()),
        Expression::List(items) => {
            Literal::List(items.iter().map(|item| literal(arena, *item)).collect::<Option<_>>()?)
        }
        Expression::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| match literal(arena, *key)? {
                Literal::String(key) => Some((key, literal(arena, *value)?)),
                _ => None,
            });
            Literal::Object(entries.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}
