//! The readings that some back end would make of a value after the platform has decoded it: percent signs again, entities,
//! escapes, compatible letters, UTF-7, control characters dropped. Refuses to judge what they say.

mod compatible;
mod entities;
mod escapes;
mod percent;
mod stripped;
mod utf7;

pub(crate) use stripped::decode as stripped;

use crate::{Decoding, bytes::is_space};

/// Rounds of percent signs, and of the whole chain.
const ROUNDS: u8 = 3;

/// Hands every reading that differs from the one before to `look`, until it answers. Each reading is made from the last one,
/// so that mixed encodings open too; there are at most [`ROUNDS`] + 6 in a chain and two chains.
pub(crate) fn readings<T>(value: &[u8], mut look: impl FnMut(&[u8], Decoding) -> Option<T>) -> Option<T> {
    let mut chain = Chain { bytes: value.to_vec() };
    for turn in 0..2 {
        let before = chain.bytes.len();
        let mut changed = false;
        for round in 1..=ROUNDS {
            if !chain.apply(percent::decode) {
                break;
            }
            changed = true;
            if let Some(found) = look(&chain.bytes, Decoding::Percent(round)) {
                return Some(found);
            }
        }
        for (decode, decoding) in STEPS {
            if chain.apply(*decode) {
                changed = true;
                if let Some(found) = look(&chain.bytes, *decoding) {
                    return Some(found);
                }
            }
        }
        if !changed || turn == 1 || before == chain.bytes.len() {
            return None;
        }
    }
    None
}

/// One way to decode: the new bytes, or nothing if there is nothing to decode.
type Decode = fn(&[u8]) -> Option<Vec<u8>>;

const STEPS: &[(Decode, Decoding)] = &[
    (entities::decode, Decoding::Entities),
    (escapes::decode, Decoding::Escapes),
    (compatible::decode, Decoding::Compatible),
    (utf7::decode, Decoding::Utf7),
    (dropped, Decoding::Dropped),
    (plus, Decoding::Plus),
];

struct Chain {
    bytes: Vec<u8>,
}

impl Chain {
    fn apply(&mut self, decode: Decode) -> bool {
        match decode(&self.bytes) {
            Some(decoded) if decoded != self.bytes => {
                self.bytes = decoded;
                true
            }
            _ => false,
        }
    }
}

/// Without null bytes, control characters that are no white space, and marks that nobody sees.
fn dropped(value: &[u8]) -> Option<Vec<u8>> {
    let odd = |byte: &u8| (*byte < b' ' && !is_space(*byte)) || *byte == 127;
    let marked =
        value.windows(2).any(|w| unseen(w) > 0 || w == b"\xe2\x80" || w == b"\xe2\x81" || w == b"\xef\xbb");
    if !marked && !value.iter().any(odd) {
        return None;
    }
    let mut out = Vec::with_capacity(value.len());
    let mut at = 0;
    while let Some(byte) = value.get(at) {
        let length = unseen(&value[at..]);
        if length == 0 && !odd(byte) {
            out.push(*byte);
        }
        at += length.max(1);
    }
    Some(out)
}

/// How long a mark at the start is that shows nothing: soft hyphens, joiners, marks of direction, byte order marks.
fn unseen(rest: &[u8]) -> usize {
    match rest {
        [0xc2, 0xad, ..] => 2,
        [0xe2, 0x80, 0x8b..=0x8f | 0xaa..=0xae, ..]
        | [0xe2, 0x81, 0xa0..=0xaf, ..]
        | [0xef, 0xbb, 0xbf, ..] => 3,
        _ => 0,
    }
}

/// Plus signs as spaces, in a value that has no spaces.
fn plus(value: &[u8]) -> Option<Vec<u8>> {
    let wanted = value.contains(&b'+') && !value.contains(&b' ');
    wanted.then(|| value.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(value: &str) -> Vec<String> {
        let mut seen = Vec::new();
        readings(value.as_bytes(), |bytes, _| {
            seen.push(String::from_utf8_lossy(bytes).into_owned());
            None::<()>
        });
        seen
    }

    #[test]
    fn layers_open_one_after_the_other() {
        assert_eq!(all("plain text, 100 %"), Vec::<String>::new());
        assert_eq!(all("%2527"), ["%27", "'"]);
        assert_eq!(all("%26lt%3bb"), ["&lt;b", "<b"]);
        assert_eq!(all("\\u0025u003cb").last().unwrap(), "<b");
        assert_eq!(all("a\0b"), ["ab"]);
        assert_eq!(all("a+b"), ["a b"]);
    }

    proptest! {
        #[test]
        fn no_bytes_panic_and_nothing_grows_much(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            readings(&bytes, |decoded, _| {
                assert!(decoded.len() <= 8 * bytes.len().max(8));
                None::<()>
            });
        }

        #[test]
        fn encodings_open(text in "[a-z<>'();%&+ ]{1,20}", wide in any::<bool>()) {
            let encoded: String = text.bytes()
                .map(|byte| if wide { format!("%u00{byte:02x}") } else { format!("%{byte:02x}") })
                .collect();
            prop_assert_eq!(&all(&encoded)[0], &text);
        }
    }
}
