# SPDX-License-Identifier: MIT
"""The pictures of the documentation: what is booted and pressed for each of them.

docs/pictures/NAME.png is what a reader sees and what a test compares the screen with, pixel by
pixel; "make screenshots" takes them anew.
"""

import struct
import time
import zlib

from .guest import TOP, preset, wait_for
from .machine import Machine

SIZE = "video=1024x768"
CLOCK = "-rtc base=2026-03-02T08:30:00"  # for screens that show the time
SETTLED = 1.0  # seconds without a change


class Scene:
    """A preset, and what is done once it stands still, step by step: a key, keys at once, or a
    drag from one place to another."""

    def __init__(self, preset, *keys, args="", **given):
        self.preset, self.keys, self.args, self.given = preset, keys, args, given

    def machine(self):
        image = preset(self.preset) / "bobbin.elf"
        given = {"nic": "none", "qemuflags": CLOCK, **self.given}
        return Machine(image, args=f"{SIZE} {self.args}", **given)


SCENES = {
    "hello_gui": Scene("hello_gui"),
    "kiosk": Scene("kiosk", "right"),
    "kiosk_morning": Scene("kiosk"),
    "gallery": Scene("gallery"),
    "gallery_lists": Scene("gallery", args="-- 1"),
    "gallery_editors": Scene("gallery", args="-- 2"),
    "desktop": Scene("desktop", (300, 112, 170, 60), ("meta_l", "2"), (560, 126, 690, 250),
                     *"ls", "spc", "minus", "l", "spc", "slash", "ret",
                     args="-- /data/Welcome.txt", mem="64",
                     qemuflags=f"{CLOCK} -vga std -device virtio-tablet-pci"),
}


def path(name):
    return TOP / "docs" / "pictures" / f"{name}.png"


def settled(machine, seconds=SETTLED):
    """The picture, once it has not changed for a while, and is not black."""
    last = [None, 0.0]

    def still():
        data = machine.picture()
        if last[0] is None or last[0].data != data.data:
            last[:] = [data, time.monotonic()]
        return any(data.data[::997]) and time.monotonic() > last[1] + seconds
    wait_for(still, "a picture that stands still")
    return last[0]


def place(axis, pixel, last):
    """A tablet's event for a pixel of a screen that ends with the pixel last."""
    return {"type": "abs", "data": {"axis": axis, "value": -(-pixel * 32767 // last)}}


def drag(machine, picture, x, y, to_x, to_y):
    """With the left button, over a tablet."""
    for step in range(5):
        at = x + (to_x - x) * step // 4, y + (to_y - y) * step // 4
        last = picture.width - 1, picture.height - 1
        machine.events(*(place(axis, at[i], last[i]) for i, axis in enumerate("xy")))
        if step in (0, 4):
            machine.events({"type": "btn", "data": {"down": step == 0, "button": "left"}})


def play(machine, keys):
    picture = settled(machine)
    for key in keys:
        if isinstance(key, str):
            machine.press(key)
        elif isinstance(key[0], str):
            machine.press(*key)
        else:
            drag(machine, picture, *key)
        time.sleep(0.2)
        picture = settled(machine)
    return picture


# --- PNG, as far as our pictures need it: eight bits of red, green and blue (RFC 2083) ------------

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def write_png(picture, file):
    """Each row as its difference to the row above, which is what screens compress best by."""
    width, rows, above = 3 * picture.width, [], bytes(3 * picture.width)
    for y in range(picture.height):
        row = picture.data[y * width:(y + 1) * width]
        rows.append(b"\2" + bytes((a - b) & 255 for a, b in zip(row, above)))
        above = row
    head = struct.pack(">IIBBBBB", picture.width, picture.height, 8, 2, 0, 0, 0)
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) +
                     chunk(b"IDAT", zlib.compress(b"".join(rows), 9)) + chunk(b"IEND", b""))


def read_png(file):
    """(width, height, pixels as in a PPM) of a picture that write_png() wrote."""
    data, at, packed = file.read_bytes(), 8, b""
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", body)
        elif kind == b"IDAT":
            packed += body
        at += length + 12
    raw, step, above, out = zlib.decompress(packed), 3 * width, bytes(3 * width), []
    for y in range(height):
        assert raw[y * (step + 1)] == 2, f"{file} was written by another program"
        row = raw[y * (step + 1) + 1:(y + 1) * (step + 1)]
        above = bytes((a + b) & 255 for a, b in zip(row, above))
        out.append(above)
    return width, height, b"".join(out)
