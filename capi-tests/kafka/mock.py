"""The library's mock cluster in a process of its own, with the interface of a real one.

    with MockCluster(library=Path("build"), nodes=3) as kafka:
        run_something(bootstrap=kafka.bootstrap)
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import stub  # noqa: E402
import wire  # noqa: E402
from cluster import DIE_WITH_PARENT, cache_root, FileLock  # noqa: E402

SOURCE = HERE / "mock_server.c"
INCLUDE = HERE.parent.parent / "include"


def program(asan):
    """The server, compiled when its source has changed."""
    compiler = ["clang", "-fsanitize=address"] if asan else ["cc"]
    built = cache_root() / ("mock_server_asan" if asan else "mock_server")
    with FileLock(cache_root() / "mock_server.lock"):
        if not built.exists() or built.stat().st_mtime < SOURCE.stat().st_mtime:
            fresh = built.with_suffix(".new")
            subprocess.run([*compiler, "-O1", "-g", "-I", str(INCLUDE), str(SOURCE),
                            "-o", str(fresh), "-L", str(stub.stub_dir()), "-lrdkafka"], check=True)
            fresh.rename(built)
    return built


class MockCluster:
    """Mock brokers that exist as long as the `with` block does.

    A library that is built with AddressSanitizer needs `asan`. What it finds, leaks too, is on
    standard error, and the server's exit code.
    """

    def __init__(self, library, nodes=1, asan=False):
        self.library = library
        self.nodes = nodes
        self.asan = asan
        self.process = None
        self.bootstrap = None

    def __enter__(self):
        self.process = subprocess.Popen(
            [*DIE_WITH_PARENT, str(program(self.asan)), str(self.nodes)],
            env=dict(os.environ, LD_LIBRARY_PATH=str(self.library)), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.bootstrap = self.process.stdout.readline().strip()
        if not self.bootstrap:
            raise RuntimeError(f"the mock cluster ended with code {self.process.wait()}")
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            code = self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.process.stdout.close()
        if code:
            raise RuntimeError(f"the mock cluster ended with code {code}")

    def connection(self):
        host, port = self.bootstrap.split(",")[0].rsplit(":", 1)
        return wire.Connection(host, int(port))

    def create_topic(self, name, partitions, replicas=None, config=None):
        with self.connection() as broker:
            broker.create_topic(name, partitions, replicas or min(3, self.nodes), config or {})

    def delete_topics(self, names):
        with self.connection() as broker:
            broker.delete_topics(names)
