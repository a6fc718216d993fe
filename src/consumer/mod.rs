//! placeholder until the consumer's branch is merged
use crate::broker::{Broker, Link, RequestError};
use crate::client::{Client, Main};
use crate::conf::Conf;
use crate::protocol::DecodeError;
use bytes::Bytes;
use std::sync::Arc;
use std::time::Instant;
pub struct Consumer;
impl Consumer {
    pub fn new(_: &Conf) -> Self {
        Consumer
    }
    pub fn shut_down(&self) {}
}
pub fn metadata_changed(_: &mut Main) {}
pub struct FetchPartition;
pub enum FetchCommand {}
pub struct FetchInFlight;
pub struct FetchedBatch;
impl FetchedBatch {
    pub fn remaining(&self) -> usize {
        0
    }
}
pub struct ConsumerError;
#[derive(Default)]
pub struct OffsetQueries;
impl Main {
    pub fn serve_offset_queries(&mut self) {}
}
pub struct Fetcher;
impl Fetcher {
    pub fn new(_: &Arc<Client>) -> Self {
        Fetcher
    }
    pub fn command(&mut self, _: &Arc<Broker>, command: FetchCommand) {
        match command {}
    }
    pub fn has_work(&self) -> bool {
        false
    }
    pub fn serve(&mut self, _: &mut Link<'_>, _: Instant) -> Option<Instant> {
        None
    }
    pub fn response(
        &mut self,
        _: &Arc<Broker>,
        _: FetchInFlight,
        _: i16,
        _: Bytes,
    ) -> Result<(), DecodeError> {
        Ok(())
    }
    pub fn failed(&mut self, _: &Arc<Broker>, _: FetchInFlight, _: &RequestError) {}
    pub fn disconnected(&mut self) {}
}
