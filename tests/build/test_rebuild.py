# SPDX-License-Identifier: MIT
"""What a change rebuilds: all that depends on it, and nothing else."""
import re
import shutil

import pytest


@pytest.fixture
def base(built):
    """The built tree, and the configuration of "base" as it was when the test ends."""
    shutil.copy2(built.file("base/.config"), built.file("base/.config.kept"))
    yield built
    built.file("base/.config.kept").replace(built.file("base/.config"))
    built.make("O=base", "elf").ok()


def mentions(base, option):
    """Objects of "base" whose source or headers of ours have the option in their text."""
    found = []
    for rule in base.file("base/obj").rglob("*.d"):
        words = rule.read_text().split(":\n")[0].replace("\\\n", " ").split()
        files = [word for word in words[1:] if not word.startswith("$") and "deps/" not in word]
        texts = (base.file(name).read_text() for name in files)
        if any(re.search(rf"\bCONFIG_{option}\b", text) for text in texts):
            found.append(files[0])
    return sorted(found)


def test_nothing_changed_builds_nothing(built):
    said = built.make("O=base", "elf").ok()
    assert "Nothing to be done" in said.out
    assert said.compiled() == []


def test_option_rebuilds_what_mentions_it_and_nothing_else(base):
    base.make("O=base", "set", "OPTS=LOG_LEVEL=4").ok()
    expected = mentions(base, "LOG_LEVEL")
    assert expected, "no source mentions CONFIG_LOG_LEVEL"
    assert base.make("O=base", "elf").ok().compiled() == expected


def test_option_of_the_link_alone_compiles_nothing(base):
    base.make("O=base", "set", "OPTS=SYMBOLS=n").ok()
    expected = mentions(base, "SYMBOLS")
    said = base.make("O=base", "elf").ok()
    assert said.compiled() == expected
    assert "LD" in said.out


def test_changed_header_rebuilds_what_includes_it(base):
    header = base.file("core/include/core/symbols.h")
    header.touch()
    includers = sorted(
        rule.read_text().replace("\\\n", " ").split()[1]
        for rule in base.file("base/obj").rglob("*.d")
        if "core/include/core/symbols.h" in rule.read_text())
    assert includers
    assert base.make("O=base", "elf").ok().compiled() == includers


def test_flag_of_one_object_rebuilds_that_object(base):
    fragment = base.file("apps/hello/Makefile")
    before = fragment.read_text() if fragment.exists() else None
    fragment.write_text((before or "obj-y += main.o\n") + "cflags-main.o += -DEXTRA=1\n")
    try:
        assert base.make("O=base", "elf").ok().compiled() == ["apps/hello/main.c"]
    finally:
        if before is None:
            fragment.unlink()
        else:
            fragment.write_text(before)


def test_source_that_left_the_list_leaves_the_image(base, tmp_path):
    app = tmp_path / "two"
    app.mkdir()
    (app / "main.c").write_text(
        "void second(void) __attribute__((weak));\n"
        "int main(void)\n{\n\tif (second)\n\t\tsecond();\n\treturn 0;\n}\n")
    (app / "second.c").write_text("void second(void);\nvoid second(void)\n{\n}\n")
    (app / "Makefile").write_text("obj-y += main.o second.o\n")
    base.make("O=two", f"APP={app}", "hello_defconfig").ok()
    base.make("O=two", "elf").ok()
    assert " second\n" in base.run("nm", "two/bobbin.elf").ok().out
    (app / "Makefile").write_text("obj-y += main.o\n")
    base.make("O=two", "elf").ok()
    assert " second\n" not in base.run("nm", "two/bobbin.elf").ok().out


def test_deleted_header_is_no_error(base, tmp_path):
    app = tmp_path / "gone"
    app.mkdir()
    (app / "gone.h").write_text("#define STATUS 0\n")
    (app / "main.c").write_text('#include "gone.h"\nint main(void)\n{\n\treturn STATUS;\n}\n')
    base.make("O=gone", f"APP={app}", "hello_defconfig").ok()
    base.make("O=gone", "elf").ok()
    (app / "gone.h").unlink()
    (app / "main.c").write_text("int main(void)\n{\n\treturn 0;\n}\n")
    assert base.make("O=gone", "elf").ok().compiled() == [f"{app}/main.c"]


def test_two_folders_hold_equal_images_and_share_libraries(built):
    built.make("O=a", "hello_defconfig").ok()
    said = built.make("O=a", "elf").ok()
    assert " LIB " not in said.out, "libraries were built again"
    assert built.file("base/bobbin.elf").read_bytes() == \
        built.file("a/bobbin.elf").read_bytes()


def test_image_does_not_tell_where_it_was_built(built, elsewhere):
    """Not even its debug information, that of assembly too."""
    elsewhere.make("O=base", "hello_defconfig").ok()
    elsewhere.make("O=base", "elf").ok()
    image = built.file("base/bobbin.elf")
    assert image.read_bytes() == elsewhere.file("base/bobbin.elf").read_bytes()
    assert str(built.path).encode() not in image.read_bytes()
    address = built.run("nm", image).ok().out.partition(" T isr_spurious")[0].split()[-1]
    line = built.run("addr2line", "-e", image, address).ok().out
    assert line.startswith("./arch/x86_64/isr.asm:"), line
