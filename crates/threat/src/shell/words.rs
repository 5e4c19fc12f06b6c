//! The commands of Unix and Windows. Refuses to know how they are written.

use crate::bytes::{listed, skip_space, word};

/// Commands, in order.
#[rustfmt::skip]
const COMMANDS: &[&str] = &[
    "7z", "7za", "alias", "ansible", "ansible-doc", "ansible-playbook", "apt", "apt-get", "aptitude", "ar", "arch", "aria2c", "arj", "arp", "ash",
    "at", "attrib", "awk", "base32", "base64", "basename", "bash", "bcdboot", "bcdedit", "bitsadmin", "break", "bsdtar", "bunzip2", "busybox",
    "bzcat", "bzip2", "cacls", "cal", "cancel", "capsh", "cat", "cc", "cd", "certutil", "chattr", "chdir", "chef-run", "chef-shell", "chef-solo",
    "chfn", "chgrp", "chmod", "choice", "chown", "chroot", "chsh", "clang", "cmd", "cmp", "column", "comm", "composer", "cp", "cpan", "cpio",
    "crontab", "cscript", "csh", "curl", "cut", "dash", "date", "dd", "del", "dhclient", "diff", "dig", "dir", "dmesg", "doas", "docker", "dos2unix",
    "dosbox", "dpkg", "du", "echo", "ed", "egrep", "emacs", "env", "erase", "eval", "ex", "exec", "exit", "expand", "expect", "export", "expr",
    "false", "fetch", "fgrep", "file", "find", "findstr", "finger", "fish", "flock", "fold", "ftp", "gawk", "gcc", "gdb", "gem", "getent", "getfacl",
    "gimp", "git", "grep", "groups", "gunzip", "gzip", "hash", "hd", "head", "hexdump", "history", "host", "hostid", "hostname", "hping3", "htop",
    "httpd", "iconv", "id", "ifconfig", "install", "ionice", "ip", "ipconfig", "irb", "java", "jobs", "join", "journalctl", "jq", "jrunscript",
    "kill", "killall", "ksh", "last", "lastcomm", "lastlog", "ld", "less", "lftp", "ln", "locate", "logname", "look", "lp", "ls", "lsattr",
    "lsb_release", "lscpu", "lshw", "lsmod", "lsof", "lspci", "lsusb", "lua", "lwp-download", "lwp-request", "lynx", "mail", "mailx", "make", "man",
    "mawk", "md", "md5sum", "mkdir", "mkfifo", "mknod", "mktemp", "mlocate", "more", "mount", "mshta", "mv", "mysql", "mysqladmin", "mysqldump",
    "nano", "nasm", "nawk", "nc", "ncat", "net", "netcat", "netsh", "netstat", "nice", "nid", "nl", "nmap", "node", "nohup", "npm", "nroff",
    "nslookup", "od", "openssl", "passwd", "paste", "patch", "perf", "perl", "pg", "php", "pico", "pidof", "pigz", "ping", "ping6", "pip", "pkexec",
    "pkg", "pkill", "popd", "powershell", "pr", "printenv", "printf", "ps", "psed", "psftp", "psql", "ptx", "pushd", "pwd", "pwsh", "python", "rar",
    "rcp", "rd", "read", "readelf", "readlink", "realpath", "reboot", "reg", "regedit", "regsvr32", "ren", "rename", "rev", "rlogin", "rm", "rmdir",
    "rmt", "robocopy", "route", "rpm", "rsh", "rsync", "ruby", "run-parts", "rundll32", "rvim", "scp", "screen", "script", "sed", "seq", "service",
    "set", "setarch", "setfacl", "setsid", "sftp", "sh", "shuf", "shutdown", "sleep", "socat", "sort", "source", "split", "ss", "ssh",
    "start-process", "start-sleep", "stat", "stdbuf", "strace", "strings", "stty", "su", "sudo", "svn", "sysctl", "sysinfo", "system", "systemctl",
    "systeminfo", "tac", "tail", "tar", "tasklist", "tee", "telnet", "test", "tftp", "time", "timedatectl", "timeout", "tmux", "top", "touch", "tr",
    "tracepath", "traceroute", "tracert", "true", "truncate", "tshark", "tsort", "type", "ulimit", "umask", "unalias", "uname", "uncompress", "uniq",
    "unlzma", "unrar", "unset", "unxz", "unzip", "uptime", "useradd", "userdel", "usermod", "users", "uudecode", "uuencode", "vdir", "vi", "view",
    "vim", "vmstat", "volname", "w", "wait", "watch", "wc", "wget", "whatis", "whereis", "which", "whiptail", "who", "whoami", "whois", "wmic",
    "wscript", "xargs", "xcopy", "xmodmap", "xterm", "xxd", "xz", "yarn", "yum", "zcat", "zip", "zsh",
];

/// Those of them that prose or code uses as words, in order.
#[rustfmt::skip]
const ENGLISH: &[&str] = &[
    "alias", "apt", "ar", "arch", "ash", "at", "attrib", "break", "cal", "cancel", "cat", "choice", "column", "comm", "composer", "cut", "dash",
    "date", "dir", "docker", "ed", "env", "erase", "eval", "ex", "exec", "exit", "expand", "expect", "export", "false", "fetch", "file", "find",
    "finger", "fish", "flock", "fold", "gem", "getent", "git", "groups", "hash", "head", "history", "host", "hostname", "install", "ip", "java",
    "jobs", "join", "kill", "last", "less", "locate", "look", "lp", "lua", "lynx", "mail", "make", "man", "md", "more", "mount", "nc", "net", "nice",
    "node", "od", "passwd", "paste", "patch", "perf", "perl", "pg", "php", "pico", "pip", "pkg", "pr", "ps", "python", "rd", "read", "reg", "rename",
    "rev", "route", "ruby", "screen", "script", "seq", "service", "set", "shutdown", "sort", "source", "split", "ss", "start", "stat", "strings",
    "su", "system", "tail", "tar", "tee", "test", "time", "timeout", "top", "touch", "tr", "true", "type", "unset", "users", "vi", "view", "w",
    "wait", "watch", "which", "who", "yarn", "zip",
];

/// Commands that run the one after them, in order.
const WRAPPERS: &[&str] = &[
    "builtin", "busybox", "chroot", "command", "doas", "env", "eval", "exec", "ionice", "nice", "nohup",
    "setsid", "stdbuf", "strace", "sudo", "time", "timeout", "unshare", "watch", "xargs",
];

/// Words that follow a command of several verbs.
const SUBCOMMANDS: &[&str] = &[
    "all",
    "cmd",
    "enable",
    "group",
    "install",
    "list",
    "localgroup",
    "plugin",
    "query",
    "run",
    "share",
    "start",
    "stop",
    "update",
    "use",
    "user",
    "view",
];

/// Verbs that commands of the newer Windows shell begin with, in order; their names are `verb-noun`.
const VERBS: &[&str] = &[
    "add",
    "clear",
    "compress",
    "connect",
    "convert",
    "convertfrom",
    "convertto",
    "copy",
    "disable",
    "enable",
    "enter",
    "expand",
    "export",
    "find",
    "format",
    "get",
    "import",
    "install",
    "invoke",
    "iex",
    "join",
    "measure",
    "move",
    "new",
    "out",
    "push",
    "read",
    "receive",
    "register",
    "remove",
    "rename",
    "resolve",
    "restart",
    "resume",
    "save",
    "select",
    "send",
    "set",
    "show",
    "sort",
    "split",
    "start",
    "stop",
    "suspend",
    "test",
    "trace",
    "unblock",
    "uninstall",
    "update",
    "wait",
    "where",
    "write",
];

/// Whether a word is a verb and a noun: `get-process`.
pub(super) fn is_cmdlet(name: &[u8]) -> bool {
    let Some(dash) = memchr::memchr(b'-', name) else { return false };
    let noun = &name[dash + 1..];
    listed(VERBS, &name[..dash]) && noun.len() > 3 && noun.iter().all(u8::is_ascii_alphabetic)
}

/// Whether a word runs the command after it.
pub(super) fn is_wrapper(name: &[u8]) -> bool {
    listed(WRAPPERS, name)
}

/// Whether a word is a command.
pub(super) fn is_command(name: &[u8]) -> bool {
    listed(COMMANDS, name)
}

/// Whether prose uses the word as well.
pub(super) fn is_english(name: &[u8]) -> bool {
    listed(ENGLISH, name)
}

/// Whether the next word is a verb of a command.
pub(super) fn has_subcommand(rest: &[u8]) -> bool {
    listed(SUBCOMMANDS, word(rest, skip_space(rest, 0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(SUBCOMMANDS.is_sorted());
        for table in [COMMANDS, ENGLISH] {
            for pair in table.windows(2) {
                assert!(pair[0] < pair[1], "{pair:?}");
            }
        }
    }
}
