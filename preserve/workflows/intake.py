"""What the user named, as a list of sources: nothing is skipped without a word."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from preserve.containers.bag.refusals import refusals
from preserve.errors import PreserveError
from preserve.model.catalogue import finding
from preserve.model.file import Entry, EntryKind, printable
from preserve.model.finding import Finding, Where
from preserve.storage import layout
from preserve.storage.source import SourcePath, list_source, look

ARTICLE_SUFFIXES = (".txt", ".html", ".htm", ".warc", ".warc.gz")


@dataclass(frozen=True, slots=True)
class RefusedSource:
    """A source, or a whole directory, that is not taken, and every reason."""

    name: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """What is to be packaged, what is refused, and what is passed over with a word."""

    sources: tuple[SourcePath, ...]
    refused: tuple[RefusedSource, ...]
    noted: tuple[Finding, ...]


@dataclass
class _Gathering:
    sources: list[SourcePath] = field(default_factory=list)
    refused: list[RefusedSource] = field(default_factory=list)
    noted: list[Finding] = field(default_factory=list)


def gather(paths: Sequence[str]) -> Intake:
    """Look at what the user named, before anything is written.

    A directory means every article in it, at any depth. A directory that holds what no package
    can hold (names that are not UTF-8, twins, devices, links that lead out) is refused whole, with
    one list of all problems.
    """
    gathering = _Gathering()
    for path in paths:
        try:
            _take(path, look(path), gathering)
        except PreserveError as problem:
            _refuse(path, problem.code, problem.message, gathering)
    return Intake(tuple(gathering.sources), tuple(gathering.refused), tuple(gathering.noted))


def _take(path: str, kind: EntryKind | None, gathering: _Gathering) -> None:
    shown = printable(path)
    if kind is None:
        _refuse(path, "FIX-030", f"{shown}: there is nothing at this path.", gathering)
    elif kind is EntryKind.DIRECTORY:
        _take_directory(path, gathering)
    elif kind is EntryKind.FILE:
        name = os.path.basename(os.path.abspath(path))
        problems = refusals([Entry(name, EntryKind.FILE)])
        if problems:
            gathering.refused.append(RefusedSource(shown, problems))
        else:
            gathering.sources.append(SourcePath(path, name))
    else:
        _refuse(path, "FIX-042", f"{shown} is no file but a device, a pipe or a socket.", gathering)


def _refuse(path: str, code: str, words: str, gathering: _Gathering) -> None:
    shown = printable(path)
    gathering.refused.append(RefusedSource(shown, (finding(code, words, Where(file=shown)),)))


def _take_directory(path: str, gathering: _Gathering) -> None:
    entries = list_source(path)
    problems = refusals(entries)
    if problems:
        gathering.refused.append(RefusedSource(printable(path), problems))
        return
    taken = 0
    held = _holdings(entries)
    for directory, what in held.items():
        words = f"{printable(path)}{'/' * bool(directory)}{directory} is {what}; it is not taken."
        gathering.noted.append(finding("FIX-049", words, Where(file=directory or printable(path))))
    for entry in entries:
        if entry.kind is EntryKind.DIRECTORY or not held.keys().isdisjoint(_above(entry.path)):
            continue
        is_article = entry.kind is EntryKind.FILE and entry.path.lower().endswith(ARTICLE_SUFFIXES)
        if is_article:
            taken += 1
            name = entry.path.rsplit("/", 1)[-1]
            gathering.sources.append(SourcePath(f"{path.rstrip('/')}/{entry.path}", name))
            continue
        words = f"{entry.path} is not taken: {_why_not(entry)}."
        gathering.noted.append(finding("FIX-043", words, Where(file=entry.path)))
    if not taken:
        _refuse(path, "FIX-050", f"{printable(path)} holds no article.", gathering)


def _holdings(entries: Sequence[Entry]) -> dict[str, str]:
    """Return the bags and archives, by directory (empty: what was named), inner ones left out."""
    kinds = {entry.path: entry.kind for entry in entries}
    found: dict[str, str] = {}
    # Sorted, an outer directory comes before what is in it.
    for directory in sorted({above for path in kinds for above in _above(path)}):
        prefix = f"{directory}/" if directory else ""
        if directory and not found.keys().isdisjoint(_above(directory)):
            continue
        if kinds.get(f"{prefix}data") is EntryKind.DIRECTORY and f"{prefix}bagit.txt" in kinds:
            found[directory] = "a bag"
        elif {f"{prefix}{layout.CONFIG}", f"{prefix}{layout.ARCHIVE_ID}"} <= kinds.keys():
            found[directory] = "an archive of preserve"
    return found


def _above(path: str) -> tuple[str, ...]:
    """Return the directories that a path lies in, what was named (empty) first."""
    return ("", *layout.parents_of(path))


def _why_not(entry: Entry) -> str:
    if entry.kind is EntryKind.SYMLINK:
        return "it is a link; the file it leads to is taken where it lies"
    return f"only {' '.join(ARTICLE_SUFFIXES)} are articles"
