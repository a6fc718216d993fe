//! Sending: the broker thread's side of the producer.
//!
//! Partitions announce themselves when they have something; each is asked for what is due. A request carries one batch of
//! each of several partitions. A batch is compressed and sealed once; when it must be sent again the same bytes go out.

mod numbered;
mod retry;
mod schedule;
mod sealed;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::broker::{Broker, Link, RequestError};
use crate::client::Client;
use crate::error::ErrorCode;
use crate::protocol::produce::{self, ProduceOutline, ProducePartition, ProduceResponseReader, ProduceTopic};
use crate::protocol::{ApiKey, DecodeError, Reader};
use crate::records::Compressor;
use crate::stats::{BrokerStats, micros};
use crate::topic::Topic;
use crate::transport::Segment;

use super::accumulator::Due;
use super::batch::Batch;
use super::delivery::{Persistence, Report, report};
use super::produce::has_timed_out;
use super::{Partition, Refusal};

pub use retry::retry_backoff;
use schedule::Schedule;
pub use sealed::SealedBatch;
use sealed::{ProduceBody, seal};

/// A batch in a request.
struct Sent {
    topic: Arc<Topic>,
    partition: Arc<Partition>,
    batch: SealedBatch,
    /// What the broker said of it, if it refused it.
    refusal: Option<Box<Refusal>>,
    /// Held for its end.
    _underway: Underway,
}

/// Counts a batch's messages as in flight, for the statistics of its partition and its broker, as long as it lives.
struct Underway {
    broker: Arc<Broker>,
    partition: Arc<Partition>,
    messages: usize,
}

impl Underway {
    fn new(broker: &Arc<Broker>, partition: &Arc<Partition>, messages: usize) -> Self {
        broker.stats.messages_in_flight.add(messages);
        partition.in_flight.add(messages);
        Underway { broker: Arc::clone(broker), partition: Arc::clone(partition), messages }
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        self.broker.stats.messages_in_flight.sub(self.messages);
        self.partition.in_flight.sub(self.messages);
    }
}

/// A Produce request that waits for its response.
pub struct ProduceInFlight {
    sent: Vec<Sent>,
    /// When the broker should have answered, however much time the messages have left.
    deadline: Instant,
}

/// The producer's part of one broker's thread.
pub struct Sender {
    client: Arc<Client>,
    schedule: Schedule,
    compressor: Compressor,
    /// Requests without a response (acks=0) that the socket has not taken completely.
    unacknowledged: HashMap<i32, ProduceInFlight>,
    max_request_bytes: usize,
    max_unsent: usize,
    socket_timeout: Duration,
}

impl Sender {
    pub fn new(client: &Arc<Client>) -> Self {
        let conf = &client.conf;
        Sender {
            client: Arc::clone(client),
            schedule: Schedule::default(),
            compressor: Compressor::default(),
            unacknowledged: HashMap::new(),
            max_request_bytes: client.producer.settings().message_max_bytes,
            max_unsent: conf.queue_buffering_backpressure_threshold as usize,
            socket_timeout: conf.socket_timeout(),
        }
    }

    /// A partition has something for this broker.
    pub fn announce(&mut self, partition: Arc<Partition>) {
        self.schedule.add_ready(partition);
    }

    /// What lingered may be due now: a flush has begun.
    pub fn look_again(&mut self) {
        self.schedule.hurry();
    }

    /// Whether messages wait for the connection.
    pub fn has_work(&self) -> bool {
        !self.schedule.is_empty()
    }

    /// Whether partitions wait to be asked for what is due now.
    pub fn has_ready(&self) -> bool {
        self.schedule.ready_count() > 0
    }

    /// Sends what is due. Returns when the next batch will be.
    pub fn serve(&mut self, link: &mut Link<'_>, now: Instant) -> Option<Instant> {
        self.schedule.advance(now);
        while self.has_ready() && link.may_send() && link.unsent() < self.max_unsent {
            let sent = self.collect(link.broker, now);
            if !sent.is_empty() {
                self.send(link, sent, now);
            }
        }
        self.schedule.next_time()
    }

    /// Takes due batches, at most one of a partition, for one request: all with the same acks and timeout.
    fn collect(&mut self, broker: &Arc<Broker>, now: Instant) -> Vec<Sent> {
        let mut sent: Vec<Sent> = Vec::new();
        let mut bytes = 0;
        // Each that is ready now once: what is added meanwhile comes behind them.
        for _ in 0..self.schedule.ready_count() {
            if bytes >= self.max_request_bytes {
                break;
            }
            let Some(partition) = self.schedule.take_ready() else { break };
            let Some(topic) = partition.topic.upgrade() else { continue };
            if !sent.first().is_none_or(|first| first.topic.same_acknowledgement(&topic)) {
                self.schedule.add_ready(partition);
                continue;
            }
            if let Some(batch) = self.take(broker, &topic, &partition, now) {
                bytes += batch.wire_bytes();
                // It may have more, for the next request.
                self.schedule.add_ready(Arc::clone(&partition));
                let _underway = Underway::new(broker, &partition, batch.batch.len());
                sent.push(Sent { topic, partition, batch, refusal: None, _underway });
            }
        }
        // The request lists each topic once.
        sent.sort_by_key(|sent| Arc::as_ptr(&sent.topic).addr());
        sent
    }

    fn take(
        &mut self,
        broker: &Arc<Broker>,
        topic: &Arc<Topic>,
        partition: &Arc<Partition>,
        now: Instant,
    ) -> Option<SealedBatch> {
        match partition.take_due(broker, &self.client.producer, now) {
            // The wait for a connection may have been too long: sent now, it could not be answered in time.
            Due::Retry(batch) if has_timed_out(topic, batch.batch.age_of(0, now)) => {
                self.forget(partition, batch.batch.number(), None, ErrorCode::_MSG_TIMED_OUT);
                let persistence = batch.persistence();
                self.too_late(topic, partition, batch.batch, persistence)
            }
            Due::Fresh(batch, stamp) if has_timed_out(topic, batch.age_of(0, now)) => {
                self.forget(partition, batch.number(), stamp, ErrorCode::_MSG_TIMED_OUT);
                self.too_late(topic, partition, Arc::new(batch), Persistence::No)
            }
            Due::Retry(batch) => Some(batch),
            Due::At(at) => {
                self.schedule.add_later(Arc::clone(partition), at);
                None
            }
            Due::Nothing => None,
            Due::Fresh(batch, stamp) => {
                let batch = Arc::new(batch);
                match seal(Arc::clone(&batch), stamp, topic, &mut self.compressor) {
                    Ok(sealed) => Some(sealed),
                    Err(error) => {
                        crate::log!(
                            self.client.log,
                            crate::log::Level::Error,
                            "MSGSET",
                            "{} [{}]: batch could not be encoded: {error}",
                            topic.name,
                            partition.id
                        );
                        self.forget(partition, batch.number(), stamp, ErrorCode::_BAD_COMPRESSION);
                        let failed = Report::failed(ErrorCode::_BAD_COMPRESSION, Persistence::No);
                        report(&self.client, topic, partition.id, batch, failed);
                        self.schedule.add_ready(Arc::clone(partition));
                        None
                    }
                }
            }
        }
    }

    fn too_late(
        &mut self,
        topic: &Arc<Topic>,
        partition: &Arc<Partition>,
        batch: Arc<Batch>,
        persistence: Persistence,
    ) -> Option<SealedBatch> {
        let outcome = Report::failed(ErrorCode::_MSG_TIMED_OUT, persistence);
        report(&self.client, topic, partition.id, batch, outcome);
        self.schedule.add_ready(Arc::clone(partition));
        None
    }

    fn send(&mut self, link: &mut Link<'_>, sent: Vec<Sent>, now: Instant) {
        let Some(first) = sent.first() else { return };
        let (acks, request_timeout) = (first.topic.acks(), first.topic.request_timeout());
        let Some(version) = self.version(link, &sent) else {
            let error = RequestError::new(ErrorCode::_UNSUPPORTED_FEATURE, "Broker does not support Produce");
            return self.failed(link.broker, ProduceInFlight { sent, deadline: now }, &error);
        };
        let lists = partition_lists(&sent);
        let topics: Vec<ProduceTopic<'_>> = lists
            .iter()
            .map(|(topic, partitions)| ProduceTopic { name: &topic.name, id: topic.info().id, partitions })
            .collect();
        let outline = ProduceOutline {
            transactional_id: None,
            acks,
            timeout_ms: i32::try_from(request_timeout.as_millis()).unwrap_or(i32::MAX),
            topics: &topics,
        };
        let correlation_id = link.next_correlation_id();
        let client_id = Some(self.client.conf.client_id.as_str());
        let frame = match produce::encode_request(&outline, version, correlation_id, client_id) {
            Ok(frame) => frame,
            Err(error) => {
                let error = RequestError::new(ErrorCode::_INVALID_ARG, error.to_string());
                return self.failed(link.broker, ProduceInFlight { sent, deadline: now }, &error);
            }
        };
        let deadline = now + self.socket_timeout.max(request_timeout);
        let timeout = next_deadline(&sent, deadline, now).saturating_duration_since(now);
        let messages = measure(&link.broker.stats, &sent);
        let body = ProduceBody::new(frame, sent.iter().map(|sent| sent.batch.clone()).collect());
        let segments = vec![Segment::Body(Box::new(body))];
        let in_flight = ProduceInFlight { sent, deadline };
        let pending = if acks == 0 {
            self.unacknowledged.insert(correlation_id, in_flight);
            None
        } else {
            Some(crate::broker::Pending::Produce(Box::new(in_flight)))
        };
        link.send(ApiKey::PRODUCE, version, correlation_id, segments, timeout, pending);
        link.carries(messages);
    }

    /// From version 13 on topics are named by id; an id that metadata did not give cannot be sent.
    fn version(&self, link: &Link<'_>, sent: &[Sent]) -> Option<i16> {
        let all_ids = sent.iter().all(|sent| !sent.topic.info().id.is_zero());
        let max = if all_ids { produce::VERSIONS.1 } else { 12 };
        link.version(ApiKey::PRODUCE, (produce::VERSIONS.0, max))
    }

    /// Time is up for a request, or for some of its messages: those are given up, and the others go on waiting for the
    /// response. Returns until when; `None` if nothing is left to wait for, or the broker takes too long.
    pub fn expire(
        &mut self,
        broker: &Arc<Broker>,
        in_flight: &mut ProduceInFlight,
        now: Instant,
    ) -> Option<Instant> {
        let too_old = |sent: &mut Sent| has_timed_out(&sent.topic, sent.batch.batch.age_of(0, now));
        for sent in in_flight.sent.extract_if(.., too_old).collect::<Vec<_>>() {
            self.give_up(broker, sent, ErrorCode::_MSG_TIMED_OUT, Persistence::Possibly);
        }
        let waits = !in_flight.sent.is_empty() && now < in_flight.deadline;
        waits.then(|| next_deadline(&in_flight.sent, in_flight.deadline, now))
    }

    /// The socket has taken all of a frame: the end of the matter for requests that are not acknowledged.
    pub fn written(&mut self, broker: &Arc<Broker>, correlation_id: i32) {
        let Some(in_flight) = self.unacknowledged.remove(&correlation_id) else { return };
        for sent in in_flight.sent {
            let mut done = Report::failed(ErrorCode::NO_ERROR, Persistence::Possibly);
            done.broker_id = broker.last_node_id();
            report(&self.client, &sent.topic, sent.partition.id, sent.batch.batch, done);
        }
    }

    /// The broker has answered.
    pub fn response(
        &mut self,
        broker: &Arc<Broker>,
        in_flight: ProduceInFlight,
        version: i16,
        body: &Bytes,
    ) -> Result<(), DecodeError> {
        let ProduceInFlight { sent: mut outstanding, deadline } = in_flight;
        let outcome = self.read_response(broker, &mut outstanding, version, body);
        // A response that leaves partitions out, or cannot be read, tells nothing of them.
        if !outstanding.is_empty() {
            let text = "Produce response does not mention the partition";
            let mut error = RequestError::new(ErrorCode::_BAD_MSG, text);
            error.sent = true;
            self.failed(broker, ProduceInFlight { sent: outstanding, deadline }, &error);
        }
        outcome
    }

    fn read_response(
        &mut self,
        broker: &Arc<Broker>,
        outstanding: &mut Vec<Sent>,
        version: i16,
        body: &Bytes,
    ) -> Result<(), DecodeError> {
        let mut reader = ProduceResponseReader::new(Reader::new(body), version)?;
        while let Some(partition) = reader.next_partition()? {
            let by_id = version >= 13;
            let is_it = |sent: &Sent| {
                let named = if by_id {
                    sent.topic.info().id == partition.topic_id
                } else {
                    *sent.topic.name == *partition.topic
                };
                named && sent.partition.id == partition.index
            };
            let Some(at) = outstanding.iter().position(is_it) else { continue };
            let mut sent = outstanding.swap_remove(at);
            let code = ErrorCode::from(partition.error_code);
            let outcome = Report {
                err: code,
                persistence: Persistence::Yes,
                base_offset: partition.base_offset,
                log_append_time: (partition.log_append_time_ms >= 0).then_some(partition.log_append_time_ms),
                broker_id: broker.last_node_id(),
                refusal: None,
            };
            match code {
                ErrorCode::NO_ERROR => self.accepted(sent, outcome),
                _ => {
                    sent.refusal = Refusal::new(code, &partition).map(Box::new);
                    self.refused(broker, sent, code, partition.error_message);
                }
            }
        }
        let end = reader.finish()?;
        self.client.note_throttle(broker, end.throttle_time_ms);
        Ok(())
    }

    pub(super) fn take_unacknowledged(&mut self) -> Vec<ProduceInFlight> {
        self.unacknowledged.drain().map(|(_, in_flight)| in_flight).collect()
    }

    /// The connection is gone, and with it what it had not taken yet.
    pub fn disconnected(&mut self, broker: &Arc<Broker>) {
        let unacknowledged = std::mem::take(&mut self.unacknowledged);
        for in_flight in unacknowledged.into_values() {
            for sent in in_flight.sent {
                // Without acknowledgements nothing is ever proven.
                let _ = sent.partition.retry(sent.batch, Instant::now());
            }
        }
        // What another broker leads by now is no reason to connect to this one again.
        self.schedule.retain(|partition| partition.is_led_by(broker));
    }
}

/// When a request must be looked at again: when its time is up, or the oldest of its messages is too old.
fn next_deadline(sent: &[Sent], deadline: Instant, now: Instant) -> Instant {
    let left = sent.iter().filter_map(|sent| {
        let timeout = sent.topic.message_timeout()?;
        Some(timeout.saturating_sub(sent.batch.batch.age_of(0, now)))
    });
    left.min().map_or(deadline, |left| deadline.min(now + left.max(Duration::from_millis(1))))
}

/// Takes what goes out with one request into the statistics. Returns how many messages it is.
fn measure(stats: &BrokerStats, sent: &[Sent]) -> usize {
    let mut messages = 0;
    for Sent { topic, partition, batch: sealed, .. } in sent {
        let batch = &sealed.batch;
        messages += batch.len();
        partition.sent.count(batch.len(), batch.user_bytes());
        if stats.is_on() && sealed.attempts == 1 {
            let now = Instant::now();
            topic.stats.batch_bytes.record(sealed.wire_bytes());
            topic.stats.batch_messages.record(batch.len());
            let ages = (0..batch.len()).map(|index| micros(batch.age_of(index, now)));
            stats.queueing.record_all(ages);
        }
    }
    messages
}

/// The partitions of each topic, in the order of `sent`, which has each topic's together.
fn partition_lists(sent: &[Sent]) -> Vec<(&Arc<Topic>, Vec<ProducePartition>)> {
    sent.chunk_by(|a, b| Arc::ptr_eq(&a.topic, &b.topic))
        .filter_map(|chunk| {
            let partitions = chunk.iter().map(|sent| ProducePartition {
                index: sent.partition.id,
                records_len: sent.batch.wire_bytes(),
            });
            Some((&chunk.first()?.topic, partitions.collect()))
        })
        .collect()
}
