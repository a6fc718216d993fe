//! Interceptors: functions of the application's, or of its plugins, that see what passes through an instance.
//!
//! Each point where they are called has a chain of its own. Those of a configuration stand in its
//! [`ConfInterceptors`]; from its `on_new` the ones of an instance are registered, which stand in [`Interceptors`] and do
//! not change from then on, so that asking for them takes no lock. Calling them is `callback/interceptor.rs`.

mod chain;
mod conf;
mod instance;

pub use chain::{Chain, Hook};
pub use conf::ConfInterceptors;
pub use instance::{Chains, Interceptors, ResponseSeen};
