# SPDX-License-Identifier: MIT
"""What httpsget is for: pages come whole, through every card and door."""

import hashlib

import pytest

from harness.scripted import Server, answer, finish, read_request, tls_context
from harness.servers import s_server

PAGE = "a page from the test's own server"


def ok(*head, body=b""):
    lines = [b"HTTP/1.1 200 OK", *head, b"Connection: close", b"", b""]
    return b"\r\n".join(lines) + body


@pytest.mark.parametrize("nic", ["rtl8139"])
def test_ten_megabytes_arrive_whole(get, web, good_port, nic):
    data = (web / "ten.bin").read_bytes()
    ended = get(f"https://good.test:{good_port}/ten.bin", "--sha256", nic=nic, timeout=120)
    ended.expect(0, f"(?m)^{len(data)} {hashlib.sha256(data).hexdigest()}$")


@pytest.mark.parametrize("door", ["iso", "uefi", "kernel"])
def test_page_is_printed(get, good_port, door):
    get(f"https://good.test:{good_port}/page.txt", door=door).expect(0, rf"(?m)^{PAGE}$")


def test_empty_page(get, good_port):
    digest = hashlib.sha256(b"").hexdigest()
    get(f"https://good.test:{good_port}/empty.txt", "--sha256").expect(0, f"(?m)^0 {digest}$")


def test_page_from_openssl(get, pki, web):
    with s_server(pki, "good", "-tls1_2", root=web) as port:
        get(f"https://good.test:{port}/page.txt").expect(0, PAGE)


@pytest.mark.parametrize("suite", [
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
])
def test_suite(get, pki, web, suite):
    with s_server(pki, "good", "-tls1_2", "-cipher", suite, root=web) as port:
        get(f"https://good.test:{port}/page.txt").expect(0, PAGE)


def test_chunked_body(get, pki):
    pieces = [ok(b"Transfer-Encoding: chunked"), b"6;x=y\r\nin thr\r\n", b"2\r\nee\r\n",
              b"A\r\n pieces!!\n\r\n", b"0\r\nTrailer: x\r\n\r\n"]
    with Server(answer(*pieces), tls_context(pki, "good")) as server:
        get(f"https://good.test:{server.port}/").expect(0, r"(?m)^in three pieces!!$")


def test_body_until_close(get, pki):
    with Server(answer(ok(body=b"until the end\n")), tls_context(pki, "good")) as server:
        get(f"https://good.test:{server.port}/").expect(0, r"(?m)^until the end$")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_followed(get, pki, good_port, status):
    to = f"Location: https://good.test:{good_port}/page.txt".encode()
    head = b"HTTP/1.1 %d Elsewhere\r\n%s\r\nContent-Length: 0\r\n\r\n" % (status, to)
    with Server(answer(head), tls_context(pki, "good")) as server:
        get(f"https://good.test:{server.port}/").expect(0, PAGE)


def test_headers_of_the_user_stay_with_the_first_server(get, pki):
    """They may hold a password; another port is another server."""
    asked = []

    def script(*pieces):
        def play(connection):
            asked.append(read_request(connection))
            for piece in pieces:
                connection.sendall(piece)
            finish(connection, "notify")

        return play

    context = tls_context(pki, "good")
    with Server(script(ok(b"Content-Length: 4", body=b"end\n")), context) as second:
        to = f"Location: https://good.test:{second.port}/".encode()
        away = b"HTTP/1.1 302 Away\r\n%s\r\nContent-Length: 0\r\n\r\n" % to
        with Server(script(away), context) as first:
            get(f"https://good.test:{first.port}/", "-H X-Key:secret").expect(0, "(?m)^end$")
    assert b"X-Key:secret" in asked[0] and b"X-Key" not in asked[1]


def test_redirects_end_somewhere(get, pki):
    head = (b"HTTP/1.1 302 Again\r\nLocation: /again\r\nContent-Length: 0\r\n"
            b"Connection: close\r\n\r\n")
    with Server(answer(head), tls_context(pki, "good")) as server:
        get(f"https://good.test:{server.port}/", "--max-redirects 3").expect(6, "redirects")
        assert server.count == 4


def test_redirect_out_of_tls_is_refused(get, pki):
    head = b"HTTP/1.1 302 Down\r\nLocation: http://good.test/\r\nContent-Length: 0\r\n\r\n"
    with Server(answer(head), tls_context(pki, "good")) as server:
        get(f"https://good.test:{server.port}/").expect(6, "redirect to http://good.test/ refused")


@pytest.mark.parametrize("path", ["/absent", "/../absent"])
def test_http_error_is_a_status(get, good_port, path):
    ended = get(f"https://good.test:{good_port}{path}")
    ended.expect(5, r"40[04]")


def test_server_error_is_a_status(get, pki):
    head = b"HTTP/1.1 503 Tired\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with Server(answer(head), tls_context(pki, "good")) as server:
        get(f"https://good.test:{server.port}/").expect(5, "503")


@pytest.mark.parametrize("url", [
    "gopher://good.test/", "https://", "https:///x", "https://good.test:0/", "good.test",
    "https://good.test:65536/", "https://good.test:x/", "https://user@good.test/", "https://[::1]/",
])
def test_bad_url_is_refused(get, url):
    ended = get(url, options="", nic="none").expect(1)
    assert url in ended.text, f"the message does not show the URL\n{ended}"


def test_no_network_card(get):
    get("https://good.test/", "--timeout 2", nic="none").expect(7, "no network")
