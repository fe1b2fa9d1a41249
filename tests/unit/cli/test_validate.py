"""`preserve validate` as a librarian sees it: explained, with a second opinion, in words and JSON."""

import json
import os

import pytest

from tests.support.bag_cases import CASES, fetching
from tests.support.bags import fingerprint, new_bag
from tests.support.bags_on_disk import write_as_it_is
from tests.support.commands import run

BY_NAME = {case.name: case for case in CASES}


@pytest.fixture
def inbox(tmp_path):
    """A directory of bags: in order, not in order, and something beside them."""
    for name, bag in {
        "good": new_bag(),
        "extra": new_bag().having("data/c\x1b[2J.txt", b"three\n"),
        "spaced": BY_NAME["BAG-014_space-before-colon"].bag,
        "percent": new_bag({"data/100%.txt": b"one\n"}),
        "hole": fetching("https://a.example/a 4 data/a.txt\n").without("data/a.txt"),
        "linked": BY_NAME["BAG-100_link-inside"].bag,
    }.items():
        write_as_it_is(bag, tmp_path / "inbox" / name)
    (tmp_path / "inbox" / "notes.txt").write_text("hello")
    return tmp_path / "inbox"


def validated(*arguments):
    done = run("validate", "--json", *arguments)
    document = json.loads(done.out)
    assert (document["exit_code"], done.err) == (done.code, "")
    return document


def by_name(document):
    return {os.path.basename(each["path"]): each for each in document["results"]}


def test_explaining_changes_no_verdict_and_writes_nothing(inbox):
    before = fingerprint(inbox)
    plain, explained = validated(inbox), validated("--explain", inbox)
    assert fingerprint(inbox) == before
    assert set(plain) == set(explained) == {"results", "findings", "summary", "exit_code"}
    for each in explained["results"]:
        for found in each["findings"]:
            assert found.pop("meaning")
            words = found.pop("for_the_sender")
            assert words is None or words.endswith((".", "c\x1b[2J.txt", "1.0"))
    assert explained == plain


def test_the_words_for_the_sender_hold_the_exact_line(inbox):
    found = by_name(validated("--explain", inbox))
    (space,) = found["spaced"]["findings"]
    assert space["for_the_sender"].endswith("The right line: BagIt-Version: 1.0")
    extra = {each["code"]: each for each in found["extra"]["findings"]}
    assert "<digest>  data/c" in extra["BAG-041"]["for_the_sender"]


def test_the_page_ends_in_letters_and_nothing_moves_the_cursor(inbox):
    done = run("validate", "--explain", inbox)
    assert done.code == 1
    assert done.out.replace("\n", "").isprintable()
    letters = done.out.split("What to tell the sender of ")[1:]
    assert sorted(letter.split(":")[0] for letter in letters) == [
        "extra",
        "hole",
        "linked",
        "spaced",
    ]
    assert done.out.rstrip().endswith("Checked 6: 2 valid, 3 invalid, 1 incomplete.")


def test_what_lies_beside_the_bags_is_told(inbox):
    (beside,) = validated(inbox)["findings"]
    assert (beside["code"], beside["where"]["file"]) == ("BAG-145", str(inbox))
    assert "notes.txt" in run("validate", inbox).out


def test_a_second_opinion_is_always_told(inbox):
    before = fingerprint(inbox)
    plain, asked = validated(inbox), validated("--second-opinion", inbox)
    assert fingerprint(inbox) == before
    assert asked["exit_code"] == plain["exit_code"]
    told = {
        name: (each["verdict"], each["findings"][-1]["code"], each["findings"][-1]["message"])
        for name, each in by_name(asked).items()
    }
    assert {name: (verdict, code) for name, (verdict, code, _) in told.items()} == {
        "good": ("valid", "BAG-143"),
        "extra": ("invalid", "BAG-143"),
        "spaced": ("invalid", "BAG-141"),
        "percent": ("valid", "BAG-141"),
        "hole": ("incomplete", "BAG-143"),
        "linked": ("invalid", "BAG-142"),
    }
    assert told["good"][2] == "bagit 1.9.0 agrees: valid."
    assert "The known reason: it ignores white space in bagit.txt." in told["spaced"][2]
    assert "The known reason: it is known to misread data/100%.txt." in told["percent"][2]
    for name, each in by_name(asked).items():
        assert each["findings"][:-1] == by_name(plain)[name]["findings"]


def test_a_package_is_made_without_a_word_about_agreement(tmp_path):
    (tmp_path / "a.txt").write_text("A headline of some words\n\nJane Roe said: “We are here.”\n")
    done = run("package", tmp_path / "a.txt", "--to", tmp_path / "out")
    assert (done.code, done.err) == (0, "")
    assert "bagit" not in done.out
    (bag,) = (tmp_path / "out").iterdir()
    assert "bagit 1.9.0 agrees: valid." in run("validate", "--second-opinion", bag).out


def test_many_findings_of_a_kind_are_all_listed_and_their_remedy_is_not(tmp_path):
    extra = new_bag()
    for number in range(300):
        extra = extra.having(f"data/more-{number}", b"")
    done = run("validate", write_as_it_is(extra, tmp_path / "bag"))
    assert done.out.count("BAG-041 error: data/more-") == 300
    assert done.out.count("What to do:") == 1


@pytest.mark.parametrize(("code", "words"), [("BAG-014", "For the sender: "), ("BAG-090", "")])
def test_explain_tells_the_sender_too(code, words):
    done = run("explain", code)
    assert done.code == 0
    assert ("For the sender: " in done.out) is bool(words)
