//! Step 7, second half: what a route asks of the caller's plan and of the feature flags.

use data::{Actor, Database, Scope, ports::Standing};
use kernel::CorrelationId;
use web::{Principal, Require, Role};

use crate::{Doors, Reason};

/// Decides everything that the route requires; opens a unit only when the plan is asked about.
pub(crate) async fn decide(
    requires: &[Require],
    principal: &Principal,
    doors: &Doors,
    database: &Database,
    correlation: &CorrelationId,
) -> Result<(), Reason> {
    if requires.contains(&Require::Admin) && principal.role < Role::Admin {
        return Err(Reason::PermissionDenied);
    }
    if requires.iter().all(|require| *require == Require::Admin) {
        return Ok(());
    }
    let scope = Scope {
        tenant: principal.tenant,
        actor: Actor::User(principal.user),
        correlation: correlation.clone(),
    };
    let mut unit = database.unit(scope).await?;
    let standing = doors.entitled.standing(&mut unit, principal.user).await?;
    for require in requires {
        included(*require, &standing)?;
        if let Require::Feature(feature) = require
            && doors.flagged.flag(&mut unit, feature, principal.user).await? == Some(false)
        {
            return Err(Reason::FlaggedOff { feature });
        }
    }
    Ok(())
}

fn included(require: Require, standing: &Standing) -> Result<(), Reason> {
    let (granted, feature) = match require {
        Require::Admin => (true, ""),
        Require::Premium => (standing.premium, "premium"),
        Require::Feature(name) => (standing.features.iter().any(|feature| feature == name), name),
    };
    if granted {
        return Ok(());
    }
    Err(Reason::NotInPlan {
        feature: feature.to_owned(),
        plan: standing.plan.clone(),
        upgrade: standing.upgrade.clone(),
        trial: standing.trial.clone(),
    })
}
