//! What stands around the sections of a file: what it is, in which format, and a checksum against damage.

use super::cursor::{checksum, u32_at, u64_at};

/// A kind of file: `magic version:u8 checksum:u64`, and the content, of which the checksum is.
pub(crate) struct Frame {
    pub(crate) magic: &'static [u8; 7],
    pub(crate) version: u8,
    /// What such a file is called, and what it is.
    pub(crate) noun: &'static str,
    pub(crate) kind: &'static str,
}

impl Frame {
    const CHECKSUM: usize = 8;

    /// Where the content begins.
    pub(crate) const CONTENT: usize = Frame::CHECKSUM + 8;

    /// Whether the bytes are what was written.
    pub(crate) fn verify(&self, bytes: &[u8]) -> Result<(), String> {
        self.is_of_this_version(bytes)?;
        let (Some(stored), Some(content)) = (u64_at(bytes, Frame::CHECKSUM), bytes.get(Frame::CONTENT..)) else {
            return Err(self.cut_off());
        };
        if stored == checksum(content) {
            Ok(())
        } else {
            let noun = self.noun;
            Err(format!(
                "the {noun} is damaged or cut off (its checksum does not match)"
            ))
        }
    }

    pub(crate) fn is_of_this_version(&self, bytes: &[u8]) -> Result<(), String> {
        let Frame {
            magic,
            version,
            noun,
            kind,
        } = self;
        if !bytes.starts_with(&magic[..]) {
            return Err(format!("this is not {kind}"));
        }
        match bytes.get(magic.len()) {
            Some(found) if found == version => Ok(()),
            Some(other) => Err(format!(
                "this {noun} has format {other}, and this paydsl reads format {version}"
            )),
            None => Err(self.cut_off()),
        }
    }

    fn cut_off(&self) -> String {
        format!("the {} is cut off", self.noun)
    }

    /// The file with this content.
    #[cfg(feature = "write")]
    pub(crate) fn around(&self, content: &[u8]) -> Vec<u8> {
        let mut file = self.magic.to_vec();
        file.push(self.version);
        file.extend(checksum(content).to_le_bytes());
        file.extend(content);
        file
    }
}

/// Entry `number` of a table: a count, the offset of each entry and of the end, the entries.
pub(crate) fn entry(table: &[u8], number: u32) -> Option<&[u8]> {
    let count = u32_at(table, 0)?;
    if number >= count {
        return None;
    }
    let data = 4 + 4 * (count as usize + 1);
    let start = u32_at(table, 4 + 4 * number as usize)? as usize;
    let end = u32_at(table, 8 + 4 * number as usize)? as usize;
    table.get(data.checked_add(start)?..data.checked_add(end)?)
}
