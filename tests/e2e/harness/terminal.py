# SPDX-License-Identifier: MIT
"""Reads the text in a terminal window off the picture of a screen.

The letters are learned from the window itself: what was typed, key by key, is seen in it. What
programs print is then read with them, in whatever colour. A cell is a letter when each of its
pixels is covered as the letter's is, but for MARGIN, and no two letters are learned that are within
twice of that: a cell is one letter or none.
"""

import re

from .guest import wait_for

# gui/widget/terminal.c
GROUND = 0x1b1e24
TEXT = 0xd5d9e0
COLOURS = [TEXT, 0xe06c6c, 0x7cc47f, 0xd9b45b, 0x6c9ef8, 0xc58af0, 0x56bfcf, 0x7a8291, 0xff8f8f,
           0x9fe3a2, 0xffd980, 0x94bbff, 0xdcb0ff, 0x86e0ee, 0xffffff]
CELL, LINE, PAD = 8, 17, 8  # pixels, at 1x: DejaVu Sans Mono of 14
EDGE = 1  # columns at both sides of a cell into which its neighbours may reach: not looked at
MARGIN = 20  # of 255: gui/text.c makes light letters stronger, by 13 at most; the rest is rounding
PROMPT = 0x9fe3a2  # ESC[1;32m
UNKNOWN = "\ufffd"

KEYS = {**{c: (c,) for c in "abcdefghijklmnopqrstuvwxyz0123456789"},
        **{c.upper(): ("shift", c) for c in "abcdefghijklmnopqrstuvwxyz"},
        " ": ("spc",), "\n": ("ret",), "\t": ("tab",), "/": ("slash",), ".": ("dot",),
        "-": ("minus",), "_": ("shift", "minus"), "=": ("equal",), ",": ("comma",),
        ";": ("semicolon",), ">": ("shift", "dot"), "|": ("shift", "backslash"),
        "&": ("shift", "7"), "*": ("shift", "8"), "$": ("shift", "4"), "'": ("apostrophe",)}


def channels(colour):
    return colour.to_bytes(3, "big")


def coverage(cell, colour):
    """How much of each pixel is drawn in this colour, 0..255; None: it is another colour's."""
    ground, ink, found = channels(GROUND), channels(colour), []
    for at in range(0, len(cell), 3):
        shares = [(255 * (cell[at + i] - ground[i]) / (ink[i] - ground[i]), ink[i] - ground[i])
                  for i in range(3)]
        share = max(shares, key=lambda s: s[1])[0]
        if not -1 <= share <= 256 or any(abs(share - s) * span > 2.5 * 255 for s, span in shares):
            return None
        found.append(share)
    return found


def differ(a, b):
    """By how much two coverages do, where they do most."""
    return max(abs(x - y) for x, y in zip(a, b))


class Terminal:
    """The one terminal that is on the screen."""

    def __init__(self, machine):
        self.machine, self.letters, self.seen = machine, {}, {}
        self.find()

    def find(self):
        """Where the window is: a row of pixels that is mostly ground begins it."""
        picture = self.machine.picture()
        ground = channels(GROUND)
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
        """A cell's pixels, row by row."""
        first = 3 * ((self.top + row * LINE) * picture.width + self.left + column * CELL + EDGE)
        return b"".join(picture.data[at:at + 3 * (CELL - 2 * EDGE)] for at in
                        range(first, first + 3 * LINE * picture.width, 3 * picture.width))

    @staticmethod
    def _is_empty(cell):
        """Nothing is in it, or the cursor or a selection, which reach into the corner."""
        ground = channels(GROUND)
        return cell == ground * (len(cell) // 3) or not cell.startswith(ground)

    def read(self, cell):
        """The letter that a cell shows, a blank, or UNKNOWN."""
        if self._is_empty(cell):
            return " "
        if cell not in self.seen:
            found = {letter for colour in COLOURS
                     for drawn in [coverage(cell, colour)] if drawn
                     for letter, known in self.letters.items() if differ(drawn, known) <= MARGIN}
            assert len(found) <= 1, f"a cell is {' and '.join(found)}"
            self.seen[cell] = found.pop() if found else UNKNOWN
        return self.seen[cell]

    def text(self):
        """What is in the window, without the cursor and without blanks at ends of lines."""
        picture = self.machine.picture()
        lines = ["".join(self.read(self._cell(picture, row, column))
                         for column in range(self.columns)).rstrip() for row in range(self.rows)]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def _prompt(self, picture):
        """The places of the letters in the last row that has any, when it begins like a prompt."""
        places = [(row, column) for row in range(self.rows) for column in range(self.columns)
                  if not self._is_empty(self._cell(picture, row, column))]
        last = [place for place in places if place[0] == places[-1][0]]
        return last if last and coverage(self._cell(picture, *last[0]), PROMPT) else []

    def _learn(self, letter, cell):
        drawn = coverage(cell, TEXT)
        assert drawn, f"{letter} is not drawn in the colour of text"
        for other, known in self.letters.items():
            assert differ(drawn, known) > 2 * MARGIN, f"{letter} looks like {other}"
        self.letters[letter] = drawn

    def learn(self, characters):
        """Types them behind a prompt, and looks at each."""
        machine, prompt = self.machine, []

        def prompted():
            prompt[:] = self._prompt(machine.still())
            return len(prompt) > 1
        wait_for(prompted, "a prompt")
        row, column = prompt[-1][0], prompt[-1][1] + 2
        machine.write(characters)
        cells = []

        def typed():
            after = machine.still()
            cells[:] = [self._cell(after, row, column + i) for i in range(len(characters))]
            return not any(map(self._is_empty, cells))
        wait_for(typed, "what was typed")
        for character, cell in zip(characters, cells):
            self._learn(character, cell)
        machine.press("ctrl", "c")
        machine.still()

    def wait(self, pattern, seconds=60):
        """Waits until the text has a pattern in it; the last line is the prompt's."""
        seen = [""]

        def look():
            seen[0] = "\n".join(self.text())
            return any(re.search(pattern, seen[0] + end) for end in ("", " ", "\n"))
        try:
            wait_for(look, f"'{pattern}'", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{seen[0]}") from None
        return re.search(pattern, seen[0])
