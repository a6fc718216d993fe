//! Reading and changing the properties of topics, brokers and groups. A broker's own are its own affair; all others are the
//! controller's.

use std::sync::Arc;

use crate::broker::{Reply, RequestError};
use crate::client::Client;
use crate::error::{Error, ErrorCode};
use crate::protocol::messages::describe_configs_request::DescribeConfigsResource;
use crate::protocol::messages::describe_configs_response::DescribeConfigsResourceResult;
use crate::protocol::messages::{
    AlterConfigsRequest, DescribeConfigsRequest, IncrementalAlterConfigsRequest, alter_configs_request,
    incremental_alter_configs_request,
};
use crate::protocol::{EncodeError, Message, Writer};

use super::ask::{Ask, To};
use super::call::Call;
use super::result::{ConfigEntry, Outcome, ResourceResult, text_of};

/// Numbers of C's enum of resources.
const GROUP: i32 = 3;
const BROKER: i32 = 4;
/// The protocol's number where that is another one.
const WIRE_GROUP: i8 = 32;

/// What is asked, or to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigResource {
    /// By the number of C's enum.
    pub kind: i32,
    pub name: String,
    pub changes: Vec<ConfigChange>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigChange {
    pub name: String,
    pub value: Option<String>,
    /// Set, delete, append or subtract, by the number that protocol and C share.
    pub operation: i8,
}

fn to_wire(kind: i32) -> i8 {
    if kind == GROUP { WIRE_GROUP } else { i8::try_from(kind).unwrap_or(0) }
}

fn from_wire(kind: i8) -> i32 {
    if kind == WIRE_GROUP { GROUP } else { i32::from(kind) }
}

/// Whom to ask about `resources`, or why that makes no sense.
fn addressee(resources: &[ConfigResource]) -> Result<To, Error> {
    let invalid = |reason: String| Error::new(ErrorCode::_INVALID_ARG, reason);
    if resources.is_empty() {
        return Err(invalid("No config resources specified".to_owned()));
    }
    let mut brokers = resources.iter().filter(|resource| resource.kind == BROKER);
    let broker = brokers.next();
    if brokers.next().is_some() {
        let text = "Only one ConfigResource of type BROKER is allowed per call";
        return Err(Error::new(ErrorCode::_CONFLICT, text));
    }
    let same = |a: &ConfigResource, b: &ConfigResource| a.kind == b.kind && a.name == b.name;
    if (1..resources.len()).any(|at| resources[..at].iter().any(|other| same(other, &resources[at]))) {
        return Err(invalid("Duplicate ConfigResource found".to_owned()));
    }
    let Some(broker) = broker else { return Ok(To::Controller) };
    broker.name.parse().ok().filter(|id| *id >= 0).map(To::Broker).ok_or_else(|| {
        invalid(format!("Expected an int32 broker_id for ConfigResource(type=BROKER, name={})", broker.name))
    })
}

/// Asks the right broker; `make` builds the question.
fn start<A: Ask<Answer = Vec<ResourceResult>>>(
    client: &Arc<Client>,
    call: Call,
    resources: Vec<ConfigResource>,
    make: impl FnOnce(Vec<ConfigResource>) -> A,
) {
    match addressee(&resources) {
        Ok(to) => call.ask(client, to, make(resources), Outcome::Resources),
        Err(error) => call.answer(Err(error)),
    }
}

/// The answers to `asked`, in its order.
fn in_order(
    asked: &[ConfigResource],
    mut answers: Vec<ResourceResult>,
) -> Result<Vec<ResourceResult>, RequestError> {
    let mut ordered = Vec::with_capacity(asked.len());
    for resource in asked {
        let about = |answer: &ResourceResult| answer.kind == resource.kind && answer.name == resource.name;
        let Some(at) = answers.iter().position(about) else {
            let text = format!("No answer about resource {}", resource.name);
            return Err(RequestError::new(ErrorCode::_BAD_MSG, text));
        };
        let answer = answers.swap_remove(at);
        if answer.code == ErrorCode::NOT_CONTROLLER {
            return Err(RequestError::new(answer.code, answer.text));
        }
        ordered.push(answer);
    }
    Ok(ordered)
}

fn result(kind: i8, name: &str, code: i16, said: Option<&str>) -> ResourceResult {
    let code = ErrorCode::from(code);
    let (name, text) = (name.to_owned(), text_of(code, said));
    ResourceResult { kind: from_wire(kind), name, code, text, entries: Vec::new() }
}

// ---- DescribeConfigs

struct DescribeConfigs {
    resources: Vec<ConfigResource>,
}

impl Ask for DescribeConfigs {
    type Request = DescribeConfigsRequest<'static>;
    type Answer = Vec<ResourceResult>;

    fn encode(&self, version: i16, writer: &mut Writer) -> Result<(), EncodeError> {
        let resources = self.resources.iter().map(|resource| DescribeConfigsResource {
            resource_type: to_wire(resource.kind),
            resource_name: &resource.name,
            // Those that the application has set are those that it wants to know.
            configuration_keys: (!resource.changes.is_empty())
                .then(|| resource.changes.iter().map(|change| &*change.name).collect()),
        });
        let request = DescribeConfigsRequest {
            resources: resources.collect(),
            include_synonyms: true,
            include_documentation: false,
        };
        request.encode(writer, version)
    }

    fn read(&self, reply: &Reply) -> Result<Vec<ResourceResult>, RequestError> {
        let response = reply.decode::<DescribeConfigsRequest<'_>>()?;
        let answers = response.results.iter().map(|answer| ResourceResult {
            entries: answer.configs.iter().map(entry).collect(),
            ..result(answer.resource_type, answer.resource_name, answer.error_code, answer.error_message)
        });
        in_order(&self.resources, answers.collect())
    }
}

fn entry(config: &DescribeConfigsResourceResult<'_>) -> ConfigEntry {
    let synonyms = config.synonyms.iter().map(|synonym| ConfigEntry {
        name: synonym.name.to_owned(),
        value: synonym.value.map(str::to_owned),
        source: synonym.source,
        ..Default::default()
    });
    ConfigEntry {
        name: config.name.to_owned(),
        value: config.value.map(str::to_owned),
        source: config.config_source,
        read_only: config.read_only,
        sensitive: config.is_sensitive,
        synonyms: synonyms.collect(),
    }
}

pub fn describe_configs(client: &Arc<Client>, call: Call, resources: Vec<ConfigResource>) {
    start(client, call, resources, |resources| DescribeConfigs { resources });
}

// ---- AlterConfigs

struct AlterConfigs {
    resources: Vec<ConfigResource>,
    validate_only: bool,
}

impl Ask for AlterConfigs {
    type Request = AlterConfigsRequest<'static>;
    type Answer = Vec<ResourceResult>;

    fn encode(&self, version: i16, writer: &mut Writer) -> Result<(), EncodeError> {
        use alter_configs_request::{AlterConfigsResource, AlterableConfig};
        let resources = self.resources.iter().map(|resource| {
            let changes = resource.changes.iter();
            AlterConfigsResource {
                resource_type: to_wire(resource.kind),
                resource_name: &resource.name,
                configs: changes
                    .map(|change| AlterableConfig { name: &change.name, value: change.value.as_deref() })
                    .collect(),
            }
        });
        let (resources, validate_only) = (resources.collect(), self.validate_only);
        AlterConfigsRequest { resources, validate_only }.encode(writer, version)
    }

    fn read(&self, reply: &Reply) -> Result<Vec<ResourceResult>, RequestError> {
        let response = reply.decode::<AlterConfigsRequest<'_>>()?;
        let answers = response.responses.iter();
        let answers =
            answers.map(|a| result(a.resource_type, a.resource_name, a.error_code, a.error_message));
        in_order(&self.resources, answers.collect())
    }
}

pub fn alter_configs(client: &Arc<Client>, call: Call, resources: Vec<ConfigResource>) {
    let validate_only = call.options.validate_only;
    start(client, call, resources, |resources| AlterConfigs { resources, validate_only });
}

// ---- IncrementalAlterConfigs

struct IncrementalAlterConfigs {
    resources: Vec<ConfigResource>,
    validate_only: bool,
}

impl Ask for IncrementalAlterConfigs {
    type Request = IncrementalAlterConfigsRequest<'static>;
    type Answer = Vec<ResourceResult>;

    fn encode(&self, version: i16, writer: &mut Writer) -> Result<(), EncodeError> {
        use incremental_alter_configs_request::{AlterConfigsResource, AlterableConfig};
        let resources = self.resources.iter().map(|resource| {
            let changes = resource.changes.iter().map(|change| AlterableConfig {
                name: &change.name,
                config_operation: change.operation,
                value: change.value.as_deref(),
            });
            AlterConfigsResource {
                resource_type: to_wire(resource.kind),
                resource_name: &resource.name,
                configs: changes.collect(),
            }
        });
        let (resources, validate_only) = (resources.collect(), self.validate_only);
        IncrementalAlterConfigsRequest { resources, validate_only }.encode(writer, version)
    }

    fn read(&self, reply: &Reply) -> Result<Vec<ResourceResult>, RequestError> {
        let response = reply.decode::<IncrementalAlterConfigsRequest<'_>>()?;
        let answers = response.responses.iter();
        let answers =
            answers.map(|a| result(a.resource_type, a.resource_name, a.error_code, a.error_message));
        in_order(&self.resources, answers.collect())
    }
}

pub fn incremental_alter_configs(client: &Arc<Client>, call: Call, resources: Vec<ConfigResource>) {
    let validate_only = call.options.validate_only;
    start(client, call, resources, |resources| IncrementalAlterConfigs { resources, validate_only });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(kind: i32, name: &str) -> ConfigResource {
        let change = ConfigChange { name: "a".to_owned(), value: Some("b".to_owned()), operation: 0 };
        ConfigResource { kind, name: name.to_owned(), changes: vec![change] }
    }

    #[test]
    fn a_broker_is_asked_about_itself() {
        assert_eq!(addressee(&[resource(2, "t"), resource(BROKER, "7")]), Ok(To::Broker(7)));
        assert_eq!(addressee(&[resource(2, "t"), resource(2, "u")]), Ok(To::Controller));
        let refused = |list: &[ConfigResource]| addressee(list).unwrap_err().code;
        assert_eq!(refused(&[]), ErrorCode::_INVALID_ARG);
        assert_eq!(refused(&[resource(BROKER, "x")]), ErrorCode::_INVALID_ARG);
        assert_eq!(refused(&[resource(2, "t"), resource(2, "t")]), ErrorCode::_INVALID_ARG);
        assert_eq!(refused(&[resource(BROKER, "1"), resource(BROKER, "2")]), ErrorCode::_CONFLICT);
    }

    #[test]
    fn answers_are_told_apart_by_kind_and_name() {
        let asked = [resource(2, "t"), resource(GROUP, "t")];
        let answers = vec![result(WIRE_GROUP, "t", 0, None), result(2, "t", 3, None)];
        let ordered = in_order(&asked, answers.clone()).unwrap();
        assert_eq!(ordered.iter().map(|answer| answer.kind).collect::<Vec<_>>(), [2, GROUP]);
        assert!(in_order(&[resource(2, "other")], answers).is_err());
    }

    #[test]
    fn every_version_can_be_asked() {
        let resources = || vec![resource(2, "t"), resource(GROUP, "g")];
        let ask = DescribeConfigs { resources: resources() };
        for version in DescribeConfigsRequest::VERSIONS.0..=DescribeConfigsRequest::VERSIONS.1 {
            assert_eq!(ask.encode(version, &mut Writer::new()), Ok(()), "version {version}");
        }
        let ask = AlterConfigs { resources: resources(), validate_only: true };
        for version in AlterConfigsRequest::VERSIONS.0..=AlterConfigsRequest::VERSIONS.1 {
            assert_eq!(ask.encode(version, &mut Writer::new()), Ok(()), "version {version}");
        }
        let ask = IncrementalAlterConfigs { resources: resources(), validate_only: true };
        for version in 0..=IncrementalAlterConfigsRequest::VERSIONS.1 {
            assert_eq!(ask.encode(version, &mut Writer::new()), Ok(()), "version {version}");
        }
    }
}
