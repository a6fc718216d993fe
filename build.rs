#[path = "protocol/generator/mod.rs"]
mod protocol;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    protocol::generate();
}
