//! What one customer may count on after what they were told. A model of the contract in `GET /plans` and the API, written
//! without looking at the code that keeps it: charts, usage, plan, name and monthly revenue.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{dice::Dice, wire::Answer};

/// Something that a customer asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    SignUp,
    Draw { date: String },
    Rename { to: String },
    StartTrial,
    Subscribe { yearly: bool },
    Cancel,
}

/// The words of `GET /subscription`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Standing {
    #[default]
    Free,
    Trialing,
    Active,
    Canceled,
}

/// Everything that a customer counts on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ledger {
    pub(crate) signed_up: bool,
    name: String,
    charts: BTreeSet<String>,
    /// A chart that is drawn if the request whose answer was lost was carried out.
    unnamed: usize,
    standing: Standing,
    trialed: bool,
    /// Used on the free plan, whose counter goes on where it was when a customer comes back to it.
    used_free: u64,
    /// Used on the one trial.
    used_trial: u64,
    /// Used on what was paid for: its counter goes on through a cancellation and another purchase within the month.
    used_paid: u64,
    mrr_minor: i64,
}

/// What the server shows a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) name: Value,
    pub(crate) plan: Value,
    pub(crate) state: Value,
    pub(crate) mrr: Value,
    pub(crate) used: Value,
    pub(crate) reserved: Value,
    pub(crate) charts: Vec<String>,
}

/// 9.99 a month, and a twelfth of 99.99 a year: 8.3325, rounded once, half away from zero.
const MRR_MINOR: [i64; 2] = [999, 833];

impl Act {
    /// What a customer with this ledger might do next; always something legal, but for the chart after the last one.
    pub(crate) fn pick(ledger: &Ledger, dice: &mut Dice) -> Self {
        let draw = Self::Draw {
            date: format!("19{:02}-0{}-1{}", dice.below(100), 1 + dice.below(9), dice.below(10)),
        };
        let rename = Self::Rename { to: format!("Quill {}", dice.below(1_000_000)) };
        let subscribe = Self::Subscribe { yearly: dice.one_in(2) };
        match (ledger.standing, dice.below(20)) {
            _ if !ledger.signed_up => Self::SignUp,
            (_, 0..=9) => draw,
            (_, 10..=13) => rename,
            (Standing::Free | Standing::Canceled, 14..=16) if !ledger.trialed => Self::StartTrial,
            (Standing::Active, _) => Self::Cancel,
            _ => subscribe,
        }
    }

    /// Method, path and body.
    pub(crate) fn request(&self, email: &str, password: &str) -> (&'static str, &'static str, Value) {
        match self {
            Self::SignUp => {
                let body = json!({ "email": email, "password": password, "name": "Quill", "time_zone": "Europe/Amsterdam" });
                ("POST", "/api/v1/auth/signup", body)
            }
            Self::Draw { date } => {
                let place =
                    json!({ "latitude": 52.3731, "longitude": 4.8922, "time_zone": "Europe/Amsterdam" });
                let birth = json!({ "date": date, "time": "12:34", "place": place });
                ("POST", "/api/v1/charts", json!({ "kind": "natal", "birth": birth }))
            }
            Self::Rename { to } => ("PATCH", "/api/v1/users/me", json!({ "name": to })),
            Self::StartTrial => ("POST", "/api/v1/subscription/trial", json!({})),
            Self::Subscribe { yearly } => {
                let interval = if *yearly { "year" } else { "month" };
                ("POST", "/api/v1/subscription", json!({ "plan": "premium", "interval": interval }))
            }
            Self::Cancel => ("POST", "/api/v1/subscription/cancel", json!({ "when": "now" })),
        }
    }
}

impl Ledger {
    /// The ledger once an act has been carried out, its answer unseen.
    pub(crate) fn after(&self, act: &Act) -> Self {
        let mut after = self.clone();
        match act {
            Act::SignUp => (after.signed_up, after.name) = (true, "Quill".into()),
            Act::Rename { to } => after.name.clone_from(to),
            Act::StartTrial => after.enter(Standing::Trialing, 0),
            Act::Subscribe { yearly } => after.enter(Standing::Active, MRR_MINOR[usize::from(*yearly)]),
            Act::Cancel => after.enter(Standing::Canceled, 0),
            Act::Draw { .. } => {
                after.unnamed += 1;
                *after.counter() += 1;
            }
        }
        after
    }

    /// Enters what was acknowledged.
    pub(crate) fn note(&mut self, act: &Act, data: &Value) -> Result<(), String> {
        *self = self.after(act);
        if let Act::Draw { .. } = act {
            let id = data["id"].as_str().ok_or_else(|| format!("a chart without an id: {data}"))?;
            self.unnamed -= 1;
            if !self.charts.insert(id.to_owned()) {
                return Err(format!("two requests with different keys were answered with chart {id}"));
            }
        }
        Ok(())
    }

    /// A refusal is right when it is the limit's, and the limit is reached by what was acknowledged.
    pub(crate) fn refused(&self, act: &Act, answer: &Answer) -> Result<(), String> {
        let used = answer.body["details"]["used"].as_u64();
        let limit = answer.body["details"]["limit"].as_u64();
        let by_limit = answer.status == 402 && answer.code() == "PLAN_LIMIT_REACHED";
        if by_limit && matches!(act, Act::Draw { .. }) && used == limit && used == Some(self.used()) {
            return Ok(());
        }
        Err(format!("{act:?} was refused: {answer}; the customer counts on {self:?}"))
    }

    /// Whether the server shows what this customer counts on: everything, and nothing twice.
    pub(crate) fn agrees(&self, seen: &Seen) -> bool {
        let (plan, state) = match self.standing {
            Standing::Free => ("free", "free"),
            Standing::Trialing => ("trial", "trialing"),
            Standing::Active => ("premium", "active"),
            Standing::Canceled => ("free", "canceled"),
        };
        let shown: BTreeSet<String> = seen.charts.iter().cloned().collect();
        self.name == seen.name
            && seen.plan == plan
            && seen.state == state
            && seen.mrr.as_i64().unwrap_or(0) == self.mrr_minor
            && seen.used.as_u64() == Some(self.used())
            && seen.reserved == 0
            && shown.is_superset(&self.charts)
            && shown.len() == seen.charts.len()
            && shown.len() == self.charts.len() + self.unnamed
    }

    /// Monthly recurring revenue in minor units.
    pub(crate) fn mrr_minor(&self) -> i64 {
        self.mrr_minor
    }

    /// How many charts are kept.
    pub(crate) fn charts(&self) -> usize {
        self.charts.len()
    }

    fn enter(&mut self, standing: Standing, mrr_minor: i64) {
        self.trialed |= standing == Standing::Trialing;
        (self.standing, self.mrr_minor) = (standing, mrr_minor);
    }

    fn used(&self) -> u64 {
        self.clone().counter().to_owned()
    }

    fn counter(&mut self) -> &mut u64 {
        match self.standing {
            Standing::Free | Standing::Canceled => &mut self.used_free,
            Standing::Trialing => &mut self.used_trial,
            Standing::Active => &mut self.used_paid,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Something that must not go unnoticed.
    type Spoil = fn(&mut Seen);

    fn seen(ledger: &Ledger) -> Seen {
        let (plan, state) = match ledger.standing {
            Standing::Active => ("premium", "active"),
            _ => ("free", "free"),
        };
        Seen {
            name: json!(ledger.name),
            plan: json!(plan),
            state: json!(state),
            mrr: json!(ledger.mrr_minor),
            used: json!(ledger.used()),
            reserved: json!(0),
            charts: ledger.charts.iter().cloned().collect(),
        }
    }

    fn customer() -> Ledger {
        let mut ledger = Ledger::default();
        ledger.note(&Act::SignUp, &json!({})).unwrap();
        ledger.note(&Act::Draw { date: "1999-01-11".into() }, &json!({ "id": "one" })).unwrap();
        ledger.note(&Act::Subscribe { yearly: true }, &json!({})).unwrap();
        ledger.note(&Act::Draw { date: "1999-01-12".into() }, &json!({ "id": "two" })).unwrap();
        ledger
    }

    #[test]
    fn what_was_lost_doubled_or_altered_is_noticed() {
        let ledger = customer();
        assert!(ledger.agrees(&seen(&ledger)));
        let spoils: [Spoil; 8] = [
            |seen| seen.charts.truncate(1),
            |seen| seen.charts.push("two".into()),
            |seen| seen.charts.push("three".into()),
            |seen| seen.charts[1] = "other".into(),
            |seen| seen.used = json!(2),
            |seen| seen.reserved = json!(1),
            |seen| seen.mrr = json!(999),
            |seen| seen.name = json!("Somebody"),
        ];
        for (number, spoil) in spoils.into_iter().enumerate() {
            let mut spoiled = seen(&ledger);
            spoil(&mut spoiled);
            assert!(!ledger.agrees(&spoiled), "{number}");
        }
    }

    #[test]
    fn a_lost_answer_leaves_two_possibilities_and_no_third() {
        let ledger = customer();
        let drawn = ledger.after(&Act::Draw { date: "1999-01-13".into() });
        let mut with_third = seen(&ledger);
        with_third.charts.push("three".into());
        assert!(!drawn.agrees(&with_third), "drawn but not counted");
        with_third.used = json!(2);
        assert!(drawn.agrees(&with_third) && !ledger.agrees(&with_third));
        with_third.charts.push("four".into());
        assert!(!drawn.agrees(&with_third));
    }

    #[test]
    fn the_free_counter_goes_on_where_it_was() {
        let mut ledger = customer();
        assert_eq!((ledger.used(), ledger.mrr_minor()), (1, 833));
        ledger.note(&Act::Cancel, &json!({})).unwrap();
        assert_eq!((ledger.used(), ledger.mrr_minor(), ledger.charts()), (1, 0, 2));
        let twice = ledger.note(&Act::Draw { date: "1999-01-14".into() }, &json!({ "id": "two" }));
        assert!(twice.is_err(), "one chart for two keys");
    }
}
