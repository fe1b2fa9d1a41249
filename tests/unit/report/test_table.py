import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.report.table import (
    FINDINGS_COLUMNS,
    HOLDINGS_COLUMNS,
    INCIDENTS_COLUMNS,
    RUNS_COLUMNS,
    findings_csv,
    holdings_csv,
    incidents_csv,
    runs_csv,
)
from tests.golden.report.samples import damaged_report, good_report
from tests.unit.report.hostile import STRINGS, hostile_report


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_one_line_a_package():
    text = holdings_csv(good_report())
    rows = rows_of(text)
    assert text.count("\r\n") == 6
    assert tuple(rows[0]) == HOLDINGS_COLUMNS
    assert rows[0]["files"] == "10"
    assert rows[0]["bytes"] == "54321"
    assert rows[0]["outlet"] == ""
    assert rows[3]["headline"] == "رسائل الوداع الأخيرة من حلب"
    assert rows[0]["last_checked_at"] == "2026-11-21T02:00:04Z"


def test_one_line_a_finding():
    rows = rows_of(findings_csv(damaged_report()))
    assert tuple(rows[0]) == FINDINGS_COLUMNS
    assert [row["code"] for row in rows] == ["FIX-001", "FIX-003", "FIX-006"]
    assert rows[1]["file"] == "data/article.warc.gz"
    assert findings_csv(good_report()).count("\r\n") == 1


def test_one_line_an_audit_and_an_incident():
    rows = rows_of(runs_csv(damaged_report()))
    assert tuple(rows[0]) == RUNS_COLUMNS
    assert [row["outcome"] for row in rows] == ["good", "fault"]
    assert [row["media_reads"] for row in rows] == ["", "48"]
    rows = rows_of(incidents_csv(damaged_report()))
    assert tuple(rows[0]) == INCIDENTS_COLUMNS
    assert (rows[0]["state"], rows[0]["closed_at"]) == ("open", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula(start):
    for text in (
        holdings_csv(hostile_report(f"{start}1+1")),
        findings_csv(hostile_report(f"{start}1+1")),
        runs_csv(hostile_report(f"{start}1+1")),
        incidents_csv(hostile_report(f"{start}1+1")),
    ):
        cells = [cell for row in rows_of(text) for cell in row.values() if "1+1" in cell]
        assert cells
        assert all(cell.startswith("'") for cell in cells)


@pytest.mark.parametrize("text", STRINGS, ids=[repr(text[:20]) for text in STRINGS])
def test_a_hostile_string_stays_in_its_cell_and_on_its_line(text):
    table = holdings_csv(hostile_report(text))
    assert len(table.splitlines()) == 6
    assert all(len(row) == len(HOLDINGS_COLUMNS) for row in csv.reader(io.StringIO(table)))
    table.encode("utf-8")


@given(st.text(alphabet=st.characters(), max_size=40))
def test_any_string_gives_a_readable_table(text):
    for table, columns in (
        (holdings_csv(hostile_report(text)), HOLDINGS_COLUMNS),
        (findings_csv(hostile_report(text)), FINDINGS_COLUMNS),
        (runs_csv(hostile_report(text)), RUNS_COLUMNS),
        (incidents_csv(hostile_report(text)), INCIDENTS_COLUMNS),
    ):
        rows = list(csv.reader(io.StringIO(table, newline=""), strict=True))
        assert {len(row) for row in rows} == {len(columns)}
        assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r")]
