//! Blocks on a real database, with commits that overtake each other.

use data::{Actor, Database};
use testkit::{START, TestDatabase};

use super::*;
use crate::actions::sweep;

fn block(network: &str, minutes: i64) -> Block {
    Block {
        id: BlockId::new(START),
        network: network.parse().unwrap(),
        reason: "null_byte".into(),
        score: 1_000,
        nth: 1,
        blocked_at: START,
        blocked_by: "gate".into(),
        until: START + SignedDuration::from_mins(minutes),
        lifted: None,
    }
}

async fn unit(test: &TestDatabase, database: &Database) -> Unit {
    database.unit(test.scope(Actor::Operator)).await.unwrap()
}

fn networks(blocks: &[Block]) -> Vec<String> {
    blocks.iter().map(|block| block.network.to_string()).collect()
}

#[tokio::test]
async fn a_reader_misses_nothing_that_commits_late() {
    let test = testkit::database().await;
    let database = test.open(testkit::clocks(START));
    let (mut early, mut late) = (unit(&test, &database).await, unit(&test, &database).await);
    add(&mut early, &block("203.0.113.1/32", 5)).await.unwrap();
    add(&mut late, &block("203.0.113.2/32", 5)).await.unwrap();
    late.commit(()).await.unwrap();
    let (seen, mark) = exchange(&database, test.tenant(), &[], Mark::default(), START).await.unwrap();
    assert_eq!(networks(&seen), ["203.0.113.2/32"]);
    early.commit(()).await.unwrap();
    let (seen, _) = exchange(&database, test.tenant(), &[], mark, START).await.unwrap();
    assert!(networks(&seen).contains(&"203.0.113.1/32".into()), "{seen:?}");
}

#[tokio::test]
async fn what_is_written_is_read_and_lifting_is_news() {
    let test = testkit::database().await;
    let clocks = testkit::clocks(START);
    let database = test.open(clocks.clone());
    let (one, six) = (block("203.0.113.1/32", 5), block("2001:db8:1:2::/64", 5));
    // Two nodes blocked the same address at once.
    let twin = Block { id: BlockId::new(START), ..one.clone() };
    let ours = [one.clone(), six.clone(), twin.clone(), one.clone()];
    let (seen, mark) = exchange(&database, test.tenant(), &ours, Mark::default(), START).await.unwrap();
    assert!(seen.len() == 3 && seen.contains(&one) && seen.contains(&six), "{seen:?}");

    let mut lifting = unit(&test, &database).await;
    assert_eq!(lift(&mut lifting, one.id).await.unwrap(), Some(one.network));
    assert_eq!(lift(&mut lifting, BlockId::new(START)).await.unwrap(), None);
    lifting.commit(()).await.unwrap();
    let (seen, _) = exchange(&database, test.tenant(), &[], mark, START).await.unwrap();
    let lifted: Vec<Block> = seen.into_iter().filter(|block| block.lifted.is_some()).collect();
    assert_eq!(networks(&lifted), ["203.0.113.1/32", "203.0.113.1/32"], "the twin is lifted too");
    assert!(lifted.iter().all(|block| block.lifted == Some((START, "operator".into()))));

    let mut reading = unit(&test, &database).await;
    let (active, last) = page(&mut reading, true, None, PageSize::default()).await.unwrap();
    assert_eq!((networks(&active), last), (vec!["2001:db8:1:2::/64".into()], None));
    let (all, last) = page(&mut reading, false, None, PageSize::new(2).unwrap()).await.unwrap();
    assert_eq!(all.len(), 2);
    let (rest, none) = page(&mut reading, false, last, PageSize::new(2).unwrap()).await.unwrap();
    assert_eq!((rest.len(), none), (1, None));

    clocks.real.advance(SignedDuration::from_hours(90 * 24 + 1));
    assert_eq!(sweep::run(&database, test.tenant()).await.unwrap(), 3);
}

#[tokio::test]
async fn another_business_sees_and_lifts_nothing() {
    let test = testkit::database().await;
    let database = test.open(testkit::clocks(START));
    let other = test.add_tenant("other").await;
    let mut writing = unit(&test, &database).await;
    let ours = block("203.0.113.1/32", 5);
    add(&mut writing, &ours).await.unwrap();
    writing.commit(()).await.unwrap();
    let scope = data::Scope { tenant: other, ..test.scope(Actor::Operator) };
    let mut theirs = database.unit(scope).await.unwrap();
    assert_eq!(lift(&mut theirs, ours.id).await.unwrap(), None);
    assert_eq!(page(&mut theirs, false, None, PageSize::default()).await.unwrap(), (vec![], None));
}
