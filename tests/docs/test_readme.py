"""The README stays a page, and keeps its order."""

import re

import pytest

from tests.docs.documents import CHECKOUT, NAMES, text_of

README = text_of("README.md")


def test_it_is_a_page():
    assert 90 <= len(README.splitlines()) <= 140


def test_it_keeps_its_order():
    order = [
        "## Who it is for",
        "scripts/demo",
        "scripts/test",
        "## Your first archive",
        "## What it promises, and what it does not",
        "## Installing it elsewhere",
        "## More",
    ]
    places = [README.index(words) for words in order]
    assert places == sorted(places)


def test_it_names_the_distribution_as_the_project_does():
    project = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    (name,) = re.findall(r'^name = "([^"]+)"$', project, re.MULTILINE)[:1]
    assert f"`{name}`" in README


@pytest.mark.parametrize("name", NAMES)
def test_no_page_shows_a_path_of_somebodys_machine(name):
    assert re.findall(r"/(?:home|root|Users)/\w+", text_of(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_lines_end_and_nothing_trails(name):
    text = text_of(name)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert [line for line in text.splitlines() if line != line.rstrip()] == []
