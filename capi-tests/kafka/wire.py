"""As much of Kafka's protocol as the runner needs: readiness, topics made and deleted."""

import socket
import struct
from dataclasses import dataclass, field

METADATA, CREATE_TOPICS, DELETE_TOPICS = 3, 19, 20
TOPIC_ALREADY_EXISTS = 36


class NotReady(Exception):
    """The broker does not answer, or does not answer as asked."""


@dataclass
class Metadata:
    brokers: dict = field(default_factory=dict)  # id -> (host, port)
    controller: int = -1
    leaders: dict = field(default_factory=dict)  # (topic, partition) -> id


class Reader:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def number(self, kind):
        (value,) = struct.unpack_from(">" + kind, self.data, self.at)
        self.at += struct.calcsize(">" + kind)
        return value

    def string(self):
        length = self.number("h")
        if length < 0:
            return None
        self.at += length
        return self.data[self.at - length:self.at].decode()

    def array(self, item):
        return [item() for _ in range(self.number("i"))]


def string(text):
    raw = text.encode()
    return struct.pack(">h", len(raw)) + raw


def array(items):
    return struct.pack(">i", len(items)) + b"".join(items)


class Connection:
    """One connection to a broker, one request at a time."""

    def __init__(self, host, port, timeout=10):
        self.socket = socket.create_connection((host, port), timeout)
        self.sent = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def ask(self, key, version, body):
        self.sent += 1
        frame = struct.pack(">hhi", key, version, self.sent) + string("capi-tests") + body
        self.socket.sendall(struct.pack(">i", len(frame)) + frame)
        (length,) = struct.unpack(">i", self.read(4))
        reply = Reader(self.read(length))
        if reply.number("i") != self.sent:
            raise NotReady("an answer to another request")
        return reply

    def read(self, length):
        data = b""
        while len(data) < length:
            more = self.socket.recv(length - len(data))
            if not more:
                raise NotReady("connection closed")
            data += more
        return data

    def metadata(self, topics=()):
        """Brokers, controller, and the leaders of `topics` (None: all). Creates none of them."""
        every = struct.pack(">i", -1)
        asked = every if topics is None else array([string(t) for t in topics])
        reply = self.ask(METADATA, 4, asked + b"\0")
        reply.number("i")  # throttle time
        seen = Metadata()
        for _ in range(reply.number("i")):
            broker, host, port = reply.number("i"), reply.string(), reply.number("i")
            reply.string()  # rack
            seen.brokers[broker] = (host, port)
        reply.string()  # cluster id
        seen.controller = reply.number("i")
        for _ in range(reply.number("i")):
            reply.number("h")
            topic = reply.string()
            reply.number("b")  # internal
            for _ in range(reply.number("i")):
                reply.number("h")
                partition, leader = reply.number("i"), reply.number("i")
                reply.array(lambda: reply.number("i"))  # replicas
                reply.array(lambda: reply.number("i"))  # in sync
                seen.leaders[topic, partition] = leader
        return seen

    def create_topic(self, name, partitions, replicas, config):
        settings = array([string(k) + string(str(v)) for k, v in config.items()])
        topic = string(name) + struct.pack(">ih", partitions, replicas) + array([]) + settings
        reply = self.ask(CREATE_TOPICS, 2, array([topic]) + struct.pack(">ib", 10000, 0))
        reply.number("i")  # throttle time
        for _ in range(reply.number("i")):
            topic, error, text = reply.string(), reply.number("h"), reply.string()
            if error not in (0, TOPIC_ALREADY_EXISTS):
                raise RuntimeError(f"creating topic {topic}: error {error} {text or ''}")

    def delete_topics(self, names):
        """Deletes topics, with what is in them; one that is not there is no error."""
        names = array([string(name) for name in names])
        self.ask(DELETE_TOPICS, 1, names + struct.pack(">i", 10000))
