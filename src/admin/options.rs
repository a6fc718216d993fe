//! Options of admin operations, and which of them an operation takes.

use std::time::Duration;

use crate::callback::Opaque;
use crate::error::{Error, ErrorCode};

use super::Operation;

/// An hour, in milliseconds.
const HOUR_MS: i32 = 3_600_000;
/// How long brokers wait for a change to reach the cluster, unless the application says.
const DEFAULT_OPERATION_TIMEOUT_MS: i32 = 60_000;

/// An option whose value is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    RequestTimeout,
    OperationTimeout,
    ValidateOnly,
    Broker,
    RequireStableOffsets,
    IncludeAuthorizedOperations,
    IsolationLevel,
}

impl Setting {
    pub fn name(self) -> &'static str {
        match self {
            Setting::RequestTimeout => "request_timeout",
            Setting::OperationTimeout => "operation_timeout",
            Setting::ValidateOnly => "validate_only",
            Setting::Broker => "broker",
            Setting::RequireStableOffsets => "require_stable_offsets",
            Setting::IncludeAuthorizedOperations => "include_authorized_operations",
            Setting::IsolationLevel => "isolation_level",
        }
    }

    fn range(self) -> (i32, i32) {
        match self {
            Setting::RequestTimeout => (0, HOUR_MS),
            Setting::OperationTimeout => (-1, HOUR_MS),
            Setting::Broker => (0, i32::MAX),
            Setting::ValidateOnly
            | Setting::RequireStableOffsets
            | Setting::IncludeAuthorizedOperations
            | Setting::IsolationLevel => (0, 1),
        }
    }

    /// The operations that take it; `None`: all.
    fn operations(self) -> Option<&'static [Operation]> {
        match self {
            Setting::RequestTimeout | Setting::Broker => None,
            Setting::OperationTimeout => Some(&[
                Operation::CreateTopics,
                Operation::DeleteTopics,
                Operation::CreatePartitions,
                Operation::DeleteRecords,
                Operation::ListOffsets,
                Operation::ElectLeaders,
            ]),
            Setting::ValidateOnly => Some(&[
                Operation::CreateTopics,
                Operation::CreatePartitions,
                Operation::AlterConfigs,
                Operation::IncrementalAlterConfigs,
            ]),
            Setting::RequireStableOffsets => Some(&[Operation::ListConsumerGroupOffsets]),
            Setting::IncludeAuthorizedOperations => Some(&[
                Operation::DescribeConsumerGroups,
                Operation::DescribeTopics,
                Operation::DescribeCluster,
            ]),
            Setting::IsolationLevel => Some(&[Operation::ListOffsets]),
        }
    }
}

/// What an application may say of how an operation is to be done.
#[derive(Clone, Debug)]
pub struct AdminOptions {
    operation: Operation,
    /// For all of the operation; `None`: `socket.timeout.ms`.
    pub request_timeout: Option<Duration>,
    /// For the broker, in milliseconds.
    pub operation_timeout_ms: i32,
    pub validate_only: bool,
    /// The broker to ask, instead of the one that the operation is for.
    pub broker: Option<i32>,
    pub require_stable_offsets: bool,
    pub include_authorized_operations: bool,
    pub isolation_level: i8,
    /// By the numbers of C's enum. None means all.
    pub group_states: Vec<i32>,
    pub group_types: Vec<i32>,
    pub opaque: Opaque,
}

impl AdminOptions {
    /// The defaults for `operation`.
    pub fn new(operation: Operation) -> Self {
        AdminOptions {
            operation,
            request_timeout: None,
            operation_timeout_ms: DEFAULT_OPERATION_TIMEOUT_MS,
            validate_only: false,
            broker: None,
            require_stable_offsets: false,
            include_authorized_operations: false,
            isolation_level: 0,
            group_states: Vec::new(),
            group_types: Vec::new(),
            opaque: Opaque::default(),
        }
    }

    pub fn set(&mut self, setting: Setting, value: i32) -> Result<(), Error> {
        self.require(setting.name(), setting.operations())?;
        let (min, max) = setting.range();
        if value < min || value > max {
            let name = setting.name();
            return Err(invalid(format!(
                "Invalid value type for \"{name}\": expecting integer in range {min}..{max}"
            )));
        }
        match setting {
            Setting::RequestTimeout => {
                self.request_timeout = Some(Duration::from_millis(u64::from(value.unsigned_abs())));
            }
            Setting::OperationTimeout => self.operation_timeout_ms = value,
            Setting::ValidateOnly => self.validate_only = value == 1,
            Setting::Broker => self.broker = Some(value),
            Setting::RequireStableOffsets => self.require_stable_offsets = value == 1,
            Setting::IncludeAuthorizedOperations => self.include_authorized_operations = value == 1,
            Setting::IsolationLevel => self.isolation_level = i8::from(value == 1),
        }
        Ok(())
    }

    /// Groups in these states only, of which there are numbers below `count`.
    pub fn match_states(&mut self, states: &[i32], count: i32) -> Result<(), Error> {
        if states.iter().any(|state| !(0..count).contains(state)) {
            return Err(invalid("Invalid group state value"));
        }
        if has_doubles(states) {
            return Err(invalid("Duplicate states not allowed"));
        }
        self.require("match_consumer_group_states", Some(&[Operation::ListConsumerGroups]))?;
        self.group_states = states.to_vec();
        Ok(())
    }

    /// Groups of these types only, of which there are numbers below `count`; 0 stands for no type.
    pub fn match_types(&mut self, types: &[i32], count: i32) -> Result<(), Error> {
        if types.iter().any(|kind| !(0..count).contains(kind)) {
            return Err(invalid("Only a valid type is allowed"));
        }
        if types.contains(&0) {
            return Err(invalid("UNKNOWN type is not allowed"));
        }
        if has_doubles(types) {
            return Err(invalid("Duplicate types not allowed"));
        }
        self.require("match_consumer_group_types", Some(&[Operation::ListConsumerGroups]))?;
        self.group_types = types.to_vec();
        Ok(())
    }

    fn require(&self, name: &str, operations: Option<&[Operation]>) -> Result<(), Error> {
        let fits = self.operation == Operation::Any
            || operations.is_none_or(|operations| operations.contains(&self.operation));
        if fits { Ok(()) } else { Err(invalid(format!("\"{name}\" is not supported for this operation"))) }
    }
}

fn has_doubles(values: &[i32]) -> bool {
    values.iter().enumerate().any(|(at, value)| values.iter().skip(at + 1).any(|other| other == value))
}

fn invalid(reason: impl Into<String>) -> Error {
    Error::new(ErrorCode::_INVALID_ARG, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(result: Result<(), Error>) -> String {
        result.expect_err("refused").reason
    }

    #[test]
    fn an_option_is_for_some_operations_only() {
        let mut options = AdminOptions::new(Operation::DeleteTopics);
        assert_eq!(
            reason(options.set(Setting::ValidateOnly, 7)),
            "\"validate_only\" is not supported for this operation"
        );
        assert_eq!(options.set(Setting::OperationTimeout, -1), Ok(()));
        assert_eq!(
            reason(options.match_types(&[1], 3)),
            "\"match_consumer_group_types\" is not supported for this operation"
        );
        let mut any = AdminOptions::new(Operation::Any);
        assert_eq!(any.set(Setting::ValidateOnly, 1), Ok(()));
        assert!(any.validate_only);
    }

    #[test]
    fn values_have_ranges() {
        let mut options = AdminOptions::new(Operation::Any);
        assert_eq!(
            reason(options.set(Setting::RequestTimeout, -1)),
            "Invalid value type for \"request_timeout\": expecting integer in range 0..3600000"
        );
        assert_eq!(options.set(Setting::RequestTimeout, HOUR_MS), Ok(()));
        assert_eq!(options.request_timeout, Some(Duration::from_secs(3600)));
        assert!(
            options.set(Setting::IsolationLevel, 2).is_err() && options.set(Setting::Broker, -1).is_err()
        );
    }

    #[test]
    fn states_and_types_are_checked_one_by_one() {
        let mut options = AdminOptions::new(Operation::ListConsumerGroups);
        assert_eq!(reason(options.match_states(&[6], 6)), "Invalid group state value");
        assert_eq!(reason(options.match_states(&[2, 1, 2], 6)), "Duplicate states not allowed");
        assert_eq!(reason(options.match_types(&[0], 3)), "UNKNOWN type is not allowed");
        assert_eq!(reason(options.match_types(&[3], 3)), "Only a valid type is allowed");
        assert_eq!(options.match_states(&[0, 3], 6), Ok(()));
        assert_eq!(options.group_states, [0, 3]);
    }
}
