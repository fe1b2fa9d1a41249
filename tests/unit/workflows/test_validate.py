"""What `validate` makes of single files; bags have their own tests."""

from pathlib import Path

import pytest

from preserve.model.verdict import Verdict
from preserve.workflows.checkers import ALL
from preserve.workflows.validate import validate
from tests.support.archives import Clock, archive_with

TEXT = "A headline of some words\n\nJane Roe said: “We are here.”\n".encode()


@pytest.fixture
def data(tmp_path):
    archive, (package,) = archive_with(tmp_path, {"a.txt": TEXT}, Clock())
    return Path(archive.root) / "bags" / package / "data"


def judged(path):
    (validation,) = validate([str(path)], ALL)
    return validation.verdict, {found.code for found in validation.findings}


def test_a_description_is_held_against_the_source_beside_it(data):
    description = data / "metadata" / "description.json"
    assert judged(description) == (Verdict.VALID, set())
    (data / "original" / "a.txt").write_bytes(TEXT.replace(b"some", b"more"))
    assert judged(description) == (Verdict.INVALID, {"META-066", "META-067", "META-072"})


def test_a_description_without_its_source_is_judged_as_far_as_it_goes(data, tmp_path):
    alone = tmp_path / "description.json"
    alone.write_bytes((data / "metadata" / "description.json").read_bytes())
    assert judged(alone) == (Verdict.VALID, {"META-082"})


def test_a_description_beside_two_sources_is_held_against_its_text_only(data):
    (data / "original" / "b.txt").write_bytes(b"Other words")
    assert judged(data / "metadata" / "description.json") == (Verdict.VALID, set())
