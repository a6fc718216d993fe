//! EndTxn: a producer commits or aborts its transaction; from version 5 on it gets a new epoch with that (KIP-890).

use crate::error::ErrorCode;
use crate::protocol::messages::{EndTxnRequest, EndTxnResponse};
use crate::records::ProducerId;

use super::super::request::{Context, Outcome, wire_code};
use super::super::state::CoordinatorOf;
use super::super::transactions::TransactionRules;

/// From this version on, each transaction has an epoch of its own.
const EPOCH_PER_TRANSACTION_FROM: i16 = 5;

pub fn serve(mut cx: Context<'_>) -> Outcome {
    let request: EndTxnRequest<'_> = cx.decode()?;
    let response = match end(&mut cx, &request) {
        Ok(producer) if cx.version() >= EPOCH_PER_TRANSACTION_FROM => {
            EndTxnResponse { producer_id: producer.id, producer_epoch: producer.epoch, ..Default::default() }
        }
        Ok(_) => EndTxnResponse::default(),
        Err(error) => {
            let error_code = wire_code(super::fenced_from_2(error, cx.version()));
            EndTxnResponse { error_code, ..Default::default() }
        }
    };
    cx.answer(&response)
}

fn end(cx: &mut Context<'_>, request: &EndTxnRequest<'_>) -> Result<ProducerId, ErrorCode> {
    let id = request.transactional_id;
    cx.refusal(CoordinatorOf::Transaction, id).into_result()?;
    if id.is_empty() {
        return Err(ErrorCode::INVALID_REQUEST);
    }
    let producer = ProducerId { id: request.producer_id, epoch: request.producer_epoch };
    let modern = cx.version() >= EPOCH_PER_TRANSACTION_FROM;
    let rules = if modern { TransactionRules::EpochPerTransaction } else { TransactionRules::Classic };
    cx.state.end_transaction(id, producer, request.committed, rules)
}
