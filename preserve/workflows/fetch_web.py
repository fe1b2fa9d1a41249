"""Ask a server for a file, and for nothing else: no proxy, no cookie, no login, no second look-up.

A name is looked up once, every address that it stands for is judged, and the connection goes to
an address that was judged: a name that stands for another machine a moment later (DNS rebinding)
changes nothing. Variables of the environment that name a proxy are not followed, because it would
be the proxy that connects, to whatever it makes of the name.
"""

import http.client
import io
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, cast

from preserve.containers.bag.fetch_address import Rules, Target, address_problem
from preserve.containers.bag.fetch_answer import Headers
from preserve.storage.clock import monotonic
from preserve.workflows.archive import SOFTWARE
from preserve.workflows.reach import reach

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_AGENT: Final = SOFTWARE.replace(" ", "/")
_MOST_ADDRESSES: Final = 4


class NotAllowed(Exception):
    """An address leads where it may not; the reason, after "it ..."."""


class NoAnswer(OSError):
    """A server was not reached; what happened, after "it ..."."""


class Answer(Protocol):
    """A server's answer whose body is still to come."""

    @property
    def status(self) -> int:
        """The number of its first line."""
        ...

    @property
    def headers(self) -> Headers:
        """Its headers, in their order."""
        ...

    def read(self, size: int) -> bytes:
        """Return the next bytes of the body, at most `size`; nothing at its end.

        Raises:
            OSError: the connection broke, or is too slow.
            http.client.HTTPException: the body cannot be understood, or ended too early.
        """
        ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for.

    Attributes:
        connect_seconds: for the look-up of a name, and for each connection.
        answer_seconds: for each single read.
        stall_seconds: for each `stall_bytes` of a body, and for all that comes before it.
        stall_bytes: what has to come in that time; a server that drips is left.
    """

    connect_seconds: float = 20.0
    answer_seconds: float = 30.0
    stall_seconds: float = 60.0
    stall_bytes: int = 1 << 16


def look_up(host: str, port: int) -> tuple[str, ...]:
    """Return the addresses of a machine, in the system's order, each once.

    Raises:
        OSError: the name is not known.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


def trusting(ca_file: str | None = None) -> ssl.SSLContext:
    """Return what secures a connection: certificates and names are verified.

    Args:
        ca_file: certificates (PEM) that are trusted beside the system's.

    Raises:
        OSError: the file cannot be read, or holds no certificate (`ssl.SSLError`).
    """
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context


@dataclass(frozen=True, slots=True)
class Web:
    """The network as `fetch` may use it.

    Attributes:
        rules: what addresses the user allows.
        tls: secures a connection.
        patience: how long a server is waited for.
        resolve: gives the addresses of a machine.
        clock: seconds that only ever go forward.
    """

    rules: Rules
    tls: ssl.SSLContext
    patience: Patience = Patience()
    resolve: Callable[[str, int], Sequence[str]] = look_up
    clock: Callable[[], float] = monotonic

    @contextmanager
    def get(self, target: Target, headers: Headers) -> Iterator[Answer]:
        """Ask for a file; yield the answer, and hang up afterwards.

        Args:
            target: where.
            headers: to send beside `Host` and `User-Agent`.

        Raises:
            NotAllowed: the name stands for an address that may not be used.
            OSError: there is no answer; `ssl.SSLCertVerificationError`: no proof of the name.
            http.client.HTTPException: the answer cannot be understood.
        """
        address = self._judged(target)
        with self._connected(target, address) as plain:
            plain.settimeout(self.patience.connect_seconds)
            talk = plain
            if target.scheme == "https":
                talk = self.tls.wrap_socket(plain, server_hostname=target.host)
            with talk:
                talk.settimeout(self.patience.answer_seconds)
                talk.sendall(_request(target, headers))
                deadline = _Deadline(self.clock, self.patience)
                response = http.client.HTTPResponse(
                    cast("socket.socket", _Line(talk, deadline)), method="GET"
                )
                try:
                    response.begin()
                    yield _Answered(response, deadline)
                finally:
                    response.close()

    def _judged(self, target: Target) -> tuple[str, ...]:
        """Return the addresses to try: all that the name stands for may be used."""
        found: list[str] = []

        def work() -> None:
            found.extend(self.resolve(target.host, target.port))

        # The system's look-up knows no time-out of its own.
        problem = reach(work, self.patience.connect_seconds)
        if problem is not None or not found:
            raise NoAnswer(problem or "could not be found by its name")
        for address in found:
            reason = address_problem(address, self.rules)
            if reason is not None:
                raise NotAllowed(reason)
        return tuple(found[:_MOST_ADDRESSES])

    def _connected(self, target: Target, addresses: Sequence[str]) -> socket.socket:
        """Connect to the first of some numeric addresses that answers."""
        problem: OSError = NoAnswer("could not be reached")
        for address in addresses:
            made = None
            try:
                is_four = ipaddress.ip_address(address).version == 4  # noqa: PLR2004 - IPv4
                made = socket.socket(socket.AF_INET if is_four else socket.AF_INET6)
                made.settimeout(self.patience.connect_seconds)
                made.connect((address, target.port))
            except OSError as failed:
                if made is not None:
                    made.close()
                problem = failed
            else:
                return made
        raise problem


def _request(target: Target, headers: Headers) -> bytes:
    lines = [f"GET {target.path} HTTP/1.1", f"Host: {target.authority}", f"User-Agent: {_AGENT}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


class _Deadline:
    """Until when the next stretch of an answer has to be here."""

    def __init__(self, clock: Callable[[], float], patience: Patience) -> None:
        self._clock = clock
        self._patience = patience
        self._missing = 0
        self._until = 0.0
        self._renew()

    def _renew(self) -> None:
        self._missing = self._patience.stall_bytes
        self._until = self._clock() + self._patience.stall_seconds

    def seconds(self) -> float:
        """Return how long to wait for the next bytes.

        Raises:
            TimeoutError: too little came for too long.
        """
        left = self._until - self._clock()
        if left <= 0:
            raise TimeoutError
        return min(left, self._patience.answer_seconds)

    def credit(self, size: int) -> None:
        """Note bytes of the body: only they buy time, whatever else a server sends."""
        self._missing -= size
        if self._missing <= 0:
            self._renew()


class _Reads(io.RawIOBase):
    """What comes in over a connection, each read within its time."""

    def __init__(self, talk: socket.socket, deadline: _Deadline) -> None:
        super().__init__()
        self._talk = talk
        self._deadline = deadline

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill a buffer with what is there."""
        self._talk.settimeout(self._deadline.seconds())
        return self._talk.recv_into(buffer)


class _Line:
    """What `http.client` asks of a connection: a file to read from, and nothing more."""

    def __init__(self, talk: socket.socket, deadline: _Deadline) -> None:
        self._reads = _Reads(talk, deadline)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return the file."""
        return io.BufferedReader(self._reads)


class _Answered:
    """An answer of `http.client`."""

    def __init__(self, response: http.client.HTTPResponse, deadline: _Deadline) -> None:
        self._response = response
        self._deadline = deadline

    @property
    def status(self) -> int:
        """The number of its first line."""
        return self._response.status

    @property
    def headers(self) -> Headers:
        """Its headers, in their order."""
        return self._response.getheaders()

    def read(self, size: int) -> bytes:
        """Return the next bytes of the body, as they come."""
        data = self._response.read1(size)
        self._deadline.credit(len(data))
        return data
