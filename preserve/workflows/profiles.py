"""Profiles by name or path: those that ship with preserve, pinned by digest, and files."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from preserve.containers.bag.profile_document import dialect_of, excess_of, identifier_of
from preserve.errors import Refused, UsageProblem
from preserve.model.digest import digests_of
from preserve.model.file import printable
from preserve.model.finding import Finding
from preserve.schema.library import shipped_bytes
from preserve.schema.parse import parse_document
from preserve.storage.source import read_whole

_LIMIT_BYTES = 4 << 20
_BOM = b"\xef\xbb\xbf"


class _Pin(NamedTuple):
    """A document that ships, below the schemas, and what its bytes must come to."""

    file: str
    sha256: str


_SHIPPED: Mapping[str, _Pin] = {
    "preserve-1": _Pin(
        "bag-profile/v1.json",
        "aa5c0eff2ae82d4173485de4a45773d246faf8c7c1f44795ec39a24d58ff78a4",
    ),
    "aptrust-2.2": _Pin(
        "bag-profile/shipped/aptrust-2.2.json",
        "23a4ccd9669b103e38678cf33caf9bebebfcd7fb6c1e60cae8948ef10114a639",
    ),
    "aptrust-2.3": _Pin(
        "bag-profile/shipped/aptrust-2.3.json",
        "353589b6acce91f4ee7e631e700b100bd437f38eb1af28ada079d1f4e504d135",
    ),
    "btr-1.0": _Pin(
        "bag-profile/shipped/btr-1.0.json",
        "c9a3ac20e62f95603588a0b4cc6c5091e9a56abcdc2f3974aa0fb201f1e3ad9a",
    ),
    "bdbag-0.2": _Pin(
        "bag-profile/shipped/bdbag-0.2.json",
        "0eb203cd804a26361d7e1635a0f75294f097ecaa4eb05e91ee47851095374793",
    ),
}
_ALIASES: Mapping[str, str] = {
    "preserve": "preserve-1",
    "aptrust": "aptrust-2.3",
    "btr": "btr-1.0",
    "bdbag": "bdbag-0.2",
}


class LoadedProfile(NamedTuple):
    """A profile that can be applied.

    Attributes:
        name: the shipped name (`btr-1.0`, also where `btr` was asked), or the path as given.
        identifier: its BagIt-Profile-Identifier; empty when the document states none.
        document: as parsed from JSON.
        sha256: of the document's bytes, in hexadecimal.
        is_shipped: whether it came with preserve.
    """

    name: str
    identifier: str
    document: Mapping[str, object]
    sha256: str
    is_shipped: bool


def shipped_profiles() -> tuple[str, ...]:
    """Return the names of the profiles that ship with preserve."""
    return tuple(_SHIPPED)


def load_profile(name_or_path: str) -> LoadedProfile:
    """Return a profile; no network is asked, ever.

    Args:
        name_or_path: a path when it has a slash or ends in `.json`, else a shipped name.

    Raises:
        UsageProblem: no profile of that name ships with preserve, or it is an address.
        Unreadable: the file is not there or cannot be read.
        Refused: META-060, the document is no profile that can be used.
    """
    name = _ALIASES.get(name_or_path, name_or_path)
    if name in _SHIPPED:
        return _shipped(name)
    if "://" in name:
        raise UsageProblem(
            f"{printable(name)} is an address; preserve asks no network for a profile.",
            remedy=f"Save it as a file and name that, or one of {_names()}.",
        )
    if "/" in name or name.lower().endswith(".json"):
        return _loaded(printable(name), read_whole(name, _LIMIT_BYTES), is_shipped=False)
    there = (
        f" The file of that name is meant by `./{printable(name)}`." if os.path.isfile(name) else ""
    )
    raise UsageProblem(
        f"No profile {printable(name)} ships with preserve.{there}",
        remedy=f"Name a file, or one of {_names()}.",
    )


def _names() -> str:
    return ", ".join((*_SHIPPED, *_ALIASES))


def _shipped(name: str) -> LoadedProfile:
    pin = _SHIPPED[name]
    try:
        data = shipped_bytes(pin.file)
    except OSError as problem:
        raise _unusable(name, "it is not where it was installed", _REINSTALL) from problem
    if _sha256(data) != pin.sha256:
        raise _unusable(name, "it is not the document that preserve was made with", _REINSTALL)
    return _loaded(name, data, is_shipped=True)


_REINSTALL = "Install preserve again: its files were changed."
_ANOTHER = "Name a file that holds a BagIt profile."


def _loaded(name: str, data: bytes, *, is_shipped: bool) -> LoadedProfile:
    if data.startswith(_BOM):
        raise _unusable(name, "it starts with a byte-order mark, which JSON does not allow")
    document, findings = parse_document(data)
    if not isinstance(document, Mapping):
        raise _unusable(name, _problem(findings) or "it is no JSON object")
    why = dialect_of(document) or excess_of(document)
    if why is not None:
        raise _unusable(name, why)
    return LoadedProfile(name, identifier_of(document), document, _sha256(data), is_shipped)


def _problem(findings: Sequence[Finding]) -> str:
    """Return why some bytes are no document, and on which line where that is known."""
    if not findings:
        return ""
    words, line = findings[0].message.rstrip("."), findings[0].where.line
    return words if line is None else f"line {line}: {words}"


def _sha256(data: bytes) -> str:
    return digests_of(data, ("sha256",))["sha256"]


def _unusable(name: str, why: str, remedy: str = _ANOTHER) -> Refused:
    message = f"The profile {name} cannot be used: {why}."
    return Refused(message, code="META-060", remedy=remedy)
