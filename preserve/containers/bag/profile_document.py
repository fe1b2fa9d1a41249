"""A BagIt profile as a document: what it asks for, and what other kind it may be (Profiles 1.4).

The extension of preserve, for what the specification cannot say: `Preserve-Tag-Files` has rules
for the tags of other tag files than bag-info.txt, `Preserve-Serialization-Name` wants the top
directory of a packed bag named as its file, and `recommended` is a key of any tag.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

from preserve.containers.bag.names import normal_form

INFO_SECTION: Final = "BagIt-Profile-Info"
BAG_INFO: Final = "Bag-Info"
IDENTIFIER: Final = "BagIt-Profile-Identifier"
TAG_FILES: Final = "Preserve-Tag-Files"
SERIALIZATION_NAME: Final = "Preserve-Serialization-Name"
PATH_LISTS: tuple[str, ...] = (
    "Tag-Files-Required",
    "Tag-Files-Allowed",
    "Payload-Files-Required",
    "Payload-Files-Allowed",
)
ALGORITHM_LISTS: tuple[str, ...] = (
    "Manifests-Required",
    "Manifests-Allowed",
    "Tag-Manifests-Required",
    "Tag-Manifests-Allowed",
)
LISTS: tuple[str, ...] = (
    *ALGORITHM_LISTS,
    *PATH_LISTS,
    "Accept-Serialization",
    "Accept-BagIt-Version",
)
FLAGS: tuple[str, ...] = (
    "Allow-Fetch.txt",
    "Fetch.txt-Required",
    "Data-Empty",
    SERIALIZATION_NAME,
)
_BAGGER_KEYS = frozenset({"fieldRequired", "requiredValue", "fieldType", "valueList"})
_MOST_PATTERNS = 1000
_MOST_TAG_FILES = 100
_TAR = ("application/tar", "application/x-tar")
_GZIP = (
    "application/gzip",
    "application/x-gzip",
    "application/tar+gzip",
    "application/x-tar+gzip",
    "application/x-tgz",
    "application/x-compressed-tar",
)
_ZIP = ("application/zip", "application/x-zip", "application/x-zip-compressed")
_FORMATS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_TAR, frozenset({_TAR[0]})),
    **dict.fromkeys(_GZIP, frozenset({_GZIP[0]})),
    **dict.fromkeys(_ZIP, frozenset({_ZIP[0]})),
    # Said of GNU tar's files, packed further or not.
    "application/x-gtar": frozenset({_TAR[0], _GZIP[0]}),
}


def strings(profile: Mapping[str, object], key: str) -> tuple[str, ...] | None:
    """Return a list of strings of the profile; None when it is absent or not such a list."""
    value = profile.get(key)
    if not isinstance(value, Sequence) or isinstance(value, str):
        return None
    return tuple(item for item in value if isinstance(item, str))


def section(profile: Mapping[str, object], key: str) -> Mapping[str, object]:
    """Return an object of the profile; empty when it is absent or not an object."""
    value = profile.get(key)
    return value if isinstance(value, Mapping) else {}


def is_set(profile: Mapping[str, object], key: str, *, default: bool) -> bool:
    """Return a flag of the profile, or its default when it is absent or not a flag."""
    value = profile.get(key)
    return value if isinstance(value, bool) else default


def identifier_of(profile: Mapping[str, object]) -> str:
    """Return the identifier that a bag names the profile by; empty when it states none."""
    value = section(profile, INFO_SECTION).get(IDENTIFIER)
    return value if isinstance(value, str) else ""


def dialect_of(document: Mapping[str, object]) -> str | None:
    """Return, in words, what other kind of profile a document is; None when nothing says so."""
    if INFO_SECTION in document:
        return None
    if "acceptBagItVersion" in document or "bagItProfileInfo" in document:
        return (
            "it is a profile in DART's own form, not in that of the BagIt Profiles specification;"
            " DART can export the other form"
        )
    rules = document.get("ordered")
    rows = rules if isinstance(rules, Sequence) and not isinstance(rules, str) else [document]
    if any(_is_bagger_row(row) for row in rows):
        return (
            "it is a profile in Bagger's own form, not in that of the BagIt Profiles specification"
        )
    return None


def _is_bagger_row(row: object) -> bool:
    fields = row.values() if isinstance(row, Mapping) else ()
    return any(isinstance(field, Mapping) and _BAGGER_KEYS & field.keys() for field in fields)


def excess_of(document: Mapping[str, object]) -> str | None:
    """Return, in words, what a document has so much of that no bag is held against it."""
    for key in PATH_LISTS:
        count = sum("*" in item for item in strings(document, key) or ())
        if count > _MOST_PATTERNS:
            return f"{key} has {count} patterns, more than {_MOST_PATTERNS}"
    count = len(section(document, TAG_FILES))
    if count > _MOST_TAG_FILES:
        return f"{TAG_FILES} has {count} files, more than {_MOST_TAG_FILES}"
    return None


def algorithms(names: Sequence[str]) -> frozenset[str]:
    """Return algorithm names as BagIt writes them: `SHA-256` is `sha256`."""
    return frozenset("".join(filter(str.isalnum, name.lower())) for name in names)


def packings(media_types: Sequence[str]) -> frozenset[str]:
    """Return what media types mean, each format under one name; an unknown one means itself."""
    names = (name.partition(";")[0].strip().lower() for name in media_types)
    return frozenset(chain.from_iterable(_FORMATS.get(name, (name,)) for name in names))


class Patterns:
    """Paths and patterns in which `*` stands for any characters, `/` too (Profiles 1.4)."""

    def __init__(self, patterns: Sequence[str]) -> None:
        forms = [normal_form(pattern) for pattern in patterns]
        self._exact = frozenset(form for form in forms if "*" not in form)
        self._heads = tuple(form[:-1] for form in forms if form.partition("*")[1:] == ("*", ""))
        self._others = tuple(form for form in forms if form.partition("*")[2])

    def take(self, path: str) -> bool:
        """Return whether one of them fits a path; names are compared in one normal form."""
        form = normal_form(path)
        return (
            form in self._exact
            or form.startswith(self._heads)
            or any(matches(pattern, form) for pattern in self._others)
        )


def matches(pattern: str, path: str) -> bool:
    """Return whether a path fits a pattern in which `*` stands for any characters, `/` too.

    Linear in practice: the stretches between asterisks are looked for from left to right.
    """
    first, *rest = pattern.split("*")
    if not rest:
        return path == pattern
    last = rest.pop()
    if len(path) < len(first) + len(last) or not path.startswith(first):
        return False
    at, end = len(first), len(path) - len(last)
    for piece in rest:
        at = path.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return path.endswith(last)
