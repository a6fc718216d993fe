"""Looking into and ending the programs that the tests start."""

import os
import shutil
import signal
import subprocess


def backtrace(pid):
    if not shutil.which("gdb"):
        return "\n(no gdb for a backtrace)\n"
    command = ["gdb", "-p", str(pid), "-batch", "-nx", "-ex", "thread apply all bt 30"]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, timeout=120)
        return "\n--- threads when it hung\n" + done.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired:
        return "\n(gdb did not answer)\n"


def end_group(process):
    """Ends a test and whatever it left running: it is a session of its own."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
