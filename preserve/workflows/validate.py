"""Validate whatever a path holds: bags, directories of bags, WARC files, descriptions."""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from preserve.containers.bag.serialized.endings import form_by_name
from preserve.errors import PreserveError
from preserve.model.catalogue import finding
from preserve.model.file import EntryKind, printable
from preserve.model.finding import Finding, Where, exit_code_of, gravest
from preserve.model.profile_verdict import ProfileVerdict
from preserve.model.verdict import Verdict
from preserve.storage import layout
from preserve.storage.source import look
from preserve.storage.tree import LocalTree, list_names
from preserve.workflows.validate_bag import Effort, Extra, validate_bag

if TYPE_CHECKING:
    from preserve.containers.bag.serialized.caps import Caps
    from preserve.containers.warc.record import WarcCheck

_LEFT_SHOWN = 5
_OWN = frozenset({layout.ARCHIVE_ID, layout.STAGING})


class Checkers(NamedTuple):
    """Who judges what is inside. The caller may load each of them when it is first asked.

    Attributes:
        package: of a bag that says it is one of ours, as `check_package`.
        warc: of a WARC file, as `check_warc`.
        description: of a description, as `check_description_file`.
        file: of whatever a single file is, as `validate_file`.
    """

    package: Extra
    warc: Callable[[Callable[[int], bytes], str], "WarcCheck"]
    description: Callable[[bytes, LocalTree | None], tuple[Finding, ...]]
    file: Callable[[str, "How"], "Validation"]


class Validation(NamedTuple):
    """The verdict on one thing that was named.

    Attributes:
        path: as the user can find it.
        kind: `bag`, `serialized-bag`, `warc`, `description` or `unknown`.
        profiles: the verdicts of the profiles that were asked for; None where none was.
    """

    path: str
    kind: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    profiles: tuple[ProfileVerdict, ...] | None = None

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
            **self._profiles(),
        }

    def _profiles(self) -> dict[str, object]:
        if self.profiles is None:
            return {}
        return {"profiles": [verdict.document() for verdict in self.profiles]}


Aside = Callable[[Finding], None]
"""Told what lies beside the bags of a directory and was not checked."""


def _untold(_found: Finding) -> None:
    """Tell nobody."""


class How(NamedTuple):
    """How to validate.

    Attributes:
        checkers: who judges what is inside.
        effort: how many cores, whom to tell.
        aside: told what lies beside the bags of a directory.
        caps: how much of a serialized bag is read; None for as much as is usual.
    """

    checkers: Checkers
    effort: Effort
    aside: Aside
    caps: "Caps | None"


def validate(
    paths: Sequence[str],
    checkers: Checkers,
    effort: Effort | None = None,
    aside: Aside = _untold,
    caps: "Caps | None" = None,
) -> Iterator[Validation]:
    """Validate each thing that was named; only reads.

    Args:
        paths: bags, serialized bags, directories of both, WARC files, description files.
        checkers: who judges what is inside.
        effort: how many cores, whom to tell.
        aside: told what lies beside the bags of a directory and was not checked.
        caps: how much of a serialized bag is read.
    """
    how = How(checkers, effort or Effort(), aside, caps)
    for path in paths:
        try:
            kind = look(path)
        except PreserveError as problem:
            yield undecided(path, "bag", problem.code, problem.message)
            continue
        if kind is EntryKind.DIRECTORY:
            yield from _directory(path, how)
        elif kind is EntryKind.FILE:
            yield how.checkers.file(path, how)
        else:
            yield undecided(path, "bag", "FIX-030", _not_there(path, kind))


def _not_there(path: str, kind: EntryKind | None) -> str:
    """Say what is wrong with a path that names neither a file nor a directory."""
    if not path:
        return "An empty path names nothing."
    if kind is not None:
        return f"{printable(path)} is a pipe, a socket or a device; it was not opened."
    if os.path.islink(path):
        return f"{printable(path)} is a link to something that is not there."
    return f"{printable(path)}: there is nothing at this path."


def _directory(path: str, how: How) -> Iterator[Validation]:
    names = _names_in(path)
    if isinstance(names, Validation):
        yield names
    elif _is_bag(names):
        yield _bag(path, how)
    elif layout.CONFIG in names and layout.BAGS in names:
        yield from _directory(os.path.join(path, layout.BAGS), how)
    else:
        yield from _inside(path, names, how)


def _inside(path: str, names: Sequence[str], how: How) -> Iterator[Validation]:
    """Validate what lies in a directory that is no bag itself."""
    is_store = layout.ARCHIVE_ID in names
    left = list[str]()
    is_empty = True
    for name in names:
        found = _lying_in(os.path.join(path, name), how, is_store=is_store)
        if found is not None:
            is_empty = False
            yield found
        elif name not in _OWN:
            left.append(name)
    if not is_empty:
        _tell_left(path, left, how.aside)
    elif is_store:
        words = f"{printable(path)} is a store without packages; there was nothing to check."
        yield undecided(path, "bag", "FIX-030", words)
    else:
        yield _no_bag(path, ", and no bag lies directly in it")


def _lying_in(path: str, how: How, *, is_store: bool) -> Validation | None:
    """Validate what lies in a directory, if it looks like a bag; None if it does not."""
    if not os.path.isdir(path):
        is_packed = form_by_name(path) is not None and os.path.isfile(path)
        return how.checkers.file(path, how) if is_packed and not is_store else None
    listed = _names_in(path)
    if isinstance(listed, Validation):
        return listed
    if _is_bag(listed):
        return _bag(path, how)
    # In a store every directory is a package, however damaged.
    return _no_bag(path, "") if is_store else None


def _tell_left(path: str, names: Sequence[str], aside: Aside) -> None:
    if not names:
        return
    shown = printable(path)
    first = ", ".join(printable(name) for name in names[:_LEFT_SHOWN])
    more = f" and {len(names) - _LEFT_SHOWN} more" if len(names) > _LEFT_SHOWN else ""
    words = f"{shown} holds what is no bag and was not checked: {first}{more}."
    aside(finding("BAG-145", words, Where(file=shown)))


def _no_bag(path: str, more: str) -> Validation:
    shown = printable(path)
    words = f"{shown} is no bag: it has no bagit.txt, no directory `data` and no manifest{more}."
    return Validation(
        shown, "bag", Verdict.INVALID, (finding("BAG-010", words, Where(file=shown)),)
    )


def _names_in(path: str) -> list[str] | Validation:
    """Return the names in a directory; or, where it cannot be listed, what to say of it."""
    try:
        return list_names(path)
    except OSError as problem:
        words = f"{printable(path)} cannot be listed: {problem.strerror}."
        return undecided(path, "bag", "FIX-006", words)


def _is_bag(names: Sequence[str]) -> bool:
    return any(name in {"bagit.txt", "data"} or layout.is_manifest(name) for name in names)


def _bag(path: str, how: How) -> Validation:
    checked = validate_bag(LocalTree(path), printable(path), how.checkers.package, how.effort)
    return Validation(printable(path), "bag", checked.verdict, checked.findings)


def undecided(path: str, kind: str, code: str, words: str) -> Validation:
    """Return that nothing is concluded about what was named, and why."""
    shown = printable(path)
    made = finding(code, words, Where(file=shown or None))
    return Validation(shown, kind, Verdict.UNDECIDED, (made,))


def summary_of(validations: Sequence[Validation]) -> dict[str, int]:
    """Count the verdicts."""
    counts = {verdict.value: 0 for verdict in Verdict}
    for validation in validations:
        counts[validation.verdict.value] += 1
    return {"checked": len(validations), **counts}
