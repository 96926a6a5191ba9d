#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""bench-linux.py FILE [PAIRS] - how much faster than Linux the same work is.

Runs apps/bench on our kernel and on Debian's cloud kernel: the same source, the same musl, the
same compiler and -O2, the same QEMU and processor, Linux with mitigations=off. The two
alternate, PAIRS times (default 5), and each pair gives one ratio per row: times of one moment
are compared, for the machine is never as fast twice. Prints the median of the ratios, the
least and the greatest, and writes the medians to FILE: "name<TAB>ratio", above 1 is ours faster.

What is measured is both kernels under QEMU's emulator. It says nothing of hardware where the
emulator's costs differ from it, above all for copies and for cryptography.

Environment: O (folder to build in), CC, MAKE.
"""
import os
import re
import statistics
import subprocess
import sys

import bench

MEMORY, CPU = "256", "max"
SOURCES = "main measure boot calls threads locks heap memory pipes timed".split()
TITLE = '# Time on Linux divided by time here, of the same program; written by "make bench-linux".'


def run(command, **settings):
    print("+ " + " ".join(command), flush=True)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
                          **settings)
    return done.returncode, done.stdout.replace("\r", "")


def rows_of(what, text):
    rows = re.findall(r"^([^\t\n]+)\t(\d+\.\d)$", text, re.M)
    if "bench: done\n" not in text or not rows:
        bench.fail(f"{what} did not come to its end:\n{text}")
    return {name: float(time) for name, time in rows}


def build_linux(out):
    program = os.path.join(out, "bench", "bench-linux")
    status, text = run(["scripts/linux-cc.sh", "-O2", "-pthread", "-o", program,
                        *(f"apps/bench/{name}.c" for name in SOURCES)])
    if status:
        bench.fail(text)
    return program


def run_ours(image):
    _, text = run(["scripts/qemu.sh", "DOOR=kernel", "ACCEL=tcg", f"CPU={CPU}", f"MEM={MEMORY}",
                   "NIC=none", "TIMEOUT=300", "ARGS=-- timed", image])
    return rows_of("our image", text)


def run_linux(program):
    log = program + ".serial"
    run(["scripts/linux-guest.sh", f"CPU={CPU}", f"MEM={MEMORY}", "TIMEOUT=300", "ARGS=timed",
         "CMDLINE=tsc=reliable", f"SERIAL_LOG={log}", program])
    with open(log, encoding="utf-8", errors="replace") as file:
        return rows_of("Linux", file.read().replace("\r", ""))


def main(args):
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    if not (len(args) in (1, 2) and all(word.isdigit() and int(word) for word in args[1:])):
        sys.exit(__doc__)
    out = os.environ.get("O", "build")
    image = bench.build(bench.Variant("timed", "timed"), out)
    program = build_linux(out)
    pairs = [(run_ours(image), run_linux(program)) for _ in range(int((args + ["5"])[1]))]

    medians = {}
    print(f"{'':32} {'median':>8} {'least':>8} {'greatest':>8}   times faster than Linux")
    for name in pairs[0][0]:
        ratios = [linux[name] / ours[name] for ours, linux in pairs]
        medians[name] = statistics.median(ratios)
        print(f"{name:32} {medians[name]:8.2f} {min(ratios):8.2f} {max(ratios):8.2f}")
    with open(args[0], "w", encoding="utf-8") as file:
        file.write("\n".join([TITLE, "# compiler: " + bench.version(bench.compiler()),
                              "# emulator: " + bench.version("qemu-system-x86_64")] +
                             [f"{name}\t{ratio:.1f}" for name, ratio in medians.items()]) + "\n")
    print(f"wrote {args[0]}")


if __name__ == "__main__":
    main(sys.argv[1:])
