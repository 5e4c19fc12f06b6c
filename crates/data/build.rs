//! Compiles the migrations in anew when one is added: the macro itself notices only changes.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
