# SPDX-License-Identifier: MIT
"""The power goes away while an image works: QEMU records what reaches its disk, and every state
that a cut could have left is judged on this machine.

The guest is tests/e2e/powercut; its operations come from fs/ctfs/cut/script.c. QEMU's own end
would lose nothing, this machine's page cache keeps it: only the record of writes and flushes
tells what a disk may lose.
"""

import os
import random
import re
import shutil

import pytest

from harness.guest import OUT, make, must, run
from harness.machine import build_program
from harness.record import DRIVERS, VOLUME, acks_of, make_disk, record, states

OPTIONS = {"VIRTIO_BLK": "y", "VIRTIO_MMIO": "y", "ATA": "y", "AHCI": "y", "FS_CTFS": "y",
           "FS_FAT32": "y", "FS_TABLE": "y", "NET": "n", "BCACHE_FLUSH_MS": 100}
VOLUME_SIZE = 768 << 10
SEEDS = 100
PART = 10


@pytest.fixture(scope="module")
def image():
    return build_program("powercut", "powercut", **OPTIONS) / "bobbin.elf"


@pytest.fixture(scope="module")
def tools():
    status, said = make(OUT / "tools", "tools")
    assert status == 0, said
    return OUT / "tools" / "bin"


def record_ctfs(image, tools, folder, seed, driver="virtio"):
    script = must([tools / "powercut-replay", "script", seed])
    volume = folder / "volume"
    volume.unlink(missing_ok=True)
    must([tools / "mkfs.ctfs", volume, VOLUME_SIZE])
    make_disk(folder / "before", volume.read_bytes(), script.encode())
    record(image, folder, "ctfs", "/disk /dev/DISK2", driver).expect(0, r"\d+ operations")


def judge(tools, folder, seed, *control):
    """(0 or 1, what it says, how many states it looked at)"""
    status, said = run([tools / "powercut-replay", "judge", seed, folder / "before",
                        folder / "record", VOLUME, acks_of(VOLUME_SIZE), *control])
    assert status < 2, said
    return status, said, int(re.match(r"\d+", said)[0])


@pytest.mark.parametrize("first", range(1, SEEDS + 1, PART))
def test_ctfs_keeps_its_promises_in_a_guest(image, tools, tmp_path, first):
    for seed in range(first, first + PART):
        record_ctfs(image, tools, tmp_path, seed)
        status, said, states = judge(tools, tmp_path, seed)
        assert status == 0, f"seed {seed}: {said}"
        assert states > 60, f"seed {seed}: {said}"


@pytest.mark.parametrize("driver", [name for name in DRIVERS if name != "virtio"])
def test_ctfs_keeps_its_promises_behind_other_drivers(image, tools, tmp_path, driver):
    for seed in (201, 202):
        record_ctfs(image, tools, tmp_path, seed, driver)
        status, said, _ = judge(tools, tmp_path, seed)
        assert status == 0, f"seed {seed}: {said}"


def test_record_without_a_flush_is_noticed(image, tools, tmp_path):
    """The control."""
    record_ctfs(image, tools, tmp_path, 1)
    status, said, _ = judge(tools, tmp_path, 1, "lose-flush")
    assert status == 1, said


# --- FAT ------------------------------------------------------------------------------------------

FAT_SIZE = 36 << 20
FAT_SEEDS = 8
ENV = dict(os.environ, LC_ALL="C.UTF-8", MTOOLS_SKIP_CHECK="1",
           PATH=os.environ["PATH"] + ":/usr/sbin:/sbin")


class FatWork:
    """Random operations as lines for the guest, and what they leave acknowledged: safe[n] has
    the files that are on the medium for certain when n is the last acknowledgement."""

    def __init__(self, seed):
        self.noise = random.Random(seed)
        self.lines, self.files, self.synced = [], {}, {}
        self.safe = {0: {}}
        self.touched = set()  # since the last acknowledgement
        for number in range(1, 71):
            self.step(number)
        self.lines += ["sync"]
        self.synced = dict(self.content())
        self.acknowledge(71)

    def content(self):
        return {name: bytes(data) for name, (_, data) in self.files.items()}

    def acknowledge(self, number):
        self.lines.append(f"ack {number}")
        last = max(self.safe)
        for name in self.touched:  # may have been changed when that one was the last
            self.safe[last].pop(name, None)
        self.touched.clear()
        self.safe[number] = dict(self.synced)

    def change(self, name):
        self.synced.pop(name, None)
        self.touched.add(name)

    def step(self, number):
        kind = self.noise.choice(("create", "write", "write", "write", "truncate", "rename",
                                  "unlink", "fsync", "fsync", "sync"))
        name = self.noise.choice(list(self.files)) if self.files else None
        if kind == "create" or not name:
            name = f"file-number-{number}.txt"
            self.files[name] = (number, bytearray())
            self.lines.append(f"create 0 {name} {number}")
            self.change(name)
            return
        file, data = self.files[name]
        getattr(self, kind)(number, name, file, data)

    def write(self, _, name, file, data):
        start, size, value = len(data), self.noise.randrange(1, 9000), self.noise.randrange(256)
        if self.noise.random() < 0.3:
            start = self.noise.randrange(len(data) + 1)
        data[start:start + size] = ((value + i * 131 + i // 512 * 17) & 255 for i in range(size))
        self.lines.append(f"write {file} {start} {size} {value}")
        self.change(name)

    def truncate(self, _, name, file, data):
        size = self.noise.randrange(len(data) + 1)
        del data[size:]
        self.lines.append(f"truncate {file} {size}")
        self.change(name)

    def rename(self, number, name, file, data):
        new = f"new-name-{number}.txt"
        self.files[new] = self.files.pop(name)
        self.lines.append(f"rename 0 {name} 0 {new}")
        self.change(name)
        self.change(new)

    def unlink(self, _, name, file, data):
        del self.files[name]
        self.lines += [f"unlink 0 {name}", f"close {file}"]
        self.change(name)

    def fsync(self, number, name, file, data):
        self.lines.append(f"fsync {file}")
        self.synced[name] = bytes(data)
        self.acknowledge(number)

    def sync(self, number, name, file, data):
        self.lines.append("sync")
        self.synced = self.content()
        self.acknowledge(number)


def record_fat(image, folder, seed):
    work = FatWork(seed)
    volume = folder / "volume"
    volume.unlink(missing_ok=True)
    must(["mkfs.fat", "-F", "32", "-s", "1", "-C", volume, FAT_SIZE >> 10], env=ENV)
    make_disk(folder / "before", volume.read_bytes(), "\n".join(work.lines).encode())
    record(image, folder, "vfat", "/disk /dev/DISK2").expect(0, r"\d+ operations")
    return work


def fat_fault(folder, state, safe):
    """None when fsck.fat repairs it by itself, finds no cluster with two owners, and what is
    safe is there."""
    volume, copies = folder / "state", folder / "copies"
    volume.write_bytes(state)
    status, said = run(["fsck.fat", "-a", volume], env=ENV)
    if status > 1 or "share clusters" in said:
        return said
    status, said = run(["fsck.fat", "-n", volume], env=ENV)
    if status:
        return f"not repaired: {said}"
    shutil.rmtree(copies, ignore_errors=True)
    copies.mkdir()
    if safe:
        must(["mcopy", "-n", "-i", volume, "::/*", copies], env=ENV)
    for name, data in safe.items():
        copy = copies / name
        if not copy.exists() or copy.read_bytes() != data:
            return f"{name} is not there"
    return None


@pytest.mark.parametrize("seed", range(1, FAT_SEEDS + 1))
def test_fat_keeps_its_promises_in_a_guest(image, tmp_path, seed):
    work = record_fat(image, tmp_path, seed)
    looked = 0
    for acked, state in states(tmp_path, FAT_SIZE, random.Random(seed), 0.15):
        fault = fat_fault(tmp_path, state, work.safe[acked])
        assert fault is None, f"after {acked}: {fault}"
        looked += 1
    assert looked > 7


def test_fat_without_flushes_loses_files(image, tmp_path):
    """The control."""
    work = record_fat(image, tmp_path, 1)
    assert any(fat_fault(tmp_path, state, work.safe[acked]) for acked, state in
               states(tmp_path, FAT_SIZE, random.Random(1), 0.05, lambda number: False))
