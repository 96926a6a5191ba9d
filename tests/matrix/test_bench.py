# SPDX-License-Identifier: MIT
"""The ledger: repeatable to the instruction, agreed with, and able to disagree."""
import pytest

from e2e.harness.guest import TOP, make

COMMITTED = TOP / "docs" / "ledger.tsv"


@pytest.fixture(scope="module")
def ledger(out):
    """A ledger made here and now."""
    path = out / "ledger.tsv"
    status, said = make(out, "bench", f"LEDGER={path}")
    assert status == 0, said
    return path


def diff(out, path, now):
    return make(out, "bench-diff", f"LEDGER={path}", f"NOW={now}")


def doctored(out, ledger, name, change):
    """A copy of ledger in which the count of name is changed."""
    lines = ledger.read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(name + "\t"))
    lines[at] = f"{name}\t{change(int(lines[at].split(chr(9))[1]))}"
    path = out / "doctored.tsv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_second_run_agrees_to_the_instruction(out, ledger):
    again = out / "again.tsv"
    status, said = make(out, "bench", f"LEDGER={again}")
    assert status == 0, said
    moved = set(ledger.read_text().splitlines()) ^ set(again.read_text().splitlines())
    assert not moved, "\n".join(sorted(moved))


def test_committed_ledger_agrees(out, ledger):
    status, said = diff(out, COMMITTED, ledger)
    assert status == 0, said


@pytest.mark.parametrize("change", [lambda n: n - n // 10 - 21, lambda n: n + n // 10 + 21],
                         ids=["slower", "faster"])
def test_count_that_moved_is_a_failure(out, ledger, change):
    name = "thread create and join"
    status, said = diff(out, doctored(out, ledger, name, change), ledger)
    assert status != 0 and "1 of" in said and f"\n{name} " in said and "!" in said, said


def test_count_that_moved_a_little_is_shown_and_tolerated(out, ledger):
    name = "thread create and join"
    status, said = diff(out, doctored(out, ledger, name, lambda n: n + n // 50), ledger)
    assert status == 0 and f"\n{name} " in said and "!" not in said, said


def test_one_command_to_a_disk_more_is_a_failure(out, ledger):
    name = "100 x append 4 KiB, fsync(): commands, CTFS"
    status, said = diff(out, doctored(out, ledger, name, lambda n: n - 1), ledger)
    assert status != 0 and "1 of" in said and f"\n{name} " in said and "!" in said, said


def test_name_that_went_is_a_failure(out, ledger):
    path = out / "longer.tsv"
    path.write_text(ledger.read_text() + "zzz\t1\n")
    status, said = diff(out, path, ledger)
    assert status != 0 and "1 of" in said and "gone" in said, said


def test_ledger_of_another_compiler_is_not_judged(out, ledger):
    path = out / "other.tsv"
    path.write_text(ledger.read_text().replace("# compiler: ", "# compiler: another "))
    status, said = diff(out, path, ledger)
    assert status != 0 and "cannot judge" in said and "LEDGER=" in said, said
