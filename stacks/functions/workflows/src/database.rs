//! A system's database: the one that terraform deployed is only emulated, so a real one stands in its place.

use test_support::postgres::{self, PASSWORD, Postgres, USER};
use tokio_postgres::{Client, NoTls};

use crate::system::Counts;

/// The host that functions reach it at; its certificate is for this name.
pub(crate) const HOST: &str = "localhost";

/// A running PostgreSQL with a database of the deployed name; it stops when dropped.
pub struct Database {
    postgres: Postgres,
    name: String,
}

impl Database {
    /// Starts it.
    pub(crate) async fn start(name: &str) -> Self {
        let postgres = Postgres::start();
        let made = postgres
            .connect()
            .await
            .batch_execute(&format!("CREATE DATABASE \"{name}\""))
            .await;
        made.expect("the database");
        Self {
            postgres,
            name: name.to_owned(),
        }
    }

    /// What the deployed secret must hold, so that functions may log in.
    pub(crate) fn secret() -> String {
        postgres::secret()
    }

    /// The port it listens on.
    pub(crate) fn port(&self) -> String {
        self.postgres.port().to_string()
    }

    /// A connection of our own.
    pub async fn connect(&self) -> Client {
        let text = format!(
            "host=127.0.0.1 port={} user={USER} password='{PASSWORD}' dbname='{}'",
            self.postgres.port(),
            self.name
        );
        let (client, connection) = tokio_postgres::connect(&text, NoTls).await.expect("a connection");
        tokio::spawn(connection);
        client
    }

    /// How often each transaction is in the answer to a query for their ids.
    pub(crate) async fn counts(&self, query: &str) -> Counts {
        let rows = self.connect().await.query(query, &[]).await.expect("rows");
        let mut counts = Counts::new();
        for row in rows {
            *counts.entry(row.get(0)).or_default() += 1;
        }
        counts
    }

    /// Everything in a table, each row as JSON.
    pub(crate) async fn rows(&self, table: &str) -> Vec<String> {
        let query = format!("SELECT to_json({table})::text FROM {table}");
        let rows = self.connect().await.query(&query, &[]).await.expect("rows");
        rows.iter().map(|row| row.get(0)).collect()
    }
}
