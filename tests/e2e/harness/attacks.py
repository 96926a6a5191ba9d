# SPDX-License-Identifier: MIT
"""The appliance that attacks its own machine, built with whatever options a test asks for."""

import pathlib
import shutil

from harness.guest import OUT, boot, make, must

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "attacks"
PANIC = 125  # the status of a machine that panicked


class Image:
    """The attack appliance, built with some options."""

    def __init__(self, name, options="", iso=False):
        folder = OUT / "outside" / "attacks"
        shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
        out = OUT / f"attacks-{name}"
        goals = ["elf", "iso"] if iso else ["elf"]
        for words in ([f"OPTS={options}", "set"] if options else ["olddefconfig"], goals):
            status, said = make(out, f"APP={folder}", *words)
            assert status == 0, said
        self.elf = out / "bobbin.elf"
        self.iso = out / "bobbin.iso"
        lines = [line.split() for line in must(["nm", self.elf]).splitlines()]
        self.symbols = {words[-1]: int(words[0], 16) for words in lines if len(words) == 3}

    def attack(self, *words, **given):
        given = {"nic": "none", "rng": "n", **given}
        image = self.iso if self.iso.exists() else self.elf
        return boot(image, args=" ".join(["--", *words]), **given)


def without_preemption(scheduler):
    """The image with SCHED_COOP or SCHED_NONE, and a watchdog of two seconds."""
    return Image(scheduler.lower(), f"{scheduler}=y WATCHDOG_SOFT=y WATCHDOG_SECONDS=2")
