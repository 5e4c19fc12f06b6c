//! Any text as an access or refresh token, and real ones with bytes changed: nothing but what was written is ever taken.
#![no_main]

use std::sync::LazyLock;

use accounts::tokens::{
    access::{AccessKeys, Bearer},
    refresh::{RefreshKeys, RefreshToken},
};
use data::seal::MasterKey;
use jiff::{SignedDuration, Timestamp};
use libfuzzer_sys::fuzz_target;
use uuid::Uuid;

struct Written {
    access: AccessKeys,
    refresh: RefreshKeys,
    bearer: Bearer,
    token: RefreshToken,
    texts: [String; 2],
}

static WRITTEN: LazyLock<Written> = LazyLock::new(|| {
    let masters = [MasterKey::from_bytes([7; 32])];
    let access = AccessKeys::new(&masters, SignedDuration::from_mins(10));
    let refresh = RefreshKeys::new(&masters);
    let bearer = Bearer {
        tenant: Uuid::from_u128(1).into(),
        user: Uuid::from_u128(2).into(),
        session: Uuid::from_u128(3).into(),
    };
    let token = RefreshToken { session: bearer.session, generation: 4 };
    let texts = [access.issue(bearer, now()).expect("a token"), refresh.write(bearer.tenant, token)];
    Written { access, refresh, bearer, token, texts }
});

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).expect("a time")
}

fuzz_target!(|data: &[u8]| {
    let written = &*WRITTEN;
    look(written, &String::from_utf8_lossy(data));
    for text in &written.texts {
        look(written, &change(text, data));
    }
});

/// Each pair of bytes changes one byte of the token.
fn change(text: &str, data: &[u8]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for pair in data.chunks_exact(2) {
        let at = usize::from(pair[0]) % bytes.len();
        bytes[at] = pair[1] & 0x7f;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn look(written: &Written, text: &str) {
    if let Ok(bearer) = written.access.check(text, now()) {
        assert_eq!((bearer, text), (written.bearer, written.texts[0].as_str()));
    }
    if let Some(token) = written.refresh.read(written.bearer.tenant, text) {
        assert_eq!(token, written.token);
    }
}
