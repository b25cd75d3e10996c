//! Writing zip archives, as much of the format as a Lambda function needs.
//!
//! Everything that varies between two machines is left out: entries are sorted, all have the format's first moment,
//! one of two modes, and no owner.

use miniz_oxide::deflate::compress_to_vec;

use super::PackageError;

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its path, with `/` between the parts.
    pub(super) name: String,
    /// Whether it can be run.
    pub(super) executable: bool,
    /// What it holds.
    pub(super) contents: Vec<u8>,
}

/// How hard to compress: beyond this, much time saves few bytes.
const LEVEL: u8 = 6;
/// 1980-01-01, 00:00:00: the first moment the format knows.
const MOMENT: [u8; 4] = [0, 0, 0x21, 0];
/// Version 2.0 of the format: directories and deflate.
const VERSION: u16 = 20;
/// Made on Unix, so that the mode counts.
const MADE_BY: u16 = 3 << 8 | VERSION;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// The archive of some entries, whatever their order.
pub(super) fn archive(entries: &[Entry]) -> Result<Vec<u8>, PackageError> {
    let mut sorted: Vec<_> = entries.iter().collect();
    sorted.sort_by(|left, right| left.name.cmp(&right.name));
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for entry in &sorted {
        let packed = Packed::new(entry, archive.len())?;
        packed.write_local_header(&mut archive);
        archive.extend_from_slice(&packed.data);
        packed.write_directory_header(&mut directory);
    }
    write_end(&mut archive, &directory, sorted.len())?;
    Ok(archive)
}

/// An entry with everything its two headers say.
struct Packed<'a> {
    name: &'a [u8],
    name_length: u16,
    mode: u32,
    method: u16,
    crc: u32,
    length: u32,
    packed_length: u32,
    offset: u32,
    data: Vec<u8>,
}

impl<'a> Packed<'a> {
    fn new(entry: &'a Entry, offset: usize) -> Result<Self, PackageError> {
        let deflated = compress_to_vec(&entry.contents, LEVEL);
        let (method, data) = if deflated.len() < entry.contents.len() {
            (DEFLATED, deflated)
        } else {
            (STORED, entry.contents.clone())
        };
        Ok(Self {
            name: entry.name.as_bytes(),
            name_length: narrow(entry.name.len())?,
            mode: if entry.executable { 0o100_755 } else { 0o100_644 },
            method,
            crc: crc32(&entry.contents),
            length: narrow(entry.contents.len())?,
            packed_length: narrow(data.len())?,
            offset: narrow(offset)?,
            data,
        })
    }

    fn write_local_header(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"PK\x03\x04");
        self.write_common(out);
        put16(out, 0); // no extra field
        out.extend_from_slice(self.name);
    }

    fn write_directory_header(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"PK\x01\x02");
        put16(out, MADE_BY);
        self.write_common(out);
        put16(out, 0); // no extra field
        put16(out, 0); // no comment
        put16(out, 0); // the first disk
        put16(out, 0); // no internal attributes
        put32(out, self.mode << 16);
        put32(out, self.offset);
        out.extend_from_slice(self.name);
    }

    /// What both headers say in the same words.
    fn write_common(&self, out: &mut Vec<u8>) {
        put16(out, VERSION);
        put16(out, FLAGS);
        put16(out, self.method);
        out.extend_from_slice(&MOMENT);
        put32(out, self.crc);
        put32(out, self.packed_length);
        put32(out, self.length);
        put16(out, self.name_length);
    }
}

/// Closes an archive with its directory.
fn write_end(archive: &mut Vec<u8>, directory: &[u8], entries: usize) -> Result<(), PackageError> {
    let offset = narrow(archive.len())?;
    let length = narrow(directory.len())?;
    let entries = narrow(entries)?;
    archive.extend_from_slice(directory);
    archive.extend_from_slice(b"PK\x05\x06");
    put16(archive, 0); // this disk
    put16(archive, 0); // the directory's disk
    put16(archive, entries);
    put16(archive, entries);
    put32(archive, length);
    put32(archive, offset);
    put16(archive, 0); // no comment
    Ok(())
}

/// A number in the width the format has for it.
fn narrow<T: TryFrom<usize>>(number: usize) -> Result<T, PackageError> {
    T::try_from(number).map_err(|_| PackageError::TooLarge)
}

fn put16(out: &mut Vec<u8>, number: u16) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

/// The checksum of ISO 3309 that the format asks for.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        CRC_TABLE[((crc ^ u32::from(byte)) & 0xff) as usize] ^ (crc >> 8)
    })
}

const CRC_TABLE: [u32; 256] = crc_table();

const fn crc_table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < table.len() {
        let mut crc = index as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 {
                0xedb8_8320 ^ (crc >> 1)
            } else {
                crc >> 1
            };
            bit += 1;
        }
        table[index] = crc;
        index += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, executable: bool, contents: &[u8]) -> Entry {
        Entry {
            name: name.to_owned(),
            executable,
            contents: contents.to_owned(),
        }
    }

    #[test]
    fn checksums_the_standard_vector() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn order_does_not_matter() {
        let (a, b) = (entry("a", false, b"one"), entry("b", true, b"two"));
        let forwards = archive(&[a.clone(), b.clone()]).expect("an archive");
        assert_eq!(forwards, archive(&[b, a]).expect("an archive"));
    }

    #[test]
    fn contents_and_modes_matter() {
        let archives = [
            entry("a", false, b"one"),
            entry("a", true, b"one"),
            entry("a", false, b"two"),
        ]
        .map(|entry| archive(&[entry]).expect("an archive"));
        assert_ne!(archives[0], archives[1]);
        assert_ne!(archives[0], archives[2]);
    }

    #[test]
    fn is_these_very_bytes() {
        let expected = [
            &b"PK\x03\x04\x14\0\0\x08\0\0\0\0\x21\0"[..],
            b"\x43\xbe\xb7\xe8\x01\0\0\0\x01\0\0\0\x01\0\0\0fa",
            b"PK\x01\x02\x14\x03\x14\0\0\x08\0\0\0\0\x21\0",
            b"\x43\xbe\xb7\xe8\x01\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\xed\x81\0\0\0\0f",
            b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2f\0\0\0\x20\0\0\0\0\0",
        ]
        .concat();
        assert_eq!(archive(&[entry("f", true, b"a")]).expect("an archive"), expected);
    }

    #[test]
    fn what_compresses_badly_is_stored() {
        let stored = archive(&[entry("f", false, b"a")]).expect("an archive");
        assert_eq!(stored[8..10], STORED.to_le_bytes());
        let deflated = archive(&[entry("f", false, &[7; 1000])]).expect("an archive");
        assert_eq!(deflated[8..10], DEFLATED.to_le_bytes());
        assert!(deflated.len() < 200);
    }
}
