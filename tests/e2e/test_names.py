# SPDX-License-Identifier: MIT
"""Name resolution: through the leased server, and the ways in which it fails."""

import pytest

from harness import dns
from harness.guest import HOST

PAGE = "a page from the test's own server"
FAILED = 2


def only_a(*answers):
    """A script that answers A questions with the records, and other types with none."""
    return lambda name, kind, packet: dns.reply(packet, answers=answers if kind == dns.A else ())


def fetch(get, port, script, **given):
    with dns.Responder(script) as responder:
        return get(f"https://good.test:{port}/page.txt", options="", **given), responder


def test_name_from_the_leased_server(get, good_port):
    ended, responder = fetch(get, good_port, only_a(dns.address("good.test", HOST)))
    ended.expect(0, PAGE)
    assert ("good.test", dns.A) in responder.asked


def test_questions_lost_three_times_are_asked_again(get, good_port):
    asked = {}

    def lossy(name, kind, packet):
        asked[kind] = asked.get(kind, 0) + 1
        return only_a(dns.address(name, HOST))(name, kind, packet) if asked[kind] > 3 else None

    ended, _ = fetch(get, good_port, lossy)
    ended.expect(0, PAGE)
    assert asked[dns.A] > 3, asked


def test_hosts_option_asks_nobody(get, good_port):
    with dns.Responder(only_a()) as responder:
        get(f"https://good.test:{good_port}/page.txt").expect(0, PAGE)
    assert not responder.asked


def test_chain_of_aliases(get, good_port):
    chain = [dns.alias("good.test", "a.test"), dns.alias("a.test", "b.test"),
             dns.alias("b.test", "c.test"), dns.address("c.test", HOST)]
    ended, _ = fetch(get, good_port, only_a(*chain))
    ended.expect(0, PAGE)


def test_alias_to_nothing(get, good_port):
    ended, _ = fetch(get, good_port, only_a(dns.alias("good.test", "nowhere.test")))
    ended.expect(FAILED, "good.test")


def test_second_address_is_tried(get, good_port):
    """Nobody listens at the first one (another address of the loopback network)."""
    answers = [dns.address("good.test", "10.0.2.250"), dns.address("good.test", HOST)]
    ended, _ = fetch(get, good_port, only_a(*answers), timeout=120)
    ended.expect(0, PAGE)


def refuse(code):
    return lambda name, kind, packet: dns.reply(packet, code)


@pytest.mark.parametrize("script", [
    refuse(dns.NXDOMAIN),
    refuse(dns.SERVFAIL),
    lambda name, kind, packet: None,
    only_a(),
    lambda name, kind, packet: packet[:2] + b"\x81\x80\0\1\0\1",
    lambda name, kind, packet: dns.reply(packet)[:2] + b"\xff" * 500,
    lambda name, kind, packet: dns.reply(packet, answers=[("\x3f" * 60, dns.A, b"xx")] * 3),
], ids=["no-such-name", "server-fails", "silence", "no-address", "cut", "noise", "wrong-size"])
def test_failure_is_named(get, good_port, script):
    ended, _ = fetch(get, good_port, script, timeout=90)
    ended.expect(FAILED, "good.test")


def test_wrong_transaction_is_not_believed(get, good_port):
    """An answer to another question, as one who guesses would send it."""

    def forge(name, kind, packet):
        if kind != dns.A:
            return dns.reply(packet)
        forged = bytearray(dns.reply(packet, answers=[dns.address(name, HOST)]))
        forged[0] ^= 0x55
        return bytes(forged)

    ended, _ = fetch(get, good_port, forge, timeout=90)
    ended.expect(FAILED)


def test_nobody_to_ask_is_told_at_once(get, good_port):
    options = "ip=10.0.2.15/24,10.0.2.2"
    ended = get(f"https://good.test:{good_port}/", options=options)
    ended.expect(FAILED, "no name server is configured")
