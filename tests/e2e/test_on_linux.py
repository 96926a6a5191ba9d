# SPDX-License-Identifier: MIT
"""httpsget as a Linux program: the same source, and the same care."""

import shutil
import subprocess

import pytest

from harness.guest import OUT, TOP, make
from harness.scripted import LOCAL, Server, answer, tls_context

HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def program(pki):
    """httpsget for this machine, trusting the test's root alone."""
    folder = OUT / "outside" / "httpsget"
    shutil.copytree(TOP / "apps" / "httpsget", folder, dirs_exist_ok=True)
    anchors = pki.path("ca", "pem")
    (folder / "defconfig").write_text(f'CONFIG_TLS=y\nCONFIG_TLS_CA_FILE="{anchors}"\n')
    status, said = make(OUT / "linux", "host", f"APP={folder}")
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
