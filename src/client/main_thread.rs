//! The thread `rdk:main`: timers, metadata, connections that someone must want, and what other rooms have it run.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::admin::Questions;
use crate::broker::{Broker, BrokerOp, ConnectionEnd};
use crate::client::Client;
use crate::consumer::{Assignment, EpochQueries, OffsetQueries, SimpleCommits};
use crate::error::ErrorCode;
use crate::group::Group;
use crate::metadata::{MetadataQuery, Refresher};
use crate::timer::Timers;

/// What other threads send to the main thread.
pub enum MainOp {
    Run(Box<dyn FnOnce(&mut Main) + Send>),
    Terminate,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MainTimer {
    /// Some broker must be connected to, and none is.
    Connect,
    /// `topic.metadata.refresh.interval.ms`.
    RegularRefresh,
    /// Topics wait for a leader or for existing at all.
    FastRefresh,
    /// Messages that wait may have timed out.
    MessageTimeouts,
    /// Partitions wait for their start offset to be asked again.
    OffsetRetry,
    /// Leaders are to be asked again where an epoch ended.
    EpochRetry,
    /// A topic's `auto.commit.interval.ms`, for the simple consumer.
    SimpleCommit,
    /// The producer id is to be asked for again.
    ProducerId,
    /// `statistics.interval.ms`.
    Statistics,
    /// The group's coordinator is to be looked for, or a request to it has waited for too long.
    Coordinator,
    /// `auto.commit.interval.ms`.
    AutoCommit,
    /// Commits, or questions for committed offsets, that failed are to be tried again.
    GroupOffsets,
    /// `heartbeat.interval.ms`, or the end of the session.
    Heartbeat,
    /// `max.poll.interval.ms` may be over.
    MaxPoll,
    /// The subscribed topics are to be looked at again.
    Subscription,
    /// A member that failed to join tries again.
    Rejoin,
    /// Closing the consumer has taken too long.
    ConsumerClose,
    /// Questions of admin operations are to be asked again, or have waited for too long.
    Admin,
}

/// How long a broker has to get connected before another one is asked as well.
const NEXT_BROKER: Duration = Duration::from_secs(1);

/// The main thread's own state.
pub struct Main {
    pub client: Arc<Client>,
    pub timers: Timers<MainTimer>,
    pub refresher: Refresher,
    pub offset_queries: OffsetQueries,
    pub epoch_queries: EpochQueries,
    pub simple_commits: SimpleCommits,
    pub group: Group,
    pub assignment: Assignment,
    pub admin: Questions,
    terminating: bool,
}

/// Refuses what comes late, also after a panic; what is dropped here tells its waiters by their closed channels.
impl Drop for Main {
    fn drop(&mut self) {
        drop(self.client.main.close());
        // Whoever closes the consumer waits for this thread.
        self.client.consumer.queue.yield_waiters();
    }
}

impl Main {
    pub(super) fn new(client: Arc<Client>) -> Self {
        Main {
            refresher: Refresher::new(&client.conf),
            group: Group::new(&client.conf),
            admin: Questions::new(&client.conf),
            client,
            timers: Timers::default(),
            offset_queries: OffsetQueries::default(),
            epoch_queries: EpochQueries::default(),
            simple_commits: SimpleCommits::default(),
            assignment: Assignment::default(),
            terminating: false,
        }
    }

    pub(super) fn run(mut self) {
        self.start_statistics();
        self.want_connection();
        self.serve_producer_id();
        while !self.terminating {
            let ops = self.client.main.receive(self.timers.next_deadline());
            for op in ops {
                match op {
                    MainOp::Run(task) => task(&mut self),
                    MainOp::Terminate => self.terminating = true,
                }
            }
            self.serve_timer();
        }
    }

    /// Serves the timer that is due, if any. Not all that are: however often a timer is set anew, what comes in is seen.
    fn serve_timer(&mut self) {
        if !self.terminating
            && let Some((due, timer)) = self.timers.pop_due(Instant::now())
        {
            match timer {
                MainTimer::Connect => self.want_connection(),
                MainTimer::RegularRefresh => self.regular_refresh(),
                MainTimer::FastRefresh => self.serve_refresh(),
                MainTimer::MessageTimeouts => self.scan_message_timeouts(),
                MainTimer::OffsetRetry => self.serve_offset_queries(),
                MainTimer::EpochRetry => self.serve_epoch_queries(),
                MainTimer::SimpleCommit => self.save_simple_offsets(),
                MainTimer::ProducerId => self.serve_producer_id(),
                MainTimer::Statistics => self.emit_statistics(due),
                MainTimer::Coordinator => self.serve_coordinator(),
                MainTimer::AutoCommit => self.auto_commit(),
                MainTimer::GroupOffsets => self.serve_group_offsets(),
                MainTimer::Heartbeat => self.heartbeat(),
                MainTimer::MaxPoll => self.check_polls(),
                MainTimer::Subscription => self.refresh_subscription(),
                MainTimer::Rejoin => self.try_again(),
                MainTimer::ConsumerClose => self.consumer_closed(),
                MainTimer::Admin => self.serve_admin(),
            }
        }
    }

    /// Sees to it that some broker is connected: asks one after the other to, as long as none is.
    pub fn want_connection(&mut self) {
        let now = Instant::now();
        let begun = self.timers.get(&MainTimer::Connect).is_some_and(|next| next > now);
        if begun || self.client.brokers.is_any_up() {
            return;
        }
        if let Some(broker) = self.client.brokers.next_to_try() {
            broker.send(BrokerOp::Connect);
            self.timers.set(MainTimer::Connect, now + NEXT_BROKER);
        }
    }

    /// A broker's connection is ready for requests.
    pub fn broker_up(&mut self, broker: &Arc<Broker>) {
        if broker.is_dedicated() {
            return self.coordinator_up();
        }
        self.timers.cancel(&MainTimer::Connect);
        self.client.brokers.reset_failures();
        self.refresh_on_connect(broker);
        self.serve_refresh();
        self.serve_offset_queries();
        self.serve_coordinator();
        self.serve_producer_id();
        self.serve_admin();
    }

    /// A broker's connection, or the attempt at one, has ended.
    pub fn broker_down(&mut self, broker: &Arc<Broker>, end: ConnectionEnd) {
        if broker.is_dedicated() {
            if end != ConnectionEnd::Quiet {
                self.coordinator_lost();
            }
            return;
        }
        self.refresher.broker_lost(broker);
        if end == ConnectionEnd::Quiet {
            return;
        }
        if end == ConnectionEnd::Lost {
            // The cluster was there until now: what failed before this says nothing of it any more.
            self.client.brokers.reset_failures();
        }
        broker.note_failure();
        let (failed, known) = self.client.brokers.failure_counts();
        if known > 0 && failed == known && self.client.brokers.first_time_all_down() {
            let text = format!("{failed}/{known} brokers are down");
            self.client.raise_error(ErrorCode::_ALL_BROKERS_DOWN, text);
            self.rebootstrap("all brokers are down");
        }
        self.leader_lost(broker);
        self.replica_lost(broker);
        let backoff = self.client.conf.reconnect_backoff().0;
        self.timers.set_sooner(MainTimer::Connect, Instant::now() + backoff);
    }

    pub fn query_metadata(&mut self, query: MetadataQuery) {
        self.refresher.add_query(query);
        self.serve_refresh();
    }
}
