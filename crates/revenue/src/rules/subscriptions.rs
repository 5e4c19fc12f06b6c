//! How many subscriptions stand where, how they moved from state to state, and what became of trials.
//!
//! It counts subscriptions and knows no money.

use std::collections::BTreeMap;

use billing::rules::{Interval, State};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Definition, Missing, Rate, ReportInterval, Timeline, definition::OF_SUBSCRIPTIONS};

/// Subscriptions that stand alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Their state.
    pub state: State,
    /// The plan in force.
    pub plan: String,
    /// How often they are paid, while they are.
    pub interval: Option<Interval>,
    /// How many.
    pub subscriptions: i64,
}

/// Subscriptions at an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SubscriptionCounts)]
pub struct Counts {
    /// All of them.
    pub total: i64,
    /// By state; every state has its count.
    #[schema(value_type = BTreeMap<String, i64>)]
    pub by_state: BTreeMap<State, i64>,
    /// By the plan in force; plans that nobody has are left out.
    pub by_plan: BTreeMap<String, i64>,
    /// Those that are active or past due, by how often they are paid; every interval has its count.
    #[schema(value_type = BTreeMap<String, i64>)]
    pub by_interval: BTreeMap<Interval, i64>,
}

/// Subscriptions that went from one state to another within a period, by the plan and interval concerned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(as = SubscriptionFlow)]
pub struct Change {
    /// The state before; null for subscriptions that were opened.
    #[schema(value_type = Option<String>, example = "trialing")]
    pub from: Option<State>,
    /// The state after.
    #[schema(value_type = String, example = "active")]
    pub to: State,
    /// The plan after; of a subscription that ended, the last one it had.
    #[schema(example = "premium")]
    pub plan: String,
    /// How often that is paid, or was; null for what costs nothing.
    #[schema(value_type = Option<String>, example = "month")]
    pub interval: Option<Interval>,
    /// How many times.
    pub count: i64,
}

/// Trials of one period that ended alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialGroup {
    /// The state that followed; none while it runs.
    pub outcome: Option<State>,
    /// Whether its last day, as set when it began, is over.
    pub matured: bool,
    /// How many.
    pub trials: i64,
}

/// Trials that began within a period.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = TrialOutcomes)]
pub struct Trials {
    /// All of them.
    pub started: i64,
    /// Bought a plan before their end.
    pub converted: i64,
    /// Ran out.
    pub expired: i64,
    /// Were cancelled.
    pub canceled: i64,
    /// Have not ended.
    pub running: i64,
    /// Converted / all, of those whose last day is over.
    pub conversion_rate: Rate,
}

/// The flows and trials of one period.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SubscriptionPeriod {
    /// First instant inside.
    pub period_start: Timestamp,
    /// First instant after.
    pub period_end: Timestamp,
    /// Whether it was over when the ledger was read.
    pub complete: bool,
    /// Changes of state, opened subscriptions first.
    pub flows: Vec<Change>,
    /// What became of the trials that began in it.
    pub trials: Trials,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SubscriptionReport {
    /// Up to when the ledger was read.
    pub as_of: Timestamp,
    /// The length of the periods.
    pub interval: ReportInterval,
    /// The name of the reporting zone.
    pub time_zone: String,
    /// How many there are at that instant.
    pub now: Counts,
    /// In order of time.
    pub periods: Vec<SubscriptionPeriod>,
    /// What each figure means.
    #[schema(value_type = Vec<Definition>)]
    pub definitions: &'static [Definition],
}

/// Counts groups.
///
/// ```
/// use billing::rules::{Interval, State};
/// use revenue::rules::{Group, counts};
///
/// let group = |state, plan: &str, interval, subscriptions| Group {
///     state, plan: plan.into(), interval, subscriptions,
/// };
/// let found = counts(&[
///     group(State::Active, "premium", Some(Interval::Year), 2),
///     group(State::Canceled, "free", None, 3),
/// ]);
/// assert_eq!((found.total, found.by_plan["premium"], found.by_plan["free"]), (5, 2, 3));
/// assert_eq!((found.by_interval[&Interval::Year], found.by_state[&State::Free]), (2, 0));
/// ```
#[must_use]
pub fn counts(groups: &[Group]) -> Counts {
    let mut counts = Counts {
        total: 0,
        by_state: State::ALL.iter().map(|state| (*state, 0)).collect(),
        by_plan: BTreeMap::new(),
        by_interval: Interval::ALL.iter().map(|interval| (*interval, 0)).collect(),
    };
    for group in groups {
        counts.total += group.subscriptions;
        *counts.by_state.entry(group.state).or_default() += group.subscriptions;
        *counts.by_plan.entry(group.plan.clone()).or_default() += group.subscriptions;
        if let Some(interval) = group.interval {
            *counts.by_interval.entry(interval).or_default() += group.subscriptions;
        }
    }
    counts
}

impl Trials {
    /// Adds up the trials of one period.
    ///
    /// ```
    /// use billing::rules::State;
    /// use revenue::rules::{Trials, subscriptions::TrialGroup};
    ///
    /// let group = |outcome, matured, trials| TrialGroup { outcome, matured, trials };
    /// let found = Trials::of(&[
    ///     group(Some(State::Active), true, 1),
    ///     group(Some(State::Active), false, 5), // early, while others of their day still decide
    ///     group(Some(State::Expired), true, 3),
    ///     group(None, false, 2),
    /// ]);
    /// assert_eq!((found.started, found.converted, found.expired, found.running), (11, 6, 3, 2));
    /// assert_eq!(found.conversion_rate.value, Some(0.25));
    /// ```
    #[must_use]
    pub fn of(groups: &[TrialGroup]) -> Self {
        let sum = |of: &dyn Fn(&TrialGroup) -> bool| -> i64 {
            groups.iter().filter(|group| of(group)).map(|group| group.trials).sum()
        };
        let converted = |group: &TrialGroup| group.outcome.is_some_and(State::earns);
        let matured = sum(&|group| group.matured);
        let won = sum(&|group| group.matured && converted(group));
        Self {
            started: sum(&|_| true),
            converted: sum(&converted),
            expired: sum(&|group| group.outcome == Some(State::Expired)),
            canceled: sum(&|group| group.outcome == Some(State::Canceled)),
            running: sum(&|group| group.outcome.is_none()),
            conversion_rate: Rate::of(won, matured, Missing::NoTrialMatured),
        }
    }
}

impl SubscriptionReport {
    /// The report of a timeline; `flows` and `trials` are by the number of their period, counted from 1.
    #[must_use]
    pub fn new(
        timeline: Timeline,
        now: Counts,
        mut flows: BTreeMap<usize, Vec<Change>>,
        trials: &BTreeMap<usize, Vec<TrialGroup>>,
    ) -> Self {
        let as_of = timeline.as_of;
        let periods = (1..).zip(&timeline.periods).map(|(number, period)| {
            let mut flows = flows.remove(&number).unwrap_or_default();
            flows.sort();
            SubscriptionPeriod {
                period_start: period.start,
                period_end: period.end,
                complete: period.end <= as_of,
                flows,
                trials: Trials::of(trials.get(&number).map_or(&[], Vec::as_slice)),
            }
        });
        Self {
            as_of,
            interval: timeline.interval,
            now,
            periods: periods.collect(),
            time_zone: timeline.time_zone,
            definitions: OF_SUBSCRIPTIONS,
        }
    }
}
