#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""bench.py run FILE | diff FILE [NEW] - counts the instructions of what the kernel does.

  run FILE    builds apps/bench in its variants, boots each, writes the ledger FILE
  diff FILE   does the same and compares with FILE, printing what moved, or compares the
              ledger NEW, made before, with FILE. Fails when a count moved by more than
              5 % and more than 20 instructions, in either direction (then "make bench"
              writes the new ledger, to be committed), and when a name came or went.

A ledger is judged only against the compiler and the QEMU that it was made with, which
its head tells: with others every count moves. diff then fails and says so; to judge
a change there, make a ledger of the state before it: make bench LEDGER=/tmp/before.

Environment: O (folder to build in), CC, MAKE.

The counts are exact: the machine's time is its instruction count (-icount), its random
numbers and its clock are the same at every boot, and nothing comes in from outside.

Images of apps/bench measure themselves, by the time stamp counter. The boot of hello,
which has no room for that, is counted by QEMU's trace of what it executes, from the
image's first instruction to main()'s; the one with a network both ways, which must agree. The
kiosk says itself when its first picture is on the screen.
"""
import os
import re
import subprocess
import sys

import kconfig

TOLERANCE_PERCENT, TOLERANCE = 5, 20
EXACT = ": commands" # what a disk is told to do: one more is one too many
IN_ALL = "commands since boot"
# A fixed set of features, all of which QEMU's emulation has: "max" differs by version.
CPU = "Westmere,+xsave,+xsaveopt,+avx,+rdrand,+fsgsbase,+erms,+smep,+smap,+pdpe1gb"
MACHINE = ["DOOR=kernel", "ACCEL=tcg", f"CPU={CPU}", "MEM=128", "RNG=n",
           "QEMUFLAGS=-icount shift=0,sleep=off -rtc base=2024-01-01,clock=vm"]
# Where the image runs: the firmware and the loader are elsewhere.
TRACED = "0x100000+0x1000000,0xffffffff80100000+0x1000000"
# What a line of the trace adds to the count: QEMU also tells which instruction it did not get to,
# as something wanted its attention, and which it begins anew, as that speaks to a device.
TRACE_ADDS = {"Trace": 1, "Stopped": -1, "cpu_io_recompile:": -1}
BEFORE_THE_STAMP = 100 # at most, of the boot's first instructions and those around its stamps
TITLE = '# Instructions, counted by "make bench"; "make bench-diff" judges changes by them.'


def fail(text):
    sys.exit("bench: " + text)


class Variant:
    """One image: options beyond the preset, what it measures, what its rows are called."""

    def __init__(self, name, groups, suffix="", options=(), machine=("NIC=none",), boot="",
                 disk=None):
        self.name, self.groups, self.suffix = name, groups, suffix
        self.options, self.machine, self.boot = options, machine, boot
        self.disk = disk  # where it is, what is on it, as the kernel calls that, its size

    def words(self, args):
        """What scripts/qemu.sh is told."""
        return [*MACHINE, *self.machine, f"ARGS={args}", "TIMEOUT=240"]


def heaps():
    """The names of the heaps that Kconfig offers, without HEAP_."""
    choice = kconfig.load_tree().named_choices["HEAP"]
    return [sym.name.removeprefix("HEAP_") for sym in choice.syms]


def on_disks():
    """Files: instructions on a disk in memory, which needs no driver and has no time of its own;
    commands on a real one, which makes the processor wait, and waiting makes time jump when
    instructions are its measure."""
    options = ["FS=y", "FS_CTFS=y", "FS_FAT32=y", "RAMDISK=y", "VIRTIO_BLK=y",
               "BCACHE_FLUSH_MS=60000"]
    for name, kind, size in (("CTFS", "ctfs", 32), ("FAT32", "fat32", 288)):
        mount = {"fat32": "vfat"}.get(kind, kind)
        machine = ["NIC=none", f"MEM={128 + 2 * size}"]
        yield Variant("files", "files", ", " + name, options, machine,
                      f"mount=ram0:/data:{mount}", (kind, size, "-initrd "))
        yield Variant("files", "commands", ", " + name, options,
                      [*machine, "QEMUFLAGS=-rtc base=2024-01-01"],
                      f"mount=vda:/data:{mount}",
                      (kind, size, "-device virtio-blk-pci,drive=d -trace virtio_blk_req_complete "
                       "-D {0}.trace -drive id=d,if=none,format=raw,cache=unsafe,file="))


def variants():
    """Everything that is built and booted."""
    found = [
        Variant("kernel", "calls switches threads locks memory pipes"),
        Variant("net", "boot", ", network up", ["NET=y"],
                ["NIC=rtl8139", "NETDEV=user,restrict=on"], "ip=10.0.2.15/24,10.0.2.2"),
        Variant("gui", "gui screen", "", ["BENCH_GUI=y", "BOCHS_DISPLAY=y"],
                ["NIC=none", MACHINE[-1] + " -device bochs-display"], "video=1024x768"),
        Variant("entries", "entries", "", ["SYSCALL_FAST=y", "SYSCALL_INT80=y"]),
    ]
    found += on_disks()
    for heap in heaps():
        found.append(Variant("heap-" + heap.lower(), "heap", ", " + heap.lower(),
                             [f"HEAP_{heap}=y"]))
    return found


def make(folder, *words):
    drop = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "O", "APP")
    env = {name: value for name, value in os.environ.items() if name not in drop}
    command = [os.environ.get("MAKE", "make"), "-j2", f"O={folder}", f"CC={compiler()}", *words]
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        fail(f"{' '.join(command)}: status {done.returncode}\n{done.stdout}")


def compiler():
    return os.environ.get("CC") or "gcc"


def version(command):
    return subprocess.run(command.split()[:1] + ["--version"], capture_output=True, text=True,
                          check=True).stdout.splitlines()[0]


def build(variant, out):
    """Variants without options of their own share an image; returns its path."""
    folder = os.path.join(out, "bench", variant.name if variant.options else "plain")
    return build_in(folder, "bench_defconfig", variant)


def build_in(folder, preset, variant):
    make(folder, preset)
    if variant.options:
        make(folder, "set", "OPTS=" + " ".join(variant.options))
    make(folder, "elf")
    return os.path.join(folder, "bobbin.elf")


def add_disk(variant, words, folder):
    """A new disk, and words with it among QEMU's."""
    kind, size, flags = variant.disk
    make(folder, "disk", f"DISK_FS={kind}", f"DISK_SIZE={size}M", "SOURCE_DATE_EPOCH=1704067200")
    disk = os.path.join(folder, "disk.img")
    last = max(at for at, word in enumerate(words) if word.startswith("QEMUFLAGS="))
    words[last] += f" {flags.format(disk)}{disk}"
    return words


def check_commands(variant, rows, folder):
    """Takes the number of all commands out of rows; QEMU must have seen as many."""
    told = rows.pop(IN_ALL, None)
    if told is None:
        return
    trace_file = os.path.join(folder, "disk.img.trace")
    with open(trace_file, encoding="ascii") as file:
        seen = sum("virtio_blk_req_complete" in line for line in file)
    os.remove(trace_file)
    if told != seen:
        fail(f"{variant.name}{variant.suffix}: the kernel counts {told} commands to the disk, "
             f"and QEMU {seen}")


def boot(variant, image):
    """The rows that the image printed: {name: instructions}."""
    words = variant.words(f"rng=test {variant.boot} -- {variant.groups}")
    if variant.disk:
        words = add_disk(variant, words, os.path.dirname(image))
    done = subprocess.run(["scripts/qemu.sh", *words, image], stdin=subprocess.DEVNULL,
                          capture_output=True, check=False)
    text = done.stdout.decode("utf-8", "replace").replace("\r", "")
    rows = re.findall(r"^([^\t\n]+)\t(\d+)$", text, re.M)
    if done.returncode or not text.endswith("bench: done\n") or not rows:
        fail(f"{variant.name}: status {done.returncode}\n{text}{done.stderr.decode()}")
    rows = {name: int(count) for name, count in rows}
    check_commands(variant, rows, os.path.dirname(image))
    return {name + variant.suffix: count for name, count in rows.items()}


def trace(words, image):
    """Instructions from the image's first one to main()'s, as QEMU traces them."""
    main = re.search(r"^([0-9a-f]+) T main$", subprocess.run(
        ["nm", image], capture_output=True, text=True, check=True).stdout, re.M)[1]
    log = image + ".trace"
    tracing = f" -singlestep -d exec,nochain -dfilter {TRACED} -D {log}"
    words = [word + tracing * word.startswith("QEMUFLAGS=") for word in words]
    subprocess.run(["scripts/qemu.sh", *words, image], stdin=subprocess.DEVNULL,
                   capture_output=True, check=False)
    count = 0
    with open(log, encoding="ascii") as file:
        for line in file:
            if f"/{main}/" in line:
                os.remove(log)
                return count
            count += TRACE_ADDS.get(line.split(" ", 1)[0], 0)
    return fail(f"{image}: main() is not in what QEMU traced, {log}")


def first_picture(words, image):
    """Instructions from the image's first one to the first picture of the kiosk, as that says; a
    kiosk does not end by itself."""
    text = ""
    with subprocess.Popen(["scripts/qemu.sh", *words, image], stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as guest:
        for line in guest.stdout:
            text += line
            told = re.match(r"kiosk: first picture (\d+) cycles after the start\s", line)
            if told:
                guest.terminate()
                guest.stdout.read()
                return int(told[1])
    return fail(f"{image}: the kiosk showed nothing:\n{text}")


def boots(out, rows):
    """The rows of hello's boot and of the kiosk's, and the other way to count the one with a
    network."""
    hello = Variant("hello", "")
    image = build_in(os.path.join(out, "bench", "hello"), "hello_defconfig", hello)
    rows["entry to main(), hello"] = trace(hello.words(""), image)
    kiosk = Variant("kiosk", "")
    image = build_in(os.path.join(out, "bench", "kiosk"), "kiosk_defconfig", kiosk)
    rows["entry to first picture, kiosk"] = first_picture(
        kiosk.words("video=1024x768"), image)
    net = next(variant for variant in variants() if variant.name == "net")
    told = rows["entry to main(), network up"]
    traced = trace(net.words(f"rng=test {net.boot} -- calls"), build(net, out))
    if not 0 <= traced - told <= BEFORE_THE_STAMP:
        fail(f"the boot with a network takes {told} instructions by the time stamp counter "
             f"and {traced} by QEMU's trace")


def measure(out):
    """The whole ledger: (head lines, rows)."""
    rows = {}
    for variant in variants():
        rows.update(boot(variant, build(variant, out)))
    boots(out, rows)
    quoted = " ".join(f"'{word}'" if " " in word else word for word in MACHINE)
    head = [TITLE, "# compiler: " + version(compiler()),
            "# emulator: " + version("qemu-system-x86_64"),
            f"# command: scripts/qemu.sh {quoted} ARGS='rng=test -- GROUP...' IMAGE"]
    return head, rows


def write(path, head, rows):
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(head + [f"{name}\t{rows[name]}" for name in sorted(rows)]) + "\n")


def read(path):
    head, rows = [], {}
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            name, tab, count = line.rstrip("\n").partition("\t")
            if line.startswith("#"):
                head.append(line.rstrip("\n"))
            elif tab and count.isdigit():
                rows[name] = int(count)
            else:
                fail(f"{path}:{number}: not \"name<TAB>instructions\"")
    return head, rows


def beyond(name, before, now):
    """Whether a count moved by more than what is tolerated."""
    moved = abs(now - before)
    if EXACT in name:
        return moved > 0
    return moved > TOLERANCE and moved * 100 > before * TOLERANCE_PERCENT


def moved(old, new):
    """(size of the move, line of the table, whether it fails) for each row that differs."""
    for name in sorted(set(old) | set(new)):
        before, now = old.get(name), new.get(name)
        if before is None or now is None:
            yield float("inf"), f"{name:40} {before or 'new':>10} {now or 'gone':>10}", True
        elif before != now:
            share = (now - before) / max(before, 1)
            bad = beyond(name, before, now)
            yield abs(share), f"{name:40} {before:10} {now:10} {share:+8.1%}{'  !' * bad}", bad


def compare(path, head, rows):
    """Prints the table of what moved; returns how many rows moved too far."""
    old_head, old = read(path)
    table = sorted(moved(old, rows), key=lambda row: (-row[0], row[1]))
    if table:
        print(f"{'':40} {'ledger':>10} {'now':>10}")
    for _, line, _ in table:
        print(line)
    other = [line for line in head[1:] if line not in old_head]
    if other:
        fail(f"{path} cannot judge this, it was made otherwise; here it is:\n" + "\n".join(other)
             + "\nbench: make one of the state before the change: make bench LEDGER=FILE")
    return sum(bad for _, _, bad in table), len(rows)


def main(args):
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    if not (args[:1] == ["run"] and len(args) == 2 or args[:1] == ["diff"] and len(args) in (2, 3)):
        sys.exit(__doc__)
    path, out = args[1], os.environ.get("O", "build")
    for ledger in args[1:] if args[0] == "diff" else []:
        if not os.path.exists(ledger):
            fail(f"{ledger}: no such ledger")
    head, rows = read(args[2]) if len(args) == 3 else measure(out)
    if args[0] == "run":
        write(path, head, rows)
        print(f"wrote {path}: {len(rows)} counts")
        return
    bad, count = compare(path, head, rows)
    if bad:
        fail(f"{bad} of {count} counts moved by more than {TOLERANCE_PERCENT} % and {TOLERANCE} "
             f"instructions (marked !); if that is meant, run \"make bench\" and commit {path}")
    print(f"bench: {count} counts agree with {path}")


if __name__ == "__main__":
    main(sys.argv[1:])
