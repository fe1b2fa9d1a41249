"""The generated pages are what the code says."""

import pytest

from preserve.describing.rules import ALL_RULES
from scripts.write_docs import NOTE, main, pages, stale_pages
from tests.docs.documents import REFERENCE, text_of


@pytest.mark.parametrize("name", pages())
def test_generated_pages_are_current(name):
    assert (REFERENCE / name).read_text(encoding="utf-8") == pages()[name], "run scripts/docs"


def test_nothing_else_lies_among_them():
    assert {path.name for path in REFERENCE.iterdir()} == set(pages())


def test_a_stale_page_is_told(tmp_path):
    for name, text in pages().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert stale_pages(tmp_path) == []
    (tmp_path / "rules.md").write_text(NOTE, encoding="utf-8")
    (tmp_path / "findings.md").unlink()
    (tmp_path / "by-hand.md").write_text("", encoding="utf-8")
    assert stale_pages(tmp_path) == ["findings.md", "rules.md", "by-hand.md"]


def test_the_command_line_of_the_script():
    assert main(["--check"]) == 0
    assert main(["--chekc"]) == 2


def test_every_rule_is_told():
    page = text_of("docs/reference/rules.md")
    assert [rule.name for rule in ALL_RULES if f"## `{rule.name}`\n" not in page] == []
