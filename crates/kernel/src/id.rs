//! Typed identifiers: `UUIDv7`, so that they sort by the time they were made.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new identifier whose leading bits are `at`, to the millisecond.
            #[must_use]
            pub fn new(at: Timestamp) -> Self {
                Self(uuid_v7(at))
            }

            /// The bare UUID, for a query parameter.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
    )*};
}

ids! {
    /// One business that runs on this installation.
    TenantId;
    /// A person with an account in one tenant.
    UserId;
    /// A sign-in and all refresh tokens that descend from it.
    SessionId;
    /// The standing agreement between a user and a plan.
    SubscriptionId;
    /// One immutable row of the subscription ledger.
    TransitionId;
    /// Usage set aside before the work that it pays for.
    ReservationId;
    /// A saved chart.
    ChartId;
    /// A unit of background work.
    JobId;
    /// An event waiting to leave for its subscribers.
    OutboxId;
    /// One entry of the audit log.
    AuditId;
    /// A stretch of time in which an alert tells nobody.
    SilenceId;
    /// What was to be told of an alert.
    NoticeId;
    /// A network address that is let in no more for a time.
    BlockId;
    /// One row of the request log.
    RequestId;
}

fn uuid_v7(at: Timestamp) -> Uuid {
    let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &crate::entropy::bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ids_sort_later() {
        let early = UserId::new(Timestamp::from_second(1_700_000_000).unwrap());
        let late = UserId::new(Timestamp::from_second(1_700_000_001).unwrap());
        assert!(early < late);
        assert_eq!(early.uuid().get_version_num(), 7);
        assert_eq!(early.to_string().parse::<UserId>().unwrap(), early);
    }
}
