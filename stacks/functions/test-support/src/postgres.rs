//! A PostgreSQL cluster of the test's own, on loopback, in a temporary directory.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use payments::database::{DatabaseSettings, Tls};
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

use crate::{certificates::Certificates, port};

/// The cluster's superuser.
pub const USER: &str = "payments_admin";
/// Its password.
pub const PASSWORD: &str = "correct horse";

/// A running cluster; it stops when dropped.
pub struct Postgres {
    directory: TempDir,
    programs: PathBuf,
    port: u16,
}

impl Postgres {
    /// Starts a cluster whose TLS certificate is for `localhost`.
    pub fn start() -> Self {
        let directory = TempDir::new().expect("a temporary directory");
        let cluster = Self {
            programs: programs(),
            directory,
            port: port::free(),
        };
        cluster.initialise();
        cluster.configure();
        cluster.run(
            "pg_ctl",
            &["start", "--wait", "--silent", "--pgdata", "data", "--log", "log"],
        );
        cluster
    }

    /// The port it listens on, on loopback.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The settings with which programs reach it, where their secret does not matter.
    pub fn settings(&self, tls: Tls) -> DatabaseSettings {
        DatabaseSettings {
            host: "localhost".to_owned(),
            port: self.port,
            name: "postgres".to_owned(),
            user: None,
            secret_arn: "unused".to_owned(),
            tls,
        }
    }

    /// The file with the authority that signed its certificate.
    pub fn authority(&self) -> PathBuf {
        self.path("authority.pem")
    }

    /// A connection of the test's own.
    pub async fn connect(&self) -> Client {
        let text = format!(
            "host=127.0.0.1 port={} user={USER} password='{PASSWORD}' dbname=postgres",
            self.port
        );
        let (client, connection) = tokio_postgres::connect(&text, NoTls).await.expect("a connection");
        tokio::spawn(connection);
        client
    }

    fn initialise(&self) {
        fs::write(self.path("password"), PASSWORD).expect("the password file");
        self.give_away();
        let secure = ["--auth-host=scram-sha-256", "--auth-local=reject", "--pwfile=password"];
        let plain = [
            "--pgdata=data",
            "--no-sync",
            "--locale=C",
            "--encoding=UTF8",
            "--username",
            USER,
        ];
        self.run("initdb", &[&secure[..], &plain[..]].concat());
    }

    fn configure(&self) {
        let certificates = Certificates::for_server("localhost");
        fs::write(self.authority(), certificates.authority).expect("the authority");
        fs::write(self.path("server.pem"), certificates.server).expect("the certificate");
        fs::write(self.path("server.key"), certificates.key).expect("the key");
        fs::set_permissions(self.path("server.key"), fs::Permissions::from_mode(0o600)).expect("the key's mode");
        let own = format!(
            "port = {}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\n\
             ssl = on\nssl_cert_file = '../server.pem'\nssl_key_file = '../server.key'\n",
            self.port
        );
        fs::write(self.path("data/postgresql.auto.conf"), own).expect("the configuration");
        // md5 lets the test prove that the functions refuse a login without channel binding.
        let access = "host all weak 127.0.0.1/32 md5\nhost all all 127.0.0.1/32 scram-sha-256\n";
        fs::write(self.path("data/pg_hba.conf"), access).expect("the access rules");
        self.give_away();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// PostgreSQL refuses to run as root: then everything belongs to the user its package made.
    fn give_away(&self) {
        if is_root() {
            succeed(
                Command::new("chown")
                    .args(["-R", "postgres:"])
                    .arg(self.directory.path()),
            );
        }
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        succeed(&mut self.command(program, arguments));
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.args(arguments).current_dir(self.directory.path());
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let stopped = self
            .command("pg_ctl", &["stop", "--silent", "--mode=immediate", "--pgdata=data"])
            .status();
        if !stopped.is_ok_and(|status| status.success()) {
            eprintln!("the test's PostgreSQL on port {} did not stop", self.port);
        }
    }
}

/// The directory of the newest PostgreSQL's programs.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let programs = entry.path().join("bin");
            programs.join("initdb").exists().then_some((version, programs))
        })
        .max();
    newest
        .expect("these tests need a PostgreSQL server: apt-get install postgresql")
        .1
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("the user's id");
    output.stdout == b"0\n"
}

fn succeed(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{complaint}", output.status);
}

/// The secret RDS would keep for the superuser.
pub fn secret() -> String {
    secret_of(USER, PASSWORD)
}

/// The secret RDS would keep for a user.
pub fn secret_of(user: &str, password: &str) -> String {
    format!(r#"{{"username":"{user}","password":"{password}"}}"#)
}

/// A file with an authority that signed nothing the server has.
pub fn other_authority(directory: &Path) -> PathBuf {
    let path = directory.join("other.pem");
    fs::write(&path, Certificates::for_server("localhost").authority).expect("the other authority");
    path
}
