//! The admin's side: do the numbers of the business add up to what its customers were told?

use std::{collections::BTreeSet, net::SocketAddr, time::Duration};

use serde_json::{Value, json};

use crate::{
    Site,
    crowd::Totals,
    patience,
    wire::{Answer, Call},
};

const EMAIL: &str = "office@siege.example";
const PASSWORD: &str = "a long password of the office";

/// How old a number on the dashboard may be.
const FRESH: Duration = Duration::from_secs(5);

/// An admin of the site.
#[derive(Debug)]
pub struct Office(());

impl Office {
    /// Creates the admin, beside a running server or without one.
    ///
    /// # Errors
    /// What the command said.
    pub fn open(site: &Site) -> Result<Self, String> {
        let args = ["admin", "create", "--email", EMAIL, "--if-missing"];
        let ended = site.run(&args, PASSWORD, Duration::from_mins(1))?;
        if ended.status.success() { Ok(Self(())) } else { Err(ended.said) }
    }

    /// Compares accounts, charts and revenue with what all customers count on, every request settled.
    ///
    /// # Errors
    /// The number that differs.
    pub fn audit(&self, address: SocketAddr, totals: Totals) -> Result<(), String> {
        let token = self.sign_in(address)?;
        let emails = emails(address, &token)?;
        let distinct: BTreeSet<&String> = emails.iter().collect();
        if distinct.len() != emails.len() || emails.len() != totals.customers + 1 {
            let (shown, told) = (emails.len(), totals.customers);
            return Err(format!(
                "{shown} accounts, {} of them distinct, for {told} customers and an admin",
                distinct.len()
            ));
        }
        let mut shown = Value::Null;
        let expected = json!({ "mrr": totals.mrr_minor, "charts_this_month": totals.charts });
        let equal = patience::until(FRESH, "the dashboard shows what was acknowledged", || {
            shown = tiles(address, &token).unwrap_or_else(Value::from);
            shown == expected
        });
        equal.map_err(|late| format!("{late}: expected {expected}, shown {shown}"))?;
        revenue(address, &token, totals.mrr_minor)
    }

    fn sign_in(&self, address: SocketAddr) -> Result<String, String> {
        let Self(()) = self;
        let body = json!({ "email": EMAIL, "password": PASSWORD });
        let data = data(&Call::post("/api/v1/auth/login", &body), address)?;
        data["access_token"].as_str().map(str::to_owned).ok_or_else(|| "no access token".into())
    }
}

fn data(call: &Call<'_>, address: SocketAddr) -> Result<Value, String> {
    let answer = call.send(address).map_err(|lost| lost.to_string());
    answer.and_then(Answer::data).map_err(|error| format!("{} {}: {error}", call.method, call.path))
}

fn emails(address: SocketAddr, token: &str) -> Result<Vec<String>, String> {
    let (mut emails, mut path) = (Vec::new(), "/api/v1/admin/users?limit=100".to_owned());
    loop {
        let page = data(&Call::get(&path).by(token), address)?;
        let items = page["items"].as_array().ok_or("a list without items")?;
        emails.extend(items.iter().map(|user| user["email"].to_string()));
        let Some(cursor) = page["next_cursor"].as_str() else { return Ok(emails) };
        path = format!("/api/v1/admin/users?limit=100&cursor={cursor}");
    }
}

fn tiles(address: SocketAddr, token: &str) -> Result<Value, String> {
    let dashboard = data(&Call::get("/api/v1/analytics/dashboard").by(token), address)?;
    let tiles = dashboard["tiles"].as_array().ok_or("a dashboard without tiles")?;
    let value = |name: &str| tiles.iter().find(|tile| tile["name"] == name).map(|tile| tile["value"].clone());
    let mrr = value("mrr").ok_or("no MRR")?["amount_minor"].clone();
    Ok(json!({ "mrr": mrr, "charts_this_month": value("charts_this_month") }))
}

/// Opening and movements make closing in every period, each opens where the one before closed, and the last closes with
/// today's MRR.
fn revenue(address: SocketAddr, token: &str, mrr_minor: i64) -> Result<(), String> {
    let report = data(&Call::get("/api/v1/analytics/revenue").by(token), address)?;
    let periods = report["periods"].as_array().ok_or("a report without periods")?;
    let mut carried = None;
    for period in periods {
        let minor = |name: &str| {
            period[name]["amount_minor"].as_i64().ok_or_else(|| format!("no {name} in {period}"))
        };
        let added = minor("new")? + minor("expansion")? + minor("reactivation")? + minor("fx")?;
        let closing = minor("opening")? + added - minor("contraction")? - minor("churn")?;
        if closing != minor("closing")? || carried.is_some_and(|carried| minor("opening") != Ok(carried)) {
            return Err(format!("revenue does not add up after {carried:?}: {period}"));
        }
        carried = Some(closing);
    }
    if carried == Some(mrr_minor) {
        Ok(())
    } else {
        Err(format!("revenue closes with {carried:?}, MRR is {mrr_minor}"))
    }
}
