"""The rules about what bag-info.txt says (RFC 8493 2.2.2)."""

import re
from collections.abc import Iterator, Mapping, Sequence
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
_FORMS = {
    "Bagging-Date": (re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"), "a date"),
    "Bag-Count": (re.compile(r"[0-9]{1,9} of ([0-9]{1,9}|\?)"), "`N of T`"),
}


class Oxum(NamedTuple):
    """Octets and streams of the payload that is there, or None where it is not whole."""

    size_bytes: int
    files: int


def info_findings(
    file: str, elements: Sequence[InfoElement], payload: Oxum | None
) -> Iterator[Finding]:
    """Yield what is wrong with the reserved elements.

    Args:
        file: the name of the tag file.
        elements: its elements.
        payload: what the payload adds up to; None when it could not be counted or is still to
            be fetched, and then Payload-Oxum is checked for form only.
    """
    named: dict[str, list[InfoElement]] = {}
    for element in elements:
        label = _BY_CASE.get(element.label.lower())
        if label is None:
            continue
        named.setdefault(label, []).append(element)
        if element.label != label:
            message = f"Line {element.line}: {shown(element.label)} is spelled {label}."
            yield finding("BAG-075", message, Where(file=file, line=element.line))
    yield from _oxum_findings(file, named.get("Payload-Oxum", []), payload)
    yield from _once_findings(file, named)
    yield from _form_findings(file, named)


def _once_findings(file: str, named: Mapping[str, Sequence[InfoElement]]) -> Iterator[Finding]:
    for label in _ONCE:
        for element in named.get(label, ())[1:]:
            message = f"Line {element.line}: {label} is given again."
            yield finding("BAG-076", message, Where(file=file, line=element.line))


def _form_findings(file: str, named: Mapping[str, Sequence[InfoElement]]) -> Iterator[Finding]:
    for label, (form, words) in _FORMS.items():
        for element in named.get(label, ()):
            if not form.fullmatch(element.value):
                message = f"Line {element.line}: {label} is not {words}."
                yield finding("BAG-077", message, Where(file=file, line=element.line))


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
        elif payload and (int(match[1]), int(match[2])) != (payload.size_bytes, payload.files):
            message = (
                f"Payload-Oxum states {int(match[1])} bytes in {int(match[2])} files;"
                f" there are {payload.size_bytes} bytes in {payload.files} files."
            )
            yield finding("BAG-073", message, where)
