# SPDX-License-Identifier: MIT
"""The generators by themselves: system call table and symbol table."""
import re

import pytest

ERRORS = "#define EPERM  1\n#define ENOENT\t2\n"
NUMBERS = "#define __NR_read\t\t\t\t0\n#define __NR_write\t\t\t\t1\n#define __NR_fork 57\n"


class Generator:
    def __init__(self, tree, folder):
        self.tree, self.folder = tree, folder
        (folder / "numbers").write_text(NUMBERS)
        (folder / "errors").write_text(ERRORS)

    def run(self, table, options=""):
        (self.folder / "tbl").write_text(table)
        (self.folder / "options").write_text(options)
        names = [self.folder / n for n in ("tbl", "numbers", "errors", "options",
                                           "h", "stubs", "dispatch", "strace", "wrap")]
        return self.tree.run("scripts/gen-syscalls.py", *names)

    def text(self, name):
        return (self.folder / name).read_text()


@pytest.fixture
def syscalls(tree, tmp_path):
    return Generator(tree, tmp_path)


READ = "0 y Makefile long sys_read(int fd, void *buf, size_t len)\n"


def test_call_of_the_configuration_has_a_prototype_and_no_stub(syscalls):
    syscalls.run(READ).ok()
    assert "long sys_read(int fd, void *buf, size_t len);" in syscalls.text("h")
    assert "STUB(read)" not in syscalls.text("stubs")
    assert "STUB(write)" in syscalls.text("stubs") and "STUB(fork)" in syscalls.text("stubs")
    assert '[0] = { "read", (handler)sys_read }' in syscalls.text("dispatch")
    assert '[57] = { "fork", 0 }' in syscalls.text("dispatch")


def test_wrapper_of_a_call_shows_its_arguments_by_their_kinds(syscalls):
    syscalls.run(READ + "1 y Makefile long sys_write(int fd, const void *buf, size_t len)\n"
                 + "57 y Makefile long sys_fork(void)\n").ok()
    wanted = ["--wrap=sys_read", "--wrap=sys_write", "--wrap=sys_fork"]
    assert syscalls.text("wrap").split() == wanted
    text = syscalls.text("strace")
    assert 'strace_returned("read", "dru", ret, args);' in text
    assert 'strace_returned("write", "dbu", ret, args);' in text
    assert 'strace_returned("fork", "", ret, args);' in text
    assert "long __wrap_sys_fork(void)" in text and '[2] = "ENOENT",' in text


def test_option_decides_between_two_rows_of_a_call(syscalls):
    both = "0 FS Makefile long sys_read(int a)\n0 !FS Makefile long sys_read(long b)\n"
    syscalls.run(both, "FS").ok()
    assert "long sys_read(int a);" in syscalls.text("h")
    syscalls.run(both, "-").ok()
    assert "long sys_read(long b);" in syscalls.text("h")


def test_call_with_two_implementations_is_refused(syscalls):
    syscalls.run(READ + READ).refused("tbl:2", "read", "two implementations")


def test_call_with_a_wrong_number_is_refused(syscalls):
    syscalls.run(READ.replace("0", "3", 1)).refused("tbl:1", "read", "call 0", "not 3")


def test_call_in_a_file_that_is_not_there_is_refused(syscalls):
    syscalls.run(READ.replace("Makefile", "core/nowhere.c")).refused("tbl:1", "core/nowhere.c")


def test_row_that_cannot_be_read_is_refused(syscalls):
    syscalls.run("0 y Makefile int read(int)\n").refused("tbl:1", "want NR WHEN")


NM = """ffffffff80101000 T __text_start
ffffffff80101000 t local_name
ffffffff80101000 T start
ffffffff80101010 t helper
ffffffff80101020 W weak_one
ffffffff80101030 T __text_end
ffffffff80102000 R constant
"""


def symbols(tree, tmp_path, *words, nm=NM):
    (tmp_path / "nm").write_text(nm)
    return tree.run("scripts/gen-symbols.py", *words)


def decode(text):
    """[(offset, name)] of a symbol table, as core/symbols.c would read it."""
    arrays = {}
    for line in text.splitlines():
        if found := re.match(r"(?:symtab_(\w+):)?(?:\s*d[bd] ([\d, ]+))?$", line):
            name = found[1] or name
            arrays.setdefault(name, []).extend(int(n) for n in (found[2] or "").split(",") if n)
    letters, pairs = arrays["letters"], arrays["pairs"]
    assert len(letters) == arrays["letter_count"][0]

    def expand(code):
        if code == 255:
            return "\0"
        if code < len(letters):
            return chr(letters[code])
        at = 2 * (code - len(letters))
        return expand(pairs[at]) + expand(pairs[at + 1])

    for code in [*range(len(letters) + len(pairs) // 2), 255]:
        assert ("\0" in expand(code)) == (code >= arrays["first_end"][0]), code
        assert "\0" not in expand(code)[:-1]
    names = "".join(map(expand, arrays["names"])).split("\0")[:-1]
    offsets, number, shift = [0], 0, 0
    for byte in arrays["deltas"]:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            offsets.append(offsets[-1] + number)
            number, shift = 0, 0
    assert arrays["count"] == [len(names)]
    return list(zip(offsets[1:], names, strict=True))


def test_symbol_table_lists_functions_once_in_ascending_order(tree, tmp_path):
    symbols(tree, tmp_path, tmp_path / "nm", tmp_path / "out").ok()
    assert decode((tmp_path / "out").read_text()) == [(0, "start"), (16, "helper"),
                                                      (32, "weak_one")]


def test_symbol_table_of_many_names_is_small_and_complete(tree, tmp_path):
    rows = [(i * 5 + (i % 7) * 1000 * i, f"{area}_{verb}_{i % 10}{'_slow' * (i % 3)}")
            for i, (area, verb) in enumerate((a, v) for a in ("vm", "thread", "aaaaaaaaaaaaaaaa")
                                             for v in ("init", "map", "get", "put", "close") * 30)]
    rows = sorted({offset: name for offset, name in rows}.items())
    nm = "".join(f"{0x1000 + offset:016x} T {name}\n" for offset, name in rows)
    nm += f"{0x1000:016x} T __text_start\n{0x1000 + rows[-1][0] + 1:016x} T __text_end\n"
    symbols(tree, tmp_path, tmp_path / "nm", tmp_path / "out", nm=nm).ok()
    text = (tmp_path / "out").read_text()
    assert decode(text) == rows
    codes = re.search(r"symtab_names:\n((?:\tdb .*\n)*)", text)[1]
    assert codes.count(",") * 4 < sum(len(name) + 1 for _, name in rows)


def test_second_link_that_moved_code_is_refused(tree, tmp_path):
    symbols(tree, tmp_path, tmp_path / "nm", tmp_path / "out").ok()
    symbols(tree, tmp_path, "--verify", tmp_path / "out", tmp_path / "nm").ok()
    moved = NM.replace("80101010", "80101018")
    said = symbols(tree, tmp_path, "--verify", tmp_path / "out", tmp_path / "nm", nm=moved)
    said.refused("moved")
