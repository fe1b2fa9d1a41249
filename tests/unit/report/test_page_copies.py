"""The section on copies: where they are, what counts, and how old the proofs are."""

from dataclasses import replace
from datetime import timedelta

import pytest

from preserve.model.replica import (
    CopyOfPackage,
    CopyPlace,
    CopyState,
    CopySums,
    CopySurvey,
    PackageCopies,
    PlaceKind,
)
from preserve.report.document import report_document
from preserve.report.html import html_report
from preserve.report.page_copies import copies_section
from tests.support.reports import MADE_AT, year_report
from tests.unit.report.page_checker import problems_of

OWN = CopyPlace(PlaceKind.ARCHIVE, "bags")
DISK = CopyPlace(PlaceKind.REPLICA, "disk")
PARTNER = CopyPlace(PlaceKind.PARTNER, "city")


def survey(*elsewhere: tuple[CopyPlace, CopyState, int | None], overdue: int = 0) -> CopySurvey:
    """One package; what lies elsewhere was proven so many days ago."""
    own = CopyOfPackage(OWN, CopyState.CONFIRMED, MADE_AT)
    copies = [
        CopyOfPackage(place, state, None if days is None else MADE_AT - timedelta(days))
        for place, state, days in elsewhere
    ]
    whole = [copy.proven_at for copy in copies if copy.proven_at is not None]
    sums = CopySums(3, 90, 1, 1, 0, overdue, min(whole, default=None))
    places = (OWN, *dict.fromkeys(place for place, _, _ in elsewhere))
    return CopySurvey(places, (PackageCopies("a-0123456789ab", (own, *copies)),), sums, ())


def test_places_and_proofs_are_told_and_the_page_stays_sound():
    found = survey((DISK, CopyState.CONFIRMED, 12), (PARTNER, CopyState.CONFIRMED, 40))
    report = replace(year_report(), copies=found)
    section = copies_section(report)
    assert "1 of 1 package has the 3 confirmed copies that are wanted" in section
    assert "the oldest proof of a copy elsewhere was given 40 days before this report." in section
    assert "replica disk" in section
    assert "partner city" in section
    assert "19 December 2026" in section
    assert problems_of(html_report(report)) == []
    document = report_document(report)["copies"]
    assert document["oldest_proof_at"] == "2026-11-21T08:15:30Z"
    assert [place["states"] for place in document["places"]] == [{"confirmed": 1}] * 3


@pytest.mark.parametrize(
    ("state", "days"),
    [(CopyState.DAMAGED, 3), (CopyState.UNPROVEN, None), (CopyState.WRONG, 3)],
)
def test_a_copy_that_does_not_count_gives_no_proof(state, days):
    section = copies_section(replace(year_report(), copies=survey((PARTNER, state, days))))
    row = section.partition("partner city")[2]
    assert row.count("none so far") == 2


def test_what_is_proven_too_long_ago_is_said():
    found = survey((DISK, CopyState.OVERDUE, 100), overdue=1)
    section = copies_section(replace(year_report(), copies=found))
    assert "1 copy elsewhere was not proven for more than 90 days." in section


def test_names_are_no_markup():
    odd = CopyPlace(PlaceKind.PARTNER, "<b>x\u202e</b>")
    section = copies_section(replace(year_report(), copies=survey((odd, CopyState.CONFIRMED, 1))))
    assert "<b>" not in section
    assert "\u202e" not in section


def test_without_copies_elsewhere_there_is_no_section():
    assert copies_section(year_report()) == ""
    assert report_document(year_report())["copies"] is None
