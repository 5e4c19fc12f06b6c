//! Files that only attackers ask for by name: of Unix, Windows, web servers, developers; and the wrappers that read them.
//! Refuses relative paths.

use crate::{
    Place,
    bytes::{first_of, has, is_word},
    needles::{Needles, automaton},
    prefilter::Marks,
    told,
    view::{Hit, View},
};

/// Parts of paths that tell wherever they stand.
#[rustfmt::skip]
pub(crate) const FILES: &[&str] = &[
    "etc/passwd", "etc/shadow", "etc/hosts", "etc/issue", "etc/group", "etc/motd", "etc/crontab", "etc/fstab", "etc/sudoers", "master.passwd",
    "boot.ini", "win.ini", "php.ini", "system.ini", "my.cnf", "my.ini", "desktop.ini", "httpd.conf", "apache2.conf", "nginx.conf", "httpd-vhosts", "vhosts.conf",
    "access_log", "access.log", "error_log", "error.log", "proc/self", "proc/version", "proc/cmdline", "self/environ", "web-inf", "meta-inf/", "windows/system32",
    "winnt/system32", "system32/drivers", "windows/repair", "winnt/repair", "repair/sam", "config/sam", ".htaccess", ".htpasswd", "wp-config", ".ssh/", "id_rsa",
    "authorized_keys", ".bash_history", ".bashrc", ".mysql_history", ".git/", ".svn/", ".hg/", ".aws/", ".kube/", ".docker/", "web.config", "global.asa",
    "sites-enabled", "sites-available", "vsftpd", "proftpd", "pure-ftpd", "wu-ftpd", "ftpusers", "%systemroot%", "%windir%", "c:/windows", "c:/winnt", "c:/boot",
    "apache/logs", "apache2/logs", "nginx/logs", "xampp/", "lampp/", "inetpub/", "etc/php", "etc/apache", "etc/httpd", "etc/nginx", "etc/mysql", "config.inc.php",
    "database.yml", "settings.py", "localsettings.php", ".npmrc", ".pypirc", ".netrc", ".pgpass", "/.env", "docker-compose.y", "/dev/tcp/", "etc/security",
    "mysqld.log", "mysql.log", "auth.log", "syslog", "/dev/random", "/dev/zero", "system32/", "inetsrv/",
];

/// Folders of Unix that an absolute path of the system begins with.
#[rustfmt::skip]
pub(crate) const ROOTS: &[&str] = &[
    "/etc/", "/proc/", "/sys/class", "/sys/kernel", "/sys/devices", "/sys/module", "/sys/block", "/sys/fs", "/sys/firmware", "/var/log", "/var/www", "/var/lib", "/var/mail", "/var/spool", "/var/run", "/var/adm", "/var/named",
    "/var/cpanel", "/var/db", "/var/apache", "/var/local", "/var/mysql", "/var/cache", "/var/backups", "/usr/local/a", "/run/secrets", "/usr/local/e", "/usr/local/n", "/usr/local/p", "/usr/local/w", "/usr/lib", "/usr/share/", "/usr/pkg", "/usr/home", "/usr/etc", "/usr/apache",
    "/usr/ports", "/usr/adm", "/opt/lampp", "/opt/xampp", "/opt/apache", "/opt/nsconfig", "/opt/httpd", "/root/.", "/boot/", "/private/etc", "/dev/null", "/logs/",
    "/apache/", "/apache2/", "/volumes/", "/program files", "/php/", "/php4/", "/php5/", "/mysql/", "/windows/", "/winnt/", "/minint/", "/tmp/sess",
];

/// Schemes that make a server read or run something.
#[rustfmt::skip]
pub(crate) const WRAPPERS: &[&str] = &[
    "php://", "file:/", "phar://", "zip://", "expect://", "glob://", "compress.zlib:", "compress.bzip2:", "ogg://", "ssh2.", "rar://", "zlib://",
    "gopher://", "dict://", "sftp://", "smb://", "http+unix:", "jar:http", "jar:file", "netdoc:", "tftp://", "data://", "data:text/plain", "data:;base64", "ldap://", "ldaps://", "view-source:", "local_file:", "local-file:", "classpath:", "msl:/", "ssh://-",
];

static NAMED: Needles = Needles::new(|| automaton(FILES));
static ROOTED: Needles = Needles::new(|| automaton(ROOTS));
static WRAPPED: Needles = Needles::new(|| automaton(WRAPPERS));

/// The first file, wrapper or system path.
pub(super) fn inspect(text: &[u8], view: &View<'_>) -> Option<Hit> {
    // A path that was made straight may hold what the value did not.
    let known = view.told.has(told::FILES) || text.as_ptr() != view.low.as_ptr();
    if !view.strict() {
        let named = known
            .then(|| NAMED.find(text))
            .flatten()
            .filter(|(start, _)| text[..*start].ends_with(b"/") && text[..*start].contains(&b'.'))?;
        return Some(Hit::new("path.file", named.0, named.1));
    }
    // Prose names files; what would be opened has its folder with it.
    let prose = view.is_prose();
    let foldered = |start: usize, end: usize| {
        !prose || text[start..end].contains(&b'/') || (start > 0 && text[start - 1] == b'/')
    };
    if let Some((start, end)) = known
        .then(|| NAMED.all(text))
        .into_iter()
        .flatten()
        .find(|(start, end)| names(text, *start) && foldered(*start, *end))
    {
        return Some(Hit::new("path.file", start, end));
    }
    if let Some((start, end)) =
        known.then(|| WRAPPED.find_word(text)).flatten().filter(|(start, _)| !prose || *start == 0)
    {
        return Some(Hit::new("path.wrapper", start, end));
    }
    if let Some(hit) = disguised(text, view) {
        return Some(hit);
    }
    let rooted = known
        .then(|| ROOTED.all(text))
        .into_iter()
        .flatten()
        .find(|(start, _)| super::begins(text, *start, view.place));
    if let Some((start, end)) = rooted.filter(|(start, end)| {
        // `/var/lib is full` tells of a path; nothing would open one with words behind it.
        let told = text[*end..].windows(2).any(|w| w[0] == b' ' && w[1].is_ascii_alphabetic());
        let sharp = text[*start..].starts_with(b"/etc/") || text[*start..].starts_with(b"/proc/");
        (text.len() > *end || text.len() > 9) && (!prose || *start == 0) && (!told || sharp)
    }) {
        return Some(Hit::new("path.system", start, end));
    }
    if let Some((start, end)) = first_of(view.low, &["::$index", "::$data"]) {
        return Some(Hit::new("path.stream", start, end));
    }
    if view.place == Place::Path {
        hidden(text).or_else(|| kept(text))
    } else {
        absolute(text, view).or_else(|| remote(text))
    }
}

/// Ends of files that servers keep to themselves, in order.
const KEPT: &[&str] = &[
    "axd",
    "bak",
    "cfg",
    "cnf",
    "conf",
    "db",
    "env",
    "ini",
    "jks",
    "kdbx",
    "key",
    "keystore",
    "ldf",
    "mdb",
    "mdf",
    "old",
    "orig",
    "ovpn",
    "p12",
    "pem",
    "pfx",
    "plist",
    "ppk",
    "properties",
    "rdb",
    "save",
    "sql",
    "sqlite",
    "sqlite3",
    "swo",
    "swp",
    "tfstate",
    "tfvars",
];

/// A path that ends as such a file does, or is one by name.
fn kept(text: &[u8]) -> Option<Hit> {
    let name = text.rsplit(|byte| *byte == b'/').next().unwrap_or(text);
    let name = name.strip_suffix(b"~").filter(|name| name.contains(&b'.')).map_or(name, |_| b"x.bak");
    let end =
        name.rsplit(|byte| *byte == b'.').next().filter(|end| end.len() < name.len()).unwrap_or_default();
    let told = [
        "eval-stdin.php",
        "heapdump",
        "cvs/entries",
        "cvs/root",
        "app_data/",
        "id_dsa",
        "id_ecdsa",
        "id_ed25519",
        "etc/local.xml",
        "config/parameters",
        "debug.log",
        "phpinfo.php",
    ];
    let named = first_of(text, &told).is_some();
    // `.php-dist`, `.asp.1`: a copy that the server shows instead of running it.
    let copied = [&b".php"[..], b".asp", b".jsp", b".inc"].iter().any(|ran| {
        memchr::memmem::find(name, ran)
            .is_some_and(|at| name.get(at + 4).is_some_and(|byte| b"-~._".contains(byte)))
    });
    (named || copied || crate::bytes::listed(KEPT, end)).then(|| Hit::new("path.kept", 0, text.len()))
}

/// A whole value that is an absolute path to a hidden file, a share, or a file that systems keep.
fn absolute(text: &[u8], view: &View<'_>) -> Option<Hit> {
    let raw = view.low;
    if raw.starts_with(b"\\\\")
        && raw.get(2).is_some_and(|byte| is_word(*byte))
        && raw[2..].contains(&b'\\')
        && raw.iter().any(|byte| b".$@".contains(byte))
    {
        return Some(Hit::new("path.share", 0, raw.len()));
    }
    let drive = matches!(raw, [letter, b':', b'\\', ..] if letter.is_ascii_alphabetic());
    if drive && memchr::memmem::find(raw, b"~1").is_some() {
        return Some(Hit::new("path.short-name", 0, raw.len()));
    }
    let rooted = text.starts_with(b"/")
        || text.starts_with(b"$home/")
        || text.starts_with(b"${home}/")
        || text.starts_with(b"~/");
    let body = text.strip_prefix(b"/").unwrap_or(text);
    if !rooted || text.iter().any(|byte| is_word(*byte) && !byte.is_ascii()) || text.contains(&b' ') {
        return None;
    }
    let hidden = memchr::memmem::find_iter(body, b"/.").any(|at| {
        body.get(at + 2).is_some_and(u8::is_ascii_lowercase) && !body[at..].starts_with(b"/.well-known")
    });
    let end =
        body.rsplit(|byte| *byte == b'.').next().filter(|end| end.len() < body.len()).unwrap_or_default();
    let root = body.starts_with(b"data/data/") || !text.starts_with(b"/");
    (hidden || root || crate::bytes::listed(KEPT, end)).then(|| Hit::new("path.system", 0, text.len()))
}

/// A known file behind separators that only a broken decoder takes for slashes: `etc%c0%qfpasswd`, `0x5cboot.ini`.
fn disguised(text: &[u8], view: &View<'_>) -> Option<Hit> {
    let odd = view.marks.any(&[Marks::PERCENT, Marks::HIGH, Marks::CONTROL])
        || first_of(text, &["0x5c", "0x2f", "...."]).is_some();
    if !odd {
        return None;
    }
    let (start, end) =
        first_of(text, &["passwd", "shadow", "issue", "hosts", "system32", "boot.ini", "win.ini"])?;
    let alone = first_of(&text[start..end], &["system32", ".ini"]).is_some();
    let folder = has(&text[start.saturating_sub(12)..start], "etc");
    (alone || folder).then(|| Hit::new("path.disguised", start, end))
}

/// Ends of files that are included and run, in order.
const INCLUDED: &[&str] = &[
    "asp", "aspx", "cgi", "dat", "exe", "inc", "jsp", "php", "php5", "phtml", "pl", "ps1", "py", "sh", "txt",
];

/// An address of a program on a bare number of the network, or with a `?` that cuts off what the page would add.
fn remote(text: &[u8]) -> Option<Hit> {
    let rest =
        ["http://", "https://", "ftp://"].iter().find_map(|scheme| text.strip_prefix(scheme.as_bytes()))?;
    let authority = &rest[..rest.iter().position(|byte| b"/?#".contains(byte)).unwrap_or(rest.len())];
    let host = authority.rsplit(|byte| *byte == b'@').next().unwrap_or(authority);
    let host = host.split(|byte| *byte == b':').next().unwrap_or(host);
    let path = &rest[..rest.iter().position(|byte| b"?#\0".contains(byte)).unwrap_or(rest.len())];
    let end = path.rsplit(|byte| *byte == b'.').next().filter(|_| path.len() > authority.len())?;
    let numbered = host.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    let cut = rest.ends_with(b"?") || rest.ends_with(b"#") || rest.ends_with(b"\0");
    ((numbered || cut) && crate::bytes::listed(INCLUDED, end)).then(|| Hit::new("path.remote", 0, text.len()))
}

/// A name counts at the start of a word: `etc/hosts`, but not `fetch/hosts` nor `fetc/hosts`.
fn names(text: &[u8], at: usize) -> bool {
    at == 0 || !is_word(text[at - 1]) || !is_word(text[at])
}

/// `/.something` in a path, which no server means to show.
fn hidden(text: &[u8]) -> Option<Hit> {
    let at = if text.starts_with(b".") { 0 } else { memchr::memmem::find(text, b"/.")? + 1 };
    let rest = &text[at + 1..];
    let named = rest.first().is_some_and(u8::is_ascii_lowercase);
    (named && !rest.starts_with(b"well-known")).then(|| Hit::new("path.hidden", at, at + 16))
}
