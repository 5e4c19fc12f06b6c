//! The application under test, in process: everything but the socket.

use std::net::IpAddr;

use jiff::SignedDuration;
use kernel::{Clocks, TenantId};
use serde_json::json;
use server::{app::App, config::Config, installation::Installation};
use testkit::TestDatabase;
use web::{Role, Routes, fields::Email};

use crate::client::Client;

/// A password that the policy takes.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// A wired application over a database of its own.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) clocks: Clocks,
    pub(crate) database: TestDatabase,
    pub(crate) installation: Installation,
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}, Routes::new("")).await
    }

    /// With another configuration or further routes.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Config), more: Routes) -> Self {
        let mut config: Config = base::config::load(server::config::DEFAULTS, None).unwrap();
        fit_for_tests(&mut config);
        change(&mut config);
        let database = testkit::database().await;
        let clocks = testkit::clocks(testkit::START);
        let installation = Installation {
            database: database.open(clocks.clone()),
            default_tenant: database.tenant(),
            keys: vec![database.master_key()],
            cluster: None,
        };
        let app = App::wire_with(&config, &installation, more).await.unwrap();
        app.ready.set(true);
        Self { app, clocks, database, installation }
    }

    /// Moves business time, and real time with it.
    pub(crate) fn pass(&self, time: SignedDuration) {
        self.clocks.business.advance(time);
        self.clocks.real.advance(time);
    }

    pub(crate) fn guest(&self) -> Client {
        Client::new(self.app.router.clone(), self.app.shell.clone(), "127.0.0.1")
    }

    pub(crate) fn guest_from(&self, address: &str) -> Client {
        let _: IpAddr = address.parse().unwrap();
        Client::new(self.app.router.clone(), self.app.shell.clone(), address)
    }

    /// A new user of the default tenant, signed in.
    pub(crate) async fn user(&self) -> Client {
        self.sign_up(&unique_email()).await
    }

    pub(crate) async fn sign_up(&self, email: &str) -> Client {
        let guest = self.guest();
        let body =
            json!({ "email": email, "password": PASSWORD, "time_zone": "Europe/Amsterdam", "country": "NL" });
        let made = guest.post("/auth/signup", &body).await.expect(201);
        guest.signed_in(made["access_token"].as_str().unwrap(), made["user"]["id"].as_str().unwrap())
    }

    /// A new admin of the default tenant, signed in.
    pub(crate) async fn admin(&self) -> Client {
        self.admin_called(&unique_email()).await
    }

    /// The same under this address.
    pub(crate) async fn admin_called(&self, email: &str) -> Client {
        self.admin_of(self.installation.default_tenant, "localhost", email).await
    }

    /// An admin of another tenant, which answers for a host of its own.
    pub(crate) async fn foreign_admin(&self) -> Client {
        let tenant = self.database.add_tenant("other").await;
        data::tenant::add_host(&self.database.address(), tenant, "other.example").await.unwrap();
        self.admin_of(tenant, "other.example", &unique_email()).await
    }

    async fn admin_of(&self, tenant: TenantId, host: &str, email: &str) -> Client {
        let address = Email::parse(email).unwrap();
        let password_hash = self.app.accounts.new_password(PASSWORD.into(), &address).await.unwrap();
        let scope = data::Scope { tenant, ..self.database.scope(data::Actor::Operator) };
        let mut unit = self.installation.database.unit(scope).await.unwrap();
        billing::actions::install_catalogue::run(&mut unit).await.unwrap();
        let new = accounts::actions::create_admin::NewAdmin { email: address, name: None, password_hash };
        let made = accounts::actions::create_admin::run(&mut unit, self.app.accounts.listeners(), new)
            .await
            .unwrap();
        assert_eq!(made.role, Role::Admin);
        unit.commit(()).await.unwrap();
        let guest = self.guest().at_host(host);
        let signed_in =
            guest.post("/auth/login", &json!({ "email": email, "password": PASSWORD })).await.expect(200);
        guest.signed_in(signed_in["access_token"].as_str().unwrap(), &made.id.to_string())
    }
}

/// Cheap password hashes, and limits that only the tests about limits meet.
fn fit_for_tests(config: &mut Config) {
    config.accounts.hashing.memory_kib = 64;
    config.accounts.hashing.passes = 1;
    let limits = &mut config.gate.limits;
    for limit in
        [&mut limits.read, &mut limits.write, &mut limits.sign_in, &mut limits.sign_up, &mut limits.heavy]
    {
        limit.per_address = 100_000;
        limit.per_account = 100_000;
        limit.burst_per_address = 100_000;
        limit.burst_per_account = 100_000;
    }
    // Nothing but a mail without a server would be written there.
    config.server.state_dir = std::env::temp_dir().join(format!("mainstay-tests-{}", std::process::id()));
    config.secrets.metrics_token = "metrics-token-of-the-tests".into();
}

pub(crate) fn unique_email() -> String {
    format!("{}@test.example", uuid::Uuid::from_bytes(kernel::entropy::bytes()).simple())
}
