# SPDX-License-Identifier: MIT
"""What the kernel says of memory, against what the machine says: map, page tables; and mmap()."""

import json
import re
import shutil
import socket
import subprocess
import threading

import pytest

from harness.guest import OUT, TOP, boot, build, must, preset, wait_for
from harness.machine import Machine

PAGE = 4096


@pytest.fixture(scope="module")
def talkative():
    """hello that prints the memory map."""
    return build("talkative", "hello", options={"LOG_LEVEL": "4"})


@pytest.fixture(scope="module")
def selftest():
    return preset("selftest")


def nm_symbols(folder):
    return {name: int(value, 16) for value, name in
            (line.split()[0::2] for line in must(["nm", folder / "bobbin.elf"]).splitlines()
             if len(line.split()) == 3)}


def image_range(folder):
    """Where the image lies in physical memory, by the linker's own words."""
    symbols = nm_symbols(folder)
    return symbols["__image_start_phys"], symbols["__image_end_phys"]


def firmware_map(log):
    """The RAM of the map that SeaBIOS prints on QEMU's debug console, as (start, end)."""
    rows = re.findall(r"^\s+\d+: ([0-9a-f]{16}) - ([0-9a-f]{16}) = 1 RAM", log, re.M)
    return [(int(start, 16), int(end, 16)) for start, end in rows]


def usable(ranges, taken):
    """The whole pages of ranges without those taken."""
    for start, end in taken:
        ranges = [part for low, high in ranges
                  for part in ((low, min(high, start)), (max(low, end), high))
                  if part[0] < part[1]]
    whole = [(-(-low // PAGE) * PAGE, high // PAGE * PAGE) for low, high in ranges]
    return [part for part in whole if part[0] < part[1]]


@pytest.mark.parametrize("door, mem", [("kernel", "16"), ("kernel", "128"), ("kernel", "512"),
                                       ("kernel", "3G"), ("kernel", "5G"), ("iso", "128")])
def test_memory_map_is_the_firmwares(talkative, tmp_path, door, mem):
    log = tmp_path / "firmware.log"
    flags = f"-chardev file,id=fw,path={log} -device isa-debugcon,iobase=0x402,chardev=fw"
    ended = boot(talkative / "bobbin.elf", door=door, mem=mem, nic="none", qemuflags=flags)
    said = re.findall(r"ram (0x[0-9a-f]+)\.\.(0x[0-9a-f]+)", ended.expect(0).text)
    said = [(int(start, 16), int(end, 16)) for start, end in said]
    want = usable(firmware_map(log.read_text()), [(0, PAGE), image_range(talkative)])
    assert len(want) >= 2, log.read_text()
    assert said == want, ended


def iso_with_module(elf, iso, cmdline):
    """The ISO of scripts/iso.sh, whose GRUB also loads the kernel's file as a module."""
    scripts = iso.parent / "scripts"
    shutil.copytree(TOP / "scripts", scripts)
    config = scripts / "grub" / "bios.cfg"
    module = "module2 ($root)/boot/bobbin.elf words of a module"
    config.write_text(re.sub(r"(?m)^boot$", module + "\nboot", config.read_text(), count=1))
    must([scripts / "iso.sh", elf, iso, cmdline])


def overlaps(runs, start, end):
    return [run for run in runs if run[0] < end and run[1] > start]


@pytest.mark.parametrize("door", ["iso", "kernel"])
def test_frames_that_can_be_had_are_nobody_elses(tmp_path, door):
    """The guest overwrites every frame that it can get; what is left of memory is then looked at
    from outside. The file of a module is the kernel's, which is found again in QEMU's memory."""
    folder = build("frames", "selftest", options={"LOG_LEVEL": "4", "FB_CONSOLE": "y",
                                                  "CRASH_RAM": "y", "NET": "n"})
    module, dump, args = folder / "bobbin.stripped.elf", tmp_path / "ram", "-- overwritten_and_told"
    given = {"args": args, "qemuflags": f"-no-shutdown -initrd {module}"}
    image = folder / "bobbin.elf"
    if door == "iso":
        image, given = tmp_path / "with-module.iso", {"qemuflags": "-no-shutdown"}
        iso_with_module(module, image, args)
    with Machine(image, door=door, mem="64", nic="none", debug_exit="n", **given) as machine:
        machine.wait(r"(?m)^ok 1 - pages_that_can")
        wait_for(lambda: machine.qmp("query-status")["status"] == "shutdown", "the end")
        machine.qmp("pmemsave", val=0, size=64 << 20, filename=str(dump))
        text, blocks = machine.console(), machine.qmp("human-monitor-command",
                                                      **{"command-line": "info mtree -f"})
    runs, usable = ([(int(start, 16), int(end, 16)) for start, end in
                     re.findall(rf"{word} (0x[0-9a-f]+)\.\.(0x[0-9a-f]+)", text)]
                    for word in ("frames", "ram"))
    assert sum(end - start for start, end in runs) > 48 << 20, text
    ram = dump.read_bytes()
    assert all(ram[start:start + 64] == b"Z" * 64 for start, _ in runs), "these were overwritten"

    found = ram.find(module.read_bytes())
    assert found >= 0, "the module has been damaged"
    crash = (TOP / "core/include/core/crash.h").read_text()
    crash = [int(re.search(rf"CRASH_RAM_{word}\s+(0x[0-9a-f]+)", crash)[1], 16)
             for word in ("ADDRESS", "SIZE")]
    taken = {"module": (found, found + module.stat().st_size), "first page": (0, PAGE),
             "crash": (crash[0], sum(crash)), "roms": (0xa0000, 0x100000)}
    # Of the image, what stands in front of that is free by now.
    taken["image"] = (nm_symbols(folder)["__boot_end"], image_range(folder)[1])
    if door == "iso":
        told = re.search(rb"\x01\0\0\0[ -~]\0\0\0[^\0]*overwritten_and_told\0", ram)
        assert told, "what the loader told has been damaged"
        taken["loader's words"] = told.span()
        assert "screen: 1024x768 pixels" in text
    pixels = re.search(r"(?m)^\s*([0-9a-f]{16})-([0-9a-f]{16}) .*vga.vram", blocks)
    taken["screen"] = (int(pixels[1], 16), int(pixels[2], 16) + 1)
    for what, (low, high) in taken.items():
        assert not overlaps(runs + usable, low, high), f"{what}: {low:#x}..{high:#x}\n{text}"


class Monitor:
    """QEMU's monitor."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        self.socket.connect(str(path))
        self.lines = self.socket.makefile("r")
        self.lines.readline()
        self.ask("qmp_capabilities")

    def ask(self, command, **arguments):
        self.socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode())
        for line in self.lines:
            answer = json.loads(line)
            if "return" in answer:
                return answer["return"]
        raise AssertionError("the monitor is gone")

    def human(self, line):
        return self.ask("human-monitor-command", **{"command-line": line})


def page_runs(rows):
    """(va, pa, size, flags) of single pages as runs of (start, end, pa, flags)."""
    runs = []
    for va, pa, size, flags in sorted(rows):
        if runs and runs[-1][1] == va and runs[-1][3] == flags and \
                pa == runs[-1][2] + va - runs[-1][0]:
            runs[-1][1] = va + size
        else:
            runs.append([va, va + size, pa, flags])
    return runs


def monitor_pages(text, huge):
    """The lines of `info tlb`. It does not tell 2 MiB from 1 GiB, which is huge where the processor
    has such pages: the next address does."""
    rows = []
    for va, pa, flags in re.findall(r"^([0-9a-f]{16}): ([0-9a-f]{16}) (\S{9})", text, re.M):
        flags = flags[:3] + flags[5:7] + flags[8]  # without dirty, accessed and user
        rows.append([int(va, 16), int(pa, 16), flags])
    sized = []
    for i, (va, pa, flags) in enumerate(rows):
        size = PAGE
        if flags[2] == "P":
            room = rows[i + 1][0] - va if i + 1 < len(rows) else huge
            size = huge if (va | pa) % huge == 0 and room >= huge else 1 << 21
        sized.append((va, pa, size, flags))
    return page_runs(sized)


@pytest.mark.parametrize("cpu, mem, huge", [("max", "3G", 1 << 30), ("qemu64", "3G", 1 << 21),
                                            ("max", "128", 1 << 21)])
def test_page_tables_are_what_the_monitor_sees(selftest, tmp_path, cpu, mem, huge):
    """The kernel walks its tables and powers off; QEMU then keeps the machine for the monitor."""
    path, result = tmp_path / "qmp", []
    guest = threading.Thread(target=lambda: result.append(boot(
        selftest / "bobbin.elf", args="-- page_tables_can", cpu=cpu, mem=mem, nic="none",
        debug_exit="n", qemuflags=f"-no-shutdown -qmp unix:{path},server=on,wait=off")))
    guest.start()
    try:
        wait_for(path.exists, "QEMU's monitor")
        monitor = Monitor(path)
        wait_for(lambda: monitor.ask("query-status")["status"] == "shutdown", "the end")
        tlb, registers = monitor.human("info tlb"), monitor.human("info registers")
    finally:
        monitor.ask("quit")
        guest.join()
    text = result[0].expect(0, "ok 1 - page_tables_can").text
    said = [[int(start, 16), int(end, 16), int(pa, 16), flags] for start, end, pa, flags in
            re.findall(r"pt ([0-9a-f]{16}) ([0-9a-f]{16}) ([0-9a-f]{16}) (\S{6})", text)]
    seen = monitor_pages(tlb, huge)
    assert said == seen
    cr3 = re.search(r"pt cr3 ([0-9a-f]+)", text).group(1)
    assert re.search(f"CR3=0*{cr3.lstrip('0')}\\b", registers), registers
    second = 0xffff800000000000 + (1 << 30) + (1 << 21)  # in the second GiB, not its first page
    assert (f"{second:016x}:" in tlb) == (mem == "3G" and huge == 1 << 21)


def test_page_tables_show_themselves():
    """The preset has PAGING_RECURSIVE, and runs all its tests in another place; here there is room
    for pages of every size."""
    ended = boot(preset("debug") / "bobbin.elf", args="-- the_window", mem="3G",
                 nic="none").expect(0)
    assert len(re.findall(r"(?m)^ok \d - ", ended.text)) == 3, ended


@pytest.fixture(scope="module")
def plain():
    """hello on the page tables of the boot."""
    return build("plain", "hello", options={"PAGING_BOOT": "y"})


@pytest.mark.parametrize("door, mem", [("kernel", "4"), ("kernel", "5G"), ("iso", "5G")])
def test_the_boots_page_tables_do_for_hello(plain, hello, door, mem):
    """With 5G, nothing above 4 GiB may be used."""
    boot(plain / "bobbin.elf", door=door, mem=mem, nic="none").expect(0, "Hello from Bobbin")
    sizes = [(folder / "bobbin.stripped.elf").stat().st_size for folder in (plain, hello)]
    assert sizes[0] < sizes[1] - 4096


def test_mmap_tests_hold_on_linux(selftest):
    """The same source, against the system whose calls these are; one test is about refusals that
    Linux makes only when it is told to."""
    program = OUT / "mmap-on-linux"
    sources = ["apps/selftest/main.c", "apps/selftest/test_mmap.c", "apps/selftest/test_remap.c",
               "tests/test.c", "core/printf.c"]
    must(["gcc", "-O1", "-Itests/include", "-Icore/include", "-Iarch/x86_64/include",
          "-include", selftest / "gen/config.h", *sources, "-pthread", "-o", program], cwd=TOP)
    done = subprocess.run([program], capture_output=True, text=True, timeout=60, check=False)
    failed = re.findall(r"^not ok \d+ - (\S+)", done.stdout, re.M)
    assert failed == ["mappings_that_cannot_be_are_refused_by_name"], done.stdout
    assert len(re.findall(r"^ok ", done.stdout, re.M)) >= 20, done.stdout
