//! How long a reading takes on one thread, from factors to sentences and to text. Refuses to know how factors are found.

#[path = "../tests/compose/sky.rs"]
#[expect(dead_code, reason = "the example uses the rest")]
mod sky;

use chart::compose::{Factors, Focus, Options, compose, factors};
use divan::Bencher;

fn main() {
    divan::main();
}

/// Runs `work` on one chart after the other; the texts are read before the watch starts.
fn each<T>(bencher: Bencher, work: impl Fn(&Factors) -> T) {
    let charts = sky::births(500);
    divan::black_box(charts.first().map(&work));
    let mut turn = charts.iter().cycle();
    bencher.bench_local(|| turn.next().map(&work));
}

/// Sections and sentences with their factors.
#[divan::bench(sample_count = 500, sample_size = 50)]
fn reading(bencher: Bencher) {
    each(bencher, |factors| compose(factors, &Options::default()));
}

/// The same for one focus.
#[divan::bench(sample_count = 500, sample_size = 50)]
fn focused(bencher: Bencher) {
    each(bencher, |factors| compose(factors, &Options { focus: Focus::Love, ..Options::default() }));
}

/// The facts for a language model.
#[divan::bench(sample_count = 500, sample_size = 50)]
fn facts(bencher: Bencher) {
    each(bencher, factors);
}
