"""The page about bags tells every rule once, each resting on a clause that exists."""

import re

import pytest

from preserve.model.catalogue.bag import BAG
from preserve.model.catalogue.taste import TASTE
from preserve.model.verdict import Verdict
from scripts.bag_checks import SECTIONS, VERDICTS, bag_checks_page, kinds_of, verdict_of
from scripts.markdown import anchor

PAGE = "\n".join(bag_checks_page()) + "\n"
HEADINGS = re.findall(r"^#{2,3} (.+)$", PAGE, re.MULTILINE)
# The sections of RFC 8493 that have rules in them.
RFC_SECTIONS = {
    "2", "2.1", "2.1.1", "2.1.2", "2.1.3", "2.2", "2.2.1", "2.2.2", "2.2.3", "2.2.4", "2.3", "2.4",
    "3", "4", "4.1", "4.2", "5", "5.1", "5.2", "5.3", "5.4", "6", "6.1", "6.1.1", "6.1.1.1",
    "6.1.1.2", "6.1.1.3", "6.1.2", "6.1.3",
}  # fmt: skip
PROFILE_KEYS = {
    "BagIt-Profile-Info", "BagIt-Profile-Identifier", "Bag-Info", "Manifests-Required",
    "Manifests-Allowed", "Tag-Manifests-Required", "Tag-Manifests-Allowed", "Allow-Fetch.txt",
    "Fetch.txt-Required", "Data-Empty", "Serialization", "Accept-Serialization",
    "Accept-BagIt-Version", "Tag-Files-Required", "Tag-Files-Allowed", "Payload-Files-Required",
    "Payload-Files-Allowed",
}  # fmt: skip


@pytest.mark.parametrize("kind", BAG, ids=lambda kind: kind.code)
def test_every_rule_is_told_once_and_whole(kind):
    assert HEADINGS.count(kind.code) == 1
    told = PAGE.partition(f"\n### {kind.code}\n")[2].partition("\n#")[0]
    for words in (kind.title, kind.meaning, kind.remedy, kind.severity.value, kind.clause or ""):
        assert words in told
    assert "- **Whoever sent it:** " in told
    assert verdict_of(kind) in told


def test_every_rule_is_in_one_section():
    told = [kind.code for section in SECTIONS for kind in kinds_of(section)]
    assert sorted(told) == sorted(kind.code for kind in BAG)


@pytest.mark.parametrize("clause", sorted({kind.clause for kind in BAG if kind.clause is not None}))
def test_every_clause_exists(clause):
    standard, _, keys = clause.partition(", ")
    if standard == "BagIt Profiles 1.4":
        assert set(keys.split(", ")) - {""} <= PROFILE_KEYS
    elif standard not in {"Extension of preserve", "BagIt 0.97 4"}:
        rfc, number, section = clause.rpartition(" ")
        assert (rfc, number) == ("RFC 8493", " ")
        assert section in RFC_SECTIONS


# What `fetch`, `package` and `rebag` say.
OTHERS = (
    "BAG-116",
    "BAG-117",
    "BAG-118",
    "BAG-119",
    "BAG-17",
    "BAG-19",
    *(f"BAG-18{n}" for n in range(6)),
)


def test_the_table_of_verdicts_has_every_code_that_is_judged():
    table = PAGE.partition("| leads to | findings |")[2].partition("\n\n")[0]
    for kind in BAG:
        in_table = f"[{kind.code}](" in table
        is_of_validate = kind.code >= "BAG-010" and not kind.code.startswith(OTHERS)
        assert in_table is is_of_validate, kind.code
    rows = dict(re.findall(r"^\| ([a-z ]+) \| (.*) \|$", table, re.MULTILINE))
    assert set(rows) == {"invalid", "incomplete", "undecided", "no change"}
    assert re.findall(r"\[(BAG-\d+)\]", rows["incomplete"]) == ["BAG-043"]


def test_the_verdicts_are_those_of_the_program():
    assert list(VERDICTS) == [verdict.value for verdict in Verdict]


def test_links_within_the_page_lead_somewhere():
    there = {anchor(heading.replace("`", "")) for heading in HEADINGS}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= there
    assert len(there) == len(HEADINGS)


def test_matters_of_taste_are_told_and_are_about_rules_that_exist():
    codes = {kind.code for kind in BAG}
    for each in TASTE:
        assert set(each.codes) <= codes
        assert all(words in PAGE for words in (each.question, each.choice, each.reason))
        assert each.question.endswith("?")
    assert len({each.question for each in TASTE}) == len(TASTE)
