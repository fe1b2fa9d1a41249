"""What a rebagged bag holds: which files go where, what its tag files say, what is told of it."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from preserve.containers.bag.fetch import FETCH
from preserve.containers.bag.info_rules import RESERVED
from preserve.containers.bag.inspection import INFO, info_name
from preserve.containers.bag.manifest import manifest_name
from preserve.containers.bag.names import shown, storable
from preserve.containers.bag.parse import DECLARATION
from preserve.containers.bag.text import plain_encoding
from preserve.containers.bag.write import (
    DECLARATION_BYTES,
    human_size,
    info_bytes,
    manifest_bytes,
    one_line,
)
from preserve.model.catalogue import CATALOGUE, finding
from preserve.model.digest import OUR_ALGORITHMS, digests_of
from preserve.model.file import Entry, EntryKind, FileRecord, NewFile
from preserve.model.finding import Finding, Where
from preserve.model.verdict import Verdict

RECORD: Final = "rebagging.json"
README: Final = "README.txt"
_PROVENANCE: Final = "provenance-"
_PROFILE: Final = "bagit-profile-identifier"
_CANONICAL: Final = {label.lower(): label for label in RESERVED}
_MOST_FINDINGS: Final = 1000
_NEW: Final = (
    DECLARATION,
    INFO,
    *(f"{kind}manifest-{name}.txt" for kind in ("", "tag") for name in OUR_ALGORITHMS),
)


class Routes(NamedTuple):
    """Where the files and directories of the old bag lie in the new one.

    Attributes:
        provenance: the directory for the old bag's own tag files, a name that is not taken.
        moved: BagIt's own tag files of the old bag, to where they are kept in the new one.
        kept: every other tag file; it stays where it is.
        directories: all directories of the old bag.
    """

    provenance: str
    moved: Mapping[str, str]
    kept: tuple[str, ...]
    directories: tuple[str, ...]


def routes_of(entries: Sequence[Entry], version: str | None) -> Routes:
    """Return where everything goes.

    Args:
        entries: the old bag as listed.
        version: as its bagit.txt states it.
    """
    top = {entry.path.partition("/")[0].casefold() for entry in entries}
    number = 1
    while f"{_PROVENANCE}{number}" in top:
        number += 1
    place = f"{_PROVENANCE}{number}"
    files = [entry.path for entry in entries if entry.kind is EntryKind.FILE]
    tags = [path for path in files if not path.startswith("data/")]
    moved = {path: f"{place}/{path}" for path in tags if _is_own(path, version)}
    return Routes(
        provenance=place,
        moved=moved,
        kept=tuple(path for path in tags if path not in moved),
        directories=tuple(e.path for e in entries if e.kind is EntryKind.DIRECTORY),
    )


def _is_own(path: str, version: str | None) -> bool:
    """Return whether a tag file is one that BagIt itself gives a meaning to."""
    if path in {DECLARATION, INFO, FETCH, info_name(version)}:
        return True
    return "/" not in path and manifest_name(path) is not None


def taken_names(routes: Routes) -> Iterator[Finding]:
    """Yield a finding for each name that the new bag needs for a file of its own."""
    for path in routes.directories:
        if path in _NEW:
            words = f"{shown(path)} is a directory, and every bag has a file of that name."
            yield finding("BAG-195", words, Where(file=storable(path)))


class Circumstances(NamedTuple):
    """When the new bag is made, and by which software."""

    at: datetime
    software: str


class Old(NamedTuple):
    """What is known of the old bag.

    Attributes:
        name: the bag's name, fit for a document.
        version: as bagit.txt states it.
        encoding: as bagit.txt states it, if it can be read.
        info: the elements of its bag-info.txt, in order.
        verdict: of its validation.
        findings: of its validation.
    """

    name: str
    version: str | None
    encoding: str | None
    info: tuple[tuple[str, str], ...]
    verdict: Verdict
    findings: tuple[Finding, ...]


class Carried(NamedTuple):
    """The files of the old bag as they lie in the new one, with sha256 and sha512."""

    payload: Sequence[FileRecord]
    kept: Sequence[FileRecord]
    provenance: Sequence[FileRecord]


def new_files(
    old: Old, carried: Carried, routes: Routes, made: Circumstances
) -> tuple[NewFile, ...]:
    """Return every file that is written anew, the tag manifests last.

    The same old bag and circumstances give the same bytes.
    """
    told = (
        NewFile(f"{routes.provenance}/{README}", _readme(old, routes, made)),
        NewFile(f"{routes.provenance}/{RECORD}", _record(old, routes, made)),
    )
    first = (
        NewFile(DECLARATION, DECLARATION_BYTES),
        NewFile(INFO, info_bytes(new_info(old.info, carried.payload, made))),
        *(
            NewFile(f"manifest-{name}.txt", manifest_bytes(name, carried.payload))
            for name in OUR_ALGORITHMS
        ),
        *told,
    )
    records = (
        *(FileRecord(new.path, len(new.data), digests_of(new.data)) for new in first),
        *carried.kept,
        *carried.provenance,
    )
    tag_manifests = (
        NewFile(f"tagmanifest-{name}.txt", manifest_bytes(name, records)) for name in OUR_ALGORITHMS
    )
    return (*first, *tag_manifests)


def new_info(
    old: Sequence[tuple[str, str]], payload: Sequence[FileRecord], made: Circumstances
) -> tuple[tuple[str, str], ...]:
    """Return the elements of the new bag-info.txt.

    What describes the bag itself is ours to say, because the bag is new: its date, size, count
    and software, each where the old one stood. Claims of a profile are not repeated. Everything
    else stays, in its order.
    """
    size = sum(record.size_bytes for record in payload)
    ours = {
        "bagging-date": ("Bagging-Date", made.at.date().isoformat()),
        "bag-size": ("Bag-Size", human_size(size)),
        "payload-oxum": ("Payload-Oxum", f"{size}.{len(payload)}"),
        "bag-software-agent": ("Bag-Software-Agent", one_line(made.software)),
    }
    waiting, elements = dict(ours), []
    for label, value in old:
        key = one_line(label).lower()
        if key in ours:
            if key in waiting:
                elements.append(waiting.pop(key))
        elif key and key != _PROFILE:
            elements.append((_CANONICAL.get(key, one_line(label)), one_line(value)))
    return (*elements, *waiting.values())


def notes_on(old: Old, data: bytes) -> Iterator[Finding]:
    """Yield what a person should know about the new bag-info.txt.

    Args:
        old: the old bag.
        data: the bytes of its bag-info.txt, or nothing.
    """
    place = Where(file=INFO)
    for label, value in old.info:
        if label.lower() == _PROFILE:
            words = f"The claim to follow the profile {shown(value)} was not repeated."
            yield finding("BAG-197", words, place)
        elif (one_line(label), one_line(value)) != (label, value):
            words = f"{shown(label)} held control characters; each run of them became a space."
            yield finding("BAG-198", words, place)
    encoding = plain_encoding(old.encoding) if old.encoding else None
    if encoding is None and old.info:
        words = "The old bag does not say in which encoding its bag-info.txt is; UTF-8 was taken."
        yield finding("BAG-198", words, place)
    elif encoding and not encoding.startswith("utf") and _is_telling_utf8(data):
        words = f"The old bag-info.txt was read as {old.encoding}, and reads as UTF-8, too."
        yield finding("BAG-198", words, place)


def _is_telling_utf8(data: bytes) -> bool:
    """Return whether bytes beyond ASCII are UTF-8, which hardly ever happens by chance."""
    try:
        return not data.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _record(old: Old, routes: Routes, made: Circumstances) -> bytes:
    counts = Counter(found.code for found in old.findings)
    told = [found.document() for found in old.findings[:_MOST_FINDINGS]]
    document = {
        "at": _instant(made.at),
        "software": one_line(made.software),
        "old_bag": {
            "name": old.name,
            "version": old.version,
            "encoding": old.encoding,
            "verdict": old.verdict.value,
            "codes": dict(sorted(counts.items())),
            "findings": told,
            "findings_left_out": len(old.findings) - len(told),
        },
        "kept_as_provenance": dict(sorted(routes.moved.items())),
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return f"{text}\n".encode("utf-8", "backslashreplace")


_PAGE: Final = """\
WHERE THIS BAG COMES FROM

This bag was written anew from another one, which was only read:

  name      {name}
  BagIt     {version}, tag files in {encoding}
  verdict   {verdict}
  when      {at}
  by        {software}

Every payload file was copied once. While it was read, its old digests were verified and its
SHA-256 and SHA-512 computed; one file that did not match would have stopped the whole.

What rebagging changed is form: bagit.txt, bag-info.txt and the manifests are new. In
bag-info.txt the bag's date, size, count and software are those of the new bag, and a claim to
follow a profile was not repeated. The old files lie in this directory, byte for byte as they
were found, and so the old statements can be read and the old digests checked:

  {moved}

What was found about the old bag (rebagging.json tells it in full):

  {codes}
"""


def _readme(old: Old, routes: Routes, made: Circumstances) -> bytes:
    counts = sorted(Counter(found.code for found in old.findings).items())
    codes = [f"{code}  {CATALOGUE[code].title} ({count})" for code, count in counts]
    page = _PAGE.format(
        name=shown(old.name),
        version=old.version or "of an unknown version",
        encoding=old.encoding or "an encoding that was not known (read as UTF-8)",
        verdict=old.verdict.value,
        at=_instant(made.at),
        software=one_line(made.software),
        moved="\n  ".join(map(shown, sorted(routes.moved))),
        codes="\n  ".join(codes) or "nothing",
    )
    return page.encode("utf-8", "backslashreplace")
