//! Topics, partitions and lists of partitions.

pub mod partition_list;
