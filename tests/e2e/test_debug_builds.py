# SPDX-License-Identifier: MIT
"""What debug builds add: undefined behaviour is a panic that names it, system calls are told."""

import pathlib
import re
import shutil

import pytest

from harness.guest import HOST, NO_STATUS, OUT, boot, build, make, preset
from harness.scripted import Server

HERE = pathlib.Path(__file__).parent


def image(name, options, tag=""):
    """An image of the program in this folder, with options."""
    folder = OUT / "outside" / name
    shutil.copytree(HERE / name, folder, dirs_exist_ok=True)
    out = OUT / f"{name}{tag}-build"
    for step in (["olddefconfig"], ["set", f"OPTS={options}"], ["elf"]):
        status, said = make(out, *step, f"APP={folder}")
        assert status == 0, said
    return out / "bobbin.elf"


@pytest.fixture(scope="module")
def watched():
    return image("undefined", "UBSAN=y NET=n")


KINDS = [
    ("shift", r"shift of 1, type 'int', by 32"),
    ("add", r"2147483647 \+ 1 overflows type 'int'"),
    ("multiply", r"2147483647 \* 2147483647 overflows type 'int'"),
    ("negate", r"-\(-2147483648\) overflows type 'int'"),
    ("bounds", r"index 4 is outside of type 'int ?\[4\]'"),
    ("misaligned", r"load of type '.*int' at 0x[0-9a-f]+, which is not aligned to 4"),
    ("null", r"load of type 'int' through a null pointer"),
    ("divide", r"1 / 0 overflows type 'int'"),
    ("boolean", r"2 is not a value of type '_Bool'"),
    ("cast", r"a value of type 'double' does not fit into type 'int'"),
    ("unreachable", r"a place that cannot be reached was"),
]


@pytest.mark.parametrize(("kind", "words"), KINDS, ids=[kind for kind, _ in KINDS])
def test_undefined_behaviour_is_named(watched, kind, words):
    ended = boot(watched, args=f"-- {kind}")
    ended.expect(NO_STATUS, rf"panic: undefined behaviour at \S*main\.c:\d+:\d+: {words}")
    assert re.search(rf"#\d+ +0x[0-9a-f]+ {kind}[.+]", ended.text), ended


def test_without_the_option_the_program_goes_on():
    boot(image("undefined", "NET=n", "-plain"), args="-- shift").expect(0, "went on with")


def test_system_calls_are_told():
    ended = boot(image("traced", "STRACE=y NET=n"))
    ended.expect(7, "done")
    told = re.findall(r"(?m)strace: (\d+) (.*)$", ended.text)
    lines = [line for _, line in told]
    for wanted in [
        r'open(at)?\((AT_FDCWD, )?"/note", 0x80c2, 0640\) = 3',
        r'write\(3, "first\\tline\\n", 11\) = 11',
        r"lseek\(3, 6, 0\) = 6",
        r'read\(3, "line\\n", 64\) = 5',
        r"close\(3\) = 0",
        r'open(at)?\((AT_FDCWD, )?"/missing", 0x8000.*\) = -1 ENOENT',
        r'mkdir(at)?\((AT_FDCWD, )?"/note", 0755\) = -1 EEXIST',
        r'rename(at|at2)?\(.*"/note", .*"/n".*\) = 0',
        r'writev\(1, \[\{"done", 4\}, \{"\\n", 1\}\], 2\) = 5',
    ]:
        found = next((i for i, line in enumerate(lines) if re.fullmatch(wanted, line)), None)
        assert found is not None, f"no line like {wanted}\n{ended}"
        lines = lines[found + 1:]  # in this order
    assert told[-1] == ("1", "exit_group(7) = ?")
    assert any(thread != "1" and line == "close(77) = -1 EBADF" for thread, line in told), ended


def test_debug_preset_passes_its_own_tests():
    ended = boot(preset("debug") / "bobbin.elf", timeout=120).expect(0)
    assert not re.search(r"(?m)^not ok", ended.text), ended
    assert re.search(r"(?m)^ok \d+ - ", ended.text), ended


def test_trace_preset_tells_a_fetch():
    def answer(connection):
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\npage\n")

    image_file = preset("trace") / "bobbin.elf"
    with Server(answer) as server:
        ended = boot(image_file, args=f"-- http://{HOST}:{server.port}/")
    ended.expect(0, r"strace: 1 socket\(", r"strace: 1 connect\(", r"(?m)^page$",
                 r"strace: 1 exit_group\(0\) = \?")


def test_checked_build_fetches_over_tls(pki, good_port):
    folder = build("checked", "httpsget", "elf", options={
        "TLS_CA_FILE": pki.path("ca", "pem"), "UBSAN": "y", "LOCKCHECK": "y"})
    boot(folder / "bobbin.elf", args=f"hosts=good.test:{HOST} -- --sha256 --repeat 2 "
         f"https://good.test:{good_port}/ten.bin", timeout=120).expect(0)
