//! ListGroups: the groups that the broker coordinates, by state (KIP-518) and type (KIP-848).

use crate::protocol::messages::list_groups_response::ListedGroup;
use crate::protocol::messages::{ListGroupsRequest, ListGroupsResponse};

use super::super::groups::Group;
use super::super::request::{Context, Outcome};
use super::super::state::CoordinatorOf;

/// The only type of groups here.
const CLASSIC: &str = "classic";

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: ListGroupsRequest<'_> = cx.decode()?;
    if cx.error.is_err() {
        return cx.answer(&ListGroupsResponse { error_code: cx.error_code(), ..Default::default() });
    }
    let wanted = |filter: &[&str], name: &str| {
        filter.is_empty() || filter.iter().any(|wanted| wanted.eq_ignore_ascii_case(name))
    };
    let here = |group: &&Group| {
        cx.state.coordinator(CoordinatorOf::Group, group.id()) == Some(cx.broker())
            && wanted(&request.states_filter, group.state().name())
            && wanted(&request.types_filter, CLASSIC)
    };
    let groups = cx.state.groups.iter().filter(here).map(|group| ListedGroup {
        group_id: group.id(),
        protocol_type: group.protocol_type(),
        group_state: group.state().name(),
        group_type: CLASSIC,
    });
    cx.answer(&ListGroupsResponse { groups: groups.collect(), ..Default::default() })
}
