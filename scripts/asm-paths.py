#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""asm-paths.py OBJECT - the debug information of an object of NASM's names no folder, in place.

NASM calls the absolute folder of the source the folder of the compilation, and the source by its
path from the top of the tree: together a path that does not exist, and images that differ by the
place where they were built. The folder becomes ".", as the C objects have it.

Source: DWARF 3, 7.5.1 (a unit begins with its length) and 7.5.4 (strings in place); System V ABI,
chapter 4 (relocation entries), for the fields behind the string, which move.
"""
import struct
import sys

# A section header: name, type, flags, address, offset, size, link, info, alignment, entry size.
HEADER = "<IIQQQQIIQQ"
OFFSET, SIZE, INFO = 4, 5, 7
RELOCATIONS, RELOCATION = 4, 24  # SHT_RELA; bytes of an entry, the offset first
NAME = 0x20  # where the compilation unit's strings begin: name, folder, producer
FOLDER = b".\0"


def sections(elf):
    """[(place of the header, its fields, the section's name)]"""
    table, = struct.unpack_from("<Q", elf, 40)
    size, count, names = struct.unpack_from("<HHH", elf, 58)
    found = [(table + i * size, list(struct.unpack_from(HEADER, elf, table + i * size)))
             for i in range(count)]
    text = found[names][1][OFFSET]
    return [(at, fields, bytes(elf[text + fields[0]:elf.index(0, text + fields[0])]))
            for at, fields in found]


def rename(elf):
    listed = sections(elf)
    index = next((i for i, (_, fields, name) in enumerate(listed)
                  if name == b".debug_info" and fields[SIZE]), None)
    if index is None:
        return  # no code in it
    at, info, _ = listed[index]
    unit = elf[info[OFFSET]:info[OFFSET] + info[SIZE]]
    begin = unit.index(0, NAME) + 1
    end = unit.index(0, begin) + 1
    if not unit.startswith(b"NASM", end):
        sys.exit(f"{sys.argv[1]}: its debug information is not as NASM writes it")
    gone = end - begin - len(FOLDER)
    unit[begin:end] = FOLDER
    length, = struct.unpack_from("<I", unit)
    struct.pack_into("<I", unit, 0, length - gone)
    elf[info[OFFSET]:info[OFFSET] + info[SIZE]] = unit + bytes(gone)
    info[SIZE] -= gone
    struct.pack_into(HEADER, elf, at, *info)
    for _, fields, _ in listed:
        if fields[1] == RELOCATIONS and fields[INFO] == index:
            move(elf, fields, end, gone)


def move(elf, relocations, behind, by):
    first, size = relocations[OFFSET], relocations[SIZE]
    for entry in range(first, first + size, RELOCATION):
        offset, = struct.unpack_from("<Q", elf, entry)
        if offset >= behind:
            struct.pack_into("<Q", elf, entry, offset - by)


def main(args):
    if len(args) != 1:
        sys.exit(__doc__)
    with open(args[0], "r+b") as file:
        elf = bytearray(file.read())
        rename(elf)
        file.seek(0)
        file.write(elf)


if __name__ == "__main__":
    main(sys.argv[1:])
