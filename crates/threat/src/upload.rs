//! Names of uploaded files that a server would run, or that would land elsewhere. Refuses to look at the content.

use crate::{
    Place,
    bytes::listed,
    view::{Hit, View},
};

/// Extensions that servers run, in order.
const RUN: &[&str] = &[
    "asa", "ascx", "ashx", "asmx", "asp", "aspq", "aspx", "axd", "bat", "cdx", "cer", "cfc", "cfm", "cfml",
    "cgi", "chm", "cmd", "com", "cpl", "csh", "cshtml", "dll", "ear", "exe", "gadget", "hlp", "hta",
    "htaccess", "jar", "jnlp", "jse", "jsp", "jspa", "jspf", "jspx", "jsw", "ksh", "lnk", "lua", "msc",
    "msi", "pgif", "phar", "php", "php2", "php3", "php4", "php5", "php6", "php7", "php8", "phps", "pht",
    "phtm", "phtml", "pif", "pl", "ps1", "psd1", "psm1", "py", "rb", "reg", "rem", "scf", "scr", "sh",
    "shtm", "shtml", "so", "soap", "stm", "svc", "vb", "vbe", "vbhtml", "vbs", "war", "ws", "wsc", "wsf",
    "wsh", "xamlx", "xhtml",
];

/// Whether every value there is looked at.
pub(crate) fn concerns(place: Place) -> bool {
    place == Place::FileName
}

pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    if !concerns(view.place) {
        return None;
    }
    // Old browsers send the whole path of a drive.
    let drive = matches!(view.low, [_, b':', b'\\', ..]);
    let start =
        if drive { view.low.iter().rposition(|byte| *byte == b'\\').map_or(0, |at| at + 1) } else { 0 };
    let name = &view.low[start..];
    let runs = name
        .split(|byte| b".;: \x00%#\"'\n\r\t<>?*|/\\".contains(byte))
        .skip(1)
        .any(|part| listed(RUN, part));
    let hidden = (name.starts_with(b".") && name.get(1).is_some_and(u8::is_ascii_lowercase))
        || name.ends_with(b".")
        || name.iter().any(|byte| b"/\\\x00".contains(byte));
    (runs || hidden).then(|| Hit::new("upload.name", 0, name.len()))
}

#[cfg(test)]
mod tests {
    use crate::{Class, Detector, Kind, Place, Settings};

    #[test]
    fn names_of_files() {
        assert!(super::RUN.is_sorted());
        let detector = Detector::new(Settings::only(&[Class::Upload]));
        let bad = |name: &str| detector.inspect(name.as_bytes(), Place::FileName, Kind::Undeclared).is_some();
        for name in
            ["x.php", "x.PhP5", "x.php.jpg", "x.asp;.jpg", ".htaccess", "a/b.png", "x.php\0.png", "x.jpg."]
        {
            assert!(bad(name), "{name}");
        }
        for name in ["photo.jpg", "report v1.2.pdf", "élan.png", "php.png", "notes"] {
            assert!(!bad(name), "{name}");
        }
    }
}
