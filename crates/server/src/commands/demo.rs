//! `mainstay demo`: fills an installation without customers with the demo business, and writes down what it did.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use data::{Actor, Scope};
use demo::{Profile, Stage, Truth};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{SignedDuration, civil::Date};
use kernel::{Clocks, CorrelationId};
use secrecy::SecretString;
use web::fields::Email;

use crate::{
    app::{self, App},
    config::Config,
    installation::{self, Installation},
};

/// What is asked for.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// How many people sign up.
    #[arg(long, default_value_t = 2_000)]
    customers: u32,
    /// Over how many months.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=120))]
    months: u32,
    /// Everything else follows from this.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The day that is no longer in it, by UTC; today unless told.
    #[arg(long)]
    end: Option<Date>,
    /// Succeed without a change when there is a demo business already.
    #[arg(long)]
    if_missing: bool,
}

/// Why there is no demo business.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The installation did not open.
    #[error(transparent)]
    Installation(#[from] installation::Error),
    /// The rooms could not be wired.
    #[error(transparent)]
    App(#[from] app::Error),
    /// There are customers.
    #[error("this installation has customers; the demo business is for one that has none")]
    HasCustomers,
    /// Accounts refuse the customers' password.
    #[error(transparent)]
    Accounts(#[from] accounts::Error),
    /// It could not be made.
    #[error(transparent)]
    Demo(#[from] demo::Error),
    /// The database.
    #[error("database: {0}")]
    Data(#[from] data::Error),
    /// The truth could not be written.
    #[error("{0}: {1}")]
    Truth(PathBuf, io::Error),
}

/// What every customer signs in with.
const PASSWORD: &str = "demo customers share this one";

/// Makes the business; answers what to tell the operator.
///
/// # Errors
/// See [`Error`].
pub async fn run(config: &Config, options: &Options) -> Result<String, Error> {
    let file = config.state_dir().join("demo/truth.json");
    if options.if_missing && file.is_file() {
        return Ok(format!("There is a demo business already: {}", file.display()));
    }
    let installation = Installation::open_beside(config, Clocks::system()).await?;
    let made = make(config, &installation, options).await;
    let rows = data::rows::by_table(&installation.database).await;
    installation.close().await?;
    match made {
        Ok((truth, took)) => {
            write(&file, &truth)?;
            Ok(report(&truth, took, &rows?, &file))
        }
        Err(Error::HasCustomers) if options.if_missing => {
            Ok("There are customers already; no demo business is made".to_owned())
        }
        Err(error) => Err(error),
    }
}

async fn make(
    config: &Config,
    installation: &Installation,
    options: &Options,
) -> Result<(Truth, SignedDuration), Error> {
    let app = App::wire(config, installation).await?;
    let (database, tenant) = (installation.database.clone(), installation.default_tenant);
    let now = database.clocks().real.now();
    let scope = Scope { tenant, actor: Actor::Operator, correlation: CorrelationId::new(now) };
    let mut unit = database.unit(scope).await?;
    let customers = accounts::reads::customers(&mut unit).await?;
    unit.abandon().await?;
    if customers > 0 {
        return Err(Error::HasCustomers);
    }
    let example = Email::parse("customer@customer.example").ok_or(demo::Error::Broken("not an address"))?;
    let password_hash = app.accounts.new_password(SecretString::from(PASSWORD), &example).await?;
    let end = options.end.unwrap_or_else(|| now.to_zoned(jiff::tz::TimeZone::UTC).date());
    let profile = Profile { customers: options.customers, months: options.months, seed: options.seed, end };
    let stage = Stage { database, tenant, listeners: app.accounts.listeners().to_vec(), password_hash };
    let bar = bar(u64::from(options.customers));
    let told = bar.clone();
    let truth = demo::seed(&stage, profile, move |done| told.set_position(done.into())).await?;
    bar.set_message("writing what time has ended");
    app.jobs.run_due().await?;
    bar.finish_and_clear();
    let took = installation.database.clocks().real.now().duration_since(now);
    Ok((truth, took))
}

fn bar(customers: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("  {bar:40} {pos} of {len} customers, {eta} left {msg}");
    ProgressBar::new(customers).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// What was made, how long it took, what it takes up.
fn report(truth: &Truth, took: SignedDuration, rows: &[(String, i64)], file: &Path) -> String {
    let mut text = format!(
        "{} customers over {} months in {:.1} s: {} charts, {} who pay, MRR {}.{:02} USD\n",
        truth.profile.customers,
        truth.profile.months,
        took.as_secs_f64(),
        truth.charts,
        truth.customers_by_state.monthly + truth.customers_by_state.yearly,
        truth.mrr_minor() / 100,
        truth.mrr_minor() % 100,
    );
    if let Some(memory) = peak_memory() {
        let _ = writeln!(text, "Most memory of this process: {memory}");
    }
    for (table, rows) in rows {
        let _ = writeln!(text, "{rows:>12}  {table}");
    }
    let _ = write!(text, "What it did: {}", file.display());
    text
}

/// As Linux tells it.
fn peak_memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}

fn write(file: &Path, truth: &Truth) -> Result<(), Error> {
    let failed = |error| Error::Truth(file.to_owned(), error);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut text = serde_json::to_vec_pretty(truth).map_err(|error| failed(error.into()))?;
    text.push(b'\n');
    fs::write(file, text).map_err(failed)
}
