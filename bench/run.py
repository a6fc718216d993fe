#!/usr/bin/env python3
"""Measures what a message costs, with the reference and with ours, side by side.

    run.py                     every scenario, three rounds
    run.py --only consume      scenarios whose name contains a word
    run.py --rounds 5          more rounds; medians are shown
    run.py --brokers H:P       against a real cluster instead of the null broker; topics must exist there

One program serves both libraries: it is linked with neither, and the loader's path says which one it gets. Rounds
alternate between the two, so that a change of the machine's pace meets both. CPU time is the whole process's, the
library's threads included. Figures of one table are comparable; those of different machines or days are not.
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
sys.path.insert(0, str(ROOT / "capi-tests"))
import reference  # noqa: E402
import stub  # noqa: E402


@dataclass
class Scenario:
    name: str
    bench: str                # arguments of bench.c, without the brokers
    broker: str = ""          # arguments of the null broker
    columns: tuple = ("cpu_ns", "wall_ns", "rss_kb")
    settings: dict = field(default_factory=dict)


def produce(name, arguments, **settings):
    return Scenario(f"produce {name}", f"produce {arguments}", settings=settings)


def consume(name, how, broker="", count=5_000_000, partitions=4):
    arguments = f"consume --how {how} --count {count} --partitions {partitions}"
    return Scenario(f"consume {name}", arguments, f"--partitions {partitions} {broker}")


WAYS = {"callback": "callback", "poll": "poll", "one by one": "queue", "batch": "batch"}


SCENARIOS = [
    produce("100 B copy", "--count 3000000"),
    produce("100 B copy, one partition", "--count 3000000 --partition 0"),
    produce("100 B copy, no reports", "--count 3000000 --reports none"),
    produce("100 B free", "--count 3000000 --flag free"),
    produce("100 B no flag", "--count 3000000 --flag none"),
    produce("100 B with key", "--count 3000000 --key-size 16"),
    produce("100 B, 4 threads", "--count 3000000 --threads 4"),
    produce("100 B lz4", "--count 3000000", **{"compression.type": "lz4"}),
    produce("100 B zstd", "--count 2000000", **{"compression.type": "zstd"}),
    produce("1 KB copy", "--count 1000000 --size 1024"),
    produce("100 KB copy", "--count 20000 --size 102400 --warmup 10"),
    produce("100 KB no flag", "--count 20000 --size 102400 --warmup 10 --flag none"),
    *(consume(f"100 B {way}", how) for way, how in WAYS.items()),
    *(consume(f"1 KB {way}", how, "--size 1024", count=1_000_000) for way, how in WAYS.items()),
    *(consume(f"100 KB {way}", how, "--size 102400 --batch 8", count=20_000)
      for way, how in WAYS.items()),
    *(consume(f"100 B {codec}", "poll", f"--codec {codec}", count=3_000_000)
      for codec in ("gzip", "snappy", "lz4", "zstd")),
    *(consume(f"100 B, {count} partition{'s' * (count > 1)}", "poll", count=3_000_000, partitions=count)
      for count in (1, 100, 1000)),
    Scenario("latency 100 B, 1000/s", "produce --count 3000 --rate 1000 --warmup 10",
             columns=("p50_us", "p99_us", "cpu_ns")),
    Scenario("latency 100 B, 1000/s, linger 0", "produce --count 3000 --rate 1000 --warmup 10",
             columns=("p50_us", "p99_us", "cpu_ns"), settings={"linger.ms": "0"}),
]

UNITS = {"cpu_ns": ("CPU", "ns"), "wall_ns": ("wall", "ns"), "rss_kb": ("peak memory", "KB"),
         "p50_us": ("median", "µs"), "p99_us": ("99th percentile", "µs")}


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
    for _ in range(options.rounds):
        for name, library in libraries.items():
            if options.brokers:
                figures[name].append(measure(program, library, options.brokers, scenario, options.topic))
                continue
            with null_broker(broker_program, scenario.broker) as brokers:
                figures[name].append(measure(program, library, brokers, scenario, options.topic))
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
    print(f"| {name:<34} | {what:<20} | " + " | ".join(f"{value:>10}" for value in values) + " |", flush=True)


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="scenarios whose name contains this")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--brokers", help="bootstrap servers of a real cluster")
    parser.add_argument("--topic", default="bench", help="with 4 partitions; made by itself at the null broker")
    parser.add_argument("--ours", type=Path, default=ROOT / "build", help=f"directory of our {SONAME}")
    parser.add_argument("--reference", type=Path, help=f"directory of the reference's {SONAME}")
    parser.add_argument("--json", type=Path, help="write the figures of every round here")
    return parser.parse_args()


def main():
    options = parse_options()
    libraries = {"reference": options.reference or reference.reference_dir()}
    if (options.ours / SONAME).exists():
        libraries["ours"] = options.ours
    program, broker = build_program(), None if options.brokers else build_broker()
    everything = {}
    print_row(["scenario", "per message", *libraries, "ratio"])
    print_row(["---"] * (3 + len(libraries)))
    for scenario in SCENARIOS:
        if options.only not in scenario.name:
            continue
        figures = measure_rounds(program, broker, libraries, scenario, options)
        everything[scenario.name] = figures
        for row in table_rows(scenario, figures):
            print_row(row)
    if options.json:
        options.json.write_text(json.dumps(everything, indent=1))


if __name__ == "__main__":
    main()
