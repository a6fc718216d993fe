//! Resources and their properties: as the application describes them, and as results bring them.

use std::ffi::CString;
use std::ptr;

use libc::{c_char, c_int, size_t};

use super::super::error::error_or_null;
use super::super::types::*;
use super::super::util::{c_str_or_null, c_string};
use super::event::COutcome;
use super::results::{outcome_of, result_of};
use super::{CArray, begin, destroy, destroy_array, elements, into_raw, nothing};
use crate::admin::{self, ConfigChange, ConfigEntry, ConfigResource, Operation, ResourceResult};
use crate::error::{Error, ErrorCode};

/// `rd_kafka_AlterConfigOpType_t`: the values go to the broker as they are.
const SET: i8 = 0;
const DELETE: i8 = 1;

/// What `rd_kafka_ConfigEntry_t` points to.
pub(super) struct CConfigEntry {
    name: CString,
    value: Option<CString>,
    source: c_int,
    read_only: bool,
    sensitive: bool,
    synonym: bool,
    synonyms: CArray<CConfigEntry>,
    /// What is to be done with the value, of an entry of the application's.
    operation: i8,
}

impl CConfigEntry {
    /// An entry of the application's.
    fn change(name: CString, value: Option<CString>, operation: i8) -> Self {
        CConfigEntry {
            name,
            value,
            source: rd_kafka_ConfigSource_t::RD_KAFKA_CONFIG_SOURCE_UNKNOWN_CONFIG.0,
            read_only: false,
            sensitive: false,
            synonym: false,
            synonyms: CArray::new([]),
            operation,
        }
    }

    fn of_result(entry: &ConfigEntry, synonym: bool) -> Self {
        CConfigEntry {
            name: c_string(&entry.name),
            value: entry.value.as_deref().map(c_string),
            source: known_source(c_int::from(entry.source)),
            read_only: entry.read_only,
            sensitive: entry.sensitive,
            synonym,
            synonyms: CArray::new(entry.synonyms.iter().map(|entry| CConfigEntry::of_result(entry, true))),
            operation: SET,
        }
    }

    fn is_default(&self) -> bool {
        !self.synonym && self.source == rd_kafka_ConfigSource_t::RD_KAFKA_CONFIG_SOURCE_DEFAULT_CONFIG.0
    }
}

/// Programs may take the value for one of the enum's: what a newer broker knows beyond them is unknown.
fn known_source(source: c_int) -> c_int {
    let count = rd_kafka_ConfigSource_t::RD_KAFKA_CONFIG_SOURCE__CNT.0;
    // The protocol has numbers in between that the enum has no names for.
    if (0..count).contains(&source) && !(6..8).contains(&source) { source } else { 0 }
}

/// What `rd_kafka_ConfigResource_t` points to.
pub(super) struct CConfigResource {
    kind: c_int,
    name: CString,
    entries: CArray<CConfigEntry>,
    code: ErrorCode,
    /// With an error.
    text: Option<CString>,
}

impl CConfigResource {
    pub(super) fn of_result(result: &ResourceResult) -> Self {
        CConfigResource {
            kind: result.kind,
            name: c_string(&result.name),
            entries: CArray::new(result.entries.iter().map(|entry| CConfigEntry::of_result(entry, false))),
            code: result.code,
            text: result.code.is_err().then(|| c_string(&result.text)),
        }
    }

    fn to_core(&self) -> ConfigResource {
        let text = |string: &CString| string.to_string_lossy().into_owned();
        let changes = self.entries.iter().map(|entry| ConfigChange {
            name: text(&entry.name),
            value: entry.value.as_ref().map(text),
            operation: entry.operation,
        });
        ConfigResource { kind: self.kind, name: text(&self.name), changes: changes.collect() }
    }
}

/// # Safety
/// An entry that lives for `'a`.
unsafe fn entry_of<'a>(entry: *const rd_kafka_ConfigEntry_t) -> &'a CConfigEntry {
    // SAFETY: as promised.
    unsafe { &*entry.cast() }
}

/// # Safety
/// A resource that lives for `'a`.
unsafe fn resource_of<'a>(config: *const rd_kafka_ConfigResource_t) -> &'a CConfigResource {
    // SAFETY: as promised.
    unsafe { &*config.cast() }
}

// ---- entries

/// The property's name. Owned by the entry.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_name(entry: *const rd_kafka_ConfigEntry_t) -> *const c_char {
    // SAFETY: alive, as the caller has it from its owner.
    unsafe { entry_of(entry) }.name.as_ptr()
}

/// The property's value, NULL when it is not set or sensitive. Owned by the entry.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_value(entry: *const rd_kafka_ConfigEntry_t) -> *const c_char {
    // SAFETY: alive, as the caller has it from its owner.
    unsafe { entry_of(entry) }.value.as_ref().map_or(ptr::null(), |value| value.as_ptr())
}

/// Where the value comes from.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_source(
    entry: *const rd_kafka_ConfigEntry_t,
) -> rd_kafka_ConfigSource_t {
    // SAFETY: alive, as the caller has it from its owner.
    rd_kafka_ConfigSource_t(unsafe { entry_of(entry) }.source)
}

/// Returns 1 when the property cannot be changed while the broker runs, else 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_is_read_only(entry: *const rd_kafka_ConfigEntry_t) -> c_int {
    // SAFETY: alive, as the caller has it from its owner.
    unsafe { entry_of(entry) }.read_only.into()
}

/// Returns 1 when the value is the default, else 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_is_default(entry: *const rd_kafka_ConfigEntry_t) -> c_int {
    // SAFETY: alive, as the caller has it from its owner.
    unsafe { entry_of(entry) }.is_default().into()
}

/// Returns 1 when the property is secret, such as a password; brokers do not tell its value then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_is_sensitive(entry: *const rd_kafka_ConfigEntry_t) -> c_int {
    // SAFETY: alive, as the caller has it from its owner.
    unsafe { entry_of(entry) }.sensitive.into()
}

/// Returns 1 when the entry is a synonym: a property that supplies the value of another one where that is not
/// set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_is_synonym(entry: *const rd_kafka_ConfigEntry_t) -> c_int {
    // SAFETY: alive, as the caller has it from its owner.
    unsafe { entry_of(entry) }.synonym.into()
}

/// The entry's synonyms, in the order in which they take effect, `*cntp` in number. Owned by the entry.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_synonyms(
    entry: *const rd_kafka_ConfigEntry_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ConfigEntry_t {
    // SAFETY: alive, as the caller has it from its owner.
    unsafe { entry_of(entry).synonyms.to_c(cntp) }
}

// ---- resources

/// Names a resource whose properties are to be read or changed: a topic by its name, a broker by its id as
/// text, a group by its id. Returns NULL when the name is NULL or empty. Free it with
/// `rd_kafka_ConfigResource_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_new(
    restype: rd_kafka_ResourceType_t,
    resname: *const c_char,
) -> *mut rd_kafka_ConfigResource_t {
    // SAFETY: a string or NULL.
    let name = unsafe { c_str_or_null(resname) };
    match name.filter(|name| restype.0 >= 0 && !name.is_empty()) {
        None => ptr::null_mut(),
        Some(name) => into_raw(CConfigResource {
            kind: restype.0,
            name: name.to_owned(),
            entries: CArray::new([]),
            code: ErrorCode::NO_ERROR,
            text: None,
        }),
    }
}

/// Frees it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_destroy(config: *mut rd_kafka_ConfigResource_t) {
    // SAFETY: the caller gives back what it got, for the last time, or NULL.
    unsafe { destroy::<CConfigResource, _>(config) };
}

/// Frees the `config_cnt` elements of an array, not the array itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_destroy_array(
    config: *mut *mut rd_kafka_ConfigResource_t,
    config_cnt: size_t,
) {
    // SAFETY: the caller gives back what it got, for the last time.
    unsafe { destroy_array::<CConfigResource, _>(config, config_cnt) };
}

/// Sets a property, for `rd_kafka_AlterConfigs()`; `rd_kafka_DescribeConfigs()` reads only those that are set, if any are.
/// Both strings are copied. The broker refuses a name that is set twice. Returns NO_ERROR, or _INVALID_ARG for an empty name
/// or a NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_set_config(
    config: *mut rd_kafka_ConfigResource_t,
    name: *const c_char,
    value: *const c_char,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live resource of the caller's; strings or NULL.
    let (resource, name, value) =
        unsafe { (&mut *config.cast::<CConfigResource>(), c_str_or_null(name), c_str_or_null(value)) };
    match (name.filter(|name| !name.is_empty()), value) {
        (Some(name), Some(value)) => {
            resource.entries.push(CConfigEntry::change(name.to_owned(), Some(value.to_owned()), SET));
            ErrorCode::NO_ERROR
        }
        _ => ErrorCode::_INVALID_ARG,
    }
}

/// Adds a change, for `rd_kafka_IncrementalAlterConfigs()`: SET the value, DELETE back to the default
/// (`value` NULL), APPEND to or SUBTRACT from a list (KIP-339). The strings are copied. Returns NULL, or an
/// error object that the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_add_incremental_config(
    config: *mut rd_kafka_ConfigResource_t,
    name: *const c_char,
    op_type: rd_kafka_AlterConfigOpType_t,
    value: *const c_char,
) -> *mut rd_kafka_error_t {
    // SAFETY: a live resource of the caller's; strings or NULL.
    let (resource, name, value) =
        unsafe { (&mut *config.cast::<CConfigResource>(), c_str_or_null(name), c_str_or_null(value)) };
    let known = rd_kafka_AlterConfigOpType_t::RD_KAFKA_ALTER_CONFIG_OP_TYPE__CNT.0;
    let operation = i8::try_from(op_type.0).ok().filter(|_| (0..known).contains(&op_type.0));
    let checked = match (name, operation) {
        (None, _) => Err("Config name is required"),
        (Some(name), _) if name.is_empty() => Err("Config name mustn't be empty"),
        (_, None) => Err("Invalid alter config operation type"),
        (_, Some(operation)) if operation != DELETE && value.is_none() => Err("Config value is required"),
        (Some(name), Some(operation)) => Ok((name, operation)),
    };
    let added = checked.map(|(name, operation)| {
        resource.entries.push(CConfigEntry::change(name.to_owned(), value.map(ToOwned::to_owned), operation));
    });
    error_or_null(added.map_err(|reason| Error::new(ErrorCode::_INVALID_ARG, reason)))
}

/// The resource's properties in a result, `*cntp` in number. Owned by the resource.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_configs(
    config: *const rd_kafka_ConfigResource_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ConfigEntry_t {
    // SAFETY: alive, as the caller has it from its owner.
    unsafe { resource_of(config).entries.to_c(cntp) }
}

/// The resource's type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_type(
    config: *const rd_kafka_ConfigResource_t,
) -> rd_kafka_ResourceType_t {
    // SAFETY: alive, as the caller has it from its owner.
    rd_kafka_ResourceType_t(unsafe { resource_of(config) }.kind)
}

/// The resource's name. Owned by the resource.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_name(
    config: *const rd_kafka_ConfigResource_t,
) -> *const c_char {
    // SAFETY: alive, as the caller has it from its owner.
    unsafe { resource_of(config) }.name.as_ptr()
}

/// The outcome for the resource in a result.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_error(
    config: *const rd_kafka_ConfigResource_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: alive, as the caller has it from its owner.
    unsafe { resource_of(config) }.code
}

/// The text of the resource's error, NULL when it has none. Owned by the resource.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_error_string(
    config: *const rd_kafka_ConfigResource_t,
) -> *const c_char {
    // SAFETY: alive, as the caller has it from its owner.
    unsafe { resource_of(config) }.text.as_ref().map_or(ptr::null(), |text| text.as_ptr())
}

// ---- operations

/// The resources in a result.
///
/// # Safety
/// A result of a live event, or NULL; `cntp` is writable or NULL.
unsafe fn resources_of<C>(result: *const C, cntp: *mut size_t) -> *mut *const rd_kafka_ConfigResource_t {
    // SAFETY: as promised.
    unsafe {
        match outcome_of(result) {
            Some(COutcome::Resources(resources)) => resources.to_c(cntp),
            _ => nothing(cntp),
        }
    }
}

/// Reads the properties of resources with their sources and synonyms. One broker at most may be among them,
/// and is asked itself. Returns at once: the result comes to `rkqu` as an event of type
/// DESCRIBECONFIGS_RESULT. `options` may be NULL. All arguments are copied and stay the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeConfigs(
    rk: *mut rd_kafka_t,
    configs: *mut *mut rd_kafka_ConfigResource_t,
    config_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
    // SAFETY: live handles; an array of so many live elements.
    unsafe {
        if let Some((client, call)) = begin(rk, Operation::DescribeConfigs, options, rkqu) {
            let resources = elements::<CConfigResource, _>(configs, config_cnt);
            admin::describe_configs(&client, call, resources.map(CConfigResource::to_core).collect());
        }
    }
}

/// The result of `rd_kafka_DescribeConfigs()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DescribeConfigs_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DescribeConfigs_result_t {
    // SAFETY: a live event or NULL.
    unsafe { result_of(rkev, Operation::DescribeConfigs) }
}

/// The resources with their properties, `*cntp` in number. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeConfigs_result_resources(
    result: *const rd_kafka_DescribeConfigs_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ConfigResource_t {
    // SAFETY: a result of a live event.
    unsafe { resources_of(result, cntp) }
}

/// Replaces all properties of resources by those given; what is not given falls back to its default. Prefer
/// `rd_kafka_IncrementalAlterConfigs()`. A broker's properties are changed by that broker, one broker a call.
/// Returns at once: the result comes to `rkqu` as an event of type ALTERCONFIGS_RESULT. `options` may be
/// NULL. All arguments are copied and stay the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterConfigs(
    rk: *mut rd_kafka_t,
    configs: *mut *mut rd_kafka_ConfigResource_t,
    config_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
    // SAFETY: live handles; an array of so many live elements.
    unsafe {
        if let Some((client, call)) = begin(rk, Operation::AlterConfigs, options, rkqu) {
            let resources = elements::<CConfigResource, _>(configs, config_cnt);
            admin::alter_configs(&client, call, resources.map(CConfigResource::to_core).collect());
        }
    }
}

/// The result of `rd_kafka_AlterConfigs()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_AlterConfigs_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_AlterConfigs_result_t {
    // SAFETY: a live event or NULL.
    unsafe { result_of(rkev, Operation::AlterConfigs) }
}

/// The resources with their outcomes, `*cntp` in number. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterConfigs_result_resources(
    result: *const rd_kafka_AlterConfigs_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ConfigResource_t {
    // SAFETY: a result of a live event.
    unsafe { resources_of(result, cntp) }
}

/// Changes single properties of resources and leaves the others as they are (KIP-339; brokers from 2.3 on).
/// Returns at once: the result comes to `rkqu` as an event of type INCREMENTALALTERCONFIGS_RESULT. `options`
/// may be NULL. All arguments are copied and stay the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_IncrementalAlterConfigs(
    rk: *mut rd_kafka_t,
    configs: *mut *mut rd_kafka_ConfigResource_t,
    config_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
    // SAFETY: live handles; an array of so many live elements.
    unsafe {
        if let Some((client, call)) = begin(rk, Operation::IncrementalAlterConfigs, options, rkqu) {
            let resources = elements::<CConfigResource, _>(configs, config_cnt);
            admin::incremental_alter_configs(
                &client,
                call,
                resources.map(CConfigResource::to_core).collect(),
            );
        }
    }
}

/// The result of `rd_kafka_IncrementalAlterConfigs()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_IncrementalAlterConfigs_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_IncrementalAlterConfigs_result_t {
    // SAFETY: a live event or NULL.
    unsafe { result_of(rkev, Operation::IncrementalAlterConfigs) }
}

/// The resources with their outcomes, `*cntp` in number. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_IncrementalAlterConfigs_result_resources(
    result: *const rd_kafka_IncrementalAlterConfigs_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ConfigResource_t {
    // SAFETY: a result of a live event.
    unsafe { resources_of(result, cntp) }
}
