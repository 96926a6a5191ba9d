# SPDX-License-Identifier: MIT
"""What the image looks like to a loader, and the machine once it runs: judged from outside."""

import re
import struct
import subprocess

import pytest

from harness import multiboot2
from harness.guest import TOP, must
from harness.machine import Machine, build_program
from harness.servers import free_port

MIB = 1 << 20
SMALL = {"FS": "n", "NET": "n", "LOG_LEVEL": "4"}

# --- the image -----------------------------------------------------------------------------


def test_loaders_know_the_image(hello):
    for name in ("bobbin.elf", "bobbin.stripped.elf"):
        must(["grub-file", "--is-x86-multiboot2", hello / name])
        tags = multiboot2.parse((hello / name).read_bytes())
        segments = must(["readelf", "-lW", hello / name])
        loads = [line.split() for line in segments.splitlines() if " LOAD " in line]
        assert int(loads[0][3], 16) == MIB, segments
        # Nothing is writable and executable, and no two kinds share a page.
        assert not [words for words in loads if {"W", "E"} <= set("".join(words[6:-1]))], segments
        entry = re.search(r"Entry point 0x(\w+)", segments)[1]
        assert tags == {multiboot2.ENTRY: (0, struct.pack("<I", int(entry, 16)))}


def header(*words):
    """A header of 16-bit words behind magic, architecture, length and checksum."""
    body = struct.pack(f"<{len(words)}H", *words)
    length = 16 + len(body)
    total = (1 << 32) - (multiboot2.MAGIC + length)
    return struct.pack("<IIII", multiboot2.MAGIC, 0, length, total % (1 << 32)) + body


def test_a_right_header_is_right():
    assert multiboot2.parse(bytes(64) + header(0, 0, 8, 0)) == {}


@pytest.mark.parametrize("image, why", [
    (header(), "no end tag"),  # magic, architecture, length, checksum, and that was it
    (bytes(4) + header(0, 0, 8, 0), "aligned"),
    (bytes(multiboot2.SEARCHED) + header(0, 0, 8, 0), "no magic"),
    (header(0, 0, 8, 0)[:12] + bytes(4) + header(0, 0, 8, 0)[16:], "checksum"),
    (header(5, 0, 400, 0), "size of tag 5"),
    (header(0, 0, 8, 0, 0, 0, 8, 0), "follows"),
], ids=["no-end", "unaligned", "late", "checksum", "size", "after-the-end"])
def test_a_wrong_header_is_told(image, why):
    with pytest.raises(multiboot2.Wrong, match=why):
        multiboot2.parse(image)


def test_a_screen_is_asked_for_in_the_header(tmp_path):
    """The assembler sees the options of a framebuffer as the build would give them."""
    source = TOP / "arch/x86_64/boot/header.asm"
    must(["nasm", "-f", "elf64", "-DCONFIG_FB_WIDTH=1024", "-DCONFIG_FB_HEIGHT=768",
          "-o", tmp_path / "header.o", source])
    must(["objcopy", "-O", "binary", "-j", ".multiboot2", tmp_path / "header.o",
          tmp_path / "bytes"])
    flags, size = multiboot2.parse((tmp_path / "bytes").read_bytes())[multiboot2.FRAMEBUFFER]
    assert (flags, struct.unpack("<III", size)) == (1, (1024, 768, 32))


# --- the first words -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def state():
    folder = build_program("state-build", "state", APPLIANCE_NAME='"kiosk"',
                           APPLIANCE_VERSION='"3.14"', **SMALL)
    return folder / "bobbin.elf"


def under_debugger(image, tmp_path, *script, args="loglevel=debug"):
    """Runs image while gdb follows script; returns (status, console)."""
    port = free_port()
    log = tmp_path / "serial.log"
    words = [TOP / "scripts/qemu.sh", f"SERIAL_LOG={log}", "NIC=none", "RNG=n", "TIMEOUT=60",
             f"ARGS={args}", f"QEMUFLAGS=-S -gdb tcp:127.0.0.1:{port}", image]
    child = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        steps = ["set confirm off", f"target remote :{port}", *script]
        must(["gdb", "-batch", image, *(w for step in steps for w in ("-ex", step))], timeout=60)
        status = child.wait(60)
    finally:
        child.kill()
    return status, log.read_text().replace("\r", "")


def test_the_first_line_comes_before_memory(state, tmp_path):
    _, console = under_debugger(state, tmp_path, "hbreak pages_init", "c", "kill")
    assert re.fullmatch(r"\[ +0\.0+\] boot: kiosk 3\.14 on bobbin, started by pvh\n", console)


def test_the_steps_of_the_boot_are_numbered(state):
    with Machine(state, args="loglevel=debug", nic="none", rng="n") as guest:
        guest.wait("ready")
        console = guest.console()
    steps = re.findall(r"(?m)boot: \[init (\d+)\] (\w+) ok", console)
    assert [int(n) for n, _ in steps] == list(range(1, len(steps) + 1))
    order = [name for _, name in steps]
    assert order == ["pages", "paging", "vm", "heap", "irq", "firmware", "clock", "sched", "random",
                     "files", "proc", "drivers", "seal"]


def test_a_step_that_fails_is_named(state, tmp_path):
    status, console = under_debugger(state, tmp_path, "hbreak drivers_init", "c", "delete",
                                     "return (int)-12", "detach")
    assert status == 125, console
    assert "panic: boot step drivers failed: error 12" in console, console


# --- the machine ---------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["kernel", "microvm"])
def running(state, request):
    machine = {"machine": "microvm"} if request.param == "microvm" else {}
    with Machine(state, args="timer=pit", nic="none", rng="n", **machine) as guest:
        guest.wait("ready")
        yield guest


def monitor(guest, command):
    return guest.qmp("human-monitor-command", **{"command-line": command})


def test_the_processor_is_in_its_mode(running):
    text = monitor(running, "info registers")
    value = {name: int(number, 16)
             for name, number in re.findall(r"\b(CR0|CR4|EFER)=([0-9a-f]+)", text)}
    long_mode, no_execute = 1 << 8 | 1 << 10, 1 << 11
    assert value["EFER"] & (long_mode | no_execute) == long_mode | no_execute, text
    paging, protect, write_protect = 1 << 31, 1, 1 << 16
    assert value["CR0"] & (paging | protect | write_protect) == paging | protect | write_protect
    pae, fxsr, exceptions = 1 << 5, 1 << 9, 1 << 10
    assert value["CR4"] & (pae | fxsr | exceptions) == pae | fxsr | exceptions, text
    assert re.search(r"CS =0008 .* CS64", text), text
    assert re.search(r"TR =0028 ", text), text


def test_the_segments_are_ours(running):
    text = monitor(running, "info registers")
    base, limit = re.search(r"GDT= +([0-9a-f]+) ([0-9a-f]+)", text).groups()
    assert int(limit, 16) == 7 * 8 - 1
    assert int(re.search(r"IDT= +[0-9a-f]+ ([0-9a-f]+)", text)[1], 16) == 256 * 16 - 1
    dump = monitor(running, f"x /7gx 0x{base}")
    table = [int(word, 16) for line in dump.splitlines()
             for word in line.partition(":")[2].split()]
    accessed = 1 << 40
    flat = [entry | (accessed if entry else 0) for entry in table[:5]]
    assert flat == [0, 0x00AF9B000000FFFF, 0x00CF93000000FFFF, 0x00CFF3000000FFFF,
                    0x00AFFB000000FFFF], dump
    task = int(re.search(r"TR =0028 ([0-9a-f]+)", text)[1], 16)
    low = table[5]
    assert (low >> 16 & 0xFFFFFF | low >> 56 << 24 | table[6] << 32) == task, dump
    assert low >> 40 & 0x8F == 0x8B, dump  # a 64-bit task state segment, present, busy


def test_the_8259_is_moved_and_masked(running):
    text = monitor(running, "info pic")
    pics = {name: (int(imr, 16), int(base, 16)) for name, imr, base in re.findall(
        r"pic(\d): irr=\w+ imr=(\w+) isr=\w+ .*irq_base=(\w+)", text)}
    assert pics["0"][1] == 0x20 and pics["1"][1] == 0x28, text
    # Open: the cascade and what drivers attached, the timer and the serial line among it.
    master, slave = pics["0"][0], pics["1"][0]
    assert not master & (1 << 0 | 1 << 2 | 1 << 4) and master & 0b11101010 == 0b11101010, text
    assert slave & 0xF == 0xF, text


@pytest.mark.parametrize("timer", ["pit", "lapic"])
def test_the_8254_interrupts_when_it_is_the_timer(state, timer):
    """Once for each of the program's hundred sleeps; the firmware has used it a few times, too."""
    with Machine(state, args=f"timer={timer}", nic="none", rng="n") as guest:
        guest.wait("ready")
        text = monitor(guest, "info irq")
    found = re.search(r"(?m)isa-i8259:\s+0: (\d+)", text)
    assert (found is not None and int(found[1]) >= 100) == (timer == "pit"), text


def test_spurious_interrupts_are_counted(running):
    assert re.findall(r"(?m)^irq_spurious (\d+)", running.console()) == ["0", "3"]
