//! The whole way to a small SMTP server of our own, which answers as it is told.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use super::*;

/// What the server does at one point instead of going along.
#[derive(Clone, Copy, Debug)]
enum Mood {
    /// Answers this to whatever begins so.
    Says(&'static str, &'static str),
    /// Stays silent from what begins so on.
    Hangs(&'static str),
    /// Takes the text, then goes without a word.
    Dies,
}

/// A server that goes along, but for its moods: one a connection, the last one for ever.
struct Server {
    port: u16,
    /// Every line that was said to it.
    heard: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Server {
    async fn start(moods: Vec<Option<Mood>>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&heard);
        let task = tokio::spawn(async move {
            for turn in 0.. {
                let (connection, _) = listener.accept().await.unwrap();
                let mood = moods[turn.min(moods.len() - 1)];
                // A client that goes in the middle is no failure of the server.
                tokio::spawn(converse(connection, mood, Arc::clone(&ears)));
            }
        });
        Self { port, heard, task }
    }

    fn heard(&self, start: &str) -> Vec<String> {
        self.heard.lock().unwrap().iter().filter(|line| line.starts_with(start)).cloned().collect()
    }

    fn mailer(&self, change: impl FnOnce(&mut Config)) -> Mailer {
        let url = format!("smtp://ada%40example.org:s%C3%A9same@127.0.0.1:{}", self.port);
        let mut config = Config { url: url.into(), require_tls: false, ..Config::default() };
        change(&mut config);
        Mailer::new(&config, PathBuf::new()).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn converse(
    mut connection: TcpStream,
    mood: Option<Mood>,
    heard: Arc<Mutex<Vec<String>>>,
) -> std::io::Result<()> {
    let (read, mut write) = connection.split();
    let mut lines = BufReader::new(read).lines();
    if let Some(Mood::Hangs("")) = mood {
        let _ = lines.next_line().await;
        return Ok(());
    }
    write.write_all(b"220 test\r\n").await?;
    let mut in_text = false;
    while let Some(line) = lines.next_line().await? {
        heard.lock().unwrap().push(line.clone());
        let answer = match mood {
            _ if in_text && line != "." => continue,
            Some(Mood::Dies) if in_text => return Ok(()),
            Some(Mood::Says(start, answer)) if line.starts_with(start) => answer,
            Some(Mood::Hangs(start)) if line.starts_with(start) => continue,
            _ if line.starts_with("EHLO") => "250-test\r\n250 AUTH PLAIN",
            _ if line.starts_with("AUTH") => "235 welcome",
            _ if line.starts_with("DATA") => "354 go on",
            _ => "250 fine",
        };
        in_text = line.starts_with("DATA") && answer.starts_with("354");
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

fn mail() -> Mail {
    Mail::new("n1.u1", "ada@example.org", "An alert", "one\n.two\n", Timestamp::UNIX_EPOCH).unwrap()
}

#[tokio::test]
async fn a_server_is_given_envelope_and_text() {
    let server = Server::start(vec![None]).await;
    server.mailer(|_| {}).send(&mail()).await.unwrap();
    assert_eq!(server.heard("EHLO"), ["EHLO localhost"]);
    // base64 of NUL, user, NUL, password.
    assert_eq!(server.heard("AUTH"), ["AUTH PLAIN AGFkYUBleGFtcGxlLm9yZwBzw6lzYW1l"]);
    assert_eq!(server.heard("MAIL"), ["MAIL FROM:<mainstay@localhost>"]);
    assert_eq!(server.heard("RCPT"), ["RCPT TO:<ada@example.org>"]);
    assert_eq!(server.heard("Message-ID"), ["Message-ID: <n1.u1@localhost>"]);
    assert_eq!(server.heard("..two"), ["..two"], "a dot at the start of a line is doubled");
}

#[tokio::test]
async fn a_refusal_is_told_by_its_status_and_whether_it_is_for_good() {
    for (start, answer, status, for_good) in [
        ("MAIL", "451 later", 451, false),
        ("RCPT", "450 mailbox busy", 450, false),
        ("RCPT", "550 nobody called ada@example.org", 550, true),
        ("DATA", "554 no", 554, true),
        (".", "552 too large", 552, true),
        ("AUTH", "535 who are you", 535, false),
        ("EHLO", "421 closing", 421, false),
    ] {
        let server = Server::start(vec![Some(Mood::Says(start, answer))]).await;
        let error = server.mailer(|_| {}).send(&mail()).await.unwrap_err();
        assert!(matches!(error, Error::Refused(told) if told == status), "{start} {answer}: {error}");
        assert_eq!(error.for_good(), for_good, "{answer}");
        assert!(!format!("{error:?} {error}").contains("ada"), "the server's words may quote the recipient");
    }
}

#[tokio::test]
async fn a_server_that_hangs_is_left_at_the_deadline() {
    for start in ["", "EHLO", "RCPT", "."] {
        let server = Server::start(vec![Some(Mood::Hangs(start))]).await;
        let hurried = server.mailer(|config| config.deadline_ms = 200.try_into().unwrap());
        let error = hurried.send(&mail()).await.unwrap_err();
        assert!(matches!(error, Error::Deadline) && !error.for_good(), "{start}: {error}");
    }
}

#[tokio::test]
async fn a_server_that_dies_with_the_text_gets_the_same_message_again() {
    let server = Server::start(vec![Some(Mood::Dies), None]).await;
    let mailer = server.mailer(|_| {});
    let error = mailer.send(&mail()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)) && !error.for_good(), "{error}");
    mailer.send(&mail()).await.unwrap();
    assert_eq!(server.heard("Message-ID"), ["Message-ID: <n1.u1@localhost>"; 2]);
}

#[tokio::test]
async fn without_tls_nothing_is_told_where_it_is_required() {
    let server = Server::start(vec![None]).await;
    let error = server.mailer(|config| config.require_tls = true).send(&mail()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)) && !error.for_good(), "{error}");
    let told = [server.heard("AUTH"), server.heard("MAIL"), server.heard("RCPT")].concat();
    assert!(told.is_empty(), "{told:?}");
    let nobody = TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap().port();
    let away = Config { url: format!("smtp://127.0.0.1:{nobody}").into(), ..Config::default() };
    let error = Mailer::new(&away, PathBuf::new()).unwrap().send(&mail()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable("network")), "{error}");
}

#[test]
fn a_configuration_that_cannot_work_is_refused_and_shows_no_password() {
    let make = |url: &str, from: &str| {
        let config = Config { url: url.into(), from: from.into(), ..Config::default() };
        assert!(!format!("{config:?}").contains("sesame"));
        let made = Mailer::new(&config, PathBuf::new());
        assert!(!format!("{made:?}").contains("sesame"), "{made:?}");
        made
    };
    let from = "mainstay@example.org";
    for url in ["smtp://h", "smtps://u:sesame@h:465", "smtp://u:sesame@[::1]:25"] {
        assert!(make(url, from).unwrap().folder().is_none(), "{url}");
    }
    assert!(make("", from).unwrap().folder().is_some());
    for url in ["h", "http://u:sesame@h", "smtp:", "smtp://u:%ff@h"] {
        assert!(matches!(make(url, from), Err(Error::Config(_))), "{url}");
    }
    for from in ["", "mainstay", "a@b.co\r\nBcc: eve@evil.example"] {
        assert!(matches!(make("", from), Err(Error::Config(_))), "{from}");
    }
    for wrong in ["smtp = 'x'", "deadline_ms = 0", "require_tls = 'no'"] {
        assert!(toml::from_str::<Config>(wrong).is_err(), "{wrong}");
    }
}
