# SPDX-License-Identifier: MIT
"""Which application a folder builds: what was chosen last, by whatever means."""
import pytest

MAIN = "int main(void)\n{\n\treturn 0;\n}\n"


@pytest.fixture
def clock(tmp_path):
    """A folder outside the tree with an application in it."""
    return application(tmp_path / "clock")


def application(folder, main=MAIN):
    folder.mkdir()
    (folder / "main.c").write_text(main)
    return folder


def chosen(tree, out):
    """The folder of the application that a plain make in the output folder builds."""
    tree.make(f"O={out}", f"{out}/gen/config.mk").ok()
    lines = tree.file(f"{out}/gen/config.mk").read_text().splitlines()
    return [line for line in lines if line.startswith("app-dir := ")][0][11:]


def test_outside_application_is_remembered_until_another_is_asked_for(tree, clock):
    tree.make("O=app", f"APP={clock}", "olddefconfig").ok()
    assert chosen(tree, "app") == str(clock)
    tree.make("O=app", "APP=httpsget", "app/gen/config.mk").ok()
    assert chosen(tree, "app") == "apps/httpsget"


def test_choice_in_the_configuration_beats_the_remembered_application(tree, clock):
    tree.make("O=app", f"APP={clock}", "hello_defconfig").ok()
    tree.make("O=app", "set", "OPTS=APP_HTTPSGET=y").ok()
    assert chosen(tree, "app") == "apps/httpsget"


def test_preset_beats_the_remembered_application(tree, clock):
    tree.make("O=app", f"APP={clock}", "olddefconfig").ok()
    tree.make("O=app", "hello_defconfig").ok()
    assert chosen(tree, "app") == "apps/hello"


def test_refused_request_leaves_the_application_as_it_was(tree, clock):
    tree.make("O=app", f"APP={clock}", "hello_defconfig").ok()
    tree.make("O=app", "wrong_defconfig").refused("wrong_defconfig")
    tree.make("O=app", "hello_defconfig", "iso").refused("configure first")
    tree.make("O=app", "APP=httpsget", "set", "OPTS=NONSENSE=y").refused("NONSENSE")
    assert chosen(tree, "app") == str(clock)


def test_outside_application_with_the_name_of_one_of_the_tree_is_refused(tree, tmp_path):
    said = tree.make("O=app", f"APP={application(tmp_path / 'hello')}", "hello_defconfig")
    said.refused("APP_HELLO", "apps/hello/Kconfig", "another name")


def test_application_of_the_tree_may_be_named_by_its_path(tree):
    tree.make("O=app", f"APP={tree.path}/apps/httpsget", "olddefconfig").ok()
    assert chosen(tree, "app") == "apps/httpsget"


def test_folder_without_a_program_is_refused(tree, tmp_path):
    tree.make("O=app", f"APP={tmp_path}").refused(f"APP={tmp_path}", "no main.c and no Makefile")


def test_source_given_for_its_folder_is_refused(tree, clock):
    tree.make("O=app", f"APP={clock}/main.c").refused("is a file", f"APP={clock}")


def test_makefile_that_adds_no_objects_is_named(tree, clock):
    (clock / "Makefile").write_text("obj_y += main.o\n")
    tree.make("O=app", f"APP={clock}", "elf").refused(f"{clock}/Makefile", "obj-y")
    tree.make("O=app", "APP=hello", "app/gen/config.mk").ok()
    assert chosen(tree, "app") == "apps/hello"


def test_another_application_compiles_only_what_holds_its_name(tree, tmp_path):
    for name in ("first", "second"):
        application(tmp_path / name)
    tree.make("O=swap", f"APP={tmp_path}/first", "hello_defconfig").ok()
    tree.make("O=swap", "elf").ok()
    said = tree.make("O=swap", f"APP={tmp_path}/second", "elf").ok()
    sources = [path for path in said.compiled() if path.startswith("core/")]
    assert said.compiled() == [f"{tmp_path}/second/main.c"] + sources
    assert all(" APP_NAME" in tree.file(path).read_text() for path in sources), sources


def test_call_without_a_declaration_is_an_error(built, tmp_path):
    app = application(tmp_path / "implicit", "int main(void)\n{\n\treturn nowhere();\n}\n")
    said = built.make("O=implicit", f"APP={app}", "implicit/obj/apps/implicit/main.o")
    assert said.status != 0 and "implicit declaration of function" in said.err


def names_in(tree, *objects):
    """The functions that others may call."""
    said = tree.run("nm", "-g", "--defined-only", *objects).ok()
    rows = [line.split() for line in said.out.splitlines()]
    return {row[2] for row in rows if len(row) == 3 and row[1] in "TW"}


def test_names_in_the_rest_of_the_image_are_free_for_the_application(built, tmp_path):
    objects = built.file("base/obj").rglob("*.o")
    others = [path for path in objects if not {"apps", "libc"} & set(path.parts[-4:])]
    libc = names_in(built, *built.file(".cache").rglob("libc.a"))
    names = sorted(names_in(built, *others) - libc)
    assert {"panic", "heap_alloc", "kmain"} < set(names)
    own = "".join(f"int {name}(void)\n{{\n\treturn {i};\n}}\n" for i, name in enumerate(names))
    app = application(tmp_path / "names", own + MAIN)
    built.make("O=swap", f"APP={app}", "hello_defconfig").ok()
    built.make("O=swap", "elf").ok()
    rows = [line.split() for line in built.run("nm", "swap/bobbin.elf").ok().out.splitlines()]
    assert [row[1] for row in rows if row[2] == "kmain"] == ["T"]


def test_malloc_of_the_application_is_not_another_one_than_that_of_its_libraries(built, tmp_path):
    app = application(tmp_path / "malloc", "#include <stdlib.h>\n"
                      "void *malloc(size_t n)\n{\n\treturn (void *)(n * 0);\n}\n" + MAIN)
    built.make("O=swap", f"APP={app}", "hello_defconfig").ok()
    said = built.make("O=swap", "elf")
    assert said.status != 0 and "malloc" in said.err


def test_saved_configuration_of_an_outside_application_says_where_it_goes(tree, clock):
    tree.make("O=app", f"APP={clock}", "hello_defconfig").ok()
    assert f"copy it to {clock}/defconfig" in tree.make("O=app", "savedefconfig").ok().out


def test_program_for_linux_without_tls_is_built_without_its_library(tree, clock):
    tree.make("O=linux", f"APP={clock}", "host").ok()
    assert "bearssl" not in tree.file("linux/host/gen-app-clock/flags/link").read_text()
