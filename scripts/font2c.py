#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A font of outlines as C: font2c.py [--mono] FONT NAME OUT.c

FONT is TrueType or OpenType; NAME is the variable, a struct face (gui/face.h describes what is
written). Needs fontTools on PYTHONPATH: the build fetches it (third_party/fonttools).

Kept are the characters of RANGES that the font has; their outlines, brought to 1024 units; and the
kerning of pairs ("kern" of GPOS, or the older table). An outline that several characters share, an
accent or the letter below it, stands there once.
"""

import sys

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

UNITS = 1024
KERN_STEP = 2       # units
KERN_LEAST = 6      # units: less cannot be seen, an eighth of a pixel at 20 pixels
RANGES = [          # Unicode, first and last
    (0x20, 0x7e), (0xa0, 0x17f), (0x192, 0x192), (0x218, 0x21b), (0x2c6, 0x2c7), (0x2d8, 0x2dd),
    (0x384, 0x3ce), (0x400, 0x45f), (0x490, 0x493), (0x1e80, 0x1e85), (0x1e9e, 0x1e9e),
    (0x1ef2, 0x1ef3), (0x2010, 0x2027), (0x2030, 0x2030), (0x2032, 0x2033), (0x2039, 0x203a),
    (0x2044, 0x2044), (0x2070, 0x2079), (0x2080, 0x2089), (0x20ac, 0x20ac), (0x20b4, 0x20b4),
    (0x20b9, 0x20b9), (0x20bd, 0x20bd), (0x20bf, 0x20bf), (0x2116, 0x2116), (0x2122, 0x2122),
    (0x2126, 0x2126), (0x212e, 0x212e), (0x2153, 0x215e), (0x2190, 0x2199), (0x21b5, 0x21b5),
    (0x21d0, 0x21d5), (0x21e7, 0x21e7), (0x2200, 0x2200), (0x2202, 0x2203), (0x2205, 0x2209),
    (0x220f, 0x2213), (0x2215, 0x2215), (0x2219, 0x221a), (0x221e, 0x221e), (0x2227, 0x222b),
    (0x2248, 0x2248), (0x2260, 0x2261), (0x2264, 0x2265), (0x2318, 0x2318), (0x2325, 0x2325),
    (0x25a0, 0x25a1), (0x25aa, 0x25aa), (0x25b2, 0x25b3), (0x25b6, 0x25b7), (0x25ba, 0x25ba),
    (0x25bc, 0x25bd), (0x25c0, 0x25c1), (0x25c4, 0x25c4), (0x25c6, 0x25c6), (0x25ca, 0x25cb),
    (0x25cf, 0x25cf), (0x2605, 0x2606), (0x2713, 0x2713), (0x2717, 0x2717), (0xfffd, 0xfffd),
]
MONO_RANGES = [(0x2500, 0x259f)]  # boxes and blocks: only where they meet
MOVE, LINE, QUAD, CUBE = 0, 1, 2, 3


def die(what):
    sys.exit(f"font2c: {what}")


def characters(font, mono):
    """[(code point, glyph's name)], ascending"""
    cmap = font.getBestCmap()
    ranges = RANGES + (MONO_RANGES if mono else [])
    return sorted((code, cmap[code]) for first, last in ranges for code in range(first, last + 1)
                  if code in cmap)


# --- outlines -------------------------------------------------------------------------------


def middle(one, other):
    return tuple((a + b) / 2 for a, b in zip(one, other))


def contours(glyphs, name, scale):
    """[((x, y), [(op, points relative to each other)])] of a glyph"""
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    out, at = [], (0, 0)
    for op, points in pen.value:
        if op == "qCurveTo":
            points = list(points)
            if points[-1] is None:  # no point of this contour lies on it
                points[-1] = middle(points[-2], points[0])
                at = add(out, MOVE, points[-1:], at, scale)
            for i, off in enumerate(points[:-1]):
                last = i == len(points) - 2
                end = points[-1] if last else middle(off, points[i + 1])
                at = add(out, QUAD, [off, end], at, scale)
            if len(points) == 1:
                at = add(out, LINE, points, at, scale)
        elif op in ("moveTo", "lineTo", "curveTo"):
            kind = {"moveTo": MOVE, "lineTo": LINE, "curveTo": CUBE}[op]
            at = add(out, kind, points, at, scale)
    return [(begin, tuple(ops)) for begin, ops in out if ops]


def add(out, op, points, at, scale):
    """Appends op to the last contour; gives where the pen is, in units."""
    points = [tuple(round(v * scale) for v in p) for p in points]
    if op == MOVE:
        out.append((points[0], []))
        return points[0]
    deltas, before = [], at
    for p in points:
        deltas += [p[0] - before[0], p[1] - before[1]]
        before = p
    if any(deltas):
        out[-1][1].append((op, tuple(deltas)))
    return before


def number(n):
    """One byte for -100..100, else two."""
    if -100 <= n <= 100:
        return bytes([n + 100])
    n += 7000
    if not 0 <= n < 55 * 256:
        die(f"an outline has a step of {n - 7000} units")
    return bytes([201 + n // 256, n % 256])


def packed(ops):
    """Operations in runs: op * 64 + how many, then their numbers; 0 ends."""
    out, i = b"", 0
    while i < len(ops):
        n = 1
        while i + n < len(ops) and ops[i + n][0] == ops[i][0] and n < 63:
            n += 1
        out += bytes([ops[i][0] * 64 + n])
        out += b"".join(number(v) for _, deltas in ops[i:i + n] for v in deltas)
        i += n
    return out + b"\0"


# --- kerning --------------------------------------------------------------------------------


def pair_value(value):
    return (value.XAdvance if value and hasattr(value, "XAdvance") else 0) or 0


def subtable_pairs(sub, wanted, done):
    """{(left, right): units} of a subtable of GPOS; done are the left glyphs that an earlier
    subtable has decided about."""
    out = {}
    covered = [g for g in sub.Coverage.glyphs if g in wanted]
    if sub.Format == 1:
        index = {g: i for i, g in enumerate(sub.Coverage.glyphs)}
        for left in covered:
            for record in sub.PairSet[index[left]].PairValueRecord:
                if record.SecondGlyph in wanted and (left, record.SecondGlyph) not in done:
                    out[left, record.SecondGlyph] = pair_value(record.Value1)
        return out
    for left in covered:
        row = sub.Class1Record[sub.ClassDef1.classDefs.get(left, 0)].Class2Record
        for right in wanted:
            if (left, right) not in done:
                out[left, right] = pair_value(row[sub.ClassDef2.classDefs.get(right, 0)].Value1)
    return out


def gpos_pairs(font, wanted):
    table = font["GPOS"].table
    lookups = sorted({i for f in table.FeatureList.FeatureRecord if f.FeatureTag == "kern"
                      for i in f.Feature.LookupListIndex})
    out = {}
    for i in lookups:
        done = {}
        for sub in table.LookupList.Lookup[i].SubTable:
            sub = sub.ExtSubTable if sub.LookupType == 9 else sub
            if sub.LookupType == 2:
                done.update(subtable_pairs(sub, wanted, done))
        for pair, value in done.items():
            out[pair] = out.get(pair, 0) + value
    return out


def kerning(font, names, scale):
    """(class of each glyph as the left one, as the right one, rows of values)"""
    pairs = gpos_pairs(font, set(names)) if "GPOS" in font else {}
    if not any(pairs.values()) and "kern" in font:
        pairs = font["kern"].kernTables[0].kernTable
    value = {p: v * scale for p, v in pairs.items()}

    def step(left, right):
        units = value.get((left, right), 0)
        return max(-127, min(127, round(units / KERN_STEP))) if abs(units) >= KERN_LEAST else 0

    full = [tuple(step(left, right) for right in names) for left in names]
    rows, left_class = classes(full)
    columns, right_class = classes(list(zip(*rows)))
    return left_class, right_class, list(zip(*columns))


def classes(rows):
    """(the different rows, which of them each is)"""
    index = {}
    of = [index.setdefault(row, len(index)) for row in rows]
    return list(index), of


# --- C --------------------------------------------------------------------------------------


def array(kind, name, values):
    values = [str(v) for v in values]
    lines = "".join("\t" + ", ".join(values[i:i + 16]) + ",\n" for i in range(0, len(values), 16))
    return f"static const {kind} {name}[] = {{\n{lines}}};\n"


def heights(font, glyphs, scale):
    """(of small letters, of capitals), from x and H: not every font says"""
    def top(letter):
        pen = DecomposingRecordingPen(glyphs)
        glyphs[font.getBestCmap()[ord(letter)]].draw(pen)
        return round(max(p[1] for _, points in pen.value for p in points) * scale)
    return top("x"), top("H")


def main(args):
    mono = args[0] == "--mono"
    path, name, out = args[mono:]
    font = TTFont(path)
    glyphs, scale = font.getGlyphSet(), UNITS / font["head"].unitsPerEm
    chars = characters(font, mono)
    names = list(dict.fromkeys(glyph for _, glyph in chars))
    index = {glyph: i for i, glyph in enumerate(names)}

    shared, data, starts, glyph_data, glyph_starts = {}, b"", [], b"", []
    for glyph in names:
        glyph_starts.append(len(glyph_data))
        parts = contours(glyphs, glyph, scale)
        glyph_data += bytes([len(parts)])
        for begin, ops in parts:
            code = packed(ops)
            if code not in shared:
                shared[code] = len(starts)
                starts.append(len(data))
                data += code
            part = shared[code]
            glyph_data += bytes([part // 256, part % 256]) + number(begin[0]) + number(begin[1])
    left, right, rows = kerning(font, names, scale) if not mono else ([], [], [])
    if len(names) > 65535 or len(data) > 65535 * 4 or max(left + right + [0]) > 255:
        die(f"{path}: more than the format holds")

    hhea = font["hhea"]
    x_height, cap_height = heights(font, glyphs, scale)
    text = f"/* Generated by scripts/font2c.py. */\n#include \"face.h\"\n\n"
    text += array("uint16_t", "codes", [code for code, _ in chars])
    text += array("uint16_t", "glyphs", [index[glyph] for _, glyph in chars])
    text += array("uint16_t", "advances", [round(font["hmtx"][g][0] * scale * 4) for g in names])
    text += array("uint32_t", "glyph_starts", glyph_starts)
    text += array("uint8_t", "glyph_data", glyph_data)
    text += array("uint32_t", "contour_starts", starts)
    text += array("uint8_t", "contour_data", data)
    if rows:
        text += array("uint8_t", "left_class", left) + array("uint8_t", "right_class", right)
        text += array("int8_t", "kerning", [v for row in rows for v in row])
    text += f"""
const struct face {name} = {{
	.ascent = {round(hhea.ascent * scale)},
	.descent = {round(-hhea.descent * scale)},
	.x_height = {x_height},
	.cap_height = {cap_height},
	.codes_count = {len(chars)},
	.glyphs_count = {len(names)},
	.contours_count = {len(starts)},
	.glyph_size = {len(glyph_data)},
	.contour_size = {len(data)},
	.codes = codes,
	.glyphs = glyphs,
	.advances = advances,
	.glyph_starts = glyph_starts,
	.glyph_data = glyph_data,
	.contour_starts = contour_starts,
	.contour_data = contour_data,
"""
    if rows:
        text += f"""	.right_classes = {len(rows[0])},
	.left_class = left_class,
	.right_class = right_class,
	.kerning = kerning,
"""
    text += "};\n"
    with open(out, "w", encoding="ascii") as file:
        file.write(text)


main(sys.argv[1:])
