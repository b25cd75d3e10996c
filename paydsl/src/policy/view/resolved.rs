//! What an expression comes to in one environment, as far as that is known before anything is applied.

use std::borrow::Cow;

/// The value of an argument in one environment.
#[derive(Clone, Debug)]
pub enum Resolved<'m> {
    /// Not written, or `null`.
    Absent,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text that is known.
    Text(Cow<'m, str>),
    /// Text that is known in part.
    Template(Vec<Piece<'m>>),
    /// A list, a set or a tuple.
    List(Vec<Resolved<'m>>),
    /// An object or a map, in the order it is written.
    Object(Vec<(Cow<'m, str>, Resolved<'m>)>),
    /// The JSON text of a value.
    Json(Box<Resolved<'m>>),
    /// What a resource is known to have only when it is there: `aws_vpc.main.id`.
    Reference(Cow<'m, str>),
    /// Anything else. By itself it is never a finding.
    Unknown,
}

/// A part of a text.
#[derive(Clone, Debug)]
pub enum Piece<'m> {
    /// Text that stands for itself.
    Literal(Cow<'m, str>),
    /// What is unique to each copy of an environment; in the environment itself, its name.
    Suffix(&'m str),
    /// An attribute of a resource.
    Reference(Cow<'m, str>),
    /// Anything else.
    Unknown,
}

impl<'m> Resolved<'m> {
    /// Whether nothing is written.
    pub fn is_absent(&self) -> bool {
        matches!(self, Resolved::Absent)
    }

    /// Whether it is known to be `true`. Text that Terraform would convert counts.
    pub fn is_true(&self) -> bool {
        self.bool() == Some(true)
    }

    /// Whether it is known to be `false`.
    pub fn is_false(&self) -> bool {
        self.bool() == Some(false)
    }

    /// Whether it is not written, or known to be `false`.
    pub fn is_absent_or_false(&self) -> bool {
        self.is_absent() || self.is_false()
    }

    /// The truth value, if it is known.
    pub fn bool(&self) -> Option<bool> {
        match self {
            Resolved::Bool(value) => Some(*value),
            Resolved::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The number, if it is known.
    pub fn number(&self) -> Option<f64> {
        match self {
            Resolved::Number(number) => Some(*number),
            Resolved::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The text in the environment's own workspace, if all of it is known.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Resolved::Text(text) => Some(Cow::Borrowed(text)),
            Resolved::Bool(value) => Some(Cow::Owned(value.to_string())),
            Resolved::Number(number) => Some(Cow::Owned(number.to_string())),
            Resolved::Template(pieces) => {
                let texts = pieces.iter().map(|piece| match piece {
                    Piece::Literal(text) => Some(&**text),
                    Piece::Suffix(suffix) => Some(*suffix),
                    Piece::Reference(_) | Piece::Unknown => None,
                });
                texts.collect::<Option<String>>().map(Cow::Owned)
            }
            _ => None,
        }
    }

    /// Whether it is this text.
    pub fn is_text(&self, wanted: &str) -> bool {
        self.text().is_some_and(|text| text == wanted)
    }

    /// The parts of a text; what is no text is one part that is not known.
    pub fn pieces(&self) -> Cow<'_, [Piece<'m>]> {
        Cow::Owned(match self {
            Resolved::Template(pieces) => return Cow::Borrowed(pieces),
            Resolved::Text(text) => vec![Piece::Literal(text.clone())],
            Resolved::Bool(_) | Resolved::Number(_) => {
                let text = self.text().unwrap_or_default().into_owned();
                vec![Piece::Literal(text.into())]
            }
            Resolved::Reference(address) => vec![Piece::Reference(address.clone())],
            _ => vec![Piece::Unknown],
        })
    }

    /// The same, of a value that is given up.
    pub(crate) fn into_pieces(self) -> Vec<Piece<'m>> {
        match self {
            Resolved::Template(pieces) => pieces,
            Resolved::Text(text) => vec![Piece::Literal(text)],
            other => other.pieces().into_owned(),
        }
    }

    /// Whether it is known to be an empty text, list or object.
    pub fn is_empty(&self) -> bool {
        match self {
            Resolved::Text(text) => text.is_empty(),
            Resolved::List(items) => items.is_empty(),
            Resolved::Object(entries) => entries.is_empty(),
            _ => false,
        }
    }

    /// The elements of a list; a single value is a list of one, nothing is the empty list.
    pub fn elements(&self) -> &[Resolved<'m>] {
        match self {
            Resolved::List(items) => items,
            Resolved::Absent => &[],
            other => std::slice::from_ref(other),
        }
    }

    /// The value of a key; `Absent` if an object is known not to have it.
    pub fn member(&self, key: &str) -> Resolved<'m> {
        match self {
            Resolved::Object(entries) => {
                let found = entries.iter().rev().find(|(known, _)| known == key);
                found.map_or(Resolved::Absent, |(_, value)| value.clone())
            }
            Resolved::Absent => Resolved::Absent,
            _ => Resolved::Unknown,
        }
    }

    /// The value behind JSON text, whether `jsonencode` makes it or it is written out.
    pub fn json(&self) -> Option<Resolved<'m>> {
        match self {
            Resolved::Json(value) => Some((**value).clone()),
            Resolved::Text(text) => serde_json::from_str(text).ok().map(Resolved::from_json),
            _ => None,
        }
    }

    fn from_json(json: serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match json {
            Json::Null => Resolved::Absent,
            Json::Bool(value) => Resolved::Bool(value),
            Json::Number(number) => number.as_f64().map_or(Resolved::Unknown, Resolved::Number),
            Json::String(text) => Resolved::Text(text.into()),
            Json::Array(items) => Resolved::List(items.into_iter().map(Resolved::from_json).collect()),
            Json::Object(entries) => Resolved::Object(
                entries
                    .into_iter()
                    .map(|(key, value)| (key.into(), Resolved::from_json(value)))
                    .collect(),
            ),
        }
    }

    /// A text that is the same wherever the value is the same; none if a part of it is not known.
    pub fn identity(&self) -> Option<String> {
        let mut identity = String::new();
        for piece in self.pieces().iter() {
            match piece {
                Piece::Literal(text) => identity.push_str(text),
                Piece::Suffix(suffix) => identity.push_str(suffix),
                Piece::Reference(address) => {
                    identity.push_str("${");
                    identity.push_str(address);
                    identity.push('}');
                }
                Piece::Unknown => return None,
            }
        }
        Some(identity)
    }

    /// Text of pieces, joined where they can be.
    pub(crate) fn of_pieces(pieces: Vec<Piece<'m>>) -> Self {
        let mut joined: Vec<Piece<'m>> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match (joined.last_mut(), piece) {
                (Some(Piece::Literal(before)), Piece::Literal(text)) => before.to_mut().push_str(&text),
                (_, piece) => joined.push(piece),
            }
        }
        match joined.as_mut_slice() {
            [] => Resolved::Text("".into()),
            [Piece::Literal(text)] => Resolved::Text(std::mem::take(text)),
            _ => Resolved::Template(joined),
        }
    }
}
