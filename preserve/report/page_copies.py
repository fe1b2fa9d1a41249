"""The section on copies: where they are, how many count, and when each was last proven."""

from datetime import datetime

from preserve.model.replica import WHOLE, CopyPlace, CopySums, CopySurvey
from preserve.model.report import ArchiveReport
from preserve.report.page_parts import Column, plain, quiet, section, sentence, table, time
from preserve.report.replica_text import confirmed_words, place_words
from preserve.report.wording import counted, days_between, number


def copies_section(report: ArchiveReport) -> str:
    """Return a row for each place that holds copies; nothing where one copy is all there is."""
    found = report.copies
    if found is None:
        return ""
    columns = (
        Column("Place"),
        Column("Whole copies", "number"),
        Column("Do not count", "number"),
        Column("Last proof"),
        Column("Oldest proof"),
    )
    caption = (
        "A copy counts while it was whole when it was last read, or proven by whoever holds it."
        " A proof is made over random bytes that were chosen for it, so no stored digest gives it."
    )
    rows = (_row(found, place) for place in found.places)
    content = f"<p>{plain(_summary(found.sums, report.made_at))}</p>\n"
    return section(
        "copies", "Where the copies are", content + table("copies", caption, columns, rows)
    )


def _summary(sums: CopySums, now: datetime) -> str:
    words = confirmed_words(sums)
    if sums.oldest_proof_at is not None:
        days = days_between(sums.oldest_proof_at, now)
        age = counted(days, "day") if days else "less than a day"
        words += f"; the oldest proof of a copy elsewhere was given {age} before this report"
    words += "."
    if sums.overdue:
        verb = "was" if sums.overdue == 1 else "were"
        words += (
            f" {counted(sums.overdue, 'copy', 'copies')} elsewhere {verb} not proven for more than"
            f" {counted(sums.challenge_days, 'day')}."
        )
    return words


def _row(found: CopySurvey, place: CopyPlace) -> tuple[str, ...]:
    copies = [copy for each in found.packages for copy in each.copies if copy.place == place]
    whole = [copy for copy in copies if copy.state in WHOLE]
    proven = [copy.proven_at for copy in whole if copy.proven_at is not None]
    lost = len(copies) - len(whole)
    return (
        sentence(place_words(place)),
        number(len(whole)),
        number(lost),
        time(max(proven)) if proven else quiet("none so far"),
        time(min(proven)) if proven else quiet("none so far"),
    )
