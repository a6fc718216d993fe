//! DescribeConfigs: topics and brokers are there, and have no settings.

use crate::error::ErrorCode;
use crate::protocol::messages::describe_configs_request::DescribeConfigsResource;
use crate::protocol::messages::describe_configs_response::DescribeConfigsResult;
use crate::protocol::messages::{DescribeConfigsRequest, DescribeConfigsResponse};

use super::super::request::{Context, Outcome, wire_code};
use super::super::state::State;
use super::topic_request::{Refusal, refuse};

/// The types of resources that the cluster has.
const TOPIC: i8 = 2;
const BROKER: i8 = 4;

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: DescribeConfigsRequest<'_> = cx.decode()?;
    let found: Vec<Result<(), Refusal>> =
        request.resources.iter().map(|resource| find(&cx, resource)).collect();
    let results = request.resources.iter().zip(&found).map(|(resource, found)| DescribeConfigsResult {
        error_code: found.as_ref().err().map_or(0, |refusal| wire_code(refusal.error)),
        error_message: found.as_ref().err().and_then(Refusal::message),
        resource_type: resource.resource_type,
        resource_name: resource.resource_name,
        configs: Vec::new(),
    });
    cx.answer(&DescribeConfigsResponse { results: results.collect(), throttle_time_ms: 0 })
}

fn find(cx: &Context<'_>, resource: &DescribeConfigsResource<'_>) -> Result<(), Refusal> {
    let name = resource.resource_name;
    match resource.resource_type {
        _ if cx.error.is_err() => refuse(cx.error, ""),
        TOPIC if cx.state.topics.contains(name) => Ok(()),
        TOPIC => refuse(ErrorCode::UNKNOWN_TOPIC_OR_PART, "There is no such topic."),
        BROKER if is_broker(cx.state, name) => Ok(()),
        BROKER => refuse(ErrorCode::INVALID_REQUEST, format!("'{name}' is not the id of a broker.")),
        other => refuse(ErrorCode::INVALID_REQUEST, format!("There are no resources of type {other}.")),
    }
}

/// No name at all stands for what all brokers have in common.
fn is_broker(state: &State, name: &str) -> bool {
    name.is_empty() || name.parse().is_ok_and(|id| state.brokers.contains_key(&id))
}
