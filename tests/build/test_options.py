# SPDX-License-Identifier: MIT
"""Options: what make set takes, and how values reach C, make and NASM."""
import pytest

ODD = "https://x.test/a b?c=$HOME#d'e"


@pytest.fixture(scope="module")
def odd(tree):
    tree.make("O=odd", "hello_defconfig").ok()
    tree.make("O=odd", "set", f'OPTS=CMDLINE="{ODD}" LOG_LEVEL=4').ok()
    tree.make("O=odd", "odd/gen/config.mk").ok()
    return tree


def test_value_with_blanks_and_signs_arrives_in_the_configuration(odd):
    assert f'CONFIG_CMDLINE="{ODD}"\n' in odd.file("odd/.config").read_text()


def test_value_with_blanks_and_signs_arrives_in_c(odd):
    assert f'#define CONFIG_CMDLINE "{ODD}"\n' in odd.file("odd/gen/config.h").read_text()


def test_value_with_blanks_and_signs_arrives_in_make(odd, tmp_path):
    (tmp_path / "Makefile").write_text(f"include {odd.path}/odd/gen/config.mk\n"
                                       "$(info $(CONFIG_CMDLINE))\nall:;@:\n")
    said = odd.run("make", "-f", tmp_path / "Makefile").ok()
    assert said.out.splitlines()[0] == ODD


def test_bool_that_is_not_set_is_absent_in_c(odd):
    text = odd.file("odd/gen/config.h").read_text()
    assert "#define CONFIG_SYMBOLS 1\n" in text
    assert "CONFIG_SYSCALL_STRICT" not in text


def test_config_prefix_is_allowed_in_opts(tree):
    tree.make("O=odd2", "hello_defconfig").ok()
    tree.make("O=odd2", "set", "OPTS=CONFIG_LOG_LEVEL=1").ok()
    assert "CONFIG_LOG_LEVEL=1\n" in tree.file("odd2/.config").read_text()


@pytest.mark.parametrize("preset", ["hello", "httpsget", "selftest"])
def test_preset_is_what_savedefconfig_writes(tree, preset):
    tree.make(f"O=preset-{preset}", f"{preset}_defconfig").ok()
    tree.make(f"O=preset-{preset}", "savedefconfig").ok()
    saved = tree.file(f"preset-{preset}/defconfig").read_text()
    assert saved == tree.file(f"configs/{preset}_defconfig").read_text()


def test_help_tells_every_goal_and_preset(tree):
    said = tree.make("help").ok()
    for word in ("iso", "run", "set", "NAME_defconfig", "test-host", "httpsget_defconfig"):
        assert word in said.out
