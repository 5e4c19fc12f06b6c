//! What an owner writes on charts: sealed, changed, found by tag, removed, and told of without a word of it.

use kernel::Change;
use serde_json::Value;
use sqlx::{Connection, PgConnection};
use testkit::TestDatabase;

use super::*;
use crate::{
    actions::{delete, edit, view_wheel},
    events::Format,
    rules::{Kind, Notes, Relabel, Tag, Tags},
};

const NOTES: &str = "Her clock was fast.\nAsk Hieronymus.";

/// A row as text, its tags, its notes and what finds it.
type Stored = (String, Vec<u8>, Vec<u8>, Vec<Vec<u8>>);

fn tags(texts: &[&str]) -> Tags {
    serde_json::from_value(json!(texts)).unwrap()
}

fn tagged(texts: &[&str]) -> Labels {
    Labels { tags: tags(texts).into_texts(), ..named() }
}

fn by_tag(text: &str) -> Filter {
    Filter { tag: Tag::parse(text), ..Filter::default() }
}

fn full() -> Relabel {
    Relabel {
        name: Change::Keep,
        tags: Change::To(tags(&["ex-wife", "Überlingen"])),
        notes: Change::To(Notes::parse(NOTES).unwrap()),
    }
}

async fn draw(unit: &mut Unit, user: UserId, labels: Labels) -> ChartId {
    create::run(unit, user, request(Some("05:47")), labels).await.unwrap().id
}

async fn ids(unit: &mut Unit, user: UserId, filter: &Filter) -> Vec<ChartId> {
    let page = list::run(unit, user, filter, None, PageSize::default()).await.unwrap();
    page.items.iter().map(|item| item.id).collect()
}

#[tokio::test]
async fn what_is_written_is_changed_and_read_again() {
    let mut unit = testkit::unit().await;
    let user = customer(&mut unit).await;
    let id = draw(&mut unit, user, named()).await;
    let edited = edit::run(&mut unit, user, id, full()).await.unwrap().unwrap();
    let read = read::run(&mut unit, user, id).await.unwrap().unwrap();
    assert_eq!(serde_json::to_vec(&read).unwrap(), serde_json::to_vec(&edited).unwrap());
    assert_eq!((read.name.as_deref(), read.notes.as_deref()), (Some(NAME), Some(NOTES)));
    assert_eq!(read.tags, ["ex-wife", "Überlingen"]);
    let item =
        json!(list::run(&mut unit, user, &by_tag("EX-WIFE"), None, PageSize::default()).await.unwrap().items);
    assert_eq!(item[0]["tags"], json!(["ex-wife", "Überlingen"]));
    assert!(item[0].get("notes").is_none(), "notes are read with the single chart");

    let clear = Relabel { name: Change::Clear, tags: Change::Clear, notes: Change::Clear };
    let cleared = edit::run(&mut unit, user, id, clear).await.unwrap().unwrap();
    assert_eq!((cleared.name, cleared.notes, cleared.tags), (None, None, vec![]));
    assert!(ids(&mut unit, user, &by_tag("ex-wife")).await.is_empty(), "its hash has gone with it");
}

#[tokio::test]
async fn what_is_stored_shows_nothing_that_was_written() {
    let mut unit = testkit::unit().await;
    let (user, other) = (customer(&mut unit).await, customer(&mut unit).await);
    for owner in [user, other] {
        let id = draw(&mut unit, owner, named()).await;
        edit::run(&mut unit, owner, id, full()).await.unwrap().unwrap();
    }
    let rows: Vec<Stored> = sqlx::query_as(
        "SELECT encode(convert_to(c::text, 'UTF8'), 'escape'), tags, notes, tag_hashes FROM astrology.charts c",
    )
    .fetch_all(unit.connection())
    .await
    .unwrap();
    for (row, tags, notes, _) in &rows {
        for secret in ["ex-wife", "wife", "Überlingen", "Hieronymus", "clock"] {
            assert!(!row.contains(secret), "{secret} stands in the row");
            for sealed in [tags, notes] {
                let readable = sealed.windows(secret.len()).any(|part| part == secret.as_bytes());
                assert!(!readable, "{secret} is readable");
            }
        }
    }
    assert_eq!(rows[0].3.len(), 2);
    assert!(rows[0].3.iter().all(|hash| hash.len() == 32 && !rows[1].3.contains(hash)), "bound to its owner");
}

#[tokio::test]
async fn a_list_is_narrowed_to_tag_and_kind() {
    let mut unit = testkit::unit().await;
    let (user, other) = (customer(&mut unit).await, customer(&mut unit).await);
    let family = draw(&mut unit, user, tagged(&["Family", "Friends"])).await;
    let friend = draw(&mut unit, user, tagged(&["friends"])).await;
    draw(&mut unit, user, named()).await;
    let foreign = draw(&mut unit, other, tagged(&["family"])).await;
    assert_eq!(ids(&mut unit, user, &by_tag(" fAMILY ")).await, [family]);
    assert_eq!(ids(&mut unit, other, &by_tag("family")).await, [foreign]);
    let mut friends = ids(&mut unit, user, &by_tag("friends")).await;
    friends.sort();
    let mut expected = vec![family, friend];
    expected.sort();
    assert_eq!(friends, expected);
    assert!(ids(&mut unit, user, &by_tag("famil")).await.is_empty(), "a tag is found whole");
    let natal = Filter { kind: Some(Kind::Natal), ..Filter::default() };
    assert_eq!(ids(&mut unit, user, &natal).await.len(), 3);
    let both = Filter { kind: Some(Kind::Natal), ..by_tag("family") };
    assert_eq!(ids(&mut unit, user, &both).await, [family]);
}

#[tokio::test]
async fn pages_of_a_narrowed_list_leave_nothing_out() {
    let home = testkit::database().await;
    let clocks = testkit::clocks(testkit::START);
    let database = home.open(clocks.clone());
    let mut unit = begin(&database, home.tenant(), UserId::new(testkit::START)).await;
    let user = customer(&mut unit).await;
    billing::actions::start_trial::run(&mut unit, user).await.unwrap();
    unit.commit(()).await.unwrap();
    let mut made = Vec::new();
    for n in 0..6 {
        clocks.business.advance(SignedDuration::from_mins(1));
        let mut unit = begin(&database, home.tenant(), user).await;
        let id = draw(&mut unit, user, tagged(if n % 2 == 0 { &["even"] } else { &["odd"] })).await;
        unit.commit(()).await.unwrap();
        made.insert(0, (n, id));
    }
    let even: Vec<ChartId> = made.iter().filter(|(n, _)| n % 2 == 0).map(|(_, id)| *id).collect();
    let mut unit = begin(&database, home.tenant(), user).await;
    let two = PageSize::new(2).unwrap();
    let first = list::run(&mut unit, user, &by_tag("even"), None, two).await.unwrap();
    let second = list::run(&mut unit, user, &by_tag("even"), first.next, two).await.unwrap();
    let seen: Vec<ChartId> = first.items.iter().chain(&second.items).map(|item| item.id).collect();
    assert_eq!((seen, second.next), (even.clone(), None));
    // A place of one list is a place in another: what lies before it, and nothing else.
    let across = list::run(&mut unit, user, &by_tag("odd"), first.next, two).await.unwrap();
    let before = first.next.unwrap();
    assert!(across.items.iter().all(|item| item.id < before && !even.contains(&item.id)));
    assert_eq!(across.items.len(), 1);
}

#[tokio::test]
async fn to_anybody_else_there_is_nothing_to_change_or_remove() {
    let mut unit = testkit::unit().await;
    let (owner, other) = (customer(&mut unit).await, customer(&mut unit).await);
    let id = draw(&mut unit, owner, named()).await;
    assert!(edit::run(&mut unit, other, id, full()).await.unwrap().is_none());
    assert!(!delete::run(&mut unit, other, id).await.unwrap());
    assert!(view_wheel::run(&mut unit, other, id, Format::Svg).await.unwrap().is_none());
    let kept = read::run(&mut unit, owner, id).await.unwrap().unwrap();
    assert_eq!((kept.name.as_deref(), kept.notes), (Some(NAME), None));
}

#[tokio::test]
async fn a_chart_that_is_removed_is_gone_and_stays_paid_for() {
    let mut unit = testkit::unit().await;
    let user = customer(&mut unit).await;
    for _ in 0..free_charts() {
        let id = draw(&mut unit, user, named()).await;
        assert!(delete::run(&mut unit, user, id).await.unwrap());
        assert!(!delete::run(&mut unit, user, id).await.unwrap(), "a second time there is none");
        assert!(read::run(&mut unit, user, id).await.unwrap().is_none());
    }
    assert_eq!(count(&mut unit).await, 0);
    let refused = create(&mut unit, user).await;
    assert!(matches!(refused, Err(Error::Billing(billing::Error::LimitReached(_)))));
}

/// What the commits of a database left of one user.
struct Traces {
    home: TestDatabase,
    database: Database,
    clocks: kernel::Clocks,
    user: UserId,
    eye: PgConnection,
}

impl Traces {
    async fn new() -> Self {
        let home = testkit::database().await;
        let clocks = testkit::clocks(testkit::START);
        let database = home.open(clocks.clone());
        let mut unit = begin(&database, home.tenant(), UserId::new(testkit::START)).await;
        let user = customer(&mut unit).await;
        unit.commit(()).await.unwrap();
        let eye = PgConnection::connect_with(&home.address().bootstrap().unwrap()).await.unwrap();
        Self { home, database, clocks, user, eye }
    }

    /// A unit, a minute after the last one.
    async fn unit(&self) -> Unit {
        self.clocks.business.advance(SignedDuration::from_mins(1));
        self.clocks.real.advance(SignedDuration::from_mins(1));
        begin(&self.database, self.home.tenant(), self.user).await
    }

    async fn events(&mut self) -> Vec<(String, Value)> {
        sqlx::query_as("SELECT name, properties FROM data.outbox WHERE subject = $1 ORDER BY id")
            .bind(self.user.uuid())
            .fetch_all(&mut self.eye)
            .await
            .unwrap()
    }

    async fn audited(&mut self) -> Vec<(String, Value)> {
        sqlx::query_as(
            "SELECT action, details FROM record.audit_entries WHERE action LIKE 'astrology.%' ORDER BY id",
        )
        .fetch_all(&mut self.eye)
        .await
        .unwrap()
    }
}

#[tokio::test]
async fn a_life_of_a_chart_is_told_without_a_word_of_it() {
    let mut traces = Traces::new().await;
    let user = traces.user;
    let mut unit = traces.unit().await;
    let id = draw(&mut unit, user, named()).await;
    unit.commit(()).await.unwrap();
    let mut unit = traces.unit().await;
    let edited = edit::run(&mut unit, user, id, full()).await.unwrap().unwrap();
    assert_eq!(
        (edited.created_at, edited.updated_at),
        (unit.now() - SignedDuration::from_mins(1), unit.now())
    );
    unit.commit(()).await.unwrap();
    for change in [full(), Relabel::default()] {
        let mut unit = traces.unit().await;
        let same = edit::run(&mut unit, user, id, change).await.unwrap().unwrap();
        assert_eq!(same.updated_at, edited.updated_at, "nothing has changed");
        unit.commit(()).await.unwrap();
    }
    for format in [Format::Svg, Format::Png] {
        let mut unit = traces.unit().await;
        view_wheel::run(&mut unit, user, id, format).await.unwrap().unwrap();
        unit.commit(()).await.unwrap();
    }
    let mut unit = traces.unit().await;
    assert!(delete::run(&mut unit, user, id).await.unwrap());
    drop(unit);
    let mut unit = traces.unit().await;
    assert!(delete::run(&mut unit, user, id).await.unwrap(), "what was dropped did not happen");
    unit.commit(()).await.unwrap();

    let events = [
        (
            "chart_created",
            json!({"kind": "natal", "house_system": "placidus", "zodiac": "tropical", "time_known": true}),
        ),
        ("chart_edited", json!({"name": false, "tags": true, "notes": true})),
        ("wheel_viewed", json!({"format": "svg"})),
        ("wheel_viewed", json!({"format": "png"})),
        ("chart_deleted", json!({"kind": "natal"})),
    ];
    assert_eq!(traces.events().await, events.map(|(name, properties)| (name.to_owned(), properties)));
    let audited = traces.audited().await;
    let told: Vec<(&str, &Value)> =
        audited.iter().map(|(action, details)| (action.as_str(), details)).collect();
    assert_eq!(told[0].0, "astrology.chart.created");
    let rest = [
        ("astrology.chart.edited", &json!({"fields": ["tags", "notes"]})),
        ("astrology.chart.deleted", &json!({"kind": "natal"})),
    ];
    assert_eq!(told[1..], rest);
}

#[tokio::test]
async fn of_two_changes_at_once_neither_is_lost() {
    let traces = Traces::new().await;
    let user = traces.user;
    let mut unit = traces.unit().await;
    let id = draw(&mut unit, user, named()).await;
    unit.commit(()).await.unwrap();
    let (mut first, mut second) = (traces.unit().await, traces.unit().await);
    let rename = Relabel { name: Change::To("Oma".into()), ..Relabel::default() };
    edit::run(&mut first, user, id, rename).await.unwrap();
    let late = async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        first.commit(()).await.unwrap();
    };
    let (edited, ()) = tokio::join!(edit::run(&mut second, user, id, full()), late);
    let edited = edited.unwrap().unwrap();
    assert_eq!((edited.name.as_deref(), edited.notes.as_deref()), (Some("Oma"), Some(NOTES)));
}
