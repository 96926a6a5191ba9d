# SPDX-License-Identifier: MIT
"""Every filesystem on disks keeps files behind every driver, through the kernel's door and GRUB's.

The guest is tests/e2e/powercut; what it has written is read on this machine.
"""

import os

import pytest

from harness.guest import OUT, boot, make, must
from harness.machine import build_program
from harness.record import DRIVERS, VOLUME, make_disk

OPTIONS = {"VIRTIO_BLK": "y", "VIRTIO_MMIO": "y", "ATA": "y", "AHCI": "y", "RAMDISK": "y",
           "FS_CTFS": "y", "FS_FAT32": "y", "FS_TABLE": "y", "NET": "n"}
SIZE = 36 << 20
ENV = dict(os.environ, MTOOLS_SKIP_CHECK="1", PATH=os.environ["PATH"] + ":/usr/sbin:/sbin")
DATA = bytes(200 + i * 131 + i // 512 * 17 & 255 for i in range(20000))
DOORS = [(driver, door) for driver in DRIVERS for door in ("kernel", "iso")
         if (driver, door) != ("virtio-mmio", "iso")]  # microvm boots no disk


def fnv(data):
    total = 2166136261
    for byte in data:
        total = (total ^ byte) * 16777619 & 0xffffffff
    return total


SCRIPT = (f"mkdir 0 folder 1\ncreate 1 file 2\nwrite 2 0 20000 200\nread 2 20000 {fnv(DATA)}\n"
          "rename 1 file 1 renamed\nfsync 2\nack 1\n")


@pytest.fixture(scope="module")
def images():
    return build_program("drivers", "powercut", "elf", "iso", **OPTIONS)


@pytest.fixture(scope="module")
def tools():
    status, said = make(OUT / "tools", "tools")
    assert status == 0, said
    return OUT / "tools" / "bin"


@pytest.fixture
def disk(tools, tmp_path, kind):
    """A disk with an empty volume and the script."""
    volume = tmp_path / "volume"
    if kind == "ctfs":
        must([tools / "mkfs.ctfs", volume, SIZE])
    else:
        must(["mkfs.fat", "-F", "32", "-s", "1", "-C", volume, SIZE >> 10], env=ENV)
    make_disk(tmp_path / "disk", volume.read_bytes(), SCRIPT.encode())
    return tmp_path / "disk"


def copied(tools, disk, kind):
    """What the guest has written, and a word of the filesystem's own check on it."""
    volume, copy = disk.parent / "volume", disk.parent / "copy"
    volume.write_bytes(disk.read_bytes()[VOLUME * 512:][:SIZE])
    if kind == "ctfs":
        must([tools / "fsck.ctfs", "-n", volume])
        must([tools / "ctfs", volume, "get", "/folder/renamed", copy])
    else:
        must(["fsck.fat", "-n", volume], env=ENV)
        must(["mcopy", "-i", volume, "::/folder/renamed", copy], env=ENV)
    return copy.read_bytes()


@pytest.mark.parametrize("kind", ["ctfs", "vfat"])
@pytest.mark.parametrize("driver, door", DOORS)
def test_files_stay(images, tools, disk, driver, door, kind):
    machine, device, name = DRIVERS[driver]
    if driver == "ide":
        device += ",bus=ide.0"
    boot(images / f"bobbin.{'elf' if door == 'kernel' else 'iso'}", door=door, machine=machine,
         nic="none", rng="n", mem="64", args=f"mount={name}1:/disk:{kind} -- /disk /dev/{name}2",
         qemuflags=f"-drive file={disk},format=raw,if=none,id=d -device {device},drive=d"
         ).expect(0, "7 operations")
    assert copied(tools, disk, kind) == DATA


@pytest.mark.parametrize("kind", ["ctfs", "vfat"])
def test_ram_disk_has_files(images, disk, kind):
    """They are read again by the guest itself: nothing of them is left behind."""
    before = disk.read_bytes()
    boot(images / "bobbin.elf", nic="none", rng="n", mem="160", qemuflags=f"-initrd {disk}",
         args=f"mount=ram0p1:/disk:{kind} -- /disk /dev/ram0p2").expect(0, "7 operations")
    assert disk.read_bytes() == before
