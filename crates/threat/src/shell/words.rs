//! The commands of Unix and Windows. Refuses to know how they are written.

use crate::bytes::{listed, skip_space, word};

/// Commands, in order.
#[rustfmt::skip]
const COMMANDS: &[&str] = &[
    "7z", "7za", "adb", "adduser", "alias", "ansible", "ansible-doc", "ansible-playbook", "apk", "apropos", "apt", "apt-get", "aptitude", "ar",
    "arch", "aria2c", "arj", "arp", "arping", "ash", "at", "attrib", "auditctl", "awk", "aws", "az", "base32", "base64", "basename",
    "bash", "bcdboot", "bcdedit", "bitsadmin", "blkid", "blockdev", "bootcfg", "brctl", "break", "bridge", "bsdtar", "btrfs", "bunzip2",
    "busybox", "bzcat", "bzip2", "c99", "cacls", "cal", "cancel", "capinfos", "capsh", "cat", "cc", "cd", "certreq", "certutil", "cfdisk",
    "chage", "chattr", "chcon", "chdir", "chef-run", "chef-shell", "chef-solo", "chfn", "chgrp", "chkconfig", "chmod", "choice", "chown",
    "chpasswd", "chroot", "chrt", "chsh", "cipher", "cksum", "clang", "cleanmgr", "clear", "cmake", "cmd", "cmdkey", "cmp", "codesign",
    "column", "comm", "compgen", "composer", "conntrack", "consul", "cp", "cpan", "cpio", "crictl", "crontab", "cryptsetup", "csc", "cscript",
    "csh", "csplit", "csrutil", "csvde", "ctr", "curl", "curlftpfs", "cut", "dash", "date", "dbus-send", "dd", "debugfs", "declare", "defaults",
    "del", "deluser", "depmod", "df", "dhclient", "diff", "diff3", "dig", "dir", "dircolors", "dirname", "diskpart", "diskshadow", "diskutil",
    "dism", "dmesg", "dmidecode", "dnf", "dnscmd", "dnsdomainname", "dnsmasq", "doas", "docker", "docker-compose", "doctl", "dos2unix",
    "dosbox", "dpkg", "dpkg-query", "driverquery", "dropbear", "dscl", "dsget", "dsquery", "du", "dumpe2fs", "e2fsck", "echo", "ed",
    "efibootmgr", "egrep", "emacs", "env", "envsubst", "erase", "esxcli", "etcdctl", "ethtool", "eval", "eventquery", "ex", "exec", "exit",
    "expand", "expect", "export", "exportfs", "expr", "factor", "fallocate", "false", "fc-list", "fdisk", "fetch", "fgrep", "file", "find",
    "findstr", "finger", "firewall-cmd", "fish", "flatpak", "flock", "fmt", "fold", "forfiles", "free", "fsck", "fsutil", "ftp", "fuser", "g++",
    "gawk", "gcc", "gcloud", "gcore", "gdb", "gem", "genisoimage", "getcap", "getconf", "getent", "getfacl", "getfattr", "getmac", "getopt",
    "getprop", "ghc", "gimp", "git", "gnuplot", "go", "gpasswd", "gpg", "gpg2", "gpresult", "gpupdate", "grep", "groupadd", "groupdel",
    "groupmod", "groups", "growpart", "gsutil", "gunzip", "gzip", "halt", "hash", "hd", "hdiutil", "hdparm", "head", "helm", "hexdump",
    "hexedit", "history", "host", "hostid", "hostname", "hostnamectl", "hping3", "htop", "httpd", "hwclock", "hwinfo", "icacls", "iconv", "id",
    "ifconfig", "ifdown", "ifup", "init", "inotifywait", "insmod", "install", "ionice", "ioreg", "iostat", "iotop", "ip", "ip6tables", "ipcalc",
    "ipconfig", "ipcs", "iperf", "iperf3", "iptables-save", "irb", "isql", "iw", "iwconfig", "iwlist", "jar", "java", "javac", "jjs", "jobs",
    "join", "journalctl", "jq", "jrunscript", "kextstat", "keyctl", "keytool", "kill", "killall", "klist", "kmod", "ksh", "kubeadm", "kubectl",
    "last", "lastb", "lastcomm", "lastlog", "launchctl", "ld", "ldapmodify", "ldapsearch", "ldapwhoami", "ldconfig", "ldd", "ldifde", "less",
    "lftp", "ln", "locate", "logger", "loginctl", "logman", "logname", "logread", "look", "losetup", "lp", "ls", "lsattr", "lsb_release",
    "lsblk", "lscpu", "lshw", "lsmem", "lsmod", "lsns", "lsof", "lspci", "lsusb", "ltrace", "lua", "lvs", "lwp-download", "lwp-request", "lynx",
    "mail", "mailx", "make", "makecab", "man", "manage-bde", "mawk", "md", "md5sum", "mdfind", "mdls", "mkdir", "mkdosfs", "mke2fs", "mkfifo",
    "mkfs", "mknod", "mktemp", "mlocate", "modinfo", "modprobe", "mongo", "mongodump", "mongosh", "more", "mosquitto_pub", "mount", "mpstat",
    "msbuild", "mshta", "msiexec", "mtd", "mtr", "multipass", "mv", "mysql", "mysqladmin", "mysqldump", "nano", "nasm", "nawk", "nbtstat", "nc",
    "ncat", "ncdu", "ndd", "net", "netcat", "netcfg", "netdom", "netplan", "netsh", "netstat", "networksetup", "newgrp", "nft", "nice", "nid",
    "nl", "nload", "nltest", "nmap", "nmcli", "node", "nohup", "nologin", "nomad", "npm", "nproc", "nroff", "nsenter", "nslookup", "nstat",
    "ntpdate", "ntpq", "nvidia-smi", "nvram", "objdump", "od", "odbcconf", "openssl", "openvpn", "osascript", "osqueryi", "pacman", "parted",
    "passwd", "paste", "patch", "pathping", "pbcopy", "pbpaste", "pcalua", "perf", "perl", "perldoc", "pfctl", "pg", "pgrep", "php", "pico",
    "pidof", "pigz", "ping", "ping6", "pinky", "pip", "pivot_root", "pkexec", "pkg", "pkill", "plutil", "pm2", "pmap", "pnputil", "podman",
    "popd", "powercfg", "poweroff", "powershell", "pr", "presentationhost", "printenv", "printf", "printui", "ps", "psed", "psexec", "psftp",
    "psql", "pstree", "ptx", "pubprn", "pushd", "pvs", "pwd", "pwdx", "pwsh", "python", "python2", "python3", "query", "quser", "qwinsta",
    "rabbitmqctl", "rar", "rasdial", "rclone", "rcp", "rd", "read", "readelf", "readlink", "realpath", "reboot", "redis-cli", "reg", "regedit",
    "regini", "register-cimprovider", "regsvcs", "regsvr32", "ren", "rename", "renice", "repquota", "resolvectl", "restic", "restorecon", "rev",
    "rfkill", "rlogin", "rm", "rmdir", "rmmod", "rmt", "robocopy", "route", "rpcclient", "rpcinfo", "rpm", "rsh", "rsync", "ruby", "run-parts",
    "runas", "runc", "rundll32", "runlevel", "runscripthelper", "rvim", "sadf", "sar", "sc", "schtasks", "scp", "screen", "script",
    "scutil", "sdelete", "secedit", "security", "sed", "semanage", "seq", "service", "sestatus", "set", "setarch", "setcap", "setenforce",
    "setfacl", "setfattr", "setsid", "setspn", "setx", "sfdisk", "sftp", "sh", "showmount", "shred", "shuf", "shutdown", "skopeo", "slapcat",
    "sleep", "smartctl", "smbclient", "smbmap", "smbstatus", "snap", "snmpget", "snmpset", "snmpwalk", "socat", "softwareupdate", "sort",
    "source", "spctl", "split", "sqlcmd", "sqlite3", "sqlplus", "ss", "ssh", "ssh-add", "ssh-agent", "ssh-copy-id", "ssh-keygen", "ssh-keyscan",
    "sshpass", "sslscan", "start-process", "start-sleep", "stat", "stdbuf", "strace", "strings", "strongswan", "stty", "su", "subst", "sudo",
    "sum", "svn", "sw_vers", "swapoff", "swapon", "swconfig", "sync", "syncappvpublishingserver", "sysctl", "sysdiagnose", "sysinfo", "syslog",
    "system", "system_profiler", "systemctl", "systemd-analyze", "systemd-run", "systeminfo", "systemsetup", "tac", "tail", "takeown", "tar",
    "tasklist", "tcpdump", "tcsh", "tee", "telinit", "telnet", "telnetd", "terraform", "test", "tftp", "time", "timedatectl", "timeout", "tmsh",
    "tmutil", "tmux", "toolbox", "top", "touch", "toybox", "tput", "tr", "tracepath", "traceroute", "tracert", "tree", "true", "truncate",
    "tshark", "tsort", "tty", "tune2fs", "type", "typeperf", "ubus", "ubusd", "uci", "udevadm", "ulimit", "umask", "umount", "unalias", "uname",
    "uncompress", "uniq", "unlzma", "unrar", "unset", "unshare", "unxz", "unzip", "update-rc.d", "uptime", "useradd", "userdel", "usermod",
    "users", "utmpdump", "uudecode", "uuencode", "vault", "vboxmanage", "vdir", "ver", "verifier", "vgs", "vi", "view", "vim", "vim.tiny",
    "virsh", "visudo", "vmstat", "vmtoolsd", "vol", "volname", "vssadmin", "vtysh", "w", "w32tm", "wait", "watch", "wbadmin", "wc", "wecutil",
    "wevtutil", "wget", "wget2", "whatis", "where", "whereis", "which", "whiptail", "who", "whoami", "whois", "wmic", "wpa_cli", "wpscan",
    "wscript", "wsl", "wsreset", "wusa", "xargs", "xclip", "xcopy", "xdg-open", "xfs_info", "xmllint", "xmodmap", "xrandr", "xsltproc", "xterm",
    "xwd", "xxd", "xz", "yarn", "ypcat", "yum", "zcat", "zdb", "zdump", "zfs", "zgrep", "zip", "zipinfo", "zless", "zmore", "zpool", "zsh",
];

/// Those of them that prose or code uses as words, in order.
#[rustfmt::skip]
const ENGLISH: &[&str] = &[
    "alias", "apt", "ar", "arch", "ash", "at", "attrib", "break", "bridge", "cal", "cancel", "cat", "choice", "cipher", "clear", "column",
    "comm", "composer", "consul", "cut", "dash", "date", "declare", "defaults", "dir", "docker", "ed", "env", "erase", "eval", "ex", "exec",
    "exit", "expand", "expect", "export", "factor", "false", "fetch", "file", "find", "finger", "fish", "flock", "fold", "free", "gem",
    "getent", "git", "go", "groups", "halt", "hash", "head", "helm", "history", "host", "hostname", "init", "install", "ip", "jar", "java",
    "jobs", "join", "kill", "last", "less", "locate", "logger", "look", "lp", "lua", "lynx", "mail", "make", "man", "md", "mongo", "more",
    "mount", "multipass", "mysql", "nc", "net", "nice", "node", "nomad", "od", "passwd", "paste", "patch", "perf", "perl", "pg", "php", "pico",
    "pip", "pkg", "podman", "pr", "ps", "python", "query", "rd", "read", "reg", "rename", "rev", "route", "ruby", "runas", "screen",
    "script", "security", "seq", "service", "set", "shutdown", "snap", "sort", "source", "split", "ss", "start", "stat", "strings", "su",
    "subst", "sum", "sync", "system", "tail", "tar", "tee", "terraform", "test", "time", "timeout", "toolbox", "top", "touch", "tr", "tree",
    "true", "type", "unset", "users", "vault", "verifier", "vi", "view", "vol", "w", "wait", "watch", "where", "which", "who", "yarn", "zip",
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
    "iex",
    "import",
    "install",
    "invoke",
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
    name.first().is_some_and(|first| {
        let first = usize::from(first & 0x7f);
        listed(&COMMANDS[STARTS[first]..STARTS[first + 1]], name)
    })
}

/// Where the commands of each first letter begin.
const STARTS: [usize; 129] = {
    let mut starts = [COMMANDS.len(); 129];
    let mut at = COMMANDS.len();
    let mut letter = 128;
    while letter > 0 {
        letter -= 1;
        while at > 0 && COMMANDS[at - 1].as_bytes()[0] as usize >= letter {
            at -= 1;
        }
        starts[letter] = at;
    }
    starts
};

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
