//! Tells the workshop for which target it was built: fuzz targets are built for the same one, named, so that their coverage flags
//! do not reach build scripts.

fn main() {
    println!("cargo:rustc-env=XTASK_TARGET={}", std::env::var("TARGET").unwrap_or_default());
    println!("cargo:rerun-if-changed=build.rs");
}
