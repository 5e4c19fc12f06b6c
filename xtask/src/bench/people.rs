//! Who is in the database: an admin, the users who send requests, and everybody else, made over HTTP as they would be.

use std::thread;

use serde_json::{Value, json};

use super::{
    load::{Line, Shot, request},
    options::Options,
    place::{ADMIN, PASSWORD, Place},
};
use crate::say;

/// Threads that make people.
const MAKERS: usize = 4;

/// Charts of everybody.
const CHARTS: usize = 2;

/// The tokens of whoever sends requests, and how many accounts there are.
pub(crate) struct People {
    admin: String,
    users: Vec<String>,
    made: usize,
}

impl People {
    /// The admin, and one user for each connection, on a plan without a limit of charts.
    pub(crate) fn first(place: &Place, options: &Options) -> Result<Self, String> {
        let mut line = Line::to(place.mainstay.address)?;
        let login = json!({ "email": ADMIN, "password": PASSWORD });
        let admin = token(&line.data(&request("POST", "/auth/login", "", Some(&login)))?)?;
        unlimited(&mut line, &admin)?;
        let users = (0..options.connections).map(|number| {
            let token = sign_up(&mut line, number)?;
            let premium = json!({ "plan": "premium", "interval": "month" });
            line.call(&request("POST", "/subscription", &token, Some(&premium)))?;
            Ok(token)
        });
        Ok(Self { users: users.collect::<Result<_, String>>()?, admin, made: options.connections })
    }

    /// Makes more accounts, each with its charts, a tenth of them paying.
    pub(crate) fn grow_to(&mut self, place: &Place, all: usize) -> Result<(), String> {
        let from = self.made;
        let make = |maker: usize| {
            let mut line = Line::to(place.mainstay.address)?;
            (from..all).skip(maker).step_by(MAKERS).try_for_each(|number| someone(&mut line, number))
        };
        thread::scope(|scope| {
            let makers: Vec<_> = (0..MAKERS).map(|maker| scope.spawn(move || make(maker))).collect();
            let ended =
                makers.into_iter().map(|maker| maker.join().unwrap_or_else(|_| Err("panicked".into())));
            ended.collect::<Result<(), String>>()
        })?;
        self.made = self.made.max(all);
        place.tidy()?;
        say(&format!("{} accounts with {} charts", self.made, self.made * CHARTS));
        Ok(())
    }

    /// The token of one user.
    pub(crate) fn one(&self) -> Result<&str, String> {
        self.users.first().map(String::as_str).ok_or_else(|| "there are no users".to_owned())
    }

    /// The request of everybody who sends it.
    pub(crate) fn requests(&self, shot: &Shot) -> Vec<Vec<u8>> {
        let token = |user: &String| if shot.admin { self.admin.clone() } else { user.clone() };
        self.users.iter().map(|user| (shot.bytes)(&token(user))).collect()
    }
}

/// The next version of premium has no limit of charts.
fn unlimited(line: &mut Line, admin: &str) -> Result<(), String> {
    let plans = line.data(&request("GET", "/plans", admin, None))?;
    let all = plans["items"].as_array().into_iter().flatten();
    let premium = all.into_iter().find(|plan| plan["code"] == "premium").ok_or("there is no premium plan")?;
    let mut limits = premium["limits"].clone();
    limits["charts"] = Value::Null;
    let draft = json!({ "limits": limits });
    line.call(&request("PUT", "/admin/plans/premium", admin, Some(&draft))).map(drop)
}

fn sign_up(line: &mut Line, number: usize) -> Result<String, String> {
    let body =
        json!({ "email": format!("user-{number}@bench.example"), "password": PASSWORD, "name": "Robin" });
    token(&line.data(&request("POST", "/auth/signup", "", Some(&body)))?)
}

fn someone(line: &mut Line, number: usize) -> Result<(), String> {
    let token = sign_up(line, number)?;
    if number.is_multiple_of(10) {
        let premium = json!({ "plan": "premium", "interval": "month" });
        line.call(&request("POST", "/subscription", &token, Some(&premium)))?;
    }
    (0..CHARTS).try_for_each(|_| line.call(&make_chart(&token)).map(drop))
}

fn token(signed_in: &Value) -> Result<String, String> {
    signed_in["access_token"].as_str().map(str::to_owned).ok_or_else(|| format!("no token: {signed_in}"))
}

pub(crate) fn read_me(token: &str) -> Vec<u8> {
    request("GET", "/users/me", token, None)
}

pub(crate) fn make_chart(token: &str) -> Vec<u8> {
    let place = json!({ "latitude": 52.2297, "longitude": 21.0122, "time_zone": "Europe/Warsaw" });
    let birth = json!({ "date": "1967-11-07", "time": "12:00", "place": place });
    request("POST", "/charts", token, Some(&json!({ "kind": "natal", "name": "Robin", "birth": birth })))
}

pub(crate) fn list_charts(token: &str) -> Vec<u8> {
    request("GET", "/charts", token, None)
}

pub(crate) fn dashboard(token: &str) -> Vec<u8> {
    request("GET", "/analytics/dashboard", token, None)
}
