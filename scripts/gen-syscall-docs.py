#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""gen-syscall-docs.py docs|probes - what the system call table tells outside of the build.

docs      docs/SYSCALLS.md, on stdout: every call of core/syscall.tbl with the probe that tests it.
probes    C for tests/e2e/calls/main.c, on stdout: those probes, and the names of all other calls.

Both read core/syscall.tbl, tests/e2e/calls/probes.tbl and, for the numbers of all Linux calls,
musl's sources. A call without a probe is an error, so that none comes into the tree without a
documented result. After a change: scripts/gen-syscall-docs.py docs >docs/SYSCALLS.md
"""
import os
import re
import subprocess
import sys

TABLE = "core/syscall.tbl"
PROBES = "tests/e2e/calls/probes.tbl"
ROW = re.compile(r"(\d+)\s+(!?\w+)\s+(\S+)\s+long sys_(\w+)\((.*)\)$")
PROBE = re.compile(r"(\w+)\s+(.*?)\s*=\s+(-?\d+|E\w+|>=0|any|elsewhere)$")
KINDS = {">=0": "SAME", "any": "ANY", "elsewhere": "ELSEWHERE"}
WORDS = {">=0": "0 or more, always the same", "any": "0 or more", "elsewhere": "tested elsewhere"}


def fail(text):
    sys.exit("gen-syscall-docs: " + text)


def lines(path):
    with open(path, encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            line = line.split("#")[0].strip()
            if line:
                yield number, line


def read_numbers():
    """number -> name of every call that libc may make."""
    with open("third_party/musl/VERSION", encoding="utf-8") as source:
        version = re.search(r"(?m)^version=(\S+)", source.read())[1]
    path = f".cache/src/musl-{version}/arch/x86_64/bits/syscall.h.in"
    if not os.path.exists(path):
        subprocess.run(["scripts/fetch", "musl"], check=True, stdout=sys.stderr)
    with open(path, encoding="utf-8") as source:
        return {int(nr): name
                for name, nr in re.findall(r"#define\s+__NR_(\w+)\s+(\d+)", source.read())}


def read_calls():
    """number -> (name, [(when, where)], parameters)"""
    calls = {}
    for number, line in lines(TABLE):
        row = ROW.match(line)
        if not row:
            fail(f"{TABLE}:{number}: cannot read: {line}")
        nr, when, where, name, parameters = int(row[1]), *row.groups()[1:]
        calls.setdefault(nr, (name, [], parameters))[1].append((when, where))
    return calls


def read_probes(calls):
    """name -> ([argument], result), for exactly the calls of the table."""
    probes = {}
    for number, line in lines(PROBES):
        row = PROBE.match(line)
        if not row:
            fail(f"{PROBES}:{number}: want NAME ARGUMENT... = RESULT: {line}")
        probes[row[1]] = (row[2].split(), row[3])
    names = {name for name, _, _ in calls.values()}
    for name in sorted(names - probes.keys()):
        fail(f"{name} is in {TABLE} and has no probe: add a row for it to {PROBES}")
    for name in sorted(probes.keys() - names):
        fail(f"{name} has a probe in {PROBES} and is not in {TABLE}")
    return probes


def condition(rows):
    whens = [when for when, _ in rows]
    if "y" in whens or len(whens) > 1:
        return "always"
    return f"`{whens[0]}`"


def asked(probe):
    arguments, result = probe
    if result == "elsewhere":
        return "", WORDS[result]
    shown = WORDS.get(result, f"`-{result}`" if result.startswith("E") else f"`{result}`")
    return f"`({', '.join(arguments)})`", shown


def wrapped(words, width=98):
    out = [""]
    for word in words:
        if len(out[-1]) + len(word) + 1 > width:
            out.append("")
        out[-1] += (" " if out[-1] else "") + word
    return "\n".join(out)


HEAD = """\
# System calls

Made by `scripts/gen-syscall-docs.py` from `core/syscall.tbl` and `{probes}`.

Numbers, arguments and results are those of Linux x86-64: a result is 0 or more, or -errno. The
manual pages of Linux describe the calls. There are no others: what other systems number in their
own way (a `read` that is call 3, say) is one of these here.

There are three ways in:

- **a call**: libc, compiled for Bobbin, calls the handler `sys_NAME` as a C function, and the
  linker drops every handler that nobody calls. `syscall(2)` with a number known at run time goes
  through a table of all of them;
- **`SYSCALL`** with `CONFIG_SYSCALL_FAST`: number in rax, arguments in rdi, rsi, rdx, r10, r8, r9,
  result in rax. rcx and r11 are overwritten, as on Linux;
- **`INT 0x80`** with `CONFIG_SYSCALL_INT80`: the same numbers and registers, nothing overwritten
  but rax. Linux has its 32-bit calls there; those are not offered.

Programs run in ring 0, so both instructions enter on the caller's own stack, below its red zone,
and return by a jump. They keep all vector registers. No call checks pointers: a bad one is
a page fault that names the address, and not `EFAULT`.

{implemented} of the {known} calls that libc knows are implemented. **When** names the option that a
call needs. The last columns are what `tests/e2e/test_calls.py` asks in all three ways, and the
answer: `buf` is 4096 zeros, `path` a name in no folder.

| number | name | when | arguments | asked with | answer |
|---:|---|---|---|---|---|
"""

TAIL = """
## Not implemented

These answer `-ENOSYS`, and the log says so once for each. A program that is linked with one of them
is told at the link, and refused with `CONFIG_SYSCALL_STRICT`. `fork`, `vfork`, `execve` and the
like are missing by design: there is one program, and no second address space.

"""


def render_docs(numbers, calls, probes):
    rows = []
    for nr, (name, when, parameters) in sorted(calls.items()):
        arguments, answer = asked(probes[name])
        parameters = "" if parameters == "void" else f"`{parameters}`"
        cells = [str(nr), name, condition(when), parameters, arguments, answer]
        rows.append("| " + " | ".join(cells) + " |")
    absent = [name for nr, name in sorted(numbers.items()) if nr not in calls]
    head = HEAD.format(probes=PROBES, implemented=len(calls), known=len(numbers))
    return head + "\n".join(rows) + "\n" + TAIL + wrapped(absent) + "\n"


def render_probes(numbers, calls, probes):
    out = ["/* Generated by scripts/gen-syscall-docs.py. */"]
    for nr, name in sorted(numbers.items()):
        if nr not in calls:
            out.append(f'{{ {nr}, "{name}", EXACT, -ENOSYS, {{ 0 }} }},')
            continue
        arguments, result = probes[name]
        kind = KINDS.get(result, "EXACT")
        value = "0" if kind != "EXACT" else f"-{result}" if result.startswith("E") else result
        values = ", ".join({"buf": "(long)buf", "path": "(long)path"}.get(a, a) for a in arguments)
        out.append(f'{{ {nr}, "{name}", {kind}, {value}, {{ {values or 0} }} }},')
    return "\n".join(out) + "\n"


def main(args):
    if args not in (["docs"], ["probes"]):
        sys.exit(__doc__)
    numbers, calls = read_numbers(), read_calls()
    render = render_docs if args[0] == "docs" else render_probes
    sys.stdout.write(render(numbers, calls, read_probes(calls)))


if __name__ == "__main__":
    main(sys.argv[1:])
