"""Metadata that a person supplies beside the articles: CSV as archives exchange it, or JSON.

CSV has a `filename` column and Dublin Core columns (`dc.title`, `dc.publisher`, `dc.creator`,
`dc.date`, `dc.identifier`, `dc.language`), and columns for digests that a sender gave; JSON is an
object keyed by file name. Files are matched by the last part of their path, so that
`objects/story.txt` names `story.txt`.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from preserve.model.catalogue import finding
from preserve.model.digest import DIGEST_BYTES, SENDERS_ALGORITHMS
from preserve.model.finding import Finding, Where
from preserve.reading.supplied_date import is_edtf_date

Rows = Mapping[str, Mapping[str, str]]
"""File name to values under the canonical keys title, outlet, author, date, url, language, and the
names of algorithms for a digest that came with the file."""

MAX_METADATA_BYTES = 16 * 1024 * 1024

_FILE_COLUMNS = frozenset({"filename", "file", "parts"})
_CANONICAL = {
    "title": "title",
    "dc.title": "title",
    "headline": "title",
    "outlet": "outlet",
    "publisher": "outlet",
    "dc.publisher": "outlet",
    "author": "author",
    "creator": "author",
    "dc.creator": "author",
    "date": "date",
    "dc.date": "date",
    "url": "url",
    "identifier": "url",
    "dc.identifier": "url",
    "language": "language",
    "dc.language": "language",
    **{name: name for name in SENDERS_ALGORITHMS},
}
_JOINED = frozenset({"author"})


@dataclass(frozen=True, slots=True)
class _Row:
    """One row as printed: where it stands, the file it names and its cells."""

    where: Where
    file: str
    cells: tuple[tuple[str, str], ...]


class _Unusable(Exception):
    """The file is no metadata file; the message says why."""


def read_metadata(name: str, data: bytes) -> tuple[Rows, tuple[Finding, ...]]:
    """Read a metadata file.

    Args:
        name: its file name, for messages; `.json` and a leading brace tell JSON from CSV.
        data: its bytes, UTF-8 with or without a byte-order mark.

    Returns:
        The values by file name, and a finding for everything that was not taken.
    """
    try:
        text = _text_of(data)
        is_json = name.lower().endswith(".json") or text.lstrip().startswith("{")
        found = _json_rows(name, text) if is_json else _csv_rows(name, text)
        rows, findings = list(found[0]), list(found[1])
    except _Unusable as problem:
        message = f"{name} cannot be used: {problem}"
        return {}, (finding("META-040", message, Where(file=name)),)
    return _collected(rows, findings)


def unmatched(rows: Rows, source_names: Iterable[str]) -> tuple[Finding, ...]:
    """Return a finding for each row that belongs to none of the sources of this run."""
    present = {_last_part(name) for name in source_names}
    return tuple(
        finding("META-045", f"the metadata names {name}, which is not among the sources")
        for name in rows
        if name not in present
    )


def _last_part(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1].strip()


def _text_of(data: bytes) -> str:
    if len(data) > MAX_METADATA_BYTES:
        raise _Unusable(f"it is larger than {MAX_METADATA_BYTES // 1024**2} MiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Unusable("it is not UTF-8") from None
    if not text.strip():
        raise _Unusable("it is empty")
    if "\x00" in text:
        raise _Unusable("it holds NUL bytes")
    return text


def _csv_rows(name: str, text: str) -> tuple[list[_Row], list[Finding]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader)]
        columns = [index for index, cell in enumerate(header) if cell in _FILE_COLUMNS]
        if not columns:
            raise _Unusable(_no_column(text))
        rows: list[_Row] = []
        findings = _unknown_columns(name, header)
        for cells in reader:
            _take_row(Where(file=name, line=reader.line_num), header, cells, (rows, findings))
    except csv.Error as problem:
        raise _Unusable(f"it is not CSV ({problem})") from None
    return rows, findings


def _unknown_columns(name: str, header: list[str]) -> list[Finding]:
    known = _FILE_COLUMNS | frozenset(_CANONICAL)
    return [
        finding("META-041", f"column {cell!r} is not understood", Where(file=name, line=1))
        for cell in header
        if cell not in known
    ]


def _take_row(
    where: Where, header: list[str], cells: list[str], into: tuple[list[_Row], list[Finding]]
) -> None:
    rows, findings = into
    if not any(cell.strip() for cell in cells):
        return
    if len(cells) > len(header):
        message = f"the row has {len(cells)} cells under {len(header)} headings"
        findings.append(finding("META-042", message, where))
        return
    pairs = tuple(zip(header, cells, strict=False))
    file = next((cell for column, cell in pairs if column in _FILE_COLUMNS), "")
    if not _last_part(file):
        findings.append(finding("META-042", "the row names no file", where))
        return
    values = tuple(pair for pair in pairs if pair[0] in _CANONICAL)
    rows.append(_Row(where, _last_part(file), values))


def _no_column(text: str) -> str:
    first = text.lstrip("\ufeff").partition("\n")[0]
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if mark in first and "filename" in first.lower():
            return f"it seems to be separated by {name}; save it with commas"
    return "its first row has no `filename` column"


def _json_rows(name: str, text: str) -> tuple[list[_Row], list[Finding]]:
    try:
        # Pairs, not a dict: a file named twice must be seen.
        document = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        raise _Unusable("it is not JSON") from None
    if not isinstance(document, _Pairs):
        raise _Unusable("it is not a JSON object keyed by file name")
    rows: list[_Row] = []
    findings: list[Finding] = []
    for file, values in document:
        where = Where(file=name, path="/" + file.replace("~", "~0").replace("/", "~1"))
        if not isinstance(values, _Pairs) or not _last_part(file) or not is_unicode(file):
            message = f"{file!r} has no object of values"
            findings.append(finding("META-042", message, where))
            continue
        rows.append(_Row(where, _last_part(file), tuple(_json_cells(where, values, findings))))
    return rows, findings


def is_unicode(text: str) -> bool:
    """Whether a text has no half of a surrogate pair, which JSON can smuggle in."""
    return text.isprintable() or not any("\ud800" <= letter <= "\udfff" for letter in text)


class _Pairs(list[tuple[str, object]]):
    """A JSON object as its pairs, in order, duplicates kept."""


def _json_cells(where: Where, values: _Pairs, findings: list[Finding]) -> Iterator[tuple[str, str]]:
    for key, value in values:
        if key.strip().lower() not in _CANONICAL:
            findings.append(finding("META-041", f"key {key!r} is not understood", where))
        elif isinstance(value, str) and is_unicode(value):
            yield key.strip().lower(), value
        elif value is not None:
            findings.append(finding("META-044", f"the value of {key!r} is not text", where))


def _collected(rows: list[_Row], findings: list[Finding]) -> tuple[Rows, tuple[Finding, ...]]:
    result: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.file in result:
            findings.append(finding("META-043", f"{row.file} is named twice", row.where))
            continue
        result[row.file] = _values_of(row, findings)
    return result, tuple(findings)


def _values_of(row: _Row, findings: list[Finding]) -> dict[str, str]:
    values: dict[str, str] = {}
    for column, cell in row.cells:
        key, value = _CANONICAL[column], cell.strip()
        if not value or values.get(key) == value:
            continue
        if key in SENDERS_ALGORITHMS and not _is_digest(key, value):
            message = f"{value[:40]!r} is no {key} digest, and the file was not held against it"
            findings.append(finding("META-044", message, row.where))
        elif key == "date" and not is_edtf_date(value):
            message = f"{value[:40]!r} is not a date that can be read in one way only"
            findings.append(finding("META-044", message, row.where))
        elif key not in values:
            values[key] = value
        elif key in _JOINED:
            values[key] += f"; {value}"
        else:
            message = f"a second {column} for {row.file} was not taken: {value[:60]!r}"
            findings.append(finding("META-044", message, row.where))
    return values


def _is_digest(algorithm: str, value: str) -> bool:
    digits = value.lower()
    is_hex = all(digit in "0123456789abcdef" for digit in digits)
    return is_hex and len(digits) == 2 * DIGEST_BYTES[algorithm]
