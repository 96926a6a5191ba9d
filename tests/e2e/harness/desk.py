# SPDX-License-Identifier: MIT
"""A machine with the desktop on its screen, a pointer, and a keyboard that forgets nothing."""

import time

from . import scenes
from .guest import wait_for
from .machine import Machine
from .terminal import KEYS, Terminal

TILES = {name: (367 + 58 * i, 724) for i, name in
         enumerate(["files", "terminal", "editor", "viewer", "system", "settings"])}
CLOSE, MINIMISE, MAXIMISE = 0xff5f57, 0xfebc2e, 0x28c840
ACCENT, DANGER, SURFACE = 0x2563d6, 0xc93131, 0xffffff  # of the light theme, gui/themes.c


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


def white(picture):
    """A window with a light surface is there: a text, or a folder."""
    return count(picture, SURFACE) > 50000


def no_white(picture):
    return not white(picture)


class Desk(Machine):
    """Places are pixels of its screen."""

    def __init__(self, image, door="kernel", args="video=1024x768", **given):
        super().__init__(image, door=door, args=args, debug_exit="n", timeout=600,
                         qemuflags="-device virtio-tablet-pci -device virtio-keyboard-pci",
                         **given)

    def begins(self):
        """Waits for the dock."""
        self.until(lambda p: p.width == self.size[0] and p.pixel(*TILES["settings"]), "the dock",
                   120)
        self.still()

    def write(self, text):
        for character in text:
            self.press(*KEYS[character])
            time.sleep(0.02)

    def until(self, condition, what, seconds=60):
        """Waits until a picture is as it should be; gives it."""
        seen = []

        def look():
            seen[:] = [self.picture()]
            return condition(seen[0])
        wait_for(look, what, seconds)
        return seen[0]

    def still(self):
        return scenes.settled(self, 0.4)

    def active(self):
        """The place of the active window's red control: others have grey ones."""
        return find(self.picture(), CLOSE)

    def switch(self, *keys):
        """Presses keys that make another window the active one; gives its place."""
        before = self.active()
        self.press(*keys)
        self.until(lambda p: find(p, CLOSE) not in (before, None), f"another window by {keys}")
        self.still()
        return self.active()

    def closes(self):
        """The active window does, and it was the only light one."""
        self.press("alt", "f4")
        self.until(no_white, "the window gone: nothing was unsaved")

    def edits(self, name):
        """The editor of a file, from the terminal."""
        self.write(f"edit {name}\n")
        self.until(white, "the editor")
        self.still()

    def deletes(self):
        """What is selected in Files, after its question."""
        self.press("delete")
        self.until(lambda p: count(p, DANGER) > 200, "the question")
        self.press("tab")  # from Cancel
        self.press("ret")
        self.until(lambda p: not count(p, DANGER), "the folder again")

    def choose(self, tabs, downs):
        """From the choice with the focus to another one, and there from the first to another."""
        for _ in range(tabs):
            self.press("tab")
        self.press("spc")
        self.still()
        self.press("home")
        for _ in range(downs):
            self.press("down")
        self.press("ret")

    def terminal(self, letters):
        """A terminal's window, and these letters as it draws them."""
        self.click(*TILES["terminal"])
        self.until(lambda p: find(p, CLOSE), "a window")
        self.still()
        terminal = Terminal(self)
        terminal.learn(letters)
        return terminal
