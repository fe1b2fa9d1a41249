"""fetch.txt: what is still to be fetched, from where, and how long it is (RFC 8493 2.2.3)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from preserve.containers.bag.collected import Collected
from preserve.containers.bag.manifest import Manifest
from preserve.containers.bag.names import decode_path, path_problem, shown, storable, tidy_path
from preserve.containers.bag.text import TagText, line_problem
from preserve.model.catalogue import finding
from preserve.model.file import Entry
from preserve.model.finding import Finding, Where

FETCH = "fetch.txt"
_LINE = re.compile(r"([^ \t]+)[ \t]+([0-9]{1,20}|-)[ \t]+(.+)", re.DOTALL)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"\\^`{|}]+")


class FetchItem(NamedTuple):
    """One line of fetch.txt: address, length in bytes if stated, path, line."""

    url: str
    length_bytes: int | None
    path: str
    line: int


class FetchFile(NamedTuple):
    """The understood lines of fetch.txt by path, and what is wrong with the file.

    Attributes:
        repeated: the paths that are named more than once.
    """

    items: Mapping[str, FetchItem]
    findings: tuple[Finding, ...]
    repeated: frozenset[str] = frozenset()


NO_FETCH = FetchFile({}, ())


def parse_fetch(text: TagText, *, is_strict: bool) -> FetchFile:
    """Read fetch.txt. Lines that must not be acted on are findings and are left out."""
    items: dict[str, FetchItem] = {}
    repeated = set[str]()
    found = Collected(text.file)
    for number, line in text.lines():
        problem = line_problem(text.file, number, line)
        if problem is not None:
            found.add(problem)
            continue
        item = _item(number, line, is_strict=is_strict)
        problem = _line_problem(item, number) or _path_problem(item, number, items)
        if problem is not None:
            found.add(problem)
            if item is not None and item.path in items:
                repeated.add(item.path)
        elif item is not None:
            items[item.path] = item
            for problem in _address_problem(item):
                found.add(problem)
    return FetchFile(items, (*text.findings, *found.all()), frozenset(repeated))


def _item(number: int, line: str, *, is_strict: bool) -> FetchItem | None:
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    path = tidy_path(match[3])
    length = None if match[2] == "-" else int(match[2])
    return FetchItem(match[1], length, decode_path(path) if is_strict else path, number)


def _line_problem(item: FetchItem | None, number: int) -> Finding | None:
    if item is not None:
        return None
    message = f"Line {number} of fetch.txt is not an address, a length and a path."
    return finding("BAG-110", message, Where(file=FETCH, line=number))


def _path_problem(
    item: FetchItem | None, number: int, items: Mapping[str, FetchItem]
) -> Finding | None:
    if item is None:
        return None
    name, where = shown(item.path), Where(file=FETCH, line=number, path=storable(item.path))
    if (problem := path_problem(item.path)) is not None:
        return finding("BAG-034", f"Line {number} of fetch.txt: {name} is {problem}.", where)
    if not item.path.startswith("data/"):
        message = f"Line {number} of fetch.txt names {name}, which is outside data."
        return finding("BAG-112", message, where)
    if item.path in items:
        return finding("BAG-114", f"Line {number} of fetch.txt names {name} again.", where)
    return None


def _address_problem(item: FetchItem) -> Iterator[Finding]:
    if not _ABSOLUTE.fullmatch(item.url):
        message = f"Line {item.line} of fetch.txt: {shown(item.url[:80])} is not an absolute URI."
        yield finding("BAG-111", message, Where(file=FETCH, line=item.line))


def fetch_findings(
    fetch: FetchFile, manifests: Sequence[Manifest], payload: Mapping[str, Entry]
) -> Iterator[Finding]:
    """Yield where fetch.txt disagrees with the manifests or with the files that are there."""
    for item in fetch.items.values():
        where = Where(file=FETCH, line=item.line, path=storable(item.path))
        name = shown(item.path)
        lacking = [each.name.file for each in manifests if item.path not in each.entries]
        if lacking:
            message = f"{name} of fetch.txt is not in {', '.join(lacking)}."
            yield finding("BAG-113", message, where)
        entry = payload.get(item.path)
        if entry and item.length_bytes not in {None, entry.size_bytes}:
            message = f"{name} has {entry.size_bytes} bytes; fetch.txt states {item.length_bytes}."
            yield finding("BAG-115", message, where)
