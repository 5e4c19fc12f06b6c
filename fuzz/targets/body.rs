//! Any bytes as a body: what is taken keeps its bounds, and written out again it is the same tree.
#![no_main]

use libfuzzer_sys::fuzz_target;
use web::tree::parse;

fuzz_target!(|data: &[u8]| {
    if let Ok(tree) = parse(data) {
        let written = tree.to_string();
        assert_eq!(parse(written.as_bytes()).as_ref(), Ok(&tree));
    }
});
