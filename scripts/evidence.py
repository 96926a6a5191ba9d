#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""evidence.py check | table RESULTS.json - what we claim, held against the tests.

tests/evidence.txt lists claims and the tests that prove each. "check" fails when a claim has no
test, or names one that is not in tests/expected. "table" prints, from the results of a run, a row
for each milestone and how many claims the run proved: a claim is proved when all of its tests ran
and passed.
"""
import collections
import json
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent
TABLE = "Milestones"


class Wrong(Exception):
    pass


def read_claims(text):
    """{section: {claim: [(ring, test)]}}, in the order of the file."""
    sections = {}
    claims = tests = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("== "):
            claims, tests = sections.setdefault(line[3:], {}), None
        elif not line.startswith("\t"):
            if claims is None or line in claims:
                raise Wrong(f"line {number}: {line}: no section above, or claimed twice")
            tests = claims.setdefault(line, [])
        else:
            ring, tab, name = line[1:].partition("\t")
            if tests is None or not tab:
                raise Wrong(f"line {number}: no claim above, or no tab behind the ring")
            tests.append((ring, name))
    return sections


def cases(name, names):
    """The tests that are meant: one, or all that begin like NAME[*]."""
    if not name.endswith("[*]"):
        return [name] if name in names else []
    return [test for test in names if test.startswith(name[:-2])]


def expected(ring):
    path = TOP / "tests/expected" / f"{ring}.txt"
    if not path.exists():
        raise Wrong(f"{ring}: no such ring")
    # A test that is skipped proves nothing.
    return [line for line in path.read_text().splitlines() if not line.startswith("skip ")]


def check(sections):
    wrong = []
    for claims in sections.values():
        for claim, tests in claims.items():
            wrong += [] if tests else [f"{claim}: nothing proves it"]
            wrong += [f"{claim}: no test '{name}' in the ring {ring}"
                      for ring, name in tests if not cases(name, expected(ring))]
    if wrong:
        raise Wrong("\n".join(wrong))


def judge(tests, verdicts):
    """(verdict, tests that passed, tests that ran) of one claim."""
    ran, complete = [], True
    for ring, name in tests:
        names = verdicts.get(ring, {})
        found = cases(name, names)
        ran += [names[case] for case in found]
        complete = complete and bool(found)
    passed = ran.count("ok")
    verdict = "failed" if passed < len(ran) else "proved" if complete else "not run"
    return verdict, passed, len(ran)


def print_table(sections, results):
    verdicts = {ring["ring"]: {test["name"]: test["verdict"] for test in ring["tests"]}
                for ring in results["rings"]}
    width = max(map(len, sections[TABLE]))
    for claim, tests in sections[TABLE].items():
        verdict, passed, count = judge(tests, verdicts)
        print(f"# {claim:{width}}  {verdict:8} {passed} of {count} tests")
    counts = collections.Counter(judge(tests, verdicts)[0]
                                 for claims in sections.values() for tests in claims.values())
    print("# claims: " + ", ".join(f"{counts[word]} {word}"
                                   for word in ("proved", "failed", "not run") if counts[word]))


def main(args):
    sections = read_claims((TOP / "tests/evidence.txt").read_text())
    if args == ["check"]:
        check(sections)
    elif len(args) == 2 and args[0] == "table":
        print_table(sections, json.loads(pathlib.Path(args[1]).read_text()))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Wrong as wrong:
        sys.exit(f"tests/evidence.txt: {wrong}")
