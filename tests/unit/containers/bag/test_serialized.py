"""The parts of the readers of archives, each by itself."""

import tracemalloc

import pytest

from preserve.containers.bag.serialized.caps import FLOOR_BYTES, Caps
from preserve.containers.bag.serialized.endings import Form, stem
from preserve.containers.bag.serialized.formats import form_of, is_as_named
from preserve.containers.bag.serialized.gunzip import GzipStream
from preserve.containers.bag.serialized.source import PlainStream, Problem
from preserve.containers.bag.serialized.table import climbs, tidy_name
from preserve.containers.bag.serialized.tar import TarReader
from preserve.containers.bag.serialized.tar_header import is_header, pax_records, pax_size
from preserve.containers.bag.serialized.zip_central import extra_fields, widened
from preserve.containers.bag.serialized.zip_end import directory_of
from tests.support.archives_hostile import (
    SLIPS,
    bag_files,
    good_zip,
    gz,
    overlapping,
    tar_header,
    tar_of,
)


class Held:
    """Bytes in memory, as a source."""

    def __init__(self, data):
        self.data = data
        self.size_bytes = len(data)
        self.most = 0

    def read_at(self, offset, count):
        self.most = max(self.most, count)
        return self.data[offset : offset + count]


@pytest.mark.parametrize("name", SLIPS)
def test_names_that_climb(name):
    assert climbs(name) is not None
    assert climbs(f"./{name}") is not None or not name.startswith(("/", "\\", "~", "c:", "C:"))


@pytest.mark.parametrize(
    "name",
    [
        ".",
        "./",
        "bag/",
        "./bag/data/",
        "bag//data",
        "bag/./a",
        "bag/..a",
        "bag/a..",
        "bag/...",
        "bag/~",
        "bag/a:b",
    ],
)
def test_names_that_do_not(name):
    assert climbs(name) is None


@pytest.mark.parametrize(
    ("name", "tidy"),
    [(".", ""), ("./", ""), ("./bag/", "bag"), ("bag//data/./a", "bag/data/a"), ("bag/", "bag")],
)
def test_tidy_names(name, tidy):
    assert tidy_name(name) == tidy


@pytest.mark.parametrize("size", [1, 7, 512, 5000, 1 << 20])
@pytest.mark.parametrize("make", [PlainStream, lambda source: GzipStream(source, Caps())])
def test_streams_give_the_same_in_any_pieces(make, size):
    data = bytes(range(256)) * 100
    source = Held(gz(data) if make is not PlainStream else data)
    stream, taken = make(source), b""
    while piece := stream.read(size):
        taken += piece
        assert stream.offset == len(taken)
    assert taken == data
    stream = make(source)
    assert stream.skip(25_000)
    assert stream.read(10_000) == data[25_000:]
    assert not stream.skip(1)


def test_members_are_taken_with_and_without_their_content():
    data = tar_of(bag_files())
    for takes in (True, False):
        reader, seen = TarReader(PlainStream(Held(data)), Caps()), {}
        while (member := reader.member()) is not None:
            content = b""
            while takes and (piece := reader.content(3)):
                content += piece
            seen[member.name] = content if takes else member.size_bytes
        files = bag_files()
        assert seen == (files if takes else {name: len(each) for name, each in files.items()})


def test_nothing_is_allocated_by_what_a_header_declares():
    size_field = b"\x80" + (8 << 30).to_bytes(11, "big")
    for flag in (b"x", b"g", b"L", b"K"):
        source = Held(tar_header("x", flag=flag, size_field=size_field))
        tracemalloc.start()
        with pytest.raises(Problem) as raised:
            TarReader(PlainStream(source), Caps()).member()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert raised.value.code == "BAG-160"
        assert peak < 1 << 20
        assert source.most < 1 << 20
    for lie in ({"count": 65535}, {"directory_bytes": (1 << 32) - 2}):
        source = Held(good_zip(**lie))
        with pytest.raises(Problem):
            directory_of(source)
        assert source.most < 1 << 17


def test_old_check_sums_of_signed_bytes_are_known():
    block = bytearray(tar_header("bag/é.txt"))
    assert is_header(bytes(block))
    signed = sum(byte - 256 if byte > 127 else byte for byte in block[:148] + block[156:]) + 256
    block[148:156] = b"%06o\0 " % signed
    assert is_header(bytes(block))
    block[148:156] = b"%06o\0 " % (signed + 1)
    assert not is_header(bytes(block))


def test_extended_records():
    assert pax_records(b"") == {}
    assert pax_records(b"9 a=b\nc=\n") == {b"a": b"b\nc="}
    assert pax_records(b"6 a=b\n6 a=c\n") == {b"a": b"c"}
    for data in (
        b"6 a=b",
        b"7 a=b\n",
        b"5 a=b\n",
        b"6 ab\n\n"[:5],
        b"x a=b\n",
        b" a=b\n",
        b"99999999999999999999999 a=b\n",
    ):
        with pytest.raises(Problem):
            pax_records(data)
    assert pax_size(b"12") == 12
    for digits in (b"", b"-1", b"1.5", b"9" * 30, str(2**63).encode()):
        with pytest.raises(Problem):
            pax_size(digits)


def test_extra_fields():
    assert extra_fields(b"\x01\x00\x02\x00ab\0\0\0") == {1: b"ab"}
    for data in (b"\x01\x00\x03\x00ab", b"\x01\x00\x00\x00" * 2):
        with pytest.raises(Problem):
            extra_fields(data)
    full = 0xFFFFFFFF
    assert widened([(full, full), (5, full)], b"\x07" + bytes(7)) == [7, 5]
    with pytest.raises(Problem):
        widened([(full, full)], b"\x07")


def test_overlaps_are_found_before_anything_is_read():
    assert directory_of(Held(overlapping(3))).members == 3


@pytest.mark.parametrize(
    ("name", "head", "form"),
    [
        ("a.zip", b"PK\x03\x04", Form.ZIP),
        ("a", b"PK\x05\x06", Form.ZIP),
        ("a.tar", b"", Form.TAR),
        ("a.TAR.GZ", gz(b"anything"), Form.TAR_GZ),
        ("a.gz", gz(b"anything"), None),
        ("a.gz", gz(tar_of({"a": b"b"})), Form.TAR_GZ),
        ("a.tgz", gz(b"WARC/1.0"), None),
        ("a.tgz", b"text", Form.TAR_GZ),
        ("a.txt", b"text", None),
        ("a.txt", b"BZh9", None),
        ("a.tar", b"BZh9", Form.OTHER),
        ("a.tar.xz", b"", Form.OTHER),
        ("a.bin", b"7z\xbc\xaf\x27\x1c", Form.SEVEN_ZIP),
    ],
)
def test_forms(name, head, form):
    assert form_of(name, head) is form


def test_stems():
    assert [stem(name) for name in ("a.zip", "a.b.tar.gz", "A.TGZ", "a", ".zip")] == [
        "a", "a.b", "A", "a", "",
    ]  # fmt: skip
    assert is_as_named("a", Form.ZIP)
    assert is_as_named("a.tar.gz", Form.TAR_GZ)
    assert not is_as_named("a.tar", Form.TAR_GZ)


def test_bombs():
    caps = Caps(ratio=10)
    assert not caps.is_bomb(FLOOR_BYTES, 1)
    assert caps.is_bomb(FLOOR_BYTES + 1, 1)
    assert not caps.is_bomb(FLOOR_BYTES + 1, FLOOR_BYTES)
