"""Catalogue, source and documentation know the same codes."""

import ast
import re

import pytest

from preserve.errors import PreserveError
from preserve.model.catalogue import ALL_KINDS, CATALOGUE
from scripts.write_docs import EXIT_CODES, FAMILIES, error_classes
from tests.docs.documents import CHECKOUT, NAMES, text_of

CODE = re.compile(r"(?:BAG|WARC|META|FIX|LEDGER|XCH)-\d{3}")


def codes_in_source():
    """Return every code that stands in the source as a value, the catalogue itself left out."""
    found = set()
    for path in (CHECKOUT / "preserve").rglob("*.py"):
        if "catalogue" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} if CODE.fullmatch(node.value) else set()
    return found


def test_codes_are_used_once_and_well_formed():
    codes = [kind.code for kind in ALL_KINDS]
    assert len(codes) == len(set(codes))
    assert [code for code in codes if not CODE.fullmatch(code)] == []
    assert {code.partition("-")[0] for code in codes} <= set(FAMILIES)


def test_every_code_of_the_catalogue_is_raised_somewhere():
    assert sorted(set(CATALOGUE) - codes_in_source()) == []


def test_every_code_in_the_source_is_in_the_catalogue():
    assert sorted(codes_in_source() - set(CATALOGUE)) == []


def test_every_code_is_told_with_meaning_and_remedy():
    page = text_of("docs/reference/findings.md")
    sections = dict(re.findall(r"^### (\S+)\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL))
    assert set(sections) == set(CATALOGUE)
    for kind in ALL_KINDS:
        told = sections[kind.code]
        assert kind.meaning in told
        assert kind.remedy in told
        assert f"exit code {kind.weight}" in told


@pytest.mark.parametrize("name", NAMES)
def test_pages_name_only_codes_that_exist(name):
    named = set(CODE.findall(text_of(name))) - {"BAG-064"}  # the example in CONTRIBUTING
    assert sorted(named - set(CATALOGUE)) == []


def exit_codes_of_the_program():
    from preserve.cli import run

    raised = {each.exit_code for each in [PreserveError, *error_classes()]}
    weights = {kind.weight for kind in ALL_KINDS}
    return {0} | raised | weights | set(run._EXIT_CODES.values()) | {run._BUG}


def test_every_exit_code_is_documented_and_no_other():
    page = text_of("docs/reference/exit-codes.md")
    table = page.partition("\n## ")[0]
    told = {int(code) for code in re.findall(r"^\| `(\d+)` \|", table, re.MULTILINE)}
    assert told == exit_codes_of_the_program() == set(EXIT_CODES)


def test_commands_name_only_exit_codes_that_exist():
    named = re.findall(r"^- `(\d+)` ", text_of("docs/reference/commands.md"), re.MULTILINE)
    assert named
    assert {int(code) for code in named} <= set(EXIT_CODES)
