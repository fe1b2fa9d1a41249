"""The findings on the page: each kind told once in words, then every place it was met."""

from collections.abc import Mapping

from preserve.model.audit import AuditFinding, AuditReport
from preserve.model.finding import Severity
from preserve.model.report import ArchiveReport
from preserve.report.grouping import FindingGroup, grouped
from preserve.report.page_parts import (
    Column,
    foreign,
    foreign_code,
    quiet,
    section,
    sentence,
    state,
    table,
)
from preserve.report.summary import unlisted
from preserve.report.wording import counted, number

_SEVERITY_SIGNS = {Severity.ERROR: "\u2717", Severity.WARNING: "!", Severity.INFO: "i"}
_SEVERITY_WORDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "worth knowing",
}
_UNDECIDED = 3


def severities_words(counts: Mapping[str, int]) -> str:
    """Return counts by severity as a phrase: `1 error, 2 warnings`."""
    nouns = {Severity.ERROR: "errors", Severity.WARNING: "warnings"}
    return ", ".join(
        counted(counts[severity.value], words, nouns.get(severity, words))
        for severity, words in _SEVERITY_WORDS.items()
        if counts.get(severity.value)
    )


def findings_section(report: ArchiveReport) -> str:
    """Return the findings in words, one block for each kind, the gravest first."""
    audit = report.audit
    if audit is None or not audit.findings:
        words = "The latest audit found nothing to report."
        if audit is None:
            words = "There are no findings, because no audit is on record."
        return section("findings", "What was found", f"<p>{words}</p>")
    parts = [_group_block(group) for group in grouped(audit.findings)]
    if hidden := unlisted(audit):
        parts.append(_unlisted_words(audit, hidden))
    return section("findings", "What was found", "\n".join(parts))


def _unlisted_words(audit: AuditReport, hidden: int) -> str:
    return (
        f"<p><strong>{counted(hidden, 'more faulty file')}</strong> counted in this audit,"
        f" but not listed here: the history keeps the first {number(len(audit.findings))} findings"
        " of a run. Run <code>preserve audit</code> to see them all.</p>"
    )


def _group_block(group: FindingGroup) -> str:
    tone = "undecided"
    if group.severity is Severity.ERROR and group.members[0].finding.weight != _UNDECIDED:
        tone = "fault"
    rests = f'<p class="quiet">It rests on: {foreign(group.clause)}</p>\n' if group.clause else ""
    columns = (
        Column("Package"),
        Column("File or place"),
        Column("What happened"),
        Column("State", "state-cell"),
    )
    places = table(
        "places",
        f"Where: {counted(len(group.members), 'place')}",
        columns,
        (_place_row(found) for found in group.members),
    )
    return (
        f'<article class="finding {tone}">\n<h3>{sentence(group.title)}</h3>\n'
        f'<p><span class="severity"><span class="sign" aria-hidden="true">'
        f"{_SEVERITY_SIGNS[group.severity]}</span>{_SEVERITY_WORDS[group.severity]}</span>,"
        f" {foreign_code(group.code)}</p>\n"
        f"<p>What it means: {sentence(group.meaning)}</p>\n"
        f'<p class="next">What to do next: {sentence(group.remedy)}</p>\n'
        f"{rests}{places}\n</article>"
    )


def _place_row(found: AuditFinding) -> tuple[str, ...]:
    package = quiet("the archive as a whole")
    if found.package is not None:
        package = foreign_code(found.package)
    return package, _where(found), sentence(found.finding.message), state(found.state)


def _where(found: AuditFinding) -> str:
    where = found.finding.where
    parts = []
    if where.file is not None:
        parts.append(foreign_code(where.file))
    if where.line is not None:
        parts.append(f"line {number(where.line)}")
    if where.path:
        parts.append(foreign_code(where.path))
    if where.offset is not None:
        parts.append(f"offset {number(where.offset)}")
    if not parts:
        parts.append(f"store {foreign_code(found.store)}")
    return ", ".join(parts)
