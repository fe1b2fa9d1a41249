"""bagit over every case: each difference is explained, and each explanation is needed."""

import functools
import tempfile
from pathlib import Path

import pytest

from preserve.containers.bag.check import BagCheck
from preserve.containers.bag.known_differences import (
    OVERLOOKED,
    REFUSED,
    UNCOMPARED,
    Answer,
    opinion_findings,
)
from preserve.containers.bag.second_opinion import SOFTWARE, ask_bagit
from preserve.model.catalogue import CATALOGUE, finding
from preserve.model.finding import Finding, Where
from preserve.model.opinion import SecondOpinion
from preserve.model.verdict import Verdict
from tests.support.bag_cases import CASES, Case
from tests.support.bags import check_directory, codes, fingerprint, new_bag, write_bag
from tests.support.bags_on_disk import can_be_written, write_as_it_is
from tests.support.opinion_cases import OPINION_CASES

BY_NAME = {case.name: case for case in (*CASES, *OPINION_CASES) if can_be_written(case.bag)}
YES = SecondOpinion(SOFTWARE, agrees_valid=True, detail="")
NO = SecondOpinion(SOFTWARE, agrees_valid=False, detail="BagValidationError: made up")


@functools.cache
def asked(name: str) -> tuple[BagCheck, Answer]:
    """Judge a case on a disk, by us and by bagit."""
    with tempfile.TemporaryDirectory() as directory:
        place = write_as_it_is(BY_NAME[name].bag, Path(directory) / "bag")
        before = fingerprint(place)
        answer = ask_bagit(str(place))
        assert fingerprint(place) == before
        return check_directory(place), answer


def told(name: str) -> Finding:
    (found,) = opinion_findings(*asked(name))
    return found


def made(verdict: Verdict, *found: Finding, version: str = "1.0") -> BagCheck:
    return BagCheck(verdict, found, version, (), {})


def test_cases_have_names_of_their_own():
    assert len({case.name for case in (*CASES, *OPINION_CASES)}) == len(CASES) + len(OPINION_CASES)


@pytest.mark.parametrize("case", OPINION_CASES, ids=lambda case: case.name)
def test_the_cases_are_what_they_say(case: Case):
    assert asked(case.name)[0].verdict is case.verdict


@pytest.mark.parametrize("name", BY_NAME)
def test_no_difference_is_left_unexplained(name: str):
    check, answer = asked(name)
    found = told(name)
    assert found.code != "BAG-140", found.message
    is_same = answer.says.agrees_valid is (check.verdict is Verdict.VALID)
    expected = "BAG-143" if is_same else "BAG-141"
    if answer.says.agrees_valid is None:
        expected = "BAG-142"
    elif check.verdict is Verdict.UNDECIDED:
        expected = "BAG-144"
    assert found.code == expected
    assert found.weight == 0
    assert found.message.startswith(SOFTWARE)


@functools.cache
def all_told() -> list[tuple[set[str], str]]:
    return [(codes(asked(name)[0]), told(name).message) for name in BY_NAME]


@pytest.mark.parametrize("row", OVERLOOKED, ids=lambda row: f"{row.code} {row.why}")
def test_every_fault_that_bagit_overlooks_is_shown_by_a_case(row):
    assert row.code in CATALOGUE
    shown = [found for found, words in all_told() if row.why in words]
    assert any(row.code in found and (not row.beside or row.beside & found) for found in shown)
    for beside in row.beside:
        assert any({row.code, beside} <= found for found in shown)


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.why)
def test_every_fault_that_bagit_makes_up_is_shown_by_a_case(row, tmp_path):
    in_path = write_bag(new_bag(), tmp_path / "tagmanifest-of-may")
    (found,) = opinion_findings(check_directory(in_path), ask_bagit(str(in_path)))
    assert any(row.why in words for words in (found.message, *(words for _, words in all_told())))


def test_bags_older_than_0_97_keep_their_tag_manifests_to_themselves():
    shown = {
        code for found, words in all_told() if "older than 0.97" in words for code in found
    }  # fmt: skip
    assert {"BAG-030", "BAG-033", "BAG-034", "BAG-051", "BAG-064", "BAG-065", "BAG-080"} <= shown
    altered = finding("BAG-051", "Altered.", Where(file="bag-info.txt"))
    (old,) = opinion_findings(made(Verdict.INVALID, altered, version="0.96"), Answer(YES))
    (new,) = opinion_findings(made(Verdict.INVALID, altered, version="0.97"), Answer(YES))
    assert (old.code, new.code) == ("BAG-141", "BAG-140")


def test_agreement_is_said():
    valid, invalid = new_bag(), new_bag().without("data/a.txt")
    (yes,) = opinion_findings(valid.check(), Answer(YES))
    (no,) = opinion_findings(invalid.check(), Answer(NO))
    assert yes.message == f"{SOFTWARE} agrees: valid."
    assert no.message == f"{SOFTWARE} agrees: not valid. It says: BagValidationError: made up."
    assert (yes.code, no.code) == ("BAG-143", "BAG-143")
    (hole,) = opinion_findings(made(Verdict.INCOMPLETE), Answer(NO))
    assert "agrees: not complete" in hole.message


@pytest.mark.parametrize("code", ["BAG-033", "BAG-040", "BAG-041", "BAG-050", "BAG-034", "BAG-073"])
def test_a_fault_that_bagit_should_have_seen_is_a_difference_without_a_reason(code: str):
    known = finding("BAG-014", "Space.")
    check = made(Verdict.INVALID, known, finding(code, "It is.", Where(path="../a")))
    (found,) = opinion_findings(check, Answer(YES))
    assert (found.code, found.weight) == ("BAG-140", 3)


def test_a_refusal_without_a_reason_is_a_difference_without_a_reason():
    (found,) = opinion_findings(new_bag().check(), Answer(NO))
    assert found.code == "BAG-140"
    assert "BagValidationError: made up" in found.message


@pytest.mark.parametrize("code", sorted(UNCOMPARED))
@pytest.mark.parametrize("opinion", [YES, NO], ids=["yes", "no"])
def test_where_nothing_was_concluded_nothing_is_compared(code: str, opinion: SecondOpinion):
    (found,) = opinion_findings(made(Verdict.UNDECIDED, finding(code, "So.")), Answer(opinion))
    assert found.code == "BAG-144"
    assert UNCOMPARED[code] in found.message
