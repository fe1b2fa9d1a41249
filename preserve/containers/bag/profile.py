"""A bag against a BagIt profile (BagIt Profiles 1.4): every rule of the profile, all findings.

Two rules are fatal, as the specification says: when serialization or version is not what the
profile takes, its other rules are not applied.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from preserve.containers.bag.check import BagCheck
from preserve.containers.bag.inspection import info_name
from preserve.containers.bag.names import shown, storable
from preserve.containers.bag.parse import DECLARATION
from preserve.containers.bag.profile_document import (
    BAG_INFO,
    IDENTIFIER,
    SERIALIZATION_NAME,
    TAG_FILES,
    identifier_of,
    is_set,
    packings,
    section,
    strings,
)
from preserve.containers.bag.profile_files import (
    fetch_findings,
    manifest_findings,
    payload_findings,
    tag_file_findings,
)
from preserve.containers.bag.profile_rules import document_findings, listed
from preserve.containers.bag.profile_tags import TagElement, tag_findings
from preserve.model.catalogue import finding
from preserve.model.file import Entry, EntryKind
from preserve.model.finding import Finding, Where

_TO_BE_FETCHED = "BAG-043"
_ENDINGS = (".tar.gz", ".tgz", ".tar", ".zip", ".7z")


class Packed(NamedTuple):
    """A bag that came as one file.

    Attributes:
        media_type: of the file, such as `application/tar`.
        top: the name of the directory that everything in it lies in; None when there is none.
        file_name: the file's own name.
    """

    media_type: str
    top: str | None
    file_name: str


def check_profile(
    profile: Mapping[str, object],
    check: BagCheck,
    entries: Sequence[Entry],
    *,
    packed: Packed | None = None,
    tag_files: Mapping[str, Sequence[TagElement] | None] | None = None,
) -> tuple[Finding, ...]:
    """Return every way in which a bag does not follow a profile; empty when it does.

    Args:
        profile: the profile document, as parsed from JSON.
        check: what the checker said about the bag.
        entries: the bag as listed.
        packed: how the bag came; None for a directory.
        tag_files: the elements of tag files, by path: of the metadata file where their lines are
            known, and of the files under Preserve-Tag-Files; None for one that could not be read.
    """
    found = [*document_findings(profile)]
    info_file = info_name(check.version)
    if not check.is_seen(DECLARATION, info_file):
        words = "Not everything that the profile asks for could be read."
        return (*found, finding("BAG-094", words))
    fatal = [*_serialization(profile, packed), *_version(profile, check.version)]
    if fatal:
        return (*found, *fatal)
    files = (entry.path for entry in entries if entry.kind is EntryKind.FILE)
    tags = frozenset(path for path in files if not path.startswith("data/"))
    known = tag_files or {}
    info = _info(check, known.get(info_file) or ())
    coming = {
        item.where.file
        for item in check.findings
        if item.code == _TO_BE_FETCHED and item.where.file
    }
    rest = chain(
        _name(profile, packed),
        _identifier(profile, info_file, info),
        tag_findings(info_file, section(profile, BAG_INFO), info),
        _other_tags(profile, known, tags),
        manifest_findings(profile, tags),
        fetch_findings(profile, tags),
        tag_file_findings(profile, tags, info_file),
        payload_findings(profile, entries, coming),
    )
    return (*found, *rest)


def _serialization(profile: Mapping[str, object], packed: Packed | None) -> Iterator[Finding]:
    wanted = profile.get("Serialization", "optional")
    accepted = strings(profile, "Accept-Serialization") or ()
    if packed is None:
        if wanted == "required":
            words = f" as {listed(accepted)}" if accepted else ""
            message = f"The bag is a directory; the profile wants it packed{words}."
            yield finding("BAG-123", message)
    elif wanted == "forbidden":
        yield finding("BAG-123", "The bag came packed; the profile wants a directory.")
    elif accepted and packings((packed.media_type,)).isdisjoint(packings(accepted)):
        message = (
            f"The bag came as {shown(packed.media_type)}; the profile takes {listed(accepted)}."
        )
        yield finding("BAG-123", message)


def _version(profile: Mapping[str, object], version: str | None) -> Iterator[Finding]:
    accepted = strings(profile, "Accept-BagIt-Version") or ()
    if version not in accepted:
        message = (
            f"The bag is of version {version or 'unknown'};"
            f" the profile takes {listed(accepted) or 'none'}."
        )
        yield finding("BAG-122", message, Where(file=DECLARATION))


def _name(profile: Mapping[str, object], packed: Packed | None) -> Iterator[Finding]:
    if packed is None or not is_set(profile, SERIALIZATION_NAME, default=False):
        return
    lower = packed.file_name.lower()
    ending = next((each for each in _ENDINGS if lower.endswith(each)), "")
    wanted = packed.file_name[: len(packed.file_name) - len(ending)]
    if packed.top != wanted:
        state = "there is none" if packed.top is None else f"it is {shown(packed.top)}"
        message = f"The directory in {shown(packed.file_name)} must be {shown(wanted)}; {state}."
        yield finding("BAG-139", message, Where(file=storable(packed.top or packed.file_name)))


def _info(check: BagCheck, known: Sequence[TagElement]) -> Sequence[TagElement]:
    """Return the elements of the metadata file, with their lines where these are known."""
    if [(label, value) for label, value, _ in known] == [*check.info]:
        return known
    return [TagElement(label, value) for label, value in check.info]


def _identifier(
    profile: Mapping[str, object], file: str, info: Sequence[TagElement]
) -> Iterator[Finding]:
    identifier = identifier_of(profile)
    named = [each for each in info if each.label.lower() == IDENTIFIER.lower()]
    if not identifier or identifier not in {each.value for each in named}:
        others = f"; it names {listed([each.value for each in named])}" if named else ""
        message = f"{file} does not name the profile {shown(identifier) or '?'}{others}."
        line = named[0].line if named else None
        yield finding("BAG-121", message, Where(file=file, line=line))


def _other_tags(
    profile: Mapping[str, object],
    known: Mapping[str, Sequence[TagElement] | None],
    there: Collection[str],
) -> Iterator[Finding]:
    required = strings(profile, "Tag-Files-Required") or ()
    rules = section(profile, TAG_FILES)
    for file in sorted(rules):
        of_file, elements, where = section(rules, file), known.get(file), Where(file=storable(file))
        if file not in there:
            if file not in required and _asks(of_file):
                yield finding("BAG-130", f"{shown(file)} is not there.", where)
        elif elements is None:
            yield finding("BAG-186", f"{shown(file)} could not be read.", where)
        else:
            yield from tag_findings(file, of_file, elements)


def _asks(rules: Mapping[str, object]) -> bool:
    return any(is_set(section(rules, label), "required", default=False) for label in rules)
