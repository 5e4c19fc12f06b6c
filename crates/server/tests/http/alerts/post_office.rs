//! A mail server on loopback that refuses, dies or goes along.

use std::sync::{Arc, Mutex};

use server::config::Config;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// It plays one mood a connection, then goes along.
pub(super) struct PostOffice {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl PostOffice {
    /// Moods: `RCPT 550` answers that to that, `.` dies when it has the text.
    pub(super) async fn open(moods: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&heard);
        let task = tokio::spawn(async move {
            for turn in 0.. {
                let (connection, _) = listener.accept().await.unwrap();
                let mood = moods.get(turn).copied().unwrap_or_default();
                tokio::spawn(converse(connection, mood, Arc::clone(&ears)));
            }
        });
        Self { port, heard, task }
    }

    /// Lets an application send by it.
    pub(super) fn configure(&self, config: &mut Config) {
        config.connectors.mail.url = format!("smtp://127.0.0.1:{}", self.port).into();
        config.connectors.mail.require_tls = false;
    }

    /// The lines that begin so.
    pub(super) fn heard(&self, start: &str) -> Vec<String> {
        self.heard.lock().unwrap().iter().filter(|line| line.starts_with(start)).cloned().collect()
    }
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn converse(
    mut connection: TcpStream,
    mood: &str,
    heard: Arc<Mutex<Vec<String>>>,
) -> std::io::Result<()> {
    let (read, mut write) = connection.split();
    let mut lines = BufReader::new(read).lines();
    let (odd, status) = mood.split_once(' ').unwrap_or((mood, ""));
    write.write_all(b"220 post office\r\n").await?;
    let mut in_text = false;
    while let Some(line) = lines.next_line().await? {
        heard.lock().unwrap().push(line.clone());
        if in_text && line != "." {
            continue;
        }
        if in_text && odd == "." {
            return Ok(());
        }
        let is_odd = !status.is_empty() && line.starts_with(odd);
        let answer = if is_odd {
            status
        } else if line == "DATA" {
            "354"
        } else {
            "250"
        };
        in_text = line == "DATA" && !is_odd;
        write.write_all(format!("{answer} so\r\n").as_bytes()).await?;
    }
    Ok(())
}
