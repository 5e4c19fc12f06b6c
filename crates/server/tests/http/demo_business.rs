//! The demo business: one seed makes one ledger, and what the product counts is what the demo's own books say.

use std::collections::BTreeMap;

use demo::{Profile, Stage, Truth};
use jiff::tz::TimeZone;
use serde_json::Value;
use web::fields::Email;

use crate::{
    app::{PASSWORD, TestApp},
    client::Client,
};

const CUSTOMERS: u32 = 160;
const MONTHS: u32 = 8;

async fn seeded(seed: u64) -> (TestApp, Truth) {
    let app = TestApp::start().await;
    let email = Email::parse("customer@customer.example").unwrap();
    let stage = Stage {
        database: app.installation.database.clone(),
        tenant: app.installation.default_tenant,
        listeners: app.app.accounts.listeners().to_vec(),
        password_hash: app.app.accounts.new_password(PASSWORD.into(), &email).await.unwrap(),
    };
    let end = testkit::START.to_zoned(TimeZone::UTC).date();
    let truth = demo::seed(&stage, Profile { customers: CUSTOMERS, months: MONTHS, seed, end }, |_| {}).await;
    app.app.jobs.run_due().await.unwrap();
    (app, truth.unwrap())
}

/// Every row of the ledger without identifiers and `recorded_at`, by the address of the customer.
async fn ledger(app: &TestApp) -> Vec<String> {
    let mut unit = app.installation.database.unit(app.database.scope(data::Actor::Operator)).await.unwrap();
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT concat_ws(' ', encode(u.email_hash, 'hex'), u.created_at, u.country, u.time_zone, u.acquisition_source,
                t.sequence, t.action, t.from_state, t.to_state, t.plan, t.plan_version, t.interval, t.price_minor,
                t.currency, t.quantity, t.anchor, t.trial_ends_at, t.cancel_at, t.mrr_minor, t.delta_minor, t.movement,
                t.effective_at)
         FROM billing.transitions t JOIN accounts.users u USING (tenant_id)
         WHERE u.id = t.user_id ORDER BY u.created_at, t.sequence",
    )
    .fetch_all(unit.connection())
    .await
    .unwrap();
    rows.into_iter().map(|row| row.0.split_once(' ').unwrap().1.to_owned()).collect()
}

async fn tile(admin: &Client, name: &str) -> Value {
    let dashboard = admin.get("/analytics/dashboard").await.expect(200);
    let tiles = dashboard["tiles"].as_array().unwrap();
    tiles.iter().find(|tile| tile["name"] == name).unwrap()["value"].clone()
}

#[tokio::test]
async fn one_seed_makes_one_ledger() {
    let ((one, _), (same, _), (other, _)) = (seeded(3).await, seeded(3).await, seeded(4).await);
    let rows = ledger(&one).await;
    assert!(rows.len() > 180, "{} rows", rows.len());
    assert_eq!(rows, ledger(&same).await);
    assert_ne!(rows, ledger(&other).await);
}

#[tokio::test]
async fn the_books_of_the_demo_and_the_numbers_of_the_product_agree_in_every_month() {
    for seed in [1, 2] {
        let (app, truth) = seeded(seed).await;
        let admin = app.admin().await;
        assert!(truth.churned_customers > 0 && truth.mrr_minor() > 0, "seed {seed} shows too little");

        let range = format!("from={}&to=2026-01-15&interval=month", truth.from);
        let revenue = admin.get(&format!("/analytics/revenue?{range}")).await.expect(200);
        let flows = admin.get(&format!("/analytics/subscriptions?{range}")).await.expect(200);
        let months: BTreeMap<&str, &demo::books::Sheet> =
            truth.months.iter().map(|month| (month.month.as_str(), &month.sheet)).collect();
        let periods = revenue["periods"].as_array().unwrap();
        assert_eq!(periods.len(), months.len());
        for (period, flow) in periods.iter().zip(flows["periods"].as_array().unwrap()) {
            let name = &period["period_start"].as_str().unwrap()[..7];
            let sheet = months[name];
            let minor = |field: &str| period[field]["amount_minor"].as_i64().unwrap();
            let counted = (minor("new"), minor("reactivation"), minor("churn"), minor("closing"));
            let expected = (sheet.new_minor, sheet.reactivation_minor, sheet.churn_minor, sheet.mrr_minor);
            assert_eq!(counted, expected, "seed {seed}, {name}: {period}");
            assert_eq!((minor("expansion"), minor("contraction"), minor("fx")), (0, 0, 0));
            assert_eq!(flow["trials"]["started"], sheet.trials_started, "seed {seed}, {name}");
        }
        let states = &flows["now"]["by_state"];
        let standing = &truth.customers_by_state;
        assert_eq!(states["trialing"], standing.trialing);
        assert_eq!(states["active"], standing.monthly + standing.yearly);
        let intervals = &flows["now"]["by_interval"];
        assert_eq!(
            (&intervals["month"], &intervals["year"]),
            (&standing.monthly.into(), &standing.yearly.into())
        );

        assert_eq!(tile(&admin, "mrr").await["amount_minor"], truth.mrr_minor());
        let this_month = truth.months.last().unwrap();
        assert_eq!(tile(&admin, "charts_this_month").await, this_month.sheet.charts);
        let mut unit =
            app.installation.database.unit(app.database.scope(data::Actor::Operator)).await.unwrap();
        for month in &truth.months {
            let start: jiff::civil::Date = format!("{}-01", month.month).parse().unwrap();
            let at = |day: jiff::civil::Date| day.to_zoned(TimeZone::UTC).unwrap().timestamp();
            let period =
                kernel::Period { start: at(start), end: at(start.last_of_month().tomorrow().unwrap()) };
            let charts = astrology::reads::charts(&mut unit, period).await.unwrap();
            let sign_ups = accounts::reads::sign_ups(&mut unit, period).await.unwrap();
            // The admin who looks signed up in the last month as well.
            let admins = i64::from(month.month == this_month.month);
            let counted = (u64::try_from(charts).unwrap(), u64::try_from(sign_ups - admins).unwrap());
            assert_eq!(counted, (month.sheet.charts, month.sheet.sign_ups), "seed {seed}, {}", month.month);
        }
    }
}
