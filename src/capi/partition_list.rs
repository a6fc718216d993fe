//! `rd_kafka_topic_partition_t` and lists of them: public structs in libc's memory, which applications index, and
//! whose fields they may set by hand.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ffi::CStr;
use std::ptr;

use libc::{c_char, c_int, c_void};

use super::types::{rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_t};
use super::util::{bytes_or_empty, c_str_or_null, malloc_bytes, malloc_or_abort, malloc_string};
use crate::error::ErrorCode;
use crate::topic::partition_list::{NO_LEADER_EPOCH, OFFSET_INVALID, PartitionList, TopicPartition};

/// What `_private` of an element points to, if anything.
struct Private {
    leader_epoch: i32,
}

impl rd_kafka_topic_partition_t {
    /// An element with its own copy of the topic's name.
    fn new(topic: Option<&CStr>, partition: i32) -> Self {
        rd_kafka_topic_partition_t {
            topic: topic.map_or(ptr::null_mut(), |topic| malloc_string(topic.to_bytes())),
            partition,
            offset: OFFSET_INVALID,
            metadata: ptr::null_mut(),
            metadata_size: 0,
            opaque: ptr::null_mut(),
            err: ErrorCode::NO_ERROR,
            _private: ptr::null_mut(),
        }
    }

    /// # Safety
    /// `topic` is a C string or NULL.
    unsafe fn topic_name(&self) -> &CStr {
        // SAFETY: as promised.
        unsafe { c_str_or_null(self.topic) }.unwrap_or_default()
    }

    /// # Safety
    /// As [`Self::topic_name`].
    unsafe fn is(&self, topic: &CStr, partition: i32) -> bool {
        // SAFETY: as promised. An element without a topic is nobody's.
        self.partition == partition && !self.topic.is_null() && unsafe { self.topic_name() } == topic
    }

    /// # Safety
    /// `_private` is NULL or was set by [`Self::set_leader_epoch`].
    unsafe fn leader_epoch(&self) -> i32 {
        // SAFETY: as promised.
        unsafe { self._private.cast::<Private>().as_ref() }
            .map_or(NO_LEADER_EPOCH, |private| private.leader_epoch)
    }

    /// # Safety
    /// `_private` is NULL or was set by this function.
    unsafe fn set_leader_epoch(&mut self, leader_epoch: i32) {
        // SAFETY: as promised.
        match unsafe { self._private.cast::<Private>().as_mut() } {
            Some(private) => private.leader_epoch = leader_epoch,
            // What is not there says the same.
            None if leader_epoch == NO_LEADER_EPOCH => {}
            None => self._private = Box::into_raw(Box::new(Private { leader_epoch })).cast(),
        }
    }

    /// # Safety
    /// `metadata` is NULL, or libc's memory of `metadata_size` bytes.
    unsafe fn set_metadata(&mut self, metadata: Option<&[u8]>) {
        // SAFETY: as promised.
        unsafe { libc::free(self.metadata) };
        let metadata = metadata.filter(|bytes| !bytes.is_empty());
        self.metadata = metadata.map_or(ptr::null_mut(), malloc_bytes);
        self.metadata_size = metadata.map_or(0, <[u8]>::len);
    }

    /// # Safety
    /// The element's pointers are as this file or the application set them.
    unsafe fn metadata_bytes(&self) -> Option<&[u8]> {
        // SAFETY: `metadata` has `metadata_size` bytes if it is not NULL.
        (!self.metadata.is_null()).then(|| unsafe { bytes_or_empty(self.metadata, self.metadata_size) })
    }

    /// # Safety
    /// As [`Self::metadata_bytes`]; the copy must be freed with [`Self::free_fields`].
    unsafe fn deep_copy(&self) -> Self {
        // SAFETY: as promised.
        unsafe {
            let mut copy = rd_kafka_topic_partition_t::new(c_str_or_null(self.topic), self.partition);
            copy.offset = self.offset;
            copy.opaque = self.opaque;
            copy.err = self.err;
            copy.set_metadata(self.metadata_bytes());
            copy.set_leader_epoch(self.leader_epoch());
            copy
        }
    }

    /// Frees all that the element owns and not the element.
    ///
    /// # Safety
    /// As [`Self::metadata_bytes`]; the element is not used afterwards.
    unsafe fn free_fields(&mut self) {
        // SAFETY: the strings are libc's, `_private` is a box of ours.
        unsafe {
            libc::free(self.topic.cast());
            libc::free(self.metadata);
            if !self._private.is_null() {
                drop(Box::<Private>::from_raw(self._private.cast()));
            }
        }
    }
}

impl rd_kafka_topic_partition_list_t {
    fn len(&self) -> usize {
        if self.elems.is_null() { 0 } else { usize::try_from(self.cnt).unwrap_or(0) }
    }

    fn elements(&self) -> &[rd_kafka_topic_partition_t] {
        if self.len() == 0 {
            return &[];
        }
        // SAFETY: `elems` has `cnt` initialised elements: the struct's invariant, which the application shares.
        unsafe { std::slice::from_raw_parts(self.elems, self.len()) }
    }

    fn elements_mut(&mut self) -> &mut [rd_kafka_topic_partition_t] {
        if self.len() == 0 {
            return &mut [];
        }
        // SAFETY: as elements(), and `self` is borrowed mutably.
        unsafe { std::slice::from_raw_parts_mut(self.elems, self.len()) }
    }

    /// # Safety
    /// The elements' strings are valid.
    unsafe fn position(&self, topic: *const c_char, partition: i32) -> Option<usize> {
        // SAFETY: the caller's string, and those of the elements.
        unsafe {
            let topic = c_str_or_null(topic)?;
            self.elements().iter().position(|element| element.is(topic, partition))
        }
    }

    /// Appends an element and makes room for it: at first one by one, then by half the list's size or more.
    fn push(&mut self, element: rd_kafka_topic_partition_t) -> &mut rd_kafka_topic_partition_t {
        let len = self.len();
        if self.cnt >= self.size {
            let more = if self.size <= 1 { 1 } else { self.size.max(32) };
            self.grow(self.size.saturating_add(more));
        }
        // SAFETY: grow() left room for one element more, at least.
        let place = unsafe { self.elems.add(len) };
        // SAFETY: as above; the place is not initialised, so nothing is dropped.
        unsafe { place.write(element) };
        self.cnt += 1;
        // SAFETY: just initialised.
        unsafe { &mut *place }
    }

    fn grow(&mut self, size: c_int) {
        let bytes =
            usize::try_from(size).unwrap_or(0).saturating_mul(size_of::<rd_kafka_topic_partition_t>());
        // SAFETY: `elems` is NULL or libc's memory.
        let grown = unsafe { libc::realloc(self.elems.cast(), bytes) };
        if grown.is_null() {
            std::alloc::handle_alloc_error(std::alloc::Layout::new::<rd_kafka_topic_partition_t>());
        }
        self.elems = grown.cast();
        self.size = size;
    }

    /// Removes the element at `at`, if there is one, and moves up those behind it.
    fn remove(&mut self, at: usize) -> bool {
        let Some(removed) = self.elements_mut().get_mut(at) else { return false };
        // SAFETY: the element is overwritten or given up right below.
        unsafe { removed.free_fields() };
        // SAFETY: `at` is below `cnt`, so all places are within the list.
        unsafe { ptr::copy(self.elems.add(at + 1), self.elems.add(at), self.len() - at - 1) };
        self.cnt -= 1;
        true
    }
}

/// An empty list in libc's memory with room for `size` elements.
fn new_list(size: c_int) -> *mut rd_kafka_topic_partition_list_t {
    let list: *mut rd_kafka_topic_partition_list_t =
        malloc_or_abort(size_of::<rd_kafka_topic_partition_list_t>()).cast();
    let mut empty = rd_kafka_topic_partition_list_t { cnt: 0, size: 0, elems: ptr::null_mut() };
    if size > 0 {
        empty.grow(size);
    }
    // SAFETY: freshly allocated for one.
    unsafe { list.write(empty) };
    list
}

// ---- between C lists and the core's

/// The caller's list as the core's; NULL is an empty one.
///
/// # Safety
/// `list` is NULL or a live list that nobody changes meanwhile.
pub(crate) unsafe fn from_c(list: *const rd_kafka_topic_partition_list_t) -> PartitionList {
    // SAFETY: as promised.
    let elements = unsafe { list.as_ref() }.map_or(&[][..], |list| list.elements());
    // SAFETY: as promised.
    elements.iter().map(|element| unsafe { element_from_c(element) }).collect()
}

/// # Safety
/// `element` is live and nobody changes it meanwhile.
pub(crate) unsafe fn element_from_c(element: &rd_kafka_topic_partition_t) -> TopicPartition {
    // SAFETY: as promised.
    unsafe {
        TopicPartition {
            topic: element.topic_name().to_string_lossy().into(),
            partition: element.partition,
            offset: element.offset,
            leader_epoch: element.leader_epoch(),
            metadata: element.metadata_bytes().map(<[u8]>::to_vec),
            err: element.err,
            opaque: element.opaque.expose_provenance(),
        }
    }
}

/// The core's list as one that rd_kafka_topic_partition_list_destroy() frees.
pub(crate) fn to_c(list: &PartitionList) -> *mut rd_kafka_topic_partition_list_t {
    let made = new_list(c_int::try_from(list.len()).unwrap_or(c_int::MAX));
    // SAFETY: just made.
    let c_list = unsafe { &mut *made };
    for partition in list {
        c_list.push(new_element(partition));
    }
    made
}

fn new_element(partition: &TopicPartition) -> rd_kafka_topic_partition_t {
    let topic = super::util::c_string(&partition.topic);
    let mut element = rd_kafka_topic_partition_t::new(Some(&topic), partition.partition);
    element.opaque = ptr::with_exposed_provenance_mut(partition.opaque);
    // SAFETY: an element just made.
    unsafe { write_result(&mut element, partition) };
    element
}

/// One partition that rd_kafka_topic_partition_destroy() frees.
pub(crate) fn element_to_c(partition: &TopicPartition) -> *mut rd_kafka_topic_partition_t {
    let place: *mut rd_kafka_topic_partition_t =
        malloc_or_abort(size_of::<rd_kafka_topic_partition_t>()).cast();
    // SAFETY: freshly allocated for one.
    unsafe { place.write(new_element(partition)) };
    place
}

/// Copies offset, leader epoch, metadata and error of each result into the elements of the caller's list that are
/// the same partition. Other elements stay as they are.
///
/// # Safety
/// `list` is NULL or a live list that nobody else uses meanwhile.
pub(crate) unsafe fn copy_results(list: *mut rd_kafka_topic_partition_list_t, results: &PartitionList) {
    // SAFETY: as promised.
    let Some(list) = (unsafe { list.as_mut() }) else { return };
    let by_partition: HashMap<(&str, i32), &TopicPartition> =
        results.iter().map(|result| ((&*result.topic, result.partition), result)).collect();
    for element in list.elements_mut() {
        // SAFETY: as promised.
        let topic = unsafe { element.topic_name() }.to_string_lossy();
        if let Some(result) = by_partition.get(&(&*topic, element.partition)) {
            // SAFETY: as promised. The name's borrow has ended with the lookup's use of it.
            unsafe { write_result(element, result) };
        }
    }
}

/// # Safety
/// The element's pointers are as this file or the application set them.
unsafe fn write_result(element: &mut rd_kafka_topic_partition_t, result: &TopicPartition) {
    element.offset = result.offset;
    element.err = result.err;
    // SAFETY: as promised.
    unsafe {
        element.set_metadata(result.metadata.as_deref());
        element.set_leader_epoch(result.leader_epoch);
    }
}

// ---- sorting

/// Sorts by any comparison, also one that contradicts itself, as an application's may. Equal elements keep their
/// order. (The standard library's sort may panic on such a comparison.)
fn merge_sort<T: Copy>(items: &mut [T], compare: &mut dyn FnMut(T, T) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let (left, right) = items.split_at_mut(items.len() / 2);
    merge_sort(left, compare);
    merge_sort(right, compare);
    let merged = merge(left, right, compare);
    items.copy_from_slice(&merged);
}

fn merge<T: Copy>(mut left: &[T], mut right: &[T], compare: &mut dyn FnMut(T, T) -> Ordering) -> Vec<T> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    while let ([a, left_rest @ ..], [b, right_rest @ ..]) = (left, right) {
        if compare(*a, *b).is_le() {
            merged.push(*a);
            left = left_rest;
        } else {
            merged.push(*b);
            right = right_rest;
        }
    }
    merged.extend_from_slice(left);
    merged.extend_from_slice(right);
    merged
}

// ---- the functions of the header

/// Frees a single partition that a call returned for the caller to own. Elements of a list go with their list.
/// NULL is ignored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_destroy(rktpar: *mut rd_kafka_topic_partition_t) {
    // SAFETY: the caller passes its own partition in libc's memory, for the last time, or NULL.
    unsafe {
        if let Some(partition) = rktpar.as_mut() {
            partition.free_fields();
            libc::free(rktpar.cast());
        }
    }
}

/// Sets the leader epoch that the partition's offset belongs to, -1 for none (KIP-320).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_set_leader_epoch(
    rktpar: *mut rd_kafka_topic_partition_t,
    leader_epoch: i32,
) {
    // SAFETY: the caller passes a live partition, or NULL.
    unsafe {
        if let Some(partition) = rktpar.as_mut() {
            partition.set_leader_epoch(leader_epoch);
        }
    }
}

/// The leader epoch that the partition's offset belongs to, -1 for none (KIP-320).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_get_leader_epoch(
    rktpar: *const rd_kafka_topic_partition_t,
) -> i32 {
    // SAFETY: the caller passes a live partition, or NULL.
    unsafe { rktpar.as_ref().map_or(NO_LEADER_EPOCH, |partition| partition.leader_epoch()) }
}

/// A new list with room for `size` elements at first; it grows as they are added. The caller frees it with
/// rd_kafka_topic_partition_list_destroy(). One thread at a time may use a list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_list_new(
    size: c_int,
) -> *mut rd_kafka_topic_partition_list_t {
    new_list(size)
}

/// Frees the list and its elements with their topics and metadata; the elements' opaque pointers are not followed.
/// NULL is ignored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_list_destroy(
    rkparlist: *mut rd_kafka_topic_partition_list_t,
) {
    // SAFETY: the caller passes its own list, for the last time, or NULL.
    unsafe {
        if let Some(list) = rkparlist.as_mut() {
            for element in list.elements_mut() {
                element.free_fields();
            }
            libc::free(list.elems.cast());
            libc::free(rkparlist.cast());
        }
    }
}

/// Adds an element, also where the same partition is in the list already, and returns it for its fields to be filled
/// in. The name of the topic is copied. The pointer is valid until the list changes; the caller must not free it. A
/// `metadata` that the application sets must be libc's memory: the list frees it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_list_add(
    rktparlist: *mut rd_kafka_topic_partition_list_t,
    topic: *const c_char,
    partition: i32,
) -> *mut rd_kafka_topic_partition_t {
    // SAFETY: the caller passes its own list, or NULL.
    let Some(list) = (unsafe { rktparlist.as_mut() }) else { return ptr::null_mut() };
    // SAFETY: the caller passes a C string, or NULL.
    list.push(rd_kafka_topic_partition_t::new(unsafe { c_str_or_null(topic) }, partition))
}

/// Adds the partitions `start` to `stop`, both included, of one topic.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_list_add_range(
    rktparlist: *mut rd_kafka_topic_partition_list_t,
    topic: *const c_char,
    start: i32,
    stop: i32,
) {
    for partition in start..=stop {
        // SAFETY: passed on.
        unsafe { rd_kafka_topic_partition_list_add(rktparlist, topic, partition) };
    }
}

/// Removes the first element of this partition. Returns 1, or 0 if there is none. Pointers to elements become
/// invalid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_list_del(
    rktparlist: *mut rd_kafka_topic_partition_list_t,
    topic: *const c_char,
    partition: i32,
) -> c_int {
    // SAFETY: the caller passes its own list and a C string, or NULL.
    let Some(list) = (unsafe { rktparlist.as_mut() }) else { return 0 };
    // SAFETY: as above.
    unsafe { list.position(topic, partition) }.is_some_and(|at| list.remove(at)).into()
}

/// Removes the element at place `idx`. Returns 1, or 0 if there is no such place. Pointers to elements become
/// invalid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_list_del_by_idx(
    rktparlist: *mut rd_kafka_topic_partition_list_t,
    idx: c_int,
) -> c_int {
    // SAFETY: the caller passes its own list, or NULL.
    let Some(list) = (unsafe { rktparlist.as_mut() }) else { return 0 };
    usize::try_from(idx).is_ok_and(|at| list.remove(at)).into()
}

/// A copy of the list with copies of all topics and metadata; opaque pointers are copied as they are. The caller frees
/// it with rd_kafka_topic_partition_list_destroy(). NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_list_copy(
    src: *const rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_topic_partition_list_t {
    // SAFETY: the caller passes a live list, or NULL.
    let Some(list) = (unsafe { src.as_ref() }) else { return ptr::null_mut() };
    let copy = new_list(list.size);
    for element in list.elements() {
        // SAFETY: `copy` was just made; the element is live.
        unsafe { (*copy).push(element.deep_copy()) };
    }
    copy
}

/// Sets the offset of the first element of this partition. Returns `RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION` if there is
/// none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_list_set_offset(
    rktparlist: *mut rd_kafka_topic_partition_list_t,
    topic: *const c_char,
    partition: i32,
    offset: i64,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes its own list and a C string, or NULL.
    match unsafe { rd_kafka_topic_partition_list_find(rktparlist, topic, partition).as_mut() } {
        Some(element) => {
            element.offset = offset;
            ErrorCode::NO_ERROR
        }
        None => ErrorCode::_UNKNOWN_PARTITION,
    }
}

/// The first element of this partition, or NULL if there is none. It belongs to the list, and the pointer is valid
/// until the list changes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_list_find(
    rktparlist: *const rd_kafka_topic_partition_list_t,
    topic: *const c_char,
    partition: i32,
) -> *mut rd_kafka_topic_partition_t {
    // SAFETY: the caller passes a live list and a C string, or NULL.
    unsafe {
        rktparlist
            .as_ref()
            .and_then(|list| list.position(topic, partition).map(|at| list.elems.add(at)))
            .unwrap_or(ptr::null_mut())
    }
}

/// Sorts the list by `cmp`, which is given two `const rd_kafka_topic_partition_t *` and `cmp_opaque`, and returns less
/// than, equal to or more than 0. NULL sorts by topic, byte by byte, then by partition. Equal elements keep their
/// order. Pointers to elements point to others afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_list_sort(
    rktparlist: *mut rd_kafka_topic_partition_list_t,
    cmp: Option<unsafe extern "C" fn(a: *const c_void, b: *const c_void, opaque: *mut c_void) -> c_int>,
    cmp_opaque: *mut c_void,
) {
    // SAFETY: the caller passes its own list, or NULL.
    let Some(list) = (unsafe { rktparlist.as_mut() }) else { return };
    let mut order: Vec<&rd_kafka_topic_partition_t> = list.elements().iter().collect();
    merge_sort(&mut order, &mut |a, b| match cmp {
        // SAFETY: the application's function takes two elements and its opaque.
        Some(cmp) => unsafe { cmp(ptr::from_ref(a).cast(), ptr::from_ref(b).cast(), cmp_opaque) }.cmp(&0),
        // SAFETY: the elements' topics are C strings or NULL.
        None => unsafe { (a.topic_name(), a.partition).cmp(&(b.topic_name(), b.partition)) },
    });
    // SAFETY: bitwise copies, in a new order, of elements that the list is about to forget.
    let sorted: Vec<rd_kafka_topic_partition_t> =
        order.into_iter().map(|element| unsafe { ptr::read(element) }).collect();
    // SAFETY: as many elements as the list has; each comes back exactly once, so that nothing is owned twice.
    unsafe { ptr::copy_nonoverlapping(sorted.as_ptr(), list.elems, sorted.len()) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_survive_the_boundary_both_ways() {
        let mut list = PartitionList::new();
        let element = list.add("t", 1);
        element.offset = 42;
        element.leader_epoch = 7;
        element.metadata = Some(b"note".to_vec());
        element.err = ErrorCode::_TIMED_OUT;
        element.opaque = 0x55;
        list.add("u", 2);
        // SAFETY: `c_list` was just made and is destroyed once.
        unsafe {
            let c_list = to_c(&list);
            assert_eq!(((*c_list).cnt, (*c_list).size), (2, 2));
            assert_eq!(from_c(c_list), list);
            rd_kafka_topic_partition_list_destroy(c_list);
            assert!(from_c(ptr::null()).is_empty());
        }
    }

    #[test]
    fn results_reach_every_element_of_their_partition() {
        let mut wanted = PartitionList::new();
        for (topic, partition) in [("t", 1), ("t", 2), ("t", 1)] {
            wanted.add(topic, partition).opaque = 9;
        }
        let mut results = PartitionList::new();
        let result = results.add("t", 1);
        (result.offset, result.leader_epoch, result.metadata) = (5, 3, Some(b"m".to_vec()));
        results.add("t", 3).offset = 6;
        // SAFETY: `c_list` was just made and is destroyed once.
        let copied = unsafe {
            let c_list = to_c(&wanted);
            copy_results(c_list, &results);
            let copied = from_c(c_list);
            rd_kafka_topic_partition_list_destroy(c_list);
            copy_results(ptr::null_mut(), &results);
            copied
        };
        let offsets: Vec<_> = copied.iter().map(|p| (p.offset, p.leader_epoch, p.opaque)).collect();
        assert_eq!(offsets, [(5, 3, 9), (OFFSET_INVALID, NO_LEADER_EPOCH, 9), (5, 3, 9)]);
    }

    #[test]
    fn any_comparison_ends_in_a_permutation() {
        let mut seed = fastrand::Rng::with_seed(7);
        for len in 0..100_u32 {
            let mut items: Vec<u32> = (0..len).collect();
            merge_sort(&mut items, &mut |_, _| if seed.bool() { Ordering::Less } else { Ordering::Greater });
            items.sort();
            assert!(items.into_iter().eq(0..len));
        }
    }

    #[test]
    fn sorting_is_stable() {
        let mut items: Vec<(u32, u32)> = (0..1000).map(|at| (at * 7919 % 10, at)).collect();
        let mut expected = items.clone();
        expected.sort();
        merge_sort(&mut items, &mut |a, b| a.0.cmp(&b.0));
        assert_eq!(items, expected);
    }
}
