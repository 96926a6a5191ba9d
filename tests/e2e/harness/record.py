# SPDX-License-Identifier: MIT
"""A disk with a volume and acknowledgements, what QEMU's blklogwrites recorded of it, and the
states of it that a power cut could have left.

Source: Linux, Documentation/admin-guide/device-mapper/log-writes.rst, which QEMU follows.
"""

import struct

from .guest import boot

MAGIC, FLUSH, DISCARD = 0x6a736677736872, 1, 4
VOLUME = 2048  # first sector of the volume
DRIVERS = {
    "virtio": ("pc", "virtio-blk-pci", "vda"),
    "virtio-mmio": ("microvm,acpi=off", "virtio-blk-device", "vda"),
    "ide": ("pc", "ide-hd", "sda"),
    "ahci": ("q35", "ide-hd,bus=ide.0", "sda"),
}


def acks_of(volume_size):
    """The first sector of what lies behind the volume."""
    return VOLUME + (volume_size // 512 + 2047) // 2048 * 2048


def make_disk(path, volume, script=b""):
    """A disk with a partition for the volume and one for acknowledgements and the script."""
    acks = acks_of(len(volume))
    entries = b"".join(struct.pack("<4xB3xII", kind, first, count) for kind, first, count in
                       ((0x83, VOLUME, len(volume) // 512), (0xda, acks, 2048)))
    disk = bytearray((acks + 2048) * 512)
    disk[446:446 + len(entries)] = entries
    disk[510:512] = b"\x55\xaa"
    disk[VOLUME * 512:VOLUME * 512 + len(volume)] = volume
    disk[acks * 512 + 4096:acks * 512 + 4096 + len(script)] = script
    path.write_bytes(disk)


def record(image, folder, kind, args, driver="virtio", **given):
    """Runs the guest on a copy of folder/before; what reaches the disk is in folder/record.
    args: the program's; DISK is the name of the disk."""
    machine, device, name = DRIVERS[driver]
    (folder / "disk").write_bytes((folder / "before").read_bytes())
    (folder / "record").write_bytes(b"")
    drive = (f"driver=blklogwrites,file.driver=file,file.filename={folder}/disk,"
             f"log.driver=file,log.filename={folder}/record,if=none,id=d")
    given.setdefault("mem", "16")
    return boot(image, args=f"mount={name}1:/disk:{kind} loglevel=warn -- "
                + args.replace("DISK", name), machine=machine, nic="none", rng="n",
                qemuflags=f"-drive {drive} -device {device},drive=d", **given)


def requests(path):
    """Yields (sector, data) of each write, and (0, None) of each flush."""
    log = path.read_bytes()
    magic, version, count, size = struct.unpack_from("<QQQI", log)
    assert (magic, version, size) == (MAGIC, 1, 512), "no record"
    at = 512
    for _ in range(count):
        sector, sectors, flags, _ = struct.unpack_from("<QQQQ", log, at)
        assert not flags & DISCARD
        at += 512
        if flags & FLUSH:
            yield 0, None
        if sectors:
            yield sector, log[at:at + sectors * 512]
            at += sectors * 512


def states(folder, volume_size, noise, share, keep_flush=lambda number: True):
    """Yields (last acknowledgement, volume) for a share of the moments: what was flushed is
    there, of other writes any sector. keep_flush: which flushes count, for a control."""
    volume = bytearray((folder / "before").read_bytes()[VOLUME * 512:][:volume_size])
    acked, flushes, pending = 0, 0, []
    for sector, data in requests(folder / "record"):
        if data is None:
            flushes += 1
            if keep_flush(flushes):
                for at, piece in pending:
                    volume[at:at + len(piece)] = piece
                pending = []
        elif sector == acks_of(volume_size):
            acked = struct.unpack_from("<Q", data)[0]
        else:
            pending.append(((sector - VOLUME) * 512, data))
        if noise.random() < share:
            yield acked, cut(volume, pending, noise)
    yield acked, cut(volume, pending, noise)


def cut(volume, pending, noise):
    """Of each write all, nothing, or some sectors."""
    state = bytearray(volume)
    for at, data in pending:
        chance = noise.choice((0, 0.5, 1))
        for start in range(0, len(data), 512):
            if noise.random() < chance:
                state[at + start:at + start + 512] = data[start:start + 512]
    return bytes(state)
