//! Escaping text for templates, for quotes in HCL and for JSON.

use std::fmt::Write;

/// Appends text as the literal part of a template. With `before_value`, an interpolation follows right behind it.
///
/// `${` and `%{` are doubled. Markers that would run into such a doubling, or into an interpolation, stand in one of their
/// own: `${"$"}`.
pub(crate) fn template(out: &mut String, text: &str, before_value: bool) {
    let mut rest = text;
    while let Some(position) = rest.find(['$', '%']) {
        out.push_str(&rest[..position]);
        let run = &rest[position..];
        let length = run.bytes().take_while(|byte| matches!(byte, b'$' | b'%')).count();
        let (run, after) = run.split_at(length);
        if let Some(behind) = after.strip_prefix('{') {
            let (others, marker) = run.split_at(length - 1);
            alone(out, others);
            out.push_str(marker);
            out.push_str(marker);
            out.push('{');
            rest = behind;
        } else {
            if after.is_empty() && before_value {
                alone(out, run);
            } else {
                out.push_str(run);
            }
            rest = after;
        }
    }
    out.push_str(rest);
}

/// Appends text as the literal part of a template in JSON.
///
/// Terraform's template scanner takes what follows a carriage return for plain text, and drops a byte order mark at the
/// start. Between quotes in HCL both have escapes; in JSON each stands in an interpolation of its own: `${"\\r"}`.
pub(crate) fn json_template(out: &mut String, text: &str, before_value: bool) {
    let mut rest = text;
    while let Some(position) = rest.find(['\r', '\u{feff}']) {
        template(out, &rest[..position], true);
        let (escape, length) = if rest.as_bytes()[position] == b'\r' {
            ("\\r", 1)
        } else {
            ("\\ufeff", 3)
        };
        out.push_str("${\"");
        out.push_str(escape);
        out.push_str("\"}");
        rest = &rest[position + length..];
    }
    template(out, rest, before_value);
}

/// A run of markers in an interpolation of its own.
fn alone(out: &mut String, markers: &str) {
    if !markers.is_empty() {
        out.push_str("${\"");
        out.push_str(markers);
        out.push_str("\"}");
    }
}

/// Appends template text as it stands between quotes in HCL. Interpolations in it are taken as they are.
pub(crate) fn hcl_quoted(out: &mut String, text: &str, before_value: bool) {
    // Quotes and backslashes are escaped first: the interpolations that `template` puts in have quotes of their own.
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            control if control.is_control() || matches!(control, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(escaped, "\\u{:04x}", u32::from(control));
            }
            other => escaped.push(other),
        }
    }
    template(out, &escaped, before_value);
}

/// Appends text between quotes as JSON.
pub(crate) fn json_string(out: &mut String, text: &str) {
    out.push('"');
    json_text(out, text);
    out.push('"');
}

/// Appends text as JSON without the quotes around it.
pub(crate) fn json_text(out: &mut String, text: &str) {
    let mut start = 0;
    for (position, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..=0x1f => "",
            _ => continue,
        };
        out.push_str(&text[start..position]);
        if escape.is_empty() {
            let _ = write!(out, "\\u{byte:04x}");
        } else {
            out.push_str(escape);
        }
        start = position + 1;
    }
    out.push_str(&text[start..]);
}

/// Whether a text is an identifier in HCL and no keyword, so that it can be an object's key without quotes.
pub(crate) fn is_bare_key(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        && !matches!(
            text,
            "for" | "if" | "in" | "null" | "true" | "false" | "endfor" | "endif" | "else"
        )
}

#[cfg(test)]
mod tests {
    use super::{hcl_quoted, json_template, template};

    fn escaped(text: &str, before_value: bool) -> String {
        let mut out = String::new();
        template(&mut out, text, before_value);
        out
    }

    #[test]
    fn markers_before_braces_are_doubled() {
        assert_eq!(escaped("a ${b} %{c}", false), "a $${b} %%{c}");
        assert_eq!(escaped("$${", false), "${\"$\"}$${");
        assert_eq!(escaped("5$ 5% $ {", false), "5$ 5% $ {");
        assert_eq!(escaped("%${", false), "${\"%\"}$${");
    }

    #[test]
    fn a_marker_before_an_interpolation_stands_alone() {
        assert_eq!(escaped("cost: $", true), "cost: ${\"$\"}");
        assert_eq!(escaped("cost: $", false), "cost: $");
        assert_eq!(escaped("100%", true), "100${\"%\"}");
        assert_eq!(escaped("$%", true), "${\"$%\"}");
    }

    #[test]
    fn what_the_template_scanner_misreads_stands_alone_in_json() {
        let mut out = String::new();
        json_template(&mut out, "\u{feff}a$\rb\r\n${c", true);
        assert_eq!(out, "${\"\\ufeff\"}a${\"$\"}${\"\\r\"}b${\"\\r\"}\n$${c");
    }

    #[test]
    fn quotes_are_escaped_once() {
        let mut out = String::new();
        hcl_quoted(&mut out, "a\"b\\n\u{1}$", true);
        assert_eq!(out, "a\\\"b\\\\n\\u0001${\"$\"}");
    }
}
