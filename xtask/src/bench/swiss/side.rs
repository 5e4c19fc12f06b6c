//! One of the two programs that compute charts: told over its standard input what to do, answering in lines. Knows
//! nothing of the other.

use std::{
    io::{BufRead, BufReader, Lines, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// What a birth has: 12 longitudes, 12 speeds and 12 cusps, in degrees.
pub(super) type Chart = [f64; 36];

/// A running program, ended with the value.
pub(super) struct Side {
    child: Child,
    told: ChildStdin,
    said: Lines<BufReader<ChildStdout>>,
    source: String,
}

impl Side {
    pub(super) fn start(command: &mut Command) -> Result<Self, String> {
        let name = command.get_program().display().to_string();
        let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = started.map_err(|error| format!("starting {name}: {error}"))?;
        let (Some(told), Some(said)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(format!("{name} cannot be talked to"));
        };
        Ok(Self { child, told, said: BufReader::new(said).lines(), source: String::new() })
    }

    /// What its positions came from, once it has given some.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// The chart of every birth.
    pub(super) fn charts(&mut self, births: usize) -> Result<Vec<Chart>, String> {
        self.tell("charts")?;
        self.source = self.line()?;
        (0..births).map(|_| chart(&self.line()?)).collect()
    }

    /// Microseconds of CPU for each birth, in one round over all.
    pub(super) fn round(&mut self, births: usize) -> Result<f64, String> {
        self.tell("round")?;
        let line = self.line()?;
        let nanoseconds: u32 = line.parse().map_err(|_| format!("{line} are no nanoseconds"))?;
        let births = u32::try_from(births).map_err(|error| error.to_string())?;
        Ok(f64::from(nanoseconds) / 1e3 / f64::from(births))
    }

    fn tell(&mut self, what: &str) -> Result<(), String> {
        writeln!(self.told, "{what}").map_err(|error| format!("a side went away: {error}"))
    }

    fn line(&mut self) -> Result<String, String> {
        let line = self.said.next().ok_or("a side ended before it had answered")?;
        line.map_err(|error| error.to_string())
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn chart(line: &str) -> Result<Chart, String> {
    let numbers: Option<Vec<f64>> = line.split_whitespace().map(|number| number.parse().ok()).collect();
    numbers.and_then(|numbers| numbers.try_into().ok()).ok_or_else(|| format!("this is no chart: {line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saying(script: &str) -> Side {
        Side::start(Command::new("sh").args(["-c", script])).unwrap()
    }

    #[test]
    fn a_side_answers_what_it_is_told() {
        let chart = "1.5 ".repeat(36);
        let mut side =
            saying(&format!("read x; echo $x from; echo {chart}; echo {chart}; read x; echo 9000"));
        assert_eq!(side.charts(2).unwrap(), [[1.5; 36]; 2]);
        assert_eq!(side.source(), "charts from");
        assert!((side.round(3).unwrap() - 3.0).abs() < 1e-9);
        assert!(side.round(3).is_err(), "it has ended");
    }

    #[test]
    fn what_is_no_chart_is_told() {
        assert!(saying("read x; echo x; echo 1 2 3").charts(1).unwrap_err().contains("no chart"));
        assert!(Side::start(&mut Command::new("/nowhere/at/all")).is_err());
    }
}
