#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""results.py OUT.json RING=SECONDS=LOG... - what a run of the tests found, for machines.

LOG holds what the ring printed: TAP lines among others. OUT.json becomes

  {"passed": 2, "failed": 1, "skipped": 0,
   "rings": [{"ring": "host", "seconds": 3.1,
              "tests": [{"name": "heap_grows", "verdict": "ok", "seconds": null}, ...]}]}

A verdict is ok, fail or skip. A test has its seconds where the ring measures single tests
("ok NAME # 0.5 s"), else null.
"""
import json
import re
import sys

TAP = re.compile(r"(?P<not>not )?ok (?:\d+ )?(?:- )?(?P<name>.*?)\s*(?:# *(?P<note>.*))?$")


def read_tests(path):
    tests = []
    with open(path, encoding="utf-8", errors="replace") as log:
        for line in log:
            found = TAP.match(line.rstrip("\r\n"))
            if not found:
                continue
            note = found["note"] or ""
            seconds = re.match(r"(\d+(?:\.\d+)?) s$", note)
            tests.append({
                "name": found["name"],
                "verdict": "fail" if found["not"] else "skip" if note.startswith("SKIP") else "ok",
                "seconds": float(seconds[1]) if seconds else None,
            })
    return tests


def main(args):
    if len(args) < 2:
        sys.exit(__doc__)
    rings = []
    for word in args[1:]:
        ring, seconds, path = word.split("=", 2)
        rings.append({"ring": ring, "seconds": float(seconds), "tests": read_tests(path)})
    verdicts = [test["verdict"] for ring in rings for test in ring["tests"]]
    counts = {"passed": "ok", "failed": "fail", "skipped": "skip"}
    results = {key: verdicts.count(verdict) for key, verdict in counts.items()}
    with open(args[0], "w", encoding="utf-8") as out:
        json.dump({**results, "rings": rings}, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main(sys.argv[1:])
