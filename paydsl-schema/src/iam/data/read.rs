//! Decoding: each service when it is first asked for.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::{Access, Action, FRAME, Key, KeyType, ResourceType, SECTIONS, Service};
use crate::archive::{Cursor, Frame, entry, u32_at};

#[derive(Clone, Copy)]
enum Section {
    Meta,
    Words,
    Prefixes,
    Services,
    Globals,
}

/// A file's bytes and what was decoded of them.
#[derive(Default)]
pub(super) struct Contents {
    bytes: Cow<'static, [u8]>,
    sections: [(usize, usize); SECTIONS],
    services: Box<[OnceLock<Service>]>,
    globals: OnceLock<Vec<Key>>,
}

impl Contents {
    pub(super) fn read(bytes: Cow<'static, [u8]>) -> Result<Contents, String> {
        FRAME.is_of_this_version(&bytes)?;
        let mut sections = [(0, 0); SECTIONS];
        for (number, section) in sections.iter_mut().enumerate() {
            let place = |offset| u32_at(&bytes, Frame::CONTENT + 8 * number + offset).map(|value| value as usize);
            let whole = match (place(0), place(4)) {
                (Some(start), Some(length)) if start.checked_add(length).is_some_and(|end| end <= bytes.len()) => {
                    (start, length)
                }
                _ => return Err("the file is damaged (its table of sections is not readable)".to_owned()),
            };
            *section = whole;
        }
        let mut contents = Contents {
            bytes,
            sections,
            ..Contents::default()
        };
        contents.services = (0..contents.count(Section::Prefixes))
            .map(|_| OnceLock::new())
            .collect();
        Ok(contents)
    }

    fn section(&self, section: Section) -> &[u8] {
        let (start, length) = self.sections[section as usize];
        self.bytes.get(start..start + length).unwrap_or_default()
    }

    /// How many entries a table has. Each has an offset of four bytes, so a count that cannot fit is damage.
    fn count(&self, section: Section) -> u32 {
        let table = self.section(section);
        let count = u32_at(table, 0).unwrap_or(0);
        if count as usize <= table.len() / 4 { count } else { 0 }
    }

    fn entry(&self, section: Section, number: u32) -> Option<&[u8]> {
        entry(self.section(section), number)
    }

    fn text(&self, section: Section, number: u32) -> Option<&str> {
        std::str::from_utf8(self.entry(section, number)?).ok()
    }

    pub(super) fn source(&self) -> &str {
        self.text(Section::Meta, 0).unwrap_or_default()
    }

    pub(super) fn version(&self) -> &str {
        self.text(Section::Meta, 1).unwrap_or_default()
    }

    pub(super) fn prefixes(&self) -> impl Iterator<Item = &str> {
        (0..self.count(Section::Prefixes)).filter_map(|number| self.text(Section::Prefixes, number))
    }

    pub(super) fn service(&'static self, prefix: &str) -> Option<&'static Service> {
        let (mut low, mut high) = (0, self.count(Section::Prefixes));
        while low < high {
            let middle = u32::midpoint(low, high);
            let found = self.text(Section::Prefixes, middle)?;
            match found.cmp(prefix) {
                std::cmp::Ordering::Equal => {
                    let cell = self.services.get(middle as usize)?;
                    return Some(cell.get_or_init(|| self.decode(found, middle).unwrap_or_default()));
                }
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    pub(super) fn global_keys(&self) -> &[Key] {
        self.globals.get_or_init(|| {
            let entry = self.entry(Section::Globals, 0).unwrap_or_default();
            self.keys(&mut Cursor::new(entry)).unwrap_or_default()
        })
    }

    fn decode(&self, prefix: &'static str, number: u32) -> Option<Service> {
        let mut cursor = Cursor::new(self.entry(Section::Services, number)?);
        let keys = self.keys(&mut cursor)?;
        let mut resources = Vec::new();
        for _ in 0..cursor.number()? {
            resources.push(ResourceType {
                name: self.words(&mut cursor)?,
                arn: self.words(&mut cursor)?,
                keys: numbers(&mut cursor)?,
            });
        }
        let mut sets = Vec::new();
        for _ in 0..cursor.number()? {
            sets.push((numbers(&mut cursor)?, numbers(&mut cursor)?));
        }
        let mut actions = Vec::new();
        let mut name: Vec<u32> = Vec::new();
        for _ in 0..cursor.number()? {
            // The words that the name has in common with the one before it are not repeated.
            let head = cursor.byte()?;
            name.truncate(usize::from(head & 31));
            for _ in 0..cursor.number()? {
                name.push(cursor.number()?);
            }
            let (resources, keys) = sets.get(cursor.number()? as usize)?.clone();
            actions.push(Action {
                name: self.joined(&name)?,
                access: access(head >> 5)?,
                resources,
                keys,
            });
        }
        Some(Service {
            prefix,
            actions,
            resources,
            keys,
        })
    }

    fn keys(&self, cursor: &mut Cursor<'_>) -> Option<Vec<Key>> {
        let mut keys = Vec::new();
        for _ in 0..cursor.number()? {
            let ty = cursor.byte()?;
            keys.push(Key {
                name: self.words(cursor)?,
                ty: key_type(ty & 127)?,
                is_list: ty & 128 != 0,
            });
        }
        Some(keys)
    }

    fn words(&self, cursor: &mut Cursor<'_>) -> Option<String> {
        self.joined(&numbers(cursor)?)
    }

    fn joined(&self, words: &[u32]) -> Option<String> {
        words.iter().map(|word| self.text(Section::Words, *word)).collect()
    }
}

fn numbers(cursor: &mut Cursor<'_>) -> Option<Vec<u32>> {
    (0..cursor.number()?).map(|_| cursor.number()).collect()
}

fn access(byte: u8) -> Option<Access> {
    Some(match byte {
        0 => Access::List,
        1 => Access::Read,
        2 => Access::Write,
        3 => Access::Tagging,
        4 => Access::PermissionsManagement,
        _ => return None,
    })
}

fn key_type(byte: u8) -> Option<KeyType> {
    Some(match byte {
        0 => KeyType::String,
        1 => KeyType::Arn,
        2 => KeyType::Bool,
        3 => KeyType::Numeric,
        4 => KeyType::Date,
        5 => KeyType::IpAddress,
        _ => return None,
    })
}
