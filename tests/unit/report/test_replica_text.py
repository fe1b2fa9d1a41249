"""Copies in words: short where all is well, every name made visible."""

from datetime import timedelta

from preserve.model.replica import (
    CopyOfPackage,
    CopyPlace,
    CopyState,
    CopySums,
    CopySurvey,
    PackageCopies,
    PlaceKind,
    ReplicaRun,
)
from preserve.report.replica_text import run_document, run_text, survey_document, survey_text
from tests.support.archives import START

HERE = CopyPlace(PlaceKind.ARCHIVE, "bags")
DISK = CopyPlace(PlaceKind.REPLICA, "disk")
THEM = CopyPlace(PlaceKind.PARTNER, "them\x1b[2J")
NOW = START + timedelta(days=12)


def copies(third: CopyState = CopyState.CONFIRMED, **more) -> PackageCopies:
    return PackageCopies(
        "letter-0123456789ab",
        (
            CopyOfPackage(HERE, CopyState.CONFIRMED, START),
            CopyOfPackage(DISK, CopyState.CONFIRMED, START),
            CopyOfPackage(THEM, third, START, **more),
        ),
    )


def surveyed(*packages: PackageCopies) -> CopySurvey:
    sums = CopySums(3, 90, len(packages), 1, 0, 0, START)
    return CopySurvey((HERE, DISK, THEM), packages, sums, ())


def test_one_package_is_told_in_a_line_and_its_places():
    text = survey_text(surveyed(copies()), NOW, is_whole=True)
    assert "letter-0123456789ab: 3 of 3 confirmed, last proof 12 days ago" in text
    assert "replica disk: whole, proven 12 days ago" in text
    assert "\x1b" not in text


def test_what_is_well_is_not_told_one_by_one():
    assert "letter" not in survey_text(surveyed(copies()), NOW)
    text = survey_text(surveyed(copies(CopyState.WRONG, asked_at=START)), NOW)
    assert "letter-0123456789ab: 2 of 3 confirmed" in text
    assert "wrong proof: lost, or not honest; last proven 12 days ago; asked 12 days ago" in text


def test_many_packages_are_cut_short():
    text = survey_text(surveyed(*[copies(CopyState.MISSING)] * 30), NOW)
    assert text.count("2 of 3 confirmed") == 20
    assert "10 more packages like these" in text


def test_every_state_has_words():
    for state in CopyState:
        assert survey_text(surveyed(copies(state)), NOW, is_whole=True)
    document = survey_document(surveyed(copies(CopyState.OUTDATED)))
    assert document["packages"][0]["copies"][2]["state"] == "outdated"


def test_a_run_is_told_in_a_fixed_order():
    run = ReplicaRun({"disk": {"missing": 1, "held": 1_000}}, {"them": {"answered-held": 2}}, ())
    assert run_text(run).splitlines() == [
        "replica disk: 1,000 whole; 1 gone",
        "partner them: 2 answered for its challenge: held",
    ]
    assert run_text(ReplicaRun({}, {}, ())) == "Nothing is due."
    asked = ReplicaRun({}, {"them": {"asked": 2}}, (), ("Left for them.",))
    assert run_text(asked).splitlines() == [
        "partner them: 2 asked for",
        "Left for them.",
        (
            "Next: they run `preserve receive`; then run `preserve replica challenge` again."
            " An answer that comes by mail or on another stick: `preserve receive DIR` takes it in."
        ),
    ]
    assert run_document(run)["exit_code"] == 0
