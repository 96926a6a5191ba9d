# SPDX-License-Identifier: MIT
"""Builds images and boots them, through the same make and scripts/qemu.sh that users have."""

import os
import pathlib
import re
import subprocess
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[3]
OUT = pathlib.Path(os.environ.get("E2E_OUT") or TOP / "build" / "e2e").resolve()
HOST = "10.0.2.2"  # the machine that runs the tests, as QEMU's user networking shows it

# Statuses of scripts/qemu.sh beyond those of programs.
TIMED_OUT, NO_STATUS = 124, 125


class Ended:
    """What a guest left behind: its status, and every byte of its console."""

    def __init__(self, status, console, said):
        self.status = status
        self.console = console
        self.text = console.decode("utf-8", "replace").replace("\r", "")
        self.said = said  # by qemu.sh itself

    def __str__(self):
        lines = self.text.splitlines()[-40:]
        return f"status {self.status}\n{self.said}\n" + "\n".join("  | " + line for line in lines)

    def expect(self, status, *patterns):
        """Requires the status, and each pattern somewhere on the console."""
        assert self.status == status, f"expected status {status}\n{self}"
        for pattern in patterns:
            assert re.search(pattern, self.text), f"nothing like '{pattern}'\n{self}"
        return self


def run(command, **kwargs):
    """Runs a command to its end; returns (status, everything it said)."""
    done = subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **kwargs,
    )
    return done.returncode, done.stdout


def must(command, **kwargs):
    status, said = run(command, **kwargs)
    assert status == 0, f"{' '.join(map(str, command))}: status {status}\n{said}"
    return said


def make(folder, *words, **kwargs):
    """make O=folder words..., from the top of the tree, not as part of an outer make."""
    passed_down = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "O")
    env = {name: value for name, value in os.environ.items() if name not in passed_down}
    return run(["make", "-j2", f"O={folder}", *words], cwd=TOP, env=env, **kwargs)


def build(name, defconfig, *goals, options=None, out=OUT):
    """Configures and builds in out/name; returns that folder."""
    folder = pathlib.Path(out) / name
    steps = [[f"{defconfig}_defconfig"]]
    if options:
        steps.append(["set", "OPTS=" + " ".join(f'{k}="{v}"' for k, v in options.items())])
    steps.append(list(goals) or ["iso", "elf"])
    for step in steps:
        status, said = make(folder, *step)
        assert status == 0, f"make O={folder} {' '.join(step)}: status {status}\n{said}"
    return folder


def preset(name, *goals):
    """A preset as it is, built once for all who ask; returns the folder."""
    must(["scripts/preset.sh", name, "gcc", *(goals or ["elf"])], cwd=TOP,
         env=dict(os.environ, O=str(OUT.parent)))
    return OUT.parent / "presets" / f"gcc-{name}"


def settings(**given):
    """qemu.sh's NAME=VALUE words."""
    return [f"{name.upper()}={value}" for name, value in given.items() if value is not None]


def boot(image, args="", timeout=180, **given):
    """Boots image to its end, which may take long on a busy machine. given: door, machine, nic,
    netdev, rng, cpu, mem, qemuflags."""
    with tempfile.TemporaryDirectory() as work:
        log = pathlib.Path(work) / "serial.log"
        words = settings(args=args, timeout=timeout, serial_log=log, **given)
        done = subprocess.run(
            [str(TOP / "scripts" / "qemu.sh"), *words, str(image)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            timeout=timeout + 30,
        )
        ended = Ended(done.returncode, log.read_bytes() if log.exists() else b"", done.stderr)
    assert ended.status != TIMED_OUT, f"the guest did not end\n{ended}"
    return ended


def wait_for(claim, what, seconds=60):
    """Waits until claim() holds; on a busy machine that takes its time."""
    end = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.02)
