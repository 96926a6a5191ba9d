#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""gen-symbols.py NM_OUTPUT OUT.asm - the table of function names for backtraces.

  gen-symbols.py --empty OUT.asm            a table without entries, for the first link
  gen-symbols.py --verify OUT.asm NM_OUTPUT  the second link left all code in its place

NM_OUTPUT is what nm prints, "-" is stdin. The table, section .symtab_bobbin:

  uint32_t symtab_count;         number of functions
  uint8_t symtab_letter_count;   codes below are letters
  uint8_t symtab_first_end;      codes from here on end a name
  uint8_t symtab_letters[];      letter of code 0, 1, ...
  uint8_t symtab_pairs[][2];     the two codes that each code behind the letters stands for
  uint8_t symtab_deltas[];       per function its distance from the one before (the first:
                                 from __text_start), 7 bits a byte, low ones first, the
                                 top bit set in all but the last byte
  uint8_t symtab_names[];        the names in the same order, as codes

Names are compressed by pairs: the pair of codes that is most frequent becomes a code of its own,
again and again, while that saves anything (Gage, "A New Algorithm for Data Compression", 1994).
Code 255 ends a name; a code that expands to something with 255 at its end stands behind all that
do not, so that whoever skips names only compares. Less than half the size of the plain names.
"""
import re
import sys
from collections import Counter

END = 255
DEPTH_MAX = 12  # of pairs in pairs; core/symbols.c has a stack for as many
PAIR_MIN = 4  # a pair seen more rarely saves nothing worth a code


def read_text_symbols(path):
    """(offset from __text_start, name) of every function, ascending, one per address."""
    source = sys.stdin if path == "-" else open(path, encoding="utf-8")
    rows, bounds = [], {}
    for line in source:
        fields = line.split()
        if len(fields) != 3:
            continue
        address, kind, name = int(fields[0], 16), fields[1], fields[2]
        if name in ("__text_start", "__text_end"):
            bounds[name] = address
        elif kind in "tTwW" and "." not in name[:1] and not re.search(r"\.L|^\$", name):
            rows.append((address, kind in "tw", name))
    start, end = bounds["__text_start"], bounds["__text_end"]
    named = {}
    # Of several names for an address, global ones win, then the shorter.
    for address, local, name in sorted(rows, key=lambda r: (r[0], r[1], len(r[2]), r[2])):
        if start <= address < end:
            named.setdefault(address - start, name)
    return sorted(named.items())


class Compressor:
    """Names as a string of code points: letters, then one of our own (from BASE on) per pair."""

    BASE = 0x1000

    def __init__(self, names):
        self.text = "".join(name + "\0" for name in names)
        self.letters = sorted(set(self.text) - {"\0"})
        self.pairs = {}
        self.depth = dict.fromkeys(self.letters + ["\0"], 0)
        self.ends = {"\0"}
        while len(self.letters) + len(self.pairs) < END and self.pair_up():
            pass

    def pair_up(self):
        """Gives the most frequent pair a code; False when none is worth it."""
        count = Counter(zip(self.text, self.text[1:]))
        found = max(((n, pair) for pair, n in count.items() if self.fits(*pair)), default=(0, ()))
        if found[0] < PAIR_MIN:
            return False
        left, right = found[1]
        new = chr(self.BASE + len(self.pairs))
        self.text = self.text.replace(left + right, new)
        self.pairs[new] = left + right
        self.depth[new] = 1 + max(self.depth[left], self.depth[right])
        if right in self.ends:
            self.ends.add(new)
        return True

    def fits(self, left, right):
        return left not in self.ends and max(self.depth[left], self.depth[right]) < DEPTH_MAX

    def codes(self):
        """{code point: code}, and the first code that ends a name."""
        inner = [pair for pair in self.pairs if pair not in self.ends]
        outer = [pair for pair in self.pairs if pair in self.ends]
        order = {point: code for code, point in enumerate(self.letters + inner + outer)}
        order["\0"] = END
        return order, len(self.letters) + len(inner) if outer else END


def variable_length(number):
    out = []
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return out + [number]


def array(name, numbers):
    lines = [f"{name}:"]
    for i in range(0, len(numbers), 24):
        lines.append("\tdb " + ", ".join(str(n) for n in numbers[i:i + 24]))
    return lines


def describe(rows):
    return [f"; {offset} {name}" for offset, name in rows]


def render(rows):
    names = Compressor(name for _, name in rows)
    code, first_end = names.codes()
    pairs = sorted(names.pairs, key=code.get)
    offsets = [offset for offset, _ in rows]
    deltas = [here - before for here, before in zip(offsets, [0] + offsets)]
    out = ["; Generated by gen-symbols.py, which describes the format.",
           "section .symtab_bobbin progbits alloc noexec nowrite align=4",
           "global symtab_count, symtab_letter_count, symtab_first_end, symtab_letters",
           "global symtab_pairs, symtab_deltas, symtab_names",
           f"symtab_count: dd {len(rows)}",
           f"symtab_letter_count: db {len(names.letters)}",
           f"symtab_first_end: db {first_end}"]
    out += array("symtab_letters", [ord(letter) for letter in names.letters])
    out += array("symtab_pairs", [code[point] for pair in pairs for point in names.pairs[pair]])
    out += array("symtab_deltas", [byte for delta in deltas for byte in variable_length(delta)])
    out += array("symtab_names", [code[point] for point in names.text])
    return "\n".join(out + describe(rows)) + "\n"


def main(args):
    if len(args) == 2 and args[0] == "--empty":
        text, path = render([]), args[1]
    elif len(args) == 3 and args[0] == "--verify":
        with open(args[1], encoding="utf-8") as table:
            rows = [line.rstrip("\n") for line in table if re.match(r"; \d+ \S+$", line)]
        if describe(read_text_symbols(args[2])) != rows:
            sys.exit("gen-symbols: code moved when the symbol table was linked in; "
                     "backtraces would name the wrong functions")
        return
    elif len(args) == 2:
        text, path = render(read_text_symbols(args[0])), args[1]
    else:
        sys.exit(__doc__)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
