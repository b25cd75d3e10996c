//! Go's notation, in which providers write values.

/// A text as `%q` writes it, without the quotes around it; `None` if it is not one.
pub(super) fn unquote(quoted: &str) -> Option<String> {
    let mut text = String::new();
    let mut characters = quoted.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next()? {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'a' => text.push('\u{7}'),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            'v' => text.push('\u{b}'),
            'x' => text.push(code(&mut characters, 2)?),
            'u' => text.push(code(&mut characters, 4)?),
            'U' => text.push(code(&mut characters, 8)?),
            other => text.push(other),
        }
    }
    Some(text)
}

fn code(characters: &mut std::str::Chars<'_>, digits: usize) -> Option<char> {
    let code = characters
        .by_ref()
        .take(digits)
        .try_fold(0, |code, digit| Some(code * 16 + digit.to_digit(16)?))?;
    char::from_u32(code)
}

/// A list of texts as `%q` writes it: `["a" "b"]`, without the brackets.
pub(super) fn quoted_list(list: &str) -> Option<Box<[Box<str>]>> {
    let mut texts = Vec::new();
    let mut rest = list.trim_start();
    while let Some(tail) = rest.strip_prefix('"') {
        let end = closing_quote(tail)?;
        texts.push(unquote(&tail[..end])?.into_boxed_str());
        rest = tail[end + 1..].trim_start();
    }
    rest.is_empty().then(|| texts.into_boxed_slice())
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(position, character)| {
        let closes = character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        closes.then_some(position)
    })
}
