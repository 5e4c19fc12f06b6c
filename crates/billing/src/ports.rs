//! What other rooms ask of billing, without knowing it.

use data::{
    Unit,
    ports::{Answer, Entitled, NewUser, OnSignUp, Standing},
};
use kernel::UserId;

use crate::{
    Error,
    actions::{self, Current},
    rules::{PlanKind, PlanVersion},
    views::{Offer, TrialView},
};

/// Answers [`OnSignUp`] and [`Entitled`].
#[derive(Clone, Copy, Debug)]
pub struct Billing;

impl OnSignUp for Billing {
    /// Opens the free subscription of the new user, in their time zone.
    fn signed_up<'a>(&'a self, unit: &'a mut Unit, user: &'a NewUser) -> Answer<'a, ()> {
        Box::pin(async move {
            let opened = actions::open::run(unit, user.id, &user.time_zone).await;
            opened.map(|_| ()).map_err(Error::into_data)
        })
    }
}

impl Entitled for Billing {
    /// A user without a subscription has what the free plan grants.
    fn standing<'a>(&'a self, unit: &'a mut Unit, user: UserId) -> Answer<'a, Standing> {
        Box::pin(async move { standing(unit, user).await.map_err(Error::into_data) })
    }
}

async fn standing(unit: &mut Unit, user: UserId) -> Result<Standing, Error> {
    match actions::current(unit, user).await {
        Ok(current) => of(&current),
        Err(Error::NoSubscription) => {
            let catalogue = actions::catalogue(unit).await?;
            let upgrade = catalogue.upgrade(catalogue.free(), |_| true).map(Offer::from);
            granted(catalogue.free(), upgrade)
        }
        Err(error) => Err(error),
    }
}

fn of(current: &Current) -> Result<Standing, Error> {
    let plan = current.plan()?;
    let upgrade = current.catalogue.upgrade(plan, |_| true).map(Offer::from);
    let trial = current.catalogue.trial_offer(&current.subscription, |_| true).map(TrialView::from);
    Ok(Standing {
        trial_expires_at: current.subscription.trial_ends_at,
        trial: trial.map(serde_json::to_value).transpose().map_err(Error::broken)?,
        ..granted(plan, upgrade)?
    })
}

fn granted(plan: &PlanVersion, upgrade: Option<Offer>) -> Result<Standing, Error> {
    Ok(Standing {
        plan: plan.code.clone(),
        premium: plan.kind() != PlanKind::Free,
        trial_expires_at: None,
        trial: None,
        features: plan.features.iter().map(ToString::to_string).collect(),
        upgrade: upgrade.map(serde_json::to_value).transpose().map_err(Error::broken)?,
    })
}
