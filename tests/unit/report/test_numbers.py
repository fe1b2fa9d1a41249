"""One set of numbers: the page, the JSON, the tables and the terminal never disagree."""

import csv
import io
import re

import pytest

from preserve.report.document import report_document
from preserve.report.html import html_report
from preserve.report.summary import report_verdict
from preserve.report.table import findings_csv, holdings_csv
from preserve.report.text import audit_text
from preserve.report.wording import state_words
from tests.golden.report.samples import damaged_report, good_report, offline_report
from tests.unit.report.page_checker import Page

REPORTS = {"good": good_report(), "damaged": damaged_report(), "offline": offline_report()}


@pytest.fixture(params=REPORTS)
def report(request):
    return REPORTS[request.param]


def records(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def first_number(text):
    return int(re.match(r"[\d,]+", text).group().replace(",", ""))


def test_key_figures(report):
    page, document = Page(html_report(report)), report_document(report)["figures"]
    rows = records(holdings_csv(report))
    assert first_number(page.facts["Packages held"]) == document["packages"] == len(rows)
    assert first_number(page.facts["Files on record"]) == document["files"]
    assert document["files"] == sum(int(row["files"]) for row in rows)
    assert document["bytes"] == sum(int(row["bytes"]) for row in rows)
    assert f"{document['bytes']:,} bytes" in page.facts["Size on record"]
    assert first_number(page.facts["Packages never checked"]) == document["never_checked"]
    for state, count in document["states"].items():
        assert f"{count} {state_words(state)}" in page.facts["Packages held"]
        assert count == sum(row["state"] == state for row in rows)


def test_findings(report):
    page, document = Page(html_report(report)), report_document(report)
    rows = records(findings_csv(report))
    listed = [row for table in page.tables if table.name == "places" for row in table.rows]
    assert (
        first_number(page.facts["Findings of the latest audit"])
        == sum(document["figures"]["findings"].values())
        == len(document["audit"]["findings"])
        == len(rows)
        == len(listed)
        == audit_text(report.audit).count("What to do: ")
    )


def test_holdings(report):
    table = Page(html_report(report)).table("holdings")
    document, rows = report_document(report)["holdings"], records(holdings_csv(report))
    assert len(table.rows) == len(document) == len(rows)
    for shown, told, row in zip(table.rows, document, rows, strict=True):
        assert told["id"] == row["package"]
        assert told["id"] in shown[0]
        assert (told["outlet"] or "not stated") == (row["outlet"] or "not stated") == shown[1]
        assert (told["date"] or "not stated") == (row["date"] or "not stated") == shown[2]
        assert told["files"] == int(row["files"]) == first_number(shown[4])
        assert told["bytes"] == int(row["bytes"]) == first_number(shown[5])
        assert told["state"] == row["state"]
        assert state_words(told["state"]) in shown[6]


def test_what_was_read(report):
    facts, coverage = Page(html_report(report)).facts, report_document(report)["audit"]["coverage"]
    numbers = [int(part.replace(",", "")) for part in re.findall(r"[\d,]*\d", facts["Read"])][:5]
    assert numbers == [
        coverage["packages_checked"],
        coverage["packages_on_record"],
        coverage["files_read"],
        coverage["files_on_record"],
        coverage["bytes_read"],
    ]
    assert facts["Read"] in audit_text(report.audit)
    for kind in ("packages", "files"):
        for state, count in report_document(report)["audit"][kind].items():
            assert f"{count} {state_words(state)}" in facts[kind.capitalize()]
            assert f"{count} {state_words(state)}" in audit_text(report.audit)


def test_the_verdict_is_said_once_for_all(report):
    sentence = report_verdict(report).sentence
    assert sentence in Page(html_report(report)).text
    assert sentence == report_document(report)["verdict"]["sentence"]
    assert sentence in audit_text(report.audit)
