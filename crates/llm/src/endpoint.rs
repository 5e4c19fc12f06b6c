//! Where the provider is and how it is reached: an address that the operator wrote, TLS by rustls with ring, no proxy,
//! no redirect, no second attempt behind our back.

use std::{net::IpAddr, sync::Arc, time::Duration};

use reqwest::{
    Response, Url,
    header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue},
    redirect,
};
use secrecy::ExposeSecret;

use crate::{Config, Error};

/// One provider's address, with the connections to it.
#[derive(Debug)]
pub(crate) struct Endpoint {
    http: reqwest::Client,
    url: Url,
    headers: HeaderMap,
}

impl Endpoint {
    /// Checks the address and the key; connects to nothing.
    pub(crate) fn new(config: &Config) -> Result<Self, Error> {
        let url = address(config)?;
        let refused = |code| Error::Misconfigured { code };
        if config.model.is_empty() {
            return Err(refused("NO_MODEL"));
        }
        let mut headers = config.dialect.headers(&config.api_key).ok_or(refused("KEY_MALFORMED"))?;
        headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls().ok_or(refused("TLS"))?)
            .connect_timeout(Duration::from_millis(config.connect_ms.max(1).into()))
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .build()
            .map_err(|_| refused("HTTP_CLIENT"))?;
        Ok(Self { http, url, headers })
    }

    /// Asks; the answer's head is there when it returns. Errors of the transport carry the address, so they go no
    /// further than the caller's `match`.
    pub(crate) async fn ask(&self, body: Vec<u8>) -> reqwest::Result<Response> {
        self.http.post(self.url.clone()).headers(self.headers.clone()).body(body).send().await
    }

    /// Where it is, for the key of a cache.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }
}

/// The base address with the dialect's path behind it.
fn address(config: &Config) -> Result<Url, Error> {
    let refused = |code| Error::Misconfigured { code };
    let mut url: Url = config.base_url.trim().parse().map_err(|_| refused("ADDRESS_MALFORMED"))?;
    let plain = match url.scheme() {
        "https" => false,
        "http" => true,
        _ => return Err(refused("ADDRESS_MALFORMED")),
    };
    if plain && !config.allow_plain_http && !is_loopback(&url) {
        return Err(refused("PLAIN_HTTP_NOT_ALLOWED"));
    }
    let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    if !bare || url.fragment().is_some() {
        return Err(refused("ADDRESS_CARRIES_MORE_THAN_A_PATH"));
    }
    let path = format!("{}/{}", url.path().trim_end_matches('/'), config.dialect.path());
    url.set_path(&path);
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn tls() -> Option<rustls::ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots: rustls::RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let builder = rustls::ClientConfig::builder_with_provider(provider);
    let builder = builder.with_safe_default_protocol_versions().ok()?;
    Some(builder.with_root_certificates(roots).with_no_client_auth())
}

/// Whether an installation has a provider at all.
pub(crate) fn is_off(config: &Config) -> bool {
    config.base_url.trim().is_empty() && config.api_key.expose_secret().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dialect;

    fn config(base_url: &str) -> Config {
        Config { base_url: base_url.into(), model: "m".into(), ..Config::default() }
    }

    #[test]
    fn addresses_are_the_operators_and_safe() {
        for (base, expected) in [
            ("https://api.openai.com/v1", Ok("https://api.openai.com/v1/chat/completions")),
            ("https://gateway.example/a/v1/", Ok("https://gateway.example/a/v1/chat/completions")),
            ("http://127.0.0.1:11434/v1", Ok("http://127.0.0.1:11434/v1/chat/completions")),
            ("http://[::1]:1", Ok("http://[::1]:1/chat/completions")),
            ("http://localhost/v1", Ok("http://localhost/v1/chat/completions")),
            ("http://10.0.0.1/v1", Err("PLAIN_HTTP_NOT_ALLOWED")),
            ("http://localhost.evil.example/v1", Err("PLAIN_HTTP_NOT_ALLOWED")),
            ("https://key@api.example/v1", Err("ADDRESS_CARRIES_MORE_THAN_A_PATH")),
            ("https://api.example/v1?key=x", Err("ADDRESS_CARRIES_MORE_THAN_A_PATH")),
            ("ftp://api.example", Err("ADDRESS_MALFORMED")),
            ("api.example", Err("ADDRESS_MALFORMED")),
        ] {
            let found = address(&config(base)).map(|url| url.to_string());
            assert_eq!(found.as_deref().map_err(Error::code), expected, "{base}");
        }
        let open = Config {
            allow_plain_http: true,
            dialect: Dialect::Anthropic,
            ..config("http://gateway:4000/v1")
        };
        assert_eq!(address(&open).unwrap().as_str(), "http://gateway:4000/v1/messages");
    }

    #[test]
    fn a_key_is_sent_and_never_shown() {
        for (dialect, name) in [(Dialect::OpenAi, "authorization"), (Dialect::Anthropic, "x-api-key")] {
            let config = Config { dialect, api_key: "sk-hidden".into(), ..config("https://api.example/v1") };
            let endpoint = Endpoint::new(&config).unwrap();
            assert!(endpoint.headers[name].to_str().unwrap().contains("sk-hidden"));
            assert!(!format!("{endpoint:?} {config:?}").contains("hidden"));
            let broken = Config { api_key: "sk-\nhidden".into(), ..config };
            assert_eq!(Endpoint::new(&broken).unwrap_err(), Error::Misconfigured { code: "KEY_MALFORMED" });
        }
        assert_eq!(Endpoint::new(&Config::default()).unwrap_err().code(), "ADDRESS_MALFORMED");
    }

    #[test]
    fn a_key_without_an_address_is_a_mistake_and_not_off() {
        assert!(is_off(&Config::default()));
        assert!(!is_off(&Config { api_key: "sk".into(), ..Config::default() }));
    }
}
