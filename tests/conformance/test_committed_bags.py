"""The project preserves its own: the committed bags are valid, and what the code makes today."""

import io
import json
from pathlib import Path

import bagit
import pytest
from warcio.archiveiterator import ArchiveIterator

from preserve.containers.warc.second_opinion import warcio_opinion
from preserve.schema.second_opinion import jsonschema_opinion
from preserve.schema.validate import DESCRIPTION_SCHEMA
from preserve.workflows.checkers import ALL
from preserve.workflows.package_run import package_into
from preserve.workflows.validate import validate
from tests.support.archives import SEEDS, START, Clock, files_of, options, tree_digest

BAGS = Path(__file__).parents[2] / "bags"
NAMES = sorted(path.name for path in BAGS.iterdir() if path.is_dir())


def test_there_are_five():
    assert len(NAMES) == 5
    assert [name[:3] for name in NAMES] == ["000", "001", "002", "003", "004"]


@pytest.mark.parametrize("name", NAMES)
def test_our_checker_finds_nothing(name):
    before = tree_digest(BAGS / name)
    (validation,) = validate([str(BAGS / name)], ALL)
    assert (validation.verdict.value, validation.findings) == ("valid", ())
    assert tree_digest(BAGS / name) == before


@pytest.mark.parametrize("name", NAMES)
def test_the_bagit_library_agrees(name):
    assert bagit.Bag(str(BAGS / name)).validate(processes=1)


@pytest.mark.parametrize("name", NAMES)
def test_warcio_agrees_and_reads_the_records(name):
    data = (BAGS / name / "data" / "article.warc.gz").read_bytes()
    assert warcio_opinion(data).agrees_valid is True
    with io.BytesIO(data) as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]
    assert kinds == ["warcinfo", "resource", "metadata"]


@pytest.mark.parametrize("name", NAMES)
def test_jsonschema_agrees(name):
    document = json.loads((BAGS / name / "data" / "metadata" / "description.json").read_bytes())
    assert jsonschema_opinion(document, DESCRIPTION_SCHEMA).agrees_valid is True


@pytest.mark.parametrize("name", NAMES)
def test_every_span_points_at_its_words(name):
    """Written without the checker: walk the document, cut the text, compare."""
    document = json.loads((BAGS / name / "data" / "metadata" / "description.json").read_bytes())
    text = (BAGS / name / "data" / document["text"]["path"]).read_bytes().decode("utf-8")
    found = 0
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if {"start", "end", "exact"} <= value.keys():
                found += 1
                assert text[value["start"] : value["end"]] == value["exact"]
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    assert found > 20


def test_packaging_the_seeds_again_gives_the_same_bytes(tmp_path):
    clock = Clock()
    wanted = options(None, clock, directory=str(tmp_path / "bags"), at=START)
    with package_into([str(SEEDS)], wanted, clock) as run:
        assert {outcome.status for outcome in run.outcomes()} == {"packaged"}
    fresh = {
        path.relative_to(tmp_path / "bags"): path.read_bytes()
        for path in files_of(tmp_path / "bags")
    }
    kept = {
        path.relative_to(BAGS): path.read_bytes() for path in files_of(BAGS) if path.parent != BAGS
    }
    assert set(fresh) == set(kept)
    for path, data in fresh.items():
        assert data == kept[path], path
