//! Templates.

use super::{Evaluator, Scope, Stop};
use crate::syntax::{Part, Position};
use crate::value::{Data, Value};

/// No text is longer.
const MOST_TEXT: usize = 1 << 20;

impl Evaluator<'_> {
    pub(super) fn template(&self, parts: &[Part], scope: &Scope<'_>) -> Result<Value, Stop> {
        let mut text = String::new();
        let mut whole = Value::new(Data::Null, Position::default());
        self.parts(parts, scope, &mut text, &mut whole)?;
        whole.data = Data::Text(text.into());
        Ok(whole)
    }

    /// Writes the parts to `text`, and into `whole` what they are from.
    fn parts(&self, parts: &[Part], scope: &Scope<'_>, text: &mut String, whole: &mut Value) -> Result<(), Stop> {
        for part in parts {
            match part {
                Part::Text(literal) => text.push_str(literal),
                Part::Value(expression) => {
                    let value = self.value(expression, scope)?;
                    match (&value.data, value.as_text()) {
                        (_, Some(written)) => text.push_str(&written),
                        (Data::Unknown | Data::Number(_), None) => return Err(Stop::Unknown),
                        _ => return Err(Stop::Failed),
                    }
                    from(whole, &value);
                }
                Part::If(condition, yes, no) => {
                    let condition = self.value(condition, scope)?;
                    let truth = match condition.is_unknown() {
                        true => return Err(Stop::Unknown),
                        false => condition.as_bool().ok_or(Stop::Failed)?,
                    };
                    from(whole, &condition);
                    self.parts(if truth { yes } else { no }, scope, text, whole)?;
                }
                Part::For(repetition) => {
                    let collection = self.value(&repetition.collection, scope)?;
                    from(whole, &collection);
                    for (key, value) in super::repetition::elements(&collection)? {
                        self.charge(1)?;
                        let names = super::repetition::names(
                            repetition.key_name.as_deref(),
                            key,
                            &repetition.value_name,
                            value.clone(),
                        );
                        let scope = Scope {
                            names: &names,
                            outer: Some(scope),
                        };
                        self.parts(&repetition.body, &scope, text, whole)?;
                    }
                }
            }
            if text.len() > MOST_TEXT {
                return Err(Stop::Unknown);
            }
        }
        self.charge(text.len() as u64 / 64)
    }
}

fn from(whole: &mut Value, part: &Value) {
    whole.mark.also(&part.mark);
    whole.sensitive |= part.sensitive;
}
