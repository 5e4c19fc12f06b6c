//! Customers through one period, counted. It knows no rates; they are made in `metric`.

use serde::Serialize;
use utoipa::ToSchema;

/// What became, within a period, of those who paid at its start; and how many pay at its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Cohort {
    /// Customers with MRR at the start.
    pub customers_start: u32,
    /// Of those, how many had a churn within the period, whether or not they came back in it.
    pub customers_churned: u32,
    /// Customers with MRR at the end, new ones included.
    pub customers_end: u32,
    /// MRR at the start: the opening.
    pub start_mrr_minor: i64,
    /// MRR at the end of those who paid at the start.
    pub end_mrr_minor: i64,
    /// The same, but of each customer no more than it paid at the start.
    pub kept_mrr_minor: i64,
}

/// One customer through one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustomerPeriod {
    /// MRR at the start, in minor units.
    pub start_minor: i64,
    /// MRR at the end.
    pub end_minor: i64,
    /// Whether a churn of this customer took effect within the period.
    pub churned: bool,
}

impl Cohort {
    /// Counts customers; `None` when a sum leaves 64 bits.
    ///
    /// ```
    /// use revenue::rules::{Cohort, CustomerPeriod};
    ///
    /// let customer = |start_minor, end_minor, churned| CustomerPeriod { start_minor, end_minor, churned };
    /// let cohort = Cohort::of([customer(60, 90, false), customer(40, 0, true), customer(0, 10, false)]);
    /// assert_eq!(cohort, Some(Cohort {
    ///     customers_start: 2, customers_churned: 1, customers_end: 2,
    ///     start_mrr_minor: 100, end_mrr_minor: 90, kept_mrr_minor: 60,
    /// }));
    /// ```
    #[must_use]
    pub fn of(customers: impl IntoIterator<Item = CustomerPeriod>) -> Option<Self> {
        customers.into_iter().try_fold(Self::default(), Self::and)
    }

    fn and(self, customer: CustomerPeriod) -> Option<Self> {
        let CustomerPeriod { start_minor, end_minor, churned } = customer;
        let customers_end = self.customers_end.checked_add(u32::from(end_minor > 0))?;
        if start_minor <= 0 {
            return Some(Self { customers_end, ..self });
        }
        Some(Self {
            customers_start: self.customers_start.checked_add(1)?,
            customers_churned: self.customers_churned.checked_add(u32::from(churned))?,
            customers_end,
            start_mrr_minor: self.start_mrr_minor.checked_add(start_minor)?,
            end_mrr_minor: self.end_mrr_minor.checked_add(end_minor)?,
            kept_mrr_minor: self.kept_mrr_minor.checked_add(end_minor.min(start_minor))?,
        })
    }
}
