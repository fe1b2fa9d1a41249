"""What the shell knows: the environment, the clock, the archive that is meant."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from preserve.errors import NoArchive, UsageProblem

if TYPE_CHECKING:
    from preserve.workflows.archive import Archive

_FIRST_YEAR = 1970


class Chosen:
    """The archive named with `--archive`, kept for the command that asks for it."""

    archive: str | None = None


def archive_directory() -> str:
    """Return the archive: `--archive`, else $PRESERVE_ARCHIVE, else the nearest one above.

    Raises:
        NoArchive: there is none.
    """
    named = Chosen.archive or os.environ.get("PRESERVE_ARCHIVE")
    if named:
        return named
    from preserve.workflows.archive import nearest_archive

    found = nearest_archive(".")
    if found is None:
        raise NoArchive(
            "There is no archive here or above.",
            remedy="Name it with --archive DIR, or make one with `preserve init DIR`.",
        )
    return found


def open_archive_for(sources: Sequence[str]) -> "Archive | None":
    """Open the archive that is meant, else the one that a named directory lies in, if any.

    Raises:
        NoArchive: nothing is named, and there is no archive.
    """
    from preserve.workflows.archive import nearest_archive, open_archive

    if not sources:
        return open_archive(archive_directory())
    try:
        return open_archive(archive_directory())
    except NoArchive:
        if Chosen.archive:
            raise
    within = (nearest_archive(path) for path in sources if os.path.isdir(path))
    root = next((found for found in within if found is not None), None)
    return open_archive(root) if root is not None else None


def said_by(by: str | None) -> str:
    """Return who says what goes on record: `--by`, else the name that the system has.

    Raises:
        UsageProblem: neither says who.
    """
    name = by if by is not None else os.environ.get("LOGNAME") or os.environ.get("USER")
    if not name:
        raise UsageProblem("It is not known who says so.", remedy="Add --by NAME.")
    return name


def capture_instant(text: str | None, now: datetime) -> datetime:
    """Return the instant of capture: `--at`, else $SOURCE_DATE_EPOCH, else now.

    Raises:
        UsageProblem: what was given is no instant.
    """
    instant = _asked_instant(text)
    if instant is not None and instant.year < _FIRST_YEAR:
        raise UsageProblem("The instant of capture lies before there was anything to capture with.")
    return instant or now


def _asked_instant(text: str | None) -> datetime | None:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if text is not None:
            return _aware(datetime.fromisoformat(text))
        if epoch:
            return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as problem:
        raise UsageProblem(
            f"{text if text is not None else epoch!r} is no instant.",
            remedy="Write it as 2016-12-15T08:55:00Z.",
        ) from problem
    return None


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("no offset")
    return at.astimezone(UTC).replace(microsecond=0)
