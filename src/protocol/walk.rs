//! The shape that Produce and Fetch responses share: topics, and in each its partitions. A [`TopicWalk`] goes
//! through it without building it.

use super::error::DecodeError;
use super::wire::Reader;
use crate::uuid::Uuid;

/// Where a response's topics differ from another's: field names for errors, and versions.
#[derive(Debug)]
pub(super) struct TopicLayout {
    /// The array of topics.
    pub topics: &'static str,
    pub name: &'static str,
    pub id: &'static str,
    pub partitions: &'static str,
    /// The first version that has topic ids in place of names.
    pub ids_from: i16,
    pub flexible_from: i16,
    /// The fewest bytes that a partition takes in any version.
    pub least_partition: usize,
}

/// The fewest bytes of a topic: lengths of its name and of its partitions, count of its tagged fields.
const LEAST_TOPIC: usize = 3;

/// The position in a response's topics, and the topic being read.
#[derive(Debug)]
pub(super) struct TopicWalk<'a> {
    layout: &'static TopicLayout,
    version: i16,
    topics_left: usize,
    partitions_left: usize,
    /// Whether a topic has begun whose tagged fields are still to be read.
    inside: bool,
    pub name: &'a str,
    pub id: Uuid,
}

impl<'a> TopicWalk<'a> {
    /// Reads the number of topics.
    pub fn begin(
        layout: &'static TopicLayout,
        version: i16,
        reader: &mut Reader<'a>,
    ) -> Result<Self, DecodeError> {
        let flexible = version >= layout.flexible_from;
        let topics_left = reader.array_len(flexible, false, LEAST_TOPIC, layout.topics)?.unwrap_or(0);
        let (name, id) = ("", Uuid::ZERO);
        Ok(Self { layout, version, topics_left, partitions_left: 0, inside: false, name, id })
    }

    /// Goes to the next partition: the reader then stands at its first field. False behind the last topic.
    pub fn advance(&mut self, reader: &mut Reader<'a>) -> Result<bool, DecodeError> {
        let flexible = self.version >= self.layout.flexible_from;
        while self.partitions_left == 0 {
            if self.inside && flexible {
                reader.skip_tags(self.layout.topics)?;
            }
            self.inside = self.topics_left > 0;
            if !self.inside {
                return Ok(false);
            }
            self.topics_left -= 1;
            self.enter_topic(reader, flexible)?;
        }
        self.partitions_left -= 1;
        Ok(true)
    }

    fn enter_topic(&mut self, reader: &mut Reader<'a>, flexible: bool) -> Result<(), DecodeError> {
        let layout = self.layout;
        if self.version >= layout.ids_from {
            self.id = reader.uuid(layout.id)?;
        } else {
            self.name = reader.string(flexible, layout.name)?;
        }
        let partitions = reader.array_len(flexible, false, layout.least_partition, layout.partitions)?;
        self.partitions_left = partitions.unwrap_or(0);
        Ok(())
    }
}
