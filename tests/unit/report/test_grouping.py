from dataclasses import replace

from preserve.model.audit import AuditFinding
from preserve.model.catalogue import finding
from preserve.model.finding import Severity
from preserve.report.grouping import grouped


def found(code, message="It happened."):
    return AuditFinding(finding(code, message), "a-package", "bags", "altered")


def test_the_gravest_kind_comes_first_and_each_kind_once():
    kinds = ["FIX-008", "FIX-006", "FIX-001", "LEDGER-001", "FIX-003", "FIX-001"]
    groups = grouped(found(code, str(number)) for number, code in enumerate(kinds))
    assert [group.code for group in groups] == [
        "LEDGER-001",  # evidence does not verify
        "FIX-001",  # a fault, met twice
        "FIX-003",
        "FIX-006",  # nothing is concluded
        "FIX-008",  # a warning
    ]
    assert [member.finding.message for member in groups[1].members] == ["2.", "5."]


def test_a_kind_that_is_not_known_says_so_and_keeps_what_was_recorded():
    known = found("FIX-001")
    unknown = replace(
        known,
        finding=known.finding._replace(
            code="ZZZ-1", severity=Severity.INFO, remedy="Wait.", weight=0
        ),
    )
    (group,) = grouped([unknown])
    assert (group.title, group.remedy, group.severity) == ("ZZZ-1", "Wait.", Severity.INFO)
    assert "does not know this code" in group.meaning


def test_a_remedy_recorded_by_another_version_is_not_replaced():
    now = found("FIX-001")
    then = replace(now, finding=now.finding._replace(remedy="What was advised then."))
    assert [group.remedy for group in grouped([now, then])] == [
        now.finding.remedy,
        "What was advised then.",
    ]
