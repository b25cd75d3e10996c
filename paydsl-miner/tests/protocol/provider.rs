//! A small provider of its own process: the plugin protocol over a unix socket, and checks in the framework's words.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rmpv::Value;
use tokio_stream::wrappers::UnixListenerStream;
use tonic::codegen::http;
use tonic::server::{Grpc, UnaryService};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;

/// What terraform would report of it.
pub(crate) const REPORT: &str = r#"{"provider_schemas":{"example.com/acme/x":{
    "provider":{"block":{"attributes":{
        "region":{"type":"string","optional":true},
        "skip_checks":{"type":"bool","optional":true},
        "retries":{"type":"number","optional":true}}}},
    "resource_schemas":{
        "x_queue":{"block":{"attributes":{
            "id":{"type":"string","computed":true},
            "name":{"type":"string","required":true},
            "kind":{"type":"string","optional":true},
            "size":{"type":"number","optional":true},
            "deduplicate":{"type":"bool","optional":true},
            "group":{"type":"string","optional":true},
            "bucket":{"type":"string","optional":true},
            "rule":{"nested_type":{"nesting_mode":"list","attributes":{"port":{"type":"number","optional":true}}},"optional":true}}}},
        "x_topic":{"block":{"attributes":{"size":{"type":"number","optional":true}}}}},
    "data_source_schemas":{"x_queue":{"block":{"attributes":{"kind":{"type":"string","optional":true}}}}},
    "ephemeral_resource_schemas":{"x_token":{"block":{"attributes":{"size":{"type":"number","optional":true}}}}}
}}}"#;

/// Serves until it is ended. A name that ends in `5` speaks protocol 5; one that begins with `slow` takes its time.
pub(crate) fn serve() {
    let name = std::env::args().next().unwrap_or_default();
    let name = Path::new(&name)
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let version = if name.ends_with('5') { 5 } else { 6 };
    // So that a test finds the process again.
    let processes = std::env::temp_dir().join("processes");
    let file = std::fs::OpenOptions::new().append(true).create(true).open(processes);
    writeln!(file.expect("a file"), "{}", std::process::id()).expect("written");
    let service = Service {
        version,
        pause: name.starts_with("slow").then_some(Duration::from_millis(3)),
        is_configured: Arc::default(),
    };
    let socket = PathBuf::from(std::env::var_os("PLUGIN_UNIX_SOCKET_DIR").expect("a directory")).join("socket");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::UnixListener::bind(&socket).expect("a socket");
        println!("1|{version}|unix|{}|grpc|", socket.display());
        let served = tonic::transport::Server::builder()
            .serve_with_incoming(service, UnixListenerStream::new(listener))
            .await;
        served.expect("served");
    });
}

#[derive(Clone)]
struct Service {
    version: u8,
    pause: Option<Duration>,
    is_configured: Arc<AtomicBool>,
}

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, std::convert::Infallible>> + Send>>;

impl tower_service::Service<http::Request<tonic::body::Body>> for Service {
    type Response = http::Response<tonic::body::Body>;
    type Error = std::convert::Infallible;
    type Future = Answer<Self::Response>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<tonic::body::Body>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move {
            if let Some(pause) = service.pause {
                tokio::time::sleep(pause).await;
            }
            let path = request.uri().path().to_owned();
            let Some(method) = path.strip_prefix(&format!("/tfplugin{}.Provider/", service.version)) else {
                return Ok(Status::unimplemented(path).into_http());
            };
            let method = method.to_owned();
            let answer = Call { service, method };
            Ok(Grpc::new(ProstCodec::default()).unary(answer, request).await)
        })
    }
}

/// A call of a method.
struct Call {
    service: Service,
    method: String,
}

impl UnaryService<Arguments> for Call {
    type Response = Diagnostics;
    type Future = std::future::Ready<Result<Response<Diagnostics>, Status>>;

    fn call(&mut self, request: Request<Arguments>) -> Self::Future {
        std::future::ready(self.answer(request.into_inner()).map(Response::new))
    }
}

impl Call {
    fn answer(&self, arguments: Arguments) -> Result<Diagnostics, Status> {
        let config = |bytes: Option<DynamicValue>| {
            let bytes = bytes
                .ok_or_else(|| Status::invalid_argument("no configuration"))?
                .msgpack;
            rmpv::decode::read_value(&mut bytes.as_slice()).map_err(|error| Status::invalid_argument(error.to_string()))
        };
        let v5 = self.service.version == 5;
        let name = String::from_utf8_lossy(&arguments.first).into_owned();
        match self.method.as_str() {
            "PrepareProviderConfig" if v5 => self.provider(&arguments),
            "ValidateProviderConfig" if !v5 => self.provider(&arguments),
            "ValidateResourceTypeConfig" if v5 => {
                Ok(Diagnostics::validated(resource(&name, &config(arguments.second)?)))
            }
            "ValidateResourceConfig" if !v5 => Ok(Diagnostics::validated(resource(&name, &config(arguments.second)?))),
            "ValidateDataSourceConfig" if v5 => Ok(Diagnostics::validated(kind(&config(arguments.second)?))),
            "ValidateDataResourceConfig" if !v5 => Ok(Diagnostics::validated(kind(&config(arguments.second)?))),
            "ValidateEphemeralResourceConfig" => Ok(Diagnostics::validated(size(&config(arguments.second)?))),
            "Configure" | "ConfigureProvider" if (self.method == "Configure") == v5 => {
                let config = config(arguments.second)?;
                let is_offline = field(&config, "skip_checks") == &Value::Boolean(true);
                self.service.is_configured.store(is_offline, Ordering::Relaxed);
                Ok(Diagnostics::validated(Vec::new()))
            }
            "PlanResourceChange" => {
                let proposed = config(arguments.third)?;
                let config = config(arguments.fourth)?;
                Ok(Diagnostics::planned(self.plan(&name, &config, &proposed)))
            }
            other => Err(Status::unimplemented(other)),
        }
    }

    fn provider(&self, arguments: &Arguments) -> Result<Diagnostics, Status> {
        let config = <DynamicValue as prost::Message>::decode(arguments.first.as_slice());
        let bytes = config
            .map_err(|error| Status::invalid_argument(error.to_string()))?
            .msgpack;
        let config = rmpv::decode::read_value(&mut bytes.as_slice())
            .map_err(|error| Status::invalid_argument(error.to_string()))?;
        let errors = between(&config, "retries", 0.0, 5.0).into_iter().collect();
        Ok(Diagnostics::prepared(errors))
    }

    fn plan(&self, name: &str, config: &Value, proposed: &Value) -> Vec<Diagnostic> {
        if !self.service.is_configured.load(Ordering::Relaxed) {
            return vec![error("Unconfigured", "the provider has to be configured first", &[])];
        }
        if name != "x_queue" {
            return Vec::new();
        }
        if !matches!(field(proposed, "id"), Value::Ext(0, _)) {
            return vec![error("Broken proposal", "what is computed has to be unknown", &["id"])];
        }
        let is_fifo = field(config, "kind").as_str() == Some("FIFO");
        if field(config, "deduplicate") == &Value::Boolean(true) && !is_fifo {
            let detail = "only a queue of kind FIFO can leave out what it had before";
            return vec![error("Invalid queue", detail, &[])];
        }
        Vec::new()
    }
}

fn resource(name: &str, config: &Value) -> Vec<Diagnostic> {
    if name == "x_topic" {
        return size(config);
    }
    let mut errors = Vec::new();
    match field(config, "name").as_str() {
        None => errors.push(error(
            "Missing Configuration for Required Attribute",
            "Must set a configuration value for the name attribute as the provider has marked it as required.",
            &["name"],
        )),
        Some(text) if !(3..=20).contains(&text.len()) => errors.push(error(
            "Invalid Attribute Value Length",
            &format!(
                "Attribute name string length must be between 3 and 20, got: {}",
                text.len()
            ),
            &["name"],
        )),
        Some(_) => {}
    }
    errors.extend(kind(config));
    errors.extend(size(config));
    if is_given(config, "group") && is_given(config, "bucket") {
        let detail = "Attribute \"bucket\" cannot be specified when \"group\" is specified";
        errors.push(error("Invalid Attribute Combination", detail, &["bucket"]));
    }
    for (index, rule) in field(config, "rule").as_array().into_iter().flatten().enumerate() {
        errors.extend(between(rule, "port", 1.0, 65_535.0).map(|mut error| {
            let detail = error
                .detail
                .replace("Attribute port", &format!("Attribute rule[{index}].port"));
            error.detail = detail;
            error.attribute = Some(AttributePath {
                steps: vec![
                    Step::to("rule"),
                    Step {
                        index: Some(index as i64),
                        ..Step::default()
                    },
                    Step::to("port"),
                ],
            });
            error
        }));
    }
    errors
}

fn kind(config: &Value) -> Vec<Diagnostic> {
    match field(config, "kind").as_str() {
        None | Some("STANDARD" | "FIFO") => Vec::new(),
        Some(other) => {
            let detail = format!("Attribute kind value must be one of: [\"STANDARD\" \"FIFO\"], got: {other:?}");
            vec![error("Invalid Attribute Value Match", &detail, &["kind"])]
        }
    }
}

fn size(config: &Value) -> Vec<Diagnostic> {
    between(config, "size", 1.0, 900.0).into_iter().collect()
}

fn between(config: &Value, name: &str, min: f64, max: f64) -> Option<Diagnostic> {
    let number = field(config, name)
        .as_f64()
        .filter(|number| !(min..=max).contains(number))?;
    let detail = format!("Attribute {name} value must be between {min} and {max}, got: {number}");
    Some(error("Invalid Attribute Value", &detail, &[name]))
}

/// A field of an object, which has all of them.
fn field<'v>(object: &'v Value, name: &str) -> &'v Value {
    let entries = object.as_map().expect("an object");
    let found = entries.iter().find(|(key, _)| key.as_str() == Some(name));
    &found.unwrap_or_else(|| panic!("{name} was not sent")).1
}

fn is_given(config: &Value, name: &str) -> bool {
    !matches!(field(config, name), Value::Nil | Value::Ext(..))
}

fn error(summary: &str, detail: &str, path: &[&str]) -> Diagnostic {
    Diagnostic {
        severity: 1,
        summary: summary.to_owned(),
        detail: detail.to_owned(),
        attribute: (!path.is_empty()).then(|| AttributePath {
            steps: path.iter().map(|name| Step::to(name)).collect(),
        }),
    }
}

/// The arguments of all methods: their fields differ in what they mean, and not in where they stand.
#[derive(Clone, PartialEq, prost::Message)]
struct Arguments {
    /// The type's name; where there is none, the configuration.
    #[prost(bytes = "vec", tag = "1")]
    first: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    second: Option<DynamicValue>,
    #[prost(message, optional, tag = "3")]
    third: Option<DynamicValue>,
    #[prost(message, optional, tag = "4")]
    fourth: Option<DynamicValue>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct DynamicValue {
    #[prost(bytes = "vec", tag = "1")]
    msgpack: Vec<u8>,
}

/// The answers of all methods: each has its diagnostics in a place of its own.
#[derive(Clone, PartialEq, prost::Message)]
struct Diagnostics {
    #[prost(message, repeated, tag = "1")]
    validated: Vec<Diagnostic>,
    #[prost(message, repeated, tag = "2")]
    prepared: Vec<Diagnostic>,
    #[prost(message, repeated, tag = "4")]
    planned: Vec<Diagnostic>,
}

impl Diagnostics {
    fn validated(validated: Vec<Diagnostic>) -> Self {
        Diagnostics {
            validated,
            ..Diagnostics::default()
        }
    }

    fn prepared(prepared: Vec<Diagnostic>) -> Self {
        Diagnostics {
            prepared,
            ..Diagnostics::default()
        }
    }

    fn planned(planned: Vec<Diagnostic>) -> Self {
        Diagnostics {
            planned,
            ..Diagnostics::default()
        }
    }
}

#[derive(Clone, PartialEq, prost::Message)]
struct Diagnostic {
    #[prost(int32, tag = "1")]
    severity: i32,
    #[prost(string, tag = "2")]
    summary: String,
    #[prost(string, tag = "3")]
    detail: String,
    #[prost(message, optional, tag = "4")]
    attribute: Option<AttributePath>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct AttributePath {
    #[prost(message, repeated, tag = "1")]
    steps: Vec<Step>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Step {
    #[prost(string, optional, tag = "1")]
    name: Option<String>,
    #[prost(int64, optional, tag = "3")]
    index: Option<i64>,
}

impl Step {
    fn to(name: &str) -> Self {
        Step {
            name: Some(name.to_owned()),
            ..Step::default()
        }
    }
}
