"""Real Apache Kafka clusters for the tests: one or more KRaft nodes on this machine.

    with Cluster(nodes=3) as kafka:
        run_something(bootstrap=kafka.bootstrap)

A node is a Java process (broker and controller in one) with a small heap, free ports and a
temporary directory. It is started on a directory formatted beforehand and kept in the cache,
and killed, not shut down: nothing of it outlives the cluster.
"""

import fcntl
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import wire  # noqa: E402

HERE = Path(__file__).resolve().parent
NEW = "4.3.0"
# The oldest line whose KRaft mode is whole enough for a client: earlier ones need ZooKeeper.
OLD = "3.0.2"
DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
CLUSTER_ID = "Y2FwaS10ZXN0cy1rYWZrYQ"  # 16 bytes in base64, as StorageTool wants it
ADMIN = ("admin", "admin-secret")  # the super user of clusters that know users, by SASL PLAIN

JVM = [
    "-Xms64m",
    "-Xmx400m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Xshare:auto",
    "-Xlog:disable",
    "-Xlog:all=error:stderr",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
]


def cache_root():
    """Where downloads and formatted directories are kept between runs."""
    named = os.environ.get("CAPI_TESTS_CACHE")
    if named:
        root = Path(named)
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        root = Path(base) / "librdkafka-capi-tests"
    root.mkdir(parents=True, exist_ok=True)
    return root


class FileLock:
    """One process at a time fills a place in the cache."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.file = open(self.path, "w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_):
        self.file.close()


def fetch_kafka(version):
    """The directory with the jars of a Kafka release, fetched with Maven once."""
    home = cache_root() / f"kafka-{version}"
    done = home / ".complete"
    if done.exists():
        return home
    with FileLock(cache_root() / f"kafka-{version}.lock"):
        if done.exists():
            return home
        shutil.rmtree(home, ignore_errors=True)
        command = [
            "mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), f"-Dkafka.version={version}",
            f"{DEPENDENCY_PLUGIN}:copy-dependencies",
            f"-DoutputDirectory={home}", "-DincludeScope=runtime",
        ]
        for attempt in (1, 2, 3):
            if subprocess.run(command, stdin=subprocess.DEVNULL).returncode == 0:
                break
            if attempt == 3:
                raise RuntimeError(f"Maven could not fetch Kafka {version}")
        done.touch()
    return home


# The kernel ends what runs behind this when the thread that started it is gone.
DIE_WITH_PARENT = ["setpriv", "--pdeathsig", "KILL"]


def java(version, *arguments):
    return ["java", *JVM, "-cp", str(fetch_kafka(version) / "*"), *arguments]


def free_ports(count):
    """Ports nobody listens on, from below the range that the kernel hands to clients."""
    sockets = []
    while len(sockets) < count:
        one = socket.socket()
        try:
            one.bind(("127.0.0.1", random.randrange(15000, 32000)))
            sockets.append(one)
        except OSError:
            one.close()
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Node:
    """One broker and controller."""

    def __init__(self, cluster, node_id, port, controller_port, sasl_port):
        self.cluster = cluster
        self.id = node_id
        self.port = port
        self.controller_port = controller_port
        self.sasl_port = sasl_port
        self.dir = cluster.dir / f"node{node_id}"
        self.log = cluster.dir / f"node{node_id}.log"
        self.process = None

    def listeners(self):
        """Where the node listens and who may speak there. With SASL, so do the nodes themselves."""
        cluster = self.cluster
        ports = {"PLAINTEXT": self.port}
        if cluster.sasl:
            ports["SASL_PLAINTEXT"] = self.sasl_port
        places = [f"{name}://127.0.0.1:{port}" for name, port in ports.items()]
        among_nodes = list(ports)[-1]
        protocols = [f"{name}:{name}" for name in ports]
        voters = ",".join(f"{n.id}@127.0.0.1:{n.controller_port}" for n in cluster.members)
        values = {
            "controller.quorum.voters": voters,
            "listeners": ",".join([*places, f"CONTROLLER://127.0.0.1:{self.controller_port}"]),
            "advertised.listeners": ",".join(places),
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": among_nodes,
            "listener.security.protocol.map": ",".join([*protocols, f"CONTROLLER:{among_nodes}"]),
        }
        if cluster.sasl:
            user, password = ADMIN
            login = ("org.apache.kafka.common.security.plain.PlainLoginModule required "
                     f'username="{user}" password="{password}" user_{user}="{password}";')
            values.update({
                "sasl.enabled.mechanisms": "PLAIN",
                "sasl.mechanism.inter.broker.protocol": "PLAIN",
                "sasl.mechanism.controller.protocol": "PLAIN",
                "listener.name.sasl_plaintext.plain.sasl.jaas.config": login,
                "listener.name.controller.plain.sasl.jaas.config": login,
            })
        return values

    def options(self):
        """What the cluster's options ask for beyond its usual settings."""
        values = {}
        if self.cluster.racks:
            values["broker.rack"] = f"rack{self.id}"
            values["replica.selector.class"] = \
                "org.apache.kafka.common.replica.RackAwareReplicaSelector"
        if self.cluster.authorizer:
            values["authorizer.class.name"] = \
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer"
            values["allow.everyone.if.no.acl.found"] = "true"
            values["super.users"] = f"User:{ADMIN[0]}"
        return values

    def properties(self):
        cluster = self.cluster
        copies = min(3, cluster.nodes)
        values = {
            "process.roles": "broker,controller",
            "node.id": self.id,
            "log.dirs": self.dir,
            "num.partitions": 4,
            "default.replication.factor": copies,
            "min.insync.replicas": 1,
            "auto.create.topics.enable": str(cluster.auto_create).lower(),
            "offsets.topic.num.partitions": 3,
            "offsets.topic.replication.factor": copies,
            "transaction.state.log.num.partitions": 3,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": 1,
            "share.coordinator.state.topic.num.partitions": 3,
            "share.coordinator.state.topic.replication.factor": copies,
            "share.coordinator.state.topic.min.isr": 1,
            "group.initial.rebalance.delay.ms": cluster.rebalance_delay,
            "group.min.session.timeout.ms": 100,
            "num.network.threads": 2,
            "num.io.threads": 4,
            "background.threads": 2,
            "num.recovery.threads.per.data.dir": 1,
            "log.cleaner.dedupe.buffer.size": 4 << 20,
            "log.index.size.max.bytes": 1 << 20,
            "log.segment.bytes": 64 << 20,
            "log.retention.ms": -1,
            "log.segment.delete.delay.ms": 0,
            "controller.quorum.election.timeout.ms": 300,
            "controller.quorum.election.backoff.max.ms": 200,
            "broker.heartbeat.interval.ms": 500,
            "controlled.shutdown.enable": "false",
            "replica.fetch.wait.max.ms": 100,
        }
        values.update(self.listeners())
        values.update(self.options())
        values.update(cluster.settings)
        return "".join(f"{name}={value}\n" for name, value in values.items())

    def prepare(self):
        """Lays the node's directory and settings, from a formatted directory in the cache."""
        self.config = self.cluster.dir / f"node{self.id}.properties"
        self.config.write_text(self.properties())
        shutil.copytree(self.formatted(), self.dir)

    def formatted(self):
        """What StorageTool makes for this node id: the same each time, so it is made once."""
        version = self.cluster.version
        made = cache_root() / f"kafka-{version}.formatted" / f"node{self.id}"
        if made.exists():
            return made
        with FileLock(cache_root() / f"kafka-{version}.formatted.lock"):
            if made.exists():
                return made
            made.parent.mkdir(exist_ok=True)
            fresh = self.cluster.dir / f"format{self.id}"
            config = self.cluster.dir / f"format{self.id}.properties"
            config.write_text(self.config.read_text() + f"log.dirs={fresh}\n")
            command = java(version, "kafka.tools.StorageTool", "format",
                           "-t", CLUSTER_ID, "-c", str(config))
            done = subprocess.run(command, stdin=subprocess.DEVNULL, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if done.returncode != 0:
                raise RuntimeError(f"formatting failed:\n{done.stdout}")
            shutil.copytree(fresh, made.with_suffix(".new"))
            made.with_suffix(".new").rename(made)
        return made

    def start(self):
        archive = cache_root() / f"kafka-{self.cluster.version}.jsa"
        share = [f"-XX:SharedArchiveFile={archive}"] if archive.exists() else []
        command = DIE_WITH_PARENT + java(self.cluster.version, *share, *self.cluster.jvm,
                                         "kafka.Kafka", str(self.config))
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=self.cluster.dir, start_new_session=True)

    def kill(self):
        """Ends the node at once, as a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self):
        """Shuts the node down in order."""
        self.process.terminate()
        self.process.wait()
        self.process = None

    def alive(self):
        return self.process is not None and self.process.poll() is None


class Cluster:
    """Kafka nodes that exist as long as the `with` block does.

    racks            each node is a rack of its own and lets clients read from the closest
    sasl             SASL_PLAINTEXT beside PLAINTEXT, for ADMIN; the nodes talk by it too
    authorizer       ACLs count; who meets none is allowed. Nodes that are several controllers must
                     be super users to each other: this goes with sasl
    rebalance_delay  ms that a new group waits for more members
    """

    def __init__(self, nodes=1, version=NEW, auto_create=True, racks=False, sasl=False,
                 authorizer=False, rebalance_delay=0, settings=None, jvm=()):
        if authorizer and nodes > 1 and not sasl:
            raise ValueError("several nodes with an authorizer need sasl")
        self.nodes = nodes
        self.version = version
        self.auto_create = auto_create
        self.racks = racks
        self.sasl = sasl
        self.authorizer = authorizer
        self.rebalance_delay = rebalance_delay
        self.settings = dict(settings or {})
        self.jvm = list(jvm)
        self.members = []
        self.dir = None

    def __enter__(self):
        for attempt in (1, 2, 3):
            try:
                return self.up()
            except wire.NotReady as problem:
                # Another process may have taken a port between its choice and its use.
                logs = self.logs()
                self.down()
                if attempt == 3:
                    raise RuntimeError(f"Kafka {self.version} does not start: {problem}\n{logs}")
            except BaseException:
                self.down()
                raise

    def __exit__(self, *_):
        self.down()

    def up(self, timeout=60):
        self.dir = Path(tempfile.mkdtemp(prefix="capi-tests-kafka-"))
        ports = free_ports(3 * self.nodes)
        self.members = [Node(self, i + 1, *ports[3 * i:3 * i + 3]) for i in range(self.nodes)]
        for node in self.members:
            node.prepare()
        for node in self.members:
            node.start()
        self.wait(timeout)
        return self

    def wait(self, timeout=60):
        """Until every node answers that it sees all of the live ones."""
        deadline = time.monotonic() + timeout
        want = sorted(node.id for node in self.members if node.process is not None)
        for node in self.members:
            while node.process is not None:
                if not node.alive():
                    raise wire.NotReady(f"node {node.id} ended")
                try:
                    with wire.Connection("127.0.0.1", node.port) as broker:
                        if sorted(broker.metadata().brokers) == want:
                            break
                except (OSError, wire.NotReady):
                    pass
                if time.monotonic() > deadline:
                    raise wire.NotReady(f"node {node.id} is not ready after {timeout} s")
                time.sleep(0.03)

    def down(self):
        for node in self.members:
            if node.process is not None:
                node.process.kill()
        for node in self.members:
            node.kill()
        if self.dir is not None:
            shutil.rmtree(self.dir, ignore_errors=True)
            self.dir = None

    def logs(self):
        return "".join(f"--- {node.log.name}\n{node.log.read_text(errors='replace')}"
                       for node in self.members if node.log.exists())

    @property
    def bootstrap(self):
        return ",".join(f"127.0.0.1:{node.port}" for node in self.members)

    @property
    def sasl_bootstrap(self):
        return ",".join(f"127.0.0.1:{node.sasl_port}" for node in self.members)

    def connection(self):
        """A connection to the node that leads the cluster: it takes topic changes."""
        with wire.Connection("127.0.0.1", self.members[0].port) as broker:
            seen = broker.metadata()
        host, port = seen.brokers[seen.controller]
        return wire.Connection(host, port)

    def create_topic(self, name, partitions, replicas=None, config=None):
        """Creates a topic and waits until every node knows who leads its partitions."""
        with self.connection() as broker:
            broker.create_topic(name, partitions, replicas or min(3, self.nodes), config or {})
        deadline = time.monotonic() + 20
        for node in self.members:
            with wire.Connection("127.0.0.1", node.port) as broker:
                while True:
                    leaders = broker.metadata([name]).leaders
                    if len(leaders) == partitions and min(leaders.values()) >= 0:
                        break
                    if time.monotonic() > deadline:
                        raise RuntimeError(f"topic {name} has no leaders")
                    time.sleep(0.01)

    def topics_with(self, prefix):
        with wire.Connection("127.0.0.1", self.members[0].port) as broker:
            leaders = broker.metadata(None).leaders
        return sorted({topic for topic, _ in leaders if topic.startswith(prefix)})

    def delete_topics(self, names):
        """Deletes topics: what they hold is gone from the disk soon after."""
        with self.connection() as broker:
            broker.delete_topics(names)


def make_class_archive(version):
    """A shared archive of Kafka's classes: a node starts in half the time with it."""
    archive = cache_root() / f"kafka-{version}.jsa"
    if archive.exists():
        return
    with FileLock(cache_root() / f"kafka-{version}.jsa.lock"):
        if archive.exists():
            return
        fresh = archive.with_suffix(".new")
        with Cluster(1, version, jvm=[f"-XX:ArchiveClassesAtExit={fresh}"]) as kafka:
            kafka.create_topic("warm-up", 1)
            kafka.members[0].stop()
        if fresh.exists():
            fresh.rename(archive)
