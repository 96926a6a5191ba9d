#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""crash.py [--addr2line CMD] [--elf ELF] LOG - makes reports of the crash bundles in LOG.

LOG is what a serial console showed, "-" is stdin: lines around a bundle, carriage returns and
a prefix that every line has (a time, a host name) do no harm. ELF is the bobbin.elf with debug
information of that very build; with it, addresses become functions, files and lines.

Exit status: 0 reports were printed; 1 LOG cannot be read or holds no bundle; 2 a bundle is
damaged; 3 ELF is missing or of another build, or there is no addr2line: the report has addresses
only.
"""
import argparse
import re
import shutil
import struct
import subprocess
import sys
import zlib

BEGIN = re.compile(r"-----BEGIN BOBBIN CRASH-----\s*$")
END = re.compile(r"-----END BOBBIN CRASH ([0-9a-f]{8})-----\s*$")
VERSION = "1"
OK, NO_BUNDLE, DAMAGED, WRONG_ELF = range(4)


class Bundle:
    """One bundle: its lines as (key, value), and whether they are what was written."""

    def __init__(self, lines, line_number, checksum):
        # A program can print anything; what is shown here goes to somebody's terminal.
        plain = [re.sub(r"[^\x20-\x7e]", "?", line) for line in lines]
        self.rows = [tuple(line.split(": ", 1)) for line in plain if ": " in line]
        self.line_number = line_number
        self.fault = None
        found = zlib.crc32("".join(line + "\n" for line in lines).encode("utf-8", "replace"))
        if checksum is None:
            self.fault = "it has no end: the log was cut off, or the report itself crashed"
        elif found != int(checksum, 16):
            self.fault = f"its checksum is {checksum}, and its lines give {found:08x}"

    def get(self, key):
        return next((value for k, value in self.rows if k == key), None)


def find_bundles(text):
    """All bundles of a log, in order. What stands before a BEGIN marker in its line is taken
    off all lines of the bundle, by length: it may be a time."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    bundles, at = [], 0
    while at < len(lines):
        begin = BEGIN.search(lines[at])
        at += 1
        if not begin:
            continue
        first, inside, checksum = at, [], None
        while at < len(lines) and not BEGIN.search(lines[at]):
            line = lines[at][begin.start():]
            at += 1
            if end := END.match(line):
                checksum = end[1]
                break
            inside.append(line)
        bundles.append(Bundle(inside, first, checksum))
    return bundles


def read_build_id(path):
    """The id in the ELF note, as hexadecimal digits; None when the file has none."""
    with open(path, "rb") as file:
        elf = file.read()
    if elf[:4] != b"\x7fELF" or len(elf) < 64:
        return None
    headers, = struct.unpack_from("<Q", elf, 32)
    size, count = struct.unpack_from("<HH", elf, 54)
    for i in range(count):
        kind, = struct.unpack_from("<I", elf, headers + i * size)
        offset, in_file = struct.unpack_from("<Q16xQ", elf, headers + i * size + 8)
        if kind == 4:
            found = note_of_type(elf[offset:offset + in_file], b"GNU\0", 3)
            if found:
                return found.hex()
    return None


def note_of_type(notes, name, kind):
    at = 0
    while at + 12 <= len(notes):
        name_size, size, this = struct.unpack_from("<III", notes, at)
        name_end = at + 12 + (name_size + 3 & ~3)
        if this == kind and notes[at + 12:at + 12 + name_size] == name:
            return notes[name_end:name_end + size]
        at = name_end + (size + 3 & ~3)
    return None


def object_at(path, address):
    """"name" or "name+0x8" of the variable at address; None when there is none."""
    with open(path, "rb") as file:
        elf = file.read()
    sections, = struct.unpack_from("<Q", elf, 40)
    size, count = struct.unpack_from("<HH", elf, 58)
    headers = [struct.unpack_from("<IIQQQQI", elf, sections + i * size) for i in range(count)]
    for _, kind, _, _, start, length, strings in headers:
        for at in range(start, start + length, 24) if kind == 2 else ():
            name, info, value, extent = struct.unpack_from("<IB3xQQ", elf, at)
            if info & 15 == 1 and value <= address < value + extent:
                first = headers[strings][4] + name
                text = elf[first:elf.index(b"\0", first)].decode("ascii", "replace")
                return text + (f"+{address - value:#x}" if address > value else "")
    return None


class Symbols:
    """Addresses to "function at file:line"; without an ELF they stay addresses."""

    def __init__(self, command, elf):
        self.command, self.elf = command, elf

    def object(self, address):
        return object_at(self.elf, address) if self.elf else None

    def lines(self, address):
        """The innermost inlined function first."""
        if not self.elf:
            return [""]
        said = subprocess.run([*self.command.split(), "-i", "-f", "-e", self.elf, hex(address)],
                              capture_output=True, text=True, check=True).stdout.splitlines()
        pairs = zip(said[::2], [re.sub(r" \(discriminator \d+\)", "", s) for s in said[1::2]])
        return [f"{function} at {place}" for function, place in pairs]


def print_frame(number, value, symbols):
    """value: "0x12", "0x12!" the instruction itself, "0x12?" a guess, "0x12 *9" nine times."""
    found = re.fullmatch(r"0x([0-9a-f]{1,16})([!?]?)(?: \*(\d+))?", value)
    if not found:
        print(f"  #{number:<3} {value} (not an address)")
        return number + 1
    address, count = int(found[1], 16), int(found[3] or 1)
    # A return address is behind the call, perhaps already in the next function.
    first, *rest = symbols.lines(address - (found[2] != "!"))
    guess = " (perhaps)" if found[2] == "?" else ""
    print(f"  #{number:<3} {address:#018x} {first}{guess}".rstrip())
    if rest:
        for outer in rest:
            print(f"       inlined into {outer}")
    if count > 1:
        print(f"       ... {count - 1} times more")
    return number + count


def print_report(bundle, symbols):
    print(f"reason: {bundle.get('reason')}")
    touched = re.search(r"cr2 0x([0-9a-f]{1,16})\)", bundle.get("reason") or "")
    variable = symbols.object(int(touched[1], 16)) if touched else None
    if variable:
        print(f"variable: {variable}")
    number, log = 0, False
    for key, value in bundle.rows:
        if key in ("frame", "thread-frame"):
            number = print_frame(number, value, symbols)
            continue
        number = 0
        if key == "log":
            print("log:" if not log else "", end="\n" if not log else "")
            log = True
            print(f"  {value}")
        elif key != "reason":
            print(f"{key}: {value}")


def judge_elf(bundle, path):
    """None when the ELF at path is the bundle's, else why not."""
    wanted = bundle.get("build-id")
    try:
        found = read_build_id(path)
    except OSError as error:
        return f"{path}: {error.strerror}; build {wanted} is needed for functions and lines"
    if found is None:
        return f"{path}: not an executable with a build id; build {wanted} is needed"
    if found != wanted:
        return (f"{path} is build {found}, and the crash was of build {wanted}; check out that "
                f"version with configuration {bundle.get('config-hash')}, or keep its bobbin.elf")
    return None


def judge_tool(command):
    if shutil.which(command.split()[0]):
        return None
    return f"{command}: no such command, and it is needed for functions and lines (binutils)"


def report(bundle, args):
    """Prints the report of one bundle; returns the status."""
    print(f"--- crash bundle at line {bundle.line_number} of {args.log} ---")
    status = OK
    if bundle.fault:
        print(f"crash: the bundle is damaged: {bundle.fault}", file=sys.stderr)
        status = DAMAGED
    if bundle.get("bundle") != VERSION:
        print(f"crash: the bundle is of format {bundle.get('bundle')}, this reads format "
              f"{VERSION}", file=sys.stderr)
        return DAMAGED
    wrong = judge_elf(bundle, args.elf) or judge_tool(args.addr2line)
    if wrong:
        print(f"crash: {wrong}", file=sys.stderr)
    print_report(bundle, Symbols(args.addr2line, None if wrong else args.elf))
    return status or (WRONG_ELF if wrong else OK)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--addr2line", default="addr2line")
    parser.add_argument("--elf", default="build/bobbin.elf")
    parser.add_argument("log")
    args = parser.parse_args()
    try:
        with open(0 if args.log == "-" else args.log, encoding="utf-8", errors="replace",
                  newline="") as log:
            bundles = find_bundles(log.read())
    except OSError as error:
        print(f"crash: {args.log}: {error.strerror}", file=sys.stderr)
        return NO_BUNDLE
    if not bundles:
        print(f"crash: {args.log} holds no crash bundle: no line ends in \"-----BEGIN BOBBIN "
              "CRASH-----\" (CRASH_BUNDLE=n, or not a panic?)", file=sys.stderr)
        return NO_BUNDLE
    return max([report(bundle, args) for bundle in bundles])


if __name__ == "__main__":
    sys.exit(main())
