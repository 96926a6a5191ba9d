# SPDX-License-Identifier: MIT
"""What a user of make and qemu.sh relies on: statuses, sizes, equal images, Ctrl-C."""

import hashlib
import os
import pty
import re
import select
import signal
import subprocess
import time

import pytest

from harness.guest import OUT, TOP, boot, build, make, must, run, wait_for
from harness.servers import free_port


def test_images_are_equal_and_small(pki):
    """Two folders, one input: equal to the byte, and httpsget with the system's CAs fits 1.6 MB."""
    images = [build(name, "httpsget") / "bobbin.iso" for name in ("same-a", "same-b")]
    digests = [hashlib.sha256(image.read_bytes()).hexdigest() for image in images]
    assert digests[0] == digests[1]
    assert images[0].stat().st_size <= 1_600_000


def test_hello_is_small(hello):
    assert (hello / "bobbin.stripped.elf").stat().st_size <= 64 << 10


def test_make_run_shows_the_program(hello):
    status, said = make(hello, "run", timeout=120)
    assert status == 0, said
    assert re.search(r"(?m)^Hello", said.replace("\r", "")), said


def test_make_run_fails_with_the_program(httpsget):
    status, said = make(httpsget, "run", "DOOR=kernel", "NIC=none", "ARGS=-- nonsense", timeout=120)
    assert status != 0, said
    assert "exit status 1" in said.replace("\r", ""), said


def test_status_is_the_programs(httpsget):
    boot(httpsget / "bobbin.elf", args="-- nonsense", nic="none").expect(1, "(?m)^exit status 1$")


def test_no_image():
    status, said = run([TOP / "scripts/qemu.sh", "nowhere/bobbin.iso"])
    assert status == 127 and "nowhere/bobbin.iso" in said


def test_wrong_settings(hello):
    for words, told in [("DOOR=window", "window"), ("NIC=ne2000", "ne2000"),
                        ("MACHINE=microvm DOOR=iso", "microvm"),
                        ("QEMUFLAGS=-nonsense", "nonsense")]:
        log = OUT / "wrong.log"
        status, said = run([TOP / "scripts/qemu.sh", f"SERIAL_LOG={log}", *words.split(),
                            hello / "bobbin.elf"])
        assert status in (126, 127) and told in said, f"{words}: {status}\n{said}"


def heed_interrupts():
    """A shell cannot trap what its parent ignored, and background jobs are born like that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, command, **env):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            heed_interrupts()
            os.chdir(TOP)
            os.execvpe(command[0], command, {**os.environ, **env})
        self.text = ""

    def read_until(self, pattern, seconds=60):
        end = time.monotonic() + seconds
        while not re.search(pattern, self.text):
            assert time.monotonic() < end, f"no '{pattern}' within {seconds} s:\n{self.text}"
            if select.select([self.fd], [], [], 0.2)[0]:
                self.text += os.read(self.fd, 4096).decode("utf-8", "replace")

    def drain(self):
        try:
            while select.select([self.fd], [], [], 10)[0]:
                self.text += os.read(self.fd, 4096).decode("utf-8", "replace")
        except OSError:
            pass  # the terminal's other side is closed

    def end(self):
        self.drain()
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def descendants_named(name):
    listing = subprocess.run(["ps", "-eo", "pid,stat,args"], capture_output=True, text=True)
    return [line for line in listing.stdout.splitlines() if name in line and " Z" not in line]


def test_ctrl_c_ends_make_run(httpsget):
    """The terminal is as before, QEMU is gone, the status says interrupted."""
    port = free_port()
    tag = OUT / "ctrl-c"
    tag.mkdir(exist_ok=True)
    script = (f"trap : INT; stty -g; make O={httpsget} run DOOR=kernel NETDEV=hubport,hubid=0 "
              "ARGS='-- https://10.0.2.2/'; echo status=$?; stty -g; echo finished")
    terminal = Terminal(["/bin/bash", "-c", script], SERIAL_LOG=str(tag / "serial.log"),
                        QEMUFLAGS=f"-name ctrl-c-{port}")
    terminal.read_until(r"\[ +\d+\.\d+\]")
    os.write(terminal.fd, b"\x03")
    terminal.read_until("finished")
    terminal.end()
    assert "interrupted" in terminal.text, terminal.text
    settings = re.findall(r"(?m)^([0-9a-f]+:[0-9a-f:]+)\r?$", terminal.text)
    assert len(settings) == 2 and settings[0] == settings[1], terminal.text
    assert not re.search(r"status=0\b", terminal.text), terminal.text
    assert not descendants_named(f"ctrl-c-{port}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["term", "int"])
def test_signal_to_qemu_sh_takes_qemu_along(httpsget, tmp_path, number):
    tag = f"signalled-{os.getpid()}-{number}"
    command = [TOP / "scripts/qemu.sh", f"SERIAL_LOG={tmp_path}/log", "NETDEV=hubport,hubid=0",
               f"QEMUFLAGS=-name {tag}", "ARGS=-- https://10.0.2.2/", httpsget / "bobbin.elf"]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             preexec_fn=heed_interrupts)
    try:
        wait_for(lambda: (tmp_path / "log").exists(), "QEMU")
        child.send_signal(number)
        assert child.wait(10) == 130
    finally:
        child.kill()
    assert not descendants_named(f"-name {tag}")


def test_debug_names_the_command_for_gdb(hello, tmp_path):
    command = [TOP / "scripts/qemu.sh", "--debug", f"SERIAL_LOG={tmp_path}/log",
               hello / "bobbin.elf"]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True)
    try:
        said = "".join(child.stderr.readline() for _ in range(3))
        found = re.search(r"gdb (\S+).*-ex 'target remote :(\d+)' -ex 'hbreak kmain'.* -ex c\b",
                          said, re.DOTALL)
        assert found, said
        commands = [f"target remote :{found[2]}", "hbreak kmain", "c", "bt", "kill"]
        script = [word for command in commands for word in ("-ex", command)]
        shown = must(["gdb", "-batch", found[1], *script], timeout=60)
        assert re.search(r"#0 +kmain", shown), shown
    finally:
        child.terminate()
        child.wait(10)
