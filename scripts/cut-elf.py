#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""cut-elf.py FILE - cuts the section headers off a stripped executable, in place.

A loader reads program headers; section headers are for linkers and debuggers, which take
the file with debug information. They are a kilobyte, more than some options of the kernel.

Source: System V ABI, chapter 4 ("ELF header": e_shoff and e_shnum are 0 when a file has no
section header table).
"""
import struct
import sys


def cut(elf):
    headers, = struct.unpack_from("<Q", elf, 32)
    size, count = struct.unpack_from("<HH", elf, 54)
    end = headers + size * count
    for i in range(count):
        offset, in_file = struct.unpack_from("<Q16xQ", elf, headers + i * size + 8)
        end = max(end, offset + in_file)
    struct.pack_into("<Q", elf, 40, 0)
    struct.pack_into("<HHH", elf, 58, 0, 0, 0)
    return elf[:end]


def main(args):
    if len(args) != 1:
        sys.exit(__doc__)
    with open(args[0], "r+b") as file:
        elf = cut(bytearray(file.read()))
        file.seek(0)
        file.write(elf)
        file.truncate()


if __name__ == "__main__":
    main(sys.argv[1:])
