"""What a server's answer means for a file that is being fetched: pure, so that it can be tried out.

The words are RFC 9110's: a range is asked for with `Range` and `If-Range`, and only a strong
validator (`ETag`) makes the end of one answer fit to the beginning of another (13.1.5, 14).
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

Headers = Sequence[tuple[str, str]]

MOST_REDIRECTIONS: Final = 5
LONGEST_WAIT_SECONDS: Final = 60
"""A server that asks for more patience is left alone until the next run."""

_REDIRECTIONS: Final = frozenset({301, 302, 303, 307, 308})
_BUSY: Final = frozenset({408, 425, 429})
_NEVER: Final = frozenset({501, 505})
_OK, _PARTIAL, _NO_SUCH_RANGE = 200, 206, 416
_SERVER_ERRORS: Final = range(500, 600)
_CLIENT_ERRORS: Final = range(400, 500)
_ETAG: Final = re.compile(r'"[\x21\x23-\x7e]{0,400}"')
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_RANGE: Final = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)")


class Asked(NamedTuple):
    """What was asked for.

    Attributes:
        offset: the bytes that are here already; 0 asks for the whole file.
        etag: the validator that they came under, where there are any.
        declared_bytes: the length in fetch.txt, None where it states none.
        most_bytes: how long a file may be.
    """

    offset: int
    etag: str | None
    declared_bytes: int | None
    most_bytes: int


class Take(NamedTuple):
    """Read the body: it belongs at `offset`.

    Attributes:
        total_bytes: how long the file is to be, where anybody said so.
        etag: the strong validator that the server gave, if any.
        is_chunked: whether the body says by itself where it ends.
    """

    offset: int
    total_bytes: int | None
    etag: str | None
    is_chunked: bool = False


class Onward(NamedTuple):
    """Ask there instead: the header `Location` as it came."""

    location: str


class Again(NamedTuple):
    """Try again, after a while where the server named one; what is here stays."""

    words: str
    wait_seconds: int | None = None


class Afresh(NamedTuple):
    """What is here does not fit to what the server has: begin with the first byte."""


class Refusal(NamedTuple):
    """Leave it: a code of the catalogue, and what the server did, after "The server ..."."""

    code: str
    words: str


Meaning = Take | Onward | Again | Afresh | Refusal


def request_headers(offset: int, etag: str | None) -> tuple[tuple[str, str], ...]:
    """Return what is asked for: the file, or the rest of it if it is still the same file."""
    plain = (("Accept", "*/*"), ("Accept-Encoding", "identity"), ("Connection", "close"))
    if not offset or etag is None:
        return plain
    return (*plain, ("Range", f"bytes={offset}-"), ("If-Range", etag))


def meaning_of(status: int, headers: Headers, asked: Asked) -> Meaning:
    """Return what to do with an answer, from its status and headers alone (RFC 9110 15)."""
    if status in _REDIRECTIONS:
        places = _all(headers, "location")
        if len(places) == 1:
            return Onward(_as_sent(places[0]))
        return Refusal("BAG-173", f"answered {status} and did not say where the file is")
    if status == _NO_SUCH_RANGE and asked.offset:
        return Afresh()
    if status in _BUSY or (status in _SERVER_ERRORS and status not in _NEVER):
        return Again(f"answered {status}", _wait(headers))
    if status in _CLIENT_ERRORS:
        return Refusal("BAG-172", f"answered {status}")
    if status not in {_OK, _PARTIAL}:
        return Refusal("BAG-173", f"answered {status}, which is no file")
    return _body_problem(headers) or _whole_or_part(status, headers, asked)


def strong_etag(headers: Headers) -> str | None:
    """Return the validator by which two answers can be known to be of the same bytes, if any."""
    found = _all(headers, "etag")
    return found[0] if len(found) == 1 and _ETAG.fullmatch(found[0]) else None


def _whole_or_part(status: int, headers: Headers, asked: Asked) -> Meaning:
    if status == _PARTIAL:
        return _part(headers, asked)
    total = _length(headers)
    expected = _first(asked.declared_bytes, total)
    is_chunked = bool(_all(headers, "transfer-encoding"))
    problem = _size_problem(total, asked)
    return problem or Take(0, expected, strong_etag(headers), is_chunked)


def _part(headers: Headers, asked: Asked) -> Meaning:
    if not asked.offset:
        return Refusal("BAG-173", "sent a part of the file, and was asked for the whole")
    ranges = _all(headers, "content-range")
    match = _RANGE.fullmatch(ranges[0]) if len(ranges) == 1 else None
    if match is None:
        return Refusal("BAG-173", "sent a part of the file, and did not say which")
    first, last = int(match[1]), int(match[2])
    total = None if match[3] == "*" else int(match[3])
    length = _length(headers)
    is_true = first == asked.offset and first <= last and (total is None or last < total)
    if not is_true or length not in {None, last - first + 1}:
        return Refusal("BAG-173", "sent another part of the file than it was asked for")
    if strong_etag(headers) != asked.etag:
        return Afresh()
    problem = _size_problem(total, asked)
    return problem or Take(first, _first(asked.declared_bytes, total), asked.etag)


def _size_problem(total: int | None, asked: Asked) -> Refusal | None:
    if total is None:
        return None
    if asked.declared_bytes not in {None, total}:
        words = f"has a file of {total:,} bytes; fetch.txt states {asked.declared_bytes:,}"
        return Refusal("BAG-118", words)
    if total > asked.most_bytes:
        words = f"has a file of {total:,} bytes; this run takes no more than {asked.most_bytes:,}"
        return Refusal("BAG-177", words)
    return None


def _body_problem(headers: Headers) -> Refusal | None:
    """Return why the body cannot be taken as the bytes of the file, or None (RFC 9110 8.4)."""
    codings = [one.strip().lower() for each in _all(headers, "content-encoding")
               for one in each.split(",")]  # fmt: skip
    if any(coding not in {"identity", ""} for coding in codings):
        return Refusal("BAG-173", "sent the file packed, and was asked not to")
    transfers = [each.strip().lower() for each in _all(headers, "transfer-encoding")]
    if transfers not in ([], ["chunked"]):
        return Refusal("BAG-173", "sent the file in a way that is not understood here")
    lengths = _all(headers, "content-length")
    if any(not _NUMBER.fullmatch(each) for each in lengths) or len(set(lengths)) > 1:
        return Refusal("BAG-173", "stated a length that cannot be understood")
    if any("byteranges" in each.lower() for each in _all(headers, "content-type")):
        return Refusal("BAG-173", "sent several parts of the file in one")
    return None


def _length(headers: Headers) -> int | None:
    """Return the length of the body, where it was stated and counts (RFC 9112 6.3)."""
    lengths = _all(headers, "content-length")
    return int(lengths[0]) if lengths and not _all(headers, "transfer-encoding") else None


def _wait(headers: Headers) -> int | None:
    """Return the seconds of `Retry-After`; a date counts as too long (RFC 9110 10.2.3)."""
    found = _all(headers, "retry-after")
    if not found:
        return None
    return int(found[0]) if _NUMBER.fullmatch(found[0]) else LONGEST_WAIT_SECONDS + 1


def _all(headers: Headers, name: str) -> list[str]:
    return [value.strip() for key, value in headers if key.lower() == name]


def _as_sent(value: str) -> str:
    """Return a header's value as the characters that its bytes are in UTF-8.

    http.client reads bytes beyond ASCII as Latin-1; servers that send a name as it is mean UTF-8.
    """
    return value.encode("latin-1", "replace").decode("utf-8", "surrogateescape")


def _first(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)
