# SPDX-License-Identifier: MIT
"""What a program wrote before it ended reaches its peer, with a clean end of the connection."""

import pathlib
import shutil

from harness.guest import HOST, OUT, boot, make
from harness.scripted import Server

HERE = pathlib.Path(__file__).parent
WORDS = bytes(ord("a") + i % 26 for i in range(60000))


def test_last_words_arrive():
    heard = []

    def listen(connection):
        try:
            while part := connection.recv(4096):
                heard.append(part)
            heard.append("end")
        except OSError as error:
            heard.append(error)

    folder = OUT / "outside" / "last_words"
    shutil.copytree(HERE / "last_words", folder, dirs_exist_ok=True)
    out = OUT / "last-words-build"
    status, said = make(out, "elf", f"APP={folder}")
    assert status == 0, said
    with Server(listen) as server:
        boot(out / "bobbin.elf", args=f"-- {HOST} {server.port}").expect(0)
    assert heard and heard[-1] == "end", heard[-1:]
    assert b"".join(heard[:-1]) == WORDS
