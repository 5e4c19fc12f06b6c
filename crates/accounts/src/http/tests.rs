//! The routes over a router whose guard only does what the handlers rely on: it parses the body and asks
//! [`web::Authenticate`]. What the real gate adds is tested where it is wired.

use std::{net::IpAddr, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use data::{
    Actor, Unit,
    ports::{Answer, Entitled, Standing},
};
use http::StatusCode;
use http_body_util::BodyExt;
use jiff::SignedDuration;
use kernel::{Clocks, CorrelationId, UserId};
use serde_json::{Value, json};
use testkit::TestDatabase;
use web::{Access, Authenticate, Guard, ParsedBody, Shell, SignInRefusal, Spec, tree};

use super::*;
use crate::{Config, Hashing, actions::create_admin};

const PASSWORD: &str = "violet hamster, quiet rain";

/// Everybody is on the free plan.
struct Free;

impl Entitled for Free {
    fn standing<'a>(&'a self, _: &'a mut Unit, _: UserId) -> Answer<'a, Standing> {
        let (plan, features) = ("free".to_owned(), Vec::new());
        Box::pin(async {
            Ok(Standing {
                plan,
                premium: false,
                trial_expires_at: None,
                features,
                upgrade: None,
                trial: None,
            })
        })
    }
}

#[derive(Clone)]
struct Plain(Accounts);

impl Guard for Plain {
    async fn pass(&self, spec: Arc<Spec>, mut request: Request, next: Next) -> Response {
        let bearer =
            request.headers().get("authorization").map(|value| value.to_str().unwrap()[7..].to_owned());
        let correlation = request.extensions().get::<CorrelationId>().unwrap().clone();
        if let Some(bearer) = bearer {
            match self.0.authenticate(&bearer, &correlation).await {
                Ok(principal) if spec.access.admits(Some(principal.role)) => {
                    request.extensions_mut().insert(principal);
                }
                Ok(_) => return web::Error::permission_denied().into_response(),
                Err(SignInRefusal::Revoked | SignInRefusal::Inactive) => {
                    return web::Error::unauthenticated().into_response();
                }
                Err(other) => panic!("{other}"),
            }
        } else if spec.access != Access::Public {
            return web::Error::unauthenticated().into_response();
        }
        if spec.body.is_some() {
            let raw = std::mem::take(request.body_mut()).collect().await.unwrap().to_bytes();
            let tree = Arc::new(tree::parse(&raw).unwrap());
            request.extensions_mut().insert(ParsedBody { tree, raw });
        }
        next.run(request).await
    }
}

struct Server {
    test: TestDatabase,
    clocks: Clocks,
    accounts: Accounts,
    router: Router,
    shell: Arc<Shell>,
}

impl Server {
    async fn new() -> Self {
        let (test, clocks) = (testkit::database().await, testkit::clocks(testkit::START));
        let database = test.open(clocks.clone());
        let config = Config {
            hashing: Hashing { memory_kib: 64, passes: 1, ..Hashing::default() },
            ..Config::default()
        };
        let keys = [test.master_key()];
        let accounts = Accounts::new(config, database.clone(), &keys, Vec::new(), Arc::new(Free)).unwrap();
        let (trusted_proxies, hosts) = (Arc::from([]), Arc::from([]));
        let shell = Arc::new(Shell {
            database,
            default_tenant: test.tenant(),
            trusted_proxies,
            hosts,
            measured: None,
            on_answer: web::unheard(),
        });
        let router = web::router(routes(accounts.clone()), &Plain(accounts.clone()));
        Self { test, clocks, accounts, router, shell }
    }

    /// Sends a request; answers status, `data` or `code`, and keeps the rest for whoever asks.
    async fn send(&self, method: &str, path: &str, token: Option<&str>, body: Value) -> (StatusCode, Value) {
        let mut request =
            Request::builder().method(method).uri(format!("/api/v1{path}")).header("host", "test");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request.body(Body::from(body.to_string())).unwrap();
        let peer: IpAddr = [127, 0, 0, 1].into();
        let response = web::front::answer(self.router.clone(), self.shell.clone(), peer, request).await;
        let status = response.status();
        let mut json: Value =
            serde_json::from_slice(&response.into_body().collect().await.unwrap().to_bytes()).unwrap();
        let part = match &json["details"] {
            _ if status.is_success() => "data",
            Value::Null => "code",
            _ => "details",
        };
        (status, json[part].take())
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.send("POST", path, None, body).await
    }

    async fn get(&self, path: &str, token: &Value) -> (StatusCode, Value) {
        self.send("GET", path, token.as_str(), Value::Null).await
    }

    async fn sign_up(&self, email: &str) -> Value {
        let (status, made) = self.post("/auth/signup", json!({"email": email, "password": PASSWORD})).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        made
    }

    async fn admin(&self) -> Value {
        let email = web::fields::Email::parse("root@b.co").unwrap();
        let password_hash = self.accounts.new_password(PASSWORD.into(), &email).await.unwrap();
        let mut unit = self.accounts.database().unit(self.test.scope(Actor::Operator)).await.unwrap();
        let new = create_admin::NewAdmin { email, name: None, password_hash };
        create_admin::run(&mut unit, self.accounts.listeners(), new).await.unwrap();
        unit.commit(()).await.unwrap();
        self.post("/auth/login", json!({"email": "root@b.co", "password": PASSWORD})).await.1
    }
}

#[tokio::test]
async fn from_sign_up_to_the_end_of_the_session() {
    let server = Server::new().await;
    let made = server.sign_up("Ada@B.co").await;
    assert_eq!((&made["token_type"], &made["expires_in"]), (&json!("Bearer"), &json!(600)));
    let expected = json!({
        "id": made["user"]["id"], "email": "ada@b.co", "name": null, "role": "user", "plan_type": "free",
        "is_active": true, "trial_expires_at": null, "locale": "en", "time_zone": "UTC", "country": null,
        "created_at": "2026-01-15T12:00:00Z"
    });
    assert_eq!(server.get("/users/me", &made["access_token"]).await, (StatusCode::OK, expected));

    let change = json!({"name": "Ada", "country": "nl", "time_zone": "europe/amsterdam"});
    let (_, me) = server.send("PATCH", "/users/me", made["access_token"].as_str(), change).await;
    assert_eq!([&me["name"], &me["country"], &me["time_zone"]], ["Ada", "NL", "Europe/Amsterdam"]);
    let (_, me) =
        server.send("PATCH", "/users/me", made["access_token"].as_str(), json!({"country": null})).await;
    assert_eq!([&me["name"], &me["country"]], [&json!("Ada"), &Value::Null]);

    let (status, next) = server.post("/auth/refresh", json!({"refresh_token": made["refresh_token"]})).await;
    assert_eq!(status, StatusCode::OK);
    let (_, sessions) = server.get("/users/me/sessions", &next["access_token"]).await;
    assert_eq!(
        (&sessions["items"][0]["current"], sessions["items"].as_array().unwrap().len()),
        (&json!(true), 1)
    );
    let (status, nothing) =
        server.send("POST", "/auth/logout", next["access_token"].as_str(), Value::Null).await;
    assert_eq!((status, nothing), (StatusCode::OK, Value::Null));
    for token in [&made["access_token"], &next["access_token"]] {
        assert_eq!(server.get("/users/me", token).await.0, StatusCode::UNAUTHORIZED, "at once");
    }
    let over = server.post("/auth/refresh", json!({"refresh_token": next["refresh_token"]})).await;
    assert_eq!(over, (StatusCode::UNAUTHORIZED, json!("REFRESH_TOKEN_INVALID")));
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_get_one_answer_at_one_cost() {
    let server = Server::new().await;
    server.sign_up("ada@b.co").await;
    for email in ["ada@b.co", "eve@b.co"] {
        let before = server.accounts.passwords().runs();
        let refused =
            server.post("/auth/login", json!({"email": email, "password": "not the password"})).await;
        assert_eq!(refused, (StatusCode::UNAUTHORIZED, json!("CREDENTIALS_INVALID")));
        assert_eq!(server.accounts.passwords().runs() - before, 1, "{email}");
    }
    let taken = server.post("/auth/signup", json!({"email": "ADA@b.co", "password": PASSWORD})).await;
    assert_eq!(taken, (StatusCode::CONFLICT, json!("EMAIL_TAKEN")));
}

#[tokio::test]
async fn a_refresh_token_that_comes_again_ends_its_session_at_once() {
    let server = Server::new().await;
    let made = server.sign_up("ada@b.co").await;
    let refresh = async |token: &Value| server.post("/auth/refresh", json!({"refresh_token": token})).await;
    let (_, next) = refresh(&made["refresh_token"]).await;
    let (_, again) = refresh(&made["refresh_token"]).await;
    assert_eq!(again["refresh_token"], next["refresh_token"], "the answer was lost");
    server.clocks.real.advance(SignedDuration::from_secs(11));
    assert_eq!(server.get("/users/me", &next["access_token"]).await.0, StatusCode::OK);
    let reused = refresh(&made["refresh_token"]).await;
    assert_eq!(reused, (StatusCode::UNAUTHORIZED, json!("REFRESH_TOKEN_REUSED")));
    assert_eq!(server.get("/users/me", &next["access_token"]).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(refresh(&next["refresh_token"]).await.1, "REFRESH_TOKEN_INVALID");
    assert_eq!(refresh(&json!("mr_nonsense")).await.1, "REFRESH_TOKEN_INVALID");
}

#[tokio::test]
async fn wrong_fields_are_named() {
    let server = Server::new().await;
    let cases = [
        (json!({"password": "password12345678"}), "password", "PASSWORD_TOO_WEAK"),
        (json!({"password": "short"}), "password", "PASSWORD_TOO_WEAK"),
        (json!({"password": "é".repeat(129)}), "password", "INVALID"),
        (json!({"email": "ada"}), "email", "INVALID"),
        (json!({"locale": "en_US"}), "locale", "INVALID"),
        (json!({"time_zone": "Mars/Olympus"}), "time_zone", "INVALID"),
        (json!({"country": "Netherlands"}), "country", "INVALID"),
        (json!({"acquisition": {"source": "a b"}}), "acquisition.source", "INVALID"),
        (json!({"acquisition": {}}), "acquisition.source", "REQUIRED"),
        (json!({"role": "admin"}), "role", "UNKNOWN_FIELD"),
    ];
    for (wrong, path, code) in cases {
        let mut body = json!({"email": "ada@b.co", "password": PASSWORD});
        body.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        let (status, details) = server.post("/auth/signup", body).await;
        let field = &details["fields"][0];
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert_eq!((field["path"].as_str(), field["code"].as_str()), (Some(path), Some(code)), "{wrong}");
    }
}

#[tokio::test]
async fn admins_list_govern_and_shut_out() {
    let server = Server::new().await;
    let ada = server.sign_up("ada@b.co").await;
    server.clocks.real.advance(SignedDuration::from_secs(1));
    let root = server.admin().await;
    let token = root["access_token"].as_str();
    assert_eq!(server.get("/admin/users", &ada["access_token"]).await.0, StatusCode::FORBIDDEN);

    let (_, first) = server.get("/admin/users?limit=1", &root["access_token"]).await;
    assert_eq!(first["items"][0]["email"], "root@b.co");
    let next = format!("/admin/users?limit=1&cursor={}", first["next_cursor"].as_str().unwrap());
    let (_, second) = server.get(&next, &root["access_token"]).await;
    assert_eq!((&second["items"][0]["email"], second.get("next_cursor")), (&json!("ada@b.co"), None));
    let (_, found) =
        server.get("/admin/users?email=ADA%40b.co&role=user&is_active=true", &root["access_token"]).await;
    assert_eq!(found["items"], json!([second["items"][0]]));
    for wrong in ["limit=0", "limit=101", "cursor=x"] {
        let (status, _) = server.get(&format!("/admin/users?{wrong}"), &root["access_token"]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }

    let path = format!("/admin/users/{}", ada["user"]["id"].as_str().unwrap());
    assert_eq!(server.get(&path, &root["access_token"]).await.1, second["items"][0]);
    assert_eq!(server.get("/users/me", &ada["access_token"]).await.0, StatusCode::OK);
    let (_, off) = server.send("PATCH", &path, token, json!({"is_active": false})).await;
    assert_eq!(off["is_active"], false);
    assert_eq!(server.get("/users/me", &ada["access_token"]).await.0, StatusCode::UNAUTHORIZED, "at once");
    let login = server.post("/auth/login", json!({"email": "ada@b.co", "password": PASSWORD})).await;
    assert_eq!(login, (StatusCode::FORBIDDEN, json!("ACCOUNT_INACTIVE")));
    let wrong =
        server.post("/auth/login", json!({"email": "ada@b.co", "password": "not the password"})).await;
    assert_eq!(wrong.1, "CREDENTIALS_INVALID", "only the right password learns it");

    let own = format!("/admin/users/{}", root["user"]["id"].as_str().unwrap());
    assert_eq!(server.send("PATCH", &own, token, json!({"role": "user"})).await.1, "LAST_ADMIN");
    let nobody = format!("/admin/users/{}", UserId::new(testkit::START));
    assert_eq!(server.get(&nobody, &root["access_token"]).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_user_signs_out_elsewhere_and_nobody_else_does() {
    let server = Server::new().await;
    let (ada, eve) = (server.sign_up("ada@b.co").await, server.sign_up("eve@b.co").await);
    let phone = server.post("/auth/login", json!({"email": "ada@b.co", "password": PASSWORD})).await.1;
    let (_, sessions) = server.get("/users/me/sessions", &phone["access_token"]).await;
    let other =
        sessions["items"].as_array().unwrap().iter().find(|session| session["current"] == false).unwrap();
    let path = format!("/users/me/sessions/{}", other["id"].as_str().unwrap());
    let end = async |token: &Value| server.send("DELETE", &path, token.as_str(), Value::Null).await;
    assert_eq!(server.get("/users/me", &ada["access_token"]).await.0, StatusCode::OK);
    assert_eq!(end(&eve["access_token"]).await.0, StatusCode::NOT_FOUND);
    assert_eq!(end(&phone["access_token"]).await.0, StatusCode::OK);
    assert_eq!(server.get("/users/me", &ada["access_token"]).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(server.get("/users/me", &phone["access_token"]).await.0, StatusCode::OK);
    assert_eq!(end(&phone["access_token"]).await.0, StatusCode::NOT_FOUND);
}
