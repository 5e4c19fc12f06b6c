//! What the front tells of each request once its answer leaves, and what the guard learned of it on the way. It knows
//! nobody who listens.

use std::{net::IpAddr, sync::Arc};

use jiff::Timestamp;
use kernel::{CorrelationId, TenantId, UserId, locale::Country};

/// What the guard found out about a request; it leaves it in the extensions of the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// The business that it belongs to, when that was asked.
    pub tenant: Option<TenantId>,
    /// Who sent it, once signed in.
    pub user: Option<UserId>,
    /// Why it was refused, by the guard's name of the reason.
    pub reason: Option<&'static str>,
    /// Where its address is at home, when that is known.
    pub country: Option<Country>,
}

/// A request that was answered: never its path, query or body.
#[derive(Clone, Debug)]
pub struct Answered<'a> {
    /// When, in real time.
    pub at: Timestamp,
    /// The client; `None` when the proxy in front named no address.
    pub address: Option<IpAddr>,
    /// The method; `other` for invented ones.
    pub method: &'static str,
    /// The route as the table writes it; `-` for what was refused before it had one.
    pub route: &'a str,
    /// The status of the answer.
    pub status: u16,
    /// The code of a refusal.
    pub code: Option<&'static str>,
    /// Microseconds from its head to its answer's.
    pub micros: i64,
    /// Bytes of its body, as its head says; `None` for chunks.
    pub request_bytes: Option<u64>,
    /// Bytes of the answer's body; `None` for a stream.
    pub answer_bytes: Option<u64>,
    /// Its correlation id.
    pub correlation: &'a CorrelationId,
    /// What the guard learned; `None` when it never saw the request.
    pub judged: Option<Judged>,
}

/// Told of every answer as it leaves; it must neither wait nor fail.
pub type OnAnswer = Arc<dyn Fn(Answered<'_>) + Send + Sync>;

/// The listener to answers that nobody has asked for.
#[must_use]
pub fn unheard() -> OnAnswer {
    Arc::new(|_| {})
}
