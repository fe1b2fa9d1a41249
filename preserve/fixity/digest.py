"""One read of a file, all its digests, and the truth about how the read went.

Small files are hashed where they are read. Of a large file every algorithm runs in a thread of
its own over the same buffers (hashlib lets go of the interpreter's lock), so that one file on
two cores takes as long as its slowest algorithm.
"""

import hashlib
import queue
import threading
from collections.abc import Sequence
from typing import Final, Protocol

from preserve.model.digest import digests_of, hasher
from preserve.model.file import Measurement, Outcome
from preserve.storage.store import FileIdentity, Tree

CHUNK_BYTES: Final = 1 << 20
LARGE_BYTES: Final = 16 << 20
SMALL_BYTES: Final = 1 << 16
_BUFFERS: Final = 4

MISSING: Final = (FileNotFoundError, NotADirectoryError)


class Source(Protocol):
    """What is read: a file that is open."""

    def identity(self) -> FileIdentity:
        """Return what the file is now."""
        ...

    def readinto(self, buffer: memoryview) -> int:
        """Fill a buffer from where the last read stopped; return the bytes read, 0 at the end."""
        ...


def measure(
    tree: Tree,
    path: str,
    algorithms: Sequence[str],
    *,
    expected_bytes: int = 0,
    split: bool = False,
) -> Measurement:
    """Read a file once and return its size and digests, or why there are none.

    Args:
        tree: where the file lies.
        path: relative to the tree's root.
        algorithms: names as in `preserve.model.digest.VERIFIABLE`.
        expected_bytes: its size as listed or recorded; what is expected to be large is not tried
            as a small file first.
        split: give each algorithm of a large file a thread of its own.
    """
    try:
        if expected_bytes < SMALL_BYTES:
            data = tree.read_small(path, SMALL_BYTES)
            if data is not None:
                return Measurement(path, Outcome.READ, len(data), digests_of(data, algorithms))
        with tree.open(path) as opened:
            return measure_open(opened, path, algorithms, split=split)
    except MISSING:
        return Measurement(path, Outcome.MISSING)
    except OSError as problem:
        reason = problem.strerror or problem.__class__.__name__
        return Measurement(path, Outcome.UNREADABLE, 0, detail=reason)


def measure_open(
    opened: Source,
    path: str,
    algorithms: Sequence[str],
    *,
    split: bool,
) -> Measurement:
    """Read an open file once, from its start, in chunks.

    Args:
        opened: not yet read.
        path: for the measurement.
        algorithms: names as in `preserve.model.digest.VERIFIABLE`.
        split: give each algorithm of a large file a thread of its own.

    Raises:
        OSError: it cannot be read to the end.
    """
    before = opened.identity()
    if not before.is_regular:
        return Measurement(path, Outcome.NOT_A_FILE)
    hashes = [hasher(algorithm) for algorithm in algorithms]
    if split and len(hashes) > 1 and before.size_bytes >= LARGE_BYTES:
        size = _feed_in_parallel(opened, hashes)
    else:
        size = _feed(opened, hashes)
    after = opened.identity()
    if before != after or size != before.size_bytes:
        detail = what_moved(before.size_bytes, size)
        return Measurement(path, Outcome.CHANGED, size, detail=detail)
    digests = {name: made.hexdigest() for name, made in zip(algorithms, hashes, strict=True)}
    return Measurement(path, Outcome.READ, size, digests)


def what_moved(expected: int, read: int) -> str:
    """Say in words why a read settles nothing: its length, or what else moved."""
    if expected != read:
        return f"{expected} bytes before, {read} bytes read"
    return "its size, time or identity moved during the read"


def _feed(opened: Source, hashes: Sequence["hashlib._Hash"]) -> int:
    buffer = memoryview(bytearray(CHUNK_BYTES))
    total = 0
    while count := opened.readinto(buffer):
        total += count
        chunk = buffer[:count]
        for made in hashes:
            made.update(chunk)
    return total


class _Consumer(threading.Thread):
    """Feeds one algorithm from a queue of filled buffers, and hands each buffer back."""

    def __init__(self, made: "hashlib._Hash") -> None:
        super().__init__(daemon=True)
        self.made = made
        self.filled: queue.SimpleQueue[memoryview | None] = queue.SimpleQueue()
        self.done: queue.SimpleQueue[None] = queue.SimpleQueue()

    def run(self) -> None:
        while (chunk := self.filled.get()) is not None:
            self.made.update(chunk)
            self.done.put(None)


def _feed_in_parallel(opened: Source, hashes: Sequence["hashlib._Hash"]) -> int:
    """Read on this thread, which also runs the first algorithm; the others have their own."""
    consumers = [_Consumer(made) for made in hashes[1:]]
    for consumer in consumers:
        consumer.start()
    try:
        return _pump(opened, hashes[0], consumers)
    finally:
        for consumer in consumers:
            consumer.filled.put(None)
        for consumer in consumers:
            consumer.join()


def _pump(opened: Source, first: "hashlib._Hash", consumers: Sequence[_Consumer]) -> int:
    buffers = [memoryview(bytearray(CHUNK_BYTES)) for _ in range(_BUFFERS)]
    total = 0
    turn = 0
    while True:
        if turn >= _BUFFERS:
            # The buffer about to be filled again was handed out _BUFFERS turns ago.
            for consumer in consumers:
                consumer.done.get()
        buffer = buffers[turn % _BUFFERS]
        count = opened.readinto(buffer)
        if not count:
            return total
        total += count
        turn += 1
        chunk = buffer[:count]
        for consumer in consumers:
            consumer.filled.put(chunk)
        first.update(chunk)
