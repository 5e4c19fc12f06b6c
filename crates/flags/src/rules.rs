//! Who is inside a roll-out. Pure: the same flag and user give the same answer for ever.

use kernel::UserId;

/// One flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Its name.
    pub name: String,
    /// Off is off for everybody.
    pub enabled: bool,
    /// For how many of a hundred users it is on.
    pub rollout_percentage: u8,
}

/// Whether the flag is on for a user.
///
/// ```
/// use flags::rules::{Flag, is_on};
/// use kernel::UserId;
///
/// let user = UserId::from(uuid::Uuid::from_u128(7));
/// let flag = |enabled, rollout_percentage| Flag { name: "new_wheel".into(), enabled, rollout_percentage };
/// assert!(is_on(&flag(true, 100), user));
/// assert!(!is_on(&flag(true, 0), user));
/// assert!(!is_on(&flag(false, 100), user));
/// ```
#[must_use]
pub fn is_on(flag: &Flag, user: UserId) -> bool {
    flag.enabled && bucket(&user.to_string(), &flag.name) <= u32::from(flag.rollout_percentage)
}

/// The bucket, 1 to 100, of an identifier in a group: `murmur3_x86_32("group:id", seed 0) mod 100 + 1`,
/// as Unleash defines it, so that its clients agree with us.
///
/// ```
/// assert_eq!(flags::rules::bucket("123", "gr1"), 73);
/// assert_eq!(flags::rules::bucket("999", "groupX"), 25);
/// ```
#[must_use]
pub fn bucket(id: &str, group: &str) -> u32 {
    let text = format!("{group}:{id}");
    murmur3::murmur3_32(&mut text.as_bytes(), 0).map_or(100, |hash| hash % 100 + 1)
}

/// Whether a flag can have this name.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.-".contains(&byte);
    (1..=64).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn user(n: u128) -> UserId {
        UserId::from(uuid::Uuid::from_u128(n))
    }

    proptest! {
        #[test]
        fn raising_the_percentage_takes_it_from_nobody(n in any::<u128>(), low in 0u8..=100, high in 0u8..=100) {
            let flag = |rollout_percentage| Flag { name: "f".into(), enabled: true, rollout_percentage };
            let (low, high) = (low.min(high), low.max(high));
            prop_assert!(!is_on(&flag(low), user(n)) || is_on(&flag(high), user(n)));
        }
    }

    #[test]
    fn a_roll_out_reaches_about_its_share() {
        let flag = Flag { name: "wheel".into(), enabled: true, rollout_percentage: 30 };
        let reached =
            (0..10_000u128).filter(|n| is_on(&flag, user(n.wrapping_mul(0x9E37_79B9_7F4A_7C15)))).count();
        assert!((2_850..3_150).contains(&reached), "{reached}");
    }

    #[test]
    fn names() {
        assert!(is_name("new_wheel") && is_name("a.b-c9"));
        assert!(
            !is_name("") && !is_name("9a") && !is_name("A") && !is_name("a b") && !is_name(&"a".repeat(65))
        );
    }
}
