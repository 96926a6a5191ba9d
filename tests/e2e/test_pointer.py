# SPDX-License-Identifier: MIT
"""Keyboards, mice and tablets as a program sees them that reads events: QEMU's own devices, moved
through its control socket. The program is that of test_display.py."""

import re
import time

import pytest

from harness.guest import wait_for
from harness.machine import Machine
from test_display import image  # noqa: F401 (a fixture)

BUTTONS = ["left", "right", "middle", "side", "extra"]
PS2 = ""
VIRTIO = ("-device virtio-keyboard-pci,disable-legacy=on -device virtio-mouse-pci "
          "-device virtio-tablet-pci")
MMIO = "-device virtio-keyboard-device -device virtio-mouse-device -device virtio-tablet-device"


class Events:
    """A guest that prints the events it reads."""

    def __init__(self, folder, devices, machine="pc"):
        self.machine = Machine(folder / "bobbin.elf", args="loglevel=info", nic="none",
                               qemuflags=devices, machine=machine)

    def __enter__(self):
        self.machine.__enter__()
        self.machine.wait("ready")
        self.machine.type("events\n")
        self.machine.wait("events from a descriptor\n")
        return self

    def __exit__(self, *error):
        self.machine.__exit__(*error)

    def send(self, *events):
        self.machine.events(*events)

    def seen(self):
        return self.machine.console().partition("events from a descriptor\n")[2].splitlines()

    def expect(self, *lines):
        """Waits for these lines, in this order, and forgets about those before them."""
        start = getattr(self, "start", 0)
        try:
            wait_for(lambda: self.seen()[start:start + len(lines)] == list(lines), "events")
        except AssertionError:
            assert self.seen()[start:] == list(lines)
        self.start = start + len(lines)

    def counts(self):
        """Ends the events; {what: how many} of /proc/input."""
        self.machine.press("ret")
        self.machine.wait("no more events\n")
        self.machine.type("file /proc/input\n")
        self.machine.wait("end of /proc/input")
        return {name: int(count) for name, count in
                re.findall(r"(?m)^(keys|buttons|moves|dropped) (\d+)$", self.machine.console())}


def key(name, down):
    return {"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": name}}}


def button(name, down):
    return {"type": "btn", "data": {"down": down, "button": name}}


def point(axis, value):
    return {"type": "abs", "data": {"axis": axis, "value": value}}


def move(axis, value):
    return {"type": "rel", "data": {"axis": axis, "value": value}}


def all_buttons(events):
    """One after the other, and the wheel."""
    for number, name in enumerate(BUTTONS, 1):
        events.send(button(name, True))
        events.send(button(name, False))
        events.expect(f"button {number} 1", f"button {number} 0")
    for name, dy in [("wheel-up", -1), ("wheel-down", 1)]:
        events.send(button(name, True))
        events.send(button(name, False))
        events.expect(f"wheel 0 {dy}")


@pytest.mark.parametrize("devices", [PS2, VIRTIO], ids=["ps2", "virtio"])
def test_five_buttons_and_a_wheel(image, devices):  # noqa: F811
    with Events(image, devices) as events:
        all_buttons(events)


@pytest.mark.parametrize("devices, machine", [(VIRTIO, "pc"), (MMIO, "microvm,acpi=off")],
                         ids=["pci", "mmio"])
def test_tablet_tells_where_the_pointer_is(image, devices, machine):  # noqa: F811
    with Events(image, devices, machine) as events:
        for x, y in [(0, 0), (32767, 32767), (16384, 100), (1, 32766)]:
            events.send(point("x", x), point("y", y))
            events.expect(f"point {x} {y}")
        events.send(point("x", 5), button("left", True))
        events.expect("point 5 32766", "button 1 1")


def test_virtio_keyboard_types_and_repeats(image):  # noqa: F811
    with Events(image, VIRTIO) as events:
        events.send(key("shift", True), key("a", True), key("a", False), key("shift", False))
        events.expect("key e1 1 mods 1 text", "key 4 1 mods 1 text 41", "key 4 0 mods 1 text",
                      "key e1 0 mods 0 text")
        events.send(key("x", True))
        events.expect("key 1b 1 mods 0 text 78", *["key 1b 1 mods 0 text 78"] * 5)
        events.send(key("x", False))
        wait_for(lambda: events.seen()[-1] == "key 1b 0 mods 0 text", "the key's release")
        count = len(events.seen())
        time.sleep(0.7)
        assert len(events.seen()) == count
        events.start = count
        events.send(key("caps_lock", True), key("caps_lock", False))
        events.send(key("b", True), key("b", False))
        events.expect("key 39 1 mods 0 text", "key 39 0 mods 0 text", "key 5 1 mods 0 text 42",
                      "key 5 0 mods 0 text")


@pytest.mark.parametrize("devices", [PS2, VIRTIO], ids=["ps2", "virtio"])
def test_keys_and_motion_interleaved_lose_nothing(image, devices):  # noqa: F811
    """A tablet moves on virtio, a mouse on PS/2; between its motions keys are pressed."""
    with Events(image, devices) as events:
        for n in range(50):
            motion = point("x", 100 + n) if devices else move("x", 3)
            events.send(key("a", True), motion, button("left", True))
            events.send(key("a", False), button("left", False), motion)
            wait_for(lambda: events.seen().count("key 4 0 mods 0 text") == n + 1, "the key")
            wait_for(lambda: events.seen().count("button 1 0") == n + 1, "the button")
        counts = events.counts()
        assert events.seen().count("key 4 1 mods 0 text 61") == 50
        if devices:
            assert [line for line in events.seen() if line.startswith("point")][-1] == "point 149 0"
        else:
            assert sum(int(x) for x in re.findall(r"move (\d+) 0", "\n".join(events.seen()))) == 300
    assert (counts["keys"], counts["buttons"], counts["dropped"]) == (102, 100, 0)
    assert counts["moves"] >= 50


def test_keys_go_to_the_terminal_again(image):  # noqa: F811
    with Events(image, VIRTIO) as events:
        events.counts()
        for name in ["s", "a", "y", "spc", "y", "e", "s", "ret"]:
            events.machine.press(name)
        events.machine.wait("say yes\nyes\n")
