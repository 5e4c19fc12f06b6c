//! What every request carries with it: the database, and what the answer must not forget.

use std::sync::Arc;

use data::Database;
use http::Extensions;
use ipnet::IpNet;
use kernel::TenantId;

use crate::OnAnswer;

/// The host that a request names, in lower case and without a port, as the front read it once for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName(pub(crate) String);

impl HostName {
    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Put into each request by the front, read by the extractors.
#[derive(Clone)]
pub struct Shell {
    /// The database.
    pub database: Database,
    /// The tenant of hosts that have none of their own.
    pub default_tenant: TenantId,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Arc<[IpNet]>,
    /// Host names that are answered; empty for any.
    pub hosts: Arc<[String]>,
    /// The path at and below which requests are only judged: whatever is refused there is refused with 403, and no
    /// host is foreign. None for nowhere.
    pub measured: Option<&'static str>,
    /// Told of every answer.
    pub on_answer: OnAnswer,
}

impl Shell {
    /// Whether a request to this path, as it came, is only judged.
    #[must_use]
    pub fn measures(&self, path: &str) -> bool {
        let below =
            |prefix: &str| path.strip_prefix(prefix)?.chars().next().is_none_or(|c| c == '/').then_some(());
        self.measured
            .is_some_and(|prefix| below(prefix).or_else(|| below(&prefix.replacen("/v1", "", 1))).is_some())
    }

    /// The tenant that answers for the host of a request with these extensions; at most ten seconds old.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn tenant_of(&self, request: &Extensions) -> data::Result<TenantId> {
        let host = request.get::<HostName>().map_or("", HostName::as_str);
        Ok(self.database.tenant_of_host(host).await?.id)
    }
}
