//! InitProducerId: an idempotent producer's id, and the epoch with which a transactional one bars its predecessors.

use std::time::Duration;

use crate::error::ErrorCode;
use crate::protocol::messages::{InitProducerIdRequest, InitProducerIdResponse};
use crate::records::ProducerId;

use super::super::request::{Context, Outcome, wire_code};
use super::super::state::CoordinatorOf;
use super::super::transactions::MAX_TIMEOUT;

/// Before this version, clients know a fenced producer by its epoch only (KIP-588).
const PRODUCER_FENCED_FROM: i16 = 4;

pub fn serve(mut cx: Context<'_>) -> Outcome {
    let request: InitProducerIdRequest<'_> = cx.decode()?;
    let response = match init(&mut cx, &request) {
        Ok(ProducerId { id, epoch }) => {
            InitProducerIdResponse { producer_id: id, producer_epoch: epoch, ..Default::default() }
        }
        Err(error) => {
            let error = super::fenced_as(error, cx.version() >= PRODUCER_FENCED_FROM);
            InitProducerIdResponse { error_code: wire_code(error), producer_epoch: -1, ..Default::default() }
        }
    };
    cx.answer(&response)
}

fn init(cx: &mut Context<'_>, request: &InitProducerIdRequest<'_>) -> Result<ProducerId, ErrorCode> {
    cx.error.into_result()?;
    let Some(id) = request.transactional_id else {
        return Ok(ProducerId { id: cx.state.transactions.new_producer_id(), epoch: 0 });
    };
    if id.is_empty() || (request.producer_id < 0) != (request.producer_epoch < 0) {
        return Err(ErrorCode::INVALID_REQUEST);
    }
    cx.refusal(CoordinatorOf::Transaction, id).into_result()?;
    let timeout = u64::try_from(request.transaction_timeout_ms).map(Duration::from_millis);
    let timeout = timeout.ok().filter(|timeout| !timeout.is_zero() && *timeout <= MAX_TIMEOUT);
    let timeout = timeout.ok_or(ErrorCode::INVALID_TRANSACTION_TIMEOUT)?;
    let claim = ProducerId { id: request.producer_id, epoch: request.producer_epoch };
    cx.state.init_producer(id, timeout, Some(claim).filter(|claim| claim.id >= 0))
}
