//! The JSON syntax.

use jsonc_parser::ast::{ObjectProp, Value};
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use paydsl_schema::engine::Number;

use super::{Body, Content, Expression, Kind, Member, Position, SyntaxError, parse_template};

/// A value in JSON and where it begins.
#[derive(Clone, Debug)]
pub(crate) struct Json {
    pub(crate) kind: JsonKind,
    pub(crate) at: Position,
}

/// The kinds of values in JSON.
#[derive(Clone, Debug)]
pub(crate) enum JsonKind {
    Null,
    Bool(bool),
    Number(Box<str>),
    Text(Box<str>),
    Array(Vec<Json>),
    Object(Vec<Property>),
}

/// A property of an object.
#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) name: Box<str>,
    pub(crate) at: Position,
    pub(crate) value: Json,
}

/// Whether texts are templates, as nearly all are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Texts {
    Templates,
    Literal,
}

/// JSON as its standard has it.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a whole file.
pub(crate) fn parse_json(text: &str, file: u32) -> Result<Json, SyntaxError> {
    let position = |offset: usize| Position {
        file,
        offset: u32::try_from(offset).unwrap_or(u32::MAX),
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &STRICT).map_err(|error| SyntaxError {
        at: position(error.range().start),
        message: error.kind().to_string(),
    })?;
    match parsed.value {
        Some(value) => Ok(json(&value, file)),
        None => Err(SyntaxError {
            at: position(0),
            message: "a JSON object is missing: the file is empty".to_owned(),
        }),
    }
}

fn json(value: &Value<'_>, file: u32) -> Json {
    let position = |offset: usize| Position {
        file,
        offset: u32::try_from(offset).unwrap_or(u32::MAX),
    };
    let property = |property: &ObjectProp<'_>| Property {
        name: property.name.as_str().into(),
        at: position(property.range.start),
        value: json(&property.value, file),
    };
    let kind = match value {
        Value::NullKeyword(_) => JsonKind::Null,
        Value::BooleanLit(literal) => JsonKind::Bool(literal.value),
        Value::NumberLit(literal) => JsonKind::Number(literal.value.into()),
        Value::StringLit(literal) => JsonKind::Text(literal.value.as_ref().into()),
        Value::Array(array) => JsonKind::Array(array.elements.iter().map(|element| json(element, file)).collect()),
        Value::Object(object) => JsonKind::Object(object.properties.iter().map(property).collect()),
    };
    Json {
        kind,
        at: position(value.range().start),
    }
}

impl Json {
    /// As an expression.
    pub(crate) fn expression(&self, texts: Texts) -> Result<Expression, SyntaxError> {
        let kind = match &self.kind {
            JsonKind::Null => Kind::Null,
            JsonKind::Bool(truth) => Kind::Bool(*truth),
            JsonKind::Number(number) => Kind::Number(Number::parse(number).ok_or_else(|| SyntaxError {
                at: self.at,
                message: "this is no number".to_owned(),
            })?),
            JsonKind::Text(text) => return template(text, self.at, texts),
            JsonKind::Array(elements) => Kind::Tuple(
                elements
                    .iter()
                    .map(|element| element.expression(texts))
                    .collect::<Result<_, _>>()?,
            ),
            JsonKind::Object(properties) => Kind::Object(
                properties
                    .iter()
                    .map(|property| {
                        let key = template(&property.name, property.at, texts)?;
                        Ok((key, property.value.expression(texts)?))
                    })
                    .collect::<Result<_, _>>()?,
            ),
        };
        Ok(Expression { kind, at: self.at })
    }

    /// As the bodies of blocks: an object is one, an array of objects are several. Nothing for anything else.
    pub(crate) fn bodies(&self) -> Option<Vec<Body>> {
        match &self.kind {
            JsonKind::Object(_) => Some(vec![self.body()?]),
            JsonKind::Array(elements) => elements.iter().map(Json::body).collect(),
            _ => None,
        }
    }

    /// As one body. `//` is a comment there.
    pub(crate) fn body(&self) -> Option<Body> {
        let JsonKind::Object(properties) = &self.kind else {
            return None;
        };
        let members = properties
            .iter()
            .filter(|property| &*property.name != "//")
            .map(|property| Member {
                name: property.name.clone(),
                at: property.at,
                content: Content::Json(property.value.clone()),
            });
        Some(Body {
            members: members.collect(),
            at: self.at,
        })
    }

    /// The properties of an object, or of all objects in an array.
    pub(crate) fn properties(&self) -> Vec<&Property> {
        match &self.kind {
            JsonKind::Object(properties) => properties.iter().filter(|property| &*property.name != "//").collect(),
            JsonKind::Array(elements) => elements.iter().flat_map(Json::properties).collect(),
            _ => Vec::new(),
        }
    }
}

fn template(text: &str, at: Position, texts: Texts) -> Result<Expression, SyntaxError> {
    if texts == Texts::Literal || !text.contains(['$', '%']) {
        return Ok(Expression::text(text, at));
    }
    parse_template(text, at)
}
