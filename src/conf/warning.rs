//! What a user should know about a configuration that is taken all the same.

use super::table::{Applies, Mark, Property, Table};
use super::{Conf, SecurityProtocol};
use crate::client::ClientKind;

/// One CONFWARN log line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The severity, in syslog's numbers.
    pub level: i32,
    pub text: String,
}

const LOG_WARNING: i32 = 4;
const LOG_NOTICE: i32 = 5;
/// By how much a fetch must return before the request times out.
const FETCH_MARGIN_MS: i32 = 1000;

impl Conf {
    /// What to log when a client is created with this finalized configuration: properties that are deprecated or
    /// mean nothing to this kind of client, in the table's order, and combinations that do not do what they seem to.
    pub fn warnings(&self, kind: ClientKind) -> Vec<Warning> {
        let mut texts = property_warnings(self, kind);
        if let Some(topic) = &self.default_topic {
            texts.extend(property_warnings(topic.as_ref(), kind));
        }
        if kind == ClientKind::Consumer {
            texts.extend(self.fetch_wait_warning());
        }
        texts.extend(self.retry_warning());
        texts.extend(self.sasl_warnings());
        let mut warnings: Vec<_> =
            texts.into_iter().map(|text| Warning { level: LOG_WARNING, text }).collect();
        // A client that looks for a coordinator is expected to be told its brokers later.
        let has_coordinator = match kind {
            ClientKind::Producer => self.transactional_id.is_some(),
            ClientKind::Consumer => self.group_id.is_some(),
        };
        if self.bootstrap_servers.is_none() && self.test_mock_num_brokers == 0 && !has_coordinator {
            let text =
                "No `bootstrap.servers` configured: client will not be able to connect to Kafka cluster";
            warnings.push(Warning { level: LOG_NOTICE, text: text.to_owned() });
        }
        warnings
    }

    fn fetch_wait_warning(&self) -> Option<String> {
        let (wait, timeout) = (self.fetch_wait_max_ms, self.socket_timeout_ms);
        (wait.saturating_add(FETCH_MARGIN_MS) > timeout).then(|| {
            format!(
                "Configuration property `fetch.wait.max.ms` ({wait}) should be at least {FETCH_MARGIN_MS}ms lower \
                 than `socket.timeout.ms` ({timeout}), or requests may time out while the broker waits for messages"
            )
        })
    }

    fn retry_warning(&self) -> Option<String> {
        (self.retry_backoff_ms > self.retry_backoff_max_ms).then(|| {
            format!(
                "Configuration `retry.backoff.ms` with value {} is greater than configuration \
                 `retry.backoff.max.ms` with value {}: every retry waits for the latter",
                self.retry_backoff_ms, self.retry_backoff_max_ms
            )
        })
    }

    fn sasl_warnings(&self) -> Vec<String> {
        let mut texts = Vec::new();
        let mechanism = self.sasl_mechanism.name();
        let sasl =
            matches!(self.security_protocol, SecurityProtocol::SaslPlaintext | SecurityProtocol::SaslSsl);
        if self.is_set("sasl.mechanisms") && !sasl {
            texts.push(format!(
                "Configuration property `sasl.mechanism` set to `{mechanism}` but `security.protocol` is not \
                 configured for SASL: set it to sasl_ssl or sasl_plaintext"
            ));
        }
        if self.sasl_username.is_some() && mechanism != "PLAIN" && !mechanism.starts_with("SCRAM-SHA-") {
            texts.push(
                "Configuration property `sasl.username` only applies when `sasl.mechanism` is set to PLAIN or \
                 SCRAM-SHA-.."
                    .to_owned(),
            );
        }
        texts
    }
}

fn property_warnings<C: Table>(conf: &C, kind: ClientKind) -> Vec<String> {
    let rows = C::rows().iter().enumerate();
    let set = rows.filter(|(at, _)| conf.explicit().contains(*at));
    set.flat_map(|(_, row)| [standing(row), uselessness(row, kind)]).flatten().collect()
}

fn standing<C>(row: &Property<C>) -> Option<String> {
    let standing = match (row.is(Mark::deprecated), row.is(Mark::experimental)) {
        (true, true) => "deprecated and experimental",
        (true, false) => "deprecated",
        (false, true) => "experimental",
        (false, false) => return None,
    };
    Some(format!("Configuration property {} is {standing}: {}", row.name, row.description))
}

fn uselessness<C>(row: &Property<C>, kind: ClientKind) -> Option<String> {
    let other = match (row.applies, kind) {
        (Applies::Producer, ClientKind::Consumer) => ClientKind::Producer,
        (Applies::Consumer, ClientKind::Producer) => ClientKind::Consumer,
        _ => return None,
    };
    Some(format!(
        "Configuration property {} is a {} property and will be ignored by this {} instance",
        row.name,
        other.name(),
        kind.name()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(client: ClientKind, properties: &[(&str, &str)]) -> Vec<String> {
        let mut conf = Conf::default();
        for (name, value) in properties {
            conf.set(name, Some(value)).unwrap();
        }
        conf.warnings(client).into_iter().map(|warning| warning.text).collect()
    }

    #[test]
    fn one_line_for_each_doubtful_property() {
        const BROKER: (&str, &str) = ("bootstrap.servers", "localhost");
        assert!(texts(ClientKind::Producer, &[BROKER, ("linger.ms", "3")]).is_empty());
        assert_eq!(
            texts(ClientKind::Consumer, &[BROKER, ("linger.ms", "3")]),
            [
                "Configuration property queue.buffering.max.ms is a producer property and will be ignored by this \
              consumer instance"
            ]
        );
        let lines = texts(ClientKind::Producer, &[BROKER, ("auto.commit.enable", "false")]);
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("Configuration property auto.commit.enable is deprecated: "));
        assert!(lines[1].contains("is a consumer property"));
        let lines = texts(ClientKind::Consumer, &[BROKER, ("socket.timeout.ms", "1499")]);
        assert!(lines[0].contains("fetch.wait.max.ms"));
        assert!(texts(ClientKind::Consumer, &[BROKER, ("socket.timeout.ms", "1500")]).is_empty());
        assert_eq!(texts(ClientKind::Consumer, &[("group.id", "g")]), Vec::<String>::new());
        assert!(texts(ClientKind::Producer, &[])[0].contains("bootstrap.servers"));
    }
}
