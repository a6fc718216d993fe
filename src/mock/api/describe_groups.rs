//! DescribeGroups: a group's state, and its members with what they got.

use crate::error::ErrorCode;
use crate::protocol::messages::describe_groups_response::{DescribedGroup, DescribedGroupMember};
use crate::protocol::messages::{DescribeGroupsRequest, DescribeGroupsResponse};

use super::super::groups::{Group, GroupState, Member};
use super::super::request::{Context, Outcome, wire_code};
use super::super::state::CoordinatorOf;

/// From this version on, a group that does not exist is an error (KIP-1043).
const GROUP_ID_NOT_FOUND_FROM: i16 = 6;
const NOT_FOUND_TEXT: &str = "Group not found.";
/// The state of a group that does not exist.
const DEAD: &str = "Dead";
/// The brokers listen nowhere else.
const CLIENT_HOST: &str = "/127.0.0.1";
/// What may be done to a group where nothing is forbidden: read, delete, describe, and the same for its configuration.
const ALL_OPERATIONS: i32 = 1 << 3 | 1 << 6 | 1 << 8 | 1 << 10 | 1 << 11;

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: DescribeGroupsRequest<'_> = cx.decode()?;
    let not_found = wire_code(ErrorCode::GROUP_ID_NOT_FOUND);
    let groups = request.groups.iter().map(|id| {
        let refused = cx.refusal(CoordinatorOf::Group, id);
        if refused.is_err() {
            let error_code = wire_code(refused);
            return DescribedGroup { error_code, group_id: id, ..Default::default() };
        }
        let mut described = match cx.state.groups.get(id) {
            Some(group) => describe(group),
            None if cx.version() < GROUP_ID_NOT_FOUND_FROM => dead(id),
            None => DescribedGroup { error_code: not_found, error_message: Some(NOT_FOUND_TEXT), ..dead(id) },
        };
        if described.error_code == 0 && request.include_authorized_operations {
            described.authorized_operations = ALL_OPERATIONS;
        }
        described
    });
    cx.answer(&DescribeGroupsResponse { groups: groups.collect(), ..Default::default() })
}

fn dead(id: &str) -> DescribedGroup<'_> {
    DescribedGroup { group_id: id, group_state: DEAD, ..Default::default() }
}

fn describe(group: &Group) -> DescribedGroup<'_> {
    // Before that, it is not decided what the members share.
    let protocol = if group.state() == GroupState::Stable { group.protocol() } else { "" };
    DescribedGroup {
        group_id: group.id(),
        group_state: group.state().name(),
        protocol_type: group.protocol_type(),
        protocol_data: protocol,
        members: group.members().map(|member| describe_member(member, protocol)).collect(),
        ..Default::default()
    }
}

fn describe_member<'a>(member: &'a Member, protocol: &str) -> DescribedGroupMember<'a> {
    DescribedGroupMember {
        member_id: &member.id,
        group_instance_id: member.instance_id.as_deref(),
        client_id: &member.client_id,
        client_host: CLIENT_HOST,
        member_metadata: member.metadata(protocol),
        member_assignment: &member.assignment,
    }
}
