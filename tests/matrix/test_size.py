# SPDX-License-Identifier: MIT
"""Sizes: budgets that hold and that can be exceeded, and costs of options that are measured."""
import os
import pty
import re
import select
import signal
import subprocess
import time

import pytest

from e2e.harness.guest import TOP, must

COSTS = TOP / "docs" / "costs.tsv"
SCREEN = {"TERM": "xterm", "LINES": "60", "COLUMNS": "120"}


def run_check(out, *words):
    drop = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    env = {k: v for k, v in os.environ.items() if k not in drop} | {"O": str(out)}
    done = subprocess.run([TOP / "scripts" / "size.py", "check", *words], env=env, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def sizes(out):
    """What size.py said of the presets, which stand built in out/size."""
    return run_check(out)


def costs():
    """{option: (preset, image, memory)}"""
    rows = [line.split("\t") for line in COSTS.read_text().splitlines() if line[0] != "#"]
    return {row[0]: (row[1], int(row[2]), int(row[3])) for row in rows}


def options():
    """{option: help} of what "make size" is to measure. A member of a choice is measured
    against another one, which its help does not speak of: no text."""
    script = ("import sys; sys.path.insert(0, 'scripts'); import kconfig, size\n"
              "tree = kconfig.load_tree()\n"
              "for name in size.measured_options():\n"
              "    nodes = [] if tree.syms[name].choice else tree.syms[name].nodes\n"
              "    text = ' '.join(node.help or '' for node in nodes)\n"
              "    print(name, ' '.join(text.split()), sep='\\t')\n")
    said = must(["/usr/bin/python3", "-c", script], cwd=TOP)
    return dict(line.split("\t") for line in said.splitlines())


def test_presets_are_within_their_budgets(sizes):
    status, said = sizes
    assert status == 0 and "budget: elf" in said, said


def test_layers_add_up_to_the_image(out, sizes):
    rows = re.findall(r"^  all +(\d+) +(\d+) +(\d+) +(\d+) +\d+$", sizes[1], re.M)
    said = must(["readelf", "-SW", out / "size" / "hello" / "bobbin.elf"])
    parts = re.findall(r"^  \[.*\S +[0-9a-f]{16} \S+ (\S+) \S+ +W?X?A", said, re.M)
    assert len(parts) >= 8
    assert sum(map(int, rows[0])) == sum(int(size, 16) for size in parts)


def test_image_beyond_its_budget_is_a_failure(out, tmp_path):
    (tmp_path / "budget.tsv").write_text("hello\telf\t40000\nhello\tcore\t1000000\n")
    status, said = run_check(out, tmp_path / "budget.tsv")
    assert status != 0 and "1 of the budgets" in said, said
    assert re.search(r"budget: elf .*TOO LARGE\n.*budget: core .* 1000000\n", said), said


def test_every_option_has_a_measured_cost():
    names, measured = set(options()), set(costs())
    assert names == measured, f"make size; it differs in {sorted(names ^ measured)}"


def test_stated_costs_are_near_the_measured_ones():
    wrong = []
    for name, text in options().items():
        said = re.search(r"Costs (?:about )?([\d.]+) (KB|bytes)(?! of (?:memory|heap)| per)", text)
        preset, image, memory = costs().get(name, ("-", 0, 0))
        if not said or preset == "-":
            continue
        stated = float(said[1]) * (1024 if said[2] == "KB" else 1)
        near = [cost for cost in (image, image + memory) if cost / 2 <= stated <= cost * 2]
        if max(stated, image) >= 1024 and not near:
            wrong.append(f"{name}: states {said[0]}, {image} bytes measured in {preset}")
    assert not wrong, "\n".join(wrong)


def screen_of_menuconfig(folder, until, seconds=20):
    """What the menu draws on a terminal, up to the words `until`."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(TOP)
        os.execvpe("make", ["make", f"O={folder}", "menuconfig"], os.environ | SCREEN)
    text, end = "", time.monotonic() + seconds
    while until not in text and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            text += os.read(terminal, 65536).decode("utf-8", "replace")
    os.killpg(pid, signal.SIGKILL)  # make and the menu are a session of their own
    os.waitpid(pid, 0)
    os.close(terminal)
    return text


def test_menu_shows_what_options_cost(out):
    must(["make", f"O={out}/menu", "hello_defconfig"], cwd=TOP)
    image = costs()["NET"][1]
    text = screen_of_menuconfig(out / "menu", f"{image / 1024:+.1f} KB")
    assert re.search(rf"Network \[\+{image / 1024:.1f} KB", text), repr(text[-2000:])
