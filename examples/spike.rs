#![allow(unsafe_code, clippy::all, clippy::undocumented_unsafe_blocks)]
use rdkafka::capi::{client::*, produce::*, topic::*, types::*};
use std::ffi::CString;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let n: usize = a[2].parse().unwrap();
    let mut conf = rdkafka::conf::Conf::default();
    conf.bootstrap_servers = Some(a[1].clone());
    conf.queue_buffering_max_messages = 1000000;
    conf.callbacks.dr_msg = Some(dr);
    unsafe extern "C" fn dr(_: *mut rd_kafka_t, _: *const rd_kafka_message_t, _: *mut libc::c_void) {}
    unsafe {
        let rk = rd_kafka_new(
            rd_kafka_type_t::RD_KAFKA_PRODUCER,
            Box::into_raw(Box::new(conf)).cast(),
            std::ptr::null_mut(),
            0,
        );
        let t = CString::new("spike").unwrap();
        let rkt = rd_kafka_topic_new(rk, t.as_ptr(), std::ptr::null_mut());
        let payload = vec![b'x'; 100];
        let start = std::time::Instant::now();
        for i in 0..n {
            while rd_kafka_produce(
                rkt,
                -1,
                2,
                payload.as_ptr() as *mut _,
                100,
                std::ptr::null(),
                0,
                i as *mut _,
            ) != 0
            {
                rdkafka::capi::serve_poll(rk);
            }
        }
        println!("flush {:?}", rd_kafka_flush(rk, 10000));
        println!("{:?} per msg", start.elapsed() / n as u32);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
    }
}
