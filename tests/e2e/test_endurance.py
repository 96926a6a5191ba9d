# SPDX-License-Identifier: MIT
"""One boot, two hundred fetches, a cable that loses packets: nothing leaks."""

import re

import pytest

from harness import frames, lan
from harness.servers import nginx

FETCHES = 200


def counters(text):
    """What httpsget --repeat prints after each tenth fetch: {fetch: {name: number}}."""
    lines = re.findall(r"(?m)^repeat (\d+) (.*)$", text)
    pairs = {int(n): re.findall(r"(\w+) (\d+)", rest) for n, rest in lines}
    return {n: {name: int(value) for name, value in found} for n, found in pairs.items()}


def test_two_hundred_fetches_through_loss(get, pki, web):
    with lan.cable() as netdev, lan.dnsmasq(names={"good.test": lan.HOST}), \
            nginx(pki, web, ["good"], address=lan.HOST) as ports, lan.loss(percent=1), \
            frames.kept() as flags:
        url = f"https://good.test:{ports['good']}/page.txt"
        ended = get(url, f"--repeat {FETCHES}", options="", netdev=netdev, qemuflags=flags,
                    timeout=600)
        ended.expect(0)
    seen = counters(ended.text)
    assert sorted(seen) == list(range(10, FETCHES + 1, 10)), ended
    assert set(seen[10]) == {"heap_used", "netpool_used", "pbufs_used", "fds"}, ended
    assert seen[10] == seen[FETCHES], f"resources grew:\n{seen[10]}\n{seen[FETCHES]}"


@pytest.mark.parametrize("percent", [10])
def test_large_page_through_heavy_loss(get, pki, web, percent):
    with lan.cable() as netdev, lan.dnsmasq(names={"good.test": lan.HOST}), \
            nginx(pki, web, ["good"], address=lan.HOST) as ports, lan.loss(percent), \
            frames.kept() as flags:
        url = f"https://good.test:{ports['good']}/some.bin"
        (web / "some.bin").write_bytes((web / "ten.bin").read_bytes()[: 256 << 10])
        ended = get(url, "--sha256", options="", netdev=netdev, qemuflags=flags, timeout=600)
        ended.expect(0, r"\b262144\b")
