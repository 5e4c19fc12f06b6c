//! The product events of this room, every name and property of them. Knows no reader.
//!
//! | event | when | properties |
//! |---|---|---|
//! | `user_signed_up` | somebody made an account; not when an operator makes an admin | `source`: one of [`SOURCES`], or `other`; absent if none was told |
//! | `last_login` | somebody signed in with their password; not the sign-in that a sign-up brings | none |

use data::Event;
use kernel::UserId;

use crate::Acquisition;

/// Sources that an event names. What somebody writes as the source of their sign-up can be anything and stays with the
/// account.
pub const SOURCES: [&str; 10] = [
    "ads",
    "app_store",
    "event",
    "friends",
    "newsletter",
    "partner",
    "press",
    "referral",
    "search",
    "social",
];

/// A source that is none of these.
const OTHER: &str = "other";

pub(crate) fn user_signed_up(user: UserId, acquisition: Option<&Acquisition>) -> Event {
    let event = Event::new("user_signed_up").of(user);
    let Some(from) = acquisition else { return event };
    let known = SOURCES.into_iter().find(|source| from.source.as_str().eq_ignore_ascii_case(source));
    event.with("source", known.unwrap_or(OTHER))
}

pub(crate) fn last_login(user: UserId) -> Event {
    Event::new("last_login").of(user)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_named_only_if_it_is_known() {
        let user = UserId::new(testkit::START);
        let told = |source: &str| {
            let source = web::fields::Token::parse(source).unwrap();
            user_signed_up(user, Some(&Acquisition { source, campaign: None }))
        };
        let expected = |source| user_signed_up(user, None).with("source", source);
        assert_eq!(told("Newsletter"), expected("newsletter"));
        assert_eq!(told("ada.lovelace"), expected("other"));
        assert_ne!(told("other"), user_signed_up(user, None));
    }
}
