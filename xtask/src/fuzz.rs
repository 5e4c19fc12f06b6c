//! `cargo xtask fuzz [target ...] [--seconds N] [--seed S]`: feeds parsers and the detector with what no client would send, steered by
//! coverage. Without a target, all of them, one after the other. What a run finds lies in `target/fuzz/<target>/`; what it learned
//! is kept beside it and is where the next run begins.

use std::{fs, process::Command};

use crate::{child::Children, root, say, target};

/// Every target, by the name of its file in `fuzz/targets`.
const TARGETS: [&str; 4] = ["detector", "decoders", "body", "token"];

/// The counters that libFuzzer steers by; no sanitizer, so that the stable compiler will do.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing";

/// Runs the targets.
///
/// # Errors
/// When one of them finds something, or cannot be built.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let number = |name: &str, default: u64| match args.iter().position(|arg| arg == name) {
        Some(at) => {
            args.get(at + 1).and_then(|text| text.parse().ok()).ok_or(format!("{name} wants a number"))
        }
        None => Ok(default),
    };
    let (seconds, seed) = (number("--seconds", 60)?, number("--seed", 1)?);
    let named: Vec<&str> =
        TARGETS.into_iter().filter(|target| args.iter().any(|arg| arg == target)).collect();
    let children = Children::guard()?;
    for name in if named.is_empty() { TARGETS.to_vec() } else { named } {
        let place = target().join("fuzz").join(name);
        fs::create_dir_all(place.join("corpus")).map_err(|error| format!("{}: {error}", place.display()))?;
        say(&format!("{name}: {seconds} s, seed {seed}"));
        let mut fuzzer = Command::new("cargo");
        fuzzer
            .args(["run", "--quiet", "--release", "--manifest-path"])
            .arg(root().join("fuzz/Cargo.toml"))
            .args(["--target", env!("XTASK_TARGET"), "--bin", name, "--"])
            .arg(place.join("corpus"))
            .arg(format!("-artifact_prefix={}/", place.display()))
            .args([format!("-max_total_time={seconds}"), format!("-seed={seed}")])
            .args([
                "-max_len=4096",
                "-timeout=5",
                "-rss_limit_mb=2048",
                "-print_final_stats=1",
                "-verbosity=0",
            ])
            .env("RUSTFLAGS", COVERAGE)
            .env("CARGO_TARGET_DIR", target().join("fuzz/build"));
        children.run(&mut fuzzer)?;
    }
    Ok(())
}
