//! Mistakes in configurations of AWS, from the text files beside this one.
//!
//! ```text
//! == aws_vpc                             the type; `data aws_vpc` is a data source
//! {"cidr_block": "10.0.0.0/16"}          a right configuration
//!
//! - instance_tenancy = "dedicatd"        what makes it wrong; `none` takes something out
//! + instance_tenancy = "dedicated"       what is right instead; without it, the configuration as it was
//! ! `instance_tenancy` must be ..        each message
//! ```

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

/// A mistake.
pub struct Case {
    /// Where it stands, for reports.
    pub place: String,
    /// Whether it is in a data source.
    pub is_data: bool,
    /// The type.
    pub type_name: String,
    /// The configuration with the mistake.
    pub wrong: Json,
    /// The configuration put right.
    pub right: Json,
    /// What the engine says.
    pub messages: Vec<String>,
}

/// All cases, file by file.
pub fn all() -> Vec<Case> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../paydsl-schema/tests/mistakes");
    let entries = std::fs::read_dir(directory).expect("the directory of mistakes");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    files.iter().flat_map(|file| read(file)).collect()
}

fn read(file: &Path) -> Vec<Case> {
    let name = file.file_name().expect("a name").to_string_lossy().into_owned();
    let text = std::fs::read_to_string(file).expect("a readable file");
    let (mut kind, mut base) = (String::new(), Json::Null);
    let mut cases: Vec<Case> = Vec::new();
    // Whether the line before belonged to a case.
    let mut inside = false;
    for (number, line) in text.lines().enumerate() {
        let place = format!("{name}:{}", number + 1);
        let line = line.trim_end();
        match line.split_once(' ') {
            Some(("==", of)) => kind = of.to_owned(),
            Some(("-", edit)) => {
                if !inside {
                    cases.push(Case {
                        place: place.clone(),
                        is_data: kind.starts_with("data "),
                        type_name: kind.trim_start_matches("data ").to_owned(),
                        wrong: base.clone(),
                        right: base.clone(),
                        messages: Vec::new(),
                    });
                }
                put(&mut cases.last_mut().expect("a case").wrong, edit, &place);
            }
            Some(("+", edit)) => put(&mut cases.last_mut().expect("a case").right, edit, &place),
            Some(("!", message)) => cases.last_mut().expect("a case").messages.push(message.to_owned()),
            _ if line.starts_with('{') => base = serde_json::from_str(line).expect(&place),
            _ => assert!(line.is_empty() || line.starts_with('#'), "{place}: {line}"),
        }
        inside = line.starts_with(['-', '+', '!']);
    }
    cases
}

/// `rule[0].status = "Enabled"`
fn put(configuration: &mut Json, edit: &str, place: &str) {
    let (path, value) = edit.split_once(" = ").expect(place);
    let steps: Vec<&str> = path.split(['.', '[', ']']).filter(|step| !step.is_empty()).collect();
    let (last, way) = steps.split_last().expect(place);
    let mut at = configuration;
    for step in way {
        at = match step.parse::<usize>() {
            Ok(index) => &mut at[index],
            Err(_) => &mut at[*step],
        };
    }
    if value == "none" {
        at.as_object_mut().expect(place).remove(*last);
        return;
    }
    let value = serde_json::from_str(value).expect(place);
    match last.parse::<usize>() {
        Ok(index) if at.get(index).is_none() => at.as_array_mut().expect(place).push(value),
        Ok(index) => at[index] = value,
        Err(_) => at[*last] = value,
    }
}
