//! The plugin protocol's calls, versions 5 and 6.

pub(crate) mod wire;

use std::path::Path;
use std::time::Duration;

use tokio::runtime::Runtime;
use tonic::Code;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::{Channel, Endpoint};
use tonic_prost::ProstCodec;

use crate::diagnostic::Diagnostic;

/// How long a provider may think about one configuration.
const PATIENCE: Duration = Duration::from_secs(60);

/// Answers quote what was sent, so they can be long.
const LONGEST_ANSWER: usize = 256 << 20;

/// A version of the plugin protocol. For the calls that a miner needs, versions differ in their names only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Version {
    /// Version 5: providers made with SDKv2, alone or with others.
    V5,
    /// Version 6: providers made with the framework.
    V6,
}

/// What a configuration is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// The provider itself.
    Provider,
    /// A resource type.
    Resource,
    /// A data source.
    DataSource,
    /// An ephemeral resource type.
    Ephemeral,
}

impl Version {
    /// The version of this number.
    pub fn from_number(number: u32) -> Option<Self> {
        match number {
            5 => Some(Version::V5),
            6 => Some(Version::V6),
            _ => None,
        }
    }

    fn validate(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Version::V5, Kind::Provider) => "/tfplugin5.Provider/PrepareProviderConfig",
            (Version::V5, Kind::Resource) => "/tfplugin5.Provider/ValidateResourceTypeConfig",
            (Version::V5, Kind::DataSource) => "/tfplugin5.Provider/ValidateDataSourceConfig",
            (Version::V5, Kind::Ephemeral) => "/tfplugin5.Provider/ValidateEphemeralResourceConfig",
            (Version::V6, Kind::Provider) => "/tfplugin6.Provider/ValidateProviderConfig",
            (Version::V6, Kind::Resource) => "/tfplugin6.Provider/ValidateResourceConfig",
            (Version::V6, Kind::DataSource) => "/tfplugin6.Provider/ValidateDataResourceConfig",
            (Version::V6, Kind::Ephemeral) => "/tfplugin6.Provider/ValidateEphemeralResourceConfig",
        }
    }

    fn configure(self) -> &'static str {
        match self {
            Version::V5 => "/tfplugin5.Provider/Configure",
            Version::V6 => "/tfplugin6.Provider/ConfigureProvider",
        }
    }

    fn plan(self) -> &'static str {
        match self {
            Version::V5 => "/tfplugin5.Provider/PlanResourceChange",
            Version::V6 => "/tfplugin6.Provider/PlanResourceChange",
        }
    }
}

/// A call that was not answered.
pub(crate) struct Failure {
    /// Whether the provider is gone, or still busy with the call.
    pub(crate) is_lost: bool,
    pub(crate) reason: String,
}

/// A connection to a running provider. Configurations are complete objects in msgpack, as `value::encode` makes them.
pub(crate) struct Client {
    runtime: Runtime,
    grpc: Grpc<Channel>,
    version: Version,
}

impl Client {
    pub(crate) fn connect(socket: &Path, version: Version) -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("cannot make a runtime: {error}"))?;
        let channel = runtime
            .block_on(async {
                Endpoint::from_shared(format!("unix:{}", socket.display()))?
                    .timeout(PATIENCE)
                    .connect()
                    .await
            })
            .map_err(|error| format!("cannot connect to the provider's socket {}: {error}", socket.display()))?;
        let grpc = Grpc::new(channel)
            .max_decoding_message_size(LONGEST_ANSWER)
            .max_encoding_message_size(LONGEST_ANSWER);
        Ok(Client { runtime, grpc, version })
    }

    pub(crate) fn validate(
        &mut self,
        kind: Kind,
        type_name: &str,
        config: Vec<u8>,
    ) -> Result<Vec<Diagnostic>, Failure> {
        let config = Some(wire::DynamicValue { msgpack: config });
        let method = self.version.validate(kind);
        let diagnostics = if kind == Kind::Provider {
            let answer: wire::ValidateProviderResponse = self.call(method, wire::ValidateProviderRequest { config })?;
            answer.diagnostics
        } else {
            let request = wire::ValidateRequest {
                type_name: type_name.to_owned(),
                config,
                client_capabilities: Some(wire::ClientCapabilities {
                    deferral_allowed: false,
                    write_only_attributes_allowed: true,
                }),
            };
            let answer: wire::ValidateResponse = self.call(method, request)?;
            answer.diagnostics
        };
        Ok(diagnostics.into_iter().map(Diagnostic::from_wire).collect())
    }

    pub(crate) fn configure(&mut self, config: Vec<u8>) -> Result<Vec<Diagnostic>, Failure> {
        let request = wire::ConfigureRequest {
            terraform_version: "1.11.0".to_owned(),
            config: Some(wire::DynamicValue { msgpack: config }),
        };
        let answer: wire::ValidateResponse = self.call(self.version.configure(), request)?;
        Ok(answer.diagnostics.into_iter().map(Diagnostic::from_wire).collect())
    }

    pub(crate) fn plan(
        &mut self,
        type_name: &str,
        config: Vec<u8>,
        proposed: Vec<u8>,
    ) -> Result<Vec<Diagnostic>, Failure> {
        let request = wire::PlanRequest {
            type_name: type_name.to_owned(),
            prior_state: Some(wire::DynamicValue { msgpack: vec![NIL] }),
            proposed_new_state: Some(wire::DynamicValue { msgpack: proposed }),
            config: Some(wire::DynamicValue { msgpack: config }),
        };
        let answer: wire::PlanResponse = self.call(self.version.plan(), request)?;
        Ok(answer.diagnostics.into_iter().map(Diagnostic::from_wire).collect())
    }

    fn call<Q, A>(&mut self, method: &'static str, request: Q) -> Result<A, Failure>
    where
        Q: prost::Message + 'static,
        A: prost::Message + Default + 'static,
    {
        let Client { runtime, grpc, .. } = self;
        runtime.block_on(async {
            grpc.ready().await.map_err(|error| Failure {
                is_lost: true,
                reason: format!("the provider does not answer: {error}"),
            })?;
            grpc.unary(
                tonic::Request::new(request),
                PathAndQuery::from_static(method),
                ProstCodec::default(),
            )
            .await
            .map(tonic::Response::into_inner)
            .map_err(|status| Failure {
                is_lost: matches!(
                    status.code(),
                    Code::Cancelled | Code::DeadlineExceeded | Code::Unavailable
                ),
                reason: format!("{method} failed: {}", status.message()),
            })
        })
    }
}

/// `null` in msgpack.
const NIL: u8 = 0xc0;
