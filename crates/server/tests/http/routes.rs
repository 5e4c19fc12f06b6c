//! Every route by role, from the route table, so that none can be forgotten.

use std::fmt::Write as _;

use http::Method;
use web::{Access, Require, Spec};

use crate::{
    app::TestApp,
    client::{Answer, Client},
};

/// The route table as a person reads it: any change of a route shows in review.
#[tokio::test]
async fn the_route_table() {
    let app = TestApp::start().await;
    let mut lines: Vec<String> = app.app.specs.iter().map(line).collect();
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"));
}

/// Every text that a route takes and what kind of text it is: a new one, or one that nobody declared, shows in review.
#[tokio::test]
async fn the_kinds_of_all_fields() {
    let app = TestApp::start().await;
    let mut lines = Vec::new();
    for spec in &app.app.specs {
        let route = format!("{} {}", spec.method, spec.full_path());
        lines.extend(
            spec.kinds.list().iter().map(|(field, kind)| format!("{route:<55} {field:<30} {kind:?}")),
        );
    }
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"));
}

fn line(spec: &Spec) -> String {
    let mut line = format!("{:<40} {:<6}", spec.full_path(), spec.method.as_str());
    let _ = write!(line, " {:<32} {:?} {:?}", format!("{:?}", spec.access), spec.class, spec.keep);
    for require in &spec.requires {
        let _ = write!(line, " {require:?}");
    }
    line
}

/// A guest gets in where the public may and nowhere else; a user where the matrix lets a user; an admin
/// everywhere; nobody meets a 500.
#[tokio::test]
async fn every_route_by_role() {
    let app = TestApp::start().await;
    let callers = [
        ("guest", None, app.guest()),
        ("user", Some(web::Role::User), app.user().await),
        ("admin", Some(web::Role::Admin), app.admin().await),
    ];
    for spec in &app.app.specs {
        for (name, role, caller) in &callers {
            let what = format!("{name} {} {}", spec.method, spec.full_path());
            if spec.path == "/auth/logout" {
                continue; // would sign the caller out; has a scenario of its own
            }
            let answer = knock(caller, spec).await;
            assert!(!answer.status.is_server_error(), "{what}: {}", answer.text);
            let code = answer.body["code"].as_str().unwrap_or_default().to_owned();
            match (spec.access.admits(*role), role) {
                (false, None) => assert_eq!(code, "AUTHENTICATION_REQUIRED", "{what}: {}", answer.text),
                (false, Some(_)) => assert_eq!(code, "PERMISSION_DENIED", "{what}: {}", answer.text),
                (true, _) if spec.requires.contains(&Require::Admin) && *role != Some(web::Role::Admin) => {
                    assert_eq!(code, "PERMISSION_DENIED", "{what}");
                }
                (true, _) => assert!(
                    !["PERMISSION_DENIED", "AUTHENTICATION_REQUIRED"].contains(&code.as_str())
                        || spec.path == "/metrics",
                    "{what}: {}",
                    answer.text
                ),
            }
        }
    }
}

/// An admin of another tenant can name our rows but never see or change them: each answers 404, or is empty.
#[tokio::test]
async fn no_route_shows_another_tenants_rows() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.user().await, app.foreign_admin().await);
    let chart = crate::astrology::draw(&ours).await.expect(201);
    let ids = [ours.user.clone(), chart["id"].as_str().unwrap().to_owned()];
    let signs_out = |spec: &&Spec| spec.path == "/auth/logout";
    for spec in app.app.specs.iter().filter(|spec| spec.access != Access::Public && !signs_out(spec)) {
        for id in &ids {
            let answer = theirs.send(request(&theirs, spec, id)).await;
            let what = format!("{} {}", spec.method, spec.full_path());
            assert!(!answer.status.is_server_error(), "{what}: {}", answer.text);
            assert!(
                ids.iter().all(|id| !answer.text.contains(id.as_str())),
                "{what} shows a foreign row: {}",
                answer.text
            );
            if spec.path.contains("{id}") && spec.body.is_none() {
                assert_eq!(answer.status.as_u16(), 404, "{what}: {}", answer.text);
            }
        }
    }
}

/// A token of one tenant does not change its meaning at another tenant's host.
#[tokio::test]
async fn a_token_belongs_to_its_tenant_at_every_host() {
    let app = TestApp::start().await;
    let (ours, _theirs) = (app.user().await, app.foreign_admin().await);
    let me = ours.at_host("other.example").get("/users/me").await.expect(200);
    assert_eq!(me["id"], ours.user.as_str());
}

/// Every body refuses what it does not know, so that a misspelt field is never silently dropped.
#[tokio::test]
async fn every_body_refuses_unknown_fields() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for spec in app.app.specs.iter().filter(|spec| spec.body.is_some()) {
        let path = spec
            .path
            .replace("{id}", &admin.user)
            .replace("{code}", "premium")
            .replace("{flag_name}", "wheel");
        let request = admin.request_with(spec.method.clone(), &path, r#"{"no_such_field":1}"#);
        let body = admin.send(request).await.refused(422, "VALIDATION_FAILED");
        let fields = body["details"]["fields"].to_string();
        let named = fields.contains("UNKNOWN_FIELD") || fields.contains("REQUIRED");
        assert!(named, "{} {}: {fields}", spec.method, spec.path);
    }
}

async fn knock(caller: &Client, spec: &Spec) -> Answer {
    caller.send(request(caller, spec, "00000000-0000-7000-8000-000000000000")).await
}

fn request(caller: &Client, spec: &Spec, id: &str) -> http::Request<axum::body::Body> {
    let mut path = spec.path.clone();
    while let (Some(from), Some(to)) = (path.find('{'), path.find('}')) {
        path.replace_range(from..=to, id);
    }
    let mut request = if spec.body.is_some() {
        caller.request_with(spec.method.clone(), &path, "{}")
    } else {
        caller.request(spec.method.clone(), &path)
    };
    if spec.at_root {
        *request.uri_mut() = path.parse().unwrap();
    }
    assert_ne!(*request.method(), Method::OPTIONS);
    request
}
