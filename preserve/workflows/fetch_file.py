"""Fetch one file: ask, go on where an earlier answer ended, verify, then put it in its place."""

import http.client
import json
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urljoin

from preserve.containers.bag.fetch_address import Rules, Target, target_of
from preserve.containers.bag.fetch_answer import (
    LONGEST_WAIT_SECONDS,
    MOST_REDIRECTIONS,
    Afresh,
    Again,
    Asked,
    Headers,
    Onward,
    Refusal,
    Take,
    meaning_of,
    request_headers,
    strong_etag,
)
from preserve.containers.bag.fetch_rules import FileResult, Status, Wanted, wrong_digests
from preserve.containers.bag.names import shown
from preserve.errors import NoSpace
from preserve.model.plain import mapping_of, text_of
from preserve.report.visible import visible
from preserve.storage.side_file import NoPlace, SideDirectory
from preserve.workflows.fetch_web import Answer, NoAnswer, NotAllowed
from preserve.workflows.reach import trouble

_READ_BYTES: Final = 1 << 16
_TRIES: Final = 4
_FIRST_WAIT_SECONDS: Final = 1
# A try that brought so much is no vain one: over a bad line a large file comes in many pieces.
_WORTH_BYTES: Final = 1 << 20
_RESTARTS: Final = 2
_DROPPED: Final = frozenset({"BAG-118", "BAG-173"})
_STATUS: Final = {
    "BAG-117": Status.WRONG,
    "BAG-118": Status.WRONG,
    "BAG-171": Status.UNREACHABLE,
    "BAG-172": Status.UNREACHABLE,
    "BAG-177": Status.NOT_TRIED,
}


class Getting(Protocol):
    """The network: asks for an address and yields the answer, as `Web.get`."""

    def __call__(self, target: Target, headers: Headers) -> AbstractContextManager[Answer]:
        """Ask, yield the answer, hang up."""
        ...


@dataclass(slots=True)
class Fetching:
    """What all the files of a run share.

    Attributes:
        side: where files are kept until they are whole.
        rules: what addresses the user allows.
        get: the network.
        pause: waits so many seconds.
        told: called with the bytes that came.
        left_bytes: how many bytes this run may still take.
        unstated_bytes: how long a file may be whose length nobody states.
    """

    side: SideDirectory
    rules: Rules
    get: Getting
    pause: Callable[[float], None]
    told: Callable[[int], None]
    left_bytes: int
    unstated_bytes: int


def fetch_file(wanted: Wanted, run: Fetching) -> FileResult:
    """Fetch a file into its place in the bag.

    Returns:
        What became of it. A file that is wrong leaves nothing behind; one that is not whole stays
        beside the bag, and the next run goes on with it.

    Raises:
        PreserveError: the disk is full or read-only: no other file would fare better.
    """
    return _File(wanted, run).result()


@dataclass(slots=True)
class _File:
    """One file on its way.

    Attributes:
        is_resumed: whether it is put together from two runs.
        vain: tries in a row that brought next to nothing.
        restarts: how often it was begun anew because the server's file had changed.
    """

    wanted: Wanted
    run: Fetching
    is_resumed: bool = False
    vain: int = 0
    restarts: int = 0

    def result(self) -> FileResult:
        """Ask until the file is whole, or there is no more use in asking."""
        side, path = self.run.side, self.wanted.path
        while True:
            problem = self._whole()
            if problem is not None:
                if problem.code in _DROPPED or not self._here()[0]:
                    side.drop(path)
                return self._failed(problem)
            received = side.received(path, self.wanted.algorithms)
            wrong = wrong_digests(self.wanted, received.digests)
            if not wrong:
                return self._placed(received.size_bytes)
            side.drop(path)
            if not self.is_resumed:
                words = f"sent {received.size_bytes:,} bytes that do not fit {', '.join(wrong)}"
                return self._failed(Refusal("BAG-117", words))
            # It was put together from two runs, and a disk may have lost something in between:
            # only bytes that came in one run say what the server has.

    def _whole(self) -> Refusal | None:
        """Have the file beside the bag, whole; or say why not."""
        offset, etag = self._here()
        self.is_resumed = offset > 0
        while not offset or offset != self.wanted.length_bytes:
            meaning = self._attempt(offset, etag)
            if meaning is None or isinstance(meaning, Refusal):
                return meaning
            before, (offset, etag) = offset, self._here()
            if isinstance(meaning, Again):
                given_up = self._wait(meaning, offset - before)
            else:
                given_up = self._restart()
                offset, etag = 0, None
            if given_up is not None:
                return given_up
        return None

    def _here(self) -> tuple[int, str | None]:
        """Return what is here of the file, if the rest can be made to fit to it."""
        side, path = self.run.side, self.wanted.path
        try:
            note = mapping_of(json.loads(side.note(path) or b"{}"))
        except (ValueError, RecursionError):
            note = {}
        etag = strong_etag([("ETag", text_of(note.get("etag")) or "")])
        size = side.size_of(path)
        is_same = text_of(note.get("url")) == self.wanted.url
        is_short = self.wanted.length_bytes is None or size <= self.wanted.length_bytes
        return (size, etag) if etag and is_same and is_short else (0, None)

    def _wait(self, again: Again, gained: int) -> Refusal | None:
        """Let some time pass before the next try; or say that it was the last one."""
        self.vain = 1 if gained >= _WORTH_BYTES else self.vain + 1
        if self.vain >= _TRIES:
            return Refusal("BAG-171", again.words)
        seconds = again.wait_seconds
        if seconds is None:
            seconds = _FIRST_WAIT_SECONDS << (self.vain - 1)
        if seconds > LONGEST_WAIT_SECONDS:
            return Refusal("BAG-171", f"{again.words} and asks to come back later")
        self.run.pause(seconds)
        return None

    def _restart(self) -> Refusal | None:
        """Forget what is here; a server whose file changes all the time is left alone."""
        self.run.side.drop(self.wanted.path)
        self.is_resumed = False
        self.restarts += 1
        if self.restarts > _RESTARTS:
            return Refusal("BAG-171", "has another file each time it is asked")
        return None

    def _attempt(self, offset: int, etag: str | None) -> Again | Afresh | Refusal | None:
        """Ask once, wherever the server sends on to; None when the file is whole."""
        length, left = self.wanted.length_bytes, self.run.left_bytes
        most = left + offset
        if length is None:
            most = min(most, max(self.run.unstated_bytes, offset))
        if (length or 0) > most or (length is None and most <= offset):
            size = "a file of unknown length" if length is None else f"{length:,} bytes"
            return Refusal("BAG-177", f"is to send {size}, and this run takes {left:,} bytes more")
        asked = Asked(offset, etag, length, most)
        target = target_of(self.wanted.url, self.run.rules)
        for hop in range(MOST_REDIRECTIONS + 1):
            meaning = self._ask(target, asked, is_sent_on=hop > 0)
            if not isinstance(meaning, Onward):
                return meaning
            try:
                target = target_of(urljoin(target.url, meaning.location), self.run.rules)
            except ValueError as problem:
                return Refusal("BAG-170", f"sends on to an address that {problem}")
        return Refusal("BAG-170", f"sends on more than {MOST_REDIRECTIONS} times")

    def _ask(
        self, target: Target, asked: Asked, *, is_sent_on: bool
    ) -> Onward | Again | Afresh | Refusal | None:
        """Ask one server once; None when the file is whole."""
        try:
            with self.run.get(target, request_headers(asked.offset, asked.etag)) as answer:
                meaning = meaning_of(answer.status, answer.headers, asked)
                return self._take(answer, meaning, asked) if isinstance(meaning, Take) else meaning
        except NotAllowed as problem:
            if is_sent_on:
                return Refusal("BAG-170", f"sends on to an address that {problem}")
            return Refusal("BAG-116", str(problem))
        except (OSError, http.client.HTTPException) as problem:
            return _unanswered(problem)

    def _take(self, answer: Answer, take: Take, asked: Asked) -> Again | Refusal | None:
        """Write a body beside the bag, and stop at the length that it may have."""
        run, path = self.run, self.wanted.path
        end = asked.most_bytes if take.total_bytes is None else take.total_bytes
        if take.total_bytes is not None:
            self._require_room(end - take.offset)
        if not take.offset:
            self.is_resumed = False
            run.side.drop(path)
            note = {"path": path, "url": self.wanted.url, "etag": take.etag}
            run.side.write_note(path, json.dumps(note).encode())
        size = take.offset
        with run.side.open_part(path, take.offset) as part:
            # One byte more than it may have is asked for, and never written.
            while data := answer.read(min(_READ_BYTES, end - size + 1)):
                if size + len(data) > end:
                    return _too_long(take, end)
                part.write(data)
                size += len(data)
                run.left_bytes -= len(data)
                run.told(len(data))
            part.sync()
        if take.total_bytes is None or size == take.total_bytes:
            return None
        if take.is_chunked:
            words = f"has a file of {size:,} bytes; fetch.txt states {take.total_bytes:,}"
            return Refusal("BAG-118", words)
        return Again("broke the connection off")

    def _require_room(self, size_bytes: int) -> None:
        free = self.run.side.free_bytes()
        if size_bytes > free:
            raise NoSpace(
                f"{shown(self.wanted.path)} needs {size_bytes:,} more bytes, and the disk of the"
                f" bag has room for {free:,}."
            )

    def _placed(self, size_bytes: int) -> FileResult:
        try:
            self.run.side.place(self.wanted.path)
        except NoPlace as problem:
            self.run.side.drop(self.wanted.path)
            found = self.wanted.finding("BAG-176", f"{shown(self.wanted.path)} {problem}.")
            return FileResult(self.wanted.path, self.wanted.url, Status.REFUSED, findings=(found,))
        return FileResult(self.wanted.path, self.wanted.url, Status.FETCHED, size_bytes)

    def _failed(self, problem: Refusal) -> FileResult:
        name = shown(self.wanted.path)
        if problem.code == "BAG-116":
            message = f"The address of {name} {problem.words}."
        else:
            origin = visible(target_of(self.wanted.url, self.run.rules).origin)
            message = f"{name} was not fetched: {origin} {problem.words}."
        found = self.wanted.finding(problem.code, message)
        status = _STATUS.get(problem.code, Status.REFUSED)
        return FileResult(self.wanted.path, self.wanted.url, status, findings=(found,))


def _too_long(take: Take, end: int) -> Refusal:
    if take.total_bytes is None:
        return Refusal("BAG-177", f"sent more than the {end:,} bytes that this run takes of it")
    return Refusal("BAG-118", f"sent more than the {end:,} bytes that it is to have")


def _unanswered(problem: OSError | http.client.HTTPException) -> Again | Refusal:
    """Return what an error of the network means: most pass, some do not."""
    if isinstance(problem, ssl.SSLCertVerificationError):
        reason = visible(problem.verify_message).rstrip(".")
        return Refusal("BAG-174", f"could not prove who it is ({reason})")
    if isinstance(problem, NoAnswer):
        return Refusal("BAG-171", str(problem))
    if isinstance(problem, http.client.IncompleteRead):
        return Again("broke the connection off")
    if isinstance(problem, OSError):
        return Again(trouble(problem))
    return Refusal("BAG-173", trouble(problem))
