"""The plan of a repair: what is wanted, what is left alone, and what is told."""

import pytest

from preserve.exchange.repair import needs_of, plan, strangers, unmet
from preserve.fixity.compare import PackageResult
from preserve.fixity.relate import Fault
from preserve.model.audit import FileState, PackageState
from preserve.model.file import FileRecord, Measurement, Outcome
from preserve.model.package import PackageRecord
from preserve.model.repair import RepairReport

FILES = tuple(FileRecord(name, 1, {"sha256": name * 64}) for name in "abc")
RECORD = PackageRecord("p-000000000000", "a", "a" * 64, FILES)


def result(state: PackageState, *faults: Fault) -> PackageResult:
    return PackageResult(RECORD.id, "bags", state, {}, faults)


def fault(path: str, state: FileState, **more) -> Fault:
    expected = next((file for file in FILES if file.path == path), None)
    return Fault(RECORD.id, path, state, f"{path} is {state}.", expected=expected, **more)


@pytest.mark.parametrize("state", [PackageState.INTACT, PackageState.SUPERSEDED])
def test_a_sound_package_needs_nothing(state):
    assert needs_of(RECORD, result(state)).is_nothing


def test_a_package_that_is_gone_needs_every_file():
    needs = needs_of(RECORD, result(PackageState.DAMAGED))
    assert [one.record for one in needs.wanted] == list(FILES)
    assert {one.state for one in needs.wanted} == {"missing"}


def test_a_package_that_cannot_be_looked_into_needs_nothing_and_is_not_well():
    assert needs_of(RECORD, result(PackageState.UNDECIDED)).wanted == ()


@pytest.mark.parametrize("state", FileState)
def test_every_state_of_a_file_is_wanted_or_unexpected_or_left_or_sound(state):
    if state in {FileState.INTACT, FileState.NOT_CHECKED}:
        return
    path = "x" if state is FileState.UNEXPECTED else "b"
    needs = needs_of(RECORD, result(PackageState.DAMAGED, fault(path, state)))
    counts = (len(needs.wanted), len(needs.unexpected), len(needs.left))
    assert sum(counts) == 1
    if state in {FileState.FLAKY, FileState.UNREADABLE, FileState.CHANGED_WHILE_READING}:
        assert counts == (0, 0, 1)


def test_what_was_found_is_kept_for_the_record():
    read = Measurement("a", Outcome.READ, 7, {"sha256": "0" * 64})
    faults = (
        fault("a", FileState.ALTERED, found=read, size_bytes=7),
        fault("b", FileState.ALTERED, size_bytes=9),
        fault("c", FileState.MOVED, moved_to="p-000000000000/other"),
    )
    needs = needs_of(RECORD, result(PackageState.DAMAGED, *faults))
    assert [one.found for one in needs.wanted] == [
        {"bytes": 7, "sha256": "0" * 64},
        {"bytes": 9},
        {},
    ]
    assert needs.unexpected == ("other",)


def test_a_file_that_lies_in_another_package_is_nothing_to_move():
    moved = fault("c", FileState.MOVED, moved_to="q-000000000000/other")
    assert needs_of(RECORD, result(PackageState.DAMAGED, moved)).unexpected == ()


def test_what_no_copy_has_is_a_fault_or_waits():
    needs = needs_of(RECORD, result(PackageState.DAMAGED))
    files = plan(needs.wanted, {"a": "shelf"})
    assert [file.copy for file in files] == ["shelf", None, None]
    assert [found.code for found in unmet(files)] == ["XCH-080"] * 2
    waiting = unmet(files, ["Bergen"])
    assert {found.code for found in waiting} == {"XCH-081"}
    assert waiting[0].message == "b waits for an answer from Bergen."
    assert "would be asked of Bergen" in unmet(files, ["Bergen"], is_trial=True)[0].message


def test_the_exit_code_is_the_gravest_and_stands_in_the_document():
    found = (
        *strangers(["x\udcff"]),
        *unmet(plan(needs_of(RECORD, result(PackageState.DAMAGED)).wanted, {}), ["Bergen"]),
    )
    report = RepairReport(RECORD.id, "bags", findings=found)
    assert report.exit_code == report.document()["exit_code"] == 1
    assert "x\\xff" in found[0].message
