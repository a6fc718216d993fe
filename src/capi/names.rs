//! The library's version, and the texts of enumerated values.

use std::ffi::CStr;
use std::ptr;

use libc::{c_char, c_int};

use super::types::{
    rd_kafka_AclOperation_t, rd_kafka_AclPermissionType_t, rd_kafka_ConfigSource_t,
    rd_kafka_ResourcePatternType_t, rd_kafka_ResourceType_t, rd_kafka_consumer_group_state_t,
    rd_kafka_consumer_group_type_t,
};
use super::util::c_str_or_null;

// ---- version and debug contexts

const VERSION_TEXT: &CStr = c"2.15.0";

/// The version of the loaded library as 0xMMmmrrxx: major, minor, revision, and 0xff for a release.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_version() -> c_int {
    crate::VERSION_NUMBER
}

/// The version of the loaded library as text. The string is static.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_version_str() -> *const c_char {
    VERSION_TEXT.as_ptr()
}

/// The values of the `debug` property, separated by commas. The string is static.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_get_debug_contexts() -> *const c_char {
    c"all,generic,broker,topic,metadata,feature,queue,msg,protocol,cgrp,security,fetch,interceptor,plugin,\
      consumer,admin,eos,mock,assignor,conf"
        .as_ptr()
}

// ---- enumerated values

/// The text at place `value`.
fn lookup(texts: &[&'static CStr], value: c_int) -> Option<&'static CStr> {
    usize::try_from(value).ok().and_then(|at| texts.get(at)).copied()
}

/// The text at place `value`, NULL where there is none.
fn text_or_null(texts: &[&'static CStr], value: c_int) -> *const c_char {
    lookup(texts, value).map_or(ptr::null(), CStr::as_ptr)
}

/// The text at place `value`, "UNSUPPORTED" where there is none.
fn text_or_unsupported(texts: &[&'static CStr], value: c_int) -> *const c_char {
    lookup(texts, value).unwrap_or(c"UNSUPPORTED").as_ptr()
}

/// The place of `name` among the texts in any case, 0 ("unknown") where it is not.
///
/// # Safety
/// `name` is a C string or NULL.
unsafe fn place_of(texts: &[&'static CStr], name: *const c_char) -> c_int {
    // SAFETY: as promised.
    let Some(name) = (unsafe { c_str_or_null(name) }) else { return 0 };
    let same = |text: &&CStr| text.to_bytes().eq_ignore_ascii_case(name.to_bytes());
    texts.iter().position(same).and_then(|place| c_int::try_from(place).ok()).unwrap_or(0)
}

const GROUP_STATES: [&CStr; 6] =
    [c"Unknown", c"PreparingRebalance", c"CompletingRebalance", c"Stable", c"Dead", c"Empty"];

const GROUP_TYPES: [&CStr; 3] = [c"Unknown", c"Consumer", c"Classic"];

const ACL_OPERATIONS: [&CStr; 13] = [
    c"UNKNOWN",
    c"ANY",
    c"ALL",
    c"READ",
    c"WRITE",
    c"CREATE",
    c"DELETE",
    c"ALTER",
    c"DESCRIBE",
    c"CLUSTER_ACTION",
    c"DESCRIBE_CONFIGS",
    c"ALTER_CONFIGS",
    c"IDEMPOTENT_WRITE",
];

const ACL_PERMISSION_TYPES: [&CStr; 4] = [c"UNKNOWN", c"ANY", c"DENY", c"ALLOW"];

/// Two more than the enum lists: brokers send these values, and have names for them.
const CONFIG_SOURCES: [&CStr; 9] = [
    c"UNKNOWN_CONFIG",
    c"DYNAMIC_TOPIC_CONFIG",
    c"DYNAMIC_BROKER_CONFIG",
    c"DYNAMIC_DEFAULT_BROKER_CONFIG",
    c"STATIC_BROKER_CONFIG",
    c"DEFAULT_CONFIG",
    c"DYNAMIC_BROKER_LOGGER_CONFIG",
    c"CLIENT_METRICS_CONFIG",
    c"GROUP_CONFIG",
];

const RESOURCE_TYPES: [&CStr; 6] = [c"UNKNOWN", c"ANY", c"TOPIC", c"GROUP", c"BROKER", c"TRANSACTIONAL_ID"];

const RESOURCE_PATTERN_TYPES: [&CStr; 5] = [c"UNKNOWN", c"ANY", c"MATCH", c"LITERAL", c"PREFIXED"];

/// The name of a group state as brokers spell it, or NULL for a value that is not listed. The string is static.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_group_state_name(
    state: rd_kafka_consumer_group_state_t,
) -> *const c_char {
    text_or_null(&GROUP_STATES, state.0)
}

/// The group state of this name in upper or lower case, `RD_KAFKA_CONSUMER_GROUP_STATE_UNKNOWN` for any other name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_group_state_code(
    name: *const c_char,
) -> rd_kafka_consumer_group_state_t {
    // SAFETY: the caller passes a C string or NULL.
    rd_kafka_consumer_group_state_t(unsafe { place_of(&GROUP_STATES, name) })
}

/// The name of a group type as brokers spell it, or NULL for a value that is not listed. The string is static (KIP-848).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_group_type_name(
    r#type: rd_kafka_consumer_group_type_t,
) -> *const c_char {
    text_or_null(&GROUP_TYPES, r#type.0)
}

/// The group type of this name in upper or lower case, `RD_KAFKA_CONSUMER_GROUP_TYPE_UNKNOWN` for any other name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_group_type_code(
    name: *const c_char,
) -> rd_kafka_consumer_group_type_t {
    // SAFETY: the caller passes a C string or NULL.
    rd_kafka_consumer_group_type_t(unsafe { place_of(&GROUP_TYPES, name) })
}

/// The name of an ACL operation, or "UNSUPPORTED" for a value that is not listed. The string is static.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclOperation_name(acl_operation: rd_kafka_AclOperation_t) -> *const c_char {
    text_or_unsupported(&ACL_OPERATIONS, acl_operation.0)
}

/// The name of an ACL permission type, or "UNSUPPORTED" for a value that is not listed. The string is static.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclPermissionType_name(
    acl_permission_type: rd_kafka_AclPermissionType_t,
) -> *const c_char {
    text_or_unsupported(&ACL_PERMISSION_TYPES, acl_permission_type.0)
}

/// The name of a configuration entry's source, or "UNSUPPORTED" for a value that is not known. The string is static.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigSource_name(confsource: rd_kafka_ConfigSource_t) -> *const c_char {
    text_or_unsupported(&CONFIG_SOURCES, confsource.0)
}

/// The name of a resource type, or "UNSUPPORTED" for a value that is not listed. The string is static.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ResourceType_name(restype: rd_kafka_ResourceType_t) -> *const c_char {
    text_or_unsupported(&RESOURCE_TYPES, restype.0)
}

/// The name of a resource pattern type, or "UNSUPPORTED" for a value that is not listed. The string is static.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ResourcePatternType_name(
    resource_pattern_type: rd_kafka_ResourcePatternType_t,
) -> *const c_char {
    text_or_unsupported(&RESOURCE_PATTERN_TYPES, resource_pattern_type.0)
}
