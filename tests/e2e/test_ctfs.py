# SPDX-License-Identifier: MIT
"""CTFS between the host's programs and guests: what one has written the other reads, and a guest
that loses its power keeps what it was told is safe.

The guests are tests/e2e/fat, which knows nothing of FAT, and tests/e2e/ctfs.
"""

import random
import re
import shutil
import time

import pytest

from harness.guest import OUT, boot, make, must, run, wait_for
from harness.machine import Machine, build_program
from test_fat import fnv, guest_files, write_tree

OPTIONS = {"FS_CTFS": "y", "VIRTIO_BLK": "y", "ATA": "y", "FS_TABLE": "y", "NET": "n"}
DISK = {"nic": "none", "rng": "n"}


def host_files():
    noise = random.Random(2)
    return {
        "From The Host.txt": b"a line of the host\n",
        "EMPTY": b"",
        "folder/unwanted file": noise.randbytes(3000),
        "folder/deeper/Ünïcödé и кир": noise.randbytes(70001),
        "folder/" + "n" * 58: noise.randbytes(512),
        "large": noise.randbytes(12 << 20),  # needs double indirection
        **{f"many/file number {i}.dat": noise.randbytes(i * 37) for i in range(60)},
    }


@pytest.fixture(scope="module")
def image():
    return build_program("fat-on-ctfs", "fat", **OPTIONS) / "bobbin.elf"


@pytest.fixture(scope="module")
def small():
    return build_program("ctfs", "ctfs", CTFS_AUTOFORMAT="y", **OPTIONS) / "bobbin.elf"


@pytest.fixture(scope="module")
def programs():
    status, said = make(OUT, "tools")
    assert status == 0, said
    return OUT / "bin"


@pytest.mark.parametrize("bus", ["virtio", "ide"])
def test_ctfs_goes_from_host_to_guest_and_back(image, programs, tmp_path, bus):
    files, volume = host_files(), tmp_path / "volume.img"
    write_tree(tmp_path / "source", files)
    must([programs / "mkfs.ctfs", "-L", "both", volume, "64M"])
    must([programs / "ctfs", volume, "put", tmp_path / "source", "/"])

    name = {"virtio": "vda", "ide": "sda"}[bus]
    ended = boot(image, args=f"mount={name}:/disk:ctfs loglevel=warn", disk=volume, disk_bus=bus,
                 mem="24", **DISK).expect(0, "(?m)^done$")
    shown = {found[1]: (int(found[2]), int(found[3], 16))
             for found in re.finditer(r"(?m)^file (.*) (\d+) ([0-9a-f]{8})$", ended.text)}
    assert shown == {name: (len(data), fnv(data)) for name, data in files.items()}

    must([programs / "fsck.ctfs", volume])
    del files["folder/unwanted file"]
    files["From The Host.txt"] += b"and a line of the guest\n"
    expected = {**files, **guest_files()}
    assert must([programs / "ctfs", volume, "ls"]).count("\n") == len(
        {path.split("/")[0] for path in expected})
    for path, data in expected.items():
        must([programs / "ctfs", volume, "get", path, tmp_path / "copy"])
        assert (tmp_path / "copy").read_bytes() == data, path


def test_mounts_are_counted_and_dated(small, programs, tmp_path):
    volume = tmp_path / "volume.img"
    must([programs / "mkfs.ctfs", volume, "8M"])
    for _ in range(3):
        boot(small, args="mount=vda:/disk:ctfs", disk=volume, **DISK).expect(0)
    said = must([programs / "ctfs", volume, "dump"])
    assert "state clean, mounted 3 times" in said
    when = re.search(r"last mount (.*) UTC", said)[1]
    then = time.mktime(time.strptime(when, "%Y-%m-%d %H:%M:%S")) - time.timezone
    assert abs(then - time.time()) < 60


def test_what_was_not_synced_is_written_in_time(small, programs, tmp_path):
    volume = tmp_path / "volume.img"
    must([programs / "mkfs.ctfs", volume, "8M"])
    with Machine(small, args="mount=vda:/disk:ctfs -- linger", disk=volume, **DISK) as m:
        m.wait("synced")
        copy = tmp_path / "copy.img"

        def written():
            shutil.copy(volume, copy)  # as a power cut would leave it
            return run([programs / "ctfs", copy, "cat", "later"]) == (0, "written by the flusher")
        wait_for(written, "what the flusher writes after two seconds")
        m.qmp("quit")
        m.end()
    status, said = run([programs / "fsck.ctfs", volume])
    assert status == 0 and "not unmounted" in said
    assert must([programs / "ctfs", volume, "cat", "synced"]) == "safe"
    assert must([programs / "ctfs", volume, "cat", "later"]) == "written by the flusher"


FILES = 64  # that tests/e2e/ctfs makes
WRITES, FLUSHES = {0xca, 0x35, 0x30, 0x34}, {0xe7, 0xea}  # ACS-2: with DMA, with PIO; flush cache


def commands_of(image, programs, folder, *words):
    """How many commands that write, and how many that flush, a guest gives to an IDE disk."""
    volume, trace = folder / "volume.img", folder / "trace"
    must([programs / "mkfs.ctfs", volume, "8M"])
    boot(image, args="mount=sda:/disk:ctfs -- " + " ".join(words), disk=volume, disk_bus="ide",
         qemuflags=f"-trace ide_exec_cmd -D {trace}", **DISK).expect(0)
    must([programs / "fsck.ctfs", volume])
    codes = [int(code, 16) for code in
             re.findall(r"ide_exec_cmd .* cmd 0x([0-9a-f]+)", trace.read_text())]
    return sum(code in WRITES for code in codes), sum(code in FLUSHES for code in codes)


def test_commands_of_the_disk_per_file(small, programs, tmp_path):
    """Create, write 4 KiB, close: many share a commit; with an fsync() each has its own, which is
    its data, a flush, the record (in two pieces where the journal ends), a flush."""
    writes, flushes = commands_of(small, programs, tmp_path)
    many_writes, many_flushes = commands_of(small, programs, tmp_path, "files")
    each_writes, each_flushes = commands_of(small, programs, tmp_path, "synced")
    assert many_writes - writes <= FILES / 4 and many_flushes - flushes <= 4
    assert 2 * FILES <= each_writes - writes <= 3 * FILES
    assert 2 * FILES <= each_flushes - flushes <= 2 * FILES + 4


def test_only_blank_disks_are_formatted(small, image, programs, tmp_path):
    volume = tmp_path / "volume.img"
    volume.write_bytes(bytes(4 << 20))
    assert boot(image, args="mount=vda:/disk:ctfs", disk=volume, **DISK).status != 0
    assert volume.read_bytes() == bytes(4 << 20)
    boot(small, args="mount=vda:/disk:ctfs", disk=volume, **DISK).expect(0, "it is formatted")
    must([programs / "fsck.ctfs", volume])
    precious = b"precious" + bytes((4 << 20) - 8)
    volume.write_bytes(precious)
    assert boot(small, args="mount=vda:/disk:ctfs", disk=volume, **DISK).status != 0
    assert volume.read_bytes() == precious
