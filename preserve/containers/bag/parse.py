"""bagit.txt and bag-info.txt: lines of `Label: value` (RFC 8493 2.1.1 and 2.2.2)."""

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from preserve.containers.bag.charsets import REGISTERED
from preserve.containers.bag.collected import Collected
from preserve.containers.bag.names import shown
from preserve.containers.bag.text import (
    TagText,
    line_problem,
    plain_encoding,
)
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where

SUPPORTED: frozenset[str] = frozenset({"0.93", "0.94", "0.95", "0.96", "0.97", "1.0"})
DECLARATION = "bagit.txt"
LONGEST_INFO = 16 << 20
"""Characters of a bag-info.txt above which it is not read on."""

_LABELS = ("BagIt-Version", "Tag-File-Character-Encoding")
_BY_CASE = {label.lower(): label for label in _LABELS}
_LINES_READ = 8
"""Lines of bagit.txt that are looked at: two are right, a few more show what was meant."""

_LINEAR = " \t"
"""White space as RFC 8493 2.2.2 has it. Any other, as U+00A0, is part of a value."""

_MOST_LINES = 100_000
"""Lines of bag-info.txt that are read."""

_VERSION = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}")


class Declaration(NamedTuple):
    """What bagit.txt says.

    Attributes:
        version: `M.N` as declared, or None when it is not of that form.
        encoding: the declared encoding if it can be read, else None.
        findings: what is wrong with the file.
    """

    version: str | None
    encoding: str | None
    findings: tuple[Finding, ...] = ()

    @property
    def is_strict(self) -> bool:
        """Whether the rules of BagIt 1.0 apply (an unknown version is judged by them too)."""
        return self.version not in SUPPORTED or self.version == "1.0"


class InfoElement(NamedTuple):
    """One element of bag-info.txt, with the line it starts on."""

    label: str
    value: str
    line: int


class InfoFile(NamedTuple):
    """The elements of bag-info.txt in their order, and what is wrong with the file."""

    elements: tuple[InfoElement, ...]
    findings: tuple[Finding, ...]


def parse_declaration(chunks: Iterable[bytes]) -> Declaration:
    """Read bagit.txt: exactly two lines, in order, UTF-8, no byte-order mark.

    Args:
        chunks: the bytes of the file, in order; no more are taken than are needed.
    """
    text = TagText(DECLARATION, chunks, "UTF-8")
    lines = list(itertools.islice(text.lines(), _LINES_READ))
    found = [item for item in text.findings if item.code != "BAG-082"]
    if len(found) != len(text.findings):
        message = "bagit.txt starts with a byte-order mark."
        found.append(finding("BAG-012", message, Where(file=DECLARATION, line=1, offset=0)))
    if len(lines) != len(_LABELS):
        counted = f"{len(lines)}" if len(lines) < _LINES_READ else f"{_LINES_READ} or more"
        found.append(_malformed(f"bagit.txt has {counted} lines instead of two.", None))
    values, problems = _declared(lines)
    found.extend(problems)
    version, encoding = values.get(_LABELS[0]), values.get(_LABELS[1])
    strict = _version_number(version) not in SUPPORTED - {"1.0"}
    found.extend(_spaces(lines, is_strict=strict))
    found.extend(_version_findings(version))
    found.extend(_encoding_findings(encoding))
    readable = encoding is not None and plain_encoding(encoding) is not None
    return Declaration(_version_number(version), encoding if readable else None, tuple(found))


def _malformed(message: str, line: int | None) -> Finding:
    return finding("BAG-011", message, Where(file=DECLARATION, line=line))


def _version_number(version: str | None) -> str | None:
    return version if version is not None and _VERSION.fullmatch(version) else None


def _declared(lines: list[tuple[int, str]]) -> tuple[dict[str, str], list[Finding]]:
    """Return the two values by their labels, found wherever they stand in a few lines."""
    values: dict[str, str] = {}
    found = []
    for number, line in lines:
        written, colon, value = line.partition(":")
        label = _BY_CASE.get(written.strip(" \t").lower())
        if not colon or label is None or label in values:
            found.append(_malformed(f"Line {number} of bagit.txt has no place there.", number))
            continue
        if written.strip(" \t") != label:
            found.append(_malformed(f"Line {number} of bagit.txt misspells {label}.", number))
        if number > len(_LABELS) or label != _LABELS[number - 1]:
            found.append(_malformed(f"{label} is on line {number} of bagit.txt.", number))
        values[label] = value.strip(" \t")
    found.extend(
        _malformed(f"bagit.txt does not state {label}.", None)
        for label in _LABELS
        if label not in values
    )
    return values, found


def _spaces(lines: list[tuple[int, str]], *, is_strict: bool) -> Iterator[Finding]:
    if not is_strict:
        return
    for number, line in lines[: len(_LABELS)]:
        label, colon, value = line.partition(":")
        plain, trimmed = label.strip(" \t"), value.strip(" \t")
        known = _BY_CASE.get(plain.lower())
        if colon and known is not None and (label != plain or value != f" {trimmed}"):
            right = f"{known}: {shown(trimmed[:40])}"
            message = f"Line {number} of bagit.txt has to be `{right}`, with one space."
            yield finding("BAG-014", message, Where(file=DECLARATION, line=number))


def _version_findings(version: str | None) -> Iterator[Finding]:
    if version is not None and version not in SUPPORTED:
        message = f"BagIt version {shown(version[:40])} is not one of 0.93 to 0.97 and 1.0."
        yield finding("BAG-013", message, Where(file=DECLARATION))


def _encoding_findings(encoding: str | None) -> Iterator[Finding]:
    if encoding is None:
        return
    where, compact = Where(file=DECLARATION), plain_encoding(encoding)
    if compact is None and encoding.lower() in REGISTERED:
        message = f"The encoding {shown(encoding[:40])} is not read here."
        yield finding("BAG-017", message, where)
    elif compact is None:
        message = f"The encoding {shown(encoding[:40])} is not one that is known."
        yield finding("BAG-015", message, where)
    elif compact != "utf8":
        message = f"The tag files are in {shown(encoding[:40])}, not in UTF-8."
        yield finding("BAG-016", message, where)


def parse_info(text: TagText, *, is_strict: bool) -> InfoFile:
    """Read bag-info.txt, or package-info.txt of the first versions.

    Folded lines are joined with one space. Repeated labels are kept, in order.

    Args:
        text: the decoded file.
        is_strict: whether BagIt 1.0's rule on white space round colons applies.
    """
    found = Collected()
    pending: list[tuple[int, str, list[str]]] = []
    room = LONGEST_INFO
    for number, line in text.lines():
        room -= len(line) + 1
        if room < 0 or number > _MOST_LINES:
            message = f"{shown(text.file)} was read up to line {number}: it is far too large."
            found.add(finding("BAG-085", message, Where(file=text.file, line=number)))
            break
        problem = line_problem(text.file, number, line)
        if problem is not None:
            found.add(problem)
        elif line[0] in " \t" and pending:
            pending[-1][2].append(line.strip(_LINEAR))
        elif ":" not in line or not line.partition(":")[0].strip() or line[0] in " \t":
            message = f"Line {number} of {shown(text.file)} is not `Label: value`."
            found.add(finding("BAG-070", message, Where(file=text.file, line=number)))
        else:
            label, _, value = line.partition(":")
            if is_strict and (label != label.strip() or value[:1] not in {" ", "\t"}):
                name = shown(label.strip())
                message = f"Line {number}: {name} must be followed by a colon and one space."
                found.add(finding("BAG-071", message, Where(file=text.file, line=number)))
            pending.append((number, label.strip(), [value.strip(_LINEAR)]))
    elements = (
        InfoElement(label, " ".join(part for part in parts if part), line)
        for line, label, parts in pending
    )
    return InfoFile(tuple(elements), (*text.findings, *found.findings()))
