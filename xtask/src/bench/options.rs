//! What the benchmark is told on its command line.

/// The flags of `cargo xtask bench`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Requests in a turn.
    pub(crate) requests: usize,
    /// Turns of each.
    pub(crate) pairs: usize,
    /// Connections that stay open, each with a user of its own.
    pub(crate) connections: usize,
    /// Accounts, before they are ten times as many.
    pub(crate) users: usize,
    /// Whether both servers are built first.
    pub(crate) build: bool,
    /// Whether the computation is measured alone as well.
    pub(crate) natal: bool,
}

const USAGE: &str = "usage: cargo xtask bench [--requests N] [--pairs N] [--connections N] [--users N] [--without-build] [--without-natal], or cargo xtask bench swiss";

impl Options {
    pub(crate) fn parse(args: &[String]) -> Result<Self, String> {
        let mut options =
            Self { requests: 8_000, pairs: 7, connections: 4, users: 1_000, build: true, natal: true };
        let mut args = args.iter();
        while let Some(flag) = args.next() {
            let mut number = || {
                let number = args.next().and_then(|value| value.parse().ok());
                number.filter(|number| *number > 0).ok_or_else(|| format!("{flag} needs a number\n{USAGE}"))
            };
            match flag.as_str() {
                "--requests" => options.requests = number()?,
                "--pairs" => options.pairs = number()?,
                "--connections" => options.connections = number()?,
                "--users" => options.users = number()?,
                "--without-build" => options.build = false,
                "--without-natal" => options.natal = false,
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
        let all = ["--requests", "9", "--pairs", "8", "--connections", "7", "--users", "6"];
        let all: Vec<&str> = all.into_iter().chain(["--without-build", "--without-natal"]).collect();
        let expected =
            Options { requests: 9, pairs: 8, connections: 7, users: 6, build: false, natal: false };
        assert_eq!(parse(&all).unwrap(), expected);
        for bad in [&["--pairs"][..], &["--pairs", "0"], &["--users", "x"], &["--frobnicate"]] {
            assert!(parse(bad).unwrap_err().contains("usage:"), "{bad:?}");
        }
    }
}
