"""Numbers, dates, sizes and states in words that need no glossary."""

from collections.abc import Mapping
from datetime import UTC, datetime

from preserve.model.audit import Coverage
from preserve.model.period import MONTHS

_UNITS = ("kB", "MB", "GB", "TB", "PB")
_STEP = 1000

NOT_STATED = "not stated"


def instant_text(at: datetime) -> str:
    """Return an aware instant as `2026-11-21T04:23:47Z`, for machines and sorting."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def instant_or_none(at: datetime | None) -> str | None:
    """Return an instant as `instant_text` does; None where there is none."""
    return None if at is None else instant_text(at)


def day_words(at: datetime) -> str:
    """Return the day of an instant, in UTC: `21 November 2026`."""
    there = at.astimezone(UTC)
    return f"{there.day} {MONTHS[there.month - 1]} {there.year}"


def time_words(at: datetime) -> str:
    """Return an instant for people: `21 November 2026, 04:23:47 UTC`."""
    return f"{day_words(at)}, {at.astimezone(UTC):%H:%M:%S} UTC"


def days_between(earlier: datetime, later: datetime) -> int:
    """Return whole days from one instant to another, never below 0."""
    return max(0, (later - earlier).days)


def number(value: int) -> str:
    """Return a whole number with its thousands apart: `48,211`."""
    return f"{value:,}"


def counted(value: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 file`, `5 files`."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def size_words(size_bytes: int) -> str:
    """Return a size exactly, with a rounded form for the eye: `123,456 bytes (123.5 kB)`."""
    exact = counted(size_bytes, "byte")
    if size_bytes < _STEP:
        return exact
    scaled = float(size_bytes)
    unit = _UNITS[0]
    for unit in _UNITS:  # noqa: B007 - the unit it stops at is the one wanted
        scaled /= _STEP
        if scaled < _STEP:
            break
    return f"{exact} ({scaled:.1f} {unit})"


# A sign and words for each state, of packages and of files: never a colour alone.
_STATES = {
    "intact": ("\u2713", "intact"),
    "damaged": ("\u2717", "damaged"),
    "manifest-altered": ("\u2717", "manifests altered"),
    "unexpected": ("!", "not on record"),
    "undecided": ("?", "nothing concluded"),
    "not-checked": ("\u2013", "not checked"),
    "altered": ("\u2717", "altered"),
    "flaky": ("\u2717", "reads differently from one time to the next"),
    "missing": ("\u2717", "missing"),
    "moved": ("\u2717", "moved"),
    "swapped": ("\u2717", "swapped"),
    "type-changed": ("\u2717", "something else now"),
    "unreadable": ("?", "unreadable"),
    "changed-while-reading": ("?", "changed while it was read"),
    "offline": ("?", "the store was not there"),
    "superseded": ("\u2713", "changed on record"),
    "verified": ("\u2713", "verified"),
    "rolled-back": ("\u2717", "rolled back"),
    "forked": ("\u2717", "forked"),
    "not-recorded": ("!", "not put on record"),
    "open": ("!", "open"),
    "diagnosed": ("!", "diagnosed, not closed"),
    "repaired": ("!", "repaired, not closed"),
    "closed": ("\u2713", "closed"),
}


def state_sign(state: str) -> str:
    """Return the sign of a state; `?` for one that this version does not know."""
    return _STATES.get(state, ("?", ""))[0]


def state_words(state: str) -> str:
    """Return a state in words; one that this version does not know is given as it is."""
    return _STATES.get(state, ("", state))[1]


def counts_words(counts: Mapping[str, int]) -> str:
    """Return counts by state as a phrase: `4 intact, 1 damaged`."""
    told = [f"{number(count)} {state_words(state)}" for state, count in counts.items() if count]
    return ", ".join(told) or "none"


def coverage_words(coverage: Coverage) -> str:
    """Return how much was read: `5 of 5 packages, 35 of 35 files, 123,456 bytes (123.5 kB)`."""
    return (
        f"{number(coverage.packages_checked)} of {counted(coverage.packages_on_record, 'package')},"
        f" {number(coverage.files_read)} of {counted(coverage.files_on_record, 'file')},"
        f" {size_words(coverage.bytes_read)}"
    )


def reads_words(reads: Mapping[str, int]) -> str:
    """Return where the bytes that were read came from, as far as that is known."""
    told = {"media": "the medium itself", "cache-unknown": "perhaps the system's memory"}
    parts = [f"{told.get(name, name)}: {counted(count, 'file')}" for name, count in reads.items()]
    return "; ".join(parts)


_EVENTS = {
    "creation": "Archive created",
    "ingestion": "Package taken in",
    "fixity check": "Files checked",
    "quarantine": "Moved to quarantine",
    "recovery": "Repaired",
    "metadata modification": "Decision on speakers",
    "modification": "Change accepted",
    "message digest calculation": "Digests added",
    "incident": "Incident",
    "notification": "Somebody was told",
    "exporting": "Report written",
    "drill": "Fire drill",
    "key change": "New key",
    "partner": "Partner",
    "transfer": "Exchange",
    "replication": "Copies elsewhere",
    "parity calculation": "Parity made",
}


def event_words(event: str) -> str:
    """Return a PREMIS event type in plain words; one without words is given as it is."""
    return _EVENTS.get(event, event)
