# SPDX-License-Identifier: MIT
"""What scripts/gdb.py adds to gdb: threads, log and crash of a machine that stands still."""

import re
import subprocess

import pytest

from harness.attacks import Image
from harness.guest import TOP, must, wait_for
from harness.servers import free_port

BREAK = "-----BREAK-----"


@pytest.fixture(scope="module")
def said():
    """What gdb printed at main() and after a panic: {command: text} of each."""
    image = Image("build")
    port = free_port()
    child = subprocess.Popen(
        [str(TOP / "scripts/qemu.sh"), "NIC=none", "RNG=n", "TIMEOUT=100", "ARGS=-- ud",
         f"SERIAL_LOG={image.elf}.serial", f"QEMUFLAGS=-S -gdb tcp:127.0.0.1:{port}",
         str(image.elf)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    commands = ["bobbin-threads", "bobbin-log", "bobbin-crash"]
    steps = ["set confirm off", f"target remote :{port}", "hbreak main", "c"]
    for ask in (["break crash_end", "c"], ["kill"]):
        for command in commands:
            steps += [f"echo {BREAK}\\n", command]
        steps += [f"echo {BREAK}\\n", *ask]
    try:
        text = must(["gdb", "-batch", image.elf, "-x", TOP / "scripts/gdb.py",
                     *(word for step in steps for word in ("-ex", step))], timeout=90)
        wait_for(lambda: child.poll() is not None, "QEMU to end")
    finally:
        child.kill()
    parts = text.split(BREAK + "\n")
    return dict(zip(commands, parts[1:4])), dict(zip(commands, parts[5:8]))


def test_debugger_lists_threads_with_their_frames(said):
    at_main, _ = said
    threads = dict(re.findall(r"(?m)^[* ] (-?\d+ +\w+ .*ms  \w+)\n((?:    #.*\n)+)",
                              at_main["bobbin-threads"]))
    found = {head.split()[-1]: (head.split()[1], frames) for head, frames in threads.items()}
    assert {name: state for name, (state, _) in found.items()} == {
        "main": "running", "worker": "blocked", "idle": "ready", "boot": "blocked"}
    assert re.match(r"    #0 .* main at apps/attacks/main.c:\d+\n", found["main"][1])
    assert re.search(r"#\d .* kmain at core/main.c:\d+\n", found["boot"][1])
    assert re.search(r"#\d .* worker_main at core/sched/\S+:\d+\n", found["worker"][1])


def test_debugger_prints_the_log_ring(said):
    at_main, after = said
    assert re.match(r"\[ +0\.0+\] boot: .* started by pvh\n", at_main["bobbin-log"])
    assert "panic" not in at_main["bobbin-log"]
    assert "\npanic: invalid opcode" in after["bobbin-log"]


def test_debugger_tells_why_and_where_after_a_panic(said):
    at_main, after = said
    assert at_main["bobbin-crash"] == "no panic: the machine runs\n"
    assert re.match(r"panic: invalid opcode .*\n  .*rip 0x\w+.*\n"
                    r"    #0 .* raise_ud at apps/attacks/exceptions.c:\d+\n"
                    r"    #1 .* main at apps/attacks/main.c:\d+\n", after["bobbin-crash"])
