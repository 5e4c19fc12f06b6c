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
        ("a\"><u>x</u>", "html.break-out"),
        ("<plaintext>", "html.active-element"),
        ("<img src=\"https://a.example/b\" width=\"1\" height=\"1\">", "html.element"),
        ("opener.document.all", "html.script-way"),
        ("/S/JavaScript/JS(go)", "html.script-print"),
        ("a[b^=\"c\"]{list-style:url(//d.example)}", "html.style-asks"),
        ("}b{}c{cursor:url(https://d.example)}", "html.style-asks"),
    ] {
        assert_eq!(rule(value, Kind::Undeclared), Some(expected), "{value}");
    }
    assert_eq!(rule("see <script>x</script>", Kind::Markdown), Some("html.active-element"));
    assert_eq!(rule("see [a](javascript:go())", Kind::Markdown), Some("html.script-address"));
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
        "<p>a <b>b</b> <a href=\"https://a.example/?b=4&amp;c=6\">c</a></p>",
        "<p><img src=\"https://a.example/b.png\" alt=\"&quot;b&quot;\" width=600></p>",
        "use <link> and <image> here, <em dash> too",
        "0<a<b<4",
        "oncall = Ada, onload weight = 40 kg",
        "how to use confirm() in a page",
        "import wine from 'Spain'",
        "javascript:void.html",
        "javascript: it is (mostly) fine",
        "say \"a\" > b",
        ".a{background:url(/b.png)}",
        "the opener of the document.",
        "/js/app.js",
    ] {
        assert_eq!(rule(value, Kind::Undeclared), None, "{value}");
    }
    for value in [
        "use `<script>` here",
        "```html\n<script>x</script>\n```",
        "**bold** <em>and</em> <https://example.org>",
        "`[a](javascript:go())` and [javascript: a book](https://example.org)",
    ] {
        assert_eq!(rule(value, Kind::Markdown), None, "{value}");
    }
    assert_eq!(rule("if (a < b) { alert(1) }", Kind::Code), None);
}

#[test]
fn data_is_no_page() {
    let detector = Detector::new(Settings::only(&[Class::Html]));
    let rule = |value: &str| {
        detector.inspect(value.as_bytes(), Place::Body, Kind::Undeclared).map(|finding| finding.rule)
    };
    for value in ["<a><link>b</link><input id='c'/></a>", "<a><![CDATA[<p>b</p>]]></a>"] {
        assert_eq!(rule(value), None, "{value}");
    }
    assert_eq!(rule("<a><x:script>b</x:script></a>"), Some("html.active-element"));
    assert_eq!(rule("<a><b onclick='c'/></a>"), Some("html.handler"));
}

#[test]
fn a_referer_that_leaves_a_text_is_read_as_script() {
    let detector = Detector::new(Settings::only(&[Class::Html]));
    let rule = |value: &str| {
        detector.inspect(value.as_bytes(), Place::Referer, Kind::Undeclared).map(|finding| finding.rule)
    };
    assert_eq!(rule("';confirm(4);'"), Some("html.script-call"));
    assert_eq!(rule("https://a.example/?q=how+to+confirm+an+order+(4)"), None);
}
