//! A business never loses its last admin.

use kernel::UserId;

/// Whether an active admin is left when `leaving` stops being one.
#[must_use]
pub fn one_is_left(active_admins: &[UserId], leaving: UserId) -> bool {
    active_admins.iter().any(|admin| *admin != leaving)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_last_one_stays() {
        let [a, b] = [1, 2].map(|n| UserId::from(Uuid::from_u128(n)));
        assert!(!one_is_left(&[a], a) && !one_is_left(&[], a));
        assert!(one_is_left(&[a, b], a) && one_is_left(&[a, b], b) && one_is_left(&[b], a));
    }
}
