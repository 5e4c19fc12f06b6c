//! Not open yet.
fn main() {}
