//! `paydsl explain`.

use std::fmt::Write;

use paydsl_schema::engine::{combined_demands, demands, demands_in_object};
use paydsl_schema::{Attribute, Block, BlockRules, Field, NestedBlock, Nesting, Providers, Type, suggest};

pub(super) fn run(path: &str) -> Result<String, String> {
    let providers = super::visible()?;
    explain(&providers, path)
}

fn explain(providers: &Providers, path: &str) -> Result<String, String> {
    let path = path.replace("::", ".");
    let parts: Vec<&str> = path.split('.').collect();
    let (name, block, rest) = find(providers, &parts)?;
    let mut walk = Walk {
        path: name,
        block: Some(block),
        fields: None,
        rules: None,
    };
    let mut parts = rest.iter().peekable();
    while let Some(part) = parts.next() {
        if let Some(text) = walk.step(part, parts.peek().is_none())? {
            return Ok(text);
        }
    }
    Ok(walk.block.map(|block| whole(&walk.path, block)).unwrap_or_default())
}

/// What the path begins with: its name, its block, and the rest of the path.
fn find<'p>(providers: &Providers, parts: &'p [&'p str]) -> Result<(String, &'static Block, &'p [&'p str]), String> {
    let unknown = |noun: &str, name: &str, near: Vec<String>| {
        let hint = if near.is_empty() {
            String::new()
        } else {
            format!("; did you mean {}?", near.join(", "))
        };
        format!("there is no {noun} {name}{hint}")
    };
    match parts {
        ["provider", name, rest @ ..] => match providers.provider(name) {
            Some(archive) => Ok((format!("provider {name}"), archive.provider(), rest)),
            None => Err(unknown("provider", name, Vec::new())),
        },
        ["data", name, rest @ ..] => match providers.data_source(name) {
            Some((_, block)) => Ok((format!("data.{name}"), block, rest)),
            None => Err(unknown("data source", name, providers.suggest_data_source(name))),
        },
        ["ephemeral", name, rest @ ..] => match providers.ephemeral(name) {
            Some((_, block)) => Ok((format!("ephemeral.{name}"), block, rest)),
            None => Err(unknown(
                "ephemeral resource type",
                name,
                providers.suggest_ephemeral(name),
            )),
        },
        [name, rest @ ..] => match providers.resource(name) {
            Some((_, block)) => Ok(((*name).to_owned(), block, rest)),
            None => Err(unknown("resource type", name, providers.suggest_resource(name))),
        },
        [] => Err("write what to explain, such as aws_lambda_function.timeout".to_owned()),
    }
}

/// Where in a schema a path has led.
struct Walk {
    path: String,
    block: Option<&'static Block>,
    fields: Option<Vec<Field>>,
    /// What is demanded of the fields.
    rules: Option<&'static BlockRules>,
}

impl Walk {
    /// Goes on to `name`; the text, if that is the end.
    fn step(&mut self, name: &str, is_last: bool) -> Result<Option<String>, String> {
        let path = format!("{}.{name}", self.path);
        if let Some(block) = self.block {
            if let Some(attribute) = block.attribute(name) {
                let fields = fields(&attribute.ty);
                if is_last || fields.is_none() {
                    return if is_last {
                        Ok(Some(one(&path, attribute, &demands(block, name))))
                    } else {
                        Err(format!("{path} has nothing in it"))
                    };
                }
                *self = Walk {
                    path,
                    block: None,
                    fields,
                    rules: attribute.object_rules(),
                };
                return Ok(None);
            }
            if let Some(nested) = block.block(name) {
                if is_last {
                    return Ok(Some(format!(
                        "{path}\n  {}\n{}\n{}",
                        counted(nested),
                        listed(&demands(block, name)),
                        whole(&path, nested.block())
                    )));
                }
                *self = Walk {
                    path,
                    block: Some(nested.block()),
                    fields: None,
                    rules: None,
                };
                return Ok(None);
            }
            let attributes = block.attributes().iter().map(|attribute| &*attribute.name);
            let near = suggest(name, attributes.chain(block.blocks().iter().map(|nested| nested.name)));
            return Err(no_such(&self.path, name, &near));
        }
        let known = self.fields.take().unwrap_or_default();
        match known.iter().find(|field| *field.name == *name) {
            Some(field) if is_last => {
                let demands = self
                    .rules
                    .map(|rules| demands_in_object(rules, name))
                    .unwrap_or_default();
                Ok(Some(format!("{path}\n  {}\n{}", field.ty, listed(&demands))))
            }
            Some(field) => {
                *self = Walk {
                    path,
                    block: None,
                    fields: fields(&field.ty),
                    rules: self
                        .rules
                        .and_then(|rules| rules.blocks.get(name))
                        .map(|rules| &**rules),
                };
                Ok(None)
            }
            None => Err(no_such(
                &self.path,
                name,
                &suggest(name, known.iter().map(|field| &*field.name)),
            )),
        }
    }
}

fn no_such(path: &str, name: &str, near: &[&str]) -> String {
    let hint = if near.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", near.join(", "))
    };
    format!("{path} has no attribute or block {name}{hint}")
}

/// The fields of an object, or of the objects in a collection.
fn fields(ty: &Type) -> Option<Vec<Field>> {
    match ty {
        Type::Object(fields) => Some(fields.to_vec()),
        Type::List(element) | Type::Set(element) | Type::Map(element) => fields(element),
        _ => None,
    }
}

/// Demands, each on a line of its own.
fn listed(demands: &[String]) -> String {
    demands.iter().map(|demand| format!("  {demand}\n")).collect()
}

fn one(path: &str, attribute: &Attribute, demands: &[String]) -> String {
    let mut text = format!("{path}\n  {}, {}\n{}", attribute.ty, role(attribute), listed(demands));
    if let Some(description) = &attribute.description {
        let _ = writeln!(text, "\n  {description}");
    }
    text
}

fn role(attribute: &Attribute) -> String {
    let mut role = match (attribute.required, attribute.optional, attribute.computed) {
        (true, ..) => "required",
        (_, true, true) => "optional, computed if not given",
        (_, true, false) => "optional",
        _ => "computed",
    }
    .to_owned();
    for (holds, word) in [
        (attribute.sensitive, ", sensitive"),
        (attribute.write_only, ", write-only"),
        (attribute.deprecated, ", deprecated"),
    ] {
        if holds {
            role.push_str(word);
        }
    }
    role
}

fn counted(nested: &NestedBlock) -> String {
    let nesting = match nested.nesting {
        Nesting::Single | Nesting::Group => "single block",
        Nesting::List => "list of blocks",
        Nesting::Set => "set of blocks",
        Nesting::Map => "map of blocks",
    };
    match (nested.min_items, nested.max_items) {
        (0, None) => format!("{nesting}, any number"),
        (0, Some(most)) => format!("{nesting}, at most {most}"),
        (least, None) => format!("{nesting}, at least {least}, required"),
        (least, Some(most)) => format!("{nesting}, {least} to {most}, required"),
    }
}

/// A whole block: required arguments first, then optional ones, blocks, and what is only computed.
fn whole(path: &str, block: &Block) -> String {
    let mut text = path.to_owned();
    text.push('\n');
    if let Some(description) = block.description() {
        let _ = writeln!(text, "  {description}");
    }
    let names = block.attributes().iter().map(|attribute| attribute.name.len());
    let width = names
        .chain(block.blocks().iter().map(|nested| nested.name.len()))
        .max()
        .unwrap_or(0);
    let mut section = |title: &str, rows: Vec<(&str, String)>| {
        if !rows.is_empty() {
            let _ = writeln!(text, "\n{title}");
            for (name, what) in rows {
                let _ = writeln!(text, "  {name:width$}  {what}");
            }
        }
    };
    let attributes = |wanted: fn(&Attribute) -> bool| {
        let found = block.attributes().iter().filter(move |attribute| wanted(attribute));
        found
            .map(|attribute| (&*attribute.name, format!("{}, {}", attribute.ty, role(attribute))))
            .collect::<Vec<_>>()
    };
    section("Required", attributes(|attribute| attribute.required));
    section(
        "Optional",
        attributes(|attribute| attribute.optional && !attribute.required),
    );
    section(
        "Blocks",
        block
            .blocks()
            .iter()
            .map(|nested| (nested.name, counted(nested)))
            .collect(),
    );
    section(
        "Computed",
        attributes(|attribute| !attribute.optional && !attribute.required),
    );
    let together = combined_demands(block);
    if !together.is_empty() {
        let _ = write!(text, "\nTogether\n{}", listed(&together));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::explain;
    use paydsl_schema::Providers;

    fn explained(path: &str) -> Result<String, String> {
        explain(Providers::builtin(), path)
    }

    #[test]
    fn attributes_blocks_and_resources_are_explained() {
        assert_eq!(
            explained("aws_lambda_function.timeout"),
            Ok("aws_lambda_function.timeout\n  number, optional\n  must be between 1 and 900\n  must be a whole number\n".to_owned())
        );
        assert_eq!(
            explained("data::aws_vpc.arn"),
            Ok("data.aws_vpc.arn\n  string, computed\n".to_owned())
        );
        let days = explained("aws_s3_bucket_lifecycle_configuration.rule.transition.days");
        assert_eq!(
            days,
            Ok("aws_s3_bucket_lifecycle_configuration.rule.transition.days\n  number, optional, computed if not given\n  must be at least 0\n  must be a whole number of 32 bits\n".to_owned())
        );
        assert_eq!(
            explained("aws_security_group.ingress.from_port"),
            Ok(
                "aws_security_group.ingress.from_port\n  number\n  has to be given\n  must be a whole number\n"
                    .to_owned()
            )
        );
        assert!(explained("provider.aws.region").is_ok_and(|text| text.contains("string, optional")));
        let days = explained("aws_cloudwatch_log_group.retention_in_days").expect("the argument");
        assert!(
            days.contains("  must be one of 0, 1, 3, 5, 7, 14, ") && days.contains(" or 3653\n"),
            "{days}"
        );
        let image = explained("aws_lambda_function.image_uri").expect("the argument");
        let together = "  exactly one of `filename`, `image_uri` and `s3_bucket` has to be given\n";
        assert!(image.contains(together), "{image}");
        let whole = explained("aws_lambda_function").expect("the resource");
        assert!(whole.contains(&format!("\nTogether\n{together}")), "{whole}");
        let order = [
            "Required",
            "function_name",
            "Optional",
            "timeout",
            "Blocks",
            "vpc_config",
            "Computed",
            "invoke_arn",
        ];
        let positions: Vec<Option<usize>> = order
            .iter()
            .map(|word| whole.find(&format!("\n{word}")).or(whole.find(&format!("  {word} "))))
            .collect();
        assert!(
            positions.iter().all(Option::is_some) && positions.is_sorted(),
            "{positions:?}\n{whole}"
        );
    }

    #[test]
    fn what_is_not_there_comes_with_the_nearest_names() {
        assert_eq!(
            explained("aws_lambda_function.timeot"),
            Err("aws_lambda_function has no attribute or block timeot; did you mean timeout, timeouts?".to_owned())
        );
        assert!(explained("aws_lamda_function").is_err_and(|error| error.contains("did you mean aws_lambda_function")));
        assert!(explained("aws_vpc.id.more").is_err_and(|error| error.contains("has nothing in it")));
        assert!(explained("").is_err());
    }
}
