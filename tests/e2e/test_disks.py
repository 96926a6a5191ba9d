# SPDX-License-Identifier: MIT
"""Disks without a filesystem, behind every driver: what a guest writes is on the medium, what is
there it reads, and a disk that fails, hangs or goes away is an error and not the end.

The guest is tests/e2e/disk; images are judged from outside, by this file's own arithmetic.
"""

import array
import subprocess

import pytest

from harness.guest import boot
from harness.machine import Machine, build_program

SECTORS = 8192
OPTIONS = {"VIRTIO_BLK": "y", "VIRTIO_MMIO": "y", "ATA": "y", "AHCI": "y", "RAMDISK": "y",
           "NET": "n", "FS": "n", "BLK_TIMEOUT_MS": 500, "LOCKCHECK": "y", "UBSAN": "y"}
MICROVM = "microvm,acpi=off"

# name: machine, QEMU's device, the guest's name for it
DRIVERS = {
    "virtio": ("pc", "virtio-blk-pci", "vda"),
    "virtio-legacy": ("pc", "virtio-blk-pci,disable-modern=on", "vda"),
    "virtio-modern": ("q35", "virtio-blk-pci,disable-legacy=on", "vda"),
    "virtio-line": ("pc", "virtio-blk-pci,vectors=0", "vda"),
    "virtio-short-queue": ("pc", "virtio-blk-pci,queue-size=4,seg-max-adjust=on", "vda"),
    "virtio-4096": ("pc", "virtio-blk-pci,logical_block_size=4096,physical_block_size=4096",
                    "vda"),
    "virtio-mmio-1": (MICROVM, "virtio-blk-device", "vda"),
    "virtio-mmio-2": (MICROVM, "virtio-blk-device -global virtio-mmio.force-legacy=off", "vda"),
    "ide": ("pc", "ide-hd", "sda"),
    "ahci": ("q35", "ide-hd,bus=ide.1", "sda"),
    "ahci-on-pc": ("pc", "ide-hd,bus=x.3", "sda"),
}


@pytest.fixture(scope="module")
def image():
    return build_program("disk", "disk", **OPTIONS) / "bobbin.elf"


@pytest.fixture(scope="module")
def without_scheduler():
    options = {**OPTIONS, "SCHED_NONE": "y", "LOCKCHECK": "n", "UBSAN": "n"}
    return build_program("disk-alone", "disk", **options) / "bobbin.elf"


@pytest.fixture(scope="module")
def without_dma():
    return build_program("disk-pio", "disk", ATA="y", ATA_DMA="n", NET="n", FS="n") / "bobbin.elf"


def pattern(seed, first=0, count=SECTORS):
    """What transfer.c calls the pattern of seed."""
    start, words, top = first * 64, count * 64, 1 << 64
    made = array.array("Q", (((start + i) * 0x9e3779b97f4a7c15 + seed) % top
                             for i in range(words)))
    return made.tobytes()


@pytest.fixture
def medium(tmp_path):
    """A disk image with the pattern of seed 1."""
    path = tmp_path / "disk.img"
    path.write_bytes(pattern(1))
    return path


def flags(device, path, more=""):
    controller = "-device ich9-ahci,id=x " if "bus=x" in device else ""
    name, _, rest = device.partition(" ")
    return (f"-drive file={path},format=raw,if=none,id=d{more} {controller}"
            f"-device {name},drive=d {rest}")


def run(image, command, machine, qemuflags, **given):
    return boot(image, args=f"-- {command}", machine=machine, nic="none", rng="n",
                qemuflags=qemuflags, **given)


@pytest.mark.parametrize("driver", DRIVERS)
def test_reads_and_writes(image, medium, driver):
    machine, device, name = DRIVERS[driver]
    ended = run(image, f"read {name} 0 0 1 , write {name} 1024 2048 2 , read {name} 1024 2048 2 , "
                f"flush {name} , bytes {name} 1024", machine, flags(device, medium))
    ended.expect(0, rf"{name} read: {SECTORS} sectors\n", rf"{name} write: 2048 sectors\n",
                 rf"{name} read: 2048 sectors\n", rf"{name} flush: ok;.* 1 flushes, 0 errors")
    written = pattern(2, 1024, 2048)
    assert f"{name} bytes: " + written[:16].hex(" ") in ended.text
    expected = pattern(1)
    expected = expected[:1024 * 512] + written + expected[3072 * 512:]
    assert medium.read_bytes() == expected


def test_ide_without_dma(without_dma, medium):
    ran = run(without_dma, "read sda 0 0 1 , write sda 0 2048 2 , flush sda", "pc",
              flags("ide-hd", medium))
    ran.expect(0, "ata: sda: without DMA", f"sda read: {SECTORS} sectors\n")
    assert medium.read_bytes() == pattern(2, 0, 2048) + pattern(1)[2048 * 512:]


def test_ram_disk_is_what_the_loader_loaded(image, medium):
    run(image, "read ram0 0 0 1 , write ram0 100 1000 2 , read ram0 100 1000 2 , flush ram0", "pc",
        f"-initrd {medium}").expect(0, "blk: ram0: 4 MiB", f"ram0 read: {SECTORS} sectors\n",
                                    "ram0 read: 1000 sectors\n", "ram0 flush: ok")
    assert medium.read_bytes() == pattern(1)


def test_a_pattern_that_is_not_there_is_noticed(image, medium):
    """The control."""
    run(image, "read vda 0 0 2", "pc", flags("virtio-blk-pci", medium)).expect(
        1, "wrong at sector 0")


def test_two_disks_on_a_channel_and_two_on_another(image, medium, tmp_path):
    paths = [tmp_path / f"{i}.img" for i in range(3)]
    for path in paths:
        path.write_bytes(bytes(1 << 20))
    drives = " ".join(f"-drive file={path},format=raw,if=ide,index={i}"
                      for i, path in enumerate([medium, *paths]))
    run(image, " , ".join(f"write sd{c} 0 0 {seed} , flush sd{c}" for c, seed in
                          (("a", 5), ("b", 6), ("c", 7), ("d", 8))), "pc", drives).expect(0)
    assert medium.read_bytes() == pattern(5)
    for path, seed in zip(paths, (6, 7, 8)):
        assert path.read_bytes() == pattern(seed, 0, 2048)


def test_read_only_disk_takes_no_writes(image, medium):
    before = medium.read_bytes()
    run(image, "list , read vda 0 0 1 , write vda 0 8 2", "pc",
        flags("virtio-blk-pci", medium, ",readonly=on")).expect(
            1, "vda first 0 .* read-only", f"read: {SECTORS} sectors", "Read-only file system")
    assert medium.read_bytes() == before


def sfdisk(path, script):
    path.write_bytes(bytes(SECTORS * 512))
    subprocess.run(["sfdisk", "-q", path], input=script, text=True, check=True)


PARTITIONS = {
    "gpt": ("label: gpt\nstart=64,size=1024\nstart=2048,size=512\n",
            [(1, 64, 1024), (2, 2048, 512)]),
    "mbr": ("label: dos\nstart=64,size=1024,type=83\nstart=2048,size=4096,type=f\n"
            "start=2112,size=512,type=83\nstart=3200,size=256,type=83\n",
            [(1, 64, 1024), (5, 2112, 512), (6, 3200, 256)]),
}


@pytest.mark.parametrize("kind", PARTITIONS)
def test_partitions_that_sfdisk_made(image, medium, kind):
    script, partitions = PARTITIONS[kind]
    sfdisk(medium, script)
    ended = run(image, "list , " + " , ".join(f"write vda{n} 0 0 {n}" for n, _, _ in partitions) +
                " , flush vda", "pc", flags("virtio-blk-pci", medium))
    ended.expect(0, *(rf"(?m)^vda{n} first {first} sectors {count} "
                      for n, first, count in partitions))
    assert ended.text.count("\nvda") == 1 + 2 * len(partitions) + 1, ended
    data = medium.read_bytes()
    for n, first, count in partitions:
        assert data[first * 512:(first + count) * 512] == pattern(n, 0, count)
    assert subprocess.run(["sfdisk", "-V", medium], check=False).returncode == 0


# --- disks that fail ---------------------------------------------------------------------------

FAILING = {"virtio": ("pc", "virtio-blk-pci", "vda"), "ide": ("pc", "ide-hd", "sda"),
           "ahci": ("q35", "ide-hd,bus=ide.0", "sda")}


def errors(path, *faults):
    """A drive with these faults: "read,sector=100", "flush,once=on"."""
    words = [f"driver=blkdebug,image.driver=file,image.filename={path},if=none,id=d"]
    for i, fault in enumerate(faults):
        kind, *rest = fault.split(",")
        words += [f"inject-error.{i}.event=none,inject-error.{i}.iotype={kind}"]
        words += [f"inject-error.{i}.{word}" for word in rest]
    return "-drive " + ",".join([*words, "rerror=report,werror=report"])


@pytest.mark.parametrize("driver", FAILING)
def test_errors_of_the_medium(image, medium, driver):
    machine, device, name = FAILING[driver]
    drive = errors(medium, "read,sector=100,once=off", "write,sector=5000,once=off",
                   "flush,once=on")
    ended = run(image, f"read {name} 0 0 1 , read {name} 4096 1024 1 , write {name} 0 1024 2 , "
                f"write {name} 4992 16 2 , flush {name} , flush {name} , read {name} 200 800 2",
                machine, f"{drive} -device {device},drive=d")
    ended.expect(1, rf"{name} read: \d+ sectors, \d+ requests failed: I/O error\n",
                 rf"{name} read: 1024 sectors\n", rf"{name} write: 1024 sectors\n",
                 rf"{name} write: \d+ sectors, \d+ requests failed: I/O error\n",
                 rf"{name} flush: I/O error;", rf"{name} flush: ok;.* 0 resets",
                 rf"{name} read: 800 sectors\n")
    assert "panic" not in ended.text and "wrong" not in ended.text


def hang(image, medium, driver):
    """A disk that may move 512 bytes a second; from the reset on it is as fast as before."""
    machine, device, name = FAILING[driver]
    with Machine(image, args=f"-- wait , read {name} 0 2048 1 , wait , read {name} 0 0 1",
                 machine=machine, nic="none", rng="n",
                 qemuflags=flags(device, medium)) as guest:
        guest.wait("ready")
        throttle(guest, 512)
        guest.type("\n")
        guest.wait(rf"blk: {name}: no answer in 500 ms, resetting it")
        throttle(guest, 0)
        guest.wait("failed: I/O error")
        guest.wait("(?s)ready.*ready")
        guest.type("\n")
        guest.end()
        assert f"{name} read: {SECTORS} sectors\n" in guest.text, guest.text
        assert "panic" not in guest.text


@pytest.mark.parametrize("driver", FAILING)
def test_disk_that_hangs_is_reset_and_goes_on(image, medium, driver):
    hang(image, medium, driver)


@pytest.mark.parametrize("driver", FAILING)
def test_without_a_scheduler_it_is_the_same(without_scheduler, medium, driver):
    machine, device, name = FAILING[driver]
    run(without_scheduler, f"read {name} 0 0 1 , write {name} 0 0 2 , flush {name}", machine,
        flags(device, medium)).expect(0)
    assert medium.read_bytes() == pattern(2)
    medium.write_bytes(pattern(1))
    hang(without_scheduler, medium, driver)


def throttle(guest, bytes_per_second):
    guest.qmp("human-monitor-command", **{
        "command-line": f"block_set_io_throttle d {bytes_per_second} 0 0 0 0 0"})


@pytest.mark.parametrize("driver", FAILING)
def test_medium_that_goes_away(image, medium, driver):
    machine, device, name = FAILING[driver]
    with Machine(image, args=f"-- read {name} 0 0 1 , wait , read {name} 0 64 1 , "
                 f"write {name} 0 64 1 , flush {name}", machine=machine, nic="none", rng="n",
                 qemuflags=flags(device, medium)) as guest:
        guest.wait("ready")
        guest.qmp("human-monitor-command", **{"command-line": "drive_del d"})
        guest.type("\n")
        assert guest.end() == 1, guest.text
        assert f"{name} read: {SECTORS} sectors\n" in guest.text
        assert guest.text.count("requests failed: I/O error") == 2, guest.text
        assert "panic" not in guest.text
