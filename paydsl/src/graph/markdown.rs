//! A picture inside a Markdown file.

const START: &str = "<!-- paydsl:graph -->";
const END: &str = "<!-- /paydsl:graph -->";

/// The file's text with the picture between its markers, whatever was there before.
pub(crate) fn replaced(text: &str, picture: &str) -> Result<String, String> {
    let markers = format!("put the lines {START} and {END} where the picture is to be");
    let start = only(text, START).ok_or_else(|| markers.clone())?;
    let end = only(text, END).ok_or_else(|| markers.clone())?;
    let inside = start + START.len();
    if end < inside {
        return Err(markers);
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let block = format!("\n```mermaid\n{}```\n", ended(picture)).replace('\n', newline);
    Ok(format!("{}{block}{}", &text[..inside], &text[end..]))
}

fn ended(picture: &str) -> String {
    format!("{}\n", picture.trim_end_matches('\n'))
}

/// Where the marker is, if it is there once.
fn only(text: &str, marker: &str) -> Option<usize> {
    let mut found = text.match_indices(marker);
    let (index, _) = found.next()?;
    found.next().is_none().then_some(index)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use super::*;

    #[test]
    fn what_is_between_the_markers_is_replaced_and_nothing_else() {
        let text = format!("# a\n\n{START}\nold\n{END}\n\nend\n");
        let once = replaced(&text, "flowchart LR\n").unwrap();
        assert_eq!(
            once,
            format!("# a\n\n{START}\n```mermaid\nflowchart LR\n```\n{END}\n\nend\n")
        );
        assert_eq!(replaced(&once, "flowchart LR").unwrap(), once);
    }

    #[test]
    fn line_ends_are_kept() {
        let text = format!("{START}\r\n{END}\r\n");
        let text = replaced(&text, "a\nb\n").unwrap();
        assert!(!text.replace("\r\n", "").contains('\n'), "{text:?}");
    }

    #[test]
    fn missing_wrong_or_double_markers_are_refused() {
        for text in [
            String::new(),
            START.into(),
            format!("{END}{START}"),
            format!("{START}{END}{START}{END}"),
        ] {
            assert!(replaced(&text, "x").is_err(), "{text}");
        }
    }
}
