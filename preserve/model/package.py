"""The name of a package, and what is on record about it."""

import re
import unicodedata
from dataclasses import dataclass

from preserve.model.file import FileRecord

_SLUG_LIMIT = 60
_DIGEST_DIGITS = 12
_PACKAGE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}-[0-9a-f]{12}")
_SUFFIX = re.compile(r"\.(txt|text|html?|warc(\.gz)?)$", re.IGNORECASE)


def slug_of(name: str) -> str:
    """Return a plain ASCII form of a source's name: lower-case letters, digits, hyphens.

    A name with nothing left in ASCII (an Arabic title, say) gives `article`: the digest behind
    the slug tells packages apart, the slug only helps the eye.
    """
    stem = _SUFFIX.sub("", name)
    ascii_form = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_form.lower()).strip("-")
    return slug[:_SLUG_LIMIT].strip("-") or "article"


def package_id(name: str, sha256: str) -> str:
    """Return `<slug of the source's name>-<first 12 hex digits of its SHA-256>`."""
    return f"{slug_of(name)}-{sha256[:_DIGEST_DIGITS]}"


def is_package_id(name: str) -> bool:
    """Whether a name has the form that `package_id` gives."""
    return _PACKAGE_ID.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class PackageRecord:
    """A package as the ledger knows it.

    Attributes:
        id: the package id, which is also the name of its directory.
        source_name: the source's file name.
        source_sha256: digest of the source's bytes.
        files: every file of the bag, tag files included, by path.
    """

    id: str
    source_name: str
    source_sha256: str
    files: tuple[FileRecord, ...]
