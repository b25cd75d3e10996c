//! The content of an archive, decoded entry by entry as it is asked for.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::cursor::{Cursor, u32_at};
use super::frame::{self, Frame};
use super::{FRAME, Section};
use crate::rule::{BlockRules, Rule};
use crate::schema::{Attribute, Block, Field, Function, NestedBlock, Nesting, Type};

/// An index of names.
#[derive(Clone, Copy)]
pub(crate) enum Index {
    Resources,
    DataSources,
    Ephemeral,
}

impl Index {
    fn section(self) -> Section {
        match self {
            Index::Resources => Section::Resources,
            Index::DataSources => Section::DataSources,
            Index::Ephemeral => Section::Ephemeral,
        }
    }
}

/// An archive's bytes and what was decoded of them.
pub(crate) struct Contents {
    bytes: Cow<'static, [u8]>,
    sections: [(usize, usize); Section::ALL.len()],
    types: Box<[OnceLock<Type>]>,
    blocks: Box<[OnceLock<Block>]>,
    pub(super) rule_lists: Box<[OnceLock<Box<[Rule]>>]>,
    pub(super) object_rules: Box<[OnceLock<Arc<BlockRules>>]>,
    nothing: Block,
}

impl std::fmt::Debug for Contents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Contents({} bytes)", self.bytes.len())
    }
}

impl Contents {
    pub(crate) fn read(bytes: Cow<'static, [u8]>) -> Result<Contents, String> {
        FRAME.is_of_this_version(&bytes)?;
        let sections = sections(&bytes).ok_or("the archive is damaged (its table of sections is not readable)")?;
        let count = |section: Section| {
            let (start, length) = sections[section as usize - 1];
            let count = u32_at(&bytes, start).map_or(0, |count| count as usize);
            // Each entry has an offset of four bytes, so a count that cannot fit is damage.
            if count <= length / 4 { count } else { 0 }
        };
        let types = (0..count(Section::Types)).map(|_| OnceLock::new()).collect();
        let blocks = (0..count(Section::Blocks)).map(|_| OnceLock::new()).collect();
        let rule_lists = (0..count(Section::RuleLists)).map(|_| OnceLock::new()).collect();
        let object_rules = (0..count(Section::ObjectRules)).map(|_| OnceLock::new()).collect();
        let contents = Contents {
            bytes,
            sections,
            types,
            blocks,
            rule_lists,
            object_rules,
            nothing: Block::default(),
        };
        match contents.meta(0) {
            Some(_) => Ok(contents),
            None => Err("the archive is damaged (it does not say which provider it is of)".to_owned()),
        }
    }

    pub(crate) fn size(&self) -> usize {
        self.bytes.len()
    }

    fn section(&self, section: Section) -> &[u8] {
        let (start, length) = self.sections[section as usize - 1];
        self.bytes.get(start..start + length).unwrap_or_default()
    }

    pub(super) fn entry(&self, section: Section, number: u32) -> Option<&[u8]> {
        frame::entry(self.section(section), number)
    }

    pub(super) fn string(&self, number: u32) -> Option<&str> {
        std::str::from_utf8(self.entry(Section::Strings, number)?).ok()
    }

    fn meta(&self, position: usize) -> Option<&str> {
        self.string(u32_at(self.section(Section::Meta), 4 * position)?)
    }

    pub(crate) fn source(&'static self) -> &'static str {
        self.meta(0).unwrap_or_default()
    }

    pub(crate) fn version(&'static self) -> &'static str {
        self.meta(1).unwrap_or_default()
    }

    pub(crate) fn local_name(&'static self) -> &'static str {
        self.meta(2).unwrap_or_default()
    }

    pub(crate) fn provider(&'static self) -> &'static Block {
        u32_at(self.section(Section::Meta), 12).map_or(&self.nothing, |block| self.block(block))
    }

    /// The name and block number at a position of an index.
    fn indexed(&self, index: Index, position: usize) -> Option<(&str, u32)> {
        let table = self.section(index.section());
        let name = self.string(u32_at(table, 4 + 8 * position)?)?;
        Some((name, u32_at(table, 8 + 8 * position)?))
    }

    fn count(&self, index: Index) -> usize {
        let table = self.section(index.section());
        u32_at(table, 0).map_or(0, |count| count as usize).min(table.len() / 8)
    }

    pub(crate) fn find(&'static self, index: Index, name: &str) -> Option<&'static Block> {
        let (mut low, mut high) = (0, self.count(index));
        while low < high {
            let middle = usize::midpoint(low, high);
            let (found, block) = self.indexed(index, middle)?;
            match found.cmp(name) {
                std::cmp::Ordering::Equal => return Some(self.block(block)),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    pub(crate) fn names(&'static self, index: Index) -> impl Iterator<Item = &'static str> + use<> {
        (0..self.count(index)).filter_map(move |position| Some(self.indexed(index, position)?.0))
    }

    /// The block with a number; an empty one where the archive is damaged.
    pub(crate) fn block(&'static self, number: u32) -> &'static Block {
        let Some(cell) = self.blocks.get(number as usize) else {
            return &self.nothing;
        };
        cell.get_or_init(|| self.decode_block(number).unwrap_or_default())
    }

    fn decode_block(&'static self, number: u32) -> Option<Block> {
        let bytes = self.entry(Section::Blocks, number)?;
        let mut cursor = Cursor::new(bytes);
        let flags = cursor.byte()?;
        let description = match flags & 2 {
            0 => None,
            _ => Some(self.string(cursor.number()?)?.into()),
        };
        let mut attributes = Vec::new();
        for _ in 0..cursor.number()? {
            attributes.push(self.decode_attribute(&mut cursor)?);
        }
        let mut blocks = Vec::new();
        for _ in 0..cursor.number()? {
            let name = self.string(cursor.number()?)?;
            let nesting = match cursor.byte()? {
                0 => Nesting::Single,
                1 => Nesting::Group,
                2 => Nesting::List,
                3 => Nesting::Set,
                4 => Nesting::Map,
                _ => return None,
            };
            let min_items = cursor.number()?;
            let max_items = match cursor.number()? {
                0 => None,
                most => Some(most),
            };
            blocks.push(NestedBlock {
                name,
                nesting,
                min_items,
                max_items,
                block: cursor.number()?,
                rules: cursor.number()?.checked_sub(1),
                contents: self,
            });
        }
        Some(Block {
            description,
            deprecated: flags & 1 != 0,
            attributes: attributes.into_boxed_slice(),
            blocks: blocks.into_boxed_slice(),
            combinations: self.decode_combinations(&mut cursor)?.into_boxed_slice(),
            refusals: self.decode_refusals(&mut cursor)?.into_boxed_slice(),
        })
    }

    fn decode_attribute(&'static self, cursor: &mut Cursor<'_>) -> Option<Attribute> {
        let name = self.string(cursor.number()?)?.into();
        let ty = self.ty(cursor.number()?, 0)?;
        let flags = cursor.byte()?;
        let description = match flags & 64 {
            0 => None,
            _ => Some(self.string(cursor.number()?)?.into()),
        };
        let (rules, objects) = match flags & 128 {
            0 => (None, None),
            _ => (cursor.number()?.checked_sub(1), cursor.number()?.checked_sub(1)),
        };
        Some(Attribute {
            name,
            ty,
            required: flags & 1 != 0,
            optional: flags & 2 != 0,
            computed: flags & 4 != 0,
            sensitive: flags & 8 != 0,
            write_only: flags & 16 != 0,
            deprecated: flags & 32 != 0,
            description,
            rules,
            objects,
            contents: self,
        })
    }

    /// The type with a number. `depth` bounds what a damaged archive could nest for ever.
    fn ty(&self, number: u32, depth: u32) -> Option<Type> {
        let cell = self.types.get(number as usize)?;
        if let Some(ty) = cell.get() {
            return Some(ty.clone());
        }
        if depth > 64 {
            return None;
        }
        let ty = self.decode_type(number, depth)?;
        Some(cell.get_or_init(|| ty).clone())
    }

    fn decode_type(&self, number: u32, depth: u32) -> Option<Type> {
        let mut cursor = Cursor::new(self.entry(Section::Types, number)?);
        Some(match cursor.byte()? {
            0 => Type::String,
            1 => Type::Number,
            2 => Type::Bool,
            3 => Type::Dynamic,
            4 => Type::List(Arc::new(self.ty(cursor.number()?, depth + 1)?)),
            5 => Type::Set(Arc::new(self.ty(cursor.number()?, depth + 1)?)),
            6 => Type::Map(Arc::new(self.ty(cursor.number()?, depth + 1)?)),
            7 => {
                let mut fields = Vec::new();
                for _ in 0..cursor.number()? {
                    let name = self.string(cursor.number()?)?.into();
                    let ty = self.ty(cursor.number()?, depth + 1)?;
                    let flags = cursor.byte()?;
                    fields.push(Field {
                        name,
                        ty,
                        required: flags & 1 != 0,
                        optional: flags & 2 != 0,
                        computed: flags & 4 != 0,
                        sensitive: flags & 8 != 0,
                    });
                }
                Type::Object(fields.into())
            }
            8 => {
                let mut elements = Vec::new();
                for _ in 0..cursor.number()? {
                    elements.push(self.ty(cursor.number()?, depth + 1)?);
                }
                Type::Tuple(elements.into())
            }
            _ => return None,
        })
    }

    pub(crate) fn functions(&self) -> Vec<Function> {
        let count = u32_at(self.section(Section::Functions), 0).unwrap_or(0);
        (0..count).map_while(|number| self.decode_function(number)).collect()
    }

    fn decode_function(&self, number: u32) -> Option<Function> {
        let mut cursor = Cursor::new(self.entry(Section::Functions, number)?);
        let name = self.string(cursor.number()?)?.into();
        let returns = self.ty(cursor.number()?, 0)?;
        let variadic = match cursor.byte()? {
            0 => None,
            _ => Some(self.ty(cursor.number()?, 0)?),
        };
        let mut parameters = Vec::new();
        for _ in 0..cursor.number()? {
            let name = self.string(cursor.number()?)?.into();
            parameters.push((name, self.ty(cursor.number()?, 0)?));
        }
        Some(Function {
            name,
            parameters,
            variadic,
            returns,
        })
    }
}

/// Where each known section is.
fn sections(bytes: &[u8]) -> Option<[(usize, usize); Section::ALL.len()]> {
    let mut found = [(0, 0); Section::ALL.len()];
    let count = u32_at(bytes, Frame::CONTENT)? as usize;
    for position in 0..count {
        let entry = Frame::CONTENT.checked_add(4)?.checked_add(position.checked_mul(12)?)?;
        let id = u32_at(bytes, entry)?;
        let (start, length) = (u32_at(bytes, entry + 4)? as usize, u32_at(bytes, entry + 8)? as usize);
        bytes.get(start..start.checked_add(length)?)?;
        if let Some(section) = Section::ALL.iter().find(|section| **section as u32 == id) {
            found[*section as usize - 1] = (start, length);
        }
    }
    Some(found)
}
