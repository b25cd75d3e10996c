//! Patterns as trees. They come in the plain syntax into which Go's is translated: each character that is no letter or digit is
//! written by its number, and so is each range of a class.

use super::chars::Chars;

/// A pattern.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    /// Nothing to read.
    Nothing,
    /// The text's start.
    Start,
    /// Its end.
    End,
    /// One character.
    Read(Chars),
    /// One after the other.
    All(Vec<Tree>),
    /// One of these.
    Any(Vec<Tree>),
    /// From so many to so many times.
    Repeat(Box<Tree>, u32, Option<u32>),
}

/// Which of a pattern's flags are set.
#[derive(Clone, Copy, Default)]
struct Flags {
    /// `i`
    ignores_case: bool,
    /// `m`
    by_line: bool,
    /// `s`
    dot_is_all: bool,
}

struct Parser<'p> {
    rest: &'p str,
    /// Whether classes are right for ASCII only: any other character may be in them.
    is_ascii_only: bool,
}

/// The tree of a pattern; `None` where it is not understood.
pub(super) fn parse(plain: &str, is_ascii_only: bool) -> Option<Tree> {
    let mut parser = Parser {
        rest: plain,
        is_ascii_only,
    };
    let tree = parser.choice(Flags::default())?;
    parser.rest.is_empty().then_some(tree)
}

impl Parser<'_> {
    fn next(&mut self) -> Option<char> {
        let first = self.rest.chars().next()?;
        self.rest = &self.rest[first.len_utf8()..];
        Some(first)
    }

    fn take(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Up to the end, or the `)` of the group. Flags that are set inside hold up to there.
    fn choice(&mut self, mut flags: Flags) -> Option<Tree> {
        let mut choices = vec![Vec::new()];
        while !self.rest.is_empty() && !self.rest.starts_with(')') {
            if self.take("|") {
                choices.push(Vec::new());
                continue;
            }
            let piece = match self.piece(&mut flags)? {
                Some(piece) => self.repeated(piece)?,
                None => continue,
            };
            choices.last_mut()?.push(piece);
        }
        Some(Tree::Any(choices.into_iter().map(Tree::All).collect()))
    }

    /// One piece; none where it only sets flags.
    fn piece(&mut self, flags: &mut Flags) -> Option<Option<Tree>> {
        let tree = match self.next()? {
            // What is found in any line is taken as found anywhere.
            '^' | '$' if flags.by_line => Tree::Nothing,
            '^' => Tree::Start,
            '$' => Tree::End,
            '.' if flags.dot_is_all => Tree::Read(Chars::ALL),
            '.' => Tree::Read(Chars::ALL.without('\n')),
            '(' => return self.group(flags),
            '[' => Tree::Read(fold(self.class()?, *flags)),
            '\\' => match self.next()? {
                'A' => Tree::Start,
                'z' => Tree::End,
                'b' | 'B' => Tree::Nothing,
                'x' => Tree::Read(fold(Chars::one(self.number()?), *flags)),
                _ => return None,
            },
            character if character.is_ascii_alphanumeric() => Tree::Read(fold(Chars::one(character), *flags)),
            _ => return None,
        };
        Some(Some(tree))
    }

    /// Behind a `(`.
    fn group(&mut self, flags: &mut Flags) -> Option<Option<Tree>> {
        let mut inner = *flags;
        if self.take("?") {
            let mut on = true;
            loop {
                match self.next()? {
                    'i' => inner.ignores_case = on,
                    'm' => inner.by_line = on,
                    's' => inner.dot_is_all = on,
                    'U' => {}
                    '-' => on = false,
                    ':' => break,
                    ')' => {
                        *flags = inner;
                        return Some(None);
                    }
                    _ => return None,
                }
            }
        }
        let tree = self.choice(inner)?;
        self.take(")").then_some(Some(tree))
    }

    fn repeated(&mut self, piece: Tree) -> Option<Tree> {
        let (least, most) = match self.rest.chars().next() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                let (inside, rest) = self.rest[1..].split_once('}')?;
                self.rest = rest;
                let bounds = match inside.split_once(',') {
                    Some((least, "")) => (least.parse().ok()?, None),
                    Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
                    None => (inside.parse().ok()?, Some(inside.parse().ok()?)),
                };
                self.take("?");
                return Some(Tree::Repeat(Box::new(piece), bounds.0, bounds.1));
            }
            _ => return Some(piece),
        };
        self.next();
        // Whether it takes few or many does not matter.
        self.take("?");
        Some(Tree::Repeat(Box::new(piece), least, most))
    }

    /// Behind a `[`: ranges, both ends by their numbers.
    fn class(&mut self) -> Option<Chars> {
        let mut chars = Chars::NONE;
        if self.is_ascii_only {
            chars = chars.with(char::MAX, char::MAX);
        }
        while !self.take("]") {
            let first = self.take("\\x").then(|| self.number())??;
            let last = self.take("-\\x").then(|| self.number())??;
            chars = chars.with(first, last);
        }
        Some(chars)
    }

    /// `{41}`
    fn number(&mut self) -> Option<char> {
        let (digits, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
        self.rest = rest;
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    }
}

fn fold(chars: Chars, flags: Flags) -> Chars {
    if flags.ignores_case {
        chars.with_both_cases()
    } else {
        chars
    }
}
