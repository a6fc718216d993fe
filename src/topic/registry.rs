//! The topics of an instance by name.

use std::collections::HashMap;
use std::ffi::CString;
use std::sync::Arc;

use parking_lot::RwLock;

use crate::client::Client;
use crate::conf::TopicConf;
use crate::error::ErrorCode;
use crate::timer::millis;

use super::Topic;

/// Longest name a broker accepts is 249 characters; the wire allows this many.
const MAX_NAME: usize = 512;

#[derive(Default)]
pub struct TopicRegistry {
    /// Taken alone.
    topics: RwLock<HashMap<Arc<str>, Arc<Topic>>>,
}

impl TopicRegistry {
    pub fn get(&self, name: &str) -> Option<Arc<Topic>> {
        self.topics.read().get(name).cloned()
    }

    pub fn names(&self) -> Vec<Arc<str>> {
        self.topics.read().keys().cloned().collect()
    }

    pub fn all(&self) -> Vec<Arc<Topic>> {
        self.topics.read().values().cloned().collect()
    }

    /// The topic `name`, made with `conf` if it is new (a known one keeps its own). A new one's metadata is asked for.
    pub fn get_or_create(
        &self,
        client: &Arc<Client>,
        name: &str,
        conf: Option<TopicConf>,
    ) -> Result<Arc<Topic>, ErrorCode> {
        if let Some(topic) = self.get(name) {
            return Ok(topic);
        }
        if name.is_empty() || name.len() > MAX_NAME {
            return Err(ErrorCode::_INVALID_ARG);
        }
        let c_name = CString::new(name).map_err(|_| ErrorCode::_INVALID_ARG)?;
        let conf = conf.or_else(|| client.conf.default_topic.as_deref().cloned()).unwrap_or_default();
        let mut topics = self.topics.write();
        if let Some(topic) = topics.get(name) {
            return Ok(Arc::clone(topic));
        }
        let topic = Topic::new(client, name, c_name, conf);
        topics.insert(Arc::clone(&topic.name), Arc::clone(&topic));
        drop(topics);
        let wanted = Arc::clone(&topic.name);
        let max_age = millis(client.conf.metadata_max_age_ms);
        let known = client.metadata.read().fresh_topic(name, max_age);
        client.on_main(move |main| match known {
            Some(metadata) => main.topic_known(&metadata),
            None => main.need_topics([wanted]),
        });
        Ok(topic)
    }

    /// Topics with a partition whose leader is, or was last known to be, `node_id`.
    pub fn led_by(&self, node_id: i32) -> Vec<Arc<str>> {
        if node_id < 0 {
            return Vec::new();
        }
        let led = |topic: &&Arc<Topic>| {
            let metadata = topic.client.metadata.read().topic(&topic.name);
            metadata.is_some_and(|metadata| metadata.partitions.iter().any(|p| p.leader == node_id))
        };
        self.all().iter().filter(led).map(|topic| Arc::clone(&topic.name)).collect()
    }

    /// At the instance's end: fails what waits in the topics and forgets them.
    pub fn clear(&self, client: &Client) {
        let topics = std::mem::take(&mut *self.topics.write());
        for topic in topics.into_values() {
            crate::producer::topic_closed(client, &topic);
            crate::consumer::topic_closed(&topic);
        }
    }
}
