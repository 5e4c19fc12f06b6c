//! The section `[connectors.mail]`.

use std::num::NonZeroU32;

use secrecy::SecretString;
use serde::Deserialize;

/// How mail leaves.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `smtp://user:password@host:587` (TLS begins by STARTTLS) or `smtps://user:password@host:465` (TLS from the first
    /// byte), user and password percent-encoded; empty: into the folder.
    pub url: SecretString,
    /// Who writes.
    pub from: String,
    /// Whether a server without TLS is refused. Without it, user, password and mail travel in the clear to a server that
    /// offers no STARTTLS, or to whoever stands in front of it.
    pub require_tls: bool,
    /// Milliseconds for one mail, from the connection to the server's word that it has it.
    pub deadline_ms: NonZeroU32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            url: SecretString::default(),
            from: "mainstay@localhost".to_owned(),
            require_tls: true,
            deadline_ms: NonZeroU32::new(30_000).unwrap_or(NonZeroU32::MAX),
        }
    }
}
