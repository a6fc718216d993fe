//! AddOffsetsToTxn: a producer says for which group its transaction will commit offsets.

use crate::error::ErrorCode;
use crate::protocol::messages::{AddOffsetsToTxnRequest, AddOffsetsToTxnResponse};
use crate::records::ProducerId;

use super::super::request::{Context, Outcome, wire_code};
use super::super::state::CoordinatorOf;

pub fn serve(mut cx: Context<'_>) -> Outcome {
    let request: AddOffsetsToTxnRequest<'_> = cx.decode()?;
    let error = add(&mut cx, &request).err().unwrap_or_default();
    let error_code = wire_code(super::fenced_from_2(error, cx.version()));
    cx.answer(&AddOffsetsToTxnResponse { error_code, ..Default::default() })
}

fn add(cx: &mut Context<'_>, request: &AddOffsetsToTxnRequest<'_>) -> Result<(), ErrorCode> {
    let id = request.transactional_id;
    cx.refusal(CoordinatorOf::Transaction, id).into_result()?;
    if id.is_empty() {
        return Err(ErrorCode::INVALID_REQUEST);
    }
    let producer = ProducerId { id: request.producer_id, epoch: request.producer_epoch };
    cx.state.add_group(id, producer, request.group_id, cx.now)
}
