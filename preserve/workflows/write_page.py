"""Write a page where the user wants it: whole or not at all, and over nothing but such a page."""

import os

from preserve.errors import Refused, UsageProblem
from preserve.model.file import EntryKind
from preserve.report.comparison_page import is_comparison_page
from preserve.storage import atomic
from preserve.storage.source import look, read_head
from preserve.workflows.archive import nearest_archive

_SUFFIXES = (".html", ".htm")
_REPORTS = "reports"
_HEAD_BYTES = 64 << 10


def require_place_for_page(path: str) -> None:
    """Refuse a place where a page would stand over something else; nothing is written.

    Raises:
        UsageProblem: the name is none of a page: often a word is missing before it.
        Refused: something else stands there, or the place belongs to an archive.
    """
    if not path.lower().endswith(_SUFFIXES):
        raise UsageProblem(
            f"{path or 'An empty name'} is no name of a page; nothing was written.",
            remedy="After --html comes the name of the page, such as --html page.html.",
        )
    where = os.path.realpath(path)
    archive = nearest_archive(os.path.dirname(where))
    if archive is not None and not _lies_in(where, os.path.realpath(f"{archive}/{_REPORTS}")):
        raise Refused(
            f"{path} lies in an archive; nothing was written.",
            code="FIX-041",
            remedy=f"Name a file outside of it, or in its {_REPORTS}/.",
        )
    if os.path.lexists(f"{where}.new"):
        raise Refused(
            f"{path}.new stands in the way; nothing was written.",
            code="FIX-041",
            remedy="Move it, or name another page: what is written lies there until it is whole.",
        )
    kind = look(where)
    if kind is None:
        return
    if kind is not EntryKind.FILE or not is_comparison_page(read_head(where, _HEAD_BYTES)):
        raise Refused(
            f"{path} is there already and is no such page; nothing was written.",
            code="FIX-041",
            remedy="Name another file; a page that preserve wrote may be replaced.",
        )


def write_page(path: str, text: str) -> None:
    """Write a page; one that preserve wrote there before is replaced.

    Raises:
        PreserveError: the place cannot be written, or is none for a page.
    """
    require_place_for_page(path)
    with atomic.writing(path):
        atomic.replace(os.path.realpath(path), text.encode("utf-8", "backslashreplace"))


def _lies_in(path: str, directory: str) -> bool:
    return os.path.commonpath((directory, path)) == directory
