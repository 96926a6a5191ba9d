#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""run.py [--update] OUT [PATTERN] - the Open POSIX Test Suite, here and on Linux; TAP on stdout.

Builds the suite into OUT twice, as an image and as a program for Linux, boots the image once per
test and the Linux guest (scripts/linux-guest.sh) once for all, both under icount with virtual time,
and holds what comes out against verdicts.txt, which explains itself. One TAP line per interface; a
test whose verdict is another one than listed, on either side, and one that is listed and gone or
there and not listed, fails its interface. --update rewrites verdicts.txt and keeps the reasons.
"""

import concurrent.futures
import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

from mutants import MUTANTS, without

TOP = Path(__file__).resolve().parents[2]
LIST = TOP / "tests/posix/verdicts.txt"
STATUS = {0: "pass", 1: "fail", 2: "unresolved", 4: "unsupported", 5: "untested"}
SIGNAL = {11: "crash"}
ICOUNT = "-icount shift=6,sleep=off -rtc base=2024-01-01,clock=vm"
UNEXPLAINED = "?"
HOST_LIMIT = "300"  # seconds; the guests end hanging tests themselves, long before


def shell(*command, **env):
    done = subprocess.run(command, cwd=TOP, env={**os.environ, **env}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout[-3000:]}\nrun.py: {' '.join(command)}: status {done.returncode}")
    return done.stdout


def version(name, key):
    text = (TOP / "third_party" / name / "VERSION").read_text()
    return re.search(rf"^{key}=(.*)$", text, re.M)[1]


def build(out):
    """The image, and the program for Linux."""
    for word in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
        os.environ.pop(word, None)
    jobs = f"-j{os.cpu_count()}"
    image = out / "image/bobbin.stripped.elf"
    shell("make", f"O={out}/image", f"APP={TOP}/tests/posix/suite", str(image))
    source = f".cache/src/posixtestsuite-{version('posixtestsuite', 'version')}"
    flags = shell("scripts/linux-cc.sh", "--flags").splitlines()[-1]
    shell("make", jobs, "-f", "tests/posix/suite.mk", f"OUT={out}/linux", f"SRC={source}",
          f"SUITE_CC=gcc {flags}", "SUITE_FLAGS=-O1", "AR=ar", f"{out}/linux/suite")
    return image, out / "linux/suite", TOP / source


def on_linux(program, pattern):
    """{test: verdict} of Linux."""
    log = program.with_suffix(".serial")
    shell("scripts/linux-guest.sh", program, SERIAL_LOG=str(log), ARGS=pattern, TIMEOUT="540",
          QEMUFLAGS=ICOUNT)
    text = log.read_text(errors="replace")
    if "\n@ end" not in text:
        sys.exit(f"{text[-2000:]}\nrun.py: the Linux guest did not come to its end ({log})")
    found = {}
    for test, word, number in re.findall(r"^@ (\S+) (signal |)(\w+)\r?$", text, re.M):
        names = SIGNAL if word else STATUS
        known = names.get(int(number)) if number.isdigit() else number
        found[test] = known or f"{word.strip() or 'exit'}-{number}"
    return found


def here(image, test, log, limit=""):
    """The verdict of one boot of our image; limit is in seconds of the guest's time."""
    flags = ["-nodefaults", "-no-user-config", "-display", "none", "-machine", "microvm",
             "-accel", "tcg", "-cpu", "max", "-m", "64", "-nic", "none", *ICOUNT.split(),
             "-serial", f"file:{log}", "-kernel", image, "-append", f"-- {test} {limit}",
             "-no-reboot",
             "-device", "isa-debug-exit,iobase=0xf4,iosize=4"]
    log.unlink(missing_ok=True)
    code = subprocess.run(["timeout", "-k", "2", HOST_LIMIT, "qemu-system-x86_64", *flags],
                          stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode
    said = log.read_text(errors="replace") if log.exists() else ""
    if "boot: suite" not in said:  # QEMU's own status is 1, as that of a guest that says 0
        return "no-boot"
    if code == 255:  # the status does not fit: it is in the last line
        last = re.search(r"exit status (\d+)\s*\Z", said)
        status = int(last[1]) if last else 125
    else:
        status = code >> 1 if code % 2 else None
    if status == 128 + 9:
        return "hang"
    if status == 125:
        return "crash"
    if status is None:
        return f"qemu-{code}"
    return STATUS.get(status) or (f"signal-{status - 128}" if status > 128 else f"exit-{status}")


def read_list():
    """{test: (ours, linux)} and {test: reason}."""
    verdicts, reasons = {}, {}
    for line in LIST.read_text().splitlines():
        words, _, reason = line.partition("#")
        if not words.strip():
            continue
        interface, ours, linux, *names = words.split()
        for name in names:
            test = f"{interface}/{name}"
            if test in verdicts:
                sys.exit(f"{LIST}: {test} is listed twice")
            if ours not in (linux, "fork") and reason.strip() in ("", UNEXPLAINED):
                sys.exit(f"{LIST}: {test}: the verdicts differ, and no reason is given")
            verdicts[test], reasons[test] = (ours, linux), reason.strip()
    return verdicts, reasons


def agrees(want, got):
    """Whether verdicts, ours and Linux's, are those that are listed."""
    return bool(want and got) and all(one in either.split("|") for one, either in zip(got, want))


def key_of(test):
    return [(not word.isdigit(), int(word) if word.isdigit() else 0, word)
            for word in re.split(r"[/-]", test)]


def interface_of(test):
    return test.partition("/")[0]


def write_list(found, reasons):
    head = [line for line in LIST.read_text().splitlines() if line.startswith("#")]
    lines = []
    for interface, tests in itertools.groupby(sorted(found, key=key_of), interface_of):
        kinds = {}
        for test in tests:
            same = found[test][0] in (found[test][1], "fork")
            reason = "" if same else reasons.get(test) or UNEXPLAINED
            kinds.setdefault((*found[test], reason), []).append(test.partition("/")[2])
        for (ours, linux, reason), names in kinds.items():
            line = f"{interface:<31} {ours:<11} {linux:<11} {' '.join(names)}"
            lines.append(line + (f"  # {reason}" if reason else ""))
    LIST.write_text("\n".join(head + lines) + "\n")


def forking(objects, tests):
    """Those whose code calls fork()."""
    files = {str(objects / f"{test}.o"): test for test in tests}
    if not files:
        return set()
    said = shell("nm", "-A", "--undefined-only", *files)
    return {files[line.partition(":")[0]] for line in said.splitlines() if line.endswith(" U fork")}


def controls(image, logs, pattern):
    """TAP lines: an image without a certain function is not one on which a certain test passes."""
    for symbol, broken, test in MUTANTS:
        if pattern not in test:
            continue
        mutant = without(image.with_name("bobbin.elf"), image, symbol, logs / f"without-{symbol}")
        verdict = here(mutant, test, logs / f"{symbol}-log", limit=6)
        bad = verdict in ("pass", "no-boot")
        print(f"{'not ' if bad else ''}ok posix: {test} without {symbol}: {broken} # {verdict}")
        mutant.unlink()


def report(interface, tests, listed, found):
    """One TAP line, and why it says no; one more for what is skipped."""
    wrong = []
    for test in sorted(tests, key=key_of):
        want, got = listed.get(test), found.get(test)
        if not agrees(want, got):
            said = {None: "not there"}.get(got) or "ours {}, linux {}".format(*got)
            wrong.append(f"# {test}: {said}; verdicts.txt: "
                         + (f"ours {want[0]}, linux {want[1]}" if want else "not listed"))
    skipped = sum(found.get(test, ("",))[0] == "fork" for test in tests)
    if skipped < len(tests) or wrong:
        print(f"{'not ' if wrong else ''}ok posix: {interface} # {len(tests) - skipped} tests")
    if skipped:
        print(f"ok posix: {interface} (fork) # SKIP {skipped} tests: there is one process")
    print(*wrong, sep="\n", end="\n" if wrong else "", flush=True)


def main():
    words = [word for word in sys.argv[1:] if word != "--update"]
    update, out = "--update" in sys.argv, Path(words[0]).resolve()
    pattern = words[1] if len(words) > 1 else ""
    listed, reasons = read_list()
    image, program, source = build(out)
    names = shell("tests/posix/list", source / "conformance/interfaces").split()
    names = [name for name in names if pattern in name]
    listed = {name: verdicts for name, verdicts in listed.items() if pattern in name}
    forks = forking(out / "linux", names)
    logs = out / "logs"
    logs.mkdir(parents=True, exist_ok=True)

    def verdict(test):
        return "fork" if test in forks else here(image, test, logs / test.replace("/", "_"))

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() + 1) as pool:
        linux = pool.submit(on_linux, program, pattern) if names else None
        ours = list(pool.map(verdict, names))
        linux = linux.result() if names else {}
    found = {name: (mine, linux.get(name, "missing")) for name, mine in zip(names, ours)}
    if update:
        kept = {test: want for test, want in listed.items() if agrees(want, found.get(test))}
        write_list({**found, **kept}, reasons)
        listed, _ = read_list()
    everything = sorted(set(found) | set(listed), key=key_of)
    for interface, tests in itertools.groupby(everything, interface_of):
        report(interface, list(tests), listed, found)
    controls(image, logs, pattern)


main()
