//! The fields of a JSON object, left where they are: nothing is copied out of the text before it is asked for.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::request::Problem;

/// An object's fields, in their order.
pub struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Fields<'a> {
    /// The fields of a JSON object; `None` when the text is no such thing.
    pub fn read(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Whether there is such a field.
    pub fn has(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }

    /// A field that is an object.
    pub fn object(&self, name: &str) -> Option<Self> {
        Self::read(self.raw(name)?)
    }

    /// A field that is a whole number.
    pub fn number(&self, name: &str) -> Option<i64> {
        serde_json::from_str(self.raw(name)?).ok()
    }

    /// A field that is text.
    pub fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.raw(name)?).ok()
    }

    /// A field that is text, as it stands between its quotes: no copy of it is made.
    pub fn text_in_place(&self, name: &str) -> Option<&'a str> {
        self.raw(name)?.strip_prefix('"')?.strip_suffix('"')
    }

    /// What is wrong about the fields' names, as problems of `field`: unknown ones, and ones that stand twice.
    pub fn check_names(&self, field: &'static str, known: &[&str]) -> Vec<Problem> {
        let unknown = self.0.iter().any(|(name, _)| !known.contains(&name.as_str()));
        let twice = known
            .iter()
            .any(|known| self.0.iter().filter(|(name, _)| name == known).count() > 1);
        let unknown = unknown.then(|| Problem::new(field, "there is a field that this endpoint does not know"));
        let twice = twice.then(|| Problem::new(field, "a field stands there twice"));
        unknown.into_iter().chain(twice).collect()
    }

    fn raw(&self, name: &str) -> Option<&'a str> {
        let (_, value) = self.0.iter().find(|(key, _)| key == name)?;
        Some(value.get())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(fields)
    }
}
