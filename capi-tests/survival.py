#!/usr/bin/env python3
"""Brokers that crash and come back under a producer and a consumer, on three nodes of real Kafka.

    survival.py                     a minute: each node is killed once, then all are away for 6 s
    survival.py --long              ten minutes: 8 rounds over the nodes, all away for 30 s
    survival.py --only reference    the same with the reference: a check of the test
    survival.py --seed 7            the same moments again, as far as the machine allows
    survival.py --sanitizer thread --ours build/thread

8 threads produce with idempotence all the time (survival/client.c); the topic has three replicas, of which two must
take each message. Nodes are killed at random moments, as leaders of a partition. What must hold: each message is
acknowledged, once; a consumer that reads through all of it, and another one of the other library that reads afterwards, see
each message once, each thread's in order; queue and memory stay within their limits; while no node is there, producing
blocks or is refused, as it was asked to; nothing hangs.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(HERE / "kafka")]
import cluster  # noqa: E402
import reference  # noqa: E402
from processes import backtrace  # noqa: E402
from program import compile_program  # noqa: E402

TOPIC = "survival"
PARTITIONS = 6
QUEUE = 10000  # messages, at most: as survival/client.c sets it
SLOWER = {None: None, "address": "3", "thread": "10"}


class Failed(Exception):
    pass


def check(holds, text):
    if not holds:
        raise Failed(text)


def build(sanitizer):
    program = ROOT / "build" / "capi-tests" / "-".join(["survival-client", *filter(None, [sanitizer])])
    program.parent.mkdir(parents=True, exist_ok=True)
    problem = compile_program(HERE / "survival" / "client.c", program, ["-Wall", "-Wextra", "-Werror"],
                              sanitizer=sanitizer)
    check(not problem, problem)
    return program


class Client:
    """The program on one library, and what it has said."""

    def __init__(self, bench, library, what, *arguments):
        self.name = f"{what} on {library}"
        environment = dict(os.environ, LD_LIBRARY_PATH=str(bench.libraries[library]),
                           KAFKA_BOOTSTRAP=bench.kafka.bootstrap)
        if bench.scale:
            environment["TEST_TIME_SCALE"] = bench.scale
        self.process = subprocess.Popen(
            [*cluster.DIE_WITH_PARENT, str(bench.program), what, TOPIC, str(PARTITIONS), *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True)
        self.produced = self.reported = self.queue = self.refused = 0
        self.counts, self.summary, self.log = "", "", []
        self.readers = [threading.Thread(target=target, daemon=True) for target in (self.read, self.read_log)]
        for reader in self.readers:
            reader.start()

    def read(self):
        for line in self.process.stdout:
            kind, _, rest = line.rstrip().partition(" ")
            if kind == "P":
                self.produced, self.reported, self.queue, self.refused = map(int, rest.split())
            elif kind == "T":
                self.counts = rest
            elif kind == "S":
                self.summary = rest

    def read_log(self):
        # Brokers that go away are told of again and again: what is of interest is at the end.
        for line in self.process.stderr:
            self.log = [*self.log[-200:], line]

    def fail(self, text):
        raise Failed(f"{self.name}: {text}\n{''.join(self.log[-40:])}")

    def check_alive(self):
        if self.process.poll() is not None:
            self.readers[1].join()
            self.fail(f"ended with {self.process.returncode}")

    def wait_until(self, condition, seconds, text):
        deadline = time.monotonic() + seconds
        while not condition():
            self.check_alive()
            if time.monotonic() > deadline:
                self.fail(f"{text} for {seconds} s{backtrace(self.process.pid)}")
            time.sleep(0.05)

    def wait_for_progress(self, seconds=60):
        """Until all is reported that was produced before."""
        mark = self.produced + 1
        self.wait_until(lambda: self.reported >= mark, seconds, "nothing is delivered")

    def end(self, line="", seconds=120):
        self.process.stdin.write(line)
        self.process.stdin.close()
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.fail(f"does not end{backtrace(self.process.pid)}")
        for reader in self.readers:
            reader.join()
        if code:
            self.fail(f"ended with {code}")
        print(f"  {self.name}: {self.summary}", flush=True)


class Bench:
    def __init__(self, options, libraries, program):
        self.options, self.libraries, self.program = options, libraries, program
        self.scale = SLOWER[options.sanitizer]
        self.random = random.Random(options.seed)
        self.kafka = None
        self.kills = 0

    def leaders(self):
        """Node id -> partitions that it leads."""
        leads = {node.id: [] for node in self.kafka.members}
        with self.kafka.connection() as broker:
            for (_, partition), leader in broker.metadata([TOPIC]).leaders.items():
                leads.setdefault(leader, []).append(partition)
        return leads

    def kill_each(self, producer):
        """Each node once, the leader of some partition first."""
        left = list(self.kafka.members)
        while left:
            producer.wait_for_progress()
            time.sleep(self.random.uniform(0, 1.5))
            leads = self.leaders()
            node = self.random.choice([node for node in left if leads[node.id]] or left)
            left.remove(node)
            node.kill()
            self.kills += 1
            time.sleep(self.random.uniform(0.3, 2))
            node.start()
            self.kafka.wait()

    def all_away(self, producer, seconds):
        producer.wait_for_progress()
        for node in self.random.sample(self.kafka.members, len(self.kafka.members)):
            node.kill()
        gone = time.monotonic()
        producer.wait_until(lambda: producer.queue >= QUEUE, seconds, "the queue is not full")
        time.sleep(1)
        produced, refused = producer.produced, producer.refused
        time.sleep(max(1, gone + seconds - time.monotonic()))
        check(producer.produced == produced, f"{producer.produced - produced} messages were taken by a full queue")
        check(producer.refused > refused, "nobody was told that the queue is full")
        for node in self.kafka.members:
            node.start()
        self.kafka.wait(120)
        back = time.monotonic()
        producer.wait_for_progress()
        return time.monotonic() - back

    def run(self, library):
        other = next((name for name in self.libraries if name != library), library)
        rounds, away = (8, 30) if self.options.long else (1, 6)
        begun = time.monotonic()
        with cluster.Cluster(nodes=3, settings={"unclean.leader.election.enable": "false"}) as self.kafka:
            self.kafka.create_topic(TOPIC, PARTITIONS, 3, {"min.insync.replicas": "2"})
            follower = Client(self, library, "read")
            producer = Client(self, library, "produce", str(self.options.rate), "message.timeout.ms=300000")
            for _ in range(rounds):
                self.kill_each(producer)
            recovery = self.all_away(producer, away)
            producer.end()
            follower.end(producer.counts + "\n")
            Client(self, other, "read").end(producer.counts + "\n")
        print(f"{library}: {self.kills} kills, then all nodes away for {away} s, all delivered {recovery:.1f} s after "
              f"their return; {time.monotonic() - begun:.0f} s in all", flush=True)


def stuck_after(seconds):
    """Ends the process when it hangs."""
    def end():
        print(f"FAIL: hangs, no end after {seconds} s", flush=True)
        os.kill(os.getpid(), signal.SIGABRT)
    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--seed", type=int, default=random.randrange(10000))
    parser.add_argument("--rate", type=int, default=5000, help="messages a second")
    parser.add_argument("--ours", type=Path, default=ROOT / "build")
    parser.add_argument("--only", choices=["ours", "reference"], default="ours", help="the library that produces")
    parser.add_argument("--sanitizer", choices=["address", "thread"], help="what ours was built with")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    stuck_after(1800 if options.long else 400)
    libraries = {"ours": options.ours.resolve(), "reference": reference.reference_dir()}
    if options.sanitizer:
        del libraries["reference"]  # the program is made for a library with the sanitizer
    try:
        print(f"seed {options.seed}", flush=True)
        Bench(options, libraries, build(options.sanitizer)).run(options.only)
    except Failed as problem:
        print(f"FAIL: {problem}")
        print("0 passed, 1 failed")
        return 1
    print("1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
