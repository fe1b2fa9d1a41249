"""What an archive may make its reader hold in memory has limits."""

import io
import tarfile

from preserve.containers.bag.serialized.caps import Caps
from preserve.containers.bag.serialized.found import Found
from preserve.containers.bag.serialized.layout import Layout
from preserve.containers.bag.serialized.table import Table
from preserve.containers.bag.serialized.tar import TarArchive


class Bytes:
    """Implements `Source` over bytes."""

    def __init__(self, data):
        self._data = data
        self.size_bytes = len(data)

    def read_at(self, offset, count):
        return self._data[offset : offset + count]


def listed(caps, *members):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as made:
        for name, target in members:
            info = tarfile.TarInfo(name)
            if target is not None:
                info.type, info.linkname = tarfile.SYMTYPE, target
            made.addfile(info)
    found = Found()
    table = Table(caps, found)
    TarArchive(Bytes(stream.getvalue())).read(table)
    return Layout(table, found) if found.is_whole else None, found


def codes(found):
    return [each.code for each in found.findings()]


def test_directories_that_are_only_implied_count_too():
    members = [(f"bag/data/{number}/a/b/c/f", None) for number in range(5)]
    _, found = listed(Caps(members=21), *members)
    assert codes(found) == []
    made, found = listed(Caps(members=20), *members)
    assert codes(found) == ["BAG-159"]
    assert not found.is_whole
    assert made.entries == ()


def test_where_a_link_leads_is_held_to_the_limit_of_a_name():
    _, found = listed(Caps(name_bytes=300), ("bag/data/f", "x" * 300))
    assert codes(found) == ["BAG-151"]
    _, found = listed(Caps(name_bytes=300), ("bag/data/f", "x" * 301))
    assert codes(found) == ["BAG-160"]
    assert not found.is_whole
