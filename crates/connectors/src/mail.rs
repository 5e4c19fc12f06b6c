//! Mail: one plain text to one address, by SMTP when a server is configured, else as a file in a folder.
//!
//! 1. A [`Mail`] is checked when it is made: a line break in its address or subject, which would add headers of somebody
//!    else's choice, is refused.
//! 2. Its identifier becomes its `Message-ID` and its file's name. Sent again after an answer that was lost, it is the
//!    same message to whoever sorts mail, and the same file.
//! 3. TLS is required unless the configuration says otherwise; without it no password is told.
//!
//! It keeps nothing and tries once.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! use connectors::mail::{Config, Mail, Mailer};
//!
//! let folder = tempfile::tempdir()?;
//! let mailer = Mailer::new(&Config::default(), folder.path().join("mail"))?;
//! let at = "2026-01-15T12:00:00Z".parse()?;
//! mailer.send(&Mail::new("n1.u1", "ada@example.org", "Hello", "A line.\n", at)?).await?;
//! assert!(folder.path().join("mail/n1.u1.eml").exists());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```

mod config;
mod error;
mod folder;
mod message;
mod smtp;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use lettre::Address;

pub use config::Config;
pub use error::Error;
pub use message::Mail;

/// Sends mail; clones share it.
#[derive(Clone, Debug)]
pub struct Mailer {
    from: Address,
    way: Way,
}

#[derive(Clone, Debug)]
enum Way {
    Smtp(smtp::Smtp),
    Folder(PathBuf),
}

impl Mailer {
    /// By SMTP when `config` names a server, else into `folder`, which is made with the first mail.
    ///
    /// # Errors
    /// [`Error::Config`], which names the key.
    pub fn new(config: &Config, folder: PathBuf) -> Result<Self, Error> {
        let from = message::address(&config.from).ok_or(Error::Config("from: not an e-mail address"))?;
        let way = match smtp::Smtp::new(config, from.domain())? {
            Some(smtp) => Way::Smtp(smtp),
            None => Way::Folder(folder),
        };
        Ok(Self { from, way })
    }

    /// The folder, when mail goes into one: for the log at start.
    #[must_use]
    pub fn folder(&self) -> Option<&std::path::Path> {
        match &self.way {
            Way::Smtp(_) => None,
            Way::Folder(folder) => Some(folder),
        }
    }

    /// Sends a mail, once.
    ///
    /// # Errors
    /// [`Error::for_good`] tells whether trying again later makes sense.
    pub async fn send(&self, mail: &Mail) -> Result<(), Error> {
        data::presence::assert_no_unit("sending mail");
        let bytes = mail.bytes(&self.from);
        match &self.way {
            Way::Smtp(smtp) => smtp.send(&self.from, mail.to(), &bytes).await,
            Way::Folder(folder) => folder::keep(folder.clone(), format!("{}.eml", mail.id()), bytes).await,
        }
    }
}
