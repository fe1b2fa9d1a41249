"""A report of a year, made up: monthly rounds, damage in May, a dead timer in August, repairs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from preserve.model.audit import Coverage
from preserve.model.period import Period, parse_period
from preserve.model.report import (
    ArchiveReport,
    Change,
    Difference,
    HoldingRow,
    IncidentRow,
    OverdueRow,
    RunRow,
)
from tests.golden.report.samples import good_report

MADE_AT = datetime(2026, 12, 31, 8, 15, 30, tzinfo=UTC)
PACKAGES = 60
SIZE = 4_812_331
DAY = timedelta(days=1)


def run_at(started_at: datetime, number: int = 0, **changes: object) -> RunRow:
    """Return an audit that ended well; `changes` make it another."""
    row = RunRow(
        run=f"audit-{started_at:%Y%m%dT%H%M%SZ}-{number:08x}",
        started_at=started_at,
        finished_at=started_at + timedelta(minutes=4),
        packages_checked=2,
        files_read=20,
        bytes_read=2 * SIZE,
        reads={"media": 18, "cache-unknown": 2},
        exit_code=0,
        unsound=0,
        is_partial=True,
    )
    return replace(row, **changes)


def runs_of_a_year() -> Iterator[RunRow]:
    """An audit each night but in three weeks of August."""
    for day in range(364):
        at = datetime(2026, 1, 1, 2, 0, tzinfo=UTC) + day * DAY
        if at.month == 8 and at.day > 8:
            continue
        row = run_at(at, day, bytes_read=(2 + day % 5) * SIZE, packages_checked=2 + day % 5)
        if at.month == 5 and 11 <= at.day <= 14:
            row = replace(row, exit_code=1, unsound=1)
        if at.day == 17 and at.month % 3 == 0:
            row = replace(row, finished_at=None, exit_code=None, bytes_read=SIZE // 3)
        if (at.month, at.day) == (9, 3):
            row = replace(row, exit_code=3, packages_checked=0, files_read=0, bytes_read=0)
        yield row


def holding(number: int, checked_days_ago: int | None, state: str = "intact") -> HoldingRow:
    checked_at = None if checked_days_ago is None else MADE_AT - checked_days_ago * DAY
    return HoldingRow(
        id=f"farewell-letter-{number:03}-{number:012x}",
        source_name=f"Farewell letter {number}.txt",
        headline=f"The last goodbyes, part {number}",
        outlet="The Example Post" if number % 3 else None,
        date="2016-12-14" if number % 4 else None,
        packaged_at=datetime(2025, 12, 1, 9, 0, tzinfo=UTC),
        files=10,
        size_bytes=SIZE,
        state=state,
        last_checked_at=checked_at,
    )


def year_holdings() -> tuple[HoldingRow, ...]:
    rows = [holding(number, number * 2 % 88) for number in range(PACKAGES - 5)]
    late = [holding(PACKAGES - 5, 97), holding(PACKAGES - 4, 214, "undecided")]
    new = [holding(number, None, "not-checked") for number in range(PACKAGES - 3, PACKAGES)]
    return (*rows, *late, *new)


def incidents() -> tuple[IncidentRow, ...]:
    name = "farewell-letter-007-000000000007"
    return (
        IncidentRow(
            "incident-20260511-1",
            name,
            "closed",
            datetime(2026, 5, 11, 2, 4, tzinfo=UTC),
            datetime(2026, 5, 15, 9, 30, tzinfo=UTC),
            "One file differed from its record in one place, as worn disks do. It was restored from"
            " the partner's copy by R. Haddad; the audit of 15 May found it whole.",
        ),
        IncidentRow(
            "incident-20261203-1",
            None,
            "open",
            datetime(2026, 12, 3, 2, 4, tzinfo=UTC),
            None,
            "Two packages could not be read: Input/output error.",
        ),
    )


def overdue() -> tuple[OverdueRow, ...]:
    rows = year_holdings()
    late = [row for row in rows if row.last_checked_at and MADE_AT - row.last_checked_at > 90 * DAY]
    return tuple(
        OverdueRow(
            row.id,
            row.last_checked_at,
            row.last_checked_at + 90 * DAY,
            (MADE_AT - row.last_checked_at).days - 90,
        )
        for row in late
    )


def since_last() -> Difference:
    return Difference(
        previous="report-20261201T081500Z.html",
        previous_at=datetime(2026, 12, 1, 8, 15, tzinfo=UTC),
        problem="",
        audits_since=30,
        checked_since=41,
        added=tuple(holding(number, None).id for number in range(PACKAGES - 3, PACKAGES)),
        newly_unsound=(holding(PACKAGES - 4, 1).id,),
        changes=(
            Change("packages", 57, 60),
            Change("bytes", 57 * SIZE, 60 * SIZE),
            Change("unsound", 0, 1),
            Change("overdue", 3, 2),
            Change("never_checked", 3, 3),
        ),
    )


def year_report(period: Period | None = None) -> ArchiveReport:
    """Return the report of the year 2026, made on its last day."""
    report = good_report()
    return replace(
        report,
        made_at=MADE_AT,
        holdings=year_holdings(),
        audit=replace(
            report.audit,
            started_at=MADE_AT - DAY,
            finished_at=MADE_AT - DAY + timedelta(minutes=4),
            packages={"intact": 4},
            files={"intact": 40},
            coverage=Coverage(PACKAGES, 4, 10 * PACKAGES, 40, 4 * SIZE),
        ),
        period=period or parse_period("2026", MADE_AT),
        runs=tuple(runs_of_a_year()),
        overdue=overdue(),
        incidents=incidents(),
        difference=since_last(),
    )
