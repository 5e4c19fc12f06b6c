//! How many rewritten attacks the detector catches and how many harmless values in the same clothes it refuses, by kind of
//! rewriting. The kinds and the attacks are those of the test.
//!
//! `rewrite [--seed N] [--show KIND|all]`: with `--show`, what went wrong, each beside the value before rewriting.

#[path = "../../tests/rewritings/trial.rs"]
mod trial;

use std::error::Error;

#[expect(clippy::print_stdout, reason = "the report is what this is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        arguments.iter().position(|argument| argument == name).and_then(|at| arguments.get(at + 1))
    };
    let seed = option("--seed").map_or(Ok(1), |seed| seed.parse())?;
    let table = trial::run(seed)?;
    if let Some(show) = option("--show") {
        for row in table.rows.iter().filter(|row| show == "all" || show == row.name) {
            for (class, rule, new, old) in &row.wrong {
                println!("{} | {class} {rule}\n    {new}\n    {old:?}", row.name);
            }
        }
    }
    print!("{table}");
    Ok(())
}
