//! How a queue tells an application's own event loop that it has something: a byte on a file descriptor, or a callback.

use std::os::fd::BorrowedFd;
use std::sync::Arc;

/// Signalled when a queue goes from empty to non-empty.
#[derive(Clone)]
pub enum QueueWake {
    /// Write `payload` to the application's descriptor.
    Fd { fd: i32, payload: Arc<[u8]> },
    /// Call the application's function (wrapped by the C boundary).
    Callback(Arc<dyn Fn() + Send + Sync>),
}

impl QueueWake {
    pub fn signal(&self) {
        match self {
            QueueWake::Fd { fd, payload } => write_to(*fd, payload),
            QueueWake::Callback(callback) => callback(),
        }
    }
}

/// One write, its outcome ignored: a full pipe already has what wakes its reader.
fn write_to(fd: i32, payload: &[u8]) {
    if fd < 0 {
        return;
    }
    #[allow(unsafe_code)]
    // SAFETY: the application promised that the descriptor stays open until it disables the wake-up or destroys the
    // queue; a closed one would make the write fail, nothing more.
    let fd = unsafe { BorrowedFd::borrow_raw(fd) };
    let _ = rustix::io::write(fd, payload);
}
