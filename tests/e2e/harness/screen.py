# SPDX-License-Identifier: MIT
"""Reads the text off a picture of a screen: the font's own bitmaps against the pixels.

The font is read from the package again, by other code than the image's; the places of the cells
are computed from the size of the picture as docs/decisions/0044 tells.
"""

import gzip
import re
import struct

from .guest import TOP

WIDTH, HEIGHT, MARGIN = 8, 16, 16
BAR = 14  # the rows below are the cursor's


def load_font():
    """{16 bytes of a glyph: its first character}"""
    version = dict(line.split("=", 1) for line in
                   (TOP / "third_party/spleen/VERSION").read_text().splitlines())["version"]
    path = TOP / f".cache/src/spleen-{version}/usr/share/consolefonts/spleen-8x16.psfu.gz"
    data = gzip.decompress(path.read_bytes())
    count, size = 512, data[3]
    font, words = {}, iter(struct.unpack(f"<{(len(data) - 4 - count * size) // 2}H",
                                         data[4 + count * size:]))
    for glyph in range(count):
        codes = []
        for word in words:
            if word == 0xffff:
                break
            codes.append(word)
        bits = data[4 + glyph * size:4 + (glyph + 1) * size]
        if codes:
            font.setdefault(bits, chr(min(codes)))
    return font


class Picture:
    """A picture in PPM's binary form: width, height, and pixel(x, y) as 0xRRGGBB."""

    def __init__(self, data):
        head = re.match(rb"P6\s(\d+)\s(\d+)\s255\s", data)
        if not head:
            raise ValueError("no picture, or one that is being written")
        self.width, self.height = map(int, head.groups())
        self.data = data[head.end():]

    def pixel(self, x, y):
        at = 3 * (y * self.width + x)
        return int.from_bytes(self.data[at:at + 3], "big")


class Screen:
    """The rows of text on a picture, and the two colours of each cell: (ink, ground)."""

    font = None

    def __init__(self, picture):
        Screen.font = Screen.font or load_font()
        self.picture = picture
        self.cols = (picture.width - 2 * MARGIN) // WIDTH
        self.rows = (picture.height - 2 * MARGIN) // HEIGHT
        self.left = (picture.width - self.cols * WIDTH) // 2
        self.top = (picture.height - self.rows * HEIGHT) // 2
        self.cursor = None
        self.colours = {}
        self.text = [self._row(row).rstrip() for row in range(self.rows)]

    def _row(self, row):
        return "".join(self._cell(row, col) for col in range(self.cols))

    def _cell(self, row, col):
        x, y = self.left + col * WIDTH, self.top + row * HEIGHT
        lines = [[self.picture.pixel(x + i, y + line) for i in range(WIDTH)]
                 for line in range(HEIGHT)]
        ground = lines[0][0]  # no character touches this corner
        if self._is_bar(lines, ground):
            self.cursor = (row, col)
            lines[BAR:] = [[ground] * WIDTH] * (HEIGHT - BAR)
        inks = {pixel for line in lines for pixel in line} - {ground}
        assert len(inks) <= 1, f"cell {row}, {col} has the colours {inks} on {ground:06x}"
        self.colours[row, col] = (inks.pop() if inks else None, ground)
        bits = bytes(sum(0x80 >> i for i in range(WIDTH) if line[i] != ground) for line in lines)
        if not any(bits):
            return " "
        assert bits in self.font, f"cell {row}, {col} is no character: {bits.hex()}"
        return self.font[bits]

    @staticmethod
    def _is_bar(lines, ground):
        return all(pixel != ground for line in lines[BAR:] for pixel in line)

    def margins(self):
        """The colours outside the cells."""
        right, bottom = self.left + self.cols * WIDTH, self.top + self.rows * HEIGHT
        return {self.picture.pixel(x, y)
                for y in range(self.picture.height) for x in range(self.picture.width)
                if not (self.left <= x < right and self.top <= y < bottom)}
