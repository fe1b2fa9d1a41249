"""The table of bags and profiles."""

from preserve.model.catalogue import finding
from preserve.model.finding import Finding
from preserve.model.profile_verdict import Fit, ProfileVerdict, fit_of
from preserve.report.profile_table import profile_summary, profile_table


def row(**fits: Fit) -> list[ProfileVerdict]:
    return [ProfileVerdict(name, "urn:x", "00", fit, 0) for name, fit in fits.items()]


ROWS = [
    ("bags/a", row(one=Fit.FITS, a_longer_name=Fit.UNDECIDED)),
    ("b", row(one=Fit.DOES_NOT_FIT, a_longer_name=Fit.FITS)),
]


def test_columns_are_as_wide_as_their_longest_cell():
    assert profile_table(ROWS).splitlines() == [
        "Bag     one           a_longer_name",
        "bags/a  fits          could not be decided",
        "b       does not fit  fits",
    ]


def test_the_summary_names_each_profile():
    expected = "one: fits 1, does not fit 1. a_longer_name: fits 1, could not be decided 1."
    assert profile_summary(ROWS) == expected


def test_names_cannot_break_the_table():
    text = profile_table([("a\n\x1b[2Jb", row(**{"p\u202eq": Fit.FITS}))])
    assert len(text.splitlines()) == 2
    assert "\x1b" not in text
    assert "\u202e" not in text


def found(*codes: str) -> list[Finding]:
    return [finding(code, "Words.") for code in codes]


def test_a_fault_decides_then_what_is_unknown():
    assert fit_of(found()) is Fit.FITS
    assert fit_of(found("BAG-135", "BAG-136", "BAG-137", "BAG-138")) is Fit.FITS
    assert fit_of(found("BAG-094")) is Fit.UNDECIDED
    assert fit_of(found("BAG-186", "BAG-137")) is Fit.UNDECIDED
    assert fit_of(found("BAG-094", "BAG-120")) is Fit.DOES_NOT_FIT
