//! Comparing a stack's directory with what synthesis would write.

use super::{Directory, Files};

/// A file that is not as synthesis would write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The file, from the output root's name on.
    pub file: String,
    /// Where it differs, in a line or three.
    pub hint: String,
}

/// Every difference between `directory` and `files`, by file name.
pub fn differences(directory: &Directory, files: &Files) -> Result<Vec<Difference>, String> {
    let mut differences = Vec::new();
    let mut differ = |name: &str, hint: String| {
        let file = format!("{}/{name}", directory.name());
        differences.push(Difference { file, hint });
    };
    for (name, expected) in files {
        match directory.read(name)? {
            None => differ(name, "is missing".into()),
            Some(found) if found != *expected => differ(name, first_difference(&found, expected)),
            Some(_) => {}
        }
    }
    for name in directory.ours()? {
        if !files.contains_key(&name) {
            differ(&name, "is no longer part of the stack".into());
        }
    }
    Ok(differences)
}

fn first_difference(found: &str, expected: &str) -> String {
    let (mut old, mut new) = (found.lines(), expected.lines());
    let mut line = 1;
    loop {
        match (old.next(), new.next()) {
            (Some(old), Some(new)) if old == new => line += 1,
            (None, None) => return "differs in its line ends".into(),
            (old, new) => {
                let side = |sign: char, text: Option<&str>| text.map(|text| format!("\n    {sign} {}", text.trim()));
                let sides = [side('-', old), side('+', new)];
                return format!(
                    "differs from line {line} on{}",
                    sides.into_iter().flatten().collect::<String>()
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hint_shows_the_first_line_that_differs() {
        assert_eq!(
            first_difference("a\nb\n", "a\n  c\n"),
            "differs from line 2 on\n    - b\n    + c"
        );
        assert_eq!(first_difference("a\n", "a\nb\n"), "differs from line 2 on\n    + b");
    }
}
