//! Mail by SMTP: one connection a mail, TLS unless the operator does without, one deadline over all of it.

use std::time::Duration;

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    address::Envelope,
    transport::smtp::{
        self,
        authentication::Credentials,
        client::{Tls, TlsParameters},
        extension::ClientId,
    },
};
use secrecy::ExposeSecret;
use tokio::time::timeout;
use url::Url;

use super::{Config, Error};

#[derive(Clone, Debug)]
pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    deadline: Duration,
}

impl Smtp {
    /// The server that the configuration names, if it names one; we call ourselves `name` there.
    pub(super) fn new(config: &Config, name: &str) -> Result<Option<Self>, Error> {
        let url = config.url.expose_secret();
        if url.is_empty() {
            return Ok(None);
        }
        let url = Url::parse(url).map_err(|_| Error::Config("url: not a URL"))?;
        let host = url.host_str().ok_or(Error::Config("url: names no host"))?;
        let parameters =
            || TlsParameters::new(host.to_owned()).map_err(|_| Error::Config("url: not a host for TLS"));
        let (tls, port) = match (url.scheme(), config.require_tls) {
            ("smtps", _) => (Tls::Wrapper(parameters()?), 465),
            ("smtp", true) => (Tls::Required(parameters()?), 587),
            ("smtp", false) => (Tls::Opportunistic(parameters()?), 587),
            _ => return Err(Error::Config("url: begins with smtp:// or smtps://")),
        };
        let deadline = Duration::from_millis(config.deadline_ms.get().into());
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(url.port().unwrap_or(port))
            .tls(tls)
            .hello_name(ClientId::Domain(name.to_owned()))
            .timeout(Some(deadline));
        if !url.username().is_empty() {
            let decode = |text: &str| {
                let text = percent_encoding::percent_decode_str(text).decode_utf8();
                text.map(String::from).map_err(|_| Error::Config("url: user or password is not UTF-8"))
            };
            let password = decode(url.password().unwrap_or_default())?;
            builder = builder.credentials(Credentials::new(decode(url.username())?, password));
        }
        Ok(Some(Self { transport: builder.build(), deadline }))
    }

    pub(super) async fn send(&self, from: &Address, to: &Address, mail: &[u8]) -> Result<(), Error> {
        let unfit = |_| Error::Unfit("envelope is empty");
        let envelope = Envelope::new(Some(from.clone()), vec![to.clone()]).map_err(unfit)?;
        let sending = self.transport.send_raw(&envelope, mail);
        timeout(self.deadline, sending).await.map_err(|_| Error::Deadline)?.map_err(|error| told(&error))?;
        tracing::info!("mail taken by the mail server");
        Ok(())
    }
}

/// What went wrong, without the server's words.
fn told(error: &smtp::Error) -> Error {
    match error.status() {
        Some(status) => Error::Refused(status.into()),
        None if error.is_timeout() => Error::Deadline,
        None if error.is_tls() => Error::Unreachable("TLS"),
        None if error.is_response() => Error::Unreachable("its answer is not SMTP"),
        None if error.is_client() => {
            Error::Unreachable("it lacks TLS, or a way to sign in or to write an address")
        }
        None => Error::Unreachable("network"),
    }
}
