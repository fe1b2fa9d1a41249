"""The rules for one record's header (ISO 28500:2017 5 and 6): what must, may and must not be.

Every rule yields problems; none stops another. A record of a type beyond the standard is held
to the rules for all records only.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from preserve.containers.warc.digests import UnknownAlgorithm, parse_digest
from preserve.containers.warc.findings import Problem, shown
from preserve.containers.warc.parse import Header
from preserve.containers.warc.values import (
    content_length,
    is_date,
    is_escaped,
    is_ip_address,
    is_media_type,
    is_number,
    is_record_id,
    is_uri,
)

KNOWN_VERSIONS = frozenset({"0.17", "0.18", "1.0", "1.1"})
MOST_CONCURRENT = 100

_TYPES = frozenset(
    {"warcinfo", "response", "resource", "request"}
    | {"metadata", "revisit", "conversion", "continuation"}
)
_SPELLING = {
    name.lower(): name
    for name in (
        "WARC-Record-ID",
        "WARC-Type",
        "WARC-Date",
        "Content-Length",
        "Content-Type",
        "WARC-Concurrent-To",
        "WARC-Block-Digest",
        "WARC-Payload-Digest",
        "WARC-IP-Address",
        "WARC-Refers-To",
        "WARC-Refers-To-Target-URI",
        "WARC-Refers-To-Date",
        "WARC-Target-URI",
        "WARC-Truncated",
        "WARC-Warcinfo-ID",
        "WARC-Filename",
        "WARC-Profile",
        "WARC-Identified-Payload-Type",
        "WARC-Segment-Number",
        "WARC-Segment-Origin-ID",
        "WARC-Segment-Total-Length",
    )
}
_MANDATORY = ("warc-record-id", "warc-type", "warc-date", "content-length")
_REQUIRED: dict[str, tuple[str, ...]] = {
    "response": ("warc-target-uri",),
    "resource": ("warc-target-uri",),
    "request": ("warc-target-uri",),
    "conversion": ("warc-target-uri",),
    "revisit": ("warc-target-uri", "warc-profile"),
    "continuation": ("warc-target-uri", "warc-segment-number", "warc-segment-origin-id"),
}
_ONLY_ON: dict[str, frozenset[str]] = {
    "warc-target-uri": _TYPES - {"warcinfo"},
    "warc-warcinfo-id": _TYPES - {"warcinfo"},
    "warc-payload-digest": _TYPES - {"warcinfo", "metadata"},
    "warc-identified-payload-type": _TYPES - {"warcinfo", "metadata"},
    "warc-concurrent-to": _TYPES - {"warcinfo", "conversion", "continuation"},
    "warc-ip-address": _TYPES - {"warcinfo", "conversion", "continuation"},
    "warc-refers-to": frozenset({"metadata", "revisit", "conversion"}),
    "warc-refers-to-target-uri": frozenset({"revisit"}),
    "warc-refers-to-date": frozenset({"revisit"}),
    "warc-filename": frozenset({"warcinfo"}),
    "warc-segment-origin-id": frozenset({"continuation"}),
    "warc-segment-total-length": frozenset({"continuation"}),
}
_URI_FIELDS = ("warc-target-uri", "warc-refers-to-target-uri", "warc-profile")
_DIGEST_FIELDS = ("warc-block-digest", "warc-payload-digest")


@dataclass(frozen=True, slots=True)
class _Form:
    """The form of a field's value, and the code for a value that does not have it."""

    is_met: Callable[[str, str], bool]
    code: str


def _in_any_version(is_met: Callable[[str], bool], code: str) -> _Form:
    return _Form(lambda value, _version: is_met(value), code)


_FORMS = {
    "warc-record-id": _in_any_version(is_record_id, "WARC-032"),
    "content-length": _in_any_version(is_number, "WARC-034"),
    "warc-date": _Form(is_date, "WARC-035"),
    "warc-refers-to-date": _Form(is_date, "WARC-035"),
    "warc-ip-address": _in_any_version(is_ip_address, "WARC-044"),
    "warc-refers-to": _in_any_version(is_record_id, "WARC-049"),
    "warc-warcinfo-id": _in_any_version(is_record_id, "WARC-049"),
    "warc-segment-origin-id": _in_any_version(is_record_id, "WARC-049"),
    "warc-segment-number": _in_any_version(is_number, "WARC-049"),
    "warc-segment-total-length": _in_any_version(is_number, "WARC-049"),
    "content-type": _in_any_version(is_media_type, "WARC-049"),
    "warc-identified-payload-type": _in_any_version(is_media_type, "WARC-049"),
}
_PROFILE_ROOTS = tuple(
    f"http://netpreserve.org/warc/{version}/revisit/" for version in ("1.0", "1.1")
)
_ORIGINAL_FIELDS = frozenset({"warc-refers-to", "warc-refers-to-target-uri"})
_SAME_PAYLOAD = "identical-payload-digest"
_NOT_MODIFIED = "server-not-modified"


def judge_header(header: Header) -> Iterator[Problem]:
    """Yield what is wrong with a record's fields.

    A version that is not known yields one problem and nothing more: its rules are not known.
    """
    yield from header.problems
    if header.version and header.version not in KNOWN_VERSIONS:
        yield Problem("WARC-012", f"the record is WARC/{header.version}")
        return
    yield from _every_record(header)
    yield from _values(header)
    record_type = header.get("warc-type") or ""
    if record_type in _TYPES:
        yield from _by_type(header, record_type)
    elif record_type:
        yield Problem("WARC-036", f"the record's type is {shown(record_type)}")
    if record_type == "revisit":
        yield from _revisit(header)


def _every_record(header: Header) -> Iterator[Problem]:
    for name in _MANDATORY:
        if not header.get(name):
            yield Problem("WARC-030", f"{_SPELLING[name]} is missing")
    for name, values in header.fields.items():
        if len(values) > 1 and name in _SPELLING and name != "warc-concurrent-to":
            yield Problem("WARC-031", f"{_SPELLING[name]} is given {len(values)} times")
    has_block = bool(content_length(header.get("content-length") or ""))
    is_typed = header.get("content-type") or header.get("warc-type") == "continuation"
    if has_block and not is_typed:
        yield Problem("WARC-037", "the record has a block and no Content-Type")
    if not header.get("warc-block-digest"):
        yield Problem("WARC-054", "the record has no WARC-Block-Digest")


def _values(header: Header) -> Iterator[Problem]:
    for name, (value, *_) in header.fields.items():
        form = _FORMS.get(name)
        if form and value and not form.is_met(value, header.version):
            yield Problem(form.code, f"{_SPELLING[name]} is {shown(value)}")
    for name in _URI_FIELDS:
        yield from _uri(header, name)
    for name in _DIGEST_FIELDS:
        yield from _digest(header, name)
    yield from _concurrent(header)


def _uri(header: Header, name: str) -> Iterator[Problem]:
    value = header.get(name)
    if value is None:
        return
    if header.version != "1.1" and value.startswith("<") and value.endswith(">"):
        value = value[1:-1]  # WARC 1.0 wrote addresses in brackets
    if not is_uri(value):
        yield Problem("WARC-042", f"{_SPELLING[name]} is {shown(value)}")
    elif not is_escaped(value):
        yield Problem("WARC-043", f"{_SPELLING[name]} is {shown(value)}")


def _digest(header: Header, name: str) -> Iterator[Problem]:
    value = header.get(name)
    if value is None:
        return
    try:
        parse_digest(value)
    except UnknownAlgorithm:
        yield Problem("WARC-053", f"{_SPELLING[name]} is {shown(value)}")
    except ValueError:
        yield Problem("WARC-052", f"{_SPELLING[name]} is {shown(value)}")


def _concurrent(header: Header) -> Iterator[Problem]:
    values = header.fields.get("warc-concurrent-to", ())
    if len(values) > MOST_CONCURRENT:
        yield Problem("WARC-049", f"WARC-Concurrent-To is given {len(values)} times")
    for value in values[:MOST_CONCURRENT]:
        if not is_record_id(value):
            yield Problem("WARC-049", f"WARC-Concurrent-To is {shown(value)}")


def _by_type(header: Header, record_type: str) -> Iterator[Problem]:
    for name in _REQUIRED.get(record_type, ()):
        if not header.get(name):
            yield Problem("WARC-040", f"a {record_type} record needs {_SPELLING[name]}")
    for name, types in _ONLY_ON.items():
        if name in header.fields and record_type not in types:
            yield Problem("WARC-041", f"a {record_type} record may not have {_SPELLING[name]}")
    number = header.get("warc-segment-number")
    if number and (number.lstrip("0") == "1") == (record_type == "continuation"):
        yield Problem("WARC-047", f"a {record_type} record has the segment number {shown(number)}")
    reason = header.get("warc-truncated")
    if reason is not None and record_type != "revisit":
        yield Problem("WARC-048", f"the capture was cut short: {shown(reason)}")


def _revisit(header: Header) -> Iterator[Problem]:
    """Yield what breaks 6.7; a profile that is not known is not interpreted."""
    profile = (header.get("warc-profile") or "").strip("<>")
    kind = next(
        (profile.removeprefix(root) for root in _PROFILE_ROOTS if profile.startswith(root)), None
    )
    if kind not in {_SAME_PAYLOAD, _NOT_MODIFIED}:
        if profile:
            yield Problem("WARC-046", f"the profile is {shown(profile)}")
        return
    if kind == _SAME_PAYLOAD and not header.get("warc-payload-digest"):
        yield Problem("WARC-045", "the revisit has no WARC-Payload-Digest to find its content by")
    reason = header.get("warc-truncated")
    if kind == _SAME_PAYLOAD and reason is not None and reason != "length":
        yield Problem("WARC-045", f"WARC-Truncated is {shown(reason)} instead of 'length'")
    names_original = not _ORIGINAL_FIELDS.isdisjoint(header.fields)
    if kind == _SAME_PAYLOAD and header.version == "1.1" and not names_original:
        yield Problem("WARC-061", "the revisit does not say which record it revisits")
