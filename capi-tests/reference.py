#!/usr/bin/env python3
"""The reference: librdkafka 2.15.0 as PyPI's confluent-kafka wheel carries it.

    reference.py        prints the directory that holds the reference's librdkafka.so.1
"""

import ctypes
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "kafka"))
from cluster import FileLock, cache_root  # noqa: E402

VERSION = "2.15.0"
SONAME = "librdkafka.so.1"


def reference_dir():
    """A directory with nothing but the reference in it, to put on the loader's path."""
    home = cache_root() / f"reference-{VERSION}"
    library = home / SONAME
    with FileLock(cache_root() / f"reference-{VERSION}.lock"):
        if not library.exists():
            home.mkdir(exist_ok=True)
            fetch(library)
    return home


def fetch(library):
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:",
             "-d", scratch, f"confluent-kafka=={VERSION}"],
            check=True, stdin=subprocess.DEVNULL)
        (wheel,) = Path(scratch).glob("*.whl")
        with zipfile.ZipFile(wheel) as packed:
            (name,) = [n for n in packed.namelist() if Path(n).name.startswith("librdkafka-")]
            fresh = library.with_suffix(".new")
            with packed.open(name) as source, open(fresh, "wb") as target:
                shutil.copyfileobj(source, target)
    version = version_of(fresh)
    if version != VERSION:
        raise RuntimeError(f"the wheel's library says that it is {version}, not {VERSION}")
    fresh.rename(library)


def version_of(library):
    loaded = ctypes.CDLL(str(library))
    loaded.rd_kafka_version_str.restype = ctypes.c_char_p
    return loaded.rd_kafka_version_str().decode()


if __name__ == "__main__":
    print(reference_dir())
