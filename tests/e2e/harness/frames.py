# SPDX-License-Identifier: MIT
"""The frames of a guest's network card, kept by QEMU, and shown when a test fails.

Sources: the pcap file format (draft-ietf-opsawg-pcap), RFC 791, RFC 9293 3.1.
"""

import contextlib
import pathlib
import struct
import tempfile

SHOWN = 60
HEADER, RECORD = 24, 16
FLAGS = "FSRPAUEC"


@contextlib.contextmanager
def kept():
    """Yields the words for qemuflags; when the block fails, prints the last frames."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "frames.pcap"
        try:
            yield f"-object filter-dump,id=frames,netdev=n0,file={path}"
        except BaseException:
            data = path.read_bytes() if path.exists() else b""
            print("\n".join(lines(data)[-SHOWN:]))
            raise


def lines(data):
    """A line per whole frame of a capture."""
    said, at = [], HEADER
    while at + RECORD <= len(data):
        seconds, micros, size = struct.unpack_from("<III", data, at)
        frame = data[at + RECORD:at + RECORD + size]
        said.append(f"{seconds}.{micros:06} {describe(frame)}")
        at += RECORD + size
    return said


def describe(frame):
    kind = int.from_bytes(frame[12:14], "big")
    if kind != 0x0800 or len(frame) < 34:
        return f"type {kind:#06x}, {len(frame)} bytes: {frame[14:42].hex()}"
    packet = frame[14:14 + int.from_bytes(frame[16:18], "big")]
    source, target = (".".join(map(str, packet[at:at + 4])) for at in (12, 16))
    body = packet[4 * (packet[0] & 15):]
    if packet[9] == 6 and len(body) >= 20:
        here, there, number, answered, words, window = struct.unpack_from("!HHIIHH", body)
        flags = "".join(name for bit, name in enumerate(FLAGS) if words >> bit & 1)
        return (f"{source}:{here} > {target}:{there} {flags} seq {number} ack {answered} "
                f"window {window}, {len(body) - 4 * (words >> 12)} bytes")
    return f"{source} > {target} protocol {packet[9]}, {len(body)} bytes: {body[:28].hex()}"
