//! Topics that the application uses, their partitions and what metadata says of them.

pub mod partition_list;
mod registry;

use std::collections::BTreeMap;
use std::ffi::CString;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use parking_lot::Mutex;

use crate::client::Client;
use crate::conf::TopicConf;
use crate::consumer::FetchPartition;
use crate::error::ErrorCode;
use crate::metadata::TopicMetadata;
use crate::producer::{Partitions, TopicPartitioner, Unassigned};
use crate::stats::TopicStats;
use crate::timer::millis;
use crate::uuid::Uuid;

pub use registry::TopicRegistry;

/// What metadata has told of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicState {
    /// Nothing yet, or not enough: since when.
    Unknown {
        since: Instant,
    },
    Exists,
    /// It does not exist, or may not be used: the error that says so.
    Failed(ErrorCode),
}

impl TopicState {
    /// True if there is no such topic.
    pub fn is_missing(self) -> bool {
        matches!(self, TopicState::Failed(ErrorCode::UNKNOWN_TOPIC_OR_PART | ErrorCode::UNKNOWN_TOPIC_ID))
    }
}

/// A topic of this instance: `rd_kafka_topic_t`. One object a name, however many handles the application has.
pub struct Topic {
    pub client: Arc<Client>,
    pub name: Arc<str>,
    /// The name as C wants it.
    pub c_name: CString,
    pub conf: TopicConf,
    /// Handles that the application holds.
    pub handles: AtomicUsize,
    /// The producer's partitions, by id; empty while unknown.
    pub partitions: Partitions,
    pub partitioner: TopicPartitioner,
    /// The simple consumer's and the assignment's partitions. Taken alone.
    pub consumers: Mutex<BTreeMap<i32, Arc<FetchPartition>>>,
    /// Messages that wait for the partition count. Taken before any partition's lock.
    pub unassigned: Mutex<Unassigned>,
    pub stats: TopicStats,
    /// Metadata has been asked for since a message was refused for what it had told.
    in_doubt: AtomicBool,
    /// Taken alone.
    info: Mutex<TopicInfo>,
}

#[derive(Clone, Copy, Debug)]
pub struct TopicInfo {
    pub state: TopicState,
    pub id: Uuid,
}

impl Topic {
    fn new(client: &Arc<Client>, name: &str, c_name: CString, conf: TopicConf) -> Arc<Self> {
        Arc::new(Topic {
            client: Arc::clone(client),
            name: Arc::from(name),
            c_name,
            conf,
            handles: AtomicUsize::new(0),
            partitions: Partitions::default(),
            partitioner: TopicPartitioner::default(),
            consumers: Mutex::default(),
            unassigned: Mutex::new(Unassigned::new(&client.producer.pool)),
            stats: TopicStats::new(client.conf.wants_statistics()),
            in_doubt: AtomicBool::new(false),
            info: Mutex::new(TopicInfo {
                state: TopicState::Unknown { since: Instant::now() },
                id: Uuid::default(),
            }),
        })
    }

    pub fn info(&self) -> TopicInfo {
        *self.info.lock()
    }

    /// Takes in what metadata says of this topic, on the main thread. False if it must be asked again soon.
    pub fn apply_metadata(self: &Arc<Self>, client: &Arc<Client>, metadata: &TopicMetadata) -> bool {
        let state = self.next_state(client, metadata);
        let recreated;
        {
            let mut info = self.info.lock();
            info.state = state;
            recreated = !info.id.is_zero() && !metadata.id.is_zero() && info.id != metadata.id;
            if !metadata.id.is_zero() {
                info.id = metadata.id;
            }
        }
        let led = match state {
            TopicState::Exists if !metadata.is_uncertain() => {
                self.apply_partitions(client, metadata, recreated)
            }
            TopicState::Exists | TopicState::Unknown { .. } | TopicState::Failed(_) => true,
        };
        crate::producer::topic_changed(self, state);
        self.in_doubt.store(false, Ordering::Release);
        led && !metadata.is_uncertain() && !matches!(state, TopicState::Unknown { .. })
    }

    fn next_state(&self, client: &Client, metadata: &TopicMetadata) -> TopicState {
        let known = self.info.lock().state;
        let since = match known {
            TopicState::Unknown { since } => since,
            TopicState::Exists | TopicState::Failed(_) => Instant::now(),
        };
        match metadata.err {
            // For a moment the broker cannot tell, or must not be asked: that changes nothing for a known topic.
            _ if metadata.is_uncertain() && known == TopicState::Exists => known,
            _ if metadata.is_uncertain() => TopicState::Unknown { since },
            ErrorCode::NO_ERROR => TopicState::Exists,
            ErrorCode::UNKNOWN_TOPIC_OR_PART | ErrorCode::UNKNOWN_TOPIC_ID => {
                // It may have been created a moment ago: the news takes time to reach every broker.
                let propagation = millis(client.conf.topic_metadata_propagation_max_ms);
                if since.elapsed() < propagation {
                    TopicState::Unknown { since }
                } else {
                    TopicState::Failed(metadata.err)
                }
            }
            permanent => TopicState::Failed(permanent),
        }
    }

    /// Makes new partitions known and points each one at its leader; false while one has none, or if this is old news.
    fn apply_partitions(
        self: &Arc<Self>,
        client: &Arc<Client>,
        metadata: &TopicMetadata,
        recreated: bool,
    ) -> bool {
        if recreated {
            self.consumers.lock().values().for_each(|partition| partition.forget_epoch());
        }
        let up_to_date = client.kind != crate::client::ClientKind::Producer
            || crate::producer::update_partitions(self, metadata, recreated);
        up_to_date
            && metadata.partitions.iter().all(|partition| client.brokers.by_id(partition.leader).is_some())
    }

    /// Whether the partition has a leader.
    pub fn partition_available(&self, id: i32) -> bool {
        let metadata = self.client.metadata.read().topic(&self.name);
        metadata.is_some_and(|topic| topic.partition(id).is_some_and(|partition| partition.leader >= 0))
    }

    /// A message was refused for what metadata told of the topic, which may be out of date by now.
    pub fn doubt(&self) {
        if !self.in_doubt.swap(true, Ordering::AcqRel) {
            let name = Arc::clone(&self.name);
            self.client.on_main(move |main| main.doubt_topic(name));
        }
    }

    pub fn handle_added(&self) {
        self.handles.fetch_add(1, Ordering::AcqRel);
    }

    /// The application let go of a handle.
    pub fn handle_released(&self) {
        self.handles.fetch_sub(1, Ordering::AcqRel);
    }
}
