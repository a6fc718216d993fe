//! stub
use crate::client::Client;
use crate::queue::*;
use std::sync::Arc;
pub(crate) fn serve_callbacks(_client: &Arc<Client>, queue: &Arc<Queue>, deadline: Deadline) -> i32 {
    let mut n = 0;
    while let Popped::Got(op) = queue.pop(if n == 0 { deadline } else { Deadline::from_timeout_ms(0) }) {
        n += 1;
        match op {
            Op::Delivery(mut d) => {
                while let Some(i) = d.next_index() {
                    if i % 1000 == 0 || d.report.err.is_err() {
                        eprintln!(
                            "DR {} [{}] {:?} @{}",
                            d.topic.name,
                            d.partition,
                            d.report.err,
                            d.offset_of(i)
                        );
                    }
                }
                d.settle();
            }
            Op::Error(e) => eprintln!("ERR {:?} {}", e.code, e.reason),
            _ => {}
        }
    }
    n
}
