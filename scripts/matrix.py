#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""matrix.py pairs | product - which configurations the matrix tests build and run.

Factors are the choices of Kconfig named in CHOICES, with all that they offer, and the
compiler. Each line printed is one image: a word per factor.

  pairs     few images, in which every two words of different factors meet at least once
  product   all of them

The pairs are found greedily: the next image is the one of the product in which most
pairs meet that have not met. That is not always the smallest set, but the same one
every time, and near it: no set is smaller than the two largest factors' product.
"""
import itertools
import os
import sys

import kconfig

CHOICES = ["HEAP", "SCHED_CHOICE", "PAGING"]
COMPILERS = ["gcc", "clang"]


def factors():
    """[(factor, its words)]: symbols of a choice, and CC's compilers."""
    choices = kconfig.load_tree().named_choices
    return [(name, [sym.name for sym in choices[name].syms])
            for name in CHOICES] + [("CC", COMPILERS)]


def pairs_of(row):
    """The pairs that meet in row, as (place, word, place, word)."""
    return {(i, row[i], j, row[j]) for i, j in itertools.combinations(range(len(row)), 2)}


def product(found):
    return list(itertools.product(*(words for _, words in found)))


def cover(found):
    """Rows in which each pair of words of different factors meets."""
    candidates, rows = product(found), []
    left = set().union(*map(pairs_of, candidates))
    while left:
        best = max(candidates, key=lambda row: len(pairs_of(row) & left))
        rows.append(best)
        left -= pairs_of(best)
    return sorted(rows)


def main(args):
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    if args not in (["pairs"], ["product"]):
        sys.exit(__doc__)
    for row in (cover if args == ["pairs"] else product)(factors()):
        print(*row)


if __name__ == "__main__":
    main(sys.argv[1:])
