"""A bag against a BagIt profile (BagIt Profiles 1.4): every rule of the profile, all findings.

Two rules are fatal, as the specification says: when serialization or version is not what the
profile takes, its other rules are not applied.
"""

from collections.abc import Iterator, Mapping, Sequence

from preserve.containers.bag.check import BagCheck
from preserve.containers.bag.fetch import FETCH
from preserve.containers.bag.inspection import INFO
from preserve.containers.bag.manifest import manifest_name
from preserve.containers.bag.names import shown, storable
from preserve.containers.bag.parse import DECLARATION
from preserve.containers.bag.profile_document import (
    INFO_SECTION,
    algorithms,
    document_findings,
    is_set,
    matches,
    section,
    strings,
)
from preserve.model.catalogue import finding
from preserve.model.file import Entry, EntryKind
from preserve.model.finding import Finding, Where

IDENTIFIER = "BagIt-Profile-Identifier"
_OWN_TAG_FILES = frozenset({DECLARATION, INFO, FETCH})


def check_profile(
    profile: Mapping[str, object],
    check: BagCheck,
    entries: Sequence[Entry],
    *,
    serialized_as: str | None = None,
) -> tuple[Finding, ...]:
    """Return every way in which a bag does not follow a profile; empty when it does.

    Args:
        profile: the profile document, as parsed from JSON.
        check: what the checker said about the bag.
        entries: the bag as listed.
        serialized_as: the media type the bag came in (`application/zip`), None for a directory.
    """
    found = [*document_findings(profile)]
    if not check.is_seen(DECLARATION, INFO):
        words = "Not everything that the profile asks for could be read."
        return (*found, finding("BAG-094", words))
    fatal = [*_serialization(profile, serialized_as), *_version(profile, check.version)]
    if fatal:
        return (*found, *fatal)
    files = sorted(entry.path for entry in entries if entry.kind is EntryKind.FILE)
    payload = {entry.path: entry for entry in entries if entry.path.startswith("data/")}
    tags = [path for path in files if not path.startswith("data/")]
    found.extend(_identifier(profile, check))
    for label, rule in sorted(section(profile, "Bag-Info").items()):
        found.extend(_tag(label, rule if isinstance(rule, Mapping) else {}, check))
    found.extend(_manifests(profile, tags))
    found.extend(_fetch(profile, tags))
    found.extend(_tag_files(profile, tags))
    found.extend(_payload_files(profile, payload))
    return tuple(found)


def _serialization(profile: Mapping[str, object], serialized_as: str | None) -> Iterator[Finding]:
    wanted = profile.get("Serialization", "optional")
    accepted = strings(profile, "Accept-Serialization") or ()
    if serialized_as is None and wanted == "required":
        message = f"The bag is a directory; the profile wants it as {_listed(accepted)}."
        yield finding("BAG-123", message)
    elif serialized_as is not None and wanted == "forbidden":
        yield finding("BAG-123", "The bag came packed; the profile wants a directory.")
    elif serialized_as is not None and accepted and serialized_as not in accepted:
        message = f"The bag came as {serialized_as}; the profile takes {_listed(accepted)}."
        yield finding("BAG-123", message)


def _version(profile: Mapping[str, object], version: str | None) -> Iterator[Finding]:
    accepted = strings(profile, "Accept-BagIt-Version") or ()
    if version not in accepted:
        message = (
            f"The bag is of version {version or 'unknown'};"
            f" the profile takes {_listed(accepted) or 'none'}."
        )
        yield finding("BAG-122", message, Where(file=DECLARATION))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(shown, names))


def _values(check: BagCheck, label: str) -> list[tuple[str, str]]:
    return [(own, value) for own, value in check.info if own.lower() == label.lower()]


def _identifier(profile: Mapping[str, object], check: BagCheck) -> Iterator[Finding]:
    identifier = section(profile, INFO_SECTION).get(IDENTIFIER)
    named = [value for _, value in _values(check, IDENTIFIER)]
    if identifier not in named:
        message = f"bag-info.txt does not name the profile {shown(str(identifier))}."
        yield finding("BAG-121", message, Where(file=INFO))


def _tag(label: str, rule: Mapping[str, object], check: BagCheck) -> Iterator[Finding]:
    where, name = Where(file=INFO), shown(label)
    found = _values(check, label)
    is_required = is_set(rule, "required", default=False)
    if is_required and not any(value.strip() for _, value in found):
        state = "is empty" if found else "is missing"
        yield finding("BAG-124", f"{name} {state} in bag-info.txt.", where)
    if not is_set(rule, "repeatable", default=True) and len(found) > 1:
        yield finding("BAG-126", f"{name} is given {len(found)} times.", where)
    allowed = strings(rule, "values")
    for own, value in found:
        if own != label:
            yield finding("BAG-135", f"{name} is spelled {shown(own)}.", where)
        if allowed and value not in allowed:
            message = f"{name} is `{shown(value[:200])}`, not one of {_listed(allowed)}."
            yield finding("BAG-125", message, where)


def _manifests(profile: Mapping[str, object], tags: Sequence[str]) -> Iterator[Finding]:
    names = [name for name in map(manifest_name, tags) if name is not None]
    for is_tag, prefix in ((False, ""), (True, "Tag-")):
        there = {name.algorithm: name.file for name in names if name.is_tag is is_tag}
        kind = "tag manifest" if is_tag else "payload manifest"
        required = strings(profile, f"{prefix}Manifests-Required") or ()
        for algorithm in sorted(algorithms(required) - there.keys()):
            yield finding("BAG-127", f"There is no {kind} for {algorithm}.")
        allowed = strings(profile, f"{prefix}Manifests-Allowed")
        for algorithm in sorted(there.keys() - algorithms(allowed or ())):
            if allowed is not None:
                message = f"The profile takes no {kind} for {algorithm}."
                yield finding("BAG-128", message, Where(file=there[algorithm]))


def _fetch(profile: Mapping[str, object], tags: Sequence[str]) -> Iterator[Finding]:
    if FETCH in tags and not is_set(profile, "Allow-Fetch.txt", default=True):
        message = "There is a fetch.txt, which the profile forbids."
        yield finding("BAG-129", message, Where(file=FETCH))
    if FETCH not in tags and is_set(profile, "Fetch.txt-Required", default=False):
        message = "There is no fetch.txt, which the profile wants."
        yield finding("BAG-129", message, Where(file=FETCH))


def _tag_files(profile: Mapping[str, object], tags: Sequence[str]) -> Iterator[Finding]:
    for path in strings(profile, "Tag-Files-Required") or ():
        if path not in tags:
            yield finding("BAG-130", f"{shown(path)} is not there.", Where(file=storable(path)))
    allowed = strings(profile, "Tag-Files-Allowed")
    if allowed is None:
        return
    for path in tags:
        is_own = path in _OWN_TAG_FILES or manifest_name(path) is not None
        if not is_own and not any(matches(pattern, path) for pattern in allowed):
            message = f"{shown(path)} is no tag file that the profile takes."
            yield finding("BAG-131", message, Where(file=storable(path)))


def _payload_files(
    profile: Mapping[str, object], payload: Mapping[str, Entry]
) -> Iterator[Finding]:
    files = {path: entry for path, entry in payload.items() if entry.kind is EntryKind.FILE}
    for wanted in strings(profile, "Payload-Files-Required") or ():
        is_there = wanted in files
        if wanted.endswith("/"):
            is_there = any(path.startswith(wanted) and path != wanted for path in payload)
        if not is_there:
            where = Where(file=storable(wanted))
            yield finding("BAG-132", f"{shown(wanted)} is not there.", where)
    allowed = strings(profile, "Payload-Files-Allowed")
    for path in sorted(files) if allowed is not None else ():
        if not any(matches(pattern, path) for pattern in allowed or ()):
            message = f"{shown(path)} is no payload file that the profile takes."
            yield finding("BAG-133", message, Where(file=storable(path)))
    sizes = [entry.size_bytes for entry in files.values()]
    if is_set(profile, "Data-Empty", default=False) and sizes not in ([], [0]):
        message = f"The payload has {len(sizes)} files with {sum(sizes)} bytes."
        yield finding("BAG-134", message, Where(file="data"))
