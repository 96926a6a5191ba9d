# SPDX-License-Identifier: MIT
"""What stands on the screens, read from outside: the VGA's memory, and pictures."""

import re

import pytest

from harness.machine import Machine


def shown(machine):
    machine.wait("ready 80x25")
    return machine.vga_text()


@pytest.mark.parametrize("image", ["bobbin.elf", "bobbin.iso"])
def test_vga_shows_text_and_colours(terminal, image):
    text = 'text "%1b[96mHello World!%1b[0m plain%0a" text "%c3%a4%01%e2%82%ac%0a"'
    with Machine(terminal / image, args=f"loglevel=info -- show {text}", nic="none") as machine:
        rows = shown(machine)
        cells = machine.vga_cells()
    row = rows.index("Hello World! plain")
    assert [attr for _, attr in cells[row][:13]] == [0x0b] * 12 + [0x07]
    assert [code for code, _ in cells[row + 1][:4]] == [0x84, 0xfe, 0xfe, 0x20]
    assert rows[row + 2] == "ready 80x25" and not any(rows[row + 3:])
    # What was said before the program started, the time in grey.
    assert rows[0].startswith("[ ") and "bobbin, started by" in rows[0]
    assert cells[0][0][1] == 0x08 and cells[0][40][1] == 0x07


def test_vga_scrolls(terminal):
    with Machine(terminal / "bobbin.elf", args="loglevel=info -- show lines 200",
                 nic="none") as machine:
        rows = shown(machine)
        machine.type("\n")
        assert machine.end() == 0
    assert rows == [f"line number {n}" for n in range(178, 201)] + ["ready 80x25", ""]


def test_vga_console_stays_away_where_there_is_none(terminal):
    """A machine without a VGA, and one whose firmware left a picture."""
    for door in [{"machine": "microvm", "image": "bobbin.elf"}, {"door": "uefi"}]:
        image = terminal / door.pop("image", "bobbin.iso")
        with Machine(image, args="loglevel=info -- show lines 2", nic="none", **door) as machine:
            machine.wait("ready 0x0")
            assert "line number" not in "\n".join(machine.vga_text())
            machine.type("\n")
            assert machine.end() == 0


GROUND, INK, GREY, CYAN = 0x10141a, 0xd0d5dd, 0x76808f, 0x7fe0ea


def test_picture_shows_text_and_colours(picture):
    text = ('text "%1b[96mHello World!%1b[0m plain%0a" text "%c3%a4%01%e2%82%ac%0a" '
            'text "%1b[44mblue%1b[0m%0a"')
    with Machine(picture / "bobbin.iso", args=f"loglevel=info -- show {text}",
                 nic="none") as machine:
        machine.wait("ready 124x46")
        screen = machine.screen()
    assert (screen.picture.width, screen.picture.height) == (1024, 768)
    row = screen.text.index("Hello World! plain")
    assert [screen.colours[row, col] for col in (0, 11, 13)] == [
        (CYAN, GROUND), (CYAN, GROUND), (INK, GROUND)]
    # The font's picture for what it does not have is also that of U+25C8.
    assert screen.text[row + 1] == "\u00e4\u25c8\u20ac"
    assert screen.text[row + 2] == "blue"
    assert [screen.colours[row + 2, col][1] for col in (3, 4)] == [0x61a8ef, GROUND]
    assert screen.text[row + 3] == "ready 124x46" and not any(screen.text[row + 4:])
    assert "bobbin, started by multiboot2" in screen.text[0]
    assert screen.colours[0, 0] == (GREY, GROUND) and screen.colours[0, 40] == (INK, GROUND)
    assert screen.cursor == (row + 4, 0) and screen.margins() == {GROUND}


def test_picture_scrolls(picture):
    with Machine(picture / "bobbin.iso", args="loglevel=info -- show lines 200",
                 nic="none") as machine:
        machine.wait("ready")
        screen = machine.screen()
        machine.type("\n")
        assert machine.end() == 0
    assert screen.text == [f"line number {n}" for n in range(157, 201)] + ["ready 124x46", ""]
    assert screen.margins() == {GROUND}


def test_picture_where_there_is_none(picture):
    """Without a boot loader: the VGA's text, or nothing at all."""
    for machine_type, size in [("pc", "80x25"), ("microvm", "0x0")]:
        with Machine(picture / "bobbin.elf", machine=machine_type, nic="none",
                     args="loglevel=info -- show lines 1") as machine:
            machine.wait(f"ready {size}")
            machine.type("\n")
            assert machine.end() == 0


def test_picture_shows_a_panic(picture):
    """What a machine without a serial line leaves, when it halts after a panic."""
    with Machine(picture / "bobbin.iso", args="loglevel=info -- crash", nic="none") as machine:
        machine.wait("panic: .*(?s:.*)halted")
        text = "\n".join(machine.screen().text)
    assert re.search("panic: ", text) and re.search(r"main\b", text), text
