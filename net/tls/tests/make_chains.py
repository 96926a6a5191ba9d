#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Writes what chains.c includes: make_chains.py CA2C OUTPUT.inc

Each case is what a server sends, the host and the day, and the verdict that is due. For
each, OpenSSL's verdict on the same bytes is noted beside ours, so that the test can tell
that we accept nothing that OpenSSL refuses.
"""

import base64
import os
import subprocess
import sys
import tempfile

from certgen import (ANY, CLIENT, CODE, DAY, NOW, SERVER, Certificate, Keys, algorithm, basic, bits,
                     extension, integer, key_usage, name_constraint, oid, san, seq, tlv, usage)

KEYS = Keys()
HOST, ADDRESS = "good.test", bytes([10, 0, 2, 2])
IS_CA = (basic(True), key_usage(0x06))

LATE = NOW + 50 * 365 * DAY
ROOT = Certificate("Test Root", KEYS["rsa2048-root"], end=LATE, extensions=IS_CA)
EC_ROOT = Certificate("Test EC Root", KEYS["p384-root"], end=LATE,
                      extensions=(basic(True), key_usage(0x86), san("served.root.test")))
INNER = Certificate("Test Intermediate", KEYS["rsa2048-inner"], ROOT, extensions=IS_CA)
EC_INNER = Certificate("Test EC Intermediate", KEYS["p256-inner"], EC_ROOT, extensions=IS_CA)
INNER_2 = Certificate("Second Intermediate", KEYS["p256-inner2"], INNER, extensions=IS_CA)
STRANGER = Certificate("Unknown Root", KEYS["p256-stranger"], extensions=IS_CA)
IMPOSTOR = Certificate("Test Root", KEYS["rsa2048-impostor"], extensions=IS_CA)
LEAF = Certificate(HOST, KEYS["rsa2048"], INNER, extensions=(san(HOST), usage(SERVER)))
EC_LEAF = LEAF.but(key=KEYS["p256"], issuer=EC_INNER)

cases = []


def case(name, expected, chain, host=HOST, now=NOW):
    """chain: Certificates, or bytes to be sent as they are."""
    sent = [c if isinstance(c, bytes) else c.der() for c in chain]
    cases.append((name, expected, sent, host, now))


def leaf(*extensions, **changes):
    return LEAF.but(extensions=extensions or LEAF.extensions, **changes)


def with_names(*names):
    return [leaf(san(*names)), INNER]


def under(**changes):
    """A leaf under an intermediate that differs from INNER."""
    inner = INNER.but(**changes)
    return [LEAF.but(issuer=inner), inner]


def good_cases():
    case("rsa_chain", "OK", [LEAF, INNER])
    case("ec_chain", "OK", [EC_LEAF, EC_INNER])
    case("two_intermediates", "OK", [LEAF.but(issuer=INNER_2), INNER_2, INNER])
    case("directly_under_the_root", "OK", [LEAF.but(issuer=ROOT)])
    case("anchor_as_server", "OK", [EC_ROOT], "served.root.test")
    for curve in ("p384", "p521"):
        case(f"{curve}_leaf", "OK", [EC_LEAF.but(key=KEYS[curve]), EC_INNER])
    for digest in ("sha384", "sha512"):
        case(f"rsa_{digest}", "OK", [LEAF.but(digest=digest), INNER])
        case(f"ecdsa_{digest}", "OK", [EC_LEAF.but(digest=digest), EC_INNER])
    case("rsa_4096_leaf", "OK", [LEAF.but(key=KEYS["rsa4096"]), INNER])
    case("root_sent_too", "OK", [LEAF, INNER, ROOT])
    case("out_of_order", "OK", [LEAF.but(issuer=INNER_2), INNER, INNER_2])
    case("stranger_in_between", "OK", [LEAF, STRANGER, INNER])
    case("expired_stranger_behind", "OK", [LEAF, INNER, STRANGER.but(end=NOW - DAY)])
    case("sha1_root_behind", "OK", [LEAF, INNER, ROOT.but(digest="sha1")])
    case("garbage_behind", "OK", [LEAF, INNER, b"\x30\x03abc"])
    case("no_usage_extension", "OK", [leaf(san(HOST)), INNER])
    case("server_and_client_usage", "OK", [leaf(san(HOST), usage(CLIENT, SERVER)), INNER])
    case("intermediate_for_servers", "OK", under(extensions=IS_CA + (usage(SERVER),)))
    case("unknown_extension_not_critical", "OK",
         [leaf(san(HOST), extension("1.2.3.4", b"anything")), INNER])
    case("large_extension", "OK", [leaf(san(HOST), extension("1.2.3.4", bytes(12000))), INNER])
    case("critical_alt_name", "OK", [leaf(san(HOST, critical=True)), INNER])
    case("path_length_kept", "OK", under(extensions=(basic(True, 0), key_usage(0x06))))


def date_cases():
    case("last_second", "OK", [LEAF.but(end=NOW), INNER])
    case("first_second", "OK", [LEAF.but(start=NOW), INNER])
    case("beyond_2050", "OK", [LEAF.but(end=NOW + 30 * 365 * DAY), INNER])
    case("expired_a_second_ago", "EXPIRED", [LEAF.but(end=NOW - 1), INNER])
    case("valid_in_a_second", "NOT_YET_VALID", [LEAF.but(start=NOW + 1), INNER])
    case("expired_leaf", "EXPIRED", [LEAF.but(end=NOW - 9 * DAY), INNER])
    case("expired_intermediate", "EXPIRED", under(end=NOW - DAY))
    case("leaf_of_tomorrow", "NOT_YET_VALID", [LEAF.but(start=NOW + DAY), INNER])
    case("intermediate_of_tomorrow", "NOT_YET_VALID", under(start=NOW + DAY))
    case("expired_since_1960", "EXPIRED", [LEAF.but(start_der=tlv(23, b"500101000000Z"),
                                                    end_der=tlv(23, b"600101000000Z")), INNER])
    for what, text in (("month_13", b"261301000000Z"), ("february_30", b"260230000000Z"),
                       ("no_seconds", b"2602280000Z"), ("offset", b"260228000000+0100"),
                       ("letters", b"26022800000aZ"), ("hour_24", b"260228240000Z")):
        case(f"date_with_{what}", "BAD_CERTIFICATE", [LEAF.but(end_der=tlv(23, text)), INNER])


def name_cases():
    for host in ("GOOD.Test", "good.test."):
        case(f"host_{host}", "OK", [LEAF, INNER], host)
    case("second_name", "OK", with_names("a.test", "b.test", HOST))
    case("name_in_capitals", "OK", with_names("GOOD.TEST"))
    case("wildcard", "OK", with_names("*.good.test"), "www.good.test")
    case("wildcard_covers_xn_label", "OK", with_names("*.good.test"), "xn--bcher-kva.good.test")
    case("address", "OK", with_names(ADDRESS), "10.0.2.2")
    case("name_beside_address", "OK", with_names(ADDRESS, HOST))
    case("underscore", "OK", with_names("my_host.good.test"), "my_host.good.test")
    refused = {
        "other_name": ("other.test",), "no_entry_matches": ("a.test", "b.test"),
        "subdomain_of_name": ("test",), "name_with_suffix": ("good.test.evil.test",),
        "wildcard_itself": ("*.good.test",), "bare_wildcard": ("*",), "wildcard_top": ("*.test",),
        "partial_wildcard": ("g*.test",), "wildcard_inside": ("good.*",),
        "nul_in_name": ("good.test\0.evil.test",), "nul_behind_name": ("good.test\0",),
        "blank_before_name": (" good.test",), "latin_1": ("go\xf6d.test",), "empty_name": ("",),
        "leading_dot": (".good.test",), "trailing_dot": ("good.test.",),
        "two_dots": ("good..test",),
        "only_mail": ((0x81, b"me@good.test"),), "only_uri": ((0x86, b"https://good.test/"),),
        "address_for_a_name": (ADDRESS,), "directory_name": ((0xA4, seq()),),
        "address_of_nobody": (bytes(4),),
    }
    for what, names in refused.items():
        case(f"name_{what}", "WRONG_NAME", with_names(*names))
    case("wildcard_two_labels", "WRONG_NAME", with_names("*.good.test"), "a.b.good.test")
    case("wildcard_not_first", "WRONG_NAME", with_names("www.*.test"), "www.good.test")
    case("only_common_name", "WRONG_NAME", [leaf(usage(SERVER)), INNER])
    case("common_name_beside_other", "WRONG_NAME", with_names("other.test"))
    case("other_address", "WRONG_NAME", with_names(bytes([10, 0, 2, 3])), "10.0.2.2")
    case("address_as_name", "WRONG_NAME", with_names("10.0.2.2"), "10.0.2.2")
    case("address_as_wildcard", "WRONG_NAME", with_names("*.0.2.2"), "10.0.2.2")
    mapped = bytes(10) + b"\xff\xff" + ADDRESS
    case("address_of_16_bytes", "WRONG_NAME", with_names(mapped), "10.0.2.2")
    case("address_and_mask", "WRONG_NAME", with_names(ADDRESS + b"\xff\0\0\0"), "10.0.2.2")


def trust_cases():
    alone = Certificate(HOST, KEYS["p256"], extensions=LEAF.extensions)
    case("self_signed", "UNKNOWN_ISSUER", [alone])
    case("self_signed_ca", "UNKNOWN_ISSUER", [alone.but(extensions=IS_CA + LEAF.extensions)])
    case("unknown_root", "UNKNOWN_ISSUER", [LEAF.but(issuer=STRANGER)])
    case("unknown_root_sent", "UNKNOWN_ISSUER", [LEAF.but(issuer=STRANGER), STRANGER])
    case("missing_intermediate", "UNKNOWN_ISSUER", [LEAF])
    case("wrong_intermediate", "UNKNOWN_ISSUER", [LEAF, EC_INNER])
    case("issuers_in_a_circle", "UNKNOWN_ISSUER",
         [leaf(issuer=STRANGER), STRANGER.but(issuer=INNER_2), INNER_2.but(issuer=STRANGER)])
    case("damaged_leaf_signature", "BAD_SIGNATURE", [LEAF.but(damage_signature=True), INNER])
    case("damaged_ec_signature", "BAD_SIGNATURE", [EC_LEAF.but(damage_signature=True), EC_INNER])
    case("damaged_intermediate_signature", "BAD_SIGNATURE", under(damage_signature=True))
    case("damaged_signature_under_root", "BAD_SIGNATURE",
         [LEAF.but(issuer=ROOT, damage_signature=True)])
    case("impostor_with_the_roots_name", "BAD_SIGNATURE", [LEAF.but(issuer=IMPOSTOR)])
    case("impostor_sent_too", "BAD_SIGNATURE", [LEAF.but(issuer=IMPOSTOR), IMPOSTOR])
    case("signed_by_another_key", "BAD_SIGNATURE",
         [LEAF.but(issuer=STRANGER, issuer_name=INNER.subject), INNER])
    case("swapped_key_type", "BAD_SIGNATURE",
         [LEAF.but(issuer=STRANGER, issuer_name=EC_ROOT.subject), EC_ROOT])


def strength_cases():
    for size in (1024, 2047):
        case(f"rsa_{size}_leaf", "WEAK_KEY", [LEAF.but(key=KEYS[f"rsa{size}"]), INNER])
    weak = INNER.but(key=KEYS["rsa1024"])
    case("rsa_1024_intermediate", "WEAK_KEY", [LEAF.but(issuer=weak), weak])
    case("md5_leaf", "WEAK_KEY", [LEAF.but(digest="md5"), INNER])
    case("sha1_leaf", "WEAK_KEY", [LEAF.but(digest="sha1"), INNER])
    case("ecdsa_sha1_leaf", "WEAK_KEY", [EC_LEAF.but(digest="sha1"), EC_INNER])
    case("sha1_intermediate", "WEAK_KEY", under(digest="sha1"))
    modulus = KEYS["rsa2048"].public_key().public_numbers().n
    exponent_1 = seq(seq(oid("1.2.840.113549.1.1.1"), tlv(5, b"")),
                     bits(seq(integer(modulus), integer(1))))
    case("rsa_exponent_1", "WEAK_KEY", [LEAF.but(spki_der=exponent_1), INNER])


def usage_cases():
    case("client_only", "WRONG_USAGE", [leaf(san(HOST), usage(CLIENT)), INNER])
    case("any_usage", "WRONG_USAGE", [leaf(san(HOST), usage(ANY)), INNER])
    case("key_for_encryption_only", "WRONG_USAGE", [leaf(san(HOST), key_usage(0x20)), INNER])
    case("key_for_signatures", "OK", [leaf(san(HOST), key_usage(0x80)), INNER])
    case("code_signing", "WRONG_USAGE", [leaf(san(HOST), usage(CODE)), INNER])
    case("intermediate_for_clients", "WRONG_USAGE", under(extensions=IS_CA + (usage(CLIENT),)))
    case("intermediate_is_no_ca", "WRONG_USAGE", under(extensions=(basic(False),)))
    case("intermediate_without_basic_constraints", "WRONG_USAGE",
         under(extensions=(key_usage(0x06),)))
    case("intermediate_without_extensions", "WRONG_USAGE", under(extensions=()))
    case("intermediate_may_not_sign", "WRONG_USAGE",
         under(extensions=(basic(True), key_usage(0x80))))
    case("leaf_issues_a_leaf", "WRONG_USAGE", [LEAF.but(issuer=LEAF.but(subject="Leaf")),
                                              LEAF.but(subject="Leaf"), INNER])
    short = INNER.but(extensions=(basic(True, 0), key_usage(0x06)))
    second = INNER_2.but(issuer=short)
    case("path_length_exceeded", "WRONG_USAGE", [LEAF.but(issuer=second), second, short])


def precedence_cases():
    case("unknown_and_expired", "UNKNOWN_ISSUER", [LEAF.but(issuer=STRANGER, end=NOW - DAY)])
    case("unknown_and_wrong_name", "UNKNOWN_ISSUER", [leaf(san("x.test"), issuer=STRANGER)])
    case("forged_and_expired", "BAD_SIGNATURE",
         [LEAF.but(damage_signature=True, end=NOW - DAY), INNER])
    case("expired_and_wrong_name", "EXPIRED", [leaf(san("x.test"), end=NOW - DAY), INNER])
    case("expired_for_clients", "EXPIRED", [leaf(san(HOST), usage(CLIENT), end=NOW - DAY), INNER])
    case("for_clients_and_wrong_name", "WRONG_USAGE", [leaf(san("x.test"), usage(CLIENT)), INNER])
    case("weak_and_expired", "WEAK_KEY", [LEAF.but(key=KEYS["rsa1024"], end=NOW - DAY), INNER])
    case("leaf_of_tomorrow_under_expired", "NOT_YET_VALID",
         [LEAF.but(start=NOW + DAY, issuer=INNER.but(end=NOW - DAY)), INNER.but(end=NOW - DAY)])


def malformed_cases():
    whole = LEAF.der()
    case("nothing_sent", "BAD_CERTIFICATE", [])
    case("truncated_leaf", "BAD_CERTIFICATE", [whole[:-9], INNER])
    case("half_a_leaf", "BAD_CERTIFICATE", [whole[: len(whole) // 2], INNER])
    case("one_byte", "BAD_CERTIFICATE", [b"\x30"])
    case("trailing_byte", "BAD_CERTIFICATE", [whole + b"\0", INNER])
    case("indefinite_length", "BAD_CERTIFICATE", [b"\x30\x80" + whole[4:] + b"\0\0", INNER])
    case("length_not_shortest", "BAD_CERTIFICATE", [b"\x30\x83\0" + whole[2:], INNER])
    case("text", "BAD_CERTIFICATE", [b"-----BEGIN CERTIFICATE-----", INNER])
    case("leaf_over_16_kb", "BAD_CERTIFICATE",
         [leaf(san(HOST), extension("1.2.3.4", bytes(16384))), INNER])
    case("truncated_intermediate", "BAD_CERTIFICATE", [LEAF, INNER.der()[:-5]])
    case("eleven_certificates", "BAD_CERTIFICATE", [LEAF] + [STRANGER] * 9 + [INNER])
    case("names_twice", "BAD_CERTIFICATE", [leaf(san(HOST), san("other.test")), INNER])
    case("usage_twice", "BAD_CERTIFICATE", [leaf(san(HOST), usage(SERVER), usage(CLIENT)), INNER])
    case("empty_usage", "BAD_CERTIFICATE", [leaf(san(HOST), usage()), INNER])
    case("empty_names", "BAD_CERTIFICATE", [leaf(san()), INNER])
    case("name_runs_over", "BAD_CERTIFICATE",
         [leaf(extension("2.5.29.17", seq(b"\x82\x20good.test"))), INNER])
    case("critical_unknown_extension", "BAD_CERTIFICATE",
         [leaf(san(HOST), extension("1.2.3.4", b"", critical=True)), INNER])
    case("algorithms_differ", "BAD_CERTIFICATE",
         [LEAF.but(inner_algorithm_der=algorithm(KEYS["rsa2048"], "sha384")), INNER])
    case("ed25519_key", "BAD_CERTIFICATE", [LEAF.but(key=KEYS["ed25519"]), INNER])
    case("secp256k1_key", "BAD_CERTIFICATE", [EC_LEAF.but(key=KEYS["k256"]), EC_INNER])
    case("rsa_pss_signature", "BAD_CERTIFICATE", [LEAF.but(digest="pss"), INNER])
    case("version_4", "BAD_CERTIFICATE", [LEAF.but(version=3), INNER])
    # Stricter than need be, and documented: the engine knows neither extension.
    case("critical_usage", "BAD_CERTIFICATE",
         [leaf(san(HOST), usage(SERVER, critical=True)), INNER])
    for critical in (True, False):
        case(f"name_constraint_{'critical' if critical else 'noted'}", "BAD_CERTIFICATE",
             under(extensions=IS_CA + (name_constraint("good.test", critical),)))


# --- OpenSSL's opinion --------------------------------------------------------------------


def pem(der):
    text = base64.encodebytes(der).decode()
    return f"-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n"


def openssl_accepts(folder, sent, host, now):
    if not sent:
        return False
    files = {"leaf.pem": sent[:1], "others.pem": sent[1:] or sent[:1]}
    for file, certificates in files.items():
        with open(os.path.join(folder, file), "w", encoding="ascii") as out:
            out.write("".join(map(pem, certificates)))
    by = "-verify_ip" if host.replace(".", "").isdigit() else "-verify_hostname"
    command = ["openssl", "verify", "-x509_strict", "-auth_level", "2", "-purpose", "sslserver",
               "-attime", str(now), by, host.rstrip("."), "-no-CApath", "-no-CAstore", "-CAfile",
               "roots.pem", "-untrusted", "others.pem", "leaf.pem"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


# --- output ---------------------------------------------------------------------------------


def table(name, data):
    data = data or b"\0"
    return f"static const uint8_t {name}[] = {{ {', '.join(map(str, data))} }};\n"


def rsa_fields(key):
    n = key.private_numbers()
    return {"n": n.public_numbers.n, "e": n.public_numbers.e, "p": n.p, "q": n.q, "dp": n.dmp1,
            "dq": n.dmq1, "iq": n.iqmp}


def private_keys():
    """The two keys that the server of peer.c signs with."""
    text = ""
    for part, value in rsa_fields(KEYS["rsa2048"]).items():
        text += table(f"server_rsa_{part}", value.to_bytes((value.bit_length() + 7) // 8, "big"))
    secret = KEYS["p256"].private_numbers().private_value
    return text + table("server_ec_x", secret.to_bytes(32, "big"))


def rows(folder):
    text, rows_text = "", ""
    for number, (name, expected, sent, host, now) in enumerate(cases):
        parts = []
        for i, der in enumerate(sent):
            text += table(f"case{number}_{i}", der)
            parts.append(f"{{ case{number}_{i}, {len(der)} }}")
        opinion = "true" if openssl_accepts(folder, sent, host, now) else "false"
        verdict = "TLS_OK" if expected == "OK" else f"TLS_ERR_{expected}"
        rows_text += (f'\t{{ "{name}", "{host}", {now}, {verdict}, {opinion}, {len(sent)},\n'
                      f"\t  {{ {', '.join(parts)} }} }},\n")
    return text + f"const struct chain_case chain_cases[] = {{\n{rows_text}}};\n"


def main(ca2c, output):
    for add in (good_cases, date_cases, name_cases, trust_cases, strength_cases, usage_cases,
                precedence_cases, malformed_cases):
        add()
    with tempfile.TemporaryDirectory() as folder:
        roots = os.path.join(folder, "roots.pem")
        with open(roots, "w", encoding="ascii") as out:
            out.write(pem(ROOT.der()) + pem(EC_ROOT.der()))
        anchors = os.path.join(folder, "anchors.c")
        subprocess.run([sys.executable, ca2c, roots, anchors], check=True)
        with open(anchors, encoding="ascii") as generated:
            text = generated.read()
        text += rows(folder) + private_keys()
    with open(output, "w", encoding="ascii") as out:
        out.write(text)


main(*sys.argv[1:])
