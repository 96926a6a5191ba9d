# SPDX-License-Identifier: MIT
"""SQLite on CTFS: its own self-check, and databases that the power goes away under. What is left
of them is judged by this machine's SQLite.

The guests are tests/e2e/speedtest, tests/e2e/transactions and apps/sqlite.
"""

import random
import re
import sqlite3

import pytest

from harness.guest import OUT, boot, make, must, preset
from harness.machine import build_program
from harness.record import make_disk, record, states

DISK = {"VIRTIO_BLK": "y", "FS_CTFS": "y", "FS_TABLE": "y", "NET": "n"}
VOLUME_SIZE = 4 << 20
TRANSACTIONS = 40


@pytest.fixture(scope="module")
def tools():
    status, said = make(OUT / "tools", "tools")
    assert status == 0, said
    return OUT / "tools" / "bin"


@pytest.fixture(scope="module")
def speedtest():
    return build_program("speedtest", "speedtest", **DISK) / "bobbin.elf"


@pytest.fixture(scope="module")
def transactions():
    return build_program("transactions", "transactions", BCACHE_FLUSH_MS=100, **DISK) / "bobbin.elf"


@pytest.fixture(scope="module")
def images():
    return preset("sqlite", "elf", "iso")


def drive(path, device="virtio-blk-pci"):
    return f"-drive file={path},format=raw,if=none,id=d -device {device},drive=d"


def test_preset_keeps_a_database(images, tools, tmp_path):
    """Through both doors, without a PCI bus, and on this machine."""
    disk, copy = tmp_path / "disk.img", tmp_path / "copy"
    must([tools / "mkfs.ctfs", disk, "16M"])
    for door, machine, device in (("kernel", "pc", "virtio-blk-pci"),
                                  ("iso", "pc", "virtio-blk-pci"),
                                  ("kernel", "microvm,acpi=off", "virtio-blk-device")):
        boot(images / f"bobbin.{'elf' if door == 'kernel' else 'iso'}", door=door, machine=machine,
             nic="none", rng="n", qemuflags=drive(disk, device),
             args='-- /data/d.db "CREATE TABLE IF NOT EXISTS t(door);'
             f"INSERT INTO t VALUES('{door}'); SELECT * FROM t\""
             ).expect(0, rf"(?m)^{door}$")
    must([tools / "ctfs", disk, "get", "/d.db", copy])
    doors = sqlite3.connect(copy).execute("SELECT door FROM t").fetchall()
    assert doors == [("kernel",), ("iso",), ("kernel",)]


def test_make_run_attaches_what_make_disk_made(images):
    status, said = make(images, "disk", "DISK_SIZE=16M")
    assert status == 0, said
    for sql, row in (("CREATE TABLE t(a); INSERT INTO t VALUES(41)", ""),
                     ("SELECT a+1 FROM t", "42")):
        status, said = make(images, "run", "DOOR=kernel", "NIC=none",
                            f'ARGS=-- /data/d.db "{sql}"', timeout=120)
        assert status == 0 and f"\n{row}\n" in said.replace("\r", "") + "\n\n", said


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_speedtest_verifies(speedtest, tools, tmp_path, journal):
    """The same sums as in memory, and a database without a fault."""
    disk, copy = tmp_path / "disk.img", tmp_path / "copy"
    must([tools / "mkfs.ctfs", disk, "32M"])
    sums = []
    for where in ("--memdb", f"--journal {journal}"):
        ended = boot(speedtest, nic="none", qemuflags=drive(disk), timeout=200, mem="64",
                     args=f"mount=vda:/disk:ctfs -- {where} --size 5 --verify /disk/s.db")
        ended.expect(0, "TOTAL")
        sums += re.findall(r"Verification Hash: (.*)", ended.text)
    assert len(sums) == 2 and sums[0] == sums[1], sums
    must([tools / "fsck.ctfs", "-n", disk])
    must([tools / "ctfs", disk, "get", "/s.db", copy])
    assert sqlite3.connect(copy).execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# --- power cuts -----------------------------------------------------------------------------------

def content(last):
    """Table t after that transaction."""
    return [(n, chr(97 + n % 26) * (n * 977 % 9000 + 1)) for n in range(max(1, last - 9), last + 1)]


def why_wrong(tools, folder, acked, state):
    """None when the database in this state of the volume is what it may be."""
    volume = folder / "state"
    volume.write_bytes(state)
    names = must([tools / "ctfs", volume, "ls"])
    for suffix in ("", "-journal", "-wal"):
        copy = folder / f"d.db{suffix}"
        copy.unlink(missing_ok=True)
        if f"d.db{suffix}\n" in names + "\n":
            must([tools / "ctfs", volume, "get", f"/d.db{suffix}", copy])
    must([tools / "ctfs", volume, "mkdir", "/mounted"])
    must([tools / "fsck.ctfs", "-n", volume])
    database = sqlite3.connect(folder / "d.db")
    try:
        if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            return "integrity"
        if not acked and not database.execute("SELECT * FROM sqlite_master WHERE name='last'"
                                              ).fetchall():
            return None
        last = (database.execute("SELECT n FROM last").fetchone() or (0,))[0]
        rows = database.execute("SELECT * FROM t ORDER BY n").fetchall()
    except sqlite3.DatabaseError as error:
        return str(error)
    finally:
        database.close()
    if not acked <= last <= acked + 1:
        return f"transaction {acked} was acknowledged, {last} is the last"
    return None if rows == content(last) else f"not the rows of transaction {last}"


def record_transactions(transactions, tools, folder, journal):
    volume = folder / "volume"
    must([tools / "mkfs.ctfs", volume, VOLUME_SIZE])
    make_disk(folder / "before", volume.read_bytes())
    record(transactions, folder, "ctfs", f"/disk/d.db /dev/DISK2 {journal} {TRANSACTIONS}"
           ).expect(0, f"{TRANSACTIONS} transactions")


@pytest.mark.parametrize("journal", ["delete", "truncate", "wal"])
def test_committed_transactions_survive_power_cuts(transactions, tools, tmp_path, journal):
    record_transactions(transactions, tools, tmp_path, journal)
    seen = set()
    for acked, state in states(tmp_path, VOLUME_SIZE, random.Random(1), 0.1):
        why = why_wrong(tools, tmp_path, acked, state)
        assert why is None, f"after {acked}: {why}"
        seen.add(acked)
    assert len(seen) > TRANSACTIONS / 4


def test_transactions_without_flushes_are_lost(transactions, tools, tmp_path):
    """The control."""
    record_transactions(transactions, tools, tmp_path, "delete")
    found = 0
    for acked, state in states(tmp_path, VOLUME_SIZE, random.Random(1), 0.02, lambda n: False):
        try:
            found += why_wrong(tools, tmp_path, acked, state) is not None
        except AssertionError:
            found += 1
    assert found
