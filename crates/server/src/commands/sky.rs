//! `mainstay sky`: one question a line on standard input, one answer a line on standard output.

use std::io::{BufRead, Write};

/// Answers every line; stops at the first that is not understood.
///
/// # Errors
/// Names the line and what is wrong with it.
pub fn run(input: impl BufRead, mut output: impl Write) -> Result<(), String> {
    for (number, line) in input.lines().enumerate() {
        let line = line.map_err(|error| error.to_string())?;
        if line.trim().is_empty() {
            continue;
        }
        let answer =
            ephemeris::answer_line(&line).map_err(|error| format!("line {}: {error}", number + 1))?;
        writeln!(output, "{answer}").map_err(|error| error.to_string())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_line_is_named() {
        let good = r#"{"id":1,"jd_ut":2451545.0,"jd_tt":2451545.000739,"lat":52.0,"lon":5.0}"#;
        let mut output = Vec::new();
        assert!(run(good.as_bytes(), &mut output).is_ok());
        assert!(output.ends_with(b"\n") && output.len() > 100);
        let error = run(format!("{good}\n\nnonsense\n").as_bytes(), &mut output).unwrap_err();
        assert!(error.starts_with("line 3: "), "{error}");
    }
}
