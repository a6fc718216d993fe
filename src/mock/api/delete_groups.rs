//! DeleteGroups: forgets groups that nobody is in, with their offsets.

use crate::error::ErrorCode;
use crate::protocol::messages::delete_groups_response::DeletableGroupResult;
use crate::protocol::messages::{DeleteGroupsRequest, DeleteGroupsResponse};

use super::super::request::{Context, Outcome, wire_code};
use super::super::state::CoordinatorOf;

pub fn serve(mut cx: Context<'_>) -> Outcome {
    let request: DeleteGroupsRequest<'_> = cx.decode()?;
    let results = request.groups_names.iter().map(|group_id| {
        let error_code = wire_code(delete(&mut cx, group_id).err().unwrap_or_default());
        DeletableGroupResult { group_id, error_code }
    });
    let response = DeleteGroupsResponse { results: results.collect(), ..Default::default() };
    cx.answer(&response)
}

fn delete(cx: &mut Context<'_>, group: &str) -> Result<(), ErrorCode> {
    cx.refusal(CoordinatorOf::Group, group).into_result()?;
    cx.state.groups.delete(group)
}
