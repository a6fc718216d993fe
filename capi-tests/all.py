#!/usr/bin/env python3
"""Everything that `make test` runs, one step after the other, and one count at the end.

    all.py             all steps
    all.py STEP...     some of them, of those below
    all.py --no-install STEP...   without installing anything

    lint      formatting, lints, generated headers
    build     the library
    cargo     the tests in Rust
    abi       headers and symbols against the reference's
    c         C programs, each on both libraries
    kcat      kcat on both libraries
    clients   kcat and Kafka's own tools use our mock cluster
    groups    members on both libraries share a group of a real cluster, and come and go; both assign alike; other
              programs on our library are members beside the reference
    survival  three nodes of real Kafka crash under an idempotent producer, one by one and all together
    demo      `make demo`
    asan      the C programs, with AddressSanitizer
    tsan      the same, with ThreadSanitizer
    valgrind  some of the C programs, of each area, with valgrind's memcheck

lint, asan, tsan and valgrind run only when they are named: `make check` is the first, and the others
take their time: two build the library anew with a sanitizer. What the steps need and the machine
lacks is installed with apt-get, by root.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "capi-tests"
PYTHON = sys.executable

# Program -> Debian package.
NEEDED = {
    "cc": "gcc", "g++": "g++", "clang": "clang", "make": "make", "java": "default-jdk-headless",
    "mvn": "maven", "kcat": "kcat", "gdb": "gdb", "setpriv": "util-linux", "diff": "diffutils",
    "objcopy": "binutils", "pip3": "python3-pip",
}

# Programs of which every area has some: what valgrind finds in the others, it finds in these.
UNDER_VALGRIND = ["conf", "lifecycle", "queues", "headers", "client", "produce", "idempotence", "batch_held",
                  "consume", "assign", "offsets", "logs", "group", "interceptors", "statistics", "admin", "mock"]

STEPS = {
    "lint": [["make", "check"]],
    "build": [["make"]],
    "cargo": [["cargo", "test", "--quiet"]],
    "abi": [["make", "test-abi"]],
    "c": [[PYTHON, str(TESTS / "run.py")]],
    "kcat": [[PYTHON, str(TESTS / "kcat.py")]],
    "clients": [[PYTHON, str(TESTS / "mock_clients.py")]],
    "groups": [[PYTHON, str(TESTS / "groups.py"), "--members", "3", "--turns", "2"],
               # Members on the reference skip a committed transaction now and then when one of them leaves.
               [PYTHON, str(TESTS / "groups.py"), "--members", "3", "--turns", "1", "--transactions", "--only", "ours",
                "range"],
               [PYTHON, str(TESTS / "assignors.py")],
               [PYTHON, str(TESTS / "group_clients.py")]],
    "survival": [[PYTHON, str(TESTS / "survival.py")]],
    "demo": [["make", "demo"]],
    "asan": [["make", "SANITIZE=address"],
             [PYTHON, str(TESTS / "run.py"), "--asan", "--only", "ours", "--ours",
              "build/address"]],
    "tsan": [["make", "SANITIZE=thread", "PROFILE=dev"],
             [PYTHON, str(TESTS / "run.py"), "--tsan", "--only", "ours", "--ours",
              "build/thread"]],
    "valgrind": [["make"],
                 [PYTHON, str(TESTS / "run.py"), "--valgrind", "--only", "ours", *UNDER_VALGRIND]],
}
DEFAULT = ["build", "cargo", "abi", "c", "kcat", "clients", "groups", "survival", "demo"]

# How a runner closes: ours, and cargo's, which counts once per test program.
COUNTS = [re.compile(r"^(\d+) passed, (\d+) failed$"),
          re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed;")]


def install():
    """Installs the packages of missing programs; without the right to, says which they are."""
    missing = sorted({package for program, package in NEEDED.items() if not shutil.which(program)})
    if not missing:
        return
    if os.geteuid() != 0:
        raise SystemExit(f"needed and not there: {' '.join(missing)}")
    print(f"installing {' '.join(missing)}", flush=True)
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (["apt-get", "update", "-qq"],
                    ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]):
        subprocess.run(command, check=True, env=environment, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL)


def run(command):
    """Runs a command, shows what it prints, and returns its exit code and the counts in it."""
    passed = failed = 0
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace") as process:
        try:
            for line in process.stdout:
                # The one line with a bare count is ours to print, at the end.
                bare = COUNTS[0].match(line)
                print(f"  {line.rstrip()}" if bare else line.rstrip(), flush=True)
                for count in COUNTS:
                    found = count.match(line)
                    if found:
                        passed += int(found.group(1))
                        failed += int(found.group(2))
        except BaseException:
            process.terminate()
            raise
    return process.returncode, passed, failed


def run_step(name):
    """Runs a step's commands; a command that fails without counting a failure counts as one."""
    passed = failed = 0
    begun = time.monotonic()
    print(f"\n======== {name}", flush=True)
    for command in STEPS[name]:
        code, more_passed, more_failed = run(command)
        passed += more_passed
        failed += more_failed
        if code != 0:
            failed = max(failed, 1)
            break
    else:
        passed = max(passed, 1)  # a step without counts that went well is one that passed
    print(f"-------- {name}: {passed} passed, {failed} failed in "
          f"{time.monotonic() - begun:.0f} s", flush=True)
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("steps", nargs="*", metavar="STEP", help=", ".join(STEPS))
    parser.add_argument("--no-install", action="store_true")
    options = parser.parse_args()
    unknown = set(options.steps) - set(STEPS)
    if unknown:
        parser.error(f"no such step: {' '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if not options.no_install:
        install()

    passed = failed = 0
    for name in options.steps or DEFAULT:
        more_passed, more_failed = run_step(name)
        passed += more_passed
        failed += more_failed
        if name == "build" and more_failed:
            break  # nothing else can say anything about a library that is not there
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
