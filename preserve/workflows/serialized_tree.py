"""A bag inside an archive, as a tree of files that are read where they lie; nothing is unpacked."""

import errno
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Self

from preserve.containers.bag.check import tag_files_to_read
from preserve.containers.bag.names import shown, storable
from preserve.containers.bag.serialized.caps import Caps
from preserve.containers.bag.serialized.endings import Form, stem
from preserve.containers.bag.serialized.formats import is_as_named
from preserve.containers.bag.serialized.found import Found
from preserve.containers.bag.serialized.layout import Layout
from preserve.containers.bag.serialized.member import Content
from preserve.containers.bag.serialized.source import Problem
from preserve.containers.bag.serialized.table import Table
from preserve.containers.bag.serialized.tar import TarArchive
from preserve.containers.bag.serialized.tar_gz import SecondPass, TarGzArchive
from preserve.containers.bag.serialized.zip import ZipArchive
from preserve.fixity.pool import Job, Progress, silent
from preserve.model.amounts import bytes_words
from preserve.model.audit import ReadClass
from preserve.model.digest import hasher
from preserve.model.file import Entry, EntryKind, Measurement, Outcome, printable
from preserve.model.finding import Finding, Where
from preserve.storage import layout
from preserve.storage.container import ContainerFile
from preserve.storage.store import FileIdentity, Met, unnoticed

_PIECE_BYTES = 1 << 18
_MOST_STARTS = 16
"""How often an archive that has no index is unpacked again from its start, for single files."""


class SerializedTree:
    """Implements `preserve.storage.store.Tree` over an archive that is open.

    Attributes:
        media_type: `application/zip`, `application/tar` or `application/gzip`.
        file_name: the archive's own; "" until it is listed.
        found: what is wrong with the archive itself; it grows while members are read.
    """

    root = None

    def __init__(
        self, container: ContainerFile, form: Form, caps: Caps, progress: Progress = silent
    ) -> None:
        """Say where it is; `load` lists it.

        Args:
            container: the open file.
            form: zip, tar or tar.gz.
            caps: how much of it is read.
            progress: told what is read while it is listed.
        """
        self.media_type = form.value
        self.file_name = ""
        self.found = Found()
        self._container = container
        self._caps = caps
        self._table = Table(caps, self.found)
        self._archive = _archive(container, form, progress)
        self._layout: Layout | None = None
        self._starts = 0
        self._read = bytearray()
        self._troubled = set[int]()

    @property
    def top(self) -> str | None:
        """The name of the bag's directory; "" without one; None when no bag can be made out."""
        return None if self._layout is None else self._layout.top

    def load(self, name: str) -> None:
        """List the archive, and judge how its members lie.

        Args:
            name: the archive's file name.

        Raises:
            OSError: the medium does not allow it.
        """
        self.file_name = name
        try:
            self._archive.read(self._table)
        except Problem as problem:
            self.found.stop(problem.code, problem.words)
        self._read = bytearray(len(self._table.names))
        if not self.found.is_whole:
            return
        self._layout = Layout(self._table, self.found)
        if not is_as_named(name, Form(self.media_type)):
            words = f"{printable(name)} is {self.media_type.rpartition('/')[2]}, not what it says"
            self.found.add("BAG-168", words)
        if self.top and self.top != stem(name):
            words = f"The directory in it is called {shown(self.top)}"
            self.found.add("BAG-157", words)

    def entries(self, met: Met = unnoticed) -> tuple[Entry, ...]:
        """Return the bag's listing, sorted by path."""
        listed = () if self._layout is None else self._layout.entries
        met(listed)
        return listed

    def open(self, path: str) -> "SerializedFile":
        """Open a file for reading.

        Raises:
            OSError: it is not there, is no file, is packed in a way that is not read, or too
                large to be held by whoever reads a tag file or a description.
        """
        number = self._number(path)
        size = self._table.size(number)
        if size > self._caps.tag_bytes and path != layout.WARC:
            words = f"it has {bytes_words(size)}; {bytes_words(self._caps.tag_bytes)} are read"
            raise OSError(errno.EFBIG, words, path)
        return SerializedFile(self, number, self._content(number))

    def read_small(self, path: str, limit_bytes: int) -> bytes | None:
        """Read a small file whole; None where it is longer. Raises as `open`."""
        if self._table.size(self._number(path)) > limit_bytes:
            return None
        with self.open(path) as opened:
            buffer = memoryview(bytearray(limit_bytes + 1))
            size = 0
            while count := opened.readinto(buffer[size:]):
                size += count
        return bytes(buffer[:size])

    def measured(self, jobs: Iterable[Job], progress: Progress = silent) -> Iterator[Measurement]:
        """Read files in the order of the archive, each once, and yield what was measured.

        What was digested while the archive was listed is handed out as it is.

        Args:
            jobs: what to read.
            progress: told now and then what was done.
        """
        wanted, algorithms, absent = self._gather(jobs)
        yield from absent
        again = None
        for number in sorted(wanted, key=self._place):
            path, asked = self._table.names[number], algorithms[number]
            known = self._digests(number, asked)
            if known is not None:
                yield known._replace(path=path)
                continue
            if isinstance(self._archive, TarGzArchive):
                again = again or self._archive.again()
            yield self._measure(number, Job(path, 0, asked), again, progress)

    def _gather(
        self, jobs: Iterable[Job]
    ) -> tuple[Sequence[int], Mapping[int, tuple[str, ...]], Sequence[Measurement]]:
        """Return which members are wanted, with which algorithms, and what cannot be had.

        Kept lean: there may be a million of them, and nearly all are wanted for the same.
        """
        wanted, algorithms, absent = array("L"), _Algorithms(), list[Measurement]()
        for job in jobs:
            try:
                number = self._number(job.path)
            except FileNotFoundError:
                absent.append(Measurement(job.path, Outcome.MISSING))
            except OSError as problem:
                why = problem.strerror
                absent.append(Measurement(job.path, Outcome.UNREADABLE, detail=why))
            else:
                wanted.append(number)
                algorithms.note(number, job.algorithms)
        return wanted, algorithms, absent

    def read_rest(self, progress: Progress = silent) -> None:
        """Read what no rule asked for, where the archive has a check sum of it (zip)."""
        if not isinstance(self._archive, ZipArchive) or not self.found.is_whole:
            return
        for number, is_read in enumerate(self._read):
            is_file = self._table.kind(number) is EntryKind.FILE
            if is_file and not is_read and self._table.odd(number)[1] is None:
                path = self._table.names[number]
                self._measure(number, Job(path, 0, ()), None, progress)

    def findings(self) -> tuple[Finding, ...]:
        """Return what was found wrong with the archive up to now."""
        return self.found.findings()

    def identity_of(self, number: int) -> FileIdentity:
        """Return what a member is: its size, and the archive's own time."""
        mtime_ns = self._container.identity().mtime_ns
        return FileIdentity(
            is_regular=True, size_bytes=self._table.size(number), mtime_ns=mtime_ns, inode=number
        )

    def take(self, number: int, content: Content, count: int) -> bytes:
        """Read on in a member; what is wrong with the archive there is noted.

        Raises:
            OSError: the medium does not allow it, or the archive is damaged there.
        """
        try:
            data = content.read(count)
        except Problem as problem:
            if number not in self._troubled:
                self._troubled.add(number)
                name = self._table.names[number] or "A member"
                where = Where(file=storable(name))
                self.found.add(problem.code, f"{shown(name)}: {problem.words}", where)
            self._read[number] = 1
            raise OSError(errno.EIO, f"the archive is damaged there: {problem.words}") from problem
        if not data:
            self._read[number] = 1
        return data

    def _number(self, path: str) -> int:
        number = None if self._layout is None else self._layout.number(path)
        if number is None:
            raise FileNotFoundError(errno.ENOENT, "it is not in the archive", path)
        if self._table.kind(number) is not EntryKind.FILE:
            raise OSError(errno.ELOOP, "it is no file", path)
        error = self._table.odd(number)[1]
        if error is not None:
            raise OSError(errno.EOPNOTSUPP, error, path)
        return number

    def _place(self, number: int) -> int:
        return number if isinstance(self._archive, TarGzArchive) else self._archive.place(number)

    def _content(self, number: int) -> Content:
        size = self._table.size(number)
        if not isinstance(self._archive, TarGzArchive):
            return self._archive.content(number, size)
        held = self._archive.held(number)
        if held is not None:
            return _Held(held)
        if self._starts >= _MOST_STARTS:
            raise OSError(errno.EBUSY, "the archive was unpacked too often already")
        self._starts += 1
        return MemberAgain(self._archive.again(), number)

    def _digests(self, number: int, algorithms: Sequence[str]) -> Measurement | None:
        if not isinstance(self._archive, TarGzArchive):
            return None
        digests = self._archive.digests(number, algorithms)
        if digests is None:
            return None
        return Measurement("", Outcome.READ, self._table.size(number), digests)

    def _measure(
        self, number: int, job: Job, again: SecondPass | None, progress: Progress
    ) -> Measurement:
        made = [hasher(algorithm) for algorithm in job.algorithms]
        size = 0
        try:
            content = self._content(number) if again is None else MemberAgain(again, number)
            while data := self.take(number, content, _PIECE_BYTES):
                size += len(data)
                for each in made:
                    each.update(data)
                progress(0, len(data))
        except OSError as problem:
            reason = problem.strerror or problem.__class__.__name__
            return Measurement(job.path, Outcome.UNREADABLE, 0, detail=reason)
        progress(1, 0)
        digests = {name: each.hexdigest() for name, each in zip(job.algorithms, made, strict=True)}
        return Measurement(job.path, Outcome.READ, size, digests)


class _Algorithms(dict[int, tuple[str, ...]]):
    """By member's number; the first that was noted holds for all that are not here."""

    first: tuple[str, ...] | None = None

    def note(self, number: int, algorithms: tuple[str, ...]) -> None:
        self.first = algorithms if self.first is None else self.first
        if algorithms != self.first:
            self[number] = algorithms

    def __missing__(self, _number: int) -> tuple[str, ...]:
        return self.first or ()


class SerializedFile:
    """A member that is open; implements `preserve.storage.store.OpenFile`."""

    def __init__(self, tree: SerializedTree, number: int, content: Content) -> None:
        self._tree = tree
        self._number = number
        self._content = content

    def __enter__(self) -> Self:
        """Return the file itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Nothing is held."""

    def identity(self) -> FileIdentity:
        """Return what the file is."""
        return self._tree.identity_of(self._number)

    def readinto(self, buffer: memoryview) -> int:
        """Fill a buffer; return the bytes read, 0 at the end."""
        if not buffer:
            return 0
        data = self._tree.take(self._number, self._content, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def drop_cache(self) -> ReadClass:
        """Say nothing about where its bytes come from."""
        return ReadClass.CACHE_UNKNOWN

    def prefetch(self, *, whole: bool) -> None:
        """Nothing is fetched ahead."""

    def forget(self) -> None:
        """Nothing is kept."""


class _Held:
    """Bytes that were kept while the archive was listed."""

    def __init__(self, data: bytearray) -> None:
        self._rest = memoryview(data)

    def read(self, count: int) -> bytes:
        taken, self._rest = bytes(self._rest[:count]), self._rest[count:]
        return taken


class MemberAgain:
    """A member of an archive that is unpacked again, up to it."""

    def __init__(self, again: SecondPass, number: int) -> None:
        """Say which, of an archive whose members are asked for in their order."""
        self._again = again
        self._number = number

    def read(self, count: int) -> bytes:
        """Return the next bytes; empty at the end."""
        self._again.go_to(self._number)
        return self._again.read(count)


def _archive(
    container: ContainerFile, form: Form, progress: Progress
) -> ZipArchive | TarArchive | TarGzArchive:
    if form is Form.ZIP:
        return ZipArchive(container)
    if form is Form.TAR:
        return TarArchive(container)
    return TarGzArchive(container, _is_tag_file, progress)


def _is_tag_file(name: str) -> bool:
    """Return whether the rules need the bytes of a file of this name in the bag's directory."""
    return bool(tag_files_to_read([Entry(name, EntryKind.FILE)]))
