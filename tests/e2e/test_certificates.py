# SPDX-License-Identifier: MIT
"""Only the right server is believed, and every refusal says why."""

import pytest

from harness.guest import HOST

PAGE = "a page from the test's own server"

# certificate -> the refusal's name on the console. Each differs from "good" in one thing only.
REFUSED = {
    "expired": "expired",
    "not-yet": "not yet valid",
    "other-name": "wrong name",
    "no-san": "wrong name",
    "self-signed-leaf": "unknown issuer",
    "stranger-leaf": "unknown issuer",
    "no-middle": "unknown issuer",
    "client-only": "wrong usage|not a server",
    "weak": "weak key",
    "sha1": "weak|bad signature",
    "old-issuer": "expired",
    "from-leaf": "wrong usage|no CA|not a CA|unknown issuer",
    "spoilt": "bad signature",
}


@pytest.mark.parametrize("cert", ["good", "rsa", "p384", "through-middle", "no-usage"])
def test_accepted(get, shown, cert):
    get(f"https://good.test:{shown[cert]}/page.txt").expect(0, PAGE)


def test_wildcard_is_accepted(get, shown):
    get(f"https://www.good.test:{shown['wildcard']}/page.txt").expect(0, PAGE)


@pytest.mark.parametrize("name", ["good.test", "a.b.good.test"])
def test_wildcard_covers_one_label(get, shown, name):
    get(f"https://{name}:{shown['wildcard']}/page.txt").expect(4, "wrong name")


def test_address_is_accepted_with_its_own_entry(get, shown):
    get(f"https://{HOST}:{shown['ip']}/page.txt").expect(0, PAGE)


def test_address_is_refused_without(get, shown):
    get(f"https://{HOST}:{shown['good']}/page.txt").expect(4, "wrong name")


@pytest.mark.parametrize("cert", sorted(REFUSED))
def test_refused(get, shown, cert):
    ended = get(f"https://good.test:{shown[cert]}/page.txt").expect(4, f"(?i){REFUSED[cert]}")
    assert PAGE not in ended.text, "refused, and read all the same"


@pytest.mark.parametrize("base, name", [
    ("2048-06-01", "expired"),
    ("2010-01-01", "clock not set"),
    ("1971-01-01", "clock not set"),
], ids=["2048", "2010", "1971"])
def test_clock_is_part_of_the_judgement(get, shown, base, name):
    """The control is test_accepted: the same certificate under today's date."""
    flags = f"-rtc base={base}"
    get(f"https://good.test:{shown['good']}/page.txt", qemuflags=flags).expect(4, f"(?i){name}")
