#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""screenshots.py [NAME]... - takes the pictures of the documentation anew, all or those named.

Exit status: 0; 1 a name that is none, or a guest that did not come up.
"""

import os
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests/e2e"))
sys.dont_write_bytecode = True

from harness import scenes  # pylint: disable=wrong-import-position


def main():
    names = sys.argv[1:] or sorted(scenes.SCENES)
    unknown = [name for name in names if name not in scenes.SCENES]
    if unknown:
        sys.exit(f"screenshots.py: no picture is called {unknown[0]}; there are "
                 + ", ".join(sorted(scenes.SCENES)))
    os.chdir(TOP)
    for name in names:
        scene = scenes.SCENES[name]
        try:
            with scene.machine() as machine:
                scenes.write_png(scenes.play(machine, scene.keys), scenes.path(name))
        except AssertionError as error:
            sys.exit(f"screenshots.py: {name}: {error}")
        print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    main()
