#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""heap-table.py FILE - measures every heap and writes the table in FILE.

Builds apps/heapbench once with each allocator of "choice HEAP", boots it as "make bench"
boots its images, and replaces what stands between the two marks in FILE by a table: one
row per measurement, one column per heap. The counts are exact; they differ by compiler.

Environment: O (folder to build in), CC, MAKE.
"""
import os
import re
import subprocess
import sys

import bench

BEGIN, END = "<!-- begin: make heap-table -->", "<!-- end -->"
CODE = "code, bytes"


def column(heap, out):
    """What one heap's image printed, and the size of its code: {name: text}."""
    folder = os.path.join(out, "heaps", heap.lower())
    bench.make(folder, "heapbench_defconfig")
    bench.make(folder, "set", f"OPTS=HEAP_{heap}=y")
    bench.make(folder, "elf")
    done = subprocess.run(["scripts/qemu.sh", *bench.MACHINE, "NIC=none", "ARGS=rng=test",
                           "TIMEOUT=120", os.path.join(folder, "bobbin.elf")],
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)
    text = done.stdout.decode("utf-8", "replace").replace("\r", "")
    rows = dict(re.findall(r"^([^\t\n]+)\t(\d+|-)$", text, re.M))
    if done.returncode or not text.endswith("heapbench: done\n") or not rows:
        bench.fail(f"{heap}: status {done.returncode}\n{text}{done.stderr.decode()}")
    rows[CODE] = str(code_size(folder))
    return rows


def code_size(folder):
    """Bytes of text that core/heap has in the image."""
    listing = subprocess.run(["nm", "-S", "-l", os.path.join(folder, "bobbin.elf")],
                             capture_output=True, text=True, check=True).stdout
    return sum(int(size, 16) for size, path in
               re.findall(r"^[0-9a-f]+ ([0-9a-f]+) [tT] \S+\t(\S+):\d+$", listing, re.M)
               if "/core/heap/" in path)


def table(heaps, columns):
    """Markdown; the longest of each column decides its width."""
    names = list(columns[0])
    cells = [["", *(heap.lower() for heap in heaps)]]
    cells += [[name, *(rows[name] for rows in columns)] for name in names]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                               for i, (cell, width) in enumerate(zip(row, widths))) + " |"
             for row in cells]
    rule = "|" + "|".join(":" + "-" * (w + 1) if i == 0 else "-" * (w + 1) + ":"
                          for i, w in enumerate(widths)) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def main(args):
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    if len(args) != 1:
        sys.exit(__doc__)
    with open(args[0], encoding="utf-8") as file:
        head, begin, rest = file.read().partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        bench.fail(f"{args[0]}: the marks {BEGIN} and {END} are missing")
    heaps = bench.heaps()
    columns = [column(heap, os.environ.get("O", "build")) for heap in heaps]
    made = f"With {bench.version(bench.compiler())}, " \
           f"{bench.version('qemu-system-x86_64').partition(' (')[0]}:"
    with open(args[0], "w", encoding="utf-8") as file:
        file.write(f"{head}{BEGIN}\n{made}\n\n{table(heaps, columns)}\n\n{END}{tail}")
    print(f"wrote {args[0]}: {len(columns[0])} measurements of {len(heaps)} heaps")


if __name__ == "__main__":
    main(sys.argv[1:])
