# SPDX-License-Identifier: MIT
"""gdb.py - what gdb does not know about Bobbin by itself. The command that `make debug` prints
loads it; by hand: source scripts/gdb.py.

  bobbin-threads   all threads: state, rank, CPU time, and who called whom
  bobbin-log       the log ring: also lines that no console has shown
  bobbin-crash     after a panic: why, where, registers

All three only read memory; they work on a machine that hangs, and after a panic.
"""
import gdb

FRAMES_MAX = 32
CALLEE_SAVED = 7  # words that arch_thread_switch() leaves below the return address
PANICKING = "'core/panic.c'::depth"


def word(address):
    return int(gdb.parse_and_eval(f"*(unsigned long *){address:#x}"))


def describe(pc):
    """"function () at file:line" of an address inside an instruction."""
    block = gdb.block_for_pc(pc)
    while block and not block.function:
        block = block.superblock
    place = gdb.find_pc_line(pc)
    if block:
        name = block.function.print_name
    else:
        found = gdb.execute(f"info symbol {pc:#x}", to_string=True).split(" in section")[0]
        name = "?" if found.startswith("No symbol") else found
    return f"{name} at {place.symtab.filename}:{place.line}" if place.symtab else name


def print_frames(pc, fp):
    """Follows saved frame pointers from a place where pc is an instruction."""
    for number in range(FRAMES_MAX):
        # What a call returns to may belong to the next function.
        print(f"    #{number:<2} {pc:#018x} {describe(pc if number == 0 else pc - 1)}")
        try:
            pc, fp = word(fp + 8), word(fp)
        except gdb.MemoryError:
            return
        if not pc or not fp:
            if pc:
                print(f"    #{number + 1:<2} {pc:#018x} {describe(pc - 1)}")
            return


def register(name):
    return int(gdb.parse_and_eval(f"(unsigned long)${name}"))


class Threads(gdb.Command):
    """Lists all threads of Bobbin: id, state, rank, CPU time, name, and their frames."""

    def __init__(self):
        super().__init__("bobbin-threads", gdb.COMMAND_STATUS)

    def invoke(self, _argument, _from_tty):
        states = {field.enumval: field.name.removeprefix("THREAD_").lower()
                  for field in gdb.lookup_type("enum thread_state").fields()}
        running = int(gdb.parse_and_eval("(unsigned long)boot_cpu.thread"))
        thread = gdb.parse_and_eval("'core/sched/info.c'::all_threads")
        while int(thread):
            state = int(thread["state"])
            name = thread["name"].string(errors="replace")
            print(f"{'*' if int(thread) == running else ' '} {int(thread['id']):<4} "
                  f"{states.get(state, state):<8} rank {int(thread['rank']):<5} "
                  f"cpu {int(thread['cpu_time']) / 1e6:.3f} ms  {name}")
            self.print_where(thread, int(thread) == running)
            thread = thread["all_next"]

    @staticmethod
    def print_where(thread, running):
        if running:
            print_frames(register("rip"), register("rbp"))
            return
        sp = int(thread["arch"]["sp"])
        print_frames(word(sp + 8 * CALLEE_SAVED), word(sp + 8 * (CALLEE_SAVED - 1)))


class Log(gdb.Command):
    """Prints the log ring of Bobbin, oldest line first."""

    def __init__(self):
        super().__init__("bobbin-log", gdb.COMMAND_STATUS)

    def invoke(self, _argument, _from_tty):
        ring = gdb.parse_and_eval("'core/log.c'::ring")
        end = int(gdb.parse_and_eval("'core/log.c'::ring_end"))
        size = ring.type.sizeof
        text = gdb.selected_inferior().read_memory(int(ring.address), size).tobytes()
        text = text[:end] if end <= size else text[end % size:] + text[:end % size]
        print(text.decode("utf-8", "replace").rstrip("\n"))


class Crash(gdb.Command):
    """After a panic of Bobbin: its reason, where it came, and the registers."""

    def __init__(self):
        super().__init__("bobbin-crash", gdb.COMMAND_STATUS)

    def invoke(self, _argument, _from_tty):
        if not int(gdb.parse_and_eval(PANICKING)):
            print("no panic: the machine runs")
            return
        crash = gdb.parse_and_eval("'core/panic.c'::crash")
        print(f"panic: {crash['reason'].string(errors='replace')}")
        frame = gdb.parse_and_eval("last_words")["frame"]
        print("  " + "  ".join(f"{field.name} {int(frame[field.name]):#x}"
                               for field in frame.type.fields()))
        print_frames(int(crash["at"]["pc"]), int(crash["at"]["fp"]))


Threads()
Log()
Crash()
