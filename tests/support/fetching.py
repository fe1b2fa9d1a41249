"""A server of files with faults of its own, holey bags that point to it, and runs of `fetch`."""

import contextlib
import datetime as dt
import hashlib
import http.server
import ipaddress
import os
import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from preserve.containers.bag.fetch_address import Rules
from preserve.workflows.checkers import ALL
from preserve.workflows.fetch_bag import FetchOptions, Progress, fetch_bag
from preserve.workflows.fetch_web import Patience, Web, look_up
from preserve.workflows.validate_bag import Effort
from tests.support.bags import new_bag, sealed, write_bag
from tests.support.servers import HOST

# A loaded machine must not decide whether a test passes; where nobody answers, soon is enough.
PATIENT = Patience(connect_seconds=120, answer_seconds=120, stall_seconds=300)
QUICK = Patience(connect_seconds=120, answer_seconds=0.4, stall_seconds=1.0, stall_bytes=1 << 14)
OPEN = Rules(allow_http=True, allow_private=True)


@dataclass
class Asked:
    """A request as it came."""

    path: str
    headers: dict[str, str]


@dataclass
class Served:
    """What a server holds, how it misbehaves, and what it was asked.

    `faults` maps a path to a function that is given the handler and the number of the request for
    that path, and answers by itself; where it returns False the file is served as it should be.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, object] = field(default_factory=dict)
    etags: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str, scheme: str = "http", host: str = HOST) -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def etag(self, path: str) -> str:
        digest = hashlib.sha256(self.files[path]).hexdigest()[:16]
        return self.etags.get(path, f'"{digest}"')

    def times(self, path: str) -> int:
        return sum(asked.path == path for asked in self.asked)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    served: Served

    def do_GET(self):
        self.served.asked.append(Asked(self.path, dict(self.headers)))
        fault = self.served.faults.get(self.path)
        # A client that hangs up is what many of these tests are about.
        with contextlib.suppress(OSError):
            if fault is None or fault(self, self.served.times(self.path)) is False:
                self.serve()

    def serve(self, *, data=None, cut=None, **headers):
        """Serve the file as a good server does; or other bytes, or the first `cut` of them."""
        whole = self.served.files.get(self.path) if data is None else data
        if whole is None:
            self.answer(404, b"no")
            return
        etag = self.served.etag(self.path)
        start = 0
        wanted = self.headers.get("Range")
        if wanted and self.headers.get("If-Range") == etag:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(whole):
                self.answer(416, b"", **{"Content-Range": f"bytes */{len(whole)}"})
                return
            headers = {"Content-Range": f"bytes {start}-{len(whole) - 1}/{len(whole)}", **headers}
        body = whole[start:]
        self.answer(206 if start else 200, body, cut=cut, **{"ETag": etag, **headers})

    def answer(self, status, body=b"", *, cut=None, length=True, **headers):
        self.send_response(status)
        if length:
            self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body if cut is None else body[:cut])
        self.wfile.flush()
        self.close_connection = True

    def log_message(self, *_):
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = False

    def handle_error(self, *_):
        pass


@contextlib.contextmanager
def file_server(files=None, context=None):
    """Yield a `Served`; every path not of a file is answered 404."""
    served = Served(dict(files or {}))

    class Handler(_Handler):
        pass

    Handler.served = served
    with _Server((HOST, 0), Handler) as server:
        if context is not None:
            server.socket = context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        served.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield served
        finally:
            served.over.set()
            server.shutdown()
            thread.join()


def holey_bag(place, files, served_url, lengths=None):
    """Write a bag whose files are named in fetch.txt; `served_url(path)` says where they are.

    `lengths` has for a path what fetch.txt states where it is not the truth.
    """
    lengths = lengths or {}
    lines = "".join(
        f"{served_url(path)} {lengths.get(path, len(data))} {path}\n"
        for path, data in files.items()
    )
    whole = new_bag({"data/here.txt": b"here\n", **files})
    bag = sealed(whole.without(*files).having("fetch.txt", lines.encode()))
    place.mkdir(parents=True)
    return write_bag(bag, place)


def tree_state(place):
    """Return everything below a directory: kind, rights, times and bytes of each name."""
    found = {}
    for base, names, files in os.walk(place):
        for name in [*names, *files]:
            full = os.path.join(base, name)
            status = os.lstat(full)
            data = Path(full).read_bytes() if os.path.isfile(full) else b""
            times = status.st_mtime_ns if os.path.isfile(full) else 0
            found[os.path.relpath(full, place)] = (status.st_mode, times, data)
    return found


@dataclass
class Waits:
    """Stands for the clock that a run waits by; nothing waits."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds):
        self.seconds.append(seconds)


def fetched(bag, *, rules=OPEN, resolve=look_up, tls=None, pause=None, **options):
    """Run `fetch` in this process, without waiting."""
    patience = options.pop("patience", PATIENT)
    web = Web(rules, tls or ssl.create_default_context(), patience, resolve)
    nobody = Progress(lambda _files, _bytes: None, lambda _files, _bytes: None)
    progress = options.pop("progress", nobody)
    chosen = FetchOptions(options.pop("get", web.get), pause or Waits(), rules, progress, **options)
    return fetch_bag(str(bag), chosen, ALL, Effort(workers=1))


def codes(report):
    return sorted({found.code for each in report.files for found in each.findings})


class Authority:
    """A certificate authority of our own, and what it signs."""

    def __init__(self, directory):
        self._directory = directory
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority for tests")])
        made = (
            self._builder(self._name, self._key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(is_authority=True), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False
            )
            .sign(self._key, hashes.SHA256())
        )
        self._certificate = made
        self.file = directory / "authority.pem"
        self.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def _builder(self, subject, key, until=2100):
        day = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(day)
            .not_valid_after(day.replace(year=until))
        )

    def server(self, name=HOST, until=2100):
        """Return the settings of a server with a certificate for a name, until a year."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A server for tests")])
        try:
            other = x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            other = x509.DNSName(name)
        made = (
            self._builder(subject, key, until)
            .add_extension(x509.SubjectAlternativeName([other]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(is_authority=False), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
            .sign(self._key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        file = self._directory / f"server-{name}-{until}.pem"
        file.write_bytes(
            made.public_bytes(pem)
            + key.private_bytes(
                pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(file)
        return context


def _usage(*, is_authority):
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
