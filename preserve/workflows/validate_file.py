"""Validate a single file, whatever it is. Bags in directories need none of this module."""

import os
from collections.abc import Sequence

from preserve.containers.bag.serialized.caps import Caps
from preserve.containers.bag.serialized.formats import form_of
from preserve.errors import PreserveError
from preserve.model.file import printable
from preserve.model.finding import Finding, exit_code_of
from preserve.model.verdict import Verdict
from preserve.storage import layout
from preserve.storage.container import ContainerFile
from preserve.storage.source import SourcePath, read_source
from preserve.storage.tree import LocalTree
from preserve.workflows.validate import Checkers, How, Validation, undecided
from preserve.workflows.validate_serialized import validate_serialized

_DESCRIPTION_LIMIT_BYTES = 512 << 20
_HEAD_BYTES = 4096


def validate_file(path: str, how: How) -> Validation:
    """Validate a file: a serialized bag, a WARC file or a description, by what is in it.

    Args:
        path: of the file.
        how: who judges, and how much is read.
    """
    shown = printable(path)
    name = os.path.basename(path)
    try:
        with ContainerFile(path) as opened:
            head = opened.read_at(0, _HEAD_BYTES)
            form = None if _is_warc(name.lower(), head) else form_of(name, head)
            if form is not None:
                package = how.checkers.package
                found = validate_serialized(opened, form, package, how.effort, how.caps or Caps())
                return Validation(shown, "serialized-bag", found.verdict, found.findings)
        if _is_warc(name.lower(), head) or head.startswith(b"\x1f\x8b"):
            return _warc(path, shown, how)
    except OSError as problem:
        words = f"{shown} cannot be read: {problem.strerror}."
        return undecided(path, "warc", "FIX-006", words)
    if name.lower().endswith(".json") or head.lstrip().startswith(b"{"):
        return _description(path, shown, how.checkers)
    words = f"{shown} is neither a bag nor a WARC file nor a description."
    return undecided(path, "unknown", "FIX-048", words)


def _is_warc(name: str, head: bytes) -> bool:
    return name.endswith((".warc", ".warc.gz")) or head.startswith(b"WARC/")


def _warc(path: str, shown: str, how: How) -> Validation:
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
        return undecided(path, "description", problem.code, problem.message)
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
