//! Reading the audit log of a tenant.

use data::{Result, Unit};
use jiff::Timestamp;
use kernel::{AuditId, PageSize};

use crate::store;

/// What was done, when, by whom and to what.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its identifier; later ones are greater.
    pub id: AuditId,
    /// When, in real time.
    pub recorded_at: Timestamp,
    /// By whom: `guest`, `operator`, `user:<id>`, `job:<kind>`.
    pub actor: String,
    /// What, as `room.noun.verb`.
    pub action: String,
    /// To what, as `noun:id`.
    pub target: String,
    /// Facts; none of them personal.
    pub details: serde_json::Value,
    /// The request or job that did it.
    pub correlation_id: String,
}

/// Which entries; without any, all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// By this actor alone.
    pub actor: Option<String>,
    /// To this target alone.
    pub target: Option<String>,
}

/// A page of the unit's tenant, newest first, older than `before`, and its last entry if more follow.
///
/// # Errors
/// When the database fails.
pub async fn page(
    unit: &mut Unit,
    filter: &Filter,
    before: Option<AuditId>,
    size: PageSize,
) -> Result<(Vec<Entry>, Option<AuditId>)> {
    let mut entries = store::audit::list(unit, filter, before, size.fetch()).await?;
    let more = entries.len() > size.rows();
    entries.truncate(size.rows());
    let last = entries.last().filter(|_| more).map(|entry| entry.id);
    Ok((entries, last))
}

#[cfg(test)]
mod tests {
    use data::AuditEntry;

    use super::*;

    /// Entries as a commit writes them, one a millisecond, in a database of their own.
    async fn page_of_everything(filter: Filter) -> (Vec<Entry>, usize) {
        let test = testkit::database().await;
        let clocks = testkit::clocks(testkit::START);
        let (database, other) = (test.open(clocks.clone()), test.add_tenant("other").await);
        for n in 0..7 {
            for tenant in [test.tenant(), other] {
                let actor = if n % 2 == 0 { data::Actor::Guest } else { data::Actor::Job("test.job") };
                let mut unit = database.unit(data::Scope { tenant, ..test.scope(actor) }).await.unwrap();
                unit.audit(
                    AuditEntry::new("test.thing.made", "thing", n / 3).with(serde_json::json!({ "n": n })),
                );
                unit.commit(()).await.unwrap();
            }
            clocks.real.advance(jiff::SignedDuration::from_millis(1));
        }
        let mut unit = database.unit(test.scope(data::Actor::Operator)).await.unwrap();
        let (mut all, mut pages, mut before) = (Vec::new(), 0, None);
        loop {
            let (entries, last) = page(&mut unit, &filter, before, PageSize::new(3).unwrap()).await.unwrap();
            assert!(entries.len() == 3 || last.is_none());
            all.extend(entries);
            pages += 1;
            before = last;
            if last.is_none() {
                return (all, pages);
            }
        }
    }

    fn numbers(entries: &[Entry]) -> Vec<i64> {
        entries.iter().map(|entry| entry.details["n"].as_i64().unwrap()).collect()
    }

    #[tokio::test]
    async fn pages_go_from_the_newest_to_the_oldest_of_one_tenant() {
        let (all, pages) = page_of_everything(Filter::default()).await;
        assert_eq!((numbers(&all), pages), (vec![6, 5, 4, 3, 2, 1, 0], 3));
        let first = &all[6];
        assert_eq!((first.actor.as_str(), first.action.as_str()), ("guest", "test.thing.made"));
        assert_eq!((first.target.as_str(), first.recorded_at), ("thing:0", testkit::START));
        assert!(first.correlation_id.starts_with("req_"));
    }

    #[tokio::test]
    async fn filters_narrow_it() {
        let actor = Filter { actor: Some("job:test.job".into()), target: None };
        let (all, _) = page_of_everything(actor.clone()).await;
        assert_eq!(numbers(&all), [5, 3, 1]);
        let (all, _) = page_of_everything(Filter { target: Some("thing:1".into()), ..actor }).await;
        assert_eq!(numbers(&all), [5, 3]);
        let (all, _) = page_of_everything(Filter { target: Some("thing:9".into()), actor: None }).await;
        assert_eq!(numbers(&all), [] as [i64; 0]);
    }
}
