# SPDX-License-Identifier: MIT
"""Servers that choose what was not offered, lie, fall silent, or hang up: refused, each by name."""

import os
import time

import pytest

from harness import scripted
from harness.scripted import Hello, Server, answer, read_record, server_hello, tls_context
from harness.servers import free_port, s_server

# Suites of RFC 5246, 5289 and 8446 that a careful client never offers.
RC4_SHA, NULL_SHA256, AES128_CBC, TLS13_AES128 = 0x0005, 0x003B, 0x002F, 0x1301
ECDHE_CBC = 0xC009
FATAL = 2
BROKEN = 6


def refused_hello(get, choose, told):
    """The guest must go away at the ServerHello: with an alert or without, but with no key."""
    hello = Hello(choose)
    with Server(hello) as server:
        get(f"https://good.test:{server.port}/").expect(4, told)
    assert hello.reply in (None, scripted.ALERT), f"the guest went on with type {hello.reply}"


@pytest.mark.parametrize("version", [0x0300, scripted.TLS10, scripted.TLS11, 0x0304],
                         ids=["ssl3.0", "tls1.0", "tls1.1", "tls1.3"])
def test_other_versions_are_refused(get, version):
    refused_hello(get, lambda offered: server_hello(version, offered[0]), "TLS 1.2|version")


@pytest.mark.parametrize("suite", [RC4_SHA, NULL_SHA256, AES128_CBC, ECDHE_CBC, TLS13_AES128],
                         ids=["rc4", "null", "rsa-cbc", "ecdhe-cbc", "tls1.3"])
def test_suites_not_offered_are_refused(get, suite):
    seen = []

    def choose(offered):
        seen.extend(offered)
        return server_hello(scripted.TLS12, suite)

    refused_hello(get, choose, "suite")
    assert suite not in seen, f"{suite:#06x} was offered"


def test_a_suite_that_was_offered_is_not_refused_at_the_hello(get):
    """The control of the tests above: the same script with the guest's own first choice."""
    hello = Hello(lambda offered: server_hello(scripted.TLS12, offered[0]))
    with Server(hello) as server:
        get(f"https://good.test:{server.port}/", "--timeout 3").expect(3, "in time")
    assert hello.reply is None


@pytest.mark.parametrize("flags", [
    ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
    ["-tls1_3"],
    ["-tls1_2", "-cipher", "AES128-SHA:@SECLEVEL=0"],
    ["-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA:@SECLEVEL=0"],
], ids=["tls1.1", "tls1.3", "no-forward-secrecy", "cbc"])
def test_openssl_that_speaks_nothing_safe(get, pki, shown, flags):
    with s_server(pki, "rsa", *flags) as port:
        get(f"https://good.test:{port}/").expect(4, r"(?i)protocol|alert|version")


@pytest.mark.parametrize("bytes_", [
    b"HTTP/1.1 400 Bad Request\r\n\r\n",
    os.urandom(4096),
    b"\x16\x03\x03\x40\x01" + b"x" * 0x4001,
    b"\x16\x03\x03\x00\x00" * 100,
    b"\x16\x03\x03\x00\x04\x02\xff\xff\xff" + b"\x16\x03\x03\x40\x00" + b"y" * 0x4000,
], ids=["plain-http", "noise", "record-too-long", "empty-records", "message-too-long"])
def test_garbage_for_a_hello(get, bytes_):
    def script(connection):
        read_record(connection)
        connection.sendall(bytes_)

    with Server(script) as server:
        get(f"https://good.test:{server.port}/").expect(4)


def test_alert_is_told(get):
    handshake_failure = scripted.record(scripted.ALERT, bytes([FATAL, 40]))
    with Server(Hello(lambda offered: handshake_failure)) as server:
        get(f"https://good.test:{server.port}/").expect(4, r"(?i)alert")


@pytest.mark.parametrize("end, status, told", [
    ("cut", 4, "closed"),
    ("reset", 3, "(?i)reset"),
    ("stall", 3, "in time"),
], ids=["cut", "reset", "stall"])
def test_end_within_the_handshake(get, end, status, told):
    def script(connection):
        read_record(connection)
        scripted.finish(connection, end)

    with Server(script) as server:
        get(f"https://good.test:{server.port}/", "--timeout 4").expect(status, told)


def test_nobody_listens(get):
    get(f"https://good.test:{free_port()}/").expect(3, r"(?i)refused|reset")


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"


@pytest.mark.parametrize("end, status", [
    ("notify", BROKEN), ("cut", BROKEN), ("reset", BROKEN), ("stall", 3),
], ids=["notify", "cut", "reset", "stall"])
def test_body_that_ends_early(get, pki, end, status):
    with Server(answer(HEAD, b"only this\n", end=end), tls_context(pki, "good")) as server:
        get(f"https://good.test:{server.port}/", "--timeout 4").expect(status)


def drip(connection):
    """A server that is never silent, and never done."""
    scripted.read_request(connection)
    connection.sendall(HEAD)
    for _ in range(1000):
        connection.sendall(b".")
        time.sleep(0.1)


def test_body_that_drips_has_an_end(get, pki):
    """Each wait is short: only the limit of all of them is passed."""
    with Server(drip, tls_context(pki, "good")) as server:
        get(f"https://good.test:{server.port}/", "--timeout 20 --max-time 2",
            timeout=60).expect(3, "too long in all")


def test_body_until_close_needs_the_close_notify(get, pki):
    """Without it anyone on the way could cut the body short (RFC 8446 6.1)."""
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    with Server(answer(head, b"half of\n", end="cut"), tls_context(pki, "good")) as server:
        get(f"https://good.test:{server.port}/").expect(BROKEN)


LENGTH = b"HTTP/1.1 200 OK\r\nContent-Length: "
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize("reply", [
    b"",
    b"\r\n\r\n",
    b"HTTP/9.9 ???\r\n\r\n",
    b"\x00" * 5000 + b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200000 + b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 40000 + b"\r\n",
    LENGTH + b"-5\r\n\r\nabc",
    LENGTH + b"99999999999999999999\r\n\r\nabc",
    LENGTH + b"3\r\nContent-Length: 4\r\n\r\nabcd",
    CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n",
    CHUNKED + b"fffffffffffffffff\r\nabc\r\n0\r\n\r\n",
    CHUNKED + b"3\r\nabcdef\r\n0\r\n\r\n",
    CHUNKED + b"3\r\nabc\r\n",
], ids=["nothing", "blank", "version", "zeros", "long-line", "long-head", "negative", "huge",
        "two-lengths", "no-chunk-size", "huge-chunk", "chunk-overruns", "no-last-chunk"])
def test_wrong_http(get, pki, reply):
    with Server(answer(reply), tls_context(pki, "good")) as server:
        get(f"https://good.test:{server.port}/").expect(BROKEN)


def test_redirect_without_a_place(get, pki):
    head = b"HTTP/1.1 302 Nowhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with Server(answer(head), tls_context(pki, "good")) as server:
        get(f"https://good.test:{server.port}/").expect(BROKEN, "302")
