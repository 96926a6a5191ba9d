# SPDX-License-Identifier: MIT
"""Certificates by hand: DER from the bytes up, so that tests can break any part of it."""

import datetime
import functools
import hashlib
import zlib
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NOW = 1767225600  # 2026-01-01, the day on which the test chains are judged
DAY = 86400


def tlv(tag, content):
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 + len(length)]) + length + content


def seq(*parts):
    return tlv(0x30, b"".join(parts))


def integer(value):
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    body = bytes([40 * first + second])
    for number in rest:
        digits = [number & 127]
        while number := number >> 7:
            digits.insert(0, 128 + (number & 127))
        body += bytes(digits)
    return tlv(6, body)


def bits(content):
    return tlv(3, b"\0" + content)


def name(common_name):
    return seq(tlv(0x31, seq(oid("2.5.4.3"), tlv(12, common_name.encode()))))


def utc_time(seconds):
    moment = datetime.datetime.utcfromtimestamp(seconds)
    if moment.year >= 2050:
        return tlv(24, moment.strftime("%Y%m%d%H%M%SZ").encode())
    return tlv(23, moment.strftime("%y%m%d%H%M%SZ").encode())


# --- extensions -----------------------------------------------------------------------


def extension(dotted, value, critical=False):
    return seq(oid(dotted), *([tlv(1, b"\xff")] if critical else []), tlv(4, value))


def san(*entries, **options):
    """dNSName from str, iPAddress from bytes, anything else from (tag, bytes)."""
    body = b""
    for entry in entries:
        if isinstance(entry, str):
            entry = (0x82, entry.encode("latin-1"))
        elif isinstance(entry, bytes):
            entry = (0x87, entry)
        body += tlv(*entry)
    return extension("2.5.29.17", seq(body), **options)


def usage(*dotted, **options):
    return extension("2.5.29.37", seq(*map(oid, dotted)), **options)


SERVER, CLIENT, CODE = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.3"
ANY = "2.5.29.37.0"


def basic(ca, pathlen=None):
    body = (tlv(1, b"\xff") if ca else b"") + (integer(pathlen) if pathlen is not None else b"")
    return extension("2.5.29.19", seq(body), critical=True)


def key_usage(value):
    """value: the first byte of the bit string, 0x80 digitalSignature, 0x04 keyCertSign."""
    unused = (value & -value).bit_length() - 1
    return extension("2.5.29.15", tlv(3, bytes([unused, value])), critical=True)


def name_constraint(domain, critical):
    permitted = tlv(0xA0, seq(tlv(0x82, domain.encode())))
    return extension("2.5.29.30", seq(permitted), critical=critical)


# --- keys and signatures ----------------------------------------------------------------

RSA_HASH = {"md5": (4, hashes.MD5), "sha1": (5, hashes.SHA1), "sha256": (11, hashes.SHA256),
            "sha384": (12, hashes.SHA384), "sha512": (13, hashes.SHA512)}
ECDSA_HASH = {"sha1": ("1.2.840.10045.4.1", hashes.SHA1),
              "sha256": ("1.2.840.10045.4.3.2", hashes.SHA256),
              "sha384": ("1.2.840.10045.4.3.3", hashes.SHA384),
              "sha512": ("1.2.840.10045.4.3.4", hashes.SHA512)}


class Keys:
    """Keys by name, made when first asked for and then kept."""

    MAKE = {
        "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "p521": lambda: ec.generate_private_key(ec.SECP521R1()),
        "k256": lambda: ec.generate_private_key(ec.SECP256K1()),
        "ed25519": ed25519.Ed25519PrivateKey.generate,
    }

    def __init__(self):
        self.made = {}

    def __getitem__(self, label):
        """label: "p256", "rsa2048", ... with anything behind a "-" to tell keys apart."""
        if label not in self.made:
            kind = label.split("-")[0]
            make = self.MAKE.get(kind) or (lambda: rsa.generate_private_key(65537, int(kind[3:])))
            self.made[label] = make()
        return self.made[label]


def spki(key):
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def algorithm(key, digest):
    if isinstance(key, rsa.RSAPrivateKey):
        if digest == "pss":
            return seq(oid("1.2.840.113549.1.1.10"), seq())
        return seq(oid(f"1.2.840.113549.1.1.{RSA_HASH[digest][0]}"), tlv(5, b""))
    return seq(oid(ECDSA_HASH[digest][0]))


def sign(key, digest, data):
    if not isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, ec.ECDSA(ECDSA_HASH[digest][1]()))
    if digest == "pss":
        return key.sign(data, padding.PSS(padding.MGF1(hashes.SHA1()), 20), hashes.SHA1())
    return key.sign(data, padding.PKCS1v15(), RSA_HASH[digest][1]())


# --- certificates -----------------------------------------------------------------------


@dataclass(frozen=True)
class Certificate:
    """What a certificate says; der() makes it. The ..._der fields replace whole fields."""

    subject: str
    key: object
    issuer: "Certificate" = None  # None: signs itself
    digest: str = "sha256"
    start: int = NOW - 100 * DAY
    end: int = NOW + 100 * DAY
    extensions: tuple = field(default=())
    version: int = 2
    start_der: bytes = None
    end_der: bytes = None
    spki_der: bytes = None
    inner_algorithm_der: bytes = None
    outer_algorithm_der: bytes = None
    issuer_name: str = None
    damage_signature: bool = False

    def but(self, **changes):
        return replace(self, **changes)

    def key_identifiers(self):
        """subjectKeyIdentifier and authorityKeyIdentifier, for OpenSSL's -x509_strict."""
        own, signer = (hashlib.sha1(spki(c.key)).digest() for c in (self, self.issuer or self))
        return (extension("2.5.29.14", tlv(4, own)), extension("2.5.29.35", seq(tlv(0x80, signer))))

    def tbs(self):
        signer = (self.issuer or self).key
        issuer = self.issuer_name or (self.issuer or self).subject
        parts = [
            tlv(0xA0, integer(self.version)) if self.version else b"",
            integer(zlib.crc32(self.subject.encode()) + 1),
            self.inner_algorithm_der or algorithm(signer, self.digest),
            name(issuer),
            seq(self.start_der or utc_time(self.start), self.end_der or utc_time(self.end)),
            name(self.subject),
            self.spki_der or spki(self.key),
        ]
        if self.extensions:
            parts.append(tlv(0xA3, seq(*self.extensions, *self.key_identifiers())))
        return seq(*parts)

    @functools.lru_cache(maxsize=None)
    def der(self):
        """The certificate. Equal ones have equal bytes, though ECDSA signs anew each time."""
        signer = (self.issuer or self).key
        tbs = self.tbs()
        signature = bytearray(sign(signer, self.digest, tbs))
        if self.damage_signature:
            signature[len(signature) // 2] ^= 1
        return seq(tbs, self.outer_algorithm_der or algorithm(signer, self.digest),
                   bits(bytes(signature)))
