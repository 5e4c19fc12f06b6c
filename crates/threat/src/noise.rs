//! Noise: text that a program made to look like nothing, as challenge answers, encrypted beacons and packed binary do. Every sign stands in
//! it somewhere by chance. Refuses to let a whole value pass: only what was found is judged, by the bytes around it.

/// Bytes around a finding that are looked at.
const AROUND: usize = 40;
/// Fewer bytes say nothing.
const FEWEST: usize = 56;

/// Whether the bytes around a finding mix letters, digits and signs without ever making a word.
pub(crate) fn surrounds(text: &[u8], start: usize, end: usize) -> bool {
    let around = &text[start.saturating_sub(AROUND)..text.len().min(end.min(start + 24) + AROUND)];
    if around.len() < FEWEST {
        return false;
    }
    let share = |good: fn(u8) -> bool, percent: usize| {
        around.iter().filter(|byte| good(**byte)).count() * 100 >= around.len() * percent
    };
    let mixed = share(|byte| byte.is_ascii_lowercase(), 10)
        && share(|byte| byte.is_ascii_uppercase(), 8)
        && share(|byte| byte.is_ascii_digit(), 3)
        && !share(|byte| byte.is_ascii_whitespace(), 5);
    mixed && in_words(around) * 100 < around.len() * 20
}

/// Bytes in runs of four letters and more of one case: what is written to be read is mostly made of them.
fn in_words(text: &[u8]) -> usize {
    let case = |byte: &u8| byte.is_ascii_lowercase().cmp(&byte.is_ascii_uppercase());
    text.chunk_by(|a, b| a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && case(a) == case(b))
        .filter(|run| run.len() >= 4)
        .map(<[u8]>::len)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::surrounds;

    #[test]
    fn soup_is_noise_and_programs_are_not() {
        let all = |text: &str| surrounds(text.as_bytes(), text.len() / 2, text.len() / 2 + 4);
        assert!(all("q9$Xw3kR2vP0zT7b$Yc5Hn8-Jd4Mf6Lg1sA9rU2eI0oW3xQ7$tB5yN8hK4"));
        for text in [
            "alert(String.fromCharCode(88,83,83));document.write('<B>x1</B>')",
            "(![]+[])[+[]]+(![]+[])[!+[]+!+[]]+([![]]+[][[]])[+!+[]+[+[]]]",
            "1 UNION SELECT Username,Pass_42 FROM Users2 WHERE Id=4 AND 7=7 -- x",
            "short $Xw3",
        ] {
            assert!(!all(text), "{text}");
        }
    }
}
