#!/usr/bin/env python3
"""Builds the C tests once and runs the same programs on our library and on the reference.

    run.py [NAME...]           tests whose name contains one of NAMEs; all without
    run.py --only ours         one library alone
    run.py --cluster kafka1    one kind of cluster alone
    run.py --valgrind          each program under valgrind
    run.py --asan              programs built with AddressSanitizer, on a library built with it
    run.py --tsan              the same with ThreadSanitizer

A test is a C program whose first comment begins with its needs, on one line:

    /* needs: kafka1; topics: a=4 b=1; timeout: 30 */

needs     none, or the clusters to run it on, one after the other: kafka1, kafka3 (nodes),
          kafka-old, kafka-no-auto (no topic is created by itself), mock1, mock3 (brokers of our
          mock cluster, in a process of its own)
topics    created before the run: the test sees them as TEST_PREFIX + name
timeout   seconds for one run; a run that takes longer has failed, with a backtrace
only      ours: for what the reference gets wrong; the reason follows the word

Its argument is the library that it should find itself loaded with. It passes with exit code 0.
What it prints is its log, shown when it fails. A program named *_differential.c says on standard
output what it saw: both libraries must print the same bytes.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(HERE / "kafka")]
import cluster  # noqa: E402
import mock  # noqa: E402
import reference  # noqa: E402
from processes import backtrace, end_group  # noqa: E402
from program import compile_program  # noqa: E402

BUILD = ROOT / "build" / "capi-tests"
CLUSTERS = {
    "kafka1": {},
    "kafka3": {"nodes": 3},
    "kafka-old": {"version": cluster.OLD},
    "kafka-no-auto": {"auto_create": False},
}
MOCKS = {"mock1": 1, "mock3": 3}
# How much slower a program may be.
SLOWER = {None: 1, "address": 3, "thread": 10}
WARNINGS = ["-Wall", "-Wextra", "-Werror", "-Wno-deprecated-declarations"]
VALGRIND = ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full",
            "--errors-for-leak-kinds=definite,indirect,possible",
            "--show-leak-kinds=definite,indirect,possible",
            f"--suppressions={HERE / 'valgrind.supp'}",
            # A program's own free(), which listens, is left as it is; it calls the C library's, which is watched.
            "--soname-synonyms=somalloc=nouserintercepts",
            "--child-silent-after-fork=yes", "--num-callers=30"]


@dataclass
class Test:
    source: Path
    needs: list = field(default_factory=lambda: ["none"])
    topics: dict = field(default_factory=dict)
    timeout: float = 30
    only: str = ""

    @property
    def name(self):
        return self.source.stem

    @property
    def differential(self):
        return self.name.endswith("_differential")


@dataclass
class Run:
    """One program on one library and one cluster."""
    test: Test
    library: str
    need: str = "none"
    passed: bool = False
    seconds: float = 0.0
    reason: str = ""
    log: str = ""
    printed: bytes = b""


def read_test(source):
    """The test in a C file, with what its comment says about it."""
    test = Test(source)
    comment = re.search(r"/\*\s*(needs:[^\n*]*)", source.read_text())
    for part in (comment.group(1).split(";") if comment else []):
        key, _, value = (piece.strip() for piece in part.partition(":"))
        value = " ".join(value.split())
        if key == "needs":
            test.needs = value.split()
        elif key == "topics":
            test.topics = {name: int(count) for name, count in
                           (pair.split("=") for pair in value.split())}
        elif key == "timeout":
            test.timeout = float(value)
        elif key == "only":
            test.only = value.split()[0]
        else:
            raise SystemExit(f"{source.name}: unknown word '{key}'")
    unknown = set(test.needs) - {"none", *CLUSTERS, *MOCKS}
    if unknown:
        raise SystemExit(f"{source.name}: unknown need '{unknown.pop()}'")
    return test


def compile_test(test, options):
    path = BUILD / (options.sanitizer or "bin") / test.name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path, compile_program(test.source, path, WARNINGS, options.include, options.sanitizer)


class Harness:
    def __init__(self, options, libraries):
        self.options = options
        self.libraries = libraries
        self.clusters = {}
        self.scale = 10 if options.valgrind else SLOWER[options.sanitizer]
        self.serial = 0
        self.lock = threading.Lock()

    def prefix(self, test, library):
        """Names no other run uses, also on a cluster that lives longer than this process."""
        with self.lock:
            self.serial += 1
            return f"{test.name}-{library}-{os.getpid()}-{self.serial}-"

    def environment(self, run, prefix):
        values = dict(os.environ)
        values.update(LD_LIBRARY_PATH=str(self.libraries[run.library]), TEST_LIBRARY=run.library,
                      TEST_PREFIX=prefix, TEST_TIME_SCALE=str(self.scale), TZ="UTC")
        if run.need in self.clusters:
            values["KAFKA_BOOTSTRAP"] = self.clusters[run.need].bootstrap
        return values

    def run(self, test, library, need, program):
        result = Run(test, library, need)
        prefix = self.prefix(test, library)
        for name, partitions in test.topics.items():
            self.clusters[need].create_topic(prefix + name, partitions)
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="capi-tests-") as scratch:
            self.execute(result, program, prefix, Path(scratch))
        result.seconds = time.monotonic() - begun
        if test.topics:
            self.clusters[need].delete_topics([prefix + name for name in test.topics])
        result.printed = result.printed.replace(prefix.encode(), b"PREFIX-")
        return result

    def execute(self, result, program, prefix, scratch):
        tool = VALGRIND if self.options.valgrind else []
        library = self.libraries[result.library] / reference.SONAME
        command = [*cluster.DIE_WITH_PARENT, *tool, str(program), str(library)]
        out, log = scratch / "stdout", scratch / "stderr"
        work = scratch / "work"
        work.mkdir()
        with open(out, "wb") as out_file, open(log, "wb") as log_file:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out_file, stderr=log_file, cwd=work,
                env=self.environment(result, prefix),
                start_new_session=True)
            stuck = ""
            try:
                code = process.wait(result.test.timeout * self.scale)
            except subprocess.TimeoutExpired:
                stuck = backtrace(process.pid)
                code = None
            finally:
                end_group(process)
        result.printed = out.read_bytes()
        result.log = log.read_text(errors="replace") + stuck
        if code is None:
            result.reason = f"hangs: no end after {result.test.timeout * self.scale:g} s"
        elif code < 0:
            result.reason = f"ended by {signal.Signals(-code).name}"
        elif code > 0:
            result.reason = f"exit code {code}"
        result.passed = code == 0


def compare(runs):
    """Fails our run of each differential test whose output is not the reference's."""
    printed = {(run.test.name, run.need, run.library): run for run in runs}
    for run in runs:
        other = printed.get((run.test.name, run.need, "reference"))
        if run.library != "ours" or not run.test.differential or other is None:
            continue
        if run.passed and other.passed and run.printed != other.printed:
            run.passed = False
            run.reason = "prints something else than on the reference"
            run.log += difference(other.printed, run.printed)
    return runs


def difference(expected, got):
    with tempfile.TemporaryDirectory() as scratch:
        for name, data in (("reference", expected), ("ours", got)):
            (Path(scratch) / name).write_bytes(data)
        done = subprocess.run(["diff", "-a", "-U1", "reference", "ours"], cwd=scratch,
                              stdout=subprocess.PIPE)
    return done.stdout.decode(errors="replace")


def report(run):
    word = "ok  " if run.passed else "FAIL"
    reason = f"  {run.reason}" if run.reason else ""
    print(f"{word} {run.test.name:<26} {run.library:<9} {run.need:<13} {run.seconds:6.1f} s{reason}",
          flush=True)


def show_failure(run):
    print(f"\n==== {run.test.name} on {run.library}, {run.need}: {run.reason}")
    if not run.test.differential and run.printed:
        print(run.printed.decode(errors="replace").rstrip())
    print(run.log.rstrip())


def keep_log(run):
    folder = BUILD / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{run.test.name}.{run.library}.{run.need}.log"
    path.write_bytes(run.printed + run.log.encode())


def choose(options):
    tests = [read_test(source) for source in sorted(HERE.glob("*.c"))]
    if options.names:
        tests = [test for test in tests if any(name in test.name for name in options.names)]
    if not tests:
        raise SystemExit("no test has that name")
    # The longest first, so that none of them runs on alone at the end; but before all of
    # them the one that says which library is loaded.
    tests.sort(key=lambda test: (test.name != "which_library", -test.timeout, test.name))
    return tests


def libraries(options):
    found = {}
    if options.only != "reference":
        found["ours"] = options.ours.resolve()
        if not (found["ours"] / reference.SONAME).exists():
            raise SystemExit(f"no {reference.SONAME} in {found['ours']}: build it first (make)")
    if options.only != "ours":
        found["reference"] = reference.reference_dir()
    return found


def parse():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--only", choices=["ours", "reference"])
    parser.add_argument("--ours", type=Path, default=ROOT / "build",
                        help="directory of our librdkafka.so.1")
    parser.add_argument("--include", type=Path, default=ROOT / "include")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--cluster", choices=["none", *CLUSTERS, *MOCKS])
    parser.add_argument("--valgrind", action="store_true")
    parser.add_argument("--asan", action="store_const", const="address", dest="sanitizer")
    parser.add_argument("--tsan", action="store_const", const="thread", dest="sanitizer")
    parser.add_argument("--show", action="store_true", help="also show what tests print that pass")
    parser.add_argument("--keep-logs", action="store_true",
                        help="also keep the logs of failures in build/capi-tests/logs")
    return parser.parse_args()


def build_all(tests, options):
    """The programs, and a failed run for each test that does not compile."""
    programs, failed = {}, []
    with ThreadPoolExecutor(options.workers) as pool:
        for test, (program, problem) in zip(
                tests, pool.map(lambda test: compile_test(test, options), tests)):
            programs[test.name] = program
            if problem:
                failed.append(Run(test, "build", reason="does not compile", log=problem))
    return programs, failed


def make_cluster(need, options):
    if need in MOCKS:
        return mock.MockCluster(options.ours.resolve(), MOCKS[need], options.sanitizer)
    cluster.make_class_archive(CLUSTERS[need].get("version", cluster.NEW))
    return cluster.Cluster(**CLUSTERS[need])


def main():
    options = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    tests = choose(options)
    found = libraries(options)
    programs, runs = build_all(tests, options)
    broken = {run.test.name for run in runs}
    for run in runs:
        report(run)
    jobs = [(test, library, need) for _ in range(options.repeat) for test in tests
            for need in test.needs for library in found
            if options.cluster in (None, need)
            and test.name not in broken and (not test.only or test.only == library)]

    harness = Harness(options, found)
    with ExitStack() as stack:
        for need in sorted({need for _, _, need in jobs} - {"none"}):
            harness.clusters[need] = stack.enter_context(make_cluster(need, options))
        with ThreadPoolExecutor(options.workers) as pool:
            waiting = [pool.submit(harness.run, test, library, need, programs[test.name])
                       for test, library, need in jobs]
            try:
                for done in as_completed(waiting):
                    runs.append(done.result())
                    report(runs[-1])
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    before = {id(run) for run in runs if not run.passed}
    for run in compare(runs):
        if not run.passed and id(run) not in before:
            report(run)
    failures = [run for run in runs if not run.passed]
    for run in runs if options.show else []:
        if run.passed:
            print(f"\n{run.printed.decode(errors='replace').rstrip()}")
    for run in failures:
        show_failure(run)
        if options.keep_logs:
            keep_log(run)
    print(f"\n{len(runs) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
