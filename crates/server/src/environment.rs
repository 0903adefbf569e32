//! Which database and which secret: those that are given, or the private ones.

use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    time::Duration,
};

use anyhow::{Context, bail};
use diesel::{Connection, MysqlConnection, connection::SimpleConnection};
use rapport_db::DbConfig;
use rapport_kernel::Clock;
use rapport_private_database::{Options, PrivateDatabase};
use rapport_transport::auth::{AuthConfig, Jwks, JwksSource, Key, Secret, Verifier};

use crate::cli::Shared;

/// The name of the database on the private server.
const PRIVATE_NAME: &str = "rapport";

/// A database to work on, and the private server under it if there is one.
pub(crate) struct Database {
    pub(crate) url: String,
    private: Option<PrivateDatabase>,
}

impl Database {
    /// The given database, or the private one, started if it does not run.
    pub(crate) fn open(shared: &Shared) -> anyhow::Result<Self> {
        if let Some(url) = &shared.database_url {
            return Ok(Self { url: url.clone(), private: None });
        }
        let private = PrivateDatabase::start(&Options::durable(&shared.home))?;
        let mut server = MysqlConnection::establish(&private.database_url("mysql"))?;
        server.batch_execute(&format!(
            "CREATE DATABASE IF NOT EXISTS {PRIVATE_NAME} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci"
        ))?;
        Ok(Self { url: private.database_url(PRIVATE_NAME), private: Some(private) })
    }

    /// How the door is opened.
    pub(crate) fn config(&self, shared: &Shared) -> DbConfig {
        DbConfig {
            pool_size: shared.pool_size,
            checkout_timeout: Duration::from_millis(shared.pool_wait),
            most_waiting: usize::try_from(shared.pool_queue).unwrap_or(usize::MAX),
            statement_timeout: shared.max_statement_time,
            kept_bytes: usize::try_from(shared.kept_memory).unwrap_or(usize::MAX).saturating_mul(1024 * 1024),
            ..DbConfig::new(&self.url)
        }
    }

    /// What to call it when talking to people: never with its password.
    pub(crate) fn shown(&self) -> String {
        match &self.private {
            Some(private) => format!("a private database below {}", private.home().display()),
            None => {
                let place = self.url.rsplit_once('@').map_or(self.url.as_str(), |(_, place)| place);
                place.split('?').next().unwrap_or_default().trim_start_matches("mysql://").to_owned()
            }
        }
    }

    /// Ends the private server, if this process is its last user.
    pub(crate) fn close(self) -> anyhow::Result<()> {
        if let Some(private) = self.private {
            private.stop()?;
        }
        Ok(())
    }
}

/// Who issues tokens, and for whom.
pub(crate) fn auth_config(shared: &Shared) -> AuthConfig {
    AuthConfig { issuer: shared.jwt_issuer.clone(), audience: shared.jwt_audience.clone(), ..AuthConfig::default() }
}

/// The secret that is given, or, for the private database, its own: made on first use, readable by its owner alone.
pub(crate) fn secret(shared: &Shared) -> anyhow::Result<Secret> {
    if let Some(secret) = &shared.jwt_secret {
        return Secret::new(secret.clone()).context("RAPPORT_JWT_SECRET");
    }
    // A development server on a database of one's own (`serve --demo`) signs with the private instance's secret too.
    if shared.database_url.is_some() && !shared.home.join("secret").exists() {
        bail!("set RAPPORT_JWT_SECRET to at least {} random bytes (openssl rand -hex 32)", Secret::SHORTEST);
    }
    own_secret(&shared.home)
}

/// The secret of the private instance.
pub(crate) fn own_secret(home: &Path) -> anyhow::Result<Secret> {
    let path = home.join("secret");
    let read = || -> anyhow::Result<Secret> {
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Secret::new(text.trim()).with_context(|| format!("{} holds no secret: remove the file", path.display()))
    };
    if path.exists() {
        return read();
    }
    fs::create_dir_all(home).with_context(|| format!("{} cannot be made", home.display()))?;
    let fresh = format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>());
    match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
        Ok(mut file) => file.write_all(fresh.as_bytes()).with_context(|| path.display().to_string())?,
        // Another process was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error).with_context(|| format!("{} cannot be written", path.display())),
    }
    read()
}

/// Verifies with the secret and the public keys that are given, and those that an issuer publishes.
///
/// An issuer that does not answer now stops no server: tokens of its keys are refused until it does.
pub(crate) fn verifier(shared: &Shared, secret: Option<&Secret>, clock: Clock) -> anyhow::Result<Verifier> {
    let mut keys: Vec<Key> = secret.map(|secret| Key::hs256(None, secret)).into_iter().collect();
    for file in &shared.jwt_key {
        keys.push(file.load()?);
    }
    let jwks = shared.jwks.clone().map(|source| Jwks::new(source, clock.clone()));
    if let Some(jwks) = &jwks {
        match jwks.load() {
            Ok(keys) => tracing::info!(source = %jwks.source(), keys, "the issuer's keys are read"),
            Err(error) if matches!(jwks.source(), JwksSource::File(_)) => {
                return Err(error).with_context(|| format!("the issuer's keys in {}", jwks.source()));
            }
            Err(error) => tracing::warn!(source = %jwks.source(), %error, "the issuer's keys could not be read as yet"),
        }
    }
    Verifier::trusting(auth_config(shared), keys, jwks, clock)
        .context("set RAPPORT_JWT_SECRET, RAPPORT_JWT_KEYS or RAPPORT_JWKS, so that tokens can be verified")
}
