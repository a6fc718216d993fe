//! The requests that the brokers have received, kept when the application wants to see them.

use crate::protocol::ApiKey;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrackedRequest {
    pub broker: i32,
    pub api: ApiKey,
    /// Microseconds of a monotonic clock.
    pub timestamp_us: i64,
}

#[derive(Default)]
pub struct Tracking {
    on: bool,
    requests: Vec<TrackedRequest>,
}

impl Tracking {
    pub fn start(&mut self) {
        self.on = true;
        self.requests.clear();
    }

    pub fn stop(&mut self) {
        self.on = false;
        self.requests = Vec::new();
    }

    pub fn clear(&mut self) {
        self.requests.clear();
    }

    /// In the order of their arrival.
    pub fn requests(&self) -> &[TrackedRequest] {
        &self.requests
    }

    pub fn note(&mut self, request: impl FnOnce() -> TrackedRequest) {
        if self.on {
            self.requests.push(request());
        }
    }
}
