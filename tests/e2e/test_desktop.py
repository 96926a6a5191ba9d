# SPDX-License-Identifier: MIT
"""The desktop, used as people use it, from the ISO: one guest for each firmware, and the disk that
is left, read by the tools of the host. A test finds a terminal and nothing else on the screen, and
leaves it so; what several of them build on is a fixture, so that each runs alone, too."""

import pytest

from harness.desk import (ACCENT, CLOSE, DANGER, MAXIMISE, MINIMISE, TILES, Desk, count, find,
                          no_white, white)
from harness.desk_disk import COMMANDS, SAMPLE, new_disk
from harness.guest import OUT, make, must, preset

RED = 0xe06c6c  # ESC[31m, gui/widget/terminal.c
MARKED = 0x3a5488  # the ground of a selection, there
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789/.-_>ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.fixture(scope="module")
def tools():
    status, said = make(OUT / "tools", "tools")
    assert status == 0, said
    return OUT / "tools/bin"


@pytest.fixture(scope="module", params=["iso", "uefi"])
def door(request):
    return request.param


@pytest.fixture(scope="module")
def disk(tools, door, tmp_path_factory):
    return new_disk(tools, tmp_path_factory.mktemp("desktop"))


@pytest.fixture(scope="module")
def image():
    return preset("desktop", "iso", "elf") / "bobbin.iso"


@pytest.fixture(scope="module")
def desk(image, door, disk):
    with Desk(image, door, disk=disk) as m:
        m.begins()
        yield m


@pytest.fixture(scope="module")
def terminal(desk):
    """Its window, once, and the letters as it draws them."""
    return desk.terminal(ALPHABET)


def test_terminal_runs_commands(desk, terminal):
    desk.write("pwd\n")
    terminal.wait(r"> pwd\n/data\n")


def test_terminal_shows_colours(desk, terminal):
    assert not find(desk.picture(), RED)
    desk.write("cat colours\n")
    terminal.wait(r"> cat colours\nstop\n")
    assert find(desk.picture(), RED)


def test_terminal_recalls_and_completes(desk, terminal):
    desk.write("pwd\ntrue\n")
    terminal.wait(r"> pwd\n/data\n.*> true\n/data> $")
    desk.press("up")
    desk.press("up")
    terminal.wait(r"> pwd$")
    desk.write("\n")
    terminal.wait(r"> pwd\n/data\n(?s:.*)> pwd\n/data\n")
    desk.write("cat col\t")
    terminal.wait(r"> cat colours$")
    desk.press("ctrl", "c")


def test_terminal_gives_commands_their_input(desk, terminal):
    """Lines are echoed and collected while a command reads, and Ctrl-C ends it."""
    desk.write("cat\n")
    terminal.wait(r"> cat\n$")
    desk.write("onx")
    desk.press("backspace")
    desk.write("e\n")
    terminal.wait(r"> cat\none\none\n$")
    desk.press("ctrl", "c")
    terminal.wait(r"one\n.*\n.*> $")


def test_terminal_ends_the_input_of_commands(desk, terminal):
    desk.write("cat > typed\nhalf\nand half")
    desk.press("ctrl", "d")
    desk.press("ctrl", "d")
    desk.write("cat typed\n")
    terminal.wait(r"> cat > typed\nhalf\n(?s:.*)> cat typed\nhalf\nand half\n/data> $")


def test_terminal_has_every_command(desk, terminal):
    """Those of the shell's manual tell their usage; those that work alone do so. Whatever one of
    them says of an error stands in the window, too."""
    assert len(COMMANDS) > 55
    desk.write("sh .names\n")
    terminal.wait(r"> sh .names\nasked\n/data> $")
    desk.write("sh .work\n")
    terminal.wait(r"> sh .work\nall\n/data> $")


def test_terminal_scrolls_back_and_copies(desk, terminal):
    desk.write("cat many\n")
    terminal.wait(r"row99\n/data> $")
    desk.press("shift", "pgup")
    terminal.wait(r"^row54\n")
    desk.click(terminal.left + 20, terminal.top + 5 * 17 + 8, times=2)
    desk.until(lambda p: find(p, MARKED), "a word that is marked")
    desk.press("ctrl", "shift", "c")
    desk.press("ctrl", "shift", "v")
    terminal.wait(r"row99\n/data> row59$")
    desk.press("ctrl", "c")


def test_a_window_is_dragged_minimised_and_maximised(desk, terminal):
    x, y = find(desk.still(), CLOSE)
    desk.drag(x + 200, y + 4, x + 240, y + 64)
    desk.until(lambda p: find(p, CLOSE) == (x + 40, y + 60), "the window at its new place")
    desk.click(*find(desk.picture(), MAXIMISE))
    desk.until(lambda p: (find(p, CLOSE) or (99, 99))[0] < 20, "a maximised window")
    desk.click(*find(desk.picture(), MAXIMISE))
    desk.until(lambda p: find(p, CLOSE) == (x + 40, y + 60), "the window as it was")
    desk.click(*find(desk.picture(), MINIMISE))
    desk.until(lambda p: not find(p, CLOSE), "no window")
    desk.still()
    desk.click(TILES["settings"][0] + 58, 724)  # its tile, behind the line
    desk.until(lambda p: find(p, CLOSE) == (x + 40, y + 60), "the window again")
    terminal.find()


@pytest.fixture(scope="module")
def note(desk, terminal):
    """A text that the editor has saved; its name."""
    desk.edits("note.txt")
    desk.write("first line\nsecond\n")
    for key in "zys":  # undone, done again, saved
        desk.press("ctrl", key)
    desk.still()
    desk.closes()
    return "note.txt"


def test_editor_saves_to_the_disk(desk, terminal, note):
    desk.write(f"cat {note}\n")
    terminal.wait(r"> cat note.txt\nfirst line\nsecond\n")


def test_editor_finds_undoes_and_saves_as(desk, terminal, note):
    desk.edits(note)
    for keys in [("ctrl", "a"), ("delete",), ("ctrl", "z"), ("ctrl", "home"), ("ctrl", "f")]:
        desk.press(*keys)
    desk.still()
    desk.write("line")  # it is found while it is typed
    desk.press("esc")
    desk.write("words")  # for what was found
    desk.press("ctrl", "shift", "s")
    desk.still()
    desk.press("ctrl", "a")
    desk.write("other.txt\n")
    desk.still()
    desk.closes()
    desk.write("cat note.txt other.txt\n")
    terminal.wait(r"other.txt\nfirst line\nsecond\nfirst words\nsecond\n")


def test_editor_tells_of_a_full_disk(desk, terminal):
    desk.write("cat /dev/zero > full\n")
    terminal.wait(r"cat. cannot write.*left on device\n/data> $", 60)
    desk.edits("late.txt")
    desk.write("not lost")
    desk.press("ctrl", "s")
    desk.until(lambda p: count(p, DANGER) > 50, "the complaint")
    desk.press("esc")
    desk.until(lambda p: not count(p, DANGER), "the editor again")
    desk.switch("alt", "tab")
    desk.write("rm full\n")
    terminal.wait(r"> rm full\n/data> $")
    desk.switch("alt", "tab")
    desk.press("ctrl", "s")
    desk.still()
    desk.closes()
    desk.write("cat late.txt\n")
    terminal.wait(r"> cat late.txt\nnot lost\n/data> $")


def test_what_cannot_be_read_is_told(desk, terminal):
    """A folder in the editor, and a picture that is none."""
    for command in ("edit .", "open broken.png"):
        desk.write(command + "\n")
        desk.until(lambda p: count(p, DANGER) > 50, f"the complaint of {command}")
        desk.press("esc")
        desk.until(lambda p: not count(p, DANGER), "the window")
        desk.press("alt", "f4")
        desk.still()
    desk.write("echo back\n")
    terminal.wait(r"> echo back\nback\n/data> $")


def test_editor_asks_before_changes_are_lost(desk, terminal):
    desk.edits("lost.txt")
    desk.write("never saved")
    desk.press("alt", "f4")
    desk.until(lambda p: count(p, DANGER) > 200, "the question")
    desk.press("esc")
    desk.until(lambda p: count(p, DANGER) < 200, "the editor still")
    desk.press("alt", "f4")
    desk.until(lambda p: count(p, DANGER) > 200, "the question")
    desk.click(*(v + 6 for v in find(desk.picture(), DANGER)))
    desk.until(no_white, "the editor gone")
    desk.write("cat lost.txt\n")
    terminal.wait(r"> cat lost.txt\ncat.*No such file or directory\n/data> $")


def test_image_viewer_shows_a_picture(desk, terminal):
    desk.write("open sample.png\n")
    desk.until(lambda p: count(p, SAMPLE) == 1200, "the picture in its size")
    desk.press("equal")
    desk.until(lambda p: count(p, SAMPLE) > 1500, "a larger picture")
    desk.press("f11")
    desk.until(lambda p: not find(p, CLOSE), "the full screen")
    desk.press("esc")
    desk.until(lambda p: find(p, CLOSE), "the desktop again")
    desk.press("alt", "f4")
    desk.until(lambda p: not count(p, SAMPLE), "the viewer gone")


def test_image_viewer_shows_a_photo(desk, terminal):
    """Red grows to the right, and green downwards; the picture is put in the middle."""
    desk.write("open photo.jpg\n")
    desk.until(lambda p: find(p, CLOSE), "the viewer")
    x, y = find(desk.still(), CLOSE)
    desk.press("f11")
    desk.until(lambda p: not find(p, CLOSE), "the full screen")
    shown = desk.still()
    corners = [shown.pixel(512 + x, 384 + y) for y in (-7, 6) for x in (-7, 6)]
    assert [(c >> 16 > 127, c >> 8 & 255 > 127) for c in corners] == [
        (False, False), (True, False), (False, True), (True, True)], list(map(hex, corners))
    desk.press("esc")
    desk.until(lambda p: find(p, CLOSE) == (x, y), "the desktop again")
    desk.press("alt", "f4")
    desk.still()


def test_system_info_goes_on(desk, terminal):
    """The time that it runs is of another second in each of five pictures."""
    desk.click(*TILES["system"])
    desk.until(lambda p: count(p, ACCENT) > 200, "the window")
    x, y = find(desk.still(), CLOSE)
    box = x + 370, y + 30, x + 660, y + 56  # "Running for" and the time, in the first row
    seen = []

    def advanced(p):
        part = b"".join(p.data[3 * (row * p.width + box[0]):3 * (row * p.width + box[2])]
                        for row in range(box[1], box[3]))
        if part not in seen:
            seen.append(part)
        return len(seen) == 5
    desk.until(advanced, "five seconds")
    desk.press("alt", "f4")
    desk.still()


@pytest.fixture(scope="module")
def worked(desk, terminal):
    """A folder in which Files has made, copied, deleted and renamed; its name."""
    desk.write("mkdir work\ntouch work/typed\nopen work\n")
    desk.until(white, "the folder")
    desk.press("ctrl", "shift", "n")
    desk.still()
    desk.write("made\n")
    desk.still()
    desk.press("end")  # typed
    desk.press("ctrl", "c")
    desk.press("ctrl", "v")
    desk.still()
    desk.press("ctrl", "v")
    desk.still()
    desk.press("end")  # typed (3)
    desk.deletes()
    desk.press("home")  # the folder
    desk.press("f2")
    desk.still()
    desk.write("kept\n")
    desk.still()
    desk.closes()
    return "work"


def test_files_makes_copies_and_deletes(desk, terminal, worked):
    desk.write(f"ls {worked}\n")
    terminal.wait(r"> ls work\nkept +typed +typed .2.\n/data> $")


def test_files_deletes_what_it_asked_about(desk, terminal):
    """And not what has come to stand in its place while the question was open."""
    home = desk.active()
    desk.write("mkdir d\ntouch d/a d/b\nopen d\n")
    desk.until(lambda p: white(p) and find(p, CLOSE) not in (home, None), "the folder")
    desk.still()
    desk.press("home")
    desk.press("delete")
    desk.until(lambda p: count(p, DANGER) > 200, "the question")
    desk.switch("meta_l", "2")
    desk.write("rm d/a\nopen .\n")
    desk.until(lambda p: find(p, CLOSE) not in (home, None), "another folder")
    desk.still()
    desk.press("end")
    desk.press("ctrl", "c")
    desk.press("ctrl", "v")  # when that is done all folders are read again
    desk.still()
    desk.press("alt", "f4")
    desk.switch("meta_l", "1")
    desk.until(lambda p: count(p, DANGER) > 200, "the question again")
    desk.press("tab")
    desk.press("ret")
    desk.until(lambda p: 0 < count(p, DANGER) < 200, "the complaint: there is no such file")
    desk.press("esc")
    desk.until(lambda p: not count(p, DANGER) and find(p, CLOSE) not in (home, None), "its folder")
    desk.press("alt", "f4")
    desk.until(lambda p: find(p, CLOSE) == home and no_white(p), "the terminal alone")
    desk.write("ls d\n")
    terminal.wait(r"> ls d\nb\n/data> $")


def test_files_is_walked_and_moves_what_was_cut(desk, terminal):
    """A double click goes into a folder, Alt+Left out of it, and pasting there moves. Names that
    begin with a point are seen after Ctrl+H."""
    desk.write("mkdir walk\nmkdir walk/deep\ntouch walk/deep/.dot walk/deep/inner\nopen walk\n")
    desk.until(white, "the folder")
    desk.still()
    x, y = desk.active()
    desk.click(x + 231, y + 132, times=2)  # the only row
    desk.still()
    desk.press("home")
    desk.press("ctrl", "x")
    desk.press("alt", "left")
    desk.still()
    desk.press("ctrl", "v")
    desk.still()
    desk.press("alt", "right")
    desk.press("ctrl", "h")
    desk.still()
    desk.deletes()  # all that is left there
    desk.closes()
    desk.write("rmdir walk/deep\nls walk\n")
    terminal.wait(r"> rmdir walk/deep\n.*> ls walk\ninner\n/data> $")
    desk.write("rm -r walk\n")


def test_terminal_exits_with_its_shell(desk, terminal):
    first = desk.active()
    desk.move(*TILES["terminal"])
    desk.button(True, "middle")
    desk.button(False, "middle")
    desk.until(lambda p: find(p, CLOSE) not in (first, None), "another terminal")
    desk.still()
    desk.write("exit\n")
    desk.until(lambda p: find(p, CLOSE) == first, "the first one")


@pytest.fixture(scope="module")
def themes(desk, terminal):
    """The backdrop in the light theme, in the dark one, and in the light one again."""
    for keys in [("meta_l", "m"), ("down",), ("down",), ("ret",)]:  # the menu's second item
        desk.press(*keys)
    desk.still()
    desk.press("ctrl", "pgdn")
    seen = [desk.still().pixel(40, 400)]
    for tabs, downs, dark in [(1, 1, True), (0, 0, False)]:
        desk.choose(tabs, downs)
        shown = desk.until(lambda p: (p.pixel(40, 400) & 0xff < 0x60) == dark, "another theme")
        seen.append(shown.pixel(40, 400))
        desk.still()
    desk.press("alt", "f4")
    desk.still()
    return seen


def test_settings_changes_the_theme(themes):
    assert themes[0] == themes[2] != themes[1]


def test_the_disk_has_what_was_saved(desk, terminal, note, worked, themes, tools, disk):
    """After the end of the machine."""
    desk.write("halt\n")
    assert desk.end() == 0
    must([tools / "fsck.ctfs", disk])
    assert must([tools / "ctfs", disk, "cat", note]) == "first line\nsecond\n"
    listed = must([tools / "ctfs", disk, "ls"])
    worked_on = must([tools / "ctfs", disk, "ls", worked])
    settings = must([tools / "ctfs", disk, "cat", ".desktop.conf"])
    assert settings.startswith("theme = light\n")
    assert "kept" in worked_on and "typed (2)" in worked_on and "typed (3)" not in worked_on
    assert "lost.txt" not in listed and ".note.txt.new" not in listed
