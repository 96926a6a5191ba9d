# SPDX-License-Identifier: MIT
"""An Ethernet of two: a guest on a tap, and this machine at its other end, with dnsmasq.

Lives inside the network namespace that scripts/netns.sh made, so it may do as it likes."""

import contextlib
import tempfile

from .guest import must, wait_for
from .servers import process

HOST, FIRST, LAST = "192.168.77.1", "192.168.77.10", "192.168.77.99"
NETDEV = "tap,ifname=tap0,script=no,downscript=no"


@contextlib.contextmanager
def cable():
    """The tap with HOST's address on it; nobody answers yet."""
    must(["ip", "tuntap", "add", "dev", "tap0", "mode", "tap"])
    try:
        must(["ip", "addr", "add", f"{HOST}/24", "dev", "tap0"])
        must(["ip", "link", "set", "tap0", "up"])
        yield NETDEV
    finally:
        must(["ip", "link", "del", "tap0"])


@contextlib.contextmanager
def dnsmasq(*options, names=None):
    """DHCP and DNS on the cable; names {name: address} are resolved, others do not exist."""
    records = [f"--host-record={name},{address}" for name, address in (names or {}).items()]
    with tempfile.TemporaryDirectory() as folder:
        command = ["/usr/sbin/dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null",
                   "--interface=tap0", "--bind-interfaces", "--except-interface=lo", "--no-ping",
                   "--no-resolv", "--no-hosts", "--user=root", "--group=root", "--local=/#/",
                   "--log-facility=-", "--log-dhcp", "--leasefile-ro",
                   f"--pid-file={folder}/pid", f"--dhcp-range={FIRST},{LAST},255.255.255.0,1h",
                   *records, *options]
        with process(command) as child:
            wait_for(lambda: "DHCP, IP range" in child.said(), "dnsmasq")
            yield child


@contextlib.contextmanager
def loss(percent):
    """Drops that share of the packets of the cable, in both directions, at random."""
    share = ["-m", "statistic", "--mode", "random", "--probability", str(percent / 100)]
    rules = [["INPUT", "-i", "tap0", *share, "-j", "DROP"],
             ["OUTPUT", "-o", "tap0", *share, "-j", "DROP"]]
    for rule in rules:
        must(["iptables", "-A", *rule])
    try:
        yield
    finally:
        for rule in rules:
            must(["iptables", "-D", *rule])
