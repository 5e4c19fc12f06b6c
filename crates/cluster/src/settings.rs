//! The PostgreSQL settings of a private cluster, and why each is what it is. Knows no process and writes no file.

use std::fmt::Write;

use crate::{
    Binaries,
    layout::{Layout, PORT, hash},
};

/// A setting, its value and the reason, in the order in which they are written.
const ALWAYS: [(&str, &str, &str); 27] = [
    ("listen_addresses", "", "a Unix socket only: nothing listens on a network"),
    ("unix_socket_permissions", "0700", "the folder is closed as well"),
    ("password_encryption", "scram-sha-256", "should a role ever get a password"),
    ("timezone", "UTC", "times are UTC everywhere"),
    ("log_timezone", "UTC", "times are UTC everywhere"),
    ("lc_messages", "C", "one language for whoever reads the log"),
    ("logging_collector", "on", "the log is kept in files of its own"),
    ("log_filename", "postgresql-%a.log", "a file for each day of the week"),
    ("log_rotation_age", "1d", "a file for each day of the week"),
    ("log_rotation_size", "0", "a file for each day of the week"),
    ("log_truncate_on_rotation", "on", "a week is kept"),
    ("log_file_mode", "0600", "nobody else reads it"),
    (
        "log_min_messages",
        "log",
        "the client gets its errors; their text can quote a value, so it is not kept",
    ),
    ("log_error_verbosity", "terse", "details quote the values of a row"),
    ("log_min_error_statement", "panic", "statements can carry values"),
    ("log_parameter_max_length", "0", "parameters are values"),
    ("log_parameter_max_length_on_error", "0", "parameters are values"),
    ("log_statement", "none", "statements can carry values"),
    ("log_checkpoints", "off", "not worth a line"),
    ("max_connections", "100", "a small machine; the pools of the server take a part of it"),
    ("shared_buffers", "128MB", "a small machine; the kernel caches the rest"),
    ("wal_level", "replica", "a base backup stays possible"),
    ("wal_compression", "on", "whole pages after a checkpoint shrink well"),
    ("max_wal_size", "1GB", "checkpoints by time, not by volume"),
    ("checkpoint_timeout", "10min", "fewer whole pages in the log"),
    ("random_page_cost", "1.1", "solid state disks"),
    ("jit", "off", "compiling costs more than short queries take"),
];

/// The whole of `postgresql.conf`. Later lines win, so `extra` overrides what stands above it.
pub(crate) fn render(layout: &Layout, fsync: bool, extra: &[(String, String)]) -> String {
    let mut text = String::from("# Written anew at every start: changes made here are lost.\n");
    line(&mut text, "port", &PORT.to_string(), "a part of the socket's name");
    line(&mut text, "unix_socket_directories", &layout.socket.to_string_lossy(), "closed to others");
    line(&mut text, "log_directory", &layout.log().to_string_lossy(), "beside the data");
    for (name, value, why) in ALWAYS {
        line(&mut text, name, value, why);
    }
    if cfg!(target_os = "linux") {
        let why = "after a crash one call for the file system, not one for each of a thousand files";
        line(&mut text, "recovery_init_sync_method", "syncfs", why);
    }
    if !fsync {
        // Not `synchronous_commit`: what was committed must outlive a kill of PostgreSQL even here.
        for name in ["fsync", "full_page_writes"] {
            line(&mut text, name, "off", "a scratch cluster: it is lost with the power, and nobody minds");
        }
    }
    for (name, value) in extra {
        line(&mut text, name, value, "asked for by the caller");
    }
    text
}

/// What a running server was started with: settings and programs. It is the cluster's name, on the command line, so
/// `postmaster.opts` and `ps` show it.
pub(crate) fn fingerprint(settings: &str, binaries: &Binaries) -> String {
    let all = format!("{settings}\n{}\n{}", binaries.folder().display(), binaries.version());
    format!("mainstay-{:016x}", hash(all.as_bytes()))
}

fn line(text: &mut String, name: &str, value: &str, why: &str) {
    let value = value.replace('\\', "\\\\").replace('\'', "''").replace(['\n', '\r'], " ");
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{name} = '{value}' # {why}");
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn layout() -> Layout {
        Layout { folder: Path::new("/x/it's").into(), socket: Path::new("/x/it's/run").into() }
    }

    #[test]
    fn values_are_quoted_and_the_callers_come_last() {
        let text = render(&layout(), true, &[("max_connections".into(), "7'\n\\".into())]);
        assert!(text.contains("unix_socket_directories = '/x/it''s/run' #"), "{text}");
        assert!(text.trim_end().ends_with(r"max_connections = '7'' \\' # asked for by the caller"), "{text}");
        assert!(!text.contains("fsync"));
        assert!(render(&layout(), false, &[]).contains("\nfsync = 'off' #"));
    }
}
