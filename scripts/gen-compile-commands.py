#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""gen-compile-commands.py COMPILER FLAGS_DIR OUT - compile_commands.json for editors.

FLAGS_DIR/list has a line per C file of the image: LAYER|SOURCE|OBJECT|FLAG|FLAG...
FLAGS_DIR/LAYER ends with the command that layer's files are compiled with.
"""
import json
import os
import shlex
import sys


def main(compiler, folder, target):
    commands = {}
    entries = []
    with open(os.path.join(folder, "list"), encoding="utf-8") as rows:
        for row in rows:
            layer, source, built, *flags = row.strip().split("|")
            if layer not in commands:
                with open(os.path.join(folder, layer), encoding="utf-8") as text:
                    words = shlex.split(text.read())
                commands[layer] = words[words.index(shlex.split(compiler)[0], 1):]
            entries.append({"directory": os.getcwd(), "file": source, "output": built,
                            "arguments": commands[layer] + [f for f in flags if f]
                            + ["-c", "-o", built, source]})
    with open(target, "w", encoding="utf-8") as out:
        json.dump(entries, out, indent=1)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
