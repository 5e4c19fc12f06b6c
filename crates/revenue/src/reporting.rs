//! The tenant's reporting zone and currency, read before a unit begins: two connections at once would let requests
//! starve each other.

use data::{Database, tenant::Tenant};
use kernel::{Currency, TenantId};
use places::Zone;

use crate::{Error, Reporting, Result};

impl Reporting {
    /// How `tenant` wants its reports.
    ///
    /// # Errors
    /// [`Error::Tenant`], and when the database fails.
    pub async fn of(database: &Database, tenant: TenantId) -> Result<Self> {
        let tenant = database.tenant(tenant).await?.ok_or(Error::Tenant("it is gone"))?;
        Self::try_from(&tenant)
    }
}

impl TryFrom<&Tenant> for Reporting {
    type Error = Error;

    fn try_from(tenant: &Tenant) -> Result<Self> {
        let zone = Zone::find(&tenant.reporting_zone).map_err(|_| Error::Tenant("no such zone"))?;
        let rules = zone.rules().map_err(|_| Error::Tenant("the packed zones are damaged"))?;
        let currency = Currency::from_code(&tenant.currency).ok_or(Error::Tenant("no such currency"))?;
        Ok(Self { zone: rules.clone(), time_zone: zone.name().to_owned(), currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_reports_in_its_own_zone_and_currency() {
        let tenant = |zone: &str, currency: &str| Tenant {
            id: TenantId::new(testkit::START),
            slug: "one".into(),
            reporting_zone: zone.into(),
            currency: currency.into(),
        };
        let found = Reporting::try_from(&tenant("asia/tokyo", "JPY")).unwrap();
        assert_eq!((found.time_zone.as_str(), found.currency), ("Asia/Tokyo", Currency::JPY));
        let offset = found.zone.to_offset(testkit::START);
        assert_eq!(offset.seconds(), 9 * 3600);
        assert!(matches!(Reporting::try_from(&tenant("Mars/Olympus", "USD")), Err(Error::Tenant(_))));
        assert!(matches!(Reporting::try_from(&tenant("UTC", "XYZ")), Err(Error::Tenant(_))));
    }
}
