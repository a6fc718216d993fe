#!/usr/bin/env python3
"""Checks the public headers and the built library against the interface facts in abi/*.tsv.

Usage: run.py [--build DIR]    DIR holds librdkafka.so.1 and librdkafka.a (default: build)

From the tables it writes C files in which each line asserts one fact (a prototype, an enum value, the offset of a
member...), and compiles them against include/librdkafka/. It compares the exported symbols with the list, links a
program that refers to every function, and compiles the headers in every dialect of C and C++. Exit code 0 when all
checks pass; the last line says how many.
"""

import argparse
import csv
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
INCLUDE = ["-I", str(ROOT / "include")]
COMPILERS = {"c": ["gcc", "clang"], "c++": ["g++", "clang++"]}
DIALECTS = {
    "c": ["c99", "gnu99", "c11", "c17", "gnu17", "c2x"],
    "c++": ["c++98", "c++03", "c++11", "c++14", "c++17", "c++20", "c++2b"],
}
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]


class Report:
    """Counts checks, and says which failed and why."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, name, ok, why=""):
        if ok:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {name}" + (f": {why.strip()}" if why.strip() else ""))

    def same_set(self, name, actual, expected):
        """One check for each expected name, and one for each that should not be there."""
        for item in sorted(expected):
            self.check(f"{name}: {item}", item in actual, "missing")
        for item in sorted(set(actual) - set(expected)):
            self.check(f"{name}: {item}", False, "unexpected")


def table(name):
    with open(ROOT / "abi" / f"{name}.tsv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


def split_parameters(text):
    """Cuts a parameter list at its top-level commas."""
    parts, depth, current = [], 0, ""
    for char in text:
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += char
    return [part for part in [*parts, current.strip()] if part]


def parameter_type(parameter):
    """The type of `int32_t partition`, `void (*)(int) callback`, `...` or of a parameter without a name."""
    if parameter == "..." or parameter.endswith("*"):
        return parameter
    return parameter.rsplit(" ", 1)[0]


def function_pointer(row):
    returns = re.sub(r"^const (int)$", r"\1", row["returns"])  # A qualifier on a returned value means nothing.
    parameters = ", ".join(parameter_type(part) for part in split_parameters(row["parameters"])) or "void"
    return f"{returns} (*)({parameters})"


def pointer_to(c_type):
    """A pointer to a type, also when that is a function type: `int (void)` gives `int (*)(void)`."""
    if c_type.endswith(")"):
        returns, parameters = c_type.split(" (", 1)
        return f"{returns} (*)({parameters}"
    return f"{c_type} *"


def compatible(one, other):
    return f"__builtin_types_compatible_p({one}, {other})"


def prototypes():
    for row in table("functions"):
        yield row["name"], compatible(f"__typeof__(&{row['name']})", function_pointer(row))


def enums():
    for row in table("enums"):
        yield row["name"], f"{row['name']} == {row['value']} && sizeof({row['name']}) == sizeof(int)"


def typedefs():
    for row in table("typedefs"):
        yield row["name"], compatible(f"{row['name']} *", pointer_to(row["type"]))
        if row["type"].startswith("enum "):
            yield f"size of {row['name']}", f"sizeof({row['name']}) == 4"


def structs():
    for row in table("structs"):
        struct, field = row["struct"], row["field"]
        if not field:
            size = row["offset"].removeprefix("size=")
            align = row["size"].removeprefix("align=")
            yield struct, f"sizeof({struct}) == {size} && _Alignof({struct}) == {align}"
            continue
        member = f"(({struct} *)0)->{field}"
        layout = f"offsetof({struct}, {field}) == {row['offset']} && sizeof({member}) == {row['size']}"
        if "unnamed" not in row["type"]:
            c_type = re.sub(r"^(\w+)\[(\d+)\]$", r"\1 [\2]", row["type"])
            layout += " && " + compatible(f"__typeof__({member})", c_type)
        yield f"{struct}.{field}", layout


def constants():
    for row in table("constants"):
        yield row["name"], f"({row['name']}) == ({row['value']})"


def static_assertions(report, out, kind, facts):
    """Compiles one line for each fact, and maps the compiler's complaints back to the facts by their lines."""
    facts = list(facts)
    source = out / f"{kind}.c"
    head = "#include <stddef.h>\n#include <librdkafka/rdkafka.h>\n#include <librdkafka/rdkafka_mock.h>\n"
    lines = [f'_Static_assert({expression}, "{name}");' for name, expression in facts]
    source.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    first = head.count("\n") + 1
    for compiler in COMPILERS["c"]:
        unlimited = "-fmax-errors=0" if compiler == "gcc" else "-ferror-limit=0"
        result = run(compiler, "-std=gnu11", "-w", unlimited, "-fsyntax-only", *INCLUDE, source)
        wrong = {
            int(match[1]): match[2]
            for match in re.finditer(rf"{re.escape(str(source))}:(\d+):\d+: error: (.*)", result.stderr)
        }
        for line, (name, _) in enumerate(facts, first):
            report.check(f"{kind} ({compiler}): {name}", line not in wrong, wrong.get(line, ""))
        elsewhere = result.returncode != 0 and not wrong
        report.check(f"{kind} ({compiler}) compiles", not elsewhere, result.stderr)


def nothing_undeclared(report):
    """The headers declare the listed functions, enum constants and typedefs, and no others."""
    for header in ("rdkafka.h", "rdkafka_mock.h"):
        text = (ROOT / "include/librdkafka" / header).read_text(encoding="utf-8")
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        declared = re.findall(r"^(?:\w+ )+\**(rd_kafka_\w+)\(", re.sub(r"typedef[^;{]*;", "", text), re.MULTILINE)
        listed = [row["name"] for row in table("functions") if row["header"] == header]
        report.same_set(f"functions in {header}", declared, listed)
        report.check(f"{header} declares each function once", len(declared) == len(set(declared)))
        if header == "rdkafka.h":
            constants_declared = re.findall(r"^\s+(RD_KAFKA_\w+) = ", text, re.MULTILINE)
            report.same_set("enum constants", constants_declared, [row["name"] for row in table("enums")])
    deprecated = re.findall(r"RD_DEPRECATED (?:\w+ )+\**(\w+)\(", (ROOT / "include/librdkafka/rdkafka.h").read_text())
    report.same_set("deprecated", deprecated, [row["name"] for row in table("functions") if row["deprecated"]])


def dialects(report, out):
    """Headers and macros compile without a warning in every dialect."""
    plain = out / "headers.c"
    plain.write_text("#include <librdkafka/rdkafka.h>\n#include <librdkafka/rdkafka_mock.h>\n", encoding="utf-8")
    mock = out / "mock_header.c"
    mock.write_text("#include <librdkafka/rdkafka_mock.h>\n", encoding="utf-8")
    jobs = [
        (compiler, language, dialect, source)
        for language, compilers in COMPILERS.items()
        for compiler in compilers
        for dialect in DIALECTS[language]
        for source in (plain, mock, HERE / "macros_compile.c")
    ]

    def compile_one(job):
        compiler, language, dialect, source = job
        return run(compiler, "-x", language, f"-std={dialect}", *STRICT, "-fsyntax-only", *INCLUDE, source)

    with ThreadPoolExecutor(max_workers=2) as pool:
        for (compiler, _, dialect, source), result in zip(jobs, pool.map(compile_one, jobs)):
            report.check(f"{source.name} as {dialect} with {compiler}", result.returncode == 0, result.stderr)


# Arguments of the wrong type, one at a time; each must be refused.
WRONG_ARGUMENTS = [
    "RD_KAFKA_V_TOPIC(42)",
    "RD_KAFKA_V_RKT(\"topic\")",
    "RD_KAFKA_V_PARTITION(\"0\")",
    "RD_KAFKA_V_VALUE(7, 1)",
    "RD_KAFKA_V_VALUE(payload, payload)",
    "RD_KAFKA_V_KEY(7, 1)",
    "RD_KAFKA_V_KEY(payload, payload)",
    "RD_KAFKA_V_OPAQUE(7)",
    "RD_KAFKA_V_MSGFLAGS(payload)",
    "RD_KAFKA_V_TIMESTAMP(payload)",
    "RD_KAFKA_V_HEADER(7, payload, 1)",
    "RD_KAFKA_V_HEADER(\"name\", 7, 1)",
    "RD_KAFKA_V_HEADER(\"name\", payload, payload)",
    "RD_KAFKA_V_HEADERS(rk)",
]


def type_checks(report, out):
    """The RD_KAFKA_V_*() macros refuse arguments of a wrong type, and do not when the checks are turned off."""
    for number, argument in enumerate(WRONG_ARGUMENTS):
        source = out / f"wrong_argument_{number}.c"
        source.write_text(
            "#include <librdkafka/rdkafka.h>\n"
            "int use(rd_kafka_t *rk, char *payload) {\n"
            f"        return (int)rd_kafka_producev(rk, {argument}, RD_KAFKA_V_END) + (payload != 0);\n"
            "}\n",
            encoding="utf-8",
        )
        for compiler in COMPILERS["c"]:
            checked = run(compiler, "-Werror", "-fsyntax-only", *INCLUDE, source)
            report.check(f"{argument} refused by {compiler}", checked.returncode != 0, "accepted")
            unchecked = run(compiler, "-DLIBRDKAFKA_TYPECHECKS=0", "-w", "-fsyntax-only", *INCLUDE, source)
            report.check(f"{argument} without checks ({compiler})", unchecked.returncode == 0, unchecked.stderr)


def macros(report, out):
    """macros.c counts its own checks; it runs on the library's header alone."""
    for compiler in COMPILERS["c"]:
        program = out / f"macros_{compiler}"
        built = run(compiler, "-std=gnu11", *STRICT, *INCLUDE, HERE / "macros.c", "-o", program)
        report.check(f"macros.c with {compiler}", built.returncode == 0, built.stderr)
        if built.returncode == 0:
            result = run(program)
            report.check(f"macros.c built by {compiler}", result.returncode == 0, result.stdout)


def symbols(*command):
    """Symbol name -> type from nm."""
    result = run(*command)
    rows = (line.split() for line in result.stdout.splitlines())
    return {row[-1]: row[-2] for row in rows if len(row) >= 2 and len(row[-2]) == 1}


def exports(report, build):
    listed = [row["name"] for row in table("functions")]
    shared = build / "librdkafka.so.1"
    report.same_set("exported", symbols("nm", "-D", "--defined-only", shared), listed)
    report.same_set("global in librdkafka.a", symbols("nm", "-g", "--defined-only", build / "librdkafka.a"), listed)
    dynamic = run("readelf", "-d", shared).stdout
    soname = re.findall(r"SONAME.*\[(.*)\]", dynamic)
    report.check("soname", soname == ["librdkafka.so.1"], str(soname))
    needed = set(re.findall(r"NEEDED.*\[(.*)\]", dynamic))
    system = re.compile(r"^(lib(c|m|pthread|dl|rt|gcc_s)\.so\.\d+|ld-linux-.*\.so\.\d+)$")
    report.check("needs only system libraries", all(map(system.match, needed)), str(needed))
    report.check("no symbol versions of its own", "VERDEF" not in dynamic)


def links(report, out, build):
    """A program that refers to every function links with either library and starts with all symbols bound."""
    source = out / "every_function.c"
    names = [row["name"] for row in table("functions")]
    source.write_text(
        "#include <stdio.h>\n#include <librdkafka/rdkafka.h>\n#include <librdkafka/rdkafka_mock.h>\n"
        "typedef void (*function_t)(void);\n"
        "static const function_t functions[] = {\n"
        + "".join(f"        (function_t)&{name},\n" for name in names)
        + "};\n"
        "int main(void) {\n"
        "        size_t i, cnt = sizeof(functions) / sizeof(functions[0]);\n"
        "        for (i = 0; i < cnt; i++)\n"
        "                if (!functions[i])\n"
        "                        return 1;\n"
        '        printf("%zu\\n", cnt);\n'
        "        return 0;\n"
        "}\n",
        encoding="utf-8",
    )
    ways = {
        "librdkafka.so.1": [build / "librdkafka.so.1", "-Wl,-z,now", f"-Wl,-rpath,{build}"],
        "librdkafka.a": [build / "librdkafka.a", "-lm", "-lpthread", "-ldl"],
        "librdkafka.a, -static-pie": ["-static-pie", build / "librdkafka.a", "-lm", "-lpthread", "-ldl"],
    }
    for number, (way, arguments) in enumerate(ways.items()):
        program = out / f"every_function_{number}"
        built = run("gcc", "-w", "-fPIE", *INCLUDE, source, *arguments, "-o", program)
        report.check(f"every function links with {way}", built.returncode == 0, built.stderr)
        if built.returncode == 0:
            result = run(program)
            report.check(f"starts with {way}", result.stdout.split() == [str(len(names))], result.stderr)


def loaded_library(report, out, build):
    """which_library.c: the loader finds our library under the reference's soname."""
    program = out / "which_library"
    built = run(
        "gcc", *STRICT, *INCLUDE, ROOT / "capi-tests/which_library.c", build / "librdkafka.so.1",
        f"-Wl,-rpath,{build}", "-o", program,
    )
    report.check("which_library.c", built.returncode == 0, built.stderr)
    if built.returncode == 0:
        right = run(program, build / "librdkafka.so.1")
        report.check("which_library finds the library", right.returncode == 0, right.stdout + right.stderr)
        wrong = run(program, "/nonexistent/librdkafka.so.1")
        report.check("which_library notices another library", wrong.returncode != 0)


def main():
    parser = argparse.ArgumentParser(description="Checks headers and library against abi/*.tsv.")
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    build = parser.parse_args().build.resolve()
    out = build / "abi-tests"
    out.mkdir(parents=True, exist_ok=True)

    report = Report()
    for kind in (prototypes, enums, typedefs, structs, constants):
        static_assertions(report, out, kind.__name__, kind())
    nothing_undeclared(report)
    dialects(report, out)
    macros(report, out)
    type_checks(report, out)
    exports(report, build)
    links(report, out, build)
    loaded_library(report, out, build)
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
