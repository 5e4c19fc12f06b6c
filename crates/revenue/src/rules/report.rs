//! The whole answer: flows, metrics and definitions, as it goes over the wire.
//!
//! It puts together what its neighbours compute and decides nothing but whether customers and ledger
//! agree. It knows neither HTTP nor where the sums come from.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::{Currency, Money, Period};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Amount, Cohort, DEFINITIONS, Definition, Fault, Flow, Missing, Rate, ReportInterval, Sum, flows, metric,
    shape,
};

/// What a report is made from; one currency.
#[derive(Clone, Debug)]
pub struct Book {
    /// Up to when the ledger was read.
    pub as_of: Timestamp,
    /// Of every amount.
    pub currency: Currency,
    /// The length of the periods.
    pub interval: ReportInterval,
    /// The name of the reporting zone.
    pub time_zone: String,
    /// In basis points, for the lifetime value.
    pub gross_margin_bp: u32,
    /// MRR at the start of the first period.
    pub opening_minor: i64,
    /// As [`super::periods`] makes them.
    pub periods: Vec<Period>,
    /// The ledger, added up.
    pub sums: Vec<Sum>,
    /// What was left out.
    pub left_out: Vec<LeftOut>,
    /// Customers by the start of their period; a period without them has no metrics of customers.
    pub cohorts: BTreeMap<Timestamp, Cohort>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = RevenueReport)]
pub struct Report {
    /// Up to when the ledger was read.
    pub as_of: Timestamp,
    /// Of every amount.
    #[schema(value_type = String, example = "USD")]
    pub currency: Currency,
    /// The length of the periods.
    pub interval: ReportInterval,
    /// The name of the reporting zone.
    pub time_zone: String,
    /// In basis points, as used for the lifetime value.
    pub gross_margin_bp: u32,
    /// In order of time.
    pub periods: Vec<PeriodReport>,
    /// Movements in other currencies than this one, which are not mixed in.
    pub left_out: Vec<LeftOut>,
    /// What each figure means.
    #[schema(value_type = Vec<Definition>)]
    pub definitions: &'static [Definition],
}

/// Rows of the ledger in another currency than the one asked for, up to the end of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeftOut {
    /// Which currency, ISO 4217.
    #[schema(example = "EUR")]
    pub currency: String,
    /// How many movements.
    pub rows: i64,
}

/// One period; `closing = opening + new + expansion + reactivation - contraction - churn + fx`.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = RevenuePeriod)]
pub struct PeriodReport {
    /// First instant inside.
    pub period_start: Timestamp,
    /// First instant after.
    pub period_end: Timestamp,
    /// Whether it was over when the ledger was read; until then, its rates are still moving.
    pub complete: bool,
    /// MRR at the start.
    #[schema(value_type = shape::Money)]
    pub opening: Money,
    /// Gained from first-time payers.
    #[schema(value_type = shape::Money)]
    pub new: Money,
    /// Gained from payers who pay more.
    #[schema(value_type = shape::Money)]
    pub expansion: Money,
    /// Gained from payers who came back.
    #[schema(value_type = shape::Money)]
    pub reactivation: Money,
    /// Lost to payers who pay less.
    #[schema(value_type = shape::Money)]
    pub contraction: Money,
    /// Lost with payers who left.
    #[schema(value_type = shape::Money)]
    pub churn: Money,
    /// Through rates of exchange.
    #[schema(value_type = shape::Money)]
    pub fx: Money,
    /// MRR at the end.
    #[schema(value_type = shape::Money)]
    pub closing: Money,
    /// 12 x closing.
    pub arr: Amount,
    /// MRR per paying customer.
    pub arpa: Amount,
    /// Part of the opening that was lost.
    pub gross_churn_rate: Rate,
    /// The same, less what was added by customers of before.
    pub net_churn_rate: Rate,
    /// Gains over losses.
    pub quick_ratio: Rate,
    /// Part of the customers that was lost.
    pub logo_churn_rate: Rate,
    /// Gross revenue retention.
    pub grr: Rate,
    /// Net revenue retention.
    pub nrr: Rate,
    /// Customer lifetime value.
    pub ltv: Amount,
    /// The customers behind the rates.
    pub customers: Option<Cohort>,
}

/// Folds a book into its report.
///
/// # Errors
/// [`Fault::UnknownPeriod`], [`Fault::WrongSign`], [`Fault::CohortMismatch`], [`Fault::TooLarge`].
pub fn report(book: &Book) -> Result<Report, Fault> {
    let known = |start: &Timestamp| book.periods.iter().any(|period| period.start == *start);
    if let Some(&period_start) = book.cohorts.keys().find(|start| !known(start)) {
        return Err(Fault::UnknownPeriod { period_start });
    }
    let flows = flows(book.opening_minor, &book.periods, &book.sums)?;
    let periods = book.periods.iter().zip(&flows).map(|(period, flow)| book.period(*period, flow));
    Ok(Report {
        as_of: book.as_of,
        currency: book.currency,
        interval: book.interval,
        time_zone: book.time_zone.clone(),
        gross_margin_bp: book.gross_margin_bp,
        periods: periods.collect::<Result<_, _>>()?,
        left_out: book.left_out.clone(),
        definitions: DEFINITIONS,
    })
}

impl Book {
    fn period(&self, period: Period, flow: &Flow) -> Result<PeriodReport, Fault> {
        let customers = self.cohorts.get(&period.start).copied();
        if let Some(cohort) = customers.filter(|cohort| cohort.start_mrr_minor != flow.opening) {
            return Err(Fault::CohortMismatch {
                period_start: period.start,
                customers_minor: cohort.start_mrr_minor,
                opening_minor: flow.opening,
            });
        }
        let money = |minor: i64| Money::new(minor, self.currency);
        let amount = |of: &dyn Fn(&Cohort) -> Amount| {
            customers.as_ref().map_or(Amount::missing(Missing::CustomersNotCounted), of)
        };
        let rate = |of: fn(&Cohort) -> Rate| {
            customers.as_ref().map_or(Rate::missing(Missing::CustomersNotCounted), of)
        };
        Ok(PeriodReport {
            period_start: period.start,
            period_end: period.end,
            complete: period.end <= self.as_of,
            opening: money(flow.opening),
            new: money(flow.new),
            expansion: money(flow.expansion),
            reactivation: money(flow.reactivation),
            contraction: money(flow.contraction),
            churn: money(flow.churn),
            fx: money(flow.fx),
            closing: money(flow.closing),
            arr: metric::arr(flow, self.currency),
            arpa: amount(&|cohort| metric::arpa(flow, cohort, self.currency)),
            gross_churn_rate: metric::gross_churn_rate(flow),
            net_churn_rate: metric::net_churn_rate(flow),
            quick_ratio: metric::quick_ratio(flow),
            logo_churn_rate: rate(metric::logo_churn_rate),
            grr: rate(metric::grr),
            nrr: rate(metric::nrr),
            ltv: amount(&|cohort| self.ltv(flow, cohort)),
            customers,
        })
    }

    fn ltv(&self, flow: &Flow, cohort: &Cohort) -> Amount {
        match self.interval {
            ReportInterval::Month => metric::ltv(flow, cohort, self.gross_margin_bp, self.currency),
            _ => Amount::missing(Missing::MonthlyOnly),
        }
    }
}

#[cfg(test)]
mod tests;
