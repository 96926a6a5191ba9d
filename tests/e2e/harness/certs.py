# SPDX-License-Identifier: MIT
"""A throw-away public key infrastructure, made with openssl's command line.

Pki(folder) holds the trusted root "ca" and issues whatever a test wants to show: good leaves, and
leaves with one thing wrong. Everything is kept in the folder and made once.
"""

import pathlib
import subprocess

CONFIG = """\
[ca]
default_ca = this
[this]
dir = {dir}
new_certs_dir = {dir}
database = {dir}/index.txt
serial = {dir}/serial
policy = any
default_md = sha256
unique_subject = no
copy_extensions = none
[any]
commonName = supplied
[req]
distinguished_name = name
prompt = no
[name]
CN = unused
"""

LEAF = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\n"
ISSUER = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
LONG_AGO, YESTERDAY = "20150101000000Z", "20200101000000Z"
FAR, FARTHER = "20480101000000Z", "20490101000000Z"


def openssl(*words, **kwargs):
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, **kwargs)
    assert done.returncode == 0, f"openssl {' '.join(map(str, words))}\n{done.stderr}"
    return done.stdout


class Pki:
    """Certificates by name: NAME.key, NAME.pem (that one), NAME.chain (what a server sends)."""

    def __init__(self, folder):
        self.dir = pathlib.Path(folder)
        self.dir.mkdir(parents=True, exist_ok=True)
        self.config = self.dir / "openssl.cnf"
        self.config.write_text(CONFIG.format(dir=self.dir))
        for name, text in (("index.txt", ""), ("serial", "1000\n")):
            if not (self.dir / name).exists():
                (self.dir / name).write_text(text)

    def path(self, name, suffix):
        return self.dir / f"{name}.{suffix}"

    def _key(self, name, kind):
        algorithm, _, size = kind.partition(":")
        option = {"rsa": "rsa_keygen_bits", "ec": "ec_paramgen_curve"}[algorithm]
        openssl("genpkey", "-algorithm", algorithm, "-pkeyopt", f"{option}:{size}",
                "-out", self.path(name, "key"))

    def root(self, name, key="ec:P-256"):
        """A self-signed issuer."""
        return self.issue(name, signer=name, key=key, extensions=ISSUER)

    def issue(self, name, signer="ca", key="ec:P-256", san=None, cn=None, extensions=LEAF,
              usage="serverAuth", begin=YESTERDAY, end=FAR, digest="sha256"):
        """Makes a certificate; san like "DNS:good.test,IP:10.0.2.2". Returns its name."""
        if self.path(name, "chain").exists():
            return name
        self._key(name, key)
        if extensions == LEAF and usage:
            extensions += f"extendedKeyUsage={usage}\n"
        if san:
            extensions += f"subjectAltName={san}\n"
        self.path(name, "ext").write_text(extensions)
        openssl("req", "-new", "-config", self.config, "-key", self.path(name, "key"),
                "-subj", f"/CN={cn or name}", "-out", self.path(name, "csr"))
        sign = ["-selfsign"] if signer == name else ["-cert", self.path(signer, "pem")]
        openssl("ca", "-batch", "-notext", "-config", self.config, *sign,
                "-keyfile", self.path(signer, "key"), "-in", self.path(name, "csr"),
                "-extfile", self.path(name, "ext"), "-startdate", begin, "-enddate", end,
                "-md", digest, "-out", self.path(name, "pem"))
        self._chain(name, signer)
        return name

    def _chain(self, name, signer):
        """A server sends its certificate and the issuers above it, without the root."""
        chain = self.path(name, "pem").read_text()
        if signer != name:
            above = self.path(signer, "chain").read_text()
            chain += "" if self._is_root(signer) else above
        self.path(name, "chain").write_text(chain)

    def _is_root(self, name):
        text = openssl("x509", "-in", self.path(name, "pem"), "-noout", "-subject", "-issuer")
        subject, issuer = (line.partition("=")[2].strip() for line in text.splitlines())
        return subject == issuer

    def spoil(self, name, of):
        """A copy of a certificate whose signature has one bit turned."""
        if self.path(name, "chain").exists():
            return name
        der = self.path(name, "der")
        openssl("x509", "-in", self.path(of, "pem"), "-outform", "DER", "-out", der)
        data = bytearray(der.read_bytes())
        data[-5] ^= 1
        der.write_bytes(data)
        openssl("x509", "-inform", "DER", "-in", der, "-out", self.path(name, "chain"))
        self.path(name, "key").write_text(self.path(of, "key").read_text())
        return name

    def without_chain(self, name, of):
        """The same leaf, sent without the issuers between it and the root."""
        self.path(name, "chain").write_text(self.path(of, "pem").read_text())
        self.path(name, "key").write_text(self.path(of, "key").read_text())
        return name
