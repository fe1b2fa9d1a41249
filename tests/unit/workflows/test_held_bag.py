"""A package as one file: its own bytes, read once, or nothing."""

import hashlib
import io
import tarfile
import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.containers.bag.serialized.write import Form
from preserve.model.digest import digests_of
from preserve.model.file import FileRecord
from preserve.model.package import PackageRecord
from preserve.storage import layout
from preserve.storage.mailbox import Content
from preserve.storage.memory import MemoryTree
from preserve.workflows.held_bag import written

PACKAGE = "p-0123456789ab"
ON = date(2001, 2, 3)
BASE = {
    "tagmanifest-sha256.txt": b"x  bagit.txt\n",
    "bagit.txt": b"BagIt-Version: 1.0\n",
    layout.DESCRIPTION: b"{}",
}
MIB = 1 << 20


class Counting(MemoryTree):
    """Counts how many bytes were read of each file."""

    def __init__(self, files):
        super().__init__(files)
        self.read = {}

    def read_small(self, path, limit_bytes):
        data = super().read_small(path, limit_bytes)
        self.read[path] = self.read.get(path, 0) + len(data or b"")
        return data

    def open(self, path):
        opened = super().open(path)
        readinto = opened.readinto

        def counted(buffer):
            count = readinto(buffer)
            self.read[path] = self.read.get(path, 0) + count
            return count

        opened.readinto = counted
        return opened


def record_of(files):
    listed = tuple(FileRecord(path, len(data), digests_of(data)) for path, data in files.items())
    return PackageRecord(PACKAGE, "p.txt", "00" * 32, listed)


def serialized(tree, record, form=Form.TAR):
    sunk = io.BytesIO()

    def write(name, parts):
        assert name == f"{PACKAGE}.{form}"
        for part in parts:
            sunk.write(part)
        data = sunk.getvalue()
        return Content(len(data), hashlib.sha256(data).hexdigest(), lambda offset: (data[offset:],))

    return written(tree, record, form, ON, write), sunk.getvalue()


def unpacked(data, form):
    if form is Form.TAR:
        with tarfile.open(fileobj=io.BytesIO(data)) as opened:
            return {m.name: opened.extractfile(m).read() for m in opened if m.isfile()}
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist() if name[-1] != "/"}


FILES = st.dictionaries(
    st.from_regex(r"data/[a-zäß \n]{1,120}", fullmatch=True), st.binary(max_size=2000), max_size=6
)


@given(FILES, st.sampled_from(list(Form)))
def test_it_holds_every_file_byte_for_byte(payload, form):
    files = {**BASE, **payload}
    held, data = serialized(MemoryTree(files), record_of(files), form)
    assert unpacked(data, form) == {f"{PACKAGE}/{path}": body for path, body in files.items()}
    assert held.findings == ()
    offered = held.offered
    assert (offered.size_bytes, offered.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert (offered.files, offered.bag_bytes) == (len(files), sum(map(len, files.values())))


@given(st.data(), FILES, st.sampled_from(list(Form)))
@settings(max_examples=60)
def test_one_altered_bit_and_it_is_not_offered(data, payload, form):
    files = {**BASE, **payload}
    record = record_of(files)
    path = data.draw(st.sampled_from([path for path, body in files.items() if body]))
    altered = bytearray(files[path])
    altered[data.draw(st.integers(0, len(altered) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    held, _ = serialized(MemoryTree({**files, path: bytes(altered)}), record, form)
    assert held.offered is None
    assert [found.code for found in held.findings] == ["XCH-030"]


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB + 7])
def test_small_and_large_files_alike_and_each_byte_of_a_tar_is_read_once(size, form):
    files = {**BASE, "data/x": b"z" * size}
    tree = Counting(files)
    held, data = serialized(tree, record_of(files), form)
    assert held.offered is not None
    assert unpacked(data, form)[f"{PACKAGE}/data/x"] == files["data/x"]
    assert tree.read.get("data/x") == size * (1 if form is Form.TAR else 2)


@pytest.mark.parametrize("change", [-1, 1])
def test_a_large_file_of_another_length_is_not_offered(change):
    files = {**BASE, "data/x": b"z" * (2 * MIB)}
    other = {**files, "data/x": b"z" * (2 * MIB + change)}
    held, _ = serialized(MemoryTree(other), record_of(files))
    assert [found.code for found in held.findings] == ["XCH-030"]


def test_without_a_tag_manifest_it_cannot_be_named():
    files = {"bagit.txt": b"x"}
    held, _ = serialized(MemoryTree(files), record_of(files))
    assert [found.code for found in held.findings] == ["XCH-030"]
    assert "tagmanifest-sha256.txt" in held.findings[0].message


@pytest.mark.parametrize(
    ("info", "on"),
    [(b"Bagging-Date: 2016-12-15\n", date(2016, 12, 15)), (b"Bagging-Date: x\n", ON), (b"", ON)],
)
def test_everything_in_it_is_as_old_as_the_bag(info, on):
    files = {**BASE, "bag-info.txt": info}
    _, data = serialized(MemoryTree(files), record_of(files))
    with tarfile.open(fileobj=io.BytesIO(data)) as opened:
        times = {member.mtime for member in opened}
    assert times == {datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp()}


def test_profile_and_risks_are_those_of_the_bag():
    description = b'{"risks": [{"kind": "alive"}, {"kind": "alive"}]}'
    info = b"BagIt-Profile-Identifier: https://a.example/p\n"
    files = {**BASE, "bag-info.txt": info, layout.DESCRIPTION: description}
    held, _ = serialized(MemoryTree(files), record_of(files))
    assert (held.offered.profile, held.offered.risks) == ("https://a.example/p", {"alive": 2})


@pytest.mark.parametrize("data", [b"", b"[", b"\xff", b"[" * 100_000, b"7"])
def test_where_nobody_could_look_for_risks_it_is_said(data):
    files = {**BASE, layout.DESCRIPTION: data}
    held, _ = serialized(MemoryTree(files), record_of(files))
    assert held.offered.risks == {}
    assert [found.code for found in held.findings] == ["XCH-039"]
