#!/usr/bin/env python3
"""Brokers that crash and come back under a running producer and consumer.

    survival.py              each of three nodes is killed once, and a single one is away for a while
    survival.py --rounds 5   more rounds over the nodes
    survival.py --library D  on the librdkafka.so.1 in directory D

The producer (acks=all) sends all the time; the topic has three replicas. What must hold: each message gets exactly one
report, every message that was reported as delivered is read back, nothing hangs, and a consumer that reads on through
all of it skips none.
"""

import argparse
import ctypes
import os
import signal
import sys
import threading
import time
from ctypes import POINTER, c_char_p, c_int, c_int32, c_int64, c_size_t, c_void_p
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "kafka")]
import cluster  # noqa: E402

PARTITIONS = 3
BEGINNING = -2
UNASSIGNED = -1
COPY = 2
PRODUCER, CONSUMER = 0, 1


class Message(ctypes.Structure):
    _fields_ = [("err", c_int), ("rkt", c_void_p), ("partition", c_int32), ("payload", c_void_p),
                ("len", c_size_t), ("key", c_void_p), ("key_len", c_size_t), ("offset", c_int64),
                ("private", c_void_p)]


REPORT_CB = ctypes.CFUNCTYPE(None, c_void_p, POINTER(Message), c_void_p)

PROTOTYPES = {
    "rd_kafka_conf_new": (c_void_p, []),
    "rd_kafka_conf_set": (c_int, [c_void_p, c_char_p, c_char_p, c_char_p, c_size_t]),
    "rd_kafka_conf_set_dr_msg_cb": (None, [c_void_p, REPORT_CB]),
    "rd_kafka_new": (c_void_p, [c_int, c_void_p, c_char_p, c_size_t]),
    "rd_kafka_destroy": (None, [c_void_p]),
    "rd_kafka_topic_new": (c_void_p, [c_void_p, c_char_p, c_void_p]),
    "rd_kafka_topic_destroy": (None, [c_void_p]),
    "rd_kafka_produce": (c_int, [c_void_p, c_int32, c_int, c_char_p, c_size_t, c_void_p, c_size_t,
                                 c_void_p]),
    "rd_kafka_poll": (c_int, [c_void_p, c_int]),
    "rd_kafka_flush": (c_int, [c_void_p, c_int]),
    "rd_kafka_outq_len": (c_int, [c_void_p]),
    "rd_kafka_queue_new": (c_void_p, [c_void_p]),
    "rd_kafka_queue_destroy": (None, [c_void_p]),
    "rd_kafka_consume_start_queue": (c_int, [c_void_p, c_int32, c_int64, c_void_p]),
    "rd_kafka_consume_queue": (POINTER(Message), [c_void_p, c_int]),
    "rd_kafka_consume_stop": (c_int, [c_void_p, c_int32]),
    "rd_kafka_message_destroy": (None, [POINTER(Message)]),
}


def load(directory):
    library = ctypes.CDLL(str(Path(directory) / "librdkafka.so.1"))
    for name, (result, arguments) in PROTOTYPES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


class Client:
    """An instance with a handle for one topic; ends with the `with` block, and that must not take long."""

    def __init__(self, library, kind, bootstrap, topic, settings, on_report=None):
        self.library = library
        conf = library.rd_kafka_conf_new()
        text = ctypes.create_string_buffer(512)
        for name, value in {"bootstrap.servers": bootstrap, **settings}.items():
            if library.rd_kafka_conf_set(conf, name.encode(), str(value).encode(), text, 512) != 0:
                raise RuntimeError(text.value.decode())
        self.callback = REPORT_CB(on_report) if on_report else None
        if self.callback:
            library.rd_kafka_conf_set_dr_msg_cb(conf, self.callback)
        self.rk = library.rd_kafka_new(kind, conf, text, 512)
        if not self.rk:
            raise RuntimeError(text.value.decode())
        self.topic = library.rd_kafka_topic_new(self.rk, topic.encode(), None)

    def close(self):
        begun = time.monotonic()
        self.library.rd_kafka_topic_destroy(self.topic)
        self.library.rd_kafka_destroy(self.rk)
        took = time.monotonic() - begun
        check(took < 5, f"destroy took {took:.1f} s")


class Producer(threading.Thread):
    """Numbers the messages it sends, and notes what becomes of each."""

    def __init__(self, library, bootstrap, topic, rate, settings=()):
        super().__init__(daemon=True)
        self.library, self.rate = library, rate
        self.sent = 0
        self.reports = {}
        self.twice = []
        self.stopping = threading.Event()
        conf = {"acks": "all", "linger.ms": 5, "message.timeout.ms": 60000, **dict(settings)}
        self.client = Client(library, PRODUCER, bootstrap, topic, conf, self.reported)

    def reported(self, _rk, message, _opaque):
        message = message.contents
        number = int(ctypes.string_at(message.payload, message.len))
        if number in self.reports:
            self.twice.append(number)
        self.reports[number] = message.err

    def run(self):
        begun = time.monotonic()
        while not self.stopping.is_set():
            due = int((time.monotonic() - begun) * self.rate)
            while self.sent < due:
                payload = b"%d" % self.sent
                if self.library.rd_kafka_produce(self.client.topic, UNASSIGNED, COPY, payload,
                                                 len(payload), None, 0, None) == 0:
                    self.sent += 1
                else:
                    break
            self.library.rd_kafka_poll(self.client.rk, 10)

    def delivered(self):
        return sum(1 for err in list(self.reports.values()) if err == 0)

    def wait_for_progress(self, seconds=25):
        """Until messages are delivered that were sent after this call."""
        mark, deadline = self.sent, time.monotonic() + seconds
        while not any(self.reports.get(n) == 0 for n in range(mark, self.sent)):
            check(time.monotonic() < deadline, f"nothing was delivered for {seconds} s")
            time.sleep(0.05)

    def finish(self):
        self.stopping.set()
        self.join()
        err = self.library.rd_kafka_flush(self.client.rk, 30000)
        left = self.library.rd_kafka_outq_len(self.client.rk)
        check(err == 0 and left == 0, f"flush: {err}, {left} messages have no report")
        check(not self.twice, f"reported twice: {self.twice[:5]}")
        check(len(self.reports) == self.sent, f"{self.sent} sent, {len(self.reports)} reported")
        self.client.close()


class Consumer(threading.Thread):
    """Reads all partitions from the beginning; offsets of a partition follow one another."""

    def __init__(self, library, bootstrap, topic, partitions):
        super().__init__(daemon=True)
        self.library, self.partitions = library, partitions
        self.seen = set()
        self.next = {}
        self.gaps = []
        self.stopping = threading.Event()
        self.client = Client(library, CONSUMER, bootstrap, topic, {})
        self.queue = library.rd_kafka_queue_new(self.client.rk)
        for partition in range(partitions):
            library.rd_kafka_consume_start_queue(self.client.topic, partition, BEGINNING, self.queue)

    def run(self):
        while not self.stopping.is_set():
            message = self.library.rd_kafka_consume_queue(self.queue, 100)
            if message:
                self.take(message.contents)
                self.library.rd_kafka_message_destroy(message)

    def take(self, message):
        if message.err != 0:
            return
        self.seen.add(int(ctypes.string_at(message.payload, message.len)))
        expected = self.next.get(message.partition, 0)
        if message.offset != expected:
            self.gaps.append((message.partition, expected, message.offset))
        self.next[message.partition] = message.offset + 1

    def read_up_to(self, wanted, seconds=30):
        deadline = time.monotonic() + seconds
        while not wanted <= self.seen:
            missing = wanted - self.seen
            check(time.monotonic() < deadline,
                  f"{len(missing)} delivered messages were not read, {sorted(missing)[:5]}...")
            time.sleep(0.05)
        check(not self.gaps, f"skipped (partition, expected, got): {self.gaps[:5]}")

    def finish(self):
        self.stopping.set()
        self.join()
        for partition in range(self.partitions):
            self.library.rd_kafka_consume_stop(self.client.topic, partition)
        self.library.rd_kafka_queue_destroy(self.queue)
        self.client.close()


class Failed(Exception):
    pass


def check(holds, text):
    if not holds:
        raise Failed(text)


def verdict(name, producer, consumer):
    """What must hold at the end, whatever happened in between."""
    producer.finish()
    good = {number for number, err in producer.reports.items() if err == 0}
    bad = {err for err in producer.reports.values() if err != 0}
    check(not bad, f"messages failed with {bad}")
    consumer.read_up_to(good)
    consumer.finish()
    duplicates = sum(consumer.next.values()) - len(consumer.seen)
    print(f"{name}: {producer.sent} sent, all delivered and read, {duplicates} duplicates")


def each_node_crashes(library, rounds, rate):
    with cluster.Cluster(nodes=3, settings={"unclean.leader.election.enable": "false"}) as kafka:
        kafka.create_topic("survival", PARTITIONS, 3, {"min.insync.replicas": "2"})
        consumer = Consumer(library, kafka.bootstrap, "survival", PARTITIONS)
        producer = Producer(library, kafka.bootstrap, "survival", rate)
        consumer.start()
        producer.start()
        for _ in range(rounds):
            for node in kafka.members:
                producer.wait_for_progress()
                node.kill()
                time.sleep(2)
                node.start()
                kafka.wait()
        producer.wait_for_progress()
        verdict("each of three nodes crashed", producer, consumer)


def the_only_node_is_away(library, seconds, rate):
    with cluster.Cluster(nodes=1) as kafka:
        kafka.create_topic("survival", PARTITIONS)
        consumer = Consumer(library, kafka.bootstrap, "survival", PARTITIONS)
        producer = Producer(library, kafka.bootstrap, "survival", rate)
        consumer.start()
        producer.start()
        producer.wait_for_progress()
        node = kafka.members[0]
        # In order: one that crashes may lose what it acknowledged, being the only one.
        node.stop()
        time.sleep(seconds)
        node.start()
        kafka.wait()
        begun = time.monotonic()
        producer.wait_for_progress()
        took = time.monotonic() - begun
        verdict(f"the only node was away for {seconds} s, messages flowed {took:.1f} s after", producer,
                consumer)


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
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--away", type=float, default=5, help="seconds that the only node is away")
    parser.add_argument("--rate", type=int, default=2000, help="messages a second")
    parser.add_argument("--library", type=Path, default=HERE.parent / "build")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    stuck_after(120 + 60 * options.rounds + options.away)
    library = load(options.library)
    try:
        each_node_crashes(library, options.rounds, options.rate)
        the_only_node_is_away(library, options.away, options.rate)
    except Failed as problem:
        print(f"FAIL: {problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
