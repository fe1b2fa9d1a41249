"""The header of a WARC record: its version line and named fields (ISO 28500:2017 4)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from preserve.containers.warc.findings import Problem, shown

HEADER_LIMIT_BYTES = 1024 * 1024
HEADER_END = re.compile(rb"\n\r?\n")

_VERSION = re.compile(r"WARC/(\d{1,3}\.\d{1,3})\Z")
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Header:
    """A record's header.

    Attributes:
        version: such as `1.1`; empty when the first line is malformed.
        fields: values by lower-case field name, in order of appearance.
        problems: what is wrong with the lines themselves.
    """

    version: str
    fields: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...]

    def get(self, name: str) -> str | None:
        """Return the first value of a field, named in lower case."""
        values = self.fields.get(name)
        return values[0] if values else None


def parse_header(head: bytes) -> Header:
    """Read a header: everything from `WARC/` through the blank line.

    Never raises: a line that cannot be read becomes a problem and the rest is read on. Folded
    lines are joined with one space. Linear in the size of the header.
    """
    problems: list[Problem] = []
    text = _decode(head, problems)
    lines = _unfold(_lines(text, problems), problems)
    version = _VERSION.match(lines[0]) if lines else None
    if not version:
        first = lines[0] if lines else ""
        problems.append(Problem("WARC-016", f"the version line reads {shown(first)}"))
    fields: dict[str, list[str]] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon or not _TOKEN.match(name):
            problems.append(Problem("WARC-016", f"no field name in the line {shown(line)}"))
            continue
        if _CONTROL.search(value):
            problems.append(Problem("WARC-016", f"a control character in the line {shown(line)}"))
        fields.setdefault(name.lower(), []).append(value.strip(" \t"))
    return Header(
        version=version.group(1) if version else "",
        fields={name: tuple(values) for name, values in fields.items()},
        problems=tuple(problems),
    )


def _decode(head: bytes, problems: list[Problem]) -> str:
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem("WARC-017", f"byte {error.start} of the header is not UTF-8"))
        return head.decode("utf-8", "backslashreplace")


def _lines(text: str, problems: list[Problem]) -> list[str]:
    """Return the lines before the blank one, without their ends."""
    lines = text.split("\n")[:-1]
    bare = sum(not line.endswith("\r") for line in lines)
    if bare:
        problems.append(Problem("WARC-016", f"{bare} header lines end in LF instead of CR LF"))
    return [line.removesuffix("\r") for line in lines[:-1]]


def _unfold(lines: list[str], problems: list[Problem]) -> list[str]:
    unfolded: list[list[str]] = []
    for place, line in enumerate(lines):
        if line[:1] in {" ", "\t"} and place > 1:
            unfolded[-1].append(line.strip(" \t"))
        elif line[:1] in {" ", "\t"}:
            problems.append(Problem("WARC-016", f"a continuation of nothing: {shown(line)}"))
        else:
            unfolded.append([line])
    return [" ".join(parts) for parts in unfolded]
