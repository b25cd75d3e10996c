//! Making one connection.

use std::time::Duration;

use tokio::time::timeout;
use tokio_postgres::{
    Client, Config, NoTls, Socket,
    config::{ChannelBinding, SslMode},
    error::SqlState,
    tls::MakeTlsConnect,
};

use super::{Application, DatabaseError, DatabaseSettings, Tls, credentials::Credentials, tls};

/// How long connecting may take, TLS and login included.
const PATIENCE: Duration = Duration::from_secs(8);

/// Connects and makes sure of the schema.
pub(super) async fn connect(
    application: Application,
    settings: &DatabaseSettings,
    credentials: &Credentials,
) -> Result<Client, DatabaseError> {
    let config = config(application.name, settings, credentials);
    let open = async {
        let client = match &settings.tls {
            Tls::Disabled => open(&config, NoTls).await?,
            Tls::ChannelBound => open(&config, tls::channel_bound()?).await?,
            Tls::Verified(authorities) => open(&config, tls::verified(authorities)?).await?,
        };
        client.batch_execute(application.schema).await?;
        Ok(client)
    };
    timeout(PATIENCE, open).await.unwrap_or(Err(DatabaseError::Timeout))
}

/// Whether an error says that user and password do not fit, as after a rotation.
pub(super) fn refused_login(error: &DatabaseError) -> bool {
    let DatabaseError::Refused(error) = error else {
        return false;
    };
    matches!(
        error.code(),
        Some(&SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
    )
}

fn config(application: &str, settings: &DatabaseSettings, credentials: &Credentials) -> Config {
    let mut config = Config::new();
    config
        .host(&settings.host)
        .port(settings.port)
        .dbname(&settings.name)
        .user(&credentials.user)
        .password(&credentials.password)
        .application_name(application)
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
