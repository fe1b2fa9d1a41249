"""Any payload: what we write we call valid, and any single change is seen."""

import os
import tempfile
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from preserve.containers.bag.check import BagCheck
from preserve.containers.bag.names import decode_path, encode_path, path_problem
from preserve.containers.bag.refusals import refusals
from preserve.containers.bag.second_opinion import bagit_opinion, misreads
from preserve.model.file import Entry, EntryKind
from preserve.model.verdict import Verdict
from tests.support.bags import (
    Bag,
    check_directory,
    fingerprint,
    new_bag,
    write_bag,
)

NASTY = st.sampled_from(
    ["%", "%25", "%0A", "\n", "\r", " ", ".", "..", "~", "\\", ":", "*", "#", "\t", "\v", "\x85",
     "\u2028", "\ufeff", "é", "e\u0301", "İ", "ß", "رسالة", "\U0001f600", "con", "._"]
)  # fmt: skip
PART = st.lists(
    NASTY | st.characters(blacklist_categories=["Cs"], blacklist_characters="/\0"), min_size=1, max_size=6
).map("".join)  # fmt: skip
PATH = st.lists(PART, min_size=1, max_size=3).map("/".join)
PAYLOAD = st.dictionaries(PATH, st.binary(max_size=20), max_size=5)
VALUE = st.text(st.characters(blacklist_categories=[]), max_size=30)


def is_packable(files: dict[str, bytes]) -> bool:
    """Return whether a disk can hold these files and nothing in them is refused."""
    entries = [Entry(path, EntryKind.FILE, len(data)) for path, data in files.items()]
    nested = any(other.startswith(f"{path}/") for path in files for other in files)
    parts = [part for path in files for part in path.split("/")]
    fits = all(len(part.encode()) <= 200 and part not in {".", ".."} for part in parts)
    return not nested and fits and not refusals(entries)


def bag_of(files: dict[str, bytes], value: str = "x") -> Bag:
    assume(is_packable(files))
    return new_bag({f"data/{path}": data for path, data in files.items()}, (("Title", value),))


def errors(check: BagCheck) -> list[str]:
    return [item.message for item in check.findings if item.severity == "error"]


@given(st.text())
def test_encoding_of_paths_is_undone_by_decoding(path: str):
    assert decode_path(encode_path(path)) == path
    assert "\n" not in encode_path(path)
    assert "\r" not in encode_path(path)


@given(PAYLOAD, VALUE)
def test_what_is_not_refused_is_written_and_valid(files: dict[str, bytes], value: str):
    bag = bag_of(files, value)
    if not files:
        bag = Bag(bag.files, extra=(Entry("data", EntryKind.DIRECTORY),))
    result = bag.check()
    assert errors(result) == []
    assert result.verdict is Verdict.VALID
    assert set(result.payload) == {f"data/{path}" for path in files}
    assert len(result.info) == 1


@settings(max_examples=60, deadline=None)
@given(PAYLOAD)
def test_a_bag_on_disk_is_valid_and_bagit_agrees_unless_it_misreads_a_name(files: dict[str, bytes]):
    bag = bag_of(files)
    with tempfile.TemporaryDirectory() as name:
        directory = write_bag(bag, Path(name) / "manifest-bag")
        before = fingerprint(directory)
        assert check_directory(directory).verdict is Verdict.VALID
        opinion = bagit_opinion(os.fspath(directory))
        if not any(misreads(path) for path in files):
            assert opinion.agrees_valid is True, opinion
        else:
            assert opinion.agrees_valid is not False, opinion
        assert fingerprint(directory) == before


@given(PAYLOAD, st.data())
def test_any_changed_byte_is_seen(files: dict[str, bytes], data: st.DataObject):
    bag = bag_of(files)
    path = data.draw(st.sampled_from(sorted(path for path, held in bag.files.items() if held)))
    held = bag.files[path]
    at = data.draw(st.integers(0, len(held) - 1))
    flip = data.draw(st.integers(1, 255))
    changed = held[:at] + bytes([held[at] ^ flip]) + held[at + 1 :]
    result = bag.having(path, changed).check()
    if path.startswith("tagmanifest-") and held.lower() == changed.lower():
        assert result.verdict is bag.check().verdict  # a hexadecimal digit in the other case
    elif path.startswith("tagmanifest-") and changed[at : at + 1] in b"\t ":
        assert result.verdict in {Verdict.VALID, Verdict.INVALID}  # white space between columns
    else:
        assert result.verdict is Verdict.INVALID, (path, at, flip)


@given(PAYLOAD, st.data())
def test_any_added_or_removed_byte_is_seen(files: dict[str, bytes], data: st.DataObject):
    bag = bag_of(files)
    listed = sorted(path for path in bag.files if not path.startswith("tagmanifest-"))
    path = data.draw(st.sampled_from(listed))
    held = bag.files[path]
    at = data.draw(st.integers(0, len(held)))
    longer = held[:at] + bytes([data.draw(st.integers(0, 255))]) + held[at:]
    assert bag.having(path, longer).check().verdict is Verdict.INVALID
    assume(held)
    assert bag.having(path, held[:-1]).check().verdict is Verdict.INVALID


@given(PAYLOAD, st.data())
def test_any_removed_file_is_seen(files: dict[str, bytes], data: st.DataObject):
    bag = bag_of(files)
    listed = sorted(path for path in bag.files if not path.startswith("tagmanifest-"))
    path = data.draw(st.sampled_from(listed))
    assert bag.without(path).check().verdict is Verdict.INVALID


@given(PAYLOAD, PATH)
def test_any_added_payload_file_is_seen(files: dict[str, bytes], extra: str):
    bag = bag_of(files)
    assume(extra not in files and path_problem(f"data/{extra}") is None)
    assert bag.having(f"data/{extra}", b"").check().verdict is Verdict.INVALID
