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
import wire  # noqa: E402
from cluster import DIE_WITH_PARENT, cache_root, FileLock  # noqa: E402
from program import compile_program  # noqa: E402

SOURCE = HERE / "mock_server.c"


def server_program(sanitizer):
    """The server, compiled when its source has changed."""
    built = cache_root() / "-".join(["mock_server", *filter(None, [sanitizer])])
    with FileLock(cache_root() / "mock_server.lock"):
        if not built.exists() or built.stat().st_mtime < SOURCE.stat().st_mtime:
            fresh = built.with_suffix(".new")
            problem = compile_program(SOURCE, fresh, [], sanitizer=sanitizer)
            if problem:
                raise RuntimeError(problem)
            fresh.rename(built)
    return built


class MockCluster:
    """Mock brokers that exist as long as the `with` block does.

    A library that is built with a sanitizer needs its name. What it finds is on standard error, and
    in the server's exit code.
    """

    def __init__(self, library, nodes=1, sanitizer=None):
        self.library = library
        self.nodes = nodes
        self.sanitizer = sanitizer
        self.process = None
        self.bootstrap = None

    def __enter__(self):
        self.process = subprocess.Popen(
            [*DIE_WITH_PARENT, str(server_program(self.sanitizer)), str(self.nodes)],
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
