//! DeleteTopics, by name or by id (KIP-516).

use crate::error::ErrorCode;
use crate::protocol::Uuid;
use crate::protocol::messages::delete_topics_request::DeleteTopicState;
use crate::protocol::messages::delete_topics_response::DeletableTopicResult;
use crate::protocol::messages::{DeleteTopicsRequest, DeleteTopicsResponse};

use super::super::request::{Context, Outcome, wire_code};
use super::super::state::State;
use super::topic_request::{DUPLICATE, Refusal, each_once, refuse};

const STATES_FROM: i16 = 6;

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: DeleteTopicsRequest<'_> = cx.decode()?;
    let wanted: Vec<DeleteTopicState<'_>> = if cx.version() >= STATES_FROM {
        request.topics
    } else {
        let names = request.topic_names.iter();
        names.map(|name| DeleteTopicState { name: Some(name), topic_id: Uuid::ZERO }).collect()
    };
    let deleted: Vec<Deleted> = each_once(&wanted, |wanted| (wanted.name, wanted.topic_id))
        .into_iter()
        .map(|(wanted, once)| {
            let result = match once {
                _ if cx.error.is_err() => refuse(cx.error, ""),
                true => delete(cx.state, wanted),
                false => refuse(ErrorCode::INVALID_REQUEST, DUPLICATE),
            };
            match result {
                Ok((name, id)) => Deleted { name: Some(name), id, refusal: None },
                Err(refusal) => {
                    let name = wanted.name.map(str::to_owned);
                    Deleted { name, id: wanted.topic_id, refusal: Some(refusal) }
                }
            }
        })
        .collect();
    let responses = deleted.iter().map(|deleted| DeletableTopicResult {
        name: deleted.name.as_deref(),
        topic_id: deleted.id,
        error_code: deleted.refusal.as_ref().map_or(0, |refusal| wire_code(refusal.error)),
        error_message: deleted.refusal.as_ref().and_then(Refusal::message),
    });
    cx.answer(&DeleteTopicsResponse { responses: responses.collect(), throttle_time_ms: 0 })
}

struct Deleted {
    name: Option<String>,
    id: Uuid,
    refusal: Option<Refusal>,
}

fn delete(state: &mut State, wanted: &DeleteTopicState<'_>) -> Result<(String, Uuid), Refusal> {
    let by_id = !wanted.topic_id.is_zero();
    let found = match wanted.name {
        Some(_) if by_id => return refuse(ErrorCode::INVALID_REQUEST, "A topic is named by name or by id."),
        None if !by_id => return refuse(ErrorCode::INVALID_REQUEST, "Neither a name nor an id."),
        Some(name) => state.topics.get(name),
        None => state.topics.by_id(wanted.topic_id),
    };
    let Some(name) = found.map(|topic| topic.name.clone()) else {
        let by_name = ErrorCode::UNKNOWN_TOPIC_OR_PART;
        let error = if by_id { ErrorCode::UNKNOWN_TOPIC_ID } else { by_name };
        return refuse(error, "There is no such topic.");
    };
    let Some(topic) = state.delete_topic(&name) else { return refuse(ErrorCode::UNKNOWN, "") };
    // Who waits for its data is told that it is gone.
    state.wake_parked(|parked| parked.partitions.iter().any(|(id, _)| *id == topic.id));
    Ok((name, topic.id))
}
