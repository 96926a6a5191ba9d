# SPDX-License-Identifier: MIT
"""The least and the most that a configuration can be: both do their work through every door."""

import pytest

from harness.guest import HOST, boot, build


@pytest.fixture(scope="module")
def tiny():
    return build("tiny", "tiny", "elf", "iso")


@pytest.fixture(scope="module")
def full(pki):
    return build("full", "full", "elf", "iso", options={"TLS_CA_FILE": pki.path("ca", "pem")})


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
    assert ended.text.count("a page from the test's own server\n") == 1, ended
    assert "warn" not in ended.text and "panic" not in ended.text, ended
