#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""size.py check [BUDGETS] | options [NAME...] - how large are images, layers and options.

  check     builds the presets that BUDGETS (docs/budget.tsv) names, prints the bytes of
            each layer in them, and fails when something is larger than its budget
  options   builds every option of Kconfig against a preset and writes docs/costs.tsv,
            from which the menu shows what an option costs; only those named, or with
            "new" those without a row, when there are words. Options are those that are on
            or off: a number or a text has nothing to be measured against

Environment: O (folder to build in), CC, MAKE.

Both files are lines of words separated by tabs. In budget.tsv: preset, what, bytes; what
is "elf" (stripped), "iso", "memory" (all sections, those without bytes in the file too),
or a layer as in the table. In costs.tsv: option, preset, bytes of the image, and bytes of
further memory that are taken from the start. An option of a choice costs what it adds
to the one that the preset has chosen. The preset is "-" for an option that none of BASES
lets one change.
"""
import os
import re
import subprocess
import sys

import kconfig

BUDGET, COSTS = "docs/budget.tsv", "docs/costs.tsv"
# Where an option is measured: in the first of these in which it can be changed.
BASES = ["hello", "httpsget"]
KINDS = {".boot": "text", ".text": "text", ".note.Xen": "rodata",
         ".note.gnu.build-id": "rodata", ".rodata": "rodata",
         ".init_array": "rodata", ".symtab_bobbin": "rodata", ".tdata": "data", ".data": "data",
         ".got": "data", ".tbss": "bss", ".bss": "bss", ".boot.bss": "bss"}
COLUMNS = ["text", "rodata", "data", "bss"]


def fail(text):
    sys.exit("size: " + text)


def make(folder, *words):
    """(status, output) of make in folder, not as part of an outer one."""
    drop = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "O", "APP")
    env = {name: value for name, value in os.environ.items() if name not in drop}
    command = [os.environ.get("MAKE", "make"), "-j2", f"O={folder}",
               "CC=" + (os.environ.get("CC") or "gcc"), *words]
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


def must_make(folder, *words):
    status, said = make(folder, *words)
    if status:
        fail(f"make O={folder} {' '.join(words)}: status {status}\n{said}")


# --- the linker's map -------------------------------------------------------------------

CONTRIBUTION = re.compile(r"^ \S+\s+0x[0-9a-f]+\s+(0x[0-9a-f]+) (\S.*)$")
SECTION = re.compile(r"^(\.\S+)\s+(0x[0-9a-f]+)\s+(0x[0-9a-f]+)")


def layer_of(path, folder):
    """The layer that an object belongs to: its top folder, or its library."""
    library = re.search(r"/lib(c|lwip|bearssl|gcc)\.a\(", path)
    if library:
        return {"c": "musl", "gcc": "libgcc"}.get(library[1], library[1])
    inside = path.removeprefix(folder + "/obj/")
    if inside == path:
        return "other"
    if inside.startswith("arch/x86_64/libc/"):
        return "libc"
    return "generated" if inside.startswith("gen/") else inside.split("/")[0]


def read_map(path, folder):
    """{layer: {kind: bytes}}. What no object gave is padding."""
    layers, kind = {}, None
    with open(path, encoding="utf-8") as file:
        text = file.read().partition("Linker script and memory map\n")[2]
    # A long name has the numbers on a line of its own.
    for line in re.sub(r"^( ?\.\S+)\n +(?=0x)", r"\1 ", text, flags=re.M).splitlines():
        section, given = SECTION.match(line), CONTRIBUTION.match(line)
        if section:
            kind = KINDS.get(section[1])
            address, size = int(section[2], 16), int(section[3], 16)
            if kind:
                add(layers, "padding", kind, size)
            elif address and size:
                fail(f"section {section[1]} is not in the table of scripts/size.py")
        elif given and kind:
            add(layers, layer_of(given[2], folder), kind, int(given[1], 16))
            add(layers, "padding", kind, -int(given[1], 16))
    return layers


def add(layers, layer, kind, size):
    row = layers.setdefault(layer, dict.fromkeys(COLUMNS, 0))
    row[kind] += size


def print_layers(preset, layers):
    print(f"{preset:12}" + "".join(f"{column:>10}" for column in [*COLUMNS, "in file"]))
    rows = sorted(layers.items(), key=lambda row: (-in_file(row[1]), row[0]))
    total = {column: sum(row[column] for row in layers.values()) for column in COLUMNS}
    for name, row in rows + [("all", total)]:
        print(f"  {name:10}" + "".join(f"{row[c]:10}" for c in COLUMNS) + f"{in_file(row):10}")


def in_file(row):
    return row["text"] + row["rodata"] + row["data"]


# --- budgets ----------------------------------------------------------------------------


def read_table(path, columns):
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            words = line.rstrip("\n").split("\t")
            if line.startswith("#"):
                continue
            if len(words) != columns or not re.fullmatch(r"-?\d+", words[-1]):
                fail(f"{path}:{number}: not {columns} words separated by tabs, the last a number")
            yield words


def measure(folder, what, layers):
    """The bytes of what budget.tsv names; None when there is no such thing."""
    files = {"elf": "bobbin.stripped.elf", "iso": "bobbin.iso"}
    if what in files:
        must_make(folder, f"{folder}/{files[what]}")
        return os.path.getsize(f"{folder}/{files[what]}")
    if what == "memory":
        return sum(sum(row.values()) for row in layers.values())
    return in_file(layers[what]) if what in layers else None


def check(out, path):
    """Prints layers and budgets; returns how many budgets are exceeded."""
    budgets, exceeded = {}, 0
    for preset, what, limit in read_table(path, 3):
        budgets.setdefault(preset, []).append((what, int(limit)))
    for preset, limits in budgets.items():
        folder = f"{out}/size/{preset}"
        must_make(folder, f"{preset}_defconfig")
        must_make(folder, "elf")
        layers = read_map(f"{folder}/bobbin.map", folder)
        print_layers(preset, layers)
        for what, limit in limits:
            size = measure(folder, what, layers)
            if size is None:
                fail(f"{path}: {preset} has no layer {what}")
            over = size > limit
            exceeded += over
            print(f"  budget: {what:10} {size:10} of {limit:10}{', TOO LARGE' if over else ''}")
    return exceeded


# --- options ----------------------------------------------------------------------------


def measured_options():
    """Bool options that a user can change, but for the choice of the application."""
    tree = kconfig.load_tree()
    for sym in tree.unique_defined_syms:
        prompted = any(node.prompt for node in sym.nodes)
        if sym.orig_type in kconfig.BOOLS and prompted and not sym.name.startswith("APP_"):
            yield sym.name


def sections(folder):
    """(bytes of the image, further bytes of memory) of what was built in folder."""
    total = dict.fromkeys(COLUMNS, 0)
    for row in read_map(f"{folder}/bobbin.map", folder).values():
        for column in COLUMNS:
            total[column] += row[column]
    return in_file(total), total["bss"]


def value_in(preset, option):
    """The value of option in preset; None when it cannot be changed there."""
    tree = kconfig.load_tree()
    tree.load_config(f"configs/{preset}_defconfig")
    sym = tree.syms[option]
    if sym.choice:
        changes = sym.choice.visibility and sym.visibility and sym.str_value == "n"
    else:
        changes = len(sym.assignable) == 2
    return sym.str_value if changes else None


def cost_of(option, preset, folder, base):
    """What option adds to preset in folder, whose own sizes are base; None if refused."""
    value = value_in(preset, option)
    if value is None:
        return None
    must_make(folder, f"{preset}_defconfig")
    status, _ = make(folder, "set", f"OPTS={option}={'n' if value == 'y' else 'y'}")
    if status:
        return None
    must_make(folder, "elf")
    sign = -1 if value == "y" else 1
    return [sign * (now - before) for now, before in zip(sections(folder), base)]


def kept_costs(names):
    """(rows of costs.tsv that stay, options to measure) when only names are asked for."""
    there = list(measured_options())
    kept = {row[0]: tuple(row) for row in read_table(COSTS, 4) if row[0] in there}
    wanted = [name for name in there if name in names or "new" in names and name not in kept]
    unknown = set(names) - set(there) - {"new"}
    if unknown:
        fail(f"no such option: {' '.join(sorted(unknown))}")
    return [row for name, row in kept.items() if name not in wanted], wanted


def costs(out, names):
    """Rows of costs.tsv, measured."""
    rows, left = kept_costs(names) if names else ([], list(measured_options()))
    for preset in BASES:
        folder = f"{out}/size/options-{preset}"
        must_make(folder, f"{preset}_defconfig")
        must_make(folder, "elf")
        base = sections(folder)
        for option in list(left):
            cost = cost_of(option, preset, folder, base)
            if cost:
                left.remove(option)
                rows.append((option, preset, *cost))
                print(f"{option:24}{preset:12}{cost[0]:10}{cost[1]:10}", flush=True)
    return sorted(rows + [(option, "-", 0, 0) for option in left])


def write_costs(rows):
    with open(COSTS, "w", encoding="utf-8") as file:
        file.write("# What options cost, by \"make size\": option, preset, bytes of the image, "
                   "bytes of further memory.\n")
        file.writelines("\t".join(map(str, row)) + "\n" for row in rows)


def main(args):
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    out = os.environ.get("O", "build")
    if args[:1] == ["check"] and len(args) <= 2:
        path = args[1] if len(args) == 2 else BUDGET
        exceeded = check(out, path)
        if exceeded:
            fail(f"{exceeded} of the budgets in {path} exceeded")
    elif args[:1] == ["options"]:
        rows = costs(out, args[1:])
        write_costs(rows)
        print(f"wrote {COSTS}: {len(rows)} options")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
