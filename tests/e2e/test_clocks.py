# SPDX-License-Identifier: MIT
"""Every clock tells the same time, and every date arrives.

Rates are judged in the machine's own time (-icount, RTC on the virtual clock): nothing here depends
on how fast or busy the tests' machine is.
"""

import datetime
import pathlib
import re
import shutil
import subprocess

import pytest

from harness.guest import OUT, TOP, boot, make, must
from harness.servers import free_port

HERE = pathlib.Path(__file__).parent
VIRTUAL = "-icount shift=0,sleep=off -rtc base=2026-01-01,clock=vm"
TOLERANCE = 0.005

# name: kernel options, CPU, machine, what the kernel's line says
CLOCKS = {
    "tsc": ("clock=tsc", "max", "pc", r"tsc \d+.* \(hpet\), timer lapic"),
    "hpet": ("clock=hpet", "max", "pc", "hpet 100.000 MHz .* timer lapic"),
    "acpi_pm": ("clock=acpi_pm", "max", "pc", "acpi_pm 3.579 MHz .* timer lapic"),
    "pit": ("clock=pit", "max", "pc", "pit 1.193 MHz .* timer lapic"),
    "pit-pit": ("clock=pit timer=pit", "max", "pc", "pit 1.193 MHz .* timer pit"),
    "q35": ("clock=acpi_pm", "max", "q35", "acpi_pm 3.579 MHz .* timer lapic"),
    "no-apic": ("", "max,-apic", "pc", "tsc .* timer pit"),
    "bare-metal": ("", "max,-hypervisor", "pc", "hpet .* timer lapic"),
    "bare-metal-no-hpet": ("", "max,-hypervisor", "pc,hpet=off", "acpi_pm .* timer lapic"),
    "microvm": ("", "max", "microvm", r"tsc .* \(pit\), timer lapic"),
    "microvm-pit": ("clock=pit timer=pit", "max", "microvm", "pit 1.193 .* timer pit"),
    "microvm-lapic": ("", "max", "microvm,pit=off", r"tsc .* \(lapic\), timer lapic"),
}


@pytest.fixture(scope="module")
def clocks():
    folder = OUT / "outside" / "clocks"
    shutil.copytree(HERE / "clocks", folder, dirs_exist_ok=True)
    out = OUT / "clocks-build"
    status, said = make(out, "elf", f"APP={folder}")
    assert status == 0, said
    return out / "bobbin.elf"


def start(clocks, name, what, flags):
    option, cpu, machine, line = CLOCKS[name]
    return boot(clocks, args=f"{option} -- {what}", cpu=cpu, machine=machine, nic="none", rng="n",
                qemuflags=flags).expect(0, f"(?m)clock: {line}")


def found(ended, word):
    match = re.search(rf"(?m)^{word} (-?\d+)", ended.text)
    assert match, ended
    return int(match[1])


@pytest.mark.parametrize("name", CLOCKS)
def test_a_second_is_a_second_of_the_rtc(clocks, name):
    ended = start(clocks, name, "rate", VIRTUAL)
    assert abs(found(ended, "rate") / 1e9 - 1) < TOLERANCE, ended
    assert "over 10 seconds" in ended.text, ended
    assert 0 <= found(ended, "late") < 1e9 * TOLERANCE, ended


@pytest.mark.parametrize("name", ["tsc", "hpet", "acpi_pm", "pit"])
def test_a_million_reads_never_go_back(clocks, name):
    ended = start(clocks, name, "reads", "")
    assert found(ended, "back") == 0, ended
    assert int(re.search(r"moved (\d+)", ended.text)[1]) > 1000, ended


def test_a_clock_that_is_not_there_is_said(clocks):
    boot(clocks, args="clock=sundial timer=hourglass -- date", nic="none").expect(
        0, "option clock=sundial: not in", "option timer=hourglass: not in")
    boot(clocks, args="clock=hpet -- date", machine="pc,hpet=off", nic="none").expect(
        0, "option clock=hpet: not in")


# Start dates, and whether a program can rely on them.
DATES = {
    "1970-01-01T00:00:00": False,
    "1999-12-31T23:59:50": False,
    "2023-12-31T23:59:00": False,  # images are from 2024-01-01, unless SOURCE_DATE_EPOCH is given
    "2024-01-01T00:00:00": True,
    "2024-02-29T12:00:00": True,
    "2037-12-31T23:59:59": True,
    "2038-01-19T03:14:06": True,
    "2038-01-19T03:14:08": True,
    "2069-12-31T23:59:58": True,
    "2070-01-01T00:00:00": True,
    "2099-12-31T23:59:58": True,
    "2100-02-28T23:59:59": True,
}


@pytest.mark.parametrize("base", DATES)
def test_date_of_the_rtc(clocks, base):
    ended = boot(clocks, args="-- date", nic="none", rng="n",
                 qemuflags=f"-icount shift=0,sleep=off -rtc base={base},clock=vm")
    want = datetime.datetime.fromisoformat(base)
    ended.expect(0, "(?m)^date ")
    shown = datetime.datetime.fromisoformat(re.search(r"(?m)^date (\S+)", ended.text)[1])
    assert 0 <= (shown - want).total_seconds() <= 1, ended
    seconds = (shown - datetime.datetime(1970, 1, 1)).total_seconds()
    assert found(ended, "seconds") == seconds, ended
    assert ("wall clock not set" not in ended.text) == DATES[base], ended


def test_a_machine_without_rtc_says_so(clocks):
    boot(clocks, args="-- date", machine="microvm,rtc=off").expect(
        0, "wall clock not set", "(?m)^date 1970-01-01T")


def with_debugger(clocks, tmp_path, what, *script):
    """Runs clocks WHAT in virtual time while gdb follows script; returns the console."""
    port = free_port()
    log = tmp_path / "serial.log"
    command = [TOP / "scripts/qemu.sh", f"SERIAL_LOG={log}", "NIC=none", "RNG=n", "TIMEOUT=60",
               f"QEMUFLAGS={VIRTUAL} -S -gdb tcp:127.0.0.1:{port}", f"ARGS=-- {what}", clocks]
    child = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        steps = [f"target remote :{port}", *script, "detach"]
        must(["gdb", "-batch", clocks, *(w for c in steps for w in ("-ex", c))], timeout=60)
        assert child.wait(60) == 0, log.read_text()
    finally:
        child.kill()
    return log.read_text()


def test_an_unsteady_tsc_is_left(clocks, tmp_path):
    """The debugger makes the kernel believe in a rate that is 1 % off; the control is the run of
    test_a_second_is_a_second_of_the_rtc with the same clock, which warns of nothing."""
    said = with_debugger(clocks, tmp_path, "wait", "hbreak watch", "c", "delete",
                         "set var tsc_hz = tsc_hz + tsc_hz / 100")
    assert re.search(r"the tsc is not steady, -?\d+ ppm off: time goes on by hpet", said), said
    rate = int(re.search(r"(?m)^rate (\d+)", said)[1])
    assert abs(rate / 1e9 - 1) < TOLERANCE, said


@pytest.mark.parametrize("wrong", ["1250000000", "750000000"], ids=["late", "early"])
def test_a_timer_measured_wrongly_finds_its_rate(clocks, tmp_path, wrong):
    """The debugger does what a busy host does to the measurement at boot."""
    said = with_debugger(clocks, tmp_path, "rate", "hbreak main", "c", "delete",
                         f"set var 'lapic_timer.c'::hz = {wrong}")
    late = int(re.search(r"(?m)^late (\d+)", said)[1])
    assert late < 1e9 * TOLERANCE, said
