//! `cargo xtask tz [tzdata.zi]`: packs the tz database, with its full history, into `crates/places/data/zones.bin`.
//! Knows the source form of tz and the packed form that `places` reads; knows nothing of dates or offsets.
//!
//! The source must be the compact text form `tzdata.zi` built with `PACKRATDATA=backzone PACKRATLIST=zone.tab`,
//! which keeps zones apart that agree since 1970 but not before; any other is refused. Debian's package `tzdata`
//! carries that form:
//!
//! ```text
//! apt-get download tzdata && dpkg-deb -x tzdata_*.deb tz
//! cargo xtask tz tz/usr/share/zoneinfo/tzdata.zi
//! ```
//!
//! `zic -b fat` compiles it, to the files that the package itself installs; the slim form of `zic` before 2026b
//! loses the last change of America/Ojinaga. The same `tzdata.zi` and the same `zic` give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::{env, fs, process};

use miniz_oxide::deflate::compress_to_vec_zlib;
use sha2::{Digest, Sha256};

const SOURCE: &str = "/usr/share/zoneinfo/tzdata.zi";
const TARGET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/places/data/zones.bin");

/// The first line names the release, the `ddeps` line the extra history that is in it.
const RELEASE_LINE: &str = "# version ";
const HISTORY_LINE: &str = "# ddeps backzone zone.tab";

/// Magic of the packed file and the version of its form; `places::table` refuses any other.
const MAGIC: &[u8] = b"MSTZ\x01";

/// Aliases of places with a history of their own that the compact form still hangs on a merged zone. The
/// pairs are those that tz marks with `#=` in its file `backward`, as far as the two histories differ.
const OWN_HISTORY: [(&str, &str); 15] = [
    ("Africa/Asmera", "Africa/Asmara"),
    ("Africa/Timbuktu", "Africa/Bamako"),
    ("America/Coral_Harbour", "America/Atikokan"),
    ("America/Kralendijk", "America/Curacao"),
    ("America/Lower_Princes", "America/Curacao"),
    ("America/Marigot", "America/Port_of_Spain"),
    ("America/St_Barthelemy", "America/Port_of_Spain"),
    ("America/Virgin", "America/St_Thomas"),
    ("Antarctica/South_Pole", "Antarctica/McMurdo"),
    ("Arctic/Longyearbyen", "Europe/Oslo"),
    ("Atlantic/Jan_Mayen", "Europe/Oslo"),
    ("Iceland", "Atlantic/Reykjavik"),
    ("Pacific/Ponape", "Pacific/Pohnpei"),
    ("Pacific/Truk", "Pacific/Chuuk"),
    ("Pacific/Yap", "Pacific/Chuuk"),
];

/// Packs the `tzdata.zi` named by the only argument, or the system's own, and reports release, sizes and checksums.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let source = match args {
        [] => SOURCE,
        [path] => path,
        _ => return Err("usage: cargo xtask tz [path to tzdata.zi]".into()),
    };
    let text = fs::read_to_string(source).map_err(|e| format!("{source}: {e}"))?;
    let names = Names::read(&text)?;
    let folder = env::temp_dir().join(format!("mainstay-tz-{}", process::id()));
    compile(source, &folder)?;
    let packed = pack(&names, &folder)?;
    fs::remove_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    fs::write(TARGET, &packed).map_err(|e| format!("{TARGET}: {e}"))?;
    report(&names, &text, &packed);
    Ok(())
}

/// Every name of the database and the zone that it stands for (a zone stands for itself).
struct Names<'a> {
    release: &'a str,
    zones: BTreeMap<&'a str, &'a str>,
}

impl<'a> Names<'a> {
    /// Reads `Z name ...` and `L target alias` lines; everything else is the compiler's business.
    fn read(text: &'a str) -> Result<Self, String> {
        let release = text.lines().find_map(|l| l.strip_prefix(RELEASE_LINE)).ok_or("no release line")?;
        if !text.lines().any(|line| line == HISTORY_LINE) {
            return Err(format!("history before 1970 is missing: no line \"{HISTORY_LINE}\""));
        }
        let words = || text.lines().map(|line| line.split_ascii_whitespace().collect::<Vec<_>>());
        let own: BTreeSet<&str> = words().filter(|w| w.first() == Some(&"Z")).map(|w| w[1]).collect();
        let mut zones: BTreeMap<&str, &str> = own.iter().map(|name| (*name, *name)).collect();
        zones.extend(words().filter(|w| w.first() == Some(&"L")).map(|w| (w[2], w[1])));
        for (alias, target) in OWN_HISTORY {
            zones.insert(alias, target);
        }
        match zones.values().find(|target| !own.contains(*target)) {
            Some(target) => Err(format!("an alias stands for {target}, which is no zone")),
            None => Ok(Self { release, zones }),
        }
    }
}

fn compile(source: &str, folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let status = Command::new("zic").args(["-b", "fat", "-d"]).arg(folder).arg(source).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("zic ended with {status}")),
        Err(e) => Err(format!("zic (package libc-bin or tzcode) cannot be started: {e}")),
    }
}

/// Header (magic, release, SHA-256 of release and body) and the compressed body, as `places::table` documents them.
fn pack(names: &Names, folder: &Path) -> Result<Vec<u8>, String> {
    let body = body(names, folder)?;
    let mut packed = MAGIC.to_vec();
    packed.push(u8::try_from(names.release.len()).map_err(|e| e.to_string())?);
    packed.extend(names.release.as_bytes());
    packed.extend(Sha256::new().chain_update(names.release).chain_update(&body).finalize());
    packed.extend(compress_to_vec_zlib(&body, 10));
    Ok(packed)
}

/// Names in order without regard to case, so that they can be halved; then each distinct compiled file once.
fn body(names: &Names, folder: &Path) -> Result<Vec<u8>, String> {
    let mut order: Vec<&str> = names.zones.keys().copied().collect();
    order.sort_by_key(|name| name.to_ascii_lowercase());
    let place: BTreeMap<&str, u16> = order.iter().copied().zip(0..).collect();
    let (mut files, mut index) = (Vec::new(), Vec::new());
    for name in &order {
        let zone = names.zones[name];
        let file = fs::read(folder.join(zone)).map_err(|e| format!("{zone}: {e}"))?;
        let rules = files.iter().position(|known| *known == file).unwrap_or_else(|| {
            files.push(file);
            files.len() - 1
        });
        index.push(u8::try_from(name.len()).map_err(|e| e.to_string())?);
        index.extend(name.as_bytes());
        index.extend(place[zone].to_be_bytes());
        index.extend(short(rules)?);
    }
    let mut body = Vec::new();
    body.extend(short(order.len())?);
    body.extend(index);
    body.extend(short(files.len())?);
    for file in &files {
        body.extend(short(file.len())?);
        body.extend(file);
    }
    Ok(body)
}

fn short(number: usize) -> Result<[u8; 2], String> {
    u16::try_from(number).map(u16::to_be_bytes).map_err(|e| format!("{number}: {e}"))
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
fn report(names: &Names, text: &str, packed: &[u8]) {
    println!("tz release {}, {} names, {} bytes", names.release, names.zones.len(), packed.len());
    println!("sha256 of tzdata.zi  {}", hex::encode(Sha256::digest(text.as_bytes())));
    println!("sha256 of zones.bin  {}", hex::encode(Sha256::digest(packed)));
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "# version 2099z\n# ddeps backzone zone.tab\nZ Europe/Oslo 0:43 - LMT 1895\n\
        Z Europe/Berlin 0:53:28 - LMT 1893 Ap\nL Europe/Berlin Arctic/Longyearbyen\n";

    fn complete() -> String {
        let zones: BTreeSet<&str> = OWN_HISTORY.iter().map(|(_, zone)| *zone).collect();
        zones.iter().fold(SMALL.to_owned(), |text, zone| text + "Z " + zone + " 0 - X\n")
    }

    #[test]
    fn an_alias_with_a_history_of_its_own_leaves_the_merged_zone() {
        let text = complete();
        let names = Names::read(&text).unwrap();
        assert_eq!(names.release, "2099z");
        assert_eq!(names.zones["Arctic/Longyearbyen"], "Europe/Oslo");
        assert_eq!(names.zones["Europe/Berlin"], "Europe/Berlin");
    }

    #[test]
    fn a_source_without_history_is_refused() {
        let text = complete().replace("# ddeps backzone zone.tab", "# ddeps");
        assert!(Names::read(&text).is_err_and(|e| e.contains("history before 1970")));
    }

    #[test]
    fn an_alias_of_nothing_is_refused() {
        assert!(Names::read(SMALL).is_err_and(|e| e.contains("which is no zone")));
    }
}
