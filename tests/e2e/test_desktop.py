# SPDX-License-Identifier: MIT
"""The desktop, used as people use it, from the ISO: one guest for each firmware, in which each test
goes on where the one before it ended, and the disk that is left, read by the tools of the host."""

import time

import pytest

from harness import scenes
from harness.guest import OUT, make, must, wait_for
from harness.machine import Machine
from harness.screen import Picture
from harness.terminal import KEYS, Terminal

SIZE = 1024, 768
TILES = {name: (367 + 58 * i, 724) for i, name in
         enumerate(["files", "terminal", "editor", "viewer", "system", "settings"])}
CLOSE, MINIMISE, MAXIMISE = 0xff5f57, 0xfebc2e, 0x28c840
RED = 0xe06c6c  # ESC[31m, gui/widget/terminal.c
SAMPLE = 0x12a45b  # the picture's one colour
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789/.-_>ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Desk(Machine):
    """A machine with a pointer and a keyboard that forgets nothing."""

    def move(self, x, y):
        self.events(*({"type": "abs", "data": {"axis": axis, "value": (at * 32767 + last // 2)
                                               // last}}
                      for axis, at, last in [("x", x, SIZE[0] - 1), ("y", y, SIZE[1] - 1)]))

    def button(self, down, which="left"):
        self.events({"type": "btn", "data": {"down": down, "button": which}})

    def click(self, x, y, times=1):
        self.move(x, y)
        for _ in range(times):
            self.button(True)
            self.button(False)

    def drag(self, x, y, to_x, to_y):
        self.move(x, y)
        self.button(True)
        for step in range(1, 5):
            self.move(x + (to_x - x) * step // 4, y + (to_y - y) * step // 4)
        self.button(False)

    def write(self, text):
        for character in text:
            self.press(*KEYS[character])
            time.sleep(0.02)

    def until(self, condition, what, seconds=20):
        """Waits until a picture is as it should be; gives it."""
        seen = []

        def look():
            seen[:] = [self.picture()]
            return condition(seen[0])
        wait_for(look, what, seconds)
        return seen[0]

    def still(self):
        return scenes.settled(self, 0.4)


def find(picture, colour, box=(0, 31, 1024, 690)):
    """The first place of a colour, row by row; None."""
    wanted = colour.to_bytes(3, "big")
    for y in range(box[1], box[3]):
        row = picture.data[3 * (y * picture.width + box[0]):3 * (y * picture.width + box[2])]
        at = row.find(wanted)
        while at >= 0 and at % 3:
            at = row.find(wanted, at + 1)
        if at >= 0:
            return box[0] + at // 3, y
    return None


def count(picture, colour):
    return picture.data.count(colour.to_bytes(3, "big"))


@pytest.fixture(scope="module")
def tools():
    status, said = make(OUT / "tools", "tools")
    assert status == 0, said
    return OUT / "tools/bin"


@pytest.fixture(scope="module", params=["iso", "uefi"])
def door(request):
    return request.param


@pytest.fixture(scope="module")
def disk(tools, door, tmp_path_factory):
    """A volume with a coloured text and a picture on it."""
    folder = tmp_path_factory.mktemp("desktop")
    source, volume = folder / "source", folder / "disk"
    source.mkdir()
    (source / "colours").write_bytes(b"\x1b[31mstop\x1b[0m\n")
    picture = Picture(b"P6 40 30 255\n" + SAMPLE.to_bytes(3, "big") * 1200)
    scenes.write_png(picture, source / "sample.png")
    must([tools / "mkfs.ctfs", volume, "16M"])
    must([tools / "ctfs", volume, "put", source, "/"])
    return volume


@pytest.fixture(scope="module")
def image():
    out = OUT / "desktop"
    for words in (["desktop_defconfig"], ["iso", "elf"]):
        status, said = make(out, *words)
        assert status == 0, said
    return out / "bobbin.iso"


@pytest.fixture(scope="module")
def desk(image, door, disk):
    with Desk(image, door=door, args="video=1024x768", disk=disk, debug_exit="n", timeout=600,
              qemuflags="-device virtio-tablet-pci -device virtio-keyboard-pci") as m:
        m.until(lambda p: p.width == 1024 and p.pixel(*TILES["settings"]) != 0, "the dock", 120)
        m.still()
        yield m


@pytest.fixture(scope="module")
def terminal(desk):
    """Its window, once, and the letters as it draws them."""
    desk.click(*TILES["terminal"])
    desk.until(lambda p: find(p, CLOSE), "a window")
    desk.still()
    term = Terminal(desk)
    term.learn(ALPHABET)
    return term


def test_terminal_runs_commands(desk, terminal):
    desk.write("pwd\n")
    terminal.wait(r"> pwd\n/data\n")


def test_terminal_shows_colours(desk, terminal):
    assert not find(desk.picture(), RED)
    desk.write("cat colours\n")
    terminal.wait(r"> cat colours\nstop\n")
    assert find(desk.picture(), RED)


def test_terminal_recalls_and_completes(desk, terminal):
    desk.press("up")
    desk.press("up")
    terminal.wait(r"> pwd$")
    desk.write("\n")
    terminal.wait(r"> pwd\n/data\n(?s:.*)> pwd\n/data\n")
    desk.write("cat col\t")
    terminal.wait(r"> cat colours$")
    desk.press("ctrl", "c")


def test_terminal_gives_commands_their_input(desk, terminal):
    """Lines are echoed and collected while a command reads, and Ctrl-C ends it."""
    desk.write("cat\n")
    terminal.wait(r"> cat\n$")
    desk.write("onx")
    desk.press("backspace")
    desk.write("e\n")
    terminal.wait(r"> cat\none\none\n$")
    desk.press("ctrl", "c")
    terminal.wait(r"one\n.*\n.*> $")


def test_a_window_is_dragged_minimised_and_maximised(desk, terminal):
    x, y = find(desk.still(), CLOSE)
    desk.drag(x + 200, y + 4, x + 240, y + 64)
    desk.until(lambda p: find(p, CLOSE) == (x + 40, y + 60), "the window at its new place")
    desk.click(*find(desk.picture(), MAXIMISE))
    desk.until(lambda p: (find(p, CLOSE) or (99, 99))[0] < 20, "a maximised window")
    desk.click(*find(desk.picture(), MAXIMISE))
    desk.until(lambda p: find(p, CLOSE) == (x + 40, y + 60), "the window as it was")
    desk.click(*find(desk.picture(), MINIMISE))
    desk.until(lambda p: not find(p, CLOSE), "no window")
    desk.still()
    desk.click(TILES["settings"][0] + 58, 724)  # its tile, behind the line
    desk.until(lambda p: find(p, CLOSE) == (x + 40, y + 60), "the window again")
    terminal.find()


def test_editor_saves_to_the_disk(desk, terminal):
    desk.write("edit note.txt\n")
    desk.until(lambda p: count(p, CLOSE) > 0 and count(p, 0xffffff) > 50000, "the editor")
    desk.write("first line\nsecond\n")
    desk.press("ctrl", "z")
    desk.press("ctrl", "y")
    desk.press("ctrl", "s")
    desk.still()
    desk.press("alt", "f4")
    desk.until(lambda p: count(p, 0xffffff) < 50000, "the editor gone: nothing was unsaved")
    desk.write("cat note.txt\n")
    terminal.wait(r"> cat note.txt\nfirst line\nsecond\n")


def test_editor_asks_before_changes_are_lost(desk, terminal):
    desk.write("edit lost.txt\n")
    desk.until(lambda p: count(p, 0xffffff) > 50000, "the editor")
    desk.write("never saved")
    desk.press("alt", "f4")
    desk.until(lambda p: count(p, 0xc93131) > 200, "the question")
    desk.press("esc")
    desk.until(lambda p: count(p, 0xc93131) < 200, "the editor still")
    desk.press("alt", "f4")
    desk.until(lambda p: count(p, 0xc93131) > 200, "the question")
    desk.click(*(v + 6 for v in find(desk.picture(), 0xc93131)))
    desk.until(lambda p: count(p, 0xffffff) < 50000, "the editor gone")


def test_image_viewer_shows_a_picture(desk, terminal):
    desk.write("open sample.png\n")
    desk.until(lambda p: count(p, SAMPLE) == 1200, "the picture in its size")
    desk.press("equal")
    desk.until(lambda p: count(p, SAMPLE) > 1500, "a larger picture")
    desk.press("f11")
    desk.until(lambda p: not find(p, CLOSE), "the full screen")
    desk.press("esc")
    desk.until(lambda p: find(p, CLOSE), "the desktop again")
    desk.press("alt", "f4")
    desk.until(lambda p: not count(p, SAMPLE), "the viewer gone")


def test_system_info_goes_on(desk, terminal):
    desk.click(*TILES["system"])
    desk.until(lambda p: count(p, 0x2563d6) > 200, "the window")
    first = desk.picture()
    time.sleep(3)
    assert first.data != desk.picture().data
    desk.press("alt", "f4")
    desk.still()


def test_files_makes_copies_and_deletes(desk, terminal):
    desk.write("open .\n")
    desk.until(lambda p: count(p, 0xffffff) > 50000, "the folder")
    desk.press("ctrl", "shift", "n")
    desk.still()
    desk.write("made\n")
    desk.still()
    desk.press("end")  # sample.png
    desk.press("ctrl", "c")
    desk.press("ctrl", "v")
    desk.still()
    desk.press("home")  # the folder
    desk.press("f2")
    desk.still()
    desk.write("kept\n")
    desk.still()
    desk.press("alt", "f4")
    desk.until(lambda p: count(p, 0xffffff) < 50000, "the folder gone")
    desk.write("ls\n")
    terminal.wait(r"> ls\n(?s:.*)kept")


def test_settings_changes_the_theme(desk, terminal):
    light = desk.still().pixel(40, 400)
    desk.click(*TILES["settings"])
    desk.still()
    desk.press("ctrl", "pgdn")
    desk.press("tab")
    desk.press("spc")
    desk.still()
    desk.press("down")
    desk.press("ret")
    desk.until(lambda p: p.pixel(40, 400) != light and p.pixel(40, 400) & 0xff < 0x60, "night")
    desk.press("alt", "f4")
    desk.still()


def test_the_disk_has_what_was_saved(desk, terminal, tools, disk):
    """After the end of the machine."""
    desk.write("halt\n")
    assert desk.end() == 0
    must([tools / "fsck.ctfs", disk])
    assert must([tools / "ctfs", disk, "cat", "note.txt"]) == "first line\nsecond\n"
    listed = must([tools / "ctfs", disk, "ls"])
    assert "kept" in listed and "sample (2).png" in listed
    assert "lost.txt" not in listed and ".note.txt.new" not in listed
