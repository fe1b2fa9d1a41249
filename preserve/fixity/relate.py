"""Faults that explain each other: a file that moved, files that traded contents; pure."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from preserve.model.audit import Diagnosis, FileState
from preserve.model.digest import OUR_ALGORITHMS, Digests
from preserve.model.file import FileRecord, Measurement, Outcome, printable


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that is not as it is on record, or is not on record.

    Attributes:
        path: in its package; empty for a file that lies beside the packages, which is then named
            as the package is.
        message: what is the matter, in a sentence.
        expected: what is on record; None for what is not.
        found: what was read there instead, where something was.
        size_bytes: as listed; 0 where nothing lies.
        is_file: whether a regular file lies there.
        moved_to: of a `moved` file, where its bytes lie, relative to the store; of a `swapped`
            one, the place that what it holds is on record for.
    """

    package: str
    path: str
    state: FileState
    message: str
    expected: FileRecord | None = None
    found: Measurement | None = None
    size_bytes: int = 0
    is_file: bool = True
    moved_to: str | None = None
    diagnosis: Diagnosis | None = None

    @property
    def place(self) -> str:
        """Where it is, relative to the store."""
        return f"{self.package}/{self.path}" if self.path else self.package

    @property
    def name(self) -> str:
        """The last part of its path."""
        return (self.path or self.package).rsplit("/", 1)[-1]


def matches(expected: FileRecord, found: Measurement) -> bool:
    """Whether a read gave exactly what is on record: size and every recorded digest."""
    return (
        found.outcome is Outcome.READ
        and found.size_bytes == expected.size_bytes
        and (found.digests == expected.digests or _is_equal_in_all(expected.digests, found.digests))
    )


def _is_equal_in_all(expected: Digests, found: Digests) -> bool:
    return all(found.get(name) == digest for name, digest in expected.items())


def related(faults: Sequence[Fault]) -> list[Fault]:
    """Return the faults, with those that explain each other told as what they are.

    A missing file whose bytes lie, with every digest, in one that is not on record was `moved`
    (then there is one fault instead of two, unless the other lies in another package, which is not
    as it was made either). Altered files that hold each other's bytes were
    `swapped`. An empty file proves nothing and is left alone.
    """
    moves = dict(_moves(faults))
    taken = {
        (target.package, target.path)
        for (package, _), target in moves.items()
        if target.package == package or not target.path
    }
    swaps = dict(_swaps(faults))
    return [
        _moved(fault, moves.get(key)) or _swapped(fault, swaps.get(key)) or fault
        for fault in faults
        if (key := (fault.package, fault.path)) not in taken
    ]


def worth_reading(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults whose bytes were not read, and may be those of another one.

    Only a file of exactly the size that is missed somewhere can be; any other may be of any size.
    """
    listed = list(faults)
    sizes = {fault.expected.size_bytes for fault in listed if fault.expected and _is_lost(fault)}
    return [
        fault
        for fault in listed
        if fault.found is None
        and fault.state in {FileState.UNEXPECTED, FileState.ALTERED}
        and fault.is_file
        and fault.size_bytes
        and fault.size_bytes in sizes
    ]


def _is_lost(fault: Fault) -> bool:
    return fault.state in {FileState.MISSING, FileState.ALTERED, FileState.TYPE_CHANGED}


_Key = tuple[str, str]
_Content = tuple[int, str]
_Likeness = Callable[[Fault], tuple[str, ...]]
# From the surest to the least sure: which file that is not on record is the one that is missing.
_LIKENESS: tuple[_Likeness, ...] = (
    lambda fault: (fault.package, fault.name),
    lambda fault: (fault.package,),
    lambda fault: (fault.name,),
)


def _moves(faults: Sequence[Fault]) -> Iterator[tuple[_Key, Fault]]:
    """Pair what is missing with what is not on record and holds its bytes."""
    lost = _by_content(faults, FileState.MISSING, _expected_content)
    found = _by_content(faults, FileState.UNEXPECTED, _found_content)
    for content in lost.keys() & found.keys():
        yield from _paired(lost[content], found[content])


def _paired(lost: list[Fault], found: list[Fault]) -> Iterator[tuple[_Key, Fault]]:
    """Pair files of the same content, as far as it is clear which is which."""
    if len(lost) == len(found) == 1:
        # Elsewhere and under another name it is believed where it can be nothing else.
        yield (lost[0].package, lost[0].path), found[0]
        return
    paired: set[int] = set()
    for likeness in _LIKENESS:
        there = _grouped((one for one in reversed(found) if id(one) not in paired), likeness)
        for one in lost:
            same = there.get(likeness(one))
            if same and id(one) not in paired:
                other = same.pop()
                paired |= {id(one), id(other)}
                yield (one.package, one.path), other


def _swaps(faults: Sequence[Fault]) -> Iterator[tuple[_Key, Fault]]:
    """Find rings of altered files, each of which holds what is on record for the next."""
    altered = [
        fault
        for fault in faults
        if fault.state is FileState.ALTERED and _found_content(fault) and _expected_content(fault)
    ]
    owners = _grouped(altered, _expected_content)
    mutual = _grouped(altered, lambda fault: (_expected_content(fault), _found_content(fault)))
    following: dict[_Key, Fault] = {}
    for one in altered:
        held = _found_content(one)
        others = mutual.get((held, _expected_content(one))) or owners.get(held) or []
        near = [other for other in others[:_FEW] if other.package == one.package]
        for other in (*near, *others[:1]):
            following[one.package, one.path] = other
            break
    for one in altered:
        key = (one.package, one.path)
        if key in following and _comes_back(key, following):
            yield key, following[key]


# Of so many files with the same content, those of the same package are looked for.
_FEW = 100


def _comes_back(start: _Key, following: dict[_Key, Fault]) -> bool:
    key = start
    for _ in range(_FEW):
        key = (following[key].package, following[key].path)
        if key == start:
            return True
        if key not in following:
            return False
    return False


_Kind = TypeVar("_Kind", bound=Hashable)


def _grouped(faults: Iterable[Fault], by: Callable[[Fault], _Kind]) -> dict[_Kind, list[Fault]]:
    groups: dict[_Kind, list[Fault]] = {}
    for fault in faults:
        groups.setdefault(by(fault), []).append(fault)
    return groups


def _by_content(
    faults: Iterable[Fault], state: FileState, content: Callable[[Fault], _Content | None]
) -> dict[_Content, list[Fault]]:
    wanted = [fault for fault in faults if fault.state is state and content(fault)]
    return {key: group for key, group in _grouped(wanted, content).items() if key is not None}


def _expected_content(fault: Fault) -> _Content | None:
    """Return size and digest on record; None for an empty file, which proves nothing."""
    if fault.expected is None or not fault.expected.size_bytes:
        return None
    return _content(fault.expected.size_bytes, fault.expected.digests)


def _found_content(fault: Fault) -> _Content | None:
    if fault.found is None or fault.found.outcome is not Outcome.READ:
        return None
    return _content(fault.found.size_bytes, fault.found.digests)


def _content(size_bytes: int, digests: Digests) -> _Content | None:
    """Return what tells contents apart; None where a digest is not known."""
    known = [digests[name] for name in OUR_ALGORITHMS if name in digests]
    return (size_bytes, " ".join(known)) if len(known) == len(OUR_ALGORITHMS) else None


def _moved(fault: Fault, target: Fault | None) -> Fault | None:
    if target is None:
        return None
    there = target.path if target.package == fault.package else target.place
    words = f"{printable(fault.path)} is not in its place: its bytes lie at {printable(there)}."
    return replace(fault, state=FileState.MOVED, message=words, moved_to=printable(target.place))


def _swapped(fault: Fault, target: Fault | None) -> Fault | None:
    if target is None:
        return None
    there = target.path if target.package == fault.package else target.place
    words = f"{printable(fault.path)} holds what is on record for {printable(there)}."
    return replace(
        fault,
        state=FileState.SWAPPED,
        message=words,
        moved_to=printable(target.place),
        diagnosis=None,
    )
