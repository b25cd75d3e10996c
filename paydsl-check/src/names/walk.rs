//! All references in a body.

use super::declared::Declared;
use super::{UNKNOWN_NAME, Wrong, functions};
use crate::configuration::iterator;
use crate::evaluate::{Scope, names};
use crate::syntax::{Body, Content, Expression, Json, JsonKind, Kind, Member, Part, Position, Step, Texts};
use crate::value::Value;

/// Looks at the references of something that is declared.
pub(super) struct Walk<'w, 'm> {
    declared: &'w Declared<'m>,
    /// What says how many there are of it.
    repetition: Option<&'static str>,
    /// How many times what is looked at may not be evaluated: parts of conditions, loops and `try`.
    conditions: u32,
    pub(super) wrong: Vec<Wrong>,
}

impl<'w, 'm> Walk<'w, 'm> {
    pub(super) fn new(declared: &'w Declared<'m>, repetition: Option<&'static str>) -> Self {
        Walk {
            declared,
            repetition,
            conditions: 0,
            wrong: Vec::new(),
        }
    }

    pub(super) fn members<'b>(&mut self, members: impl Iterator<Item = &'b Member>, scope: &Scope<'_>) {
        for member in members {
            match &member.content {
                Content::Argument(expression) => self.expression(expression, scope),
                Content::Block(block) if &*member.name == "dynamic" => {
                    if let Some(label) = block.labels.first() {
                        self.dynamic(&label.text, &block.body, scope);
                    }
                }
                Content::Block(block) => self.members(block.body.members.iter(), scope),
                Content::Json(json) if &*member.name == "dynamic" => self.dynamic_in_json(json, scope),
                Content::Json(json) => self.json(json, scope),
            }
        }
    }

    fn dynamic(&mut self, name: &str, body: &Body, scope: &Scope<'_>) {
        let for_each = body.member("for_each");
        self.members(for_each.into_iter(), scope);
        // Terraform looks at the content only where there is some.
        if !for_each.is_some_and(|member| self.declared.has_elements(&member.content)) {
            return;
        }
        let iterator = iterator(body).unwrap_or_else(|| name.into());
        self.repeated(None, &iterator, body.at, scope, |walk, scope| {
            let inside = body.members.iter();
            walk.members(
                inside.filter(|member| matches!(&*member.name, "content" | "labels")),
                scope,
            );
        });
    }

    fn dynamic_in_json(&mut self, json: &Json, scope: &Scope<'_>) {
        for property in json.properties() {
            for body in property.value.bodies().unwrap_or_default() {
                self.dynamic(&property.name, &body, scope);
            }
        }
    }

    /// In JSON only the schema tells blocks from arguments; references look alike in both.
    fn json(&mut self, json: &Json, scope: &Scope<'_>) {
        match &json.kind {
            JsonKind::Array(elements) => elements.iter().for_each(|element| self.json(element, scope)),
            JsonKind::Object(properties) => {
                for property in properties {
                    match &*property.name {
                        "//" => {}
                        "dynamic" => self.dynamic_in_json(&property.value, scope),
                        name => {
                            self.template(name, property.at, scope);
                            self.json(&property.value, scope);
                        }
                    }
                }
            }
            JsonKind::Text(text) => self.template(text, json.at, scope),
            JsonKind::Null | JsonKind::Bool(_) | JsonKind::Number(_) => {}
        }
    }

    fn template(&mut self, text: &str, at: Position, scope: &Scope<'_>) {
        let text = Json {
            kind: JsonKind::Text(text.into()),
            at,
        };
        // What cannot be read is told elsewhere.
        if let Ok(expression) = text.expression(Texts::Templates) {
            self.expression(&expression, scope);
        }
    }

    pub(super) fn expression(&mut self, expression: &Expression, scope: &Scope<'_>) {
        match &expression.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => {}
            Kind::Template(parts) => self.parts(parts, scope),
            Kind::Tuple(elements) => elements.iter().for_each(|element| self.expression(element, scope)),
            Kind::Object(items) => {
                for (key, value) in items {
                    self.expression(key, scope);
                    self.expression(value, scope);
                }
            }
            Kind::Variable(name) => self.reference(name, &[], expression.at, scope),
            Kind::Access(root, steps) => {
                match &root.kind {
                    Kind::Variable(name) => self.reference(name, steps, expression.at, scope),
                    _ => self.expression(root, scope),
                }
                for step in steps {
                    if let Step::Index(index) = step {
                        self.expression(index, scope);
                    }
                }
            }
            Kind::Call(call) => {
                if let Some(message) = functions::objection(&call.name) {
                    let (at, rule) = (expression.at, UNKNOWN_NAME);
                    self.wrong.push(Wrong { at, rule, message });
                }
                let is_lenient = matches!(call.name.trim_start_matches("core::"), "try" | "can");
                self.conditions += u32::from(is_lenient);
                call.arguments
                    .iter()
                    .for_each(|argument| self.expression(argument, scope));
                self.conditions -= u32::from(is_lenient);
            }
            Kind::Unary(_, operand) => self.expression(operand, scope),
            Kind::Binary(_, operands) => {
                self.expression(&operands.0, scope);
                self.expression(&operands.1, scope);
            }
            Kind::Conditional(parts) => {
                let [condition, then, otherwise] = &**parts;
                self.expression(condition, scope);
                self.conditions += 1;
                self.expression(then, scope);
                self.expression(otherwise, scope);
                self.conditions -= 1;
            }
            Kind::For(repetition) => {
                self.expression(&repetition.collection, scope);
                let (key_name, value_name) = (repetition.key_name.as_deref(), &*repetition.value_name);
                self.repeated(key_name, value_name, expression.at, scope, |walk, scope| {
                    let parts = [repetition.key.as_ref(), repetition.condition.as_ref()];
                    for part in parts.into_iter().flatten().chain([&repetition.value]) {
                        walk.expression(part, scope);
                    }
                });
            }
        }
    }

    /// Looks at what stands in a loop, where these names stand for its elements.
    fn repeated(
        &mut self,
        key_name: Option<&str>,
        value_name: &str,
        at: Position,
        scope: &Scope<'_>,
        look: impl FnOnce(&mut Self, &Scope<'_>),
    ) {
        let names = names(key_name, Value::unknown(at), value_name, Value::unknown(at));
        let scope = Scope {
            names: &names,
            outer: Some(scope),
        };
        self.conditions += 1;
        look(self, &scope);
        self.conditions -= 1;
    }

    fn parts(&mut self, parts: &[Part], scope: &Scope<'_>) {
        for part in parts {
            match part {
                Part::Text(_) => {}
                Part::Value(expression) => self.expression(expression, scope),
                Part::If(condition, then, otherwise) => {
                    self.expression(condition, scope);
                    self.conditions += 1;
                    self.parts(then, scope);
                    self.parts(otherwise, scope);
                    self.conditions -= 1;
                }
                Part::For(repetition) => {
                    let collection = &repetition.collection;
                    self.expression(collection, scope);
                    let (key_name, value_name) = (repetition.key_name.as_deref(), &*repetition.value_name);
                    self.repeated(key_name, value_name, collection.at, scope, |walk, scope| {
                        walk.parts(&repetition.body, scope);
                    });
                }
            }
        }
    }

    fn reference(&mut self, root: &str, steps: &[Step], at: Position, scope: &Scope<'_>) {
        if scope.find(root).is_some() {
            return;
        }
        let is_certain = self.conditions == 0;
        if let Some((rule, message)) = self.declared.objection(root, steps, self.repetition, is_certain) {
            self.wrong.push(Wrong { at, rule, message });
        }
    }
}
