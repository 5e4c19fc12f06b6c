//! What the reader of pages refuses and lets through.

use crate::{Class, Detector, Kind, Place, Settings};

fn rule(value: &str, kind: Kind) -> Option<&'static str> {
    let detector = Detector::new(Settings::only(&[Class::Html]));
    detector.inspect(value.as_bytes(), Place::JsonValue, kind).map(|finding| finding.rule)
}

#[test]
fn rules_catch() {
    for (value, expected) in [
        ("<ScRiPt>hello", "html.active-element"),
        ("<svg/onbegin=x>", "html.handler"),
        ("<q onanything = 1", "html.handler"),
        ("\" onfocus=go autofocus x=\"", "html.handler"),
        ("<a href=\"java\tscript:go()\">", "html.script-address"),
        ("javascript:go()", "html.script-address"),
        ("<b id=x>bold</b>", "html.element"),
        ("<!--<img src=\"--><img src=x>", "html.declaration"),
        ("x:expr/**/ession(go())", "html.style"),
        ("self['al'+'ert'](1)", "html.script-index"),
        ("';confirm(1);'", "html.script-call"),
        ("&lt;script&gt;", "html.active-element"),
        ("＜script＞", "html.active-element"),
        ("+ADw-script+AD4-", "html.active-element"),
        ("\\u003cscript\\u003e", "html.active-element"),
        ("document.cookie=7", "html.script-object"),
        ("[][(![]+[])[+[]]+(![]+[])[!+[]]]", "html.script-brackets"),
        ("import {a} from './b.js'", "html.script-import"),
        ("data:text/html,hello", "html.data-address"),
    ] {
        assert_eq!(rule(value, Kind::Undeclared), Some(expected), "{value}");
    }
    assert_eq!(rule("see <script>x</script>", Kind::Markdown), Some("html.active-element"));
    assert_eq!(rule("a <img src=x onerror=go> b", Kind::Code), Some("html.handler"));
}

#[test]
fn prose_passes() {
    for value in [
        "a < b and c > d",
        "I <3 you",
        "JavaScript: the good parts",
        "Ada <ada@example.org>",
        "one=1 only=2 online = 3",
        "the alert (red) went on",
        "x <- 3",
        "price<100",
    ] {
        assert_eq!(rule(value, Kind::Undeclared), None, "{value}");
    }
    for value in [
        "use `<script>` here",
        "```html\n<script>x</script>\n```",
        "**bold** <em>and</em> <https://example.org>",
    ] {
        assert_eq!(rule(value, Kind::Markdown), None, "{value}");
    }
    assert_eq!(rule("if (a < b) { alert(1) }", Kind::Code), None);
}
