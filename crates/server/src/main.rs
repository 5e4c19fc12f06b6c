//! The binary `mainstay`: reads the command line and hands over to a subcommand.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use server::{commands, config::Config};

#[derive(Parser)]
#[command(version, about = "Everything behind a subscription app, in one binary on one PostgreSQL")]
struct Cli {
    /// The configuration file; `mainstay.toml` in the current folder unless named.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Sub>,
}

#[derive(Subcommand)]
enum Sub {
    /// Serve requests (what happens without a subcommand).
    Serve,
    /// Manage the people who run this installation.
    #[command(subcommand)]
    Admin(Admin),
    /// Fill an installation without customers with the demo business.
    Demo(commands::demo::Options),
    /// Say where addresses are at home by the database of `gate.countries.database`, and whether its rules let them in.
    Country {
        /// Addresses, of either family.
        #[arg(required = true)]
        addresses: Vec<IpAddr>,
    },
    /// Print every setting with its default, as a file to start from.
    Config,
    /// Ask the gate.
    #[command(subcommand)]
    Gate(Gate),
    /// Answer lines of moments and places with positions of the sky.
    Sky,
}

#[derive(Subcommand)]
enum Gate {
    /// Say of each request, one JSON object a line on standard input, whether the gate would refuse it, and why.
    Explain(commands::gate::Options),
}

#[derive(Subcommand)]
enum Admin {
    /// Create an admin; the password comes on standard input.
    Create {
        /// The address to sign in with.
        #[arg(long)]
        email: String,
        /// Succeed without a change when the address is taken.
        #[arg(long)]
        if_missing: bool,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command.unwrap_or(Sub::Serve) {
        Sub::Config => print(server::config::DEFAULTS),
        Sub::Country { addresses } => Config::load(cli.config.as_deref())
            .map_err(text)
            .and_then(|config| print(&commands::country::run(&config, &addresses)?)),
        Sub::Sky => commands::sky::run(std::io::stdin().lock(), std::io::stdout().lock()),
        Sub::Gate(Gate::Explain(options)) => {
            Config::load(cli.config.as_deref()).map_err(text).and_then(|config| {
                let (input, output, errors) =
                    (std::io::stdin().lock(), std::io::stdout().lock(), std::io::stderr().lock());
                commands::gate::explain(&config, options, input, output, errors)
            })
        }
        Sub::Serve => with_config(cli.config.as_deref(), |config| async {
            commands::serve::run(config).await.map_err(text)
        }),
        Sub::Demo(options) => with_config(cli.config.as_deref(), |config| async move {
            let said = commands::demo::run(&config, &options).await.map_err(text)?;
            print(&format!("{said}\n"))
        }),
        Sub::Admin(Admin::Create { email, if_missing }) => {
            with_config(cli.config.as_deref(), |config| async move {
                let password = std::io::read_to_string(std::io::stdin()).map_err(text)?;
                let said = commands::admin::create(&config, &email, password.trim(), if_missing)
                    .await
                    .map_err(text)?;
                print(&format!("{said}\n"))
            })
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ =
                std::io::Write::write_all(&mut std::io::stderr(), format!("mainstay: {error}\n").as_bytes());
            ExitCode::FAILURE
        }
    }
}

fn with_config<F: Future<Output = Result<(), String>>>(
    file: Option<&Path>,
    work: impl FnOnce(Config) -> F,
) -> Result<(), String> {
    let config = Config::load(file).map_err(text)?;
    base::telemetry::start(&config.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(text)?;
    runtime.block_on(work(config))
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn print(what: &str) -> Result<(), String> {
    std::io::Write::write_all(&mut std::io::stdout(), what.as_bytes()).map_err(text)
}
