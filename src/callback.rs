//! The application's functions: their types, and calling them with the application's opaque pointer.

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

impl Default for Opaque {
    fn default() -> Self {
        Opaque(std::ptr::null_mut())
    }
}

/// The address that stands for a function in a configuration dump; 0 for none.
pub fn address(function: Option<*const ()>) -> usize {
    function.map_or(0, |function| function as usize)
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
pub type MsgOrderCmp =
    unsafe extern "C" fn(a: *const rd_kafka_message_t, b: *const rd_kafka_message_t) -> c_int;

/// The application's functions of one instance.
#[derive(Clone, Copy, Debug, Default)]
pub struct Callbacks {
    pub dr: Option<DrCb>,
    pub dr_msg: Option<DrMsgCb>,
    pub consume: Option<ConsumeCb>,
    pub rebalance: Option<RebalanceCb>,
    pub offset_commit: Option<OffsetCommitCb>,
    pub error: Option<ErrorCb>,
    pub throttle: Option<ThrottleCb>,
    /// `None` logs to standard error.
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
}
