//! What an instance logs of itself when it has been made.

use super::Client;
use crate::conf::Warning;
use crate::log::{Debug, Level};

/// How this library was built, as the INIT line tells it after the features.
const BUILD: &str = concat!("RUST", " PKG_", env!("CARGO_PKG_VERSION"));

impl Client {
    /// The INIT line, which programs parse; `warnings` of the configuration; and with `debug=conf` what is set.
    pub fn announce(&self, warnings: &[Warning]) {
        crate::debug!(
            self.log,
            Debug::all(),
            "INIT",
            "librdkafka v{} (0x{:x}) {} initialized (builtin.features {}, {BUILD}, debug 0x{:x})",
            crate::VERSION,
            crate::VERSION_NUMBER,
            self.name,
            self.conf.builtin_features.names(),
            self.log.debug_contexts()
        );
        for Warning { level, text } in warnings {
            let level = if *level <= Level::Warning as i32 { Level::Warning } else { Level::Notice };
            crate::log!(self.log, level, "CONFWARN", "{text}");
        }
        self.announce_conf();
    }

    fn announce_conf(&self) {
        if !self.log.debugs(Debug::CONF) {
            return;
        }
        crate::debug!(self.log, Debug::CONF, "CONF", "Client configuration:");
        for (name, value) in self.conf.dump() {
            if self.conf.is_set(name) {
                let value = if is_secret(name) { "[redacted]" } else { value.as_str() };
                crate::debug!(self.log, Debug::CONF, "CONF", "  {name} = {value}");
            }
        }
    }
}

/// Whether the property's value must not stand in a log.
fn is_secret(name: &str) -> bool {
    ["password", "secret", "ssl.key.pem", "private.key", "passphrase"].iter().any(|part| name.contains(part))
}
