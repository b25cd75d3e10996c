//! Bodies as the engine takes them.

use std::cell::RefCell;

use paydsl_schema::engine::{self, Class, Violation};
use paydsl_schema::{Block as Schema, Field, Type};

use crate::evaluate::{Evaluator, Scope, elements};
use crate::syntax::{Body, Content, Expression, Json, JsonKind, Kind, Member, Position, SyntaxError, Texts};
use crate::value::{Data, Mapping, Mark, Value};

/// Makes engine's bodies of one module's.
pub(crate) struct Configuration<'m> {
    pub(crate) evaluator: Evaluator<'m>,
    /// What could not be read, such as templates in JSON.
    pub(crate) errors: RefCell<Vec<SyntaxError>>,
    /// Names that are wrong in `dynamic` blocks of which it is not known how many there are.
    pub(crate) wrong_names: RefCell<Vec<Violation<Mark>>>,
}

/// What is known of a body's members.
#[derive(Clone, Copy)]
enum Shape<'s> {
    Block(&'s Schema),
    /// Of an argument that may be written as blocks.
    Fields(&'s [Field]),
    Nothing,
}

impl<'s> Shape<'s> {
    /// Of the blocks called `name`.
    fn inner(self, name: &str) -> Shape<'s> {
        let of_type = |ty: &'s Type| object_fields(ty).map_or(Shape::Nothing, Shape::Fields);
        match self {
            Shape::Block(schema) => match (schema.block(name), schema.attribute(name)) {
                (Some(nested), _) => Shape::Block(nested.block()),
                (None, Some(attribute)) => of_type(&attribute.ty),
                (None, None) => Shape::Nothing,
            },
            Shape::Fields(fields) => {
                let field = fields.iter().find(|field| *field.name == *name);
                field.map_or(Shape::Nothing, |field| of_type(&field.ty))
            }
            Shape::Nothing => Shape::Nothing,
        }
    }

    /// Whether objects in JSON are blocks of this name. Of an argument that may be written as blocks, they are its value.
    fn has_blocks(self, name: &str) -> bool {
        matches!(self, Shape::Block(schema) if schema.block(name).is_some())
    }
}

/// The fields of a list or set of objects: it may be written as blocks.
fn object_fields(ty: &Type) -> Option<&[Field]> {
    match ty {
        Type::List(element) | Type::Set(element) => match &**element {
            Type::Object(fields) => Some(fields),
            _ => None,
        },
        _ => None,
    }
}

impl<'m> Configuration<'m> {
    pub(crate) fn new(evaluator: Evaluator<'m>) -> Self {
        Configuration {
            evaluator,
            errors: RefCell::default(),
            wrong_names: RefCell::default(),
        }
    }

    /// A resource's body without Terraform's own arguments.
    pub(crate) fn resource(&self, body: &Body, schema: &Schema, own: &[&str]) -> engine::Body<Mark> {
        let members = body.members.iter().filter(|member| !own.contains(&&*member.name));
        self.body(members, Mark::new(body.at), Shape::Block(schema), &Scope::EMPTY)
    }

    fn body<'b>(
        &self,
        members: impl Iterator<Item = &'b Member>,
        tag: Mark,
        shape: Shape<'_>,
        scope: &Scope<'_>,
    ) -> engine::Body<Mark> {
        let mut entries = Vec::new();
        for member in members {
            match &member.content {
                Content::Argument(expression) => {
                    let value = self.evaluator.evaluate(expression, scope);
                    argument(&mut entries, &member.name, member.at, value);
                }
                Content::Block(block) if &*member.name == "dynamic" => {
                    if let Some(label) = block.labels.first() {
                        self.dynamic(&mut entries, (&label.text, label.at), &block.body, shape, scope);
                    }
                }
                Content::Block(block) => {
                    let inner = shape.inner(&member.name);
                    let body = self.body(block.body.members.iter(), Mark::new(block.body.at), inner, scope);
                    blocks(&mut entries, &member.name, Mark::new(member.at), vec![body], false);
                }
                Content::Json(json) if &*member.name == "dynamic" => {
                    for property in json.properties() {
                        for body in property.value.bodies().unwrap_or_default() {
                            self.dynamic(&mut entries, (&property.name, property.at), &body, shape, scope);
                        }
                    }
                }
                Content::Json(json) => self.json(&mut entries, member, json, shape, scope),
            }
        }
        engine::Body { entries, tag }
    }

    fn json(
        &self,
        entries: &mut Vec<engine::Entry<Mark>>,
        member: &Member,
        json: &Json,
        shape: Shape<'_>,
        scope: &Scope<'_>,
    ) {
        let bodies = match shape.has_blocks(&member.name) {
            true => json.bodies(),
            false => None,
        };
        match bodies {
            Some(bodies) if !bodies.is_empty() => {
                let inner = shape.inner(&member.name);
                let bodies = bodies
                    .iter()
                    .map(|body| self.body(body.members.iter(), Mark::new(body.at), inner, scope));
                blocks(entries, &member.name, Mark::new(member.at), bodies.collect(), false);
            }
            // An empty array is no blocks at all.
            Some(_) => {}
            None => argument(entries, &member.name, member.at, self.json_value(json, scope)),
        }
    }

    fn json_value(&self, json: &Json, scope: &Scope<'_>) -> Value {
        match json.expression(Texts::Templates) {
            Ok(expression) => self.evaluator.evaluate(&expression, scope),
            Err(error) => {
                self.errors.borrow_mut().push(error);
                Value::unknown(json.at)
            }
        }
    }

    /// What an argument of a block of Terraform's own is, in either syntax.
    pub(crate) fn value_of(&self, content: &Content, scope: &Scope<'_>) -> Option<Value> {
        match content {
            Content::Argument(expression) => Some(self.evaluator.evaluate(expression, scope)),
            Content::Json(json) => Some(self.json_value(json, scope)),
            Content::Block(_) => None,
        }
    }

    /// A `dynamic` block: as many blocks as `for_each` has elements.
    fn dynamic(
        &self,
        entries: &mut Vec<engine::Entry<Mark>>,
        (name, at): (&str, Position),
        dynamic: &Body,
        shape: Shape<'_>,
        scope: &Scope<'_>,
    ) {
        let content = dynamic.member("content").and_then(|member| member.content.body());
        let (Some(content), Some(for_each)) = (content, dynamic.member("for_each")) else {
            return blocks(entries, name, Mark::new(at), Vec::new(), true);
        };
        let iterator = iterator(dynamic).unwrap_or_else(|| name.into());
        let iterator = &*iterator;
        let inner = shape.inner(name);
        let for_each = self
            .value_of(&for_each.content, scope)
            .unwrap_or_else(|| Value::unknown(at));
        let is_blank = for_each.is_blank() && for_each.mark.rests_on.is_some();
        let all = match elements(&for_each) {
            Ok(all) if !is_blank => all,
            _ => {
                self.names_only(name, &content, iterator, inner, scope);
                return blocks(entries, name, Mark::new(at), Vec::new(), true);
            }
        };
        let made = all.into_iter().map(|(key, value)| {
            let each = vec![("key".into(), key), ("value".into(), value.clone())];
            let each = Value::new(Data::Mapping(Mapping::Object, each), at);
            let names = [(iterator, each)];
            let scope = Scope {
                names: &names,
                outer: Some(scope),
            };
            let mut tag = Mark::new(content.at);
            tag.also(&for_each.mark);
            self.body(content.members.iter(), tag, inner, &scope)
        });
        let mut tag = Mark::new(at);
        tag.also(&for_each.mark);
        blocks(entries, name, tag, made.collect(), false);
    }

    /// Of a block that may be made or not, only the names in it are sure to be looked at.
    fn names_only(&self, name: &str, content: &Body, iterator: &str, shape: Shape<'_>, scope: &Scope<'_>) {
        let Shape::Block(schema) = shape else { return };
        let names = [(iterator, Value::unknown(content.at))];
        let scope = Scope {
            names: &names,
            outer: Some(scope),
        };
        let body = self.body(content.members.iter(), Mark::new(content.at), shape, &scope);
        let mut violations = engine::check(schema, &body);
        violations.retain(|violation| violation.class == Class::Name);
        for mut violation in violations {
            violation.path = format!("{name}.{}", violation.path);
            self.wrong_names.borrow_mut().push(violation);
        }
    }
}

/// The name that stands for a `dynamic` block's element, if it is not the block's own.
pub(crate) fn iterator(dynamic: &Body) -> Option<Box<str>> {
    match &dynamic.member("iterator")?.content {
        Content::Argument(Expression {
            kind: Kind::Variable(name),
            ..
        }) => Some(name.clone()),
        Content::Json(Json {
            kind: JsonKind::Text(name),
            ..
        }) => Some(name.clone()),
        _ => None,
    }
}

fn argument(entries: &mut Vec<engine::Entry<Mark>>, name: &str, at: Position, value: Value) {
    // Each name once: what is given twice is Terraform's to refuse.
    if entries.iter().any(|entry| *entry.name == *name) {
        return;
    }
    let mut tag = Mark::new(at);
    tag.also(&value.mark);
    entries.push(engine::Entry {
        name: name.into(),
        content: engine::Content::Argument(value.into_node()),
        tag,
    });
}

fn blocks(
    entries: &mut Vec<engine::Entry<Mark>>,
    name: &str,
    tag: Mark,
    mut blocks: Vec<engine::Body<Mark>>,
    more: bool,
) {
    let Some(entry) = entries.iter_mut().find(|entry| *entry.name == *name) else {
        let content = engine::Content::Blocks { blocks, more };
        return entries.push(engine::Entry {
            name: name.into(),
            content,
            tag,
        });
    };
    if let engine::Content::Blocks {
        blocks: known,
        more: known_more,
    } = &mut entry.content
    {
        known.append(&mut blocks);
        *known_more |= more;
    }
}
