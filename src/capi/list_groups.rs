//! Groups of the cluster as public structs.

use std::ffi::CString;
use std::ptr;

use libc::{c_char, c_int};

use crate::error::ErrorCode;
use crate::group::list::{self, GroupDescription, MemberDescription};
use crate::queue::Deadline;

use super::handle;
use super::types::*;
use super::util::{c_string, text_or_null};

/// A result of `rd_kafka_list_groups` with all that its pointers lead to. C sees the first field.
#[repr(C)]
struct Owned {
    public: rd_kafka_group_list,
    groups: Vec<rd_kafka_group_info>,
    members: Vec<Vec<rd_kafka_group_member_info>>,
    strings: Vec<CString>,
    bytes: Vec<Vec<u8>>,
}

impl Owned {
    /// The heap blocks that the public structs point into do not move when the vectors' owners do.
    fn new(groups: Vec<GroupDescription>) -> Box<Owned> {
        let mut owned = Box::new(Owned {
            public: rd_kafka_group_list { groups: ptr::null_mut(), group_cnt: 0 },
            groups: Vec::with_capacity(groups.len()),
            members: Vec::new(),
            strings: Vec::new(),
            bytes: Vec::new(),
        });
        for group in groups {
            owned.add(group);
        }
        owned.public.group_cnt = owned.groups.len() as c_int;
        owned.public.groups = owned.groups.as_mut_ptr();
        owned
    }

    fn add(&mut self, group: GroupDescription) {
        let mut members: Vec<_> = group.members.into_iter().map(|member| self.member(member)).collect();
        let info = rd_kafka_group_info {
            broker: rd_kafka_metadata_broker {
                id: group.coordinator.id,
                host: self.string(&group.coordinator.address.host),
                port: c_int::from(group.coordinator.address.port),
            },
            group: self.string(&group.name),
            err: group.error,
            state: self.string(&group.state),
            protocol_type: self.string(&group.protocol_type),
            protocol: self.string(&group.protocol),
            members: members.as_mut_ptr(),
            member_cnt: members.len() as c_int,
        };
        self.groups.push(info);
        self.members.push(members);
    }

    fn member(&mut self, member: MemberDescription) -> rd_kafka_group_member_info {
        let (member_metadata, member_metadata_size) = self.memory(member.metadata);
        let (member_assignment, member_assignment_size) = self.memory(member.assignment);
        rd_kafka_group_member_info {
            member_id: self.string(&member.id),
            client_id: self.string(&member.client_id),
            client_host: self.string(&member.client_host),
            member_metadata,
            member_metadata_size,
            member_assignment,
            member_assignment_size,
        }
    }

    fn string(&mut self, text: &str) -> *mut c_char {
        let text = c_string(text);
        let start = text.as_ptr().cast_mut();
        self.strings.push(text);
        start
    }

    /// NULL where there is nothing.
    fn memory(&mut self, mut bytes: Vec<u8>) -> (*mut libc::c_void, c_int) {
        if bytes.is_empty() {
            return (ptr::null_mut(), 0);
        }
        let (start, size) = (bytes.as_mut_ptr().cast(), bytes.len() as c_int);
        self.bytes.push(bytes);
        (start, size)
    }
}

/// Asks all brokers for consumer groups and describes them: the one named `group`, all when it is NULL. Waits
/// up to `timeout_ms`. `*grplistp` is freed by the caller with `rd_kafka_group_list_destroy()`. Returns
/// NO_ERROR, _PARTIAL (a result, but not from all brokers), _TIMED_OUT, _TRANSPORT.
/// `rd_kafka_ListConsumerGroups()` and `rd_kafka_DescribeConsumerGroups()` know newer group types as well.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_list_groups(
    rk: *mut rd_kafka_t,
    group: *const c_char,
    grplistp: *mut *const rd_kafka_group_list,
    timeout_ms: c_int,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle, and the caller's string or NULL.
    let (client, only) = unsafe { (handle::client(rk), text_or_null(group)) };
    if client.fork.is_inherited() {
        return ErrorCode::_STATE;
    }
    let found = match list::list_groups(&client, only.as_deref(), Deadline::from_timeout_ms(timeout_ms)) {
        Ok(found) => found,
        // No broker could be asked, and all the time there was went by.
        Err(ErrorCode::_TRANSPORT) => return ErrorCode::_TIMED_OUT,
        Err(code) => return code,
    };
    let code = match found.missing {
        None => ErrorCode::NO_ERROR,
        Some(code) if found.groups.is_empty() => return code,
        Some(_) => ErrorCode::_PARTIAL,
    };
    let owned: *mut Owned = Box::into_raw(Owned::new(found.groups));
    // SAFETY: the caller's; the public struct is the first field.
    unsafe { *grplistp = owned.cast() };
    code
}

/// Frees the result of `rd_kafka_list_groups()`. NULL is ignored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_group_list_destroy(grplist: *const rd_kafka_group_list) {
    if !grplist.is_null() {
        // SAFETY: from `rd_kafka_list_groups`, where it was the first field of an `Owned`.
        drop(unsafe { Box::from_raw(grplist.cast_mut().cast::<Owned>()) });
    }
}
