#!/usr/bin/env python3
"""Compares messages.json with the message definitions inside a kafka-clients jar.

Usage: protocol/check_schema.py path/to/kafka-clients.jar

Exits with 1 and one line per difference, else 0. Kafka's comments and "about" texts are not facts of the wire
format and are not compared.
"""

import json
import pathlib
import re
import sys
import zipfile

KINDS = ("request", "response", "header")
# Who listens to a request, and prose: not part of the wire format.
NOT_COMPARED = {"about", "listeners", "//"}


def definitions(jar):
    """The jar's requests, responses and headers by name."""
    found = {}
    with zipfile.ZipFile(jar) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"common/message/\w+\.json", name):
                text = archive.read(name).decode()
                message = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))
                if message["type"] in KINDS:
                    found[message["name"]] = message
    return found


def plain(value):
    """A definition without what is not compared, numbers and flags as text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key not in NOT_COMPARED}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value if isinstance(value, str) else json.dumps(value)


def differences(path, ours, theirs):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(ours.keys() | theirs.keys()):
            yield from differences(f"{path}.{key}", ours.get(key), theirs.get(key))
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (our, their) in enumerate(zip(ours, theirs)):
            name = our.get("name", index) if isinstance(our, dict) else index
            yield from differences(f"{path}[{name}]", our, their)
    elif ours != theirs:
        yield f"{path}: ours {ours!r}, Kafka's {theirs!r}"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    data = pathlib.Path(__file__).with_name("messages.json")
    ours = {message["name"]: message for message in json.loads(data.read_text())}
    theirs = definitions(sys.argv[1])
    found = []
    for name in sorted(ours.keys() | theirs.keys()):
        found += differences(name, plain(ours.get(name)), plain(theirs.get(name)))
    for difference in found:
        print(difference)
    print(f"{len(theirs)} messages compared, {len(found)} differences")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
