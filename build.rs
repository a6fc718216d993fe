#[path = "protocol/generator/mod.rs"]
mod protocol;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    protocol::generate();
    compile_shim();
}

/// The variadic functions of the ABI: see `src/capi/shim.c`.
fn compile_shim() {
    println!("cargo::rerun-if-changed=src/capi/shim.c");
    println!("cargo::rerun-if-changed=include/librdkafka");
    cc::Build::new()
        .file("src/capi/shim.c")
        .std("c99")
        .flag("-Wextra")
        .flag("-Wpedantic")
        .compile("rdkafka_shim");
}
