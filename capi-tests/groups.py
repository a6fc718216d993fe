#!/usr/bin/env python3
"""Groups whose members run on our library and on the reference, side by side, while somebody produces.

    groups.py                     each assignor, members of both libraries
    groups.py --only ours         members of one library alone
    groups.py --nodes 3 --kill    nodes are killed and come back meanwhile
    groups.py range --members 8   some assignors; more members
    groups.py --transactions      what is written is written in transactions, some of them aborted; members on the
                                  reference miss some of it now and then: --only ours
    groups.py --long              ten members, 48 partitions, three nodes that are killed in turn; then once more with
                                  transactions; some 20 minutes

Members join, leave and are killed. What must hold: in the end every partition has one owner and they are shared out
evenly; each message that was delivered is consumed at least once; while a member has a partition, it gets its messages
in order and without a gap, and where no node is down the first of them soon; nothing of an aborted transaction is seen.
"""

import argparse
import os
import random
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(HERE / "kafka")]
import cluster  # noqa: E402
import reference  # noqa: E402
import stub  # noqa: E402

ASSIGNORS = ["range", "roundrobin", "cooperative-sticky"]
SETTLE = 60  # seconds for all partitions to have their owner
RESUME = 6  # seconds from an assignment to its first message: twice the default heartbeat interval


def build():
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
        self.assigned, self.resumed, self.aborted = {}, [], set()
        environment = dict(os.environ, LD_LIBRARY_PATH=str(folder), KAFKA_BOOTSTRAP=kafka.bootstrap)
        self.process = subprocess.Popen([program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, env=environment, text=True)
        self.owned, self.expected, self.seen = set(), {}, []
        self.problems, self.log, self.closed, self.changed = [], [], False, time.monotonic()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            kind, *rest = line.split()
            if kind == "M":
                self.message(int(rest[0]), int(rest[1]))
            elif kind == "D":
                self.seen.append((int(rest[0]), int(rest[1])))
            elif kind == "X":
                self.aborted.add((int(rest[0]), int(rest[1])))
            elif kind == "A":
                self.owned.add(int(rest[0]))
                self.expected.pop(int(rest[0]), None)
                self.changed = self.assigned[int(rest[0])] = time.monotonic()
            elif kind == "R":
                self.owned.discard(int(rest[0]))
                self.assigned.pop(int(rest[0]), None)
                self.changed = time.monotonic()
            elif kind == "C":
                self.closed = True
            if kind not in "MDX":
                self.log.append(f"{time.monotonic():.1f} {line.rstrip()}")

    def message(self, partition, offset):
        if partition not in self.owned:
            self.problems.append(f"message {offset} of partition {partition}, which it does not have")
        since = self.assigned.pop(partition, None)
        if since is not None:
            self.resumed.append(time.monotonic() - since)
        expected = self.expected.get(partition, offset)
        if offset < expected if self.gaps else offset != expected:
            self.problems.append(f"partition {partition}: {offset} came instead of {expected}")
        self.expected[partition] = offset + 1
        self.seen.append((partition, offset))

    def end(self, timeout=40):
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

    def start(self, library, *arguments):
        folder = self.libraries.get(library) or reference.reference_dir()
        return Process(self.program, library, folder, self.kafka, *arguments,
                       gaps=self.options.transactions)

    def join(self):
        names = list(self.libraries)
        library = names[self.joined % len(names)]
        self.joined += 1
        member = self.start(library, "consume", self.name, self.topic,
                            f"partition.assignment.strategy={self.assignor}", "session.timeout.ms=6000",
                            "heartbeat.interval.ms=500", "auto.commit.interval.ms=500", "fetch.wait.max.ms=100")
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
            if self.options.kill:
                node = self.kafka.members[turn % len(self.kafka.members)]
                node.kill()
            leaver = self.members.pop(random.randrange(len(self.members)))
            if turn % 2:
                leaver.kill()
            else:
                leaver.end()
            time.sleep(random.random())
            self.join()
            if self.options.kill:
                time.sleep(3)
                node.start()
            self.settle(f"turn {turn}")

    def run(self):
        self.kafka.create_topic(self.topic, self.options.partitions)
        # Our library has no transactions yet.
        writer = "reference" if self.options.transactions else list(self.libraries)[-1]
        how = "transact" if self.options.transactions else "produce"
        producer = self.start(writer, how, self.topic, str(self.options.partitions), "500")
        try:
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
        problems = [f"{member.library}: {problem}" for member in self.all for problem in member.problems]
        problems += producer.problems
        missed = sorted(wanted - set(consumed))
        if missed:
            problems.append(f"{len(missed)} of {len(wanted)} messages were never consumed: {missed[:10]}")
        seen = producer.aborted & set(consumed)
        if seen:
            problems.append(f"messages of aborted transactions were consumed: {sorted(seen)[:10]}")
        again = sum(count - 1 for count in consumed.values())
        resumed = sorted(seconds for member in self.all for seconds in member.resumed)
        middle, longest = resumed[len(resumed) // 2], resumed[-1]
        if longest > RESUME and not self.options.kill:
            problems.append(f"{longest:.1f} s went by from an assignment to the first message")
        print(f"{self.assignor}: {len(wanted)} messages, {len(producer.aborted)} aborted, {again} consumed again, "
              f"{self.joined} members; first message {middle:.2f} s after an assignment, {longest:.2f} at most",
              flush=True)
        return problems


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
