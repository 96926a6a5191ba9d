# SPDX-License-Identifier: MIT
"""A kiosk shows what a server says, and goes on showing it when there is no server any more."""

import contextlib
import http.server
import json
import os
import re
import subprocess
import threading
import time

import pytest

from harness.guest import HOST, OUT, make, must, wait_for
from harness.machine import Machine
from harness.scenes import path, read_png
from harness.screen import Picture, load_font
from harness.scripted import tls_context

CONF = """
[kiosk]
theme = dark
transition = none
corner = off
[slide]
headline = Boiler
columns = 2
[tile]
type = value
label = Temperature
url = {base}/values.json
path = boiler.temperature
unit = °C
decimals = 1
refresh = 1
warn-above = 200
alarm-above = 90
[tile]
type = chart
label = Yesterday
url = {base}/values.json
path = history
refresh = 1
[tile]
type = text
text = A third tile,\\nwith two lines.
"""
DRIPPING = """
[kiosk]
theme = dark
corner = off
[slide]
[tile]
type = value
url = {base}/values.json
path = boiler.temperature
refresh = 1
alarm-above = 90
[tile]
type = value
url = {base}/drip/one
path = a
[tile]
type = value
url = {base}/drip/two
path = a
"""
ALARM, WARNING, ACCENT, CARD = 0xff7b7b, 0xfbbf24, 0x5b9bff, 0x1b2434  # apps/kiosk/look.c
SUN, PLATE, MOON = 0xfff7e3, 0xf4efe6, 0xf4f1de  # of the sample's pictures, apps/kiosk/paint.py
MEGABYTES = 12  # what a kiosk of 1024 x 768 has to manage with
STRANGERS = ["notes", "0123456789abcdef", "fedcba9876543210"]  # the first is not the kiosk's
POLL_THREADS = 2  # apps/kiosk/poll.h
VIDEO = "video=1024x768"


class Boiler(http.server.ThreadingHTTPServer):
    """Serves kiosk.conf, whose addresses lead back to it however it was called, and values; with a
    context over TLS."""

    def __init__(self, context=None):
        super().__init__(("0.0.0.0", 0), Answers)
        self.scheme = "https" if context else "http"
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True,
                                              do_handshake_on_connect=False)
        self.port = self.server_address[1]
        self.temperature = 21.5
        self.drips, self.dripping = 0, True
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    def stop(self):
        self.dripping = False
        self.shutdown()
        self.server_close()


class Answers(http.server.BaseHTTPRequestHandler):
    def drip(self):
        """Never silent, never done."""
        self.server.drips += 1
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        with contextlib.suppress(OSError):
            while self.server.dripping:
                self.wfile.write(b" ")
                time.sleep(0.1)

    def do_GET(self):
        if self.path.startswith("/drip/"):
            self.drip()
            return
        values = {"boiler": {"temperature": self.server.temperature},
                  "history": [3, 4, 8, 7, 12, 11, 15]}
        base = f"{self.server.scheme}://{self.headers['Host']}"
        texts = {"/screen/kiosk.conf": CONF.format(base=base),
                 "/dripping/kiosk.conf": DRIPPING.format(base=base),
                 "/values.json": json.dumps(values)}
        body = texts.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def button(name, down):
    return {"type": "btn", "data": {"down": down, "button": name}}


def count(picture, colour):
    return picture.data.count(colour.to_bytes(3, "big"))


def shows(machine, *, has=(), lacks=()):
    """The picture, once it has pixels of these colours and none of those."""
    found = []

    def look():
        picture = machine.picture()
        found[:] = [picture]
        return (all(count(picture, colour) for colour in has)
                and not any(count(picture, colour) for colour in lacks))
    wait_for(look, f"{[hex(c) for c in has]} and not {[hex(c) for c in lacks]}")
    return found[0]


@pytest.fixture(scope="module")
def folder(pki):
    """The folder with the kiosk's images, which trust the test's root alone."""
    out = OUT / "kiosk"
    options = f"KIOSK_FETCH_SECONDS=3 TLS_CA_FILE={pki.path('ca', 'pem')}"
    for words in (["kiosk_defconfig"], ["set", f"OPTS={options}"], ["elf", "iso"]):
        status, said = make(out, *words)
        assert status == 0, said
    return out


@pytest.fixture(scope="module")
def image(folder):
    return folder / "bobbin.elf"


@pytest.fixture
def boiler():
    server = Boiler()
    yield server
    if server.thread.is_alive():
        server.stop()


@pytest.fixture
def secure_boiler(pki):
    server = Boiler(tls_context(pki, pki.issue("ip", san=f"IP:{HOST}")))
    yield server
    if server.thread.is_alive():
        server.stop()


def test_kiosk_shows_values_and_keeps_them(image, secure_boiler, tmp_path):
    """Its text and values come over TLS: live, without their server, and after a restart without
    a network. What nobody names is removed from the disk, unless it is none of the kiosk's."""
    boiler = secure_boiler
    status, said = make(OUT / "tools", "tools")
    assert status == 0, said
    disk = tmp_path / "disk"
    must([OUT / "tools/bin/mkfs.ctfs", disk, "16M"])
    for name in STRANGERS:
        must([OUT / "tools/bin/ctfs", disk, "put", __file__, f"/{name}"])
    given = {"disk": disk, "mem": MEGABYTES}
    args = f"{VIDEO} mount=vda:/keep:ctfs -- https://{HOST}:{boiler.port}/screen"

    with Machine(image, args=args, **given) as machine:
        shows(machine, has=[CARD, ACCENT], lacks=[ALARM, WARNING])
        boiler.temperature = 93.4
        shows(machine, has=[CARD, ACCENT, ALARM], lacks=[WARNING])
        boiler.stop()
        shows(machine, has=[CARD, ACCENT, ALARM, WARNING])
    with Machine(image, args=args, nic="none", **given) as machine:
        shows(machine, has=[CARD, ACCENT, ALARM, WARNING])
    kept = must([OUT / "tools/bin/ctfs", disk, "ls", "/"])
    assert [name for name in STRANGERS if name in kept] == STRANGERS[:1], kept


def test_kiosk_has_memory_for_its_sample_and_follows_keys_and_clicks(image):
    """Pictures as large as the screen, one giving way to another, in the kiosk's budget."""
    with Machine(image, args=VIDEO, mem=MEGABYTES) as machine:
        machine.wait(r"kiosk: first picture \d+ cycles after the start")
        shows(machine, has=[SUN], lacks=[PLATE, MOON])
        machine.press("right")
        shows(machine, has=[PLATE], lacks=[SUN, MOON, WARNING])
        machine.press("right")
        shows(machine, has=[MOON], lacks=[SUN, PLATE, WARNING])
        machine.events(button("left", True), button("left", False))
        shows(machine, has=[SUN], lacks=[PLATE, MOON])
        machine.press("left")
        shows(machine, has=[MOON], lacks=[SUN, PLATE, WARNING])


@pytest.mark.parametrize("door", ["iso", "uefi"])
def test_kiosk_shows_its_sample_behind_firmware(folder, door):
    """Pixel by pixel, above the corner with its time."""
    width, height, wanted = read_png(path("kiosk_morning"))
    with Machine(folder / "bobbin.iso", args=VIDEO, door=door, nic="none") as machine:
        def same():
            picture = machine.picture()
            part = 3 * width * (height * 15 // 16)
            return ((picture.width, picture.height) == (width, height)
                    and picture.data[:part] == wanted[:part])
        wait_for(same, "docs/pictures/kiosk_morning.png", 120)


def test_kiosk_has_time_for_others_beside_servers_that_drip(image, boiler):
    """As many of them as there are threads: each is given up, and the third is asked again."""
    with Machine(image, args=f"{VIDEO} -- http://{HOST}:{boiler.port}/dripping") as machine:
        wait_for(lambda: boiler.drips >= POLL_THREADS, "all threads to be held", 60)
        boiler.temperature = 93.4
        shows(machine, has=[ALARM])


def test_kiosk_paints_the_same_on_linux(image, boiler, tmp_path):
    """Pixel by pixel: the picture of a guest, and that of the same program under sanitizers."""
    status, said = make(OUT / "kiosk-host", "APP=kiosk", "host")
    assert status == 0, said
    with Machine(image, args=f"{VIDEO} -- http://{HOST}:{boiler.port}/screen") as machine:
        guest = shows(machine, has=[CARD, ACCENT])
    screen = tmp_path / "screen.ppm"
    program = OUT / "kiosk-host/host/kiosk"
    linux = subprocess.Popen([program, f"http://127.0.0.1:{boiler.port}/screen"],
                             env=dict(os.environ, SCREEN=str(screen)), stdin=subprocess.DEVNULL)

    def same():
        try:
            return Picture(screen.read_bytes()).data == guest.data
        except (OSError, ValueError):
            return False
    try:
        wait_for(same, "the same picture")
    finally:
        linux.kill()
        linux.wait()


@pytest.mark.parametrize("text", ["", "[slide]\ncolour = red\n"], ids=["nothing", "mistake"])
def test_kiosk_says_what_is_wrong(image, text, tmp_path):
    """Without a text, and with a wrong one, which becomes right: nothing is ever blank."""
    volume = tmp_path / "disk"
    must(["mkfs.fat", "-C", volume, "4096"],
         env=dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin:/sbin"))
    if text:
        (tmp_path / "kiosk.conf").write_text(text)
        must(["mcopy", "-i", volume, tmp_path / "kiosk.conf", "::"])
    with Machine(image, args=f"{VIDEO} mount=vda:/screen:vfat -- /screen", disk=volume,
                 nic="none") as machine:
        machine.wait("kiosk: /screen/kiosk.conf: No such file" if not text else
                     r"kiosk: kiosk.conf:2: unknown line \"colour\" in \[slide\]")
        shows(machine, has=[0x5b9bff, 0xf3f5f9])  # the mark and the headline of such a slide


def code_on(picture):
    """The crash code, read off the screen where drivers/video/crash_screen.c puts it."""
    font, scale, left, top = load_font(), 3, 64, picture.height // 3 + 48 + 8 + 32 + 24
    ground = picture.pixel(0, 0)

    def cell(number):
        return bytes(sum((picture.pixel(left + (8 * number + x) * scale + 1,
                                        top + y * scale + 1) != ground) << 7 - x
                         for x in range(8)) for y in range(16))
    return "".join(font.get(cell(number), "?") for number in range(14))


def test_kiosk_that_hangs_shows_a_code_and_starts_again():
    out = OUT / "kiosk-hang"
    for words in (["kiosk_defconfig"],
                  ["set", "OPTS=KIOSK_HANG_SECONDS=2 WATCHDOG_SECONDS=2 PANIC_REBOOT_SECONDS=3"],
                  ["elf"]):
        status, said = make(out, *words)
        assert status == 0, said
    with Machine(out / "bobbin.elf", args=VIDEO, debug_exit="n", nic="none") as machine:
        machine.wait("panic: watchdog: the program has not written to /dev/watchdog for 2 s")
        machine.wait("panic: reboot in 3 s, 1 of ")
        code = re.search(r"crash code (\w{4})(\w{4})", machine.console())
        wait_for(lambda: code_on(machine.picture()) == f"Code {code[1]}-{code[2]}",
                 "the code on the screen", 3)
        machine.wait("crash: the last run ended in a panic, 1 in a row")
        shows(machine, has=[SUN], lacks=[0xe06c75])  # the panic's mark
