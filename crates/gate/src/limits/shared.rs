//! Counts that all nodes share, in Redis or Valkey: one atomic script a decision, by the same rule as in memory.
//!
//! 1. **Its clock counts, not ours.** Nodes whose clocks are apart would roll one another's windows to and fro; the
//!    script asks the server for the time.
//! 2. **It may be gone.** Whatever does not answer within the deadline is decided without it, and it is left alone for a
//!    rest ([`Circuit`]); requests meet neither an error nor a wait for each.
//! 3. **Its address may hold a password** and is never told, in no log and no error.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use fred::{
    clients::WithOptions,
    interfaces::ClientLike,
    types::{
        Builder, ClusterHash, CustomCommand, Value,
        config::{Config, Options, ReconnectPolicy, UnresponsiveConfig},
    },
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::OnceCell;
use web::Class;

use super::{Ask, circuit::Circuit, fields::class_name, memory::Verdict, window::Tally};
use crate::Error;

const RULE: &str = include_str!("shared/rule.lua");
const SERVER_TIME: &str =
    "local time = redis.call('TIME')\nlocal now = time[1] * 1000 + math.floor(time[2] / 1000)\n";
const SCHEMES: [&str; 6] =
    ["redis://", "rediss://", "valkey://", "valkeys://", "redis+unix://", "valkey+unix://"];

/// The counters of all nodes.
pub(super) struct Shared {
    client: WithOptions<fred::clients::Client>,
    deadline: Duration,
    circuit: Circuit,
    script: String,
    /// Whether the metric has been set.
    told: AtomicBool,
    /// The script's name on the server.
    name: OnceCell<String>,
}

impl Shared {
    /// Connects in the background, and again whenever the connection is lost; to be called inside a runtime.
    ///
    /// # Errors
    /// When the address is none.
    pub(super) fn new(url: &SecretString, deadline: Duration, rest: Duration) -> Result<Self, Error> {
        let url = url.expose_secret();
        if !SCHEMES.iter().any(|scheme| url.starts_with(scheme)) {
            return Err(Error::Redis);
        }
        let mut builder = Builder::from_config(Config::from_url(url).map_err(|_| Error::Redis)?);
        builder.set_policy(ReconnectPolicy::new_exponential(0, 100, 2_000, 2));
        builder.with_connection_config(|config| {
            config.connection_timeout = Duration::from_secs(2);
            config.internal_command_timeout = Duration::from_secs(2);
            config.max_command_buffer_len = 10_000;
            config.tcp.nodelay = Some(true);
            config.unresponsive =
                UnresponsiveConfig { max_timeout: Some(Duration::from_secs(2)), ..Default::default() };
        });
        let client = builder.build().map_err(|_| Error::Redis)?;
        drop(client.connect());
        let options = Options { fail_fast: true, max_attempts: Some(1), ..Default::default() };
        let rest_ms = u64::try_from(rest.as_millis()).unwrap_or(u64::MAX);
        Ok(Self {
            client: client.with_options(&options),
            deadline,
            circuit: Circuit::new(rest_ms),
            script: format!("{SERVER_TIME}{RULE}"),
            told: AtomicBool::new(false),
            name: OnceCell::new(),
        })
    }

    /// The decision of all nodes together, or `None` when it cannot be had; `now_ms` is only for the rest.
    pub(super) async fn decide<const N: usize>(
        &self,
        class: Class,
        asks: &[Ask; N],
        count: bool,
        now_ms: i64,
    ) -> Option<Verdict<N>> {
        if !self.circuit.enter(now_ms) {
            return None;
        }
        let answer = tokio::time::timeout(self.deadline, self.ask(question(class, asks, count))).await;
        match answer.map(|answer| answer.map(|answer| read(&answer, asks))) {
            Ok(Ok(Some(verdict))) => {
                let again = self.circuit.succeeded();
                if again {
                    tracing::info!("rate limits are counted by all nodes together again");
                }
                if again || !self.told.swap(true, Ordering::Relaxed) {
                    metrics::gauge!("rate_limits_shared").set(1.0);
                }
                Some(verdict)
            }
            Ok(Ok(None)) => self.without("an answer that the script does not give", now_ms),
            Err(_) => self.without("no answer in time", now_ms),
            Ok(Err(error)) => self.without(error.kind().to_str(), now_ms),
        }
    }

    fn without<T>(&self, why: &str, now_ms: i64) -> Option<T> {
        if self.circuit.failed(now_ms) {
            metrics::gauge!("rate_limits_shared").set(0.0);
            tracing::warn!(why, "rate limits are counted on this node alone until Redis answers");
        }
        None
    }

    async fn ask(&self, mut arguments: Vec<Value>) -> Result<Vec<i64>, fred::error::Error> {
        let load = || self.client.custom(command("SCRIPT"), vec!["LOAD", self.script.as_str()]);
        let name: &String = self.name.get_or_try_init(load).await?;
        arguments.insert(0, name.as_str().into());
        match self.client.custom(command("EVALSHA"), arguments.clone()).await {
            // A server that was started anew knows no script; this teaches it again.
            Err(error) if error.details().starts_with("NOSCRIPT") => {
                arguments[0] = self.script.as_str().into();
                self.client.custom(command("EVAL"), arguments).await
            }
            other => other,
        }
    }
}

/// The client's own interface for scripts waits for each answer before it sends the next question, and heeds neither
/// deadline nor haste; a command of ours is sent at once, and a cluster finds its node by its first key.
fn command(name: &'static str) -> CustomCommand {
    CustomCommand::new_static(name, ClusterHash::Offset(2), false)
}

/// The script's keys and arguments, as the server wants them behind its name. All keys of a decision carry the first one's name in braces, so that a cluster keeps
/// them on one node.
fn question<const N: usize>(class: Class, asks: &[Ask; N], count: bool) -> Vec<Value> {
    let on = || asks.iter().filter(|ask| !ask.is_off());
    let group = on().next().map(|ask| ask.who.to_string()).unwrap_or_default();
    let class = class_name(class);
    let keys = on().map(|ask| format!("mainstay:limits:{class}:{{{group}}}:{}", ask.who).into());
    let each = on().flat_map(|ask| ask.policies);
    let windows = each.flat_map(|policy| [i64::from(policy.bucket_ms()), i64::from(policy.limit)]);
    let count = std::iter::once(i64::from(count));
    let mut arguments = vec![i64::try_from(on().count()).unwrap_or(0).into()];
    arguments.extend(keys);
    arguments.extend(count.chain(windows).map(Value::from));
    arguments
}

fn read<const N: usize>(answer: &[i64], asks: &[Ask; N]) -> Option<Verdict<N>> {
    let (admitted, mut windows) = answer.split_first()?;
    let mut tallies = [[Tally::default(); 2]; N];
    for (tally, _) in tallies.iter_mut().zip(asks).filter(|(_, ask)| !ask.is_off()) {
        for window in tally {
            let ([used, wait_ms], rest) = windows.split_first_chunk()?;
            *window = Tally { used: u32::try_from(*used).ok()?, wait_ms: u64::try_from(*wait_ms).ok()? };
            windows = rest;
        }
    }
    Some(Verdict { admitted: *admitted == 1, tallies })
}

#[cfg(test)]
mod tests;
