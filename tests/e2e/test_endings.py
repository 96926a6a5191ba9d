# SPDX-License-Identifier: MIT
"""Every way in which a program can end gives its status; failures leave evidence."""

import pathlib
import shutil

import pytest

from harness.guest import OUT, boot, make

HERE = pathlib.Path(__file__).parent
PANIC = 125

# way: status, what the console shows
ENDINGS = {
    "return": (44, "(?m)^goodbye$", "(?m)^exit status 44$"),
    "exit": (3, "(?m)^goodbye$"),
    "_exit": (4,),
    "thread": (5, "(?m)^goodbye$"),
    "last-thread": (0, "still here\ngoodbye"),
    "raw-exit": (6,),
    "abort": (134, r"ended by signal 6 \(aborted\)", r"#\d+ .* abort\+", r"#\d+ .* end_by_abort"),
    "kill": (137, r"ended by signal 9 \(killed\)"),
    "handled-abort": (134, "handling signal 6", r"ended by signal 6 \(aborted\)"),
    "alarm": (142, r"ended by signal 14 \(alarm clock\)"),
    "broken-pipe": (141, r"ended by signal 13 \(broken pipe\)", "end_by_broken_pipe"),
    "thread-signal": (140, "ended by signal 12"),
    "fault-again": (PANIC, "handling signal 11", "panic: page fault: read of 0",
                    "end_by_(null_pointer|fault_again)"),
    "bad-buffer": (PANIC, "panic: page fault: read of 0x40 not mapped"),
    "null": (PANIC, "panic: page fault: read of 0 not mapped .*null pointer",
             "end_by_null_pointer"),
    "overflow": (PANIC, "panic: page fault: write .* guard page of stack 'main'",
                 r"#\d+ .* depth\+"),
    "smash": (PANIC, "panic: stack smashed", r"#\d+ .* end_by_smashed_stack"),
    "double-free": (PANIC, "panic: heap: double free", r"#\d+ .* end_by_double_free"),
}


@pytest.fixture(scope="module")
def endings():
    folder = OUT / "outside" / "endings"
    shutil.copytree(HERE / "endings", folder, dirs_exist_ok=True)
    out = OUT / "endings-build"
    status, said = make(out, "elf", f"APP={folder}")
    assert status == 0, said
    return out / "bobbin.elf"


@pytest.mark.parametrize("way", ENDINGS)
def test_ending(endings, way):
    status, *patterns = ENDINGS[way]
    ended = boot(endings, args=f"-- {way}", nic="none").expect(status, *patterns)
    assert ("goodbye" in ended.text) == (way in ("return", "exit", "thread", "last-thread")), ended


def test_calls_for_a_second_process_say_that_there_is_none(endings):
    missing = "Function not implemented"
    boot(endings, args="-- processes", nic="none").expect(
        0, f"fork: {missing}", f"spawn: {missing}", f"exec: {missing}", f"unknown: {missing}",
        "(?m)fork: not implemented, the program gets ENOSYS$")


def test_environment_comes_from_the_command_line(endings):
    boot(endings, args="-- environment", nic="none").expect(0, "home / zone none word none")
    boot(endings, args='env="TZ=UTC-1 WORD=a=b" -- environment', nic="none").expect(
        0, "home / zone UTC-1 word a=b")
    boot(endings, args='env="TZ = =x WORD=1" -- environment', nic="none").expect(
        0, "home / zone none word 1", "'TZ' is left out", "'=' is left out", "'=x' is left out")
