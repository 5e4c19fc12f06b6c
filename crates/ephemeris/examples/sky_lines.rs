//! Answers lines of JSON from standard input on standard output; see [`ephemeris::answer_line`].
//!
//! Refuses to go on after a line that cannot be answered: its number and fault go to standard error.

use std::io::{self, BufRead as _, BufWriter, Write as _};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = BufWriter::new(io::stdout().lock());
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let answer = ephemeris::answer_line(&line?).map_err(|e| format!("line {}: {e}", number + 1))?;
        writeln!(out, "{answer}")?;
    }
    Ok(out.flush()?)
}
