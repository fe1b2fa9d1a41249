"""A BagIt profile as a document: is it in order (BagIt Profiles 1.4), or at odds with itself."""

import re
from collections.abc import Iterator, Mapping, Sequence

from preserve.containers.bag.fetch import FETCH
from preserve.containers.bag.inspection import INFO
from preserve.containers.bag.manifest import manifest_name
from preserve.containers.bag.names import shown, storable
from preserve.containers.bag.parse import DECLARATION
from preserve.containers.bag.profile_document import (
    ALGORITHM_LISTS,
    BAG_INFO,
    FLAGS,
    IDENTIFIER,
    INFO_SECTION,
    LISTS,
    PATH_LISTS,
    TAG_FILES,
    Patterns,
    algorithms,
    is_set,
    section,
    strings,
)
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where

_OWN_TAG_FILES = frozenset({DECLARATION, INFO, FETCH})
_REQUIRED_INFO = ("Source-Organization", "External-Description", "Version", IDENTIFIER)
_SPEC_VERSION = "BagIt-Profile-Version"
_SERIALIZATION = ("forbidden", "required", "optional")
_KNOWN = frozenset({INFO_SECTION, BAG_INFO, TAG_FILES, "Serialization", *LISTS, *FLAGS})
_TAG_KEYS = frozenset({"required", "values", "repeatable", "description", "recommended"})
_PAIRS = (
    ("Manifests-Required", "Manifests-Allowed"),
    ("Tag-Manifests-Required", "Tag-Manifests-Allowed"),
    ("Tag-Files-Required", "Tag-Files-Allowed"),
    ("Payload-Files-Required", "Payload-Files-Allowed"),
)
_ALGORITHM = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_-]*")
_STATED = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,2}")
_UNSTATED = (1, 1, 0)
_NEWEST = (1, 4, 0)
_SINCE: Mapping[str, tuple[int, int, int]] = {
    "Tag-Files-Allowed": (1, 2, 0),
    "Manifests-Allowed": (1, 3, 0),
    "Tag-Manifests-Allowed": (1, 3, 0),
    "Fetch.txt-Required": (1, 4, 0),
    "Data-Empty": (1, 4, 0),
    "Payload-Files-Required": (1, 4, 0),
    "Payload-Files-Allowed": (1, 4, 0),
}
"""The version of the specification that brought a key; those not named here were always there."""


def document_findings(profile: Mapping[str, object]) -> Iterator[Finding]:
    """Yield what is wrong with the profile document itself; `where.path` is a JSON pointer."""
    yield from _info_findings(profile)
    for key in LISTS:
        value = strings(profile, key)
        if key in profile and (value is None or value != tuple(_items(profile[key]))):
            yield _fault(f"{key} is not a list of strings", key)
    for key in FLAGS:
        if not isinstance(profile.get(key, False), bool):
            yield _fault(f"{key} is neither true nor false", key)
    if not strings(profile, "Accept-BagIt-Version"):
        yield _fault("Accept-BagIt-Version names no version", "Accept-BagIt-Version")
    yield from _serialization_findings(profile)
    yield from _algorithm_findings(profile)
    yield from _path_findings(profile)
    yield from _pair_findings(profile)
    yield from _tag_findings(profile, (BAG_INFO,))
    yield from _tag_file_findings(profile)
    yield from _version_findings(profile)
    for key in sorted(set(profile) - _KNOWN):
        yield finding("BAG-136", f"The profile has a key {shown(str(key))}.", _at(str(key)))


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _at(*place: str) -> Where:
    tokens = (token.replace("~", "~0").replace("/", "~1") for token in place)
    return Where(path=storable("".join(f"/{token}" for token in tokens)))


def _fault(message: str, *place: str) -> Finding:
    return finding("BAG-120", f"The profile's {message}.", _at(*place))


def _info_findings(profile: Mapping[str, object]) -> Iterator[Finding]:
    if not isinstance(profile.get(INFO_SECTION), Mapping):
        state = "is not an object" if INFO_SECTION in profile else "is missing"
        yield _fault(f"{INFO_SECTION} {state}", INFO_SECTION)
        return
    info = section(profile, INFO_SECTION)
    for key in _REQUIRED_INFO:
        value = info.get(key)
        if not isinstance(value, str) or not value.strip():
            yield _fault(f"{INFO_SECTION} does not state {key}", INFO_SECTION, key)


def _serialization_findings(profile: Mapping[str, object]) -> Iterator[Finding]:
    value = profile.get("Serialization", "optional")
    if value not in _SERIALIZATION:
        yield _fault("Serialization is none of forbidden, required, optional", "Serialization")
    needs = "Serialization" in profile and value in ("required", "optional")
    if needs and not strings(profile, "Accept-Serialization"):
        yield _fault("Accept-Serialization names no format", "Accept-Serialization")


def _algorithm_findings(profile: Mapping[str, object]) -> Iterator[Finding]:
    for key in ALGORITHM_LISTS:
        for name in strings(profile, key) or ():
            if not _ALGORITHM.fullmatch(name):
                yield _fault(f"{key} names {shown(name)}, which is no algorithm", key)


def _path_findings(profile: Mapping[str, object]) -> Iterator[Finding]:
    for key in PATH_LISTS:
        is_payload, is_allowed = key.startswith("Payload"), key.endswith("Allowed")
        for path in strings(profile, key) or ():
            head = path.partition("*")[0] if is_allowed else path
            if path.startswith("/") or ".." in path.split("/"):
                yield _fault(f"{key} names {shown(path)}, which is not in the bag", key)
            elif is_payload and not _is_below_data(head, is_cut=head != path):
                yield _fault(f"{key} names {shown(path)}, which is not below data/", key)
            elif not is_payload and head.startswith("data/"):
                yield _fault(f"{key} names {shown(path)}, which is payload", key)
            if is_payload and is_allowed and path.endswith("/"):
                yield _fault(f"{key} names {shown(path)}; a directory is `{shown(path)}*`", key)


def _is_below_data(head: str, *, is_cut: bool) -> bool:
    return head.startswith("data/") or (is_cut and "data/".startswith(head))


def _pair_findings(profile: Mapping[str, object]) -> Iterator[Finding]:
    for required_key, allowed_key in _PAIRS:
        required, allowed = strings(profile, required_key), strings(profile, allowed_key)
        if required is None or allowed is None:
            continue
        if required_key in ALGORITHM_LISTS:
            lacking = sorted(algorithms(required) - algorithms(allowed))
        else:
            patterns = Patterns(allowed)
            lacking = [each for each in required if not is_own(each) and not patterns.take(each)]
        if lacking:
            yield _fault(f"{allowed_key} does not cover {listed(lacking)}", allowed_key)
    is_allowed = is_set(profile, "Allow-Fetch.txt", default=True)
    if is_set(profile, "Fetch.txt-Required", default=False) and not is_allowed:
        message = "Fetch.txt-Required contradicts Allow-Fetch.txt"
        yield _fault(message, "Fetch.txt-Required")


def is_own(path: str) -> bool:
    """Return whether a tag file is BagIt's own, which other keys than the lists of files allow."""
    return path in _OWN_TAG_FILES or manifest_name(path) is not None


def listed(names: Sequence[str]) -> str:
    """Return names for a message: the first twenty, and how many more there are."""
    most = 20
    words = ", ".join(map(shown, names[:most]))
    return f"{words} and {len(names) - most} more" if len(names) > most else words


def _tag_findings(profile: Mapping[str, object], place: tuple[str, ...]) -> Iterator[Finding]:
    """Yield what is wrong with rules for tags, which the last part of their place is a key of."""
    rules, name = section(profile, place[-1]), shown(place[-1])
    if place[-1] in profile and not isinstance(profile[place[-1]], Mapping):
        yield _fault(f"{name} is not an object", *place)
    seen = set[str]()
    for label, rule in rules.items():
        if not label.strip() or ":" in label:
            yield _fault(f"{name} has {shown(label)}, which no label can be", *place, label)
        if label.lower() in seen:
            yield _fault(f"{name} has {shown(label)} twice, in two cases", *place, label)
        seen.add(label.lower())
        if isinstance(rule, Mapping):
            yield from _rule_findings(rule, (*place, label))
        else:
            yield _fault(f"{name} for {shown(label)} is not an object", *place, label)


def _rule_findings(rule: Mapping[str, object], place: tuple[str, ...]) -> Iterator[Finding]:
    name = shown(place[-1])
    for key in ("required", "repeatable", "recommended"):
        if not isinstance(rule.get(key, False), bool):
            yield _fault(f"{key} of {name} is neither true nor false", *place, key)
    if not isinstance(rule.get("description", ""), str):
        yield _fault(f"description of {name} is no string", *place, "description")
    if "values" in rule and strings(rule, "values") != tuple(_items(rule["values"])):
        yield _fault(f"values of {name} are not a list of strings", *place, "values")
    for key in sorted(set(rule) - _TAG_KEYS):
        message = f"The profile has a key {shown(str(key))} for {name}."
        yield finding("BAG-136", message, _at(*place, str(key)))


def _tag_file_findings(profile: Mapping[str, object]) -> Iterator[Finding]:
    if not isinstance(profile.get(TAG_FILES, {}), Mapping):
        yield _fault(f"{TAG_FILES} is not an object", TAG_FILES)
    files = section(profile, TAG_FILES)
    for path in files:
        if is_own(path) or path.startswith("data/"):
            message = f"{TAG_FILES} names {shown(path)}, which is no other tag file"
            yield _fault(message, TAG_FILES, path)
        yield from _tag_findings(files, (TAG_FILES, path))


def _version_findings(profile: Mapping[str, object]) -> Iterator[Finding]:
    info = section(profile, INFO_SECTION)
    stated = info.get(_SPEC_VERSION)
    where = _at(INFO_SECTION, _SPEC_VERSION)
    if _SPEC_VERSION not in info:
        version = _UNSTATED
    elif not isinstance(stated, str) or not _STATED.fullmatch(stated.strip()):
        message = f"{_SPEC_VERSION} is not a version such as 1.4.0"
        yield _fault(message, INFO_SECTION, _SPEC_VERSION)
        return
    else:
        numbers = [int(number) for number in stated.strip().split(".")]
        major, minor, patch = (*numbers, 0, 0)[:3]
        version = (major, minor, patch)
    if version > _NEWEST:
        message = f"The profile is of version {stated} of the specification; 1.4.0 was applied."
        yield finding("BAG-138", message, where)
    newer = [key for key, since in _SINCE.items() if key in profile and version < since]
    if newer:
        own = f"states version {stated}" if stated else "states no version, which means 1.1.0"
        message = f"The profile {own} of the specification, which does not know {listed(newer)}."
        yield finding("BAG-138", message, where)
