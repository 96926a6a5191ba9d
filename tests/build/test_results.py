# SPDX-License-Identifier: MIT
"""results.json: what a run of the tests found, for machines."""
import json

import pytest

LOG = """# ring: e2e
ok doors: boots[iso] # 1.5 s
not ok doors: boots[uefi]
# tests/e2e/test_doors.py:3: in test
ok 12 - heap_grows
ok 13 - disk_is_there # SKIP no disk
not ok name_lost (missing)\r
okay, this is no result
"""


def test_results_have_name_verdict_and_seconds(tree, tmp_path):
    (tmp_path / "log").write_text(LOG)
    (tmp_path / "empty").write_text("")
    tree.run("scripts/results.py", tmp_path / "out.json", f"e2e=7={tmp_path}/log",
             f"host=0={tmp_path}/empty").ok()
    found = json.loads((tmp_path / "out.json").read_text())
    assert (found["passed"], found["failed"], found["skipped"]) == (2, 2, 1)
    e2e, host = found["rings"]
    assert (e2e["ring"], e2e["seconds"]) == ("e2e", 7)
    assert host["tests"] == []
    assert [tuple(test.values()) for test in e2e["tests"]] == [
        ("doors: boots[iso]", "ok", 1.5),
        ("doors: boots[uefi]", "fail", None),
        ("heap_grows", "ok", None),
        ("disk_is_there", "skip", None),
        ("name_lost (missing)", "fail", None),
    ]


CLAIMS = """# for people
== Milestones

boots
	e2e	doors: boots[*]
has a heap
	host	heap_grows
	guest	heap_grows
has a disk
	guest	disk_is_there

== Other

boots under UEFI
	e2e	doors: boots[uefi]
"""


@pytest.fixture
def claims(tree):
    """claims(TEXT): what the tree claims until the test ends."""
    kept = tree.file("tests/evidence.txt").read_text()
    yield lambda text: tree.write("tests/evidence.txt", text)
    tree.write("tests/evidence.txt", kept)


def test_milestones_are_printed_with_their_verdicts(tree, claims, tmp_path):
    rings = {"e2e": {"doors: boots[iso]": "ok", "doors: boots[uefi]": "fail"},
             "guest": {"heap_grows": "ok", "disk_is_there": "ok"}}
    (tmp_path / "results.json").write_text(json.dumps({"rings": [
        {"ring": ring, "tests": [{"name": name, "verdict": verdict}
                                 for name, verdict in tests.items()]}
        for ring, tests in rings.items()]}))
    claims(CLAIMS)
    ended = tree.run("scripts/evidence.py", "table", tmp_path / "results.json").ok()
    assert ended.out.splitlines() == [
        "# boots       failed   1 of 2 tests",
        "# has a heap  not run  1 of 1 tests",
        "# has a disk  proved   1 of 1 tests",
        "# claims: 1 proved, 2 failed, 1 not run",
    ]


def test_claim_without_its_test_is_refused(tree, claims):
    claims("== Some\n\nflies\nswims\n\thost\tno_such_test\n")
    ended = tree.run("scripts/evidence.py", "check")
    assert ended.status == 1
    assert ended.err.splitlines() == ["tests/evidence.txt: flies: nothing proves it",
                                       "swims: no test 'no_such_test' in the ring host"]
