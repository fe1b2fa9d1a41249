"""Ask clamd about files, with INSTREAM: what was not scanned is never called clean.

clamd says OK about whatever it did not look into: a file beyond its own limits, or anything where
its database is missing. So it is first given the EICAR test file, which every database knows, and
files that are larger than a limit are not given to it at all.
"""

import re
import socket
import struct
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final, NamedTuple

from preserve.model.amounts import bytes_words
from preserve.model.file import EntryKind
from preserve.model.receiving import ExchangeRules
from preserve.report.visible import visible
from preserve.storage.clock import monotonic
from preserve.storage.store import Tree
from preserve.workflows.unpack_bag import pieces_of

_SECONDS: Final = 120.0
_MOST_ANSWER_BYTES: Final = 4096
_PIECE_BYTES: Final = 1 << 18
_FOUND: Final = re.compile(r"stream: (?P<name>[^\0]{1,1000}) FOUND")
_LIMITS: Final = "Heuristics.Limits.Exceeded"
# In two halves, so that no scanner takes this file for it.
_TEST_FILE: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class ScanOutcome(StrEnum):
    """What a scan came to."""

    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not-scanned"


class Scan(NamedTuple):
    """What a scan came to, and the signature's name or the reason."""

    outcome: ScanOutcome
    words: str = ""


_CLEAN: Final = Scan(ScanOutcome.CLEAN)


class Clamd:
    """A virus scanner behind a socket; once it did not answer, it is not asked again in a run."""

    def __init__(
        self,
        address: str,
        limit_bytes: int,
        monotonic: Callable[[], float],
        patience_seconds: float = _SECONDS,
    ) -> None:
        """Say where it is.

        Args:
            address: `unix:/path` or `tcp:host:port`.
            limit_bytes: files that are larger are not given to it.
            monotonic: seconds that only go forward.
            patience_seconds: how long one file may take, all together.
        """
        self._address = address
        self._limit_bytes = limit_bytes
        self._monotonic = monotonic
        self._patience = patience_seconds
        self._out_of_order: str | None = None
        self._version: str | None = None
        self._is_tried = False

    @property
    def version(self) -> str | None:
        """What it calls itself, with its database and that one's date if it tells."""
        self._try()
        return self._version

    def scan(self, pieces: Iterable[bytes], size_bytes: int) -> Scan:
        """Have a file scanned.

        Args:
            pieces: its bytes.
            size_bytes: how many there are.

        Raises:
            OSError: the pieces cannot be read.
        """
        self._try()
        if size_bytes > self._limit_bytes:
            words = (
                f"it has {bytes_words(size_bytes)}; {bytes_words(self._limit_bytes)} are scanned"
            )
            return Scan(ScanOutcome.NOT_SCANNED, words)
        if self._out_of_order is not None and self._version is None:
            return Scan(ScanOutcome.NOT_SCANNED, self._out_of_order)
        found = self._stream(pieces)
        if found.outcome is ScanOutcome.CLEAN and self._out_of_order is not None:
            return Scan(ScanOutcome.NOT_SCANNED, self._out_of_order)
        return found

    def _try(self) -> None:
        """Ask for its version, and whether it knows the file that every database knows."""
        if self._is_tried:
            return
        self._is_tried = True
        try:
            answer = self._ask(b"zVERSION\0", ())
        except OSError as problem:
            self._out_of_order = f"the scanner is not there ({_reason(problem)})"
            return
        if not answer.startswith("ClamAV "):
            self._out_of_order = f"the scanner gave a strange answer: {visible(answer)[:200]}"
            return
        self._version = visible(answer.removeprefix("ClamAV "))[:100] or "unknown"
        if self._stream((_TEST_FILE,)).outcome is not ScanOutcome.INFECTED:
            self._out_of_order = "the scanner does not know the EICAR test file: no database"

    def _stream(self, pieces: Iterable[bytes]) -> Scan:
        try:
            answer = self._ask(b"zINSTREAM\0", pieces)
        except _Unreadable as problem:
            raise problem.problem from problem
        except OSError as problem:
            return Scan(ScanOutcome.NOT_SCANNED, f"the scanner hung up ({_reason(problem)})")
        match = _FOUND.fullmatch(answer)
        if answer == "stream: OK":
            return _CLEAN
        if match is None or match.group("name").startswith(_LIMITS):
            words = f"the scanner said: {visible(answer)[:200] or 'nothing'}"
            return Scan(ScanOutcome.NOT_SCANNED, words)
        return Scan(ScanOutcome.INFECTED, visible(match.group("name")))

    def _ask(self, command: bytes, pieces: Iterable[bytes]) -> str:
        until = self._monotonic() + self._patience
        with self._connected(until) as line:
            try:
                line.sendall(command)
                for piece in _read(pieces) if command == b"zINSTREAM\0" else ():
                    for start in range(0, len(piece), _PIECE_BYTES):
                        part = piece[start : start + _PIECE_BYTES]
                        self._wait_until(line, until)
                        line.sendall(struct.pack(">I", len(part)) + part)
                if command == b"zINSTREAM\0":
                    line.sendall(bytes(4))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it says why, and hangs up, before all is sent
            return self._answer(line, until)

    def _answer(self, line: socket.socket, until: float) -> str:
        data = b""
        while b"\0" not in data and len(data) < _MOST_ANSWER_BYTES:
            self._wait_until(line, until)
            more = line.recv(_MOST_ANSWER_BYTES - len(data))
            if not more:
                break
            data += more
        # Without its end an answer may be half of another one.
        return data.partition(b"\0")[0].decode("utf-8", "replace") if b"\0" in data else ""

    def _connected(self, until: float) -> socket.socket:
        kind, _, place = self._address.partition(":")
        if kind == "unix":
            line = socket.socket(socket.AF_UNIX)
            try:
                self._wait_until(line, until)
                line.connect(place)
            except OSError:
                line.close()
                raise
            return line
        host, _, port = place.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), self._patience)

    def _wait_until(self, line: socket.socket, until: float) -> None:
        left = until - self._monotonic()
        if left <= 0:
            raise TimeoutError("it took too long")
        line.settimeout(left)


def scanner_of(rules: ExchangeRules) -> Clamd | None:
    """Return the scanner that an archive asks, for one run; None where none is configured."""
    if rules.clamd is None:
        return None
    return Clamd(rules.clamd, rules.scan_limit_bytes, monotonic)


def scan_files(scanner: Clamd, tree: Tree) -> Scan:
    """Have every file of a bag scanned, up to the first one that the scanner knows.

    Raises:
        OSError: a file cannot be read.
    """
    missed, first = 0, ""
    buffer = memoryview(bytearray(_PIECE_BYTES))
    for entry in tree.entries():
        if entry.kind is not EntryKind.FILE:
            continue
        pieces = (bytes(piece) for piece in pieces_of(tree, entry.path, buffer))
        found = scanner.scan(pieces, entry.size_bytes)
        if found.outcome is ScanOutcome.INFECTED:
            return found._replace(words=f"{entry.path}: {found.words}")
        if found.outcome is ScanOutcome.NOT_SCANNED:
            missed += 1
            first = first or f"{entry.path}: {found.words}"
    if missed:
        more = f" ({missed - 1} more files)" if missed > 1 else ""
        return Scan(ScanOutcome.NOT_SCANNED, f"{first}{more}")
    return _CLEAN


class _Unreadable(Exception):
    """The bytes to be scanned cannot be read: that is no answer of the scanner."""

    def __init__(self, problem: OSError) -> None:
        super().__init__()
        self.problem = problem


def _read(pieces: Iterable[bytes]) -> Iterable[bytes]:
    try:
        yield from pieces
    except OSError as problem:
        raise _Unreadable(problem) from problem


def _reason(problem: OSError) -> str:
    return problem.strerror or str(problem) or type(problem).__name__
