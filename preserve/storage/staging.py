"""A directory that is being filled aside, file by file, and takes its place all at once."""

import os
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import BoundedSemaphore
from typing import Final, Self

from preserve.errors import NotWritable
from preserve.model.file import NewFile, printable
from preserve.storage import atomic
from preserve.storage.layout import parents_of
from preserve.storage.tree import LocalTree

# Syncs that run at once share the medium's round trips: measured, six times as fast as in turn.
_HANDS: Final = 8
_MOST_WAITING: Final = 64
# Below that many files, starting threads costs more than they save.
_WORTH_HANDS: Final = 32
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class StagedFile:
    """A new file that takes its bytes piece by piece; a context manager that has it synced.

    After an exception the file is closed and not synced: whoever staged it discards it.
    """

    def __init__(self, path: str, settle: Callable[[int], None]) -> None:
        """Say where it is to be.

        Args:
            path: no name may be there.
            settle: takes the descriptor over when all is written, to sync and close it.
        """
        self._path = path
        self._settle = settle
        self._descriptor = -1

    def __enter__(self) -> Self:
        """Make the file.

        Raises:
            PreserveError: it cannot be made.
        """
        try:
            with atomic.writing(printable(self._path)):
                self._descriptor = os.open(self._path, _FLAGS, 0o644)
        except FileExistsError as problem:
            words = f"{printable(self._path)} cannot be written: to this disk its name is taken."
            remedy = "Name a directory on a disk that tells such names apart (case, accents)."
            raise NotWritable(words, remedy=remedy) from problem
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        """Hand it over to be synced and closed."""
        if kind is None:
            self._settle(self._descriptor)
        else:
            os.close(self._descriptor)

    def write(self, data: bytes | memoryview) -> None:
        """Append bytes.

        Raises:
            PreserveError: there is no room, or the place cannot be written.
        """
        rest = memoryview(data)
        with atomic.writing(printable(self._path)):
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]


class SyncHands:
    """Threads that sync what was written while the next is being written; a context manager.

    Several directories can be filled one after the other and share them: small ones, too, then
    share the medium's round trips.
    """

    def __init__(self) -> None:
        """Start none yet."""
        self._pool = ThreadPoolExecutor(_HANDS)
        self._room = BoundedSemaphore(_MOST_WAITING)

    def __enter__(self) -> Self:
        """Return the hands themselves."""
        return self

    def __exit__(self, *exception: object) -> None:
        """End them."""
        self.end()

    def end(self) -> None:
        """Wait for what was begun, and end the threads: nobody may fork beside them."""
        self._pool.shutdown()

    def begin(self, sync: Callable[[], None]) -> Future[None]:
        """Have something synced; wait while too many are waiting, as each holds a file open."""
        self._room.acquire()
        return self._pool.submit(self._do, sync)

    def _do(self, sync: Callable[[], None]) -> None:
        try:
            sync()
        finally:
            self._room.release()


class Staging:
    """The directory."""

    def __init__(self, directory: str, hands: SyncHands | None = None) -> None:
        """Say where it is made; its parent is there, and on the disk where it is to go.

        Args:
            directory: where it is filled.
            hands: those that sync, if they are shared with other directories.
        """
        self.directory = directory
        self._made: set[str] = set()
        self._shared = hands
        self._own: SyncHands | None = None
        self._syncing: deque[Future[None]] = deque()

    @property
    def tree(self) -> LocalTree:
        """The files as written, to be read back."""
        return LocalTree(self.directory, follows_root=False)

    def begin(self, directories: Iterable[str], files: int | None = None) -> None:
        """Make the directory, empty, with these directories below it.

        Args:
            directories: relative paths.
            files: how many will be written, where that is known.

        Raises:
            PreserveError: it cannot be made.
        """
        atomic.discard(self.directory)
        with atomic.writing(printable(self.directory)):
            os.mkdir(self.directory)
        if self._shared is None and (files is None or files >= _WORTH_HANDS):
            self._own = SyncHands()
        for path in directories:
            self._make(path)

    def file(self, path: str) -> StagedFile:
        """Return a new file to be written; the directories above it are made.

        Raises:
            PreserveError: they cannot be made.
        """
        for parent in parents_of(path)[-1:]:
            self._make(parent)
        return StagedFile(f"{self.directory}/{path}", self._settle)

    def write(self, new: NewFile) -> None:
        """Write a new file whole.

        Raises:
            PreserveError: it cannot be written.
        """
        with self.file(new.path) as opened:
            opened.write(new.data)

    def complete(self) -> None:
        """Have the names synced, too; nothing is added later.

        Raises:
            PreserveError: the system says that it could not.
        """
        for path in (*sorted(self._made, reverse=True), ""):
            self._begin(partial(atomic.sync_directory, f"{self.directory}/{path}"))

    def sync(self) -> None:
        """Wait until every file and every name is on the medium; nothing is added later.

        Raises:
            PreserveError: the system says that it could not.
        """
        self.complete()
        self.wait()

    def wait(self) -> None:
        """Wait until all that is to be synced is on the medium.

        Raises:
            PreserveError: the system says that it could not.
        """
        with atomic.writing(printable(self.directory)):
            while self._syncing:
                self._syncing.popleft().result()
        self._dismiss()

    def publish(self, final: str) -> None:
        """Give the directory its final name, and sync.

        Raises:
            FileExistsError: something is there; it is not touched.
            PreserveError: it cannot be moved.
        """
        with atomic.writing(printable(final)):
            atomic.publish(self.directory, final)

    def discard(self) -> None:
        """Remove what was staged, if it is still there."""
        self._dismiss()
        self._syncing.clear()
        atomic.discard(self.directory)

    def _dismiss(self) -> None:
        if self._own is not None:
            self._own.end()
            self._own = None

    def _settle(self, descriptor: int) -> None:
        self._begin(partial(_sync_and_close, descriptor))

    def _begin(self, sync: Callable[[], None]) -> None:
        hands = self._shared or self._own
        with atomic.writing(printable(self.directory)):
            if hands is None:
                sync()
                return
            self._syncing.append(hands.begin(sync))
            while len(self._syncing) > _MOST_WAITING:
                self._syncing.popleft().result()

    def _make(self, path: str) -> None:
        if path in self._made:
            return
        for parent in (*parents_of(path), path):
            if parent in self._made:
                continue
            try:
                with atomic.writing(printable(f"{self.directory}/{parent}")):
                    os.mkdir(f"{self.directory}/{parent}")
            except FileExistsError as problem:
                words = f"{printable(parent)} cannot be made: to this disk its name is taken."
                remedy = "Name a directory on a disk that tells such names apart (case, accents)."
                raise NotWritable(words, remedy=remedy) from problem
            self._made.add(parent)


def _sync_and_close(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
