//! `/plans`, `/subscription`, `/usage`, `/entitlements` and `/admin/plans`. Each route extracts, calls its
//! action and commits; none decides.

mod cancel;
mod entitlement;
mod entitlements;
mod plans;
mod publish;
mod resume;
mod subscribe;
mod subscription;
#[cfg(test)]
mod tests;
mod trial;
mod usage;

use std::sync::Arc;

use data::ports::Flagged;
use web::Routes;

/// What the handlers share: the feature flags, which can switch a feature off.
type Flags = Arc<dyn Flagged>;

/// The routes of this room; `flags` says which features are switched off.
#[must_use]
pub fn routes(flags: Flags) -> Routes {
    Routes::new("billing")
        .add(plans::route())
        .add(subscription::route())
        .add(subscribe::route())
        .add(trial::route())
        .add(cancel::route())
        .add(resume::route())
        .add(usage::route())
        .add(entitlements::route())
        .add(entitlement::route())
        .add(publish::route())
        .state(flags)
}
