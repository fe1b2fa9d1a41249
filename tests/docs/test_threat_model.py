"""The threat model: each line names a test, and that test is there."""

import re

import pytest

from tests.docs.documents import CHECKOUT

PAGE = CHECKOUT / "docs" / "threat-model.md"
ROW = re.compile(r"^\| (?!what |-)(?P<what>[^|]+)\|(?P<answer>[^|]+)\|(?P<tests>[^|]+)\|$")
TEST = re.compile(r"`(?P<file>tests/[a-z0-9_/]+\.py)::(?P<name>test_[a-z0-9_]+)`")

_, _, TABLES = PAGE.read_text().partition("| what an attacker does |")
ROWS = [found for line in TABLES.splitlines() if (found := ROW.match(line))]


def test_there_are_lines():
    assert len(ROWS) >= 30


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["what"].strip()[:60])
def test_each_line_names_tests_that_are_there(row):
    named = [(found["file"], found["name"]) for found in TEST.finditer(row["tests"])]
    assert named, row["tests"]
    for file, name in named:
        source = (CHECKOUT / file).read_text()
        assert re.search(rf"^ *def {name}\(", source, re.MULTILINE), f"{file}::{name}"
