# SPDX-License-Identifier: MIT
"""Displays and their drivers: what the guest says is to be seen against what QEMU shows.

The program tests/e2e/display draws random frames and prints the checksum of the picture that it
has in memory; the picture that is dumped from outside must have the same one.
"""

import re
import zlib

import pytest

from harness.guest import wait_for
from harness.machine import Machine, build_program

OPTIONS = {"BOCHS_DISPLAY": "y", "VIRTIO_GPU": "y", "FB_CONSOLE": "y", "VGA_TEXT": "y",
           "PS2_KEYBOARD": "y", "PS2_MOUSE": "y", "VIRTIO_INPUT": "y", "VIRTIO_MMIO": "y",
           "PANIC_HALT": "y", "LOG_LEVEL": "4", "FS": "n", "NET": "n"}
STD, BOCHS = "-vga std", "-vga none -device bochs-display"
GPU, VIRTIO_VGA = "-vga none -device virtio-gpu-pci", "-vga virtio"


@pytest.fixture(scope="module")
def image():
    """The folder with the images of tests/e2e/display."""
    return build_program("display", "display", "elf", "iso", **OPTIONS)


def start(image, card, args="loglevel=info", **given):
    return Machine(image, args=args, nic="none", qemuflags=card, **given)


def frames_are_seen(machine, width, height, count=20):
    """Draws frames; what is seen is what was drawn, and of this size."""
    before = len(re.findall(r"crc .*\n", machine.console()))
    machine.type(f"frames {count}\n")
    machine.wait(rf"(?s)(crc \S+ \S+\n.*?){{{before + 1}}}")
    mode, checksum = re.findall(r"crc (\S+) (\S+)\n", machine.console())[-1]
    picture = machine.picture()
    assert mode == f"{width}x{height}" == f"{picture.width}x{picture.height}"
    assert checksum == f"{zlib.crc32(picture.data):08x}"


def three_sizes(machine):
    """The mode it began with, and two others."""
    machine.wait("ready")
    machine.type("take\n")
    width, height = map(int, re.search(r"display \S+ (\d+)x(\d+)", machine.console()).groups())
    frames_are_seen(machine, width, height)
    for width, height in [(800, 600), (1600, 1200)]:
        machine.type(f"mode {width}x{height}\n")
        machine.wait(f"mode 0 {width}x{height}")
        frames_are_seen(machine, width, height)
    machine.type("mode 801x600\n")
    machine.wait("mode -22 1600x1200")


def console_comes_back(machine):
    """Released, the screen shows what was said meanwhile; with its own size."""
    machine.type("release\nsay back again\n")
    machine.wait("back again\n")
    screen = machine.screen()
    assert "back again" in screen.text
    assert screen.margins() == {0x10141a}


@pytest.mark.parametrize("card", [STD, BOCHS, GPU, VIRTIO_VGA],
                         ids=["std", "bochs", "virtio-gpu", "virtio-vga"])
def test_frames_at_three_sizes(image, card):
    with start(image / "bobbin.elf", card) as machine:
        three_sizes(machine)
        console_comes_back(machine)


def test_frames_of_the_loaders_picture(image):
    """The card hides its registers, so no driver takes it: GRUB's picture, in a fixed mode."""
    with start(image / "bobbin.iso", "-vga none -device VGA,mmio=off") as machine:
        machine.wait("ready")
        machine.type("take\n")
        said = machine.wait(r"display framebuffer (\d+)x(\d+) preferred 0x0")
        frames_are_seen(machine, *map(int, said.groups()))
        machine.type("mode 640x480\n")
        machine.wait("mode -22")
        console_comes_back(machine)


@pytest.mark.parametrize("door, card, name", [
    ("iso", STD, "bochs"), ("uefi", STD, "bochs"), ("iso", BOCHS, "bochs"),
    ("iso", VIRTIO_VGA, "virtio-gpu"), ("uefi", GPU, "virtio-gpu"),
], ids=["bios-std", "uefi-std", "bios-bochs", "bios-virtio-vga", "uefi-virtio-gpu"])
def test_driver_takes_over_from_the_loader(image, door, card, name):
    with start(image / "bobbin.iso", card, door=door) as machine:
        machine.wait("ready")
        assert f"display {name} 1280x800" in machine.console()
        three_sizes(machine)
        console_comes_back(machine)


@pytest.mark.parametrize("card, name", [(BOCHS, "bochs"), (GPU, "virtio-gpu")],
                         ids=["bochs", "virtio-gpu"])
def test_mode_from_the_command_line(image, card, name):
    with start(image / "bobbin.elf", card, args="loglevel=info video=1024x768") as machine:
        machine.wait("ready")
        machine.wait(rf"display {name} 1024x768 preferred 1280x800 mm \d+x\d+ modes 640x480 ")
        screen = machine.screen()
        assert (screen.picture.width, screen.picture.height) == (1024, 768)
        assert "ready" in screen.text


def test_mode_that_there_is_not_is_told(image):
    with start(image / "bobbin.elf", STD, args="loglevel=info video=1280x801") as machine:
        machine.wait("ready")
        machine.wait("screen: video=1280x801: bochs has no such mode, it shows 1280x800")
        machine.wait("display bochs 1280x800")


@pytest.mark.parametrize("card", [BOCHS, GPU], ids=["bochs", "virtio-gpu"])
def test_monitor_tells_its_mode_and_size(image, card):
    with start(image / "bobbin.elf", f"{card},xres=1432,yres=906") as machine:
        machine.wait(r"display \S+ 1432x906 preferred 1432x906 mm [1-9]\d+x[1-9]\d+ ")


def plain(data):
    return data == data[:3] * (len(data) // 3)


@pytest.mark.parametrize("card", [STD, GPU], ids=["std", "virtio-gpu"])
def test_no_frame_is_torn(image, card):
    """Every picture that is dumped while frames follow each other is one of them."""
    with start(image / "bobbin.elf", card) as machine:
        machine.wait("ready")
        machine.type("take\nplain 3000\n")
        wait_for(lambda: plain(machine.picture().data), "the first frame")
        seen = []

        def seen_enough():
            data = machine.moment().data
            assert plain(data), "a torn frame"
            seen.append(data[:3])
            return len(seen) >= 100 and len(set(seen)) > 10
        wait_for(seen_enough, "a hundred pictures of more than ten colours")


@pytest.mark.parametrize("card", [STD, GPU], ids=["std", "virtio-gpu"])
def test_panic_is_shown_over_a_picture(image, card):
    """In the mode that the program has set."""
    with start(image / "bobbin.elf", card) as machine:
        machine.wait("ready")
        machine.type("take\nmode 800x600\n")
        machine.wait("mode 0 800x600")
        frames_are_seen(machine, 800, 600, 3)
        machine.type("crash\n")
        machine.wait("panic: .*(?s:.*)halted")
        screen = machine.screen()
    assert (screen.picture.width, screen.picture.height) == (800, 600)
    assert any("panic: " in line for line in screen.text), screen.text
