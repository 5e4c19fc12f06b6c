//! `mainstay gate explain`: what the gate would do with written-down requests. No server, no database.

use std::io::{BufRead, BufWriter, Write};

use clap::{Args, ValueEnum};
use gate::explain::{Explainer, Summary};
use threat::Kind;

use crate::config::Config;

/// The flags of `gate explain`.
#[derive(Args, Clone, Copy, Debug)]
pub struct Options {
    /// Print the summary alone.
    #[arg(long)]
    summary: bool,
    /// The kind of the field that holds each line's payload.
    #[arg(long)]
    kind: Option<Declared>,
}

/// The kinds that free text may have.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Declared {
    /// Prose with markup and shell recipes.
    Markdown,
    /// A program.
    Code,
    /// Plain prose.
    Text,
}

/// Answers every line; stops at the first that is not understood. When lines carry labels, `errors` is told the shares.
///
/// # Errors
/// Names the line and what is wrong with it.
pub fn explain(
    config: &Config,
    options: Options,
    input: impl BufRead,
    output: impl Write,
    mut errors: impl Write,
) -> Result<(), String> {
    let explainer = Explainer::new(&config.gate, options.kind.map(Declared::kind));
    let (mut output, mut summary) = (BufWriter::new(output), Summary::default());
    for (number, line) in input.lines().enumerate() {
        let line = line.map_err(|error| error.to_string())?;
        if line.trim().is_empty() {
            continue;
        }
        let verdict =
            explainer.line(&line, &mut summary).map_err(|error| format!("line {}: {error}", number + 1))?;
        if !options.summary {
            serde_json::to_writer(&mut output, &verdict).map_err(|error| error.to_string())?;
            output.write_all(b"\n").map_err(|error| error.to_string())?;
        }
    }
    output.flush().map_err(|error| error.to_string())?;
    write!(errors, "{summary}").map_err(|error| error.to_string())
}

impl Declared {
    fn kind(self) -> Kind {
        match self {
            Self::Markdown => Kind::Markdown,
            Self::Code => Kind::Code,
            Self::Text => Kind::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_lines_out_and_the_shares_apart() {
        let config: Config = base::config::load(crate::config::DEFAULTS, None).unwrap();
        let line = |label: &str, target: &str| {
            format!(
                r#"{{"label":"{label}","category":"c","request":{{"method":"GET","target":"{target}"}}}}"#
            )
        };
        let input = format!(
            "{}\n\n{}\n",
            line("attack", "/?a=%3Cscript%3Ealert(1)%3C/script%3E"),
            line("legit", "/?a=b")
        );
        let ask = |summary: bool| {
            let (mut output, mut errors) = (Vec::new(), Vec::new());
            explain(&config, Options { summary, kind: None }, input.as_bytes(), &mut output, &mut errors)
                .unwrap();
            [output, errors].map(|bytes| String::from_utf8(bytes).unwrap())
        };
        let [lines, shares] = ask(false);
        let verdicts: Vec<&str> = lines.lines().collect();
        assert!(
            verdicts[0].contains(r#""verdict":"refuse""#) && verdicts[0].contains(r#""class":"html""#),
            "{lines}"
        );
        assert_eq!(verdicts[1..], [r#"{"verdict":"pass"}"#]);
        assert!(
            shares.contains("1 of      1 refused  100.00 %")
                && shares.contains("0 of      1 refused    0.00 %"),
            "{shares}"
        );
        assert_eq!(ask(true), [String::new(), shares]);
        let options = Options { summary: false, kind: None };
        let error = explain(&config, options, "\n{".as_bytes(), Vec::new(), Vec::new()).unwrap_err();
        assert!(error.starts_with("line 2: "), "{error}");
    }
}
