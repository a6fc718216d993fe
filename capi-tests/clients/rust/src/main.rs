//! One member of a group: `rust-client GROUP TOPIC NAME=VALUE...`. It says "M partition offset" of each message, ends when
//! its standard input does, and then says "C".
//!
//! Offsets are stored when a message has been handled: while the crate closes a consumer it goes on polling and drops what
//! comes, and with `enable.auto.offset.store` that would be committed as if it had been read.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::Message;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let group = arguments.next().expect("a group");
    let topic = arguments.next().expect("a topic");
    let servers = std::env::var("KAFKA_BOOTSTRAP").expect("KAFKA_BOOTSTRAP");
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", servers).set("group.id", group).set("enable.auto.offset.store", "false");
    for argument in arguments {
        let (name, value) = argument.split_once('=').expect("NAME=VALUE");
        config.set(name, value);
    }
    let consumer: BaseConsumer = config.create().expect("a consumer");
    consumer.subscribe(&[&topic]).expect("subscribing");

    let ended = Arc::new(AtomicBool::new(false));
    std::thread::spawn({
        let ended = Arc::clone(&ended);
        move || {
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
            ended.store(true, Ordering::Relaxed);
        }
    });
    while !ended.load(Ordering::Relaxed) {
        match consumer.poll(Duration::from_millis(100)) {
            Some(Ok(message)) => {
                println!("M {} {}", message.partition(), message.offset());
                consumer.store_offset_from_message(&message).expect("a partition that is still assigned");
            }
            Some(Err(error)) => println!("E {error:?}"),
            None => {}
        }
    }
    drop(consumer);
    println!("C");
}
