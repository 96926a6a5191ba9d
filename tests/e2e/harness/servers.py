# SPDX-License-Identifier: MIT
"""Real servers: nginx and openssl s_server, each a process that ends with its `with` block."""

import contextlib
import pathlib
import socket
import subprocess
import tempfile

from .guest import wait_for

LOCAL = "127.0.0.1"


def free_port(address=LOCAL):
    with socket.socket() as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]


def listening(port, address=LOCAL):
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0


@contextlib.contextmanager
def process(command, **kwargs):
    """Runs a server for the length of the block, its output to a file shown when it dies early."""
    with tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                 stdout=said, stderr=subprocess.STDOUT, **kwargs)

        def text():
            said.seek(0)
            return said.read()

        child.said = text
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def wait_until_listening(child, port, address=LOCAL):
    def up():
        assert child.poll() is None, f"{child.args[0]} ended at once:\n{child.said()}"
        return listening(port, address)

    wait_for(up, f"{child.args[0]} on port {port}")


NGINX = """\
{user}
daemon off;
master_process off;
pid {dir}/pid;
error_log {dir}/error.log info;
events {{ worker_connections 64; }}
http {{
	access_log {dir}/access.log;
	client_body_temp_path {dir}/tmp;
	proxy_temp_path {dir}/tmp;
	fastcgi_temp_path {dir}/tmp;
	uwsgi_temp_path {dir}/tmp;
	scgi_temp_path {dir}/tmp;
	default_type text/plain;
	root {root};
{servers}
}}
"""

NGINX_SERVER = """\
	server {{
		listen {address}:{port}{tls};
{options}
		ssl_certificate {pki}/{cert}.chain;
		ssl_certificate_key {pki}/{cert}.key;
		ssl_protocols TLSv1.2 TLSv1.3;
		ssl_ciphers DEFAULT:@SECLEVEL=0;
	}}
"""


@contextlib.contextmanager
def nginx(pki, root, certs, address=LOCAL, options=""):
    """One nginx that serves root over TLS, on a port of its own per certificate.

    Gives {certificate: port}."""
    ports = {cert: free_port(address) for cert in certs}
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder).chmod(0o755)
        blocks = "".join(
            NGINX_SERVER.format(address=address, port=port, tls=" ssl", options=options,
                                pki=pki.dir, cert=cert)
            for cert, port in ports.items())
        config = pathlib.Path(folder) / "nginx.conf"
        config.write_text(NGINX.format(user="user root;", dir=folder, root=root, servers=blocks))
        with process(["/usr/sbin/nginx", "-c", config, "-p", folder]) as child:
            for port in ports.values():
                wait_until_listening(child, port, address)
            yield ports


@contextlib.contextmanager
def s_server(pki, cert, *options, root=None):
    """openssl s_server with a certificate; gives its port. root: the files that it serves."""
    port = free_port()
    web = ["-WWW"] if root else ["-www"]
    command = ["openssl", "s_server", "-accept", f"{LOCAL}:{port}", *web,
               "-cert", pki.path(cert, "pem"), "-key", pki.path(cert, "key"),
               "-cert_chain", pki.path(cert, "chain"), *options]
    with process(command, cwd=root) as child:
        wait_until_listening(child, port)
        yield port
