//! Which passwords are taken (NIST SP 800-63B-4): length decides, no rules of composition, and what an
//! attacker tries first is refused.
//!
//! A password that is the only factor has at least fifteen characters. At that length the guessable ones are
//! a common word with digits behind it, a repetition, a run over the keyboard, or the user's own e-mail.

use std::fmt;

/// The longest password that is taken, in bytes; at least 64 characters of any script fit.
pub const LONGEST: usize = 256;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// It has fewer characters than the policy asks for.
    TooShort {
        /// The characters that the policy asks for.
        least: usize,
    },
    /// It repeats a few characters.
    Repetition,
    /// It follows the alphabet, the digits or the rows of a keyboard.
    Run,
    /// It is a common password, or one with digits or signs around it.
    Common,
    /// It is the e-mail address or made of its parts.
    Email,
}

impl fmt::Display for Weakness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { least } => write!(f, "Take {least} characters or more, up to {LONGEST} bytes"),
            Self::Repetition => f.write_str("It repeats a few characters; take several words instead"),
            Self::Run => f.write_str("It follows the keyboard or the alphabet; take several words instead"),
            Self::Common => {
                f.write_str("It is one of the first that anybody would try; take several words instead")
            }
            Self::Email => f.write_str("It is made of the e-mail address; take several words instead"),
        }
    }
}

/// Words that stand at the head of every list of stolen passwords.
const COMMON: &str = "
    abc admin administrator adminadmin adobe angel asdfasdf babygirl bailey baseball batman changeme
    charlie chocolate computer correcthorsebatterystaple default donald dragon flower football
    freedom guest hello helloworld hunter iloveyou iloveyousomuch internet jesus jesuschrist jordan
    killer letmein letmeinplease liverpool login lovely mainstay master michael monkey mustang
    mynoob mypassword mypasswordis ninja nothing pass passphrase passw passwd password
    passwordpassword passwort pokemon princess qazwsx qwerty qwertyuiop root secret shadow snoopy
    soccer starwars sunshine superman supersecret temp test testtest thisismypassword
    thisisapassword trustno user welcome welcomehome whatever wordpass zaq zxcvbnm";

const RUNS: &[&str] = &[
    "01234567890123456789012345678901234567890",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm1234567890",
    "1234567890qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "qazwsxedcrfvtgbyhnujmikolp",
];

/// Whether a password may be taken for the account of `email`.
///
/// # Errors
/// The first weakness found.
pub fn check(password: &str, email: &str, least: usize) -> Result<(), Weakness> {
    if password.chars().count() < least {
        return Err(Weakness::TooShort { least });
    }
    let folded = password.to_lowercase();
    if repeats(&folded) {
        Err(Weakness::Repetition)
    } else if runs(&folded) {
        Err(Weakness::Run)
    } else if is_common(&folded) {
        Err(Weakness::Common)
    } else if is_of_email(&folded, &email.to_lowercase()) {
        Err(Weakness::Email)
    } else {
        Ok(())
    }
}

/// Up to four characters, over and over.
fn repeats(folded: &str) -> bool {
    let letters: Vec<char> = folded.chars().collect();
    (1..=4).any(|period| letters.iter().zip(letters.iter().skip(period)).all(|(a, b)| a == b))
}

fn runs(folded: &str) -> bool {
    let backwards: String = folded.chars().rev().collect();
    RUNS.iter().any(|run| run.contains(folded) || run.contains(&backwards))
}

/// A common word once the digits and signs around it and the usual swaps of letters are undone.
fn is_common(folded: &str) -> bool {
    let letters = |text: &str| text.trim_matches(|c: char| !c.is_alphabetic()).to_owned();
    let plain = |c| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    let bare = letters(folded);
    let swapped = bare.chars().map(plain).collect::<String>();
    COMMON.split_whitespace().any(|word| word == bare || word == swapped)
}

/// Nothing but the address, its name or its host, repeated or with digits and signs around.
fn is_of_email(folded: &str, email: &str) -> bool {
    let (name, host) = email.split_once('@').unwrap_or((email, ""));
    let rest = [email, name, host]
        .into_iter()
        .filter(|part| part.len() > 2)
        .fold(folded.to_owned(), |rest, part| rest.replace(part, ""));
    rest.len() < folded.len() && !rest.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EMAIL: &str = "ada.lovelace@example.org";

    #[test]
    fn the_table() {
        let cases = [
            ("", Some(Weakness::TooShort { least: 15 })),
            ("fourteen chars", Some(Weakness::TooShort { least: 15 })),
            ("éééééééééééééé", Some(Weakness::TooShort { least: 15 })),
            ("aaaaaaaaaaaaaaaa", Some(Weakness::Repetition)),
            ("AbcdabcdABCDabcdabc", Some(Weakness::Repetition)),
            ("123456789012345", Some(Weakness::Run)),
            ("9876543210987654", Some(Weakness::Run)),
            ("QwertyUiopAsdfgh", Some(Weakness::Run)),
            ("1q2w3e4r5t6y7u8i", Some(Weakness::Run)),
            ("password12345678", Some(Weakness::Common)),
            ("!!P@ssw0rd!!2026", Some(Weakness::Common)),
            ("ThisIsMyPassword", Some(Weakness::Common)),
            ("correcthorsebatterystaple", Some(Weakness::Common)),
            ("ada.lovelace@example.org", Some(Weakness::Email)),
            ("Ada.Lovelace1234", Some(Weakness::Email)),
            ("ada.lovelaceexample.org!", Some(Weakness::Email)),
            ("violet hamster, quiet rain", None),
            ("four five six seven", None),
            ("ada.lovelace writes engines", None),
            ("пятнадцать знаков", None),
            ("🐹🌧🎻🚂🐹🌧🎻🚲🐢🌧🎻🚂🐹🌊🎻", None),
            ("kX9#mQ2$vL5&wR8", None),
        ];
        for (password, weakness) in cases {
            assert_eq!(check(password, EMAIL, 15).err(), weakness, "{password}");
        }
    }

    #[test]
    fn a_short_name_in_the_address_refuses_nothing_else() {
        assert_eq!(check("violet hamster rain", "a@b.co", 15), Ok(()));
        assert_eq!(check("x1234567890-1234", "x@y.zz", 15), Ok(()));
    }

    #[test]
    fn every_word_of_the_list_can_be_found() {
        for word in COMMON.split_whitespace() {
            let folded = format!("{word}1234567890123456");
            assert!(is_common(&folded), "{word}");
        }
    }

    proptest! {
        #[test]
        fn long_random_passwords_are_taken(password in "[a-zA-Z0-9 ,.!]{40,64}") {
            prop_assert_eq!(check(&password, EMAIL, 15), Ok(()));
        }

        #[test]
        fn nothing_makes_it_panic(password in "\\PC{0,70}", email in "\\PC{0,30}") {
            let _ = check(&password, &email, 15);
        }
    }
}
