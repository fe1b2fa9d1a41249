"""Write a page where the user wants it: whole or not at all, and never into a store."""

import os

from preserve.errors import Refused
from preserve.model.file import EntryKind
from preserve.storage import atomic
from preserve.storage.source import look


def write_page(path: str, text: str, store: str | None) -> None:
    """Write a page.

    Args:
        path: where; a page that stands there is replaced.
        text: the page.
        store: the directory of the archive's packages, if there is an archive.

    Raises:
        PreserveError: the place cannot be written, or is none for a page.
    """
    where = os.path.realpath(path)
    held = os.path.realpath(store) if store is not None else None
    if held is not None and os.path.commonpath((held, where)) == held:
        raise Refused(
            f"{path} lies in the store; nothing was written.",
            code="FIX-041",
            remedy="Name a file outside of it, such as one in the archive's reports/.",
        )
    if look(path) not in (None, EntryKind.FILE):
        raise Refused(
            f"{path} is there already and is no file; nothing was written.",
            code="FIX-041",
            remedy="Name another file.",
        )
    with atomic.writing(path):
        atomic.replace(where, text.encode("utf-8", "backslashreplace"))
