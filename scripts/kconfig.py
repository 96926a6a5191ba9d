#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""kconfig.py COMMAND - everything the build does with Kconfig, on top of kconfiglib.

  defconfig FILE   makes the configuration that the preset FILE asks for
  olddefconfig     brings the configuration up to date: new options get their defaults
  menuconfig       the menu; options show what they cost, as docs/costs.tsv has it
  allnoconfig      the least: whatever can be switched off is
  randconfig SEED  every bool option and every choice at random, the same for the same SEED
  savedefconfig F  writes to F what differs from the defaults
  set              sets the options named in $BOBBIN_OPTS ('A="two words" B=y')
  sync DIR         writes what the build reads:
                     DIR/config.h    #define CONFIG_A 1, absent when n; included in all C
                     DIR/config.asm  the same as %define, for NASM
                     DIR/config.mk   CONFIG_A := y, for make
                     DIR/kconfig.d   the Kconfig files that were read, as make rules
                     DIR/deps/       one empty file per option, touched when it changes

Environment: KCONFIG_CONFIG (the .config), BOBBIN_APP (symbol of the application to
select, or empty), BOBBIN_APP_DIR and BOBBIN_APP_KCONFIG (folder and Kconfig of the one
application outside the tree that may be chosen, or empty). Beside the .config stands
.app, which holds that folder while its application is the chosen one.
A refused request leaves the configuration untouched and prints one line; exit status 1.
"""
import os
import random
import shlex
import sys

try:
    import kconfiglib
except ImportError:
    # Another python may stand first on PATH; the package belongs to Debian's.
    OTHER = "/usr/bin/python3"
    if os.path.realpath(sys.executable) != os.path.realpath(OTHER) and os.path.exists(OTHER):
        os.execv(OTHER, [OTHER] + sys.argv)
    sys.exit("kconfig: python3 cannot import kconfiglib: apt-get install python3-kconfiglib")

CONFIG = os.environ.get("KCONFIG_CONFIG", ".config")
BOOLS = (kconfiglib.BOOL, kconfiglib.TRISTATE)


def fail(text):
    sys.exit("kconfig: " + text)


def load_tree():
    os.environ["BOBBIN_APP_KCONFIG"] = os.environ.get("BOBBIN_APP_KCONFIG") or "/dev/null"
    os.environ["CONFIG_"] = "CONFIG_"
    tree = kconfiglib.Kconfig("Kconfig", warn_to_stderr=False, suppress_traceback=True)
    # kconfiglib says undefined symbols in an assignment only when asked.
    tree.warn_assign_undef = True
    return tree


def load_config(tree):
    """Reads .config; lines about options that no longer exist are dropped."""
    if os.path.exists(CONFIG):
        tree.load_config(CONFIG)
    select_app(tree)


def select_app(tree):
    """APP= on make's command line beats the choice in the configuration."""
    name = os.environ.get("BOBBIN_APP", "")
    if not name:
        return
    sym = tree.syms.get(name)
    if sym is None or not sym.nodes:
        fail(f"APP: the application's Kconfig does not define {name} in 'choice APP'")
    if len({node.filename for node in sym.nodes}) > 1:
        fail(f"APP: {sym.nodes[0].filename} defines {name} too: give the folder another name")
    sym.set_value(2)


def write_config(tree):
    os.makedirs(os.path.dirname(CONFIG) or ".", exist_ok=True)
    header = "# Written by make; change it with make menuconfig or make set.\n"
    tree.write_config(CONFIG, header=header, save_old=False)
    remember_app(tree)


def remember_app(tree):
    """Makes .app agree with the application that the configuration selects."""
    path = os.path.join(os.path.dirname(CONFIG), ".app")
    folder = outside_folder(tree)
    if folder:
        write_file(path, folder + "\n")
    elif os.path.exists(path):
        os.remove(path)


# --- refusing with a reason ------------------------------------------------------


def unmet(expr):
    """The operands of a dependency that are not fulfilled, as texts."""
    if kconfiglib.expr_value(expr):
        return []
    if isinstance(expr, tuple) and expr[0] is kconfiglib.AND:
        return unmet(expr[1]) + unmet(expr[2])
    text = kconfiglib.expr_str(expr)
    if isinstance(expr, kconfiglib.Symbol):
        return [f"{text}, which is {expr.str_value or 'not set'}"]
    if isinstance(expr, kconfiglib.Choice):
        return [f"the choice {text}"]
    return [f"{text}, which is not so"]


def reason(sym):
    """Why sym cannot have the value it was given."""
    missing = unmet(sym.direct_dep)
    if missing:
        return "depends on " + " and ".join(missing)
    if not any(node.prompt for node in sym.nodes):
        return "is not for the user to set: other options decide it"
    for node in sym.nodes:
        if node.prompt and unmet(node.prompt[1]):
            return "depends on " + " and ".join(unmet(node.prompt[1]))
    if sym.choice and sym.orig_type in BOOLS:
        return f"is one of a choice, in which {sym.choice.selection.name} is chosen"
    selecting = [s.name for s, _ in selectors(sym.rev_dep)]
    if selecting:
        return "is needed by " + " and ".join(selecting)
    return "has range or default that forbids it"


def selectors(expr):
    """(symbol, value) of what selects, out of a reverse dependency."""
    if isinstance(expr, tuple):
        if expr[0] is kconfiglib.OR:
            return selectors(expr[1]) + selectors(expr[2])
        return selectors(expr[1])
    if isinstance(expr, kconfiglib.Symbol) and kconfiglib.expr_value(expr) and not expr.is_constant:
        return [(expr, expr.str_value)]
    return []


def in_range(sym, value):
    """The text of the range that value breaks, or None."""
    base = 16 if sym.orig_type is kconfiglib.HEX else 10
    for low, high, condition in sym.ranges:
        if kconfiglib.expr_value(condition):
            if not int(low.str_value, base) <= int(value, base) <= int(high.str_value, base):
                return f"{low.str_value}..{high.str_value}"
            break
    return None


def check_value(sym, value):
    """Complains about a value that the option's type cannot hold."""
    if sym.orig_type in BOOLS and value not in ("y", "n"):
        return f"{sym.name}={value}: is y or n"
    if sym.orig_type in (kconfiglib.INT, kconfiglib.HEX):
        try:
            int(value, 16 if sym.orig_type is kconfiglib.HEX else 10)
        except ValueError:
            return f"{sym.name}={value}: is a number"
        broken = in_range(sym, value)
        if broken:
            return f"{sym.name}={value}: is outside {broken}"
    return None


# --- commands ---------------------------------------------------------------------


def parse_options(text):
    try:
        words = shlex.split(text)
    except ValueError as err:
        fail(f"OPTS: {err}: {text}")
    options = []
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            fail(f"OPTS: {word}: write NAME=value")
        options.append((name[7:] if name.startswith("CONFIG_") else name, value))
    if not options:
        fail("OPTS is empty: make set OPTS='NAME=value NAME=\"text\"'")
    return options


def near(tree, name):
    """A hint: options whose name is like this one."""
    import difflib
    names = [s.name for s in tree.unique_defined_syms]
    like = difflib.get_close_matches(name.upper(), names, 1)
    return f" (is {like[0]} meant?)" if like else ""


def command_set(tree):
    load_config(tree)
    options = parse_options(os.environ.get("BOBBIN_OPTS", ""))
    for name, value in options:
        sym = tree.syms.get(name)
        if sym is None or not sym.nodes:
            fail(f"{name}: no such option{near(tree, name)}")
        complaint = check_value(sym, value)
        if complaint:
            fail(complaint)
        sym.set_value(value)
    for name, value in options:
        sym = tree.syms[name]
        if sym.str_value != value:
            fail(f"{name}={value} is refused: {name} {reason(sym)}")
    write_config(tree)


def command_defconfig(tree, preset):
    tree.load_config(preset)
    if tree.warnings:
        fail(f"{preset}: " + tree.warnings[0].replace("\n", " "))
    select_app(tree)
    write_config(tree)


def command_savedefconfig(tree, path):
    load_config(tree)
    tree.write_min_config(path, header="")
    with open(path, encoding="utf-8") as saved:
        count = sum(not line.startswith("#") or line.endswith(" is not set\n") for line in saved)
    folder = outside_folder(tree)
    hint = f"; copy it to {folder}/defconfig to start from it" if folder else ""
    print(f"wrote {path} ({count} options){hint}")


def cost_text(image, memory):
    """What stands behind an option in the menu: "[+2.1 KB, +16 KB memory]"."""
    parts = [f"{image / 1024:+.1f} KB"] if abs(image) >= 64 else []
    if abs(memory) >= 1024:
        parts.append(f"{memory / 1024:+.0f} KB memory")
    return f" [{', '.join(parts)}]" if parts else ""


def show_costs(tree, path="docs/costs.tsv"):
    """Appends the measured cost of each option that has one to its prompts."""
    with open(path, encoding="utf-8") as costs:
        rows = [line.split("\t") for line in costs if not line.startswith("#")]
    for option, _, image, memory in rows:
        nodes = tree.syms[option].nodes if option in tree.syms else []
        for node in nodes:
            if node.prompt:
                text, condition = node.prompt
                node.prompt = text + cost_text(int(image), int(memory)), condition


def command_menuconfig(tree):
    import menuconfig
    load_config(tree)
    show_costs(tree)
    menuconfig.menuconfig(tree)
    if os.path.exists(CONFIG):
        tree.load_config(CONFIG)
        remember_app(tree)


def command_allnoconfig(tree):
    for sym in tree.unique_defined_syms:
        if sym.orig_type in BOOLS and not sym.choice:
            sym.set_value(0)
    select_app(tree)
    write_config(tree)


def command_randconfig(tree, seed):
    """Options in a random order, because one that is set can hide or force another."""
    dice = random.Random(seed)
    symbols = [sym for sym in tree.unique_defined_syms if sym.orig_type in BOOLS and not sym.choice]
    for sym in dice.sample(symbols, len(symbols)):
        sym.set_value(dice.choice((0, 2)))
    for choice in tree.unique_choices:
        dice.choice(choice.syms).set_value(2)
    select_app(tree)
    write_config(tree)
    print(f"randconfig: SEED={seed}")


def app_kconfig(tree):
    """The Kconfig of the chosen application."""
    chosen = tree.named_choices["APP"].selection
    if chosen is None:
        fail("there is no application to choose: apps/ is empty")
    return os.path.abspath(chosen.nodes[0].filename)


def outside_folder(tree):
    """The folder of the chosen application if it is outside the tree, else None."""
    outside = app_kconfig(tree) == os.path.abspath(os.environ["BOBBIN_APP_KCONFIG"])
    return os.environ["BOBBIN_APP_DIR"] if outside else None


def app_folder(tree):
    return outside_folder(tree) or os.path.relpath(os.path.dirname(app_kconfig(tree)))


def make_text(value):
    return value.replace("$", "$$").replace("#", "\\#")


def nasm_text(sym):
    if sym.orig_type is kconfiglib.STRING:
        return f"`{kconfiglib.escape(sym.str_value)}`"
    return "1" if sym.str_value == "y" else sym.str_value


def write_file(path, text):
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def command_sync(tree, folder):
    load_config(tree)
    os.makedirs(folder, exist_ok=True)
    write_config(tree)
    tree.write_autoconf(folder + "/config.h", header="")
    tree.sync_deps(folder + "/deps")
    mk, asm = [], []
    for sym in tree.unique_defined_syms:
        if not sym.config_string or (sym.orig_type in BOOLS and sym.str_value == "n"):
            continue
        mk.append(f"CONFIG_{sym.name} := {make_text(sym.str_value)}\n")
        asm.append(f"%define CONFIG_{sym.name} {nasm_text(sym)}\n")
    write_file(folder + "/config.asm", "".join(asm))
    mk.append(f"app-dir := {app_folder(tree)}\n")
    files = sorted(set(tree.kconfig_filenames))
    write_file(folder + "/kconfig.d", f"{folder}/config.mk: {' '.join(files)}\n"
               + "".join(f"{name}:\n" for name in files if name != "/dev/null"))
    write_file(folder + "/config.mk", "".join(mk))


def main(args):
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    tree = load_tree()
    if args[:1] == ["set"] and len(args) == 1:
        command_set(tree)
    elif args[:1] == ["defconfig"] and len(args) == 2:
        command_defconfig(tree, args[1])
    elif args == ["olddefconfig"]:
        load_config(tree)
        write_config(tree)
    elif args == ["allnoconfig"]:
        command_allnoconfig(tree)
    elif args[:1] == ["randconfig"] and len(args) == 2:
        command_randconfig(tree, args[1])
    elif args == ["menuconfig"]:
        command_menuconfig(tree)
    elif args[:1] == ["savedefconfig"] and len(args) == 2:
        command_savedefconfig(tree, args[1])
    elif args[:1] == ["sync"] and len(args) == 2:
        command_sync(tree, args[1])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except kconfiglib.KconfigError as error:
        fail(str(error).strip().replace("\n", " "))
    except KeyboardInterrupt:
        print("kconfig: interrupted", file=sys.stderr)
        sys.exit(130)
