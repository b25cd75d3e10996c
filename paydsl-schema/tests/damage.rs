//! The committed AWS archive, damaged in every way: each is an error that names the file, none a panic. Which bits flip is
//! random; `SEED` repeats a run, its number is printed.

use std::borrow::Cow;
use std::path::Path;

use paydsl_schema::{Archive, Providers, read_unverified};

const FILE: &str = "aws-5.100.0.paydsl";
const WHOLE: &[u8] = include_bytes!("../providers/aws-5.100.0.paydsl");

/// Where the number of sections stands: behind the magic, the version and the checksum.
const SECTIONS: usize = 16;

fn u32_at(offset: usize) -> usize {
    let bytes = WHOLE[offset..offset + 4].try_into().expect("four bytes");
    u32::from_le_bytes(bytes) as usize
}

/// Where each section starts and ends; first what stands before them.
fn sections() -> Vec<(usize, usize)> {
    let count = u32_at(SECTIONS);
    let table = SECTIONS + 4;
    let entry = |number: usize| {
        let start = u32_at(table + 12 * number + 4);
        (start, start + u32_at(table + 12 * number + 8))
    };
    std::iter::once((0, table + 12 * count))
        .chain((0..count).map(entry))
        .collect()
}

/// A generator of numbers, good enough to pick places.
struct Random(u64);

impl Random {
    fn new() -> Self {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = seed.unwrap_or_else(|| now.map_or(1, |now| now.as_secs()));
        println!("SEED={seed}");
        Random(seed | 1)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).expect("48 bits") % bound
    }
}

fn is_refused(bytes: Vec<u8>) -> bool {
    match Archive::from_bytes(FILE, bytes) {
        Ok(_) => false,
        Err(error) => error.to_string().starts_with("aws-5.100.0.paydsl: "),
    }
}

/// Decodes all there is, as far as it can be.
fn read_all(archive: &Archive) -> usize {
    fn walk(block: &'static paydsl_schema::Block, depth: usize) -> usize {
        let rules = block.attributes().iter().map(|attribute| {
            let objects = attribute.object_rules().map_or(0, |rules| rules.arguments.len());
            attribute.rules().len() + objects
        });
        let nested = block.blocks().iter().filter(|_| depth < 2);
        rules.sum::<usize>()
            + nested
                .map(|nested| nested.rules().len() + walk(nested.block(), depth + 1))
                .sum::<usize>()
    }
    let resources = archive.resource_names().filter_map(|name| archive.resource(name));
    let data_sources = archive.data_source_names().filter_map(|name| archive.data_source(name));
    let ephemeral = archive.ephemeral_names().filter_map(|name| archive.ephemeral(name));
    let all = resources
        .chain(data_sources)
        .chain(ephemeral)
        .chain([archive.provider()]);
    all.map(|block| walk(block, 0)).sum::<usize>() + archive.functions().len()
}

#[test]
fn one_that_is_cut_is_refused() {
    let mut lengths: Vec<usize> = (0..=64).collect();
    for (start, end) in sections() {
        for edge in [start, end] {
            lengths.extend([edge.saturating_sub(1), edge, edge + 1]);
        }
    }
    let mut random = Random::new();
    lengths.extend((0..50).map(|_| random.below(WHOLE.len())));
    for length in lengths.into_iter().filter(|length| *length < WHOLE.len()) {
        assert!(is_refused(WHOLE[..length].to_vec()), "the first {length} bytes");
    }
    for more in [1, 7, 8, 4096] {
        let mut longer = WHOLE.to_vec();
        longer.resize(WHOLE.len() + more, 0);
        assert!(is_refused(longer), "{more} bytes more");
    }
}

#[test]
fn flipped_bits_are_refused_in_every_section() {
    let mut random = Random::new();
    for (start, end) in sections().into_iter().filter(|(start, end)| start < end) {
        for _ in 0..20 {
            let mut bytes = WHOLE.to_vec();
            let mut places = Vec::new();
            for _ in 0..=random.below(3) {
                let place = (start + random.below(end - start), random.below(8));
                if !places.contains(&place) {
                    bytes[place.0] ^= 1 << place.1;
                    places.push(place);
                }
            }
            assert!(is_refused(bytes), "{places:?}");
        }
    }
}

#[test]
fn every_other_version_is_named() {
    for version in (0..=u8::MAX).filter(|version| *version != WHOLE[7]) {
        let mut bytes = WHOLE[..64].to_vec();
        bytes[7] = version;
        let error = Archive::from_bytes(FILE, bytes)
            .expect_err("another version")
            .to_string();
        assert!(
            error.starts_with(&format!("aws-5.100.0.paydsl: this archive has format {version}")),
            "{error}"
        );
    }
}

#[test]
fn damage_behind_a_right_checksum_is_no_panic() {
    let mut random = Random::new();
    for (start, end) in sections().into_iter().filter(|(start, end)| start < end) {
        // A count of more than there can be, then damage anywhere.
        let mut huge = WHOLE.to_vec();
        let at = if start == 0 { SECTIONS } else { start };
        let count = huge.iter_mut().skip(at).take(4.min(end - at));
        count.for_each(|byte| *byte = 0xff);
        let mut torn = WHOLE.to_vec();
        for _ in 0..50 {
            let place = (start + random.below(end - start)).max(SECTIONS);
            torn[place.min(end - 1)] = u8::try_from(random.below(256)).expect("a byte");
        }
        for bytes in [huge, torn] {
            if let Ok(archive) = read_unverified(FILE, Cow::Owned(bytes)) {
                read_all(&archive);
            }
        }
    }
}

/// In a crate's `providers` directory.
fn in_a_crate(bytes: &[u8], then: impl FnOnce(&Path, &Path)) {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("providers").join(FILE);
    std::fs::create_dir(directory.path().join("providers")).expect("a directory");
    std::fs::write(&file, bytes).expect("a file");
    then(directory.path(), &file);
}

#[test]
fn a_file_is_named_by_its_path() {
    let mut flipped = WHOLE.to_vec();
    flipped[WHOLE.len() / 2] ^= 4;
    let mut of_another_version = WHOLE.to_vec();
    of_another_version[7] = 99;
    for bytes in [&[] as &[u8], &WHOLE[..1000], &flipped, &of_another_version] {
        in_a_crate(bytes, |manifest_dir, file| {
            let path = file.display().to_string();
            let error = Archive::open(file).expect_err("damage").to_string();
            assert!(error.starts_with(&format!("{path}: ")), "{error}");
            let (providers, errors) = Providers::for_crate(manifest_dir);
            let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
            assert_eq!(messages, [error]);
            // The one that comes along serves meanwhile, so that no other mistake is told because of it.
            assert!(providers.resource("aws_vpc").is_some());
        });
    }
    in_a_crate(WHOLE, |manifest_dir, file| {
        assert!(Archive::open(file).is_ok());
        assert_eq!(Providers::for_crate(manifest_dir).1, []);
    });
    let missing = Archive::open(Path::new("no/such.paydsl"))
        .expect_err("no file")
        .to_string();
    assert!(missing.starts_with("no/such.paydsl: "), "{missing}");
}
