# SPDX-License-Identifier: MIT
"""Fixtures of the end-to-end tests.

Run through scripts/test.sh, which enters a network namespace of its own first (scripts/netns.sh):
QEMU's user networking then cannot leave the machine, and 127.0.0.1:53 is ours to answer.
Images are built once per session in E2E_OUT; their make is incremental.
"""

import os

import pytest

from harness.certs import FARTHER, LONG_AGO, YESTERDAY, Pki, LEAF
from harness.guest import HOST, OUT, boot, build, preset
from harness.machine import PICTURE, TERMINAL, build_program
from harness.servers import nginx


def pytest_configure(config):
    if not os.environ.get("NETNS_INSIDE"):
        pytest.exit("run these through scripts/test.sh e2e, or under scripts/netns.sh", 2)
    config.addinivalue_line("markers", "soak: long runs, only in make soak")


@pytest.fixture(scope="session")
def pki():
    """The certificates that the tests show to guests; "ca" is the one root that images trust."""
    pki = Pki(OUT / "pki")
    pki.root("ca")
    pki.issue("good", san="DNS:good.test")
    return pki


@pytest.fixture(scope="session")
def hello():
    """The folder with hello's bobbin.elf and bobbin.iso."""
    return preset("hello", "iso", "elf")


@pytest.fixture(scope="session")
def terminal():
    """The folder with the images of tests/e2e/terminal."""
    return build_program("terminal", "terminal", "elf", "iso", **TERMINAL)


@pytest.fixture(scope="session")
def picture():
    """The same program on a framebuffer, German, with line editing."""
    return build_program("picture", "terminal", "elf", "iso", **PICTURE)


@pytest.fixture(scope="session")
def console():
    """The folder of the preset "console"."""
    return preset("console", "iso", "elf")


@pytest.fixture(scope="session")
def httpsget(pki):
    """The folder with httpsget's images, which trust the test's root alone."""
    return build("httpsget", "httpsget", options={"TLS_CA_FILE": pki.path("ca", "pem")})


@pytest.fixture(scope="session")
def get(httpsget):
    """get(url, *flags, options=None, image=..., **boot): runs httpsget, the name led to HOST."""

    def get(url, *flags, options=None, image="bobbin.elf", **given):
        name = url.partition("://")[2].partition("/")[0].partition(":")[0]
        if options is None:
            options = "" if name.replace(".", "").isdigit() else f"hosts={name}:{HOST}"
        words = " ".join(["--", *flags, url])
        return boot(httpsget / image, args=f"{options} {words}".strip(), **given)

    return get


@pytest.fixture(scope="session")
def web(tmp_path_factory):
    """A folder of files to serve: page.txt, and ten.bin of 10 MB."""
    root = tmp_path_factory.mktemp("web")
    root.chmod(0o755)
    root.parent.chmod(0o755)
    (root / "page.txt").write_text("a page from the test's own server\n")
    (root / "empty.txt").write_text("")
    (root / "ten.bin").write_bytes(os.urandom(10 << 20))
    return root


@pytest.fixture(scope="session")
def good_port(pki, web):
    """The port of an nginx that shows the good certificate."""
    with nginx(pki, web, ["good"]) as ports:
        yield ports["good"]


@pytest.fixture(scope="session")
def shown(pki, web):
    """{certificate: port} of one nginx that shows every certificate of test_certificates.py."""
    pki.root("stranger")
    pki.root("self-signed")
    pki.issue("middle", extensions="basicConstraints=critical,CA:TRUE,pathlen:0\n"
              "keyUsage=critical,keyCertSign\n")
    pki.issue("old-middle", begin=LONG_AGO, end=YESTERDAY,
              extensions="basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n")
    pki.issue("no-issuer", san="DNS:good.test")
    name = {"san": "DNS:good.test"}
    leaves = [
        "good",
        pki.issue("rsa", key="rsa:2048", **name),
        pki.issue("p384", key="ec:P-384", **name),
        pki.issue("through-middle", signer="middle", **name),
        pki.issue("wildcard", san="DNS:*.good.test"),
        pki.issue("ip", san=f"IP:{HOST}"),
        pki.issue("no-usage", usage=None, **name),
        pki.issue("expired", begin=LONG_AGO, end=YESTERDAY, **name),
        pki.issue("not-yet", begin="20470101000000Z", end=FARTHER, **name),
        pki.issue("other-name", san="DNS:other.test"),
        pki.issue("no-san", cn="good.test"),
        pki.issue("stranger-leaf", signer="stranger", **name),
        pki.issue("client-only", usage="clientAuth", **name),
        pki.issue("weak", key="rsa:1024", **name),
        pki.issue("sha1", digest="sha1", **name),
        pki.issue("old-issuer", signer="old-middle", **name),
        pki.issue("from-leaf", signer="no-issuer", **name),
        pki.spoil("spoilt", of="good"),
        pki.without_chain("no-middle", of="through-middle"),
        pki.issue("self-signed-leaf", signer="self-signed-leaf", extensions=LEAF, **name),
    ]
    with nginx(pki, web, leaves) as ports:
        yield ports
