//! Makes a flag or changes it.

use data::{AuditEntry, Unit};

use crate::{
    Error,
    rules::{self, Flag},
    store,
};

/// Sets the flag of that name.
///
/// # Errors
/// [`Error::Name`] and [`Error::Percentage`] for what a flag cannot be.
pub async fn run(unit: &mut Unit, flag: Flag) -> Result<Flag, Error> {
    if !rules::is_name(&flag.name) {
        return Err(Error::Name);
    }
    if flag.rollout_percentage > 100 {
        return Err(Error::Percentage);
    }
    store::put(unit, &flag).await?;
    let facts =
        [("enabled", i64::from(flag.enabled)), ("rollout_percentage", i64::from(flag.rollout_percentage))];
    let facts: std::collections::BTreeMap<_, _> = facts.into();
    unit.audit(AuditEntry::new("flags.flag.set", "flag", &flag.name).with(facts));
    Ok(flag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flag(name: &str, rollout_percentage: u8) -> Flag {
        Flag { name: name.into(), enabled: true, rollout_percentage }
    }

    #[tokio::test]
    async fn a_flag_is_made_then_changed() {
        let mut unit = testkit::unit().await;
        run(&mut unit, flag("wheel", 10)).await.unwrap();
        run(&mut unit, flag("wheel", 50)).await.unwrap();
        assert_eq!(crate::actions::list(&mut unit).await.unwrap(), [flag("wheel", 50)]);
        assert!(matches!(run(&mut unit, flag("Wheel", 10)).await, Err(Error::Name)));
        assert!(matches!(run(&mut unit, flag("wheel", 101)).await, Err(Error::Percentage)));
    }
}
