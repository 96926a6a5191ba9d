#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""bench-linux.py FILE [PAIRS [PART]] - how much faster than Linux the same work is.

Runs apps/bench on our kernel and on Debian's cloud kernel: the same source, the same musl, the
same compiler and -O2, the same QEMU and processor, Linux with mitigations=off. The two
alternate, PAIRS times (default 5), and each pair gives one ratio per row: times of one moment
are compared, for the machine is never as fast twice. Prints the median of the ratios, the
least and the greatest, and writes the medians to FILE: "name<TAB>ratio", above 1 is ours faster.
PART is "kernel" or "files"; the rows of the other one stay in FILE as they are.

Files are on a virtio disk, on CTFS here and on ext4 with its defaults there, which promise the same
(apps/bench/timed_files.c). Each run has a new disk of 256 MiB. What a guest flushes QEMU does not
hand on to the host's disk (cache=unsafe): that one's speed is nobody's merit.

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
SOURCES = "main measure boot calls threads locks heap memory pipes files disk timed timed_files"
DISK_SIZE = "256M"
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
    checked(["scripts/linux-cc.sh", "-O2", "-pthread", "-DCONFIG_FS", "-o", program,
             *(f"apps/bench/{name}.c" for name in SOURCES.split())])
    return program


def checked(command):
    status, text = run(command)
    if status:
        bench.fail(text)


class Kernel:
    """What a kernel does without a disk."""

    argument = "timed"

    def __init__(self, out):
        self.image = bench.build(bench.Variant("timed", ""), out)
        self.program = build_linux(out)

    def ours(self, *flags, options=""):
        """The rows of our image."""
        _, text = run(["scripts/qemu.sh", "DOOR=kernel", "ACCEL=tcg", f"CPU={CPU}",
                       f"MEM={MEMORY}", "NIC=none", "TIMEOUT=300",
                       f"ARGS={options}-- {self.argument}", *flags, self.image])
        return rows_of("our image", text)

    def linux(self, *words):
        """The rows of Linux."""
        log = self.program + ".serial"
        run(["scripts/linux-guest.sh", f"CPU={CPU}", f"MEM={MEMORY}", "TIMEOUT=300",
             f"ARGS={self.argument}", "CMDLINE=tsc=reliable", f"SERIAL_LOG={log}", *words,
             self.program])
        with open(log, encoding="utf-8", errors="replace") as file:
            return rows_of("Linux", file.read().replace("\r", ""))


class Files(Kernel):
    """Files on a disk, which is a new one each time."""

    argument = "timed-files"

    def __init__(self, out):
        super().__init__(out)
        files = bench.Variant("timed-files", "", options=["FS=y", "FS_CTFS=y", "VIRTIO_BLK=y"])
        self.image = bench.build(files, out)
        self.folder = os.path.dirname(self.image)
        self.disk = os.path.join(self.folder, "disk")
        bench.make(self.folder, "tools")

    def empty_disk(self):
        """A disk without anything on it."""
        with open(self.disk, "wb") as file:
            file.truncate(int(DISK_SIZE[:-1]) << 20)

    def ours(self, *flags, options=""):
        self.empty_disk()
        checked([os.path.join(self.folder, "bin", "mkfs.ctfs"), self.disk])
        return super().ours("QEMUFLAGS=-device virtio-blk-pci,drive=d -drive id=d,if=none,"
                            f"format=raw,cache=unsafe,file={self.disk}",
                            options="mount=vda:/data:ctfs ")

    def linux(self, *words):
        self.empty_disk()
        checked(["/usr/sbin/mkfs.ext4", "-q", "-b", "4096", "-E",
                 "lazy_itable_init=0,lazy_journal_init=0", self.disk])
        return super().linux(f"DISK={self.disk}")


PARTS = {"kernel": Kernel, "files": Files}


def measure(part, pairs):
    """Prints the table of one part; returns {name: median}."""
    runs = [(part.ours(), part.linux()) for _ in range(pairs)]
    medians = {}
    print(f"{'':36} {'median':>8} {'least':>8} {'greatest':>8}   times faster than Linux")
    for name in runs[0][0]:
        ratios = [linux[name] / ours[name] for ours, linux in runs]
        medians[name] = statistics.median(ratios)
        print(f"{name:36} {medians[name]:8.2f} {min(ratios):8.2f} {max(ratios):8.2f}")
    return medians


def read(path):
    """The rows of FILE, if there is one."""
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        rows = (line.rstrip("\n").split("\t") for line in file if not line.startswith("#"))
        return {name: float(ratio) for name, ratio in rows}


def refuse(text):
    """Ends as wrong usage does."""
    print("bench-linux: " + text, file=sys.stderr)
    sys.exit(2)


def main(args):
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    path, pairs, only = (args + [None, None, None])[:3]
    if not path or len(args) > 3:
        sys.exit(__doc__)
    if not re.fullmatch("0*[1-9][0-9]{0,3}", pairs or "5"):
        refuse(f"PAIRS={pairs}: give a number of pairs of runs from 1 to 9999")
    if only not in (None, *PARTS):
        refuse(f"PART={only}: there are " + " and ".join(PARTS))
    rows = read(path) if only else {}
    for name, part in PARTS.items():
        if only in (None, name):
            rows.update(measure(part(os.environ.get("O", "build")), int(pairs or "5")))
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join([TITLE, "# compiler: " + bench.version(bench.compiler()),
                              "# emulator: " + bench.version("qemu-system-x86_64")] +
                             [f"{name}\t{ratio:.1f}" for name, ratio in rows.items()]) + "\n")
    print(f"wrote {path}")


if __name__ == "__main__":
    main(sys.argv[1:])
