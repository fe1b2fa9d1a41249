"""fetch.txt: what is still to be fetched, from where, and how long it is (RFC 8493 2.2.3)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from preserve.containers.bag.collected import Collected
from preserve.containers.bag.faulty_lines import FaultyLines
from preserve.containers.bag.manifest import Manifest
from preserve.containers.bag.names import (
    decode_path,
    has_stray_percent,
    path_problem,
    shown,
    storable,
    tidy_path,
)
from preserve.containers.bag.spelling import Spelling, alias_of, escaped
from preserve.containers.bag.text import TagText, line_problem
from preserve.model.catalogue import finding
from preserve.model.file import Entry
from preserve.model.finding import Finding, Where

FETCH = "fetch.txt"
_LINE = re.compile(r"([^ \t]+)[ \t]+([0-9]+|-)[ \t]+(.+)", re.DOTALL)
_LIKELY = re.compile(r"^[^ \t\n]+[ \t]+(?:[0-9]+|-)[ \t][^\n]", re.MULTILINE)
"""What every such line begins with, in a stretch of lines."""

_ABSOLUTE = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?@!$&'()*+,;=\[\]-]|%[0-9A-Fa-f]{2})+"
)
_WITH_HOST = re.compile(r"(?:https?|ftps?|sftp):", re.IGNORECASE)
_AUTHORITY = re.compile(
    r"[A-Za-z]+://(?:[^/?@\[\]]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^/?@:\[\]]+)(?::[0-9]*)?(?:[/?][^\[\]]*)?"
)
"""Of addresses that go to a host: that there is one, and brackets round nothing but an IPv6."""

_MOST_DIGITS = 18
"""No file is longer than a number of so many digits; a longer one is taken for the largest."""


class FetchItem(NamedTuple):
    """One line of fetch.txt.

    Attributes:
        url: the address.
        length_bytes: as stated; None where it is left open.
        path: as meant.
        line: its number.
        other: the path under the other reading of `%`, where there is one.
    """

    url: str
    length_bytes: int | None
    path: str
    line: int
    other: str | None = None


class FetchFile(NamedTuple):
    """The understood lines of fetch.txt by path, and what is wrong with the file.

    Attributes:
        repeated: the paths that are named more than once.
        is_strict: whether every manifest has to list every file (BagIt 1.0).
    """

    items: Mapping[str, FetchItem]
    findings: tuple[Finding, ...]
    repeated: frozenset[str] = frozenset()
    is_strict: bool = True

    def lacking(self, path: str, manifests: Sequence[Manifest]) -> tuple[str, ...]:
        """Return the manifests that ought to list a file and do not.

        Before BagIt 1.0 a file may be listed in any one of the payload manifests.
        """
        names = tuple(each.name.file for each in manifests if path not in each.entries)
        return names if self.is_strict or len(names) == len(manifests) else ()


NO_FETCH = FetchFile({}, ())


def parse_fetch(text: TagText, *, is_strict: bool) -> FetchFile:
    """Read fetch.txt. Lines that must not be acted on are findings and are left out."""
    items: dict[str, FetchItem] = {}
    repeated = set[str]()
    found = Collected()
    faulty = FaultyLines(found, "BAG-110", _LIKELY)
    for number, line in text.lines(faulty.others):
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
            for problem in _doubts(item, is_strict=is_strict):
                found.add(problem)
    return FetchFile(items, (*text.findings, *found.findings()), frozenset(repeated), is_strict)


def _item(number: int, line: str, *, is_strict: bool) -> FetchItem | None:
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    # Drafts up to 0.97: where a path begins with a slash, it is relative to the bag all the same.
    written = tidy_path(match[3] if is_strict else match[3].lstrip("/"))
    decoded = decode_path(written)
    path, other = (decoded, written) if is_strict else (written, decoded)
    return FetchItem(match[1], _length(match[2]), path, number, other if other != path else None)


def _length(written: str) -> int | None:
    if written == "-":
        return None
    digits = written.lstrip("0")
    return int(digits or "0") if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS


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


def _doubts(item: FetchItem, *, is_strict: bool) -> Iterator[Finding]:
    """Yield what is wrong with a line that is understood all the same."""
    where = Where(file=FETCH, line=item.line, path=storable(item.path))
    if not _is_absolute(item.url):
        message = f"Line {item.line} of fetch.txt: {shown(item.url[:80])} is not an absolute URI."
        yield finding("BAG-111", message, Where(file=FETCH, line=item.line))
    if is_strict and has_stray_percent(item.other or item.path):
        name = shown(item.path)
        message = f"Line {item.line} of fetch.txt: `%` in {name} is not written `%25`."
        yield finding("BAG-039", message, where)


def _is_absolute(url: str) -> bool:
    """Return whether an address is an absolute URI (RFC 3986 4.3: no fragment)."""
    if not _ABSOLUTE.fullmatch(url):
        return False
    return not _WITH_HOST.match(url) or _AUTHORITY.fullmatch(url) is not None


def _spelled_otherwise(item: FetchItem, listed: str) -> Finding:
    code, message = alias_of(listed, item.path)
    words = (
        f"Line {item.line} of fetch.txt writes {escaped(item.path)}; {escaped(listed)} is listed"
    )
    return finding(code, f"{words}, in {message}.", Where(file=FETCH, line=item.line))


def as_listed(fetch: FetchFile, manifests: Sequence[Manifest]) -> FetchFile:
    """Return fetch.txt with the paths that manifests have, where it writes them otherwise."""
    spellings = [Spelling(manifest.entries) for manifest in manifests]
    items, found, repeated = dict[str, FetchItem](), Collected(), set(fetch.repeated)
    for path, item in fetch.items.items():
        listed = None
        if not any(path in manifest.entries for manifest in manifests):
            meant = (spelling.meant(path, item.other) for spelling in spellings)
            listed = next((each for each in meant if each is not None), None)
        if listed is None:
            items[path] = item
        elif listed in fetch.items or listed in items:
            repeated.add(listed)
            message = (
                f"Line {item.line} of fetch.txt names {shown(path)} in another spelling again."
            )
            where = Where(file=FETCH, line=item.line, path=storable(path))
            found.add(finding("BAG-114", message, where))
        else:
            items[listed] = item._replace(path=listed)
            found.add(_spelled_otherwise(item, listed))
    findings = (*fetch.findings, *found.findings())
    return FetchFile(items, findings, frozenset(repeated), fetch.is_strict)


def fetch_findings(
    fetch: FetchFile, manifests: Sequence[Manifest], payload: Mapping[str, Entry]
) -> Iterator[Finding]:
    """Yield where fetch.txt disagrees with the manifests or with the files that are there."""
    for item in fetch.items.values():
        where = Where(file=FETCH, line=item.line, path=storable(item.path))
        name = shown(item.path)
        lacking = fetch.lacking(item.path, manifests)
        if lacking:
            message = f"{name} of fetch.txt is not in {', '.join(lacking)}."
            yield finding("BAG-113", message, where)
        entry = payload.get(item.path)
        if entry and item.length_bytes not in {None, entry.size_bytes}:
            message = f"{name} has {entry.size_bytes} bytes; fetch.txt states {item.length_bytes}."
            yield finding("BAG-115", message, where)
