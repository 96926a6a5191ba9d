# SPDX-License-Identifier: MIT
"""The desktop's settings: the network changes as its page says, the screen's size goes back or
stays, and what was chosen is so again after a restart."""

import re

from harness.desk import CLOSE, Desk, find
from harness.guest import OUT, make, must, preset, wait_for

NIGHT = 0x60  # blue of the dark backdrop's left side is below it


def image():
    status, said = make(OUT / "tools", "tools")
    assert status == 0, said
    return preset("desktop") / "bobbin.elf"


def corner(picture):
    """Where the bar's left end is bright: the sign of the menu, in its size."""
    return [picture.pixel(x, y) & 0xff > 0x80 for y in range(44) for x in range(60)]


def network_is(desk, terminal, address):
    """What the machine says of itself."""
    desk.switch("meta_l", "2")

    def says():
        desk.write("clear; net\n")
        desk.still()
        return re.search(rf"eth0 .* address {re.escape(address)} mask 255.255.255.0\n",
                         "\n".join(terminal.text()))
    wait_for(says, f"{address} as the address")


def network_page(desk, terminal):
    """It is set by hand, by DHCP, and by hand again."""
    terminals = desk.active()
    desk.click(845, 15)  # the address in the bar
    desk.until(lambda p: find(p, CLOSE) not in (terminals, None), "the network's page")
    desk.still()
    for address in ("10.0.2.77", None, "10.0.2.78"):
        x, y = desk.active() if desk.active() != terminals else desk.switch("meta_l", "6")
        if address:
            desk.click(x + 300, y + 151)
            desk.still()  # the keyboard is another device and may be quicker
            desk.press("ctrl", "a")
            desk.write(address + "\n")
        else:
            desk.click(x + 339, y + 379)  # Ask by DHCP
        desk.still()
        network_is(desk, terminal, address or "10.0.2.15")
    desk.write("ping -c 1 10.0.2.2\n")
    terminal.wait(r"1 .. 1 answered")


def display_page(desk):
    """Theme, scale, keyboard, and the size of the screen, which is asked about."""
    desk.switch("meta_l", "6")
    desk.press("ctrl", "pgdn")
    desk.choose(1, 1)  # dark
    desk.until(lambda p: p.pixel(40, 400) & 0xff < NIGHT, "night")
    desk.choose(1, 1)  # 150 %
    desk.choose(1, 1)  # German
    desk.choose(1, 1)
    desk.until(lambda p: (p.width, p.height) == (800, 600), "a smaller screen")
    desk.still()
    desk.press("spc")  # Go Back
    desk.until(lambda p: (p.width, p.height) == desk.size, "the screen as it was")
    desk.still()
    desk.choose(0, 1)
    desk.until(lambda p: (p.width, p.height) == (800, 600), "a smaller screen again")
    desk.still()
    desk.press("tab")
    desk.press("spc")  # Keep
    desk.still()


def test_settings_are_made_and_kept_over_a_restart(tmp_path):
    disk, elf, tools = tmp_path / "disk", image(), OUT / "tools/bin"
    must([tools / "mkfs.ctfs", disk, "16M"])
    with Desk(elf, disk=disk) as desk:
        desk.begins()
        terminal = desk.terminal("0123456789.ethadrsmkpingcw>/")
        network_page(desk, terminal)
        display_page(desk)
        desk.switch("meta_l", "2")
        before = corner(desk.picture())
        desk.write("halt\n")
        assert desk.end() == 0
    assert must([tools / "ctfs", disk, "cat", ".desktop.conf"]).splitlines() == [
        "theme = dark", "scale = 150", "keyboard = de", "screen = 800x600", "address = 10.0.2.78",
        "mask = 255.255.255.0", "gateway = 10.0.2.2", "dns = 10.0.2.3"]
    with Desk(elf, disk=disk, args="") as desk:  # video= would win over the size that is kept
        desk.until(lambda p: (p.width, p.height) == (800, 600) and p.pixel(40, 400) & 0xff < NIGHT
                   and p.pixel(40, 400), "the screen as it was left")
        desk.still()
        desk.switch("meta_l", "2")
        assert any(before) and corner(desk.picture()) == before, "another scale"
        desk.write("touch y\n")  # which is z on a German keyboard
        desk.write("net ")
        desk.press("shift", "less")  # and this is >
        desk.write("net\nhalt\n")
        assert desk.end() == 0
    must([tools / "fsck.ctfs", disk])
    assert "address 10.0.2.78 mask" in must([tools / "ctfs", disk, "cat", "net"])
    listed = must([tools / "ctfs", disk, "ls"]).split()
    assert "z" in listed and "y" not in listed
