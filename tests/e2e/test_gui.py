# SPDX-License-Identifier: MIT
"""Windows in a guest, worked by QEMU's keyboard and pointer: what programs are told, and what is
on the screen, seen from outside."""

import re
import socket
import struct

import pytest

from harness.guest import TOP, preset, run, wait_for
from harness.machine import Machine, build_program

OPTIONS = {"PS2_KEYBOARD": "y", "PS2_MOUSE": "y", "FB_CONSOLE": "y", "FS": "n", "NET": "n",
           "PANIC_HALT": "y"}
TABLET = "-vga std -device virtio-tablet-pci"
BAR, LINE = 36, 1  # of a window's frame, pixels
DESKTOP, CLOSE = 0xd9dee6, 0xff5f57


class Desk(Machine):
    """A machine with the program of tests/e2e/gui on it."""

    def __init__(self, image, **given):
        super().__init__(image, nic="none", qemuflags=TABLET, **given)

    def client(self):
        """The client area of its window, as the program said last."""
        return tuple(map(int, re.findall(r"client (\S+) (\S+) (\d+) (\d+)\n", self.console())[-1]))

    def begin(self):
        self.wait(r"client \S+ \S+ 300 200\n")
        picture = self.picture()
        self.size = picture.width, picture.height
        return self

    def settled(self, condition):
        """Waits until the picture is as it should be; gives it."""
        wait_for(lambda: condition(self.picture()), "the picture")
        return self.picture()


@pytest.fixture(scope="module")
def image():
    """The image of tests/e2e/gui."""
    return build_program("gui", "gui", **OPTIONS) / "bobbin.elf"


@pytest.fixture(scope="module")
def desk(image):
    with Desk(image) as machine:
        yield machine.begin()


def close_control(client):
    return client[0] + 18, client[1] - BAR // 2


def test_a_click_reaches_the_button(desk):
    x, y, width, height = desk.client()
    before = desk.picture()
    assert before.pixel(*close_control((x, y))) == CLOSE
    desk.click(x + width // 2, y + height - 32)
    desk.wait("pressed 1\n")
    label = [(x + i, y + j) for i in range(16, 120) for j in range(16, 32)]
    desk.settled(lambda p: any(p.pixel(*at) != before.pixel(*at) for at in label))


def test_keys_reach_the_text_box(desk):
    x, y, _, _ = desk.client()
    box = [(x + 200, y + j) for j in range(36, 76)]
    before = desk.picture()
    desk.click(x + 100, y + 56)  # keys come by another device: they could be faster
    desk.settled(lambda p: any(p.pixel(*at) != before.pixel(*at) for at in box))
    for name in ["h", "e", "l", "l", "o"]:
        desk.press(name)
    desk.press("shift", "1")
    desk.wait('text "hello!"\n')
    desk.press("backspace")
    desk.wait('text "hello"\n$')


def test_a_window_is_dragged_and_resized(desk):
    x, y, width, height = desk.client()
    desk.drag(x + 200, y - 18, x + 100, y + 62)
    desk.wait(rf"client {x - 100} {y + 80} {width} {height}\n")
    x, y = x - 100, y + 80
    desk.drag(x + width + 3, y + height + 3, x + width + 53, y + height + 43)
    desk.wait(rf"client {x} {y} {width + 50} {height + 40}\n")
    picture = desk.settled(lambda p: p.pixel(*close_control((x, y))) == CLOSE)
    assert picture.pixel(x + width + 40, y + height + 20) == 0xf5f6f8
    assert picture.pixel(2, 2) == DESKTOP


def test_the_round_controls_work(desk):
    x, y, width, height = desk.client()
    desk.click(x + 18 + 42, y - 18)
    desk.wait(rf"client 0 {BAR} {desk.size[0]} {desk.size[1] - BAR}\n")
    desk.click(18 + 42, 18)
    desk.wait(rf"client {x} {y} {width} {height}\n$")
    desk.click(x + 18 + 21, y - 18)
    desk.settled(lambda p: p.pixel(x + 20, y + 20) == DESKTOP)
    desk.press("alt", "tab")
    desk.settled(lambda p: p.pixel(x + 20, y + 150) == 0xf5f6f8)


def test_nothing_is_drawn_when_nothing_happens(desk):
    x, y, width, height = desk.client()
    desk.click(x + width // 2, y + height - 32)  # no cursor blinks in a button
    x, y = 5, desk.size[1] - 5
    desk.move(x, y)
    desk.settled(lambda p: any(p.pixel(x + i, y + i) != DESKTOP for i in range(4)))
    desk.press("f3")
    desk.wait(r"idle 0\n")


def test_no_frame_is_torn(desk):
    """A hundred pictures while the screen changes colour: each is of one colour."""
    desk.move(desk.size[0] - 1, desk.size[1] - 1)
    desk.press("f4")
    desk.wait("animation\n")
    desk.settled(lambda p: p.pixel(0, 0) != DESKTOP)
    seen = []

    def seen_enough():
        data = desk.moment().data[:-48 * 3 * desk.size[0]]  # the pointer is in the last rows
        assert data == data[:3] * (len(data) // 3), "a torn frame"
        seen.append(data[:3])
        return len(seen) >= 100 and len(set(seen)) > 10
    wait_for(seen_enough, "a hundred pictures of more than ten colours")
    desk.press("f4")
    desk.wait("animated ")


def test_the_console_comes_back(desk):
    desk.press("alt", "f4")
    desk.wait("closed\n")
    assert any("closed" in line for line in desk.screen().text)
    desk.type("\n")
    assert desk.end() == 0


def test_a_machine_without_a_screen_says_so(image):
    with Machine(image, machine="microvm", nic="none") as machine:
        machine.wait("no screen: this machine has none")


def test_a_panic_is_seen_over_the_windows(image):
    with Desk(image, args="loglevel=info -- crash") as machine:
        machine.wait("panic: .*(?s:.*)halted")
        text = "\n".join(machine.screen().text)
    assert "panic: " in text and re.search(r"crash\b", text), text


def test_the_layout_is_chosen_at_boot(image):
    with Desk(image, args="keyboard=de") as machine:
        machine.begin()
        machine.press("y")
        machine.wait('text "z"')


def test_windows_fit_into_twelve_megabytes(image):
    with Desk(image, mem="12", args="video=1024x768") as machine:
        assert machine.begin().size == (1024, 768)


def exactly(connection, size):
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        assert part, "the server hung up"
        data += part
    return data


def size_by_vnc(port):
    """Width and height of the screen that a VNC server shows (RFC 6143, 7.1 to 7.3)."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        assert exactly(connection, 12) == b"RFB 003.008\n"
        connection.sendall(b"RFB 003.008\n")
        kinds = exactly(connection, exactly(connection, 1)[0])
        assert 1 in kinds, "no access without a password"
        connection.sendall(b"\1")
        assert exactly(connection, 4) == bytes(4)
        connection.sendall(b"\1")  # others may look, too
        return struct.unpack("!HH", exactly(connection, 24)[:4])


def test_a_viewer_sees_the_screen_and_the_pointer_is_his():
    """What "make run WINDOW=vnc" gives."""
    with Machine(preset("hello_gui") / "bobbin.elf", nic="none", window="vnc",
                 tablet="y") as machine:
        said = machine.child.stderr.readline().decode()
        port = re.fullmatch(r"The screen is at 127\.0\.0\.1:(\d+), for a VNC viewer\.\n", said)
        assert port, said
        machine.wait("virtio-input: QEMU Virtio Tablet")
        wait_for(lambda: machine.picture().pixel(2, 2) == DESKTOP, "the desktop")
        assert size_by_vnc(int(port[1])) == (machine.picture().width, machine.picture().height)
    status, said = run([TOP / "scripts/qemu.sh", "WINDOW=door", preset("hello_gui") / "bobbin.elf"])
    assert (status, said) == (127, "qemu.sh: WINDOW=door: unknown; none, gtk, sdl or vnc\n")


def test_the_manuals_program(image):
    """apps/hello_gui, by keyboard alone."""
    with Machine(preset("hello_gui") / "bobbin.elf", nic="none", qemuflags="-vga std") as machine:
        wait_for(lambda: machine.picture().pixel(2, 2) == DESKTOP, "the desktop", 20)
        machine.press("spc")
        machine.wait("pressed 1\n")
        machine.press("ret")
        machine.wait("pressed 2\n")
        machine.press("alt", "f4")
        assert machine.end() == 0
