//! Keeping the cache fresh, on the main thread: at start, at intervals, when a leader is unknown or lost, and when the
//! application asks.
//!
//! One request at a time is in flight for what the instance itself needs; queries of the application each have their
//! own. A query that finds no broker, or loses it, waits for the next one until its deadline.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::broker::{Broker, Reply, Request, RequestError};
use crate::client::{Client, Main, MainTimer};
use crate::conf::Conf;
use crate::error::ErrorCode;
use crate::log::{Debug, Level};
use crate::protocol::Message;
use crate::protocol::messages::MetadataRequest;
use crate::protocol::messages::metadata_request::MetadataRequestTopic;
use crate::timer::millis;
use crate::topic::{Topic, TopicState};

use super::{ClusterMetadata, MetadataQuery, QueryTopics, TopicMetadata, from_wire};

/// How long what metadata said of an unusable topic is taken for true.
const DOUBT: Duration = Duration::from_secs(1);

pub struct Refresher {
    /// Topics that must be asked for, although nobody waits for an answer.
    needed: BTreeSet<Arc<str>>,
    /// The broker that was asked for `needed`, until it answers.
    asked: Option<Arc<Broker>>,
    queries: Vec<MetadataQuery>,
    fast_interval: Duration,
    regular_interval: Option<Duration>,
    /// Attempts since a fast refresh last found everything.
    unsuccessful: u32,
    /// Since when metadata is wanted and does not come.
    failing_since: Option<Instant>,
    /// When it came last.
    came_at: Option<Instant>,
}

impl Refresher {
    pub fn new(conf: &Conf) -> Self {
        let interval = conf.topic_metadata_refresh_interval_ms;
        Refresher {
            needed: BTreeSet::new(),
            asked: None,
            queries: Vec::new(),
            fast_interval: millis(conf.topic_metadata_refresh_fast_interval_ms),
            regular_interval: (interval > 0).then(|| millis(interval)),
            unsuccessful: 0,
            failing_since: None,
            came_at: None,
        }
    }

    /// What there is to know was told just now.
    fn is_fresh(&self) -> bool {
        self.needed.is_empty() && self.came_at.is_some_and(|at| at.elapsed() < self.fast_interval)
    }

    pub fn add_query(&mut self, query: MetadataQuery) {
        // Nobody waits for the answers to these any more.
        self.queries.retain(|waiting| !waiting.deadline.passed());
        self.queries.push(query);
    }

    /// A broker that may have been asked is gone: its answer will not come.
    pub fn broker_lost(&mut self, broker: &Arc<Broker>) {
        if self.asked.as_ref().is_some_and(|asked| Arc::ptr_eq(asked, broker)) {
            self.asked = None;
        }
    }

    /// Doubles from the fast interval up to one second (KIP-580 in spirit): a topic that does not appear is not hammered for.
    fn fast_wait(&self) -> Duration {
        self.fast_interval
            .saturating_mul(1 << self.unsuccessful.min(4))
            .min(Duration::from_secs(1).max(self.fast_interval))
    }
}

impl Main {
    /// Asks for `topics` as soon as possible.
    pub fn need_topics(&mut self, topics: impl IntoIterator<Item = Arc<str>>) {
        self.refresher.needed.extend(topics);
        self.serve_refresh();
    }

    /// Asks for a topic that metadata said cannot be used, but not at once: it just did.
    pub fn doubt_topic(&mut self, topic: Arc<str>) {
        self.refresher.needed.insert(topic);
        self.timers.set_sooner(MainTimer::FastRefresh, Instant::now() + DOUBT);
    }

    /// The first thing a new connection is used for: whom else there is, and whether our topics are where we think. Not if
    /// that is why the connection was made: with one request in flight, whoever wanted it would have to wait for the answer.
    pub fn refresh_on_connect(&mut self, broker: &Arc<Broker>) {
        if self.refresher.is_fresh() {
            return;
        }
        let topics = self.client.topics.names();
        self.refresher.needed.extend(topics);
        if self.refresher.asked.is_none() {
            self.ask(Arc::clone(broker));
        }
    }

    pub fn regular_refresh(&mut self) {
        let topics = self.client.topics.names();
        self.refresher.needed.extend(topics);
        match self.client.brokers.any_up() {
            Some(broker) if self.refresher.asked.is_none() => self.ask(broker),
            _ => self.set_regular_timer(),
        }
    }

    /// Sends what is needed, if there is a broker to send it to.
    pub fn serve_refresh(&mut self) {
        let Some(broker) = self.client.brokers.any_up() else {
            if !self.refresher.needed.is_empty() || !self.refresher.queries.is_empty() {
                self.want_connection();
            }
            return;
        };
        for query in std::mem::take(&mut self.refresher.queries) {
            self.send_query(&broker, query);
        }
        if !self.refresher.needed.is_empty()
            && self.refresher.asked.is_none()
            && self.timers.get(&MainTimer::FastRefresh).is_none_or(|at| at <= Instant::now())
        {
            self.ask(broker);
        }
    }

    /// Sends the instance's own request.
    fn ask(&mut self, broker: Arc<Broker>) {
        let topics: Vec<Arc<str>> = self.refresher.needed.iter().cloned().collect();
        let asked = topics.clone();
        let wanted = match self.client.conf.topic_metadata_refresh_sparse {
            true => QueryTopics::Named(topics),
            false => QueryTopics::All,
        };
        let request = request_for(&self.client, &wanted, move |client, outcome| {
            let client = Arc::clone(client);
            client.on_main(move |main| main.refreshed(&asked, outcome));
        });
        self.refresher.asked = Some(Arc::clone(&broker));
        self.timers.cancel(&MainTimer::FastRefresh);
        broker.request(request);
    }

    fn refreshed(&mut self, asked: &[Arc<str>], outcome: Result<ClusterMetadata, RequestError>) {
        self.refresher.asked = None;
        match outcome {
            Ok(response) => {
                self.refresher.came_at = Some(Instant::now());
                for topic in asked {
                    self.refresher.needed.remove(topic);
                }
                self.apply(&response, false);
            }
            Err(error) => self.refresh_failed(&error),
        }
        self.set_regular_timer();
        if self.refresher.needed.is_empty() {
            self.refresher.unsuccessful = 0;
        } else {
            self.schedule_fast_refresh();
        }
    }

    fn refresh_failed(&mut self, error: &RequestError) {
        crate::debug!(
            self.client.log,
            Debug::METADATA,
            "METADATA",
            "Metadata refresh failed: {}: {}",
            error.code,
            error.reason
        );
        // It will fail again and again; once is enough to say so.
        if error.code == ErrorCode::_UNSUPPORTED_FEATURE && self.refresher.failing_since.is_none() {
            self.client.raise_error(error.code, format!("Metadata refresh failed: {}", error.reason));
        }
        let since = *self.refresher.failing_since.get_or_insert_with(Instant::now);
        let trigger = millis(self.client.conf.metadata_recovery_rebootstrap_trigger_ms);
        if error.code == ErrorCode::REBOOTSTRAP_REQUIRED {
            self.rebootstrap("the broker asks for it");
        } else if since.elapsed() >= trigger {
            self.rebootstrap("no metadata for metadata.recovery.rebootstrap.trigger.ms");
        }
    }

    fn schedule_fast_refresh(&mut self) {
        let at = Instant::now() + self.refresher.fast_wait();
        self.refresher.unsuccessful = self.refresher.unsuccessful.saturating_add(1);
        self.timers.set_sooner(MainTimer::FastRefresh, at);
    }

    fn set_regular_timer(&mut self) {
        if let Some(interval) = self.refresher.regular_interval {
            self.timers.set(MainTimer::RegularRefresh, Instant::now() + interval);
        }
    }

    /// Puts `query` to `broker`, or to any other if the connection to that is lost.
    pub fn send_query(&mut self, broker: &Arc<Broker>, query: MetadataQuery) {
        if query.deadline.passed() {
            return;
        }
        let topics = match &query.topics {
            QueryTopics::Local => match self.client.topics.names() {
                names if names.is_empty() => QueryTopics::All,
                names => QueryTopics::Named(names),
            },
            other => other.clone(),
        };
        let request = request_for(&self.client, &topics, move |client, outcome| {
            client.on_main(move |main| main.query_answered(query, outcome));
        });
        broker.request(request);
    }

    fn query_answered(&mut self, query: MetadataQuery, outcome: Result<ClusterMetadata, RequestError>) {
        match outcome {
            Ok(response) => {
                self.apply(&response, query.topics == QueryTopics::All);
                (query.reply)(self, Ok(Arc::new(response)));
            }
            Err(RequestError { code: ErrorCode::_TRANSPORT | ErrorCode::_TIMED_OUT, .. })
                if !query.deadline.passed() =>
            {
                self.query_metadata(query);
            }
            Err(error) => {
                (query.reply)(self, Err(error.code));
            }
        }
    }

    /// The bootstrap list may name brokers of two clusters by mistake: it works until the client meets the other one.
    fn warn_of_another_cluster(&self, response: &ClusterMetadata) {
        let known = self.client.metadata.read().cluster_id.clone();
        if let (Some(known), Some(new)) = (known, &response.cluster_id)
            && known != *new
        {
            crate::log!(
                self.client.log,
                Level::Warning,
                "CLUSTERID",
                "The cluster reports different ClusterId \"{new}\" than before (\"{known}\"): do all addresses of \
                 `bootstrap.servers` belong to one cluster?"
            );
        }
    }

    /// Takes a response in: cache, brokers, topics.
    fn apply(&mut self, response: &ClusterMetadata, all_topics: bool) {
        self.refresher.failing_since = None;
        self.warn_of_another_cluster(response);
        self.client.metadata.write().update(response, all_topics, Instant::now());
        if let Err(error) = self.client.brokers.update(&response.brokers) {
            self.no_broker(&error);
        }
        let mut incomplete = self.drop_brokers(response);
        for metadata in &response.topics {
            let Some(topic) = self.client.topics.get(&metadata.name) else { continue };
            if !topic.apply_metadata(&self.client, metadata) {
                incomplete.push(Arc::clone(&metadata.name));
                self.decide_in_time(&topic);
            }
        }
        if !incomplete.is_empty() {
            self.refresher.needed.extend(incomplete);
            self.schedule_fast_refresh();
        }
        crate::consumer::metadata_changed(self);
        self.serve_admin();
    }

    /// A topic that does not appear counts as missing when its time is up, not when it happens to be asked for again.
    fn decide_in_time(&mut self, topic: &Topic) {
        let TopicState::Unknown { since } = topic.info().state else { return };
        let propagated = since + millis(self.client.conf.topic_metadata_propagation_max_ms);
        if propagated > Instant::now() {
            self.timers.set_sooner(MainTimer::FastRefresh, propagated);
        }
    }

    fn no_broker(&self, error: &io::Error) {
        let text = format!("Unable to set up a broker from metadata: {error}");
        self.client.raise_error(ErrorCode::_CRIT_SYS_RESOURCE, text);
    }

    /// Lets go of the brokers that the response lists no more. Returns the topics that they led.
    fn drop_brokers(&mut self, response: &ClusterMetadata) -> Vec<Arc<str>> {
        if response.brokers.is_empty() {
            // The broker that has answered is there.
            return Vec::new();
        }
        let gone = self.client.brokers.drop_unlisted(&response.brokers).unwrap_or_else(|error| {
            self.no_broker(&error);
            Vec::new()
        });
        gone.into_iter().flat_map(|id| self.client.topics.led_by(id)).collect()
    }

    /// A topic that was not in use until now is in the cache already.
    pub fn topic_known(&mut self, metadata: &TopicMetadata) {
        let Some(topic) = self.client.topics.get(&metadata.name) else { return };
        if !topic.apply_metadata(&self.client, metadata) {
            self.need_topics([Arc::clone(&metadata.name)]);
        }
        crate::consumer::metadata_changed(self);
    }

    /// The partitions that `broker` leads may have moved: ask, if anything of ours is there.
    pub fn leader_lost(&mut self, broker: &Arc<Broker>) {
        let affected = self.client.topics.led_by(broker.node_id());
        if !affected.is_empty() {
            self.refresher.needed.extend(affected);
            self.schedule_fast_refresh();
        }
    }
}

/// A Metadata request whose decoded response, or error, goes to `done` on the broker's thread.
fn request_for(
    client: &Arc<Client>,
    topics: &QueryTopics,
    done: impl FnOnce(&Arc<Client>, Result<ClusterMetadata, RequestError>) + Send + 'static,
) -> Request {
    let names: Option<Vec<Arc<str>>> = match topics {
        QueryTopics::Named(names) => Some(names.clone()),
        QueryTopics::All | QueryTopics::Local => None,
    };
    let auto_create = client.conf.allow_auto_create_topics;
    let timeout = client.conf.socket_timeout();
    let client = Arc::clone(client);
    Request::new::<MetadataRequest>(
        timeout,
        move |version, writer| {
            let topics = names.as_ref().map(|names| {
                names
                    .iter()
                    .map(|name| MetadataRequestTopic { name: Some(name), ..Default::default() })
                    .collect()
            });
            let request =
                MetadataRequest { topics, allow_auto_topic_creation: auto_create, ..Default::default() };
            request.encode(writer, version)
        },
        move |broker, outcome| done(&client, outcome.and_then(|reply| decode(&client, broker, &reply))),
    )
    // From version 4 on the request says whether topics are to be created.
    .within(4, i16::MAX)
    // Any broker can answer: it must not wait at one that is gone, or has moved, in between.
    .only_if_up()
}

fn decode(client: &Client, broker: &Broker, reply: &Reply) -> Result<ClusterMetadata, RequestError> {
    let response = reply.decode::<MetadataRequest>()?;
    match ErrorCode::from(response.error_code) {
        ErrorCode::NO_ERROR => {
            let mut metadata = from_wire(broker, &response);
            metadata.topics.retain(|topic| !client.conf.topic_blacklist.matches(&topic.name));
            Ok(metadata)
        }
        code => Err(RequestError::new(code, code.to_string())),
    }
}
