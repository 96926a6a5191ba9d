# SPDX-License-Identifier: MIT
"""Configurations that nobody chose: the least, random ones, and the products of the choices.

Folders are used again from one configuration to the next, as users do: make rebuilds what an
option is mentioned in.
"""
import itertools
import os
import re
import sys

import pytest

from e2e.harness.guest import TOP, boot, make, must

ENDS = TOP / "tests" / "matrix" / "ends"
ENDS_STATUS = 42
RANDOM = range(1, 21)
# Time is what the guest has executed: how busy this machine is does not show.
OWN_TIME = "-icount shift=0,sleep=off -rtc base=2024-01-01,clock=vm"


def seed():
    """SEED=, or the number that every change is judged by: a change that fails has a fault."""
    return os.environ.get("SEED") or "20260101"


def rows(which):
    """Rows of the matrix: their words joined by blanks."""
    return must(["/usr/bin/python3", "scripts/matrix.py", which], cwd=TOP).splitlines()


def made(folder, *words):
    status, said = make(folder, *words)
    assert status == 0, f"make O={folder} {' '.join(words)}: status {status}\n{said}"
    return said


def config(folder):
    return (folder / ".config").read_text()


# --- the least ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def least(out):
    folder = out / "allno"
    made(folder, "allnoconfig")
    made(folder, "elf")
    return folder


def executed(folder, tmp_path, *functions):
    """Which of the functions ran in a boot that switched the machine off by itself."""
    names = {row[2]: int(row[0], 16) for row in
             (line.split() for line in must(["nm", folder / "bobbin.elf"]).splitlines())}
    trace = tmp_path / "trace"
    ranges = ",".join(f"{names[name]:#x}+1" for name in functions)
    boot(folder / "bobbin.elf", nic="none", rng="n", debug_exit="n", accel="tcg",
         qemuflags=f"-no-reboot -d exec,nochain -dfilter {ranges} -D {trace}")
    lines = trace.read_text()
    return [name for name in functions if f"/{names[name]:016x}/" in lines]


def test_allnoconfig_links(least):
    options = re.findall(r"^CONFIG_\w+=y$", config(least), re.M)
    assert "CONFIG_APP_HELLO=y" in options and "CONFIG_SERIAL=y" not in options


def test_allnoconfig_boots_to_main_and_switches_off(least, tmp_path):
    """It has no console: the emulator tells what ran."""
    assert executed(least, tmp_path, "main", "power_off", "panic") == ["main", "power_off"]


def test_allnoconfig_with_a_console_says_hello(out):
    folder = out / "allno-serial"
    made(folder, "allnoconfig")
    made(folder, "set", "OPTS=SERIAL=y")
    made(folder, "elf")
    boot(folder / "bobbin.elf", debug_exit="n").expect(0, r"Hello from Bobbin\.")


# --- at random ------------------------------------------------------------------------------


def test_same_seed_gives_the_same_configuration(out):
    texts = []
    for name, number in (("a", 7), ("b", 7), ("c", 8)):
        said = made(out / f"seed-{name}", "randconfig", f"SEED={number}")
        assert f"SEED={number}" in said
        texts.append(config(out / f"seed-{name}"))
    assert texts[0] == texts[1] and texts[0] != texts[2]


@pytest.mark.parametrize("number", RANDOM)
def test_random_configuration_builds_and_boots(out, number):
    folder, chosen = out / "random", f"{seed()}-{number}"
    print(f"make APP={ENDS.relative_to(TOP)} randconfig SEED={chosen}", file=sys.stderr)
    made(folder, f"APP={ENDS}", "randconfig", f"SEED={chosen}")
    if "CONFIG_SERIAL=y" not in config(folder):
        made(folder, "set", "OPTS=DEBUG_EXIT=y")  # else nothing tells the status
    made(folder, "elf")
    debug_exit = "y" if "CONFIG_DEBUG_EXIT=y" in config(folder) else "n"
    boot(folder / "bobbin.elf", debug_exit=debug_exit).expect(ENDS_STATUS)


# --- the products ---------------------------------------------------------------------------


def selftest(out, row):
    """Builds selftest with a row's options and compiler, and runs it."""
    *options, compiler = row.split()
    folder = out / f"selftest-{compiler}"
    made(folder, "selftest_defconfig")
    made(folder, "set", "OPTS=" + " ".join(f"{option}=y" for option in options))
    assert all(f"CONFIG_{option}=y\n" in config(folder) for option in options)
    made(folder, f"CC={compiler}", "elf")
    # One of the heaps takes nothing back.
    ended = boot(folder / "bobbin.elf", timeout=300, mem="512", accel="tcg", qemuflags=OWN_TIME)
    failed = re.findall(r"(?:^#.*\n)*^not ok .*\n(?:^#.*\n)*", ended.text, re.M)
    assert not failed, "".join(failed)
    ended.expect(0, r"(?m)^1\.\.\d{3}$")


def test_pairs_cover_every_pair():
    pairs, full = ([tuple(row.split()) for row in rows(which)] for which in ("pairs", "product"))
    for i, j in itertools.combinations(range(len(full[0])), 2):
        assert {(row[i], row[j]) for row in pairs} == {(row[i], row[j]) for row in full}
    assert len(pairs) <= len(full)


@pytest.mark.parametrize("row", rows("pairs"))
def test_pair_runs_selftest(out, row):
    selftest(out, row)


@pytest.mark.soak
@pytest.mark.parametrize("row", rows("product"))
def test_product_runs_selftest(out, row):
    selftest(out, row)
