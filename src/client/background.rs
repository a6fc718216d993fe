//! The thread `rdk:bg`: hands what comes to the background queue to the application, without being polled.

use std::sync::Arc;

use super::{Client, ThreadKind};
use crate::error::{Error, ErrorCode};

impl Client {
    /// Starts the thread, which calls `serve_next` until the instance ends: that waits for the background queue and serves
    /// one thing from it. Ending the instance is one of the things that make it return.
    pub fn start_background(
        self: &Arc<Self>,
        serve_next: impl Fn(&Arc<Client>) + Send + 'static,
    ) -> Result<(), Error> {
        let body = move |client: &Arc<Client>| {
            while !client.is_terminating() {
                serve_next(client);
            }
        };
        self.threads
            .spawn(self, ThreadKind::Background, "rdk:bg".to_owned(), "background".to_owned(), body)
            .map_err(|error| {
                Error::new(
                    ErrorCode::_CRIT_SYS_RESOURCE,
                    format!("Failed to create background thread: {error}"),
                )
            })
    }
}
