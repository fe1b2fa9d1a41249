"""Words, states, schemas and formats: what the code uses, the pages tell."""

import json
import re

import pytest

from preserve.ledger.entry import Event
from preserve.ledger.judge import LedgerState
from preserve.model.audit import FileState, PackageState
from preserve.model.claim import Status
from preserve.model.verdict import Verdict
from preserve.schema.library import load, schema_names
from preserve.storage import layout
from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.decide_people import Asked, decide
from preserve.workflows.demo import run_demo
from tests.docs.documents import CHECKOUT, text_of
from tests.support.archives import Clock
from tests.support.everything import a_day_of_everything

GLOSSARY = text_of("docs/glossary.md")
FORMATS = text_of("docs/formats.md")
AUDIT = text_of("docs/guides/what-an-audit-proves.md")
ENTRIES = set(re.findall(r"^- \*\*([^*]+)\*\*", GLOSSARY, re.MULTILINE))

# DESIGN section 14.
TERMS = """
SIP, AIP, DIP, ingest, fixity information, provenance, bag, payload, tag file, payload manifest,
tag manifest, complete, valid, record, block, named field, object, event, agent, rights, holding,
replica, accession, deposit, receipt, claim, evidence, span, ledger, entry, checkpoint, finding,
verdict, fixity check, quarantine, recovery
"""


@pytest.mark.parametrize("term", [term.strip() for term in TERMS.split(",")])
def test_terms_have_an_entry(term):
    assert term in ENTRIES


def test_entries_are_in_order_and_explained():
    for section in GLOSSARY.split("\n## ")[1:]:
        words = [word.lower() for word in re.findall(r"^- \*\*([^*]+)\*\*", section, re.MULTILINE)]
        assert words == sorted(words)
    assert re.findall(r"^- \*\*[^*]+\*\*(?! \(|: \S)", GLOSSARY, re.MULTILINE) == []


@pytest.mark.parametrize("states", [FileState, PackageState, LedgerState, Verdict])
def test_states_are_explained(states):
    assert [state.value for state in states if f"`{state.value}`" not in AUDIT] == []


@pytest.mark.parametrize("status", Status)
def test_how_a_value_is_known_is_explained(status):
    assert f"| `{status.value}` |" in FORMATS


@pytest.mark.parametrize("name", schema_names())
def test_schemas_are_named(name):
    assert f"schemas/{name}" in FORMATS


def test_places_of_an_archive_and_a_bag_are_named():
    for place in (*layout.ARCHIVE_DIRECTORIES, layout.CONFIG, layout.ARCHIVE_ID):
        assert re.search(rf"^  {re.escape(place)}[ /]", FORMATS, re.MULTILINE), place
    for place in (layout.ORIGINAL, layout.WARC, layout.DESCRIPTION, layout.HOW_TO_READ):
        assert place in FORMATS
    for label in load("bag-profile/v1.json")["Bag-Info"]:
        assert f"`{label}`" in FORMATS


def keys_of(value):
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


@pytest.fixture(scope="module")
def entries(tmp_path_factory):
    """Entries of every kind, as the demonstration writes them."""
    place = tmp_path_factory.mktemp("demo") / "demo"
    list(run_demo(str(place), Clock(), lambda: "0badcafe"))
    archive = open_archive(str(place / "copy"))
    packages = list(read_history(archive, is_locked=False).holdings)[:2]
    ends = [f"{package}:Vitaly Churkin" for package in packages]
    decide(archive, Asked(True, *ends, "The same envoy.", "An archivist"), Clock())
    a_day_of_everything(archive, packages[0])
    history = read_history(archive, is_locked=False)
    return [json.loads(line) for line in history.entries.lines()]


def test_every_kind_of_entry_occurs(entries):
    assert {entry["event"] for entry in entries} == set(Event)


@pytest.mark.parametrize("event", Event)
def test_keys_of_ledger_entries_are_told(entries, event):
    (row,) = re.findall(rf"^\| `{event.value}` \| (.*) \|$", FORMATS, re.MULTILINE)
    told = set(re.findall(r"`([a-z0-9_]+)`", row))
    for entry in entries:
        if entry["event"] != event:
            continue
        # States and ids are keys of their own; a finding is told under JSON output.
        detail = {**entry["detail"]}
        for named in ("packages", "files", "states", "findings", "reads", "exceptions"):
            if event is Event.FIXITY_CHECK and named in detail:
                detail[named] = None
        if event is Event.REPLICATION:
            # By package.
            detail |= dict.fromkeys(detail.keys() & {"packages", "outcomes"})
        if event is Event.MESSAGE_DIGEST_CALCULATION:
            detail["packages"] = None
        if event is Event.EXPORTING:
            detail["sha256"] = None
        assert keys_of(detail) <= told
        assert {key for key in entry if f"`{key}`" not in FORMATS} == set()


def test_the_headings_of_metadata_files_are_told():
    from preserve.reading import metadata

    page = text_of("docs/guides/metadata.md")
    headings = {*metadata._CANONICAL, *metadata._FILE_COLUMNS}
    assert {heading for heading in headings if f"`{heading}`" not in page} == set()


def test_every_decision_says_what_it_costs():
    found = sorted((CHECKOUT / "docs" / "adr").glob("0*.md"))
    assert [path.name[:4] for path in found] == [f"{n:04}" for n in range(1, len(found) + 1)]
    parts = ["## Context", "## Options", "## Decision", "## What it costs"]
    for path in found:
        assert re.findall(r"^## .*$", path.read_text(encoding="utf-8"), re.MULTILINE) == parts
