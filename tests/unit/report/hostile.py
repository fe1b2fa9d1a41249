"""A report in which every string that comes from outside is the same hostile one."""

from dataclasses import replace

from preserve.model.audit import AuditFinding
from preserve.model.finding import Finding, Severity, Where
from preserve.model.report import (
    ArchiveReport,
    Change,
    Difference,
    HistoryRow,
    IncidentRow,
    OverdueRow,
)
from tests.golden.report.samples import damaged_audit, damaged_report, holdings
from tests.support.reports import run_at

STRINGS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[/tag] [red]no[/red]",
    "\u202egpj.exe",
    "first line\nsecond line\r\nthird",
    "\x1b[31mred\x1b[0m\x07",
    "caf\udce9",
    "</style></table><h1>",
    "&lt;b&gt; &amp; 'quoted'",
    '=HYPERLINK("http://example.org")',
    "\u2066\u200b\ufeff\U000e0041",
    "x" * 5000,
    "",
)


def hostile_report(text: str) -> ArchiveReport:
    found = AuditFinding(
        Finding(text, Severity.ERROR, text, Where(text, 3, text, 9), text, text, 1),
        text,
        text,
        text,
    )
    rows = tuple(
        replace(
            row,
            id=text,
            source_name=text,
            headline=text,
            outlet=text,
            date=text,
            state=text,
        )
        for row in holdings()
    )
    audit = replace(
        damaged_audit(),
        run=text,
        packages={text: 2, "damaged": 1},
        files={text: 1},
        findings=(found, *damaged_audit().findings),
        ledger_state=text,
        checkpoint_root=text,
    )
    return replace(
        damaged_report(),
        archive_name=text,
        organization=text,
        archive_id=text,
        software=text,
        holdings=rows,
        audit=audit,
        history=(HistoryRow(1, rows[0].packaged_at, text, text, text, text),),
        checkpoint_note=text,
        runs=(replace(run_at(rows[0].packaged_at), run=text, reads={text: 3, "media": 2}),),
        overdue=(OverdueRow(text, None, rows[0].packaged_at, 4),),
        incidents=(
            IncidentRow(text, text, text, rows[0].packaged_at, None, text),
            IncidentRow(text, None, "closed", rows[0].packaged_at, rows[0].packaged_at, text),
        ),
        difference=Difference(
            text,
            rows[0].packaged_at,
            "",
            1,
            2,
            added=(text,),
            gone=(text, text),
            newly_unsound=(text,),
            still_unsound=(text,),
            sound_again=(text,),
            changes=(Change(text, 1, 2),),
        ),
    )
