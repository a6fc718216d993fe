//! JoinGroup: a consumer asks to be a member of its group's next generation.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::error::ErrorCode;
use crate::protocol::messages::JoinGroupRequest;

use super::super::groups::{Join, join_refusal};
use super::super::request::{Context, Outcome, Served};
use super::super::state::CoordinatorOf;

/// Brokers begin at six seconds (group.min.session.timeout.ms), for which no test wants to wait.
const SESSION_TIMEOUTS_MS: RangeInclusive<i32> = 1..=1_800_000;

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: JoinGroupRequest<'_> = cx.decode()?;
    if let Err(error) = check(&cx, &request) {
        return cx.answer(&join_refusal(request.member_id, error, cx.version()));
    }
    let join = join(&cx, &request);
    let (groups, mut effects) = cx.state.groups(cx.now);
    groups.get_or_new(request.group_id).join(join, &mut effects);
    Ok(Served::Later)
}

fn check(cx: &Context<'_>, request: &JoinGroupRequest<'_>) -> Result<(), ErrorCode> {
    cx.refusal(CoordinatorOf::Group, request.group_id).into_result()?;
    if request.group_id.is_empty() {
        return Err(ErrorCode::INVALID_GROUP_ID);
    }
    if !SESSION_TIMEOUTS_MS.contains(&request.session_timeout_ms) {
        return Err(ErrorCode::INVALID_SESSION_TIMEOUT);
    }
    // A member knows its id from the group, so that there must be one.
    if !request.member_id.is_empty() && cx.state.groups.get(request.group_id).is_none() {
        return Err(ErrorCode::UNKNOWN_MEMBER_ID);
    }
    Ok(())
}

fn join(cx: &Context<'_>, request: &JoinGroupRequest<'_>) -> Join {
    let millis = |ms: i32| u64::try_from(ms).ok().map(Duration::from_millis);
    let session_timeout = millis(request.session_timeout_ms).unwrap_or_default();
    let protocols = request.protocols.iter().map(|it| (it.name.to_owned(), it.metadata.to_vec()));
    Join {
        to: cx.request.to,
        member_id: request.member_id.to_owned(),
        instance_id: request.group_instance_id.map(str::to_owned),
        client_id: cx.request.client_id(),
        session_timeout,
        // The first version has one timeout for both.
        rebalance_timeout: millis(request.rebalance_timeout_ms).unwrap_or(session_timeout),
        protocol_type: request.protocol_type.to_owned(),
        protocols: protocols.collect(),
    }
}
