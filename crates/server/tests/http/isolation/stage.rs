//! Two tenants with a row in every table, and three ways to run a statement beside them.

use data::{Actor, Scope, roles};
use jiff::SignedDuration;
use kernel::UserId;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, raw_sql};
use uuid::Uuid;

use crate::{
    app::{PASSWORD, TestApp, unique_email},
    astrology::birth,
    client::Client,
};

/// Where the other business answers.
const THEIR_HOST: &str = "other.example";

/// Relations of our schemas that have a tenant in each row.
const RELATIONS: &str = "
    SELECT n.nspname || '.' || c.relname, c.relkind IN ('v', 'm'),
           c.relrowsecurity AND c.relforcerowsecurity,
           coalesce(c.reloptions @> '{security_invoker=true}', false)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
      AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')
    ORDER BY 1";

/// A table or view whose rows belong to tenants.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub(super) name: String,
    pub(super) is_view: bool,
    /// Row-level security is on, for its owner too.
    pub(super) protected: bool,
    /// A view that reads with its reader's rights.
    pub(super) as_reader: bool,
}

/// How a statement is run; whatever it does is rolled back.
#[derive(Clone, Copy, Debug)]
pub(super) enum World {
    /// As a superuser, whom row-level security does not bind.
    Everything,
    /// As a superuser, in a database where the other tenant has no row.
    Alone,
    /// As the role that serves requests, in our tenant.
    Inside,
}

/// What a statement came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Its rows as text, sorted.
    Rows(Vec<String>),
    /// So many rows changed.
    Changed(u64),
    /// An error, by its SQLSTATE.
    Refused(String),
}

/// A statement that can be run: its text, what stands for `$1`, `$2` and so on, and whether it answers rows.
#[derive(Clone, Debug)]
pub(super) struct Run<'a> {
    pub(super) sql: &'a str,
    pub(super) arguments: &'a [String],
    pub(super) answers: bool,
}

pub(super) struct Stage {
    pub(super) app: TestApp,
    pub(super) ours: Uuid,
    pub(super) theirs: Uuid,
    pub(super) relations: Vec<Relation>,
    /// A superuser's connection.
    pub(super) root: PgConnection,
}

impl Stage {
    /// The main job in both tenants, and one of everything else that leaves rows.
    pub(super) async fn set() -> Self {
        let app = TestApp::start().await;
        let (our_admin, their_admin) = (app.admin().await, app.foreign_admin().await);
        let mut root =
            PgConnection::connect_with(&app.database.address().bootstrap().unwrap()).await.unwrap();
        let (theirs,): (Uuid,) = sqlx::query_as("SELECT id FROM data.tenants WHERE slug = 'other'")
            .fetch_one(&mut root)
            .await
            .unwrap();
        let relations = relations(&mut root).await;
        let mut stage = Self { ours: app.database.tenant().uuid(), theirs, app, relations, root };
        stage.live(&our_admin, &stage.app.guest(), stage.ours).await;
        stage.live(&their_admin, &stage.app.guest().at_host(THEIR_HOST), stage.theirs).await;
        stage.app.app.log.flush().await.unwrap();
        stage.app.app.requests.flush().await.unwrap();
        // One job of each tenant is at work.
        let at_work = "UPDATE jobs.queue SET state = 'running', attempt = 1, leased_until = run_at
            WHERE id IN (SELECT DISTINCT ON (tenant_id) id FROM jobs.queue WHERE kind <> 'alerts.mail' ORDER BY tenant_id, id)";
        raw_sql(at_work).execute(&mut stage.root).await.unwrap();
        let given_up = "UPDATE jobs.queue SET state = 'failed', failures = 12 WHERE kind = 'alerts.mail'";
        raw_sql(given_up).execute(&mut stage.root).await.unwrap();
        stage
    }

    /// What the customers and the admin of one tenant do.
    async fn live(&self, admin: &Client, guest: &Client, tenant: Uuid) {
        let mut named = birth();
        (named["name"], named["notes"]) = ("Ada".into(), "x".into());
        named["tags"] = json!(["family"]);
        let [free, trial, paid, leaver] =
            [customer(guest).await, customer(guest).await, customer(guest).await, customer(guest).await];
        free.post_with_key("/charts", &named, "once").await.expect(201);
        free.get("/admin/users").await.refused(403, "PERMISSION_DENIED");
        trial.post("/subscription/trial", &json!({})).await.expect(200);
        let month = json!({"plan": "premium", "interval": "month"});
        paid.post("/subscription", &month).await.expect(200);
        let chart = paid.post("/charts", &named).await.expect(201);
        let path = format!("/charts/{}", chart["id"].as_str().unwrap());
        paid.patch(&path, &json!({"name": "Augusta"})).await.expect(200);
        leaver.post("/subscription", &month).await.expect(200);
        let leaving = json!({"when": "period_end", "reason": "enough seen"});
        leaver.post("/subscription/cancel", &leaving).await.expect(200);
        let flag = json!({"enabled": true, "rollout_percentage": 50});
        admin.put("/admin/flags/some.feature", &flag).await.expect(200);
        self.reserve(tenant, &free).await;
        let silence = json!({"label": {"name": "kind", "value": "jobs"}, "until": "2026-01-16T00:00:00Z", "reason": "x"});
        admin.post("/admin/alerts/silences", &silence).await.expect(201);
        self.alarm(tenant).await;
        self.block(tenant).await;
    }

    /// An alert that fires.
    async fn alarm(&self, tenant: Uuid) {
        let scope = Scope { tenant: tenant.into(), ..self.app.database.scope(Actor::Operator) };
        let mut unit = self.app.installation.database.unit(scope).await.unwrap();
        let seen = [("security.critical_threats", Some(1.0))].into();
        alerts::actions::evaluate::run(&mut unit, &seen).await.unwrap();
        unit.commit(()).await.unwrap();
    }

    /// An address that is kept out; only the installation's own business has some, but the table holds for all.
    async fn block(&self, tenant: Uuid) {
        let scope = Scope { tenant: tenant.into(), ..self.app.database.scope(Actor::Operator) };
        let mut unit = self.app.installation.database.unit(scope).await.unwrap();
        let block = record::blocks::Block {
            id: kernel::BlockId::new(testkit::START),
            network: "203.0.113.66/32".parse().unwrap(),
            reason: "no_such_route".into(),
            score: 1_000,
            nth: 1,
            blocked_at: testkit::START,
            blocked_by: "gate".into(),
            until: testkit::START + SignedDuration::from_hours(1),
            lifted: None,
        };
        record::blocks::add(&mut unit, &block).await.unwrap();
        unit.commit(()).await.unwrap();
    }

    /// Usage set aside, as work outside a unit leaves it.
    async fn reserve(&self, tenant: Uuid, client: &Client) {
        let user = UserId::from(client.user.parse::<Uuid>().unwrap());
        let scope = Scope { tenant: tenant.into(), ..self.app.database.scope(Actor::Operator) };
        let mut unit = self.app.installation.database.unit(scope).await.unwrap();
        let (meter, lasts) = (billing::rules::Meter::Charts, SignedDuration::from_hours(1));
        billing::actions::reserve::run(&mut unit, user, meter, 1, lasts).await.unwrap();
        unit.commit(()).await.unwrap();
    }

    /// Tables whose rows belong to tenants.
    pub(super) fn tables(&self) -> Vec<Relation> {
        self.relations.iter().filter(|relation| !relation.is_view).cloned().collect()
    }

    /// A new connection of the role that serves requests.
    pub(super) async fn sign_in(&self) -> PgConnection {
        let password = roles::password(&self.app.database.master_key(), roles::APP);
        let options = self.app.database.address().as_role(roles::APP, &password).unwrap();
        PgConnection::connect_with(&options).await.unwrap()
    }

    /// Rows of the other tenant in a relation.
    pub(super) async fn their_rows(&mut self, relation: &str) -> Vec<Value> {
        let sql = format!("SELECT to_jsonb(t) FROM {relation} t WHERE tenant_id = '{}'", self.theirs);
        let rows: Vec<(Value,)> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut self.root).await.unwrap();
        rows.into_iter().map(|row| row.0).collect()
    }

    /// Runs a statement in one of the worlds and rolls back.
    ///
    /// # Errors
    /// What it came to, when it changed a row of the other tenant from inside ours.
    pub(super) async fn run(&mut self, world: World, run: &Run<'_>) -> Result<Outcome, String> {
        self.execute("BEGIN; SET LOCAL search_path = pg_catalog").await;
        let before = match world {
            World::Everything => None,
            World::Alone => {
                self.execute(&self.only_ours()).await;
                None
            }
            World::Inside => {
                let before = self.their_state().await;
                let enter = format!("SET LOCAL ROLE {}; SET LOCAL app.tenant = '{}'", roles::APP, self.ours);
                self.execute(&enter).await;
                Some(before)
            }
        };
        let outcome = self.attempt(run).await;
        let mut changed = false;
        if let (Some(before), false) = (before, matches!(outcome, Outcome::Refused(_))) {
            self.execute("RESET ROLE").await;
            changed = before != self.their_state().await;
        }
        self.execute("ROLLBACK").await;
        // Not there if the statement could not even be planned.
        let _ = raw_sql("DEALLOCATE tried").execute(&mut self.root).await;
        if changed { Err(format!("changed rows of the other tenant: {outcome:?}")) } else { Ok(outcome) }
    }

    async fn attempt(&mut self, run: &Run<'_>) -> Outcome {
        // A prepared statement gives every parameter the type that it has in the code.
        let arguments = run.arguments.join(", ");
        let arguments = if arguments.is_empty() { String::new() } else { format!("({arguments})") };
        let prepared = if run.answers { answering(run.sql) } else { run.sql.to_owned() };
        let sql = format!("PREPARE tried AS {prepared}; EXECUTE tried {arguments}");
        let done = if run.answers {
            raw_sql(AssertSqlSafe(sql)).fetch_all(&mut self.root).await.map(|rows| {
                let mut rows: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
                rows.sort();
                Outcome::Rows(rows)
            })
        } else {
            let done = raw_sql(AssertSqlSafe(sql)).execute(&mut self.root).await;
            done.map(|done| Outcome::Changed(done.rows_affected()))
        };
        done.unwrap_or_else(|error| {
            let code = error.as_database_error().and_then(|error| error.code().map(Into::into));
            Outcome::Refused(code.unwrap_or_else(|| panic!("{}: {error}", run.sql)))
        })
    }

    /// A digest of every row of the other tenant, in its place: a change that changes nothing is one too.
    async fn their_state(&mut self) -> String {
        let one = |table: &Relation| {
            let name = &table.name;
            format!("SELECT '{name}' || t.ctid || t AS row FROM {name} t WHERE tenant_id = '{}'", self.theirs)
        };
        let all: Vec<String> = self.tables().iter().map(one).collect();
        let sql =
            format!("SELECT md5(string_agg(row, '' ORDER BY row)) FROM ({}) a", all.join(" UNION ALL "));
        raw_sql(AssertSqlSafe(sql)).fetch_one(&mut self.root).await.unwrap().get(0)
    }

    /// Removes every row that is not ours, past all triggers and foreign keys.
    fn only_ours(&self) -> String {
        let one = |table: Relation| format!("DELETE FROM {} WHERE tenant_id <> '{}';", table.name, self.ours);
        let all: String = self.tables().into_iter().map(one).collect();
        format!(
            "SET LOCAL session_replication_role = replica; {all} SET LOCAL session_replication_role = origin"
        )
    }

    pub(super) async fn execute(&mut self, sql: &str) {
        raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut self.root).await.unwrap();
    }
}

/// A new customer, signed in, who has signed in a second time.
async fn customer(guest: &Client) -> Client {
    let email = unique_email();
    let body = json!({"email": email, "password": PASSWORD, "name": "Ada", "time_zone": "Europe/Amsterdam",
        "country": "NL", "acquisition": {"source": "friends", "campaign": "spring"}});
    let made = guest.post("/auth/signup", &body).await.expect(201);
    guest.post("/auth/login", &json!({"email": email, "password": PASSWORD})).await.expect(200);
    guest.signed_in(made["access_token"].as_str().unwrap(), made["user"]["id"].as_str().unwrap())
}

async fn relations(root: &mut PgConnection) -> Vec<Relation> {
    let global = include_str!("../../../../data/global_tables.toml");
    let global: Vec<&str> =
        global.lines().filter_map(|line| line.strip_prefix('"')?.split('"').next()).collect();
    let found: Vec<(String, bool, bool, bool)> = sqlx::query_as(RELATIONS).fetch_all(root).await.unwrap();
    let relation = |(name, is_view, protected, as_reader)| Relation { name, is_view, protected, as_reader };
    found.into_iter().map(relation).filter(|relation| !global.contains(&relation.name.as_str())).collect()
}

/// A statement's rows as one text each, whatever their columns.
fn answering(sql: &str) -> String {
    if sql.trim_start().to_uppercase().starts_with("SELECT") {
        format!("SELECT to_jsonb(x)::text FROM ({sql}) x")
    } else {
        format!("WITH x AS ({sql}) SELECT to_jsonb(x)::text FROM x")
    }
}
