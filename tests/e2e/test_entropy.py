# SPDX-License-Identifier: MIT
"""Keys are made of real randomness, or not at all."""

import pytest

from harness.scripted import Server, read_record

PAGE = "a page from the test's own server"
ICOUNT = "-icount shift=0,sleep=off"  # time itself is then computed: there is no jitter


@pytest.mark.parametrize("cpu, rng", [("max", "y"), ("max", "n"), ("qemu64", "y"), ("qemu64", "n")])
def test_fetch_with(get, good_port, cpu, rng):
    get(f"https://good.test:{good_port}/page.txt", cpu=cpu, rng=rng).expect(0, PAGE)


def test_nothing_random_means_no_tls(get, good_port):
    """The control is test_fetch_with: the same machine, whose clock then is not computed."""
    url = f"https://good.test:{good_port}/page.txt"
    ended = get(url, cpu="qemu64", rng="n", qemuflags=ICOUNT, timeout=180)
    ended.expect(4, "(?i)no entropy")
    assert PAGE not in ended.text


def client_random(get, **given):
    seen = []

    def script(connection):
        seen.append(read_record(connection)[1][6:38])

    with Server(script) as server:
        get(f"https://good.test:{server.port}/", **given)
    assert seen, "no ClientHello came"
    return seen[0]


def test_each_boot_differs(get):
    """Equal machines, images and dates: the first random bytes on the wire still differ."""
    given = {"cpu": "qemu64", "rng": "n", "qemuflags": "-rtc base=2026-01-01,clock=vm"}
    assert client_random(get, **given) != client_random(get, **given)
