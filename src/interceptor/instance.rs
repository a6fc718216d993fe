//! What interceptors have registered on an instance.

use std::sync::OnceLock;
use std::time::Duration;

use parking_lot::Mutex;

use crate::callback::interceptor::{
    OnAcknowledgement, OnBrokerStateChange, OnCommit, OnConsume, OnDestroy, OnRequestSent,
    OnResponseReceived, OnSend, OnThreadExit, OnThreadStart,
};
use crate::error::ErrorCode;
use crate::protocol::ApiKey;

use super::Chain;

/// A chain for each point in an instance's life.
#[derive(Default)]
pub struct Chains {
    pub on_destroy: Chain<OnDestroy>,
    pub on_send: Chain<OnSend>,
    pub on_acknowledgement: Chain<OnAcknowledgement>,
    pub on_consume: Chain<OnConsume>,
    pub on_commit: Chain<OnCommit>,
    pub on_request_sent: Chain<OnRequestSent>,
    pub on_response_received: Chain<OnResponseReceived>,
    pub on_thread_start: Chain<OnThreadStart>,
    pub on_thread_exit: Chain<OnThreadExit>,
    pub on_broker_state_change: Chain<OnBrokerStateChange>,
}

/// An instance's interceptors. They are registered while `on_new` runs, which is before the instance has threads.
#[derive(Default)]
pub struct Interceptors {
    /// `None` once the instance is made. Taken alone.
    registering: Mutex<Option<Chains>>,
    made: OnceLock<Chains>,
}

static NONE: OnceLock<Chains> = OnceLock::new();

impl Interceptors {
    /// From now on, until [`Interceptors::close`], interceptors may be registered.
    pub fn open(&self) {
        *self.registering.lock() = Some(Chains::default());
    }

    /// Registration is over.
    pub fn close(&self) {
        if let Some(chains) = self.registering.lock().take() {
            // Opened once, and so set once.
            let _ = self.made.set(chains);
        }
    }

    /// Registers by way of `add`, or refuses to with `_STATE`: interceptors do not come and go while the instance lives.
    pub fn register(&self, add: impl FnOnce(&mut Chains) -> Result<(), ErrorCode>) -> Result<(), ErrorCode> {
        self.registering.lock().as_mut().map_or(Err(ErrorCode::_STATE), add)
    }

    /// The chains, all empty as long as the instance is not made.
    #[inline]
    pub fn chains(&self) -> &Chains {
        self.made.get().unwrap_or_else(|| NONE.get_or_init(Chains::default))
    }

    /// Someone wants to see requests or their responses.
    #[inline]
    pub fn watch_requests(&self) -> bool {
        let chains = self.chains();
        !chains.on_request_sent.is_empty() || !chains.on_response_received.is_empty()
    }
}

/// A response, or why there is none, as `on_response_received` sees it.
pub struct ResponseSeen {
    pub api: ApiKey,
    pub version: i16,
    pub correlation_id: i32,
    /// Bytes after the correlation id; 0 if nothing was received.
    pub size: usize,
    /// `None` if nothing was received.
    pub round_trip: Option<Duration>,
    pub err: ErrorCode,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registration_is_open_only_while_the_instance_is_made() {
        let interceptors = Interceptors::default();
        assert_eq!(interceptors.register(|_| Ok(())), Err(ErrorCode::_STATE));
        interceptors.open();
        assert_eq!(interceptors.register(|_| Ok(())), Ok(()));
        assert_eq!(interceptors.register(|_| Err(ErrorCode::_CONFLICT)), Err(ErrorCode::_CONFLICT));
        interceptors.close();
        assert_eq!(interceptors.register(|_| Ok(())), Err(ErrorCode::_STATE));
        assert!(!interceptors.watch_requests());
    }
}
