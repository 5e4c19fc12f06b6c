//! How everything stands.

use data::Unit;

use crate::{
    Result,
    rules::{Rule, Settings, Standing, catalogue::SHIPPED},
    store::{silences, standings},
};

/// One alert.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alert {
    /// What is watched.
    pub rule: &'static Rule,
    /// As it is in force.
    pub settings: Settings,
    /// How it stands; none before the first observation.
    pub standing: Option<Standing>,
    /// What was measured last, if it had a value.
    pub last_value: Option<f64>,
    /// Whether a silence mutes it now.
    pub silenced: bool,
}

/// Every alert, by its rule's key.
///
/// # Errors
/// When the database fails.
pub async fn run(unit: &mut Unit) -> Result<Vec<Alert>> {
    let at = unit.real_now();
    let (kept, silences) = (standings::list(unit).await?, silences::in_force(unit, at).await?);
    let alert = |rule: &'static Rule| {
        let kept = kept.get(rule.key);
        Alert {
            rule,
            settings: kept.map_or_else(|| rule.shipped(), |kept| rule.under(&kept.set)),
            standing: kept.map(|kept| kept.standing),
            last_value: kept.and_then(|kept| kept.last_value),
            silenced: silences.iter().any(|silence| silence.mutes(rule, at)),
        }
    };
    Ok(SHIPPED.iter().map(alert).collect())
}
