from dataclasses import replace

import pytest

from preserve.model.audit import FINDINGS_SHOWN
from preserve.model.catalogue import ALL_KINDS, CATALOGUE, finding
from preserve.model.finding import Where
from preserve.report.finding_text import finding_text, where_words
from preserve.report.text import audit_text, explain_text, history_text, status_text
from tests.golden.report.samples import (
    damaged_audit,
    good_audit,
    good_report,
    history,
    offline_audit,
)
from tests.unit.report.hostile import STRINGS, hostile_report

STATUS = {
    "archive": {"name": "Farewells", "id": "7f0e"},
    "packages": {"intact": 4, "not-checked": 1},
    "never_checked": 1,
    "last_audit": {
        "run": "audit-1",
        "finished_at": "2026-11-21T02:00:04Z",
        "packages": {"intact": 4},
        "exit_code": 0,
    },
    "store": {"name": "bags", "state": "online"},
    "ledger": {"state": "verified", "size": 8, "root": "CsUY="},
    "findings": [],
    "exit_code": 0,
}


def test_the_verdict_comes_last():
    assert audit_text(good_audit()).split("\n")[-1] == (
        "All 5 packages were read in full on 21 November 2026 and every file is intact."
    )
    assert audit_text(damaged_audit()).endswith("\n1 of 5 packages is damaged.")
    assert audit_text(offline_audit()).endswith("\nNothing is concluded: the store was not there.")


def test_every_finding_is_told_in_full_and_its_package_named():
    text = audit_text(damaged_audit())
    for found in damaged_audit().findings:
        assert found.finding.message in text
        assert found.finding.remedy in text
    listed = text[text.index("Packages with findings (2):") :]
    assert "000-54780b9e0856adbc-8f14e45fceea" in listed
    assert "article-d3d9446802a4" in listed


def test_of_ten_thousand_findings_the_first_are_shown_and_all_are_counted():
    one = damaged_audit().findings[0]
    many = tuple(replace(one, package=f"package-{number}") for number in range(10_000))
    text = audit_text(replace(damaged_audit(), findings=many))
    assert text.count("FIX-001") == FINDINGS_SHOWN
    assert f"The first {FINDINGS_SHOWN} of 10,000 findings:" in text
    assert text.index("packages is damaged.") < text.index("FIX-001")
    assert len(text.splitlines()) < 1_000


def test_a_record_that_lists_fewer_findings_than_it_counts_says_so():
    audit = replace(damaged_audit(), files={"missing": 1203})
    assert "1,200 more faulty files counted below, not listed in this record." in audit_text(audit)


def test_a_finding_is_a_line_and_what_to_do():
    where = Where(file="data/a b.txt", line=3, path="/speakers/0", offset=17)
    text = finding_text(finding("FIX-001", "It was altered.", where))
    assert text == (
        "FIX-001 error: It was altered. (data/a b.txt, line 3, at /speakers/0, offset 17)\n"
        f"    What to do: {CATALOGUE['FIX-001'].remedy}"
    )


@pytest.mark.parametrize(
    ("file", "message", "is_said_again"),
    [
        ("data/a.txt", "data/a.txt is not there.", False),
        ("data/a b.txt", "data/a b.txt: cannot be read.", False),
        ("a.txt", "The file a.txt, too.", False),
        ("a.txt", "data/a.txt is not there.", True),
        ("a", "A line has no digest.", True),
    ],
)
def test_a_file_is_named_once_and_never_not_at_all(file, message, is_said_again):
    first = finding_text(finding("FIX-001", message, Where(file=file))).split("\n")[0]
    assert first.endswith(f" ({file})") is is_said_again


@pytest.mark.parametrize("text", [text for text in STRINGS if text], ids=ascii)
def test_hostile_strings_stay_on_their_line(text):
    report = hostile_report(text)
    shown = (audit_text(report.audit), history_text(report.history), status_text(_status(text)))
    for page, harmless in zip(shown, _harmless(), strict=True):
        assert not {"\x1b", "\u202e", "\r", "\x07", "\u2066"} & set(page)
        page.encode("utf-8")
        assert page.count("\n") == harmless.count("\n")


def _harmless():
    report = hostile_report("harmless")
    yield audit_text(report.audit)
    yield history_text(report.history)
    yield status_text(_status("harmless"))


def _status(text):
    return {
        **STATUS,
        "archive": {"name": text, "id": text},
        "packages": {text: 3},
        "last_audit": {"run": text, "finished_at": text, "packages": {text: 1}, "exit_code": 0},
        "store": {"name": text, "state": text},
        "ledger": {"state": text, "size": 1, "root": text},
        "findings": [
            {"code": text, "severity": text, "message": text, "remedy": text, "where": {}},
        ],
    }


def test_status_says_what_is_not_known():
    text = status_text(STATUS)
    assert text.startswith("Farewells (7f0e)\n")
    assert "5: 4 intact, 1 not checked" in text
    assert text.endswith("Nothing is known about 1 package: run `preserve audit`.")


def test_status_without_an_audit_and_without_a_fault():
    assert "last audit  never" in status_text({**STATUS, "last_audit": None})
    assert status_text({**STATUS, "never_checked": 0}).endswith("Nothing is known to be wrong.")
    offline = finding("FIX-020", "The store is not there.").document()
    told = status_text({**STATUS, "never_checked": 0, "findings": [offline], "exit_code": 3})
    assert "FIX-020 error: The store is not there." in told
    assert "Nothing is known to be wrong." not in told


def test_status_of_anything_is_text():
    assert status_text({})
    assert status_text(dict.fromkeys(STATUS, 7))


def test_history_keeps_its_order_and_everything_in_it():
    lines = history_text(history()).split("\n")
    assert lines[0].split() == ["0", "2026-11-20T09:29:00Z", "success", "Archive", "created"]
    assert len(lines) == 16
    assert good_report().history[3].note in history_text(history())
    assert history_text(()) == "Nothing is on record."


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.code)
def test_every_kind_is_explained(kind):
    text = explain_text(kind)
    assert text.startswith(f"{kind.code}  {kind.title}\n")
    assert kind.meaning in text
    assert kind.remedy in text
    assert kind.clause is None or kind.clause in text


@pytest.mark.parametrize(
    ("message", "where", "place"),
    [
        (
            "data/a b.txt was not fetched: no.",
            Where("fetch.txt", 1, "data/a b.txt"),
            "fetch.txt, line 1",
        ),
        ("Line 3 of m.txt lists data/a.", Where("m.txt", 3, "data/a"), ""),
        ("Line 3 of m.txt lists data/ab.", Where("m.txt", 3, "data/a"), "at data/a"),
        ("Line 30 of m.txt is odd.", Where("m.txt", 3), "line 3"),
        ("Nothing.", Where("m.txt", None, ""), "m.txt, at the top"),
    ],
)
def test_a_place_that_the_message_names_is_not_said_twice(message, where, place):
    assert where_words(where, message) == (f" ({place})" if place else "")
