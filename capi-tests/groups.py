#!/usr/bin/env python3
"""Groups whose members run on our library and on the reference, side by side, while somebody produces.

    groups.py                     each assignor, members of both libraries
    groups.py --only ours         members of one library alone
    groups.py --nodes 3 --kill    nodes are killed and come back meanwhile
    groups.py range --members 8   some assignors; more members
    groups.py --transactions      Kafka's Java client writes, in transactions, some of them aborted; members on the
                                  reference miss some of it now and then: --only ours
    groups.py --long              ten members, 48 partitions, three nodes that are killed in turn; then once more with
                                  transactions; some 20 minutes

Members join, leave and are killed. What must hold: in the end every partition has one owner and they are shared out
evenly; each message that was delivered is consumed at least once; while a member has a partition, it gets its messages
in order and without a gap; nothing of an aborted transaction is seen. Of members on our library also: the first message
comes within two heartbeat intervals of an assignment, of a killed node's return, or of its own delivery if that was
later, not counting the time in which the partition's leader is so busy that it takes nothing from the producer either;
and with a cooperative assignor, a member that has a partition before a rebalance and after it has it all the time, and
reads it.
"""

import argparse
import os
import random
import subprocess
import sys
import threading
import time
from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(HERE / "kafka")]
import cluster  # noqa: E402
import reference  # noqa: E402
import stub  # noqa: E402
import wire  # noqa: E402

ASSIGNORS = ["range", "roundrobin", "cooperative-sticky"]
SETTLE = 60  # seconds for all partitions to have their owner
HEARTBEAT = 0.5  # seconds between heartbeats
RESUME = 2 * HEARTBEAT  # from an assignment to its first message
BUSY = 0.3  # seconds without a delivery report, of ten per second or more, that say that a partition's leader is busy
RECOVERY = 10  # seconds after a node's return in which its partitions may still be without a leader


def build():
    """The program of the members, and of the producer without transactions."""
    program = ROOT / "build" / "capi-tests" / "groups-member"
    program.parent.mkdir(parents=True, exist_ok=True)
    # One that is running cannot be written to.
    new = program.with_suffix(f".{os.getpid()}")
    subprocess.run(["cc", "-g", "-O1", "-Wall", "-Wextra", "-Wno-deprecated-declarations",
                    "-I", str(ROOT / "include"), "-I", str(HERE), str(HERE / "groups" / "member.c"),
                    "-o", str(new), "-L", str(stub.stub_dir()), "-lrdkafka", "-lpthread", "-lm"],
                   check=True)
    new.rename(program)
    return program


class Process:
    """The program on one library, and what it has said."""

    def __init__(self, program, library, folder, kafka, *arguments, gaps=False):
        self.library, self.gaps = library, gaps
        # When each partition was assigned that no message has come of since; when those were, when their first message came
        # and which that was.
        self.assigned, self.resumed, self.aborted = {}, [], set()
        # When each message, each change and each delivery report came.
        self.read_at, self.revoked_at, self.changes, self.delivered_at = defaultdict(list), defaultdict(list), [], {}
        environment = dict(os.environ, LD_LIBRARY_PATH=str(folder), KAFKA_BOOTSTRAP=kafka.bootstrap)
        self.process = subprocess.Popen([program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, env=environment, text=True)
        self.owned, self.expected, self.seen = set(), {}, []
        self.problems, self.log, self.closed, self.changed = [], [], False, time.monotonic()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            kind, *rest = line.split() or [""]
            if kind == "M":
                self.read_at[int(rest[0])].append(time.monotonic())
                self.message(int(rest[0]), int(rest[1]))
            elif kind == "D":
                self.seen.append((int(rest[0]), int(rest[1])))
                self.delivered_at[self.seen[-1]] = time.monotonic()
            elif kind == "X":
                self.aborted.add((int(rest[0]), int(rest[1])))
            elif kind == "A":
                self.owned.add(int(rest[0]))
                self.expected.pop(int(rest[0]), None)
                self.assigned[int(rest[0])] = self.note_change()
            elif kind == "R":
                self.owned.discard(int(rest[0]))
                self.assigned.pop(int(rest[0]), None)
                self.revoked_at[int(rest[0])].append(self.note_change())
            elif kind == "C":
                self.closed = True
            if kind not in ("M", "D", "X"):
                self.log.append(f"{time.monotonic():.1f} {line.rstrip()}")

    def note_change(self):
        self.changed = time.monotonic()
        self.changes.append(self.changed)
        return self.changed

    def message(self, partition, offset):
        if partition not in self.owned:
            self.problems.append(f"message {offset} of partition {partition}, which it does not have")
        since = self.assigned.pop(partition, None)
        if since is not None:
            self.resumed.append((since, time.monotonic(), (partition, offset)))
        expected = self.expected.get(partition, offset)
        if offset < expected if self.gaps else offset != expected:
            self.problems.append(f"partition {partition}: {offset} came instead of {expected}")
        self.expected[partition] = offset + 1
        self.seen.append((partition, offset))

    def end(self, timeout=90):
        """Lets it end by itself."""
        self.process.stdin.close()
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.problems.append("it did not end")
            self.kill()
            return
        self.reader.join()
        if code or not self.closed:
            self.problems.append(f"it ended with {code}: {self.log[-3:]}")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.reader.join()


class Group:
    def __init__(self, options, kafka, assignor, libraries):
        self.options, self.kafka, self.assignor = options, kafka, assignor
        self.libraries, self.program = libraries, build()
        kind = f"{assignor}{'-transactions' if options.transactions else ''}"
        self.topic, self.name = f"t-{kind}", f"g-{kind}"
        self.members, self.all, self.joined = [], [], 0
        self.problems, self.outages, self.kept, self.begun = [], [], 0, time.monotonic()

    def start(self, library, *arguments):
        folder = self.libraries.get(library) or reference.reference_dir()
        return Process(self.program, library, folder, self.kafka, *arguments,
                       gaps=self.options.transactions)

    def start_producer(self):
        arguments = [self.topic, str(self.options.partitions), "500"]
        if not self.options.transactions:
            return self.start(list(self.libraries)[-1], "produce", *arguments)
        java, *options = cluster.java(cluster.NEW, str(HERE / "groups" / "Transactions.java"), *arguments)
        return Process(java, "java", reference.reference_dir(), self.kafka, *options)

    def await_messages(self, producer):
        """Kafka's client takes a while to begin, and so do the brokers with their first transactions."""
        until = time.monotonic() + SETTLE
        while len(producer.seen) < 500:
            assert time.monotonic() < until, f"nothing is written: {producer.log[-4:]}"
            time.sleep(0.05)

    def join(self):
        names = list(self.libraries)
        library = names[self.joined % len(names)]
        self.joined += 1
        member = self.start(library, "consume", self.name, self.topic,
                            f"partition.assignment.strategy={self.assignor}", "session.timeout.ms=6000",
                            f"heartbeat.interval.ms={HEARTBEAT * 1000:.0f}", "auto.commit.interval.ms=500", "fetch.wait.max.ms=100")
        self.members.append(member)
        self.all.append(member)

    def settled(self):
        owned = [partition for member in self.members for partition in member.owned]
        sizes = [len(member.owned) for member in self.members]
        return sorted(owned) == list(range(self.options.partitions)) and max(sizes) - min(sizes) <= 1

    def settle(self, what):
        until = time.monotonic() + SETTLE
        while not self.settled() or time.monotonic() - max(m.changed for m in self.members) < 1.5:
            if time.monotonic() > until:
                owners = [(member.library, sorted(member.owned), member.log[-4:]) for member in self.members]
                raise AssertionError(f"{what}: not settled: {owners}")
            time.sleep(0.05)

    def churn(self):
        for member in range(self.options.members):
            self.join()
            if member == 1:
                self.settle("two members")
        self.settle("all members")
        for turn in range(self.options.turns):
            self.turn(turn, kill=self.options.kill and turn % 3 < 2)

    def turn(self, turn, kill):
        leaver = self.members.pop(random.randrange(len(self.members)))
        before, begun = {member: set(member.owned) for member in self.members}, time.monotonic()
        if kill:
            node = self.kafka.members[turn % len(self.kafka.members)]
            node.kill()
        if turn % 2:
            leaver.kill()
        else:
            leaver.end()
        time.sleep(random.random())
        self.join()
        if kill:
            time.sleep(3)
            node.start()
            self.outages.append((begun, time.monotonic() + RECOVERY))
        self.settle(f"turn {turn}")
        if kill:
            self.await_node(node)
        if self.assignor == "cooperative-sticky" and not self.any_outage(begun, time.monotonic()):
            self.check_kept(before, begun)

    def await_node(self, node):
        """The others can do without it, so that nobody would notice if it did not come back."""
        try:
            self.kafka.wait()
        except wire.NotReady as problem:
            said = node.log.read_text(errors="replace").splitlines()
            raise AssertionError("\n".join([f"{problem}:", *said[-20:]])) from problem

    def any_outage(self, begin, end):
        return any(begin <= until and since <= end for since, until in self.outages)

    def check_kept(self, before, begun):
        """What members keep in a rebalance is never taken from them, and they read it meanwhile."""
        changes = [at for member in self.members for at in member.changes if at > begun]
        first, last = min(changes), max(changes)
        # What was delivered so late that it may not have been read before the end does not count.
        delivered = {partition for (partition, _), at in list(self.producer.delivered_at.items())
                     if first < at < last - RESUME}
        for member, owned in before.items():
            for partition in owned & member.owned if member.library == "ours" else ():
                if any(at > begun for at in member.revoked_at[partition]):
                    self.problems.append(f"partition {partition} was taken from a member that has it again")
                elif partition in delivered and not any(first < at < last for at in member.read_at[partition]):
                    self.problems.append(f"partition {partition} was not read in {last - first:.1f} s of a rebalance")
                self.kept += 1

    def run(self):
        self.kafka.create_topic(self.topic, self.options.partitions)
        self.producer = producer = self.start_producer()
        try:
            self.await_messages(producer)
            self.churn()
        finally:
            producer.end()
        wanted = set(producer.seen)
        until = time.monotonic() + 30
        while time.monotonic() < until and wanted - {pair for member in self.all for pair in list(member.seen)}:
            time.sleep(0.1)
        for member in self.members:
            member.end()
        consumed = defaultdict(int)
        for member in self.all:
            for pair in member.seen:
                consumed[pair] += 1
        problems = self.problems + [f"{member.library}: {problem}" for member in self.all for problem in member.problems]
        problems += producer.problems
        missed = sorted(wanted - set(consumed))
        if missed:
            problems.append(f"{len(missed)} of {len(wanted)} messages were never consumed: {missed[:10]}")
        seen = producer.aborted & set(consumed)
        if seen:
            problems.append(f"messages of aborted transactions were consumed: {sorted(seen)[:10]}")
        again = sum(count - 1 for count in consumed.values())
        resumed, late = self.resumptions(producer.delivered_at)
        if late:
            when = ", ".join(f"{at:.1f} s into the run {seconds:.1f} s" for at, seconds in sorted(late)[:10])
            problems.append(f"after {len(late)} assignments the first message came late: {when}")
        print(f"{self.assignor}: {len(wanted)} messages, {len(producer.aborted)} aborted, {again} consumed again, "
              f"{self.joined} members, {self.kept} partitions kept; first message {resumed[len(resumed) // 2]:.2f} s after "
              f"an assignment, {resumed[-1]:.2f} at most",
              flush=True)
        return problems

    def resumptions(self, delivered_at):
        """The seconds from each assignment to the first message, in order, and when those began that were too many."""
        resumed, late, reports = [], [], self.reports(delivered_at)
        for member in self.all:
            for since, until, message in member.resumed:
                resumed.append(until - since)
                back = [up for down, up in self.outages if down < until and since < up]
                # There may have been nothing to read until then.
                begin = max([since, delivered_at.get(message, since), *back])
                busy = busy_time(reports[message[0]], begin, until)
                if until - begin - busy > RESUME and member.library == "ours":
                    late.append((since - self.begun, until - since))
        return sorted(resumed), late

    def reports(self, delivered_at):
        """When the leader of each partition was there for the producer. A transaction is told of as a whole."""
        reports = defaultdict(list)
        for (partition, _), at in sorted(delivered_at.items(), key=lambda item: item[1]):
            for told in range(self.options.partitions) if self.options.transactions else [partition]:
                reports[told].append(at)
        return reports


def busy_time(reports, begin, end):
    """How much of the time from `begin` to `end` passed without delivery reports."""
    if begin >= end:
        return 0
    times = [begin, *reports[bisect_left(reports, begin):bisect_right(reports, end)], end]
    return sum(gap for gap in (after - before for before, after in pairwise(times)) if gap > BUSY)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assignors", nargs="*", default=ASSIGNORS)
    parser.add_argument("--ours", type=Path, default=ROOT / "build")
    parser.add_argument("--only", choices=["ours", "reference"])
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--members", type=int, default=4)
    parser.add_argument("--partitions", type=int, default=12)
    parser.add_argument("--turns", type=int, default=4)
    parser.add_argument("--transactions", action="store_true")
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    if options.long:
        options.nodes, options.kill, options.members, options.partitions, options.turns = 3, True, 10, 48, 12
    libraries = {"ours": options.ours.resolve(), "reference": reference.reference_dir()}
    if options.only:
        libraries = {options.only: libraries[options.only]}
    failed = False
    runs = [(assignor, transactions) for transactions in ([False, True] if options.long else [options.transactions])
            for assignor in options.assignors]
    with cluster.Cluster(nodes=options.nodes) as kafka:
        for assignor, options.transactions in runs:
            try:
                problems = Group(options, kafka, assignor, libraries).run()
            except AssertionError as error:
                problems = [str(error)]
            for problem in problems[:20]:
                print(f"{assignor}: {problem}", file=sys.stderr)
            failed |= bool(problems)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
