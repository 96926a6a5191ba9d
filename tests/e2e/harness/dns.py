# SPDX-License-Identifier: MIT
"""A name server of a few lines that can be told to fail (RFC 1035)."""

import socket
import struct
import threading

NOERROR, SERVFAIL, NXDOMAIN = 0, 2, 3
A, CNAME = 1, 5


def encode(name):
    labels = name.rstrip(".").split(".")
    return b"".join(bytes([len(label)]) + label.encode() for label in labels) + b"\0"


def decode(packet, at):
    """A name without compression (questions have none); returns it and what follows."""
    labels = []
    while packet[at]:
        labels.append(packet[at + 1 : at + 1 + packet[at]].decode())
        at += 1 + packet[at]
    return ".".join(labels).lower(), at + 1


def address(name, dotted):
    return (name, A, socket.inet_aton(dotted))


def alias(name, target):
    return (name, CNAME, encode(target))


def reply(packet, code=NOERROR, answers=()):
    """The answer to a query: its question, then the given records."""
    _, end = decode(packet, 12)
    question = packet[12 : end + 4]
    head = packet[:2] + struct.pack("!HHHHH", 0x8180 | code, 1, len(answers), 0, 0)
    records = b"".join(
        encode(name) + struct.pack("!HHIH", kind, 1, 60, len(data)) + data
        for name, kind, data in answers)
    return head + question + records


class Responder:
    """Answers on 127.0.0.1 port 53 with script(name, kind, packet); None means silence."""

    def __init__(self, script, bind="127.0.0.1"):
        self.script = script
        self.asked = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((bind, 53))
        self.socket.settimeout(0.1)
        self.running = True
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self):
        while self.running:
            try:
                packet, peer = self.socket.recvfrom(2048)
            except socket.timeout:
                continue
            name, end = decode(packet, 12)
            (kind,) = struct.unpack_from("!H", packet, end)
            self.asked.append((name, kind))
            answer = self.script(name, kind, packet)
            if answer:
                self.socket.sendto(answer, peer)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.running = False
        self.thread.join()
        self.socket.close()
