//! From sums of ledger rows to the flow of MRR through consecutive periods.
//!
//! 1. Closing is opening plus every signed sum of the period; the next period opens with it.
//! 2. Gains and losses are both shown as positive amounts, foreign exchange with its sign.
//! 3. A sum that belongs to no period, or has the wrong sign, stops the report: a wrong number is worse
//!    than none.
//!
//! It knows neither currencies nor customers.

use std::collections::BTreeMap;

use billing::rules::Movement;
use jiff::Timestamp;
use kernel::Period;

use super::Fault;

/// What a sum is the sum of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// Changes of customers' MRR.
    Moved(Movement),
    /// The same MRR at another rate of exchange; never a movement.
    Fx,
}

/// Ledger rows of one period and line, added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The start of the period in which they took effect.
    pub period_start: Timestamp,
    /// Of what.
    pub line: Line,
    /// The sum of the rows' deltas in minor units, signed as in the ledger: losses are negative.
    pub delta_minor: i64,
}

/// MRR through one period, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// At the start.
    pub opening: i64,
    /// Gained from first-time payers.
    pub new: i64,
    /// Gained from payers who pay more.
    pub expansion: i64,
    /// Gained from payers who came back.
    pub reactivation: i64,
    /// Lost to payers who pay less.
    pub contraction: i64,
    /// Lost with payers who left.
    pub churn: i64,
    /// Gained, or lost when negative, through rates of exchange.
    pub fx: i64,
    /// At the end.
    pub closing: i64,
}

/// The flow of each period, from the opening of the first; `periods` follow each other.
///
/// ```
/// use billing::rules::Movement;
/// use jiff::tz::TimeZone;
/// use revenue::rules::{Line, ReportInterval, Sum, flows, periods};
///
/// let (from, to) = ("2026-01-01T00:00:00Z".parse()?, "2026-03-01T00:00:00Z".parse()?);
/// let months = periods(from, to, ReportInterval::Month, &TimeZone::UTC)?;
/// let sum = |movement, delta_minor| Sum { period_start: from, line: Line::Moved(movement), delta_minor };
/// let flows = flows(10_000, &months, &[sum(Movement::New, 999), sum(Movement::Churn, -2_000)])?;
/// assert_eq!((flows[0].new, flows[0].churn, flows[0].closing), (999, 2_000, 8_999));
/// assert_eq!((flows[1].opening, flows[1].closing), (8_999, 8_999));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Fault::UnknownPeriod`], [`Fault::WrongSign`], [`Fault::TooLarge`].
pub fn flows(opening_minor: i64, periods: &[Period], sums: &[Sum]) -> Result<Vec<Flow>, Fault> {
    let mut by_start: BTreeMap<Timestamp, Flow> =
        periods.iter().map(|p| (p.start, Flow::default())).collect();
    for sum in sums {
        let unknown = Fault::UnknownPeriod { period_start: sum.period_start };
        by_start.get_mut(&sum.period_start).ok_or(unknown)?.add(sum)?;
    }
    let mut opening = opening_minor;
    let chained = by_start.into_values().map(|flow| {
        let flow = flow.opened(opening).ok_or(Fault::TooLarge)?;
        opening = flow.closing;
        Ok(flow)
    });
    chained.collect()
}

impl Flow {
    fn add(&mut self, sum: &Sum) -> Result<(), Fault> {
        let (field, gained) = match sum.line {
            Line::Moved(Movement::New) => (&mut self.new, Some(sum.delta_minor)),
            Line::Moved(Movement::Expansion) => (&mut self.expansion, Some(sum.delta_minor)),
            Line::Moved(Movement::Reactivation) => (&mut self.reactivation, Some(sum.delta_minor)),
            Line::Moved(Movement::Contraction) => (&mut self.contraction, sum.delta_minor.checked_neg()),
            Line::Moved(Movement::Churn) => (&mut self.churn, sum.delta_minor.checked_neg()),
            Line::Fx => (&mut self.fx, Some(sum.delta_minor)),
        };
        let gained = gained.ok_or(Fault::TooLarge)?;
        if let Line::Moved(movement) = sum.line
            && gained < 0
        {
            let Sum { period_start, delta_minor, .. } = *sum;
            return Err(Fault::WrongSign { period_start, movement, delta_minor });
        }
        *field = field.checked_add(gained).ok_or(Fault::TooLarge)?;
        Ok(())
    }

    fn opened(self, opening: i64) -> Option<Self> {
        let gains = [self.new, self.expansion, self.reactivation, self.fx];
        let losses = [self.contraction, self.churn];
        let sum = |parts: &[i64]| parts.iter().map(|part| i128::from(*part)).sum::<i128>();
        let closing = i128::from(opening) + sum(&gains) - sum(&losses);
        Some(Self { opening, closing: i64::try_from(closing).ok()?, ..self })
    }
}

#[cfg(test)]
mod tests;
