//! Heartbeat: a member is alive, and hears whether its group rebalances.

use crate::error::ErrorCode;
use crate::protocol::messages::{HeartbeatRequest, HeartbeatResponse};

use super::super::groups::Caller;
use super::super::request::{Context, Outcome, wire_code};
use super::super::state::CoordinatorOf;

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: HeartbeatRequest<'_> = cx.decode()?;
    let refused = cx.refusal(CoordinatorOf::Group, request.group_id);
    let caller = Caller {
        member_id: request.member_id,
        instance_id: request.group_instance_id,
        generation: request.generation_id,
    };
    let (groups, mut effects) = cx.state.groups(cx.now);
    let error = match groups.get_mut(request.group_id) {
        _ if refused.is_err() => refused,
        _ if request.group_id.is_empty() => ErrorCode::INVALID_GROUP_ID,
        None => ErrorCode::UNKNOWN_MEMBER_ID,
        Some(group) => group.heartbeat(&caller, &mut effects).err().unwrap_or_default(),
    };
    cx.answer(&HeartbeatResponse { error_code: wire_code(error), ..Default::default() })
}
