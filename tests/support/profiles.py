"""Profiles and bags that fit them, for tests."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from preserve.containers.bag.parse import parse_info
from preserve.containers.bag.profile import Packed, check_profile
from preserve.containers.bag.profile_tags import TagElement
from preserve.containers.bag.text import tag_text
from preserve.model.finding import Finding
from tests.support.bags import Bag, listing, sealed

IDENTIFIER = "https://archive.example/profiles/one.json"
NAMED = ("BagIt-Profile-Identifier", IDENTIFIER)


def profile(**keys: object) -> dict[str, Any]:
    """Return a profile in order; `Data_Empty=True` becomes the key `Data-Empty`."""
    about = {
        "BagIt-Profile-Identifier": IDENTIFIER,
        "BagIt-Profile-Version": "1.4.0",
        "Source-Organization": "An archive",
        "External-Description": "For tests.",
        "Version": "1",
    }
    named = {key.replace("_", "-").replace("-txt", ".txt"): value for key, value in keys.items()}
    return {"BagIt-Profile-Info": about, "Accept-BagIt-Version": ["1.0"], **named}


def plain_bag(
    *info: tuple[str, str],
    payload: Mapping[str, bytes] | None = None,
    tags: Mapping[str, bytes] | None = None,
    algorithms: Iterable[str] = ("sha256",),
    tag_algorithms: Iterable[str] = ("sha256",),
    version: str = "1.0",
) -> Bag:
    """Return a bag written line by line here, which names the profile unless `info` does."""
    has_name = any(label.lower() == NAMED[0].lower() for label, _ in info)
    elements = info if has_name else (NAMED, *info)
    files = {"data/a.txt": b"one\n"} if payload is None else dict(payload)
    own = {
        "bagit.txt": f"BagIt-Version: {version}\nTag-File-Character-Encoding: UTF-8\n".encode(),
        "bag-info.txt": "".join(f"{label}: {value}\n" for label, value in elements).encode(),
        **{f"manifest-{name}.txt": listing(files, name) for name in algorithms},
    }
    return sealed(Bag({**files, **own, **(tags or {})}), *tag_algorithms)


def elements(bag: Bag, path: str) -> Sequence[TagElement]:
    """Return the elements of a tag file with their lines."""
    parsed = parse_info(tag_text(path, bag.files[path], "UTF-8"), is_strict=True)
    return [TagElement(*element) for element in parsed.elements]


def found(
    document: Mapping[str, object], bag: Bag, packed: Packed | None = None, *read: str
) -> tuple[Finding, ...]:
    """Hold a bag against a profile, with the lines of bag-info.txt and some other tag files."""
    known = {path: elements(bag, path) for path in ("bag-info.txt", *read) if path in bag.files}
    return check_profile(document, bag.check(), bag.entries(), packed=packed, tag_files=known)
