"""Gather what is to be compared: articles as they are, packages as they were described."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from preserve.comparing.sources import Source, source_of
from preserve.errors import PreserveError
from preserve.model.catalogue import finding
from preserve.model.file import EntryKind, printable
from preserve.model.finding import Finding, Where
from preserve.model.plain import mapping_of, text_of
from preserve.storage import layout
from preserve.storage.source import look
from preserve.storage.tree import LocalTree, list_names
from preserve.workflows.describe_sources import DescribeOptions, describe_sources
from preserve.workflows.intake import gather
from preserve.workflows.read_description import DescriptionRead, read_description

_BAG = "bagit.txt"


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared, and what is to be said about what is not."""

    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Gathering:
    """What was read so far, in order.

    Attributes:
        store: the directory of the archive's packages, or None without an archive.
        held: ids of the packages on record.
    """

    store: str | None
    held: Sequence[str]
    encoding: str | None
    found: list[tuple[str, str, Mapping[str, object]]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, code: str, words: str, path: str) -> None:
        """Note something that cannot be compared."""
        self.findings.append(finding(code, words, Where(file=printable(path))))


def _always(_package: str) -> bool:
    """Take every package for one that was described."""
    return True


def compared_sources(
    paths: Sequence[str],
    store: str | None,
    held: Sequence[str],
    encoding: str | None = None,
    is_described: Callable[[str], bool] = _always,
) -> Compared:
    """Read what the user named; only reads.

    An article file is described now. A bag, a package of the archive by its id, and every bag or
    article in a directory are taken as they were described. Without any name every package on
    record is taken.

    Args:
        paths: article files, bags, directories of them, package ids.
        store: the directory of the archive's packages, if there is an archive.
        held: ids of the packages on record.
        encoding: the declared encoding of the article files, or None.
        is_described: whether a package on record came with a description; one that did not is
            passed over with a word, where nobody named it.
    """
    gathering = _Gathering(store, held, encoding)
    if not paths and store is not None:
        for package in held:
            _take_held(package, f"{store}/{package}", gathering, is_described)
    for path in paths:
        try:
            _take(path, look(path), gathering)
        except PreserveError as problem:
            gathering.refuse(problem.code, problem.message, path)
    return Compared(tuple(_named_apart(gathering)), tuple(gathering.findings))


def _take(path: str, kind: EntryKind | None, gathering: _Gathering) -> None:
    if kind is EntryKind.FILE:
        _take_article(path, gathering)
    elif kind is EntryKind.DIRECTORY:
        _take_directory(path, gathering)
    elif kind is None and gathering.store is not None and path in gathering.held:
        _take_bag(f"{gathering.store}/{path}", gathering)
    elif kind is None:
        where = "no package on record" if gathering.store else "and there is no archive here"
        words = f"{printable(path) or repr(path)} is no file, no bag, {where}."
        gathering.refuse("FIX-030", words, path)
    else:
        words = f"{printable(path)} is no file but a device, a pipe or a socket."
        gathering.refuse("FIX-042", words, path)


def _take_directory(path: str, gathering: _Gathering) -> None:
    bags = [path] if _is_bag(path) else sorted(_bags_in(path))
    if not bags and os.path.isfile(f"{path}/{layout.CONFIG}"):
        gathering.refuse("META-052", f"{printable(path)} is an archive without packages.", path)
        return
    for bag in bags:
        _take_bag(bag, gathering)
    if bags:
        return
    intake = gather([path])
    for refused in intake.refused:
        gathering.findings += refused.findings
    gathering.findings += intake.noted
    for source in intake.sources:
        _take_article(source.path, gathering)


def _is_bag(path: str) -> bool:
    return os.path.isfile(f"{path}/{_BAG}")


def _bags_in(path: str) -> Iterator[str]:
    """Yield the bags right under a directory, or under the store of the archive it is."""
    try:
        names = list_names(path)
        if layout.CONFIG in names and layout.BAGS in names:
            path = f"{path}/{layout.BAGS}"
            names = list_names(path)
    except OSError:
        return
    for name in names:
        if _is_bag(f"{path}/{name}"):
            yield f"{path.rstrip('/')}/{name}"


def _take_article(path: str, gathering: _Gathering) -> None:
    options = DescribeOptions(encoding=gathering.encoding, with_text=True)
    for described in describe_sources([path], options):
        gathering.findings += described.notes
        if described.error is not None:
            gathering.findings.append(described.error)
        if described.document is not None:
            text = text_of(mapping_of(described.document.get("text")).get("content")) or ""
            gathering.found.append((described.name, text, described.document))


def _take_held(
    package: str, path: str, gathering: _Gathering, is_described: Callable[[str], bool]
) -> None:
    read = read_description(LocalTree(path), printable(path))
    if read.text is None and not is_described(package):
        gathering.refuse("XCH-098", f"{package} has no description and is not compared.", package)
        return
    _keep(read, path, gathering)


def _take_bag(path: str, gathering: _Gathering) -> None:
    _keep(read_description(LocalTree(path), printable(path)), path, gathering)


def _keep(read: DescriptionRead, path: str, gathering: _Gathering) -> None:
    gathering.findings += read.findings
    if read.text is not None:
        name = text_of(read.document.get("package_id")) or os.path.basename(path)
        gathering.found.append((name, read.text, read.document))


def _named_apart(gathering: _Gathering) -> Iterator[Source]:
    """Yield each source once; two of one name are called by their package ids."""
    names = [name for name, _, _ in gathering.found]
    seen: set[str] = set()
    labels: set[str] = set()
    for name, text, document in gathering.found:
        package = text_of(document.get("package_id")) or name
        if package in seen:
            words = f"{name} was named twice, or its package beside it; it is compared once."
            gathering.findings.append(finding("META-051", words, Where(file=printable(name))))
            continue
        label = name if names.count(name) == 1 else package
        while label in labels:
            label += " (another)"
        yield source_of(len(seen), label, text, document)
        seen.add(package)
        labels.add(label)
