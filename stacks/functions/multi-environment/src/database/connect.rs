//! Making one connection.

use std::time::Duration;

use tokio::time::timeout;
use tokio_postgres::{
    Client, Config, NoTls, Socket,
    config::{ChannelBinding, SslMode},
    error::SqlState,
    tls::MakeTlsConnect,
};

use super::{credentials::Credentials, schema, tls};
use crate::{
    failure::Failure,
    settings::{DatabaseSettings, Tls},
};

/// How long connecting may take, TLS and login included.
const PATIENCE: Duration = Duration::from_secs(8);

/// Connects and makes sure of the schema.
pub(super) async fn connect(settings: &DatabaseSettings, credentials: &Credentials) -> Result<Client, Failure> {
    let config = config(settings, credentials);
    let open = async {
        let client = match &settings.tls {
            Tls::Disabled => open(&config, NoTls).await?,
            Tls::ChannelBound => open(&config, tls::channel_bound()?).await?,
            Tls::Verified(authorities) => open(&config, tls::verified(authorities)?).await?,
        };
        schema::ensure(&client).await?;
        Ok(client)
    };
    timeout(PATIENCE, open).await.unwrap_or(Err(Failure::DatabaseTimeout))
}

/// Whether a failure says that user and password do not fit, as after a rotation.
pub(super) fn refused_login(failure: &Failure) -> bool {
    let Failure::Database(error) = failure else {
        return false;
    };
    matches!(
        error.code(),
        Some(&SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
    )
}

fn config(settings: &DatabaseSettings, credentials: &Credentials) -> Config {
    let mut config = Config::new();
    config
        .host(&settings.host)
        .port(settings.port)
        .dbname(&settings.name)
        .user(&credentials.user)
        .password(&credentials.password)
        .application_name("multi-environment")
        .options("-c statement_timeout=8000 -c lock_timeout=5000 -c TimeZone=UTC")
        .connect_timeout(Duration::from_secs(5))
        .keepalives_idle(Duration::from_secs(30))
        .tcp_user_timeout(Duration::from_secs(10))
        .ssl_mode(if settings.tls == Tls::Disabled {
            SslMode::Disable
        } else {
            SslMode::Require
        })
        .channel_binding(if settings.tls == Tls::ChannelBound {
            ChannelBinding::Require
        } else {
            ChannelBinding::Prefer
        });
    config
}

async fn open<T>(config: &Config, tls: T) -> Result<Client, tokio_postgres::Error>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let (client, connection) = config.connect(tls).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "the connection to the database broke");
        }
    });
    Ok(client)
}
