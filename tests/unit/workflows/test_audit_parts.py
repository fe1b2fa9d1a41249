"""A long run is put on record in parts; together they say what one entry would."""

from pathlib import Path

import pytest

from preserve.workflows.archive import read_history
from tests.support.archives import Clock, archive_with, audited

TEXTS = {
    f"{letter}.txt": f"Headline {letter} of it\n\nWords of {letter}.\n".encode() for letter in "abc"
}


@pytest.fixture
def held(tmp_path):
    clock = Clock()
    return *archive_with(tmp_path, TEXTS, clock), clock


def damage(archive, package):
    Path(archive.store.bags, package, f"data/original/{package[0]}.txt").write_bytes(b"x")


def test_damage_in_several_parts_opens_an_incident_each(held):
    archive, packages, clock = held
    damage(archive, packages[0])
    damage(archive, packages[2])
    report = audited(archive, clock, part_seconds=0)
    history = read_history(archive, is_locked=False)
    assert history.verdict.is_verified, history.verdict.findings
    assert [(check.part, check.is_last) for check in history.checks] == [
        (1, False),
        (2, False),
        (3, False),
        (4, True),
    ]
    assert [(one.id, one.package) for one in history.incidents.all()] == [
        ("incident-1", packages[0]),
        ("incident-2", packages[2]),
    ]
    assert dict(report.packages) == {"damaged": 2, "intact": 1}
    assert {held.id: held.state.value for held in history.holdings.values()} == {
        packages[0]: "damaged",
        packages[1]: "intact",
        packages[2]: "damaged",
    }


def test_the_same_damage_in_the_parts_of_two_runs_is_one_incident(held):
    archive, packages, clock = held
    damage(archive, packages[1])
    audited(archive, clock, part_seconds=0)
    audited(archive, clock, part_seconds=0)
    incidents = read_history(archive, is_locked=False).incidents.all()
    assert [(one.package, len(one.sightings)) for one in incidents] == [(packages[1], 1)]


def test_a_run_that_is_not_recorded_has_no_parts(held):
    archive, packages, clock = held
    damage(archive, packages[1])
    before = read_history(archive, is_locked=False).verdict.frontier.size
    report = audited(archive, clock, part_seconds=0, is_recorded=False)
    assert (report.exit_code, dict(report.packages)) == (1, {"damaged": 1, "intact": 2})
    assert read_history(archive, is_locked=False).verdict.frontier.size == before
