"""Reports made up for tests: one archive in which all is well, one with damage, one offline."""

from dataclasses import replace
from datetime import UTC, datetime

from preserve.model.audit import AuditFinding, AuditReport, Coverage
from preserve.model.catalogue import finding
from preserve.model.finding import Where
from preserve.model.report import (
    ArchiveReport,
    Change,
    Difference,
    HistoryRow,
    HoldingRow,
    IncidentRow,
    RunRow,
)

PACKAGED_AT = datetime(2026, 11, 20, 9, 30, 0, tzinfo=UTC)
CHECKED_AT = datetime(2026, 11, 21, 2, 0, 4, tzinfo=UTC)
MADE_AT = datetime(2026, 11, 21, 8, 15, 30, tzinfo=UTC)

_ARTICLES = (
    (
        "000-54780b9e0856adbc-8f14e45fceea",
        "000_54780b9e0856adbc.txt",
        "Civilians trapped inside Aleppo post emotional goodbye messages on Aleppo",
        None,
        None,
        54_321,
    ),
    (
        "001-26c3e08733cee09c-c9f0f895fb98",
        "001_26c3e08733cee09c.txt",
        "Aleppo: The Last Goodbyes Of Those Still Alive",
        None,
        None,
        48_002,
    ),
    (
        "002-e6428ce3acc09ea7-45c48cce2e2d",
        "002_e6428ce3acc09ea7.txt",
        "Aleppo Residents Tweet Heartbreaking Goodbyes As Government Troops Declare Victory In The City",
        None,
        "2016-12-15T03:55:00-05:00",
        39_870,
    ),
    (
        "article-d3d9446802a4",
        "رسائل الوداع من حلب.txt",
        "رسائل الوداع الأخيرة من حلب",
        "صحيفة المدينة",
        "2016-12-14",
        61_204,
    ),
    (
        "004-7964b47d2cd0bda9-6512bd43d9ca",
        "004_7964b47d2cd0bda9.txt",
        None,
        "TIME & Life <World>",
        None,
        57_333,
    ),
)

NOTE = (
    "preserve/7f0e3c52-0b60-4c2e-9d9e-0d6b7f2f6f11\n"
    "8\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— preserve/7f0e3c52-0b60-4c2e-9d9e-0d6b7f2f6f11 Az3grlgtzPICa5OS8npVmf1Myq/5IZniMpUmKj0kTt6C"
    "bkqDfW3sVb1H7cNQ2eRyPzXo5mGg9wL4tYhA8uEiSJrOvQ==\n"
)


def holdings(**states: str) -> tuple[HoldingRow, ...]:
    """Return the five packages; `_0="damaged"` gives the first another state."""
    return tuple(
        HoldingRow(
            id=name,
            source_name=source,
            headline=headline,
            outlet=outlet,
            date=date,
            packaged_at=PACKAGED_AT,
            files=10,
            size_bytes=size,
            state=states.get(f"_{number}", "intact"),
            last_checked_at=CHECKED_AT,
        )
        for number, (name, source, headline, outlet, date, size) in enumerate(_ARTICLES)
    )


def good_audit() -> AuditReport:
    return AuditReport(
        run="audit-20261121T020000Z-1a2b3c4d",
        started_at=datetime(2026, 11, 21, 2, 0, 0, tzinfo=UTC),
        finished_at=CHECKED_AT,
        packages={"intact": 5},
        files={"intact": 50},
        findings=(),
        coverage=Coverage(5, 5, 50, 50, 260_730),
        checkpoint_size=8,
        checkpoint_root="CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
        ledger_state="verified",
        exit_code=0,
    )


def history() -> tuple[HistoryRow, ...]:
    taken_in = tuple(
        HistoryRow(
            number + 1,
            PACKAGED_AT,
            "ingestion",
            name,
            "success",
            f"{source}, 10 files, sha256 {number}{'5f70bf18a086007016e948b04aed3b82103a36be'}",
        )
        for number, (name, source, *_) in enumerate(_ARTICLES)
    )
    return (
        HistoryRow(
            0,
            datetime(2026, 11, 20, 9, 29, 0, tzinfo=UTC),
            "creation",
            None,
            "success",
            "archive 7f0e3c52-0b60-4c2e-9d9e-0d6b7f2f6f11, key preserve/7f0e3c52+0d6b7f2f+AcP4",
        ),
        *taken_in,
        HistoryRow(
            6,
            datetime(2026, 11, 20, 9, 40, 0, tzinfo=UTC),
            "fixity check",
            None,
            "success",
            "audit-20261120T094000Z-0badcafe: 5 intact",
        ),
        HistoryRow(
            7,
            CHECKED_AT,
            "fixity check",
            None,
            "success",
            "audit-20261121T020000Z-1a2b3c4d: 5 intact",
        ),
    )


def runs() -> tuple[RunRow, ...]:
    """Return the two audits that the history tells of."""
    first = datetime(2026, 11, 20, 9, 39, 56, tzinfo=UTC)
    read = {"packages_checked": 5, "files_read": 50, "bytes_read": 260_730, "unsound": 0}
    return (
        RunRow(
            run="audit-20261120T094000Z-0badcafe",
            started_at=first,
            finished_at=datetime(2026, 11, 20, 9, 40, 0, tzinfo=UTC),
            reads={"cache-unknown": 50},
            exit_code=0,
            is_partial=False,
            **read,
        ),
        RunRow(
            run="audit-20261121T020000Z-1a2b3c4d",
            started_at=datetime(2026, 11, 21, 2, 0, 0, tzinfo=UTC),
            finished_at=CHECKED_AT,
            reads={"media": 50},
            exit_code=0,
            is_partial=False,
            **read,
        ),
    )


def good_report() -> ArchiveReport:
    return ArchiveReport(
        archive_name="Farewells from Aleppo",
        organization="Archive of Testimony, Example University Library",
        archive_id="7f0e3c52-0b60-4c2e-9d9e-0d6b7f2f6f11",
        made_at=MADE_AT,
        software="preserve-toolkit 0.1.0",
        holdings=holdings(),
        audit=good_audit(),
        history=history(),
        checkpoint_note=NOTE,
        runs=runs(),
    )


def fault(code: str, package: str | None, message: str, state: str, where: Where) -> AuditFinding:
    return AuditFinding(finding(code, message, where), package, "bags", state)


def damaged_audit() -> AuditReport:
    first, fourth = _ARTICLES[0], _ARTICLES[3]
    original = f"data/original/{first[1]}"
    return replace(
        good_audit(),
        packages={"damaged": 1, "intact": 3, "undecided": 1},
        files={"altered": 1, "intact": 47, "missing": 1, "unreadable": 1},
        findings=(
            fault(
                "FIX-001",
                first[0],
                f"{original} is not what was recorded: sha256 is"
                " 1f825aa2f0020ef7cf91dfa30da4668d791c5d4824fc8e41354b89ec05795ab3, on record is"
                " a1fce4363854ff888cff4b8e7875d600c2682390412a8cf79b37d0b11148b0fa.",
                "altered",
                Where(file=original),
            ),
            fault(
                "FIX-003",
                first[0],
                "data/article.warc.gz is not there.",
                "missing",
                Where(file="data/article.warc.gz"),
            ),
            fault(
                "FIX-006",
                fourth[0],
                f"data/original/{fourth[1]} cannot be read: Input/output error.",
                "unreadable",
                Where(file=f"data/original/{fourth[1]}"),
            ),
        ),
        coverage=Coverage(5, 5, 50, 48, 231_115),
        exit_code=1,
    )


def damaged_report() -> ArchiveReport:
    report = good_report()
    last = replace(
        report.history[-1],
        outcome="failure",
        note="audit-20261121T020000Z-1a2b3c4d: 1 damaged, 3 intact, 1 undecided",
    )
    return replace(
        report,
        audit=damaged_audit(),
        holdings=holdings(_0="damaged", _3="undecided"),
        history=(*report.history[:-1], last),
        runs=(
            report.runs[0],
            replace(
                report.runs[1],
                exit_code=1,
                unsound=2,
                files_read=48,
                bytes_read=231_115,
                reads={"media": 48},
            ),
        ),
        every_days=30,
        incidents=(
            IncidentRow(
                "incident-20261121-1",
                _ARTICLES[0][0],
                "open",
                CHECKED_AT,
                None,
                "1 file is altered and 1 is missing; nobody has looked at it yet.",
            ),
        ),
        difference=Difference(
            previous="report-20261120T101500Z.html",
            previous_at=datetime(2026, 11, 20, 10, 15, tzinfo=UTC),
            problem="",
            audits_since=1,
            checked_since=5,
            newly_unsound=(_ARTICLES[0][0], _ARTICLES[3][0]),
            changes=(
                Change("packages", 5, 5),
                Change("bytes", 260_730, 260_730),
                Change("unsound", 0, 2),
                Change("never_checked", 0, 0),
            ),
        ),
    )


def offline_audit() -> AuditReport:
    offline = fault(
        "FIX-020",
        None,
        "The store bags is not there: it holds no archive-id.",
        "offline",
        Where(),
    )
    return replace(
        good_audit(),
        packages={"not-checked": 5},
        files={"not-checked": 50},
        findings=(offline,),
        coverage=Coverage(5, 0, 50, 0, 0),
        exit_code=3,
    )


def offline_report() -> ArchiveReport:
    return replace(good_report(), audit=offline_audit())
