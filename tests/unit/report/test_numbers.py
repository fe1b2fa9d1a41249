"""One set of numbers: the page, the JSON, the tables and the terminal never disagree."""

import csv
import io
import re

import pytest

from preserve.report.document import report_document
from preserve.report.html import html_report
from preserve.report.summary import report_verdict
from preserve.report.table import findings_csv, holdings_csv, incidents_csv, runs_csv
from preserve.report.text import audit_text
from preserve.report.wording import state_words
from tests.golden.report.samples import damaged_report, good_report, offline_report
from tests.support.reports import year_report
from tests.unit.report.page_checker import Page

REPORTS = {
    "good": good_report(),
    "damaged": damaged_report(),
    "offline": offline_report(),
    "a year": year_report(),
}


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
    if not report.overdue:
        assert sentence in audit_text(report.audit)


def test_audits(report):
    page, document = Page(html_report(report)), report_document(report)
    rows = records(runs_csv(report))
    shown = page.table("reading").rows
    assert first_number(page.facts["Audits"]) == len(rows) == len(document["runs"])
    assert len(rows) == document["figures"]["runs"] == sum(int(row[1]) for row in shown)
    for name, column in (("bytes_read", 4), ("files_read", 3)):
        total = sum(int(row[name]) for row in rows)
        assert total == sum(run[name] for run in document["runs"])
        assert total == sum(first_number(row[column]) for row in shown)
        assert total == sum(one[name] for one in document["reading"]["stretches"])
    assert [one["words"] for one in document["reading"]["stretches"]] == [row[0] for row in shown]
    assert f"{document['figures']['bytes_read']:,} bytes" in page.facts["Read by these audits"]
    for told, row in zip(document["runs"], rows, strict=True):
        assert told["run"] == row["run"]
        assert told["outcome"] == row["outcome"]
        assert (told["exit_code"] is None) is (row["exit_code"] == "")
        assert (told["finished_at"] or "") == row["finished_at"]
        assert str(told["reads"].get("media", "")) == row["media_reads"]


def test_what_is_late_and_what_was_never_checked(report):
    page, document = Page(html_report(report)), report_document(report)
    late = {row["package"]: row["days_late"] for row in records(holdings_csv(report))}
    told = {row["package"]: str(row["days_late"]) for row in document["overdue"]}
    assert {name: days for name, days in late.items() if days} == told
    assert first_number(page.facts["Packages overdue"]) == len(told)
    assert document["figures"]["overdue"] == len(told)
    names = [table.name for table in page.tables]
    shown = page.table("overdue").rows if "overdue" in names else []
    assert {row[0]: row[3] for row in shown} == told
    never = page.table("never").rows if "never" in names else []
    assert len(never) == document["figures"]["never_checked"]


def test_ages(report):
    bands = report_document(report)["ages"]
    assert [row[1] for row in Page(html_report(report)).table("ages").rows] == [
        str(band["packages"]) for band in bands
    ]
    assert sum(band["packages"] for band in bands) == len(report.holdings)


def test_incidents(report):
    page, document = Page(html_report(report)), report_document(report)["incidents"]
    rows = records(incidents_csv(report))
    listed = [row for table in page.tables if table.name == "incidents" for row in table.rows]
    assert [told["id"] for told in document] == [row["incident"] for row in rows]
    assert [told["id"] for told in document] == [row[0] for row in listed]
    assert [told["words"] for told in document] == [row[5] for row in listed]
    still = sum(told["state"] != "closed" for told in document)
    assert report_document(report)["figures"]["open_incidents"] == still


def test_the_difference(report):
    page, told = Page(html_report(report)), report_document(report)["difference"]
    if told is None:
        assert "nothing to compare with" in page.text
        return
    for words in told["words"]:
        assert words in page.text
    then = [f"{one['before']:,}" for one in told["figures"].values()]
    now = [f"{one['after']:,}" for one in told["figures"].values()]
    rows = page.table("changes").rows
    assert ([row[1] for row in rows], [row[2] for row in rows]) == (then, now)
