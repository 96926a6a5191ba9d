# SPDX-License-Identifier: MIT
"""A guest that is watched and touched while it runs: its screen, its keyboard, its serial line.

Machine(image) boots through scripts/qemu.sh with QEMU's control socket (QMP) beside it.
"""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile

from .guest import OUT, TOP, make, settings, wait_for
from .screen import Picture, Screen


# The options of the image that most tests of screens and keyboards share.
TERMINAL = {"VGA_TEXT": "y", "PS2_KEYBOARD": "y", "PS2_MOUSE": "y", "LOG_LEVEL": "4",
            "FS": "n", "NET": "n"}


# The same on a picture, with a German keyboard and with line editing.
PICTURE = {**TERMINAL, "FB_CONSOLE": "y", "TTY": "y", "KEYMAP_DE": "y",
           "PANIC_HALT": "y"}


def build_program(name, folder, *goals, **options):
    """Builds tests/e2e/FOLDER with these options; returns the folder of its images."""
    out = OUT / name
    words = " ".join(f"{option}={value}" for option, value in options.items())
    for step in (["olddefconfig", f"APP={TOP / 'tests/e2e' / folder}"], ["set", f"OPTS={words}"],
                 goals or ["elf"]):
        status, said = make(out, *step)
        assert status == 0, said
    return out


class Machine:
    """`with Machine(image) as m:` ends the guest with the block; m.end() waits for its own end."""

    size = 1024, 768  # of the screen, where a test does not say otherwise

    def __init__(self, image, args="", timeout=300, qemuflags="", **given):
        self.work = tempfile.TemporaryDirectory()
        folder = pathlib.Path(self.work.name)
        self.log = folder / "serial.log"
        self.path = folder / "qmp"
        flags = f"-qmp unix:{self.path},server=on,wait=off {qemuflags}"
        words = settings(args=args, timeout=timeout, serial_log=self.log, qemuflags=flags, **given)
        self.child = subprocess.Popen(
            [str(TOP / "scripts" / "qemu.sh"), *words, str(image)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))

    def __enter__(self):
        wait_for(self._connect, "QEMU's control socket")
        self.qmp("qmp_capabilities")
        return self

    def __exit__(self, *_):
        if self.child.poll() is None:
            self.child.terminate()
        self.child.communicate()
        self.socket.close()
        self.work.cleanup()

    def _connect(self):
        assert self.child.poll() is None, self.child.stderr.read().decode()
        if not self.path.exists():
            return False
        self.socket = socket.socket(socket.AF_UNIX)
        try:
            self.socket.connect(os.fspath(self.path))
        except OSError:
            return False
        self.answers = self.socket.makefile("r")
        json.loads(self.answers.readline())
        return True

    def qmp(self, command, **arguments):
        """One command; its result. Events that come between are passed over."""
        text = json.dumps({"execute": command, "arguments": arguments})
        try:
            self.socket.sendall(text.encode() + b"\n")
        except ConnectionError as error:
            raise ConnectionError(f"QEMU is gone; the guest said\n{self.console()}") from error
        while True:
            answer = json.loads(self.answers.readline())
            assert "error" not in answer, f"{command}: {answer}"
            if "return" in answer:
                return answer["return"]

    # --- the serial line ------------------------------------------------------------------

    def console(self):
        text = self.log.read_bytes() if self.log.exists() else b""
        return text.decode("utf-8", "replace").replace("\r", "")

    def type(self, data):
        """Sends bytes down the serial line."""
        self.child.stdin.write(data.encode() if isinstance(data, str) else data)
        self.child.stdin.flush()

    def wait(self, pattern, seconds=60):
        """Waits for pattern on the serial console."""
        def seen():
            assert self.child.poll() is None or re.search(pattern, self.console()), self.console()
            return re.search(pattern, self.console())

        try:
            wait_for(seen, f"'{pattern}'", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.console()}") from None
        return re.search(pattern, self.console())

    def end(self, seconds=120):
        """Waits for the guest's own end; its status. What it printed is then in self.text."""
        status = self.child.wait(seconds)
        self.text = self.console()
        return status

    # --- keyboard and mouse ---------------------------------------------------------------

    def events(self, *events):
        """Input, with which the machine may end: then QEMU is gone before it answers."""
        try:
            self.qmp("input-send-event", events=list(events))
        except (ConnectionError, json.JSONDecodeError):
            self.end()

    def key(self, name, down):
        self.events({"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": name}}})

    def press(self, *names):
        """Presses the keys in order, then releases them in the opposite one."""
        for name in names:
            self.key(name, True)
        for name in reversed(names):
            self.key(name, False)

    def move(self, x, y):
        """Puts the pointer of a tablet at a pixel of a screen of self.size."""
        self.events(*({"type": "abs", "data": {"axis": axis, "value": (at * 32767 + last // 2)
                                               // last}}
                      for axis, at, last in [("x", x, self.size[0] - 1),
                                             ("y", y, self.size[1] - 1)]))

    def button(self, down, which="left"):
        self.events({"type": "btn", "data": {"down": down, "button": which}})

    def click(self, x, y, times=1):
        self.move(x, y)
        for _ in range(times):
            self.button(True)
            self.button(False)

    def drag(self, x, y, to_x, to_y):
        self.move(x, y)
        self.button(True)
        for step in range(1, 5):
            self.move(x + (to_x - x) * step // 4, y + (to_y - y) * step // 4)
        self.button(False)

    def press_echoed(self, *keys, at_once=4):
        """Presses keys one by one, each a name or a tuple of names, and waits for their echo now
        and then: QEMU's keyboard forgets what comes when 16 bytes wait."""
        for start in range(0, len(keys), at_once):
            before = len(self.console())
            part = keys[start:start + at_once]
            for key in part:
                self.press(*((key,) if isinstance(key, str) else key))
            wait_for(lambda: len(self.console()) >= before + len(part), f"the echo of {part}")

    # --- the screen -------------------------------------------------------------------------

    def picture(self):
        """What is on the screen."""
        path = pathlib.Path(self.work.name) / "screen.ppm"
        self.qmp("screendump", filename=os.fspath(path))
        return Picture(path.read_bytes())

    def moment(self):
        """What is on the screen at one moment: the processor stands still while QEMU reads the
        video memory, which on a busy machine takes longer than the guest needs for two frames."""
        self.qmp("stop")
        try:
            return self.picture()
        finally:
            self.qmp("cont")

    def halted(self):
        """The processor sleeps: it has nothing to do, or has ended."""
        text = self.qmp("human-monitor-command", **{"command-line": "info registers"})
        return "HLT=1" in text

    def screen(self):
        """The text on it, where it is the framebuffer's console, which is drawn a little later
        than the serial line is written to."""
        wait_for(self.halted, "the end of the drawing")
        return Screen(self.picture())

    def memory(self, address, size):
        """Physical memory, as the monitor's xp prints it."""
        text = self.qmp("human-monitor-command", **{"command-line": f"xp /{size}bx {address:#x}"})
        return bytes(int(byte, 16) for line in text.splitlines()
                     for byte in line.partition(":")[2].split())

    def vga_cells(self):
        """The 25 rows of 80 (character of code page 437, attribute) of the VGA's text screen."""
        data = self.memory(0xb8000, 4000)
        return [[(data[at], data[at + 1]) for at in range(row, row + 160, 2)]
                for row in range(0, 4000, 160)]

    def vga_text(self):
        """The rows of that screen, without blanks at their ends."""
        return [bytes(code for code, _ in row).decode("cp437").rstrip()
                for row in self.vga_cells()]
