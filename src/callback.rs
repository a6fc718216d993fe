//! The application's functions: their types, and calling them with the application's opaque pointer.

pub mod interceptor;

use libc::{addrinfo, c_char, c_int, c_void, mode_t, size_t, sockaddr};

use crate::capi::types::{
    rd_kafka_event_t, rd_kafka_message_t, rd_kafka_resp_err_t, rd_kafka_t, rd_kafka_topic_partition_list_t,
    rd_kafka_topic_t,
};

/// A pointer of the application's that is only ever handed back to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opaque(pub *mut c_void);

// SAFETY: the pointer is never dereferenced here; what it points to is the application's to synchronize, as the
// documentation of each callback says on which threads it runs.
unsafe impl Send for Opaque {}
// SAFETY: as above.
unsafe impl Sync for Opaque {}

impl Opaque {
    pub fn address(self) -> usize {
        self.0 as usize
    }
}

impl Opaque {
    pub fn as_ptr<T>(self) -> *mut T {
        self.0.cast()
    }
}

impl Default for Opaque {
    fn default() -> Self {
        Opaque(std::ptr::null_mut())
    }
}

pub type DrCb = unsafe extern "C" fn(
    rk: *mut rd_kafka_t,
    payload: *mut c_void,
    len: size_t,
    err: rd_kafka_resp_err_t,
    opaque: *mut c_void,
    msg_opaque: *mut c_void,
);
pub type DrMsgCb =
    unsafe extern "C" fn(rk: *mut rd_kafka_t, rkmessage: *const rd_kafka_message_t, opaque: *mut c_void);
pub type ConsumeCb = unsafe extern "C" fn(rkmessage: *mut rd_kafka_message_t, opaque: *mut c_void);
pub type RebalanceCb = unsafe extern "C" fn(
    rk: *mut rd_kafka_t,
    err: rd_kafka_resp_err_t,
    partitions: *mut rd_kafka_topic_partition_list_t,
    opaque: *mut c_void,
);
pub type OffsetCommitCb = unsafe extern "C" fn(
    rk: *mut rd_kafka_t,
    err: rd_kafka_resp_err_t,
    offsets: *mut rd_kafka_topic_partition_list_t,
    opaque: *mut c_void,
);
pub type ErrorCb =
    unsafe extern "C" fn(rk: *mut rd_kafka_t, err: c_int, reason: *const c_char, opaque: *mut c_void);
pub type ThrottleCb = unsafe extern "C" fn(
    rk: *mut rd_kafka_t,
    broker_name: *const c_char,
    broker_id: i32,
    throttle_time_ms: c_int,
    opaque: *mut c_void,
);
pub type LogCb =
    unsafe extern "C" fn(rk: *const rd_kafka_t, level: c_int, fac: *const c_char, buf: *const c_char);
pub type StatsCb = unsafe extern "C" fn(
    rk: *mut rd_kafka_t,
    json: *mut c_char,
    json_len: size_t,
    opaque: *mut c_void,
) -> c_int;
pub type OauthbearerTokenRefreshCb =
    unsafe extern "C" fn(rk: *mut rd_kafka_t, oauthbearer_config: *const c_char, opaque: *mut c_void);
pub type BackgroundEventCb =
    unsafe extern "C" fn(rk: *mut rd_kafka_t, rkev: *mut rd_kafka_event_t, opaque: *mut c_void);
pub type SocketCb =
    unsafe extern "C" fn(domain: c_int, kind: c_int, protocol: c_int, opaque: *mut c_void) -> c_int;
pub type ConnectCb = unsafe extern "C" fn(
    sockfd: c_int,
    addr: *const sockaddr,
    addrlen: c_int,
    id: *const c_char,
    opaque: *mut c_void,
) -> c_int;
pub type ClosesocketCb = unsafe extern "C" fn(sockfd: c_int, opaque: *mut c_void) -> c_int;
pub type OpenCb =
    unsafe extern "C" fn(pathname: *const c_char, flags: c_int, mode: mode_t, opaque: *mut c_void) -> c_int;
pub type ResolveCb = unsafe extern "C" fn(
    node: *const c_char,
    service: *const c_char,
    hints: *const addrinfo,
    res: *mut *mut addrinfo,
    opaque: *mut c_void,
) -> c_int;
pub type SslCertVerifyCb = unsafe extern "C" fn(
    rk: *mut rd_kafka_t,
    broker_name: *const c_char,
    broker_id: i32,
    x509_error: *mut c_int,
    depth: c_int,
    buf: *const c_char,
    size: size_t,
    errstr: *mut c_char,
    errstr_size: size_t,
    opaque: *mut c_void,
) -> c_int;
pub type PartitionerCb = unsafe extern "C" fn(
    rkt: *const rd_kafka_topic_t,
    key: *const c_void,
    keylen: size_t,
    partition_cnt: i32,
    rkt_opaque: *mut c_void,
    msg_opaque: *mut c_void,
) -> i32;
pub type QueueEventCb = unsafe extern "C" fn(rk: *mut rd_kafka_t, qev_opaque: *mut c_void);
pub type MsgOrderCmp =
    unsafe extern "C" fn(a: *const rd_kafka_message_t, b: *const rd_kafka_message_t) -> c_int;

/// Sees the result of each Produce request and may put another in its place: `ut_handle_ProduceResponse`.
pub type UtHandleProduceResponse = unsafe extern "C" fn(
    rk: *mut rd_kafka_t,
    broker_id: i32,
    msgid: u64,
    err: rd_kafka_resp_err_t,
) -> rd_kafka_resp_err_t;

/// The application's functions of one instance.
#[derive(Clone, Copy, Debug)]
pub struct Callbacks {
    pub dr: Option<DrCb>,
    pub dr_msg: Option<DrMsgCb>,
    pub consume: Option<ConsumeCb>,
    pub rebalance: Option<RebalanceCb>,
    pub offset_commit: Option<OffsetCommitCb>,
    pub error: Option<ErrorCb>,
    pub throttle: Option<ThrottleCb>,
    /// `None` is no log at all; the default is the library's own function, which prints to standard error.
    pub log: Option<LogCb>,
    pub stats: Option<StatsCb>,
    pub oauthbearer_token_refresh: Option<OauthbearerTokenRefreshCb>,
    pub background_event: Option<BackgroundEventCb>,
    pub socket: Option<SocketCb>,
    pub connect: Option<ConnectCb>,
    pub closesocket: Option<ClosesocketCb>,
    pub open: Option<OpenCb>,
    pub resolve: Option<ResolveCb>,
    pub ssl_cert_verify: Option<SslCertVerifyCb>,
    pub ut_handle_produce_response: Option<UtHandleProduceResponse>,
}

impl Default for Callbacks {
    fn default() -> Self {
        Callbacks {
            dr: None,
            dr_msg: None,
            consume: None,
            rebalance: None,
            offset_commit: None,
            error: None,
            throttle: None,
            log: Some(crate::capi::log::rd_kafka_log_print),
            stats: None,
            oauthbearer_token_refresh: None,
            background_event: None,
            socket: None,
            connect: None,
            closesocket: None,
            open: None,
            resolve: None,
            ssl_cert_verify: None,
            ut_handle_produce_response: None,
        }
    }
}

/// The socket functions of `conf`, for the transport.
pub fn socket_hooks(conf: &crate::conf::Conf) -> crate::transport::SocketHooks {
    let callbacks = crate::transport::SocketCallbacks {
        socket: conf.callbacks.socket,
        connect: conf.callbacks.connect,
        close: conf.callbacks.closesocket,
        resolve: conf.callbacks.resolve,
    };
    // SAFETY: the setters' documentation asks of these functions what `SocketHooks::new` does, until the instance is gone;
    // its threads, which alone make connections, end before that.
    unsafe { crate::transport::SocketHooks::new(callbacks, conf.opaque.0) }
}

/// Asks the application's partitioner.
pub fn partition(
    topic: &std::sync::Arc<crate::topic::Topic>,
    key: Option<&[u8]>,
    count: i32,
    message_opaque: usize,
) -> i32 {
    let Some(partitioner) = topic.conf.partitioner_cb else { return -1 };
    let (key, len) = key.map_or((std::ptr::null(), 0), |key| (key.as_ptr().cast::<c_void>(), key.len()));
    let rkt = std::sync::Arc::as_ptr(topic).cast::<rd_kafka_topic_t>();
    // SAFETY: the function was given for this purpose; topic and key live for the call, and the opaques are its own.
    unsafe { partitioner(rkt, key, len, count, topic.conf.opaque.0, message_opaque as *mut c_void) }
}
