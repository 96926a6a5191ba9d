# SPDX-License-Identifier: MIT
"""The programs for disks, and make disk."""
import random
import struct

import pytest

BLOCK = 4096
TABLE = 64 * BLOCK


class Volume:
    """An image and the programs that know it."""

    def __init__(self, tree, image):
        self.tree, self.image = tree, image

    def program(self, name, *words):
        return self.tree.run(f"build/bin/{name}", *words)

    def ctfs(self, *words):
        return self.program("ctfs", self.image, *words)

    def fsck(self, *options):
        return self.program("fsck.ctfs", *options, self.image)

    def patch(self, at, data):
        with open(self.image, "r+b") as f:
            f.seek(at)
            f.write(data)

    def forget_journal(self):
        """What it holds is mended from it."""
        self.patch(2 * BLOCK, bytes(30 * BLOCK))

    def read(self, at, size):
        with open(self.image, "rb") as f:
            f.seek(at)
            return f.read(size)


@pytest.fixture(scope="module")
def programs(tree):
    tree.make("tools").ok()
    return tree


@pytest.fixture
def volume(programs, tmp_path):
    v = Volume(programs, tmp_path / "image")
    v.program("mkfs.ctfs", "-L", "a label", v.image, "4M").ok()
    return v


def test_new_volume_is_what_the_format_says(volume):
    head = struct.unpack("<IIIIQQQQQIIQ16s16s", volume.read(0, 104))
    assert head[:4] == (0x43544653, 3, 4096, 7)
    assert head[4:9] == (1024, 2048, 1024 - 128 - 1, 2046, 1)
    assert head[9:12] == (0, 0, 0) and head[13] == b"a label".ljust(16, b"\0")
    assert volume.read(BLOCK, 257) == b"\x03" + bytes(255) + b"\xff"
    assert volume.read(32 * BLOCK, 113) == b"\x01" + bytes(111) + b"\xff"
    assert "895 of 1024 blocks free: clean" in volume.fsck().ok().out


def test_same_seed_makes_the_same_image(programs, tmp_path):
    for name in ("a", "b"):
        programs.run("build/bin/mkfs.ctfs", "-U", "0123456789abcdef" * 2, tmp_path / name, "1M",
                     SOURCE_DATE_EPOCH="7").ok()
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("words", [["-L", "seventeen letters"], ["-U", "12"]])
def test_mkfs_refuses_what_a_volume_cannot_have(programs, tmp_path, words):
    said = programs.run("build/bin/mkfs.ctfs", *words, tmp_path / "x", "1M")
    assert said.status == 2 and f"mkfs.ctfs: {words[1]}: " in said.err
    assert not (tmp_path / "x").exists()


def test_mkfs_refuses_sizes_that_are_none(programs, tmp_path):
    programs.run("build/bin/mkfs.ctfs", tmp_path / "x", "516K").refused("too small")
    said = programs.run("build/bin/mkfs.ctfs", tmp_path / "x", "1X")
    assert said.status == 2 and "1X: is no size" in said.err
    programs.run("build/bin/mkfs.ctfs", tmp_path / "none").refused("cannot be opened: No such file")
    programs.run("build/bin/mkfs.ctfs", tmp_path / "x", "520K").ok()


def test_files_come_back_as_they_went(volume, tmp_path):
    data = random.Random(1).randbytes(3_000_001)
    (tmp_path / "in").write_bytes(data)
    volume.ctfs("mkdir", "dir").ok()
    volume.ctfs("put", tmp_path / "in", "dir/").ok()
    volume.ctfs("get", "/dir/in", tmp_path / "out").ok()
    assert (tmp_path / "out").read_bytes() == data
    (tmp_path / "in").write_bytes(b"shorter")
    volume.ctfs("put", tmp_path / "in", "dir/in").ok()
    assert volume.ctfs("cat", "dir/in").ok().out == "shorter"
    volume.fsck().ok()


def test_names_are_moved_linked_and_removed(volume, tmp_path):
    (tmp_path / "f").write_text("text")
    volume.ctfs("mkdir", "a", "b", "a/c").ok()
    volume.ctfs("put", tmp_path / "f", "a/c/f").ok()
    volume.ctfs("mv", "a", "a/c/d").refused("Invalid argument")
    volume.ctfs("mv", "a/c", "b").ok()
    volume.ctfs("ln", "b/f", "link").ok()
    assert volume.ctfs("cat", "link").out == "b/f"
    volume.ctfs("rm", "b").refused("not empty")
    volume.ctfs("rm", "b/f", "b", "a", "link").ok()
    volume.ctfs("rm", "/").refused("Invalid argument")
    volume.ctfs("cat", "b/f").refused("No such file")
    assert volume.ctfs("ls").ok().out == ""
    assert "895 of 896" in volume.ctfs("df").out
    volume.fsck().ok()


def test_looking_changes_nothing(volume):
    before = volume.image.read_bytes()
    for words in (["ls"], ["stat", "/"], ["df"], ["dump"]):
        volume.ctfs(*words).ok()
    volume.fsck("-n").ok()
    assert volume.image.read_bytes() == before


def test_version_and_features_of_the_future_are_refused(volume):
    for at, value in ((4, 4), (12, 15)):
        before = volume.read(at, 4)
        volume.patch(at, struct.pack("<I", value))
        assert "not understood" in volume.ctfs("ls").err
        assert volume.fsck().status == 8
        volume.patch(at, before)
    volume.fsck().ok()


def test_fsck_replays_the_journal_of_a_volume_that_lost_power(volume, tmp_path):
    """While it was unmounted: the superblock, which says so, was first in its place."""
    volume.ctfs("mkdir", "before").ok()
    before = volume.image.read_bytes()
    (tmp_path / "f").write_text("text")
    volume.ctfs("put", tmp_path / "f", "f").ok()
    for block in (1, 32, 64, 128):
        volume.patch(block * BLOCK, before[block * BLOCK:(block + 1) * BLOCK])
    left = volume.image.read_bytes()
    for options in ((), ("-n",)):
        assert "3 files and directories, 893 of 1024 blocks free, not unmounted: clean" in (
            volume.fsck(*options).ok().out)
    assert volume.image.read_bytes() == left
    assert volume.ctfs("cat", "f").ok().out == "text"
    assert "not unmounted: clean" in volume.fsck("-y").ok().out
    assert volume.image.read_bytes() != left
    assert volume.fsck().ok().out.endswith("blocks free: clean\n")


def test_what_is_no_volume_is_refused(programs, tmp_path):
    (tmp_path / "zeros").write_bytes(bytes(1 << 20))
    programs.run("build/bin/ctfs", tmp_path / "zeros", "ls").refused("no CTFS volume: mkfs.ctfs")
    said = programs.run("build/bin/fsck.ctfs", tmp_path / "zeros")
    assert said.status == 8 and "mkfs.ctfs makes one" in said.out
    assert (tmp_path / "zeros").read_bytes() == bytes(1 << 20)
    assert programs.run("build/bin/fsck.ctfs").status == 16


def inode(n):
    return TABLE + 128 * n


# A place, what is put there, and what the check says.
DAMAGE = {
    "free_count": (32, struct.pack("<Q", 5), "free blocks"),
    "free_inodes": (40, struct.pack("<Q", 5), "free inodes"),
    "generation": (112, b"\xff" * 8, "none can follow"),
    "inode_bitmap": (BLOCK, b"\xff", "the bitmap says"),
    "bitmap_end": (35 * BLOCK + 77, b"\xf7", "behind the volume's end"),
    "bitmap_end_bit": (32 * BLOCK + 112, b"\xfe", "behind the volume's end"),
    "lost_block": (32 * BLOCK + 20, b"\x10", "is lost"),
    "used_as_free": (32 * BLOCK, b"\x00", "the bitmap says free"),
    "links": (inode(2) + 12, struct.pack("<I", 9), "links"),
    "wild_pointer": (inode(2) + 60, struct.pack("<I", 5), "no block of files"),
    "shared_block": (inode(2) + 60, struct.pack("<I", 128), "too"),
    "block_count": (inode(2) + 24, struct.pack("<Q", 77), "blocks, it has"),
    "dots": (129 * BLOCK + 64, struct.pack("<I", 3), 'is not inode'),
    "entry": (128 * BLOCK + 128, struct.pack("<I", 2000), "inode that is free"),
    "name": (128 * BLOCK + 134, b"/", "cannot be"),
    "no_entries": (inode(2) + 56, struct.pack("<I", 5), "no block of entries"),
    "root": (inode(1) + 2, b"\x01", "the root, is no directory"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_fsck_finds_and_repairs(volume, tmp_path, what):
    (tmp_path / "f").write_text("text")
    volume.ctfs("mkdir", "d").ok()
    volume.ctfs("put", tmp_path / "f", "f").ok()
    at, data, words = DAMAGE[what]
    volume.forget_journal()
    volume.patch(at, data)
    found = volume.fsck()
    assert found.status == 4 and words in found.out, str(found)
    assert "which -y repairs" in found.out
    repaired = volume.fsck("-y")
    assert repaired.status == 1 and "all repaired" in repaired.out
    volume.fsck().ok()
    volume.ctfs("ls").ok()


def test_fsck_gives_a_name_to_what_has_none(volume, tmp_path):
    (tmp_path / "f").write_text("text")
    volume.ctfs("put", tmp_path / "f", "f").ok()
    volume.forget_journal()
    volume.patch(128 * BLOCK + 128, bytes(64))
    assert "has no name" in volume.fsck("-y").out
    assert volume.ctfs("cat", "lost-2").ok().out == "text"


def test_help_says_what_errors_mean(programs):
    for name in ("mkfs.ctfs", "fsck.ctfs", "ctfs"):
        text = programs.run(f"build/bin/{name}", "--help").ok().out
        assert "usage:" in text and "Exit status" in text


def test_make_disk_makes_a_volume_with_files(programs):
    programs.make("disk", "DISK_SIZE=1M", "DISK_LABEL=x",
                  "DISK_FILES=docs/decisions README.md").ok()
    v = Volume(programs, programs.file("build/disk.img"))
    assert v.image.stat().st_size == 1 << 20
    assert v.ctfs("cat", "README.md").out == programs.file("README.md").read_text()
    v.fsck().ok()


def test_make_disk_keeps_the_disk_before(programs):
    programs.write("build/disk.img", "precious")
    programs.make("disk", "DISK_SIZE=1M").ok()
    assert programs.file("build/disk.img.old").read_text() == "precious"
    assert programs.make("disk", "DISK_FS=ext4").status != 0
    small = programs.make("disk", "DISK_FS=fat32", "DISK_SIZE=20M")
    assert small.status != 0 and "DISK_SIZE=20M is too small for fat32" in small.err + small.out
    assert Volume(programs, programs.file("build/disk.img")).fsck().status == 0


def test_make_disk_makes_a_fat32_volume(programs):
    programs.make("disk", "DISK_FS=fat32", "DISK_LABEL=bobbin", "DISK_FILES=README.md").ok()
    image = programs.file("build/disk.img")
    programs.run("fsck.fat", "-n", image).ok()
    said = programs.run("mtype", "-i", image, "::/README.md").ok()
    assert said.out == programs.file("README.md").read_text()
