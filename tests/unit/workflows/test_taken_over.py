"""What goes on record of a package from elsewhere: only what was read, and only if it is of it."""

import json

import pytest

from preserve.errors import Refused
from preserve.exchange.possession import read_under
from preserve.storage import layout
from preserve.storage.memory import MemoryTree
from preserve.storage.tree import LocalTree, read_file
from preserve.workflows.archive import read_history
from preserve.workflows.taken_over import taken_over
from tests.support.archives import Clock, archive_with


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    texts = {"a b.txt": "Headline\n\nJane Roe said: “We stay.”\n".encode()}
    return archive_with(tmp_path_factory.mktemp("archive"), texts, Clock())


@pytest.fixture
def files(packed) -> dict[str, bytes]:
    archive, (package,) = packed
    tree = LocalTree(f"{archive.root}/bags/{package}")
    return {file.path: read_file(tree, file.path) for file in read_under(tree, bytes(32))}


def recorded(package: str, files: dict[str, bytes]):
    tree = MemoryTree(files)
    return taken_over(package, tree, tuple(read_under(tree, bytes(32))))


def test_inventory_source_and_facts_are_those_of_our_own_packaging(packed, files):
    archive, (package,) = packed
    history = read_history(archive, is_locked=False)
    record, facts = recorded(package, files)
    assert record == history.record_of(package)
    assert facts == dict(history.facts_of(package))


def described(files, **changes) -> dict[str, bytes]:
    document = json.loads(files[layout.DESCRIPTION])
    for path, value in changes.items():
        place = document
        *above, last = path.split("__")
        for part in above:
            place = place[part]
        place[last] = value
    return {**files, layout.DESCRIPTION: json.dumps(document).encode()}


@pytest.mark.parametrize(
    "changes",
    [
        {"package_id": "another-0123456789ab"},
        {"source__name": "c.txt"},
        {"source__sha256": "ab" * 32},
        {"schema_version": "99"},
        {"headline": "No claim."},
    ],
)
def test_a_description_of_something_else_is_refused(packed, files, changes):
    with pytest.raises(Refused):
        recorded(packed[1][0], described(files, **changes))


@pytest.mark.parametrize("data", [None, b"", b"{", b"\xff", b"[]", b"[" * 100_000])
def test_no_description_is_refused(packed, files, data):
    changed = {**files, layout.DESCRIPTION: data}
    changed = {path: each for path, each in changed.items() if each is not None}
    with pytest.raises(Refused):
        recorded(packed[1][0], changed)


def test_an_article_that_is_not_the_one_described_is_refused(packed, files):
    original = next(path for path in files if path.startswith(layout.ORIGINAL))
    with pytest.raises(Refused):
        recorded(packed[1][0], {**files, original: b"another"})


def test_a_name_that_is_no_utf_8_is_refused(packed, files):
    with pytest.raises(Refused):
        recorded(packed[1][0], {**files, "data/\udcff": b"x"})


def test_a_description_that_changes_between_two_reads_is_refused(packed, files):
    tree = MemoryTree(files)
    read = tuple(read_under(tree, bytes(32)))
    changed = MemoryTree({**files, layout.DESCRIPTION: files[layout.DESCRIPTION] + b" "})
    with pytest.raises(Refused):
        taken_over(packed[1][0], changed, read)


@pytest.mark.parametrize("warc", [None, b"", b"plain", b"\x1f\x8b\x08\x00", b"x" * 10_000])
def test_a_warc_that_tells_no_instant_leaves_it_out(packed, files, warc):
    changed = {**files, layout.WARC: warc}
    changed = {path: each for path, each in changed.items() if each is not None}
    _, facts = recorded(packed[1][0], changed)
    assert "captured_at" not in facts
