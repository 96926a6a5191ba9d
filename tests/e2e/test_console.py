# SPDX-License-Identifier: MIT
"""The preset "console" as its user meets it: a screen, a keyboard, and the serial line beside."""

import re

import pytest

from harness.machine import Machine


def greet(machine, name):
    machine.press_echoed(("shift", name[0].lower()), *name[1:], "ret")
    machine.wait(rf"(?s)Hello, [^\n]*{name}.*name> ")


@pytest.mark.parametrize("door", ["iso", "uefi"])
def test_talks_on_screen_and_keyboard(console, door):
    with Machine(console / "bobbin.iso", door=door, nic="none") as machine:
        machine.wait("name> ")
        greet(machine, "Ada")
        greet(machine, "Grace")
        screen = machine.screen()
        machine.type("\x04")
        assert machine.end() == 0
    first = screen.text.index("name> Ada")
    assert screen.text[first + 1:first + 5] == ["Hello, Ada!", "name> Grace", "Hello, Grace!",
                                                "name>"]
    assert screen.cursor == (first + 4, 6)
    assert "2 greeted" in machine.text


def test_image_is_small(console):
    assert (console / "bobbin.iso").stat().st_size <= 1_100_000
    assert (console / "bobbin.stripped.elf").stat().st_size <= 120_000


def test_serial_line_and_keyboard_are_one_terminal(console):
    with Machine(console / "bobbin.elf", nic="none") as machine:
        machine.wait("name> ")
        machine.type("Ad")
        machine.wait("Ad$")
        machine.press("a")
        machine.wait("Ada$")
        machine.type("\r")
        machine.wait("Hello, .*Ada")
        assert "name> Ada" in machine.vga_text()


def test_lines_are_edited(console):
    """Left twice and an insertion, a word taken out, an earlier line, ^U."""
    lines = [("Gce\x1b[D\x1b[Dra\n", "Grace"), ("Ada Love\x17Byron\n", "Ada Byron"),
             ("\x1b[A\x1b[A\n", "Grace"), ("wrong\x15Alan\n", "Alan"),
             ("Jürgex\x7fn\x1b[D\x1b[D\x1b[D\x1b[D\x7fo\n", "Jorgen")]
    with Machine(console / "bobbin.elf", nic="none") as machine:
        machine.wait("name> ")
        for number, (typed, name) in enumerate(lines, 1):
            machine.type(typed)
            machine.wait(rf"(?s)(Hello, .*?\n.*?){{{number}}}name> \S*$")
            assert machine.console().split("Hello, ")[-1].startswith(f"\x1b[1m{name}\x1b[0m!")
        rows = machine.vga_text()
        machine.type("\x04")
        assert machine.end() == 0
    for _, name in lines:
        assert f"name> {name}" in rows and f"Hello, {name}!" in rows


def test_serial_line_is_first(terminal):
    """A line is out before memory is there, and dmesg repeats it from the ring."""
    with Machine(terminal / "bobbin.elf", args="-- dmesg", nic="none") as machine:
        machine.end()
        text = machine.text
    first = text.splitlines()[0]
    assert re.fullmatch(r"\[ +0\.0+\] boot: terminal .* on bobbin, started by pvh", first)
    assert text.index(first) < text.index("pages ok") < text.index("drivers ok")
    assert "ring of 16384 bytes" in text and text.count(first) == 2


def test_ctrl_c_ends_the_program(console):
    with Machine(console / "bobbin.elf", nic="none") as machine:
        machine.wait("name> ")
        machine.press_echoed("a")
        machine.press("ctrl", "c")
        assert machine.end() == 130
    assert "ended by signal 2" in machine.text and "a^C\n" in machine.text
