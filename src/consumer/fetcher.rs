//! Fetching: the broker thread's side of the consumer.
//!
//! One request at a time is in flight to a broker. It asks for all partitions here that have room in their queue and
//! under their memory ceiling; the others are asked for again as soon as the application has made room, not at intervals.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::broker::{Broker, Link, Pending, RequestError};
use crate::client::Client;
use crate::error::ErrorCode;
use crate::log::{Debug, Level};
use crate::metadata::{NamedLeader, named_broker};
use crate::protocol::fetch::{self, FetchOutline, FetchResponseReader, FetchTopic, PartitionFetched};
use crate::protocol::{ApiKey, DecodeError, Reader};
use crate::queue::Op;
use crate::records::{Batches, Codec, Decompressor, RecordError};
use crate::topic::Topic;
use crate::transport::Segment;
use crate::uuid::Uuid;

use super::batch::{FetchedBatch, FetchedRecords};
use super::partition::{Advanced, FetchPosition, FetchProgress, Reset};
use super::unpack::{Source, Stuck, Unpacked, unpack};
use super::{BufferAccount, Charge, FetchPartition, Underway, Watermarks};

/// What a broker's thread is told about partitions.
pub enum FetchCommand {
    Add(Arc<FetchPartition>),
    Remove(Arc<FetchPartition>),
}

/// How long a broker may wait for data while a partition is held back by a full queue: nothing can be asked for that
/// partition before the answer. Doubles as long as there is neither data nor room.
const SHORT_WAIT: Duration = Duration::from_millis(5);

/// A partition that this broker leads.
struct Slot {
    partition: Arc<FetchPartition>,
    /// After an error: not before then.
    not_before: Option<Instant>,
    /// Bytes in memory for each byte on the wire, as last seen.
    expansion: usize,
    /// The size of the next batch, if an answer was too short for it.
    next_batch: usize,
}

/// A partition in a request.
struct Asked {
    partition: Arc<FetchPartition>,
    position: FetchPosition,
    max_bytes: usize,
    topic_id: Uuid,
    /// Holds room for the answer.
    reserved: Charge,
    underway: Underway,
}

/// A Fetch request that waits for its response.
pub struct FetchInFlight {
    asked: Vec<Asked>,
}

/// The consumer's part of one broker's thread.
pub struct Fetcher {
    client: Arc<Client>,
    slots: Vec<Slot>,
    in_flight: bool,
    /// After a failed request: not before then.
    not_before: Option<Instant>,
    /// Where the next request begins, so that no partition is always last.
    turn: usize,
    /// Requests in a row that found no data while a partition was held back.
    fruitless: u32,
    decompressor: Decompressor,
}

impl Fetcher {
    pub fn new(client: &Arc<Client>) -> Self {
        Fetcher {
            client: Arc::clone(client),
            slots: Vec::new(),
            in_flight: false,
            not_before: None,
            turn: 0,
            fruitless: 0,
            decompressor: Decompressor::default(),
        }
    }

    pub fn command(&mut self, broker: &Arc<Broker>, command: FetchCommand) {
        match command {
            FetchCommand::Add(partition) => {
                // It may have been moved on, or stopped, before this came.
                let known = self.slots.iter().any(|slot| Arc::ptr_eq(&slot.partition, &partition));
                if !known && partition.belongs_to(broker) {
                    self.slots.push(Slot { partition, not_before: None, expansion: 1, next_batch: 0 });
                }
            }
            FetchCommand::Remove(partition) => {
                // It may have come back before this came.
                if !partition.belongs_to(broker) {
                    self.slots.retain(|slot| !Arc::ptr_eq(&slot.partition, &partition));
                }
            }
        }
    }

    /// Whether partitions wait for the connection.
    pub fn has_work(&self) -> bool {
        !self.slots.is_empty()
    }

    /// Asks for data if that is possible. Returns when it will be, if time alone decides.
    pub fn serve(&mut self, link: &mut Link<'_>, now: Instant) -> Option<Instant> {
        if self.in_flight || self.slots.is_empty() {
            return None;
        }
        if let Some(at) = self.not_before.filter(|at| *at > now) {
            return Some(at);
        }
        if !link.may_send() {
            return None;
        }
        self.not_before = None;
        let collected = self.collect(link.broker, now);
        if !collected.asked.is_empty() {
            self.send(link, collected.asked, collected.held_back, now);
            return None;
        }
        if collected.held_back {
            self.tell_of_exhaustion();
        }
        collected.next
    }

    /// Whoever waits for more messages while holding all that there is room for waits in vain.
    fn tell_of_exhaustion(&self) {
        let mut told = None;
        for partition in self.slots.iter().map(|slot| &slot.partition) {
            let account = partition.account();
            let known = told.is_some_and(|told| Arc::ptr_eq(told, account));
            if !known && account.is_exhausted() {
                partition.queue.look_again();
            }
            told = Some(account);
        }
    }

    /// The partitions to ask for.
    fn collect(&mut self, broker: &Arc<Broker>, now: Instant) -> Collected {
        let mut collected = Collected::default();
        self.turn = (self.turn + 1) % self.slots.len();
        let (before, after) = self.slots.split_at_mut(self.turn);
        for slot in after.iter_mut().chain(before) {
            slot.collect(&self.client, broker, now, &mut collected);
        }
        // The request lists each topic once.
        collected.asked.sort_by_key(|asked| Arc::as_ptr(&asked.partition.topic).addr());
        collected
    }

    fn send(&mut self, link: &mut Link<'_>, asked: Vec<Asked>, held_back: bool, now: Instant) {
        let settings = self.client.consumer.settings();
        let all_ids = asked.iter().all(|asked| !asked.topic_id.is_zero());
        // From version 13 on topics are named by id.
        let newest = if all_ids { fetch::VERSIONS.1 } else { 12 };
        let Some(version) = link.version(ApiKey::FETCH, (fetch::VERSIONS.0, newest)) else {
            let error = RequestError::new(ErrorCode::_UNSUPPORTED_FEATURE, "Broker does not support Fetch");
            return self.failed(link.broker, FetchInFlight { asked }, &error);
        };
        self.fruitless = if held_back { self.fruitless } else { 0 };
        let wait = if held_back {
            SHORT_WAIT.saturating_mul(1 << self.fruitless.min(16)).min(settings.wait_max)
        } else {
            settings.wait_max
        };
        let most = asked.iter().map(|asked| asked.max_bytes).fold(0, usize::saturating_add);
        let lists = partition_lists(&asked);
        let topics: Vec<FetchTopic<'_>> = lists
            .iter()
            .map(|(topic, id, partitions)| FetchTopic { name: &topic.name, id: *id, partitions })
            .collect();
        let outline = FetchOutline {
            max_wait_ms: i32::try_from(wait.as_millis()).unwrap_or(i32::MAX),
            min_bytes: settings.min_bytes,
            max_bytes: wire_size(most.min(settings.max_bytes)),
            isolation_level: settings.isolation_level(),
            session_id: 0,
            session_epoch: -1,
            topics: &topics,
            forgotten: &[],
            rack_id: &self.client.conf.client_rack,
        };
        let correlation_id = link.next_correlation_id();
        let client_id = Some(self.client.conf.client_id.as_str());
        match fetch::encode_request(&outline, version, correlation_id, client_id) {
            Ok(frame) => {
                let timeout = settings.socket_timeout + wait;
                let pending = Some(Pending::Fetch(Box::new(FetchInFlight { asked })));
                let segments = vec![Segment::Bytes(frame.into())];
                link.send(ApiKey::FETCH, version, correlation_id, segments, timeout, pending);
                self.in_flight = true;
            }
            Err(error) => {
                self.not_before = Some(now + settings.error_backoff);
                crate::log!(
                    self.client.log,
                    Level::Error,
                    "FETCH",
                    "Fetch request cannot be encoded: {error}"
                );
            }
        }
    }

    /// The broker has answered.
    pub fn response(
        &mut self,
        broker: &Arc<Broker>,
        in_flight: FetchInFlight,
        version: i16,
        body: Bytes,
    ) -> Result<(), DecodeError> {
        self.in_flight = false;
        let mut reader = FetchResponseReader::new(Reader::new(&body), version)?;
        self.client.note_throttle(broker, reader.throttle_time_ms);
        let code = ErrorCode::from(reader.error_code);
        if code.is_err() {
            self.request_refused(broker, &in_flight.asked, code);
            return Ok(());
        }
        // What was reserved is taken again by what has really come.
        let wanted: Vec<Wanted> = in_flight.asked.into_iter().map(Wanted::from).collect();
        let mut answered = Vec::with_capacity(wanted.len());
        let mut expected = 0;
        while let Some(fetched) = reader.next_partition()? {
            let by_id = version >= 13;
            let is_it = |wanted: &&Wanted| {
                let topic = if by_id {
                    wanted.topic_id == fetched.topic_id
                } else {
                    *wanted.partition.topic.name == *fetched.topic
                };
                topic && wanted.partition.id == fetched.index
            };
            // Brokers answer in the order of the request: it is the next one, mostly.
            let (before, after) = wanted.split_at(expected);
            let found = after.iter().chain(before).enumerate().find(|(_, wanted)| is_it(wanted));
            if let Some((passed_over, wanted)) = found {
                expected = (expected + passed_over + 1) % (before.len() + after.len());
                answered.push((wanted, fetched));
            }
        }
        let endpoints = reader.finish()?;
        let frames = Frames::of(&body, &answered);
        let mut brought = false;
        let mut moved = Vec::new();
        for (wanted, fetched) in &answered {
            let code = ErrorCode::from(fetched.error_code);
            if code.is_err() {
                moved.extend(self.partition_refused(broker, wanted, code, fetched));
            } else {
                brought |= !fetched.records.is_empty();
                self.take_records(broker, wanted, fetched, &body, &frames);
            }
        }
        if !moved.is_empty() {
            let brokers = endpoints.iter().map(named_broker).collect();
            self.client.on_main(move |main| main.leaders_named(moved, brokers));
        }
        self.fruitless = if brought { 0 } else { self.fruitless.saturating_add(1) };
        Ok(())
    }

    fn take_records(
        &mut self,
        broker: &Arc<Broker>,
        wanted: &Wanted,
        fetched: &PartitionFetched<'_>,
        body: &Bytes,
        frames: &Frames,
    ) {
        let (partition, position) = (&wanted.partition, wanted.position);
        if !partition.awaits(broker, position) {
            return;
        }
        if fetched.preferred_read_replica >= 0 && fetched.preferred_read_replica != broker.node_id() {
            return self.redirected(broker, partition, position, fetched.preferred_read_replica);
        }
        let client = Arc::clone(&self.client);
        let settings = client.consumer.settings();
        let account = partition.account();
        let source = Source { records: body.slice_ref(fetched.records), shared: frames.shared(account) };
        let mut unpacked = unpack(
            &source,
            position.offset,
            &fetched.aborted_transactions,
            settings,
            account,
            &mut self.decompressor,
        );
        self.note_expansion(partition, fetched.records.len(), &unpacked);
        let end = if settings.read_committed && fetched.last_stable_offset >= 0 {
            fetched.last_stable_offset
        } else {
            fetched.high_watermark
        };
        let progress = FetchProgress {
            next_offset: unpacked.next_offset,
            offset_epoch: unpacked.last_epoch.unwrap_or(position.offset_epoch),
            watermarks: Watermarks {
                low: fetched.log_start_offset,
                high: fetched.high_watermark,
                last_stable: fetched.last_stable_offset,
            },
            end,
        };
        if unpacked.partial {
            broker.stats.partial_batches.increment();
        }
        if self.asks_for_more(wanted, &unpacked) {
            unpacked.stuck = None;
        }
        let stuck = unpacked.stuck.is_some();
        let advanced = partition.advance(broker, position, progress);
        if advanced == Advanced::Stale {
            return;
        }
        if position.lease_until.is_some_and(|until| until <= Instant::now()) {
            self.back_to_leader(broker, partition);
        }
        let next_offset = unpacked.next_offset;
        deliver(broker, partition, position.version, unpacked);
        if stuck {
            self.back_off(partition);
        } else if advanced == Advanced::ToTheEnd && settings.partition_eof {
            let text = format!(
                "Fetch from broker {} reached end of partition at offset {next_offset} (HighwaterMark {})",
                broker.node_id(),
                fetched.high_watermark
            );
            partition.report(
                position.version,
                ErrorCode::_PARTITION_EOF,
                next_offset,
                broker.node_id(),
                text,
            );
        }
    }

    // ---- replicas that are closer than the leader ----

    /// The leader would rather have us read elsewhere.
    fn redirected(
        &mut self,
        leader: &Arc<Broker>,
        partition: &Arc<FetchPartition>,
        position: FetchPosition,
        replica: i32,
    ) {
        let now = Instant::now();
        match self.client.brokers.by_id(replica) {
            Some(broker) if !broker.is_unreachable() => {
                let backoff = self.client.consumer.settings().error_backoff;
                if partition.lease(leader, position, &broker, now, backoff) {
                    let partition = Arc::clone(partition);
                    self.client.on_main(move |main| main.place_fetch(&partition));
                }
            }
            // It will name another one when the cluster has noticed, or when we know this one.
            _ => {
                self.back_off(partition);
                let topic = Arc::clone(&partition.topic.name);
                self.client.on_main(move |main| main.need_topics([topic]));
            }
        }
    }

    fn back_to_leader(&mut self, replica: &Arc<Broker>, partition: &Arc<FetchPartition>) {
        if partition.end_lease(replica) {
            let partition = Arc::clone(partition);
            self.client.on_main(move |main| main.place_fetch(&partition));
        }
    }

    /// Learns how much memory a fetched byte becomes.
    fn note_expansion(&mut self, partition: &Arc<FetchPartition>, wire: usize, unpacked: &Unpacked) {
        let memory: usize =
            unpacked.groups.iter().flat_map(|group| &group.segments).map(|s| s.area.len()).sum();
        if let (Some(slot), true) = (self.slot(partition), wire > 0) {
            let seen = memory.div_ceil(wire).max(1);
            // A part that had to be left for want of room makes the rest look small.
            slot.expansion = seen.max(slot.expansion - slot.expansion / 4);
        }
    }

    /// Whether the first batch was cut because it is larger than what was asked for. Brokers answer it whole, but not all that
    /// speak the protocol do so.
    fn asks_for_more(&mut self, wanted: &Wanted, unpacked: &Unpacked) -> bool {
        let needed = unpacked.needed;
        let largest = self.client.conf.receive_message_max_bytes as usize;
        let more = needed > wanted.max_bytes && needed < largest;
        if let Some(slot) = self.slot(&wanted.partition) {
            slot.next_batch = if more { needed } else { 0 };
        }
        more
    }

    fn slot(&mut self, partition: &Arc<FetchPartition>) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|slot| Arc::ptr_eq(&slot.partition, partition))
    }

    fn back_off(&mut self, partition: &Arc<FetchPartition>) {
        let until = Instant::now() + self.client.consumer.settings().error_backoff;
        if let Some(slot) = self.slot(partition) {
            slot.not_before = Some(until);
        }
    }

    // ---- errors ----

    fn partition_refused(
        &mut self,
        broker: &Arc<Broker>,
        wanted: &Wanted,
        code: ErrorCode,
        fetched: &PartitionFetched<'_>,
    ) -> Option<NamedLeader> {
        let (partition, position) = (&wanted.partition, wanted.position);
        if !partition.awaits(broker, position) {
            return None;
        }
        crate::debug!(
            self.client.log,
            Debug::FETCH,
            "FETCH",
            "{} [{}]: fetch at offset {} from broker {} failed: {code}",
            partition.topic.name,
            partition.id,
            position.offset,
            broker.node_id()
        );
        if position.lease_until.is_some() {
            // A replica may lag behind, have deleted more, or not be one any more: only the leader can tell what is so.
            if code == ErrorCode::OFFSET_OUT_OF_RANGE {
                crate::log!(
                    self.client.log,
                    Level::Warning,
                    "FETCH",
                    "{} [{}]: offset {} (leader epoch {}) out of range (HighwaterMark {}) on replica {}: reverting to leader",
                    partition.topic.name,
                    partition.id,
                    position.offset,
                    position.offset_epoch,
                    fetched.high_watermark,
                    broker.node_id()
                );
            }
            self.back_to_leader(broker, partition);
            return None;
        }
        match reaction(code) {
            // A follower or a new leader may lag behind what we have seen: not our offset is wrong.
            Reaction::Reset if fetched.high_watermark >= 0 && position.offset == fetched.high_watermark => {
                self.back_off(partition);
            }
            Reaction::Reset => self.out_of_range(broker, partition, position, code),
            Reaction::Refresh => {
                self.back_off(partition);
                // Also of a partition whose new leader is named: more of the topic may have moved than has been read yet.
                let topic = Arc::clone(&partition.topic.name);
                let named = &fetched.current_leader;
                let named = NamedLeader::of(&topic, partition.id, named.leader_id, named.leader_epoch);
                self.client.on_main(move |main| main.need_topics([topic]));
                return named;
            }
            Reaction::Report => {
                self.back_off(partition);
                if partition.first_time(position.version, code) {
                    let text = format!("Fetch from broker {} failed: {code}", broker.node_id());
                    partition.report(position.version, code, position.offset, broker.node_id(), text);
                }
            }
        }
        None
    }

    /// `auto.offset.reset` decides.
    fn out_of_range(
        &mut self,
        broker: &Arc<Broker>,
        partition: &Arc<FetchPartition>,
        position: FetchPosition,
        code: ErrorCode,
    ) {
        let (offset, id) = (position.offset, broker.node_id());
        let reason = format!("fetch failed due to requested offset not available on the broker: {code}");
        match partition.reset(position) {
            Reset::Stale => {}
            Reset::To(place) => {
                let partition = Arc::clone(partition);
                self.client.on_main(move |main| {
                    crate::log!(
                        main.client.log,
                        Level::Warning,
                        "OFFSET",
                        "{} [{}]: offset reset (at offset {offset} (leader epoch -1), broker {id}) to offset {place} \
                         (leader epoch -1): {reason}",
                        partition.topic.name,
                        partition.id
                    );
                    main.place_fetch(&partition);
                });
            }
            Reset::Refused => {
                let text = format!("{reason} (broker {id})");
                partition.report(position.version, ErrorCode::_AUTO_OFFSET_RESET, offset, id, text);
            }
        }
    }

    /// The request as a whole was refused.
    fn request_refused(&mut self, broker: &Arc<Broker>, asked: &[Asked], code: ErrorCode) {
        self.not_before = Some(Instant::now() + self.client.consumer.settings().error_backoff);
        crate::debug!(
            self.client.log,
            Debug::FETCH,
            "FETCH",
            "{}: Fetch request failed: {code}",
            broker.name()
        );
        if reaction(code) == Reaction::Refresh {
            let topics: Vec<_> = asked.iter().map(|asked| Arc::clone(&asked.partition.topic.name)).collect();
            self.client.on_main(move |main| main.need_topics(topics));
        }
    }

    /// There will be no response.
    pub fn failed(&mut self, broker: &Arc<Broker>, in_flight: FetchInFlight, error: &RequestError) {
        self.in_flight = false;
        self.not_before = Some(Instant::now() + self.client.consumer.settings().error_backoff);
        crate::debug!(
            self.client.log,
            Debug::FETCH,
            "FETCH",
            "{}: Fetch of {} partition(s) failed: {}: {}",
            broker.name(),
            in_flight.asked.len(),
            error.code,
            error.reason
        );
    }

    /// The connection is gone; partitions stay until metadata moves them.
    pub fn disconnected(&mut self) {
        self.in_flight = false;
    }
}

impl Slot {
    fn collect(&mut self, client: &Client, broker: &Arc<Broker>, now: Instant, collected: &mut Collected) {
        let settings = client.consumer.settings();
        let Some(position) = self.partition.fetch_position(broker) else { return };
        if let Some(at) = self.not_before.max(position.not_before).filter(|at| *at > now) {
            collected.next = Some(collected.next.map_or(at, |next| next.min(at)));
            return;
        }
        self.not_before = None;
        if self.partition.is_full() {
            collected.held_back = true;
            return;
        }
        let account = self.partition.account();
        let wanted = settings.partition_max_bytes.saturating_mul(self.expansion);
        let Some(granted) = account.grant_or_wait(wanted, broker) else {
            collected.held_back = true;
            return;
        };
        collected.asked.push(Asked {
            position,
            max_bytes: (granted / self.expansion).max(self.next_batch).max(1),
            topic_id: self.partition.topic.info().id,
            reserved: account.charge(granted),
            underway: account.underway(),
            partition: Arc::clone(&self.partition),
        });
    }
}

#[derive(Default)]
struct Collected {
    asked: Vec<Asked>,
    /// A partition has no room.
    held_back: bool,
    /// When the first of those that wait after an error may be asked for.
    next: Option<Instant>,
}

/// A partition whose answer has come: what was reserved for it is free again.
struct Wanted {
    partition: Arc<FetchPartition>,
    position: FetchPosition,
    max_bytes: usize,
    topic_id: Uuid,
    /// Until what came is queued.
    _underway: Underway,
}

impl From<Asked> for Wanted {
    fn from(asked: Asked) -> Self {
        let Asked { partition, position, max_bytes, topic_id, reserved, underway } = asked;
        drop(reserved);
        Wanted { partition, position, max_bytes, topic_id, _underway: underway }
    }
}

/// Which account's records may stay in the response's own buffer: one that the larger part of it belongs to. A buffer
/// must not be kept alive for another account's sake, nor for a small part of it.
struct Frames {
    owner: Option<(Arc<BufferAccount>, Arc<Charge>)>,
}

impl Frames {
    fn of(body: &Bytes, answered: &[(&Wanted, PartitionFetched<'_>)]) -> Self {
        let mut sums: Vec<(&Arc<BufferAccount>, usize)> = Vec::new();
        for (wanted, fetched) in answered.iter().filter(|(_, fetched)| is_plain(fetched.records)) {
            let account = wanted.partition.account();
            match sums.iter_mut().find(|(known, _)| Arc::ptr_eq(known, account)) {
                Some((_, sum)) => *sum += fetched.records.len(),
                None => sums.push((account, fetched.records.len())),
            }
        }
        let owner = sums.into_iter().find(|(_, sum)| *sum >= body.len() / 2);
        Frames {
            owner: owner.map(|(account, _)| (Arc::clone(account), Arc::new(account.charge(body.len())))),
        }
    }

    fn shared(&self, account: &Arc<BufferAccount>) -> Option<Arc<Charge>> {
        let (owner, charge) = self.owner.as_ref()?;
        Arc::ptr_eq(owner, account).then(|| Arc::clone(charge))
    }
}

/// Whether the first batch is not compressed, which tells of the rest.
fn is_plain(records: &[u8]) -> bool {
    matches!(Batches::new(records).next(), Some(Ok(batch)) if batch.codec == Codec::None)
}

/// Queues what was unpacked, and what could not be.
fn deliver(broker: &Arc<Broker>, partition: &Arc<FetchPartition>, version: i32, unpacked: Unpacked) {
    for group in unpacked.groups {
        let records = FetchedRecords {
            partition: Arc::clone(partition),
            broker_id: broker.node_id(),
            version,
            segments: group.segments.into_boxed_slice(),
        };
        let batch = FetchedBatch::new(records, group.cursors);
        partition.queue.push(Op::Fetched(batch));
    }
    for (offset, error) in unpacked.bad {
        let text = format!("Batch at offset {offset} from broker {} skipped: {error}", broker.node_id());
        partition.report(version, code_of(&error), offset, broker.node_id(), text);
    }
    let offset = unpacked.next_offset;
    let text = match unpacked.stuck {
        None => return,
        Some(Stuck::Damaged(error)) => error.to_string(),
        Some(Stuck::Incomplete) => match unpacked.needed {
            0 => "incomplete batch of unknown bytes".to_owned(),
            needed => format!("incomplete batch of {needed} bytes"),
        },
    };
    if partition.first_time(version, ErrorCode::_BAD_MSG) {
        let text = format!("Data at offset {offset} from broker {} cannot be read: {text}", broker.node_id());
        partition.report(version, ErrorCode::_BAD_MSG, offset, broker.node_id(), text);
    }
}

fn code_of(error: &RecordError) -> ErrorCode {
    match error {
        RecordError::Compression { .. } | RecordError::TooLarge { .. } => ErrorCode::_BAD_COMPRESSION,
        RecordError::UnknownCodec(_) | RecordError::UnknownMagic { .. } => ErrorCode::_NOT_IMPLEMENTED,
        _ => ErrorCode::_BAD_MSG,
    }
}

/// What a partition's error asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reaction {
    /// The offset is not there.
    Reset,
    /// Ask who leads the partition, and try again.
    Refresh,
    /// Tell the application, and try again.
    Report,
}

fn reaction(code: ErrorCode) -> Reaction {
    match code {
        ErrorCode::OFFSET_OUT_OF_RANGE => Reaction::Reset,
        ErrorCode::NOT_LEADER_FOR_PARTITION
        | ErrorCode::LEADER_NOT_AVAILABLE
        | ErrorCode::REPLICA_NOT_AVAILABLE
        | ErrorCode::UNKNOWN_TOPIC_OR_PART
        | ErrorCode::UNKNOWN_TOPIC_ID
        | ErrorCode::INCONSISTENT_TOPIC_ID
        | ErrorCode::FENCED_LEADER_EPOCH
        | ErrorCode::UNKNOWN_LEADER_EPOCH
        | ErrorCode::OFFSET_NOT_AVAILABLE
        | ErrorCode::KAFKA_STORAGE_ERROR
        | ErrorCode::BROKER_NOT_AVAILABLE => Reaction::Refresh,
        _ => Reaction::Report,
    }
}

fn wire_size(bytes: usize) -> i32 {
    i32::try_from(bytes).unwrap_or(i32::MAX)
}

/// The partitions of each topic, in the order of `asked`, which has each topic's together.
fn partition_lists(asked: &[Asked]) -> Vec<(&Arc<Topic>, Uuid, Vec<fetch::FetchPartition>)> {
    asked
        .chunk_by(|a, b| Arc::ptr_eq(&a.partition.topic, &b.partition.topic))
        .filter_map(|chunk| {
            let partitions = chunk.iter().map(|asked| fetch::FetchPartition {
                index: asked.partition.id,
                current_leader_epoch: asked.position.leader_epoch,
                fetch_offset: asked.position.offset,
                last_fetched_epoch: -1,
                max_bytes: wire_size(asked.max_bytes),
            });
            let first = chunk.first()?;
            Some((&first.partition.topic, first.topic_id, partitions.collect()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_that_a_new_leader_may_cure_ask_for_metadata() {
        assert_eq!(reaction(ErrorCode::NOT_LEADER_FOR_PARTITION), Reaction::Refresh);
        assert_eq!(reaction(ErrorCode::UNKNOWN_TOPIC_ID), Reaction::Refresh);
        assert_eq!(reaction(ErrorCode::OFFSET_OUT_OF_RANGE), Reaction::Reset);
        assert_eq!(reaction(ErrorCode::TOPIC_AUTHORIZATION_FAILED), Reaction::Report);
    }
}
