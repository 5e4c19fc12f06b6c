//! What each tile means, in one sentence that travels with it. It computes nothing.

/// MRR, as revenue defines it.
pub const MRR: &str = revenue::rules::definition::MRR.definition;

/// Customers.
pub const CUSTOMERS: &str = "Subscriptions by the plan in force: their own while free, trialing, active or past due; the \
    free plan while paused, canceled or expired. Everybody who signed up has one. Plans on offer are shown even if \
    nobody has them.";

/// Charts.
pub const CHARTS: &str = "Charts made since the month began in the reporting zone, deleted accounts included. Previous: \
    the whole month before.";

/// Sign-ups.
pub const SIGN_UPS: &str = "Accounts made since the month began in the reporting zone, inactive ones included. Previous: \
    the whole month before.";
