# SPDX-License-Identifier: MIT
"""Keys pressed on QEMU's keyboard against what the program reads, and the mouse between them."""

import random
import re

import pytest

from harness.guest import wait_for
from harness.machine import Machine

DIGITS = "1234567890"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# QEMU names keys by what is on an American keyboard.
SIGNS = ["spc", "minus", "equal", "bracket_left", "bracket_right", "backslash", "semicolon",
         "apostrophe", "grave_accent", "comma", "dot", "slash", "less"]
PAD = ["kp_divide", "kp_multiply", "kp_subtract", "kp_add", *(f"kp_{n}" for n in range(10)),
       "kp_decimal"]
US = {(): LETTERS + DIGITS + r" -=[]\;'`,./<" + "/*-+0123456789.",
      ("shift",): LETTERS.upper() + "!@#$%^&*()" + ' _+{}|:"~<>?>' + "/*-+0123456789."}
DE = {(): "abcdefghijklmnopqrstuvwxzy" + DIGITS + " ß´ü+#öä^,.-<" + "/*-+0123456789,",
      ("shift_r",): "ABCDEFGHIJKLMNOPQRSTUVWXZY" + '!"§$%&/()=' + " ?`Ü*'ÖÄ°;:_>"
                    + "/*-+0123456789,"}
DE_ALTGR = {"q": "@", "e": "€", "m": "µ", "2": "²", "3": "³", "7": "{", "8": "[", "9": "]",
            "0": "}", "minus": "\\", "bracket_right": "~", "less": "|"}


# Keys that wait for another one; with a blank they are accents by themselves.
DE_DEAD = {"equal", ("shift_r", "equal"), "grave_accent"}

QUIET = "loglevel=info -- read"


@pytest.fixture(scope="module")
def us(terminal):
    return terminal / "bobbin.elf"


def read_back(machine, count):
    """The bytes of the line that the program read as its count-th, without the new line."""
    machine.wait(rf"(?s)(got.*?\n.*?){{{count}}}")
    line = re.findall(r"(?m)^got((?: [0-9a-f]{2})+)$", machine.console())[count - 1]
    return bytes.fromhex(line).rstrip(b"\n").decode()


def all_keys(machine, layout, dead=()):
    """Presses every printable key, one line for each modifier."""
    machine.wait("ready")
    for number, (modifiers, expected) in enumerate(layout.items(), 1):
        for key in [*LETTERS, *DIGITS, *SIGNS, *PAD]:
            if (*modifiers, key) in dead or (not modifiers and key in dead):
                machine.press(*modifiers, key)
                machine.press_echoed("spc")
            else:
                machine.press_echoed((*modifiers, key))
        machine.press_echoed("ret")
        assert read_back(machine, number) == expected
    return len(layout)


def test_every_printable_key_us(us):
    with Machine(us, args=QUIET, nic="none") as machine:
        all_keys(machine, US)


def test_every_printable_key_de(picture):
    with Machine(picture / "bobbin.elf", args=QUIET, nic="none") as machine:
        lines = all_keys(machine, DE, DE_DEAD)
        machine.press_echoed(*[("alt_r", key) for key in DE_ALTGR], "ret", at_once=2)
        assert read_back(machine, lines + 1) == "".join(DE_ALTGR.values())
        for dead, letter in [("equal", "e"), ("shift equal", "a"), ("grave_accent", "o")]:
            machine.press(*dead.split())
            machine.press_echoed(letter)
        machine.press_echoed("ret")
        assert read_back(machine, lines + 2) == "éàô"


def test_no_key_is_lost(us):
    """500 random ones, in lines of 100, and their number in /proc/input."""
    noise = random.Random(1)
    with Machine(us, args=QUIET, nic="none") as machine:
        machine.wait("ready")
        for number in range(1, 6):
            keys = noise.choices(LETTERS + DIGITS, k=100)
            machine.press_echoed(*keys, "ret")
            assert read_back(machine, number) == "".join(keys)
        machine.type("\x04")
        assert machine.end() == 0
        assert "keys 1010\n" in machine.text and "dropped 0\n" in machine.text


def button(down):
    return {"type": "btn", "data": {"down": down, "button": "left"}}


def move(axis, value):
    return {"type": "rel", "data": {"axis": axis, "value": value}}


def qcode(name, down):
    return {"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": name}}}


def test_mouse_and_keys_interleaved_lose_nothing(us):
    with Machine(us, args=QUIET, nic="none") as machine:
        machine.wait("ready")
        for count in range(1, 51):
            machine.events(qcode("a", True), button(True), move("x", 3))
            machine.events(button(False), qcode("a", False), move("y", -2))
            wait_for(lambda: machine.console().endswith("a" * count), f"{count} echoes")
        machine.press("ret")
        assert read_back(machine, 1) == "a" * 50
        machine.type("\x04")
        assert machine.end() == 0
    assert "keys 102\n" in machine.text and "buttons 100\n" in machine.text
    assert int(re.search(r"moves (\d+)\n", machine.text)[1]) >= 50


def test_raw_mode_gives_escape_sequences(us):
    with Machine(us, args=f"{QUIET} raw", nic="none") as machine:
        machine.wait("ready")
        for names, sequence in [(["up"], "1b 5b 41"), (["home"], "1b 5b 48"),
                                (["ctrl", "right"], "1b 5b 31 3b 35 43"),
                                (["delete"], "1b 5b 33 7e"), (["f1"], "1b 4f 50"),
                                (["alt", "x"], "1b 78"), (["ctrl", "c"], "03"), (["ret"], "0d")]:
            machine.press(*names)
            machine.wait(rf"got {sequence}\n")
        machine.type("\x04")
        assert machine.end() == 0


def test_lights_and_caps_lock(us):
    with Machine(us, args=QUIET, nic="none") as machine:
        machine.wait("ready")
        machine.press("a")
        machine.press("caps_lock")
        machine.press("a")
        machine.press("caps_lock")
        machine.press("a")
        machine.press("ret")
        assert read_back(machine, 1) == "aAa"


def test_ticks_then_scancodes_then_characters(us):
    """With the most talkative log: dots from the clock, "1e" from the key, then its "a"."""
    with Machine(us, args="-- read dots", nic="none") as machine:
        machine.wait(r"ready\n\.{5}")
        machine.press("a")
        machine.wait(r"scancode 1e\n(.*\n)*?\.*got 61\n")
        machine.wait(r"scancode 9e\n")
        machine.type("\x04")
        assert machine.end() == 0


def test_machine_without_a_keyboard(us):
    with Machine(us, machine="pc,i8042=off", args=f"{QUIET} raw", nic="none") as machine:
        machine.wait("ready")
        machine.type("x\x04")
        assert machine.end() == 0
