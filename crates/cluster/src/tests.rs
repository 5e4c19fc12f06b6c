//! A private cluster on the real PostgreSQL of this machine. As root the programs run as another account, as anybody
//! else they run as the caller: both ways must pass.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use crate::{Address, Cluster, Error, Event, Options, Scratch, scratch::sweep, wait};

/// Set for the child process that plays an owner which is killed.
const OWNER: &str = "MAINSTAY_TRIAL_OWNER";

/// A folder that is removed with everything in it; whatever still runs there has been stopped by its owner.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        // Named like a scratch cluster, so that what a killed trial leaves is swept like one.
        let folder = env::temp_dir().join(format!("mainstay-scratch-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(fs::canonicalize(folder).unwrap())
    }

    fn options(&self) -> Options {
        Options { fsync: false, ..Options::at(&self.0) }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs SQL and returns what it answers, without head and frame, and what it complains about.
fn sql(cluster: &Cluster, text: &str) -> (String, String) {
    let Address { socket_folder, port, user } = cluster.address();
    let psql = cluster.binaries().folder().join("psql");
    let mut command = Command::new(psql);
    command.args(["-X", "-A", "-t", "-q", "-d", "postgres", "-c", text, "-U", user, "-p", &port.to_string()]);
    let done = command.arg("-h").arg(socket_folder).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim().to_owned();
    (text(done.stdout), text(done.stderr))
}

fn answer(cluster: &Cluster, text: &str) -> String {
    let (answer, complaint) = sql(cluster, text);
    assert_eq!(complaint, "", "{text}");
    answer
}

fn signal(pid: i32, what: Signal) {
    kill(Pid::from_raw(pid), what).unwrap();
}

/// How many server processes work on a folder, by their command lines.
fn servers_on(folder: &Path) -> usize {
    let data = folder.join("data");
    let of = |path: PathBuf| fs::read(path.join("cmdline")).unwrap_or_default();
    let processes = fs::read_dir("/proc").unwrap().flatten().map(|entry| of(entry.path()));
    let serving = processes.filter(|command| {
        let mut words = command.split(|byte| *byte == 0);
        words.next().is_some_and(|program| program.ends_with(b"postgres"))
            && words.any(|word| word == data.as_os_str().as_encoded_bytes())
    });
    serving.count()
}

#[test]
fn the_life_of_a_cluster() {
    let folder = Folder::new("life");
    let cluster = Cluster::start(&folder.options()).unwrap();
    assert!(cluster.is_alive() && !cluster.was_adopted());

    // Made as promised.
    let made = "select current_setting('server_encoding') || ' ' || current_setting('data_checksums') || ' '
        || (select datcollate from pg_database where datname = 'template1')";
    assert!(["UTF8 on C.UTF-8", "UTF8 on C"].contains(&answer(&cluster, made).as_str()));
    let closed = "select current_setting('listen_addresses') || '|' || current_setting('timezone') || '|'
        || current_setting('password_encryption') || '|' || current_setting('fsync') || '|' || current_user";
    assert_eq!(answer(&cluster, closed), "|UTC|scram-sha-256|off|mainstay");
    let rules = "select string_agg(type || ' ' || auth_method, ', ' order by type, auth_method)
        from (select distinct type, auth_method from pg_hba_file_rules) as rules";
    assert_eq!(answer(&cluster, rules), "host reject, local trust");
    for inside in ["data", "log", "run"] {
        let meta = fs::metadata(folder.0.join(inside)).unwrap();
        assert_eq!(meta.mode() & 0o777, 0o700, "{inside}");
        assert_ne!(meta.uid(), 0, "{inside}");
    }

    // One owner.
    let refused = Cluster::start(&folder.options()).unwrap_err();
    assert!(
        matches!(&refused, Error::Owned { owner, .. } if *owner == std::process::id().to_string()),
        "{refused}"
    );
    assert_eq!(servers_on(&folder.0), 1);

    // Data stays; stopping twice is stopping once.
    answer(&cluster, "create table kept (value text); insert into kept values ('still here')");
    cluster.stop().unwrap();
    cluster.stop().unwrap();
    assert!(!cluster.is_alive() && !cluster.restart_if_dead().unwrap());
    drop(cluster);
    assert_eq!(servers_on(&folder.0), 0);
    let again = Cluster::start(&folder.options()).unwrap();
    assert_eq!(answer(&again, "select value from kept"), "still here");
    drop(again);
    assert_eq!(servers_on(&folder.0), 0, "dropping stops it");
}

#[test]
fn a_killed_server_is_started_again() {
    let folder = Folder::new("killed");
    let cluster = Cluster::start(&folder.options()).unwrap();
    answer(&cluster, "create table kept (value text); insert into kept values ('written before')");
    assert!(!cluster.restart_if_dead().unwrap());

    // By hand, while a process of the dead server still holds its memory.
    let query = "select pg_sleep(600)";
    let seen = format!("select pid from pg_stat_activity where query = '{query}'");
    let client = thread::scope(|scope| {
        let client = scope.spawn(|| sql(&cluster, query));
        assert!(wait::until(10, || !answer(&cluster, &seen).is_empty()));
        let busy = answer(&cluster, &seen).parse().unwrap();
        signal(busy, Signal::SIGSTOP);
        signal(cluster.pid().unwrap(), Signal::SIGKILL);
        assert!(wait::until(10, || !cluster.is_alive()));
        let restart = scope.spawn(|| cluster.restart_if_dead().unwrap());
        let start_log = cluster.log_folder().join("start.log");
        let held = || fs::read_to_string(&start_log).is_ok_and(|text| text.contains("shared memory block"));
        assert!(wait::until(10, held));
        signal(busy, Signal::SIGCONT);
        assert!(restart.join().unwrap());
        client.join().unwrap()
    });
    assert!(client.1.contains("connection to server was lost"), "{}", client.1);
    assert_eq!(answer(&cluster, "select value from kept"), "written before");

    // By the supervisor.
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| cluster.watch(|event| tell.send(event).unwrap()));
        let before = cluster.pid().unwrap();
        signal(before, Signal::SIGKILL);
        let event = told.recv_timeout(Duration::from_secs(30)).unwrap();
        assert!(matches!(event, Event::Restarted), "{event:?}");
        assert_ne!(cluster.pid().unwrap(), before);
        assert_eq!(answer(&cluster, "select value from kept"), "written before");
        cluster.stop().unwrap();
    });
    assert_eq!(servers_on(&folder.0), 0);
}

/// Plays the owner in a process of its own, until it is killed.
#[test]
#[ignore = "started by `an_orphan_is_adopted_or_replaced`"]
fn an_owner_that_is_killed() {
    let folder = env::var_os(OWNER).expect("started by another test");
    let cluster = Cluster::start(&Options { fsync: false, ..Options::at(folder) }).unwrap();
    println!("owner of {}", cluster.pid().unwrap());
    loop {
        thread::park();
    }
}

/// Starts an owner, waits for its server and kills the owner. Returns the server's process id.
fn orphan(folder: &Path) -> i32 {
    let mut owner: Child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "tests::an_owner_that_is_killed", "--ignored", "--nocapture"])
        .env(OWNER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(owner.stdout.take().unwrap()).lines();
    let pid = lines.find_map(|line| line.unwrap().split_once("owner of ")?.1.trim().parse().ok()).unwrap();
    owner.kill().unwrap();
    owner.wait().unwrap();
    pid
}

#[test]
fn an_orphan_is_adopted_or_replaced() {
    let folder = Folder::new("orphan");
    let server = orphan(&folder.0);
    assert_eq!(servers_on(&folder.0), 1, "it outlives its owner");

    let adopter = Cluster::start(&folder.options()).unwrap();
    assert!(adopter.was_adopted());
    assert_eq!(adopter.pid(), Some(server));
    assert_eq!(answer(&adopter, "select 1"), "1");

    // Left running on purpose, and found by one who wants other settings.
    let address = adopter.detach();
    assert_eq!(servers_on(&folder.0), 1);
    let settings = vec![("max_connections".to_owned(), "17".to_owned())];
    let other = Cluster::start(&Options { settings, ..folder.options() }).unwrap();
    assert!(!other.was_adopted());
    assert_ne!(other.pid(), Some(server));
    assert_eq!(other.address(), address);
    assert_eq!(answer(&other, "show max_connections"), "17");
    assert_eq!(servers_on(&folder.0), 1);
}

#[test]
fn what_was_half_made_is_made_anew_wherever_it_is() {
    let folder = Folder::new("half");
    // Long enough that the socket cannot be inside.
    let deep = folder.0.join("a-folder-with-a-long-name-".repeat(5));
    let left = deep.join("data.new.4711");
    let half = left.join("base");
    fs::create_dir_all(&half).unwrap();
    fs::write(half.join("1"), "interrupted").unwrap();
    fs::write(deep.join("lock"), "4711\n").unwrap();
    let cluster = Cluster::start(&Options { fsync: false, ..Options::at(&deep) }).unwrap();
    assert!(!left.exists());
    let Address { socket_folder, .. } = cluster.address();
    assert!(!socket_folder.starts_with(&deep));
    let meta = fs::metadata(&socket_folder).unwrap();
    assert_eq!((meta.mode() & 0o777, meta.uid()), (0o700, fs::metadata(deep.join("data")).unwrap().uid()));
    assert_eq!(answer(&cluster, "select 1"), "1");
    cluster.stop().unwrap();
    fs::remove_dir_all(socket_folder).unwrap();
}

#[test]
fn a_maker_that_outlives_its_owner_is_in_nobodys_way() {
    let folder = Folder::new("maker");
    let left = folder.0.join("data.new.4711");
    fs::create_dir_all(&left).unwrap();
    fs::write(folder.0.join("lock"), "4711\n").unwrap();
    let started = AtomicBool::new(false);
    thread::scope(|scope| {
        // Writes on and on, as the `initdb` of a killed owner does.
        scope.spawn(|| {
            while !started.load(Ordering::SeqCst) {
                let _ =
                    fs::create_dir_all(&left).and_then(|()| fs::write(left.join("more"), "still at work"));
            }
        });
        let cluster = Cluster::start(&folder.options());
        started.store(true, Ordering::SeqCst);
        assert_eq!(answer(&cluster.unwrap(), "select 1"), "1");
    });
    assert!(Cluster::start(&folder.options()).is_ok());
    assert!(!left.exists(), "swept once it is quiet");
}

#[test]
fn the_log_carries_no_values() {
    let scratch = Scratch::start(&[("application_name", "it's a trial")]).unwrap();
    assert_eq!(answer(&scratch, "show application_name"), "psql");
    let secret = "correct-horse-battery";
    let (_, complaint) = sql(&scratch, &format!("select '{secret}'::integer"));
    assert!(complaint.contains(secret), "the client is told: {complaint}");
    let statement =
        format!("create table t (v text primary key); insert into t values ('{secret}'), ('{secret}')");
    assert!(sql(&scratch, &statement).1.contains(secret));
    let block = format!("do $$ begin raise exception 'with {secret}'; end $$");
    assert!(sql(&scratch, &block).1.contains(secret));
    scratch.stop().unwrap();
    let folder = scratch.log_folder();
    let logs: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let text: String = logs.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    assert!(text.contains("database system is ready"), "{logs:?}: {text}");
    assert!(!text.contains(secret), "{text}");
    drop(scratch);
    assert!(!folder.exists());
}

#[test]
fn what_a_killed_owner_left_is_swept() {
    let mut dead = Command::new("true").spawn().unwrap();
    dead.wait().unwrap();
    let parent = Folder::new("sweep");
    let left = |owner: u32| parent.0.join(format!("mainstay-scratch-{owner}-7"));
    let (of_dead, of_live) = (left(dead.id()), left(std::process::id()));
    orphan(&of_dead);
    fs::create_dir(&of_live).unwrap();
    assert_eq!(servers_on(&of_dead), 1);
    sweep(&parent.0);
    assert_eq!(servers_on(&of_dead), 0);
    assert!(!of_dead.exists() && of_live.exists());
}

#[test]
fn a_folder_that_cannot_be_entered_is_named() {
    if !nix::unistd::Uid::effective().is_root() {
        // Nobody but root hands over to another account.
        return;
    }
    let folder = Folder::new("closed");
    let closed = folder.0.join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let refused = Cluster::start(&Options::at(closed.join("inside"))).unwrap_err();
    assert!(matches!(&refused, Error::NotTraversable { folder, .. } if *folder == closed), "{refused}");
    assert!(refused.to_string().contains("chmod o+x"));
}
