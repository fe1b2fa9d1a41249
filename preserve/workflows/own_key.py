"""The archive's own key on disk: what the history says of it, brought about in files.

A new key waits in `keys/next.key` until the history pins it. Then the files that others need are
written, and last of all it takes the place of `keys/archive.key`: as long as a key waits that the
history pins, whoever opens the history to write goes on from there. A key that waits and is not
pinned means nothing.
"""

import os

from preserve.errors import NotWritable, Unreadable
from preserve.exchange.message import SIGNATURE_ENDING
from preserve.ledger.checkpoint import VerifierKey, verifier_of
from preserve.ledger.journal import load_signing_key
from preserve.ledger.own_keys import OwnChange, OwnKeys
from preserve.storage import atomic, layout
from preserve.workflows.partner_keys import pem_of


def settle_key(root: str, keys: OwnKeys) -> OwnChange | None:
    """Finish a change of key that the history holds and the files do not yet.

    Args:
        root: the archive's directory; its lock is held.
        keys: what a history says that verifies.

    Returns:
        The change that was finished now, or None.

    Raises:
        PreserveError: a file cannot be written; a rerun goes on.
    """
    if not keys.changes or not _waits(root, keys.key):
        return None
    change = keys.changes[-1]
    try:
        with atomic.writing("keys/ or outbox/"):
            _write_files(root, change)
            atomic.take_place(f"{root}/{layout.NEXT_KEY}", f"{root}/{layout.SIGNING_KEY}")
    except FileExistsError as problem:
        raise NotWritable(
            f"Something is in the way of {statement_path(change)}.",
            remedy="Look at what it is and move it; then run the same command again.",
        ) from problem
    return change


def statement_path(change: OwnChange) -> str:
    """Return where the directory lies that partners are handed, relative to the archive."""
    return f"{layout.OUTBOX}/key-change-{change.new.key_id.hex()}"


def _waits(root: str, key: VerifierKey) -> bool:
    """Whether the key waits, and is not in its place: a second name for that may not replace it."""
    is_there = os.path.lexists(f"{root}/{layout.NEXT_KEY}")
    return (
        is_there
        and _holds(root, layout.NEXT_KEY, key)
        and not _holds(root, layout.SIGNING_KEY, key)
    )


def _holds(root: str, path: str, key: VerifierKey) -> bool:
    try:
        return verifier_of(key.name, load_signing_key(root, path)) == key
    except Unreadable:
        return False


def _write_files(root: str, change: OwnChange) -> None:
    former = f"{root}/{layout.KEYS}/archive.former-{change.old.key_id.hex()}"
    atomic.replace(f"{former}.pub", _line(change.old))
    atomic.replace(f"{former}.pem", pem_of(change.old))
    atomic.replace(f"{root}/{layout.VERIFIER_KEY}", _line(change.new))
    path = statement_path(change)
    atomic.make_directories(root, path)
    statement = f"{root}/{path}/key-change.json"
    atomic.replace(statement, change.change.data)
    atomic.replace(f"{statement}{SIGNATURE_ENDING}", change.change.signature)
    atomic.replace(f"{root}/{path}/key.pub", _line(change.new))


def _line(key: VerifierKey) -> bytes:
    return f"{key.text()}\n".encode()
