# SPDX-License-Identifier: MIT
"""rng=test, the same random numbers at every boot: for measurements, refused elsewhere."""
import pytest

from harness.guest import NO_STATUS, boot, preset


@pytest.fixture(scope="module")
def bench():
    return preset("bench", "iso", "elf")


def test_is_given_to_a_measurement(bench):
    boot(bench / "bobbin.elf", args="rng=test -- calls").expect(
        0, r"random numbers are the same at every boot", r"null call, getppid\(\)\t\d+\n")


def test_is_refused_behind_a_boot_loader(bench):
    boot(bench / "bobbin.iso", args="rng=test -- calls").expect(
        NO_STATUS, r"panic.*rng=test is refused: only qemu -kernel")


def test_is_refused_with_tls(httpsget):
    boot(httpsget / "bobbin.elf", args="rng=test -- https://good.test/").expect(
        NO_STATUS, r"panic.*rng=test is refused: this image has TLS")


def test_other_value_is_refused(bench):
    boot(bench / "bobbin.elf", args="rng=fast -- calls").expect(
        NO_STATUS, r"panic.*the only value is test")


def test_boot_without_it_has_real_random_numbers(bench):
    said = boot(bench / "bobbin.elf", args="-- calls").expect(0, r"seeded with 256 bits")
    assert "same at every boot" not in said.text
