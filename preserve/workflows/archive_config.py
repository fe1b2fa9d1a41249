"""What preserve.toml says about the archive itself; pure over its bytes."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from preserve.errors import NoArchive


@dataclass(frozen=True, slots=True)
class ArchiveConfig:
    """What preserve.toml says. Keys that are not known are left alone."""

    name: str
    organization: str | None = None
    contact_name: str | None = None
    contact_email: str | None = None


def parse_config(data: bytes) -> ArchiveConfig:
    """Read preserve.toml.

    Raises:
        NoArchive: it is no TOML, or a value is of the wrong kind.
    """
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise _bad_config(str(problem)) from problem
    contact = document.get("contact", {})
    if not isinstance(contact, dict):
        raise _bad_config("[contact] is not a table")
    return ArchiveConfig(
        name=_text(document, "name") or "archive",
        organization=_text(document, "organization"),
        contact_name=_text(contact, "name"),
        contact_email=_text(contact, "email"),
    )


def _text(table: Mapping[str, object], key: str) -> str | None:
    value = table.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise _bad_config(f"{key} is not a text")
    return value


def _bad_config(why: str) -> NoArchive:
    return NoArchive(
        f"preserve.toml cannot be understood: {why}.",
        remedy="Mend the line that is named; `preserve init` in an empty directory shows the form.",
    )
