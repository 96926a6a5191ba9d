# SPDX-License-Identifier: MIT
"""What the link promises: segments, names, system calls, size."""
import re

FORK = """#include <unistd.h>
int main(void)
{
	return fork() < 0;
}
"""


def fork_app(tmp_path):
    app = tmp_path / "forks"
    app.mkdir()
    (app / "main.c").write_text(FORK)
    return app


def segments(built):
    """(type, physical address, flags, file offset) of each program header."""
    text = built.run("readelf", "-lW", "base/bobbin.elf").ok().out
    rows = re.findall(r"^\s+(LOAD|NOTE|TLS)\s+(\S+)\s+\S+\s+(\S+)\s+\S+\s+\S+\s+([RWE ]{3})", text,
                      re.M)
    return [(kind, int(phys, 16), flags, int(offset, 16)) for kind, offset, phys, flags in rows]


def test_no_segment_is_writable_and_executable(built):
    loads = [row for row in segments(built) if row[0] == "LOAD"]
    assert len(loads) >= 4
    assert not [row for row in loads if "W" in row[2] and "E" in row[2]]
    assert min(row[1] for row in loads) == 0x100000


def test_multiboot2_header_is_in_the_first_32_kib(built):
    assert b"\xd6\x50\x52\xe8" in built.file("base/bobbin.elf").read_bytes()[:32768]


def test_grub_takes_the_image_for_multiboot2(built):
    built.run("grub-file", "--is-x86-multiboot2", "base/bobbin.elf").ok()


def test_pvh_note_names_the_entry(built):
    notes = built.run("readelf", "-nW", "base/bobbin.elf").ok().out
    assert re.search(r"Xen\s+0x0*[48]\s.*(0x0*12|type: 0x12|\(0x00000012\))", notes), notes


def test_hello_is_at_most_64_kb(built):
    built.make("O=base", "base/bobbin.stripped.elf").ok()
    assert built.file("base/bobbin.stripped.elf").stat().st_size <= 64 * 1024


def test_no_system_call_instruction_is_in_the_image(built):
    text = built.run("objdump", "-d", "--no-show-raw-insn", "base/bobbin.elf").ok().out
    assert not re.search(r"\t(syscall|sysenter|int +\$0x80)\b", text)


def test_every_function_has_its_name_in_the_image(built):
    nm = built.run("nm", "base/bobbin.elf").ok().out
    table = built.file("base/gen/symbols1.asm").read_text()
    for name in ("kmain", "main", "sys_writev"):
        assert re.search(rf" [tT] {name}$", nm, re.M)
        assert re.search(rf"^; \d+ {name}$", table, re.M)


def test_build_id_is_that_of_the_contents_and_nothing_else(built):
    """The same source built elsewhere has the same id; another option gives another."""
    def build_id(folder, options=None):
        built.make(f"O={folder}", "hello_defconfig").ok()
        if options:
            built.make(f"O={folder}", "set", f"OPTS={options}").ok()
        built.make(f"O={folder}", "elf").ok()
        notes = built.run("readelf", "-n", f"{folder}/bobbin.elf").out
        return re.search(r"Build ID: (\w{40})", notes)[1]

    first = build_id("base")
    assert build_id("else/where") == first
    assert build_id("else/where", "LOG_RING_KB=17") != first


def test_unimplemented_call_is_listed_by_the_link(built, tmp_path):
    built.make("O=forks", f"APP={fork_app(tmp_path)}", "hello_defconfig").ok()
    said = built.make("O=forks", "elf").ok()
    assert re.search(r"^forks: unimplemented system calls linked: .*\bfork\b", said.err, re.M)


def test_unimplemented_call_is_an_error_when_strict(built, tmp_path):
    built.make("O=strict", f"APP={fork_app(tmp_path)}", "hello_defconfig").ok()
    built.make("O=strict", "set", "OPTS=SYSCALL_STRICT=y").ok()
    said = built.make("O=strict", "elf")
    assert said.status != 0 and "SYSCALL_STRICT" in said.err
    assert not built.file("strict/bobbin.elf").exists()


def test_application_outside_the_tree_also_builds_for_linux(built, tmp_path):
    app = tmp_path / "greet"
    app.mkdir()
    (app / "Kconfig").write_text(
        "choice APP\nconfig APP_GREET\n\tbool \"greet\"\nendchoice\n"
        "config GREET_WHOM\n\tstring \"Whom\"\n\tdefault \"the world\"\n\tdepends on APP_GREET\n")
    (app / "main.c").write_text("#include <stdio.h>\nint main(void)\n{\n"
                                "\tputs(CONFIG_GREET_WHOM);\n\treturn 5;\n}\n")
    built.make("O=greet", f"APP={app}", "hello_defconfig").ok()
    built.make("O=greet", "elf").ok()
    built.make("O=greet", f"APP={app}", "host").ok()
    said = built.run("greet/host/greet")
    assert (said.status, said.out) == (5, "the world\n")


def test_undefined_behaviour_of_an_application_is_caught_on_the_host(built, tmp_path):
    app = tmp_path / "wrong"
    app.mkdir()
    (app / "main.c").write_text("#include <stdio.h>\nint main(int argc, char **argv)\n{\n"
                                "\t(void)argv;\n\tprintf(\"%d\", 0x7fffffff + argc);\n"
                                "\treturn 0;\n}\n")
    built.make("O=wrong", f"APP={app}", "host").ok()
    said = built.run("wrong/host/wrong")
    assert said.status != 0 and "signed integer overflow" in said.err
