# SPDX-License-Identifier: MIT
"""Servers that follow a script: well-mannered TLS under wrong HTTP, or wrong bytes from the start.

A script is a function of one connection. It runs in a thread per connection; what it raises is
kept and raised again when the `with` block ends, except the errors of a peer that hangs up.
"""

import contextlib
import os
import socket
import ssl
import struct
import threading

LOCAL = "127.0.0.1"


class Server:
    """Accepts connections and plays script(connection) on each; counts them."""

    def __init__(self, script, context=None, address=LOCAL):
        self.script, self.context = script, context
        self.wrong, self.count = [], 0
        self.socket = socket.create_server((address, 0))
        self.port = self.socket.getsockname()[1]
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._accept, daemon=True)

    def _accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.count += 1
            threading.Thread(target=self._play, args=(connection,), daemon=True).start()

    def _play(self, connection):
        connection.settimeout(60)
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            self.script(connection)
        except OSError:
            pass  # the guest hung up: what it made of that is the test's matter
        except Exception as error:  # noqa: BLE001 - shown by __exit__
            self.wrong.append(error)
        finally:
            with contextlib.suppress(OSError):
                connection.close()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()
        if self.wrong:
            raise self.wrong[0]


def tls_context(pki, cert):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pki.path(cert, "chain"), pki.path(cert, "key"))
    return context


def read_request(connection):
    """Reads to the end of an HTTP request's header."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(4096)
        if not more:
            raise ConnectionError("hung up within the request")
        data += more
    return data


def answer(*pieces, end="notify"):
    """A script: reads the request, sends the pieces, ends the connection.

    end: "notify" (TLS close_notify), "cut" (FIN alone), "reset" (RST), "stall" (silence)."""

    def script(connection):
        read_request(connection)
        for piece in pieces:
            connection.sendall(piece)
        finish(connection, end)

    return script


def finish(connection, end):
    if end == "notify":
        with contextlib.suppress(OSError):
            connection.unwrap()
    elif end == "reset":
        reset(connection)
    elif end == "stall":
        stall(connection)


def reset(connection):
    """Closes with RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def stall(connection):
    """Says nothing until the other side gives up."""
    while connection.recv(4096):
        pass


# Raw TLS: just enough of RFC 5246 to say wrong things at the right place.

HANDSHAKE, ALERT = 22, 21
TLS10, TLS11, TLS12 = 0x0301, 0x0302, 0x0303


def read_record(connection):
    header = _exactly(connection, 5)
    kind, _, length = struct.unpack("!BHH", header)
    return kind, _exactly(connection, length)


def _exactly(connection, size):
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise ConnectionError("hung up within a record")
        data += more
    return data


def offered_suites(hello):
    """The cipher suites of a ClientHello message (RFC 5246 7.4.1.2)."""
    at = 4 + 2 + 32
    at += 1 + hello[at]
    (size,) = struct.unpack_from("!H", hello, at)
    return [struct.unpack_from("!H", hello, at + 2 + i)[0] for i in range(0, size, 2)]


def record(kind, body, version=TLS12):
    return struct.pack("!BHH", kind, version, len(body)) + body


def server_hello(version, suite):
    body = struct.pack("!H", version) + os.urandom(32) + b"\0" + struct.pack("!HB", suite, 0)
    return record(HANDSHAKE, b"\2" + struct.pack("!I", len(body))[1:] + body)


class Hello:
    """A script that answers the ClientHello with choose(suites), and keeps what comes in return.

    reply is the type of the next record, None when the guest hung up without a word."""

    def __init__(self, choose):
        self.choose = choose
        self.reply = None

    def __call__(self, connection):
        kind, hello = read_record(connection)
        assert kind == HANDSHAKE and hello[0] == 1, "the guest did not begin with a ClientHello"
        connection.sendall(self.choose(offered_suites(hello)))
        self.reply, _ = read_record(connection)
