#!/usr/bin/env python3
"""Other clients use our mock cluster: kcat on the reference, kcat on our library, Kafka's Java console tools.

    mock_clients.py [NAME...]       cases whose name contains one of NAMES; all without
    mock_clients.py --list          their names

What is written must be read once each, in the order of writing within a partition, with its key, and a key in one
partition only.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(HERE / "kafka")]
import cluster  # noqa: E402
import mock  # noqa: E402
import reference  # noqa: E402
import tools  # noqa: E402
from kcat import CODECS, Kcat  # noqa: E402

NODES = 3
LIMIT = 60  # seconds for one command, and for a group to have read what there is
JVMS = 2  # at a time
# A line of a reader: partition, offset, key, value.
KCAT_LINE = r"%p\t%o\t%k\t%s\n"
JAVA_LINE = [f"--formatter-property=print.{what}=true" for what in ("partition", "offset", "key")]
LINE = re.compile(r"(?:Partition:)?(\d+)\t(?:Offset:)?(\d+)\t([^\t]*)\t(.*)")
READ_COMMITTED = "isolation.level=read_committed"


class Problem(Exception):
    """What a case has found wrong."""


class Sent(NamedTuple):
    key: str
    value: str


class Read(NamedTuple):
    partition: int
    offset: int
    key: str
    value: str


# What a transaction writes that is never committed.
ABORTED = [Sent("aborted", f"never {n}") for n in range(10)]


def numbered(count, keys=7, prefix=""):
    """Records to send; `prefix` makes their keys and values those of one sender."""
    return [Sent(f"{prefix}key{n % keys}", f"{prefix}value {n}") for n in range(count)]


def lines(records):
    return "".join(f"{record.key}:{record.value}\n" for record in records)


def parsed(text):
    found = (LINE.fullmatch(line) for line in text.splitlines())
    return [Read(int(m[1]), int(m[2]), m[3], m[4]) for m in found if m]


def in_partitions(records):
    partitions = defaultdict(list)
    for record in records:
        partitions[record.partition].append(record)
    return partitions


def check_read(read, sent, whole_log=True):
    """Compares what a reader, or the members of a group together, have read with what was sent, in order.

    With `whole_log` there is nothing else in the log: no offset is left out.
    """
    twice = [pair for pair, count in Counter((r.partition, r.offset) for r in read).items() if count > 1]
    if twice:
        raise Problem(f"read more than once: {sorted(twice)[:5]}")
    difference = Counter(Sent(r.key, r.value) for r in read)
    difference.subtract(sent)
    wrong = [(record, count) for record, count in difference.items() if count]
    if wrong:
        raise Problem(f"{len(read)} read, {len(sent)} sent; these too often (1) or missing (-1): {wrong[:5]}")
    order = {record: place for place, record in enumerate(sent)}
    homes = defaultdict(set)
    for partition, records in in_partitions(read).items():
        records.sort(key=lambda record: record.offset)
        places = [order[Sent(r.key, r.value)] for r in records]
        if places != sorted(places):
            raise Problem(f"partition {partition} is not in the order of sending")
        if whole_log and [r.offset for r in records] != list(range(len(records))):
            raise Problem(f"partition {partition} has gaps: {[r.offset for r in records]}")
        for record in records:
            homes[record.key].add(partition)
    scattered = {key: partitions for key, partitions in homes.items() if len(partitions) > 1}
    if scattered:
        raise Problem(f"keys in more than one partition: {scattered}")


def check_order(read):
    """A reader gets a partition's records in order."""
    for partition, records in in_partitions(read).items():
        offsets = [record.offset for record in records]
        if offsets != sorted(offsets):
            raise Problem(f"partition {partition} was read out of order: {offsets}")


def check_equal(what, is_so, wanted):
    if is_so != wanted:
        raise Problem(f"{what}: {is_so!r} instead of {wanted!r}")


class Slots:
    """So many things at a time, of which one may take several at once."""

    def __init__(self, count):
        self.free = count
        self.changed = threading.Condition()
        self.door = threading.Lock()

    @contextmanager
    def taken(self, count):
        # Nobody who wants few gets past somebody who waits for more.
        with self.door, self.changed:
            self.changed.wait_for(lambda: self.free >= count)
            self.free -= count
        try:
            yield
        finally:
            with self.changed:
                self.free += count
                self.changed.notify_all()


class Member:
    """A reader that runs until it is told to end, and what it has read so far."""

    def __init__(self, name, command, environment=None):
        self.name = name
        self.read = []
        self.process = subprocess.Popen(
            [*cluster.DIE_WITH_PARENT, *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env=environment)
        self.said = []
        self.threads = [threading.Thread(target=self.take, daemon=True),
                        threading.Thread(target=self.listen, daemon=True)]
        for thread in self.threads:
            thread.start()

    def take(self):
        for line in self.process.stdout:
            self.read.extend(parsed(line))

    def listen(self):
        self.said.extend(self.process.stderr)

    def end(self, code):
        """Lets it leave; it must end with `code`."""
        self.process.terminate()
        try:
            self.process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            raise Problem(f"{self.name} did not end") from None
        finally:
            self.kill()
        if self.process.returncode != code:
            raise Problem(f"{self.name} ended with {self.process.returncode}: {''.join(self.said[-10:])}")

    def kill(self):
        self.process.kill()
        self.process.wait()
        for thread in self.threads:
            thread.join()
        self.process.stdout.close()
        self.process.stderr.close()


class Bench:
    """The mock cluster, and every client that there is for it."""

    def __init__(self, kafka, libraries):
        self.kafka = kafka
        self.kcats = {name: Kcat(where, kafka.bootstrap) for name, where in libraries.items()}
        self.jvms = Slots(JVMS)

    def topic(self, name, partitions=4):
        self.kafka.create_topic(name, partitions)
        return name

    # ---- kcat ----

    def kcat(self, library, *arguments, stdin=""):
        done = self.kcats[library].on_cluster(*arguments, stdin=stdin.encode())
        if done.code:
            raise Problem(f"kcat on {library} {' '.join(arguments)}: {done.text()}")
        return done.out.decode()

    def kcat_writes(self, library, topic, records, *arguments):
        self.kcat(library, "-P", "-t", topic, "-K:", *arguments, stdin=lines(records))

    def kcat_reads(self, library, topic, *arguments):
        read = parsed(self.kcat(library, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-f", KCAT_LINE,
                                *arguments))
        check_order(read)
        return read

    def kcat_member(self, library, group, topic):
        kcat = self.kcats[library]
        command = ["kcat", "-b", kcat.bootstrap, "-G", group, "-X", "auto.offset.reset=earliest", "-u", "-f",
                   KCAT_LINE, topic]
        return Member(f"kcat on {library}", command, kcat.environment)

    # ---- Java ----

    def run_java(self, command, stdin):
        with self.jvms.taken(1):
            try:
                done = subprocess.run([*cluster.DIE_WITH_PARENT, *command], input=stdin, capture_output=True,
                                      text=True, timeout=LIMIT)
            except subprocess.TimeoutExpired:
                raise Problem(f"too late: {command[command.index('-cp') + 2:]}") from None
        if done.returncode:
            raise Problem(f"{command[command.index('-cp') + 2:]} ended with {done.returncode}: "
                          f"{done.stdout[-1000:]}{done.stderr[-2000:]}")
        return done.stdout

    def java(self, tool, *arguments, stdin=""):
        return self.run_java(tools.command(tool, cluster.NEW, self.kafka.bootstrap, arguments), stdin)

    def java_writes(self, topic, records, *arguments):
        self.java("producer", "--topic", topic, "--reader-property", "parse.key=true", "--reader-property",
                  "key.separator=:", *arguments, stdin=lines(records))

    def java_reads(self, topic, group, count, *arguments):
        read = parsed(self.java("consumer", "--topic", topic, "--group", group, "--from-beginning",
                                "--max-messages", str(count), *JAVA_LINE, *arguments))
        check_order(read)
        return read

    def java_member(self, group, topic):
        arguments = ["--topic", topic, "--group", group, "--from-beginning", *JAVA_LINE]
        return Member("Java", tools.command("consumer", cluster.NEW, self.kafka.bootstrap, arguments))

    def java_lag(self, group):
        """By partition: the offset committed, the end, and the lag, as texts."""
        rows = [row.split() for row in self.java("groups", "--describe", "--group", group).splitlines()]
        return {int(row[2]): tuple(row[3:6]) for row in rows if row and row[0] == group}

    # ---- Groups ----

    def share(self, group, *clients):
        """Members on `clients` share a topic that is written to meanwhile, until each has got something."""
        topic = self.topic(group)
        with self.jvms.taken(clients.count("java")):
            members = []
            try:
                for client in clients:
                    members.append(self.java_member(group, topic) if client == "java"
                                   else self.kcat_member(client, group, topic))
                sent = self.feed(topic, members)
                for member in members:
                    # Java ends as killed by the signal, after closing its consumer.
                    member.end(143 if member.name == "Java" else 0)
            finally:
                for member in members:
                    member.process.kill()
        for member in members:
            check_order(member.read)
        check_read([record for member in members for record in member.read], sent)
        ends = Counter(record.partition for member in members for record in member.read)
        check_equal("what is committed", self.java_lag(group),
                    {partition: (str(end), str(end), "0") for partition, end in ends.items()})

    def feed(self, topic, members):
        """Writes until each member has got something, and once more: by then each has its partitions."""
        sent = []
        until = time.monotonic() + LIMIT

        def one_round():
            for partition in range(4):
                records = [Sent(f"p{partition}", f"value {len(sent) + n}") for n in range(10)]
                self.kcat_writes("reference", topic, records, "-p", str(partition))
                sent.extend(records)
            while sum(len(member.read) for member in members) < len(sent):
                if time.monotonic() > until:
                    shares = {member.name: (len(member.read), member.said[-5:]) for member in members}
                    raise Problem(f"{len(sent)} sent, and this is what came to whom: {shares}")
                time.sleep(0.05)

        while not all(member.read for member in members):
            one_round()
        one_round()
        return sent


# ---- The cases: a name, and what is done ----

CASES = {}


def case(name):
    def keep(action):
        CASES[name] = action
        return action
    return keep


def group_case(name, *clients):
    case(name)(lambda bench: bench.share(name, *clients))


# First of all, for it needs two JVMs at once.
group_case("java-group", "java", "java")
group_case("java-and-kcat-group", "java", "ours")
group_case("kcat-group-reference", "reference", "reference")
group_case("kcat-group-ours", "ours", "ours")
group_case("kcat-group-both", "ours", "reference")


@case("java-topics")
def java_topics(bench):
    """kafka-topics, with nothing left out."""
    topics = ("--topic", "java-topics")
    bench.java("topics", "--create", *topics, "--partitions", "3", "--replication-factor", "2")
    check_equal("listed", "java-topics" in bench.java("topics", "--list").split(), True)

    def described():
        head, *rows = bench.java("topics", "--describe", *topics).splitlines()
        fields = dict(field.split(": ", 1) for field in head.split("\t") if ": " in field)
        return fields["PartitionCount"], fields["ReplicationFactor"], [row.split("\t")[2] for row in rows]
    check_equal("described", described(), ("3", "2", ["Partition: 0", "Partition: 1", "Partition: 2"]))
    bench.java("topics", "--alter", *topics, "--partitions", "5")
    check_equal("after growing", described()[:2], ("5", "2"))
    bench.java("topics", "--delete", *topics)
    check_equal("listed after its end", "java-topics" in bench.java("topics", "--list").split(), False)


@case("java-write-and-read")
def java_write_and_read(bench):
    """The console producer as it is, and with acks=all; all that it wrote, read by Java and by both kcats."""
    topic = bench.topic("java-write-and-read", 3)
    sent = numbered(500)
    bench.java_writes(topic, sent[:300])
    bench.java_writes(topic, sent[300:], "--command-property", "acks=all", "--compression-codec", "zstd")
    check_read(bench.java_reads(topic, "java-write-and-read", len(sent)), sent)
    for library in bench.kcats:
        check_read(bench.kcat_reads(library, topic), sent)
    ends = Counter(record.partition for record in bench.kcat_reads("reference", topic))
    check_equal("the ends that GetOffsetShell shows",
                sorted(bench.java("offsets", "--topic", topic).split()),
                [f"{topic}:{partition}:{ends[partition]}" for partition in range(3)])
    check_equal("lag", {lag for _, _, lag in bench.java_lag(topic).values()}, {"0"})


@case("java-reads-kcat")
def java_reads_kcat(bench):
    """Batches of both kcats and each codec, read by Java."""
    topic = bench.topic("java-reads-kcat")
    sent = []
    for library in bench.kcats:
        for codec in CODECS:
            records = numbered(40, prefix=f"{library}-{codec}-")
            bench.kcat_writes(library, topic, records, "-z", codec)
            sent += records
    check_read(bench.java_reads(topic, "java-reads-kcat", len(sent)), sent)


@case("java-transactions")
def java_transactions(bench):
    """What a transaction wrote that was never ended is not read; those of Java are."""
    topic = bench.topic("java-transactions", 1)
    leave_transaction(bench, topic, "java-transactions")
    bench.kcat_writes("reference", topic, [Sent("end", "committed")], "-X", "transactional.id=java-transactions")
    command = cluster.java(cluster.NEW, "org.apache.kafka.tools.ProducerPerformance", "--bootstrap-server",
                           bench.kafka.bootstrap, "--topic", topic, "--num-records", "300", "--throughput", "300",
                           "--payload-monotonic", "--transactional-id", "java-perf",
                           "--transaction-duration-ms", "200")
    bench.run_java(command, "")
    values = ["committed", *(str(n) for n in range(300))]
    for read in (bench.java_reads(topic, "java-transactions", len(values), "--command-property", READ_COMMITTED),
                 bench.kcat_reads("reference", topic, "-X", READ_COMMITTED)):
        check_equal("values", [record.value for record in read], values)
    # Marks of transactions take offsets: more than one of Java's, beside the two of kcat's.
    check_equal("several transactions", read[-1].offset > len(ABORTED) + len(values) + 3, True)


@case("kcat-list")
def kcat_list(bench):
    topic = bench.topic("kcat-list", 3)
    for library in bench.kcats:
        listed = json.loads(bench.kcat(library, "-L", "-J", "-t", topic))
        check_equal("brokers", sorted((broker["id"], broker["name"]) for broker in listed["brokers"]),
                    list(enumerate(bench.kafka.bootstrap.split(","), 1)))
        (shown,) = listed["topics"]
        check_equal("topic", shown["topic"], topic)
        for number, partition in enumerate(shown["partitions"]):
            check_equal("partition", partition["partition"], number)
            check_equal("replicas", sorted(one["id"] for one in partition["replicas"]), [1, 2, 3])
            check_equal("in sync", partition["isrs"], partition["replicas"])
        check_equal("partitions", len(shown["partitions"]), 3)


@case("kcat-codecs")
def kcat_codecs(bench):
    """Each codec of each library, read by the other."""
    for codec in CODECS:
        for library, other in (("reference", "ours"), ("ours", "reference")):
            topic = bench.topic(f"kcat-codec-{codec}-{library}")
            sent = numbered(200)
            bench.kcat_writes(library, topic, sent, "-z", codec)
            check_read(bench.kcat_reads(other, topic), sent)
            check_read(bench.kcat_reads(library, topic), sent)


@case("kcat-idempotent")
def kcat_idempotent(bench):
    """Many small batches on their way at once, each of them with its number."""
    sent = numbered(2000)
    for writer in bench.kcats:
        topic = bench.topic(f"kcat-idempotent-{writer}")
        bench.kcat_writes(writer, topic, sent, "-X", "enable.idempotence=true", "-X", "batch.num.messages=20")
        for reader in bench.kcats:
            check_read(bench.kcat_reads(reader, topic), sent)


@case("kcat-transactions")
def kcat_transactions(bench):
    topic = bench.topic("kcat-transactions", 1)
    transactional = ("-X", "transactional.id=kcat-transactions")
    sent = numbered(100)
    bench.kcat_writes("reference", topic, sent[:50], *transactional)
    leave_transaction(bench, topic, "kcat-transactions")
    # Who comes next ends it.
    bench.kcat_writes("reference", topic, sent[50:], *transactional)
    for library in bench.kcats:
        committed = bench.kcat_reads(library, topic, "-X", READ_COMMITTED)
        check_read(committed, sent, whole_log=False)
        everything = bench.kcat_reads(library, topic, "-X", "isolation.level=read_uncommitted")
        check_read(everything, sent[:50] + ABORTED + sent[50:], whole_log=False)


def leave_transaction(bench, topic, transactional_id):
    """Writes ABORTED into a transaction and dies."""
    kcat = bench.kcats["reference"]
    command = [*cluster.DIE_WITH_PARENT, "kcat", "-P", "-b", kcat.bootstrap, "-t", topic, "-K:", "-X",
               f"transactional.id={transactional_id}"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, env=kcat.environment)
    try:
        # kcat reads in blocks: behind the records comes the beginning of one that never gets its end.
        process.stdin.write((lines(ABORTED) + "x" * 16384).encode())
        process.stdin.flush()
        until = time.monotonic() + LIMIT
        while not any(record.value == ABORTED[-1].value for record in
                      bench.kcat_reads("reference", topic, "-X", "isolation.level=read_uncommitted")):
            if time.monotonic() > until or process.poll() is not None:
                raise Problem("a transaction's records do not come into the log")
    finally:
        process.kill()
        process.wait()
        process.stdin.close()


def run_case(name, bench):
    begun = time.monotonic()
    try:
        CASES[name](bench)
        problem = None
    except Exception as found:  # answers that cannot be read as expected are problems too
        problem = f"{type(found).__name__}: {found}"
    print(f"{'FAIL' if problem else 'ok  '} {name} ({time.monotonic() - begun:.1f} s)", flush=True)
    return name, problem


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--ours", type=Path, default=ROOT / "build",
                        help="directory of our librdkafka.so.1")
    parser.add_argument("--workers", type=int, default=4)
    options = parser.parse_args()
    chosen = [name for name in CASES if not options.names or any(part in name for part in options.names)]
    if options.list:
        print("\n".join(chosen))
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    libraries = {"reference": reference.reference_dir(), "ours": options.ours.resolve()}
    if not (libraries["ours"] / reference.SONAME).exists():
        raise SystemExit(f"no {reference.SONAME} in {options.ours}: build it first (make)")
    cluster.fetch_kafka(cluster.NEW)

    with mock.MockCluster(libraries["ours"], NODES) as kafka, ThreadPoolExecutor(options.workers) as pool:
        bench = Bench(kafka, libraries)
        results = list(pool.map(lambda name: run_case(name, bench), chosen))
    failures = [(name, problem) for name, problem in results if problem]
    for name, problem in failures:
        print(f"\n==== {name}\n{problem}")
    print(f"\n{len(results) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures or not results else 0


if __name__ == "__main__":
    sys.exit(main())
