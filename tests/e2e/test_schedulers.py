# SPDX-License-Identifier: MIT
"""Each choice of the scheduler runs what it can run, and the scheduler's numbers are right."""

import re
import resource
import shutil
import pathlib

import pytest

from harness.guest import HOST, OUT, TOP, boot, build, make

HERE = pathlib.Path(__file__).parent
CHOICES = {"cooperative": "SCHED_COOP", "none": "SCHED_NONE"}
VIRTUAL_TIME = "-icount shift=0,sleep=off"


def options_of(folder):
    return set(re.findall(r"(?m)^CONFIG_(\w+)=", (folder / ".config").read_text()))


@pytest.mark.parametrize("choice", CHOICES)
def test_selftest_passes(choice):
    folder = build("selftest-sched", "selftest", "elf", options={CHOICES[choice]: "y"})
    ended = boot(folder / "bobbin.elf", timeout=200).expect(0)
    lines = re.findall(r"(?m)ok \d+ - (\w+)(?: # SKIP needs CONFIG_(\w+))?$", ended.text)
    names = {name for name, _ in lines}
    expected = set((TOP / "tests/expected/guest.txt").read_text().split())
    assert names == expected, f"missing or new: {sorted(names ^ expected)}"
    lacking = {option for _, option in lines if option}
    assert lacking and not lacking & options_of(folder), lacking
    skipped = [name for name, option in lines if option]
    assert len(skipped) * 4 < len(names), f"{len(skipped)} of {len(names)} are skipped"


@pytest.mark.parametrize("choice", CHOICES)
def test_page_arrives(pki, good_port, choice):
    folder = build("httpsget-sched", "httpsget", "elf",
                   options={CHOICES[choice]: "y", "TLS_CA_FILE": pki.path("ca", "pem")})
    ended = boot(folder / "bobbin.elf", args=f"hosts=good.test:{HOST} -- --sha256 "
                 f"https://good.test:{good_port}/ten.bin", timeout=120)
    ended.expect(0, r"(?m)^10485760 \w{64}$")


@pytest.fixture(scope="module")
def scheduling():
    """scheduling(way, choice): boots that program with a scheduler, in virtual time."""
    folder = OUT / "outside" / "scheduling"
    shutil.copytree(HERE / "scheduling", folder, dirs_exist_ok=True)

    def run(way, choice="SCHED_PREEMPT", **given):
        out = OUT / "scheduling-build"
        status, said = make(out, "olddefconfig", f"APP={folder}")
        assert status == 0, said
        status, said = make(out, "set", f"OPTS={choice}=y", f"APP={folder}")
        assert status == 0, said
        status, said = make(out, "elf", f"APP={folder}")
        assert status == 0, said
        given.setdefault("qemuflags", VIRTUAL_TIME)
        return boot(out / "bobbin.elf", args=f"-- {way}", nic="none", rng="n", **given)

    return run


def number(ended, pattern):
    ended.expect(0, pattern)
    return [int(group) for group in re.search(pattern, ended.text).groups()]


def test_two_spinning_threads_advance_alike(scheduling):
    first, second = number(scheduling("fair"), r"counts (\d+) (\d+)")
    assert first > 1000000 and abs(first - second) * 20 < first, (first, second)


def test_a_sleep_takes_its_time(scheduling):
    (micros,) = number(scheduling("sleep"), r"slept (\d+) us")
    assert 100000 <= micros < 102000


@pytest.mark.parametrize("choice", ["SCHED_PREEMPT", "SCHED_COOP", "SCHED_NONE"])
def test_a_sleeping_program_leaves_the_cpu_idle(scheduling, choice):
    idle, halts = number(scheduling("idle", choice), r"idle (\d+) of 10000, halts (\d+)")
    assert 9500 <= idle <= 10000 and halts >= 20, (idle, halts)


def test_a_thread_alone_is_not_interrupted(scheduling):
    (interrupts,) = number(scheduling("tickless"), r"timer interrupts (\d+)")
    assert interrupts < 10  # the timer's longest interval may be shorter; 500 ticks it would be


def test_a_yield_does_not_move_the_clock(scheduling):
    without_ns, without, with_ns, with_ = number(
        scheduling("yield"), r"without: (\d+) ns (\d+) cycles, with: (\d+) ns (\d+) cycles")
    assert with_ > 2 * without, "the yields took no time at all"
    rate, rate_with = without_ns / without, with_ns / with_
    assert abs(rate - rate_with) < rate / 100, (rate, rate_with)


def test_a_second_thread_is_refused_without_a_scheduler(scheduling):
    ended = scheduling("refused", "SCHED_NONE").expect(
        0, "thread: Resource temporarily unavailable\n.*thread: Resource temporarily unavailable",
        r"thread 'thread' is refused: this image has no scheduler \(SCHED_NONE\)")
    assert ended.text.count("is refused") == 1, ended


def test_list_of_threads(scheduling):
    scheduling("list").expect(0, r"(?m)^ +1 +normal +running +\d+  main$",
                              r"(?m)^ +-?\d+ +idle +ready +\d+  idle$",
                              r"(?m)^ +-?\d+ +high +blocked +\d+  worker$")


@pytest.mark.parametrize("choice", ["SCHED_PREEMPT", "SCHED_NONE"])
def test_ten_idle_seconds_are_few_instructions(scheduling, choice):
    """What README.md says of energy. Some of them read the counters."""
    instructions, halts = number(scheduling("rest", choice),
                                 r"ten seconds: (\d+) instructions, (\d+) halts")
    assert instructions < 200000 and 1 <= halts <= 60, (instructions, halts)


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_an_idle_guest_costs_its_host_nothing(scheduling):
    """Four seconds of a sleeping guest, against the same boot without them."""
    scheduling("list", qemuflags="")
    begin = cpu_seconds()
    scheduling("list", qemuflags="")
    middle = cpu_seconds()
    scheduling("nap", qemuflags="")
    assert (cpu_seconds() - middle) - (middle - begin) < 0.4
