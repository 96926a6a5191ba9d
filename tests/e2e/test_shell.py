# SPDX-License-Identifier: MIT
"""The preset "shell": a person's session over the serial line, with every command, and what ends
it, through each of the doors that users have; the language itself is tested on the host
(apps/shell/tests)."""

import re
import socket
import threading

import pytest

from harness.dns import Responder
from harness.guest import HOST, OUT, TOP, build, make, must
from harness.machine import Machine
from harness.scripted import LOCAL, Server, read_request

START = 180  # seconds that firmware and loader may take on a busy machine
PROMPT = r"\x1b\[1;3[12]m(\S*)\x1b\[0m> \x1b\[K"


class Session:
    """Types lines, and takes what they print: between the line's echo and the next prompt."""

    def __init__(self, machine, door="kernel", volume=None):
        self.machine = machine
        self.starter = "pvh" if door == "kernel" else "multiboot2"
        self.volume = volume
        machine.wait(PROMPT + "$", START)

    def run(self, line, status=0):
        text = self.send(line + "\r")
        assert self.send("echo $?\r") == f"{status}\n", f"{line}: {text}"
        return text

    def send(self, keys):
        before = len(self.machine.console())
        self.machine.type(keys)
        self.machine.wait(rf"(?s)^.{{{before}}}.*\n({PROMPT})$", 60)
        said = self.machine.console()[before:].partition("\n")[2]
        return re.sub(PROMPT + "$", "", said)

    def starts_again(self, line):
        """Types line, which ends with the machine's next start; what was said on the way there."""
        before = len(self.machine.console())
        self.machine.type(line + "\r")
        start = rf"started by {self.starter}\b.*\n({PROMPT})$"
        self.machine.wait(rf"(?s)^.{{{before}}}.* {start}", START)
        return self.machine.console()[before:]


@pytest.fixture(scope="module")
def image(pki):
    options = {"SHELL_PANIC": "y", "TLS_CA_FILE": pki.path("ca", "pem"),
               "CRASH_RAM": "y", "PANIC_REBOOT": "y", "PANIC_REBOOT_SECONDS": "0"}
    return build("shell", "shell", "elf", options=options) / "bobbin.elf"


@pytest.fixture(scope="module")
def new_volume(tmp_path_factory):
    """new_volume(): an image of an empty CTFS."""
    status, said = make(OUT, "tools")
    assert status == 0, said

    def new_volume():
        volume = tmp_path_factory.mktemp("shell") / "volume.img"
        must([OUT / "bin" / "mkfs.ctfs", volume, "16M"])
        return volume

    return new_volume


@pytest.fixture(scope="module", params=["kernel", "iso", "uefi"])
def session(request, image, new_volume):
    """One guest per door for all commands. Without the debug device it ends as machines do."""
    door, volume = request.param, new_volume()
    with Machine(image, args=f"hosts=good.test:{HOST}", disk=volume, door=door, debug_exit="n",
                 timeout=1200) as machine:
        begun = Session(machine, door, volume)
        begun.run("mkdir -p from old/e gone/e; write from/f some text; cp from/f from/g")
        yield begun


# Each finds what the fixture has made, and needs none of the others.
COMMANDS = [
    ("pwd", r"^/$"),
    ("mkdir -p d/e; ls -d d d/e | cat", r"^d\nd/e$"),
    ("rmdir old/e; ls old", r"\A\Z"),
    ("touch t; ls -l t", r"^-rw-r--r-- .* 0 20\d\d-.* t$"),
    ("write w other text; cat w", r"^other text$"),
    ("cp from/f c; cat from/f c", r"^some text\nsome text$"),
    ("mv from/g from/h; ls from", r"^f +h$"),
    ("rm -r gone; ls -a / | grep -c '^gone$'", None),
    ("cd /etc; pwd; cd", r"^/etc$"),
    ("echo one two", r"^one two$"),
    ("echo ab | hexdump", r"^00000000  61 62 0a "),
    ("help | grep '^ls'", r"^ls +list what is in folders$"),
    ("sync", r"\A\Z"),
    ("mem", r"^total +\d+ KiB\nfree +\d+ KiB\navailable +\d+ KiB$"),
    ("df", r"^ramfs +\d+ +\d+ +\d+ +\d+% /$"),
    ("ps", r"^ +1  normal +running +\d+  main$"),
    ("uptime", r"^up 0:00:\d\d, \d+% idle$"),
    ("info", r"^system +Bobbin .*\n(.*\n)*processor +\S"),
    ("dmesg | head -n 1", r"boot: shell .* started by STARTER$"),
    ("mount", r"^ramfs on / type ramfs \(rw"),
    ("mkdir disk; mount -r vda /disk; mount | grep vda; umount /disk",
     r"^/dev/vda on /disk type ctfs \(ro"),
    ("mount -r vda /tmp; umount /tmp; mount | wc -l", r"^ +3 -$"),
    ("date -s '2030-01-02 03:04:05'; date +%Y-%m-%d", r"^2030-01-02$"),
    ("clear | hexdump", r"^00000000  1b 5b 48 1b 5b 32 4a "),
    ("history | tail -n 1", r"^ +\d+  history \| tail -n 1$"),
    ("X=5; set; unset X; set", r"^X=5$"),
    ("echo a b | wc", r"^ +1 +2 +4 -$"),
    ("sleep 0.1", r"\A\Z"),
    ("time true", r"^time: 0\.\d\d\d s$"),
    ("write s 'echo $1'; sh s there", r"^there$"),
]


@pytest.mark.parametrize("line, pattern", COMMANDS, ids=[line.split()[0].rstrip(";") + str(n)
                                                        for n, (line, _) in enumerate(COMMANDS)])
def test_shell_command(session, line, pattern):
    said = session.run(line, 0 if pattern else 1)
    assert re.search("(?m)" + (pattern or "^0$").replace("STARTER", session.starter), said), said


@pytest.mark.parametrize("line, status, message", [
    ("cat /none", 1, "cat: /none: No such file or directory"),
    ("cd /etc/hostname", 1, "cd: /etc/hostname: Not a directory"),
    ("rmdir /etc", 1, "rmdir: /etc: Directory not empty"),
    ("mount nodisk /tmp", 1, "mount: nodisk: "),
    ("mount -t foo vda /tmp", 1, "mount: foo: no such kind of filesystem"),
    ("mount vda /none", 1, "mount: /none: No such file"),
    ("mount -t vfat vda /tmp", 1, "mount: vda: no filesystem that is known"),
    ("umount /var", 1, "umount: /var: nothing is mounted there"),
    ("httpget http://a/", 2, "httpget: http://a/: a host such as"),
    ("httpget a 'b c'", 2, "httpget: b c: a path has no blanks"),
    ("date +" + 100 * "%Y", 1, "date: +"),
    ("write /proc/x y", 1, "write: /proc/x: "),
    ("nosuch", 127, "sh: nosuch: no such command"),
], ids=lambda value: value.split()[0] if isinstance(value, str) else str(value))
def test_shell_error(session, line, status, message):
    """The kernel's own words about it may stand before the command's."""
    assert re.search("(?m)^" + re.escape(message), session.run(line, status))


@pytest.mark.parametrize("session", ["kernel"], indirect=True)
def test_shell_works_on_trees(session):
    """Deeper than a path is long, from one filesystem to the other, and never into themselves."""
    session.run("mkdir -p /disk; mount vda /disk; cd /disk")
    session.run("X=sixteen-letters-; " + 7 * "X=$X/$X; " + "mkdir -p a/$X b/$X; mv b a/$X")
    said = session.run("cp -r a /tmp; mv a b; mv b /tmp; ls; ls -d /tmp/? | cat")
    assert said == "/tmp/a\n/tmp/b\n"
    session.run("rm -r /tmp/a; mv /tmp/b a; cd a/$X; ls -d b/sixteen-letters-; cd /disk")
    assert session.run("ls a/$X/b/$X", 1).endswith("/sixteen-letters-: Filename too long\n")
    for line, status, message in [
            ("cp -r . a", 1, "cp: . cannot be copied into itself"),
            ("mv a a/$X", 1, "mv: a cannot be moved into itself"),
            ("mv . a", 1, "mv: .: a folder is moved by its name, not by . or .."),
            ("mv /disk /tmp/x", 1, "mv: /disk to /tmp/x: Resource busy"),
            ("rm -r /", 1, "rm: /: the root stays"),
            ("echo x > f; cat f >> f", 1, "cat: f: the output goes to the same file"),
            ("./a", 126, "sh: ./a: Is a directory"),
            ("./none", 127, "sh: ./none: No such file or directory")]:
        assert session.run(line, status) == message + "\n"
    assert session.run("rm -r a f; ls; cd /; umount /disk; unset X") == ""


@pytest.mark.parametrize("session", ["kernel"], indirect=True)
def test_shell_mounts_without_proc(session):
    session.run("umount /proc")
    assert session.run("mount vda /tmp", 1) == (
        "mount: vda: no /proc/filesystems to choose from; -t tells the kind of filesystem\n")
    session.run("mount -t ctfs vda /tmp; umount /tmp")
    session.run("mount -r -t proc proc /proc; cat /proc/version")


def test_shell_edits_remembers_and_completes(session):
    """Left twice and an insertion; Up; Tab for a command and a path; Ctrl-R."""
    assert session.send("echo ac\x1b[Db\r") == "abc\n"
    assert session.send("\x1b[A\x17d\r") == "d\n"
    assert session.send("hist\t\x15cat /etc/hostn\t\r") == "bobbin\n"
    assert session.send("\x12ech\r") == "d\n"
    said = session.send("r\t\t\x15\r")
    assert all(name in said for name in ("reboot", "rm", "rmdir")), said


def test_shell_ctrl_c_ends_what_runs(session):
    for line in ("sleep 1000", "cat", "cat /dev/zero | wc"):
        session.machine.type(line + "\r")
        session.machine.wait(re.escape(line) + r"\n$")
        session.send("\x03")
        assert session.send("echo $?\r") == "130\n"


def test_shell_ctrl_c_ends_what_the_network_is_waited_for(session):
    """A server that keeps silent, for whom TLS would wait 30 s; a name that nobody looks up, for
    which the resolver would ask again and again."""
    asked = threading.Event()
    over = threading.Event()

    def keep_silent(connection):
        asked.set()
        over.wait(120)

    def interrupted(line):
        session.machine.type(line + "\r")
        assert asked.wait(60)
        before = len(session.machine.console())
        session.machine.type("\x03")
        session.machine.wait(rf"(?s)^.{{{before}}}.*\n({PROMPT})$", 20)
        assert session.send("echo $?\r") == "130\n"
        asked.clear()

    with Server(keep_silent) as server:
        interrupted(f"httpsget {HOST}:{server.port}")
        over.set()
    with Responder(lambda name, kind, packet: asked.set()):
        interrupted("dns slow.test")


def test_shell_manual_lists_every_command(session):
    """docs/SHELL.md has the table that "help -m" prints; panic is not in the preset."""
    rows = [row for row in session.run("help -m").splitlines() if "`panic`" not in row]
    manual = (TOP / "docs/SHELL.md").read_text().splitlines()
    assert len(rows) > 55 and [row for row in manual if row in rows] == rows


def test_shell_opens_a_tcp_connection(session):
    def say(connection):
        connection.sendall(b"you said " + connection.recv(100))

    with Server(say) as server:
        session.run(f"tcpconnect {HOST} {server.port}")
        session.run("tcpsend hello there")
        assert session.run("true | tcpclose", 1).startswith("tcpclose: it is the connection of")
        assert session.run("tcprecv -w 20") == "you said hello there\n"
        assert session.run("tcprecv", 1) == "tcprecv: the other side has closed\n"
        session.run("tcpclose")
    assert session.run("tcpsend x", 1).startswith("tcpsend: there is no connection")


def test_shell_sends_and_receives_datagrams(session):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind((LOCAL, 0))
        peer.settimeout(20)
        session.run(f"udpsend {HOST} 5000 {peer.getsockname()[1]} one two")
        text, address = peer.recvfrom(100)
        assert text == b"one two"
        over = threading.Event()

        def answer_until_heard():
            while not over.wait(0.1):
                peer.sendto(b"three", address)

        thread = threading.Thread(target=answer_until_heard)
        thread.start()
        said = session.run("udprecv -w 20 5000")
        over.set()
        thread.join()
    assert re.fullmatch(rf"{HOST}:\d+ three\n", said)


def test_shell_gets_pages(session, good_port):
    def plain(connection):
        assert b"GET / HTTP/1.1\r\n" in read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nplain\n")

    def gone(connection):
        assert b"GET /a?b HTTP/1.1\r\n" in read_request(connection)
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /c\r\nContent-Length: 0\r\n\r\n")

    page = "a page from the test's own server\n"
    assert session.run(f"httpsget good.test:{good_port} /page.txt") == page
    assert session.run(f"httpsget -i good.test:{good_port} /page.txt") == f"200 OK\n\n{page}"
    assert "certificate" in session.run(f"httpsget {HOST}:{good_port}", 1)
    with Server(plain) as server:
        assert session.run(f"httpget {HOST}:{server.port} | cat") == "plain\n"
    with Server(gone) as server:
        said = session.run(f"httpget {HOST}:{server.port} '/a?b'", 1)
    assert "status 302 Found, see /c" in said


def test_shell_looks_up_names(session):
    assert session.run("dns good.test") == f"{HOST}\n"
    assert session.run("dns bad..name", 1).startswith("dns: bad..name: ")


CARD = r"eth0 +up 52:54:00:12:34:56 address {} mask 255\.255\.255\.0"
LEASED = CARD.format(r"10\.0\.2\.15")


def test_shell_shows_the_network(session):
    said = session.run("net")
    assert re.search(rf"(?m)^{LEASED}$", said), said
    assert "gateway 10.0.2.2\n" in said and "dns     10.0.2.3\n" in said
    assert re.search(r"(?m)^lo +up .* address 127\.0\.0\.1 mask 255\.0\.0\.0$", said)


def test_shell_pings_and_resolves_neighbours(session):
    said = session.run(f"ping -c 2 {HOST}")
    assert said.count(f"40 bytes from {HOST}: ") == 2 and said.endswith("2 of 2 answered\n")
    assert session.run("ping -c 1 127.0.0.1").endswith("1 of 1 answered\n")
    row = rf"{HOST} +52:55:0a:00:02:02 eth0\n"
    assert re.fullmatch(row, session.run(f"arp {HOST}"))
    assert re.search(row, session.run("arptable"))


@pytest.mark.parametrize("session", ["kernel"], indirect=True)
def test_shell_waits_for_an_answer_in_vain(session):
    assert session.run("ping -c 1 -w 1 10.0.2.99", 1).endswith("0 of 1 answered\n")
    assert session.run("arp 10.0.2.99", 1) == "arp: 10.0.2.99: nobody answers\n"


def test_shell_counts_packets(session):
    def counts():
        said = session.run("netstats")
        return [int(n) for n in re.search(r"eth0 .*? (\d+) packets(?s:.)*? (\d+) packets",
                                          said).groups()]

    before = counts()
    session.run(f"ping -c 1 {HOST}")
    assert all(now > then for now, then in zip(counts(), before))


def test_shell_sets_addresses(session):
    """By hand, wrongly, and by DHCP again."""
    session.run("setip 10.0.2.20")
    session.run("setmask 255.255.255.0")
    assert re.search(CARD.format(r"10\.0\.2\.20"), session.run("net"))
    session.run(f"ping -c 1 {HOST}")
    assert session.run("setmask 255.0.255.0", 1) == "setmask: 255.0.255.0: Invalid argument\n"
    assert session.run("setip -i eth7 10.0.0.1", 1) == "setip: 10.0.0.1: No such device\n"
    assert session.run("setgw 11.0.0.1", 1) == "setgw: 11.0.0.1: Network unreachable\n"
    assert "gateway 10.0.2.2\n" in session.run("net")
    session.run("setgw 10.0.2.3")
    assert "gateway 10.0.2.3\n" in session.run("net")
    assert session.run("dhcp -w 20").endswith("eth0 10.0.2.15\n")
    assert re.search(LEASED, session.run("net"))
    assert session.run("setip 127.0.0.2", 1) == "setip: 127.0.0.2: Invalid argument\n"
    assert re.search(LEASED, session.run("net"))


def test_shell_sets_name_servers(session):
    session.run("setdns 192.0.2.53 10.0.2.3")
    assert "dns     192.0.2.53\ndns     10.0.2.3\n" in session.run("net")
    assert session.run("cat /etc/resolv.conf") == "nameserver 192.0.2.53\nnameserver 10.0.2.3\n"


def test_shell_ends_the_machine(session):
    """What a session wrote, another one finds after "reboot" and after "panic"; "halt" switches
    off. It is the last of a session."""
    def note():
        session.run("mkdir -p /disk; mount vda /disk")
        return session.run("cat /disk/note")

    session.run("mkdir -p /disk; mount vda /disk; echo kept > /disk/note")
    said = session.starts_again("reboot")
    assert "panic" not in said and note() == "kept\n"
    session.run("echo again >> /disk/note; sync")
    said = session.starts_again("panic")
    assert "panic" in said and "system_panic" in said and note() == "kept\nagain\n"
    session.machine.type("halt\r")
    assert session.machine.end(60) == 0
    must([OUT / "bin" / "fsck.ctfs", "-n", session.volume])


def test_shell_exit_status_is_the_machines(image):
    with Machine(image, args='-- -c "ls /nothing; exit 9"', nic="none") as machine:
        assert machine.end() == 9


def test_shell_on_screen_and_keyboard(image):
    with Machine(image, nic="none") as machine:
        Session(machine)
        machine.press_echoed("p", "w", "tab", "ret", at_once=2)
        machine.wait(rf"\n/\n{PROMPT}$")
        rows = machine.vga_text()
    at = rows.index("/> pwd")
    assert rows[at + 1:at + 3] == ["/", "/>"]
