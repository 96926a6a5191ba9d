# SPDX-License-Identifier: MIT
"""Getting an address: from dnsmasq on a cable of our own, from the command line, or not at all."""

import pytest

from harness import lan
from harness.servers import nginx

PAGE = "a page from the test's own server"
NOBODY = "hubport,hubid=0"  # a hub with nothing else on it
NOT_CONFIGURED = 7


@pytest.fixture
def cable():
    with lan.cable() as netdev:
        yield netdev


@pytest.fixture
def port(cable, pki, web):
    with nginx(pki, web, ["good"], address=lan.HOST) as ports:
        yield ports["good"]


@pytest.mark.parametrize("nic", ["rtl8139"])
def test_lease_and_name_from_dnsmasq(get, cable, port, nic):
    with lan.dnsmasq(names={"good.test": lan.HOST}) as server:
        url = f"https://good.test:{port}/page.txt"
        get(url, options="", nic=nic, netdev=cable).expect(0, PAGE)
        assert "DHCPACK(tap0)" in server.said()


def test_lease_with_more_name_servers_than_we_keep(get, cable, port):
    servers = ",".join([lan.HOST] + [f"192.168.77.{n}" for n in range(200, 212)])
    with lan.dnsmasq(f"--dhcp-option=6,{servers}", names={"good.test": lan.HOST}):
        get(f"https://good.test:{port}/page.txt", options="", netdev=cable).expect(0, PAGE)


def test_address_from_the_command_line(get, cable, port):
    options = f"ip={lan.FIRST}/24,{lan.HOST},{lan.HOST} hosts=good.test:{lan.HOST}"
    get(f"https://good.test:{port}/page.txt", options=options, netdev=cable).expect(0, PAGE)


@pytest.mark.parametrize("ip", ["x", "300.1.1.1/24", "10.0.0.2/33", "10.0.0.2/24,y"])
def test_wrong_address_on_the_command_line(get, ip):
    ended = get("https://good.test/", options=f"ip={ip}").expect(NOT_CONFIGURED)
    assert ip in ended.text, f"the message does not show what was wrong\n{ended}"


def test_nobody_gives_an_address(get):
    ended = get("https://good.test/", netdev=NOBODY, timeout=120)
    ended.expect(NOT_CONFIGURED, r"(?i)dhcp|lease")
