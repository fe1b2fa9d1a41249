"""A BagIt profile as a document: is it in order, and what does it ask for (Profiles 1.4)."""

from collections.abc import Iterator, Mapping, Sequence

from preserve.containers.bag.names import shown, storable
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where

INFO_SECTION = "BagIt-Profile-Info"
_REQUIRED_INFO = ("Source-Organization", "External-Description", "Version")
_IDENTIFIER, _SPEC_VERSION = "BagIt-Profile-Identifier", "BagIt-Profile-Version"
LISTS: tuple[str, ...] = (
    "Manifests-Required",
    "Manifests-Allowed",
    "Tag-Manifests-Required",
    "Tag-Manifests-Allowed",
    "Tag-Files-Required",
    "Tag-Files-Allowed",
    "Payload-Files-Required",
    "Payload-Files-Allowed",
    "Accept-Serialization",
    "Accept-BagIt-Version",
)
FLAGS: tuple[str, ...] = ("Allow-Fetch.txt", "Fetch.txt-Required", "Data-Empty")
_SERIALIZATION = ("forbidden", "required", "optional")
_KNOWN = frozenset({INFO_SECTION, "Bag-Info", "Serialization", *LISTS, *FLAGS})
_TAG_KEYS = frozenset({"required", "values", "repeatable", "description"})
_BAGGER_KEYS = frozenset({"fieldRequired", "requiredValue", "fieldType", "valueList"})
_PAIRS = (
    ("Manifests-Required", "Manifests-Allowed"),
    ("Tag-Manifests-Required", "Tag-Manifests-Allowed"),
    ("Tag-Files-Required", "Tag-Files-Allowed"),
    ("Payload-Files-Required", "Payload-Files-Allowed"),
)


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
    value = section(profile, INFO_SECTION).get(_IDENTIFIER)
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


def algorithms(names: Sequence[str]) -> frozenset[str]:
    """Return algorithm names as BagIt writes them: `SHA-256` is `sha256`."""
    return frozenset("".join(filter(str.isalnum, name.lower())) for name in names)


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


def document_findings(profile: Mapping[str, object]) -> Iterator[Finding]:
    """Yield what is wrong with the profile document itself."""
    yield from _info_findings(profile)
    for key in LISTS:
        value = strings(profile, key)
        if key in profile and (value is None or value != tuple(_items(profile[key]))):
            yield _fault(key, f"{key} is not a list of strings")
    for key in FLAGS:
        if not isinstance(profile.get(key, False), bool):
            yield _fault(key, f"{key} is neither true nor false")
    if not strings(profile, "Accept-BagIt-Version"):
        yield _fault("Accept-BagIt-Version", "Accept-BagIt-Version names no version")
    yield from _serialization_findings(profile)
    yield from _pair_findings(profile)
    yield from _tag_findings(profile)
    for key in sorted(set(profile) - _KNOWN):
        message = f"The profile has a key {shown(str(key))}."
        yield finding("BAG-136", message, Where(path=storable(f"/{key}")))


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _fault(key: str, message: str) -> Finding:
    return finding("BAG-120", f"The profile's {message}.", Where(path=storable(f"/{key}")))


def _info_findings(profile: Mapping[str, object]) -> Iterator[Finding]:
    info = section(profile, INFO_SECTION)
    spec = info.get(_SPEC_VERSION)
    if spec is not None and not isinstance(spec, str):
        yield _fault(f"{INFO_SECTION}/{_SPEC_VERSION}", f"{_SPEC_VERSION} is not a string")
    for key in (*_REQUIRED_INFO, _IDENTIFIER):
        value = info.get(key)
        if not isinstance(value, str) or not value.strip():
            yield _fault(f"{INFO_SECTION}/{key}", f"{INFO_SECTION} does not state {key}")


def _serialization_findings(profile: Mapping[str, object]) -> Iterator[Finding]:
    value = profile.get("Serialization", "optional")
    if value not in _SERIALIZATION:
        yield _fault("Serialization", "Serialization is none of forbidden, required, optional")
    needs = "Serialization" in profile and value in ("required", "optional")
    if needs and not strings(profile, "Accept-Serialization"):
        yield _fault("Accept-Serialization", "Accept-Serialization names no format")


def _pair_findings(profile: Mapping[str, object]) -> Iterator[Finding]:
    for required_key, allowed_key in _PAIRS:
        required, allowed = strings(profile, required_key), strings(profile, allowed_key)
        if required is None or allowed is None:
            continue
        if required_key.endswith("Manifests-Required"):
            lacking = sorted(algorithms(required) - algorithms(allowed))
        else:
            lacking = [
                path for path in required if not any(matches(each, path) for each in allowed)
            ]
        if lacking:
            message = f"{allowed_key} does not cover {', '.join(map(shown, lacking))}"
            yield _fault(allowed_key, message)
    is_allowed = is_set(profile, "Allow-Fetch.txt", default=True)
    if is_set(profile, "Fetch.txt-Required", default=False) and not is_allowed:
        yield _fault("Fetch.txt-Required", "Fetch.txt-Required contradicts Allow-Fetch.txt")


def _tag_findings(profile: Mapping[str, object]) -> Iterator[Finding]:
    if not isinstance(profile.get("Bag-Info", {}), Mapping):
        yield _fault("Bag-Info", "Bag-Info is not an object")
    for label, rule in section(profile, "Bag-Info").items():
        place = f"Bag-Info/{label}"
        if not isinstance(rule, Mapping):
            yield _fault(place, f"Bag-Info for {shown(label)} is not an object")
            continue
        for key in ("required", "repeatable"):
            if not isinstance(rule.get(key, False), bool):
                yield _fault(f"{place}/{key}", f"{key} of {shown(label)} is neither true nor false")
        if "values" in rule and strings(rule, "values") != tuple(_items(rule["values"])):
            yield _fault(f"{place}/values", f"values of {shown(label)} are not a list of strings")
        for key in sorted(set(rule) - _TAG_KEYS):
            message = f"The profile has a key {shown(str(key))} for {shown(label)}."
            yield finding("BAG-136", message, Where(path=storable(f"/{place}/{key}")))
