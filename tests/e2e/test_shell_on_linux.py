# SPDX-License-Identifier: MIT
"""The shell as a Linux program: its commands about the network use Linux's interfaces, so Linux
is the judge of how they are used."""

import pathlib
import re
import subprocess

import pytest

from harness.dns import A, Responder, address, reply
from harness.guest import OUT, make, must, wait_for
from harness.servers import LOCAL, process

CARD, ADDRESS, PEER = "shell0", "10.9.0.1", "10.9.0.2"


@pytest.fixture(scope="module")
def run():
    """run(argument...): what the shell prints, and its status; it is root in a network of its
    own."""
    for words in (["shell_defconfig"], ["host", "APP=shell"]):
        status, said = make(OUT / "shell-on-linux", *words)
        assert status == 0, said
    program = OUT / "shell-on-linux" / "host" / "shell"

    def run(*arguments):
        done = subprocess.run([program, *arguments], stdin=subprocess.DEVNULL, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.stdout, done.returncode

    return run


@pytest.fixture(scope="module")
def shell(run):
    return lambda line: run("-c", line)


@pytest.fixture(scope="module")
def card():
    """A card with a wire to another machine, which is a network namespace: PEER."""
    with process(["unshare", "--net", "sh", "-c", "echo there; exec sleep 1000"]) as child:
        wait_for(lambda: "there" in child.said(), "the other namespace")
        must(["ip", "link", "add", CARD, "type", "veth", "peer", "name", "peer0", "netns",
              str(child.pid)])
        inside = ["nsenter", "--target", str(child.pid), "--net"]
        must([*inside, "ip", "addr", "add", f"{PEER}/24", "dev", "peer0"])
        must([*inside, "ip", "link", "set", "peer0", "up"])
        pathlib.Path("/proc/sys/net/ipv4/ping_group_range").write_text("0 0")
        yield CARD


@pytest.fixture(scope="module")
def addressed(shell, card):
    """The card has ADDRESS, from the shell's own commands."""
    said = shell(f"setip -i {card} {ADDRESS} && setmask -i {card} 255.255.255.0 && setgw {PEER}")
    assert said == ("", 0)
    return card


def test_shell_sets_addresses_of_linux(shell, addressed):
    told = must(["ip", "addr", "show", addressed]) + must(["ip", "route"])
    assert f"inet {ADDRESS}/24" in told and f"default via {PEER}" in told
    said, status = shell("net")
    assert status == 0 and re.search(
        rf"(?m)^{addressed} +up ([0-9a-f]{{2}}:){{5}}[0-9a-f]{{2}} address {ADDRESS} "
        rf"mask 255\.255\.255\.0$", said), said
    assert f"gateway {PEER}\n" in said and f"dns     {LOCAL}\n" in said
    assert shell("setgw 10.9.0.3") == ("", 0)
    assert must(["ip", "route"]).count("default") == 1
    said, status = shell("setip -i none 10.0.0.1")
    assert (said, status) == ("setip: 10.0.0.1: No such device\n", 1)


def test_shell_pings_and_resolves_neighbours_of_linux(shell, addressed):
    said, status = shell(f"ping -c 2 {PEER}")
    assert status == 0 and said.count(f"40 bytes from {PEER}") == 2, said
    said, status = shell("ping -c 1 -w 1 10.9.0.9")
    assert status == 1 and said.endswith("0 of 1 answered\n")
    said, status = shell(f"arp {PEER}; arptable")
    assert status == 0 and re.fullmatch(rf"({PEER} +([0-9a-f]{{2}}:){{5}}[0-9a-f]{{2}} "
                                        rf"{addressed}\n){{2}}", said), said
    assert shell("arp 10.9.0.10") == ("arp: 10.9.0.10: nobody answers\n", 1)


def test_shell_counts_packets_of_linux(shell, addressed):
    def sent():
        said, status = shell("netstats")
        assert status == 0
        return int(re.search(rf"{addressed} .*\n +sent +\d+ bytes, (\d+) packets", said)[1])

    before = sent()
    shell(f"ping -c 1 {PEER}")
    assert sent() > before


def test_shell_looks_up_names_on_linux(shell):
    def script(name, kind, packet):
        return reply(packet, answers=[address(name, "192.0.2.7")] if kind == A else [])

    with Responder(script) as responder:
        assert shell("dns some.test") == ("192.0.2.7\n", 0)
        assert responder.asked[0][0] == "some.test"


def test_shell_asks_for_a_lease_by_restarting_the_card(shell, addressed):
    """Who speaks DHCP on Linux is another program, and here is none: nobody answers."""
    said, status = shell(f"dhcp -i {addressed} -w 1")
    assert (said, status) == (f"dhcp: {addressed}: no answer from a DHCP server\n", 1)
    told = must(["ip", "addr", "show", addressed])
    assert "inet " not in told and ",UP" in told


def test_shell_tells_how_it_is_called(run, tmp_path):
    usage = "usage: shell [-c LINE | FILE [ARGUMENT...]]\n"
    assert run("--help") == (usage, 0)
    assert run("-c") == run("-x", "y") == (usage, 2)
    script = tmp_path / "script"
    script.write_text("echo $#; exit 7\n")
    assert run(str(script), "-a", "b") == ("2\n", 7)
