//! The payments' database: PostgreSQL.

mod connect;
mod credentials;
mod payments;
mod schema;
mod tls;

use std::{sync::Arc, time::Duration};

use tokio::{sync::Mutex, time::timeout};
use tokio_postgres::Client;

use crate::{failure::Failure, ports::Vault, settings::DatabaseSettings};
use credentials::Credentials;

/// How long an idle connection may take to prove that it still stands.
const PROBE: Duration = Duration::from_secs(1);

/// The database, connected to when first needed and again whenever the connection broke.
pub struct Database<V> {
    settings: DatabaseSettings,
    vault: V,
    session: Mutex<Session>,
}

/// What is kept between invocations.
#[derive(Default)]
struct Session {
    client: Option<Arc<Client>>,
    credentials: Option<Credentials>,
}

impl<V: Vault> Database<V> {
    /// A database that is not connected to yet.
    pub fn new(settings: DatabaseSettings, vault: V) -> Self {
        Self {
            settings,
            vault,
            session: Mutex::default(),
        }
    }

    /// A connection that stands. A function thawed after minutes often holds one that does not.
    async fn client(&self) -> Result<Arc<Client>, Failure> {
        let mut session = self.session.lock().await;
        if let Some(client) = &session.client
            && stands(client).await
        {
            return Ok(Arc::clone(client));
        }
        session.client = None;
        let client = Arc::new(self.connect(&mut session).await?);
        session.client = Some(Arc::clone(&client));
        Ok(client)
    }

    /// Connects with the secret known from before; if it was rotated since, with the secret as it is now.
    async fn connect(&self, session: &mut Session) -> Result<Client, Failure> {
        if let Some(known) = &session.credentials {
            match connect::connect(&self.settings, known).await {
                Err(failure) if connect::refused_login(&failure) => {
                    tracing::warn!("the database refused the cached credentials; fetching the secret again");
                }
                outcome => return outcome,
            }
        }
        let secret = self.vault.fetch().await?;
        let current = Credentials::parse(&secret, self.settings.user.as_deref())?;
        let client = connect::connect(&self.settings, &current).await?;
        session.credentials = Some(current);
        Ok(client)
    }
}

async fn stands(client: &Client) -> bool {
    !client.is_closed() && matches!(timeout(PROBE, client.check_connection()).await, Ok(Ok(())))
}
