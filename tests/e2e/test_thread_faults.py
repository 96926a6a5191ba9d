# SPDX-License-Identifier: MIT
"""FAULT_KILLS_THREAD: an exception of the program ends one thread, and the others go on."""

import pytest

from harness.attacks import PANIC, Image


@pytest.fixture(scope="module")
def forgiving():
    return Image("forgiving", "FAULT_KILLS_THREAD=y")


FAULTS = {
    "null": r"ends: page fault \(error 0\) at 0x\w+, address 0\n",
    "divide": "ends: divide error",
    "call": r"ends: page fault \(error 0x10\) at 0, address 0\n  #0 .*\n  #1 .* call_null\+",
    "overflow": r"ends: page fault \(error 0x\w+\)",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_ends_the_thread_alone(forgiving, fault):
    """Fifty times; each is joined, and its cleanup handler has run."""
    ended = forgiving.attack("thread-fault", fault).expect(
        0, r"thread \d+ \(thread\) " + FAULTS[fault], "(?m)^50 threads ended$")
    assert "cleaned" not in ended.text and "panic" not in ended.text, ended


def test_fault_of_the_main_thread_leaves_the_others(forgiving):
    forgiving.attack("main-fault").expect(0, r"thread 1 \(main\) ends", "(?m)^main is gone$")


def test_fault_of_the_last_thread_ends_the_machine(forgiving):
    forgiving.attack("last-fault").expect(PANIC, "panic: page fault: read of 0")


INSIDE = {
    "system-call": "panic: page fault: write of 0x10 not mapped",
    "heap": "panic: heap: double free",
}


@pytest.mark.parametrize("fault", INSIDE)
def test_fault_inside_the_kernel_ends_the_machine(forgiving, fault):
    forgiving.attack("thread-fault", fault).expect(PANIC, INSIDE[fault])


def test_without_the_option_a_fault_ends_the_machine():
    """The control."""
    Image("build").attack("thread-fault", "null").expect(PANIC, "panic: page fault: read of 0")
