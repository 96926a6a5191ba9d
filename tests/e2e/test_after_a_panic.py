# SPDX-License-Identifier: MIT
"""What comes after a panic: another boot that knows of it, a halt, or a boot too many."""

import re
import time

import pytest

from harness.attacks import Image
from harness.guest import wait_for
from harness.machine import Machine

BEGIN, END = "-----BEGIN BOBBIN CRASH-----", r"-----END BOBBIN CRASH \w{8}-----"


@pytest.fixture(scope="module")
def rebooting():
    return Image("rebooting", "CRASH_RAM=y PANIC_REBOOT=y PANIC_REBOOT_SECONDS=0 "
                 "PANIC_REBOOT_MAX=2", iso=True)


def runs(ended):
    """What the console showed, boot by boot."""
    return re.split(r"(?m)^\[.* bobbin, started", ended.text)[1:]


@pytest.mark.parametrize("door, machine", [
    ("kernel", "pc"), ("kernel", "microvm"), ("iso", "pc"), ("iso", "q35"),
])
def test_bundle_survives_a_warm_reset(rebooting, door, machine):
    """The second run finds it, and finds it whole."""
    ended = rebooting.attack("crash-once", door=door, machine=machine, debug_exit="n")
    assert len(runs(ended)) == 2, ended
    first, second = (text.split("\n") for text in runs(ended))
    left = [line.removeprefix("left: ") for line in second if line.startswith("left: ")]
    begin = next(i for i, line in enumerate(first) if line.endswith(BEGIN))
    assert first[begin + 1:begin + len(left)] == left[1:] and re.fullmatch(END, left[-1])
    assert any("the last run ended in a panic, 1 in a row" in line for line in second)


@pytest.mark.parametrize("attack", ["ud", "crash-in-report"])
def test_reboots_after_panics_are_counted_and_end(rebooting, attack):
    """Also when the report itself panics."""
    ended = rebooting.attack(attack, door="kernel", debug_exit="n")
    assert ("another one while" in ended.text) == (attack == "crash-in-report")
    found = [(re.search(r"(?m)^\[.* in a panic, (\d in a row)", text),
              re.search("(?m)^panic: (.*row.*|reboot.*)", text)) for text in runs(ended)]
    assert [[match and match[1] for match in row] for row in found] == [
        [None, "reboot in 0 s, 1 of 2"],
        ["1 in a row", "reboot in 0 s, 2 of 2"],
        ["2 in a row", "3 in a row, no further reboot"],
    ], ended


def test_next_boot_prints_the_bundle_when_asked():
    image = Image("printing", "CRASH_RAM=y CRASH_RAM_PRINT=y PANIC_REBOOT=y PANIC_REBOOT_SECONDS=0 "
                  "PANIC_REBOOT_MAX=1")
    ended = image.attack("ud", debug_exit="n")
    # The first run's, and its own.
    assert len(re.findall(rf"(?m)^{BEGIN}$", runs(ended)[1])) == 2, ended


def test_halted_machine_stays():
    image = Image("halting", "PANIC_HALT=y")
    with Machine(image.elf, args="-- ud", nic="none") as machine:
        machine.wait(r"(?m)^panic: halted")
        wait_for(machine.halted, "the halt")
        time.sleep(1)
        assert machine.halted() and machine.child.poll() is None, machine.console()


