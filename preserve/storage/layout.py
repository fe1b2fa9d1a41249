"""Where things lie in an archive and in a package: pure paths, nothing touched."""

import posixpath

CONFIG = "preserve.toml"
ARCHIVE_ID = "archive-id"
BAGS = "bags"
LEDGER = "ledger"
LEDGER_DATABASE = "ledger/ledger.sqlite"
LEDGER_CHECKPOINT = "ledger/checkpoint"
KEYS = "keys"
SIGNING_KEY = "keys/archive.key"
VERIFIER_KEY = "keys/archive.pub"
NEXT_KEY = "keys/next.key"
PARTNER_KEYS = "keys/partners"
QUARANTINE = "quarantine"
OUTBOX = "outbox"
RECEIPTS = "receipts"
REPORTS = "reports"
STAGING = ".staging"
PARITY = "parity"
HOW_TO_READ = "HOW-TO-READ-THIS.txt"

ARCHIVE_DIRECTORIES = (
    BAGS,
    LEDGER,
    KEYS,
    PARTNER_KEYS,
    QUARANTINE,
    OUTBOX,
    RECEIPTS,
    REPORTS,
    STAGING,
)

PAYLOAD = "data/"
ORIGINAL = "data/original/"
WARC = "data/article.warc.gz"
DESCRIPTION = "data/metadata/description.json"


def original_path(source_name: str) -> str:
    """Return where the bytes as received lie in a bag."""
    return ORIGINAL + source_name


def text_path_of(source_name: str) -> str:
    """Return the path, relative to `data/`, that the spans of a plain text point into."""
    return "original/" + source_name


def is_manifest(path: str) -> bool:
    """Whether a path in a bag is a payload or tag manifest (RFC 8493 2.1.3, 2.2.1)."""
    return (
        "/" not in path and path.endswith(".txt") and path.startswith(("manifest-", "tagmanifest-"))
    )


def parents_of(path: str) -> tuple[str, ...]:
    """Return the directories above a relative path, outermost first."""
    if "/" not in path:  # so it is of most
        return ()
    found = []
    parent = posixpath.dirname(path)
    while parent:
        found.append(parent)
        parent = posixpath.dirname(parent)
    return tuple(reversed(found))


def letters_path(recipient: str, sender: str, conversation: str = "") -> str:
    """Return where things from one archive for another lie in a place of exchange.

    Args:
        recipient: id of the archive that they are for.
        sender: id of the archive that they are from.
        conversation: its name, or nothing for all of them.
    """
    path = f"for-{recipient}/from-{sender}"
    return f"{path}/{conversation}" if conversation else path


def exchange_quarantine_path(sender: str, conversation: str) -> str:
    """Return where what came in a delivery lies in an archive until it is taken over.

    Args:
        sender: id of the archive that it came from.
        conversation: its name.
    """
    return f"{QUARANTINE}/exchange/{sender}/{conversation}"


def receipt_path(conversation: str, file_name: str) -> str:
    """Return where a receipt is filed, in the archive."""
    return f"{RECEIPTS}/{conversation}/{file_name}"
