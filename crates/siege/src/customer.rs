//! One customer over HTTP: asks for one thing at a time under a key of its own, and asks again with the same key until it
//! knows the outcome.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::{
    crowd::Tally,
    dice::Dice,
    ledger::{Act, Ledger, Seen},
    wire::{Answer, Call, Lost},
};

/// The password of everybody who comes for one trial only.
pub(crate) const PASSWORD: &str = "a planted password of somebody";

/// Somebody new, for one trial; answers the access token.
pub(crate) fn sign_up(address: SocketAddr, email: &str) -> Result<String, String> {
    let body = json!({ "email": email, "password": PASSWORD });
    let answer =
        Call::post("/api/v1/auth/signup", &body).send(address).map_err(|lost| format!("sign-up: {lost}"))?;
    let data = answer.data().map_err(|refused| format!("sign-up: {refused}"))?;
    data["access_token"].as_str().map(str::to_owned).ok_or_else(|| "sign-up gave no access token".into())
}

/// A customer and what they count on.
#[derive(Debug)]
pub(crate) struct Customer {
    email: String,
    password: String,
    token: Option<String>,
    dice: Dice,
    keys: u32,
    ledger: Ledger,
    /// What was asked for and not yet answered, and under which key.
    pending: Option<(Act, String)>,
}

/// What came of one request.
#[derive(Debug)]
pub(crate) enum Step {
    /// It was acknowledged, or rightly refused.
    Settled,
    /// The server asked to send it again later.
    Later,
    /// There is no answer: what came of it is not known.
    Lost(Lost),
}

impl Customer {
    pub(crate) fn new(name: &str, dice: Dice) -> Self {
        let email = format!("{name}@siege.example");
        let password = format!("correct horse {name} staple");
        Self { email, password, token: None, dice, keys: 0, ledger: Ledger::default(), pending: None }
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub(crate) fn is_waiting(&self) -> bool {
        self.pending.is_some()
    }

    /// Sends what is pending, or the next thing that chance picks.
    ///
    /// # Errors
    /// An answer that the contract does not allow.
    pub(crate) fn step(&mut self, address: SocketAddr, tally: &Tally) -> Result<Step, String> {
        if let Some(step) = self.sign_in(address, tally)? {
            return Ok(step);
        }
        let resent = self.pending.is_some();
        let (act, key) = self.pending.take().unwrap_or_else(|| self.think());
        let (method, path, body) = act.request(&self.email, &self.password);
        let token = self.token.clone();
        let call = Call { method, path, token: token.as_deref(), key: Some(&key), body: Some(&body) };
        self.pending = Some((act, key.clone()));
        if !resent && self.dice.one_in(16) {
            tally.hung_up();
            return Ok(call.hang_up(address).map_or_else(Step::Lost, |()| Step::Later));
        }
        tally.sent(resent);
        match call.send(address) {
            Ok(answer) => self.read(answer, tally),
            Err(lost) => Ok(Step::Lost(lost)),
        }
    }

    /// Whether the server shows what this customer counts on, with the pending request carried out or not.
    ///
    /// # Errors
    /// What is shown instead.
    pub(crate) fn verify(&mut self, address: SocketAddr, tally: &Tally) -> Result<(), String> {
        if !self.ledger.signed_up {
            return Ok(());
        }
        if let Some(step) = self.sign_in(address, tally)? {
            return Err(format!("{} cannot sign in: {step:?}", self.email));
        }
        let seen = self.look(address)?;
        let done = self.pending.as_ref().map(|(act, _)| self.ledger.after(act));
        if self.ledger.agrees(&seen) || done.as_ref().is_some_and(|done| done.agrees(&seen)) {
            return Ok(());
        }
        let Self { email, ledger, pending, .. } = self;
        Err(format!("{email} counts on {ledger:?}, pending {pending:?}, and is shown {seen:?}"))
    }

    /// Makes sure of an access token, once there is an account. Answers what else came of it.
    fn sign_in(&mut self, address: SocketAddr, tally: &Tally) -> Result<Option<Step>, String> {
        if self.token.is_some() || !self.ledger.signed_up {
            return Ok(None);
        }
        let body = json!({ "email": self.email, "password": self.password });
        let answer = match Call::post("/api/v1/auth/login", &body).send(address) {
            Ok(answer) => answer,
            Err(lost) => return Ok(Some(Step::Lost(lost))),
        };
        if tally.is_later(&answer)? {
            return Ok(Some(Step::Later));
        }
        let data = answer.data().map_err(|refused| format!("{} signs in: {refused}", self.email))?;
        self.token = data["access_token"].as_str().map(str::to_owned);
        Ok(None)
    }

    fn think(&mut self) -> (Act, String) {
        self.keys += 1;
        (Act::pick(&self.ledger, &mut self.dice), format!("{}-{}", self.email, self.keys))
    }

    fn read(&mut self, answer: Answer, tally: &Tally) -> Result<Step, String> {
        if tally.is_later(&answer)? {
            return Ok(Step::Later);
        }
        if answer.status == 401 && self.token.take().is_some() {
            return Ok(Step::Later);
        }
        let Some((act, _)) = self.pending.take() else { return Ok(Step::Settled) };
        if !answer.is_acknowledged() {
            self.ledger.refused(&act, &answer)?;
            tally.refused();
            return Ok(Step::Settled);
        }
        tally.acknowledged(answer.header("idempotency-replayed").is_some());
        let data = answer.data()?;
        if act == Act::SignUp {
            // A repetition mints no token.
            self.token = data["access_token"].as_str().map(str::to_owned);
        }
        self.ledger.note(&act, &data)?;
        Ok(Step::Settled)
    }

    fn look(&self, address: SocketAddr) -> Result<Seen, String> {
        let me = self.get(address, "/api/v1/users/me")?;
        let subscription = self.get(address, "/api/v1/subscription")?;
        let usage = self.get(address, "/api/v1/usage")?;
        let meters = usage["items"].as_array().into_iter().flatten();
        let charts =
            meters.into_iter().find(|meter| meter["meter"] == "charts").ok_or("no meter for charts")?;
        Ok(Seen {
            name: me["name"].clone(),
            plan: me["plan_type"].clone(),
            state: subscription["state"].clone(),
            mrr: subscription["mrr"]["amount_minor"].clone(),
            used: charts["used"].clone(),
            reserved: charts["reserved"].clone(),
            charts: self.charts(address)?,
        })
    }

    fn charts(&self, address: SocketAddr) -> Result<Vec<String>, String> {
        let mut ids = Vec::new();
        let mut path = "/api/v1/charts?limit=100".to_owned();
        loop {
            let page = self.get(address, &path)?;
            let items = page["items"].as_array().ok_or("a list without items")?;
            ids.extend(items.iter().filter_map(|chart| chart["id"].as_str()).map(str::to_owned));
            let Some(cursor) = page["next_cursor"].as_str() else { return Ok(ids) };
            path = format!("/api/v1/charts?limit=100&cursor={cursor}");
        }
    }

    fn get(&self, address: SocketAddr, path: &str) -> Result<Value, String> {
        let call = Call { token: self.token.as_deref(), ..Call::get(path) };
        let answer = call.send(address).map_err(|lost| format!("GET {path}: {lost}"))?;
        answer.data().map_err(|refused| format!("GET {path}: {refused}"))
    }
}
