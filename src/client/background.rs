//! The thread `rdk:bg`: hands what comes to the background queue to the application, without being polled.

use std::sync::Arc;

use super::Client;
use crate::error::{Error, ErrorCode};
use crate::queue::{Deadline, Op, Popped};

impl Client {
    /// Starts the thread, which calls `serve` with each op of the background queue until the instance ends.
    pub fn start_background(
        self: &Arc<Self>,
        serve: impl Fn(&Arc<Client>, Op) + Send + 'static,
    ) -> Result<(), Error> {
        let body = move |client: &Arc<Client>| {
            while !client.is_terminating() {
                // Ending the instance is one of the things that yield.
                if let Popped::Got(op) = client.background.pop(Deadline::Never) {
                    serve(client, op);
                }
            }
        };
        self.threads.spawn(self, "rdk:bg".to_owned(), "background".to_owned(), body).map_err(|error| {
            Error::new(ErrorCode::_CRIT_SYS_RESOURCE, format!("Failed to create background thread: {error}"))
        })
    }
}
