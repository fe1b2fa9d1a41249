"""Validate whatever a path holds: bags, directories of bags, WARC files, descriptions."""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from preserve.containers.bag.serialized.caps import Caps
from preserve.containers.bag.serialized.formats import form_by_name, form_of
from preserve.errors import PreserveError
from preserve.model.catalogue import finding
from preserve.model.file import EntryKind, printable
from preserve.model.finding import Finding, Where, exit_code_of, gravest
from preserve.model.verdict import Verdict
from preserve.storage import layout
from preserve.storage.container import ContainerFile
from preserve.storage.source import SourcePath, look, read_source
from preserve.storage.tree import LocalTree, list_names
from preserve.workflows.validate_bag import Effort, Extra, validate_bag
from preserve.workflows.validate_serialized import validate_serialized

if TYPE_CHECKING:
    from preserve.containers.warc.record import WarcCheck

_DESCRIPTION_LIMIT_BYTES = 512 << 20
_HEAD_BYTES = 4096


class Checkers(NamedTuple):
    """Who judges what is inside. The caller may load each of them when it is first asked.

    Attributes:
        package: of a bag that says it is one of ours, as `check_package`.
        warc: of a WARC file, as `check_warc`.
        description: of a description, as `check_description_file`.
    """

    package: Extra
    warc: Callable[[Callable[[int], bytes], str], "WarcCheck"]
    description: Callable[[bytes, LocalTree | None], tuple[Finding, ...]]


class Validation(NamedTuple):
    """The verdict on one thing that was named.

    Attributes:
        path: as the user can find it.
        kind: `bag`, `serialized-bag`, `warc` or `description`.
    """

    path: str
    kind: str
    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """0 valid, 1 invalid or incomplete, 3 undecided."""
        by_verdict = {Verdict.VALID: 0, Verdict.UNDECIDED: 3}
        return gravest((by_verdict.get(self.verdict, 1), exit_code_of(self.findings)))

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "path": self.path,
            "kind": self.kind,
            "verdict": self.verdict.value,
            "findings": [found.document() for found in self.findings],
        }


class _How(NamedTuple):
    checkers: Checkers
    effort: Effort
    caps: Caps


def validate(
    paths: Sequence[str],
    checkers: Checkers,
    effort: Effort | None = None,
    caps: Caps | None = None,
) -> Iterator[Validation]:
    """Validate each thing that was named; only reads.

    Args:
        paths: bags, serialized bags, directories of both, WARC files, description files.
        checkers: who judges what is inside.
        effort: how many cores, whom to tell.
        caps: how much of a serialized bag is read.
    """
    how = _How(checkers, effort or Effort(), caps or Caps())
    for path in paths:
        try:
            kind = look(path)
        except PreserveError as problem:
            yield _undecided(path, "bag", problem.code, problem.message)
            continue
        if kind is EntryKind.DIRECTORY:
            yield from _directory(path, how)
        elif kind is EntryKind.FILE:
            yield _file(path, how)
        else:
            words = "there is nothing at this path" if kind is None else "it is no file"
            yield _undecided(path, "bag", "FIX-030", f"{printable(path)}: {words}.")


def _directory(path: str, how: _How) -> Iterator[Validation]:
    try:
        names = list_names(path)
    except OSError as problem:
        words = f"{printable(path)} cannot be listed: {problem.strerror}."
        yield _undecided(path, "bag", "FIX-006", words)
        return
    if _is_bag(names):
        yield _bag(path, how)
        return
    if layout.CONFIG in names and layout.BAGS in names:
        yield from _directory(os.path.join(path, layout.BAGS), how)
        return
    inner = [os.path.join(path, name) for name in names]
    bags = [each for each in inner if os.path.isdir(each) and _is_bag(_names_or_none(each))]
    packed = [each for each in inner if form_by_name(each) is not None and os.path.isfile(each)]
    if not bags and not packed:
        # What was named as a bag and has nothing of a bag is judged as one.
        yield _bag(path, how)
        return
    is_store = layout.ARCHIVE_ID in names
    for each in inner:
        # In a store every directory is a package, however damaged; elsewhere only what looks so.
        if each in bags or (is_store and os.path.isdir(each)):
            yield _bag(each, how)
        elif each in packed and not is_store:
            yield _file(each, how)


def _names_or_none(path: str) -> list[str]:
    try:
        return list_names(path)
    except OSError:
        return []


def _is_bag(names: Sequence[str]) -> bool:
    return any(name in {"bagit.txt", "data"} or layout.is_manifest(name) for name in names)


def _bag(path: str, how: _How) -> Validation:
    checked = validate_bag(LocalTree(path), printable(path), how.checkers.package, how.effort)
    return Validation(printable(path), "bag", checked.verdict, checked.findings)


def _file(path: str, how: _How) -> Validation:
    shown = printable(path)
    name = os.path.basename(path)
    try:
        with ContainerFile(path) as opened:
            head = opened.read_at(0, _HEAD_BYTES)
            form = None if _is_warc(name.lower(), head) else form_of(name, head)
            if form is not None:
                package = how.checkers.package
                found = validate_serialized(opened, form, package, how.effort, how.caps)
                return Validation(shown, "serialized-bag", found.verdict, found.findings)
        if _is_warc(name.lower(), head) or head.startswith(b"\x1f\x8b"):
            return _warc(path, shown, how)
    except OSError as problem:
        words = f"{shown} cannot be read: {problem.strerror}."
        return _undecided(path, "warc", "FIX-006", words)
    if name.lower().endswith(".json") or head.lstrip().startswith(b"{"):
        return _description(path, shown, how.checkers)
    words = f"{shown} is neither a bag nor a WARC file nor a description."
    return _undecided(path, "description", "FIX-048", words)


def _is_warc(name: str, head: bytes) -> bool:
    return name.endswith((".warc", ".warc.gz")) or head.startswith(b"WARC/")


def _warc(path: str, shown: str, how: _How) -> Validation:
    with open(path, "rb") as opened:
        checked = how.checkers.warc(opened.read, os.path.basename(shown))
    if checked.verdict is not Verdict.VALID:
        return Validation(shown, "warc", checked.verdict, checked.findings)
    asked = [found for extra in how.effort.warc_extras for found in extra(path)]
    return Validation(shown, "warc", checked.verdict, (*checked.findings, *asked))


def _description(path: str, shown: str, checkers: Checkers) -> Validation:
    try:
        source = SourcePath(path, os.path.basename(path))
        data = read_source(source, _DESCRIPTION_LIMIT_BYTES).data
    except PreserveError as problem:
        return _undecided(path, "description", problem.code, problem.message)
    findings = checkers.description(data, _text_beside(path))
    return Validation(shown, "description", _verdict_of(findings), findings)


def _text_beside(path: str) -> LocalTree | None:
    """Return the payload directory of the bag that a description lies in, if it lies in one."""
    resolved = os.path.realpath(path)
    if not resolved.endswith("/" + layout.DESCRIPTION):
        return None
    return LocalTree(os.path.dirname(os.path.dirname(resolved)))


def _verdict_of(findings: Sequence[Finding]) -> Verdict:
    code = exit_code_of(findings)
    return {0: Verdict.VALID, 3: Verdict.UNDECIDED}.get(code, Verdict.INVALID)


def _undecided(path: str, kind: str, code: str, words: str) -> Validation:
    shown = printable(path)
    made = finding(code, words, Where(file=shown))
    return Validation(shown, kind, Verdict.UNDECIDED, (made,))


def summary_of(validations: Sequence[Validation]) -> dict[str, int]:
    """Count the verdicts."""
    counts = {verdict.value: 0 for verdict in Verdict}
    for validation in validations:
        counts[validation.verdict.value] += 1
    return {"checked": len(validations), **counts}
