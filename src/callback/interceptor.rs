//! Calling interceptors. Where one fails this is logged, and the next one is called all the same.

use std::ffi::CString;
use std::sync::Arc;
use std::time::Instant;

use libc::{c_char, c_int, c_void};

use super::Opaque;
use crate::broker::{Broker, BrokerState};
use crate::capi::types::*;
use crate::capi::util::c_string;
use crate::capi::{delivered, partition_list, sending};
use crate::client::{Client, ThreadKind};
use crate::conf::Conf;
use crate::error::ErrorCode;
use crate::headers::Headers;
use crate::interceptor::{Chain, Hook, ResponseSeen};
use crate::log::Level;
use crate::producer::{DeliveryReport, NewMessage};
use crate::topic::Topic;
use crate::topic::partition_list::PartitionList;

/// The function type inside one that may be NULL, as the C interface has them.
pub trait Nullable {
    type Function;
}

impl<F> Nullable for Option<F> {
    type Function = F;
}

pub type OnConfSet = <rd_kafka_interceptor_f_on_conf_set_t as Nullable>::Function;
pub type OnConfDup = <rd_kafka_interceptor_f_on_conf_dup_t as Nullable>::Function;
pub type OnConfDestroy = <rd_kafka_interceptor_f_on_conf_destroy_t as Nullable>::Function;
pub type OnNew = <rd_kafka_interceptor_f_on_new_t as Nullable>::Function;
pub type OnDestroy = <rd_kafka_interceptor_f_on_destroy_t as Nullable>::Function;
pub type OnSend = <rd_kafka_interceptor_f_on_send_t as Nullable>::Function;
pub type OnAcknowledgement = <rd_kafka_interceptor_f_on_acknowledgement_t as Nullable>::Function;
pub type OnConsume = <rd_kafka_interceptor_f_on_consume_t as Nullable>::Function;
pub type OnCommit = <rd_kafka_interceptor_f_on_commit_t as Nullable>::Function;
pub type OnRequestSent = <rd_kafka_interceptor_f_on_request_sent_t as Nullable>::Function;
pub type OnResponseReceived = <rd_kafka_interceptor_f_on_response_received_t as Nullable>::Function;
pub type OnThreadStart = <rd_kafka_interceptor_f_on_thread_start_t as Nullable>::Function;
pub type OnThreadExit = <rd_kafka_interceptor_f_on_thread_exit_t as Nullable>::Function;
pub type OnBrokerStateChange = <rd_kafka_interceptor_f_on_broker_state_change_t as Nullable>::Function;

/// Room for the text with which `on_new` says why it failed.
const ERRSTR_SIZE: usize = 512;

/// The handle that C knows the instance by.
fn handle(client: &Client) -> *mut rd_kafka_t {
    std::ptr::from_ref(client).cast_mut().cast()
}

fn log_failure(client: &Client, interceptor: &str, what: &str, text: &str) {
    crate::log!(client.log, Level::Warning, "ICFAIL", "Interceptor {interceptor} failed {what}: {text}");
}

/// Calls each function of a chain by way of `call`, with its opaque; `what` tells in the log which ones fail.
fn run<F: Copy>(
    client: &Client,
    chain: &Chain<F>,
    what: &str,
    mut call: impl FnMut(F, *mut c_void) -> ErrorCode,
) {
    for hook in chain.hooks() {
        let code = call(hook.function, hook.opaque.0);
        if code.is_err() {
            log_failure(client, &hook.name, what, &code.to_string());
        }
    }
}

/// As [`run`], for what is called with a message.
///
/// # Safety
/// `message` is a live message that nobody else uses, and the functions are made to be called with it.
unsafe fn run_on_message(
    client: &Client,
    chain: &Chain<OnConsume>,
    what: &str,
    message: *mut rd_kafka_message_t,
) {
    for Hook { name, function, opaque } in chain.hooks() {
        // SAFETY: as promised.
        let code = unsafe { function(handle(client), message, opaque.0) };
        if code.is_err() {
            // SAFETY: a live message with a live topic.
            let (topic, partition, offset) = unsafe {
                let message = &*message;
                (crate::capi::handle::topic(message.rkt), message.partition, message.offset)
            };
            let what = format!("{what} for message on {} [{partition}] @ {offset}", topic.name);
            log_failure(client, name, &what, &code.to_string());
        }
    }
}

// ---- the instance ----

/// Lets the configuration's interceptors register theirs on the instance, which has no threads yet.
pub fn on_new(client: &Arc<Client>) {
    let on_new = &client.conf.interceptors.on_new;
    if on_new.is_empty() {
        return;
    }
    client.interceptors.open();
    let conf = std::ptr::from_ref::<Conf>(&client.conf).cast();
    for Hook { name, function, opaque } in on_new.hooks() {
        let mut reason = [0 as c_char; ERRSTR_SIZE];
        // SAFETY: the application registered the function for this; the instance and its configuration are alive, and
        // the buffer has the size given.
        let code = unsafe { function(handle(client), conf, opaque.0, reason.as_mut_ptr(), reason.len()) };
        if code.is_err() {
            let reason: Vec<u8> = reason.iter().take_while(|c| **c != 0).map(|c| *c as u8).collect();
            let text = format!("{code}: {}", String::from_utf8_lossy(&reason));
            log_failure(client, name, "on_new", &text);
        }
    }
    client.interceptors.close();
}

/// The instance's threads are gone, and soon it is itself.
pub fn on_destroy(client: &Client) {
    let chain = &client.interceptors.chains().on_destroy;
    // SAFETY: the application registered the function for this; the instance is alive.
    run(client, chain, "on_destroy", |function, opaque| unsafe { function(handle(client), opaque) });
}

/// The configuration is gone: its interceptors may free their state.
pub fn on_conf_destroy(conf: &Conf) {
    for hook in conf.interceptors.on_conf_destroy.hooks() {
        // SAFETY: the application registered the function for this. There is no log that a failure could go to.
        unsafe { (hook.function)(hook.opaque.0) };
    }
}

// ---- threads and brokers ----

fn thread_type(kind: ThreadKind) -> rd_kafka_thread_type_t {
    match kind {
        ThreadKind::Main => rd_kafka_thread_type_t::RD_KAFKA_THREAD_MAIN,
        ThreadKind::Background => rd_kafka_thread_type_t::RD_KAFKA_THREAD_BACKGROUND,
        ThreadKind::Broker => rd_kafka_thread_type_t::RD_KAFKA_THREAD_BROKER,
    }
}

/// The calling thread begins.
pub fn on_thread_start(client: &Client, kind: ThreadKind, name: &str) {
    let chain = &client.interceptors.chains().on_thread_start;
    if chain.is_empty() {
        return;
    }
    let name = c_string(name);
    // SAFETY: the application registered the function for this; instance and name are alive.
    run(client, chain, "on_thread_start", |function, opaque| unsafe {
        function(handle(client), thread_type(kind), name.as_ptr(), opaque)
    });
}

/// The calling thread ends.
pub fn on_thread_exit(client: &Client, kind: ThreadKind, name: &str) {
    let chain = &client.interceptors.chains().on_thread_exit;
    if chain.is_empty() {
        return;
    }
    let name = c_string(name);
    // SAFETY: the application registered the function for this; instance and name are alive.
    run(client, chain, "on_thread_exit", |function, opaque| unsafe {
        function(handle(client), thread_type(kind), name.as_ptr(), opaque)
    });
}

/// A broker's connection has come to another state.
pub fn on_broker_state_change(client: &Client, broker: &Broker, state: BrokerState) {
    let chain = &client.interceptors.chains().on_broker_state_change;
    if chain.is_empty() {
        return;
    }
    let address = broker.address();
    let (security, host, state) =
        (c_string(client.conf.security_protocol.name()), c_string(&address.host), c_string(state.name()));
    let (node_id, port) = (broker.node_id(), c_int::from(address.port));
    // SAFETY: the application registered the function for this; instance and strings are alive.
    run(client, chain, "on_broker_state_change", |function, opaque| unsafe {
        function(handle(client), node_id, security.as_ptr(), host.as_ptr(), port, state.as_ptr(), opaque)
    });
}

/// The socket has taken all of a request.
pub fn on_request_sent(
    client: &Client,
    broker: &Broker,
    socket: c_int,
    request: &crate::broker::UnsentRequest,
) {
    let chain = &client.interceptors.chains().on_request_sent;
    if chain.is_empty() {
        return;
    }
    let (name, node_id) = (c_string(&broker.name()), broker.node_id());
    // SAFETY: the application registered the function for this; instance and name are alive.
    run(client, chain, "on_request_sent", |function, opaque| unsafe {
        function(
            handle(client),
            socket,
            name.as_ptr(),
            node_id,
            request.api.0,
            request.version,
            request.correlation_id,
            request.size,
            opaque,
        )
    });
}

/// A response came, or it is known that there will be none.
pub fn on_response_received(client: &Client, broker: &Broker, socket: c_int, seen: &ResponseSeen) {
    let chain = &client.interceptors.chains().on_response_received;
    if chain.is_empty() {
        return;
    }
    let (name, node_id) = (c_string(&broker.name()), broker.node_id());
    let rtt = seen.round_trip.map_or(-1, |took| i64::try_from(took.as_micros()).unwrap_or(i64::MAX));
    // SAFETY: the application registered the function for this; instance and name are alive.
    run(client, chain, "on_response_received", |function, opaque| unsafe {
        function(
            handle(client),
            socket,
            name.as_ptr(),
            node_id,
            seen.api.0,
            seen.version,
            seen.correlation_id,
            seen.size,
            rtt,
            seen.err,
            opaque,
        )
    });
}

// ---- messages ----

/// Shows a message that is about to be queued, and returns its headers as they are then.
pub fn on_send(topic: &Arc<Topic>, message: &NewMessage<'_>) -> Option<Box<Headers>> {
    let client = &topic.client;
    let mut shown = sending::message(topic, message, ErrorCode::NO_ERROR, Instant::now());
    // SAFETY: made for these calls; what it points to outlives them. The functions are registered for it.
    unsafe {
        run_on_message(client, &client.interceptors.chains().on_send, "on_send", shown.as_mut_ptr());
    }
    sending::into_headers(shown)
}

/// Tells of a message that [`on_send`] has shown, and that could not be queued after all.
pub fn on_refused(topic: &Arc<Topic>, message: &NewMessage<'_>, code: ErrorCode) {
    let client = &topic.client;
    let chain = &client.interceptors.chains().on_acknowledgement;
    if !chain.is_empty() {
        let mut shown = sending::message(topic, message, code, Instant::now());
        // SAFETY: as for `on_send`.
        unsafe { run_on_message(client, chain, "on_acknowledgement", shown.as_mut_ptr()) };
    }
}

/// Tells of messages whose fate is known.
pub fn on_acknowledgement(client: &Client, report: &DeliveryReport) {
    let chain = &client.interceptors.chains().on_acknowledgement;
    if chain.is_empty() || client.is_terminating() {
        // What the end of an instance throws away was not acknowledged, and is not reported either.
        return;
    }
    for index in 0..report.batch.len() {
        // SAFETY: the report outlives the message, and does not change meanwhile.
        let mut shown = unsafe { delivered::message(report, index) };
        // SAFETY: made for these calls. The functions are registered for it.
        unsafe { run_on_message(client, chain, "on_acknowledgement", shown.as_mut_ptr()) };
    }
}

/// Shows a message that the application is about to get; errors in a message's place are not shown.
///
/// # Safety
/// `message` is a live message that nobody else uses.
#[inline]
pub unsafe fn on_consume(client: &Client, message: *mut rd_kafka_message_t) {
    let chain = &client.interceptors.chains().on_consume;
    // SAFETY: a live message.
    if !chain.is_empty() && !unsafe { &*message }.err.is_err() {
        // SAFETY: passed on.
        unsafe { run_on_message(client, chain, "on_consume", message) };
    }
}

/// Tells of a commit's outcome, `code` for the whole of it and one for each partition in `offsets`.
pub fn on_commit(client: &Client, offsets: &PartitionList, code: ErrorCode) {
    let chain = &client.interceptors.chains().on_commit;
    if chain.is_empty() {
        return;
    }
    let list = partition_list::to_c(offsets);
    // SAFETY: the application registered the function for this; instance and list are alive.
    run(client, chain, "on_commit", |function, opaque| unsafe {
        function(handle(client), list, code, opaque)
    });
    // SAFETY: made above, and the application has not kept it.
    unsafe { partition_list::rd_kafka_topic_partition_list_destroy(list) };
}

// ---- configurations ----

/// A property's name and value as interceptors get them.
pub struct PropertyText {
    pub name: CString,
    pub value: Option<CString>,
}

impl PropertyText {
    pub fn new(name: &str, value: Option<&str>) -> Self {
        PropertyText { name: c_string(name), value: value.map(c_string) }
    }

    pub fn value_ptr(&self) -> *const c_char {
        self.value.as_ref().map_or(std::ptr::null(), |value| value.as_ptr())
    }
}

/// Asks one interceptor after the other whether it takes a property over, until one does or refuses it.
///
/// # Safety
/// `conf` is a live configuration that no reference is held to; `name` is a string, `value` one or NULL, `errstr` is NULL
/// or has room for `errstr_size` bytes.
pub unsafe fn on_conf_set(
    chain: &Chain<OnConfSet>,
    conf: *mut rd_kafka_conf_t,
    name: *const c_char,
    value: *const c_char,
    errstr: *mut c_char,
    errstr_size: usize,
) -> rd_kafka_conf_res_t {
    for Hook { function, opaque, .. } in chain.hooks() {
        // SAFETY: as promised.
        let outcome = unsafe { function(conf, name, value, errstr, errstr_size, opaque.0) };
        if outcome != rd_kafka_conf_res_t::RD_KAFKA_CONF_UNKNOWN {
            return outcome;
        }
    }
    rd_kafka_conf_res_t::RD_KAFKA_CONF_UNKNOWN
}

/// Tells the interceptors of `old` that `new` is made from it.
///
/// # Safety
/// Both are live configurations that no mutable reference is held to; `filter` has `filter_count` strings.
pub unsafe fn on_conf_dup(
    chain: &Chain<OnConfDup>,
    new: *mut rd_kafka_conf_t,
    old: *const rd_kafka_conf_t,
    filter_count: usize,
    filter: *mut *const c_char,
) {
    for Hook { function, opaque: Opaque(opaque), .. } in chain.hooks() {
        // SAFETY: as promised. There is no log that a failure could go to.
        unsafe { function(new, old, filter_count, filter, *opaque) };
    }
}
