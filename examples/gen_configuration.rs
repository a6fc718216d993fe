//! Prints CONFIGURATION.md: `cargo run --example gen_configuration > CONFIGURATION.md`.

fn main() {
    print!("{}", rdkafka::conf::configuration_md());
}
