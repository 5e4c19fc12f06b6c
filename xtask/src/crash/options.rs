//! What the siege is told on its command line.

use std::path::PathBuf;

/// The flags of `cargo xtask crash`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Decides every moment.
    pub(crate) seed: u64,
    /// How often the server is killed.
    pub(crate) points: u32,
    /// How often its database is killed under it.
    pub(crate) database: u32,
    /// Slow connections at once.
    pub(crate) crowd: usize,
    /// Whether nothing else is done.
    pub(crate) only_crowd: bool,
    /// A binary to besiege instead of the release build.
    pub(crate) binary: Option<PathBuf>,
}

const USAGE: &str = "usage: cargo xtask crash [--seed N] [--points N] [--database N] [--crowd N] [--only-crowd] [--binary PATH]";

impl Options {
    pub(crate) fn parse(args: &[String]) -> Result<Self, String> {
        let mut options =
            Self { seed: 1, points: 50, database: 5, crowd: 10_000, only_crowd: false, binary: None };
        let mut args = args.iter();
        while let Some(flag) = args.next() {
            if flag == "--only-crowd" {
                options.only_crowd = true;
                continue;
            }
            let value = args.next().ok_or_else(|| format!("{flag} needs a value\n{USAGE}"))?;
            let wrong = |_| format!("{flag} is a whole number\n{USAGE}");
            match flag.as_str() {
                "--seed" => options.seed = value.parse().map_err(wrong)?,
                "--points" => options.points = value.parse().map_err(wrong)?,
                "--database" => options.database = value.parse().map_err(wrong)?,
                "--crowd" => options.crowd = value.parse().map_err(wrong)?,
                "--binary" => {
                    options.binary = Some(std::path::absolute(value).map_err(|error| error.to_string())?);
                }
                _ => return Err(format!("there is no {flag}\n{USAGE}")),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Options, String> {
        Options::parse(&args.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn flags() {
        let all = [
            "--seed",
            "7",
            "--points",
            "3",
            "--database",
            "0",
            "--crowd",
            "9",
            "--only-crowd",
            "--binary",
            "/b",
        ];
        let expected = Options {
            seed: 7,
            points: 3,
            database: 0,
            crowd: 9,
            only_crowd: true,
            binary: Some("/b".into()),
        };
        assert_eq!(parse(&all).unwrap(), expected);
        assert_eq!(
            parse(&[]).unwrap(),
            Options { seed: 1, points: 50, database: 5, crowd: 10_000, only_crowd: false, binary: None }
        );
        for bad in [&["--seed"][..], &["--seed", "x"], &["--frobnicate", "1"]] {
            assert!(parse(bad).unwrap_err().contains("usage:"), "{bad:?}");
        }
    }
}
