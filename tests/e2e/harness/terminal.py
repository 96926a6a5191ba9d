# SPDX-License-Identifier: MIT
"""Reads the text in a terminal window off the picture of a screen.

The letters are learned from the window itself: what was typed, key by key, is seen in it. What
programs print is then read with them.
"""

import re

from .guest import wait_for

GROUND = 0x1b1e24  # gui/widget/terminal.c
CELL, LINE, PAD = 8, 17, 8  # pixels, at 1x: DejaVu Sans Mono of 14

KEYS = {**{c: (c,) for c in "abcdefghijklmnopqrstuvwxyz0123456789"},
        **{c.upper(): ("shift", c) for c in "abcdefghijklmnopqrstuvwxyz"},
        " ": ("spc",), "\n": ("ret",), "\t": ("tab",), "/": ("slash",), ".": ("dot",),
        "-": ("minus",), "_": ("shift", "minus")}


class Terminal:
    """The one terminal that is on the screen."""

    def __init__(self, machine):
        self.machine, self.glyphs = machine, {}
        self.find()

    def find(self):
        """Where the window is: a row of pixels that is mostly ground begins it."""
        picture = self.machine.picture()
        ground = GROUND.to_bytes(3, "big")
        for y in range(picture.height):
            row = picture.data[3 * y * picture.width:3 * (y + 1) * picture.width]
            at = row.find(ground * 400)
            while at >= 0 and at % 3:
                at = row.find(ground * 400, at + 1)
            if at >= 0:
                self.left, self.top = at // 3 + PAD, y + PAD
                self.columns, self.rows = 80, 24
                return
        raise AssertionError("there is no terminal on the screen")

    def _cell(self, picture, row, column):
        """A character's pixels: where there is more ink than half of the most in the cell."""
        ink = []
        for y in range(LINE):
            at = 3 * ((self.top + row * LINE + y) * picture.width + self.left + column * CELL)
            line = picture.data[at:at + 3 * CELL]
            ink += [max(abs(line[3 * x + i] - (GROUND >> 8 * (2 - i) & 255)) for i in range(3))
                    for x in range(CELL)]
        most = max(ink)
        return tuple(i > most // 2 for i in ink) if most > 24 else None

    def text(self):
        """What is in the window, without the cursor and without blanks at ends of lines."""
        picture, lines = self.machine.picture(), []
        for row in range(self.rows):
            cells = [self._cell(picture, row, column) for column in range(self.columns)]
            lines.append("".join(" " if c is None or self._is_cursor(c) else self._letter(c)
                                 for c in cells).rstrip())
        while lines and not lines[-1]:
            lines.pop()
        return lines, picture

    def _letter(self, cell):
        """The letter that looks like it; in another colour a few pixels fall otherwise."""
        if cell not in self.glyphs:
            away, letter = min((sum(a != b for a, b in zip(cell, glyph)), letter)
                               for glyph, letter in self.glyphs.items())
            return letter if away <= 10 else "?"
        return self.glyphs[cell]

    @staticmethod
    def _is_cursor(cell):
        return sum(cell) > len(cell) * 9 // 10

    def _prompt(self, picture):
        """The places of the letters in the last row that has anything in it, the cursor's."""
        places = [(row, column) for row in range(self.rows) for column in range(self.columns)
                  if self._cell(picture, row, column)]
        return [(row, column) for row, column in places
                if row == places[-1][0] and not self._is_cursor(self._cell(picture, row, column))]

    def learn(self, characters):
        """Types them behind a comment's sign, and looks at each."""
        machine, prompt = self.machine, []

        def prompted():
            prompt[:] = self._prompt(machine.still())
            return len(prompt) > 1
        wait_for(prompted, "a prompt")
        row, column = prompt[-1][0], prompt[-1][1] + 2
        machine.write(characters)
        after = machine.still()
        for i, character in enumerate(characters):
            cell = self._cell(after, row, column + i)
            assert cell and cell not in self.glyphs, f"{character} looks like another one"
            self.glyphs[cell] = character
        self.glyphs[self._cell(after, row, column - 2)] = ">"
        machine.press("ctrl", "c")
        machine.still()

    def wait(self, pattern, seconds=60):
        """Waits until the text has a pattern in it; the last line is the prompt's."""
        seen = [""]

        def look():
            lines, _ = self.text()
            seen[0] = "\n".join(lines)
            return any(re.search(pattern, seen[0] + end) for end in ("", " ", "\n"))
        try:
            wait_for(look, f"'{pattern}'", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{seen[0]}") from None
