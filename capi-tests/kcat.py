#!/usr/bin/env python3
"""Runs Debian's kcat, as it is, on our library and on the reference: both must do the same.

    kcat.py [NAME...]         cases whose name contains one of NAMES; all without
    kcat.py --only reference  one library alone: its commands must succeed

What is read was written once, with the reference. What is written by each library is read with the
reference. Outputs are compared byte for byte after taking out what no two runs share: a broker's
port, the topic's prefix, times of writing.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(HERE / "kafka")]
import cluster  # noqa: E402
import reference  # noqa: E402

CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]
EVERY_TOKEN = r"%t [%p] @%o %T k(%K)=%k v(%S)=%s h=%h \x41\t\n"
LIMIT = 40  # seconds for one kcat


@dataclass
class Outcome:
    code: int
    out: bytes
    err: bytes

    def text(self):
        return (b"exit code %d\n--- standard output\n%s\n--- standard error\n%s\n"
                % (self.code, self.out, self.err)).decode(errors="replace")


class Kcat:
    """kcat on one library and one cluster."""

    def __init__(self, library, bootstrap):
        self.environment = dict(os.environ, LD_LIBRARY_PATH=str(library), TZ="UTC", LC_ALL="C")
        self.environment.pop("KCAT_CONFIG", None)
        self.environment["HOME"] = "/nonexistent"
        self.bootstrap = bootstrap

    def run(self, *arguments, stdin=b""):
        command = [*cluster.DIE_WITH_PARENT, "kcat", *arguments]
        try:
            done = subprocess.run(command, input=stdin, capture_output=True, timeout=LIMIT,
                                  env=self.environment)
        except subprocess.TimeoutExpired as late:
            return Outcome(-1, late.stdout or b"", (late.stderr or b"") + b"\n(killed: too late)")
        return Outcome(done.returncode, done.stdout, done.stderr)

    def on_cluster(self, mode, *arguments, stdin=b""):
        return self.run(mode, "-b", self.bootstrap, *arguments, stdin=stdin)


def normalised(outcome, replacements, times):
    def clean(data):
        for old, new in replacements:
            data = data.replace(old.encode(), new.encode())
        # Which of a broker's two names answered first is a race.
        data = re.sub(rb"from broker (-1|1): BROKER/(bootstrap|1)", b"from broker B", data)
        data = re.sub(rb'"originating_broker":\{"id":(-1|1),"name":"BROKER/(bootstrap|1)"\}',
                      b'"originating_broker":B', data)
        data = re.sub(rb'"query":\{[^}]*\}', b'"query":Q', data)
        # A line of log begins with the time; pointers are of one process.
        data = re.sub(rb"(?m)^%(\d)\|\d+\.\d+\|", rb"%\1|TIME|", data)
        data = re.sub(rb"0x[0-9a-f]{6,}", b"POINTER", data)
        # The functions that the reference itself installs; ours shows what the application has set.
        data = re.sub(rb"(?m)^(socket_cb|open_cb) = POINTER\n", b"", data)
        # Each library names the features that are built in.
        data = re.sub(rb"(?m)^(builtin\.features = ).*", rb"\1FEATURES", data)
        # How long it took, and how often it was said, is not the same twice on one library.
        data = re.sub(rb"\(after \d+ms in", b"(after a time in", data)
        data = re.sub(rb", \d+ identical error\(s\) suppressed", b"", data)
        # A member's id ends in a random UUID.
        data = re.sub(rb"\(memberid (\w+)-[-0-9a-f]+", rb"(memberid \1-UUID", data)
        # What a property is for is told in each library's own words.
        data = re.sub(rb"(Configuration property \S+ is deprecated): .*", rb"\1", data)
        if times:
            data = re.sub(rb"\b1[0-9]{12}\b", b"TIME", data)
        return data
    # kcat leaves at the end of the last partition, whichever comes last.
    err = re.sub(rb"(?m)^(% Reached end of topic .*): exiting$", rb"\1\n% exiting", outcome.err)
    lines = sorted(set(clean(err).splitlines()))
    return Outcome(outcome.code, clean(outcome.out), b"\n".join(lines))


def listed(text):
    """A list of properties without its descriptions, which are each library's own words."""
    rows = []
    for row in text.splitlines():
        cells = row.split(b"|")[:5]
        if cells[0].startswith(b"builtin.features "):
            cells[3] = b" FEATURES "
        rows.append(b"|".join(cells))
    # The reference lists the topic's alias with the values of the global property.
    alias = max(i for i, row in enumerate(rows) if row.startswith(b"compression.type "))
    rows[alias] = b"compression.type of a topic"
    return b"\n".join(rows)


# ---- What is read ----

def fill(kcat, kafka, prefix):
    """Topics for the reading cases, written with the reference; returns a time in the middle."""
    kafka.create_topic(prefix + "plain", 1)
    kafka.create_topic(prefix + "three", 3)
    kafka.create_topic(prefix + "empty", 1)

    def put(topic, lines, *arguments):
        done = kcat.on_cluster("-P", "-t", prefix + topic, *arguments, stdin=lines)
        if done.code:
            raise RuntimeError(f"filling {topic} failed: {done.text()}")

    put("plain", b"".join(b"key%d:value %d\n" % (i, i) for i in range(6)), "-K:", "-H", "a=1",
        "-H", "empty=", "-H", "null")
    put("plain", b"no key\n\nafter an empty line\n")
    time.sleep(0.05)
    middle = int(time.time() * 1000)
    time.sleep(0.05)
    for codec in CODECS:
        put("plain", b"".join(b"%s %d %s\n" % (codec.encode(), i, b"x" * 50) for i in range(20)),
            "-z", codec)
    put("plain", b"tomb:\n", "-K:", "-Z")
    for partition in range(3):
        put("three", b"".join(b"p%d m%d\n" % (partition, i) for i in range(5)), "-p",
            str(partition))
    return middle


def reading_cases(prefix, middle):
    """Name, mode and arguments of each kcat that only reads."""
    plain, three, empty = prefix + "plain", prefix + "three", prefix + "empty"

    def read(name, *arguments, topic=plain):
        return name, ("-C", "-t", topic, *arguments)

    yield read("beginning", "-o", "beginning", "-e")
    yield read("quiet", "-o", "beginning", "-e", "-q")
    yield read("end", "-o", "end", "-e")
    yield read("offset", "-o", "5", "-e")
    yield read("tail", "-o", "-4", "-e")
    yield read("tail-longer-than-topic", "-o", "-4000", "-e")
    yield read("beyond-the-end", "-o", "100000", "-e")
    yield read("from-time", "-o", f"s@{middle}", "-e")
    yield read("until-time", "-o", "beginning", "-o", f"e@{middle}", "-e")
    yield read("between-times", "-o", f"s@{middle - 3600000}", "-o", f"e@{middle}", "-e")
    yield read("from-future", "-o", f"s@{middle + 3600000}", "-e")
    yield read("count", "-o", "beginning", "-c", "3")
    yield read("every-token", "-o", "beginning", "-e", "-f", EVERY_TOKEN)
    yield read("raw-lengths", "-o", "beginning", "-e", "-f", r"%R%s;%S")
    yield read("delimiters", "-o", "beginning", "-e", "-D", "|", "-K", "=")
    yield read("null-text", "-o", "beginning", "-e", "-Z", "-K", ":")
    yield read("json", "-o", "beginning", "-e", "-J")
    yield read("unbuffered", "-o", "beginning", "-e", "-u")
    yield read("empty", "-o", "beginning", "-e", topic=empty)
    yield read("one-partition", "-p", "1", "-o", "beginning", "-e", topic=three)
    yield read("three-partitions", "-o", "beginning", "-e", "-f", "%p %o %s\n", topic=three)
    yield read("three-partitions-json", "-o", "beginning", "-e", "-J", topic=three)
    yield read("no-such-topic", "-o", "beginning", "-e", topic=prefix + "absent")
    yield read("no-such-partition", "-p", "77", "-o", "beginning", "-e")
    yield read("read-uncommitted", "-o", "beginning", "-e", "-X",
               "isolation.level=read_uncommitted")
    yield read("no-crc-check", "-o", "beginning", "-e", "-X", "check.crcs=false")
    yield "list", ("-L", "-t", three)
    yield "list-json", ("-L", "-J", "-t", three)
    yield "list-all", ("-L",)
    yield "list-all-json", ("-L", "-J")
    yield "list-absent", ("-L", "-t", prefix + "absent")
    yield "query-time", ("-Q", "-t", f"{plain}:0:{middle}")
    yield "query-end", ("-Q", "-t", f"{plain}:0:-1")
    yield "query-beginning", ("-Q", "-t", f"{plain}:0:-2")
    yield "query-many", ("-Q", *(f"-t{three}:{p}:{middle}" for p in range(3)))


# Alone at the prompt, with no cluster in reach.
STANDALONE = [
    ("properties-list", ("-X", "list")),
    ("properties-dump", ("-b", "127.0.0.1:1", "-X", "dump")),
    ("properties-dump-set", ("-b", "127.0.0.1:1", "-X", "linger.ms=17", "-X", "acks=1", "-X",
                             "topic.partitioner=murmur2", "-X", "dump")),
    ("refused-property-unknown", ("-L", "-b", "127.0.0.1:1", "-X", "no.such.property=1")),
    ("refused-property-bad-value", ("-L", "-b", "127.0.0.1:1", "-X", "linger.ms=much")),
    ("refused-debug-unknown", ("-L", "-b", "127.0.0.1:1", "-d", "nothing")),
    ("unreachable", ("-L", "-b", "127.0.0.1:1", "-m", "2")),
    ("unresolvable", ("-L", "-b", "no-such-host.invalid", "-m", "2")),
]


# ---- What is written ----

def writing_cases():
    """Name, arguments and input of each kcat that writes into a topic of its own."""
    lines = b"".join(b"line %d %s\n" % (i, b"abc" * (i % 40)) for i in range(300))
    keyed = b"".join(b"key%d:value %d\n" % (i % 17, i) for i in range(200))

    for codec in CODECS:
        yield f"codec-{codec}", ("-z", codec, "-p", "0"), lines
    yield "keys", ("-K:",), keyed
    yield "keys-murmur2", ("-K:", "-X", "topic.partitioner=murmur2_random"), keyed
    yield "fixed-key", ("-k", "always"), b"a\nb\n"
    yield "headers", ("-p", "1", "-H", "one=1", "-H", "two=zwei", "-H", "one=again"), b"a\nb\n"
    yield "null-values", ("-K:", "-Z", "-p", "0"), b"k1:\n:v2\nk3:v3\n"
    yield "delimiter", ("-D", ";", "-p", "0"), b"one;two;three"
    yield "count", ("-c", "2", "-p", "0"), b"one\ntwo\nthree\n"
    yield "acks-0", ("-X", "acks=0", "-p", "0"), b"one\ntwo\n"
    yield "acks-1", ("-X", "acks=1", "-p", "0"), b"one\ntwo\n"
    yield "large", ("-p", "0", "-D", ";"), b";".join(bytes([97 + i]) * 300000 for i in range(5))
    yield "too-large", ("-p", "0", "-D", ";"), b"x" * 1100000
    yield "bad-partition", ("-p", "77", "-X", "message.timeout.ms=3000"), b"one\n"
    yield "tee", ("-T", "-p", "0"), b"one\ntwo\n"


def group_cases(prefix):
    """Name, topics and arguments of each kcat that is a member of a group."""
    earliest = ("-X", "auto.offset.reset=earliest")
    yield "one", (prefix + "plain",), earliest
    yield "two-topics", (prefix + "plain", prefix + "three"), earliest
    yield "pattern", (f"^{prefix}(three|plain)$",), earliest
    yield "roundrobin", (prefix + "three",), (*earliest, "-X", "partition.assignment.strategy=roundrobin")
    yield "sticky", (prefix + "three",), (*earliest, "-X", "partition.assignment.strategy=cooperative-sticky")
    yield "static", (prefix + "three",), (*earliest, "-X", "group.instance.id=i")
    yield "count", (prefix + "plain",), (*earliest, "-c", "7")
    yield "missing", (prefix + "nowhere",), ("-X", "topic.metadata.refresh.interval.ms=1000")


class Cases:
    def __init__(self, options, kafka, libraries):
        self.options = options
        self.kafka = kafka
        self.libraries = libraries
        self.prefix = f"kcat-{os.getpid()}-"
        self.kcats = {name: Kcat(where, kafka.bootstrap) for name, where in libraries.items()}
        self.reader = Kcat(reference.reference_dir(), kafka.bootstrap)
        self.results = []

    def wanted(self, name):
        names = self.options.names
        return not names or any(part in name for part in names)

    def clean(self, outcome, times=False, extra=()):
        replacements = [*extra, (self.kafka.bootstrap, "BROKER"), (self.prefix, "PREFIX-")]
        return normalised(outcome, replacements, times)

    def compare(self, name, outcomes, sort=False):
        """`outcomes` by library; with only one there is nothing to compare it with."""
        if sort:
            outcomes = {library: Outcome(o.code, b"\n".join(sorted(o.out.splitlines())), o.err)
                        for library, o in outcomes.items()}
        alike = len(set(o.text() for o in outcomes.values())) == 1
        late = any(o.code < 0 for o in outcomes.values())
        print(f"{'ok  ' if alike and not late else 'FAIL'} kcat {name}", flush=True)
        self.results.append((name, alike and not late, outcomes))

    def each(self, action):
        return {library: action(library, kcat) for library, kcat in self.kcats.items()}

    def standalone(self, case):
        name, arguments = case

        def ask(_, kcat):
            outcome = self.clean(kcat.run(*arguments))
            if name == "properties-list":
                outcome.out = listed(outcome.out)
            if name.startswith("refused-"):  # refused in each library's own words
                outcome.err = outcome.err[:len("% ERROR: ")]
            return outcome
        self.compare(name, self.each(ask))

    def reading(self, case):
        name, arguments = case
        several = name.startswith(("three-", "list-all", "query-many"))
        self.compare(name, self.each(
            lambda _, kcat: self.clean(kcat.on_cluster(*arguments))), sort=several)

    def writing(self, case):
        name, arguments, data = case
        name = "write-" + name

        def write(library, kcat):
            topic = f"{self.prefix}{library}-{name}"
            self.kafka.create_topic(topic, 3)
            # Metadata names a leader before that broker leads: it would close the connection on what is
            # sent with acks=0 meanwhile, and nobody would be told. A leader knows where the log ends.
            self.reader.on_cluster("-Q", "-t", f"{topic}:0:-1")
            wrote = kcat.on_cluster("-P", "-t", topic, *arguments, stdin=data)
            read = [self.reader.on_cluster("-C", "-t", topic, "-p", str(p), "-o", "beginning",
                                           "-e", "-f", EVERY_TOKEN) for p in range(3)]
            whole = Outcome(wrote.code, wrote.out + b"".join(r.out for r in read), wrote.err)
            return self.clean(whole, times=True, extra=[(f"{library}-{name}", name)])
        self.compare(name, self.each(write))

    def grouping(self, case):
        """Each library has a group of its own, which it joins twice: the second time nothing is left."""
        name, topics, arguments = case

        def consume(library, kcat):
            group = f"{self.prefix}{library}-{name}"
            ends = () if name in ("count", "missing") else ("-e",)
            runs = [kcat.run("-b", kcat.bootstrap, "-G", group, *arguments, *ends, "-f", EVERY_TOKEN, *topics)
                    for _ in range(2)]
            # Which partition's end is reached last is a race.
            told = b"\n".join(run.err for run in runs).replace(b": exiting", b"")
            whole = Outcome(runs[-1].code, b"\n--\n".join(run.out for run in runs), told)
            return self.clean(whole, extra=[(group, "GROUP")])
        self.compare("group-" + name, self.each(consume), sort=True)

    def run(self):
        jobs = [(self.standalone, case) for case in STANDALONE]
        reading = list(reading_cases(self.prefix, 0))
        if any(self.wanted(case[0]) for case in reading) or self.wanted("group-"):
            middle = fill(self.reader, self.kafka, self.prefix)
            reading = list(reading_cases(self.prefix, middle))
        chosen = [(action, case) for action, case in jobs if self.wanted(case[0])]
        chosen += [(self.reading, case) for case in reading if self.wanted(case[0])]
        grouping = [case for case in group_cases(self.prefix) if self.wanted("group-" + case[0])]
        chosen += [(self.grouping, case) for case in grouping]
        chosen_writing = [(self.writing, case) for case in writing_cases()
                          if self.wanted("write-" + case[0])]
        # All topics are listed while nobody makes new ones.
        for group in (chosen, chosen_writing):
            with ThreadPoolExecutor(self.options.workers) as pool:
                for done in [pool.submit(action, case) for action, case in group]:
                    done.result()
        return self.results


def show_failure(name, outcomes):
    print(f"\n==== kcat {name}")
    for library, outcome in outcomes.items():
        print(f"-- on {library}: {outcome.text()[:4000]}")


def parse():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--only", choices=["ours", "reference"])
    parser.add_argument("--ours", type=Path, default=ROOT / "build",
                        help="directory of our librdkafka.so.1")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def main():
    options = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    libraries = {}
    if options.only != "ours":
        libraries["reference"] = reference.reference_dir()
    if options.only != "reference":
        libraries["ours"] = options.ours.resolve()
        if not (libraries["ours"] / reference.SONAME).exists():
            raise SystemExit(f"no {reference.SONAME} in {options.ours}: build it first (make)")

    cluster.make_class_archive(cluster.NEW)
    with cluster.Cluster(auto_create=False) as kafka:
        results = Cases(options, kafka, libraries).run()
    failures = [(name, outcomes) for name, ok, outcomes in results if not ok]
    for name, outcomes in failures:
        show_failure(name, outcomes)
    print(f"\n{len(results) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures or not results else 0


if __name__ == "__main__":
    sys.exit(main())
