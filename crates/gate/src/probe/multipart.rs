//! A body in parts: names, file names and contents, also where the boundary is declared in another case, with quotes, or not
//! at all.

use memchr::memmem;
use threat::{Kind, Place};

use super::json;
use crate::detection::{Look, Looked, Trail};

/// The parts of a body, or nothing if it has none.
pub(super) fn parts<'b>(kind: &[u8], body: &'b [u8]) -> Option<Vec<&'b [u8]>> {
    let line = declared(kind).filter(|line| memmem::find(&body.to_ascii_lowercase(), line).is_some());
    let line = line.or_else(|| first_line(body))?;
    // Readers differ on the case of a boundary.
    let lower = body.to_ascii_lowercase();
    let starts: Vec<usize> = memmem::find_iter(&lower, &line).collect();
    let ends = starts.iter().skip(1).copied().chain([body.len()]);
    let before = body.get(..*starts.first()?).filter(|before| !before.trim_ascii().is_empty());
    let parts = starts.iter().zip(ends).filter_map(|(start, end)| body.get(start + line.len()..end));
    Some(before.into_iter().chain(parts).collect())
}

/// The line that stands between parts, in lower case, as the content type declares it.
fn declared(kind: &[u8]) -> Option<Vec<u8>> {
    let kind = kind.to_ascii_lowercase();
    let at = memmem::find(&kind, b"boundary=")? + b"boundary=".len();
    let rest = kind.get(at..)?.trim_ascii_start();
    let boundary = match rest.strip_prefix(b"\"") {
        Some(quoted) => quoted.split(|byte| *byte == b'"').next()?,
        None => rest.split(|byte| b"; \t,".contains(byte)).next()?,
    };
    (!boundary.is_empty()).then(|| [b"--", boundary].concat())
}

/// The first line of a body that nobody declared to be in parts but that looks so.
fn first_line(body: &[u8]) -> Option<Vec<u8>> {
    let line = body.trim_ascii_start().split(|byte| *byte == b'\n').next()?.trim_ascii_end();
    let inside = memmem::find(&body.to_ascii_lowercase(), b"content-disposition").is_some();
    (line.len() > 2 && line.len() <= 100 && line.starts_with(b"--") && inside)
        .then(|| line.to_ascii_lowercase())
}

/// Looks at every part.
pub(super) fn inspect(look: &mut Look<'_>, parts: Vec<&[u8]>) -> Looked {
    parts.into_iter().try_for_each(|part| inspect_part(look, part))
}

fn inspect_part(look: &mut Look<'_>, part: &[u8]) -> Looked {
    let Some((head, content)) = split(part) else {
        let part = part.trim_ascii();
        // After the last boundary stand two hyphens.
        if part.is_empty() || part == b"--" {
            return Ok(());
        }
        return look.value(part, Place::Body, Kind::Undeclared, &Trail::START);
    };
    let name = parameter(head, b"name").unwrap_or_default();
    look.value(name, Place::QueryName, Kind::Undeclared, &Trail::START)?;
    let at = Trail::START.name(name);
    let file = parameter(head, b"filename").or_else(|| parameter(head, b"filename*"));
    if let Some(file) = file {
        look.value(file, Place::FileName, Kind::Undeclared, &at)?;
    }
    if matches!(content.trim_ascii_start().first(), Some(b'{' | b'[')) && json::inspect(look, content)? {
        return Ok(());
    }
    look.value(content, if file.is_some() { Place::Body } else { Place::Query }, Kind::Undeclared, &at)
}

/// Head and content of a part.
fn split(part: &[u8]) -> Option<(&[u8], &[u8])> {
    let gap = memmem::find(part, b"\r\n\r\n").map(|at| (at, at + 4));
    let (head, content) = gap.or_else(|| memmem::find(part, b"\n\n").map(|at| (at, at + 2)))?;
    let content = part.get(content..)?;
    let content = content.strip_suffix(b"\r\n").or_else(|| content.strip_suffix(b"\n")).unwrap_or(content);
    Some((part.get(..head)?, content))
}

/// A parameter in the head of a part, quoted or not.
fn parameter<'h>(head: &'h [u8], name: &[u8]) -> Option<&'h [u8]> {
    let lower = head.to_ascii_lowercase();
    let wanted = [name, b"="].concat();
    let begins = |at: usize| at.checked_sub(1).is_none_or(|before| b"; \t\r\n,".contains(&lower[before]));
    let at = memmem::find_iter(&lower, &wanted).find(|at| begins(*at))? + wanted.len();
    let rest = head.get(at..)?;
    match rest.strip_prefix(b"\"") {
        Some(quoted) => quoted.split(|byte| *byte == b'"').next(),
        None => rest.split(|byte| b";\r\n".contains(byte)).next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "--xY\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--xY\r\n\
                        Content-Disposition: form-data; filename=b.txt; name=\"f\"\r\n\r\ntwo\r\n--xY--\r\n";

    #[test]
    fn parts_are_found_however_the_boundary_is_declared() {
        for kind in [
            "multipart/form-data; boundary=xY",
            "Multipart/Form-Data; BOUNDARY=\"xy\"; a=b",
            "text/plain",
            "multipart/form-data; boundary=other",
        ] {
            let parts = parts(kind.as_bytes(), BODY.as_bytes()).unwrap();
            let contents: Vec<_> =
                parts.iter().filter_map(|part| split(part)).map(|(_, content)| content).collect();
            assert_eq!(contents, [b"one", b"two"], "{kind}");
        }
        assert_eq!(parts(b"text/plain", b"-- a comment\nand text"), None);
        assert_eq!(parts(b"multipart/form-data; boundary=x", b"a=1"), None);
    }

    #[test]
    fn parameters_are_read_quoted_or_not() {
        let head =
            b"Content-Disposition: form-data; filename=\"a;b.txt\"; NAME=c\r\nContent-Type: text/plain";
        assert_eq!(parameter(head, b"name"), Some(&b"c"[..]));
        assert_eq!(parameter(head, b"filename"), Some(&b"a;b.txt"[..]));
        assert_eq!(parameter(head, b"filename*"), None);
    }
}
