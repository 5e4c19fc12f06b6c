//! Words inside of themselves: `ununionion` is what a filter that takes `union` out once leaves as `union`. Refuses words that hold
//! another by chance.

/// Words that filters take out, in lower case.
const WORDS: &[&[u8]] = &[
    b"and",
    b"delete",
    b"drop",
    b"eval",
    b"exec",
    b"from",
    b"insert",
    b"javascript",
    b"or",
    b"script",
    b"select",
    b"sleep",
    b"union",
    b"update",
    b"where",
];

/// Longer values are not asked.
const LONGEST: usize = 2048;

/// What is left when each word that stands inside of one of them is taken out, or nothing if there is none.
pub(crate) fn decode(value: &[u8]) -> Option<Vec<u8>> {
    if value.len() > LONGEST {
        return None;
    }
    let mut out = Vec::new();
    let (mut copied, mut at) = (0, 0);
    for run in value.chunk_by(|a, b| a.is_ascii_alphabetic() == b.is_ascii_alphabetic()) {
        if let Some((from, to)) = nested(run) {
            out.extend_from_slice(&value[copied..at + from]);
            copied = at + to;
        }
        at += run.len();
    }
    (copied > 0).then(|| [&out, &value[copied..]].concat())
}

/// Where a word stands whose removal leaves one: `un`, `union`, `ion`.
fn nested(run: &[u8]) -> Option<(usize, usize)> {
    WORDS.iter().find_map(|inner| {
        let left = run.len().checked_sub(inner.len())?;
        let outers = || WORDS.iter().filter(move |outer| outer.len() == left);
        outers().next()?;
        (1..left).map(|from| (from, from + inner.len())).find(|(from, to)| {
            run[*from..*to].eq_ignore_ascii_case(inner)
                && outers().any(|outer| {
                    run[..*from].eq_ignore_ascii_case(&outer[..*from])
                        && run[*to..].eq_ignore_ascii_case(&outer[*from..])
                })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn what_opens_and_what_stays() {
        for (value, left) in [
            ("ununionion selselectect 4", "union select 4"),
            ("1 anandd 2", "1 and 2"),
            ("<scscriptript>", "<script>"),
        ] {
            assert_eq!(decode(value.as_bytes()).unwrap(), left.as_bytes(), "{value}");
        }
        for value in ["reunion of selected", "orchard", "understand", ""] {
            assert_eq!(decode(value.as_bytes()), None, "{value}");
        }
    }
}
