# SPDX-License-Identifier: MIT
"""The least and the most that a configuration can be: both do their work through every door, the
most with every disk and filesystem too; and the tests of files pass on every disk there is."""

import os

import pytest

from harness.guest import HOST, OUT, boot, build, make, must, preset
from harness.record import DRIVERS

PAGE = "a page from the test's own server\n"
# The disks of machines that have a network card, through every door; UEFI's takes seconds.
DISKS = [(driver, kind, door) for driver in ("virtio", "ide", "ahci") for kind in ("ctfs", "vfat")
         for door in ("kernel", "iso", "uefi")
         if door != "uefi" or (driver, kind) in (("virtio", "ctfs"), ("ahci", "vfat"))]


@pytest.fixture(scope="module")
def tiny():
    return preset("tiny", "elf", "iso")


@pytest.fixture(scope="module")
def full(pki):
    return build("full", "full", "elf", "iso", options={"TLS_CA_FILE": pki.path("ca", "pem")})


@pytest.fixture(scope="module")
def volume():
    """Makes a disk with an empty volume, and reads a file from one."""
    status, said = make(OUT / "tools", "tools")
    assert status == 0, said
    bin_folder = OUT / "tools" / "bin"
    env = dict(os.environ, MTOOLS_SKIP_CHECK="1", PATH=os.environ["PATH"] + ":/usr/sbin:/sbin")

    def new(kind, path):
        if kind == "ctfs":
            must([bin_folder / "mkfs.ctfs", path, "4M"])
        else:
            must(["mkfs.fat", "-F", "32", "-C", path, str(36 << 10)], env=env)

    def read(kind, path, name):
        copy = path.with_suffix(".copy")
        if kind == "ctfs":
            must([bin_folder / "fsck.ctfs", "-n", path])
            must([bin_folder / "ctfs", path, "get", f"/{name}", copy])
        else:
            must(["fsck.fat", "-n", path], env=env)
            must(["mcopy", "-i", path, f"::/{name}", copy], env=env)
        return copy.read_text()
    return new, read


@pytest.mark.parametrize("machine, mem", [("pc", "2"), ("q35", "5G"), ("microvm", "2")])
def test_tiny_needs_two_megabytes(tiny, machine, mem):
    ended = boot(tiny / "bobbin.elf", machine=machine, mem=mem, nic="none", rng="n").expect(0)
    assert ended.text == "Hello from Bobbin.\n"


def test_tiny_boots_through_grub(tiny):
    boot(tiny / "bobbin.iso", nic="none").expect(0, r"(?m)^Hello from Bobbin\.$")


@pytest.mark.parametrize("door", ["kernel", "iso", "uefi"])
def test_full_fetches_over_tls(full, good_port, door):
    """With every device that it knows; the screen is the VGA's, or the loader's picture."""
    image = full / ("bobbin.elf" if door == "kernel" else "bobbin.iso")
    ended = boot(image, door=door, machine="q35", qemuflags="-device i6300esb -vga std",
                 args=f"hosts=good.test:{HOST} -- "
                 f"https://good.test:{good_port}/page.txt")
    ended.expect(0, "8086:25ab: i6300esb", "rtl8139: link up", "1af4:1005: virtio")
    assert ended.text.count(PAGE) == 1, ended
    assert "warn" not in ended.text and "panic" not in ended.text, ended


@pytest.mark.parametrize("driver, kind, door", DISKS)
def test_full_keeps_what_it_fetched(full, volume, good_port, tmp_path, driver, kind, door):
    image = full / ("bobbin.elf" if door == "kernel" else "bobbin.iso")
    machine, device, name = DRIVERS[driver]
    disk, (new, read) = tmp_path / "disk", volume
    new(kind, disk)
    boot(image, door=door, machine=machine, qemuflags=f"-drive file={disk},format=raw,if=none,id=d "
         f"-device {device}{',bus=ide.0' if driver == 'ide' else ''},drive=d",
         args=f"hosts=good.test:{HOST} mount={name}:/disk:{kind} -- -o '/disk/A page, kept.txt' "
         f"https://good.test:{good_port}/page.txt".replace("'", '"')).expect(0)
    assert read(kind, disk, "A page, kept.txt") == PAGE


@pytest.mark.parametrize("driver, door", [("virtio-mmio", "kernel"), ("ide", "kernel"),
                                          ("ahci", "iso"), ("ram", "kernel")])
def test_selftest_passes_on_disk(tmp_path, driver, door):
    """What the guest ring does on virtio-blk: each test of files on CTFS and on FAT32."""
    folder = preset("selftest", "elf", "iso")
    disk = tmp_path / "disk"
    with disk.open("wb") as made:
        made.truncate(26 << 20)
    machine, device, name = DRIVERS.get(driver, ("pc", "", "ram0"))
    flags = f"-initrd {disk}" if driver == "ram" else (
        f"-drive file={disk},format=raw,if=none,id=d -device {device},drive=d")
    if driver == "ide":
        flags += ",bus=ide.0"
    ended = boot(folder / ("bobbin.elf" if door == "kernel" else "bobbin.iso"), door=door,
                 machine=machine, nic="none", rng="n", mem="128", qemuflags=flags,
                 args=f"scratch={name} -- file")
    ended.expect(0, "ok [0-9]+ - filesystems_run_on_the_scratch_disk_if_there_is_one",
                 f"fat: {name}: FAT32, 6142 clusters", f"ctfs: {name}: CTFS \"scratch\"")


@pytest.mark.parametrize("driver", ["ide", "ahci", "virtio"])
def test_disks_work_in_a_machine_with_more_than_4_gib(tmp_path, driver):
    """IDE's DMA ends at 4 GiB: its cache lies below, and what lies above is copied."""
    folder = preset("selftest", "elf", "iso")
    disk = tmp_path / "disk"
    disk.write_bytes(bytes(26 << 20))
    machine, device, name = DRIVERS[driver]
    above = "0x1[0-9a-f]{8}"
    bus, cache = (",bus=ide.0", "0x[0-9a-f]{1,8}") if driver == "ide" else ("", above)
    boot(folder / "bobbin.elf", machine=machine, mem="5G", nic="none", rng="n",
         args=f"scratch={name} -- disk_", qemuflags=f"-drive file={disk},format=raw,if=none,id=d "
         f"-device {device}{bus},drive=d").expect(
        0, "ok [0-9]+ - disk_transfers_where_it_reaches",
        f"scratch: {name}: cache at {cache}, any memory at {above}\\b")


def test_selftest_wants_the_scratch_disk_that_it_is_told_of():
    folder = preset("selftest", "elf", "iso")
    boot(folder / "bobbin.elf", nic="none", rng="n", args="scratch=vda -- the_scratch_disk").expect(
        1, "not ok [0-9]+ - filesystems_run_on_the_scratch_disk_if_there_is_one")
