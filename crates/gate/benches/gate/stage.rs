//! The gate as it is shipped in front of routes that do nothing, on a database of its own, with doors that open to one
//! token at once.

use std::{fmt, sync::Arc};

use axum::{Router, extract::Request, response::Response};
use data::{
    Unit,
    ports::{Answer, Entitled, Flagged, Standing},
};
use gate::{Config, Doors, Gate, PROBE, Place};
use http::{Method, StatusCode};
use kernel::{Clocks, CorrelationId, SessionId, TenantId, UserId};
use record::SecurityLog;
use serde::Deserialize;
use threat::Class;
use utoipa::{IntoParams, ToSchema};
use web::{
    Authenticate, Guard, Principal, Role, Routes, Shell, SignInRefusal, SigningIn, Spec, front, route,
    unheard,
};

use crate::sent::{self, Sent};

/// What the binary is shipped with.
const DEFAULTS: &str = include_str!("../../../server/mainstay.default.toml");

/// Guests come from here; attacks from addresses of their own, so that nobody is blocked for another's.
const VISITOR: [u8; 4] = [203, 0, 113, 7];

/// What stands in front of the routes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guarded {
    /// The gate as it is shipped.
    Shipped,
    /// The gate with every detector off.
    Undetected,
    /// Nothing.
    Open,
}

/// The routes three times, and what a request carries with it.
pub(crate) struct Stage {
    runtime: tokio::runtime::Runtime,
    shell: Arc<Shell>,
    shipped: Router,
    undetected: Router,
    open: Router,
}

#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "only what the route table says of it is read")]
struct Note {
    kind: Option<String>,
    name: Option<String>,
    #[schema(format = "text")]
    place: Option<String>,
    text: Option<String>,
    #[schema(format = "markdown")]
    notes: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[expect(dead_code, reason = "only what the route table says of it is read")]
struct Asked {
    q: Option<String>,
    country: Option<String>,
}

/// Lets everything through.
#[derive(Clone)]
struct Open;

struct Stub(Principal);

impl Stage {
    pub(crate) fn build() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (shell, shipped, undetected) = runtime.block_on(async {
            let test = testkit::database().await;
            let database = test.open(Clocks::system());
            let shell = Shell {
                database: database.clone(),
                default_tenant: test.tenant(),
                trusted_proxies: Arc::new([]),
                hosts: Arc::new([]),
                measured: Some(PROBE),
                on_answer: unheard(),
            };
            let gate = |config| {
                let place =
                    Place { database: database.clone(), tenant: test.tenant(), trusted_proxies: Vec::new() };
                let log = SecurityLog::new(database.clone());
                Gate::new(config, doors(&database, test.tenant()), log, database.clocks().real.clone(), place)
                    .unwrap()
            };
            (shell, web::router(routes(), &gate(config(false))), web::router(routes(), &gate(config(true))))
        });
        Self { runtime, shell: Arc::new(shell), shipped, undetected, open: web::router(routes(), &Open) }
    }

    /// The answer to a visitor's request.
    pub(crate) fn answer(&self, guarded: Guarded, request: Request) -> Response {
        self.answer_to(VISITOR, guarded, request)
    }

    fn answer_to(&self, from: [u8; 4], guarded: Guarded, request: Request) -> Response {
        let router = match guarded {
            Guarded::Shipped => self.shipped.clone(),
            Guarded::Undetected => self.undetected.clone(),
            Guarded::Open => self.open.clone(),
        };
        self.runtime.block_on(front::answer(router, self.shell.clone(), from.into(), request))
    }

    /// Attacks are refused by what is shipped, and by detection alone; what is measured passes everywhere.
    pub(crate) fn check(&self) {
        assert_eq!(sent::post().body.len(), 170);
        for (guarded, sent) in [Guarded::Shipped, Guarded::Undetected, Guarded::Open]
            .into_iter()
            .flat_map(|guarded| sent::clean().into_iter().map(move |sent| (guarded, sent)))
        {
            let answer = self.answer(guarded, sent.request());
            assert_eq!(answer.status(), StatusCode::NO_CONTENT, "{guarded}: {}", sent::named(&sent));
        }
        for (sent, number) in sent::attacks().iter().zip(1..) {
            let status =
                |guarded| self.answer_to([198, 51, 100, number], guarded, Sent::request(sent)).status();
            assert_eq!(status(Guarded::Shipped), StatusCode::FORBIDDEN, "{}", sent::named(sent));
            assert_eq!(status(Guarded::Undetected), StatusCode::NO_CONTENT, "{}", sent::named(sent));
        }
    }
}

/// The defaults, with limits that no benchmark reaches.
fn config(undetected: bool) -> Config {
    let defaults: toml::Table = DEFAULTS.parse().unwrap();
    let mut config: Config = defaults["gate"].clone().try_into().unwrap();
    for limit in [&mut config.limits.read, &mut config.limits.write] {
        limit.per_address = 1_000_000_000;
        limit.per_account = 1_000_000_000;
        limit.burst_per_address = 1_000_000_000;
        limit.burst_per_account = 1_000_000_000;
    }
    if undetected {
        config.detection.off.0 = Class::ALL.to_vec();
    }
    config
}

fn routes() -> Routes {
    let nothing = async || StatusCode::NO_CONTENT;
    let probe = format!("{}/{{*rest}}", PROBE.trim_start_matches("/api/v1"));
    Routes::new("bench")
        .add(route(Method::GET, "/places").public().query::<Asked>().handler(nothing))
        .add(route(Method::POST, "/notes").signed_in().body::<Note>().handler(nothing))
        .add(route(Method::GET, &probe).public().measured().handler(nothing))
        .state(())
}

fn doors(database: &data::Database, tenant: TenantId) -> Doors {
    let now = database.clocks().real.now();
    let principal =
        Principal { user: UserId::new(now), tenant, role: Role::User, session: SessionId::new(now) };
    let stub = Arc::new(Stub(principal));
    Doors { authenticate: stub.clone(), entitled: stub.clone(), flagged: stub }
}

impl Authenticate for Stub {
    fn authenticate<'a>(&'a self, bearer: &'a str, _: &'a CorrelationId) -> SigningIn<'a> {
        Box::pin(async move { if bearer == "stub" { Ok(self.0) } else { Err(SignInRefusal::Invalid) } })
    }
}

impl Entitled for Stub {
    fn standing<'a>(&'a self, _: &'a mut Unit, _: UserId) -> Answer<'a, Standing> {
        let standing = Standing {
            plan: "premium".into(),
            premium: true,
            trial_expires_at: None,
            features: Vec::new(),
            upgrade: None,
            trial: None,
        };
        Box::pin(async { Ok(standing) })
    }
}

impl Flagged for Stub {
    fn flag<'a>(&'a self, _: &'a mut Unit, _: &'a str, _: UserId) -> Answer<'a, Option<bool>> {
        Box::pin(async { Ok(None) })
    }
}

impl Guard for Open {
    async fn pass(&self, _: Arc<Spec>, request: Request, next: axum::middleware::Next) -> Response {
        next.run(request).await
    }
}

impl fmt::Display for Guarded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shipped => "shipped",
            Self::Undetected => "undetected",
            Self::Open => "open",
        })
    }
}
