//! LeaveGroup: members leave, or are sent away; from version 3 on several at once (KIP-345).

use crate::error::ErrorCode;
use crate::protocol::messages::leave_group_request::MemberIdentity;
use crate::protocol::messages::leave_group_response::MemberResponse;
use crate::protocol::messages::{LeaveGroupRequest, LeaveGroupResponse};

use super::super::groups::Caller;
use super::super::request::{Context, Outcome, wire_code};
use super::super::state::CoordinatorOf;

/// From this version on, members come in batches.
const BATCHED_FROM: i16 = 3;

pub fn serve(mut cx: Context<'_>) -> Outcome {
    let request: LeaveGroupRequest<'_> = cx.decode()?;
    let mut error = cx.refusal(CoordinatorOf::Group, request.group_id);
    if !error.is_err() && request.group_id.is_empty() {
        error = ErrorCode::INVALID_GROUP_ID;
    }
    if error.is_err() {
        return cx.answer(&LeaveGroupResponse { error_code: wire_code(error), ..Default::default() });
    }
    if cx.version() >= BATCHED_FROM {
        let members = leave(&mut cx, request.group_id, &request.members);
        return cx.answer(&LeaveGroupResponse { members, ..Default::default() });
    }
    let member = MemberIdentity { member_id: request.member_id, group_instance_id: None, reason: None };
    let left = leave(&mut cx, request.group_id, &[member]);
    let error_code = left.first().map_or(0, |member| member.error_code);
    cx.answer(&LeaveGroupResponse { error_code, ..Default::default() })
}

fn leave<'a>(cx: &mut Context<'_>, group: &str, members: &[MemberIdentity<'a>]) -> Vec<MemberResponse<'a>> {
    let (groups, mut effects) = cx.state.groups(cx.now);
    let mut group = groups.get_mut(group);
    let left = members.iter().map(|member| {
        let (member_id, instance_id) = (member.member_id, member.group_instance_id);
        let caller = Caller { member_id, instance_id, generation: -1 };
        let left = match &mut group {
            Some(group) => group.leave(&caller, &mut effects),
            None => Err(ErrorCode::UNKNOWN_MEMBER_ID),
        };
        let error_code = wire_code(left.err().unwrap_or_default());
        MemberResponse { member_id, group_instance_id: instance_id, error_code }
    });
    let left: Vec<_> = left.collect();
    if let Some(group) = group
        && left.iter().any(|member| member.error_code == 0)
    {
        group.members_left(&mut effects);
    }
    left
}
