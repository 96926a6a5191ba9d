# SPDX-License-Identifier: MIT
"""results.json: what a run of the tests found, for machines."""
import json

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
