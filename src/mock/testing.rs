//! What the cluster's tests share: record batches, and a client that says exactly what a test wants said.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::log::{Debug, Logger, Sink};
use crate::protocol::{Request, frame};
use crate::records::{Attributes, BatchHeader, Codec, Compressor, NewRecord};

use super::MockCluster;

/// A batch to produce: a record for each timestamp.
#[derive(Clone, Debug)]
pub struct NewBatch<'a> {
    pub timestamps: &'a [i64],
    pub value: &'a [u8],
    pub codec: Codec,
    pub attributes: Attributes,
    pub producer: (i64, i16, i32),
}

impl Default for NewBatch<'_> {
    /// One record of a producer that is not idempotent.
    fn default() -> Self {
        let value = b"value value value value value value value value value value";
        NewBatch {
            timestamps: &[1000],
            value,
            codec: Codec::None,
            attributes: Attributes::default(),
            producer: (-1, -1, -1),
        }
    }
}

impl NewBatch<'_> {
    pub fn encode(&self) -> Vec<u8> {
        let base_timestamp = self.timestamps[0];
        let mut records = Vec::new();
        for (n, timestamp) in self.timestamps.iter().enumerate() {
            let (offset_delta, timestamp_delta) = (n as i32, timestamp - base_timestamp);
            NewRecord { offset_delta, timestamp_delta, key: None, headers: std::iter::empty() }
                .encode(&mut records, Some(self.value))
                .unwrap();
        }
        let mut compressor = Compressor::default();
        let packed = compressor.compress(self.codec, -1, &[&records]).unwrap();
        let codec = if packed.is_some() { self.codec } else { Codec::None };
        let records = packed.unwrap_or(&records);
        let header = BatchHeader {
            attributes: self.attributes.with_codec(codec),
            last_offset_delta: self.timestamps.len() as i32 - 1,
            base_timestamp,
            max_timestamp: self.timestamps.iter().copied().max().unwrap(),
            producer_id: self.producer.0,
            producer_epoch: self.producer.1,
            base_sequence: self.producer.2,
            count: self.timestamps.len() as i32,
            ..BatchHeader::default()
        };
        [&header.seal(&[records]).unwrap()[..], records].concat()
    }
}

pub fn header_of(batch: &[u8]) -> BatchHeader {
    BatchHeader::decode(batch).unwrap()
}

pub fn cluster(brokers: i32) -> MockCluster {
    let log = Arc::new(Logger::new("test", 0, Debug::empty(), false, Sink::Silent));
    MockCluster::start(Weak::new(), log, brokers).unwrap()
}

/// A connection to a broker.
pub struct Client {
    stream: TcpStream,
    sent: i32,
}

impl Client {
    pub fn connect(cluster: &MockCluster, broker: i32) -> Client {
        let port = cluster.change().brokers[&broker].port;
        Client::to(&format!("127.0.0.1:{port}"))
    }

    pub fn to(address: &str) -> Client {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Client { stream, sent: 0 }
    }

    pub fn send<R: Request>(&mut self, request: &R, version: i16) {
        self.sent += 1;
        let bytes = frame::encode_request(request, version, self.sent, Some("test")).unwrap();
        self.stream.write_all(&bytes).unwrap();
    }

    /// The next answer, which must be that to the last request; `None` when the broker has closed the connection.
    pub fn receive(&mut self) -> Option<Vec<u8>> {
        let mut length = [0; 4];
        self.stream.read_exact(&mut length).ok()?;
        let mut bytes = vec![0; u32::from_be_bytes(length) as usize];
        self.stream.read_exact(&mut bytes).ok()?;
        assert_eq!(frame::correlation_id(&bytes), Ok(self.sent));
        Some(bytes)
    }

    /// Sends a request and shows its answer to `look`.
    pub fn ask<R: Request, T>(
        &mut self,
        request: &R,
        version: i16,
        look: impl FnOnce(R::Response<'_>) -> T,
    ) -> T {
        self.send(request, version);
        let answer = self.receive().expect("an answer");
        look(frame::decode_response::<R>(&answer, version).unwrap())
    }
}
