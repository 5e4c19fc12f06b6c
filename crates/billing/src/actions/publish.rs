//! Publishes a new version of a plan, or a new plan.

use data::{AuditEntry, Unit};
use serde_json::json;

use super::catalogue::catalogue;
use crate::{
    Error,
    rules::{Catalogue, PlanVersion},
    store,
};

/// Publishes what `draft` makes of the plan's newest version, or of nothing for a new plan; the version
/// number is set here. Whoever has an older version keeps it. A draft that changes nothing publishes nothing:
/// the newest version is the answer.
///
/// # Errors
/// [`Error::Plan`] with every wrong field, [`Error::PlanChanged`], [`Error::Data`].
pub async fn run(
    unit: &mut Unit,
    code: &str,
    draft: impl FnOnce(PlanVersion) -> PlanVersion,
) -> Result<PlanVersion, Error> {
    store::plans::lock(unit).await?;
    let catalogue = catalogue(unit).await?;
    let newest = base(&catalogue, code);
    let drafted = draft(newest.clone());
    if newest.version > 0 && drafted == newest {
        return Ok(newest);
    }
    let plan = PlanVersion { version: newest.version.saturating_add(1), ..drafted };
    catalogue.with(plan.clone()).map_err(Error::Plan)?;
    if !store::plans::add(unit, &plan).await? {
        return Err(Error::PlanChanged);
    }
    let facts = json!({ "version": plan.version });
    unit.audit(AuditEntry::new("billing.plan.published", "plan", code).with(facts));
    Ok(plan)
}

/// What a new version starts from; the number 0 stands for a plan that is not there yet.
fn base(catalogue: &Catalogue, code: &str) -> PlanVersion {
    catalogue.current(code).cloned().unwrap_or_else(|| PlanVersion {
        code: code.to_owned(),
        version: 0,
        family: catalogue.free().family.clone(),
        rank: 0,
        name: String::new(),
        trial_days: None,
        prices: Vec::new(),
        limits: std::collections::BTreeMap::new(),
        features: std::collections::BTreeSet::new(),
    })
}
