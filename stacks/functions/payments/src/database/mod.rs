//! A system's database: PostgreSQL, over TLS that proves the server.

mod connect;
mod credentials;
mod error;
mod settings;
mod tls;

pub use error::DatabaseError;
pub use settings::{DatabaseSettings, Tls};

use std::{sync::Arc, time::Duration};

use tokio::{sync::Mutex, time::timeout};
use tokio_postgres::Client;

use crate::aws::Secret;
use credentials::Credentials;

/// How long an idle connection may take to prove that it still stands.
const PROBE: Duration = Duration::from_secs(1);

/// What a program is to the database.
#[derive(Clone, Copy, Debug)]
pub struct Application {
    /// Its name, as PostgreSQL shows it beside the connection.
    pub name: &'static str,
    /// The statements that make its tables where they are not there yet; they run with each connection.
    pub schema: &'static str,
}

/// A database, connected to when first needed and again whenever the connection broke.
pub struct Database {
    application: Application,
    settings: DatabaseSettings,
    secret: Secret,
    session: Mutex<Session>,
}

/// What is kept between invocations.
#[derive(Default)]
struct Session {
    client: Option<Arc<Client>>,
    credentials: Option<Credentials>,
}

impl Database {
    /// A database that is not connected to yet, whose user and password are in a secret.
    pub fn new(application: Application, settings: DatabaseSettings, secret: Secret) -> Self {
        Self {
            application,
            settings,
            secret,
            session: Mutex::default(),
        }
    }

    /// How it is reached.
    pub fn settings(&self) -> &DatabaseSettings {
        &self.settings
    }

    /// A connection that stands. A function thawed after minutes often holds one that does not.
    ///
    /// # Errors
    ///
    /// When there is none and none can be made.
    pub async fn client(&self) -> Result<Arc<Client>, DatabaseError> {
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
    async fn connect(&self, session: &mut Session) -> Result<Client, DatabaseError> {
        if let Some(known) = &session.credentials {
            match connect::connect(self.application, &self.settings, known).await {
                Err(error) if connect::refused_login(&error) => {
                    tracing::warn!("the database refused the cached credentials; fetching the secret again");
                }
                outcome => return outcome,
            }
        }
        let current = self.fetch().await?;
        let client = connect::connect(self.application, &self.settings, &current).await?;
        session.credentials = Some(current);
        Ok(client)
    }

    async fn fetch(&self) -> Result<Credentials, DatabaseError> {
        let secret = self.secret.fetch().await;
        let secret = secret.map_err(|error| DatabaseError::Secret(error.to_string()))?;
        let secret = secret.ok_or_else(|| DatabaseError::Secret("the secret is not text".to_owned()))?;
        Credentials::parse(&secret, self.settings.user.as_deref())
    }
}

async fn stands(client: &Client) -> bool {
    !client.is_closed() && matches!(timeout(PROBE, client.check_connection()).await, Ok(Ok(())))
}
