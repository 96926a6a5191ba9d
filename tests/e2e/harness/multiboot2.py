# SPDX-License-Identifier: MIT
"""A reader of Multiboot2 headers by the letter of the specification (2.0, section 3.1)."""

import struct

MAGIC = 0xE85250D6
SEARCHED = 32768  # the header lies completely within that
END, ENTRY, FRAMEBUFFER = 0, 3, 5


class Wrong(Exception):
    """What a loader may refuse the image for."""


def find(image):
    at = image[:SEARCHED].find(struct.pack("<I", MAGIC))
    if at < 0:
        raise Wrong("no magic number")
    if at % 8:
        raise Wrong("header is not aligned to 8")
    return at


def parse(image):
    """{tag type: (flags, payload)} of the header in the bytes of an image."""
    at = find(image)
    magic, arch, length, checksum = struct.unpack_from("<IIII", image, at)
    if (magic + arch + length + checksum) % (1 << 32):
        raise Wrong("checksum")
    if arch != 0:
        raise Wrong("not for i386")
    if at + length > min(SEARCHED, len(image)):
        raise Wrong("header is too long")
    tags, here, end = {}, at + 16, at + length
    while True:
        if here + 8 > end:
            raise Wrong("no end tag")
        kind, flags, size = struct.unpack_from("<HHI", image, here)
        if size < 8 or here + size > end:
            raise Wrong(f"size of tag {kind}")
        if kind == END:
            break
        tags[kind] = (flags, image[here + 8 : here + size])
        here += (size + 7) // 8 * 8
    if (size, here + 8) != (8, end):
        raise Wrong("something follows the end tag")
    return tags
