//! Interceptors: registering them, and what they do to configurations.

use libc::{c_char, c_void, size_t};

use super::conf::{conf_mut, conf_ref};
use super::handle;
use super::types::*;
use super::util::{c_str_or_null, text_or_null};
use crate::callback::Opaque;
use crate::callback::interceptor::{self, PropertyText};
use crate::conf::Conf;
use crate::error::ErrorCode;
use crate::interceptor::{Chains, ConfInterceptors, Hook};

/// An interceptor's function with its name and opaque; none for NULL.
///
/// # Safety
/// `ic_name` is NULL or a string.
unsafe fn hook<F>(
    ic_name: *const c_char,
    function: Option<F>,
    ic_opaque: *mut c_void,
) -> Result<Hook<F>, ErrorCode> {
    // SAFETY: as promised.
    let name = unsafe { text_or_null(ic_name) }.unwrap_or_default().into_owned();
    let function = function.ok_or(ErrorCode::_INVALID_ARG)?;
    Ok(Hook { name, function, opaque: Opaque(ic_opaque) })
}

/// Registers on a configuration by way of `add`.
///
/// # Safety
/// `conf` is NULL or a live configuration, `ic_name` NULL or a string.
unsafe fn register_on_conf<F>(
    conf: *mut rd_kafka_conf_t,
    ic_name: *const c_char,
    function: Option<F>,
    ic_opaque: *mut c_void,
    add: impl FnOnce(&mut ConfInterceptors, Hook<F>) -> Result<(), ErrorCode>,
) -> rd_kafka_resp_err_t {
    // SAFETY: as promised.
    let (hook, conf) = unsafe { (hook(ic_name, function, ic_opaque), conf_mut(conf)) };
    let conf = conf.ok_or(ErrorCode::_INVALID_ARG);
    let added = hook.and_then(|hook| add(&mut conf?.interceptors, hook));
    added.err().unwrap_or(ErrorCode::NO_ERROR)
}

/// Registers on an instance that is being made by way of `add`.
///
/// # Safety
/// `rk` is a live handle, `ic_name` NULL or a string.
unsafe fn register<F>(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    function: Option<F>,
    ic_opaque: *mut c_void,
    add: impl FnOnce(&mut Chains, Hook<F>) -> Result<(), ErrorCode>,
) -> rd_kafka_resp_err_t {
    // SAFETY: as promised.
    let (client, hook) = unsafe { (handle::client(rk), hook(ic_name, function, ic_opaque)) };
    if client.fork.is_inherited() {
        return ErrorCode::_STATE;
    }
    let added = hook.and_then(|hook| client.interceptors.register(|chains| add(chains, hook)));
    added.err().unwrap_or(ErrorCode::NO_ERROR)
}

/// Asks the interceptors of `conf` whether they take over a property that is being set: first by the name that is used,
/// then, for an alias, by the one that it stands for. CONF_UNKNOWN: they do not.
///
/// # Safety
/// `conf` is a live configuration of the caller's that no reference is held to, for the callbacks may use it; name and
/// value are strings or NULL; `errstr` is NULL or has room for `errstr_size` bytes.
pub(crate) unsafe fn conf_set(
    conf: *mut rd_kafka_conf_t,
    name: *const c_char,
    value: *const c_char,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_conf_res_t {
    const UNKNOWN: rd_kafka_conf_res_t = rd_kafka_conf_res_t::RD_KAFKA_CONF_UNKNOWN;
    // SAFETY: as promised; a copy, since the callbacks may register more of them.
    let chain = unsafe { conf_ref(conf) }.map(|conf| conf.interceptors.on_conf_set.clone());
    let Some(chain) = chain.filter(|chain| !chain.is_empty()) else { return UNKNOWN };
    // SAFETY: as promised.
    let Some(text) = (unsafe { text_or_null(name) }) else { return UNKNOWN };
    // SAFETY: passed on.
    let mut outcome = unsafe { interceptor::on_conf_set(&chain, conf, name, value, errstr, errstr_size) };
    if let Some(canonical) =
        Conf::canonical_name(&text).filter(|canonical| outcome == UNKNOWN && *canonical != text)
    {
        let canonical = PropertyText::new(canonical, None);
        // SAFETY: passed on, with another name.
        outcome = unsafe {
            interceptor::on_conf_set(&chain, conf, canonical.name.as_ptr(), value, errstr, errstr_size)
        };
    }
    if outcome == rd_kafka_conf_res_t::RD_KAFKA_CONF_OK {
        // SAFETY: as promised, and the callbacks have returned.
        if let Some(conf) = unsafe { conf_mut(conf) } {
            // SAFETY: as promised.
            let value = unsafe { c_str_or_null(value) }.map(|value| value.to_string_lossy().into_owned());
            conf.interceptors.note_taken(text.into_owned(), value);
        }
    }
    outcome
}

/// A copy of `old` without the properties whose names begin with one of `prefixes`, which are the `filter`. The
/// interceptors of `old` may register new ones on the copy, and set it up; what `old` has set goes before that.
///
/// # Safety
/// `old` is a live configuration that nobody changes meanwhile; `filter` holds `filter_count` strings.
pub(crate) unsafe fn conf_dup(
    old: *const rd_kafka_conf_t,
    prefixes: &[&str],
    filter_count: size_t,
    filter: *mut *const c_char,
) -> Conf {
    // SAFETY: as promised; only read, as it is by the callbacks.
    let Some(from) = (unsafe { conf_ref(old) }) else { return Conf::default() };
    let copy = from.dup_filter(prefixes);
    if from.interceptors.on_conf_dup.is_empty() {
        return copy;
    }
    let new: *mut rd_kafka_conf_t = Box::into_raw(Box::new(copy.unset())).cast();
    // SAFETY: `new` is live, and no reference to it is held while callbacks may use it.
    unsafe {
        interceptor::on_conf_dup(&from.interceptors.on_conf_dup, new, old, filter_count, filter);
        for (at, name, value) in copy.explicit_properties() {
            let text = PropertyText::new(name, value.as_deref());
            if value.is_none() || is_left_to(new, &text) {
                (*new.cast::<Conf>()).take_over(&copy, at);
            }
        }
        for (name, value) in from.interceptors.taken() {
            let text = PropertyText::new(name, value.as_deref());
            conf_set(new, text.name.as_ptr(), text.value_ptr(), std::ptr::null_mut(), 0);
        }
        *Box::from_raw(new.cast::<Conf>())
    }
}

/// Whether the interceptors of `conf` leave a property to it that is copied.
///
/// # Safety
/// As for [`conf_set`].
unsafe fn is_left_to(conf: *mut rd_kafka_conf_t, property: &PropertyText) -> bool {
    // SAFETY: passed on.
    let outcome =
        unsafe { conf_set(conf, property.name.as_ptr(), property.value_ptr(), std::ptr::null_mut(), 0) };
    outcome == rd_kafka_conf_res_t::RD_KAFKA_CONF_UNKNOWN
}

/// Registers `on_conf_set` on `conf` under the interceptor's name `ic_name`, with `ic_opaque` as its last
/// argument. Interceptors are called in the order of their registration. Returns NO_ERROR, or _CONFLICT when
/// that name has registered this function already.
///
/// A function that fails is logged as `ICFAIL`, where there is an instance to log, and the next one is called all the same.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_interceptor_add_on_conf_set(
    conf: *mut rd_kafka_conf_t,
    ic_name: *const c_char,
    on_conf_set: rd_kafka_interceptor_f_on_conf_set_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live configuration and a string of the caller's; the function is what its type says.
    unsafe {
        register_on_conf(conf, ic_name, on_conf_set, ic_opaque, |known, hook| known.on_conf_set.add(hook))
    }
}

/// Registers `on_conf_dup` on `conf`, see `rd_kafka_conf_interceptor_add_on_conf_set()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_interceptor_add_on_conf_dup(
    conf: *mut rd_kafka_conf_t,
    ic_name: *const c_char,
    on_conf_dup: rd_kafka_interceptor_f_on_conf_dup_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live configuration and a string of the caller's; the function is what its type says.
    unsafe {
        register_on_conf(conf, ic_name, on_conf_dup, ic_opaque, |known, hook| known.on_conf_dup.add(hook))
    }
}

/// Registers `on_conf_destroy` on `conf`, see `rd_kafka_conf_interceptor_add_on_conf_set()`. One name may
/// register it several times, with a pointer of its own each.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_interceptor_add_on_conf_destroy(
    conf: *mut rd_kafka_conf_t,
    ic_name: *const c_char,
    on_conf_destroy: rd_kafka_interceptor_f_on_conf_destroy_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live configuration and a string of the caller's; the function is what its type says.
    unsafe {
        register_on_conf(conf, ic_name, on_conf_destroy, ic_opaque, |known, hook| {
            known.on_conf_destroy.add_again(hook);
            Ok(())
        })
    }
}

/// Registers `on_new` on `conf`, see `rd_kafka_conf_interceptor_add_on_conf_set()`. It is where the
/// interceptors of an instance are registered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_interceptor_add_on_new(
    conf: *mut rd_kafka_conf_t,
    ic_name: *const c_char,
    on_new: rd_kafka_interceptor_f_on_new_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live configuration and a string of the caller's; the function is what its type says.
    unsafe { register_on_conf(conf, ic_name, on_new, ic_opaque, |known, hook| known.on_new.add(hook)) }
}

/// Registers `on_destroy` on an instance, from within its `on_new`. Arguments and result are those of
/// `rd_kafka_conf_interceptor_add_on_conf_set()`; at any other time, here and below, the result is _STATE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_destroy(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_destroy: rd_kafka_interceptor_f_on_destroy_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a string; the function is what its type says.
    unsafe { register(rk, ic_name, on_destroy, ic_opaque, |chains, hook| chains.on_destroy.add(hook)) }
}

/// Registers `on_send` on a producer, from within its `on_new`. Arguments and result are those of
/// `rd_kafka_conf_interceptor_add_on_conf_set()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_send(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_send: rd_kafka_interceptor_f_on_send_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a string; the function is what its type says.
    unsafe { register(rk, ic_name, on_send, ic_opaque, |chains, hook| chains.on_send.add(hook)) }
}

/// Registers `on_acknowledgement` on a producer, from within its `on_new`. Arguments and result are those of
/// `rd_kafka_conf_interceptor_add_on_conf_set()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_acknowledgement(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_acknowledgement: rd_kafka_interceptor_f_on_acknowledgement_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a string; the function is what its type says.
    unsafe {
        register(rk, ic_name, on_acknowledgement, ic_opaque, |chains, hook| {
            chains.on_acknowledgement.add(hook)
        })
    }
}

/// Registers `on_consume` on a consumer, from within its `on_new`. Arguments and result are those of
/// `rd_kafka_conf_interceptor_add_on_conf_set()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_consume(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_consume: rd_kafka_interceptor_f_on_consume_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a string; the function is what its type says.
    unsafe { register(rk, ic_name, on_consume, ic_opaque, |chains, hook| chains.on_consume.add(hook)) }
}

/// Registers `on_commit` on a consumer, from within its `on_new`. Arguments and result are those of
/// `rd_kafka_conf_interceptor_add_on_conf_set()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_commit(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_commit: rd_kafka_interceptor_f_on_commit_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a string; the function is what its type says.
    unsafe { register(rk, ic_name, on_commit, ic_opaque, |chains, hook| chains.on_commit.add(hook)) }
}

/// Registers `on_request_sent` on an instance, from within its `on_new`. Arguments and result are those of
/// `rd_kafka_conf_interceptor_add_on_conf_set()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_request_sent(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_request_sent: rd_kafka_interceptor_f_on_request_sent_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a string; the function is what its type says.
    unsafe {
        register(rk, ic_name, on_request_sent, ic_opaque, |chains, hook| chains.on_request_sent.add(hook))
    }
}

/// Registers `on_response_received` on an instance, from within its `on_new`. Arguments and result are those
/// of `rd_kafka_conf_interceptor_add_on_conf_set()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_response_received(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_response_received: rd_kafka_interceptor_f_on_response_received_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a string; the function is what its type says.
    unsafe {
        register(rk, ic_name, on_response_received, ic_opaque, |chains, hook| {
            chains.on_response_received.add(hook)
        })
    }
}

/// Registers `on_thread_start` on an instance, from within its `on_new`. Arguments and result are those of
/// `rd_kafka_conf_interceptor_add_on_conf_set()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_thread_start(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_thread_start: rd_kafka_interceptor_f_on_thread_start_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a string; the function is what its type says.
    unsafe {
        register(rk, ic_name, on_thread_start, ic_opaque, |chains, hook| chains.on_thread_start.add(hook))
    }
}

/// Registers `on_thread_exit` on an instance, from within its `on_new`. Arguments and result are those of
/// `rd_kafka_conf_interceptor_add_on_conf_set()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_thread_exit(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_thread_exit: rd_kafka_interceptor_f_on_thread_exit_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a string; the function is what its type says.
    unsafe {
        register(rk, ic_name, on_thread_exit, ic_opaque, |chains, hook| chains.on_thread_exit.add(hook))
    }
}

/// Registers `on_broker_state_change` on an instance, from within its `on_new`. Arguments and result are
/// those of `rd_kafka_conf_interceptor_add_on_conf_set()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_broker_state_change(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_broker_state_change: rd_kafka_interceptor_f_on_broker_state_change_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a string; the function is what its type says.
    unsafe {
        register(rk, ic_name, on_broker_state_change, ic_opaque, |chains, hook| {
            chains.on_broker_state_change.add(hook)
        })
    }
}
