//! Where a simple consumer's offsets are kept: with its group, or in files. They are saved at the topic's
//! `auto.commit.interval.ms` and when a partition is stopped. On the main thread, but for the last time.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::client::{Client, Main, MainTimer};
use crate::conf::TopicOffsetStoreMethod;
use crate::error::ErrorCode;
use crate::log::Level;
use crate::topic::Topic;
use crate::topic::partition_list::{NO_LEADER_EPOCH, OFFSET_INVALID};

use super::offset_file::OffsetFile;
use super::{CommittedTaken, FetchPartition};

/// Partitions whose offsets are saved, and when next.
#[derive(Default)]
pub struct SimpleCommits {
    due: Vec<(Arc<FetchPartition>, Instant)>,
}

/// Where `topic`'s simple consumer keeps its offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeper {
    File,
    Group,
    Nobody,
}

fn keeper(topic: &Topic) -> Keeper {
    match topic.conf.offset_store_method {
        TopicOffsetStoreMethod::File => Keeper::File,
        TopicOffsetStoreMethod::Broker if topic.client.conf.group().is_some() => Keeper::Group,
        TopicOffsetStoreMethod::Broker => Keeper::Nobody,
    }
}

/// Whether reading may begin at a stored offset.
pub fn has_stored_offsets(topic: &Topic) -> bool {
    keeper(topic) != Keeper::Nobody
}

/// The file for a partition of `topic`, if its offsets are kept in files.
pub fn offset_file(topic: &Topic, partition: i32) -> Option<OffsetFile> {
    let conf = &topic.conf;
    (keeper(topic) == Keeper::File).then(|| {
        let (place, sync) = (&conf.offset_store_path, conf.offset_store_sync_interval_ms);
        OffsetFile::new(place, &topic.name, partition, topic.client.conf.group(), sync)
    })
}

impl Main {
    /// `partition` was started by the simple consumer: from now on its offset is saved.
    pub(super) fn keep_offset(&mut self, partition: &Arc<FetchPartition>) {
        let saved = match keeper(&partition.topic) {
            Keeper::File => true,
            Keeper::Group => self.client.conf.enable_auto_commit && partition.topic.conf.auto_commit_enable,
            Keeper::Nobody => false,
        };
        if saved {
            let commits = &mut self.simple_commits.due;
            commits.retain(|(other, _)| !Arc::ptr_eq(other, partition));
            commits.push((Arc::clone(partition), Instant::now() + interval(partition)));
            self.set_simple_commit_timer();
        }
    }

    /// The topic's `auto.commit.interval.ms` has passed for some partition.
    pub fn save_simple_offsets(&mut self) {
        let now = Instant::now();
        let mut due = std::mem::take(&mut self.simple_commits.due);
        due.retain(|(partition, _)| partition.is_started() && !partition.is_assigned());
        for (partition, at) in due.iter_mut().filter(|(_, at)| *at <= now) {
            *at = now + interval(partition);
            self.save_offset(partition);
        }
        self.simple_commits.due = due;
        self.set_simple_commit_timer();
    }

    fn set_simple_commit_timer(&mut self) {
        if let Some(at) = self.simple_commits.due.iter().map(|(_, at)| *at).min() {
            self.timers.set(MainTimer::SimpleCommit, at);
        }
    }

    /// `partition` was stopped: its offset is saved for the last time.
    pub(super) fn save_stopped(&mut self, partition: &Arc<FetchPartition>) {
        let commits = &mut self.simple_commits.due;
        let before = commits.len();
        commits.retain(|(other, _)| !Arc::ptr_eq(other, partition));
        if commits.len() < before {
            self.save_offset(partition);
        }
    }

    fn save_offset(&mut self, partition: &Arc<FetchPartition>) {
        if write_to_file(partition) {
            return;
        }
        let Some(next) = partition.to_commit() else { return };
        let (tenure, offset, leader_epoch) = (partition.tenure(), next.offset, next.leader_epoch);
        let partition = Arc::clone(partition);
        self.commit(
            std::iter::once(next).collect(),
            Box::new(move |main, code, offsets| {
                if !code.is_err() {
                    partition.note_committed(tenure, offset, leader_epoch);
                }
                main.report_commit(code, offsets);
            }),
        );
    }

    /// Begins where the file says, for a partition that has one; else the group has to be asked, and this is false.
    pub(super) fn begin_at_file(&mut self, partition: &Arc<FetchPartition>, version: i32) -> bool {
        let mut kept = partition.offset_file.lock();
        let Some(file) = kept.as_mut() else { return false };
        let found = file.read();
        let path = file.path().display().to_string();
        drop(kept);
        let client = &self.client;
        let offset = match found {
            Ok(offset) => offset,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => None,
            Err(error) => {
                complain(client, partition, &path, &error);
                None
            }
        };
        match partition.committed_is(version, offset.map(|offset| (offset, NO_LEADER_EPOCH))) {
            CommittedTaken::Stale => {}
            CommittedTaken::Yes => self.place_fetch(partition),
            CommittedTaken::NoOffset => {
                let text = format!("non-readable offset file: {}", ErrorCode::_FS);
                partition.report(version, ErrorCode::_AUTO_OFFSET_RESET, OFFSET_INVALID, -1, text);
            }
        }
        true
    }
}

fn interval(partition: &FetchPartition) -> Duration {
    Duration::from_millis(partition.topic.conf.auto_commit_interval_ms as u64)
}

/// Writes the stored offset of `partition` to its file; false if it has none.
pub fn write_to_file(partition: &FetchPartition) -> bool {
    let mut kept = partition.offset_file.lock();
    let Some(file) = kept.as_mut() else { return false };
    let (offset, _) = partition.stored();
    if offset >= 0
        && let Err(error) = file.write(offset)
    {
        complain(&partition.topic.client, partition, &file.path().display().to_string(), &error);
    }
    true
}

fn complain(client: &Client, partition: &FetchPartition, path: &str, error: &io::Error) {
    crate::log!(
        client.log,
        Level::Error,
        "ERROR",
        "{} [{}]: Offset file {path} cannot be used: {error}",
        partition.topic.name,
        partition.id
    );
}
