"""How the printed names of two speakers resemble each other, if they do."""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from preserve.comparing.likeness import Relation
from preserve.comparing.names import (
    PrintedName,
    edits,
    handle_name,
    is_near_given,
    is_near_surname,
    printed_name,
)
from preserve.comparing.sources import Voice
from preserve.comparing.words import words_in
from preserve.describing.given import gender_of_given

_FAR = 2  # edits between a handle and the letters of a name
_LONG_HANDLE = 8  # letters from which so many edits are a spelling
_MEN, _WOMEN = frozenset({"mr", "sir", "lord"}), frozenset({"mrs", "ms", "miss", "dame", "lady"})


class Kind(Enum):
    """A way in which two printed names resemble each other; stronger ones first."""

    SAME_HANDLE = "the same handle"
    HANDLE_SPELLS_NAME = "a handle that spells the name"
    SAME_NAME = "the same full name"
    ACRONYM = "a name and its acronym"
    PART_OF_NAME = "the same first and last name"
    NEAR_NAME = "names that differ in a few letters"
    NEAR_SURNAME = "a surname, alike or nearly alike"
    NEAR_HANDLE = "a handle that nearly spells the name"
    GIVEN_ALONE = "a first name alone"


_ORDER = {kind: at for at, kind in enumerate(Kind)}


class Resemblance(NamedTuple):
    """Two printed forms and how they resemble each other."""

    kind: Kind
    a: str
    b: str


def resemblance(a: Voice, b: Voice) -> Resemblance | None:
    """Return the strongest resemblance of two speakers' printed forms, or None."""
    if (a.kind == "organization") != (b.kind == "organization"):
        return None
    found = _of_organizations(a, b) if a.kind == "organization" else _of_persons(a, b)
    return min(found, key=lambda one: _ORDER[one.kind], default=None)


def relation(a: Voice | None, b: Voice | None) -> Relation:
    """Return how two speakers stand to each other as printed."""
    if a is None or b is None or not _is_named(a) or not _is_named(b):
        return Relation.OPEN
    alike = resemblance(a, b)
    if alike is None:
        return Relation.DIFFERENT
    return Relation.OPEN if alike.kind is Kind.GIVEN_ALONE else Relation.SAME


def _is_named(voice: Voice) -> bool:
    return voice.name is not None or bool(voice.handles)


def _of_organizations(a: Voice, b: Voice) -> Iterator[Resemblance]:
    one, other = a.name or "", b.name or ""
    if _bare(one) == _bare(other) != "":
        yield Resemblance(Kind.SAME_NAME, one, other)
    for full, short in ((one, other), (other, one)):
        if f"({short})" in full and short.isupper():
            yield Resemblance(Kind.ACRONYM, one, other)


def _bare(name: str) -> str:
    bare = name.split("(", maxsplit=1)[0]
    words = [word.folded for word in words_in(bare, 0, len(bare))]
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def _of_persons(a: Voice, b: Voice) -> Iterator[Resemblance]:
    one, other = a.name, b.name
    if one is not None and other is not None:
        yield from _of_names(one, other)
    for handle in a.handles:
        yield from _of_handle(handle, other, b.handles)
    for handle in b.handles:
        for alike in _of_handle(handle, one, ()):
            yield Resemblance(alike.kind, alike.b, alike.a)


def _of_names(a: str, b: str) -> Iterator[Resemblance]:
    one, other = printed_name(a), printed_name(b)
    kind = _name_kind(one, other)
    if kind is not None and not _exclude(one, other):
        yield Resemblance(kind, a, b)


def _name_kind(one: PrintedName, other: PrintedName) -> Kind | None:
    if one.is_full and other.is_full:
        return _full_kind(one, other)
    if one.parts == other.parts and one.surname and other.surname:
        return Kind.NEAR_SURNAME
    if one.surname and other.surname:
        return Kind.NEAR_SURNAME if is_near_surname(one.surname, other.surname) else None
    short, long = (one, other) if len(one.parts) <= len(other.parts) else (other, one)
    if not short.parts or not long.parts:
        return None
    if short.parts[0] == long.parts[0]:
        return Kind.GIVEN_ALONE
    return Kind.NEAR_SURNAME if long.is_full and short.parts[0] == long.surname else None


def _full_kind(one: PrintedName, other: PrintedName) -> Kind | None:
    if one.parts == other.parts:
        return Kind.SAME_NAME
    middles = one.parts[1:-1], other.parts[1:-1]
    if all(middles) and not _agree(*middles):
        return None
    if (one.given, one.surname) == (other.given, other.surname):
        return Kind.PART_OF_NAME
    near = is_near_given(one.given, other.given) and is_near_surname(one.surname, other.surname)
    return Kind.NEAR_NAME if near else None


def _agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether middle names may be the same: equal, or one the initial of the other."""
    return len(one) == len(other) and all(
        a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(one, other, strict=True)
    )


def exclude(a: str, b: str) -> bool:
    """Whether two printed names cannot be of one person: Jr. and Sr., Mr and Mrs."""
    return _exclude(printed_name(a), printed_name(b))


def _exclude(one: PrintedName, other: PrintedName) -> bool:
    if one.generation and other.generation and one.generation != other.generation:
        return True
    middles = one.parts[1:-1], other.parts[1:-1]
    if all(middles) and one.surname == other.surname and not _agree(*middles):
        return True
    sexes = {_sex_of(one), _sex_of(other)}
    return sexes >= {"m", "f"}


def _sex_of(name: PrintedName) -> str:
    """Return what an honorific tells, else what a common given name does; or nothing."""
    if name.honorifics & _MEN:
        return "m"
    if name.honorifics & _WOMEN:
        return "f"
    return gender_of_given(name.given) if name.is_full else ""


def _of_handle(handle: str, name: str | None, handles: tuple[str, ...]) -> Iterator[Resemblance]:
    for other in handles:
        if handle.casefold() == other.casefold():
            yield Resemblance(Kind.SAME_HANDLE, handle, other)
    if name is None:
        return
    kind = _handle_kind(handle_name(handle), printed_name(name))
    if kind is not None and not _exclude(handle_name(handle), printed_name(name)):
        yield Resemblance(kind, handle, name)


def _handle_kind(handle: PrintedName, name: PrintedName) -> Kind | None:
    spelled = "".join(part for part in handle.parts if not part.isdigit())
    if not spelled or not name.parts:
        return None
    if name.is_full and spelled in (name.letters, name.surname + name.given):
        return Kind.HANDLE_SPELLS_NAME
    if name.surname and handle.honorifics and is_near_surname(spelled, name.surname):
        return Kind.NEAR_SURNAME
    if name.surname and spelled == name.surname:
        return Kind.NEAR_SURNAME
    if not name.is_full or min(len(spelled), len(name.letters)) < _LONG_HANDLE:
        return None
    return Kind.NEAR_HANDLE if edits(spelled, name.letters) <= _FAR else None
