"""The sections with charts: how old the last checks are, and what was read when."""

from collections.abc import Sequence

from preserve.model.report import ArchiveReport
from preserve.report import chart
from preserve.report.ages import Band, Standing, age_bands
from preserve.report.page_parts import Column, plain, quiet, section, table
from preserve.report.timeline import Outcome, Stretch, Timeline, Unit, timeline
from preserve.report.wording import counted, number, size_words

_SHORT_TABLE = 14  # rows; a longer one can be folded
_STANDINGS = {
    Standing.WITHIN: "within the promise",
    Standing.LATE: "later than promised",
    Standing.NEVER: "nobody has looked yet",
    Standing.FUTURE: "not known: a clock was wrong",
}
# A sign, words for a lane, words behind a number, and the class of the colour.
_OUTCOMES = {
    Outcome.UNTRUSTED: ("!", "the history did not verify", "not verified", "untrusted"),
    Outcome.FAULT: ("\u2717", "faults were found", "with faults", "fault"),
    Outcome.UNDECIDED: ("?", "not everything could be decided", "undecided", "undecided"),
    Outcome.INTERRUPTED: ("\u2026", "interrupted", "interrupted", "undecided"),
    Outcome.GOOD: ("\u2713", "all that was read was intact", "intact", "good"),
    Outcome.NOTHING_DUE: ("\u2013", "nothing was due, so nothing was read", "with nothing due", ""),
}
_UNITS = {
    Unit.DAY: ("day by day", "Day"),
    Unit.WEEK: ("week by week", "Week"),
    Unit.MONTH: ("month by month", "Month"),
    Unit.YEARS: ("year by year", "Years"),
}


def ages_section(report: ArchiveReport) -> str:
    """Return how long ago each package was read, against what is promised."""
    heading = "How long ago was each package read"
    if not report.holdings:
        return section("ages", heading, f"<p>{quiet('No package is on record.')}</p>")
    bands = age_bands(report)
    promise = f"every {counted(report.every_days, 'day')}"
    frame = chart.Frame("ages-chart", "Packages by the age of their last check", _gist(bands))
    drawn = chart.band_chart(frame, _bars(bands, f"not read in the time promised ({promise})"))
    columns = (Column("Last read"), Column("Packages", "number"), Column("Against the promise"))
    rows = (
        (plain(band.words), number(band.packages), plain(_STANDINGS[band.standing]))
        for band in bands
    )
    caption = f"Packages by the age of their last check. The archive promises {promise}."
    shown = table("ages", caption, columns, rows)
    words = plain(
        f"This archive promises to read every byte at least {promise}. A hatched bar counts"
        " packages that were not read within that time. Where a part of the archive has a promise"
        " of its own, that one tells what is overdue, further below."
    )
    return section("ages", heading, f"<p>{words}</p>\n{drawn}\n{shown}")


def _bars(bands: Sequence[Band], rule: str) -> list[chart.Band]:
    first_late = next(band for band in bands if band.standing is Standing.LATE)
    return [
        chart.Band(
            label=f"{band.words}: {counted(band.packages, 'package')}",
            value=band.packages,
            is_hatched=band.standing is not Standing.WITHIN,
            rule=rule if band is first_late else "",
        )
        for band in bands
    ]


def _gist(bands: Sequence[Band]) -> str:
    told = (
        f"{counted(band.packages, 'package')} {band.words}, {_STANDINGS[band.standing]}"
        for band in bands
        if band.packages
    )
    return f"{'; '.join(told)}."


def reading_section(report: ArchiveReport) -> str:
    """Return the audits of the period: bytes read and how they ended, by day, week or month."""
    told = timeline(report)
    by, unit = _UNITS[told.unit]
    if not told.stretches:
        words = "No audit is on record"
        if report.period is not None:
            words += f" that began in {report.period.words}"
        heading = "What was read, day by day"
        return section("reading", heading, f"<p>{plain(words)}.</p>")
    names = [stretch.short for stretch in told.stretches]
    parts = (
        f"<p>{plain(_told(report, told))}</p>",
        "<h3>Bytes read</h3>",
        _bytes_chart(told, names),
        "<h3>Audits, and how they ended</h3>",
        _audits_chart(told, names),
        _reading_table(told, unit),
    )
    return section("reading", f"What was read, {by}", "\n".join(parts))


def _told(report: ArchiveReport, told: Timeline) -> str:
    bytes_read = sum(run.bytes_read for run in report.runs)
    media = sum(run.reads.get("media", 0) for run in report.runs)
    unknown = sum(run.reads.get("cache-unknown", 0) for run in report.runs)
    begin, end = told.stretches[0].words, told.stretches[-1].words
    span = f"on {begin}" if begin == end and told.unit is Unit.DAY else f"from {begin} to {end}"
    words = [
        f"{counted(len(report.runs), 'audit')} {span} read {size_words(bytes_read)}.",
    ]
    if media or unknown:
        words.append(
            f"{counted(media, 'file')} came from the medium itself; of {counted(unknown, 'file')}"
            " it is not known whether the system gave an older copy out of its memory."
        )
    partial = sum(run.is_partial for run in report.runs)
    if partial:
        words.append(f"{counted(partial, 'audit')} did not look at every package.")
    if told.disordered:
        words.append(
            f"{counted(told.disordered, 'audit')} {'is' if told.disordered == 1 else 'are'} dated"
            " before the audit on record before it: a clock was wrong. The order of the history"
            " does not rest on the clock."
        )
    return " ".join(words)


def _bytes_chart(told: Timeline, names: Sequence[str]) -> str:
    values = [stretch.bytes_read for stretch in told.stretches]
    most = max(told.stretches, key=lambda stretch: stretch.bytes_read)
    empty = sum(not stretch.runs for stretch in told.stretches)
    gist = (
        f"{counted(len(values), 'bar')}, from {told.stretches[0].words} to"
        f" {told.stretches[-1].words}. The tallest: {most.words}, {size_words(most.bytes_read)}."
    )
    if empty:
        gist += f" {number(empty)} of them are empty: no audit ran."
    frame = chart.Frame("bytes-chart", "Bytes read", gist)
    return chart.bar_chart(frame, values, names, size_words(most.bytes_read))


def _audits_chart(told: Timeline, names: Sequence[str]) -> str:
    lanes, gist = [], []
    for one, (sign, words, _, tone) in _OUTCOMES.items():
        slots = [slot for slot, each in enumerate(told.stretches) if one in each.outcomes]
        if not slots:
            continue
        count = sum(told.stretches[slot].outcomes[one] for slot in slots)
        lanes.append(
            chart.Lane(f"{sign} {words}: {counted(count, 'audit')}", tone, frozenset(slots))
        )
        last = told.stretches[slots[-1]].words
        gist.append(f"{words}: {counted(count, 'audit')}, the latest {last}")
    frame = chart.Frame("audits-chart", "Audits, and how they ended", f"{'; '.join(gist)}.")
    return chart.lane_chart(frame, lanes, names)


def _reading_table(told: Timeline, unit: str) -> str:
    columns = (
        Column(unit),
        Column("Audits", "number"),
        Column("How they ended"),
        Column("Files read", "number"),
        Column("Bytes read", "number"),
    )
    stretches = [stretch for stretch in told.stretches if stretch.runs]
    empty = len(told.stretches) - len(stretches)
    caption = "The numbers of both pictures. Where no audit ran there is no row"
    caption += f" ({number(empty)} of {number(len(told.stretches))} have none)." if empty else "."
    shown = table("reading", caption, columns, (_stretch_row(stretch) for stretch in stretches))
    if len(stretches) <= _SHORT_TABLE:
        return shown
    return f"<details open>\n<summary>As a table</summary>\n{shown}\n</details>"


def _stretch_row(stretch: Stretch) -> tuple[str, ...]:
    ended = "; ".join(
        f"{_OUTCOMES[one][0]} {number(count)} {_OUTCOMES[one][2]}"
        for one, count in stretch.outcomes.items()
    )
    return (
        plain(stretch.words),
        number(len(stretch.runs)),
        plain(ended),
        number(stretch.files_read),
        number(stretch.bytes_read),
    )
