"""Read JSON strictly: what two readers could read differently is refused (RFC 8259, RFC 7493)."""

import json
import math
import re

from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where

MOST_LEVELS = 64
_MOST_REPORTED = 100
_SHOWN_CHARACTERS = 60
_LONGEST_NUMBER = 400
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_TO_BRACKET = re.compile(r'(?:[^][{}"]++|"(?:[^"\\]++|\\.)*+(?:"|\\?\Z))*+([][{}]|\Z)', re.DOTALL)
"""Everything up to a bracket outside strings, or to the end; a string may never end."""
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


def parse_document(data: bytes) -> tuple[object | None, tuple[Finding, ...]]:
    """Return the document in some bytes, or None and why there is none.

    Refused: bytes that are not UTF-8, a name given twice in one object, NaN and infinities,
    halves of surrogate pairs, more than 64 levels. Never raises; linear in the size of the data.

    Returns:
        The document and no finding, or None and at least one finding.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = Where(offset=error.start)
        return None, (finding("META-060", f"byte {error.start} is not UTF-8", place),)
    too_deep = _first_too_deep(text)
    if too_deep is not None:
        message = f"more than {MOST_LEVELS} levels"
        return None, (finding("META-063", message, Where(line=_line(text, too_deep))),)
    return _Reader().read(text)


def _first_too_deep(text: str) -> int | None:
    level = 0
    for match in _TO_BRACKET.finditer(text):
        level += _STEPS.get(match[1], 0)
        if level > MOST_LEVELS:
            return match.start(1)
    return None


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


class _Reader:
    """Reads one text; gathers what is refused on the way."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []

    def read(self, text: str) -> tuple[object | None, tuple[Finding, ...]]:
        try:
            document = json.loads(
                text,
                object_pairs_hook=self._object,
                parse_float=self._float,
                parse_int=self._int,
                parse_constant=self._constant,
            )
        except json.JSONDecodeError as error:
            self._add("META-060", error.msg, Where(line=error.lineno))
            return None, tuple(self._findings)
        except RecursionError:
            self._add("META-063", "nested too deeply to be read", Where())
            return None, tuple(self._findings)
        if _SURROGATE_ESCAPE.search(text) and not _is_unicode(document):
            self._add("META-060", "half of a surrogate pair stands alone", Where())
        if document is None and not self._findings:
            self._add("META-060", "the document is null", Where())
        return (None if self._findings else document), tuple(self._findings)

    def _add(self, code: str, message: str, where: Where) -> None:
        if len(self._findings) < _MOST_REPORTED:
            self._findings.append(finding(code, message, where))

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        result = dict(pairs)
        if len(result) < len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen:
                    self._add("META-061", f"the name {_shown(name)} is given twice", Where())
                seen.add(name)
        return result

    def _float(self, digits: str) -> float:
        number = float(digits)
        if not math.isfinite(number):
            self._add("META-062", f"the number {_shown(digits)} is too large", Where())
        return number

    def _int(self, digits: str) -> int:
        if len(digits) > _LONGEST_NUMBER:
            self._add("META-062", f"a number of {len(digits)} digits", Where())
            return 0
        return int(digits)

    def _constant(self, name: str) -> float:
        self._add("META-062", f"{name} is not a JSON number", Where())
        return 0.0


def _is_unicode(document: object) -> bool:
    try:
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _shown(value: str) -> str:
    return ascii(value[:_SHOWN_CHARACTERS]) + ("..." if len(value) > _SHOWN_CHARACTERS else "")
