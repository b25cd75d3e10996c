//! The files of a directory, and places in them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::report::{Place, Problem};
use crate::syntax::{Position, SyntaxError};

/// No file is read that is larger, in bytes.
const LARGEST: u64 = 64 << 20;

/// All files that were read, by number.
#[derive(Default)]
pub(crate) struct Files {
    all: Vec<File>,
}

/// A file and its text.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// The files of a module's directory.
pub(crate) struct Listing {
    /// Configuration, by name.
    pub(crate) primary: Vec<PathBuf>,
    /// What is merged over it, by name.
    pub(crate) overrides: Vec<PathBuf>,
    /// Values of the root module's variables.
    pub(crate) values: Vec<PathBuf>,
    /// Which versions of providers are installed.
    pub(crate) lock: Option<PathBuf>,
}

impl Listing {
    /// Whether there is no configuration.
    pub(crate) fn is_empty(&self) -> bool {
        self.primary.is_empty() && self.overrides.is_empty()
    }
}

impl Files {
    /// Reads a file; returns its number.
    pub(crate) fn read(&mut self, path: PathBuf) -> Result<u32, Problem> {
        let text = read(&path).map_err(|message| Problem {
            message,
            place: Place::whole(&path),
        })?;
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(File { path, text });
        Ok(number)
    }

    pub(crate) fn get(&self, number: u32) -> Option<&File> {
        self.all.get(number as usize)
    }

    /// Where a position is, for people.
    pub(crate) fn place(&self, position: Position) -> Place {
        let Some(file) = self.get(position.file) else {
            return Place::whole(Path::new(""));
        };
        let mut end = (position.offset as usize).min(file.text.len());
        while !file.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &file.text[..end];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place {
            file: file.path.clone(),
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    pub(crate) fn problem(&self, error: &SyntaxError) -> Problem {
        Problem {
            message: error.message.clone(),
            place: self.place(error.at),
        }
    }
}

fn read(path: &Path) -> Result<String, String> {
    let metadata = fs::metadata(path).map_err(|error| match fs::symlink_metadata(path) {
        Ok(link) if link.is_symlink() => format!("this symbolic link leads nowhere: {error}"),
        _ => format!("this file cannot be read: {error}"),
    })?;
    if !metadata.is_file() {
        return Err("this is no regular file".to_owned());
    }
    if metadata.len() > LARGEST {
        return Err(format!(
            "this file is too large: it has more than {} MiB",
            LARGEST >> 20
        ));
    }
    let bytes = fs::read(path).map_err(|error| format!("this file cannot be read: {error}"))?;
    String::from_utf8(bytes).map_err(|_| "this file is no text in UTF-8".to_owned())
}

/// The files of a directory that Terraform would read.
pub(crate) fn list(directory: &Path) -> Result<Listing, Problem> {
    let failed = |error: std::io::Error| Problem {
        message: format!("this directory cannot be read: {error}"),
        place: Place::whole(directory),
    };
    let mut listing = Listing {
        primary: Vec::new(),
        overrides: Vec::new(),
        values: Vec::new(),
        lock: None,
    };
    for entry in fs::read_dir(directory).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        // A name that is no text is none of Terraform's.
        let Some(name) = name.to_str() else { continue };
        // Messages are shorter without the directory that everybody is in.
        let path = match directory == Path::new(".") {
            true => PathBuf::from(name),
            false => directory.join(name),
        };
        if name == ".terraform.lock.hcl" {
            listing.lock = Some(path);
            continue;
        }
        let Some(kind) = kind(name) else { continue };
        let files = match kind {
            Kind::Primary => &mut listing.primary,
            Kind::Override => &mut listing.overrides,
            Kind::Values => &mut listing.values,
        };
        files.push(path);
    }
    for files in [&mut listing.primary, &mut listing.overrides, &mut listing.values] {
        files.sort();
    }
    Ok(listing)
}

enum Kind {
    Primary,
    Override,
    Values,
}

fn kind(name: &str) -> Option<Kind> {
    // What editors leave behind.
    if name.starts_with('.') || name.ends_with('~') || name.starts_with('#') && name.ends_with('#') {
        return None;
    }
    let values = [".auto.tfvars", ".auto.tfvars.json"];
    if matches!(name, "terraform.tfvars" | "terraform.tfvars.json") || values.iter().any(|end| name.ends_with(end)) {
        return Some(Kind::Values);
    }
    let stem = name.strip_suffix(".tf").or_else(|| name.strip_suffix(".tf.json"))?;
    Some(match stem == "override" || stem.ends_with("_override") {
        true => Kind::Override,
        false => Kind::Primary,
    })
}

/// Whether a path is of a file in JSON.
pub(crate) fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json")
}
