"""Dates as a person may supply them: a year, a month, a day or an instant with its offset."""

import re
from datetime import date

_FORM = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})"
    r"(?:T(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})"
    r"(?:Z|[+-](?P<zone>\d{2}):(?P<zone_minute>\d{2})))?)?)?",
    re.ASCII,
)
_HIGHEST = {"hour": 23, "minute": 59, "second": 59, "zone": 14, "zone_minute": 59}


def is_edtf_date(value: str) -> bool:
    """Return whether a value is a year, month, day or instant of EDTF level 0 that exists."""
    match = _FORM.fullmatch(value)
    if not match:
        return False
    parts = {key: int(part) for key, part in match.groupdict().items() if part is not None}
    try:
        date(parts["year"], parts.get("month", 1), parts.get("day", 1))
    except ValueError:
        return False
    return all(parts.get(key, 0) <= highest for key, highest in _HIGHEST.items())
