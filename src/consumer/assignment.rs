//! The partitions that a group's consumer reads: put there by the group, or by the application. On the main thread, so
//! that assigning, seeking, pausing and committing are never mixed.
//!
//! Messages of all of them come to the consumer's one queue, unless the application keeps a partition's own queue apart.
//! What is queued of a partition that is removed is dropped before the call returns, and what was taken of it until then is
//! committed (with automatic commits) or forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::broker::BrokerOp;
use crate::client::Main;
use crate::error::{Error, ErrorCode};
use crate::log::Level;
use crate::topic::partition_list::{OFFSET_INVALID, PartitionList, TopicPartition};

use super::partition::{Begin, drop_stale};
use super::{FetchCommand, FetchPartition, OFFSET_STORED};

type Key = (Arc<str>, i32);

/// A partition to add, as the caller named it, and where it begins.
type Added<'a> = (Arc<FetchPartition>, &'a TopicPartition, Begin);

struct Assigned {
    partition: Arc<FetchPartition>,
    /// As the caller gave it.
    given: TopicPartition,
}

/// What is to become of the progress in partitions that are removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It is committed, with automatic commits.
    Commit,
    /// The partitions are lost: somebody else may have them already.
    Forget,
}

/// The assigned partitions, by topic and number.
#[derive(Default)]
pub struct Assignment {
    assigned: BTreeMap<Key, Assigned>,
}

impl Assignment {
    pub fn is_empty(&self) -> bool {
        self.assigned.is_empty()
    }

    pub fn len(&self) -> usize {
        self.assigned.len()
    }

    pub fn contains(&self, topic: &str, partition: i32) -> bool {
        self.find(topic, partition).is_some()
    }

    pub fn find(&self, topic: &str, partition: i32) -> Option<&Arc<FetchPartition>> {
        self.assigned.get(&(Arc::from(topic), partition)).map(|assigned| &assigned.partition)
    }

    pub fn partitions(&self) -> impl Iterator<Item = &Arc<FetchPartition>> {
        self.assigned.values().map(|assigned| &assigned.partition)
    }

    /// As it was given, with the offsets to begin at.
    pub fn list(&self) -> PartitionList {
        self.assigned.values().map(|assigned| assigned.given.clone()).collect()
    }

    /// Refuses a list that cannot be added.
    fn check_addition(&self, list: &PartitionList) -> Result<(), Error> {
        no_duplicates(list)?;
        for element in list {
            if begin_of(element.offset).is_none() {
                let text = format!("{} has invalid start offset {}", named(element), element.offset);
                return Err(Error::new(ErrorCode::_INVALID_ARG, text));
            }
            if self.contains(&element.topic, element.partition) {
                let text = format!("{} is already part of the current assignment", named(element));
                return Err(Error::new(ErrorCode::_CONFLICT, text));
            }
        }
        Ok(())
    }

    /// Refuses a list that cannot be removed.
    fn check_removal(&self, list: &PartitionList) -> Result<(), Error> {
        no_duplicates(list)?;
        if self.is_empty() && !list.is_empty() {
            return Err(Error::new(ErrorCode::_INVALID_ARG, "Can't subtract from empty assignment"));
        }
        match list.iter().find(|element| !self.contains(&element.topic, element.partition)) {
            None => Ok(()),
            Some(stranger) => {
                let text = format!(
                    "{} can't be unassigned since it is not in the current assignment",
                    named(stranger)
                );
                Err(Error::new(ErrorCode::_INVALID_ARG, text))
            }
        }
    }
}

fn named(element: &TopicPartition) -> String {
    format!("{} [{}]", element.topic, element.partition)
}

fn no_duplicates(list: &PartitionList) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    match list.iter().find(|element| !seen.insert((&*element.topic, element.partition))) {
        None => Ok(()),
        Some(twice) => {
            Err(Error::new(ErrorCode::_INVALID_ARG, format!("Duplicate {} in input list", named(twice))))
        }
    }
}

/// Where an assigned partition begins: without an offset, at the group's.
fn begin_of(offset: i64) -> Option<Begin> {
    if offset == OFFSET_INVALID { Some(Begin::Committed) } else { Begin::parse(offset) }
}

impl Main {
    /// Puts `list` in place of the assignment, which is empty afterwards if the list is refused.
    pub fn assign(&mut self, list: &PartitionList) -> Result<(), Error> {
        self.clear_assignment(self.progress_of_removed());
        self.incremental_assign(list)
    }

    /// Adds `list` to the assignment: all of it, or nothing.
    pub fn incremental_assign(&mut self, list: &PartitionList) -> Result<(), Error> {
        let added = self.assignment.check_addition(list).and_then(|()| self.resolve_topics(list));
        let added = added.map_err(|error| self.warn_of_refusal(error))?;
        let queue = Arc::clone(&self.client.consumer.queue);
        let closing = !self.client.consumer.closing.is_open();
        let mut unknown = BTreeSet::new();
        for (partition, element, begin) in added {
            let topic = self.client.metadata.read().topic(&partition.topic.name);
            let known = topic.as_ref().and_then(|topic| topic.partition(partition.id));
            partition.assign(
                begin.under(element.leader_epoch),
                &queue,
                known.map(|known| known.leader_epoch),
            );
            if closing {
                // Nobody will look at its messages; and this is given up as soon as it is answered.
                partition.hold();
            }
            let offset = if begin == Begin::Committed { OFFSET_STORED } else { element.offset };
            let given = TopicPartition { offset, err: ErrorCode::NO_ERROR, ..element.clone() };
            let key = (Arc::clone(&partition.topic.name), partition.id);
            // The topic may have got more partitions since it was last asked for.
            if known.is_none() {
                unknown.insert(Arc::clone(&partition.topic.name));
            }
            self.assignment.assigned.insert(key, Assigned { partition, given });
        }
        if !unknown.is_empty() {
            self.need_topics(unknown);
        }
        self.place_all(self.assigned_of(list));
        self.assignment_changed();
        Ok(())
    }

    /// The partitions of a list that was checked, with where each begins.
    fn resolve_topics<'a>(&self, list: &'a PartitionList) -> Result<Vec<Added<'a>>, Error> {
        let resolve = |element: &'a TopicPartition| {
            let topic = self.client.topics.get_or_create(&self.client, &element.topic, None);
            let topic = topic.map_err(|code| {
                Error::new(code, format!("\"{}\" is not the name of a topic", element.topic))
            })?;
            let begin = begin_of(element.offset).unwrap_or(Begin::Committed);
            Ok((topic.consumer_partition(element.partition), element, begin))
        };
        list.iter().map(resolve).collect()
    }

    /// Removes `list` from the assignment: all of it, or nothing.
    pub fn incremental_unassign(&mut self, list: &PartitionList, progress: Progress) -> Result<(), Error> {
        let checked = self.assignment.check_removal(list);
        checked.map_err(|error| self.warn_of_refusal(error))?;
        let keys = list.iter().map(|element| (Arc::clone(&element.topic), element.partition));
        let removed = keys.filter_map(|key| self.assignment.assigned.remove(&key)).collect();
        self.removed(removed, progress);
        Ok(())
    }

    /// Empties the assignment.
    pub fn clear_assignment(&mut self, progress: Progress) {
        let removed = std::mem::take(&mut self.assignment.assigned).into_values().collect();
        self.removed(removed, progress);
    }

    /// What removed partitions had fetched goes; what was taken from them is committed, or not.
    fn removed(&mut self, removed: Vec<Assigned>, progress: Progress) {
        if removed.is_empty() {
            return;
        }
        for assigned in &removed {
            if let Some(broker) = assigned.partition.unassign() {
                let partition = Arc::clone(&assigned.partition);
                broker.send(BrokerOp::Fetch(FetchCommand::Remove(partition)));
            }
        }
        let partitions: Vec<_> = removed.into_iter().map(|assigned| assigned.partition).collect();
        self.drop_stale_of(&partitions);
        if progress == Progress::Commit && self.client.conf.enable_auto_commit {
            let offsets = partitions.iter().filter_map(|partition| partition.to_commit()).collect();
            self.commit_in_background(offsets);
        }
        partitions.iter().for_each(|partition| partition.forget_progress());
        self.assignment_changed();
    }

    /// Drops what is stale of `partitions`. When this returns, nobody is taking any of it: what they stored is final.
    fn drop_stale_of(&self, partitions: &[Arc<FetchPartition>]) {
        let shared = self.client.consumer.queue.target();
        drop_stale(&shared);
        for partition in partitions {
            // Mostly the queue that was just swept, which would be swept once for each partition.
            if !Arc::ptr_eq(&partition.queue.target(), &shared) {
                drop_stale(&partition.queue);
            }
        }
    }

    fn warn_of_refusal(&self, error: Error) -> Error {
        let group = self.group.id.as_deref().unwrap_or_default();
        crate::log!(
            self.client.log,
            Level::Warning,
            "ASSIGN",
            "Group \"{group}\": application *assign() call failed: {error}"
        );
        error
    }

    fn place_all(&mut self, partitions: Vec<Arc<FetchPartition>>) {
        for partition in partitions {
            self.place_fetch(&partition);
        }
    }

    /// Moves each assigned partition of `list` to its element's offset; the outcomes are in the elements.
    pub fn seek_assigned(&mut self, list: &mut PartitionList) {
        let mut moved = Vec::new();
        for element in list.iter_mut() {
            element.err = match (self.seekable(element), seek_target(element.offset)) {
                (None, _) => ErrorCode::_STATE,
                (Some(_), None) => ErrorCode::_INVALID_ARG,
                (Some(partition), Some(begin)) => {
                    partition.seek_to(begin.under(element.leader_epoch));
                    moved.push(partition);
                    ErrorCode::NO_ERROR
                }
            };
        }
        self.drop_stale_of(&moved);
        moved.iter().for_each(|partition| partition.forget_position());
        self.place_all(moved);
    }

    /// The partition, if it is read: assigned, or started by the simple consumer.
    fn seekable(&self, element: &TopicPartition) -> Option<Arc<FetchPartition>> {
        let topic = self.client.topics.get(&element.topic)?;
        let partition = topic.consumers.lock().get(&element.partition).cloned()?;
        (partition.is_assigned() || partition.is_started()).then_some(partition)
    }

    /// Stops fetching for the partitions of `list`, wherever they are read; the outcomes are in the elements.
    pub fn pause(&mut self, list: &mut PartitionList) {
        let partitions = self.known_partitions(list);
        self.suspend(partitions, FetchPartition::pause);
    }

    /// The partitions of `list` are about to be given up: when this returns, no message of theirs is handed out any more.
    pub fn hold(&mut self, list: &PartitionList) {
        let held = self.assigned_of(list);
        self.suspend(held, FetchPartition::hold);
    }

    /// As [`hold`](Self::hold), all that is assigned.
    pub(super) fn hold_all(&mut self) {
        let held = self.assignment.partitions().cloned().collect();
        self.suspend(held, FetchPartition::hold);
    }

    /// What is still assigned of `list` was not given up, and is read on.
    pub fn release(&mut self, list: &PartitionList) {
        self.assigned_of(list).iter().for_each(|partition| partition.release());
    }

    fn assigned_of(&self, list: &PartitionList) -> Vec<Arc<FetchPartition>> {
        let find =
            |element: &TopicPartition| self.assignment.find(&element.topic, element.partition).cloned();
        list.iter().filter_map(find).collect()
    }

    /// Stops handing out what is queued of `partitions`; their positions are where the application has got to.
    fn suspend(
        &mut self,
        partitions: Vec<Arc<FetchPartition>>,
        stop: impl Fn(&FetchPartition) -> Option<i32>,
    ) {
        let suspended: Vec<_> = partitions
            .into_iter()
            .filter_map(|partition| stop(&partition).map(|version| (partition, version)))
            .collect();
        let (stale, versions): (Vec<_>, Vec<_>) = suspended.into_iter().unzip();
        self.drop_stale_of(&stale);
        for (partition, version) in stale.iter().zip(versions) {
            partition.rewind(version);
        }
        // What was asked for under the former version is asked for again.
        self.place_all(stale);
    }

    /// Ends the pause of the partitions of `list`; the outcomes are in the elements.
    pub fn resume(&mut self, list: &mut PartitionList) {
        self.known_partitions(list).iter().for_each(|partition| partition.resume());
    }

    /// The partitions of `list`, with an error in the elements of those that do not exist.
    fn known_partitions(&self, list: &mut PartitionList) -> Vec<Arc<FetchPartition>> {
        let mut known = Vec::new();
        for element in list.iter_mut() {
            let metadata = self.client.metadata.read().topic(&element.topic);
            let exists = metadata.is_some_and(|topic| topic.partition(element.partition).is_some());
            let topic = self.client.topics.get(&element.topic);
            let partition = topic.and_then(|topic| match exists {
                true => Some(topic.consumer_partition(element.partition)),
                false => topic.consumers.lock().get(&element.partition).cloned(),
            });
            element.err =
                if partition.is_some() { ErrorCode::NO_ERROR } else { ErrorCode::_UNKNOWN_PARTITION };
            known.extend(partition);
        }
        known
    }
}

/// Where seeking may go: without an offset, where `auto.offset.reset` says.
fn seek_target(offset: i64) -> Option<Begin> {
    match Begin::parse(offset) {
        _ if offset == OFFSET_INVALID => Some(Begin::ByPolicy),
        Some(Begin::Committed) => None,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(elements: &[(&str, i32, i64)]) -> PartitionList {
        let mut list = PartitionList::new();
        for (topic, partition, offset) in elements {
            list.add(*topic, *partition).offset = *offset;
        }
        list
    }

    fn refusal(outcome: Result<(), Error>) -> (ErrorCode, String) {
        let error = outcome.unwrap_err();
        (error.code, error.reason)
    }

    #[test]
    fn what_cannot_be_added_is_refused() {
        let assignment = Assignment::default();
        assert!(assignment.check_addition(&list(&[("a", 0, -1001), ("a", 1, -2), ("b", 0, 7)])).is_ok());
        let twice = refusal(assignment.check_addition(&list(&[("a", 0, 0), ("b", 1, 0), ("a", 0, 1)])));
        assert_eq!(twice, (ErrorCode::_INVALID_ARG, "Duplicate a [0] in input list".to_owned()));
        let nowhere = refusal(assignment.check_addition(&list(&[("a", 0, -77)])));
        assert_eq!(nowhere, (ErrorCode::_INVALID_ARG, "a [0] has invalid start offset -77".to_owned()));
    }

    #[test]
    fn what_is_not_there_cannot_be_removed() {
        let assignment = Assignment::default();
        let (code, text) = refusal(assignment.check_removal(&list(&[("a", 0, 0)])));
        assert_eq!((code, &*text), (ErrorCode::_INVALID_ARG, "Can't subtract from empty assignment"));
        assert!(assignment.check_removal(&PartitionList::new()).is_ok());
    }

    #[test]
    fn seeking_goes_anywhere_but_to_the_committed_offset() {
        assert_eq!(seek_target(OFFSET_STORED), None);
        assert_eq!(seek_target(-77), None);
        assert_eq!(seek_target(OFFSET_INVALID), Some(Begin::ByPolicy));
        assert_eq!(seek_target(5), Some(Begin::At(5, -1)));
        assert_eq!(begin_of(OFFSET_INVALID), Some(Begin::Committed));
    }
}
