"""`people` and `concordance` as a person runs them."""

import json
import shutil

import pytest

from preserve.schema.validate import validate_document
from tests.support.archives import SEEDS, Clock, archive_with, tree_digest
from tests.support.commands import run

ONE = """Bridge lost in the flood

Sami Maruki, a teacher, wrote on Twitter: “We carried her over the broken bridge.”

A man called Omar said: “The water came at night and took the mill.”
"""
TWO = """The valley mourns

@samimaruki tweeted, “carried her over the broken bridge.”

Omar Haddad, a driver, said: “The valley road is gone for good.”
"""
ARTICLES = sorted(SEEDS.glob("*.txt"))


@pytest.fixture
def archive(tmp_path):
    made, packages = archive_with(
        tmp_path, {"one.txt": ONE.encode(), "two.txt": TWO.encode()}, Clock()
    )
    return made.root, packages


def test_the_first_collection():
    """One woman under three spellings, one man under three, two men called Omar (the seeds)."""
    found = json.loads(run("people", *ARTICLES, "--json").out)
    assert validate_document(found, "people/v1.schema.json") == ()
    several = [
        {form["form"] for form in person["names"]}
        for person in found["people"]
        if len(person["members"]) > 1
    ]
    assert {"Lena Shame", "Lina Shamy", "@Linashamy", "Lina"} in several
    assert {"Abdulkafi Alhamdo", "@Mr_Alhamdo", "Mr Alhmado"} in several
    (apart,) = found["kept_apart"]
    assert apart["rule"] == "first-name-alone/1"
    assert len(several) == 6


def test_the_words_of_the_first_collection():
    found = json.loads(run("concordance", *ARTICLES, "--json").out)
    assert validate_document(found, "concordance/v1.schema.json") == ()
    texts = {path.name: path.read_bytes().decode() for path in ARTICLES}
    pairs = {(pair["a"]["exact"], pair["b"]["exact"]): pair["class"] for pair in found["pairs"]}
    for side in (side for pair in found["pairs"] for side in (pair["a"], pair["b"])):
        assert texts[side["source"]][side["start"] : side["end"]] == side["exact"]
    killed = "More than 50,000 who rebelled against the dictator Assad have been killed."
    threatened = (
        "More than 50,000 of civilians who rebelled against the dictator, al-Assad, are threatened"
        " with field executions or dying under bombing."
    )
    assert pairs[killed, threatened] == "predicate_conflict"
    meltdown = "a complete meltdown of humanity.", "complete meltdown of humanity."
    assert pairs[meltdown] == "attribution_conflict"
    live_or_die = "This is my last moment to either live or die.", "last moment to live or die."
    assert pairs[live_or_die] == "elided"
    notes = " ".join(one["note"] for one in found["contradictions"] if one["kind"] == "number")
    for words in ("Around 82 civilians", "at least 82 people", "Close to a hundred casualties"):
        assert words in notes


def test_packages_directories_and_the_whole_archive_are_compared_alike(archive, tmp_path):
    root, packages = archive
    before = tree_digest(root)
    whole = json.loads(run("people", "--json", cwd=root).out)
    named = json.loads(run("--archive", root, "people", *packages, "--json", cwd=tmp_path).out)
    stored = json.loads(run("people", f"{root}/bags", "--json", cwd=tmp_path).out)
    assert whole == named == stored
    assert {member["source"] for person in whole["people"] for member in person["members"]} == set(
        packages
    )
    assert tree_digest(root) == before


def test_a_file_and_its_package_are_one_article(archive, tmp_path):
    root, packages = archive
    found = run("--archive", root, "concordance", tmp_path / "sources/one.txt", *packages, "--json")
    assert found.code == 0
    assert [each["code"] for each in json.loads(found.out)["findings"]] == ["META-051"]
    assert len(json.loads(found.out)["pairs"]) == 1


def test_a_decision_is_recorded_outranks_the_rules_and_stands_in_the_history(archive):
    root, (one, two) = archive
    ends = f"{one}:Omar", f"{two}:Omar Haddad"
    told = run("--archive", root, "people", "link", *ends, "--why", "His letter.", "--by", "Ines")
    assert (told.code, told.out.startswith("On record: ")) == (0, True)
    again = run("--archive", root, "people", "link", *ends, "--why", "His letter.", "--by", "Ines")
    assert again.out.startswith("On record already: ")
    found = json.loads(run("--archive", root, "people", "--json").out)
    (link,) = [
        link
        for person in found["people"]
        for link in person["links"]
        if link["status"] == "supplied"
    ]
    assert link["reason"] == "His letter. (decided by Ines)"
    assert "are one person: His letter." in run("--archive", root, "history", two).out
    run("--archive", root, "people", "unlink", *ends, "--why", "A namesake.", "--by", "Ines")
    found = json.loads(run("--archive", root, "people", "--json").out)
    assert [kept["rule"] for kept in found["kept_apart"]] == ["supplied-unlink/1"]
    assert run("--archive", root, "ledger", "verify").code == 0
    assert run("--archive", root, "audit").code == 0


@pytest.mark.parametrize(
    "ends",
    [
        ("{0}", "{1}:Omar Haddad"),
        ("{0}:", "{1}:Omar Haddad"),
        ("{0}:Nobody", "{1}:Omar Haddad"),
        ("elsewhere:Omar", "{1}:Omar Haddad"),
        ("{0}:Omar", "{0}:Omar"),
    ],
)
def test_a_decision_on_nobody_is_refused_and_nothing_is_recorded(archive, ends):
    root, packages = archive
    before = run("--archive", root, "ledger", "export").out
    a, b = (end.format(*packages) for end in ends)
    told = run("--archive", root, "people", "link", a, b, "--why", "x", "--by", "Ines")
    assert (told.code, told.out) == (2, "")
    assert run("--archive", root, "ledger", "export").out == before


def test_a_decision_needs_a_reason(archive):
    root, (one, two) = archive
    ends = f"{one}:Omar", f"{two}:Omar Haddad"
    assert run("--archive", root, "people", "link", *ends, "--why", " ", "--by", "Ines").code == 2
    assert run("--archive", root, "people", "link", *ends).code == 2


def test_a_package_whose_description_was_changed_is_left_out_and_told(archive):
    root, (one, two) = archive
    path = f"{root}/bags/{one}/data/metadata/description.json"
    with open(path, "r+b") as opened:
        data = opened.read().replace(b"Sami", b"Rami")
        opened.seek(0)
        opened.write(data)
    told = run("--archive", root, "people", "--json")
    found = json.loads(told.out)
    assert (told.code, [each["code"] for each in found["findings"]]) == (1, ["META-050"])
    assert {member["source"] for person in found["people"] for member in person["members"]} == {two}


@pytest.mark.parametrize("command", ["people", "concordance"])
def test_what_is_not_there_is_told_and_nothing_is_concluded(command, tmp_path):
    told = run(command, tmp_path / "nothing.txt", ARTICLES[0], "--json")
    assert told.code == 3
    assert json.loads(told.out)["findings"][0]["code"] == "FIX-030"


def test_one_article_alone_has_nothing_to_be_compared_with():
    told = run("concordance", ARTICLES[0])
    assert told.code == 3
    assert "META-052" in told.err
    assert run("people", ARTICLES[0]).code == 0


def test_pages_are_written_whole_and_hold_nothing_that_a_text_could_run(tmp_path):
    hostile = tmp_path / "<b onload=x>.txt"
    hostile.write_text(
        "Tom <script>alert(1)</script> Reed said: “We <img src=x> carried her home over it.”\n"
    )
    other = tmp_path / "other.txt"
    shutil.copy(hostile, other)
    other.write_text(other.read_text() + "\nMore.\n")
    for command in ("people", "concordance"):
        page = tmp_path / f"{command}.html"
        assert run(command, hostile, other, "--html", page).code == 0
        text = page.read_text()
        assert "<script" not in text
        assert "<img" not in text
        assert text.endswith("</html>\n")


@pytest.mark.parametrize(
    "place", ["bags/page.html", "page.html", "keys/archive.key", "preserve.toml"]
)
def test_a_page_is_written_into_no_part_of_an_archive_but_its_reports(archive, place):
    root, _ = archive
    before = tree_digest(root)
    told = run("--archive", root, "people", "--html", f"{root}/{place}")
    assert told.code in (1, 2)
    assert tree_digest(root) == before
    assert run("--archive", root, "people", "--html", f"{root}/reports/who.html").code == 0


def test_a_page_replaces_a_page_and_nothing_else(tmp_path):
    article = tmp_path / "story.txt"
    article.write_text(ONE)
    page = tmp_path / "page.html"
    for _ in range(2):
        assert run("people", article, "--html", page).code == 0
    for name in ("story.txt", "mine.html"):
        (tmp_path / name).write_text(ONE)
        told = run("people", article, "--html", tmp_path / name)
        assert told.code == (2 if name == "story.txt" else 1)
        assert (tmp_path / name).read_text() == ONE


def test_decisions_are_applied_to_an_archive_that_is_named_from_outside(archive, tmp_path):
    root, (one, two) = archive
    ends = f"{one}:omar", f"{two}: Omar Haddad"
    assert run("--archive", root, "people", "link", *ends, "--why", "x", "--by", "I").code == 0
    for named in (root, f"{root}/bags"):
        found = json.loads(run("people", named, "--json", cwd=tmp_path).out)
        links = [link for person in found["people"] for link in person["links"]]
        assert "supplied" in {link["status"] for link in links}


def test_a_slip_in_a_name_is_answered_with_the_near_ones(archive):
    root, (one, two) = archive
    ends = f"{one}:Sami Marukki", f"{two}:Omar Haddad"
    told = run("--archive", root, "people", "link", *ends, "--why", "x", "--by", "I")
    assert told.code == 2
    assert "There: s1 Sami Maruki." in told.err


@pytest.mark.parametrize("command", ["people", "concordance"])
def test_without_a_name_and_without_an_archive_nothing_is_compared(command, tmp_path):
    told = run(command, cwd=tmp_path)
    assert told.code == 3
    assert "FIX-040" in told.err
