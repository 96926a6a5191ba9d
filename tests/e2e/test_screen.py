# SPDX-License-Identifier: MIT
"""What stands on the screens, read from outside: the VGA's memory, and pictures."""

import pytest

from harness.machine import Machine

@pytest.fixture(scope="module")
def vga(terminal):
    return terminal


def shown(machine):
    machine.wait("ready 80x25")
    return machine.vga_text()


@pytest.mark.parametrize("image", ["bobbin.elf", "bobbin.iso"])
def test_vga_shows_text_and_colours(vga, image):
    text = 'text "%1b[96mHello World!%1b[0m plain%0a" text "%c3%a4%01%e2%82%ac%0a"'
    with Machine(vga / image, args=f"loglevel=info -- show {text}", nic="none") as machine:
        rows = shown(machine)
        cells = machine.vga_cells()
    row = rows.index("Hello World! plain")
    assert [attr for _, attr in cells[row][:13]] == [0x0b] * 12 + [0x07]
    assert [code for code, _ in cells[row + 1][:4]] == [0x84, 0xfe, 0xfe, 0x20]
    assert rows[row + 2] == "ready 80x25" and not any(rows[row + 3:])
    # What was said before the program started, the time in grey.
    assert rows[0].startswith("[ ") and "bobbin, started by" in rows[0]
    assert cells[0][0][1] == 0x08 and cells[0][40][1] == 0x07


def test_vga_scrolls(vga):
    with Machine(vga / "bobbin.elf", args="loglevel=info -- show lines 200", nic="none") as machine:
        rows = shown(machine)
        machine.type("\n")
        assert machine.end() == 0
    assert rows == [f"line number {n}" for n in range(178, 201)] + ["ready 80x25", ""]


def test_vga_console_stays_away_where_there_is_none(vga):
    """A machine without a VGA, and one whose firmware left a picture."""
    for door in [{"machine": "microvm", "image": "bobbin.elf"}, {"door": "uefi"}]:
        image = vga / door.pop("image", "bobbin.iso")
        with Machine(image, args="loglevel=info -- show lines 2", nic="none", **door) as machine:
            machine.wait("ready 0x0")
            assert "line number" not in "\n".join(machine.vga_text())
            machine.type("\n")
            assert machine.end() == 0
