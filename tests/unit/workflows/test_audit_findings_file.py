"""A great many findings: the verdict first, and all of them in a file."""

import csv
import hashlib
import io
from pathlib import Path

import pytest

from preserve.model.audit import FINDINGS_SHOWN
from preserve.report.text import audit_text
from preserve.workflows.archive import read_history
from tests.support.archives import Clock, archive_with, audited, tree_digest


@pytest.fixture
def held(tmp_path):
    clock = Clock()
    texts = {"a.txt": b"Headline of it\n\nWords of a witness.\n"}
    archive, (package,) = archive_with(tmp_path, texts, clock)
    return archive, Path(archive.store.bags, package), clock


def add_strays(bag: Path, count: int) -> None:
    for number in range(count):
        (bag / f"stray-{number:05}\n").touch()


def detail_of_last_check(archive):
    history = read_history(archive, is_locked=False)
    assert history.verdict.is_verified
    return history.entries[history.checks[-1].number].detail


def tables(archive) -> list[Path]:
    return sorted(Path(archive.root, "reports").iterdir())


def test_as_many_as_can_be_shown_need_no_file(held):
    archive, bag, clock = held
    add_strays(bag, FINDINGS_SHOWN)
    report = audited(archive, clock)
    assert len(report.findings) == FINDINGS_SHOWN
    assert tables(archive) == []
    assert "findings_file" not in detail_of_last_check(archive)
    assert audit_text(report).count("FIX-004") == FINDINGS_SHOWN


def test_one_more_is_told_summary_first_and_all_are_in_a_file(held):
    archive, bag, clock = held
    count = FINDINGS_SHOWN + 1
    add_strays(bag, count)
    report = audited(archive, clock)
    (table,) = tables(archive)
    assert table.name == f"{report.run}-findings.csv"
    rows = list(csv.DictReader(io.StringIO(table.read_bytes().decode(), newline="")))
    assert [row["file"] for row in rows] == [
        found.finding.where.file.replace("\n", "\\n") for found in report.findings
    ]
    assert {(row["run"], row["code"], row["state"]) for row in rows} == {
        (report.run, "FIX-004", "unexpected")
    }
    recorded = detail_of_last_check(archive)
    assert recorded["findings_file"] == {
        "path": f"reports/{table.name}",
        "findings": count,
        "bytes": table.stat().st_size,
        "sha256": hashlib.sha256(table.read_bytes()).hexdigest(),
    }
    lines = audit_text(report).splitlines()
    verdict = "The only package is damaged."
    where = f"All {count} findings are in reports/{table.name}."
    assert lines.index(where) < lines.index(verdict) < lines.index(f"{bag.name}")
    assert lines[-2:] == [where, verdict]
    assert sum("FIX-004" in line for line in lines) == FINDINGS_SHOWN


def test_more_than_the_history_keeps_are_all_in_the_file(held):
    archive, bag, clock = held
    add_strays(bag, 2_500)
    report = audited(archive, clock)
    (table,) = tables(archive)
    assert len(table.read_bytes().decode().split("\r\n")) == 2_500 + 2
    recorded = detail_of_last_check(archive)
    assert (len(recorded["findings"]), recorded["findings_total"]) == (1000, 2_500)
    assert len(audit_text(report).splitlines()) < 3 * FINDINGS_SHOWN


def test_a_run_that_is_not_recorded_writes_nothing(held):
    archive, bag, clock = held
    add_strays(bag, FINDINGS_SHOWN + 1)
    before = tree_digest(archive.root)
    report = audited(archive, clock, is_recorded=False)
    assert tree_digest(archive.root) == before
    assert report.notes == ("`preserve audit --json` prints all of the findings.",)


def test_where_the_file_cannot_be_written_the_result_is_the_same(held):
    archive, bag, clock = held
    add_strays(bag, FINDINGS_SHOWN + 1)
    reports = Path(archive.root, "reports")
    reports.rmdir()
    reports.write_bytes(b"not a directory")
    report = audited(archive, clock)
    assert (report.exit_code, len(report.findings)) == (1, FINDINGS_SHOWN + 1)
    (note,) = report.notes
    assert note.startswith("The table of all findings was not written: ")
    assert note.endswith("`preserve audit --json` prints all of the findings.")
    assert "findings_file" not in detail_of_last_check(archive)
    assert reports.read_bytes() == b"not a directory"
