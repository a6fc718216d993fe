//! What the usual way leaves aside.

/// Does `what` out of line, as it is rarely done.
///
/// A closure that takes its captures by value is given copies. So those of the usual way have no address, and stay in
/// registers: it makes a quarter of the instructions of producing a small message.
#[cold]
#[inline(never)]
pub fn rarely<R>(what: impl FnOnce() -> R) -> R {
    what()
}
