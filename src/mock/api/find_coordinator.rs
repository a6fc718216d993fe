//! FindCoordinator: which broker a group or a transactional producer belongs to; from version 4 on for many at once
//! (KIP-699).

use crate::error::ErrorCode;
use crate::protocol::messages::find_coordinator_response::Coordinator;
use crate::protocol::messages::{FindCoordinatorRequest, FindCoordinatorResponse};
use crate::transport::Endpoint;

use super::super::broker::Broker;
use super::super::request::{Context, Outcome, wire_code};
use super::super::state::CoordinatorOf;

/// From this version on, keys come in batches, and without a text for their errors.
const BATCHED_FROM: i16 = 4;
/// Brokers' text for no error.
const NO_ERROR_TEXT: &str = "NONE";

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: FindCoordinatorRequest<'_> = cx.decode()?;
    if cx.version() >= BATCHED_FROM {
        let coordinators = request.coordinator_keys.iter().map(|key| find(&cx, request.key_type, key));
        let response = FindCoordinatorResponse { coordinators: coordinators.collect(), ..Default::default() };
        return cx.answer(&response);
    }
    let found = find(&cx, request.key_type, request.key);
    let error_message = ErrorCode(i32::from(found.error_code)).label().filter(|_| found.error_code != 0);
    let response = FindCoordinatorResponse {
        error_code: found.error_code,
        error_message: error_message.or(Some(NO_ERROR_TEXT)),
        node_id: found.node_id,
        host: found.host,
        port: found.port,
        ..Default::default()
    };
    cx.answer(&response)
}

fn find<'a>(cx: &'a Context<'_>, key_type: i8, key: &'a str) -> Coordinator<'a> {
    match located(cx, key_type, key) {
        Ok(broker) => {
            let Endpoint { host, port } = &broker.advertised;
            Coordinator { key, node_id: broker.id, host, port: i32::from(*port), ..Default::default() }
        }
        Err(error) => {
            let error_code = wire_code(error);
            Coordinator { key, node_id: -1, port: -1, error_code, ..Default::default() }
        }
    }
}

fn located<'a>(cx: &'a Context<'_>, key_type: i8, key: &str) -> Result<&'a Broker, ErrorCode> {
    cx.error.into_result()?;
    let of = match key_type {
        0 => CoordinatorOf::Group,
        1 => CoordinatorOf::Transaction,
        _ => return Err(ErrorCode::INVALID_REQUEST),
    };
    let broker = cx.state.coordinator(of, key).and_then(|id| cx.state.brokers.get(&id));
    broker.filter(|broker| broker.is_up()).ok_or(ErrorCode::COORDINATOR_NOT_AVAILABLE)
}
