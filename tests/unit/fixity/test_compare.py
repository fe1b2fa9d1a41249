"""Every fault class against the state it must be given, and no healthy file accused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.fixity.compare import Observed, compare, matches
from preserve.model.digest import digests_of
from preserve.model.file import Entry, EntryKind, FileRecord, Measurement, Outcome

CONTENT = {
    "bagit.txt": b"BagIt",
    "manifest-sha256.txt": b"m",
    "tagmanifest-sha256.txt": b"t",
    "data/original/a.txt": b"words",
}
EXPECTED = tuple(FileRecord(path, len(data), digests_of(data)) for path, data in CONTENT.items())
FOLDERS = ("data", "data/original")


def read(path: str, data: bytes) -> Measurement:
    return Measurement(path, Outcome.READ, len(data), digests_of(data))


def observed(**changes) -> Observed:
    entries = {path: Entry(path, EntryKind.FILE, len(data)) for path, data in CONTENT.items()}
    entries.update({path: Entry(path, EntryKind.DIRECTORY) for path in FOLDERS})
    first = {path: read(path, data) for path, data in CONTENT.items()}
    again: dict[str, Measurement] = {}
    for changed in changes.values():
        changed(entries, first, again)
    return Observed(entries, first, again)


def judged(**changes):
    return compare("p", "bags", EXPECTED, observed(**changes))


def states(result):
    return {(found.finding.where.file, found.state) for found in result.findings}


def test_what_is_as_recorded_is_intact_and_says_nothing():
    result = judged()
    assert (result.state.value, dict(result.files), result.findings) == (
        "intact",
        {"intact": 4},
        (),
    )
    assert (result.files_read, result.bytes_read) == (4, sum(map(len, CONTENT.values())))


A = "data/original/a.txt"


def reads(path, *measurements):
    def change(_entries, first, again):
        first[path] = measurements[0]
        if len(measurements) > 1:
            again[path] = measurements[1]

    return change


def gone(path):
    def change(entries, first, _again):
        del entries[path]
        first.pop(path, None)

    return change


def there(path, entry):
    def change(entries, first, _again):
        entries[path] = entry
        first.pop(path, None)

    return change


OTHER = read(A, b"WORDS")
BAD = Measurement(A, Outcome.UNREADABLE, detail="Input/output error")
MOVING = Measurement(A, Outcome.CHANGED, 3, detail="it moved")

FAULTS = {
    "altered": (reads(A, OTHER, OTHER), "altered", "damaged"),
    "altered twice differently": (reads(A, OTHER, read(A, b"w0rds")), "altered", "damaged"),
    "truncated": (reads(A, read(A, b"word"), read(A, b"word")), "altered", "damaged"),
    "emptied": (reads(A, read(A, b""), read(A, b"")), "altered", "damaged"),
    "flaky": (reads(A, OTHER, read(A, b"words")), "flaky", "damaged"),
    "missing": (gone(A), "missing", "damaged"),
    "vanished before the read": (
        reads(A, Measurement(A, Outcome.MISSING), Measurement(A, Outcome.MISSING)),
        "missing",
        "damaged",
    ),
    "a link now": (there(A, Entry(A, EntryKind.SYMLINK)), "type-changed", "damaged"),
    "a directory now": (there(A, Entry(A, EntryKind.DIRECTORY)), "type-changed", "damaged"),
    "a device now": (there(A, Entry(A, EntryKind.DEVICE)), "type-changed", "damaged"),
    "unreadable": (reads(A, BAD, BAD), "unreadable", "undecided"),
    "unreadable the second time": (reads(A, OTHER, BAD), "unreadable", "undecided"),
    "cannot be looked at": (
        there(A, Entry(A, EntryKind.FILE, error="Permission denied")),
        "unreadable",
        "undecided",
    ),
    "changing": (reads(A, MOVING, MOVING), "changed-while-reading", "undecided"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_given_its_state(name):
    change, file_state, package_state = FAULTS[name]
    result = judged(change=change)
    assert states(result) == {(A, file_state)}
    assert result.state.value == package_state
    assert result.files == {"intact": 3, file_state: 1}


def test_a_file_that_settled_is_intact():
    assert judged(change=reads(A, MOVING, read(A, b"words"))).state.value == "intact"


def test_a_file_that_could_not_be_read_once_is_flaky():
    result = judged(change=reads(A, BAD, read(A, b"words")))
    assert states(result) == {(A, "flaky")}
    assert result.state.value == "damaged"


@pytest.mark.parametrize("kind", [EntryKind.FILE, EntryKind.SYMLINK, EntryKind.FIFO])
def test_what_is_not_on_record_is_unexpected(kind):
    result = judged(change=there("data/new", Entry("data/new", kind)))
    assert states(result) == {("data/new", "unexpected")}
    assert result.state.value == "damaged"


def test_a_directory_that_became_a_link_takes_its_files_with_it():
    result = judged(
        link=there("data", Entry("data", EntryKind.SYMLINK)), sub=gone("data/original"), a=gone(A)
    )
    assert states(result) == {(A, "type-changed")}


def test_a_directory_that_cannot_be_listed_decides_nothing():
    closed = Entry("data", EntryKind.DIRECTORY, error="Permission denied")
    result = judged(closed=there("data", closed), sub=gone("data/original"), a=gone(A))
    assert states(result) == {(A, "unreadable")}
    assert result.state.value == "undecided"


def test_an_unknown_directory_that_cannot_be_listed_is_not_passed_over():
    closed = Entry("data/x", EntryKind.DIRECTORY, error="Permission denied")
    result = judged(closed=there("data/x", closed))
    assert states(result) == {("data/x", "unreadable")}


@pytest.mark.parametrize("path", ["manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_an_altered_manifest_is_more_than_damage(path):
    forged = read(path, b"forged")
    result = judged(change=reads(path, forged, forged))
    assert result.state.value == "manifest-altered"
    assert states(result) == {(path, "altered"), (None, "manifest-altered")}


def test_damage_of_every_kind_at_once_is_all_told():
    result = judged(
        a=reads(A, OTHER, OTHER),
        b=gone("bagit.txt"),
        c=there("x", Entry("x", EntryKind.FILE, 1)),
        d=there("tagmanifest-sha256.txt", Entry("tagmanifest-sha256.txt", EntryKind.FIFO)),
    )
    assert states(result) == {
        (A, "altered"),
        ("bagit.txt", "missing"),
        ("x", "unexpected"),
        ("tagmanifest-sha256.txt", "type-changed"),
    }
    assert result.state.value == "damaged"


def test_second_names_and_empty_directories_are_worth_a_word_and_no_alarm():
    result = judged(
        link=lambda entries, _first, _again: entries.update(
            {A: Entry(A, EntryKind.FILE, 5, links=2)}
        ),
        empty=there("empty", Entry("empty", EntryKind.DIRECTORY)),
    )
    assert [found.finding.code for found in result.findings] == ["FIX-008", "FIX-009"]
    assert all(found.finding.weight == 0 for found in result.findings)
    assert result.state.value == "intact"


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_only_the_recorded_bytes_match(recorded, found):
    record = FileRecord("f", len(recorded), digests_of(recorded))
    assert matches(record, read("f", found)) == (recorded == found)


def test_one_wrong_digest_of_two_is_enough():
    record = FileRecord("f", 1, {**digests_of(b"x"), "sha256": "0" * 64})
    assert not matches(record, read("f", b"x"))
