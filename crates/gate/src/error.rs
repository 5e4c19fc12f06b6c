//! Why a gate cannot be built. Why a request is refused is a `Reason`.

/// Why a gate cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The address is not told: it may hold a password.
    #[error("gate.limits.redis: not the address of a Redis or Valkey, as redis://host:6379")]
    Redis,
    /// A line of `gate.detection.observe_routes` means no route.
    #[error("gate.detection.observe_routes: there is no route `{0}`; write it as `POST /api/v1/charts`")]
    UnknownRoute(String),
}
