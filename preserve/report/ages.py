"""How long ago each package was read, in bands against what is promised."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from preserve.model.report import ArchiveReport
from preserve.report.wording import number

_PARTS = 4  # of the time that is promised
_LONGEST = timedelta(days=999_999_999)


class Standing(StrEnum):
    """How a band stands to the promise."""

    WITHIN = "within"
    LATE = "late"
    NEVER = "never"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Band:
    """Packages whose last check is about as old.

    Attributes:
        words: such as `over 22, up to 45 days ago`.
        over_days: they were checked longer ago than this; None for those never checked.
        up_to_days: and not longer ago than this; None where there is no end.
    """

    words: str
    standing: Standing
    over_days: int | None
    up_to_days: int | None
    packages: int


def age_bands(report: ArchiveReport) -> tuple[Band, ...]:
    """Return how many packages were checked how long ago, the freshest first.

    Four bands make up the promise; two are beyond it; then come those never checked and, where a
    clock was wrong, those whose check is dated after the report. Each package is in one band.
    """
    checks = [row.last_checked_at for row in report.holdings]
    ages = [report.made_at - at for at in checks if at is not None]
    bands = _bands_of_promise(report.every_days, [age for age in ages if age >= timedelta()])
    never = Band("never", Standing.NEVER, None, None, checks.count(None))
    future = sum(age < timedelta() for age in ages)
    if not future:
        return (*bands, never)
    words = "after this report, by the clock of the time"
    return (*bands, never, Band(words, Standing.FUTURE, None, 0, future))


def _bands_of_promise(every_days: int, ages: list[timedelta]) -> tuple[Band, ...]:
    inside = {every_days * part // _PARTS for part in range(1, _PARTS)} - {0}
    edges = [0, *sorted(inside | {every_days}), 2 * every_days]
    bands = []
    for over, up_to in zip(edges, [*edges[1:], None], strict=True):
        standing = Standing.LATE if over >= every_days else Standing.WITHIN
        low = timedelta(days=over) if over else timedelta(microseconds=-1)
        high = _LONGEST if up_to is None else timedelta(days=up_to)
        count = sum(low < age <= high for age in ages)
        bands.append(Band(_words(over, up_to), standing, over, up_to, count))
    return tuple(bands)


def _words(over: int, up_to: int | None) -> str:
    if up_to is None:
        return f"over {number(over)} {_days(over)} ago"
    if not over:
        return f"up to {number(up_to)} {_days(up_to)} ago"
    return f"over {number(over)}, up to {number(up_to)} days ago"


def _days(count: int) -> str:
    return "day" if count == 1 else "days"
