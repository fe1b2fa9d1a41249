"""One suite of behaviour for every place of exchange."""

import contextlib
import hashlib
import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.errors import PreserveError, Unreadable
from preserve.storage.directory_mailbox import DirectoryMailbox
from preserve.storage.mailbox import DEEPEST, Content, Mailbox
from preserve.storage.memory_mailbox import MemoryMailbox

NAME = "for-a/from-b/one/bags/p.tar"
DATA = bytes(range(256)) * 5


def directory(place, most=100):
    root = place / "place"
    root.mkdir()
    box = DirectoryMailbox(str(root), most_files=most)
    box.mark()
    return box


def memory(_place, most=100):
    return MemoryMailbox(most_files=most)


@pytest.fixture(params=[directory, memory])
def make(request, tmp_path):
    numbers = itertools.count()

    def made(most=100):
        place = tmp_path / str(next(numbers))
        place.mkdir()
        return request.param(place, most)

    return made


@pytest.fixture
def box(make) -> Mailbox:
    return make()


class Given:
    """A content that counts what was asked for, and may break off."""

    def __init__(self, data=DATA, breaks_at=None, piece=97):
        self.data, self.breaks_at, self.piece = data, breaks_at, piece
        self.offsets = []

    def content(self, sha256=None):
        digest = sha256 or hashlib.sha256(self.data).hexdigest()
        return Content(len(self.data), digest, self.read_from)

    def read_from(self, offset):
        self.offsets.append(offset)
        end = len(self.data) if self.breaks_at is None else self.breaks_at
        for start in range(offset, end, self.piece):
            yield self.data[start : min(start + self.piece, end)]
        if self.breaks_at is not None:
            raise Unreadable("pulled out")


def read(box, name=NAME, limit=1 << 20):
    return b"".join(box.read(name, limit))


def listed(box, where=""):
    return [(there.name, there.size_bytes) for there in box.files(where)]


def put(box, name=NAME, data=DATA):
    return box.put(name, Given(data).content())


def test_what_was_put_lies_there_whole(box):
    assert put(box)
    assert read(box) == DATA
    assert listed(box, "for-a") == [(NAME, len(DATA))]


def test_putting_it_again_changes_nothing(box):
    put(box)
    again = Given()
    assert not box.put(NAME, again.content())
    assert again.offsets == []
    assert read(box) == DATA


@pytest.mark.parametrize("damaged", [b"", DATA[:-1], DATA + b"x", b"x" + DATA[1:]])
def test_damage_is_mended(box, damaged):
    put(box, data=damaged)
    assert put(box)
    assert read(box) == DATA
    assert not put(box)


def test_an_empty_file_is_a_file(box):
    assert put(box, data=b"")
    assert not put(box, data=b"")
    assert read(box) == b""
    assert listed(box, "for-a") == [(NAME, 0)]


@pytest.mark.parametrize("cut", [0, 1, 96, 97, 98, 500, len(DATA) - 1, len(DATA)])
def test_what_was_begun_is_gone_on_with_and_is_not_seen_before_it_is_whole(box, cut):
    with pytest.raises(PreserveError):
        box.put(NAME, Given(breaks_at=cut).content())
    assert listed(box, "for-a") == []
    rest = Given()
    assert box.put(NAME, rest.content())
    assert read(box) == DATA
    if 0 < cut < len(DATA):
        assert cut in rest.offsets


def test_what_was_begun_of_something_else_is_begun_anew(box):
    with pytest.raises(PreserveError):
        box.put(NAME, Given(b"another" * 40, breaks_at=200).content())
    assert put(box)
    assert read(box) == DATA


def test_many_are_put_and_their_names_synced_once(box):
    names = [f"for-a/from-b/one/bags/{number}" for number in range(20)]
    assert all(box.put(name, Given().content(), settles=False) for name in names)
    box.sync("for-a/from-b/one/bags")
    assert not any(box.put(name, Given().content(), settles=False) for name in names)
    assert [name for name, _ in listed(box, "for-a")] == sorted(names)


@pytest.mark.parametrize("data", [DATA[:-1], DATA + b"x", b"x" + DATA[1:]])
def test_bytes_that_are_not_what_they_are_said_to_be_are_not_put(box, data):
    promised = hashlib.sha256(DATA).hexdigest()
    with pytest.raises(PreserveError):
        box.put(NAME, Given(data).content(promised))
    assert listed(box, "for-a") == []
    assert put(box)


@given(cuts=st.lists(st.integers(0, 300), max_size=5), size=st.integers(0, 300))
def test_however_often_it_is_cut_off_it_ends_whole(tmp_path_factory, cuts, size):
    data = DATA[:size]
    for box in (directory(tmp_path_factory.mktemp("cut")), MemoryMailbox()):
        for cut in cuts:
            given_data = Given(data, breaks_at=min(cut, size), piece=7)
            with contextlib.suppress(Unreadable):  # it lies there already, where nothing is read
                box.put(NAME, given_data.content())
        box.put(NAME, Given(data, piece=11).content())
        assert read(box) == data


def test_names_are_listed_in_order_and_only_below_what_is_asked_for(box):
    names = ["for-a/from-b/y.json", "for-a/from-b/x/z", "for-ab/from-b/c", "for-a/b"]
    for name in names:
        put(box, name)
    assert [name for name, _ in listed(box, "for-a")] == sorted(n for n in names if n[5] == "/")
    assert [name for name, _ in listed(box, "for-a/from-b/x")] == ["for-a/from-b/x/z"]
    assert listed(box, "for-none") == []
    assert {name for name, _ in listed(box)} >= set(names)


def test_more_files_than_an_exchange_needs_are_not_listed(make):
    box = make(3)
    for number in range(4):
        put(box, f"for-a/{number}", b"x")
    with pytest.raises(PreserveError) as raised:
        listed(box, "for-a")
    assert raised.value.code == "XCH-007"


def test_what_lies_too_deep_is_passed_over(box):
    # The suite's own mark of a directory is the one more name at the top.
    put(box, "/".join(["d"] * DEEPEST + ["seen"]), b"")
    put(box, "/".join(["d"] * (DEEPEST + 1) + ["unseen"]), b"")
    names = [name.rpartition("/")[2] for name, _ in listed(box)]
    assert "seen" in names
    assert "unseen" not in names


def test_no_more_is_read_than_asked_for(box):
    put(box)
    assert read(box, limit=10) == DATA[:10]


def test_what_is_not_there_cannot_be_read(box):
    with pytest.raises(PreserveError):
        read(box)


@pytest.mark.parametrize("name", ["", "/etc/x", "../x", "a/../../x", "a//b", "a/./b", "a\0b", "a/"])
def test_a_name_leads_nowhere_but_down(box, name):
    with pytest.raises(PreserveError):
        put(box, name)
    with pytest.raises(PreserveError):
        read(box, name)


def test_a_file_where_a_directory_should_be_is_in_the_way(box):
    put(box, "for-a/from-b", b"x")
    with pytest.raises(PreserveError):
        put(box)
    assert read(box, "for-a/from-b") == b"x"


def test_a_directory_where_the_file_should_be_is_in_the_way(box):
    put(box, f"{NAME}/inner", b"x")
    with pytest.raises(PreserveError):
        put(box)
    assert read(box, f"{NAME}/inner") == b"x"


def test_several_can_be_put_at_once(box):
    names = [f"for-a/from-b/one/bags/{number}.tar" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda name: put(box, name, name.encode()), names))
    assert all(done)
    assert [read(box, name) for name in names] == [name.encode() for name in names]
