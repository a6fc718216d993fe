//! What a member subscribes to, and which topics that comes to as metadata has it.

use std::collections::BTreeMap;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};

use crate::error::{Error, ErrorCode};
use crate::metadata::{ClusterMetadata, QueryTopics, TopicMetadata};
use crate::topic::partition_list::PartitionList;

/// What one pattern may compile to, so that an application's user cannot eat the machine.
const PATTERN_SIZE_LIMIT: usize = 1 << 20;

/// Names and patterns, checked.
#[derive(Clone, Debug)]
pub struct Wanted {
    names: Vec<Arc<str>>,
    patterns: Vec<(Arc<str>, Regex)>,
}

/// A subscription in terms of the cluster's topics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// Topics that can be read, ascending, with their number of partitions.
    pub topics: BTreeMap<Arc<str>, usize>,
    /// What cannot be read, name or pattern, and why.
    pub missing: BTreeMap<Arc<str>, ErrorCode>,
}

impl Wanted {
    /// Checks a list as the application gives it: names, and patterns that begin with `^`, each once.
    pub fn parse(list: &PartitionList) -> Result<Self, Error> {
        let invalid = |text: String| Error::new(ErrorCode::_INVALID_ARG, text);
        let mut wanted = Wanted { names: Vec::new(), patterns: Vec::new() };
        for element in list {
            let name = &element.topic;
            if name.is_empty() {
                return Err(invalid("A topic's name is empty".to_owned()));
            }
            if wanted.mentions(name) {
                return Err(invalid(format!("\"{name}\" is there twice")));
            }
            if name.starts_with('^') {
                let pattern = RegexBuilder::new(name).size_limit(PATTERN_SIZE_LIMIT).build();
                let pattern =
                    pattern.map_err(|error| invalid(format!("\"{name}\" does not parse: {error}")))?;
                wanted.patterns.push((Arc::clone(name), pattern));
            } else {
                wanted.names.push(Arc::clone(name));
            }
        }
        if list.is_empty() {
            return Err(invalid("There is no topic in the list".to_owned()));
        }
        Ok(wanted)
    }

    fn mentions(&self, name: &str) -> bool {
        self.names.iter().any(|known| **known == *name)
            || self.patterns.iter().any(|(known, _)| **known == *name)
    }

    /// True if it comes to `topic`, should that exist.
    pub fn covers(&self, topic: &str) -> bool {
        self.names.iter().any(|name| **name == *topic)
            || self.patterns.iter().any(|(_, pattern)| pattern.is_match(topic))
    }

    pub fn has_patterns(&self) -> bool {
        !self.patterns.is_empty()
    }

    /// What metadata must be asked for.
    pub fn query(&self) -> QueryTopics {
        if self.has_patterns() { QueryTopics::All } else { QueryTopics::Named(self.names.clone()) }
    }

    /// Asking for a topic may have the broker create it. Asking for all does not.
    pub fn may_create(&self) -> bool {
        !self.has_patterns()
    }

    /// What the subscription comes to according to an answer to [`query`](Self::query).
    pub fn resolve(&self, metadata: &ClusterMetadata) -> Resolved {
        let mut resolved = Resolved::default();
        let known: BTreeMap<&str, &TopicMetadata> =
            metadata.topics.iter().map(|topic| (&*topic.name, topic)).collect();
        for name in &self.names {
            match known.get(&**name) {
                Some(topic) if is_readable(topic) => resolved.take(topic),
                Some(topic) if topic.err.is_err() => resolved.miss(name, topic.err),
                _ => resolved.miss(name, ErrorCode::UNKNOWN_TOPIC_OR_PART),
            }
        }
        for (name, pattern) in &self.patterns {
            let matching = known.values().filter(|topic| is_readable(topic) && pattern.is_match(&topic.name));
            let mut any = false;
            for topic in matching {
                any = true;
                resolved.take(topic);
            }
            if !any {
                resolved.miss(name, ErrorCode::UNKNOWN_TOPIC_OR_PART);
            }
        }
        resolved
    }
}

/// A topic without a leader is there all the same.
fn is_readable(topic: &TopicMetadata) -> bool {
    !topic.partitions.is_empty() && matches!(topic.err, ErrorCode::NO_ERROR | ErrorCode::LEADER_NOT_AVAILABLE)
}

impl Resolved {
    fn take(&mut self, topic: &TopicMetadata) {
        self.topics.insert(Arc::clone(&topic.name), topic.partitions.len());
    }

    fn miss(&mut self, name: &Arc<str>, code: ErrorCode) {
        self.missing.insert(Arc::clone(name), code);
    }

    pub fn names(&self) -> Vec<Arc<str>> {
        self.topics.keys().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::PartitionMetadata;
    use crate::uuid::Uuid;

    fn wanted(names: &[&str]) -> Result<Wanted, ErrorCode> {
        let mut list = PartitionList::new();
        for name in names {
            list.add(*name, -1);
        }
        Wanted::parse(&list).map_err(|error| error.code)
    }

    fn cluster(topics: &[(&str, ErrorCode, usize)]) -> ClusterMetadata {
        let partition = |id| PartitionMetadata {
            id,
            err: ErrorCode::NO_ERROR,
            leader: 1,
            leader_epoch: 0,
            replicas: vec![1],
            isrs: vec![1],
        };
        let topics = topics.iter().map(|(name, err, count)| TopicMetadata {
            name: Arc::from(*name),
            id: Uuid::default(),
            err: *err,
            partitions: (0..*count as i32).map(partition).collect(),
        });
        ClusterMetadata { topics: topics.collect(), ..ClusterMetadata::default() }
    }

    #[test]
    fn senseless_lists_are_refused() {
        for names in [&[][..], &[""], &["a", "a"], &["^("], &["^a", "^a"]] {
            assert_eq!(wanted(names).err(), Some(ErrorCode::_INVALID_ARG), "{names:?}");
        }
        assert!(wanted(&["a", "^a", "b["]).is_ok());
    }

    #[test]
    fn only_patterns_need_all_topics() {
        assert_eq!(wanted(&["b", "a"]).unwrap().query(), QueryTopics::Named(vec!["b".into(), "a".into()]));
        assert_eq!(wanted(&["a", "^b"]).unwrap().query(), QueryTopics::All);
        assert!(wanted(&["a"]).unwrap().may_create() && !wanted(&["a", "^b"]).unwrap().may_create());
    }

    #[test]
    fn names_and_patterns_come_to_topics() {
        let cluster = cluster(&[
            ("abc", ErrorCode::NO_ERROR, 3),
            ("abd", ErrorCode::LEADER_NOT_AVAILABLE, 1),
            ("abx", ErrorCode::TOPIC_AUTHORIZATION_FAILED, 0),
            ("xab", ErrorCode::NO_ERROR, 2),
        ]);
        let wanted = wanted(&["^ab", "xab", "abx", "none", "^none"]).unwrap();
        assert!(wanted.covers("abz") && wanted.covers("none2") && !wanted.covers("xabc"));
        let resolved = wanted.resolve(&cluster);
        let topics: Vec<_> = resolved.topics.iter().map(|(name, count)| (&**name, *count)).collect();
        assert_eq!(topics, [("abc", 3), ("abd", 1), ("xab", 2)]);
        let missing: Vec<_> = resolved.missing.iter().map(|(name, code)| (&**name, *code)).collect();
        let unknown = ErrorCode::UNKNOWN_TOPIC_OR_PART;
        assert_eq!(
            missing,
            [("^none", unknown), ("abx", ErrorCode::TOPIC_AUTHORIZATION_FAILED), ("none", unknown)]
        );
    }

    #[test]
    fn a_pattern_whose_topics_are_named_too_is_not_missing() {
        let cluster = cluster(&[("a", ErrorCode::NO_ERROR, 1)]);
        assert!(wanted(&["a", "^a"]).unwrap().resolve(&cluster).missing.is_empty());
    }
}
