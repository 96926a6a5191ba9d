# SPDX-License-Identifier: MIT
"""FAT volumes between systems: what mkfs.fat and mtools have made a guest reads; what it writes
fsck.fat finds nothing wrong with, and mtools read it.

The guest is tests/e2e/fat.
"""

import os
import random
import re

import pytest

from harness.guest import boot, must
from harness.machine import build_program

OPTIONS = {"VIRTIO_BLK": "y", "FS_FAT32": "y", "FS_TABLE": "y", "NET": "n"}
LARGE = 6 << 20
# mkfs.fat's words, KiB
VOLUMES = {
    "fat12": ("-F 12 -s 16", 16384),
    "fat16": ("-F 16 -s 1", 20000),
    "fat32": ("-F 32 -s 2", 70000),
    "fat32-4096": ("-F 32 -S 4096 -s 1", 280000),
}
ENV = dict(os.environ, LC_ALL="C.UTF-8", MTOOLS_SKIP_CHECK="1",
           PATH=os.environ["PATH"] + ":/usr/sbin:/sbin")


def tool(*words):
    return must(words, env=ENV)


def fnv(data):
    total = 2166136261
    for byte in data:
        total = (total ^ byte) * 16777619 & 0xffffffff
    return total


def host_files():
    noise = random.Random(1)
    return {
        "From The Host.txt": b"a line of the host\n",
        "EMPTY": b"",
        "folder/unwanted file": noise.randbytes(3000),
        "folder/deeper/Ünïcödé и кириллица": noise.randbytes(70001),
        "folder/" + "n" * 200: noise.randbytes(512),
        **{f"many/file number {i}.dat": noise.randbytes(i * 37) for i in range(60)},
    }


def guest_files():
    value, large = 1, bytearray()
    for _ in range(LARGE):
        value = value * 1103515245 + 12345 & 0xffffffff
        large.append(value >> 16 & 0xff)
    made = {f"renamed {i}.txt": f"/made by the guest/a file with number {i}".encode()
            for i in range(0, 40, 2)}
    return {**made, "made by the guest/large": bytes(large),
            "made by the guest/mapped": b"m" * 10000}


def write_tree(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def read_tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def image():
    return build_program("fat", "fat", **OPTIONS) / "bobbin.elf"


@pytest.mark.parametrize("kind", VOLUMES)
def test_fat_goes_from_host_to_guest_and_back(image, tmp_path, kind):
    words, kib = VOLUMES[kind]
    files, volume = host_files(), tmp_path / "volume.img"
    source, copies = tmp_path / "source", tmp_path / "copies"
    write_tree(source, files)
    tool("mkfs.fat", *words.split(), "-n", "BOBBIN", "-C", volume, str(kib))
    tool("mcopy", "-s", "-i", volume, *sorted(source.iterdir()), "::/")

    ended = boot(image, args="mount=vda:/disk:vfat loglevel=warn", nic="none", rng="n", mem="16",
                 qemuflags=f"-drive file={volume},format=raw,if=none,id=d "
                           "-device virtio-blk-pci,drive=d").expect(0, "(?m)^done$")
    shown = {found[1]: (int(found[2]), int(found[3], 16))
             for found in re.finditer(r"(?m)^file (.*) (\d+) ([0-9a-f]{8})$", ended.text)}
    assert shown == {name: (len(data), fnv(data)) for name, data in files.items()}

    tool("fsck.fat", "-n", volume)
    del files["folder/unwanted file"]
    files["From The Host.txt"] += b"and a line of the guest\n"
    copies.mkdir()
    tool("mcopy", "-s", "-n", "-i", volume, "::/*", copies)
    got, expected = read_tree(copies), {**files, **guest_files()}
    assert sorted(got) == sorted(expected)
    assert [name for name in got if got[name] != expected[name]] == []
    assert tool("mtype", "-i", volume, "::/From The Host.txt").startswith("a line of the host")


def test_a_guest_refuses_what_is_no_fat(image, tmp_path):
    volume = tmp_path / "volume.img"
    volume.write_bytes(bytes(1 << 20))
    ended = boot(image, args="mount=vda:/disk:vfat", nic="none", rng="n",
                 qemuflags=f"-drive file={volume},format=raw,if=none,id=d "
                           "-device virtio-blk-pci,drive=d")
    assert ended.status != 0
    assert "vda cannot be mounted at /disk as vfat: it holds none" in ended.text
    assert "done" not in ended.text
