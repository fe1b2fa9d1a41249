"""The second opinion: what the bagit library says about a bag. The only importer of bagit.

bagit is asked through `Bag.validate`, which neither writes nor changes directory. It opens
whatever it meets, links and pipes too, and reads lines in quadratic time; a bag on which it would
hang, look elsewhere or unpack something (it takes `zlib` as an encoding) is not given to it.
"""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import bagit

from preserve.containers.bag.known_differences import Answer
from preserve.containers.bag.names import shown
from preserve.containers.bag.parse import DECLARATION
from preserve.containers.bag.text import plain_encoding
from preserve.model.opinion import SecondOpinion

SOFTWARE = f"bagit {bagit.VERSION}"
_LONGEST_LINE_BYTES = 1 << 16
_LONGEST_WORDS = 600
_ENCODING_LABEL = "Tag-File-Character-Encoding"
_SPLITS_LINES = frozenset("\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_FAULTS = (bagit.BagError, OSError, ValueError, LookupError, TypeError, AttributeError)
_MORE_FAULTS = (RuntimeError, AssertionError, ArithmeticError, MemoryError)
"""Everything that bagit was seen to raise, and its neighbours: a bad bag makes it raise at will."""


def bagit_opinion(directory: str) -> SecondOpinion:
    """Ask the bagit library about a bag on disk. Never raises, never writes.

    Args:
        directory: the bag.

    Returns:
        What bagit says; no opinion where it finds fault and is known to misread such a bag.
    """
    says, misread = ask_bagit(directory)
    if says.agrees_valid is False and misread is not None:
        return SecondOpinion(SOFTWARE, None, f"known to misread {misread}: {says.detail}")
    return says


def ask_bagit(directory: str) -> Answer:
    """Ask the bagit library about a bag on disk, and say whether it can read its names.

    Never raises, never writes.

    Args:
        directory: the bag.
    """
    try:
        names, reason = _look(directory)
    except OSError as problem:
        return Answer(SecondOpinion(SOFTWARE, None, f"not asked: {problem.strerror}"))
    if reason is not None:
        return Answer(SecondOpinion(SOFTWARE, None, f"not asked: {reason}"))
    misread = next((shown(name) for name in names if misreads(name)), None)
    with _silent():
        try:
            bag = bagit.Bag(directory)  # type: ignore[no-untyped-call]  # bagit has no types
            bag.validate(processes=1)  # type: ignore[no-untyped-call]  # bagit has no types
        except (*_FAULTS, *_MORE_FAULTS) as problem:
            words = shown(f"{type(problem).__name__}: {problem}"[:_LONGEST_WORDS])
            return Answer(SecondOpinion(SOFTWARE, agrees_valid=False, detail=words), misread)
    return Answer(SecondOpinion(SOFTWARE, agrees_valid=True, detail=""), misread)


def misreads(name: str) -> bool:
    """Return whether bagit is known to misread a file's path in a correct manifest.

    It does not decode `%25`, drops white space at the end of a line, and takes vertical tab, form
    feed, NEL and the like for line ends.
    """
    return "%" in name or name != name.rstrip() or not _SPLITS_LINES.isdisjoint(name)


@contextmanager
def _silent() -> Iterator[None]:
    """Keep bagit's log and warnings from the user's terminal: its words come back as a value."""
    logger = logging.getLogger("bagit")
    before = logger.disabled
    logger.disabled = True
    try:
        with warnings.catch_warnings():
            # bagit 1.9 calls the standard library in a way that Python 3.13 warns about.
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = before


def _look(directory: str) -> tuple[list[str], str | None]:
    """Return the paths of a bag's files, and why bagit must not be given it (None: it may)."""
    names = list[str]()
    waiting = [""]
    while waiting:
        base = waiting.pop()
        with os.scandir(os.path.join(directory, base)) as entries:  # noqa: PTH118  # raw names
            for entry in entries:
                path = f"{base}/{entry.name}" if base else entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                elif not entry.is_file(follow_symlinks=False):
                    return names, f"{shown(path)} is not a plain file"
                else:
                    names.append(path)
    for path in names:
        if "/" not in path and path.endswith(".txt"):
            full = os.path.join(directory, path)  # noqa: PTH118  # raw names
            with open(full, "rb") as stream:  # noqa: PTH123  # raw names
                reason = _text_problem(path, stream)
            if reason is not None:
                return names, reason
    return names, None


def _text_problem(path: str, stream: BinaryIO) -> str | None:
    """Return why a tag file would hang bagit or make it unpack something, or None."""
    while line := stream.readline(_LONGEST_LINE_BYTES + 1):
        if len(line) > _LONGEST_LINE_BYTES:
            return f"{shown(path)} has a very long line"
        label, _, encoding = line.decode("utf-8", "replace").partition(":")
        is_encoding = path == DECLARATION and label.strip().endswith(_ENCODING_LABEL)
        if is_encoding and plain_encoding(encoding) is None:
            return f"{shown(path)} declares an encoding that is not one of text"
    return None
