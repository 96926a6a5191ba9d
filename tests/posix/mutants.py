# SPDX-License-Identifier: MIT
"""The suite's image with one function of the kernel taken out, so that it returns 0 at once: a
negative control. A test that passes on the whole image must not pass on such a one."""

import struct
import subprocess

RETURN_0 = b"\x31\xc0\xc3"  # xor eax, eax; ret
PT_LOAD = 1

# The function, what is broken without it, and a test that has to see that.
MUTANTS = [
    ("signal_take", "no handler runs", "raise/1-1"),
    ("at_interrupt", "none runs at the end of an interrupt", "pthread_spin_lock/3-1"),
    ("signal_due", "no signal ends a wait", "sigpause/1-1"),
    ("signal_set_blocked", "nothing can be blocked", "sigprocmask/4-1"),
    ("signal_post", "timers send nothing", "timer_create/1-1"),
    ("expired", "nor do they when they are set", "timer_settime/1-1"),
    ("futex_requeue", "nobody is woken", "pthread_cond_broadcast/1-1"),
]


def address(elf, symbol):
    """Of the one function with that name."""
    said = subprocess.run(["nm", elf], capture_output=True, text=True, check=True).stdout
    found = [words[0] for words in map(str.split, said.splitlines())
             if words[-1] == symbol and words[-2] in "tT"]
    if len(found) != 1:
        raise SystemExit(f"mutants.py: {symbol}: {len(found)} functions of that name in {elf}")
    return int(found[0], 16)


def file_offset(image, where):
    """Of the byte that is loaded at the address. ELF-64 specification, program headers."""
    start, = struct.unpack_from("<Q", image, 32)
    size, count = struct.unpack_from("<HH", image, 54)
    for number in range(count):
        kind, _, offset, base, _, length = struct.unpack_from("<IIQQQQ", image,
                                                              start + number * size)
        if kind == PT_LOAD and base <= where < base + length:
            return where - base + offset
    raise SystemExit(f"mutants.py: nothing is loaded at {where:#x}")


def without(elf, stripped, symbol, out):
    """Writes to out the image whose symbol only returns 0."""
    image = bytearray(stripped.read_bytes())
    offset = file_offset(image, address(elf, symbol))
    image[offset : offset + len(RETURN_0)] = RETURN_0
    out.write_bytes(image)
    return out
