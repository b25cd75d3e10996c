//! Terraform's JSON syntax.

use std::collections::HashMap;
use std::fmt::Write;

use super::escape::{json_string, json_template, json_text};
use super::expression;
use crate::tree::{Arena, Argument, Block, Body, ExprId, Expression, Item, Literal, Number};

/// Blocks of which there is one in their place, written as an object; all others are arrays.
const SINGULAR: [&str; 5] = ["terraform", "locals", "required_providers", "backend", "content"];

pub(crate) fn write(body: &Body, arena: &Arena) -> String {
    let mut writer = Writer {
        out: String::new(),
        arena,
        depth: 0,
        scratch: String::new(),
    };
    writer.object(|writer| writer.file(body));
    writer.out.push('\n');
    writer.out
}

struct Writer<'a> {
    out: String,
    arena: &'a Arena,
    depth: usize,
    /// Expressions are written here before they are escaped.
    scratch: String,
}

/// Blocks of one name and, inside, of one label after the other, in the order of their first appearance.
struct Group<'b> {
    name: &'b str,
    blocks: Vec<&'b Block>,
}

fn grouped<'b>(blocks: impl Iterator<Item = &'b Block>, by: impl Fn(&'b Block) -> &'b str) -> Vec<Group<'b>> {
    let mut positions: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<Group<'b>> = Vec::new();
    for block in blocks {
        let name = by(block);
        let position = *positions.entry(name).or_insert_with(|| {
            groups.push(Group {
                name,
                blocks: Vec::new(),
            });
            groups.len() - 1
        });
        groups[position].blocks.push(block);
    }
    groups
}

fn blocks(body: &Body) -> impl Iterator<Item = &Block> {
    body.items.iter().filter_map(|item| match item {
        Item::Block(block) => Some(block),
        Item::Argument(..) => None,
    })
}

impl Writer<'_> {
    /// The top level: blocks by name, then by their labels.
    fn file(&mut self, body: &Body) {
        for group in grouped(blocks(body), |block| &block.name) {
            self.key(group.name);
            self.labelled(&group.blocks, 0);
            self.comma();
        }
    }

    /// Blocks that share their name and their labels up to `level`.
    fn labelled(&mut self, blocks: &[&Block], level: usize) {
        if blocks.iter().any(|block| block.labels.len() > level) {
            let groups = grouped(blocks.iter().copied(), |block| {
                block.labels.get(level).map_or("", |label| label)
            });
            self.object(|writer| {
                for group in groups {
                    writer.key(group.name);
                    writer.labelled(&group.blocks, level + 1);
                    writer.comma();
                }
            });
            return;
        }
        let repeatable = blocks
            .first()
            .is_some_and(|block| matches!(&*block.name, "provider" | "moved" | "import" | "removed"));
        match blocks {
            [block] if !repeatable => self.object(|writer| writer.body(&block.body)),
            many => self.array(many.iter(), |writer, block| {
                writer.object(|writer| writer.body(&block.body))
            }),
        }
    }

    fn body(&mut self, body: &Body) {
        let mut done: Vec<&str> = Vec::new();
        for item in &body.items {
            match item {
                Item::Argument(name, value) => {
                    self.key(name);
                    self.argument(value);
                    self.comma();
                }
                Item::Block(first) => {
                    if done.contains(&&*first.name) {
                        continue;
                    }
                    done.push(&first.name);
                    let same: Vec<&Block> = blocks(body).filter(|block| block.name == first.name).collect();
                    self.key(&first.name);
                    self.nested(&same);
                    self.comma();
                }
            }
        }
    }

    /// Blocks of one name in a body.
    fn nested(&mut self, blocks: &[&Block]) {
        if let [block] = blocks
            && SINGULAR.contains(&&*block.name)
        {
            return self.object(|writer| writer.nested_content(block));
        }
        self.array(blocks.iter(), |writer, block| {
            writer.object(|writer| writer.nested_content(block))
        });
    }

    fn nested_content(&mut self, block: &Block) {
        self.under_labels(&block.labels, &block.body);
    }

    fn under_labels(&mut self, labels: &[crate::tree::Text], body: &Body) {
        match labels.split_first() {
            None => self.body(body),
            Some((label, rest)) => {
                self.key(label);
                self.object(|writer| writer.under_labels(rest, body));
                self.comma();
            }
        }
    }

    fn argument(&mut self, argument: &Argument) {
        match argument {
            Argument::Expression(id) => self.expression(*id),
            Argument::Literal(literal) => self.literal(literal),
            Argument::Reference(reference) => json_string(&mut self.out, reference.as_str()),
            Argument::References(references) => {
                self.array(references.iter(), |writer, reference| {
                    json_string(&mut writer.out, reference.as_str())
                });
            }
            Argument::ReferenceMap(entries) => self.object(|writer| {
                for (name, reference) in entries {
                    writer.key(name);
                    json_string(&mut writer.out, reference.as_str());
                    writer.comma();
                }
            }),
        }
    }

    fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::Null => self.out.push_str("null"),
            Literal::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Literal::Number(number) => self.number(*number),
            Literal::String(text) => json_string(&mut self.out, text),
            Literal::List(items) => self.array(items.iter(), |writer, item| writer.literal(item)),
            Literal::Object(entries) => self.object(|writer| {
                for (name, value) in entries {
                    writer.key(name);
                    writer.literal(value);
                    writer.comma();
                }
            }),
        }
    }

    fn number(&mut self, number: Number) {
        let _ = write!(self.out, "{number}");
    }

    /// An expression: what JSON has itself as such, everything else as a template.
    fn expression(&mut self, id: ExprId) {
        match self.arena.get(id) {
            Expression::Null => self.out.push_str("null"),
            Expression::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Expression::Number(number) => self.number(*number),
            Expression::List(items) => self.array(items.iter(), |writer, item| writer.expression(*item)),
            Expression::Object(entries) => self.object(|writer| {
                for (key, value) in entries {
                    writer.indent();
                    writer.text(*key);
                    writer.out.push_str(": ");
                    writer.expression(*value);
                    writer.comma();
                }
            }),
            _ => self.text(id),
        }
    }

    /// An expression as a JSON string that Terraform reads as a template.
    fn text(&mut self, id: ExprId) {
        self.scratch.clear();
        match self.arena.get(id) {
            Expression::String(text) => json_template(&mut self.scratch, text, false),
            Expression::Template(parts) => {
                for (literal, value) in expression::chunks(parts) {
                    json_template(&mut self.scratch, &literal, value.is_some());
                    if let Some(value) = value {
                        self.scratch.push_str("${");
                        expression::write(&mut self.scratch, value, self.arena);
                        self.scratch.push('}');
                    }
                }
            }
            _ => {
                self.scratch.push_str("${");
                expression::write(&mut self.scratch, id, self.arena);
                self.scratch.push('}');
            }
        }
        self.out.push('"');
        json_text(&mut self.out, &self.scratch);
        self.out.push('"');
    }

    // --- layout: every value ends where the next begins; the last comma is taken back

    fn object(&mut self, content: impl FnOnce(&mut Self)) {
        self.enclosed('{', '}', content);
    }

    fn array<T>(&mut self, items: impl Iterator<Item = T>, mut each: impl FnMut(&mut Self, T)) {
        self.enclosed('[', ']', |writer| {
            for item in items {
                writer.indent();
                each(writer, item);
                writer.comma();
            }
        });
    }

    fn enclosed(&mut self, open: char, close: char, content: impl FnOnce(&mut Self)) {
        self.out.push(open);
        let start = self.out.len();
        self.depth += 1;
        content(self);
        self.depth -= 1;
        if self.out.len() > start {
            self.out.pop(); // the comma behind the last one
            self.indent();
        }
        self.out.push(close);
    }

    fn indent(&mut self) {
        self.out.push('\n');
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
    }

    fn key(&mut self, name: &str) {
        self.indent();
        json_string(&mut self.out, name);
        self.out.push_str(": ");
    }

    fn comma(&mut self) {
        self.out.push(',');
    }
}
