//! What the demo business did, month by month, by its own account: nothing of it was asked of the product. Months are those
//! of UTC.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;

use crate::{
    account::{Change, State, Term},
    life::{Act, Outcome},
};

/// One month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// People who signed up.
    pub sign_ups: u64,
    /// Trials begun, and ended without a purchase.
    pub trials_started: u64,
    /// Trials that ended without a purchase.
    pub trials_lapsed: u64,
    /// Purchases out of a running trial.
    pub trials_converted: u64,
    /// Customers who paid for the first time.
    pub new_customers: u64,
    /// Customers who paid again.
    pub returned_customers: u64,
    /// Customers who stopped paying.
    pub churned_customers: u64,
    /// MRR that the first ones brought, in minor units.
    pub new_minor: i64,
    /// MRR that came back.
    pub reactivation_minor: i64,
    /// MRR that went, as a positive number.
    pub churn_minor: i64,
    /// MRR at the end of the month, or of the run.
    pub mrr_minor: i64,
    /// Charts drawn.
    pub charts: u64,
    /// Charts read in words.
    pub readings: u64,
    /// Charts and readings that met a limit.
    pub refused: u64,
}

/// Customers by where they stand at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Neither try nor pay, and have never paid.
    pub free: u64,
    /// Try.
    pub trialing: u64,
    /// Pay by the month.
    pub monthly: u64,
    /// Pay by the year.
    pub yearly: u64,
    /// Of those who pay: have cancelled, with effect later.
    pub leaving: u64,
    /// Have paid, and no longer do.
    pub churned: u64,
}

/// The books of some customers, or of all.
#[derive(Clone, Debug, Default)]
pub struct Books {
    sheets: BTreeMap<Date, Sheet>,
    standing: Standing,
}

impl Books {
    /// Writes down an act and how it went.
    pub fn act(&mut self, at: Timestamp, act: &Act, outcome: Outcome) {
        let sheet = self.sheet(at);
        match (act, outcome) {
            (Act::SignUp, _) => sheet.sign_ups += 1,
            (Act::Draw(_), Outcome::Done) => sheet.charts += 1,
            (Act::Read(..), Outcome::Done) => sheet.readings += 1,
            (Act::Draw(_) | Act::Read(..), Outcome::Refused) => sheet.refused += 1,
            (Act::Move(..), _) => {}
        }
    }

    /// Writes down what that did to the business.
    pub fn change(&mut self, at: Timestamp, change: Change) {
        let sheet = self.sheet(at);
        match change {
            Change::Tried => sheet.trials_started += 1,
            Change::Lapsed => sheet.trials_lapsed += 1,
            Change::New(mrr, out_of_trial) => {
                sheet.new_customers += 1;
                sheet.new_minor += mrr;
                sheet.trials_converted += u64::from(out_of_trial);
            }
            Change::Back(mrr) => {
                sheet.returned_customers += 1;
                sheet.reactivation_minor += mrr;
            }
            Change::Churned(mrr) => {
                sheet.churned_customers += 1;
                sheet.churn_minor += mrr;
            }
        }
    }

    /// Writes down where a customer stands at the end.
    pub fn close(&mut self, state: State, has_paid: bool) {
        let standing = &mut self.standing;
        match state {
            State::Free if has_paid => standing.churned += 1,
            State::Free => standing.free += 1,
            State::Trialing { .. } => standing.trialing += 1,
            State::Paying { term, ends, .. } => {
                standing.leaving += u64::from(ends.is_some());
                match term {
                    Term::Month => standing.monthly += 1,
                    Term::Year => standing.yearly += 1,
                }
            }
        }
    }

    /// Adds the books of others.
    pub fn add(&mut self, other: Self) {
        for (month, sheet) in other.sheets {
            add_sheet(self.sheets.entry(month).or_default(), &sheet);
        }
        let (mine, theirs) = (&mut self.standing, other.standing);
        mine.free += theirs.free;
        mine.trialing += theirs.trialing;
        mine.monthly += theirs.monthly;
        mine.yearly += theirs.yearly;
        mine.leaving += theirs.leaving;
        mine.churned += theirs.churned;
    }

    /// The sheets in order, each with the MRR at its end, and where everybody stands.
    #[must_use]
    pub fn closed(mut self) -> (BTreeMap<Date, Sheet>, Standing) {
        let mut mrr = 0;
        for sheet in self.sheets.values_mut() {
            mrr += sheet.new_minor + sheet.reactivation_minor - sheet.churn_minor;
            sheet.mrr_minor = mrr;
        }
        (self.sheets, self.standing)
    }

    fn sheet(&mut self, at: Timestamp) -> &mut Sheet {
        self.sheets.entry(at.to_zoned(TimeZone::UTC).date().first_of_month()).or_default()
    }
}

fn add_sheet(sheet: &mut Sheet, other: &Sheet) {
    sheet.sign_ups += other.sign_ups;
    sheet.trials_started += other.trials_started;
    sheet.trials_lapsed += other.trials_lapsed;
    sheet.trials_converted += other.trials_converted;
    sheet.new_customers += other.new_customers;
    sheet.returned_customers += other.returned_customers;
    sheet.churned_customers += other.churned_customers;
    sheet.new_minor += other.new_minor;
    sheet.reactivation_minor += other.reactivation_minor;
    sheet.churn_minor += other.churn_minor;
    sheet.charts += other.charts;
    sheet.readings += other.readings;
    sheet.refused += other.refused;
}
