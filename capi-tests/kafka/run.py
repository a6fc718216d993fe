#!/usr/bin/env python3
"""Runs a command beside a real Kafka cluster, or one of Kafka's own tools against it.

    run.py [--nodes N] [--version V | --old] [--no-auto-create] [--set name=value] -- COMMAND...
    run.py --mock DIR [--nodes N] -- COMMAND...
    run.py [--bootstrap HOST:PORT] --tool topics|configs|groups|offsets|producer|consumer -- ARGUMENTS...

The command sees the brokers' addresses in KAFKA_BOOTSTRAP; its exit code is the runner's.
With --mock the cluster is the mock of the librdkafka.so.1 in DIR.
A tool runs against --bootstrap, or KAFKA_BOOTSTRAP.
"""

import argparse
import os
import signal
import subprocess
import sys

import cluster
import mock
import tools


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--version", default=cluster.NEW)
    parser.add_argument("--old", action="store_const", const=cluster.OLD, dest="version")
    parser.add_argument("--no-auto-create", action="store_false", dest="auto_create")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--mock", metavar="DIR")
    parser.add_argument("--tool", choices=sorted(tools.TOOLS))
    parser.add_argument("--bootstrap", default=os.environ.get("KAFKA_BOOTSTRAP"))
    parser.add_argument("command", nargs="*")
    options = parser.parse_args()

    if options.tool:
        if not options.bootstrap:
            parser.error("a tool needs --bootstrap or KAFKA_BOOTSTRAP")
        command = tools.command(options.tool, options.version, options.bootstrap, options.command)
        return subprocess.run(command).returncode

    if not options.command:
        parser.error("no command")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    settings = dict(setting.split("=", 1) for setting in options.set)
    if options.mock:
        kafka = mock.MockCluster(options.mock, options.nodes)
    else:
        cluster.make_class_archive(options.version)
        kafka = cluster.Cluster(options.nodes, options.version, options.auto_create, settings)
    with kafka:
        environment = dict(os.environ, KAFKA_BOOTSTRAP=kafka.bootstrap,
                           KAFKA_VERSION=options.version)
        return subprocess.run(options.command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
