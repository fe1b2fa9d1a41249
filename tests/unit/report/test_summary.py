from dataclasses import replace
from datetime import timedelta

import pytest

from preserve.model.audit import Coverage
from preserve.model.report import IncidentRow, OverdueRow
from preserve.report.summary import Mood, audit_verdict, figures, report_verdict
from tests.golden.report.samples import (
    CHECKED_AT,
    damaged_audit,
    damaged_report,
    good_audit,
    good_report,
    holdings,
    offline_audit,
    offline_report,
)


def said(report):
    verdict = report_verdict(report)
    return verdict.mood, verdict.sentence


def with_states(report, **states):
    return replace(report, holdings=holdings(**states))


def test_all_is_well():
    assert said(good_report()) == (
        Mood.GOOD,
        "All 5 packages were read in full on 21 November 2026 and every file is intact.",
    )


def test_damage_comes_first_and_what_is_not_known_beside_it():
    verdict = report_verdict(damaged_report())
    assert (verdict.mood, verdict.sentence) == (Mood.FAULT, "1 of 5 packages is damaged.")
    assert verdict.notes == (
        "Nothing is concluded about 1 of 5 packages: it could not be read in full.",
        "1 incident is not closed.",
    )


def test_a_store_that_was_not_there_is_no_damage():
    assert said(offline_report()) == (
        Mood.UNDECIDED,
        "Nothing is concluded: the store was not there.",
    )
    assert report_verdict(offline_report()).notes == (
        "When last read, on 21 November 2026, 5 packages were intact.",
    )
    assert audit_verdict(offline_audit()).notes == ()


def test_damage_found_earlier_stays_though_the_latest_audit_looked_elsewhere():
    partial = replace(good_audit(), packages={"intact": 1}, coverage=Coverage(5, 1, 50, 10, 5))
    report = replace(with_states(good_report(), _2="manifest-altered"), audit=partial)
    assert said(report) == (Mood.FAULT, "1 of 5 packages is damaged.")


def test_damage_found_earlier_stays_though_the_store_is_gone_now():
    report = with_states(offline_report(), _1="damaged")
    assert said(report) == (Mood.FAULT, "1 of 5 packages is damaged.")
    assert "the store was not there" in report_verdict(report).notes[0]


def test_a_history_that_does_not_verify_outweighs_all():
    for audit in (
        replace(damaged_audit(), ledger_state="rolled-back", exit_code=4),
        replace(damaged_audit(), exit_code=4),
    ):
        verdict = report_verdict(replace(damaged_report(), audit=audit))
        assert verdict.mood is Mood.UNTRUSTED
        assert "does not verify" in verdict.sentence
        assert "1 of 5 packages is damaged." in verdict.notes


def test_what_was_never_checked_is_not_called_intact():
    rows = holdings(_4="not-checked")
    rows = (*rows[:4], replace(rows[4], last_checked_at=None))
    report = replace(good_report(), holdings=rows)
    mood, sentence = said(report)
    assert mood is Mood.UNDECIDED
    assert sentence == (
        "The 4 packages that were read in full on 21 November 2026 are intact;"
        " nothing is concluded about the other package."
    )
    assert figures(report).never_checked == 1


def test_no_audit_and_nothing_held():
    report = replace(good_report(), audit=None)
    assert said(report)[1] == "Nothing is concluded: no audit of the 5 packages is on record."
    assert said(replace(report, holdings=()))[1] == "This archive holds no package yet."
    assert said(replace(good_report(), holdings=()))[0] is Mood.UNDECIDED


def test_something_strange_in_the_store_is_a_fault_but_no_damage():
    audit = replace(good_audit(), packages={"intact": 5, "unexpected": 2}, exit_code=1)
    mood, sentence = said(replace(good_report(), audit=audit))
    assert mood is Mood.FAULT
    assert sentence == (
        "No package on record is known to be damaged, but 2 things lie in the store"
        " that are not on record."
    )


def test_checks_on_different_days_say_both():
    rows = holdings()
    rows = (replace(rows[0], last_checked_at=CHECKED_AT - timedelta(days=30)), *rows[1:])
    report = replace(good_report(), holdings=rows)
    assert "between 22 October 2026 and 21 November 2026" in said(report)[1]
    assert figures(report).oldest_check_at == CHECKED_AT - timedelta(days=30)


@pytest.mark.parametrize("exit_code", [1, 3, 4])
def test_no_run_that_ended_badly_is_ever_called_good(exit_code):
    audit = replace(good_audit(), exit_code=exit_code)
    assert audit_verdict(audit).mood is not Mood.GOOD
    assert report_verdict(replace(good_report(), audit=audit)).mood is not Mood.GOOD


@pytest.mark.parametrize("state", ["damaged", "manifest-altered", "undecided", "not-checked"])
def test_no_state_but_intact_is_ever_called_good(state):
    assert report_verdict(with_states(good_report(), _3=state)).mood is not Mood.GOOD


@pytest.mark.parametrize("state", ["superseded-by-a-newer-version", "unexpected", ""])
def test_a_state_that_is_not_known_is_not_called_intact(state):
    assert report_verdict(with_states(good_report(), _3=state)).mood is not Mood.GOOD


def test_a_single_package_reads_well():
    one = replace(good_report(), holdings=holdings()[:1])
    assert said(one)[1].startswith("The only package was read in full on")
    assert said(replace(one, holdings=holdings(_0="damaged")[:1]))[1] == (
        "The only package is damaged."
    )


@pytest.mark.parametrize("state", ["altered", "rolled-back", "forked", "", "something new"])
def test_only_a_verified_history_is_relied_on_whatever_the_exit_code_says(state):
    audit = replace(good_audit(), ledger_state=state, exit_code=0)
    assert audit_verdict(audit).mood is Mood.UNTRUSTED
    assert report_verdict(replace(good_report(), audit=audit)).mood is Mood.UNTRUSTED


LATE = OverdueRow("a-0123456789ab", CHECKED_AT, CHECKED_AT, 3)


def test_what_is_overdue_is_said_first_where_all_else_is_well():
    verdict = report_verdict(replace(good_report(), overdue=(LATE,)))
    assert (verdict.mood, verdict.label) == (Mood.FAULT, "Checks overdue")
    assert verdict.sentence.startswith("1 of 5 packages is overdue")
    assert verdict.notes[0].startswith("All 5 packages were read in full")


def test_what_is_overdue_never_hides_damage_or_a_history_that_does_not_verify():
    verdict = report_verdict(replace(damaged_report(), overdue=(LATE,)))
    assert verdict.sentence == "1 of 5 packages is damaged."
    assert any("overdue" in note for note in verdict.notes)
    untrusted = replace(good_report(), audit=replace(good_audit(), ledger_state="altered"))
    verdict = report_verdict(replace(untrusted, overdue=(LATE,)))
    assert verdict.mood is Mood.UNTRUSTED
    assert any("overdue" in note for note in verdict.notes)


def test_an_archive_that_was_never_audited_can_be_overdue():
    never = replace(good_report(), audit=None, overdue=(LATE, LATE))
    assert report_verdict(never).sentence.startswith("2 of 5 packages are overdue")


def test_incidents_that_are_not_closed_are_said():
    rows = tuple(
        IncidentRow(state, None, state, CHECKED_AT, None, "")
        for state in ("open", "diagnosed", "repaired", "closed", "odd")
    )
    report = replace(good_report(), incidents=rows)
    assert figures(report).open_incidents == 4
    assert report_verdict(report).notes[-1] == "4 incidents are not closed."
