//! What the demo is told on its command line.

use std::path::PathBuf;

/// The flags of `cargo xtask demo`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Where it listens on the loopback address.
    pub(crate) port: u16,
    /// Where its data is kept.
    pub(crate) data_dir: PathBuf,
    /// Whether it stops after the main job.
    pub(crate) exit: bool,
    /// Where the sign-ins are written as JSON.
    pub(crate) summary: Option<PathBuf>,
    /// Whether the server has a probe.
    pub(crate) probe: bool,
    /// What the demo business is told, at first start; none to begin without one.
    pub(crate) business: Option<Vec<String>>,
}

const USAGE: &str = "usage: cargo xtask demo [--port N] [--data-dir DIR] [--exit] [--summary FILE] \
[--probe] [--empty] [--customers N] [--months N] [--seed N]";

impl Options {
    pub(crate) fn parse(args: &[String]) -> Result<Self, String> {
        let mut options = Self {
            port: 8080,
            data_dir: default_data_dir(),
            exit: false,
            summary: None,
            probe: false,
            business: Some(Vec::new()),
        };
        let mut args = args.iter();
        while let Some(flag) = args.next() {
            let mut value = || args.next().ok_or_else(|| format!("{flag} needs a value\n{USAGE}"));
            match flag.as_str() {
                "--port" => {
                    options.port = value()?.parse().map_err(|_| format!("--port is 1 to 65535\n{USAGE}"))?;
                }
                "--data-dir" => options.data_dir = absolute(value()?),
                "--summary" => options.summary = Some(absolute(value()?)),
                "--exit" => options.exit = true,
                "--probe" => options.probe = true,
                "--empty" => options.business = None,
                "--customers" | "--months" | "--seed" => {
                    let value = value()?;
                    value.parse::<u64>().map_err(|_| format!("{flag} is a number\n{USAGE}"))?;
                    options.business.get_or_insert_default().extend([flag.clone(), value.clone()]);
                }
                _ => return Err(format!("there is no {flag}\n{USAGE}")),
            }
        }
        Ok(options)
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// As root the system's folder, because the user that runs PostgreSQL cannot enter a home of mode 0700.
fn default_data_dir() -> PathBuf {
    if nix::unistd::geteuid().is_root() {
        return PathBuf::from("/var/lib/mainstay-demo");
    }
    crate::root().join("target/demo")
}

fn absolute(path: &str) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Options, String> {
        Options::parse(&args.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn flags() {
        let options = parse(&["--port", "9000", "--data-dir", "/a", "--exit", "--summary", "/b"]).unwrap();
        let mut expected = Options {
            port: 9000,
            data_dir: "/a".into(),
            exit: true,
            summary: Some("/b".into()),
            probe: false,
            business: Some(vec![]),
        };
        assert_eq!(options, expected);
        let options =
            parse(&["--port", "9000", "--data-dir", "/a", "--exit", "--summary", "/b", "--customers", "50"]);
        expected.business = Some(vec!["--customers".into(), "50".into()]);
        assert_eq!(options.unwrap(), expected);
        assert!(parse(&["--probe"]).unwrap().probe);
        assert_eq!(parse(&["--empty"]).unwrap().business, None);
        for bad in [&["--port"][..], &["--port", "x"], &["--seed", "x"], &["--frobnicate"]] {
            assert!(parse(bad).unwrap_err().contains("usage:"), "{bad:?}");
        }
    }
}
