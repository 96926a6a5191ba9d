# SPDX-License-Identifier: MIT
"""Wrong input to the build: one line that says what and where, and a status that is not 0."""
import hashlib
import os
import shutil

import pytest


@pytest.fixture
def configured(tree):
    tree.make("O=refuse", "httpsget_defconfig").ok()
    return tree


def refused_and_untouched(tree, options, *words):
    before = tree.file("refuse/.config").read_text()
    tree.make("O=refuse", "set", f"OPTS={options}").refused(*words)
    assert tree.file("refuse/.config").read_text() == before


def test_unknown_option_is_named(configured):
    refused_and_untouched(configured, "LOG_LEVLE=3", "LOG_LEVLE", "no such option", "LOG_LEVEL")
    refused_and_untouched(configured, "log_level=3", "no such option", "LOG_LEVEL")


def test_one_wrong_option_keeps_the_right_ones_out_too(configured):
    refused_and_untouched(configured, "LOG_LEVEL=4 NONSENSE=y", "NONSENSE")


def test_unmet_dependency_is_named(tree):
    tree.make("O=refuse", "hello_defconfig").ok()
    refused_and_untouched(tree, "RTL8139=y", "RTL8139", "depends on", "NET")


def test_option_that_others_decide_is_refused(configured):
    refused_and_untouched(configured, "TESTS=y", "TESTS", "not for the user to set")


def test_value_out_of_range_is_refused_with_the_range(configured):
    refused_and_untouched(configured, "LOG_LEVEL=9", "LOG_LEVEL=9", "0..4")


def test_value_of_the_wrong_type_is_refused(configured):
    refused_and_untouched(configured, "LOG_LEVEL=much", "LOG_LEVEL=much", "number")
    refused_and_untouched(configured, "SYMBOLS=maybe", "SYMBOLS=maybe", "y or n")


def test_unbalanced_quotes_are_refused(configured):
    refused_and_untouched(configured, 'CMDLINE="open', "OPTS", "quotation")


def test_build_without_a_configuration_names_the_presets(tree):
    tree.make("O=nothing", "iso").refused("nothing", "defconfig", "hello", "httpsget")


def test_unknown_preset_names_the_presets(tree):
    tree.make("O=nothing", "wrong_defconfig").refused("wrong_defconfig", "hello_defconfig")


def test_preset_with_an_unknown_option_is_refused(tree):
    tree.write("configs/broken_defconfig", "CONFIG_NO_SUCH_THING=y\n")
    try:
        tree.make("O=nothing", "broken_defconfig").refused("broken_defconfig", "NO_SUCH_THING")
    finally:
        tree.file("configs/broken_defconfig").unlink()


def test_unknown_application_names_those_there_are(tree):
    tree.make("O=nothing", "APP=/no/such/folder").refused("/no/such/folder", "hello")


def test_application_whose_kconfig_lacks_its_symbol_is_refused(tree, tmp_path):
    app = tmp_path / "odd"
    app.mkdir()
    (app / "main.c").write_text("int main(void)\n{\n\treturn 0;\n}\n")
    (app / "Kconfig").write_text("config SOMETHING\n\tbool\n")
    said = tree.make("O=nothing-odd", f"APP={app}", "hello_defconfig")
    said.refused("APP_ODD", "choice APP")


def test_missing_ca_file_is_named(configured):
    configured.make("O=refuse", "set", 'OPTS=TLS_CA_FILE="/no/ca.pem"').ok()
    said = configured.make("O=refuse", "refuse/gen/tls_anchors.c")
    assert said.status != 0
    assert "TLS_CA_FILE=/no/ca.pem: no such file" in said.err


def test_empty_ca_file_is_named(configured):
    configured.make("O=refuse", "set", 'OPTS=TLS_CA_FILE=""').ok()
    configured.make("O=refuse", "elf").refused("TLS_CA_FILE is empty")


def test_ca_file_that_is_no_pem_is_named(configured, tmp_path):
    (tmp_path / "ca.pem").write_text("this is a letter to my aunt\n")
    configured.make("O=refuse", "set", f'OPTS=TLS_CA_FILE="{tmp_path}/ca.pem"').ok()
    said = configured.make("O=refuse", "refuse/gen/tls_anchors.c")
    assert said.status != 0
    lines = [line for line in said.err.splitlines() if not line.startswith("make: ***")]
    assert len(lines) == 1 and f"{tmp_path}/ca.pem" in lines[0], str(said)
    assert not configured.file("refuse/gen/tls_anchors.c").exists()


def test_unknown_compiler_is_named(configured):
    configured.make("O=refuse", "CC=x-y-gcc", "elf").refused("x-y-gcc", "no such command")


def test_folder_with_a_blank_is_refused(tree):
    tree.make("O=two words", "hello_defconfig").refused("O=two words", "blank")


def fetch(tree, tmp_path, name):
    return tree.run("scripts/fetch", name, DL_DIR=str(tmp_path / "dl"),
                    CACHE_DIR=str(tmp_path / "cache"))


def pinned(tree, key):
    for line in tree.file("third_party/musl/VERSION").read_text().splitlines():
        if line.startswith(key + "="):
            return line.partition("=")[2]
    raise KeyError(key)


def test_tarball_with_a_wrong_hash_stops_and_is_named(tree, tmp_path):
    (tmp_path / "dl").mkdir()
    fake = tmp_path / "dl" / pinned(tree, "tarball")
    fake.write_bytes(b"not musl")
    said = fetch(tree, tmp_path, "musl")
    said.refused(str(fake), pinned(tree, "sha256"), hashlib.sha256(b"not musl").hexdigest())
    assert not list((tmp_path / "cache" / "src").iterdir())


def test_the_right_tarball_is_taken_without_a_network(tree, tmp_path):
    tree.run("scripts/fetch", "musl").ok()
    (tmp_path / "dl").mkdir()
    shutil.copy(tree.file("dl") / pinned(tree, "tarball"), tmp_path / "dl")
    fetch(tree, tmp_path, "musl").ok()
    assert (tmp_path / "cache" / "src" / "musl-1.2.3" / "configure").exists()
    assert not (tmp_path / "cache" / "apt").exists()


def test_fetch_that_fails_leaves_nothing_half_done(tree, tmp_path):
    """tar runs out of room, say."""
    tree.run("scripts/fetch", "musl").ok()
    (tmp_path / "tar").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "tar").chmod(0o755)
    said = tree.run("scripts/fetch", "musl", CACHE_DIR=str(tmp_path / "cache"),
                    PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert said.status != 0
    assert not list((tmp_path / "cache" / "src").iterdir())


def test_fetch_of_an_unknown_library_is_refused(tree, tmp_path):
    fetch(tree, tmp_path, "glibc").refused("glibc", "no such library")


def test_missing_tool_is_named(tree, tmp_path):
    """A PATH with everything but nasm and what could install it."""
    for folder in ("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"):
        for name in os.listdir(folder) if os.path.isdir(folder) else ():
            if name not in ("nasm", "apt-get", "sudo") and not (tmp_path / name).is_symlink():
                (tmp_path / name).symlink_to(os.path.join(folder, name))
    tree.make("O=tool", "hello_defconfig").ok()
    said = tree.make("O=tool", "elf", PATH=str(tmp_path))
    assert said.status != 0
    assert "nasm" in said.err, str(said)
    assert not tree.file("tool/bobbin.elf").exists()


@pytest.mark.parametrize("words, said", [(["0"], "PAIRS=0"), (["many"], "PAIRS=many"),
                                         (["5", "disks"], "PART=disks")])
def test_comparison_with_linux_that_cannot_be_is_refused(tree, words, said):
    tried = tree.run("scripts/bench-linux.py", "none.tsv", *words)
    assert tried.refused(said).status == 2
    assert not tree.file("none.tsv").exists()
