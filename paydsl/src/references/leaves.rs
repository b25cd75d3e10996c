//! The arguments of a block, down into nested blocks and objects.

use crate::tree::{Arena, Argument, Block, Body, ExprId, Expression, Item};

/// An argument, or an entry of an object that is one.
pub(crate) struct Leaf {
    /// `cidr_block`, `rule[1].id`, `environment.variables.TABLE`.
    pub(crate) path: String,
    /// The argument or block of the resource that it is in: the first word of the path.
    pub(crate) top: String,
    /// What Terraform evaluates for it, if anything.
    pub(crate) value: Option<ExprId>,
    /// The iterators of the `dynamic` blocks around, and `each`: what they stand for.
    pub(crate) iterators: Vec<(String, ExprId)>,
}

/// All leaves of a block's body.
pub(crate) fn leaves(body: &Body, arena: &Arena) -> Vec<Leaf> {
    let for_each = body.items.iter().find_map(|item| match item {
        Item::Argument(name, Argument::Expression(value)) if name == "for_each" => Some(("each".to_owned(), *value)),
        _ => None,
    });
    let mut walk = Walk {
        arena,
        iterators: for_each.into_iter().collect(),
        leaves: Vec::new(),
    };
    walk.body(body, "");
    walk.leaves
}

struct Walk<'a> {
    arena: &'a Arena,
    iterators: Vec<(String, ExprId)>,
    leaves: Vec<Leaf>,
}

impl Walk<'_> {
    fn body(&mut self, body: &Body, prefix: &str) {
        for (index, item) in body.items.iter().enumerate() {
            match item {
                Item::Argument(name, Argument::Expression(value)) => self.expression(join(prefix, name), *value),
                Item::Argument(name, _) => self.leaf(join(prefix, name), None),
                Item::Block(block) if block.name == "dynamic" => self.dynamic(block, prefix),
                Item::Block(block) => {
                    let path = join(prefix, &numbered(block, &body.items, index));
                    self.body(&block.body, &path);
                }
            }
        }
    }

    /// `dynamic "ingress" { for_each, iterator, content { .. } }`: `ingress[*]` and what is in it.
    fn dynamic(&mut self, block: &Block, prefix: &str) {
        let name = block.labels.first().map_or("dynamic", |label| label.as_ref());
        let path = format!("{}[*]", join(prefix, name));
        let mut iterator = name.to_owned();
        let depth = self.iterators.len();
        for item in &block.body.items {
            match item {
                Item::Argument(name, Argument::Reference(named)) if name == "iterator" => {
                    named.as_str().clone_into(&mut iterator);
                }
                _ => {}
            }
        }
        for item in &block.body.items {
            match item {
                Item::Argument(name, Argument::Expression(value)) if name == "for_each" => {
                    self.leaf(path.clone(), Some(*value));
                    self.iterators.push((iterator.clone(), *value));
                }
                Item::Block(content) => self.body(&content.body, &path),
                Item::Argument(..) => {}
            }
        }
        self.iterators.truncate(depth);
    }

    /// An object's entries are leaves of their own.
    fn expression(&mut self, path: String, value: ExprId) {
        let Expression::Object(entries) = self.arena.get(value) else {
            return self.leaf(path, Some(value));
        };
        let names: Option<Vec<String>> = entries.iter().map(|(key, _)| self.key(*key)).collect();
        match names {
            Some(names) if !names.is_empty() => {
                for (name, (_, value)) in names.iter().zip(entries) {
                    self.expression(join(&path, name), *value);
                }
            }
            _ => self.leaf(path, Some(value)),
        }
    }

    fn key(&self, key: ExprId) -> Option<String> {
        match self.arena.get(key) {
            Expression::String(text) => Some(text.to_string()),
            _ => None,
        }
    }

    fn leaf(&mut self, path: String, value: Option<ExprId>) {
        let top = path.split(['.', '[']).next().unwrap_or_default().to_owned();
        self.leaves.push(Leaf {
            path,
            top,
            value,
            iterators: self.iterators.clone(),
        });
    }
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() {
        name.to_owned()
    } else {
        format!("{prefix}.{name}")
    }
}

/// The block's name, with its number where there are several of them.
fn numbered(block: &Block, items: &[Item], index: usize) -> String {
    let is_same = |item: &&Item| matches!(item, Item::Block(other) if other.name == block.name);
    if items.iter().filter(is_same).count() == 1 {
        return block.name.to_string();
    }
    format!("{}[{}]", block.name, items[..index].iter().filter(is_same).count())
}
