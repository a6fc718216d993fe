#!/usr/bin/env python3
"""Other programs on our library are members of groups, beside members that run on the reference.

    group_clients.py [CLIENT...]    kcat, python, rust; all of them if none is named

kcat is Debian's. Python's confluent-kafka and a program on the Rust crate rdkafka are built against our headers and library
as `make install` lays them, once for each change of the headers, in the cache. In each group, with eager assignors and
the cooperative one: both members get messages, of different partitions; every message is read; and when the client ends,
the other member has all partitions long before the client would be missed.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(HERE / "kafka")]
import cluster  # noqa: E402
import groups  # noqa: E402
import reference  # noqa: E402

PYTHON_CLIENT = "confluent-kafka==2.15.0"
ASSIGNORS = ["range", "roundrobin", "cooperative-sticky"]
PARTITIONS = 6
SESSION = 30  # seconds until a member that does not leave is missed
LIMIT = 60


def installed(build):
    """What `make install` gives, with the library in `build`."""
    prefix = ROOT / "build" / "capi-tests" / "prefix"
    include, library = prefix / "include" / "librdkafka", prefix / "lib"
    for folder in (include, library / "pkgconfig"):
        folder.mkdir(parents=True, exist_ok=True)
    for header in (ROOT / "include" / "librdkafka").iterdir():
        (include / header.name).write_bytes(header.read_bytes())
    for link in (library / "librdkafka.so.1", library / "librdkafka.so"):
        link.unlink(missing_ok=True)
        link.symlink_to(build.resolve() / "librdkafka.so.1")
    template = (ROOT / "tools" / "pkgconfig" / "rdkafka.pc.in").read_text()
    for name, value in {"PREFIX": prefix, "LIBDIR": library, "INCLUDEDIR": prefix / "include",
                        "VERSION": "2.15.0"}.items():
        template = template.replace(f"@{name}@", str(value))
    (library / "pkgconfig" / "rdkafka.pc").write_text(template)
    return prefix


def fingerprint(*paths):
    digest = hashlib.sha256(sys.version.encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def kcat(build):
    del build
    return ["kcat"]


def python(build):
    """The module is compiled once for each state of the headers; the library is whichever is loaded."""
    prefix = installed(build)
    headers = sorted((ROOT / "include" / "librdkafka").iterdir())
    home = cluster.cache_root() / f"confluent-kafka-{fingerprint(*headers)}"
    with cluster.FileLock(cluster.cache_root() / "confluent-kafka.lock"):
        if not home.exists():
            fresh = home.with_suffix(".new")
            environment = dict(os.environ, C_INCLUDE_PATH=str(prefix / "include"), LIBRARY_PATH=str(prefix / "lib"),
                               CFLAGS="-O0")
            subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-binary", "confluent-kafka",
                            "--no-cache-dir", "--root-user-action=ignore", "--target", str(fresh), PYTHON_CLIENT],
                           env=environment, check=True)
            fresh.rename(home)
    os.environ["PYTHONPATH"] = str(home)
    return [sys.executable, str(HERE / "clients" / "python_client.py")]


def rust(build):
    prefix = installed(build)
    target = cluster.cache_root() / "rust-client"
    environment = dict(os.environ, PKG_CONFIG_PATH=str(prefix / "lib" / "pkgconfig"))
    subprocess.run(["cargo", "build", "--quiet", "--locked", "--target-dir", str(target)], cwd=HERE / "clients" / "rust",
                   env=environment, check=True)
    return [str(target / "debug" / "rust-client")]


CLIENTS = {"kcat": kcat, "python": python, "rust": rust}


class Problem(Exception):
    pass


class Member(groups.Process):
    """A client that tells of messages, and not of partitions."""

    def message(self, partition, offset):
        self.owned = {*list(self.owned), partition}
        super().message(partition, offset)


def arguments(client, command, kafka, group, topic, properties):
    if client != "kcat":
        return [*command, group, topic, *properties]
    settings = [part for item in properties for part in ("-X", item)]
    return [*command, "-b", kafka.bootstrap, "-u", "-q", "-f", "M %p %o\n", *settings, "-G", group, topic]


def wait(condition, what):
    until = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > until:
            raise Problem(what() if callable(what) else what)
        time.sleep(0.05)


def share(kafka, member_program, libraries, client, command, assignor):
    topic, group = f"t-{client}-{assignor}", f"g-{client}-{assignor}"
    properties = [f"partition.assignment.strategy={assignor}", f"session.timeout.ms={SESSION * 1000}",
                  "heartbeat.interval.ms=500", "auto.offset.reset=earliest"]
    kafka.create_topic(topic, PARTITIONS)
    with ExitStack() as stack:
        def start(kind, library, program, *rest):
            process = kind(program, library, libraries[library], kafka, *rest)
            stack.callback(process.kill)
            return process

        ours = start(Member, "ours", *arguments(client, command, kafka, group, topic, properties))
        theirs = start(groups.Process, "reference", member_program, "consume", group, topic, *properties)
        producer = start(groups.Process, "reference", member_program, "produce", topic, str(PARTITIONS), "300")
        wait(lambda: len(theirs.owned) == PARTITIONS // 2, "the partitions are not shared out")
        half = set(theirs.owned)
        rest = set(range(PARTITIONS)) - half
        at = len(ours.seen)
        wait(lambda: {partition for partition, _ in list(ours.seen)[at:]} >= rest, "the client does not get its part")
        others = {partition for partition, _ in ours.seen[at:]} - rest
        # What was fetched before the partition went may still be on its way when the other member has it.
        at = len(ours.seen)
        wait(lambda: len(ours.seen) > at + 300, "the client does not go on")
        others = {partition for partition, _ in ours.seen[at + 200:]} - rest
        if others:
            raise Problem(f"the client reads partitions {others} of the other member")
        finish(ours, client)
        begun = time.monotonic()
        wait(lambda: len(theirs.owned) == PARTITIONS, "the client has left, and its partitions went to nobody")
        if time.monotonic() - begun > SESSION / 2:
            raise Problem("the client did not leave when it ended")
        producer.end()
        wanted = set(producer.seen)
        # kcat says nothing of a message that it takes just when it is told to end, and commits it.
        silent = 1 if client == "kcat" else 0

        def unread():
            return sorted(wanted - {*list(ours.seen), *list(theirs.seen)})

        wait(lambda: len(unread()) <= silent, lambda: f"of {len(wanted)} messages were not read: {unread()[:10]}")
        theirs.end()
        if theirs.problems:
            raise Problem(theirs.problems[0])
    return len(wanted)


def finish(process, client):
    if client != "kcat":
        process.end()
        if process.problems:
            raise Problem(process.problems[0])
        return
    process.process.terminate()
    if process.process.wait(LIMIT):
        raise Problem(f"kcat ended with {process.process.returncode}")
    process.reader.join()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clients", nargs="*", metavar="CLIENT", default=list(CLIENTS))
    parser.add_argument("--ours", type=Path, default=ROOT / "build")
    options = parser.parse_args()
    libraries = {"ours": options.ours.resolve(), "reference": reference.reference_dir()}
    member_program = groups.build()
    begun = time.monotonic()
    commands = {client: CLIENTS[client](options.ours) for client in options.clients}
    print(f"clients built in {time.monotonic() - begun:.0f} s", flush=True)
    passed = failed = 0
    with cluster.Cluster() as kafka:
        for client, command in commands.items():
            for assignor in ASSIGNORS:
                begun = time.monotonic()
                try:
                    count = share(kafka, member_program, libraries, client, command, assignor)
                    passed += 1
                    print(f"ok   {client:7} {assignor:19} {time.monotonic() - begun:5.1f} s  {count} messages", flush=True)
                except Problem as problem:
                    failed += 1
                    print(f"FAIL {client:7} {assignor:19} {problem}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
