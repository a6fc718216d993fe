//! SyncGroup: the leader hands out the assignments, each member asks for its own.

use crate::error::ErrorCode;
use crate::protocol::messages::{SyncGroupRequest, SyncGroupResponse};

use super::super::groups::{Caller, Sync};
use super::super::request::{Context, Outcome, Responder, Served, wire_code};
use super::super::state::CoordinatorOf;

/// From this version on, a member says by which protocol it means to be assigned (KIP-559).
const PROTOCOL_FROM: i16 = 5;

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: SyncGroupRequest<'_> = cx.decode()?;
    let refused = cx.refusal(CoordinatorOf::Group, request.group_id);
    let to = cx.request.to;
    let (groups, mut effects) = cx.state.groups(cx.now);
    let error = match groups.get_mut(request.group_id) {
        _ if refused.is_err() => refused,
        _ if request.group_id.is_empty() => ErrorCode::INVALID_GROUP_ID,
        _ if lacks_protocol(&request, to.version) => ErrorCode::INCONSISTENT_GROUP_PROTOCOL,
        None => ErrorCode::UNKNOWN_MEMBER_ID,
        Some(group) => {
            group.sync(sync(&request, to), &mut effects);
            return Ok(Served::Later);
        }
    };
    cx.answer(&SyncGroupResponse { error_code: wire_code(error), ..Default::default() })
}

fn lacks_protocol(request: &SyncGroupRequest<'_>, version: i16) -> bool {
    version >= PROTOCOL_FROM && (request.protocol_type.is_none() || request.protocol_name.is_none())
}

fn sync<'a>(request: &SyncGroupRequest<'a>, to: Responder) -> Sync<'a> {
    Sync {
        to,
        caller: Caller {
            member_id: request.member_id,
            instance_id: request.group_instance_id,
            generation: request.generation_id,
        },
        protocol_type: request.protocol_type,
        protocol: request.protocol_name,
        assignments: request.assignments.iter().map(|it| (it.member_id, it.assignment)).collect(),
    }
}
