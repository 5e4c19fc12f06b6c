//! The SQL of `accounts`. It decides nothing; each statement names its tenant.

pub(crate) mod admins;
pub(crate) mod credentials;
pub mod reads;
pub(crate) mod sessions;
pub(crate) mod standing;
pub(crate) mod users;

#[cfg(test)]
mod tests;
