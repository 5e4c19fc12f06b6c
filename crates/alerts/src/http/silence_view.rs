//! One silence as admins see it.

use jiff::Timestamp;
use kernel::{SilenceId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{actions::silence::Made, rules::Matcher};

/// A label of rules.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelView {
    /// Its name.
    #[schema(format = "id")]
    pub(super) name: String,
    /// Its value.
    #[schema(format = "id")]
    pub(super) value: String,
}

/// One silence.
#[derive(Serialize, ToSchema)]
pub(super) struct SilenceView {
    /// Its identifier.
    #[schema(value_type = String, format = Uuid)]
    id: SilenceId,
    /// The alert that it means, or else `label`.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    /// The label of the alerts that it means.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<LabelView>,
    /// Its first moment.
    from: Timestamp,
    /// The first moment after it.
    until: Timestamp,
    /// Why.
    reason: String,
    /// By whom.
    #[schema(value_type = Option<String>, format = Uuid)]
    made_by: Option<UserId>,
    /// When.
    made_at: Timestamp,
}

impl From<Made> for SilenceView {
    fn from(Made { id, silence, at, by, reason }: Made) -> Self {
        let (rule, label) = match silence.matcher {
            Matcher::Rule(key) => (Some(key), None),
            Matcher::Label { name, value } => (None, Some(LabelView { name, value })),
        };
        Self { id, rule, label, from: silence.from, until: silence.until, reason, made_by: by, made_at: at }
    }
}
