"""Compiles C programs so that they run on any librdkafka.so.1, plain or with a sanitizer."""

import subprocess
from pathlib import Path

import stub

HERE = Path(__file__).resolve().parent


def runtime(sanitizer):
    """Link options for a sanitizer's runtime, which serves the program and the library."""
    if not sanitizer:
        return []
    # The one that comes with rustc: clang's may be older than what rustc's code needs of it, or not be there.
    folder = subprocess.run(["rustc", "--print", "target-libdir"], check=True, text=True,
                            stdout=subprocess.PIPE).stdout.strip()
    return ["-rdynamic", "-Wl,--whole-archive", *map(str, Path(folder).glob(f"librustc-*_rt.{sanitizer[0]}san.a")),
            "-Wl,--no-whole-archive", "-ldl", "-lrt", "-lresolv"]


def run(command):
    """What a command that fails has to say, or nothing."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout if done.returncode else ""


def compile_program(source, program, options, include=HERE.parent / "include", sanitizer=None):
    """What the compiler says if it refuses the source, or nothing."""
    compiler = ["clang", f"-fsanitize={sanitizer}"] if sanitizer else ["cc"]
    compiled = program.with_name(f"{program.name}.o")
    said = run([*compiler, "-std=gnu11", "-D_GNU_SOURCE", "-O1", "-g", *options, "-I", str(include), "-I", str(HERE),
                "-c", str(source), "-o", str(compiled)])
    # Not by clang, which insists on its own runtime.
    return said or run(["cc", str(compiled), "-o", str(program), "-L", str(stub.stub_dir()), "-lrdkafka",
                        *runtime(sanitizer), "-lpthread", "-lm"])
