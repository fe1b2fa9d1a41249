"""The parts of a report that tell of a stretch of time, as plain JSON."""

from preserve.model.period import Period
from preserve.model.report import (
    ArchiveReport,
    Difference,
    IncidentRow,
    OverdueRow,
    RunRow,
)
from preserve.report.ages import age_bands
from preserve.report.difference import difference_sentences
from preserve.report.timeline import outcome, timeline
from preserve.report.wording import instant_or_none, instant_text


def over_time_document(report: ArchiveReport) -> dict[str, object]:
    """Return the period, the audits, what is late, the incidents and the difference.

    `ages` and `reading` are the data of the page's charts: they can be worked out from `holdings`
    and `runs`, and are given so that nobody has to.
    """
    told = timeline(report)
    return {
        "period": None if report.period is None else period_document(report.period),
        "every_days": report.every_days,
        "ages": [
            {
                "words": band.words,
                "standing": band.standing.value,
                "over_days": band.over_days,
                "up_to_days": band.up_to_days,
                "packages": band.packages,
            }
            for band in age_bands(report)
        ],
        "reading": {
            "unit": told.unit.value,
            "out_of_order": told.disordered,
            "stretches": [
                {
                    "from_on": stretch.from_on.isoformat(),
                    "words": stretch.words,
                    "runs": len(stretch.runs),
                    "outcomes": {one.value: count for one, count in stretch.outcomes.items()},
                    "files_read": stretch.files_read,
                    "bytes_read": stretch.bytes_read,
                }
                for stretch in told.stretches
                if stretch.runs
            ],
        },
        "runs": [run_document(row) for row in report.runs],
        "overdue": [overdue_document(row) for row in report.overdue],
        "incidents": [incident_document(row) for row in report.incidents],
        "difference": None if report.difference is None else difference_document(report.difference),
    }


def period_document(period: Period) -> dict[str, object]:
    """Return a period; `to_at` is the first instant after it."""
    return {
        "from_at": instant_text(period.from_at),
        "to_at": instant_text(period.to_at),
        "words": period.words,
    }


def run_document(row: RunRow) -> dict[str, object]:
    """Return one audit of a report; null in `finished_at` and `exit_code`: interrupted."""
    return {
        "run": row.run,
        "started_at": instant_text(row.started_at),
        "finished_at": instant_or_none(row.finished_at),
        "outcome": outcome(row).value,
        "packages_checked": row.packages_checked,
        "files_read": row.files_read,
        "bytes_read": row.bytes_read,
        "reads": dict(row.reads),
        "unsound": row.unsound,
        "is_partial": row.is_partial,
        "exit_code": row.exit_code,
    }


def overdue_document(row: OverdueRow) -> dict[str, object]:
    """Return one overdue package; null in `last_checked_at`: never."""
    return {
        "package": row.package,
        "last_checked_at": instant_or_none(row.last_checked_at),
        "due_at": instant_text(row.due_at),
        "days_late": row.days_late,
    }


def incident_document(row: IncidentRow) -> dict[str, object]:
    """Return one incident; null in `closed_at`: it is not closed."""
    return {
        "id": row.id,
        "package": row.package,
        "state": row.state,
        "opened_at": instant_text(row.opened_at),
        "closed_at": instant_or_none(row.closed_at),
        "words": row.words,
    }


def difference_document(told: Difference) -> dict[str, object]:
    """Return what changed since the last report; `problem` is null where it was compared."""
    return {
        "previous": told.previous,
        "previous_at": instant_text(told.previous_at),
        "problem": told.problem or None,
        "words": list(difference_sentences(told)),
        "audits_since": told.audits_since,
        "checked_since": told.checked_since,
        "added": list(told.added),
        "gone": list(told.gone),
        "newly_unsound": list(told.newly_unsound),
        "still_unsound": list(told.still_unsound),
        "sound_again": list(told.sound_again),
        "figures": {
            change.figure: {"before": change.before, "after": change.after}
            for change in told.changes
        },
    }
