# SPDX-License-Identifier: MIT
"""The disk that the tests of the desktop find things on."""

import re

from . import scenes
from .guest import TOP, must
from .screen import Picture

SAMPLE = 0x12a45b  # the picture's one colour
MANUAL = (TOP / "docs/SHELL.md").read_text()
COMMANDS = re.findall(r"(?m)^\| `(\w+)", MANUAL.partition("\n## Commands\n")[2])
WORK = ("mkdir -p /tmp/w/d; cd /tmp/w; touch a; write a some text; cp a b; mv b d/c; cat a d/c; "
        "ls; head a; tail a; wc a; grep text a; hexdump a; rm a; rm -r d; cd ..; pwd; rmdir w; "
        "cd /data; sync; mem; df; ps; uptime; info; dmesg; date; help; clear; history; mount; "
        "net; netstats; arptable; sleep 0; set; unset X; true; echo all").split("; ")
GARBAGE = (b"theme = pink\nscale = -1\nscreen = 800x600\nkeyboard = \xff\xfe\n"
           b"address = 10.0.2.300\ndns\n= = =\n\0\0theme\n" + bytes(range(256)) * 8)


def new_disk(tools, folder):
    """A volume with texts and pictures, some of them broken, and settings that are none but
    for a size of the screen, over which the one of the command line wins."""
    source, volume = folder / "source", folder / "disk"
    source.mkdir()
    (source / ".desktop.conf").write_bytes(GARBAGE)
    (source / "colours").write_bytes(b"\x1b[31mstop\x1b[0m\n")
    (source / "many").write_text("".join(f"row{i}\n" for i in range(100)))
    (source / ".names").write_text("".join(
        f"{name} --help > /tmp/said || echo no {name}\n" for name in COMMANDS) + "echo asked\n")
    (source / ".work").write_text("".join(
        f"{line} > /tmp/said || echo not {line}\n" for line in WORK) + "cat /tmp/said\n")
    (source / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    photo = (TOP / "gui/tests/jpeg_fuzz.txt").read_text().split()[0]  # 16 x 16, black to colours
    (source / "photo.jpg").write_bytes(bytes.fromhex(photo))
    picture = Picture(b"P6 40 30 255\n" + SAMPLE.to_bytes(3, "big") * 1200)
    scenes.write_png(picture, source / "sample.png")
    must([tools / "mkfs.ctfs", volume, "16M"])
    must([tools / "ctfs", volume, "put", source, "/"])
    return volume
