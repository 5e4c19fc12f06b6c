//! The ground floor does no I/O: neither by a dependency nor by the standard library.

use super::{super::tree::Tree, Found, arrows::GROUND, pure_rules::REACHING_OUT};

pub(super) fn check(tree: &Tree) -> Found {
    let mut found = Vec::new();
    let grounded = |name: &str| GROUND.contains(&name);
    for manifest in tree.manifests.iter().filter(|manifest| grounded(&manifest.name)) {
        let reaching = |need: &&String| REACHING_OUT.contains(&need.replace('-', "_").as_str());
        for need in manifest.needs.iter().filter(reaching) {
            let advice = format!("`{need}` does I/O: a crate of the ground floor has none");
            found.push((manifest.path.clone(), manifest.line(need), advice));
        }
    }
    for (source, _) in GROUND.iter().flat_map(|name| tree.of_crate(name)) {
        for path in REACHING_OUT {
            let reached = source.paths(path);
            found.extend(reached.map(|at| {
                (
                    source.path.clone(),
                    source.line(at),
                    format!("`{path}` on the ground floor: it does no I/O"),
                )
            }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::assert_lines, *};

    #[test]
    fn reaching_out_is_found() {
        let manifest =
            |name: &str, need: &str| format!("[package]\nname = \"{name}\"\n[dependencies]\n{need}");
        assert_lines(
            check,
            &[
                ("crates/chart/Cargo.toml", &manifest("chart", "kernel.workspace = true"), &[]),
                ("crates/chart/Cargo.toml", &manifest("chart", "tokio.workspace = true"), &[4]),
                ("crates/chart/Cargo.toml", &manifest("chart", "[dev-dependencies]\ntokio = \"1\""), &[]),
                ("crates/data/Cargo.toml", &manifest("data", "tokio.workspace = true"), &[]),
                ("crates/chart/src/wheel.rs", "use std::{fmt, net::IpAddr};", &[1]),
                ("crates/chart/src/wheel.rs", "use std::fmt;", &[]),
                ("crates/data/src/lib.rs", "use std::fs;", &[]),
            ],
        );
    }
}
