"""Make an archive: identity, key, ledger, and a page for whoever finds it."""

import os
import uuid
from dataclasses import dataclass
from datetime import datetime

from preserve.errors import Refused, UsageProblem
from preserve.ledger.checkpoint import VerifierKey, verifier_of
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.journal import Journal, create_ledger, make_signing_key
from preserve.ledger.judge import origin_of
from preserve.ledger.merkle import Frontier
from preserve.storage import atomic, layout
from preserve.workflows.archive import SOFTWARE, Archive, nearest_archive, open_archive
from preserve.workflows.archive_config import ArchiveConfig
from preserve.workflows.how_to_read import ARCHIVE_PAGE
from preserve.workflows.settings_text import settings_text
from preserve.workflows.toml_edit import quoted

_OURS = frozenset({*layout.ARCHIVE_DIRECTORIES, layout.ARCHIVE_ID, layout.HOW_TO_READ})


@dataclass(frozen=True, slots=True)
class NewArchive:
    """An archive that was just made."""

    archive: Archive
    archive_id: str
    key_text: str


def initialize(directory: str, config: ArchiveConfig, now: datetime) -> NewArchive:
    """Make an archive in a directory that is empty or not there.

    preserve.toml is written last: a directory without it is no archive, and a run that was killed
    before can simply be repeated.

    Raises:
        Refused: something else is there.
        PreserveError: the place is full or read-only.
    """
    root = os.path.abspath(directory)
    text = _encoded(config)
    outer = nearest_archive(os.path.dirname(root))
    if outer is not None:
        raise Refused(
            f"{directory} lies in the archive {outer}; nothing was written.",
            code="FIX-041",
            remedy="Name a directory outside of it.",
        )
    with atomic.writing(directory):
        _require_room(root, directory)
        atomic.make_root(root)
        for name in layout.ARCHIVE_DIRECTORIES:
            mode = 0o700 if name == layout.KEYS else 0o755
            atomic.make_directories(root, name, mode=mode)
        archive_id = str(uuid.uuid4())
        key, pem = make_signing_key()
        verifier = verifier_of(origin_of(archive_id), key)
        for path in (layout.ARCHIVE_ID, f"{layout.BAGS}/{layout.ARCHIVE_ID}"):
            atomic.replace(f"{root}/{path}", f"{archive_id}\n".encode())
        atomic.replace(f"{root}/{layout.SIGNING_KEY}", pem, mode=0o600)
        atomic.replace(f"{root}/{layout.VERIFIER_KEY}", f"{verifier.text()}\n".encode())
        atomic.replace(f"{root}/{layout.HOW_TO_READ}", ARCHIVE_PAGE.encode())
        _start_ledger(root, archive_id, verifier, now)
        atomic.replace(f"{root}/{layout.CONFIG}", text)
    return NewArchive(open_archive(root), archive_id, verifier.text())


def _encoded(config: ArchiveConfig) -> bytes:
    try:
        return config_text(config).encode()
    except UnicodeEncodeError as problem:
        raise UsageProblem("A name or address of the archive is not UTF-8.") from problem


def _require_room(root: str, shown: str) -> None:
    """Take an empty directory, or the beginnings of an archive that a killed run left."""
    try:
        names = set(os.listdir(root))
    except FileNotFoundError:
        return
    except NotADirectoryError as problem:
        raise _occupied(f"{shown} is a file.") from problem
    if layout.CONFIG in names:
        raise _occupied(f"{shown} is an archive already.")
    strangers = {name.removesuffix(".new") for name in names} - _OURS - {layout.CONFIG}
    bags = set(os.listdir(f"{root}/{layout.BAGS}")) if layout.BAGS in names else set()
    if strangers or bags - {layout.ARCHIVE_ID, f"{layout.ARCHIVE_ID}.new"}:
        raise _occupied(f"{shown} is not empty.")
    if layout.LEDGER in names:
        atomic.discard(f"{root}/{layout.LEDGER}")


def _occupied(why: str) -> Refused:
    return Refused(
        f"{why} Nothing was changed.",
        code="FIX-041",
        remedy="Name a directory that is empty or not there yet.",
    )


def _start_ledger(root: str, archive_id: str, key: VerifierKey, now: datetime) -> None:
    create_ledger(root)
    detail = {"archive_id": archive_id, "key": key.text(), "format": "preserve-ledger/1"}
    entry = LedgerEntry(now, Event.CREATION.value, None, SOFTWARE, "success", detail)
    with Journal(root, key, Frontier()) as journal:
        journal.append([entry])


def config_text(config: ArchiveConfig) -> str:
    """Return preserve.toml for a new archive."""
    return "\n".join(
        [
            "# What preserve knows about this archive. Keys it does not know are left alone.",
            "version = 1",
            f"name = {quoted(config.name)}",
            f"organization = {quoted(config.organization or '')}",
            "",
            "[contact]",
            f"name = {quoted(config.contact_name or '')}",
            f"email = {quoted(config.contact_email or '')}",
            settings_text(),
        ]
    )
