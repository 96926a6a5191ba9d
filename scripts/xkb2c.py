#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Keyboard layouts as C: xkb2c.py SYMBOLS_FOLDER KEYSYMDEF_H OUT.c LAYOUT...

Reads XKB's symbols files ("key <AD03> { [ e, E, EuroSign, cent ] };", with includes; the format
is told in xkbcommon's documentation) for a PC keyboard with 105 keys, and X11's keysymdef.h, which
tells the characters of the names. Writes a struct keymap of core/keyboard.h for each layout:
keymap_LAYOUT. A dead key's place holds the combining character of its accent; which letters it
makes is Unicode's canonical composition.
"""

import re
import sys
import unicodedata

LEVELS = 4
ROWS = {"AE": "1e 1f 20 21 22 23 24 25 26 27 2d 2e", "AD": "14 1a 08 15 17 1c 18 0c 12 13 2f 30",
        "AC": "04 16 07 09 0a 0b 0d 0e 0f 33 34", "AB": "1d 1b 06 19 05 11 10 36 37 38"}
# USB HID usages of XKB's names of keys.
USAGES = {f"{row}{n:02}": [int(usage, 16)] for row, usages in ROWS.items()
          for n, usage in enumerate(usages.split(), 1)}
USAGES |= {"TLDE": [0x35], "BKSL": [0x31, 0x32], "LSGT": [0x64], "SPCE": [0x2c]}
# The pad's keys: their characters, but for the decimal sign, are no matter of the layout.
PAD = {0x54: "/", 0x55: "*", 0x56: "-", 0x57: "+", 0x62: "0"} | {
    0x58 + n: str(n) for n in range(1, 10)}
PAD_DECIMAL, DECIMALS = 0x63, {"KP_Decimal": ".", "KP_Separator": ","}

# Accents: the dead key's name, its combining character, and the character by itself.
ACCENTS = {"dead_grave": (0x300, "`"), "dead_acute": (0x301, "\u00b4"),
           "dead_circumflex": (0x302, "^"), "dead_tilde": (0x303, "~"),
           "dead_macron": (0x304, "\u00af"), "dead_breve": (0x306, "\u02d8"),
           "dead_abovedot": (0x307, "\u02d9"), "dead_diaeresis": (0x308, "\u00a8"),
           "dead_abovering": (0x30a, "\u00b0"), "dead_doubleacute": (0x30b, "\u02dd"),
           "dead_caron": (0x30c, "\u02c7"), "dead_cedilla": (0x327, "\u00b8"),
           "dead_ogonek": (0x328, "\u02db")}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
COMPOSED_END = 0x180  # Latin-1 and Latin Extended-A: what fonts have


def die(what):
    sys.exit(f"xkb2c: {what}")


def read_keysyms(path):
    """{name: code point}"""
    names = {}
    pattern = re.compile(r"#define XK_(\w+)\s+0x([0-9a-f]+)(?:\s*/\*[ (]U\+([0-9A-F]{4,6}))?")
    with open(path, encoding="utf-8") as file:
        for name, value, code in pattern.findall(file.read()):
            value = int(value, 16)
            if code:
                names[name] = int(code, 16)
            elif 0x20 <= value <= 0x7e or 0xa0 <= value <= 0xff:
                names[name] = value
    if names.get("EuroSign") != 0x20ac:
        die(f"{path}: not X11's keysymdef.h")
    return names


class Symbols:
    """The folder of symbols files."""

    def __init__(self, folder):
        self.folder = folder

    def block(self, file, variant):
        """The text between the braces of a variant; None: the default one."""
        with open(f"{self.folder}/{file}", encoding="utf-8") as opened:
            text = re.sub(r"(//|#).*", "", opened.read())
        for flags, name, body in re.findall(
                r'([\w\s]*)xkb_symbols\s+"([^"]+)"\s*\{(.*?)\n\};', text, re.S):
            if name == variant or (variant is None and "default" in flags.split()):
                return body
        return die(f"{self.folder}/{file}: no {variant or 'default'} variant")

    def read(self, what, keys, included):
        """Adds the keys of "file(variant)" and of what it includes: {key: [names]}."""
        file, _, variant = what.rstrip(")").partition("(")
        included.add(what)
        for include, key, body in re.findall(r'include\s+"([^"]+)"|key\s*<(\w+)>\s*\{([^}]*)\}',
                                             self.block(file, variant or None)):
            for part in re.split(r"[+|]", include) if include else []:
                self.read(part, keys, included)
            lists = [names for names in re.findall(r"\[([^\[\]]*)\]", body)
                     if not re.fullmatch(r"\s*[Gg]roup\d\s*", names)]
            if lists:
                keys[key] = [name.strip() for name in lists[0].split(",")]


def code_of(name, keysyms):
    """The code point of a name; 0 for keys without a character."""
    if name in ACCENTS:
        return ACCENTS[name][0]
    if re.fullmatch("U[0-9A-Fa-f]{4,6}", name):
        return int(name[1:], 16)
    if re.fullmatch("0x100[0-9A-Fa-f]{4}", name):
        return int(name, 16) & 0xffff
    return keysyms.get(name, 0)


def layout_rows(keys, keysyms):
    """{usage: code points of the levels}"""
    rows = {usage: [ord(char)] * 2 for usage, char in PAD.items()}
    rows[PAD_DECIMAL] = [ord(DECIMALS[keys["KPDL"][1]])] * 2
    for key, usages in USAGES.items():
        names = keys.get(key) or die(f"key <{key}> is nowhere")
        if len(names) == 1:
            names = names * 2
        for usage in usages:
            rows[usage] = [code_of(name, keysyms) for name in names[:LEVELS]]
    return {usage: row + [0] * (LEVELS - len(row)) for usage, row in sorted(rows.items())}


def compositions(rows):
    """[(accent, letter, composed)] for the dead keys of a layout; a blank is the accent alone."""
    used = {code for row in rows.values() for code in row}
    for accent, alone in sorted(ACCENTS.values()):
        if accent not in used:
            continue
        yield accent, ord(" "), ord(alone)
        for letter in LETTERS:
            composed = unicodedata.normalize("NFC", letter + chr(accent))
            if len(composed) == 1 and ord(composed) < COMPOSED_END:
                yield accent, ord(letter), ord(composed)


def described(code):
    if code < 0x80:
        return "'\\''" if code == 39 else "'\\\\'" if code == 92 else f"'{chr(code)}'"
    return f"0x{code:04x}"


def write_layout(name, rows, altgr):
    composed = list(compositions(rows))
    lines = []
    if composed:
        lines += [f"static const struct keymap_composition {name}_compositions[] = {{"]
        lines += [f"\t{{ 0x{accent:04x}, {described(letter)}, 0x{code:04x} }},"
                  for accent, letter, code in composed] + ["};", ""]
    lines += [f"const struct keymap keymap_{name} = {{", f'\t.name = "{name}",',
              f"\t.altgr = {str(altgr).lower()},"]
    if composed:
        lines += [f"\t.compositions = {name}_compositions,",
                  f"\t.compositions_count = {len(composed)},"]
    lines += ["\t.keys = {"]
    for usage, row in rows.items():
        chars = ", ".join(described(code) if code else "0" for code in row)
        lines += [f"\t\t[0x{usage:02x} - KEYMAP_FIRST] = {{ {chars} }},"]
    return lines + ["\t},", "};", ""]


def main(folder, keysymdef, out, *layouts):
    symbols, keysyms = Symbols(folder), read_keysyms(keysymdef)
    lines = ["/* Generated by scripts/xkb2c.py. */", "#include <core/keyboard.h>", ""]
    for layout in layouts:
        keys, included = {}, set()
        symbols.read("pc(pc105)", keys, set())
        symbols.read(layout, keys, included)
        altgr = any(what.startswith("level3(") for what in included)
        lines += write_layout(layout, layout_rows(keys, keysyms), altgr)
    with open(out, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


if __name__ == "__main__":
    if len(sys.argv) < 5:
        die("xkb2c.py SYMBOLS_FOLDER KEYSYMDEF_H OUT.c LAYOUT...")
    main(*sys.argv[1:])
