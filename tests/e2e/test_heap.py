# SPDX-License-Identifier: MIT
"""The heap's options: where it begins, where it ends, and who writes to what was given back."""

import re

import pytest

from harness.guest import boot
from harness.machine import build_program


@pytest.fixture(scope="module")
def image():
    return build_program("heap", "heap", HEAP_INITIAL_KB=4096, HEAP_LIMIT_MB=16, HEAP_POISON="y",
                         LOG_LEVEL=4, NET="n", FS="n") / "bobbin.elf"


def test_heap_grows_to_its_limit_and_refuses_more(image):
    said = boot(image, args="loglevel=debug").expect(
        0, r"5 MiB: given", r"17 MiB: Out of memory")
    steps = [(int(low), int(high)) for low, high in
             re.findall(r"heap: grew from (\d+) to (\d+) KiB", said.text)]
    assert steps[0][0] == 4096 and steps[-1][1] <= 16384, steps
    assert all(low < high for low, high in steps)
    assert [a[1] for a in steps[:-1]] == [b[0] for b in steps[1:]], steps
    counts = re.findall(r"(\d+) blocks of 100000: Out of memory", said.text)
    assert len(counts) == 2 and 150 < int(counts[0]) == int(counts[1]) < 168, counts


def test_a_write_to_freed_memory_is_noticed(image):
    boot(image, args="-- late").expect(125, r"panic: heap: freed memory at 0x[0-9a-f]+ was written")
