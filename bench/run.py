#!/usr/bin/env python3
"""Measures what a message costs, with the reference and with ours, side by side.

    run.py                     every scenario, three rounds
    run.py --only consume      scenarios whose name contains this, such as "produce", "codec", "partitions", "1 KB"
    run.py --rounds 5          more rounds; medians are shown
    run.py --kafka             a few of the scenarios against one node of real Kafka, which is started for it
    run.py --brokers H:P       against a real cluster instead of the null broker; topics must exist there

One program serves both libraries: it is linked with neither, and the loader's path says which one it gets. Rounds
alternate between the two, so that a change of the machine's pace meets both. CPU time is the whole process's, the
library's threads included. Figures of one table are comparable; those of different machines or days are not.

A run takes a second or two, the whole matrix (two libraries, three rounds) about six minutes on an idle machine. Real
Kafka takes far longer than either library: there CPU time tells something, wall time next to nothing.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = ROOT / "build" / "bench"
SONAME = "librdkafka.so.1"
sys.path[:0] = [str(ROOT / "capi-tests"), str(ROOT / "capi-tests" / "kafka")]
import cluster  # noqa: E402
import reference  # noqa: E402
import stub  # noqa: E402


# A port that nobody listens at.
NOBODY = "127.0.0.1:1"


@dataclass
class Scenario:
    name: str
    bench: str                # arguments of bench.c, without the brokers
    broker: str = ""          # arguments of the null broker
    columns: tuple = ("cpu_ns", "wall_ns", "rss_kb")
    settings: dict = field(default_factory=dict)
    address: str = ""         # in place of the null broker's
    topic: str = ""           # in place of the one that is named by option


def produce(name, arguments, broker="", **settings):
    """CPU and wall time of messages that are acknowledged at once."""
    return Scenario(f"produce {name}", f"produce {arguments}", broker, settings=settings)


def consume(name, how, broker="", count=5_000_000, partitions=4):
    arguments = f"consume --how {how} --count {count} --partitions {partitions}"
    # A null broker coordinates no groups, of which there is no need to be told.
    return Scenario(f"consume {name}", arguments, f"--partitions {partitions} {broker}", settings={"log_level": "0"})


WAYS = {"callback": "callback", "poll": "poll", "one by one": "queue", "batch": "batch"}


def latency(name, rate, seconds=3, **settings):
    """From the produce call to the delivery report, at a rate."""
    return Scenario(f"latency {name}", f"produce --count {rate * seconds} --rate {rate} --warmup 10",
                    columns=("p50_us", "p99_us", "cpu_ns"), settings=settings)


def queued(name, arguments, **broker):
    """Memory of messages that wait for their acknowledgement, or for a broker."""
    limits = {"queue.buffering.max.messages": "10000000", "queue.buffering.max.kbytes": "4000000"}
    return Scenario(f"queued memory {name}", f"queue {arguments}", columns=("queued_bytes",), settings=limits, **broker)


SIZES = [("10 B", 10, 1_500_000), ("100 B", 100, 1_500_000), ("1 KB", 1024, 500_000), ("100 KB", 102_400, 10_000)]
SMALL, KB, HUGE = "--count 1500000", "--count 500000 --size 1024", "--count 10000 --size 102400 --warmup 10"

SCENARIOS = [
    *(produce(f"{name} {what}", f"--count {count} --size {size} --warmup 10 --flag {flag}")
      for name, size, count in SIZES
      for what, flag in [("copy", "copy"), ("free", "free"), ("no flag", "none")]),
    produce("100 B copy, one partition", f"{SMALL} --partition 0"),
    produce("100 B with key", f"{SMALL} --key-size 16"),
    produce("100 B idempotent", SMALL, **{"enable.idempotence": "true"}),
    produce("1 KB idempotent", KB, **{"enable.idempotence": "true"}),
    *(produce(f"reports {what} 100 B", f"{SMALL} --reports {reports}")
      for what, reports in [("as events", "event"), ("none", "none")]),
    *(produce(f"threads {count} {name}", f"{arguments} --threads {count}")
      for count in (2, 4) for name, arguments in [("100 B", SMALL), ("1 KB", KB)]),
    *(produce(f"partitions {count} {name}", f"{arguments} --partitions {count}", broker=f"--partitions {count}")
      for count in (1, 4, 100, 1000) for name, arguments in [("100 B", SMALL), ("1 KB", KB)]),
    *(produce(f"codec {codec} {name}", arguments, **{"compression.type": codec})
      for codec in ("gzip", "snappy", "lz4", "zstd")
      for name, arguments in [("100 B", "--count 500000"), ("1 KB", "--count 100000 --size 1024"),
                              ("100 KB", "--count 2000 --size 102400 --warmup 10")]),
    queued("100 B", "--count 1000000", broker="--acknowledge false"),
    queued("100 B, one partition", "--count 1000000 --partition 0", broker="--acknowledge false"),
    queued("100 B, no broker", "--count 1000000", address=NOBODY),
    *(consume(f"100 B {way}", how) for way, how in WAYS.items()),
    *(consume(f"1 KB {way}", how, "--size 1024", count=1_000_000) for way, how in WAYS.items()),
    *(consume(f"100 KB {way}", how, "--size 102400 --batch 8", count=20_000)
      for way, how in WAYS.items()),
    *(consume(f"100 B {codec}", "poll", f"--codec {codec}", count=3_000_000)
      for codec in ("gzip", "snappy", "lz4", "zstd")),
    *(consume(f"100 B, {count} partition{'s' * (count > 1)}", "poll", count=3_000_000, partitions=count)
      for count in (1, 100, 1000)),
    latency("100 B, 1000/s", 1000),
    latency("100 B, 1000/s, linger 0", 1000, **{"linger.ms": "0"}),
    latency("100 B, 10000/s", 10_000),
    latency("100 B, 10000/s, linger 0", 10_000, **{"linger.ms": "0"}),
]

# What a real broker is given before anything is measured, for the consuming scenarios: topics, and how they are filled.
FILLED = {"bench-100": "produce --count 1000000", "bench-1024": "produce --count 200000 --size 1024"}


def consume_filled(name, how, topic, count):
    return Scenario(f"consume {name}", f"consume --how {how} --count {count}", topic=topic)


KAFKA_SCENARIOS = [
    produce("100 B copy", "--count 1000000"),
    produce("100 B idempotent", "--count 1000000", **{"enable.idempotence": "true"}),
    produce("1 KB copy", "--count 200000 --size 1024"),
    *(consume_filled(f"100 B {how}", how, "bench-100", 1_000_000) for how in ("poll", "batch")),
    *(consume_filled(f"1 KB {how}", how, "bench-1024", 200_000) for how in ("poll", "batch")),
    latency("100 B, 1000/s", 1000),
    latency("100 B, 1000/s, linger 0", 1000, **{"linger.ms": "0"}),
]

UNITS = {"cpu_ns": ("CPU", "ns"), "wall_ns": ("wall", "ns"), "rss_kb": ("peak memory", "KB"),
         "p50_us": ("median", "µs"), "p99_us": ("99th percentile", "µs"),
         "queued_bytes": ("memory", "B")}


def build_program():
    program = BUILD / "bench"
    BUILD.mkdir(parents=True, exist_ok=True)
    folder = stub.stub_dir()
    subprocess.run(["cc", "-std=gnu11", "-O2", "-g", "-Wall", "-Wextra", "-Werror", "-I", str(ROOT / "include"),
                    str(HERE / "bench.c"), "-o", str(program), "-L", str(folder), "-lrdkafka", "-lpthread"],
                   check=True)
    return program


def build_broker():
    manifest = HERE / "null-broker" / "Cargo.toml"
    done = subprocess.run(["cargo", "build", "-q", "--release", "--manifest-path", str(manifest),
                           "--target-dir", os.environ.get("CARGO_TARGET_DIR", BUILD / "target"),
                           "--message-format=json"], check=True, stdout=subprocess.PIPE, text=True)
    (program,) = [message["executable"] for message in map(json.loads, done.stdout.splitlines())
                  if message.get("executable")]
    return Path(program)


@contextmanager
def null_broker(program, arguments):
    """A null broker on a free port; gives its address."""
    with subprocess.Popen([program, *arguments.split()], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as broker:
        match = re.match(r"listening on (\d+)", broker.stdout.readline())
        if not match:
            raise SystemExit("the null broker did not start")
        yield f"127.0.0.1:{match[1]}"
        broker.stdin.close()


@contextmanager
def real_broker(program, library):
    """One node of Kafka, with the topics that are filled and an empty one to produce to; gives its address."""
    with cluster.Cluster() as kafka:
        kafka.create_topic("bench", 4)
        for topic, arguments in FILLED.items():
            kafka.create_topic(topic, 4)
            if not measure(program, library, kafka.bootstrap, Scenario(f"fill {topic}", arguments), topic):
                raise SystemExit(f"{topic} could not be filled")
        yield kafka.bootstrap


def measure(program, library, brokers, scenario, topic):
    mode, *rest = scenario.bench.split()
    settings = [word for name, value in scenario.settings.items() for word in ("--set", f"{name}={value}")]
    command = [program, mode, brokers, "--topic", topic, *rest, *settings]
    environment = dict(os.environ, LD_LIBRARY_PATH=str(library))
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, timeout=300, text=True)
    if done.returncode:
        return None
    figures = json.loads(done.stdout)
    return figures if not figures["failed"] else None


def measure_rounds(program, broker_program, libraries, scenario, options):
    """The rounds' figures by library; None in the place of a run that failed."""
    figures = {name: [] for name in libraries}
    topic = scenario.topic or options.topic
    for _ in range(options.rounds):
        for name, library in libraries.items():
            address = scenario.address or options.brokers
            if address:
                figures[name].append(measure(program, library, address, scenario, topic))
                continue
            with null_broker(broker_program, scenario.broker) as brokers:
                figures[name].append(measure(program, library, brokers, scenario, topic))
    return figures


def median(rounds, column):
    values = [figures[column] for figures in rounds if figures]
    return statistics.median(values) if values else None


def table_rows(scenario, figures):
    """One line of the table per column: the medians, and ours in parts of the reference's."""
    for column in scenario.columns:
        what, unit = UNITS[column]
        values = {name: median(rounds, column) for name, rounds in figures.items()}
        shown = [f"{value:,.0f}" if value is not None else "failed" for value in values.values()]
        theirs, ours = values.get("reference"), values.get("ours")
        ratio = f"{ours / theirs:.2f}" if theirs and ours is not None else ""
        yield [scenario.name, f"{what} ({unit})", *shown, ratio]


def print_row(cells):
    name, what, *values = cells
    print(f"| {name:<36} | {what:<20} | " + " | ".join(f"{value:>10}" for value in values) + " |", flush=True)


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="scenarios whose name contains this")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kafka", action="store_true", help="against a node of real Kafka, started for it")
    parser.add_argument("--brokers", help="bootstrap servers of a real cluster")
    parser.add_argument("--topic", default="bench", help="with 4 partitions; made by itself at the null broker")
    parser.add_argument("--ours", type=Path, default=ROOT / "build", help=f"directory of our {SONAME}")
    parser.add_argument("--reference", type=Path, help=f"directory of the reference's {SONAME}")
    parser.add_argument("--json", type=Path, help="write the figures of every round here")
    return parser.parse_args()


def measure_all(scenarios, program, broker, libraries, options):
    """Prints a table of the scenarios, and returns the figures of every round."""
    everything = {}
    print_row(["scenario", "per message", *libraries, "ratio"])
    print_row(["---"] * (3 + len(libraries)))
    for scenario in scenarios:
        if options.only not in scenario.name:
            continue
        figures = measure_rounds(program, broker, libraries, scenario, options)
        everything[scenario.name] = figures
        for row in table_rows(scenario, figures):
            print_row(row)
    return everything


def main():
    options = parse_options()
    libraries = {"reference": options.reference or reference.reference_dir()}
    if (options.ours / SONAME).exists():
        libraries["ours"] = options.ours
    program = build_program()
    if options.kafka:
        with real_broker(program, libraries["reference"]) as options.brokers:
            everything = measure_all(KAFKA_SCENARIOS, program, None, libraries, options)
    else:
        broker = None if options.brokers else build_broker()
        everything = measure_all(SCENARIOS, program, broker, libraries, options)
    if options.json:
        options.json.write_text(json.dumps(everything, indent=1))


if __name__ == "__main__":
    main()
