//! How values of the ground look on the wire, for the documentation. Nothing is ever made of these types.

use utoipa::ToSchema;

/// An amount in minor units of an ISO 4217 currency.
#[derive(Debug, ToSchema)]
pub struct Money {
    /// In the currency's smallest unit.
    #[schema(example = 999)]
    pub amount_minor: i64,
    /// Three letters.
    #[schema(example = "USD")]
    pub currency: String,
}
