//! The only place that asks the machine for randomness.

/// `N` bytes from the operating system's generator, fit for keys and tokens.
///
/// # Panics
/// When the operating system has no generator: nothing safe could be done then.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place where randomness is taken")]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut buffer = [0; N];
    match getrandom::fill(&mut buffer) {
        Ok(()) => buffer,
        Err(error) => panic!("the operating system gives no randomness: {error}"),
    }
}

/// A number in `[0, 1)` with 53 random bits: for jitter, never for secrets.
#[must_use]
pub fn unit_interval() -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    let numerator = (u64::from_le_bytes(bytes()) >> 11) as f64;
    numerator / 9_007_199_254_740_992.0
}
