//! What a page shows instead of rendering it: code between back-ticks, and fenced blocks. Refuses to know what is in them.

/// The parts of a text between back-ticks, and indented or fenced blocks: shown, never rendered.
pub(super) fn code_spans(text: &[u8]) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    while at < text.len() {
        let run = text[at..].iter().take_while(|byte| **byte == b'`').count();
        if run > 0 {
            match open.take() {
                Some(start) => spans.push((start, at)),
                None => open = Some(at),
            }
        }
        at += run.max(1);
    }
    if let Some(start) = open.filter(|start| text[*start..].starts_with(b"```")) {
        spans.push((start, text.len()));
    }
    spans
}

/// Whether a place stands in one of the parts.
pub(super) fn shown(spans: &[(usize, usize)], at: usize) -> bool {
    spans.get(spans.partition_point(|(_, end)| *end <= at)).is_some_and(|(start, _)| *start <= at)
}

#[cfg(test)]
mod tests {
    use super::{code_spans, shown};

    #[test]
    fn spans_and_fences() {
        assert_eq!(code_spans(b"a `b` c"), [(2, 4)]);
        assert_eq!(code_spans(b"```a\nb"), [(0, 6)]);
        assert_eq!(code_spans(b"it`s"), []);
        assert!(shown(&[(2, 4)], 3) && !shown(&[(2, 4)], 4));
    }
}
