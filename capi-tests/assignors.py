#!/usr/bin/env python3
"""Who gets which partition: made-up groups, the same ones to both libraries, by each assignor.

    assignors.py                  80 groups an assignor
    assignors.py --groups 5000    more of them; --seed for others

The group's coordinator is a server in this process. It tells a consumer that it leads a group of so many members, with such
subscriptions, racks and partitions that they had before, and topics with replicas in such racks, and takes down
what the consumer assigns to each of them. Both libraries must assign the same. (assignors_differential.c has real members
of a real broker; this has more groups than that can have.)
"""

import argparse
import os
import random
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(HERE / "kafka")]
import groups  # noqa: E402
import reference  # noqa: E402
from wire import Reader, array, string  # noqa: E402

ASSIGNORS = ["range", "roundrobin", "cooperative-sticky"]
RACKS = {1: "east", 2: "east", 3: "west", 4: "north", 5: None}  # of brokers
MEMBER_RACKS = ["east", "west", "north", "south", "", None]
# Versions of subscriptions. With cooperative-sticky the reference stops at members with old ones.
OLD_AND_NEW, NEW = [3, 3, 3, 3, 2, 1, 0], [3]
STICKY = "cooperative-sticky"
TOLD = "told"  # the topic that the consumer itself subscribes to
LEADER = "leader"

VERSIONS = {0: (3, 3), 1: (4, 4), 2: (1, 1), 3: (4, 4), 8: (2, 2), 9: (1, 1), 10: (1, 1), 11: (2, 2), 12: (1, 1),
            13: (1, 1), 14: (1, 1), 18: (0, 3)}
METADATA, FIND_COORDINATOR, JOIN, HEARTBEAT, LEAVE, SYNC, API_VERSIONS = 3, 10, 11, 12, 13, 14, 18
UNKNOWN_TOPIC, REBALANCE = 3, 27


def number(kind, value):
    return struct.pack(">" + kind, value)


def maybe_string(text):
    return number("h", -1) if text is None else string(text)


def some_bytes(data):
    return number("i", -1) if data is None else number("i", len(data)) + data


def partitions(named):
    """An array of topics with their partitions, in the order of `named`."""
    topics = {}
    for topic, partition in named:
        topics.setdefault(topic, []).append(partition)
    return array([string(topic) + array([number("i", partition) for partition in those])
                  for topic, those in topics.items()])


class Member:
    def __init__(self, name, topics, rack, version):
        self.name, self.topics, self.rack, self.version = name, topics, rack, version
        self.owned, self.generation = [], -1

    def subscription(self):
        data = None
        if self.generation >= 0:
            data = partitions(self.owned) + number("i", self.generation)
        encoded = number("h", self.version) + array([string(topic) for topic in self.topics]) + some_bytes(data)
        if self.version >= 1:
            encoded += partitions(self.owned)
        if self.version >= 2:
            encoded += number("i", self.generation)
        if self.version >= 3:
            encoded += maybe_string(self.rack)
        return encoded


class Group:
    """A group that changes: some members have partitions already, by what was assigned before."""

    def __init__(self, seed, versions):
        self.random, self.versions = random.Random(seed), versions
        self.prefix = f"s{seed}-"
        self.topics = {}  # name -> the replicas of each partition
        replicas = self.random.randint(1, 4)
        for letter in "abcd"[:self.random.randint(1, 4)]:
            self.topics[self.prefix + letter] = [
                self.random.sample(sorted(RACKS), replicas) for _ in range(self.random.randint(1, 9))]
        self.racks = self.random.choice([["east", "west", "north"], [None], MEMBER_RACKS])
        self.alike = self.random.random() < 0.4
        self.members, self.count, self.generation = [], 0, 0
        for _ in range(self.random.randint(1, 6)):
            self.add()

    def add(self):
        names = sorted(self.topics)
        wanted = names if self.alike else self.random.sample(names, self.random.randint(1, len(names)))
        name = LEADER if not self.count else f"m{self.random.randint(0, 99):02d}-{self.count}"
        self.count += 1
        version = self.random.choice(self.versions)
        self.members.append(Member(name, wanted, self.random.choice(self.racks), version))

    def assigned(self, shares):
        """Takes down what the leader has assigned, and changes the group."""
        self.generation += 1
        for member in self.members:
            if self.random.random() < 0.9:  # the others have not heard of it
                member.owned, member.generation = sorted(shares.get(member.name, [])), self.generation
        for _ in range(self.random.randint(0, 2)):
            if self.random.random() < 0.5 and len(self.members) > 1:
                self.members.pop(self.random.randrange(1, len(self.members)))
            else:
                self.add()
        if self.random.random() < 0.1:
            self.topics[self.random.choice(sorted(self.topics))].append([self.random.choice(sorted(RACKS))])


class Coordinator:
    """A cluster of one server that is all brokers."""

    def __init__(self, seeds, turns, versions):
        self.seeds, self.turns, self.turn, self.versions = iter(seeds), turns, 0, versions
        self.group = Group(next(self.seeds), versions)
        self.said, self.done, self.generation = {}, threading.Event(), 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def bootstrap(self):
        return f"127.0.0.1:{self.port}"

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection, connection.makefile("rb") as stream, suppress(ConnectionError):
            while len(head := stream.read(4)) == 4:
                reader = Reader(stream.read(struct.unpack(">i", head)[0]))
                api, version, correlation = reader.number("h"), reader.number("h"), reader.number("i")
                reader.string()
                body = number("i", correlation) + self.answer(api, version, reader)
                connection.sendall(number("i", len(body)) + body)

    def answer(self, api, version, reader):
        ok = number("i", 0)
        if api == API_VERSIONS:
            return api_versions(version)
        if api == METADATA:
            return self.metadata(reader.array(reader.string))
        if api == FIND_COORDINATOR:
            return ok + number("h", 0) + maybe_string(None) + number("i", 1) + string("127.0.0.1") + \
                number("i", self.port)
        if api == JOIN:
            return self.join(reader)
        if api == SYNC:
            return self.sync(reader)
        return ok + number("h", REBALANCE if api == HEARTBEAT else 0)

    def metadata(self, names):
        brokers = array([number("i", node) + string("127.0.0.1") + number("i", self.port) + maybe_string(rack)
                         for node, rack in RACKS.items()])
        topics = array([self.topic(name) for name in names])
        return number("i", 0) + brokers + maybe_string("cluster") + number("i", 1) + topics

    def topic(self, name):
        known = [[1]] if name == TOLD else self.group.topics.get(name)
        replicas = [(at, array([number("i", node) for node in nodes])) for at, nodes in enumerate(known or [])]
        return number("h", 0 if known else UNKNOWN_TOPIC) + string(name) + b"\0" + array(
            [number("h", 0) + number("i", at) + number("i", 1) + nodes + nodes for at, nodes in replicas])

    def join(self, reader):
        reader.string(), reader.number("i"), reader.number("i"), reader.string(), reader.string()
        protocol = reader.string() if reader.number("i") else ""
        self.generation += 1
        members = array([string(member.name) + some_bytes(member.subscription()) for member in self.group.members])
        return number("i", 0) + number("h", 0) + number("i", self.generation) + string(protocol) + \
            string(LEADER) + string(LEADER) + members

    def sync(self, reader):
        reader.string(), reader.number("i"), reader.string()
        shares = {}
        for _ in range(reader.number("i")):
            name, length = reader.string(), reader.number("i")
            start = reader.at + 2  # after the version
            reader.at += length
            inner = Reader(reader.data[:reader.at])
            inner.at = start
            shares[name] = [(topic, partition) for topic, those in inner.array(
                lambda: (inner.string(), inner.array(lambda: inner.number("i")))) for partition in those]
        self.note(shares)
        nothing = number("h", 0) + array([]) + some_bytes(None)
        return number("i", 0) + number("h", 0) + some_bytes(nothing)

    def next_group(self):
        self.turn = 0
        seed = next(self.seeds, None)
        if seed is None:
            self.done.set()
        else:
            self.group = Group(seed, self.versions)

    def note(self, shares):
        if self.done.is_set():
            return
        lines = []
        for name, nodes in sorted(self.group.topics.items()):
            lines.append(f"  {name}: " + " ".join("/".join(str(RACKS[node]) for node in those) for those in nodes))
        for member in self.group.members:
            had = " ".join(f"{topic[-1]}{partition}" for topic, partition in member.owned)
            has = " ".join(f"{topic[-1]}{partition}" for topic, partition in sorted(shares.get(member.name, [])))
            wants = "".join(topic[-1] for topic in member.topics)
            lines.append(f"  {member.name} v{member.version} rack {member.rack} wants {wants} "
                         f"had [{had}]@{member.generation}: {has}")
        self.said[f"{self.group.prefix} turn {self.turn}"] = "\n".join(lines)
        self.group.assigned(shares)
        self.turn += 1
        if self.turn == self.turns:
            self.next_group()


def api_versions(version):
    entries = [(key, *VERSIONS[key]) for key in sorted(VERSIONS)]
    if version >= 3:
        return number("h", 0) + bytes([len(entries) + 1]) + b"".join(
            struct.pack(">hhhB", *entry, 0) for entry in entries) + number("i", 0) + b"\0"
    throttle = number("i", 0) if version else b""
    return number("h", 0) + array([struct.pack(">hhh", *entry) for entry in entries]) + throttle


def run(program, folder, assignor, seeds, turns, timeout, versions):
    """What the library in `folder` assigns, by group and turn, and how often it has crashed."""
    coordinator = Coordinator(seeds, turns, versions)
    environment = dict(os.environ, LD_LIBRARY_PATH=str(folder), KAFKA_BOOTSTRAP=coordinator.bootstrap)
    command = [program, "consume", "group", TOLD, f"partition.assignment.strategy={assignor}", "heartbeat.interval.ms=1"]
    until, crashes = time.monotonic() + timeout, 0
    while not coordinator.done.is_set() and time.monotonic() < until:
        consumer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                    env=environment)
        try:
            while not coordinator.done.wait(0.1) and time.monotonic() < until and consumer.poll() is None:
                pass
            if consumer.poll() is not None:
                crashes += 1
                coordinator.next_group()
        finally:
            consumer.kill()
            consumer.wait()
    return coordinator.said, crashes


def compare(assignor, said, crashes, wanted):
    """Says what is different; true if nothing is. The reference crashes at a group now and then, where cooperative-sticky
    takes back the only move from one member to another: that one goes without."""
    ours, theirs = said["ours"], said["reference"]
    both = [name for name in ours if name in theirs]
    differing = [name for name in both if ours[name] != theirs[name]]
    for name in differing[:3]:
        print(f"{assignor} differs, {name}. Ours:\n{ours[name]}\nThe reference:\n{theirs[name]}", file=sys.stderr)
    print(f"{assignor}: {len(ours)} and {len(theirs)} of {wanted} groups, {len(differing)} assigned differently; the reference "
          f"has crashed {crashes['reference']} times")
    return not differing and not crashes["ours"] and len(ours) == wanted and len(theirs) >= wanted * 0.8


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", type=Path, default=ROOT / "build")
    parser.add_argument("--groups", type=int, default=80)
    parser.add_argument("--turns", type=int, default=4, help="rebalances of each group")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--assignors", nargs="*", default=ASSIGNORS)
    options = parser.parse_args()
    program = groups.build()
    folders = {"ours": options.ours.resolve(), "reference": reference.reference_dir()}
    passed = failed = 0
    for assignor in options.assignors:
        seeds = range(options.seed, options.seed + options.groups // options.turns)
        versions = NEW if assignor == STICKY else OLD_AND_NEW
        runs = {name: run(program, folder, assignor, seeds, options.turns, 60 + options.groups, versions)
                for name, folder in folders.items()}
        said, crashes = ({name: run[at] for name, run in runs.items()} for at in (0, 1))
        good = compare(assignor, said, crashes, len(seeds) * options.turns)
        passed, failed = passed + good, failed + (not good)
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
