//! `cargo xtask demo`: from a clone to a running server, and the main job done once by a new user over HTTP.
//!
//! It does all set-up itself: finds PostgreSQL's programs (as root on Debian it installs them), builds the
//! release binary, creates an admin, starts the server on its private database, and stays up until Ctrl-C.
//! A first start also makes the demo business, two thousand customers over a year (`--customers`, `--months`, `--seed`;
//! `--empty` for none). A second start keeps the data. `--probe` adds the path at which the gate
//! can be measured. `--exit` stops after the main job; `--summary FILE` writes the
//! sign-ins.

mod client;
mod options;
mod setup;
mod story;

use std::{path::Path, process::Command, time::Duration};

use serde_json::json;

use crate::{child::Children, packages, root, say, target};
use client::Client;
use options::Options;

/// The address that the demo's admin signs in with.
const ADMIN: &str = "admin@demo.example";
/// How often to look whether the server is ready, and how long to wait in between: a minute in all.
const LOOKS: u32 = 1200;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Runs the demo.
///
/// # Errors
/// When something on the machine is missing, or the main job does not go as it should.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let options = Options::parse(args)?;
    let children = Children::guard()?;
    packages::postgresql(&children)?;
    say("Building the release binary (a few minutes the first time)");
    children.run(Command::new("cargo").current_dir(root()).args([
        "build",
        "--release",
        "--quiet",
        "-p",
        "server",
    ]))?;
    let password = setup::admin_password(&options.data_dir)?;
    let binary = target().join("release/mainstay");
    children.run(setup::admin(&mut with(&binary, &options), ADMIN, &password)?)?;
    if let Some(business) = &options.business {
        children.run(with(&binary, &options).args(["demo", "--if-missing"]).args(business))?;
    }
    serve(&children, &binary, &options, &password)
}

/// Runs the server, and beside it the main job.
fn serve(children: &Children, binary: &Path, options: &Options, password: &str) -> Result<(), String> {
    std::thread::scope(|scope| {
        let story = scope.spawn(|| {
            let told =
                ready(children, &options.base_url()).and_then(|client| tell(&client, options, password));
            if told.is_err() || options.exit {
                children.stop();
            }
            told
        });
        let served = children.run(with(binary, options).arg("serve"));
        let interrupted = children.is_interrupted();
        if !interrupted {
            children.stop();
        }
        let told = story.join().unwrap_or_else(|_| Err("the main job panicked".into()));
        if interrupted { told } else { served.and(told) }
    })
}

fn with(binary: &Path, options: &Options) -> Command {
    let mut command = Command::new(binary);
    command.current_dir(root());
    command.env("MAINSTAY_SERVER__LISTEN", format!("127.0.0.1:{}", options.port));
    command.env("MAINSTAY_SERVER__STATE_DIR", &options.data_dir);
    command.env("MAINSTAY_LOG__FILTER", "warn");
    if options.probe {
        command.env("MAINSTAY_GATE__PROBE", "true");
    }
    command
}

fn ready(children: &Children, base_url: &str) -> Result<Client, String> {
    let client = Client::new(base_url);
    for _ in 0..LOOKS {
        if client.is_ready() {
            return Ok(client);
        }
        if children.is_interrupted() {
            return Err("the server ended before it was ready; its last lines are above".into());
        }
        std::thread::park_timeout(BETWEEN_LOOKS);
    }
    Err("the server was not ready within a minute".into())
}

fn tell(client: &Client, options: &Options, password: &str) -> Result<(), String> {
    let user = story::tell(client, ADMIN, password)?;
    let base = options.base_url();
    say(&format!("\n  Documentation   {base}/api/v1/docs/"));
    say(&format!("  Health          {base}/api/health"));
    say(&format!("  Admin           {ADMIN}  {password}"));
    say(&format!("  User            {}  {}", user.email, user.password));
    if options.probe {
        say(&format!(
            "  Probe           {base}/api/v1/security/probe/  (any request: 204 passes, 403 is refused)"
        ));
    }
    if let Some(file) = &options.summary {
        let summary = json!({
            "base_url": base,
            "admin": { "email": ADMIN, "password": password },
            "user": { "email": user.email, "password": user.password },
        });
        std::fs::write(file, format!("{summary:#}\n"))
            .map_err(|error| format!("`{}`: {error}", file.display()))?;
    }
    if !options.exit {
        say("\nRunning until Ctrl-C; the data is kept for the next start.");
    }
    Ok(())
}
