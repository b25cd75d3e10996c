//! All references in a body.

use super::declared::Declared;
use super::{UNKNOWN_NAME, Wrong, functions};
use crate::configuration::iterator;
use crate::syntax::{Body, Content, Expression, Json, JsonKind, Kind, Member, Part, Position, Step, Texts};

/// The names that `for` and `dynamic` give, the innermost first.
pub(super) struct Names<'n> {
    names: Vec<&'n str>,
    outer: Option<&'n Names<'n>>,
}

impl<'n> Names<'n> {
    /// No names.
    pub(super) const EMPTY: Names<'static> = Names {
        names: Vec::new(),
        outer: None,
    };

    fn with(&'n self, names: Vec<&'n str>) -> Names<'n> {
        Names {
            names,
            outer: Some(self),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.names.contains(&name) || self.outer.is_some_and(|outer| outer.has(name))
    }
}

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

    pub(super) fn members<'b>(&mut self, members: impl Iterator<Item = &'b Member>, names: &Names<'_>) {
        for member in members {
            match &member.content {
                Content::Argument(expression) => self.expression(expression, names),
                Content::Block(block) if &*member.name == "dynamic" => {
                    if let Some(label) = block.labels.first() {
                        self.dynamic(&label.text, &block.body, names);
                    }
                }
                Content::Block(block) => self.members(block.body.members.iter(), names),
                Content::Json(json) if &*member.name == "dynamic" => self.dynamic_in_json(json, names),
                Content::Json(json) => self.json(json, names),
            }
        }
    }

    fn dynamic(&mut self, name: &str, body: &Body, names: &Names<'_>) {
        let for_each = body.member("for_each");
        self.members(for_each.into_iter(), names);
        // Terraform looks at the content only where there is some.
        if !for_each.is_some_and(|member| self.declared.has_elements(&member.content)) {
            return;
        }
        let iterator = iterator(body).unwrap_or_else(|| name.into());
        let inside = body.members.iter();
        let names = names.with(vec![&iterator]);
        self.conditions += 1;
        self.members(
            inside.filter(|member| matches!(&*member.name, "content" | "labels")),
            &names,
        );
        self.conditions -= 1;
    }

    fn dynamic_in_json(&mut self, json: &Json, names: &Names<'_>) {
        for property in json.properties() {
            for body in property.value.bodies().unwrap_or_default() {
                self.dynamic(&property.name, &body, names);
            }
        }
    }

    /// In JSON only the schema tells blocks from arguments; references look alike in both.
    fn json(&mut self, json: &Json, names: &Names<'_>) {
        match &json.kind {
            JsonKind::Array(elements) => elements.iter().for_each(|element| self.json(element, names)),
            JsonKind::Object(properties) => {
                for property in properties {
                    match &*property.name {
                        "//" => {}
                        "dynamic" => self.dynamic_in_json(&property.value, names),
                        name => {
                            self.template(name, property.at, names);
                            self.json(&property.value, names);
                        }
                    }
                }
            }
            JsonKind::Text(text) => self.template(text, json.at, names),
            JsonKind::Null | JsonKind::Bool(_) | JsonKind::Number(_) => {}
        }
    }

    fn template(&mut self, text: &str, at: Position, names: &Names<'_>) {
        let text = Json {
            kind: JsonKind::Text(text.into()),
            at,
        };
        // What cannot be read is told elsewhere.
        if let Ok(expression) = text.expression(Texts::Templates) {
            self.expression(&expression, names);
        }
    }

    pub(super) fn expression(&mut self, expression: &Expression, names: &Names<'_>) {
        match &expression.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => {}
            Kind::Template(parts) => self.parts(parts, names),
            Kind::Tuple(elements) => elements.iter().for_each(|element| self.expression(element, names)),
            Kind::Object(items) => {
                for (key, value) in items {
                    self.expression(key, names);
                    self.expression(value, names);
                }
            }
            Kind::Variable(name) => self.reference(name, &[], expression.at, names),
            Kind::Access(root, steps) => {
                match &root.kind {
                    Kind::Variable(name) => self.reference(name, steps, expression.at, names),
                    _ => self.expression(root, names),
                }
                for step in steps {
                    if let Step::Index(index) = step {
                        self.expression(index, names);
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
                    .for_each(|argument| self.expression(argument, names));
                self.conditions -= u32::from(is_lenient);
            }
            Kind::Unary(_, operand) => self.expression(operand, names),
            Kind::Binary(_, operands) => {
                self.expression(&operands.0, names);
                self.expression(&operands.1, names);
            }
            Kind::Conditional(parts) => {
                let [condition, then, otherwise] = &**parts;
                self.expression(condition, names);
                self.conditions += 1;
                self.expression(then, names);
                self.expression(otherwise, names);
                self.conditions -= 1;
            }
            Kind::For(repetition) => {
                self.expression(&repetition.collection, names);
                let key_name = repetition.key_name.as_deref();
                let names = names.with(key_name.into_iter().chain([&*repetition.value_name]).collect());
                self.conditions += 1;
                let parts = [repetition.key.as_ref(), repetition.condition.as_ref()];
                for part in parts.into_iter().flatten().chain([&repetition.value]) {
                    self.expression(part, &names);
                }
                self.conditions -= 1;
            }
        }
    }

    fn parts(&mut self, parts: &[Part], names: &Names<'_>) {
        for part in parts {
            match part {
                Part::Text(_) => {}
                Part::Value(expression) => self.expression(expression, names),
                Part::If(condition, then, otherwise) => {
                    self.expression(condition, names);
                    self.conditions += 1;
                    self.parts(then, names);
                    self.parts(otherwise, names);
                    self.conditions -= 1;
                }
                Part::For(repetition) => {
                    self.expression(&repetition.collection, names);
                    let key_name = repetition.key_name.as_deref();
                    let names = names.with(key_name.into_iter().chain([&*repetition.value_name]).collect());
                    self.conditions += 1;
                    self.parts(&repetition.body, &names);
                    self.conditions -= 1;
                }
            }
        }
    }

    fn reference(&mut self, root: &str, steps: &[Step], at: Position, names: &Names<'_>) {
        if names.has(root) {
            return;
        }
        let is_certain = self.conditions == 0;
        if let Some((rule, message)) = self.declared.objection(root, steps, self.repetition, is_certain) {
            self.wrong.push(Wrong { at, rule, message });
        }
    }
}
