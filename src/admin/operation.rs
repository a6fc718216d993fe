//! The operations that options, results and events are told apart by.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// What options may be made for that go with every operation.
    Any,
    CreateTopics,
    DeleteTopics,
    CreatePartitions,
    AlterConfigs,
    DescribeConfigs,
    DeleteRecords,
    DeleteGroups,
    DeleteConsumerGroupOffsets,
    CreateAcls,
    DescribeAcls,
    DeleteAcls,
    ListConsumerGroups,
    DescribeConsumerGroups,
    ListConsumerGroupOffsets,
    AlterConsumerGroupOffsets,
    IncrementalAlterConfigs,
    DescribeUserScramCredentials,
    AlterUserScramCredentials,
    DescribeTopics,
    DescribeCluster,
    ListOffsets,
    ElectLeaders,
}

impl Operation {
    /// In the order of `rd_kafka_admin_op_t`, each with its event type and the name of its results.
    const ALL: [(Operation, i32, &'static str); 23] = [
        (Operation::Any, 0, "Any"),
        (Operation::CreateTopics, 100, "CreateTopics"),
        (Operation::DeleteTopics, 101, "DeleteTopics"),
        (Operation::CreatePartitions, 102, "CreatePartitions"),
        (Operation::AlterConfigs, 103, "AlterConfigs"),
        (Operation::DescribeConfigs, 104, "DescribeConfigs"),
        (Operation::DeleteRecords, 105, "DeleteRecords"),
        (Operation::DeleteGroups, 106, "DeleteGroups"),
        (Operation::DeleteConsumerGroupOffsets, 107, "DeleteConsumerGroupOffsets"),
        (Operation::CreateAcls, 0x400, "CreateAcls"),
        (Operation::DescribeAcls, 0x800, "DescribeAcls"),
        (Operation::DeleteAcls, 0x1000, "DeleteAcls"),
        (Operation::ListConsumerGroups, 0x2000, "ListConsumerGroups"),
        (Operation::DescribeConsumerGroups, 0x4000, "DescribeConsumerGroups"),
        (Operation::ListConsumerGroupOffsets, 0x8000, "ListConsumerGroupOffsets"),
        (Operation::AlterConsumerGroupOffsets, 0x10000, "AlterConsumerGroupOffsets"),
        (Operation::IncrementalAlterConfigs, 0x20000, "IncrementalAlterConfigs"),
        (Operation::DescribeUserScramCredentials, 0x40000, "DescribeUserScramCredentials"),
        (Operation::AlterUserScramCredentials, 0x80000, "AlterUserScramCredentials"),
        (Operation::DescribeTopics, 0x100000, "DescribeTopics"),
        (Operation::DescribeCluster, 0x200000, "DescribeCluster"),
        (Operation::ListOffsets, 0x400000, "ListOffsets"),
        (Operation::ElectLeaders, 0x800000, "ElectLeaders"),
    ];

    /// The operation that C names by `number`.
    pub fn from_number(number: i32) -> Option<Operation> {
        Self::ALL.get(usize::try_from(number).ok()?).map(|row| row.0)
    }

    fn row(self) -> &'static (Operation, i32, &'static str) {
        // The table has a row for each variant, in their order: a test says so.
        Self::ALL.get(self as usize).unwrap_or(&Self::ALL[0])
    }

    /// The type of the event that brings the result.
    pub fn event_type(self) -> i32 {
        self.row().1
    }

    pub fn name(self) -> &'static str {
        self.row().2
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operation_has_its_row() {
        for (number, (operation, event_type, name)) in Operation::ALL.into_iter().enumerate() {
            assert_eq!(operation as usize, number);
            assert_eq!(Operation::from_number(number as i32), Some(operation));
            assert_eq!(
                (operation.event_type(), operation.to_string()),
                (event_type, format!("{operation:?}"))
            );
            assert_eq!(operation.name(), name);
        }
        assert_eq!(Operation::from_number(-1), None);
        assert_eq!(Operation::from_number(23), None);
    }
}
