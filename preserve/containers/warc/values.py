"""The forms of field values: ids, addresses, dates, numbers (ISO 28500:2017 5)."""

import ipaddress
import re
from datetime import date

_LONGEST_ID = 1024
_ID = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*:[!-;=?-~]+)>\Z")
_UUID_URN = re.compile(
    r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z", re.IGNORECASE
)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+\Z")
_ESCAPED_URI = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+\Z")
_DATE = re.compile(
    r"(\d{4}(?:-\d\d(?:-\d\d(?:"
    r"T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?|23:59:60(?:\.\d{1,9})?)Z)?)?)?)\Z",
    re.ASCII,
)
"""From a year to nanoseconds; the leap second at the end of a day is a time, too."""

_WHOLE_SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z", re.ASCII)
_LENGTH = re.compile(r"\d{1,18}\Z", re.ASCII)
_MEDIA_TYPE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*(?:;|\Z)")
_FIRST_DAY = "YYYY-01-01"


def is_record_id(value: str) -> bool:
    """Tell whether a value is a URI in angle brackets, as ids are (5.2)."""
    if len(value) > _LONGEST_ID:
        return False
    match = _ID.match(value)
    if not match:
        return False
    uri = match.group(1)
    return not uri.lower().startswith("urn:uuid:") or bool(_UUID_URN.match(uri))


def is_uri(value: str) -> bool:
    """Tell whether a value begins with a scheme and is printable ASCII without spaces."""
    return bool(_URI.match(value))


def is_escaped(value: str) -> bool:
    """Tell whether a URI has only the characters that RFC 3986 allows unescaped."""
    return bool(_ESCAPED_URI.match(value))


def is_ip_address(value: str) -> bool:
    """Tell whether a value is a dotted quad or an IPv6 address (5.10)."""
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return "%" not in value


def content_length(value: str) -> int | None:
    """Return the number of octets, or None when the value is not a plain number."""
    return int(value) if _LENGTH.match(value) else None


def is_number(value: str) -> bool:
    """Tell whether a value is a plain number of at most 18 digits."""
    return bool(_LENGTH.match(value))


def is_media_type(value: str) -> bool:
    """Tell whether a value begins as a media type does."""
    return bool(_MEDIA_TYPE.match(value))


def is_date(value: str, version: str) -> bool:
    """Tell whether a value is a UTC date that exists (5.4).

    WARC 1.1 allows any precision from a year to nanoseconds, WARC 1.0 whole seconds only.
    """
    if not _DATE.match(value) or (version == "1.0" and not _WHOLE_SECONDS.match(value)):
        return False
    try:
        date.fromisoformat(value[: len(_FIRST_DAY)] + _FIRST_DAY[len(value) :])
    except ValueError:
        return False
    return True
