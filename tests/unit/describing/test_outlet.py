"""The outlet: only the page's own voice tells."""

import pytest

from preserve.describing.cited import sources_of
from preserve.describing.outlet import outlet_of
from tests.unit.describing.pages import article, assert_evidence, page, seed


def outlet(of):
    claim = outlet_of(of, sources_of(of))
    assert_evidence(of.text, [claim])
    return claim


@pytest.mark.parametrize(
    ("number", "value", "status"),
    [
        (0, None, "unknown"),
        (1, "ReverbPress", "derived"),
        (2, "Jobs & Hire", "stated"),
        (3, None, "unknown"),
        (4, "TIME", "derived"),
    ],
)
def test_seeds(number, value, status):
    claim = outlet(seed(number))
    assert (claim.value, claim.status.value) == (value, status)


def test_the_seeds_evidence_is_where_the_page_speaks():
    assert [s.exact for s in outlet(seed(2)).evidence] == ["Jobs & Hire", "Jobs&Hire"]
    assert [s.exact for s in outlet(seed(4)).evidence] == ["TIME", "TIME", "time"]
    assert "ReverbPress iOS App" in outlet(seed(1)).evidence[0].exact


def test_media_in_the_seeds_are_candidates_with_a_reason():
    reasons = {c.value: c.why for c in outlet(seed(1)).candidates}
    assert reasons["Fusion"] == "is credited for a picture"
    assert reasons["BBC News"] == reasons["BBC"] == "is credited as a source, not as publisher"
    assert {"Twitter", "YouTube"} <= {c.value for c in outlet(seed(0)).candidates}
    assert "The Telegraph News" in {c.value for c in outlet(seed(2)).candidates}


@pytest.mark.parametrize(
    "line",
    [
        "© 2015 Harbour Gazette. All rights reserved.",
        "Copyright © 2014-2016 Harbour Gazette",
        "(c) Harbour Gazette 2016. All Rights Reserved",
        "Copyright 2016 by Harbour Gazette. All rights reserved.",
    ],
)
def test_a_copyright_line_states_the_outlet(line):
    claim = outlet(article("By Jane Doe", line))
    assert (claim.value, claim.status.value) == ("Harbour Gazette", "stated")


@pytest.mark.parametrize(
    "line",
    [
        "© 2016 Reuters. All rights reserved.",
        "Copyright 2016 The Associated Press. All rights reserved.",
        "© 2016 Harbour Media Group Ltd. All rights reserved.",
        "More From Harbour Gazette",
        "Write to Jane Doe at jane.doe@gazette.com",
        "Photo courtesy of Harbour Gazette",
        "Follow us on Twitter",
        "Harbour Gazette Mobile Apps",
    ],
)
def test_what_does_not_tell_alone(line):
    claim = outlet(article("By Jane Doe", line))
    assert (claim.value, claim.status.value) == (None, "unknown")


def test_two_signs_that_agree_are_enough():
    claim = outlet(
        article("", "More From The Beacon\n\nWrite to Jane Doe at doe@mail.beacon.co.uk")
    )
    assert (claim.value, claim.status.value) == ("The Beacon", "derived")


def test_two_publishers_conflict():
    claim = outlet(
        article("", "Echo Mobile Apps Echo iOS App Echo Android App\n\n© 2016 Harbour Gazette")
    )
    assert (claim.value, claim.status.value) == (None, "conflicting")
    assert {c.value for c in claim.candidates} >= {"Echo", "Harbour Gazette"}


def test_an_agency_dateline_is_a_candidate():
    text = (
        "Bridge opens again at last\n\nANDERS (Reuters) - The old bridge over the river was opened"
        " again on Monday after repairs.\n\nThe mayor told the BBC that he was very glad today.\n"
    )
    assert [c.value for c in outlet(page(text)).candidates] == ["BBC", "Reuters"]
