"""The rules about what bag-info.txt says (RFC 8493 2.2.2)."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from preserve.containers.bag.names import shown
from preserve.containers.bag.parse import InfoElement
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where

RESERVED: tuple[str, ...] = (
    "Source-Organization",
    "Organization-Address",
    "Contact-Name",
    "Contact-Phone",
    "Contact-Email",
    "External-Description",
    "Bagging-Date",
    "External-Identifier",
    "Payload-Oxum",
    "Bag-Size",
    "Bag-Group-Identifier",
    "Bag-Count",
    "Internal-Sender-Identifier",
    "Internal-Sender-Description",
)
_BY_CASE = {label.lower(): label for label in RESERVED}
_ONCE = ("Bagging-Date", "Bag-Size", "Bag-Group-Identifier", "Bag-Count")
_OXUM = re.compile(r"([0-9]{1,20})\.([0-9]{1,20})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNT = re.compile(r"([0-9]{1,9}) of ([0-9]{1,9}|\?)")
_GROUP = "Bag-Group-Identifier"


class Oxum(NamedTuple):
    """What the payload adds up to.

    Attributes:
        size_bytes: of the files that are there.
        files: how many are there.
        missing: how many more are listed: what they hold is not known.
    """

    size_bytes: int
    files: int
    missing: int

    def contradicts(self, size_bytes: int, files: int) -> str:
        """Return what is so instead of what is stated; nothing where both may be so."""
        if not self.missing and (size_bytes, files) != (self.size_bytes, self.files):
            return f"there are {self.size_bytes} bytes in {self.files} files"
        if self.missing and files != self.files + self.missing:
            return f"{self.files + self.missing} files are listed"
        if self.missing and size_bytes < self.size_bytes:
            return f"there are {self.size_bytes} bytes already"
        return ""


def info_findings(
    file: str, elements: Sequence[InfoElement], payload: Oxum | None
) -> Iterator[Finding]:
    """Yield what is wrong with the reserved elements.

    Args:
        file: the name of the tag file.
        elements: its elements.
        payload: what the payload adds up to; None when it could not be counted, and then
            Payload-Oxum is checked for form only.
    """
    named: dict[str, list[InfoElement]] = {}
    for element in elements:
        label = _BY_CASE.get(element.label.lower())
        if label is None:
            continue
        named.setdefault(label, []).append(element)
        if element.label != label:
            message = f"Line {element.line}: {shown(element.label)} is to be spelled {label}."
            yield finding("BAG-075", message, Where(file=file, line=element.line))
    yield from _oxum_findings(file, named.get("Payload-Oxum", []), payload)
    yield from _once_findings(file, named)
    yield from _form_findings(file, named)
    yield from _count_findings(file, named)
    for element in elements:
        if not element.value and _BY_CASE.get(element.label.lower()) not in _WITH_A_FORM:
            message = f"Line {element.line}: {shown(element.label)} has no value."
            yield finding("BAG-079", message, Where(file=file, line=element.line))


def _once_findings(file: str, named: Mapping[str, Sequence[InfoElement]]) -> Iterator[Finding]:
    for label in _ONCE:
        for element in named.get(label, ())[1:]:
            message = f"Line {element.line}: {label} is given again."
            yield finding("BAG-076", message, Where(file=file, line=element.line))


def _form_findings(file: str, named: Mapping[str, Sequence[InfoElement]]) -> Iterator[Finding]:
    for label, (is_right, words) in _FORMS.items():
        for element in named.get(label, ()):
            if not is_right(element.value):
                value = shown(element.value[:80])
                message = f"Line {element.line}: {label} is `{value}`, not {words}."
                yield finding("BAG-077", message, Where(file=file, line=element.line))


def _count_findings(file: str, named: Mapping[str, Sequence[InfoElement]]) -> Iterator[Finding]:
    if _GROUP not in named:
        for element in named.get("Bag-Count", ())[:1]:
            message = f"Line {element.line}: Bag-Count is given, and no {_GROUP}."
            yield finding("BAG-078", message, Where(file=file, line=element.line))


def _is_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_count(value: str) -> bool:
    match = _COUNT.fullmatch(value)
    if match is None or int(match[1]) == 0:
        return False
    return match[2] == "?" or int(match[1]) <= int(match[2])


_FORMS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "Bagging-Date": (_is_date, "a date as 2026-11-21"),
    "Bag-Count": (_is_count, "as 1 of 3"),
}
_WITH_A_FORM = frozenset({"Payload-Oxum", *_FORMS})


def _oxum_findings(
    file: str, elements: Sequence[InfoElement], payload: Oxum | None
) -> Iterator[Finding]:
    for element in elements[1:]:
        message = f"Line {element.line}: Payload-Oxum is given again."
        yield finding("BAG-074", message, Where(file=file, line=element.line))
    for element in elements:
        where = Where(file=file, line=element.line)
        match = _OXUM.fullmatch(element.value)
        if match is None:
            message = f"Payload-Oxum is `{shown(element.value[:80])}`, not `bytes.files`."
            yield finding("BAG-072", message, where)
        elif payload and (instead := payload.contradicts(int(match[1]), int(match[2]))):
            stated = f"Payload-Oxum states {int(match[1])} bytes in {int(match[2])} files"
            yield finding("BAG-073", f"{stated}; {instead}.", where)
