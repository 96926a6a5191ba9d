#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""paint.py FOLDER - paints the pictures of the kiosk's sample into FOLDER, as PNG.

  morning.png   sunrise over a harbour         night.png   lights along a pier
  soup.png      a plate from above, on nothing

Everything is shapes with smooth edges, in flat colours or ones that change from top to bottom,
and there are 256 colours in a file: that is what small files are made of, and what a machine with
little memory can read (docs/KIOSK.md). The same command gives the same bytes each time; to change
a picture, change its function, and commit both:

  apps/kiosk/paint.py apps/kiosk/data/kiosk
"""
import collections
import math
import pathlib
import struct
import sys
import zlib

STEPS = 4  # lines that are looked at in each row of pixels, for smooth edges


def colour(text):
    return tuple(int(text[at:at + 2], 16) for at in (1, 3, 5))


def mix(a, b, part):
    return tuple(x + (y - x) * part for x, y in zip(a, b))


def part(at, begin, end):
    """How far it is from begin to end."""
    return min(max((at - begin) / (end - begin), 0.0), 1.0)


class Picture:
    """Rows of [red, green, blue, alpha]; coordinates are parts of the height."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        self.rows = [[(0.0, 0.0, 0.0, 0.0)] * width for _ in range(height)]

    def blend(self, x, y, paint, cover):
        r, g, b, a = self.rows[y][x]
        alpha = cover + a * (1 - cover)
        old = a * (1 - cover)
        self.rows[y][x] = tuple((new * cover + was * old) / alpha
                                for new, was in zip(paint, (r, g, b))) + (alpha,)

    def ground(self, *stops):
        """Colours from top to bottom: (where, colour)."""
        for y in range(self.height):
            at = y / self.height
            for (above, first), (below, second) in zip(stops, stops[1:]):
                if above <= at <= below:
                    paint = mix(first, second, (at - above) / (below - above))
                    self.rows[y] = [paint + (1.0,)] * self.width

    def spans(self, spans_of, top, bottom, paint, alpha=1.0):
        """Fills what spans_of(y) gives: pairs of x; all in parts of the height."""
        height = self.height
        for row in range(max(int(top * height), 0), min(int(bottom * height) + 1, height)):
            cover = {}
            for step in range(STEPS):
                for left, right in spans_of((row + (step + 0.5) / STEPS) / height):
                    self.add_span(cover, left * height, right * height)
            shade = paint(row / height) if callable(paint) else paint
            for x, part in cover.items():
                self.blend(x, row, shade, min(part / STEPS, 1.0) * alpha)

    def add_span(self, cover, left, right):
        left, right = max(left, 0.0), min(right, float(self.width))
        for x in range(int(left), math.ceil(right)):
            part = min(x + 1, right) - max(x, left)
            if part > 0:
                cover[x] = cover.get(x, 0.0) + part

    def disc(self, x, y, radius, paint, alpha=1.0, flat=1.0):
        """A circle, or an ellipse: flat is its height by its width."""
        def spans(at):
            inside = radius ** 2 - ((at - y) / flat) ** 2
            return [(x - math.sqrt(inside), x + math.sqrt(inside))] if inside > 0 else []
        self.spans(spans, y - radius * flat, y + radius * flat, paint, alpha)

    def shape(self, points, paint, alpha=1.0):
        """A polygon."""
        edges = list(zip(points, points[1:] + points[:1]))

        def spans(at):
            cuts = sorted(x0 + (at - y0) * (x1 - x0) / (y1 - y0) for (x0, y0), (x1, y1) in edges
                          if (y0 <= at) != (y1 <= at))
            return list(zip(cuts[::2], cuts[1::2]))
        heights = [y for _, y in points]
        self.spans(spans, min(heights), max(heights), paint, alpha)

    def hills(self, level, swing, phase, foot, paint):
        """A line of hills across the picture, filled down to foot."""
        wide = self.width / self.height

        def rise(part):
            return (0.5 + 0.34 * math.sin(phase + 7.1 * part)
                    + 0.16 * math.sin(2.3 * phase + 17 * part))
        points = [(wide * i / 256, level - swing * rise(i / 256)) for i in range(257)]
        self.shape(points + [(wide, foot), (0, foot)], paint)

    def glitter(self, x, top, bottom, spread, paint, alpha):
        """What a light leaves on water: lines that become longer towards who looks."""
        rows = 26
        for i in range(rows):
            near = i / (rows - 1)
            y = top + (bottom - top) * near ** 1.5
            length = spread * (0.25 + 0.75 * near) * (0.55 + 0.45 * math.sin(i * 2.4))
            thick = 0.0016 + 0.0034 * near
            self.disc(x + 0.3 * spread * math.sin(i * 1.7) * near, y, length, paint,
                      alpha * (1 - 0.6 * near), thick / max(length, 0.001))

    def save(self, path):
        """With 256 colours, which take little memory to read: those that stand for most."""
        rows = [[tuple(min(int(v * scale + 0.5), 255) for v, scale in zip(pixel, (1, 1, 1, 255)))
                 for pixel in row] for row in self.rows]
        numbers, palette = choose(pixel for row in rows for pixel in row)
        raw = b"".join(b"\0" + bytes(numbers[pixel] for pixel in row) for row in rows)
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0)
        chunks = [(b"IHDR", head), (b"PLTE", b"".join(bytes(paint[:3]) for paint in palette)),
                  (b"tRNS", bytes(paint[3] for paint in palette)),
                  (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b"")]
        if all(paint[3] == 255 for paint in palette):
            del chunks[2]
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + name + data
            + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks))


class Box:
    """Colours that one of the palette stands for, {colour: pixels}, and how wrong that is."""

    def __init__(self, counts):
        self.counts, total = counts, sum(counts.values())
        self.mean = [sum(c[i] * n for c, n in counts.items()) / total for i in range(4)]
        self.wrong, self.channel = max(
            (sum((c[i] - self.mean[i]) ** 2 * n for c, n in counts.items()), i) for i in range(4))

    def halves(self):
        low, high = {}, {}
        for c, n in self.counts.items():
            (low if c[self.channel] < self.mean[self.channel] else high)[c] = n
        return [Box(low), Box(high)]


def choose(pixels):
    """({colour: number}, [colour of each number]): the worst box is cut in two, again and again."""
    boxes = [Box(collections.Counter(pixels))]
    while len(boxes) < 256 and boxes[-1].wrong > 0:
        boxes += boxes.pop().halves()
        boxes.sort(key=lambda box: box.wrong)
    return ({c: i for i, box in enumerate(boxes) for c in box.counts},
            [[round(v) for v in box.mean] for box in boxes])


def boat(p, x, y, size, sail, hull):
    """A sailing boat, its water line at y."""
    p.shape([(x - 0.50 * size, y - 0.16 * size), (x + 0.52 * size, y - 0.16 * size),
             (x + 0.36 * size, y + 0.02 * size), (x - 0.36 * size, y + 0.02 * size)], hull)
    p.shape([(x - 0.02 * size, y - 0.22 * size), (x - 0.02 * size, y - 1.35 * size),
             (x - 0.56 * size, y - 0.22 * size)], sail)
    p.shape([(x + 0.05 * size, y - 0.22 * size), (x + 0.05 * size, y - 1.10 * size),
             (x + 0.44 * size, y - 0.22 * size)], mix(sail, hull, 0.18))


def lighthouse(p, x, y, size, paint, lamp):
    p.shape([(x - 0.13 * size, y), (x - 0.085 * size, y - size), (x + 0.085 * size, y - size),
             (x + 0.13 * size, y)], paint)
    p.shape([(x - 0.13 * size, y - size), (x - 0.13 * size, y - 1.04 * size),
             (x + 0.13 * size, y - 1.04 * size), (x + 0.13 * size, y - size)], paint)
    p.shape([(x - 0.06 * size, y - 1.04 * size), (x - 0.06 * size, y - 1.17 * size),
             (x + 0.06 * size, y - 1.17 * size), (x + 0.06 * size, y - 1.04 * size)], lamp)
    p.shape([(x - 0.09 * size, y - 1.17 * size), (x, y - 1.29 * size),
             (x + 0.09 * size, y - 1.17 * size)], paint)


def morning():
    p = Picture(1024, 768)
    p.ground((0, colour("#20446b")), (0.30, colour("#5d8aa8")), (0.47, colour("#f0b98d")),
             (0.56, colour("#ffd9a0")), (0.5601, colour("#e8ab7c")), (0.68, colour("#7d7f8c")),
             (1, colour("#17324a")))
    for radius, alpha in ((0.36, 0.10), (0.27, 0.12), (0.19, 0.16), (0.125, 0.24)):
        p.disc(0.62, 0.46, radius, colour("#fff0c9"), alpha)
    p.disc(0.62, 0.46, 0.075, colour("#fff7e3"))
    p.hills(0.545, 0.085, 0.4, 0.5605, colour("#b98f83"))
    p.hills(0.555, 0.070, 2.1, 0.5605, colour("#8a7680"))
    # What shone through below the horizon is water.
    p.shape([(0, 0.56), (1.34, 0.56), (1.34, 1), (0, 1)],
            lambda y: mix(colour("#e8ab7c"), colour("#17324a"), part(y, 0.56, 0.90) ** 0.7))
    p.glitter(0.62, 0.566, 0.86, 0.11, colour("#ffe9bf"), 0.75)
    p.shape([(0.98, 0.575), (1.06, 0.545), (1.16, 0.53), (1.25, 0.515), (1.34, 0.50), (1.34, 0.60),
             (1.10, 0.592)], colour("#3c3f55"))
    lighthouse(p, 1.20, 0.53, 0.19, colour("#333750"), colour("#ffe3a3"))
    boat(p, 0.36, 0.625, 0.115, colour("#fbf3e6"), colour("#2b3a55"))
    boat(p, 0.84, 0.590, 0.060, colour("#f6dfc4"), colour("#3a4460"))
    boat(p, 0.17, 0.583, 0.044, colour("#eed2b6"), colour("#4a4f68"))
    return p


def night():
    p = Picture(1024, 768)
    p.ground((0, colour("#0d1433")), (0.34, colour("#252a63")), (0.60, colour("#6a4a86")),
             (0.6001, colour("#2d2b5c")), (1, colour("#0b1028")))
    for i in range(70):  # stars, scattered but always the same
        x, y = (i * 0.61803) % 1 * 1.34, (i * 0.41421 + 0.13) % 1 * 0.46
        p.disc(x, y, 0.0010 + 0.0011 * ((i * 7) % 5) / 4, colour("#ffffff"), 0.85 - 1.3 * y)
    for radius, alpha in ((0.20, 0.06), (0.145, 0.09), (0.105, 0.14)):
        p.disc(0.98, 0.20, radius, colour("#cfd6ff"), alpha)
    p.disc(0.98, 0.20, 0.068, colour("#f4f1de"))
    p.hills(0.590, 0.075, 1.3, 0.601, colour("#3b3470"))
    p.shape([(0, 0.60), (1.34, 0.60), (1.34, 1), (0, 1)],
            lambda y: mix(colour("#3a3573"), colour("#0b1028"), part(y, 0.60, 0.90)))
    p.glitter(0.98, 0.606, 0.80, 0.085, colour("#d9dcff"), 0.55)
    dark = colour("#0a0d22")
    p.shape([(0, 0.655), (0.90, 0.655), (0.90, 0.682), (0, 0.695)], dark)
    for x in range(9):
        p.shape([(0.03 + 0.105 * x, 0.68), (0.042 + 0.105 * x, 0.68), (0.042 + 0.105 * x, 0.765),
                 (0.03 + 0.105 * x, 0.765)], dark)
    posts = [0.05, 0.335, 0.62, 0.88]
    for x in posts:
        p.shape([(x - 0.004, 0.41), (x + 0.004, 0.41), (x + 0.005, 0.66), (x - 0.005, 0.66)], dark)
    for left, right in zip(posts, posts[1:]):
        for i in range(9):
            far = i / 8
            x, y = left + (right - left) * far, 0.415 + 0.30 * far * (1 - far)
            p.disc(x, y, 0.021, colour("#ffc56b"), 0.16)
            p.disc(x, y, 0.0065, colour("#ffe2a8"))
            p.disc(x, 0.79 + 0.05 * abs(0.5 - far), 0.012, colour("#ffbf69"), 0.22, 0.22)
    return p


def soup():
    p = Picture(480, 360)
    x, y = 0.667, 0.5
    p.disc(x, y + 0.02, 0.475, (0, 0, 0), 0.22)
    p.disc(x, y, 0.465, colour("#f4efe6"))
    p.disc(x, y, 0.375, colour("#ddd4c6"))
    p.disc(x, y, 0.355, colour("#d9762f"))
    p.disc(x, y, 0.330, colour("#e58a3c"))
    p.disc(x - 0.03, y - 0.02, 0.270, colour("#ec9a4c"))
    for i in range(11):
        turn, far = i * 2.39996, 0.06 + 0.021 * i
        at = (x + far * math.cos(turn), y + far * math.sin(turn))
        if i % 3 == 0:
            p.disc(*at, 0.040, colour("#f7e3c5"))
            p.disc(*at, 0.027, colour("#fbf0dd"))
        elif i % 3 == 1:
            p.disc(*at, 0.026, colour("#4f8a4c"), 1.0, 0.55)
            p.disc(at[0] + 0.018, at[1] + 0.012, 0.020, colour("#64a45c"), 1.0, 0.6)
        else:
            p.disc(*at, 0.022, colour("#c8532b"))
    return p


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for paint in (morning, night, soup):
        paint().save(pathlib.Path(sys.argv[1]) / f"{paint.__name__}.png")


if __name__ == "__main__":
    main()
