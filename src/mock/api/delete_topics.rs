//! DeleteTopics, by name or by id (KIP-516).

use crate::error::ErrorCode;
use crate::protocol::Uuid;
use crate::protocol::messages::delete_topics_request::DeleteTopicState;
use crate::protocol::messages::delete_topics_response::DeletableTopicResult;
use crate::protocol::messages::{DeleteTopicsRequest, DeleteTopicsResponse};

use super::super::request::{Context, Outcome, wire_code};
use super::super::state::State;

const STATES_FROM: i16 = 6;

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: DeleteTopicsRequest<'_> = cx.decode()?;
    let wanted: Vec<DeleteTopicState<'_>> = if cx.version() >= STATES_FROM {
        request.topics
    } else {
        let names = request.topic_names.iter();
        names.map(|name| DeleteTopicState { name: Some(name), topic_id: Uuid::ZERO }).collect()
    };
    let error = cx.error;
    let deleted: Vec<(Option<String>, Uuid, ErrorCode)> = wanted
        .iter()
        .map(|wanted| match error.into_result().and_then(|()| delete(cx.state, wanted)) {
            Ok((name, id)) => (Some(name), id, ErrorCode::NO_ERROR),
            Err(error) => (wanted.name.map(str::to_owned), wanted.topic_id, error),
        })
        .collect();
    let responses = deleted.iter().map(|(name, topic_id, error)| DeletableTopicResult {
        name: name.as_deref(),
        topic_id: *topic_id,
        error_code: wire_code(*error),
        ..Default::default()
    });
    cx.answer(&DeleteTopicsResponse { responses: responses.collect(), throttle_time_ms: 0 })
}

fn delete(state: &mut State, wanted: &DeleteTopicState<'_>) -> Result<(String, Uuid), ErrorCode> {
    let found = match wanted.name {
        Some(_) if !wanted.topic_id.is_zero() => return Err(ErrorCode::INVALID_REQUEST),
        Some(name) => state.topics.get(name).ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PART),
        None if wanted.topic_id.is_zero() => return Err(ErrorCode::INVALID_REQUEST),
        None => state.topics.by_id(wanted.topic_id).ok_or(ErrorCode::UNKNOWN_TOPIC_ID),
    };
    let name = found?.name.clone();
    let topic = state.delete_topic(&name).ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PART)?;
    // Who waits for its data is told that it is gone.
    state.wake_parked(|parked| parked.partitions.iter().any(|(id, _)| *id == topic.id));
    Ok((name, topic.id))
}
