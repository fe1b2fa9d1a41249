"""The sections of the page to forward, in the order in which a director reads them."""

from preserve.model.report import ArchiveReport, HistoryRow, HoldingRow
from preserve.report.page_findings import severities_words
from preserve.report.page_parts import (
    Column,
    facts,
    foreign,
    foreign_block,
    foreign_code,
    foreign_or,
    plain,
    quiet,
    section,
    sentence,
    state,
    table,
    time,
)
from preserve.report.summary import Mood, figures, report_verdict
from preserve.report.wording import (
    NOT_STATED,
    counted,
    counts_words,
    coverage_words,
    day_words,
    days_between,
    event_words,
    number,
    size_words,
)

_SIGNS = {Mood.GOOD: "\u2713", Mood.FAULT: "\u2717", Mood.UNDECIDED: "?", Mood.UNTRUSTED: "!"}


def verdict_section(report: ArchiveReport) -> str:
    """Return the verdict: a sign, a label, one sentence, and what must be said with it."""
    verdict = report_verdict(report)
    state_of = ""
    if report.period is not None:
        day = day_words(report.made_at)
        state_of = (
            f'<p class="note">This is how the archive stood on {plain(day)}; what happened in'
            f" {plain(report.period.words)} is told below.</p>\n"
        )
    notes = "".join(f'\n<p class="note">{plain(note)}</p>' for note in verdict.notes)
    return (
        f'<section class="verdict {verdict.mood.value}" aria-labelledby="verdict">\n'
        f'<h2 id="verdict"><span class="sign" aria-hidden="true">{_SIGNS[verdict.mood]}</span>'
        f"{plain(verdict.label)}</h2>\n"
        f'{state_of}<p class="sentence">{plain(verdict.sentence)}</p>{notes}\n</section>'
    )


def figures_section(report: ArchiveReport) -> str:
    """Return the key figures."""
    key = figures(report)
    oldest, age = quiet("no package was checked yet"), ""
    if key.oldest_check_at is not None:
        days = days_between(key.oldest_check_at, report.made_at)
        oldest = day_words(key.oldest_check_at)
        age = f"{counted(days, 'day') if days else 'less than a day'} before this report"
    cells = (
        ("Packages held", number(key.packages), counts_words(key.states)),
        ("Files on record", number(key.files), ""),
        ("Size on record", _rounded(key.size_bytes), counted(key.size_bytes, "byte")),
        ("Packages overdue", number(key.overdue), _promise(report)),
        ("Packages never checked", number(key.never_checked), ""),
        ("Oldest check", oldest, age),
        ("Findings of the latest audit", *_finding_counts(report)),
        ("Audits", number(key.runs), _since(report)),
        ("Read by these audits", _rounded(key.bytes_read), counted(key.bytes_read, "byte")),
    )
    told = "\n".join(
        f"<div><dt>{plain(term)}</dt><dd>{value}"
        f"{f' <small>{plain(small)}</small>' if small else ''}</dd></div>"
        for term, value, small in cells
    )
    return section("figures", "Key figures", f'<dl class="figures">\n{told}\n</dl>')


def _promise(report: ArchiveReport) -> str:
    return f"the promise is every {counted(report.every_days, 'day')}"


def _since(report: ArchiveReport) -> str:
    return "since the archive was made" if report.period is None else f"in {report.period.words}"


def _rounded(size_bytes: int) -> str:
    exact, _, rounded = size_words(size_bytes).partition(" (")
    return plain(rounded.removesuffix(")") or exact)


def _finding_counts(report: ArchiveReport) -> tuple[str, str]:
    if report.audit is None:
        return quiet("none on record"), ""
    by_severity = figures(report).findings
    return number(sum(by_severity.values())), severities_words(by_severity)


def checked_section(report: ArchiveReport) -> str:
    """Return what the latest audit looked at, and when."""
    audit = report.audit
    if audit is None:
        words = "No audit is on record. Until one has run, nothing is known about the packages."
        return section("checked", "What was checked, and when", f"<p>{words}</p>")
    rows = (
        ("Audit", foreign_code(audit.run)),
        ("Began", time(audit.started_at)),
        (
            "Interrupted; on record until" if report.is_audit_interrupted else "Ended",
            time(audit.finished_at),
        ),
        ("Read", plain(coverage_words(audit.coverage))),
        ("Packages", foreign(counts_words(audit.packages))),
        ("Files", foreign(counts_words(audit.files))),
        ("History", state(audit.ledger_state)),
    )
    how = "No file was read in this audit."
    if audit.coverage.files_read:
        how = (
            "An audit reads files to the last byte, and compares them with the digests that were"
            " recorded, outside the packages, when each package was made."
        )
    return section("checked", "What was checked, and when", f"<p>{how}</p>\n{facts(rows)}")


def holdings_section(report: ArchiveReport) -> str:
    """Return the table of what is held."""
    if not report.holdings:
        return section("holdings", "What is held", "<p>No package is on record.</p>")
    columns = (
        Column("Article and package"),
        Column("Outlet"),
        Column("Date of the article"),
        Column("Packaged"),
        Column("Files", "number"),
        Column("Bytes", "number"),
        Column("State", "state-cell"),
        Column("Last checked"),
    )
    caption = (
        f"{counted(len(report.holdings), 'package')} on record. \u201cNot stated\u201d means that"
        " the article's text does not say it. The state is the one found when last checked."
    )
    content = table("holdings", caption, columns, (_holding_row(row) for row in report.holdings))
    return section("holdings", "What is held", content)


def _holding_row(row: HoldingRow) -> tuple[str, ...]:
    checked = row.last_checked_at
    return (
        _identity(row),
        foreign_or(row.outlet, NOT_STATED),
        foreign_or(row.date, NOT_STATED),
        time(row.packaged_at),
        number(row.files),
        number(row.size_bytes),
        state(row.state),
        quiet("never") if checked is None else time(checked),
    )


def _identity(row: HoldingRow) -> str:
    headline = foreign_or(row.headline, f"headline {NOT_STATED}")
    return (
        f'<span class="title">{headline}</span> <span class="quiet">'
        f"{foreign_code(row.id)}<br>from {foreign_code(row.source_name)}</span>"
    )


def history_section(report: ArchiveReport) -> str:
    """Return the latest events, newest first."""
    if not report.history:
        words = "Nothing is on record"
        if report.period is not None:
            words += f" for {report.period.words}"
        return section("history", "Recent history", f"<p>{plain(words)}.</p>")
    columns = (
        Column("No."),
        Column("When"),
        Column("What happened"),
        Column("Outcome"),
        Column("Package"),
        Column("Particulars"),
    )
    of = "the history" if report.period is None else report.period.words
    caption = f"The latest {counted(len(report.history), 'event')} of {of}, newest first."
    rows = (_event_row(row) for row in reversed(report.history))
    return section("history", "Recent history", table("events", caption, columns, rows))


def _event_row(row: HistoryRow) -> tuple[str, ...]:
    return (
        number(row.number),
        time(row.at),
        foreign(event_words(row.event)),
        foreign(row.outcome),
        quiet("the archive") if row.package is None else foreign_code(row.package),
        sentence(row.note),
    )


def checkpoint_section(report: ArchiveReport) -> str:
    """Return the signed checkpoint, what it is for and how it is checked."""
    if not report.checkpoint_note:
        return section("checkpoint", "The checkpoint", "<p>There is no signed checkpoint.</p>")
    return section(
        "checkpoint", "The checkpoint", f"{_CHECKPOINT}\n{foreign_block(report.checkpoint_note)}"
    )


_CHECKPOINT = """<p>These lines are a signed fingerprint of the archive's whole history. Keep a copy
where the people who run the archive cannot change it: print this page, or send it to a partner.
If the history is ever rewritten or cut short, it will no longer agree with the copy. To check, save
the lines below as a file, exactly as they are, and run
<code>preserve ledger verify --against FILE</code>; it must end with exit code 0.</p>"""

_PROOF = """<h3>It shows</h3>
<ul>
<li>A file called intact had, when it was read, exactly the bytes that were recorded when its
package was made, or when somebody accepted a change of it on record.</li>
<li>Those records are kept outside the packages, in a history that is signed as a whole. A package
that was replaced together with its own manifests is still found.</li>
<li>Anybody with the checkpoint above, or an earlier one, can check that this history was only added
to.</li>
</ul>
<h3>It does not show</h3>
<ul>
<li>That an article is true, or complete, or that its author or date is right. A headline, outlet
or date is given here as the article's text states it, or as a named person supplied it.</li>
<li>That nothing happened since the last check. A file may have been damaged a minute later.</li>
<li>Anything about what was not checked, not readable, or in a store that was not there.</li>
<li>That nobody with the signing key rewrote everything at once. Only a checkpoint that was kept
elsewhere shows that.</li>
<li>That this page is unchanged since it was made: it is a copy for reading. The signed history in
the archive is what counts; it holds this page's digest.</li>
</ul>"""


def proof_section() -> str:
    """Return what the report shows and what it does not."""
    return section("proof", "What this report shows, and what it does not", _PROOF)


def making_section(report: ArchiveReport) -> str:
    """Return how the report was made."""
    rows = (
        ("Archive", foreign(report.archive_name)),
        ("Organization", foreign_or(report.organization, NOT_STATED)),
        ("Archive id", foreign_code(report.archive_id)),
        ("Made at", time(report.made_at)),
        ("Period", plain(report.period.words if report.period else "ever since")),
        ("Software", foreign(report.software)),
    )
    words = (
        "<p>This page was written from the archive's history, without reading the packages again."
        " The same numbers are in the JSON and CSV files made with it.</p>\n"
        "<p>Right after they were written, the SHA-256 digests of all these files were put on"
        " record in that history, unless the command that wrote them said otherwise (FIX-060)."
        " To check this page later, compare what <code>sha256sum</code> prints for it with the"
        " entry of this report in <code>preserve ledger export</code>.</p>"
    )
    return section("making", "How this report was made", f"{words}\n{facts(rows)}")
