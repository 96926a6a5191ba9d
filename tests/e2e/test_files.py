# SPDX-License-Identifier: MIT
"""The calls about files answer as on Linux: one program, run there, on a root in memory and on a
root on a disk, says the same."""

import difflib
import pathlib
import subprocess

import pytest

from harness.guest import OUT, boot, make, must
from harness.machine import build_program

HERE = pathlib.Path(__file__).parent
OPTIONS = {"FILE_LOCKS": "y", "FS_SKELETON": "y", "FS_TABLE": "y", "FS_CTFS": "y",
           "VIRTIO_BLK": "y", "NET": "n"}


@pytest.fixture(scope="module")
def image():
    return build_program("files-build", "files", **OPTIONS) / "bobbin.elf"


@pytest.fixture(scope="module")
def programs():
    status, said = make(OUT, "tools")
    assert status == 0, said
    return OUT / "bin"


@pytest.fixture(scope="module")
def on_linux(tmp_path_factory):
    program, folder = OUT / "files-on-linux", HERE / "files"
    must(["gcc", "-O1", folder / "main.c", folder / "locks.c", "-pthread", "-o", program])
    place = tmp_path_factory.mktemp("files") / "t"
    done = subprocess.run([program, place], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.splitlines()


def compare(on_linux, ended):
    said = ended.expect(0).text.splitlines()
    assert len(on_linux) > 180
    difference = "\n".join(difflib.unified_diff(on_linux, said, "Linux", "Bobbin", lineterm=""))
    assert not difference, difference


def test_calls_about_files_answer_as_on_linux(image, on_linux):
    compare(on_linux, boot(image, args="loglevel=err -- /tmp/t", nic="none"))


def test_calls_about_files_answer_alike_on_a_disk(image, programs, on_linux, tmp_path):
    """The root is found by its format, gets the usual folders once, and is whole at the end."""
    volume = tmp_path / "volume.img"
    must([programs / "mkfs.ctfs", volume, "16M"])
    compare(on_linux, boot(image, args="root=vda loglevel=err -- /tmp/t", disk=volume, nic="none"))
    must([programs / "fsck.ctfs", "-n", volume])
    assert must([programs / "ctfs", volume, "cat", "/etc/hostname"]) == "bobbin\n"
    assert "log" in must([programs / "ctfs", volume, "ls", "/var"])
    assert must([programs / "ctfs", volume, "cat", "/tmp/t/log"]) == "one\ntwo\n"


@pytest.mark.parametrize("root", ["memory", "disk"])
def test_fresh_root_has_the_usual_folders(image, programs, tmp_path, root):
    volume = tmp_path / "volume.img"
    must([programs / "mkfs.ctfs", volume, "4M"])
    where, attached = ("", {}) if root == "memory" else ("root=vda", {"disk": volume})
    boot(image, args=f"{where} loglevel=err -- ls / /etc /home /var", nic="none",
         **attached).expect(
        0, r"(?m)^/ has \d: \./4 \.\./4 bin/4 dev/4 etc/4 home/4( proc/4)? tmp/4 var/4$",
        r"(?m)^/etc has 4: \./4 \.\./4 hostname/8 version/8$",
        r"(?m)^/home has 3: \./4 \.\./4 user/4$", r"(?m)^/var has 3: \./4 \.\./4 log/4$")


def test_boot_without_the_disk_of_its_root_says_so(image):
    boot(image, args="root=vdb1 -- /tmp/t", nic="none").expect(
        125, "no disk is called vdb1", "boot step fs failed")
