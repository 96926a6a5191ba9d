# SPDX-License-Identifier: MIT
"""Layers: an include that the architecture forbids does not compile; the ones allowed do."""
import pytest

FORBIDDEN = [
    ("drivers", "fs/vfs.h"), ("drivers", "arch/cpu.h"), ("drivers", "net/tls.h"),
    ("fs", "drivers/pci.h"), ("fs", "arch/cpu.h"), ("fs", "lwip/pbuf.h"),
    ("net", "drivers/pci.h"), ("net", "arch/cpu.h"), ("net", "fs/vfs.h"),
    ("core", "drivers/pci.h"), ("core", "fs/vfs.h"), ("core", "net/tls.h"), ("core", "lwip/pbuf.h"),
    ("apps/hello", "core/log.h"), ("apps/hello", "drivers/pci.h"), ("apps/hello", "arch/io.h"),
]
ALLOWED = [("drivers", "arch/io.h"), ("drivers", "core/log.h"), ("fs", "core/log.h"),
           ("core", "arch/cpu.h"), ("net", "core/log.h"), ("apps/hello", "stdio.h"),
           ("apps/hello", "net/tls.h")]


def compile_include(tree, folder, header):
    """Compiles a file of folder that includes header, with the flags of its layer."""
    layer = folder.split("/")[0]
    flags = tree.file(f"base/gen/flags/{layer}").read_text().split(") ", 1)[-1].split()
    flags = flags[flags.index("gcc"):] if "gcc" in flags else flags
    tree.write(f"{folder}/probe.c", f"#define LOG_TAG \"probe\"\n#include <{header}>\n"
                                    "int probe;\n")
    try:
        return tree.run(*flags, "-fsyntax-only", f"{folder}/probe.c")
    finally:
        tree.file(f"{folder}/probe.c").unlink()


@pytest.mark.parametrize("folder,header", FORBIDDEN)
def test_forbidden_include_does_not_compile(built, folder, header):
    said = compile_include(built, folder, header)
    assert said.status != 0
    assert f"{header}: No such file" in said.err


@pytest.mark.parametrize("folder,header", ALLOWED)
def test_allowed_include_compiles(built, folder, header):
    compile_include(built, folder, header).ok()


def test_floating_point_below_libc_does_not_compile(built):
    flags = built.file("base/gen/flags/core").read_text().split()
    built.write("core/probe.c", "double probe(double x);\ndouble probe(double x)\n"
                                "{\n\treturn x * 2;\n}\n")
    try:
        said = built.run(*flags[flags.index("gcc", 1):], "-S", "-o", "/dev/null", "core/probe.c")
    finally:
        built.file("core/probe.c").unlink()
    assert said.status != 0
    assert "SSE" in said.err, str(said)
