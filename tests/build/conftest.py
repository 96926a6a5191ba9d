# SPDX-License-Identifier: MIT
"""Fixtures of the build tests: a copy of the tree that tests may change, and make in it.

The copy shares dl/ and .cache/ with the tree, so libraries are not built again.
"""
import os
import pathlib
import shutil
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
OUT = pathlib.Path(os.environ.get("BUILD_OUT") or TOP / "build" / "build-ring").resolve()


class Said:
    """What a command left: its status, its lines on stdout and on stderr."""

    def __init__(self, done):
        self.status = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    def __str__(self):
        return f"status {self.status}\n{self.out}{self.err}"

    def ok(self):
        assert self.status == 0, str(self)
        return self

    def refused(self, *words):
        """Failed with one line on stderr, in which all the words stand."""
        assert self.status != 0, str(self)
        lines = [line for line in self.err.splitlines() if line]
        assert len(lines) == 1, f"want one line of error\n{self}"
        for word in words:
            assert word in lines[0], f"'{word}' is not in: {lines[0]}"
        return self

    def compiled(self):
        """The files for which a compiler ran."""
        rows = [line.split() for line in self.out.splitlines()]
        return sorted(row[1] for row in rows if row[:1] in (["CC"], ["NASM"]))


class Tree:
    """A copy of the source tree, and commands run in it."""

    def __init__(self, path):
        self.path = path

    def run(self, *words, **environment):
        drop = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "O", "APP", "TESTS")
        env = {k: v for k, v in os.environ.items() if k not in drop}
        env.update(environment)
        return Said(subprocess.run([str(w) for w in words], cwd=self.path, env=env, text=True,
                                   stdin=subprocess.DEVNULL, capture_output=True, check=False))

    def make(self, *words, **environment):
        return self.run("make", *words, **environment)

    def file(self, name):
        return self.path / name

    def write(self, name, text):
        self.file(name).parent.mkdir(parents=True, exist_ok=True)
        self.file(name).write_text(text)


def copy_of_the_tree(path):
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=TOP,
                           capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (TOP / name).is_file():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(TOP / name, path / name)
    for shared in ("dl", ".cache"):
        (TOP / shared).mkdir(exist_ok=True)
        (path / shared).symlink_to(TOP / shared)
    return Tree(path)


@pytest.fixture(scope="session")
def tree():
    return copy_of_the_tree(OUT / "tree")


@pytest.fixture(scope="session")
def elsewhere():
    """The same in another folder, with a path of another length."""
    return copy_of_the_tree(OUT / "a" / "copy" / "somewhere" / "else")


@pytest.fixture(scope="session")
def built(tree):
    """The tree with hello built in "base"; tests leave it as they found it."""
    tree.make("O=base", "hello_defconfig").ok()
    tree.make("O=base", "elf").ok()
    return tree
