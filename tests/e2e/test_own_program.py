# SPDX-License-Identifier: MIT
"""A folder outside the tree with nothing but a main.c becomes an appliance, and a Linux program."""

import pathlib
import shutil
import subprocess

import pytest

from harness.guest import HOST, OUT, boot, make
from harness.scripted import Server

HERE = pathlib.Path(__file__).parent
TOTAL = 4 * sum(range(100000))


def echo(connection):
    connection.sendall(connection.recv(100).upper())


@pytest.fixture(scope="module")
def outside():
    folder = OUT / "outside" / "own_program"
    shutil.copytree(HERE / "own_program", folder, dirs_exist_ok=True)
    return folder


def test_runs_in_an_image(outside):
    out = OUT / "own-build"
    status, said = make(out, "iso", f"APP={outside}")
    assert status == 0, said
    with Server(echo) as server:
        ended = boot(out / "bobbin.iso", args=f"-- {HOST} {server.port}")
    ended.expect(0, f"total: {TOTAL}, {TOTAL / 4:.2f} each", "reply: GREETINGS")


def test_runs_on_linux_with_sanitizers(outside):
    out = OUT / "own-host"
    status, said = make(out, "host", f"APP={outside}")
    assert status == 0, said
    program = next(path for path in out.rglob("*") if path.is_file() and path.name == "own_program")
    with Server(echo) as server:
        done = subprocess.run([program, "127.0.0.1", str(server.port)], capture_output=True,
                              text=True, stdin=subprocess.DEVNULL, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"total: {TOTAL}" in done.stdout and "reply: GREETINGS" in done.stdout


def test_failure_of_the_program_is_told(outside):
    out = OUT / "own-build"
    status, said = make(out, "iso", f"APP={outside}")
    assert status == 0, said
    boot(out / "bobbin.iso", nic="none").expect(2, "(?m)^exit status 2$")
