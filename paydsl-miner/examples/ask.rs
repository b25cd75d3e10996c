//! Sends a provider one configuration and prints what it says: `ask BINARY ARCHIVE KIND TYPE JSON`.
use paydsl_miner::{process::Provider, protocol::Kind, value};
use serde_json::Value as Json;

fn given(json: &Json) -> value::Value {
    match json {
        Json::Null => value::Value::Null,
        Json::Bool(b) => value::Value::Bool(*b),
        Json::Number(n) => value::Value::Number(n.as_f64().unwrap_or_default()),
        Json::String(s) if s == "<unknown>" => value::Value::Unknown,
        Json::String(s) => value::Value::String(s.clone()),
        Json::Array(a) => value::Value::List(a.iter().map(given).collect()),
        Json::Object(o) => value::Value::Object(o.iter().map(|(k, v)| (k.clone(), given(v))).collect()),
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let binary = std::env::args().nth(1).ok_or("BINARY")?;
    let archive = paydsl_schema::Archive::open(std::env::args().nth(2).ok_or("ARCHIVE")?.as_ref())?;
    let mut provider = Provider::start(binary.as_ref(), 2 << 30)?;
    for line in std::io::stdin().lines() {
        let line = line?;
        let mut parts = line.splitn(3, ' ');
        let (kind, name, json) = (
            parts.next().unwrap_or(""),
            parts.next().unwrap_or(""),
            parts.next().unwrap_or("{}"),
        );
        let (kind, block) = match kind {
            "resource" => (Kind::Resource, archive.resource(name)),
            "data" => (Kind::DataSource, archive.data_source(name)),
            "ephemeral" => (Kind::Ephemeral, archive.ephemeral(name)),
            _ => (Kind::Provider, Some(archive.provider())),
        };
        let value::Value::Object(object) = given(&serde_json::from_str(json)?) else {
            continue;
        };
        let start = std::time::Instant::now();
        let block = block.ok_or("no such type")?;
        let answer = provider.validate(kind, name, value::encode(block, &object))?;
        println!("== {line}  [{:?}]", start.elapsed());
        match answer {
            Ok(list) => {
                for d in list {
                    println!(
                        "{} | {:?} | {:?} | {:?}",
                        if d.is_error { "E" } else { "W" },
                        d.summary,
                        d.detail,
                        d.path
                    );
                }
            }
            Err(e) => println!("FAILED {e}"),
        }
    }
    Ok(())
}
