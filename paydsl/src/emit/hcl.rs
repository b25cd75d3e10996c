//! HCL as `terraform fmt` lays it out: two spaces, `=` aligned in runs of one-line arguments, a blank line between blocks.

use super::escape::{hcl_quoted, is_bare_key};
use super::expression;
use crate::tree::{Arena, Argument, Block, Body, ExprId, Expression, Item, Literal};

/// Lists that are wider than this on one line get a line for each item.
const WIDTH: usize = 80;

pub(crate) fn write(body: &Body, arena: &Arena) -> String {
    let mut writer = Writer {
        out: String::new(),
        arena,
    };
    writer.body(body, 0);
    writer.out
}

struct Writer<'a> {
    out: String,
    arena: &'a Arena,
}

impl Writer<'_> {
    fn body(&mut self, body: &Body, depth: usize) {
        let mut index = 0;
        let mut started = false;
        while let Some(item) = body.items.get(index) {
            match item {
                Item::Argument(..) => {
                    let run: Vec<(String, String)> = body.items[index..]
                        .iter()
                        .map_while(|item| match item {
                            Item::Argument(name, value) => Some((name.to_string(), self.argument(value, depth))),
                            Item::Block(_) => None,
                        })
                        .collect();
                    if started {
                        self.out.push('\n');
                    }
                    index += run.len();
                    aligned(&mut self.out, &run, depth);
                }
                Item::Block(block) => {
                    if started {
                        self.out.push('\n');
                    }
                    self.block(block, depth);
                    index += 1;
                }
            }
            started = true;
        }
    }

    fn block(&mut self, block: &Block, depth: usize) {
        indent(&mut self.out, depth);
        self.out.push_str(&block.name);
        for label in &block.labels {
            self.out.push_str(" \"");
            hcl_quoted(&mut self.out, label, false);
            self.out.push('"');
        }
        if block.body.items.is_empty() {
            self.out.push_str(" {}\n");
            return;
        }
        self.out.push_str(" {\n");
        self.body(&block.body, depth + 1);
        indent(&mut self.out, depth);
        self.out.push_str("}\n");
    }

    fn argument(&self, argument: &Argument, depth: usize) -> String {
        match argument {
            Argument::Expression(id) => self.expression(*id, depth),
            Argument::Literal(value) => literal(value, depth),
            Argument::Reference(reference) => reference.as_str().to_owned(),
            Argument::References(references) => list(
                references
                    .iter()
                    .map(|reference| reference.as_str().to_owned())
                    .collect(),
                depth,
            ),
            Argument::ReferenceMap(entries) => object(
                entries
                    .iter()
                    .map(|(name, to)| (constant_key(name), to.as_str().to_owned()))
                    .collect(),
                depth,
            ),
        }
    }

    fn expression(&self, id: ExprId, depth: usize) -> String {
        match self.arena.get(id) {
            Expression::List(items) => list(
                items.iter().map(|item| self.expression(*item, depth + 1)).collect(),
                depth,
            ),
            Expression::Object(entries) => {
                let entries = entries.iter().map(|(name, value)| {
                    let mut key = String::new();
                    expression::key(&mut key, *name, self.arena);
                    (key, self.expression(*value, depth + 1))
                });
                object(entries.collect(), depth)
            }
            // Alone, an expression of several lines is held together by parentheses.
            Expression::Raw(text) if text.trim().contains('\n') || text.contains('#') || text.contains("//") => {
                format!("({})", text.trim_end().to_owned() + "\n")
            }
            _ => {
                let mut text = String::new();
                expression::write(&mut text, id, self.arena);
                text
            }
        }
    }
}

fn indent(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

/// Lines of `name = value`. Values of several lines stand apart from the alignment.
fn aligned(out: &mut String, entries: &[(String, String)], depth: usize) {
    let mut index = 0;
    while index < entries.len() {
        let run = entries[index..]
            .iter()
            .take_while(|(_, value)| !value.contains('\n'))
            .count();
        let width = entries[index..index + run]
            .iter()
            .map(|(name, _)| name.chars().count())
            .max()
            .unwrap_or(0);
        for (name, value) in &entries[index..index + run] {
            indent(out, depth);
            out.push_str(name);
            out.extend(std::iter::repeat_n(' ', width - name.chars().count()));
            out.push_str(" = ");
            out.push_str(value);
            out.push('\n');
        }
        index += run;
        if let Some((name, value)) = entries.get(index) {
            indent(out, depth);
            out.push_str(name);
            out.push_str(" = ");
            out.push_str(value);
            out.push('\n');
            index += 1;
        }
    }
}

fn list(items: Vec<String>, depth: usize) -> String {
    let one_line = items.iter().map(|item| item.len() + 2).sum::<usize>() <= WIDTH;
    if one_line && !items.iter().any(|item| item.contains('\n')) {
        return format!("[{}]", items.join(", "));
    }
    let mut out = "[\n".to_owned();
    for item in items {
        indent(&mut out, depth + 1);
        out.push_str(&item);
        out.push_str(",\n");
    }
    indent(&mut out, depth);
    out.push(']');
    out
}

fn object(entries: Vec<(String, String)>, depth: usize) -> String {
    if entries.is_empty() {
        return "{}".to_owned();
    }
    let mut out = "{\n".to_owned();
    aligned(&mut out, &entries, depth + 1);
    indent(&mut out, depth);
    out.push('}');
    out
}

fn quoted(text: &str) -> String {
    let mut out = "\"".to_owned();
    hcl_quoted(&mut out, text, false);
    out.push('"');
    out
}

fn constant_key(name: &str) -> String {
    if is_bare_key(name) {
        name.to_owned()
    } else {
        quoted(name)
    }
}

fn literal(value: &Literal, depth: usize) -> String {
    match value {
        Literal::Null => "null".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Number(number) => number.to_string(),
        Literal::String(text) => quoted(text),
        Literal::List(items) => list(items.iter().map(|item| literal(item, depth + 1)).collect(), depth),
        Literal::Object(entries) => object(
            entries
                .iter()
                .map(|(name, value)| (constant_key(name), literal(value, depth + 1)))
                .collect(),
            depth,
        ),
    }
}
