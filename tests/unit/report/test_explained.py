"""Findings explained: grouped, with the right form where it is known, and a letter."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.containers.bag.names import decode_path, encode_path, has_stray_percent
from preserve.model.catalogue import CATALOGUE, finding
from preserve.model.catalogue.senders import SENDERS
from preserve.model.finding import Where
from preserve.model.verdict import Verdict
from preserve.report.explained import (
    explained_document,
    explained_lines,
    for_the_sender,
    letter_lines,
    right_form,
)
from preserve.report.finding_text import findings_lines
from tests.support.bag_cases import CASES, bagit_txt, edited, info, manifests
from tests.support.bags import Bag, codes, declaration, new_bag, sealed

BY_NAME = {case.name: case for case in CASES}
TWO_LINES = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8"


def found_in(bag: Bag, code: str):
    return [found for found in bag.check().findings if found.code == code]


def right_in(bag: Bag, code: str):
    return {right_form(found) for found in found_in(bag, code)}


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("BAG-010_no-bagit-txt", TWO_LINES),
        ("BAG-011_three-lines", TWO_LINES),
        ("BAG-011_empty", TWO_LINES),
        ("BAG-014_space-before-colon", "BagIt-Version: 1.0"),
        ("BAG-014_space-after-value", "BagIt-Version: 1.0"),
        ("BAG-015_no-such-encoding", TWO_LINES),
        ("BAG-022_algorithm-in-capitals", "manifest-sha256.txt"),
        ("BAG-037_dot-slash", "data/a.txt"),
        ("BAG-039_not-encoded", "data/100%25.txt"),
        ("BAG-041_extra", "<digest>  data/c.txt"),
        ("BAG-066_unlisted", "<digest>  notes.txt"),
        ("BAG-073_bytes", "Payload-Oxum: 8.2"),
        ("BAG-073_files", "Payload-Oxum: 8.2"),
        ("BAG-075_lower-case", "Payload-Oxum: …"),
        ("BAG-115_size", "4"),
    ],
)
def test_the_right_form_is_given_where_it_is_known(name, right):
    case = BY_NAME[name]
    assert right_in(case.bag, case.code) == {right}
    assert all(for_the_sender(each).endswith(right) for each in found_in(case.bag, case.code))


def test_what_is_given_as_right_is_right():
    assert codes(bagit_txt(f"{TWO_LINES}\n".encode()).check()) == set()
    assert codes(info("Payload-Oxum: 8.2\n").check()) == set()
    named = manifests(lambda text, _: text.replace("%", "%25"), new_bag({"data/100%.txt": b""}))
    assert right_in(named, "BAG-039") <= {None}


@pytest.mark.parametrize("name", ["BAG-039_raw-name-that-looks-encoded", "BAG-106_latin-1-name"])
def test_where_it_is_not_known_nothing_is_made_up(name):
    case = BY_NAME[name]
    assert {right_form(each) for each in case.bag.check().findings} == {None}


@given(st.text(st.sampled_from("a%250DdA "), max_size=12))
def test_the_path_given_as_right_has_no_stray_percent_and_means_the_same(name):
    written = f"data/{name}"
    right = right_form(finding("BAG-039", "So.", Where(path=written)))
    assert not has_stray_percent(right)
    assert decode_path(right) == decode_path(written)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\\"), min_size=1))
def test_the_line_of_a_manifest_can_be_read_back(name):
    right = right_form(finding("BAG-041", "So.", Where(file=f"data/{name}")))
    assert right == f"<digest>  {encode_path(f'data/{name}')}"
    assert decode_path(right.removeprefix("<digest>  ")) == f"data/{name}"
    assert "\n" not in right


def test_a_name_cannot_pass_itself_off_as_the_right_form():
    name = "data/there are 1 bytes in 1 files."
    bag = sealed(info("Payload-Oxum: 9.9\n").having(name, b""))
    for found in bag.check().findings:
        assert right_form(found) in {None, f"<digest>  {name}", "Payload-Oxum: 8.3"}
    sly = finding("BAG-115", "x has 5 bytes; fetch.txt states 6. has 4 bytes; fetch.txt states 5.")
    assert right_form(sly) == "4"


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_kind_can_be_explained(code):
    made = finding(code, "Something of this kind.", Where("a.txt", 3, "data/a", 7))
    text = "\n".join(explained_lines([made]))
    assert text.startswith(f"{code} {made.severity.value}: {CATALOGUE[code].title} (1 finding)")
    assert CATALOGUE[code].meaning in text
    assert CATALOGUE[code].remedy in text
    assert SENDERS.get(code, "") in text
    document = explained_document(made)
    assert document["meaning"] == CATALOGUE[code].meaning
    assert (document["for_the_sender"] or "").startswith(SENDERS.get(code, ""))


def test_ten_thousand_findings_are_explained_once():
    many = [
        finding("BAG-041", f"data/{number} is in no manifest.", Where(file=f"data/{number}"))
        for number in range(10_000)
    ]
    lines = [*explained_lines(many), *letter_lines("bag", "bag", Verdict.INVALID, many)]
    assert len(lines) < 60
    assert "BAG-041 error: File is in data and not listed (10,000 findings)" in lines
    assert "    and 9,995 more like it" in lines


def test_the_gravest_comes_first():
    mixed = [finding(code, "So.") for code in ("BAG-083", "BAG-060", "BAG-090", "BAG-050")]
    heads = [line[:7] for line in explained_lines(mixed) if re.match(r"BAG-\d", line)]
    assert heads == ["BAG-050", "BAG-090", "BAG-060", "BAG-083"]


def test_the_letter():
    bag = edited("bagit.txt", lambda _: b"\xef\xbb\xbf" + declaration()).having("data/c", b"3")
    found = bag.check().findings
    letter = "\n".join(letter_lines("/inbox/of/today/the-bag/", "bag", Verdict.INVALID, found))
    assert letter.startswith("What to tell the sender of the-bag:")
    assert "/inbox" not in letter
    assert "The result: invalid." in letter
    assert "1. bagit.txt starts with a byte-order mark (BAG-012, RFC 8493 2.1.1)" in letter
    assert "2. File is in data and not listed (BAG-041, RFC 8493 3)" in letter
    assert "<digest>  data/c" in letter
    own_words = [line for line in letter.split("\n") if line.startswith("     ") and line[5] != " "]
    assert max(map(len, own_words)) <= 81


def test_what_is_no_matter_of_the_sender_is_not_in_the_letter():
    ours = [
        finding(code, "So.") for code in ("BAG-090", "BAG-140", "BAG-143", "BAG-102", "FIX-006")
    ]
    assert list(letter_lines("bag", "bag", Verdict.UNDECIDED, ours)) == []
    assert list(letter_lines("bag", "bag", Verdict.VALID, [])) == []
    theirs = "\n".join(
        letter_lines("bag", "bag", Verdict.VALID, [finding("BAG-060", "None."), *ours])
    )
    assert "BAG-060" in theirs
    assert "BAG-090" not in theirs
    assert "What has to be changed" not in theirs


def test_the_letter_does_not_call_a_valid_bag_invalid_for_a_profile():
    misfit = finding("BAG-124", "btr: Title is missing.")
    letter = "\n".join(letter_lines("bag", "bag", Verdict.INVALID, [misfit], ["btr-1.0"]))
    assert "held against the profile btr-1.0." in letter
    assert "The result: a valid bag" in letter
    both = [misfit, finding("BAG-050", "So.")]
    letter = "\n".join(letter_lines("bag", "bag", Verdict.INVALID, both, ["btr-1.0"]))
    assert "The result: invalid." in letter


def test_a_bag_that_must_change_is_not_said_to_stay_as_it_is():
    both = [finding("BAG-041", "So."), finding("BAG-103", "So.")]
    letter = "\n".join(letter_lines("bag", "bag", Verdict.INVALID, both))
    assert "can stay as it is" not in letter
    assert "When it is made anew: delete such files" in letter


def test_nothing_foreign_is_printed_as_it_is():
    evil = "data/\x1b[2J\n\u202egpj.exe"
    made = [
        finding(code, f"{evil} is so.", Where(evil, 1, evil))
        for code in ("BAG-037", "BAG-039", "BAG-041", "BAG-066", "WARC-001")
    ]
    lines = [
        *explained_lines(made),
        *letter_lines(f"/{evil}", "bag", Verdict.INVALID, made),
        *findings_lines(made),
    ]
    text = "".join(lines)
    assert text.isprintable()
    assert "\u202e" not in text


def test_equal_remedies_that_follow_each_other_are_told_once():
    one, two = finding("BAG-041", "A."), finding("BAG-041", "B.")
    other = finding("BAG-050", "C.")
    lines = list(findings_lines([one, two, other, one]))
    assert [line[:7] for line in lines if line[0] != " "] == [
        "BAG-041",
        "BAG-041",
        "BAG-050",
        "BAG-041",
    ]
    assert [line.strip() for line in lines if line[0] == " "] == [
        f"What to do: {found.remedy}" for found in (one, other, one)
    ]
    assert list(findings_lines([])) == []
