"""A library with the ABI's names and nothing behind them: what the C tests are linked with.

A program linked with it has the soname in it and no trace of either library, so that the very
same program runs on both.
"""

import csv
import subprocess
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = threading.Lock()


def stub_dir():
    folder = ROOT / "build" / "capi-tests" / "stub"
    library = folder / "librdkafka.so"
    names = ROOT / "abi" / "functions.tsv"
    with LOCK:
        if library.exists() and library.stat().st_mtime > names.stat().st_mtime:
            return folder
        folder.mkdir(parents=True, exist_ok=True)
        with open(names, newline="") as table:
            rows = [row for row in csv.DictReader(table, delimiter="\t") if row["kind"] == "export"]
        source = "".join(f"void {row['name']}(void) {{}}\n" for row in rows)
        subprocess.run(["cc", "-shared", "-fPIC", "-Wl,-soname,librdkafka.so.1", "-x", "c", "-",
                        "-o", str(library)], input=source.encode(), check=True)
    return folder
