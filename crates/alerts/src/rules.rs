//! Pure rules: what is watched, how an alert stands, who is told and in which words. They know no clock, no database and
//! no mail.

pub mod catalogue;
pub mod letter;
pub mod post;
pub mod rule;
pub mod silence;
pub mod state;

pub use letter::{About, Letter, Notice};
pub use rule::{Absent, Overrides, Rule, Settings, Severity};
pub use silence::{Matcher, Silence};
pub use state::{Sign, Standing, State};
