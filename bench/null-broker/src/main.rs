//! A Kafka broker that does next to nothing, so that what is measured is the client.
//!
//! It acknowledges whatever is produced without looking at it, and answers every fetch with copies of one canned
//! record batch. One thread per connection. It prints `listening on <port>` once it can be connected to, and ends when
//! its standard input does, so that it never outlives who started it.

mod api;
mod batch;
mod cluster;
mod wire;

use std::collections::HashMap;
use std::error::Error;
use std::io::{BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use batch::{Batch, Codec};
use cluster::Cluster;
use wire::Writer;

const USAGE: &str = "\
null-broker [--port N] [--partitions N] [--size BYTES] [--batch RECORDS] [--codec NAME] [--records N] [--acknowledge BOOL]
  --port        to listen on; 0 takes a free one (default 0)
  --partitions  of every topic (default 4)
  --size        of each fetched record's value (default 100)
  --batch       records per fetched batch (default 1000)
  --codec       of the fetched batches: none, gzip, snappy, lz4, zstd (default none)
  --records     in each partition, rounded down to whole batches (default: endless)
  --acknowledge what is produced: true, or false to leave such requests unanswered (default true)";

const MAX_FRAME: usize = 256 << 20;

struct Options(HashMap<String, String>);

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options, Box<dyn Error>> {
        let known = ["port", "partitions", "size", "batch", "codec", "records", "acknowledge"];
        let mut options = HashMap::new();
        while let Some(argument) = arguments.next() {
            let name = argument.strip_prefix("--").filter(|name| known.contains(name)).ok_or(USAGE)?;
            options.insert(name.to_owned(), arguments.next().ok_or(USAGE)?);
        }
        Ok(Options(options))
    }

    fn get<T>(&self, name: &str, default: T) -> Result<T, Box<dyn Error>>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        let Some(text) = self.0.get(name) else { return Ok(default) };
        text.parse().map_err(|error| format!("--{name} {text}: {error}").into())
    }
}

fn main() {
    if let Err(error) = run() {
        eprintln!("{error}");
        std::process::exit(2);
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let options = Options::parse(std::env::args().skip(1))?;
    let records = options.get("batch", 1000)?;
    if records < 1 {
        return Err("--batch is at least 1".into());
    }
    let batch = Batch::build(records, options.get("size", 100)?, options.get("codec", Codec::None)?)?;
    let listener = TcpListener::bind(("127.0.0.1", options.get("port", 0)?))?;
    let port = listener.local_addr()?.port();
    let (partitions, end) = (options.get("partitions", 4)?, options.get("records", i64::MAX)?);
    let mut cluster = Cluster::new("127.0.0.1".to_owned(), port, partitions, end, batch);
    cluster.acknowledges = options.get("acknowledge", true)?;
    let cluster = Arc::new(cluster);
    println!("listening on {port}");
    std::thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(0);
    });
    for stream in listener.incoming() {
        let (stream, cluster) = (stream?, cluster.clone());
        std::thread::spawn(move || {
            if let Err(error) = serve(&cluster, &stream) {
                eprintln!("connection closed: {error}");
            }
        });
    }
    Ok(())
}

/// Answers requests in order until the client closes the connection.
fn serve(cluster: &Cluster, stream: &TcpStream) -> Result<(), Box<dyn Error>> {
    stream.set_nodelay(true)?;
    let mut input = BufReader::with_capacity(256 << 10, stream);
    let mut output = stream;
    let (mut frame, mut response) = (Vec::new(), Writer::default());
    let mut prefix = [0; 4];
    loop {
        // A client that is done closes whenever it likes.
        if input.read_exact(&mut prefix).is_err() {
            return Ok(());
        }
        let len = u32::from_be_bytes(prefix) as usize;
        if len > MAX_FRAME {
            return Err(format!("a request of {len} bytes").into());
        }
        // Never shrinks: what is there already need not be cleared again.
        frame.resize(frame.len().max(len), 0);
        let frame = &mut frame[..len];
        input.read_exact(frame)?;
        api::answer(cluster, frame, &mut response)
            .map_err(|_| format!("a request that is not understood: {:02x?}", &frame[..len.min(8)]))?;
        if output.write_all(&response.bytes).is_err() {
            return Ok(());
        }
    }
}
