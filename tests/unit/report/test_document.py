import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.model.audit import AuditFinding, AuditReport, Coverage, FileState, PackageState
from preserve.model.catalogue import ALL_KINDS, finding
from preserve.model.finding import Severity, Where
from preserve.report.document import (
    audit_document,
    audit_from_document,
    history_document,
    report_document,
)
from tests.golden.report.samples import damaged_audit, damaged_report, good_audit, good_report

COUNTS = st.integers(0, 2**53 - 1)
WORDS = st.text(alphabet=st.characters(), max_size=30)
MOMENTS = st.datetimes(
    datetime(1, 1, 1),  # noqa: DTZ001 - made aware by the strategy
    datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
)
WHERES = st.builds(
    Where,
    file=st.none() | WORDS,
    line=st.none() | COUNTS,
    path=st.none() | WORDS,
    offset=st.none() | COUNTS,
)
FINDINGS = st.builds(
    AuditFinding,
    finding=st.builds(finding, st.sampled_from([kind.code for kind in ALL_KINDS]), WORDS, WHERES),
    package=st.none() | WORDS,
    store=WORDS,
    state=st.sampled_from([state.value for state in FileState]),
)
AUDITS = st.builds(
    AuditReport,
    run=WORDS,
    started_at=MOMENTS,
    finished_at=MOMENTS,
    packages=st.dictionaries(st.sampled_from([state.value for state in PackageState]), COUNTS),
    files=st.dictionaries(st.sampled_from([state.value for state in FileState]), COUNTS),
    findings=st.lists(FINDINGS, max_size=4).map(tuple),
    coverage=st.builds(Coverage, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS),
    checkpoint_size=COUNTS,
    checkpoint_root=WORDS,
    ledger_state=WORDS,
    exit_code=st.sampled_from([0, 1, 3, 4]),
)


@settings(max_examples=150)
@given(AUDITS)
def test_a_run_read_back_is_the_run_that_was_written(audit):
    written = json.loads(json.dumps(audit_document(audit)))
    assert audit_from_document(written) == audit


def test_the_shape_is_the_published_one():
    document = audit_document(damaged_audit())
    assert list(document) == [
        "run",
        "started_at",
        "finished_at",
        "packages",
        "files",
        "findings",
        "coverage",
        "checkpoint",
        "ledger_state",
        "reads",
        "notes",
        "exit_code",
    ]
    assert document["started_at"] == "2026-11-21T02:00:00Z"
    assert document["checkpoint"] == {
        "size": 8,
        "root": "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
    }
    assert set(document["findings"][0]) == {
        "code",
        "severity",
        "message",
        "where",
        "clause",
        "remedy",
        "package",
        "store",
        "state",
    }


def test_a_code_that_is_not_known_keeps_what_was_stored():
    document = audit_document(damaged_audit())
    document["findings"][0] |= {
        "code": "FIX-999",
        "severity": "warning",
        "remedy": "Wait.",
        "clause": "X 1",
    }
    document["further"] = {"from": "a newer version"}
    read = audit_from_document(document).findings[0].finding
    assert (read.code, read.severity, read.remedy, read.clause, read.weight) == (
        "FIX-999",
        Severity.WARNING,
        "Wait.",
        "X 1",
        0,
    )
    assert read.message == damaged_audit().findings[0].finding.message


def test_an_unknown_error_weighs_as_a_fault_and_an_unknown_severity_as_an_error():
    document = audit_document(damaged_audit())
    document["findings"][0] |= {"code": "FIX-999", "severity": "catastrophe"}
    read = audit_from_document(document).findings[0].finding
    assert (read.severity, read.weight) == (Severity.ERROR, 1)


def test_a_run_as_the_ledger_keeps_it_is_read():
    document = audit_document(good_audit())
    del document["checkpoint"]
    read = audit_from_document({**document, "checked": "all", "states": {}, "findings_total": 0})
    assert (read.checkpoint_size, read.checkpoint_root) == (0, "")
    assert read.coverage == good_audit().coverage


@pytest.mark.parametrize(
    "change",
    [
        {"run": None},
        {"started_at": None},
        {"finished_at": "yesterday"},
        {"finished_at": "2026-11-21T02:00:00"},
    ],
)
def test_what_is_no_run_is_refused(change):
    with pytest.raises(ValueError, match=r"not|Invalid"):
        audit_from_document({**audit_document(good_audit()), **change})


@pytest.mark.parametrize("spoiled", [None, [], "x", 7, True, {"a": "b"}, [None, 3]])
def test_parts_of_the_wrong_kind_count_as_absent(spoiled):
    document = audit_document(good_audit())
    for key in ("packages", "files", "findings", "coverage", "checkpoint"):
        read = audit_from_document({**document, key: spoiled})
        assert isinstance(read, AuditReport)
    assert audit_from_document({**document, "exit_code": spoiled}).exit_code in {3, 7}


def test_the_report_is_plain_json_and_says_all():
    document = json.loads(json.dumps(report_document(damaged_report())))
    assert document["verdict"]["sentence"] == "1 of 5 packages is damaged."
    assert document["archive"]["name"] == "Farewells from Aleppo"
    assert document["audit"]["run"] == "audit-20261121T020000Z-1a2b3c4d"
    assert document["holdings"][0]["outlet"] is None
    assert document["checkpoint_note"] == good_report().checkpoint_note
    assert len(document["history"]) == 8


def test_a_line_of_history():
    assert history_document(good_report().history[0]) == {
        "number": 0,
        "at": "2026-11-20T09:29:00Z",
        "event": "creation",
        "package": None,
        "outcome": "success",
        "note": good_report().history[0].note,
    }
