"""What a profile asks of the files in a bag: manifests, fetch.txt, tag files, payload."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from preserve.containers.bag.fetch import FETCH
from preserve.containers.bag.manifest import manifest_name
from preserve.containers.bag.names import normal_form, shown, storable
from preserve.containers.bag.profile_document import Patterns, algorithms, is_set, strings
from preserve.containers.bag.profile_rules import is_own
from preserve.model.catalogue import finding
from preserve.model.file import Entry, EntryKind
from preserve.model.finding import Finding, Where


def manifest_findings(profile: Mapping[str, object], tags: Collection[str]) -> Iterator[Finding]:
    """Hold the manifests of a bag against those a profile requires and allows."""
    names = [name for name in map(manifest_name, sorted(tags)) if name is not None]
    for is_tag, prefix in ((False, ""), (True, "Tag-")):
        there = {name.algorithm: name.file for name in names if name.is_tag is is_tag}
        kind = "tag manifest" if is_tag else "payload manifest"
        required = strings(profile, f"{prefix}Manifests-Required") or ()
        for algorithm in sorted(algorithms(required) - there.keys()):
            yield finding("BAG-127", f"There is no {kind} for {shown(algorithm)}.")
        allowed = strings(profile, f"{prefix}Manifests-Allowed")
        if allowed is None:
            continue
        for algorithm in sorted(there.keys() - algorithms(allowed)):
            message = f"The profile takes no {kind} for {shown(algorithm)}."
            yield finding("BAG-128", message, Where(file=storable(there[algorithm])))


def fetch_findings(profile: Mapping[str, object], tags: Collection[str]) -> Iterator[Finding]:
    """Hold the presence of fetch.txt against a profile."""
    if FETCH in tags and not is_set(profile, "Allow-Fetch.txt", default=True):
        message = "There is a fetch.txt, which the profile forbids."
        yield finding("BAG-129", message, Where(file=FETCH))
    if FETCH not in tags and is_set(profile, "Fetch.txt-Required", default=False):
        message = "There is no fetch.txt, which the profile wants."
        yield finding("BAG-129", message, Where(file=FETCH))


def tag_file_findings(
    profile: Mapping[str, object], tags: Collection[str], info_file: str
) -> Iterator[Finding]:
    """Hold the tag files of a bag against those a profile requires and allows.

    Args:
        profile: the document.
        tags: their paths.
        info_file: the metadata file in the bag's version, which needs no permission.
    """
    there = frozenset(map(normal_form, tags))
    for path in strings(profile, "Tag-Files-Required") or ():
        if normal_form(path) not in there:
            yield finding("BAG-130", f"{shown(path)} is not there.", Where(file=storable(path)))
    allowed = strings(profile, "Tag-Files-Allowed")
    if allowed is None:
        return
    patterns = Patterns(allowed)
    for path in sorted(tags):
        if not (is_own(path) or path == info_file or patterns.take(path)):
            message = f"{shown(path)} is no tag file that the profile takes."
            yield finding("BAG-131", message, Where(file=storable(path)))


class _Seen(NamedTuple):
    """What one walk through the payload finds.

    Attributes:
        lacking: required files and directories (with `/`) that are not there.
        unwanted: files that no pattern allows.
        files: how many files there are.
        size_bytes: of all files together.
    """

    lacking: frozenset[str]
    unwanted: tuple[str, ...]
    files: int
    size_bytes: int


def payload_findings(
    profile: Mapping[str, object], entries: Collection[Entry], pending: Collection[str]
) -> Iterator[Finding]:
    """Hold the payload against what a profile requires and allows.

    Args:
        profile: the document.
        entries: the bag as listed.
        pending: paths of the payload that are still to be fetched: not there, yet not missing.
    """
    wanted = {normal_form(each): each for each in strings(profile, "Payload-Files-Required") or ()}
    allowed = strings(profile, "Payload-Files-Allowed")
    is_empty_wanted = is_set(profile, "Data-Empty", default=False)
    if not wanted and allowed is None and not is_empty_wanted:
        return
    patterns = None if allowed is None else Patterns(allowed)
    seen = _walk(entries, wanted, patterns)
    coming = [Entry(path, EntryKind.FILE, 0) for path in pending]
    later = _walk(coming, wanted, patterns)
    for form in sorted(seen.lacking):
        path, where = wanted[form], Where(file=storable(wanted[form]))
        if form in later.lacking:
            yield finding("BAG-132", f"{shown(path)} is not there.", where)
        else:
            words = "is still to be fetched: the profile asks for it"
            yield finding("BAG-094", f"{shown(path)} {words}.", where)
    for path in sorted({*seen.unwanted, *later.unwanted}):
        message = f"{shown(path)} is no payload file that the profile takes."
        yield finding("BAG-133", message, Where(file=storable(path)))
    if is_empty_wanted:
        yield from _emptiness(seen, later.files)


def _walk(entries: Collection[Entry], wanted: Collection[str], patterns: Patterns | None) -> _Seen:
    lacking, unwanted, files, size_bytes = set(wanted), list[str](), 0, 0
    for entry in entries:
        if not entry.path.startswith("data/"):
            continue
        is_file = entry.kind is EntryKind.FILE
        if lacking:
            lacking.difference_update(_fulfilled(entry.path, is_file=is_file))
        if is_file:
            files, size_bytes = files + 1, size_bytes + (entry.size_bytes or 0)
            if patterns is not None and not patterns.take(entry.path):
                unwanted.append(entry.path)
    return _Seen(frozenset(lacking), tuple(unwanted), files, size_bytes)


def _fulfilled(path: str, *, is_file: bool) -> Iterator[str]:
    """Yield what a path may be asked for as: itself, and each directory that it makes non-empty."""
    form = normal_form(path)
    if is_file:
        yield form
    end = form.rfind("/")
    while end > 0:
        yield form[: end + 1]
        end = form.rfind("/", 0, end)


def _emptiness(seen: _Seen, pending: int) -> Iterator[Finding]:
    where = Where(file="data")
    if seen.files + pending > 1 or seen.size_bytes:
        message = f"The payload is not empty: files {seen.files}, bytes {seen.size_bytes}."
        yield finding("BAG-134", message, where)
    elif pending:
        message = "A payload file is still to be fetched: the profile wants the payload empty."
        yield finding("BAG-094", message, where)
