//! Tokens as an attacker would alter them. Forgeries are built from the definition of a JWT (RFC 7519) with
//! an HMAC of their own, not with the code under test.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use data::seal::keyed_hash;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;

const NOW: i64 = 1_770_000_000;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn master(byte: u8) -> MasterKey {
    MasterKey::from_bytes([byte; 32])
}

fn keys(bytes: &[u8]) -> AccessKeys {
    let masters: Vec<MasterKey> = bytes.iter().map(|byte| master(*byte)).collect();
    AccessKeys::new(&masters, SignedDuration::from_mins(10))
}

fn bearer(n: u128) -> Bearer {
    let id = |offset| Uuid::from_u128(n + offset);
    Bearer { tenant: id(1).into(), user: id(2).into(), session: id(3).into() }
}

fn header(token: &str) -> Value {
    serde_json::from_slice(&BASE64.decode(token.split('.').next().unwrap()).unwrap()).unwrap()
}

fn claims() -> Value {
    let bearer = bearer(0);
    json!({"iss": "mainstay", "sub": bearer.user, "tid": bearer.tenant, "sid": bearer.session,
           "iat": NOW, "exp": NOW + 600})
}

/// A token of any header and claims, signed with the secret of `byte`'s master key.
fn forge(header: &Value, claims: &Value, byte: u8) -> String {
    let part = |value: &Value| BASE64.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let signature = keyed_hash(&master(byte).derive(&[b"jwt"]), &[message.as_bytes()]);
    format!("{message}.{}", BASE64.encode(signature))
}

fn own_header(byte: u8) -> Value {
    header(&keys(&[byte]).issue(bearer(0), at(NOW)).unwrap())
}

#[test]
fn what_was_issued_is_read_until_it_expires() {
    let keys = keys(&[1]);
    let token = keys.issue(bearer(7), at(NOW)).unwrap();
    assert_eq!(keys.check(&token, at(NOW)), Ok(bearer(7)));
    assert_eq!(keys.check(&token, at(NOW + 599)), Ok(bearer(7)));
    assert_eq!(keys.check(&token, at(NOW + 600)), Err(Fault::Expired));
    let header = header(&token);
    assert_eq!((header["alg"].as_str(), header["typ"].as_str()), (Some("HS256"), Some("JWT")));
}

#[test]
fn a_forgery_with_the_right_secret_shows_that_the_forge_works() {
    assert_eq!(keys(&[1]).check(&forge(&own_header(1), &claims(), 1), at(NOW)), Ok(bearer(0)));
}

#[test]
fn a_new_master_key_signs_nobody_out() {
    let old = keys(&[1]).issue(bearer(0), at(NOW)).unwrap();
    let rotated = keys(&[2, 1]);
    assert_eq!(rotated.check(&old, at(NOW)), Ok(bearer(0)));
    let new = rotated.issue(bearer(0), at(NOW)).unwrap();
    assert_ne!(header(&old)["kid"], header(&new)["kid"]);
    assert_eq!(rotated.check(&new, at(NOW)), Ok(bearer(0)));
    assert_eq!(keys(&[1]).check(&new, at(NOW)), Err(Fault::Invalid), "an unknown key");
    assert_eq!(keys(&[2]).check(&old, at(NOW)), Err(Fault::Invalid), "a retired key");
}

#[test]
fn a_header_that_is_not_ours_is_refused_even_with_a_good_signature() {
    let good = own_header(1);
    let changed = |name: &str, value: Value| {
        let mut header = good.clone();
        header[name] = value;
        header
    };
    let removed = |name: &str| {
        let mut header = good.clone();
        header.as_object_mut().unwrap().remove(name);
        header
    };
    let headers = [
        changed("alg", json!("none")),
        changed("alg", json!("HS384")),
        changed("alg", json!("RS256")),
        changed("alg", json!("ES256")),
        changed("kid", own_header(2)["kid"].clone()),
        changed("kid", json!("../../dev/null")),
        changed("typ", json!("at+jwt")),
        changed("jku", json!("https://attacker.example/keys")),
        changed("x5u", json!("https://attacker.example/cert")),
        changed("jwk", json!({"kty": "oct", "k": "AAAA"})),
        changed("crit", json!(["exp"])),
        changed("b64", json!(false)),
        removed("kid"),
        removed("typ"),
        removed("alg"),
    ];
    for header in headers {
        assert_eq!(
            keys(&[1, 2]).check(&forge(&header, &claims(), 1), at(NOW)),
            Err(Fault::Invalid),
            "{header}"
        );
    }
}

#[test]
fn claims_that_are_not_ours_are_refused_even_with_a_good_signature() {
    let changed = |name: &str, value: Value| {
        let mut claims = claims();
        claims[name] = value;
        claims
    };
    let mut without_exp = claims();
    without_exp.as_object_mut().unwrap().remove("exp");
    let forged = [
        changed("iss", json!("somebody")),
        changed("aud", json!("elsewhere")),
        changed("role", json!("admin")),
        changed("sub", json!("1")),
        changed("exp", json!("never")),
        changed("exp", json!(1e300)),
        without_exp,
        json!([]),
    ];
    for claims in forged {
        assert_eq!(
            keys(&[1]).check(&forge(&own_header(1), &claims, 1), at(NOW)),
            Err(Fault::Invalid),
            "{claims}"
        );
    }
}

#[test]
fn unsigned_and_misshapen_tokens_are_refused() {
    let token = keys(&[1]).issue(bearer(0), at(NOW)).unwrap();
    let (message, signature) = token.rsplit_once('.').unwrap();
    let none = BASE64.encode(r#"{"typ":"JWT","alg":"none"}"#);
    let body = message.split('.').nth(1).unwrap();
    let tokens = [
        String::new(),
        ".".into(),
        "..".into(),
        message.into(),
        format!("{message}."),
        format!("{none}.{body}."),
        format!("{none}.{body}.{signature}"),
        format!("{token}.{signature}"),
        format!("{token}="),
        format!(" {token}"),
        format!("{token}{}", "A".repeat(2_000)),
        "ü.ü.ü".into(),
    ];
    for token in tokens {
        assert_eq!(keys(&[1]).check(&token, at(NOW)), Err(Fault::Invalid), "{token}");
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    let keys = keys(&[1]);
    let token = keys.issue(bearer(0), at(NOW)).unwrap();
    for place in 0..token.len() {
        for bit in 0..7 {
            let mut bytes = token.clone().into_bytes();
            bytes[place] ^= 1 << bit;
            let altered = String::from_utf8(bytes).unwrap();
            assert_eq!(keys.check(&altered, at(NOW)), Err(Fault::Invalid), "bit {bit} of byte {place}");
        }
    }
}

proptest! {
    #[test]
    fn any_bearer_survives_the_round_trip(n in 0..u128::MAX - 3, second in 0i64..4_000_000_000) {
        let keys = keys(&[1]);
        let token = keys.issue(bearer(n), at(second)).unwrap();
        prop_assert_eq!(keys.check(&token, at(second + 599)), Ok(bearer(n)));
        prop_assert_eq!(keys.check(&token, at(second + 600)), Err(Fault::Expired));
    }

    #[test]
    fn nothing_makes_it_panic(text in "\\PC{0,80}|[A-Za-z0-9_.-]{0,200}") {
        prop_assert_eq!(keys(&[1]).check(&text, at(NOW)), Err(Fault::Invalid));
    }
}
