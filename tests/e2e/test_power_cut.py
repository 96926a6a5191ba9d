# SPDX-License-Identifier: MIT
"""The power goes away while an image works: QEMU records what reaches its disk, and every state
that a cut could have left is judged on this machine.

The guest is tests/e2e/powercut; its operations come from fs/ctfs/cut/script.c. QEMU's own end
would lose nothing, this machine's page cache keeps it: only the record of writes and flushes
tells what a disk may lose.
"""

import re
import struct

import pytest

from harness.guest import OUT, boot, make, must, run
from harness.machine import build_program

OPTIONS = {"VIRTIO_BLK": "y", "VIRTIO_MMIO": "y", "ATA": "y", "AHCI": "y", "FS_CTFS": "y",
           "FS_FAT32": "y", "FS_TABLE": "y", "NET": "n", "BCACHE_FLUSH_MS": 100}
# Sectors of the disk: a volume and, behind it, acknowledgements and the script.
VOLUME, ACKS, SECTORS = 2048, 4096, 6144
VOLUME_SECTORS = 1536
SEEDS = 100
PART = 10
DRIVERS = {
    "virtio": ("pc", "virtio-blk-pci", "vda"),
    "virtio-mmio": ("microvm,acpi=off", "virtio-blk-device", "vda"),
    "ide": ("pc", "ide-hd", "sda"),
    "ahci": ("q35", "ide-hd,bus=ide.0", "sda"),
}


@pytest.fixture(scope="module")
def image():
    return build_program("powercut", "powercut", **OPTIONS) / "bobbin.elf"


@pytest.fixture(scope="module")
def tools():
    status, said = make(OUT / "tools", "tools")
    assert status == 0, said
    return OUT / "tools" / "bin"


def make_disk(path, volume, script):
    """A disk with a partition for the volume and one for the script."""
    entries = b"".join(struct.pack("<4xB3xII", kind, first, count) for kind, first, count in
                       ((0x83, VOLUME, VOLUME_SECTORS), (0xda, ACKS, SECTORS - ACKS)))
    disk = bytearray(SECTORS * 512)
    disk[446:446 + len(entries)] = entries
    disk[510:512] = b"\x55\xaa"
    disk[VOLUME * 512:VOLUME * 512 + len(volume)] = volume
    disk[ACKS * 512 + 4096:ACKS * 512 + 4096 + len(script)] = script
    path.write_bytes(disk)


def record(image, folder, driver, kind):
    """Runs the guest on a copy of folder/before; what reaches the disk is in folder/record."""
    machine, device, name = DRIVERS[driver]
    (folder / "disk").write_bytes((folder / "before").read_bytes())
    (folder / "record").write_bytes(b"")
    drive = (f"driver=blklogwrites,file.driver=file,file.filename={folder}/disk,"
             f"log.driver=file,log.filename={folder}/record,if=none,id=d")
    boot(image, args=f"mount={name}1:/disk:{kind} loglevel=warn -- /disk /dev/{name}2",
         machine=machine, nic="none", rng="n", mem="16",
         qemuflags=f"-drive {drive} -device {device},drive=d").expect(0, r"\d+ operations")


def record_ctfs(image, tools, folder, seed, driver="virtio"):
    script = must([tools / "powercut-replay", "script", seed])
    volume = folder / "volume"
    volume.unlink(missing_ok=True)
    must([tools / "mkfs.ctfs", volume, VOLUME_SECTORS * 512])
    make_disk(folder / "before", volume.read_bytes(), script.encode())
    record(image, folder, driver, "ctfs")


def judge(tools, folder, seed, *control):
    """(0 or 1, what it says, how many states it looked at)"""
    status, said = run([tools / "powercut-replay", "judge", seed, folder / "before",
                        folder / "record", VOLUME, ACKS, *control])
    assert status < 2, said
    return status, said, int(re.match(r"\d+", said)[0])


@pytest.mark.parametrize("first", range(1, SEEDS + 1, PART))
def test_ctfs_keeps_its_promises_in_a_guest(image, tools, tmp_path, first):
    for seed in range(first, first + PART):
        record_ctfs(image, tools, tmp_path, seed)
        status, said, states = judge(tools, tmp_path, seed)
        assert status == 0, f"seed {seed}: {said}"
        assert states > 100, f"seed {seed}: {said}"


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
