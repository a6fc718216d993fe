//! The thread `rdk:mock`: the cluster's sockets and timers.

use std::collections::BTreeMap;
use std::io;
use std::net::TcpListener;
use std::os::fd::AsFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;

use bytes::Bytes;

use crate::error::ErrorCode;
use crate::log::{Debug, Level};

use crate::transport::{Interest, Ready, wait_all};

use super::Shared;
use super::api;
use super::connection::{Connection, Ended};
use super::request::{Context, Outcome, Received, Served};
use super::state::{State, Timer};
use super::tracking::TrackedRequest;

pub(super) fn spawn(shared: Arc<Shared>) -> io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name("rdk:mock".to_owned()).spawn(move || {
        crate::os::block_signals(0);
        crate::log::set_thread_name("mock");
        let log = Arc::clone(&shared.log);
        let mut server =
            Server { shared, listeners: BTreeMap::new(), connections: BTreeMap::new(), accepted: 0 };
        if catch_unwind(AssertUnwindSafe(|| server.run())).is_err() {
            crate::log!(
                log,
                Level::Emergency,
                "MOCK",
                "The mock cluster panicked: this is a bug, please report it"
            );
        }
    })
}

/// A broker's listening socket, while it is up.
struct Listener {
    socket: TcpListener,
    life: u64,
}

struct Server {
    shared: Arc<Shared>,
    listeners: BTreeMap<i32, Listener>,
    connections: BTreeMap<u64, Connection>,
    accepted: u64,
}

impl Server {
    fn run(&mut self) {
        loop {
            // Before the state is looked at: who changes it after that finds the thread about to sleep, and wakes it.
            self.shared.waker.prepare_sleep();
            let Some(deadline) = self.catch_up() else { return };
            let now = Instant::now();
            let timeout = deadline.map(|deadline| deadline.saturating_duration_since(now));
            let mut sockets: Vec<_> =
                self.listeners.values().map(|listener| (listener.socket.as_fd(), Interest::READ)).collect();
            sockets.extend(self.connections.values().map(|connection| {
                let interest = if connection.wants_write() { Interest::BOTH } else { Interest::READ };
                (connection.as_fd(), interest)
            }));
            match wait_all(&self.shared.waker, &sockets, timeout) {
                Ok(ready) => self.serve_sockets(&ready),
                Err(error) => {
                    crate::log!(self.shared.log, Level::Error, "MOCK", "poll failed: {error}");
                    return;
                }
            }
        }
    }

    /// Does what the state asks for: listeners, timers, answers. Returns how long nothing will happen by itself; `None` when
    /// the cluster is to end.
    fn catch_up(&mut self) -> Option<Option<Instant>> {
        let shared = Arc::clone(&self.shared);
        let mut state = shared.state.lock();
        if state.terminating {
            return None;
        }
        self.follow_brokers(&state);
        state.forget_parked(|connection| self.connections.contains_key(&connection));
        self.run_timers(&mut state);
        self.deliver_answers(&mut state);
        let timer = state.timers.next_deadline();
        drop(state);
        self.flush_all();
        let waiting = self.connections.values().filter_map(Connection::next_deadline).min();
        Some(timer.into_iter().chain(waiting).min())
    }

    /// Listens for the brokers that are up, and closes the connections of those that went down.
    fn follow_brokers(&mut self, state: &State) {
        let life =
            |id: &i32| state.brokers.get(id).filter(|broker| broker.is_up()).map(|broker| broker.life());
        self.listeners.retain(|id, listener| life(id) == Some(listener.life));
        self.connections.retain(|_, connection| life(&connection.broker) == Some(connection.life));
        for broker in state.brokers.values().filter(|broker| broker.is_up()) {
            if self.listeners.contains_key(&broker.id) {
                continue;
            }
            match broker.listener() {
                Ok(socket) => {
                    drop(self.listeners.insert(broker.id, Listener { socket, life: broker.life() }))
                }
                Err(error) => {
                    crate::log!(self.shared.log, Level::Error, "MOCK", "Broker {}: {error}", broker.id)
                }
            }
        }
    }

    fn run_timers(&mut self, state: &mut State) {
        let now = Instant::now();
        while let Some((_, timer)) = state.timers.pop_due(now) {
            match timer {
                Timer::Parked(number) => {
                    if let Some(parked) = state.parked.remove(&number) {
                        self.serve(state, &parked.request, ErrorCode::NO_ERROR, Some(parked.until));
                    }
                }
                Timer::Group(timer) => state.run_group_timer(timer, now),
                Timer::Transaction(id) => state.abort_overdue_transaction(&id),
            }
        }
    }

    fn deliver_answers(&mut self, state: &mut State) {
        for answer in std::mem::take(&mut state.answers) {
            // Its client may be gone.
            let Some(connection) = self.connections.get_mut(&answer.to.connection) else { continue };
            match answer.frame {
                Ok(frame) => connection.answer(answer.to.slot, frame),
                Err(refused) => self.close(answer.to.connection, &refused),
            }
        }
    }

    fn flush_all(&mut self) {
        let now = Instant::now();
        let log = &self.shared.log;
        self.connections.retain(|_, connection| match connection.flush(now) {
            Ok(()) => true,
            Err(ended) => {
                crate::debug!(
                    log,
                    Debug::MOCK,
                    "MOCK",
                    "Broker {}: connection closed: {ended}",
                    connection.broker
                );
                false
            }
        });
    }

    fn close(&mut self, connection: u64, why: &dyn std::fmt::Display) {
        if let Some(connection) = self.connections.remove(&connection) {
            let broker = connection.broker;
            crate::debug!(self.shared.log, Debug::MOCK, "MOCK", "Broker {broker}: connection closed: {why}");
        }
    }

    /// `ready` is of the listeners, then of the connections, in their order.
    fn serve_sockets(&mut self, ready: &[Ready]) {
        let (listeners, connections) = ready.split_at(self.listeners.len().min(ready.len()));
        let readable = connections.iter().zip(self.connections.keys());
        let readable: Vec<u64> = readable.filter(|(ready, _)| ready.readable).map(|(_, id)| *id).collect();
        let asked = listeners.iter().zip(self.listeners.keys()).filter(|(ready, _)| ready.readable);
        let asked: Vec<i32> = asked.map(|(_, id)| *id).collect();
        asked.into_iter().for_each(|broker| self.accept(broker));
        readable.into_iter().for_each(|connection| self.receive(connection));
    }

    fn accept(&mut self, broker: i32) {
        let Some(listener) = self.listeners.get(&broker) else { return };
        // Until it would block; another error is of a client that is gone already.
        while let Ok((stream, _)) = listener.socket.accept() {
            self.accepted += 1;
            match Connection::new(broker, listener.life, stream) {
                Ok(connection) => drop(self.connections.insert(self.accepted, connection)),
                Err(error) => crate::log!(self.shared.log, Level::Error, "MOCK", "Broker {broker}: {error}"),
            }
        }
    }

    /// Serves all the requests that have come on a connection.
    fn receive(&mut self, id: u64) {
        while let Some(connection) = self.connections.get_mut(&id) {
            match connection.read() {
                Ok(Some(frame)) => self.serve_frame(id, frame),
                Ok(None) => return,
                Err(error) => return self.close(id, &Ended::Read(error)),
            }
        }
    }

    fn serve_frame(&mut self, id: u64, frame: Bytes) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let (broker, slot) = (connection.broker, connection.open_slot(Instant::now()));
        let request = match Received::open(frame, broker, id, slot) {
            Ok(request) => request,
            Err(refused) => return self.close(id, &refused),
        };
        let shared = Arc::clone(&self.shared);
        let mut state = shared.state.lock();
        let (api, version) = (request.to.api, request.to.version);
        state.tracking.note(|| TrackedRequest {
            broker,
            api,
            timestamp_us: crate::os::monotonic_clock().as_micros() as i64,
        });
        let fault = state.faults.next(broker, api);
        crate::debug!(
            self.shared.log,
            Debug::MOCK,
            "MOCK",
            "Broker {broker}: {api}Request v{version}: {fault:?}"
        );
        if fault.error == ErrorCode::_TRANSPORT {
            return self.close(id, &Ended::Fault);
        }
        let usual = state.brokers.get(&broker).map(|broker| broker.rtt).unwrap_or_default();
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.delay(slot, fault.rtt.unwrap_or(usual));
        }
        self.serve(&mut state, &request, fault.error, None);
        self.deliver_answers(&mut state);
    }

    fn serve(
        &mut self,
        state: &mut State,
        request: &Received,
        error: ErrorCode,
        parked_until: Option<Instant>,
    ) {
        let now = Instant::now();
        let outcome = api::serve(Context { state, request, error, now, parked_until });
        self.finish(request, outcome);
    }

    fn finish(&mut self, request: &Received, outcome: Outcome) {
        let (id, slot) = (request.to.connection, request.to.slot);
        let Some(connection) = self.connections.get_mut(&id) else { return };
        match outcome {
            Ok(Served::Answer(frame)) => connection.answer(slot, frame),
            Ok(Served::Silence) => connection.drop_slot(slot),
            Ok(Served::Later) => {}
            Err(refused) => self.close(id, &refused),
        }
    }
}
