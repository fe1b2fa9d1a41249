import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.model.report import OverdueRow, PreviousReport
from preserve.report.difference import change_words, difference, difference_sentences
from preserve.report.document import report_document
from tests.golden.report.samples import damaged_report, good_report, holdings

AT = datetime(2026, 10, 1, tzinfo=UTC)


def previous(report, **changes):
    document = json.loads(json.dumps(report_document(report)))
    return replace(PreviousReport("report-x.html", AT, 2, document, ""), **changes)


def test_the_first_report_has_nothing_to_be_compared_with():
    assert difference(None, good_report()) is None


def test_nothing_changed():
    told = difference(previous(good_report()), good_report())
    assert (told.added, told.gone, told.newly_unsound, told.sound_again) == ((), (), (), ())
    assert told.checked_since == 0
    assert told.previous_at == good_report().made_at
    assert all(change.before == change.after for change in told.changes)
    assert len(told.changes) == 7
    assert difference_sentences(told)[0] == "No package was newly found not intact."


def test_damage_and_repair():
    ids = [row.id for row in holdings()]
    told = difference(previous(good_report()), damaged_report())
    assert told.newly_unsound == (ids[0], ids[3])
    assert difference_sentences(told)[0] == "2 packages were newly found not intact."
    back = difference(previous(damaged_report()), good_report())
    assert back.sound_again == (ids[0], ids[3])
    assert next(c for c in back.changes if c.figure == "unsound").before == 2
    both = difference(previous(damaged_report()), damaged_report())
    assert (both.newly_unsound, both.sound_again) == ((), ())
    assert both.still_unsound == (ids[0], ids[3])
    assert "2 packages are not intact, as before." in difference_sentences(both)


def test_what_came_what_went_and_what_was_checked():
    rows = holdings()
    later = replace(rows[4], last_checked_at=rows[4].last_checked_at + timedelta(days=3))
    now = replace(good_report(), holdings=(*rows[1:4], later))
    before = replace(good_report(), holdings=rows[:4])
    told = difference(previous(before), now)
    assert (told.added, told.gone) == ((rows[4].id,), (rows[0].id,))
    assert told.checked_since == 1
    assert "1 package is on record no more." in difference_sentences(told)


def test_a_new_package_that_is_damaged_is_newly_so():
    before = replace(good_report(), holdings=holdings()[1:])
    assert difference(previous(before), damaged_report()).newly_unsound[0] == holdings()[0].id


def test_what_was_overdue():
    late = replace(good_report(), overdue=(OverdueRow("a", None, AT, 3),))
    told = difference(previous(late), good_report())
    change = next(change for change in told.changes if change.figure == "overdue")
    assert change_words(change) == ("Packages overdue", "1", "0", "\u22121")


def test_a_report_of_the_version_before_is_compared_in_what_it_has():
    one = previous(good_report())
    document = {**one.document, "schema_version": "1"}
    del document["figures"]["overdue"]
    del document["figures"]["open_incidents"]
    told = difference(replace(one, document=document), damaged_report())
    assert {change.figure for change in told.changes} == {
        "packages",
        "files",
        "bytes",
        "unsound",
        "never_checked",
    }


def test_a_report_that_is_gone_is_said_and_not_compared():
    told = difference(previous(good_report(), document={}, problem="It is gone."), good_report())
    assert difference_sentences(told) == (
        "It is gone.",
        "So this report is not compared with it.",
        "2 audits are on record since the last report, of 1 October 2026.",
    )
    assert (told.changes, told.added) == ((), ())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(
    st.dictionaries(
        st.sampled_from(["made_at", "holdings", "figures", "x"]),
        JSON | st.just("2026-11-21T02:00:00Z"),
    )
)
def test_any_json_is_compared_or_said_to_be_unreadable(document):
    told = difference(PreviousReport("r", AT, 0, document, ""), good_report())
    assert difference_sentences(told)


@pytest.mark.parametrize("made_at", ["", "yesterday", "2026-11-21", None, 4])
def test_an_instant_that_cannot_be_read(made_at):
    one = previous(good_report())
    told = difference(replace(one, document={**one.document, "made_at": made_at}), good_report())
    assert "cannot read" in told.problem
