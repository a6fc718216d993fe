#!/usr/bin/env python3
"""What an idle member of a group costs, with the reference and with ours: CPU time and sleeps per second.

    idle.py                       a member with six partitions, on one node and on three, for a minute
    idle.py --seconds 10          for less
    idle.py NAME=VALUE...         with other properties

Both run at the same time, each alone in a group, on a real cluster. The application polls once a second.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT / "capi-tests"), str(ROOT / "capi-tests" / "kafka")]
import cluster  # noqa: E402
import reference  # noqa: E402
from program import compile_program  # noqa: E402

PARTITIONS = 6


def build():
    program = ROOT / "build" / "bench" / "idle"
    program.parent.mkdir(parents=True, exist_ok=True)
    wrong = compile_program(HERE / "idle.c", program, [])
    if wrong:
        sys.exit(wrong)
    return program


def measure(program, libraries, nodes, seconds, properties):
    with cluster.Cluster(nodes=nodes) as kafka:
        kafka.create_topic("idle", PARTITIONS)
        running = {}
        for name, folder in libraries.items():
            command = [program, kafka.bootstrap, f"idle-{name}", "idle", str(seconds), *properties]
            environment = dict(os.environ, LD_LIBRARY_PATH=str(folder))
            running[name] = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        return {name: json.loads(process.communicate()[0]) for name, process in running.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("properties", nargs="*", metavar="NAME=VALUE")
    parser.add_argument("--ours", type=Path, default=ROOT / "build")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--nodes", type=int, nargs="+", default=[1, 3])
    options = parser.parse_args()
    libraries = {"reference": reference.reference_dir(), "ours": options.ours.resolve()}
    program = build()
    print(f"{'nodes':>5}  {'per second':12}{'reference':>11}{'ours':>8}{'ratio':>8}")
    for nodes in options.nodes:
        figures = measure(program, libraries, nodes, options.seconds, options.properties)
        for column, title in {"cpu_ms": "CPU, ms", "switches": "sleeps", "threads": "threads"}.items():
            theirs, ours = figures["reference"][column], figures["ours"][column]
            print(f"{nodes:5}  {title:12}{theirs:11.2f}{ours:8.2f}{ours / theirs:8.2f}", flush=True)


if __name__ == "__main__":
    main()
