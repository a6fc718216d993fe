//! For the tests of this room: instances without brokers, and delivery reports on demand.

use std::ffi::CStr;
use std::ptr;
use std::sync::Arc;

use libc::{c_char, c_void};

use super::client::{rd_kafka_destroy, rd_kafka_new};
use super::handle;
use super::produce::rd_kafka_produce;
use super::topic::{rd_kafka_topic_destroy, rd_kafka_topic_new};
use super::types::*;
use crate::client::Client;
use crate::conf::Conf;

/// A producer that knows no broker. Destroyed when dropped.
pub(crate) struct Producer {
    pub(crate) rk: *mut rd_kafka_t,
}

impl Producer {
    /// With a configuration that `set_up` adjusts, logging nowhere unless that says otherwise.
    pub(crate) fn new(set_up: impl FnOnce(&mut Conf)) -> Self {
        let mut conf = Conf::default();
        conf.callbacks.log = None;
        set_up(&mut conf);
        let conf = Box::into_raw(Box::new(conf)).cast();
        // SAFETY: a configuration that is the instance's from now on.
        let rk = unsafe { rd_kafka_new(rd_kafka_type_t::RD_KAFKA_PRODUCER, conf, ptr::null_mut(), 0) };
        assert!(!rk.is_null());
        Producer { rk }
    }

    pub(crate) fn client(&self) -> Arc<Client> {
        // SAFETY: alive until dropped.
        Arc::clone(&*unsafe { handle::client(self.rk) })
    }

    /// Produces `count` messages, whose opaques count from 1, and lets them fail: one op of delivery reports.
    pub(crate) fn report(&self, count: usize) {
        self.report_from(c"topic", count);
    }

    pub(crate) fn report_from(&self, topic: &CStr, count: usize) {
        // SAFETY: live handles; keys and values are copied.
        unsafe {
            let rkt = rd_kafka_topic_new(self.rk, topic.as_ptr(), ptr::null_mut());
            assert!(!rkt.is_null());
            for number in 1..=count {
                let (value, key, opaque) = (c"value".as_ptr(), c"key".as_ptr(), number as *mut c_void);
                assert_eq!(
                    rd_kafka_produce(rkt, -1, 2, value.cast_mut().cast(), 5, key.cast(), 3, opaque),
                    0
                );
            }
            rd_kafka_topic_destroy(rkt);
        }
        let client = self.client();
        client.producer.fail_all_queued(&client);
    }
}

impl Drop for Producer {
    fn drop(&mut self) {
        // SAFETY: for the only time.
        unsafe { rd_kafka_destroy(self.rk) };
    }
}

/// A C string that the library returned.
pub(crate) fn text(pointer: *const c_char) -> String {
    assert!(!pointer.is_null());
    // SAFETY: a string, as the tests' callers say.
    unsafe { CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}
