# SPDX-License-Identifier: MIT
"""System calls by instruction: what they answer, what they leave alone, what they cost.

Assembly written for Linux runs here, and here runs on Linux what is the same source.
"""

import pathlib
import re
import shutil

import pytest

from harness.guest import OUT, TOP, boot, make, must, run

HERE = pathlib.Path(__file__).parent
ENTRIES = "SYSCALL_FAST=y SYSCALL_INT80=y"
VIRTUAL = "-icount shift=0,sleep=off"


def image(name, folder, *settings):
    out = OUT / name
    steps = [[f"APP={folder}", "olddefconfig"], ["set", f"OPTS={' '.join(settings)}"], ["elf"]]
    for words in steps:
        status, said = make(out, *words)
        assert status == 0, said
    return out / "bobbin.elf"


@pytest.fixture(scope="module")
def calls():
    folder = OUT / "outside" / "calls"
    shutil.copytree(HERE / "calls", folder, dirs_exist_ok=True)
    probes = must([TOP / "scripts/gen-syscall-docs.py", "probes"], cwd=TOP)
    (folder / "probes.h").write_text(probes)
    return image("calls-build", folder, ENTRIES)


def test_every_number_answers_alike_by_every_way(calls):
    ended = boot(calls, args="loglevel=err -- all", nic="none").expect(0, "0 wrong answers")
    shown = re.search(r"syscalls: (\d+) implemented / (\d+) known", ended.text)
    page = (TOP / "docs/SYSCALLS.md").read_text()
    assert f"{shown[1]} of the {shown[2]} calls" in page, shown[0]


def test_nothing_else_changes_across_a_call(calls):
    boot(calls, args="-- kept", nic="none").expect(0, "kept: syscall 0, int80 0")


@pytest.mark.parametrize("cpu", ["qemu64", "Nehalem"])
def test_nothing_else_changes_on_older_processors(calls, cpu):
    boot(calls, args="-- kept", nic="none", cpu=cpu).expect(0, "kept: syscall 0, int80 0")


def test_a_call_costs_less_than_an_instruction(calls):
    """Cycles of getppid, one for each instruction: libc's own call, by number, SYSCALL, INT."""
    ended = boot(calls, args="-- cost", nic="none", qemuflags=VIRTUAL).expect(0)
    found = re.search(r"cost: libc (\d+), call (\d+), syscall (\d+), int80 (\d+)", ended.text)
    costs = [int(n) for n in found.groups()]
    assert costs == sorted(costs) and costs[0] < 50 and costs[3] < 500, found[0]


@pytest.fixture(scope="module")
def asm_hello():
    """asm_hello(name, *settings): hello.asm wound into an image, with nothing else in it."""
    folder = OUT / "outside" / "asm_hello"
    shutil.copytree(HERE / "asm_hello", folder, dirs_exist_ok=True)
    return lambda name, *settings: image(name, folder, "FS=n NET=n", *settings)


@pytest.mark.parametrize("entry, option", [("syscall", ""), ("int80", "ASM_HELLO_INT80=y")],
                         ids=["syscall", "int80"])
def test_assembly_for_linux_runs(asm_hello, entry, option):
    elf = asm_hello(f"asm-hello-{entry}-build", ENTRIES, option)
    boot(elf, nic="none").expect(42, "(?m)^Hello from assembly$")


def test_without_its_option_an_instruction_is_a_fault(asm_hello):
    """The control: nothing but the option makes SYSCALL work."""
    elf = asm_hello("asm-hello-bare-build", "SYSCALL_INT80=y")
    boot(elf, nic="none").expect(125, "panic: invalid opcode")


def test_the_same_assembly_runs_on_linux(tmp_path):
    must(["nasm", "-f", "elf64", "-o", tmp_path / "hello.o", HERE / "asm_hello/hello.asm"])
    must(["ld", "-o", tmp_path / "hello", tmp_path / "hello.o"])
    assert run([tmp_path / "hello"]) == (42, "Hello from assembly\n")
