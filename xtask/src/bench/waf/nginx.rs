//! An nginx of its own in a folder that is removed, with Debian's `ModSecurity` and core rule set.

use std::{
    env, fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use siege::patience;

use super::Line;

const MODULE: &str = "/usr/lib/nginx/modules/ngx_http_modsecurity_module.so";
const RECOMMENDED: &str = "/etc/nginx/modsecurity.conf";
const MAPPING: &str = "/etc/nginx/unicode.mapping";
const SETUP: &str = "/etc/modsecurity/crs/crs-setup.conf";
const RULES: &str = "/usr/share/modsecurity-crs/rules";

const NGINX: &str = "/usr/sbin/nginx";

/// Rules take a while to be read.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// Both servers of one nginx; they end with their owner.
pub(super) struct Nginx {
    child: Child,
    folder: PathBuf,
    /// Where the rules are on.
    pub(super) guarded: SocketAddr,
    /// Where there are none.
    pub(super) open: SocketAddr,
}

/// Whether all of it is there.
///
/// # Errors
/// Which packages to install.
pub(super) fn installed() -> Result<(), String> {
    let lacking: Vec<&str> = [NGINX, MODULE, RECOMMENDED, MAPPING, SETUP, RULES]
        .into_iter()
        .filter(|path| !Path::new(path).exists())
        .collect();
    if lacking.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} is not there; on Debian: apt-get install --no-install-recommends nginx libnginx-mod-http-modsecurity modsecurity-crs",
        lacking.join(", ")
    ))
}

/// What is compared with.
pub(super) fn versions() -> Result<String, String> {
    let said = Command::new(NGINX).arg("-v").output().map_err(|error| error.to_string())?;
    let nginx = String::from_utf8_lossy(&said.stderr).trim().trim_start_matches("nginx version: ").to_owned();
    let first = fs::read_to_string(Path::new(RULES).join("REQUEST-901-INITIALIZATION.conf"));
    let first = first.map_err(|error| error.to_string())?;
    let line = first.lines().find(|line| line.contains("ver.")).unwrap_or_default();
    let crs = line.trim_start_matches(['#', ' ']);
    Ok(format!("{nginx} with {crs}"))
}

impl Nginx {
    /// Starts it and waits until it answers.
    ///
    /// # Errors
    /// When it does not, with what it said.
    pub(super) fn start() -> Result<Self, String> {
        let folder = env::temp_dir().join(format!("mainstay-waf-{}", std::process::id()));
        let (guarded, open) = (free()?, free()?);
        write(&folder, guarded, open).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut command = Command::new(NGINX);
        command.arg("-p").arg(&folder).arg("-c").arg(folder.join("nginx.conf"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().map_err(|error| format!("{NGINX}: {error}"))?;
        let mut nginx = Self { child, folder, guarded, open };
        patience::until(READY_WITHIN, "nginx listens", || {
            Line::to(nginx.guarded).is_ok() || nginx.has_ended()
        })
        .map_err(|late| format!("{late}: {}", nginx.said()))?;
        if nginx.has_ended() { Err(format!("nginx: {}", nginx.said())) } else { Ok(nginx) }
    }

    /// Its first process, whose children serve.
    pub(super) fn pid(&self) -> Result<i32, String> {
        i32::try_from(self.child.id()).map_err(|error| error.to_string())
    }

    fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    fn said(&self) -> String {
        fs::read_to_string(self.folder.join("error.log")).unwrap_or_default()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Killed it would leave its children.
        let _ = self.pid().map(|pid| kill(Pid::from_raw(pid), Signal::SIGTERM));
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A port that nobody has; another program may take it until it is used, and then the start fails.
fn free() -> Result<SocketAddr, String> {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map_err(|error| error.to_string())
}

fn write(folder: &Path, guarded: SocketAddr, open: SocketAddr) -> std::io::Result<()> {
    fs::create_dir_all(folder.join("temp"))?;
    fs::copy(MAPPING, folder.join("unicode.mapping"))?;
    let at = folder.display();
    // As the package recommends, but refusing, and without a file of what it refused.
    let engine = |line: &str| match line.split(' ').next() {
        Some("SecRuleEngine") => "SecRuleEngine On".to_owned(),
        Some("SecAuditEngine") => "SecAuditEngine Off".to_owned(),
        _ => line.to_owned(),
    };
    let recommended: Vec<String> = fs::read_to_string(RECOMMENDED)?.lines().map(engine).collect();
    fs::write(folder.join("modsecurity.conf"), recommended.join("\n"))?;
    let rules = format!("Include {at}/modsecurity.conf\nInclude {SETUP}\nInclude {RULES}/*.conf\n");
    fs::write(folder.join("rules.conf"), rules)?;
    // A `return` of the location itself would answer before the rules are asked.
    let passed = "location / { try_files /none @passed; } location @passed { return 204; }";
    let config = format!(
        "load_module {MODULE};\ndaemon off;\nworker_processes auto;\npid {at}/nginx.pid;\nerror_log {at}/error.log error;\n\
         events {{ worker_connections 512; }}\nhttp {{\naccess_log off;\nkeepalive_requests 100000000;\nroot {at}/temp;\n\
         client_body_buffer_size 256k;\nclient_body_temp_path {at}/temp;\nproxy_temp_path {at}/temp;\nfastcgi_temp_path {at}/temp;\n\
         uwsgi_temp_path {at}/temp;\nscgi_temp_path {at}/temp;\n\
         server {{ listen {guarded}; modsecurity on; modsecurity_rules_file {at}/rules.conf; {passed} }}\n\
         server {{ listen {open}; {passed} }}\n}}\n"
    );
    fs::write(folder.join("nginx.conf"), config)
}
