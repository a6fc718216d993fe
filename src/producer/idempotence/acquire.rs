//! Asking for the producer id: on the main thread, any broker, again and again until it is there or cannot be had.

use std::sync::Arc;
use std::time::Instant;

use crate::broker::{Broker, Reply, Request, RequestError};
use crate::client::{Client, Main, MainTimer};
use crate::error::ErrorCode;
use crate::log::Debug;
use crate::protocol::Message;
use crate::protocol::messages::InitProducerIdRequest;

use super::super::sender::retry_backoff;
use super::{Idempotence, ProducerId};

/// From this version on, a request says which producer it is to replace (KIP-360).
const FIRST_TO_REPLACE: i16 = 3;

impl Main {
    /// Asks for a producer id if one is needed and that can be done now.
    pub fn serve_producer_id(&mut self) {
        let client = Arc::clone(&self.client);
        let Some(idempotence) = &client.producer.idempotence else { return };
        let wait = self.timers.get(&MainTimer::ProducerId).is_some_and(|at| at > Instant::now());
        if wait || client.has_fatal_error() || !idempotence.must_ask() {
            return;
        }
        match client.brokers.any_up() {
            Some(broker) => self.request_producer_id(&broker, idempotence),
            None => {
                // Called again when one is up.
                idempotence.awaits_broker();
                self.want_connection();
            }
        }
    }

    fn request_producer_id(&self, broker: &Arc<Broker>, idempotence: &Idempotence) {
        let replaced = idempotence.ask().unwrap_or(ProducerId::NONE);
        let client = Arc::clone(&self.client);
        broker.request(Request::new::<InitProducerIdRequest<'_>>(
            self.client.conf.socket_timeout(),
            move |version, writer| {
                let named = if version >= FIRST_TO_REPLACE { replaced } else { ProducerId::NONE };
                let request = InitProducerIdRequest {
                    transactional_id: None,
                    transaction_timeout_ms: i32::MAX,
                    producer_id: named.id,
                    producer_epoch: named.epoch,
                    ..InitProducerIdRequest::default()
                };
                request.encode(writer, version)
            },
            move |broker, outcome| {
                let broker = broker.name();
                let answer = outcome.and_then(|reply| decode(&reply));
                client.on_main(move |main| main.producer_id_answered(&broker, answer));
            },
        ));
    }

    fn producer_id_answered(&mut self, broker: &str, answer: Result<ProducerId, RequestError>) {
        let client = Arc::clone(&self.client);
        let Some(idempotence) = &client.producer.idempotence else { return };
        let answer = answer.and_then(|id| match idempotence.assign(id) {
            true => Ok(id),
            false => Err(RequestError::new(ErrorCode::_BAD_MSG, "The answer names no new producer")),
        });
        match answer {
            Ok(ProducerId { id, epoch }) => {
                crate::debug!(
                    client.log,
                    Debug::EOS,
                    "GETPID",
                    "{broker}: Acquired producer {id}, epoch {epoch}"
                );
                wake_partitions(&client);
            }
            Err(error) => self.no_producer_id(idempotence, broker, &error),
        }
    }

    fn no_producer_id(&mut self, idempotence: &Idempotence, broker: &str, error: &RequestError) {
        let text = format!("Failed to acquire idempotence PID from broker {broker}: {}", error.reason);
        if let Some(code) = fatal_code(error.code) {
            let fenced = if code == ErrorCode::_FENCED { "Producer fenced by newer instance: " } else { "" };
            self.client.set_fatal(code, format!("{fenced}{text}"));
            return;
        }
        crate::debug!(self.client.log, Debug::EOS, "GETPID", "{text}: trying again");
        let wait = retry_backoff(&self.client.conf, idempotence.ask_again());
        self.timers.set(MainTimer::ProducerId, Instant::now() + wait);
    }
}

/// Partitions that had to wait can begin to count.
fn wake_partitions(client: &Client) {
    for topic in client.topics.all() {
        topic.partitions.every().iter().for_each(|partition| partition.wake());
    }
}

/// The instance's error, when asking again is of no use.
fn fatal_code(code: ErrorCode) -> Option<ErrorCode> {
    match code {
        ErrorCode::CLUSTER_AUTHORIZATION_FAILED
        | ErrorCode::TRANSACTIONAL_ID_AUTHORIZATION_FAILED
        | ErrorCode::_UNSUPPORTED_FEATURE => Some(code),
        ErrorCode::INVALID_PRODUCER_EPOCH | ErrorCode::PRODUCER_FENCED => Some(ErrorCode::_FENCED),
        _ => None,
    }
}

fn decode(reply: &Reply) -> Result<ProducerId, RequestError> {
    let response = reply.decode::<InitProducerIdRequest<'_>>()?;
    let code = ErrorCode::from(response.error_code);
    if code.is_err() {
        return Err(RequestError::new(code, code.to_string()));
    }
    Ok(ProducerId { id: response.producer_id, epoch: response.producer_epoch })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Writer;
    use crate::protocol::messages::InitProducerIdResponse;

    fn decoded(error_code: i16) -> Result<ProducerId, ErrorCode> {
        let response =
            InitProducerIdResponse { error_code, producer_id: 7, producer_epoch: 3, ..Default::default() };
        let mut writer = Writer::new();
        response.encode(&mut writer, 4).unwrap();
        decode(&Reply { version: 4, body: writer.into_vec().into() }).map_err(|error| error.code)
    }

    #[test]
    fn answers_are_ids_or_errors() {
        assert_eq!(decoded(0), Ok(ProducerId { id: 7, epoch: 3 }));
        assert_eq!(decoded(31), Err(ErrorCode::CLUSTER_AUTHORIZATION_FAILED));
    }

    #[test]
    fn what_will_not_change_is_fatal() {
        assert_eq!(fatal_code(ErrorCode::PRODUCER_FENCED), Some(ErrorCode::_FENCED));
        let refused = ErrorCode::CLUSTER_AUTHORIZATION_FAILED;
        assert_eq!(fatal_code(refused), Some(refused));
        assert_eq!(fatal_code(ErrorCode::COORDINATOR_NOT_AVAILABLE), None);
    }
}
