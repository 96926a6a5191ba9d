# SPDX-License-Identifier: MIT
"""One image boots through every door, on every machine, with little memory and with much."""

import os

import pytest

from harness.guest import boot

GREETING = r"(?m)^Hello"
DOORS = ["iso", "iso-disk", "uefi", "uefi-disk", "kernel"]
BOOTS = int(os.environ.get("BOOTS", 3))


def greets(hello, door, **given):
    image = "bobbin.elf" if door == "kernel" else "bobbin.iso"
    return boot(hello / image, door=door, **given).expect(0, GREETING)


@pytest.mark.parametrize("machine", ["pc", "q35"])
@pytest.mark.parametrize("door", DOORS)
def test_boots(hello, door, machine):
    greets(hello, door, machine=machine)


@pytest.mark.parametrize("machine", [
    "microvm",
    "microvm,pit=off,pic=off,rtc=off,acpi=off",
    "microvm,acpi=off",
    "microvm,rtc=off",
])
def test_microvm(hello, machine):
    greets(hello, "kernel", machine=machine)


@pytest.mark.parametrize("mem", ["4", "16", "64", "3G", "5G"])
def test_memory_through_pvh(hello, mem):
    greets(hello, "kernel", mem=mem, nic="none")


@pytest.mark.parametrize("mem", ["16", "5G"])
def test_memory_through_grub(hello, mem):
    greets(hello, "iso", mem=mem, nic="none")


@pytest.mark.parametrize("cpu", ["qemu64", "qemu64,+xsave", "Nehalem", "Opteron_G4", "SandyBridge",
                                 "max"])
def test_processor(hello, cpu):
    greets(hello, "kernel", cpu=cpu)


@pytest.mark.parametrize("door", DOORS)
def test_boots_again_and_again(hello, door):
    for _ in range(BOOTS):
        greets(hello, door)


def test_powers_off_through_acpi(hello):
    """Without the debug device the machine must end all the same."""
    ended = boot(hello / "bobbin.elf", debug_exit="n")
    ended.expect(0, GREETING)


@pytest.mark.parametrize("door", ["kernel", "iso"])
@pytest.mark.parametrize("word, written", [
    ("gopher://x/?a=$b&c='d';{f}#g", "gopher://x/?a=$b&c='d';{f}#g"),
    ("gopher://two words", '"gopher://two words"'),
    ('gopher://\\"', 'gopher://\\\\\\"'),
], ids=["shell", "blank", "quotes"])
def test_arguments_arrive_as_written(httpsget, door, word, written):
    """httpsget shows the URL that it refuses: nothing was eaten on the way to it."""
    ended = boot(httpsget / "bobbin.elf", args=f"-- {written}", door=door, nic="none").expect(1)
    assert word in ended.text, ended
