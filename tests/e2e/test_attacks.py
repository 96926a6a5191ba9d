# SPDX-License-Identifier: MIT
"""Every exception and every mitigation, attacked: the machine ends in the right way, and says so.

The attacks are tests/e2e/attacks; where an exception is to come from is what nm says of the image.
"""

import os
import re

import pytest

from harness.attacks import FOLDER, PANIC, Image, without_preemption
from harness.guest import NO_STATUS, OUT, TOP, must, run

WRITE, PRESENT, FETCH = 2, 1, 16


@pytest.fixture(scope="module")
def image():
    return Image("build")


def registers(ended):
    """The registers in the crash bundle."""
    found = re.findall(r"(?m)^registers: (.*)$", ended.text)
    rows = re.findall(r"(\w+) ([0-9a-f]{16})", " ".join(found))
    return {name: int(value, 16) for name, value in rows}


# attack: vector, error code, the label at the address it is to report, what it is called
EXCEPTIONS = {
    "de": (0, 0, "at_de", "divide error"),
    "db": (1, 0, "at_db", "debug exception"),
    "nmi": (2, 0, "at_nmi", "NMI"),
    "of": (4, 0, "at_of", "overflow"),
    "br": (5, 0, "at_br", "bound range exceeded"),
    "ud": (6, 0, "at_ud", "invalid opcode"),
    "nm": (7, 0, "at_nm", "device not available"),
    "df": (8, 0, "at_df", "double fault"),
    "df-badsp": (8, 0, "at_badsp", "double fault"),
    "ts": (10, 0x28, "at_by_hand", "invalid TSS"),
    "np": (11, 0x18, "at_np", "segment not present"),
    "ss": (12, 0x18, "at_ss", "stack segment fault"),
    "gp": (13, 0x1230, "at_gp", "general protection"),
    "noncanonical": (13, 0, "at_noncanonical", "general protection"),
    "mf": (16, 0, "at_mf", "x87 error"),
    "ac": (17, 0, "at_by_hand", "alignment check"),
    "mc": (18, 0, "at_mc", "machine check"),
    "xm": (19, 0, "at_xm", "SIMD error"),
    "cp": (21, 3, "at_by_hand", "control protection"),
}


@pytest.mark.parametrize("attack", EXCEPTIONS)
def test_exception(image, attack):
    vector, error, label, name = EXCEPTIONS[attack]
    ended = image.attack(attack).expect(PANIC, f"panic: {name} \\(vector {vector}, error "
                                        f"{error:#x}\\)".replace("error 0x0", "error 0"))
    found = registers(ended)
    assert (found["vector"], found["error"]) == (vector, error), ended
    assert found["rip"] == image.symbols[label], ended
    assert "survived" not in ended.text


def test_panic_that_is_called_tells_the_registers_of_the_call(image):
    ended = image.attack("call-panic").expect(
        PANIC, rf"panic: called with {0x515}\n", r"#0 +\S+ call_panic\+")
    found = registers(ended)
    assert found["rip"] == image.symbols["at_call_panic"], ended
    assert {name: found[name] for name in list(found)[3:]} == {
        "rax": 0, "rbx": 0xb0b, "rcx": 0xccc, "rdx": 0xddd, "rsi": 0x515, "rdi": found["rdi"],
        "rbp": found["rbp"], "r8": 0x808, "r9": 0x909, "r10": 0x1010, "r11": 0x1111,
        "r12": 0xc12, "r13": 0xd13, "r14": 0xe14, "r15": 0xf15}, ended
    assert found["rflags"] & 1, "the carry flag was set"
    assert 0 < found["rbp"] - found["rsp"] < 0x200 and found["rsp"] % 8 == 0, ended


def test_crash_code_is_the_places(image):
    codes = [re.search(r"(?m)^  crash code ([0-9a-f]{8})$", image.attack(*words).text)[1]
             for words in (["call-panic"], ["call-panic"], ["smash"])]
    assert codes[0] == codes[1] != codes[2], codes


def test_breakpoint_resumes(image):
    address = image.symbols["at_bp"] - 1
    image.attack("bp").expect(0, f"breakpoint at {address:#x}, resumed", "bp: survived")


def test_triple_fault_is_a_reset_that_the_runner_tells(image):
    ended = image.attack("triple")
    assert ended.status == NO_STATUS, ended
    assert "the machine reset" in ended.said
    assert "panic" not in ended.text


# attack: words, error code, what it touches (a symbol, a number or None), text of the panic
PAGE_FAULTS = {
    "read-null": ("pf 0", 0, 0, "read of 0 not mapped .* a null pointer"),
    "read-first-page": ("pf fff", 0, 0xfff, "read of 0xfff not mapped .* a null pointer"),
    "read-unmapped": ("pf 7e0000000000", 0, 0x7e0000000000, "read of .* not mapped"),
    "write-null": ("pf-write 0", WRITE, 0, "write of 0 not mapped .* a null pointer"),
    "write-text": ("pf-write @kmain", PRESENT | WRITE, "kmain", "write of .* not permitted"),
    "write-own-text": ("pf-write @main", PRESENT | WRITE, "main", "write of .* not permitted"),
    "write-constant": ("pf-write @build_id", PRESENT | WRITE, "build_id",
                       "write of .* not permitted"),
    "call-null": ("pf-call 0", FETCH, 0, "execute of 0 not mapped .* a null pointer"),
    "call-constant": ("pf-call @build_id", PRESENT | FETCH, "build_id", "execute .* not permitted"),
    "badsp": ("badsp", WRITE, 0x4ff8, "write of 0x4ff8 not mapped"),
    "guard-of-boot": ("pf-write @boot_stack_guard", WRITE, "boot_stack_guard",
                      "write of .* not mapped"),
    "exec-data": ("exec-data", PRESENT | FETCH, None, "execute of .* not permitted"),
    "exec-bss": ("exec-bss", PRESENT | FETCH, None, "execute of .* not permitted"),
    "exec-heap": ("exec-heap", PRESENT | FETCH, None, "execute of .* not permitted .*heap"),
    "exec-stack": ("exec-stack", PRESENT | FETCH, None,
                   "execute of .* not permitted .*stack 'main'"),
    "overflow-main": ("overflow-main", WRITE, None, ".*guard page of stack 'main'"),
    "overflow-pthread": ("overflow-pthread", WRITE, None, "write of .* not mapped"),
    "overflow-kernel": ("overflow-kernel", WRITE, None, ".*guard page of stack 'attacked'"),
    "guard-of-idle": ("guard idle", WRITE, None, ".*guard page of stack 'idle'"),
    "guard-of-worker": ("guard worker", WRITE, None, ".*guard page of stack 'worker'"),
    "guard-of-main": ("guard main", WRITE, None, ".*guard page of stack 'main'"),
}


@pytest.mark.parametrize("case", PAGE_FAULTS)
def test_page_fault(image, case):
    words, error, target, text = PAGE_FAULTS[case]
    attack, *argument = words.split()
    address = image.symbols.get(target, target)
    if "@" in words:
        argument = [f"{address:x}"]
    ended = image.attack(attack, *argument).expect(PANIC, f"panic: page fault: {text}")
    found = registers(ended)
    assert found["vector"] == 14
    assert error is None or found["error"] == error, ended
    assert address is None or found["cr2"] == address, ended
    assert "survived" not in ended.text


# Of what the boot settles: tables of the processor, and variables that C code trusts.
SEALED = ["idt", "gdt", "tss", "__stack_chk_guard", "gs_area", "paging_root", "acpi", "words"]
DIRECT_MAP_MINUS_IMAGE = 0xffff800000000000 - 0xffffffff80000000


@pytest.mark.parametrize("name", SEALED)
def test_what_the_boot_settled_cannot_be_written(image, name):
    ended = image.attack("pf-write", f"{image.symbols[name]:x}").expect(
        PANIC, "panic: page fault: write of .* not permitted: sealed since the boot")
    found = registers(ended)
    assert (found["vector"], found["error"]) == (14, PRESENT | WRITE), ended
    assert (found["cr2"], found["rip"]) == (image.symbols[name], image.symbols["at_pf_write"])
    assert "survived" not in ended.text
    crash_report(ended.console, image, 0, f"(?m)^variable: {name}$")


def test_what_the_boot_settled_cannot_be_written_through_the_direct_map(image):
    address = image.symbols["idt"] + DIRECT_MAP_MINUS_IMAGE & (1 << 64) - 1
    ended = image.attack("pf-write", f"{address:x}").expect(
        PANIC, "panic: page fault: write of .* not permitted")
    found = registers(ended)
    assert (found["error"], found["cr2"]) == (PRESENT | WRITE, address), ended


@pytest.fixture(scope="module")
def unsealed():
    return Image("unsealed", "SEAL=n")


@pytest.mark.parametrize("name", ["idt", "gdt", "acpi"])
def test_without_sealing_the_write_succeeds(unsealed, name):
    """The control: that the attacks above end as they do is this option's work."""
    unsealed.attack("pf-write", f"{unsealed.symbols[name]:x}").expect(0, "pf-write: survived")


def test_memory_mapped_for_execution_runs(image):
    """The control of the exec- attacks: they fail for the permission alone."""
    image.attack("exec-allowed").expect(0, "exec-allowed: survived")


def test_writable_and_executable_at_once_is_refused(image):
    image.attack("write-and-exec").expect(0, "page refused")


def test_touching_more_than_there_is_of_what_was_never_promised_ends_the_machine(image):
    ended = image.attack("touch-all", "256n", mem="32").expect(
        PANIC, "(?m)^mapped$", r"panic: page fault: write of 0x\w+ has no memory left "
        r"\(MAP_NORESERVE\) \(error 0x2, cr2 0x\w+\): memory 'mmap' ")
    assert "survived" not in ended.text


def test_what_is_promised_can_be_touched_and_what_cannot_be_is_not_promised(image):
    """The controls: as much as there is, never promised; and too much, refused in time."""
    image.attack("touch-all", "16n", mem="32").expect(0, "(?m)^mapped$", "touch-all: survived")
    image.attack("touch-all", "16", mem="32").expect(0, "(?m)^mapped$", "touch-all: survived")
    refused = image.attack("touch-all", "256", mem="32").expect(0, "mmap: Out of memory")
    assert "mapped" not in refused.text


# attack, and the caller that its return address on the stack names
@pytest.mark.parametrize("words, caller", [
    ("frameless", "raise_frameless"), ("pf-call 0", "raise_pf_call"),
])
def test_backtrace_names_the_caller_of_a_function_without_frame(image, words, caller):
    image.attack(*words.split()).expect(
        PANIC, rf"(?m)^  #1 .* ({caller}|at_pf_call)\+\S+ \(perhaps\)$")


@pytest.fixture(scope="module")
def on_boot_tables():
    return Image("boot-tables", "PAGING_BOOT=y")


@pytest.mark.parametrize("words", [
    "pf-write @main", "pf-write @build_id", "exec-data", "exec-bss", "exec-heap", "exec-stack",
    "pf-write @boot_stack_guard",
])
def test_on_the_boots_page_tables_the_attack_survives(on_boot_tables, words):
    """The control of the page permissions, and what the menu says of PAGING_BOOT."""
    attack, *symbol = words.split(" @")
    argument = [f"{on_boot_tables.symbols[name]:x}" for name in symbol]
    on_boot_tables.attack(attack, *argument).expect(0, f"{attack}: survived")


@pytest.mark.parametrize("words", ["pf 0", "pf-write 0", "pf-call 0", "pf fff"])
def test_on_the_boots_page_tables_a_null_pointer_dies(on_boot_tables, words):
    ended = on_boot_tables.attack(*words.split())
    ended.expect(PANIC, "panic: page fault: .* not mapped .* a null pointer")


# --- stack protector -----------------------------------------------------------------------


def test_smashed_stack_is_caught(image):
    image.attack("smash").expect(PANIC, "panic: stack smashed", r"#\d+ .* smash_frame\+")


def test_smashed_stack_without_protector_jumps_into_the_void():
    ended = Image("unprotected", "STACK_PROTECTOR=n").attack("smash")
    ended.expect(PANIC, "panic: (page fault: execute|general protection)")
    assert "stack smashed" not in ended.text


@pytest.mark.parametrize("cpu", ["max", "qemu64"])
def test_canary_differs_from_boot_to_boot(image, cpu):
    """With RDRAND and without."""
    canaries = [image.attack("canary", cpu=cpu).expect(0, r"canary \w{16}").text for _ in range(2)]
    values = [int(re.search(r"canary (\w+)", text)[1], 16) for text in canaries]
    assert values[0] != values[1]
    for value in values:
        assert value >> 32 and 0 in value.to_bytes(8, "little"), hex(value)


# --- the heap ------------------------------------------------------------------------------


@pytest.mark.parametrize("attack, text", [
    ("double-free", "heap: double free"),
    ("free-stranger", "heap: .* not a block"),
    ("overflow-block", "heap: "),
])
def test_misuse_of_the_heap_is_caught(image, attack, text):
    ended = image.attack(attack).expect(PANIC, f"panic: {text}")
    assert "survived" not in ended.text


# --- the crash bundle ----------------------------------------------------------------------

BEGIN, END = "-----BEGIN BOBBIN CRASH-----", "-----END BOBBIN CRASH"


def crash_report(log, image, expected, *patterns, flags=()):
    """What make crash says of log."""
    path = OUT / "crash.log"
    path.write_bytes(log)
    env = {**os.environ, "LC_ALL": "C"}
    status, said = run([TOP / "scripts" / "crash.py", "--elf", image.elf, *flags, path],
                       env=env)
    assert status == expected, said
    for pattern in patterns:
        assert re.search(pattern, said), f"nothing like '{pattern}'\n{said}"
    return said


def test_crash_report_has_files_and_lines(image):
    ended = image.attack("ud")
    at = next(i for i, line in enumerate(
        (FOLDER / "exceptions.c").read_text().splitlines(), 1) if line.startswith("RAISE(ud"))
    noisy = b"".join(b"2026-01-01 12:00:00 host| " + line + b"\r\n"
                     for line in ended.console.splitlines())
    for log in (ended.console, noisy, noisy * 2):
        crash_report(log, image, 0, r"reason: invalid opcode",
                     rf"#0 .* raise_ud at \S*apps/attacks/exceptions.c:{at}\n",
                     r"#\d .* enter_program at \S*core/app.c:\d+\n",
                     r"thread: \S+ blocked .* name worker\n  #0 .* at \S*core/sched/",
                     r"(?s)heap: total \d+.*memory: pages-total \d+.*log:\n.*boot: .*started by")


@pytest.mark.parametrize("scheduler", ["SCHED_COOP", "SCHED_NONE"])
def test_crash_report_under_other_schedulers(scheduler):
    image = without_preemption(scheduler)
    ended = image.attack("ud").expect(PANIC)
    crash_report(ended.console, image, 0, r"in-thread: 1 main", r"#0 .* raise_ud at ",
                 r"#\d .* enter_program at ", r"thread: 1 running .* name main",
                 r"(?s)heap: total \d+.*log:\n.*boot: .*started by")


def test_crash_report_tells_what_is_wrong_with_its_input(image, hello):
    console = image.attack("ud").console
    crash_report(b"nothing\n", image, 1, "holds no crash bundle")
    crash_report(console, image, 3, "no-such-tool: no such command", r"#0 +0x[0-9a-f]{16}\n",
                 flags=["--addr2line", "no-such-tool"])
    crash_report(console.replace(b"priority 2", b"priority 3"), image, 2, "damaged: its checksum")
    crash_report(console[:console.index(END.encode())], image, 2, "damaged: it has no end")
    other = type("Other", (), {"elf": hello / "bobbin.elf"})
    said = crash_report(console, other, 3,
                        r"bobbin.elf is build \w{40}, and the crash was of build")
    assert "exceptions.c" not in said and re.search("#0 +0x", said)
    other.elf = OUT / "nowhere.elf"
    crash_report(console, other, 3, "nowhere.elf: No such file")
    other.elf = __file__
    crash_report(console, other, 3, "not an executable with a build id")


def test_build_id_in_the_bundle_is_the_files(image):
    ended = image.attack("ud")
    found = re.search(r"Build ID: (\w{40})", must(["readelf", "-n", image.elf]))[1]
    ended.expect(PANIC, f"(?m)^build-id: {found}$", r"(?m)^config-hash: \w{64}$")


def test_damaged_list_of_threads_costs_its_section_alone(image):
    ended = image.attack("poke", f"{image.symbols['all_threads']:x}=10")
    ended.expect(PANIC, r"(?m)^damaged: exception 14 at 0x", r"(?m)^log: .*boot: .*started by", END)
    crash_report(ended.console, image, 0, "damaged: exception 14")


def test_forged_bundle_does_not_hide_the_real_one(image):
    ended = image.attack("forge")
    said = crash_report(ended.console, image, 2, "reason: invalid opcode")
    assert "\033" not in said
