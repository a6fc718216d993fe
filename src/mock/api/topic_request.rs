//! What the requests share that create topics, let them grow and delete them: saying no to one of several topics, and
//! checking the replicas that a request names.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::error::ErrorCode;

use super::super::state::State;

/// Why something is not done to a topic.
#[derive(Debug)]
pub struct Refusal {
    pub error: ErrorCode,
    message: Cow<'static, str>,
}

impl Refusal {
    pub fn message(&self) -> Option<&str> {
        Some(&*self.message).filter(|message| !message.is_empty())
    }
}

/// Said of a topic that a request names more than once.
pub const DUPLICATE: &str = "Duplicate topic name.";

pub fn refuse<T>(error: ErrorCode, message: impl Into<Cow<'static, str>>) -> Result<T, Refusal> {
    Err(Refusal { error, message: message.into() })
}

/// Each topic that a request names, and whether it names it once.
pub fn each_once<K: Eq + Hash, T>(topics: &[T], key: impl Fn(&T) -> K) -> Vec<(&T, bool)> {
    let mut times: HashMap<K, usize> = HashMap::new();
    topics.iter().for_each(|topic| *times.entry(key(topic)).or_default() += 1);
    let firsts = topics.iter().filter_map(|topic| times.remove(&key(topic)).map(|times| (topic, times == 1)));
    firsts.collect()
}

/// Whether a partition can have these replicas, of which there shall be `count`.
pub fn check_replicas(state: &State, replicas: &[i32], count: usize) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    let wrong = if replicas.is_empty() {
        "The manual partition assignment includes an empty replica list.".into()
    } else if replicas.len() != count {
        "The manual partition assignment includes replica lists of different lengths.".into()
    } else if !replicas.iter().all(|replica| seen.insert(*replica)) {
        "The manual partition assignment includes a broker more than once.".into()
    } else if let Some(unknown) = replicas.iter().find(|replica| !state.brokers.contains_key(replica)) {
        format!(
            "The manual partition assignment includes broker {unknown}, but no such broker is registered."
        )
    } else {
        return Ok(());
    };
    refuse(ErrorCode::INVALID_REPLICA_ASSIGNMENT, wrong)
}
