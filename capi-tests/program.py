"""Compiles C programs so that they run on any librdkafka.so.1, plain or with a sanitizer."""

import subprocess
from pathlib import Path

import stub

HERE = Path(__file__).resolve().parent


def runtime(sanitizer):
    """Link options for a sanitizer's runtime, which serves the program and the library."""
    if sanitizer != "thread":
        return []
    # The one that comes with rustc: clang's may be older than what rustc's code needs of it.
    folder = subprocess.run(["rustc", "--print", "target-libdir"], check=True, text=True,
                            stdout=subprocess.PIPE).stdout.strip()
    return ["-fno-sanitize-link-runtime", "-rdynamic", "-Wl,--whole-archive",
            *map(str, Path(folder).glob("librustc-*_rt.tsan.a")), "-Wl,--no-whole-archive",
            "-ldl", "-lrt", "-lresolv"]


def compile_program(source, program, options, include=HERE.parent / "include", sanitizer=None):
    """What the compiler says if it refuses the source, or nothing."""
    compiler = ["clang", f"-fsanitize={sanitizer}"] if sanitizer else ["cc"]
    done = subprocess.run(
        [*compiler, "-std=gnu11", "-D_GNU_SOURCE", "-O1", "-g", *options,
         "-I", str(include), "-I", str(HERE), str(source), "-o", str(program),
         "-L", str(stub.stub_dir()), "-lrdkafka", "-lpthread", "-lm", *runtime(sanitizer)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout if done.returncode else ""
