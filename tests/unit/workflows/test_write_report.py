import csv
import hashlib
import io
import json
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from preserve.errors import EvidenceFailure
from preserve.ledger.entry import LedgerEntry
from preserve.model.finding import gravest
from preserve.model.period import parse_period
from preserve.model.report import IncidentRow
from preserve.report.document import report_document
from preserve.report.html import html_report
from preserve.storage.lock import lock_exclusively
from preserve.workflows.archive import open_journal, read_history
from preserve.workflows.write_report import (
    ReportOptions,
    archive_report,
    concerns,
    report_exit_code,
    write_report,
)
from tests.support.archives import (
    START,
    Clock,
    archive_with,
    audited,
    package_all,
    present_clock,
    tree_digest,
)
from tests.support.commands import run

WORDS = "A headline of some words\n\nJane Roe said: “We are here.”\n"
DAY = timedelta(days=1)


@pytest.fixture
def archive(tmp_path):
    texts = {f"{name}.txt": f"{WORDS}{name}\n".encode() for name in "abc"}
    made, _ = archive_with(tmp_path, texts, Clock())
    return made


def reports(archive):
    return f"{archive.root}/reports"


def written(archive, at=START + DAY, directory=None, **options):
    return write_report(archive, directory or reports(archive), ReportOptions(at, **options))


def told(archive, at=START + DAY, **options):
    history = read_history(archive, is_locked=False)
    return archive_report(archive, history, ReportOptions(at, **options), reports(archive))


def entries(archive):
    return list(read_history(archive, is_locked=False).verdict.entries)


def append(archive, *rows: LedgerEntry):
    with archive.lock():
        history = read_history(archive, is_locked=True)
        with open_journal(archive, history) as journal:
            journal.append(rows)


def part(run_name, at: datetime, number: int, *, is_last: bool, files: int, **changes):
    detail = {
        "run": run_name,
        "started_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "finished_at": f"{at + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}",
        "packages": {"intact": 1},
        "files": {"intact": files},
        "coverage": {
            "packages_on_record": 3,
            "packages_checked": 1,
            "files_on_record": 30,
            "files_read": files,
            "bytes_read": files * 100,
        },
        "reads": {"media": files - 1, "cache-unknown": 1},
        "exit_code": 0,
        "findings": [],
        "checked": [],
        "states": {},
        "part": number,
        "is_last": is_last,
        **changes,
    }
    return LedgerEntry(at, "fixity check", None, "t", "success", detail)


def test_the_digest_of_every_file_is_on_record(archive):
    audited(archive, Clock())
    report = written(archive)
    assert report.findings == ()
    entry = entries(archive)[-1]
    assert (entry.event, entry.at, entry.package) == ("exporting", START + DAY, None)
    assert entry.detail["report"] == os.path.basename(report.html)
    on_record = entry.detail["sha256"]
    assert sorted(on_record) == sorted(os.listdir(reports(archive)))
    assert len(on_record) == 6
    for path in report.files:
        data = Path(path).read_bytes()
        assert on_record[os.path.basename(path)] == hashlib.sha256(data).hexdigest()
    assert read_history(archive, is_locked=False).verdict.is_verified


def test_the_files_hold_the_numbers_of_the_report(archive):
    audited(archive, Clock())
    report = written(archive)
    document = json.loads(Path(report.files[1]).read_text())
    assert document == json.loads(json.dumps(report_document(report.report)))
    runs = next(path for path in report.files if path.endswith("-runs.csv"))
    (row,) = csv.DictReader(io.StringIO(Path(runs).read_text()))
    assert int(row["bytes_read"]) == document["figures"]["bytes_read"] > 0
    assert row["exit_code"] == "0"


def test_the_next_report_is_compared_with_this_one(archive, tmp_path):
    audited(archive, Clock())
    first = written(archive)
    assert first.report.difference is None
    (tmp_path / "d.txt").write_text(WORDS + "d\n")
    clock = Clock(START + 2 * DAY)
    package_all(archive, [tmp_path / "d.txt"], clock)
    broken = next(Path(archive.store.bags).glob("a-*/data/original/a.txt"))
    broken.write_bytes(broken.read_bytes().replace(b"Jane", b"Jean"))
    audited(archive, clock)
    second = written(archive, START + 3 * DAY).report.difference
    assert second.previous == os.path.basename(first.html)
    assert (second.problem, second.audits_since, second.checked_since) == ("", 1, 4)
    assert [name[:2] for name in second.added] == ["d-"]
    assert [name[:2] for name in second.newly_unsound] == ["a-"]
    assert {change.figure: (change.before, change.after) for change in second.changes}[
        "unsound"
    ] == (0, 1)
    broken.write_bytes(broken.read_bytes().replace(b"Jean", b"Jane"))
    audited(archive, Clock(START + 4 * DAY))
    third = told(archive, START + 5 * DAY).difference
    assert [name[:2] for name in third.sound_again] == ["a-"]
    assert third.newly_unsound == ()


def test_a_report_that_was_altered_or_is_gone_is_said_and_not_compared(archive):
    audited(archive, Clock())
    path = Path(written(archive).files[1])
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"intact", b"impact"))
    altered = told(archive).difference
    assert "was altered" in altered.problem
    assert altered.changes == ()
    path.write_bytes(whole)
    assert told(archive).difference.problem == ""
    path.unlink()
    assert "not in the directory of the reports any more" in told(archive).difference.problem
    path.mkdir()
    assert told(archive).difference.problem


@pytest.mark.parametrize(
    "detail",
    [
        {"report": "r.html", "sha256": {"../../preserve.toml.json": "0" * 64}},
        {"report": "r.html", "sha256": {"/etc/x.json": "0" * 64}},
        {"report": "r.html", "sha256": {}},
        {"report": "r.html"},
        {"report": "r.html", "sha256": 7},
    ],
)
def test_a_record_that_names_no_file_of_a_report_leads_nowhere(archive, detail):
    append(archive, LedgerEntry(START, "exporting", None, "t", "success", detail))
    assert told(archive).difference.problem == "No JSON file of it is on record."


def test_another_export_is_no_report(archive):
    append(archive, LedgerEntry(START, "exporting", "x", "t", "success", {"to": "a partner"}))
    assert told(archive).difference is None


def test_two_reports_in_one_second_are_two(archive):
    audited(archive, Clock())
    first, second = written(archive), written(archive)
    assert first.html != second.html
    assert len(os.listdir(reports(archive))) == 12
    assert second.report.difference.previous == os.path.basename(first.html)


def test_in_another_directory_the_last_report_is_still_found(archive, tmp_path):
    audited(archive, Clock())
    written(archive)
    there = written(archive, START + 2 * DAY, str(tmp_path / "new" / "place"))
    assert there.report.difference.problem == ""
    assert len(os.listdir(tmp_path / "new" / "place")) == 6


def no_key(archive):
    os.rename(f"{archive.root}/keys/archive.key", f"{archive.root}/keys/away")


def altered_ledger(archive):
    note = Path(archive.root, "ledger", "checkpoint")
    note.write_text(note.read_text().replace("\n\n", "\nx\n\n"))


@pytest.mark.parametrize("hindrance", [no_key, altered_ledger])
def test_what_cannot_be_put_on_record_is_written_and_said(archive, hindrance):
    audited(archive, Clock())
    hindrance(archive)
    before = tree_digest(f"{archive.root}/ledger")
    report = written(archive)
    assert [found.code for found in report.findings] == ["FIX-060"]
    assert gravest(found.weight for found in report.findings) == 0
    assert len(os.listdir(reports(archive))) == 6
    assert tree_digest(f"{archive.root}/ledger") == before


def test_while_another_run_is_at_work_the_report_is_written_and_not_recorded(archive):
    audited(archive, Clock())
    count = len(entries(archive))
    with lock_exclusively(f"{archive.root}/archive-id"):
        report = written(archive)
    assert [found.code for found in report.findings] == ["FIX-060"]
    assert "Another run" in report.findings[0].message
    assert len(entries(archive)) == count
    assert os.path.isfile(report.html)


def test_json_writes_and_records_nothing(archive):
    clock = present_clock()
    audited(archive, clock)
    before = tree_digest(archive.root)
    month = clock.at.strftime("%Y-%m")
    done = run("--archive", archive.root, "report", "--json", "--period", month)
    assert done.code == 0, done.err
    document = json.loads(done.out)
    assert (document["schema_version"], document["period"]["words"]) == (
        "2",
        clock.at.strftime("%B %Y"),
    )
    assert tree_digest(archive.root) == before


def test_the_command_says_what_it_wrote_and_nothing_else(archive, tmp_path):
    clock = present_clock()
    audited(archive, clock)
    year = clock.at.strftime("%Y")
    done = run("--archive", archive.root, "report", "--period", year, "--to", tmp_path / "out")
    assert (done.code, done.err) == (0, "")
    told_files = [os.path.basename(line) for line in done.out.splitlines()]
    assert sorted(told_files) == sorted(os.listdir(tmp_path / "out"))
    assert told_files[0].endswith(".html")
    assert run("--archive", archive.root, "ledger", "verify").code == 0
    assert run("--archive", archive.root, "audit").code == 0


@pytest.mark.parametrize("period", ["yesterday", "2026-13", ""])
def test_a_period_that_cannot_be_understood(archive, period):
    before = tree_digest(archive.root)
    done = run("--archive", archive.root, "report", "--period", period)
    assert done.code == 2
    assert "2026-Q4" in done.err
    assert tree_digest(archive.root) == before


def test_a_period_chooses_audits_and_events_and_leaves_the_rest(archive):
    for day in (0, 3, 40):
        audited(archive, Clock(START + day * DAY))
    now = START + 60 * DAY
    whole, november = told(archive, now), told(archive, now, period=parse_period("2026-11", now))
    assert [len(report.runs) for report in (whole, november)] == [3, 2]
    assert [row.event for row in november.history].count("fixity check") == 2
    assert november.holdings == whole.holdings
    assert november.audit == whole.audit
    assert told(archive, now, period=parse_period("2020", now)).runs == ()


def test_an_audit_in_parts_is_one_audit(archive):
    audited(archive, Clock())
    at = START + DAY
    append(archive, part("audit-x", at, 0, is_last=False, files=3))
    append(archive, part("audit-x", at, 1, is_last=False, files=7))
    interrupted = told(archive, at + DAY)
    row = interrupted.runs[-1]
    assert (row.run, row.finished_at, row.exit_code) == ("audit-x", None, None)
    # Each part tells of the whole audit so far.
    assert (row.files_read, row.bytes_read, row.packages_checked) == (7, 700, 1)
    assert row.reads == {"media": 6, "cache-unknown": 1}
    assert row.is_partial
    assert (interrupted.audit.run, interrupted.is_audit_interrupted) == ("audit-x", True)
    assert "Interrupted; on record until" in html_report(interrupted)
    whole = {
        "coverage": {
            "packages_on_record": 3,
            "packages_checked": 3,
            "files_on_record": 30,
            "files_read": 30,
            "bytes_read": 3000,
        },
        "packages": {"intact": 2, "damaged": 1},
        "exit_code": 1,
    }
    append(archive, part("audit-x", at, 2, is_last=True, files=30, **whole))
    ended = told(archive, at + DAY)
    assert len(ended.runs) == 2
    row = ended.runs[-1]
    assert (row.files_read, row.bytes_read, row.exit_code, row.unsound) == (30, 3000, 1, 1)
    assert row.finished_at == at + timedelta(minutes=2)
    assert not row.is_partial
    assert (ended.audit.run, ended.is_audit_interrupted) == ("audit-x", False)


def test_a_record_of_an_audit_that_says_little_is_still_an_audit(archive):
    entry = LedgerEntry(START, "fixity check", None, "t", "success", {"part": 1, "is_last": False})
    append(archive, entry)
    with pytest.raises(EvidenceFailure, match="cannot be read"):
        told(archive)
    audited(archive, Clock())
    row, _ = told(archive).runs
    assert (row.run, row.started_at, row.files_read) == ("entry 4", START, 0)


def test_what_is_overdue_asks_for_exit_code_1_and_never_hides_a_graver_one(archive):
    late = START + 101 * DAY
    assert report_exit_code(told(archive)) == 3
    assert report_exit_code(told(archive, late)) == 1
    audited(archive, Clock())
    assert report_exit_code(told(archive)) == 0
    assert report_exit_code(told(archive, late)) == 1
    assert [row.days_late for row in told(archive, late).overdue] == [10, 10, 10]
    altered_ledger(archive)
    assert report_exit_code(told(archive, late)) == 4


def test_incidents_of_the_period_and_those_still_open():
    def incident(name, state, opened, closed):
        closed_at = None if closed is None else START + closed * DAY
        return IncidentRow(name, None, state, START + opened * DAY, closed_at, "")

    rows = (
        incident("before", "closed", -90, -80),
        incident("into", "closed", -90, 2),
        incident("within", "closed", 1, 2),
        incident("around", "closed", -90, 90),
        incident("after", "closed", 60, 70),
        incident("long open", "open", -90, None),
        incident("repaired", "repaired", -90, None),
    )
    november = parse_period("2026-11", START + 100 * DAY)
    assert [row.id for row in rows if concerns(row, november)] == [
        "into",
        "within",
        "around",
        "long open",
        "repaired",
    ]
    assert all(concerns(row, None) for row in rows)
