//! Why a gate cannot be built. Why a request is refused is a `Reason`.

/// Why a gate cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The address is not told: it may hold a password.
    #[error("gate.limits.redis: not the address of a Redis or Valkey, as redis://host:6379")]
    Redis,
}
