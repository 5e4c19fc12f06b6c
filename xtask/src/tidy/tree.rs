//! The files of the repository, read once and held in memory: a rule sees a tree, never the disk, so that its tests
//! are tables of small files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

use super::{migration::Migration, source::Source};

/// Folders that no rule looks into.
const SKIPPED: [&str; 4] = [".git", "target", ".sqlx", "node_modules"];

/// Endings of files whose text is read. Of others only the name is known.
const LEGIBLE: [&str; 13] =
    ["rs", "md", "toml", "sql", "json", "css", "js", "html", "svg", "sh", "yml", "yaml", "txt"];

/// Larger texts are data, not writing.
const LARGEST: u64 = 2 << 20;

/// A `Cargo.toml` of a crate.
#[derive(Debug)]
pub(super) struct Manifest {
    pub(super) path: String,
    pub(super) name: String,
    /// Names under `[dependencies]`, of targets too.
    pub(super) needs: BTreeSet<String>,
    text: String,
}

impl Manifest {
    fn new(path: &str, text: &str) -> Option<Self> {
        let parsed: toml::Table = text.parse().ok()?;
        let name = parsed.get("package")?.get("name")?.as_str()?.to_owned();
        let mut needs: BTreeSet<String> = keys(parsed.get("dependencies"));
        let targets = parsed.get("target").and_then(toml::Value::as_table);
        for target in targets.into_iter().flat_map(toml::Table::values) {
            needs.extend(keys(target.get("dependencies")));
        }
        Some(Self { path: path.into(), name, needs, text: text.into() })
    }

    /// The line that names a dependency, counted from one.
    pub(super) fn line(&self, dependency: &str) -> usize {
        let names = |line: &str| line.split(['.', '=', ' ']).next() == Some(dependency);
        1 + self.text.lines().position(names).unwrap_or_default()
    }
}

fn keys(table: Option<&toml::Value>) -> BTreeSet<String> {
    table.and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::keys).cloned().collect()
}

/// Everything a rule may look at.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) sources: Vec<Source>,
    pub(super) migrations: Vec<Migration>,
    pub(super) manifests: Vec<Manifest>,
    /// Text of every legible file by its path.
    pub(super) texts: BTreeMap<String, String>,
    /// Every file and folder; folders end in a slash.
    pub(super) paths: BTreeSet<String>,
    /// Tables that need no tenant, with the reason, from `crates/data/global_tables.toml`.
    pub(super) global_tables: BTreeMap<String, String>,
}

/// The list of tables without a tenant.
pub(super) const GLOBAL_TABLES: &str = "crates/data/global_tables.toml";

impl Tree {
    /// Reads a repository.
    pub(super) fn read(root: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        gather(root, "", &mut files)?;
        Ok(Self::of(files))
    }

    /// A tree of paths and texts.
    pub(super) fn of(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut tree = Self::default();
        for (path, text) in files {
            for (at, _) in path.match_indices('/') {
                tree.paths.insert(path[..=at].to_owned());
            }
            tree.paths.insert(path.clone());
            tree.take(&path, &text);
            tree.texts.insert(path, text);
        }
        tree.mark_included_tests();
        tree
    }

    /// Sources of one crate's `src` folder, with the path inside it.
    pub(super) fn of_crate<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a Source, &'a str)> {
        let folder = format!("crates/{name}/src/");
        self.sources.iter().filter_map(move |source| {
            let inside = source.path.strip_prefix(&folder)?;
            Some((source, inside))
        })
    }

    /// Names of the crates under `crates/`.
    pub(super) fn crates(&self) -> BTreeSet<&str> {
        let folders = self.sources.iter().filter_map(|source| source.path.strip_prefix("crates/"));
        folders.filter_map(|inside| inside.split('/').next()).collect()
    }

    fn take(&mut self, path: &str, text: &str) {
        if path == GLOBAL_TABLES {
            self.global_tables = listed(text);
        } else if is_named(path, "rs") {
            self.sources.push(Source::new(path, text));
        } else if path.starts_with("migrations/") && is_named(path, "sql") {
            self.migrations.push(Migration::new(path, text));
        } else if path.ends_with("/Cargo.toml") {
            self.manifests.extend(Manifest::new(path, text));
        }
    }

    fn mark_included_tests(&mut self) {
        let mut included = BTreeSet::new();
        for source in &self.sources {
            let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let own = source.path.trim_end_matches(".rs");
            for name in source.test_modules() {
                included.extend([format!("{folder}/{name}.rs"), format!("{own}/{name}.rs")]);
            }
        }
        self.sources
            .iter_mut()
            .filter(|source| included.contains(&source.path))
            .for_each(Source::mark_as_test);
    }
}

/// Whether a path has an ending.
pub(super) fn is_named(path: &str, ending: &str) -> bool {
    Path::new(path).extension() == Some(ending.as_ref())
}

fn listed(text: &str) -> BTreeMap<String, String> {
    let parsed: toml::Table = text.parse().unwrap_or_default();
    let tables = parsed.get("tables").and_then(toml::Value::as_table).cloned().unwrap_or_default();
    let reason = |value: toml::Value| value.as_str().unwrap_or_default().trim().to_owned();
    tables.into_iter().map(|(name, value)| (name, reason(value))).collect()
}

fn gather(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if !SKIPPED.contains(&name.as_str()) && !name.starts_with("target-") {
                gather(&entry.path(), &format!("{path}/"), files)?;
            }
        } else if kind.is_file() {
            files.push((path, legible_text(&entry)));
        }
    }
    Ok(())
}

fn legible_text(entry: &fs::DirEntry) -> String {
    let path = entry.path();
    let legible =
        path.extension().and_then(|ending| ending.to_str()).is_none_or(|ending| LEGIBLE.contains(&ending));
    let small = entry.metadata().is_ok_and(|meta| meta.len() <= LARGEST);
    if legible && small { fs::read_to_string(path).unwrap_or_default() } else { String::new() }
}
