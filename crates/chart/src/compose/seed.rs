//! What varies the wording: a hash of the factors (FNV-1a, 64 bits), so that the same chart reads the same everywhere and
//! for ever. Knows no words.

use super::{input::Factors, weigh::Weighed};

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// The seed of a chart: the keys of all its factors in their order, and the orbs of its aspects in whole degrees, so that
/// people born on one day are told the same in other words.
pub(super) fn of(factors: &Factors, weighed: &[Weighed]) -> u64 {
    let keys = weighed.iter().fold(OFFSET, |hash, one| with(hash, &one.factor.key(factors)));
    let across = factors.across.iter().flat_map(|across| &across.aspects);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an orb is a few degrees")]
    factors.aspects.iter().chain(across).fold(keys, |hash, aspect| byte(hash, aspect.orb as u8))
}

/// Goes on hashing; a separator keeps `ab` + `c` from being `a` + `bc`.
pub(super) fn with(hash: u64, text: &str) -> u64 {
    text.bytes().chain([0]).fold(hash, byte)
}

fn byte(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(PRIME)
}

/// One of `count` for a purpose; 0 of none.
pub(super) fn pick(seed: u64, purpose: &str, count: usize) -> usize {
    let mut mixed = with(seed, purpose);
    // FNV's low bits are weak: stir as SplitMix64 does.
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    let count = count as u64;
    #[expect(clippy::cast_possible_truncation, reason = "less than a usize")]
    let chosen = mixed.checked_rem(count).unwrap_or(0) as usize;
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published values of FNV-1a, our separator as their last byte.
    #[test]
    fn it_is_fnv() {
        assert_eq!(with(OFFSET, ""), OFFSET.wrapping_mul(PRIME));
        assert_eq!(with(OFFSET, "a"), 0xaf63_dc4c_8601_ec8c_u64.wrapping_mul(PRIME));
    }

    #[test]
    fn every_choice_is_made_about_as_often() {
        let mut counts = [0; 5];
        for seed in 0..5_000 {
            counts[pick(seed, "lead", 5)] += 1;
        }
        assert!(counts.iter().all(|count| (900..1_100).contains(count)), "{counts:?}");
        assert_eq!(pick(7, "lead", 0), 0);
    }
}
