//! One alert as admins see it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    actions::list::Alert,
    rules::{Standing, State},
};

/// One alert.
#[derive(Serialize, ToSchema)]
pub(super) struct AlertView {
    /// Its name.
    key: &'static str,
    /// `normal`, `pending`, `firing`, `recovering` or `no_data`.
    state: &'static str,
    /// Since when; absent before the first observation.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Timestamp>,
    /// When the firing began that is not over.
    #[serde(skip_serializing_if = "Option::is_none")]
    fired_at: Option<Timestamp>,
    /// When it was last looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen_at: Option<Timestamp>,
    /// What was measured then; null when there was nothing to measure.
    last_value: Option<f64>,
    /// What the value counts in.
    unit: &'static str,
    /// `warning`, or `critical`: told to the admins by mail.
    severity: &'static str,
    /// Whether a silence mutes it now.
    silenced: bool,
    /// What is watched.
    says: &'static str,
    /// What to do when it fires.
    advice: &'static str,
    /// The metric.
    metric: &'static str,
    /// For silences over several alerts.
    labels: BTreeMap<&'static str, &'static str>,
    /// Whether it is watched at all.
    enabled: bool,
    /// The value from which on it is bad.
    threshold: f64,
    /// Seconds that it must be bad before it fires.
    for_seconds: i64,
    /// Seconds that it must be good before it is normal again.
    keep_seconds: i64,
}

impl From<Alert> for AlertView {
    fn from(Alert { rule, settings, standing, last_value, silenced }: Alert) -> Self {
        let Standing { state, fired, .. } =
            standing.unwrap_or(Standing { state: State::NoData, ..Standing::new(Timestamp::UNIX_EPOCH) });
        Self {
            key: rule.key,
            state: state.as_str(),
            since: standing.map(|standing| standing.since),
            fired_at: fired,
            seen_at: standing.map(|standing| standing.seen),
            last_value,
            unit: rule.unit,
            severity: rule.severity.as_str(),
            silenced,
            says: rule.says,
            advice: rule.advice,
            metric: rule.metric,
            labels: rule.labels.iter().copied().collect(),
            enabled: settings.enabled,
            threshold: settings.threshold,
            for_seconds: settings.hold.as_secs(),
            keep_seconds: settings.keep.as_secs(),
        }
    }
}
