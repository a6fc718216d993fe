#!/usr/bin/env python3
"""Runs the reference's own test suite on the reference and on our library, and compares.

    conformance.py NUMBER...       these tests, on both libraries: 0004 0039 0086:local
    conformance.py --list          the tests there are, and what each needs
    conformance.py --only ours     one library alone
    make conformance TESTS="0004 0039"

The suite comes from Debian's source package of librdkafka, fetched with apt-get into the cache
(kafka/cluster.py says where that is), checked against Debian's archive key and built there, once.
The program is linked with no library in particular, so that the very same one runs on both.
Nothing of the suite enters this tree, and `make test` does not run it.

A test is named by its number. Its parts that need no broker run alone as NUMBER:local, the others
against three Kafka nodes with racks, users and ACLs, or without automatic topics where they ask
for that. Each runs in a process of its own, first all on the reference, then all on ours. The
suite ends a test that takes too long by limits of its own; what passes them by is killed, with
its threads' backtraces in its log. The suite's quick mode, which leaves parts out, is never used.

The exit code is 1 when a test passes on the reference and does not on ours, except for the tests
in LATER, which need something that is not built yet, and in ON_PURPOSE, which rely on something
that the README lists as a deliberate difference.
"""

import argparse
import hashlib
import itertools
import json
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(HERE / "kafka")]
import cluster  # noqa: E402
import reference  # noqa: E402
import stub  # noqa: E402
from processes import backtrace, end_group  # noqa: E402

PACKAGE, VERSION = "librdkafka", "2.14.2-1"
SUITE = "sid"
JSON_PACKAGE = "rapidjson"  # some tests check the statistics with it
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
MIRROR = "http://deb.debian.org/debian"

# Number -> title of the issue that brings what the test needs.
LATER = {
    # Its last parts create instances with TLS.
    "0004": "TLS, of no open issue yet",
    # Runs its last part with SASL.
    "0022": "SASL, of no open issue yet",
    # Parts of them need transactions.
    "0055": "transactions, of no open issue yet",
    "0061": "transactions, of no open issue yet",
    "0129": "transactions, of no open issue yet",
    "0137": "transactions, of no open issue yet",
}

# Number -> what it relies on.
ON_PURPOSE = {
    # Slows down the second connection. Here the one to a bootstrap broker is kept for the broker
    # that it turns out to be. Metadata answers that do not come are among fault_table.c's rows.
    "0075": "a second connection to the broker that was asked first",
}

# Fail now and then on the reference itself: they have three tries.
UNSTEADY = {"0105", "0143", "0146"}

# Skip themselves unless the connection is one with SASL.
OVER_SASL = {"0135", "0142"}

# Give topics settings that newer brokers refuse.
ON_OLD_KAFKA = {"0077", "0129"}

CLUSTER = {"nodes": 3, "racks": True, "sasl": True, "authorizer": True, "rebalance_delay": 3000}
SCENARIOS = {
    "default": CLUSTER,
    "noautocreate": {**CLUSTER, "auto_create": False},
    "old": {"nodes": 3, "version": cluster.OLD, "rebalance_delay": 3000},
}
LOCAL = "local"
PLACES = (LOCAL, *SCENARIOS)

LIMIT = 1800       # seconds for one run, beyond any that the suite itself allows
MULTIPLIER = 2     # what the suite's limits are multiplied with, as its own cluster runs do


# ---- The suite's sources ----

def mirror():
    """The Debian mirror that this machine uses."""
    done = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    uris = (line.rstrip("/") for line in done.stdout.splitlines())
    return next((uri for uri in uris if uri.endswith("/debian")), MIRROR)


def apt_settings(folder):
    """Settings that keep all that apt writes inside `folder`; the system's hooks do not run."""
    for name in ("state/lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True)
    (folder / "status").touch()
    sources = folder / "sources.list"
    sources.write_text(f"deb-src [signed-by={KEYRING}] {mirror()} {SUITE} main\n")
    settings = folder / "apt.conf"
    settings.write_text(f"""
#clear APT::Update;
#clear DPkg;
APT::Sandbox::User "root";
Dir::Etc::sourcelist "{sources}";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "{folder}/state";
Dir::State::status "{folder}/status";
Dir::Cache "{folder}/cache";
""")
    return settings


def fetch(home):
    """Unpacks the upstream archives of both packages into `home`."""
    with tempfile.TemporaryDirectory(prefix="capi-tests-apt-") as scratch:
        scratch = Path(scratch)
        apt = ["apt-get", "-q", "-c", str(apt_settings(scratch))]
        for arguments in (["update"], ["source", "--download-only", "--tar-only",
                                       f"{PACKAGE}={VERSION}", JSON_PACKAGE]):
            done = subprocess.run([*apt, *arguments], cwd=scratch, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode != 0:
                raise SystemExit(f"apt-get {' '.join(arguments)} failed:\n{done.stdout}")
        for package in (PACKAGE, JSON_PACKAGE):
            (archive,) = scratch.glob(f"{package}_*.orig.tar.*")
            target = home / package
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir()
            subprocess.run(["tar", "-xf", str(archive), "--strip-components=1", "-C", str(target)],
                           check=True)


def suite_dir():
    """Where the suite's sources are: fetched once."""
    home = cluster.cache_root() / f"{PACKAGE}-tests-{VERSION}"
    done = home / ".complete"
    with cluster.FileLock(cluster.cache_root() / f"{home.name}.lock"):
        if not done.exists():
            home.mkdir(exist_ok=True)
            fetch(home)
            done.touch()
    return home


# ---- The suite's program ----

# The suite's own step that finds out about the platform, without what only the library needs; then
# the features that make parts of tests compile: all of them, as the reference has all.
CONFIGURE = ["bash", "./configure", *(f"--disable-{name}" for name in (
    "zlib", "zstd", "ssl", "gssapi", "curl", "lz4-ext", "syslog"))]
FEATURES = ("OAUTHBEARER_OIDC", "PLUGINS", "RAPIDJSON", "SASL", "SASL_OAUTHBEARER", "SASL_SCRAM",
            "SNAPPY", "SOCKEM", "SSL", "ZLIB", "ZSTD")
# The tests, what they have in common, and the C++ face of the C library, which is part of them.
SOURCES = ("tests/[08]???-*.c", "tests/[08]???-*.cpp", "tests/test.c", "tests/testcpp.cpp",
           "tests/rusage.c", "tests/sockem.c", "tests/sockem_ctrl.c", "src/tinycthread.c",
           "src/tinycthread_extra.c", "src/rdlist.c", "src-cpp/*.cpp")
# Their warnings are not ours to mend.
FLAGS = ["-O1", "-g", "-w", "-fPIC", "-D_GNU_SOURCE"]


class Suite:
    """The suite, built: its program, its plugin, and what it finds beside them."""

    def __init__(self):
        self.home = suite_dir()
        self.source = self.home / PACKAGE
        self.built = self.home / "build"
        self.program = self.built / "test-runner"
        self.parts = read_parts((self.source / "tests" / "test.c").read_text())

    def build(self, jobs):
        sources = [path for pattern in SOURCES for path in sorted(self.source.glob(pattern))]
        steps = [self.compile_step(path) for path in sources]
        recipe = hashlib.sha256(repr((CONFIGURE, FEATURES, steps)).encode()).hexdigest()
        done = self.built / ".complete"
        with cluster.FileLock(self.home / "build.lock"):
            if done.exists() and done.read_text() == recipe:
                return
            print(f"building the suite in {self.built}", flush=True)
            shutil.rmtree(self.built, ignore_errors=True)
            self.built.mkdir()
            self.configure()
            in_parallel(jobs, [(must_run, command, folder) for command, folder, _ in steps])
            self.link([path for _, _, path in steps])
            self.build_plugin()
            done.write_text(recipe)

    def configure(self):
        must_run(CONFIGURE, self.source)
        with open(self.source / "config.h", "a") as header:
            for name in FEATURES:
                header.write(f"#undef WITH_{name}\n#define WITH_{name} 1\n")

    def includes(self):
        folders = [self.source, self.source / "src", self.source / "src-cpp",
                   self.home / JSON_PACKAGE / "include"]
        return [f"-I{folder}" for folder in folders]

    def compile_step(self, source):
        """Command, directory to run it in, and what it makes of a source file."""
        target = self.built / f"{source.parent.name}-{source.name}.o"
        compiler = "c++" if source.suffix == ".cpp" else "cc"
        # Some tests name topics after their file: it must have no directory.
        command = [compiler, *FLAGS, *self.includes(), "-c", source.name, "-o", str(target)]
        return command, source.parent, target

    def link(self, objects):
        must_run(["c++", "-rdynamic", "-o", str(self.program), *map(str, objects),
                  "-L", str(stub.stub_dir()), "-lrdkafka", "-lpthread", "-lm", "-ldl"])
        for path in objects:
            path.unlink()

    def build_plugin(self):
        name = "interceptor_test"
        folder = self.built / name
        folder.mkdir()
        must_run(["cc", *FLAGS, "-shared", *self.includes(),
                  str(self.source / "tests" / name / f"{name}.c"),
                  "-o", str(folder / f"{name}.so"), "-L", str(stub.stub_dir()), "-lrdkafka"])

    def kafka_home(self, version):
        """A directory that looks like that of a Kafka release, for the tests that run its tools."""
        home = self.built / f"kafka-{version}"
        done = home / ".complete"
        with cluster.FileLock(self.home / "build.lock"):
            if not done.exists():
                jars = cluster.fetch_kafka(version)
                (home / "bin").mkdir(parents=True, exist_ok=True)
                self.write_tools(home / "bin", version, jars)
                if version == cluster.NEW:  # whose client they are written for
                    self.build_java(jars)
                done.touch()
        return home

    def write_tools(self, folder, version, jars):
        java = shlex.join(["java", *cluster.JVM])
        script(folder / "kafka-run-class.sh",
               f'exec {java} -cp "${{CLASSPATH:+$CLASSPATH:}}{jars}/*" "$@"')
        package = "kafka.admin" if version.startswith("3.") else "org.apache.kafka.tools"
        for tool, main in (("topics", "TopicCommand"), ("acls", "AclCommand")):
            script(folder / f"kafka-{tool}.sh",
                   f'exec "$(dirname "$0")/kafka-run-class.sh" {package}.{main} "$@"')

    def build_java(self, jars):
        source, classes = self.source / "tests" / "java", self.built / "java"
        classes.mkdir(exist_ok=True)
        shutil.copy(source / "run-class.sh", classes)
        must_run(["javac", "-nowarn", "-cp", f"{jars}/*", "-d", str(classes),
                  *map(str, sorted(source.glob("*Cli.java")))])

    def lay_out(self, scratch):
        """A directory to run in, with what the tests expect around them."""
        work = scratch / "tests"
        work.mkdir()
        (scratch / "src").symlink_to(self.source / "src")
        (work / "fixtures").symlink_to(self.source / "tests" / "fixtures")
        (work / "interceptor_test").symlink_to(self.built / "interceptor_test")
        if (self.built / "java").exists():
            (work / "java").symlink_to(self.built / "java")
        (work / "Makefile").write_text(".PHONY: java\njava: # compiled already\n")
        return work


def must_run(command, folder=None):
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{shlex.join(command)}\n{done.stdout}")


def script(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@dataclass
class Part:
    """One entry of the suite's list of tests; several may share a number."""
    number: str
    name: str
    local: bool
    scenario: str


def read_parts(source):
    """The list of tests in the suite's main file."""
    table = source[source.index("struct test tests[] = {"):]
    table = table[:table.index("{NULL}")]
    parts = []
    for entry in table.split("_TEST(")[1:]:
        name = entry[:entry.index(",")]
        scenario = re.search(r'\.scenario = "(\w+)', entry)
        parts.append(Part(*name.split("_", 1), "TEST_F_LOCAL" in entry,
                          scenario.group(1) if scenario else "default"))
    return parts


# ---- What to run ----

@dataclass
class Test:
    number: str
    name: str
    places: list  # where its parts run: "local", or scenarios


GOOD = ("passed", "skipped")


@dataclass
class Outcome:
    """What one test did on one library, in all of its places."""
    word: str = "passed"
    seconds: float = 0.0
    notes: list = field(default_factory=list)

    def add(self, place, word, seconds, note):
        self.seconds += seconds
        if word != "passed" and self.word in GOOD:
            self.word = word
        if note:
            self.notes.append(f"{place}: {note}")

    @property
    def shown(self):
        return f"{self.word:<8}{self.seconds:7.1f} s"


def find_tests(parts, names):
    """The tests with these numbers, each once and in order; a wrong number ends the run."""
    tests = []
    for name in sorted(set(names)):
        number, _, only = name.partition(":")
        mine = [part for part in parts if part.number == number and (part.local or only != LOCAL)]
        if not mine or only not in ("", LOCAL):
            raise SystemExit(f"no such test: {name}")
        tests.append(Test(name, mine[0].name, places_of(mine)))
    return tests


def places_of(parts):
    """Where the parts of one test run. Local ones run along with others on the usual cluster."""
    if parts[0].number in ON_OLD_KAFKA:
        return ["old"]
    places = {part.scenario for part in parts if not part.local}
    if "default" not in places and any(part.local for part in parts):
        places.add(LOCAL)
    return [place for place in PLACES if place in places]


def numbers(parts):
    return sorted({part.number for part in parts})


# ---- Running ----

@dataclass
class Setting:
    """What tests run on."""
    library: str
    place: str
    kafka: cluster.Cluster = None


class Runner:
    def __init__(self, suite, options, libraries):
        self.suite = suite
        self.options = options
        self.libraries = libraries
        self.serial = itertools.count(1)

    def run_all(self, tests, library, known):
        """Outcome of each test on one library. `known`: what they did on the other one."""
        outcomes = {test.number: Outcome() for test in tests}

        def one(test, setting):
            limit = LIMIT
            if test.number in known:
                limit = min(limit, 60 + 5 * known[test.number].seconds)
            word, seconds, note = self.tries(test, setting, limit * self.options.timeout_factor)
            outcomes[test.number].add(setting.place, word, seconds, note)
            print(f"  {test.number:<11}{test.name:<35}{library:<10}{setting.place:<13}"
                  f"{word:<8}{seconds:7.1f} s", flush=True)

        for place in PLACES:
            here = [test for test in tests if place in test.places]
            if not here:
                continue
            with self.cluster_at(place) as kafka:
                setting = Setting(library, place, kafka)
                in_parallel(self.options.jobs, [(one, test, setting) for test in here])
        return outcomes

    def cluster_at(self, place):
        if place == LOCAL:
            return nullcontext()
        options = SCENARIOS[place]
        version = options.get("version", cluster.NEW)
        self.suite.kafka_home(version)  # made before any test waits for it
        cluster.make_class_archive(version)
        return cluster.Cluster(**options)

    def tries(self, test, setting, limit):
        for _ in range(3 if test.number[:4] in UNSTEADY else 1):
            result = self.run(test, setting, limit)
            if result[0] in GOOD:
                break
        return result

    def run(self, test, setting, limit):
        """Runs one test in one place; (word, seconds, note)."""
        prefix = f"rdkafkatest{os.getpid()}x{next(self.serial)}"
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="capi-tests-suite-") as scratch:
            scratch = Path(scratch)
            settings = self.configuration(test, setting, prefix)
            (scratch / "test.conf").write_text("".join(f"{line}\n" for line in settings))
            code = self.execute(test, setting, scratch, limit)
            seconds = time.monotonic() - begun
            log = (scratch / "log").read_text(errors="replace")
            word, note = judge(code, scratch / "report.json", log)
        if setting.kafka is not None:
            setting.kafka.delete_topics(setting.kafka.topics_with(prefix))
        self.keep_log(test, setting, log)
        return word, seconds, note

    def configuration(self, test, setting, prefix):
        """The lines of the suite's settings file; other lines than these go to each client."""
        lines = [f"test.timeout.multiplier={MULTIPLIER * self.options.timeout_factor:g}",
                 f"test.topic.prefix={prefix}"]
        if setting.kafka is None:
            return lines
        if test.number not in OVER_SASL:
            return [*lines, f"bootstrap.servers={setting.kafka.bootstrap}"]
        user, password = cluster.ADMIN
        return [*lines, f"bootstrap.servers={setting.kafka.sasl_bootstrap}",
                "security.protocol=SASL_PLAINTEXT", "sasl.mechanisms=PLAIN",
                f"sasl.username={user}", f"sasl.password={password}"]

    def environment(self, test, setting, scratch):
        values = {name: value for name, value in os.environ.items()
                  if not name.startswith(("TEST", "SUBTEST", "KAFKA", "RDKAFKA", "BROKER"))}
        values.pop("CI", None)
        values.update(
            LD_LIBRARY_PATH=str(self.libraries[setting.library]), TESTS=test.number[:4],
            TEST_KAFKA_VERSION=setting.kafka.version if setting.kafka else cluster.NEW,
            TEST_SCENARIO="noautocreate" if setting.place == "noautocreate" else "default",
            TEST_REPORT=str(scratch / "report.json"),
            RDKAFKA_TEST_CONF=str(scratch / "test.conf"))
        if setting.kafka is not None:
            values["BROKERS"] = setting.kafka.bootstrap
            values["KAFKA_PATH"] = str(self.suite.kafka_home(setting.kafka.version))
            for node in setting.kafka.members:
                values[f"BROKER_ADDRESS_{node.id}"] = f"PLAINTEXT://127.0.0.1:{node.port}"
        return values

    def execute(self, test, setting, scratch, limit):
        """Runs the suite's program for one test; its exit code, or None beyond the limit."""
        only_local = ["-l"] if setting.place == LOCAL else []
        command = [*cluster.DIE_WITH_PARENT, str(self.suite.program), "-p1", *only_local]
        with open(scratch / "log", "wb") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=self.suite.lay_out(scratch), start_new_session=True,
                env=self.environment(test, setting, scratch))
            try:
                return process.wait(limit)
            except subprocess.TimeoutExpired:
                log.write(backtrace(process.pid).encode())
                return None
            finally:
                end_group(process)

    def keep_log(self, test, setting, log):
        folder = self.options.keep_logs
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            name = f"{test.number.replace(':', '-')}.{setting.library}.{setting.place}.log"
            (folder / name).write_text(log)


def in_parallel(jobs, calls):
    with ThreadPoolExecutor(jobs) as pool:
        try:
            for done in [pool.submit(*call) for call in calls]:
                done.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def judge(code, report, log):
    """How a run ended, from its exit code and the suite's own report: (word, note)."""
    if code is None:
        return "hangs", "no end within the limit"
    reason = failure(log)
    if code == 0:
        ended = states(report)
        if "FAILED" in ended:  # the suite forgives what it lists as a known issue
            return "failed", reason
        return ("passed" if "PASSED" in ended else "skipped"), skip_reason(log)
    if code > 0:
        return "failed", reason or f"exit code {code}"
    # The suite aborts after a failure, and kills a test that outlasts its limits.
    if code == -signal.SIGKILL and "timed out" in reason:
        return "hangs", reason
    if code == -signal.SIGABRT and reason:
        return "failed", reason
    return "crashes", signal.Signals(-code).name


def states(report):
    """The states of the tests in the suite's report, without the one that stands for the run."""
    try:
        tests = json.loads(report.read_text())["tests"]
    except (OSError, ValueError):
        return []
    return [test["state"] for name, test in tests.items() if name != "<MAIN>"]


COLOURS = re.compile(r"\x1b\[\d*m")


def failure(log):
    """The first failure that the log tells of."""
    lines = [COLOURS.sub("", line) for line in log.splitlines()]
    for i, line in enumerate(lines):
        where = re.search(r'### Test "([^"]*)" failed at (?:\S*/)?(\S+:\d+)', line)
        if where:
            said = next((text.strip() for text in lines[i + 1:] if text.strip()), "")
            return f"{where.group(2)} {said}"
    return ""


def skip_reason(log):
    found = re.search(r"SKIPPING TEST: (.*)", COLOURS.sub("", log))
    return f"skipped: {found.group(1).strip()}" if found else ""


# ---- What it comes to ----

def verdict(test, on_reference, on_ours):
    """(word, whether our library is at fault)"""
    if on_ours.word in GOOD and on_reference.word in GOOD:
        if on_ours.word == on_reference.word:
            return "as on the reference", False
        return "differs", True
    if on_ours.word in GOOD:
        return "passes here only", False
    if on_reference.word not in GOOD:
        return "fails on both", False
    if test.number[:4] in LATER:
        return f"later: {LATER[test.number[:4]]}", False
    if test.number[:4] in ON_PURPOSE:
        return f"on purpose: waits for {ON_PURPOSE[test.number[:4]]}", False
    return "FAILS HERE", True


def print_table(tests, outcomes):
    """The table, and how many tests do on ours as on the reference. Returns the faults."""
    libraries = list(outcomes)
    print(f"\n{'number':<11}{'name':<35}{''.join(f'{name:<20}' for name in libraries)}verdict")
    faults = alike = 0
    for test in tests:
        mine = [outcomes[name][test.number] for name in libraries]
        word = ""
        if len(mine) == 2:
            word, fault = verdict(test, *mine)
            faults += fault
            alike += word == "as on the reference"
        shown = "".join(f"{outcome.shown:<20}" for outcome in mine)
        print(f"{test.number:<11}{test.name:<35}{shown}{word}".rstrip())
    notes = [f"{test.number} on {name}: {note}" for test in tests for name in libraries
             for note in outcomes[name][test.number].notes]
    if notes:
        print("\n" + "\n".join(notes))
    if len(libraries) == 2:
        print(f"\nas on the reference: {alike} of {len(tests)}")
    else:
        passed = sum(o.word == "passed" for o in outcomes[libraries[0]].values())
        print(f"\npassed: {passed} of {len(tests)}")
    return faults


def print_list(parts):
    for test in find_tests(parts, numbers(parts)):
        needs = "none" if test.places == [LOCAL] else "Kafka"
        print(f"{test.number}  {test.name:<36}{needs:<7}"
              f"{LATER.get(test.number, '')}".rstrip())


def libraries(options):
    found = {}
    if options.only != "ours":
        found["reference"] = reference.reference_dir()
    if options.only != "reference":
        found["ours"] = options.ours.resolve()
        if not (found["ours"] / reference.SONAME).exists():
            raise SystemExit(f"no {reference.SONAME} in {found['ours']}: build it first (make)")
    return found


def parse():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("numbers", nargs="*", metavar="NUMBER")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--only", choices=["ours", "reference"])
    parser.add_argument("--ours", type=Path, default=ROOT / "build",
                        help="directory of our librdkafka.so.1")
    parser.add_argument("--jobs", type=int, default=2, help="tests at once")
    parser.add_argument("--timeout-factor", type=float, default=1,
                        help="for a slow machine: multiplies the suite's limits and ours")
    parser.add_argument("--keep-logs", type=Path, metavar="DIR")
    options = parser.parse_args()
    if not options.numbers and not options.list:
        parser.error('no test numbers, as in: make conformance TESTS="0004 0039"')
    return options


def main():
    options = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a failed test of the suite aborts
    suite = Suite()
    if options.list:
        print_list(suite.parts)
        return 0
    tests = find_tests(suite.parts, options.numbers)
    found = libraries(options)
    suite.build(max(options.jobs, os.cpu_count() or 1))
    runner = Runner(suite, options, found)
    outcomes = {}
    for library in found:
        known = outcomes.get("reference", {})
        outcomes[library] = runner.run_all(tests, library, known)
    return 1 if print_table(tests, outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
