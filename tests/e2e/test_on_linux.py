# SPDX-License-Identifier: MIT
"""httpsget as a Linux program: the same source, and the same care."""

import subprocess

import pytest

from harness.guest import OUT, make
from harness.scripted import LOCAL, Server, answer, tls_context

HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def program(pki):
    """httpsget for this machine, trusting the test's root alone."""
    anchors = pki.path("ca", "pem")
    for words in (["httpsget_defconfig"], ["set", f'OPTS=TLS_CA_FILE="{anchors}"'],
                  ["host", "APP=httpsget"]):
        status, said = make(OUT / "linux", *words)
        assert status == 0, said
    return OUT / "linux" / "host" / "httpsget"


@pytest.mark.parametrize("end, status", [("notify", 0), ("cut", 6)], ids=["notify", "cut"])
def test_linux_body_until_close_needs_the_close_notify(program, pki, end, status):
    """There read() cannot tell the two ends apart; tls_status() can."""
    context = tls_context(pki, pki.issue("loopback", san=f"IP:{LOCAL}"))
    with Server(answer(HEAD, b"half of\n", end=end), context) as server:
        done = subprocess.run([program, f"https://{LOCAL}:{server.port}/"], capture_output=True,
                              text=True, stdin=subprocess.DEVNULL, timeout=60, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    assert done.stdout == "half of\n"
