#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Turns CA certificates into C tables: ca2c.py PEMFILE OUTPUT.c

PEMFILE holds certificates in PEM form; OUTPUT.c defines tls_anchors and
tls_anchor_count (net/tls_anchors.h) as constants, in the order of the file and without
duplicates, so that equal input gives equal output.

A certificate that is no CA is an error, because the chain could never end there; in the
machine's own list, which nobody chose one by one, it is skipped with a note. So is, in any
file, one with a key that the TLS code cannot use (EdDSA, RSA below 2048 or above 4096 bits,
other curves). Expired ones are kept and counted in a note: whoever trusts the file trusts
the key, and TLS does not look at an anchor's dates.

Exit status 0; 1 for an input that cannot be used, with one line that says why.
"""

import datetime
import sys
import warnings

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
CURVES = {
    "secp256r1": "BR_EC_secp256r1",
    "secp384r1": "BR_EC_secp384r1",
    "secp521r1": "BR_EC_secp521r1",
}
RSA_BITS_MIN, RSA_BITS_MAX = 2048, 4096
SYSTEM_LIST = "/etc/ssl/certs/ca-certificates.crt"  # CONFIG_TLS_CA_FILE's default


class Unusable(Exception):
    """A reason to stop, for a person."""


def note(text):
    print(f"ca2c: {text}", file=sys.stderr)


def pem_blocks(path):
    """(line number, text) of each certificate block in the file."""
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            lines = file.read().split("\n")
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}") from error
    start = None
    for number, line in enumerate(map(str.strip, lines), 1):
        if line == BEGIN:
            start = number
        elif line == END and start:
            yield start, "\n".join(lines[start - 1 : number]) + "\n"
            start = None
    if start:
        raise Unusable(f"{path}:{start}: certificate without {END}")


def load(path):
    """(line number, certificate) of each certificate, without duplicates."""
    seen, found = set(), []
    for line, text in pem_blocks(path):
        try:
            certificate = x509.load_pem_x509_certificate(text.encode())
        except ValueError as error:
            raise Unusable(f"{path}:{line}: not a certificate ({error})") from error
        der = certificate.public_bytes(Encoding.DER)
        if der not in seen:
            seen.add(der)
            found.append((line, certificate))
    if not found:
        raise Unusable(f"{path}: holds no certificate in PEM form (looked for {BEGIN})")
    return found


def label(certificate):
    for oid in (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            return str(attribute.value)
    return certificate.subject.rfc4514_string() or "(no name)"


def is_ca(certificate):
    """Version 1 has no extensions and so cannot say it: such old roots are accepted."""
    if certificate.version == x509.Version.v1:
        return True
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def integer_bytes(value):
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def key_fields(certificate):
    """(tables of bytes, initialiser of .pkey with {0}, {1} for them), or a str: why not."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        if not RSA_BITS_MIN <= key.key_size <= RSA_BITS_MAX:
            return f"RSA key of {key.key_size} bits"
        numbers = key.public_numbers()
        return ([integer_bytes(numbers.n), integer_bytes(numbers.e)],
                ".key_type = BR_KEYTYPE_RSA, .key.rsa = {{ BYTES({0}), BYTES({1}) }}")
    if isinstance(key, ec.EllipticCurvePublicKey):
        if key.curve.name not in CURVES:
            return f"EC key on curve {key.curve.name}"
        point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        curve = CURVES[key.curve.name]
        return [point], f".key_type = BR_KEYTYPE_EC, .key.ec = {{{{ {curve}, BYTES({{0}}) }}}}"
    return f"key of type {type(key).__name__.strip('_')}"


def bytes_table(name, data):
    rows = [data[i : i + 16] for i in range(0, len(data), 16)]
    body = "".join("\t" + " ".join(f"0x{b:02x}," for b in row) + "\n" for row in rows)
    return f"static const unsigned char {name}[{len(data)}] = {{\n{body}}};\n"


def subject_bytes(certificate, where):
    """The subject exactly as encoded: chains are joined by comparing these bytes."""
    subject = certificate.subject.public_bytes()
    if subject not in certificate.public_bytes(Encoding.DER):
        raise Unusable(f'{where}: the subject of "{label(certificate)}" is not encoded in DER')
    return subject


def anchor(index, subject, name, tables, pkey):
    """C text: the tables of one anchor, and its row."""
    parts = [f"key{index}_{part}" for part in range(len(tables))]
    shown = "".join(c if " " <= c <= "~" and c not in "*/" else "?" for c in name)
    text = f"/* {shown} */\n" + bytes_table(f"name{index}", subject)
    text += "".join(map(bytes_table, parts, tables))
    row = (f"\t{{ .dn = {{ BYTES(name{index}) }}, .flags = BR_X509_TA_CA,\n"
           f"\t  .pkey = {{ {pkey.format(*parts)} }} }},\n")
    return text, row


HEAD = """\
/* SPDX-License-Identifier: MIT */
/* The trust anchors of this image, written by scripts/ca2c.py. */
#include <net/tls_anchors.h>

/* BearSSL's pointers lack const; it does not write through them. */
#define BYTES(table) (unsigned char *)table, sizeof(table)

"""


def has_expired(certificate):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return certificate.not_valid_after < datetime.datetime.utcnow()


def usable(path, strict):
    """(where, certificate, its key_fields()) of those that can be anchors. strict: one that is
    no CA stops the run."""
    for line, certificate in load(path):
        where, name = f"{path}:{line}", label(certificate)
        if not is_ca(certificate):
            wrong = "is not a CA certificate (basicConstraints CA:TRUE is missing)"
            if strict:
                raise Unusable(f'{where}: "{name}" {wrong}')
            note(f'{where}: "{name}" skipped, it {wrong}')
            continue
        fields = key_fields(certificate)
        if isinstance(fields, str):
            note(f'{where}: "{name}" skipped, {fields} is not supported')
            continue
        yield where, certificate, fields


def convert(path, strict):
    """The text of OUTPUT.c."""
    texts, rows, expired = [], [], 0
    for where, certificate, fields in usable(path, strict):
        expired += has_expired(certificate)
        subject = subject_bytes(certificate, where)
        text, row = anchor(len(rows), subject, label(certificate), *fields)
        texts.append(text)
        rows.append(row)
    if not rows:
        raise Unusable(f"{path}: none of its certificates can be used")
    if expired:
        note(f"{path}: {expired} of {len(rows)} anchors have expired, "
             "their keys are trusted all the same")
    return (HEAD + "\n".join(texts) +
            "\nconst br_x509_trust_anchor tls_anchors[] = {\n" + "".join(rows) +
            f"}};\nconst size_t tls_anchor_count = {len(rows)};\n")


def main(arguments):
    if len(arguments) != 2:
        print("usage: ca2c.py PEMFILE OUTPUT.c", file=sys.stderr)
        return 2
    try:
        text = convert(arguments[0], strict=arguments[0] != SYSTEM_LIST)
    except Unusable as error:
        note(error)
        return 1
    with open(arguments[1], "w", encoding="ascii") as file:
        file.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
