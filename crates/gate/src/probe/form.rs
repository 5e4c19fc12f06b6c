//! A body as the pairs of a form.

use crate::detection::{Look, Looked, head};
use threat::Kind;

/// Whether the type, in lower case, says so.
pub(super) fn declared(kind: &[u8]) -> bool {
    memchr::memmem::find(kind, b"form-urlencoded").is_some()
}

/// Whether the bytes begin with a plain name and an equals sign.
pub(super) fn looks_like(body: &[u8]) -> bool {
    let name =
        body.iter().take(64).take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.[]%$".contains(byte));
    let length = name.count();
    length > 0 && body.get(length) == Some(&b'=')
}

/// Looks at every name and value.
pub(super) fn inspect(look: &mut Look<'_>, body: &[u8]) -> Looked {
    let body = body.trim_ascii_end();
    head::query(look, body, |_| Kind::Undeclared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_begins_with_a_name() {
        for form in ["a=1", "user[name]=x&b=2", "__EVENT%5B%5D=", "a=<b>"] {
            assert!(looks_like(form.as_bytes()), "{form}");
        }
        for other in ["", "=", "<a b=1>", "a b=c", "{\"a\":1}", "plain text = more"] {
            assert!(!looks_like(other.as_bytes()), "{other}");
        }
    }
}
