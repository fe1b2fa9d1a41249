"""What is different from the last report, worked out from its JSON and told in words."""

from collections.abc import Iterator, Mapping

from preserve.model.plain import counts_of, instant_of, mapping_of, mappings_of, number_of, text_of
from preserve.model.report import ArchiveReport, Change, Difference, PreviousReport
from preserve.report.summary import figures, is_unsound
from preserve.report.wording import counted, day_words, number

FIGURE_WORDS = {
    "packages": "Packages held",
    "files": "Files on record",
    "bytes": "Bytes on record",
    "unsound": "Packages not found intact",
    "never_checked": "Packages never checked",
    "overdue": "Packages overdue",
    "open_incidents": "Incidents not closed",
}


def difference(previous: PreviousReport | None, report: ArchiveReport) -> Difference | None:
    """Return what changed since the last report; None when there was none.

    Args:
        previous: the last report on record.
        report: the present one.
    """
    if previous is None:
        return None
    if previous.problem:
        return _not_compared(previous, previous.problem)
    document = previous.document
    made_at = instant_of(document.get("made_at"))
    rows = mappings_of(document.get("holdings"))
    before = {id_: row for row in rows if (id_ := text_of(row.get("id"))) is not None}
    if made_at is None or len(before) != len(rows):
        return _not_compared(previous, "It was written in a form that this version cannot read.")
    now = {row.id: row for row in report.holdings}
    was_unsound = {name for name, row in before.items() if is_unsound(str(row.get("state")))}
    is_unsound_now = [row.id for row in report.holdings if is_unsound(row.state)]
    return Difference(
        previous=previous.name,
        previous_at=made_at,
        problem="",
        audits_since=previous.audits_since,
        checked_since=sum(
            row.last_checked_at is not None
            and row.last_checked_at != instant_of(before.get(row.id, {}).get("last_checked_at"))
            for row in report.holdings
        ),
        added=tuple(name for name in now if name not in before),
        gone=tuple(name for name in before if name not in now),
        newly_unsound=tuple(name for name in is_unsound_now if name not in was_unsound),
        still_unsound=tuple(name for name in is_unsound_now if name in was_unsound),
        sound_again=tuple(
            name for name in now if name in was_unsound and not is_unsound(now[name].state)
        ),
        changes=tuple(_changes(document, report)),
    )


def _not_compared(previous: PreviousReport, problem: str) -> Difference:
    return Difference(previous.name, previous.recorded_at, problem, previous.audits_since)


def _changes(document: Mapping[str, object], report: ArchiveReport) -> Iterator[Change]:
    """A figure that the last report did not have yet is left out, never taken for 0."""
    told = mapping_of(document.get("figures"))
    states = counts_of(told.get("states"))
    unsound = sum(count for state, count in states.items() if is_unsound(state))
    before = {**told, "unsound": unsound}
    for name, after in key_numbers(report).items():
        was = number_of(before.get(name))
        if was is not None:
            yield Change(name, was, after)


def key_numbers(report: ArchiveReport) -> dict[str, int]:
    """Return the figures that are compared from report to report, by their names in JSON."""
    key = figures(report)
    return {
        "packages": key.packages,
        "files": key.files,
        "bytes": key.size_bytes,
        "unsound": key.unsound,
        "never_checked": key.never_checked,
        "overdue": key.overdue,
        "open_incidents": key.open_incidents,
    }


def difference_sentences(told: Difference) -> tuple[str, ...]:
    """Return the difference in sentences, what matters most first."""
    since = f"since the last report, of {day_words(told.previous_at)}"
    audits = f"{_had(told.audits_since, 'audit')} {since}."
    if told.problem:
        return told.problem, "So this report is not compared with it.", audits
    sentences = [
        _of(told.newly_unsound, "was newly found not intact", "were newly found not intact"),
        _of(told.still_unsound, "is not intact, as before", "are not intact, as before"),
        _of(told.gone, "is on record no more", "are on record no more"),
        _of(told.sound_again, "was not intact and is intact again", "are intact again"),
        _of(told.added, "was added", "were added"),
        audits,
        _of_count(told.checked_since, "was checked since then", "were checked since then"),
    ]
    if not told.newly_unsound:
        sentences[0] = "No package was newly found not intact."
    return tuple(sentence for sentence in sentences if sentence)


def _had(count: int, noun: str) -> str:
    if not count:
        return f"No {noun} is on record"
    return f"{counted(count, noun)} {'is' if count == 1 else 'are'} on record"


def _of(names: tuple[str, ...], one: str, many: str) -> str:
    return _of_count(len(names), one, many) if names else ""


def _of_count(count: int, one: str, many: str) -> str:
    return f"{counted(count, 'package')} {one if count == 1 else many}."


def change_words(change: Change) -> tuple[str, str, str, str]:
    """Return a changed figure as cells: what, before, after, by how much (with its sign)."""
    by = change.after - change.before
    sign = "+" if by > 0 else "\u2212"
    words = f"{sign}{number(abs(by))}" if by else "the same"
    return (
        FIGURE_WORDS.get(change.figure, change.figure),
        number(change.before),
        number(change.after),
        words,
    )
