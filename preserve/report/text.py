"""Reports for the terminal: full values, nothing cut, the summary last.

Texts have no final newline; every foreign string in them has passed `visible`.
"""

from collections.abc import Iterator, Mapping, Sequence

from preserve.model.audit import FINDINGS_SHOWN, AuditFinding, AuditReport
from preserve.model.catalogue.kind import Kind
from preserve.model.catalogue.senders import SENDERS
from preserve.model.finding import Where
from preserve.model.plain import counts_of, mapping_of, mappings_of, number_of, text_of
from preserve.model.report import HistoryRow
from preserve.report.description_page import description_text
from preserve.report.diagnosis_text import diagnosis_lines
from preserve.report.finding_text import finding_text, where_words
from preserve.report.summary import audit_verdict, unlisted
from preserve.report.visible import visible
from preserve.report.wording import (
    counted,
    counts_words,
    coverage_words,
    event_words,
    instant_text,
    number,
    reads_words,
    state_words,
)

__all__ = [
    "audit_text",
    "description_text",
    "explain_text",
    "history_text",
    "status_text",
]

_EXIT_WORDS = {
    0: "0, it changes nothing about the result",
    1: "1, a fault or a refusal",
    2: "2, the command was not understood",
    3: "3, nothing is concluded",
    4: "4, evidence does not verify",
    5: "5, another run is at work",
    70: "70, a fault of preserve",
}


_MOST_DELIVERIES = 5


def audit_text(audit: AuditReport) -> str:
    """Return a run as a page of text: what was read, the findings, and at last the verdict.

    Where there are more findings than anybody reads on a screen the verdict stands in front of
    them, too, and only the first are shown.
    """
    coverage, verdict = audit.coverage, audit_verdict(audit)
    head = [
        f"Audit {visible(audit.run)}",
        f"  began    {instant_text(audit.started_at)}",
        f"  ended    {instant_text(audit.finished_at)}",
        f"  read     {coverage_words(coverage)}",
        *([f"  from     {reads_words(audit.reads)}"] if audit.reads else []),
        f"  history  {_history_words(audit.ledger_state, audit.checkpoint_size)}",
        f"  root     {visible(audit.checkpoint_root) or 'not known'}",
        "",
    ]
    summary = [
        f"Packages: {visible(counts_words(audit.packages))}",
        f"Files:    {visible(counts_words(audit.files))}",
        *(visible(note) for note in audit.notes),
        *verdict.notes,
        verdict.sentence,
    ]
    if len(audit.findings) > FINDINGS_SHOWN:
        shown = f"The first {number(FINDINGS_SHOWN)} of {number(len(audit.findings))} findings:"
        head = [*head, *summary, "", shown, ""]
    return "\n".join([*head, *_findings(audit), *summary])


def status_text(document: Mapping[str, object]) -> str:
    """Return where an archive stands, from the document of `status --json`."""
    archive, store = mapping_of(document.get("archive")), mapping_of(document.get("store"))
    ledger = mapping_of(document.get("ledger"))
    packages = counts_of(document.get("packages"))
    never = number_of(document.get("never_checked")) or 0
    lines = [
        f"{_shown(archive, 'name')} ({_shown(archive, 'id')})",
        f"  packages    {number(sum(packages.values()))}: {visible(counts_words(packages))}",
        f"  last audit  {_last_audit(document.get('last_audit'))}",
        f"  promise     {_promise_words(document)}",
        f"  store       {_shown(store, 'name')}: {_shown(store, 'state')}",
        *_elsewhere(document),
        f"  history     {_history_words(text_of(ledger.get('state')), _size_of(ledger))}",
        f"  root        {_shown(ledger, 'root')}",
    ]
    findings = mappings_of(document.get("findings"))
    lines.extend(_finding_document_text(found) for found in findings)
    if never:
        lines.append(f"Nothing is known about {counted(never, 'package')}: run `preserve audit`.")
    elif not number_of(document.get("exit_code")):
        lines.append("Nothing is known to be wrong.")
    return "\n".join(lines)


def history_text(rows: Sequence[HistoryRow]) -> str:
    """Return events in the order given, two lines each: when and what; then the particulars."""
    if not rows:
        return "Nothing is on record."
    return "\n".join(line for row in rows for line in _event_lines(row))


def explain_text(kind: Kind) -> str:
    """Return what a kind of finding means and what to do about it."""
    lines = [
        f"{kind.code}  {kind.title}",
        f"  Severity:       {kind.severity.value}",
        f"  Exit code:      {_EXIT_WORDS.get(kind.weight, str(kind.weight))}",
        f"  What it means:  {kind.meaning}",
        f"  What to do:     {kind.remedy}",
    ]
    if (advice := SENDERS.get(kind.code)) is not None:
        lines.append(f"  For the sender: {advice}")
    if kind.clause is not None:
        lines.append(f"  Rests on:       {kind.clause}")
    return "\n".join(lines)


def _promise_words(document: Mapping[str, object]) -> str:
    days = number_of(document.get("every_days"))
    if days is None:
        return "not known"
    oldest = text_of(document.get("oldest_check_at"))
    since = f"the oldest check is of {visible(oldest)}" if oldest else "nothing was read yet"
    late = number_of(document.get("overdue")) or 0
    words = f"every byte is read at least every {counted(days, 'day')}; {since}"
    return f"{words}; {counted(late, 'package')} overdue" if late else words


def _elsewhere(document: Mapping[str, object]) -> Iterator[str]:
    """Say where the copies stand, and the deliveries, where there are any or should be."""
    sums = mapping_of(document.get("copies"))
    wanted, fewer, late = (number_of(sums.get(key)) or 0 for key in ("wanted", "fewer", "overdue"))
    oldest = text_of(sums.get("oldest_proof_at"))
    if wanted > 1 or oldest:
        good, of = (number_of(sums.get(key)) or 0 for key in ("confirmed", "packages"))
        copies = counted(wanted, "copy", "copies")
        words = f"{number(good)} of {counted(of, 'package')} with {copies} confirmed"
        since = f"; the oldest proof is of {visible(oldest)}" if oldest else ""
        few = f"; {number(fewer)} with too few" if fewer else ""
        overdue = f"; {counted(late, 'proof')} overdue" if late else ""
        yield f"  copies      {words}{since}{few}{overdue}"
    yield from _deliveries(document)


def _deliveries(document: Mapping[str, object]) -> Iterator[str]:
    """Say whose turn it is in the first open deliveries, and what waits for a decision."""
    open_ones = number_of(document.get("deliveries")) or 0
    told = mappings_of(document.get("open_deliveries"))[:_MOST_DELIVERIES]
    if open_ones:
        yield f"  deliveries  {number(open_ones)} open"
        yield from map(_turn_line, told)
        if told and open_ones > len(told):
            yield f"    and {number(open_ones - len(told))} more"
    quarantine = mapping_of(document.get("quarantine"))
    kept = number_of(quarantine.get("to_decide"))
    if kept:
        waits = "waits" if kept == 1 else "wait"
        words = f"{counted(kept, 'package')} {waits} for your decision"
        yield f"  quarantine  {words}: run `preserve quarantine list`"
    elif "to_decide" in quarantine and kept is None:
        yield "  quarantine  it cannot be looked into now"


def _turn_line(delivery: Mapping[str, object]) -> str:
    who = f"    {_shown(delivery, 'partner')} ({_shown(delivery, 'conversation')})"
    command = text_of(delivery.get("command"))
    if command is None:
        return f"{who}: no partner any more, so nothing comes of it"
    if delivery.get("turn") == "ours":
        return f"{who}: run `{visible(command)}`"
    return f"{who}: waits for their answer; when it is here, run `{visible(command)}`"


def _history_words(state: str | None, size: int) -> str:
    words = visible(state_words(state)) if state else "not known"
    return f"{words}, {counted(size, 'entry', 'entries')}"


def _size_of(ledger: Mapping[str, object]) -> int:
    return number_of(ledger.get("size")) or 0


def _findings(audit: AuditReport) -> Iterator[str]:
    """Yield the findings, package by package, then the list of the packages they are about."""
    by_package: dict[str | None, list[AuditFinding]] = {}
    for found in audit.findings[:FINDINGS_SHOWN]:
        by_package.setdefault(found.package, []).append(found)
    for package, members in by_package.items():
        yield "The archive" if package is None else visible(package)
        for found in members:
            yield from (f"  {line}" for line in finding_text(found.finding).split("\n"))
            if found.diagnosis is not None:
                yield from (f"      {line}" for line in diagnosis_lines(found.diagnosis))
        yield ""
    if hidden := unlisted(audit):
        yield f"{counted(hidden, 'more faulty file')} counted below, not listed in this record."
    named = [package for package in by_package if package is not None]
    if named and len(audit.findings) <= FINDINGS_SHOWN:
        yield f"Packages with findings ({number(len(named))}):"
        yield from (f"  {visible(package)}" for package in named)


def _event_lines(row: HistoryRow) -> Iterator[str]:
    about = f"  {visible(row.package)}" if row.package is not None else ""
    event = visible(event_words(row.event))
    yield f"{row.number:>5}  {instant_text(row.at)}  {visible(row.outcome):7}  {event}{about}"
    if row.note:
        yield f"       {visible(row.note)}"


def _shown(document: Mapping[str, object], key: str) -> str:
    return visible(text_of(document.get(key)) or "not known")


def _last_audit(document: object) -> str:
    last = mapping_of(document)
    if not last:
        return "never"
    counts = visible(counts_words(counts_of(last.get("packages"))))
    return f"{_shown(last, 'finished_at')}, {_shown(last, 'run')}: {counts}"


def _finding_document_text(document: Mapping[str, object]) -> str:
    where = mapping_of(document.get("where"))
    message = text_of(document.get("message")) or ""
    place = where_words(
        Where(
            file=text_of(where.get("file")),
            line=number_of(where.get("line")),
            path=text_of(where.get("path")),
            offset=number_of(where.get("offset")),
        ),
        message,
    )
    line = f"{_shown(document, 'code')} {_shown(document, 'severity')}: {visible(message)}{place}"
    return f"{line}\n    What to do: {_shown(document, 'remedy')}"
