#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Rules of style that neither the compiler nor clang-format knows: check-style.py [FILE]...

Without a FILE: all of the repository's.

Prints "FILE:LINE: what" per violation; exit status 1 when there was one.
"""

import os
import re
import subprocess
import sys

FILE_LINES, FUNCTION_LINES, COLUMNS = 400, 80, 100
TAB = 8
FORBIDDEN = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
# Licences, texts for people, and what other programs write.
NO_SPDX = re.compile(r"(^|/)(LICENSE|VERSION|\.clang-format|\.gitignore)$|_defconfig$"
                     r"|/data/|\.(md|txt|tsv|pem|patch)$")
LONG_LINES = re.compile(r"\.(md|txt|tsv|patch|pem|mk)$|(^|/)(Makefile|syscall\.tbl)$|_defconfig$")


def width(line):
    return len(line.expandtabs(TAB))


def functions(lines):
    """(first line, length, body) of each C function: a '{' and the next '}' in column one."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start:
            yield start, number - start - 1, lines[start : number - 1]
            start = None


def check_c(lines):
    for start, length, body in functions(lines):
        if length > FUNCTION_LINES:
            yield start, f"function of {length} lines; {FUNCTION_LINES} are allowed"
        for offset, line in enumerate(body, 1):
            if re.match(r"\s*#\s*(if|ifdef|ifndef|else|elif)\b", line):
                yield start + offset, "#if inside a function: use if (IS_ENABLED(...))"


def check(path, text):
    lines = text.split("\n")
    if text and not text.endswith("\n"):
        yield len(lines), "no newline at the end of the file"
    if not NO_SPDX.search(path) and "SPDX-License-Identifier:" not in "\n".join(lines[:3]):
        yield 1, "no SPDX-License-Identifier in the first lines"
    code = path.endswith((".c", ".h", ".asm", ".py", ".sh"))
    if code and len(lines) - 1 > FILE_LINES:
        yield len(lines), f"{len(lines) - 1} lines; {FILE_LINES} are allowed: split by topic"
    for number, line in enumerate(lines, 1):
        if line.endswith((" ", "\t")):
            yield number, "blank at the end of the line"
        if width(line) > COLUMNS and not LONG_LINES.search(path):
            yield number, f"{width(line)} columns; {COLUMNS} are allowed"
        if FORBIDDEN.search(line) and not path.endswith("check-style.py"):
            yield number, f"{FORBIDDEN.search(line)[0]}: say what is not there in README, or do it"
    if path.endswith((".c", ".h")):
        yield from check_c(lines)


def all_files():
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True)
    return filter(os.path.isfile, listed.stdout.splitlines())


def main(paths):
    wrong = 0
    for path in paths or all_files():
        if path.endswith(".png"):
            continue
        with open(path, encoding="utf-8") as file:
            for number, what in check(path, file.read()):
                print(f"{path}:{number}: {what}")
                wrong += 1
    return 1 if wrong else 0


sys.exit(main(sys.argv[1:]))
