# SPDX-License-Identifier: MIT
"""Which status scripts/qemu.sh makes of an end; a script plays QEMU."""

import os

import pytest

NO_STATUS = 125
NOT_FOUND = 127
QEMU = """#!/bin/sh
for word in "$@"; do
    case $word in *logfile=*) log=${word##*logfile=} ;; esac
done
cat "$CONSOLE" >"$log"
exit "$ENDS"
"""


@pytest.fixture
def ends(tree, tmp_path):
    """ends(console, code, **settings): the status when QEMU shows that and ends with code."""
    program = tmp_path / "qemu-system-x86_64"
    program.write_text(QEMU)
    program.chmod(0o755)
    (tmp_path / "bobbin.elf").touch()

    def play(console, code, image="bobbin.elf", **settings):
        (tmp_path / "console").write_text(console)
        return tree.run("scripts/qemu.sh", tmp_path / image, ENDS=str(code), **settings,
                        CONSOLE=str(tmp_path / "console"),
                        PATH=f"{tmp_path}:{os.environ['PATH']}").status

    return play


def test_microvm_takes_its_only_door(ends, tmp_path):
    (tmp_path / "bobbin.iso").touch()
    assert ends("hello\n", 1, image="bobbin.iso", MACHINE="microvm") == 0
    assert ends("hello\n", 1, image="bobbin.iso", MACHINE="microvm", DOOR="iso") == NOT_FOUND


def test_unknown_machine_is_refused(ends):
    assert ends("hello\n", 1, MACHINE="vax") == NOT_FOUND


def test_status_through_the_port(ends):
    assert ends("hello\n", 1) == 0
    assert ends("hello\n", 7) == 3


def test_status_too_large_for_the_port_is_read_from_the_console(ends):
    assert ends("hello\r\nexit status 200\r\n", 255) == 200


def test_status_of_a_power_off_is_read_from_the_console(ends):
    assert ends("hello\nexit status 3\n\n", 0, DEBUG_EXIT="n") == 3


def test_status_that_is_not_the_last_line_is_not_believed(ends):
    """The program printed it, and then the machine reset."""
    assert ends("exit status 0\nand more\n", 0) == NO_STATUS
    assert ends("exit status 7\nand more\n", 255) == NO_STATUS
    assert ends("so long: exit status 0\n", 0) == NO_STATUS
