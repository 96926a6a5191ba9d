# SPDX-License-Identifier: MIT
"""The calls about files answer as on Linux: one program, run on both, says the same."""

import difflib
import pathlib
import shutil
import subprocess

import pytest

from harness.guest import OUT, boot, make, must

HERE = pathlib.Path(__file__).parent


@pytest.fixture(scope="module")
def folder():
    path = OUT / "outside" / "files"
    shutil.copytree(HERE / "files", path, dirs_exist_ok=True)
    return path


@pytest.fixture(scope="module")
def image(folder):
    out = OUT / "files-build"
    for words in ([f"APP={folder}", "olddefconfig"], ["set", "OPTS=FILE_LOCKS=y FS_SKELETON=y"],
                  ["elf"]):
        status, said = make(out, *words)
        assert status == 0, said
    return out / "bobbin.elf"


@pytest.fixture(scope="module")
def on_linux(folder, tmp_path_factory):
    program = OUT / "files-on-linux"
    must(["gcc", "-O1", folder / "main.c", folder / "locks.c", "-pthread", "-o", program])
    place = tmp_path_factory.mktemp("files") / "t"
    done = subprocess.run([program, place], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.splitlines()


def test_calls_about_files_answer_as_on_linux(image, on_linux):
    ended = boot(image, args="loglevel=err -- /tmp/t", nic="none").expect(0)
    said = ended.text.splitlines()
    assert len(on_linux) > 180
    difference = "\n".join(difflib.unified_diff(on_linux, said, "Linux", "Bobbin", lineterm=""))
    assert not difference, difference
