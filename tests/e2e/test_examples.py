# SPDX-License-Identifier: MIT
"""The programs that users copy: fbline draws, events waits for many things in one thread."""

import re
import subprocess
import time

import pytest

from harness.guest import OUT, boot, make, preset, wait_for
from harness.machine import Machine
from harness.screen import Picture, Screen

ORANGE, BLACK = 0xff8000, 0


@pytest.fixture(scope="module")
def fbline():
    return preset("fbline", "iso", "elf")


@pytest.fixture(scope="module")
def events():
    return preset("events") / "bobbin.elf"


def check_line(picture):
    """In each column the one pixel that is nearest to the ideal line, and nothing else."""
    width, height = picture.width, picture.height
    for x in range(width):
        column = [picture.pixel(x, y) for y in range(height)]
        assert column.count(ORANGE) == 1 and column.count(BLACK) == height - 1, f"column {x}"
        assert abs(column.index(ORANGE) * (width - 1) - x * (height - 1)) * 2 <= width - 1


@pytest.mark.parametrize("door", ["iso", "uefi"])
def test_fbline_draws_exactly_a_line(fbline, door):
    with Machine(fbline / "bobbin.iso", door=door, nic="none") as machine:
        size = machine.wait(r"A line on (\d+)x(\d+) pixels")
        picture = machine.picture()
        machine.key("ret", True)
        assert machine.end() == 0
    assert size.groups() == (str(picture.width), str(picture.height))
    check_line(picture)


def test_fbline_gives_the_screen_back(fbline):
    """What was said while the line was shown is on the console again."""
    with Machine(fbline / "bobbin.iso", nic="none", debug_exit="n",
                 qemuflags="-no-shutdown") as machine:
        machine.wait("Enter ends")
        machine.press("ret")
        wait_for(lambda: machine.qmp("query-status")["status"] == "shutdown", "the end")
        text = Screen(machine.picture()).text
    assert any(line.startswith("A line on ") for line in text), text


def test_fbline_without_a_screen_says_so(fbline):
    boot(fbline / "bobbin.elf", nic="none").expect(1, "fbline: no screen: No such device")


def test_fbline_draws_the_same_on_linux(tmp_path):
    status, said = make(OUT / "linux", "host", "APP=fbline")
    assert status == 0, said
    program, ppm = OUT / "linux" / "host" / "fbline", tmp_path / "screen.ppm"
    words = {"input": "\n", "text": True, "capture_output": True, "timeout": 60, "check": False}
    drawn = subprocess.run([program], env={"SCREEN": str(ppm)}, **words)
    assert (drawn.returncode, drawn.stderr) == (0, "")
    assert drawn.stdout == "A line on 1024x768 pixels. Enter ends.\n"
    check_line(Picture(ppm.read_bytes()))
    without = subprocess.run([program], env={}, **words)
    assert (without.returncode, without.stderr) == (1, "fbline: no screen: No such device\n")


def test_events_has_dots_and_keys(events):
    with Machine(events, args="-- 50", nic="none") as machine:
        machine.wait(r"q ends\.\n\.{3}")
        machine.press("a")
        machine.wait(r"key 61 a\n\.{3}")
        machine.type("B")
        machine.wait(r"key 42 B\n\.{3}")
        assert [row for row in machine.vga_text() if "key" in row][-1].endswith("key 42 B")
        machine.press("q")
        assert machine.end() == 0
    dots, keys = map(int, re.search(r"\n(\d+) dots, (\d+) keys", machine.text).groups())
    assert keys == 2 and dots == machine.text.split("q ends.\n")[1].split(" dots")[0].count(".")


def dropped(text):
    return sum(map(int, re.findall(r"warning: (\d+) keys dropped, 100 are waiting", text)))


def printed(text):
    return text.count("key 78 x\n")


def test_events_drops_keys_that_nobody_takes(events):
    with Machine(events, args="-- 60000", nic="none") as machine:
        machine.wait("q ends")
        machine.type("b")
        machine.wait("busy")
        machine.type("x" * 300)
        wait_for(lambda: dropped(machine.console()) + printed(machine.console()) == 300, "300 keys")
        machine.type("q")  # now nothing waits that could crowd it out
        assert machine.end() == 0
    taken = printed(machine.text)
    assert 100 <= taken < 300, machine.text
    assert f"0 dots, {taken + 1} keys" in machine.text


def test_events_sleeps_and_no_key_is_lost(events):
    """Every key wakes a machine that has halted."""
    with Machine(events, args="-- 60000", nic="none") as machine:
        machine.wait("q ends")
        for count in range(1, 101):
            wait_for(machine.halted, "the halt")
            machine.type("x")
            wait_for(lambda: machine.console().count("key 78 x\n") == count, f"key {count}")
        wait_for(machine.halted, "the halt")
        for _ in range(20):
            time.sleep(0.01)
            assert machine.halted(), "awake with nothing to do"
        machine.type("q")
        assert machine.end() == 0
