"""Servers on this machine, good and bad ones, for tests of what is told to whom.

A server that hangs takes connections and never says a word; nothing waits for real.
"""

import contextlib
import datetime as dt
import http.server
import ipaddress
import socket
import ssl
import threading

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"


@contextlib.contextmanager
def refusing():
    """Yield a port that nobody listens on, and that nobody else can take meanwhile."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        yield taken.getsockname()[1]


@contextlib.contextmanager
def hanging():
    """Yield a port where a connection is taken, and nothing is ever said."""
    with socket.create_server((HOST, 0)) as listening:
        yield listening.getsockname()[1]


@contextlib.contextmanager
def scripted(*answers):
    """Yield a port where each line is answered as in the script; at its end the line goes dead.

    The first answer is sent unasked.
    """
    with socket.create_server((HOST, 0)) as listening:
        thread = threading.Thread(target=_play, args=(listening, answers))
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


def _play(listening, answers):
    with contextlib.suppress(OSError):
        talk, _ = listening.accept()
        with talk, talk.makefile("rb") as lines:
            for number, answer in enumerate(answers):
                if number:
                    lines.readline()
                talk.sendall(answer)


@contextlib.contextmanager
def dripping():
    """Yield a port whose answer never ends: a byte now and then, so that no read times out."""
    over = threading.Event()

    def drip(listening):
        with contextlib.suppress(OSError):
            talk, _ = listening.accept()
            with talk:
                while not over.wait(0.02):
                    talk.sendall(b"2")

    with socket.create_server((HOST, 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,))
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            thread.join()


@contextlib.contextmanager
def http_server(answer, context=None):
    """Yield port and requests of a server; `answer(path)` returns status, headers and body."""
    seen = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.path, dict(self.headers)))
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):  # nobody has to read it
                self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = False  # so that closing it waits for its answers

        def handle_error(self, *_):
            pass  # a client that does not trust us hangs up

    with Server((HOST, 0), Handler) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.server_port, seen
        finally:
            server.shutdown()
            thread.join()


class Letters:
    """Takes mail, but for the addresses and contents that it is told to refuse."""

    def __init__(self, refused=(), data_answer="250 taken"):
        self.refused, self.data_answer = refused, data_answer
        self.taken, self.logged_in = [], []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd calls it
        if address in self.refused:
            return "550 5.1.1 no such user\x1b[31m"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd calls it
        if self.data_answer.startswith("250"):
            self.taken.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return self.data_answer


class _Bound(Controller):
    """A controller for a port that is bound already, so that no other program can take it."""

    bound: socket.socket

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self.bound, ssl=self.ssl_context)


@contextlib.contextmanager
def mail_server(letters, **options):
    """Yield the port of a real mail server; options as of aiosmtpd's Controller."""
    with socket.create_server((HOST, 0)) as bound:
        controller = _Bound(
            letters, hostname=HOST, port=bound.getsockname()[1], ready_timeout=300, **options
        )
        controller.bound = bound
        controller.start()
        try:
            yield controller.port
        finally:
            controller.stop()


class Certificate:
    """A certificate for a name, signed by itself, as PEM in a directory."""

    def __init__(self, directory, name=HOST):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        day = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        usage = dict.fromkeys(
            ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "crl_sign", "encipher_only", "decipher_only"),
            False,
        )  # fmt: skip
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(7)
            .not_valid_before(day)
            .not_valid_after(day.replace(year=2100))
            .add_extension(x509.SubjectAlternativeName([_alternative(name)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(digital_signature=True, key_cert_sign=True, **usage), critical=True
            )
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            )
            .sign(key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        self.text = made.public_bytes(pem).decode()
        self._file = directory / f"{name}.pem"
        self._file.write_bytes(
            made.public_bytes(pem)
            + key.private_bytes(
                pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )

    def server(self):
        """Return the settings of a server that shows this certificate."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self._file)
        return context

    def trusting(self):
        """Return the settings of a client that trusts this certificate, and verifies the name."""
        return ssl.create_default_context(cadata=self.text)


def _alternative(name):
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
