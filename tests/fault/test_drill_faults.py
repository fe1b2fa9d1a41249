"""Each kind of fault of the fire drill, through the command line: exactly what must be found."""

import json
import os
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from preserve.model.audit import PackageState
from preserve.workflows.archive import read_history
from preserve.workflows.audit import AuditOptions, audit
from preserve.workflows.drill_damage import CannotTry, Scene
from preserve.workflows.drill_faults import (
    FAULTS,
    expected_findings,
    expected_incidents,
    expected_packages,
    sorted_findings,
)
from tests.support.archives import SEEDS, Clock, new_archive, package_all
from tests.support.commands import run
from tests.support.faulty_reads import built, faults

SOURCES = sorted(SEEDS.glob("*.txt"))[:2]
BY_NAME = {fault.name: fault for fault in FAULTS}


@pytest.fixture
def stage(tmp_path):
    """An archive with two articles, audited a moment ago."""
    clock = Clock()
    archive = new_archive(tmp_path / "archive", clock)
    packages = [outcome.id for outcome in package_all(archive, SOURCES, clock)]
    assert run("--archive", archive.root, "audit").code == 0
    (tmp_path / "outside").mkdir()
    history = read_history(archive, is_locked=False)

    def jump():
        ahead = [check.finished_at + timedelta(days=365) for check in history.checks]
        audit(archive, AuditOptions(clock=lambda: ahead[-1], token="00000000"))

    records = tuple(history.record_of(package) for package in packages)
    return archive, Scene(archive.store.bags, str(tmp_path / "outside"), records, jump)


def audited(archive, fault):
    words = ["--due", "--max-bytes", "1"] if fault.is_limited else []
    done = run("--archive", archive.root, "audit", "--json", *words)
    document = json.loads(done.out)
    assert document["exit_code"] == done.code
    return document


def found(document):
    return sorted_findings(
        (one["code"], one["state"], one["package"], one["where"]["file"])
        for one in document["findings"]
    )


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found_and_nothing_else_is_reported(stage, fault):
    archive, scene = stage
    if fault.name == "unreadable" and os.geteuid() == 0:
        # Whoever may read everything cannot be kept from reading; every other fault can be made.
        with pytest.raises(CannotTry):
            fault.inject(scene)
        return
    fault.inject(scene)
    document = audited(archive, fault)
    assert found(document) == expected_findings(fault, scene)
    assert document["packages"] == expected_packages(fault, scene)
    assert document["exit_code"] == fault.exit_code
    incidents = read_history(archive, is_locked=False).incidents.all()
    assert {one.package for one in incidents} == expected_incidents(fault, scene)
    assert len(incidents) == len(fault.incidents)
    assert {one.opened_by_run for one in incidents} <= {document["run"]}


def test_nothing_is_found_where_nothing_is_done(stage):
    archive, _ = stage
    document = audited(archive, BY_NAME["bit-flip"])
    assert (document["findings"], document["packages"]) == ([], {"intact": 2})


def test_the_table_has_every_name_once_and_every_sentence_once():
    assert max(Counter(fault.name for fault in FAULTS).values()) == 1
    assert max(Counter(fault.words for fault in FAULTS).values()) == 1
    assert len(FAULTS) >= 25


def test_the_table_is_true_to_itself():
    for fault in FAULTS:
        assert fault.exit_code == 0 or fault.is_mailed, fault.name
        unsound = {
            place
            for place, state in enumerate(fault.states)
            if state in {PackageState.DAMAGED, PackageState.MANIFEST_ALTERED}
        }
        assert set(fault.incidents) == unsound | ({None} if fault.strangers else set())
        assert fault.packages > max((said.package for said in fault.says), default=0)


def test_a_forged_package_is_a_valid_bag(stage):
    """Else the fault would be found by anybody, and would prove nothing of the ledger."""
    _, scene = stage
    before = run("validate", scene.package())
    BY_NAME["forged"].inject(scene)
    assert run("validate", scene.package()).out.count("BAG-") == before.out.count("BAG-") == 0
    data = Path(scene.place).read_bytes()
    assert len(data) == scene.target.size_bytes
    for manifest in scene.manifests:
        assert (
            scene.target.digests["sha256"].encode()
            not in Path(scene.package(), manifest).read_bytes()
        )


def test_a_rewrite_leaves_size_and_time_as_they_were(stage):
    _, scene = stage
    before = os.stat(scene.place)
    BY_NAME["rewritten"].inject(scene)
    after = os.stat(scene.place)
    assert (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)


def test_a_bad_sector_is_told_as_what_it_is(stage, tmp_path):
    """As for a file that may not be read, which whoever may read everything cannot try."""
    archive, scene = stage
    library, state = built(tmp_path), tmp_path / "state"
    if library is None:
        return
    state.mkdir()
    fault = BY_NAME["unreadable"]
    name = scene.target.path.rpartition("/")[2]
    done = run("--archive", archive.root, "audit", "--json", **faults(library, state, EIO=name))
    document = json.loads(done.out)
    assert found(document) == expected_findings(fault, scene)
    assert document["packages"] == expected_packages(fault, scene)
    assert (done.code, document["exit_code"]) == (3, 3)
    assert read_history(archive, is_locked=False).incidents.all() == ()
