# SPDX-License-Identifier: MIT
"""A machine that hangs: a panic names what hangs it, or a watchdog device resets it."""

import re

import pytest

from harness.attacks import PANIC, Image, without_preemption
from harness.guest import NO_STATUS, TIMED_OUT, TOP, run
from harness.machine import Machine

SECONDS = 2
DEVICE = "-device i6300esb"


@pytest.fixture(scope="module")
def watched():
    return Image("watched", "WATCHDOG_SOFT=y WATCHDOG_I6300ESB=y WATCHDOG_PROGRAM=y "
                 f"WATCHDOG_SECONDS={SECONDS}")


def test_hang_is_a_panic_that_names_what_hangs(watched):
    """With the device too: the report is out before that resets the machine."""
    ended = watched.attack("hang", qemuflags=DEVICE).expect(
        PANIC, rf"panic: watchdog: the worker has not run for {SECONDS} s, thread 1 \(main\)",
        r"in an interrupt over thread 1 \(main\)", r"(?m)^  #\d+ .* spin\+",
        "-----END BOBBIN CRASH")
    assert watched.symbols["spin"] <= min(
        int(frame, 16) for frame in re.findall(r"(?m)^  #\d+ +(0x\w+) spin\+", ended.text))


def test_hang_with_interrupts_off_is_a_reset_by_the_device(watched):
    ended = watched.attack("hang-interrupts-off", qemuflags=DEVICE)
    assert ended.status == NO_STATUS, ended
    assert "the machine reset" in ended.said and "panic" not in ended.text


def test_boot_after_a_reset_by_the_device_says_so(watched):
    with Machine(watched.elf, args="-- hang-interrupts-off", nic="none", rng="n", debug_exit="n",
                 qemuflags=DEVICE) as machine:
        machine.wait(r"(?s) bobbin, started.* bobbin, started.*the watchdog reset the machine")
        first = machine.console().split(" bobbin, started")[1]
    assert "the watchdog reset" not in first, first


def test_program_keeps_its_promise_to_dev_watchdog(watched):
    """Nobody is content with what a program does not say, whatever else the machine does; but one
    that has crashed and is started over may take its promise up again."""
    late = r"panic: watchdog: the program has not written to /dev/watchdog for 1 s"
    kept, crashed = "watch: kept", r"closed without a V[\s\S]*"
    said = [watched.attack("watch", "end").expect(0, kept + r"[\s\S]*" + crashed + kept,
                                                  "watch: nobody cared"),
            watched.attack("watch", "forget").expect(PANIC, kept, crashed + late),
            watched.attack("watch", "close").expect(PANIC, kept, crashed + late)]
    for ended in said:
        assert not re.search("watch: (?!kept|nobody cared|survived)", ended.text), ended


def test_busy_program_does_not_hang(watched):
    watched.attack("stay-busy", str(2 * SECONDS), qemuflags=DEVICE).expect(0, "stay-busy: survived")


@pytest.mark.parametrize("scheduler", ["SCHED_COOP", "SCHED_NONE"])
def test_program_that_never_waits_hangs_where_nobody_preempts(scheduler):
    """There the kernel's own work waits for the program's; one that sleeps now and then may."""
    image = without_preemption(scheduler)
    image.attack("stay-busy", "4").expect(
        PANIC, r"panic: watchdog: the worker has not run for 2 s, thread 1 \(main\)",
        r"(?m)^  #\d+ .* stay_busy\+", "-----END BOBBIN CRASH")
    image.attack("stay-busy-and-wait", "3").expect(0, "stay-busy-and-wait: survived")


def test_hang_without_watchdog_goes_on():
    """The control."""
    status, said = run([TOP / "scripts" / "qemu.sh", f"TIMEOUT={SECONDS + 4}", "NIC=none", "RNG=n",
                        f"QEMUFLAGS={DEVICE}", "ARGS=-- hang", Image("build").elf])
    assert status == TIMED_OUT, said
    assert "panic" not in said
