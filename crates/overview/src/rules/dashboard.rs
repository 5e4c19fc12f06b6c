//! Tiles: facts of other rooms, each under its name and with its definition. It knows neither HTTP nor where facts
//! come from.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::{Currency, Money, Period};
use revenue::rules::LeftOut;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Months, definition};

/// What other rooms told, all as of one instant.
#[derive(Clone, Debug)]
pub struct Facts {
    /// When.
    pub as_of: Timestamp,
    /// The name of the reporting zone.
    pub time_zone: String,
    /// The running month and the one before.
    pub months: Months,
    /// MRR, and what it leaves out.
    pub mrr: revenue::reads::Mrr,
    /// Codes of the plans on offer.
    pub offered: Vec<String>,
    /// Subscriptions by the plan in force.
    pub by_plan: BTreeMap<String, i64>,
    /// Charts of this month and the one before.
    pub charts: [i64; 2],
    /// Sign-ups of this month and the one before.
    pub sign_ups: [i64; 2],
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Dashboard {
    /// When the numbers were read.
    pub as_of: Timestamp,
    /// The name of the reporting zone, whose months are meant.
    pub time_zone: String,
    /// In a fixed order.
    pub tiles: Vec<Tile>,
}

/// One number, and what it means.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Tile {
    /// `mrr`, `customers`, `charts_this_month`, `sign_ups`.
    pub name: &'static str,
    /// An amount, customers, or a count.
    pub value: Figure,
    /// To compare with: a state at the start of this month, or a count of the month before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<Figure>,
    /// The stretch of time that is counted, for a count.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Month>)]
    pub period: Option<Period>,
    /// Movements in other currencies, which are not in the amount.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// When the number was read.
    pub as_of: Timestamp,
    /// What the number means.
    pub definition: &'static str,
}

/// What a tile shows.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = TileFigure)]
pub enum Figure {
    /// An amount.
    Money {
        /// In the currency's smallest unit.
        amount_minor: i64,
        /// ISO 4217.
        #[schema(value_type = String, example = "USD")]
        currency: Currency,
    },
    /// Customers by plan.
    Customers(Customers),
    /// A count.
    Count(i64),
}

/// Customers by plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CustomersByPlan)]
pub struct Customers {
    /// All of them.
    pub total: i64,
    /// By the code of the plan in force.
    pub by_plan: BTreeMap<String, i64>,
}

/// A month; half-open.
#[derive(Debug, ToSchema)]
pub struct Month {
    /// First instant inside.
    pub start: Timestamp,
    /// First instant after.
    pub end: Timestamp,
}

impl From<Money> for Figure {
    fn from(money: Money) -> Self {
        let Money { amount_minor, currency } = money;
        Self::Money { amount_minor, currency }
    }
}

/// Makes the page.
#[must_use]
pub fn dashboard(facts: Facts) -> Dashboard {
    let Facts { as_of, months, mrr, .. } = facts;
    let tile = |name, value, definition| Tile {
        name,
        value,
        previous: None,
        period: None,
        left_out: Vec::new(),
        as_of,
        definition,
    };
    let monthly = |name, [this, before]: [i64; 2], definition| Tile {
        previous: Some(Figure::Count(before)),
        period: Some(months.this),
        ..tile(name, Figure::Count(this), definition)
    };
    let mut by_plan: BTreeMap<String, i64> = facts.offered.into_iter().map(|plan| (plan, 0)).collect();
    by_plan.extend(facts.by_plan);
    let customers = Customers { total: by_plan.values().sum(), by_plan };
    let tiles = vec![
        Tile {
            previous: Some(mrr.before.into()),
            left_out: mrr.left_out,
            ..tile("mrr", mrr.now.into(), definition::MRR)
        },
        tile("customers", Figure::Customers(customers), definition::CUSTOMERS),
        monthly("charts_this_month", facts.charts, definition::CHARTS),
        monthly("sign_ups", facts.sign_ups, definition::SIGN_UPS),
    ];
    Dashboard { as_of, time_zone: facts.time_zone, tiles }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_wire_shape_is_fixed() {
        let as_of = "2026-01-15T12:00:00Z".parse().unwrap();
        let usd = |minor| Money::new(minor, Currency::USD);
        let page = dashboard(Facts {
            as_of,
            time_zone: "UTC".into(),
            months: Months::at(as_of, &TimeZone::UTC).unwrap(),
            mrr: revenue::reads::Mrr {
                now: usd(1_998),
                before: usd(999),
                left_out: vec![LeftOut { currency: "EUR".into(), rows: 1 }],
            },
            offered: ["free", "trial", "premium"].map(str::to_owned).to_vec(),
            by_plan: BTreeMap::from([("free".into(), 5), ("premium".into(), 2), ("retired".into(), 1)]),
            charts: [7, 6],
            sign_ups: [3, 4],
        });
        let mut page = json!(page);
        for tile in page["tiles"].as_array_mut().unwrap() {
            let tile = tile.as_object_mut().unwrap();
            assert!(tile.remove("definition").unwrap().as_str().unwrap().ends_with('.'));
            assert_eq!(tile.remove("as_of").unwrap(), "2026-01-15T12:00:00Z");
        }
        let month = json!({"start": "2026-01-01T00:00:00Z", "end": "2026-02-01T00:00:00Z"});
        let usd = |minor: i64| json!({"amount_minor": minor, "currency": "USD"});
        let expected = json!({
            "as_of": "2026-01-15T12:00:00Z",
            "time_zone": "UTC",
            "tiles": [
                {"name": "mrr", "value": usd(1_998), "previous": usd(999),
                 "left_out": [{"currency": "EUR", "rows": 1}]},
                {"name": "customers",
                 "value": {"total": 8, "by_plan": {"free": 5, "premium": 2, "retired": 1, "trial": 0}}},
                {"name": "charts_this_month", "value": 7, "previous": 6, "period": month},
                {"name": "sign_ups", "value": 3, "previous": 4, "period": month}
            ]
        });
        assert_eq!(page, expected);
    }
}
