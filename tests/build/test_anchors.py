# SPDX-License-Identifier: MIT
"""Which certificates become trust anchors, and what is said of the others."""

import datetime
import importlib.util

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

DAY = datetime.timedelta(days=1)
NOW = datetime.datetime.utcnow()


def certificate(name, ca=True, end=NOW + DAY):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject)
            .public_key(key.public_key()).serial_number(1)
            .not_valid_before(NOW - 9 * DAY).not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca, None), critical=True)
            .sign(key, hashes.SHA256()))
    return made.public_bytes(Encoding.PEM).decode()


@pytest.fixture
def ca2c(tree, tmp_path):
    """ca2c(certificate...): what scripts/ca2c.py says and does with a file of those."""

    def run(*certificates):
        (tmp_path / "ca.pem").write_text("".join(certificates))
        return tree.run("scripts/ca2c.py", tmp_path / "ca.pem", tmp_path / "out.c")

    return run


def test_anchors_that_have_expired_are_counted_in_one_line(ca2c, tmp_path):
    old = [certificate(f"Old {i}", end=NOW - DAY) for i in range(3)]
    said = ca2c(certificate("New"), *old).ok()
    assert said.err == (f"ca2c: {tmp_path}/ca.pem: 3 of 4 anchors have expired, "
                        "their keys are trusted all the same\n")
    assert "tls_anchor_count = 4" in (tmp_path / "out.c").read_text()


def test_anchors_that_are_fine_need_no_words(ca2c):
    assert ca2c(certificate("New")).ok().err == ""


def test_certificate_that_is_no_ca_stops_a_file_of_choice(ca2c):
    ca2c(certificate("New"), certificate("Leaf", ca=False)).refused("ca.pem:", '"Leaf"', "not a CA")


def test_certificate_that_is_no_ca_is_skipped_in_the_list_of_the_machine(tree, tmp_path, capsys):
    spec = importlib.util.spec_from_file_location("ca2c", tree.file("scripts/ca2c.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "list.pem").write_text(certificate("New") + certificate("Leaf", ca=False))
    assert "tls_anchor_count = 1" in module.convert(str(tmp_path / "list.pem"), strict=False)
    assert '"Leaf" skipped' in capsys.readouterr().err
