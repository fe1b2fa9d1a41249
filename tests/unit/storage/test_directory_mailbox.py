"""A shared directory in which others plant what leads elsewhere."""

import hashlib
import os

import pytest

from preserve.errors import NoSpace, NotWritable, PreserveError
from preserve.storage.directory_mailbox import MARK, MARK_TEXT, DirectoryMailbox
from preserve.storage.mailbox import Content
from tests.support.archives import tree_digest
from tests.support.mounts import enlarge, small_disk, unwritable

NAME = "for-a/from-b/one/bags/p.tar"
DATA = b"bytes of a bag" * 1000


def content(data=DATA):
    return Content(len(data), hashlib.sha256(data).hexdigest(), lambda offset: (data[offset:],))


@pytest.fixture
def place(tmp_path):
    place = tmp_path / "place"
    place.mkdir()
    return place


@pytest.fixture
def box(place):
    box = DirectoryMailbox(str(place))
    box.mark()
    return box


@pytest.fixture
def elsewhere(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_bytes(DATA[:100])
    return elsewhere


def test_an_empty_mount_point_is_not_online(place):
    box = DirectoryMailbox(str(place))
    assert not box.is_online()
    assert DirectoryMailbox(str(place), needs_mark=False).is_online()
    box.mark()
    assert box.is_online()
    box.mark()
    assert (place / MARK).read_text() == MARK_TEXT
    assert not DirectoryMailbox(str(place / "gone")).is_online()
    assert not DirectoryMailbox(str(place / "gone"), needs_mark=False).is_online()


def test_a_mark_is_a_file(place):
    os.mkfifo(place / MARK)
    assert not DirectoryMailbox(str(place)).is_online()


PARTS = NAME.split("/")


@pytest.mark.parametrize("depth", range(1, len(PARTS)))
def test_a_planted_link_leads_nowhere_at_any_level(box, place, elsewhere, depth):
    before = tree_digest(elsewhere)
    above = place.joinpath(*PARTS[: depth - 1])
    above.mkdir(parents=True, exist_ok=True)
    (above / PARTS[depth - 1]).symlink_to(elsewhere)
    for name in PARTS[depth:]:
        (elsewhere / name).mkdir(exist_ok=True)
    before = tree_digest(elsewhere)
    with pytest.raises(NotWritable, match="in the way"):
        box.put(NAME, content())
    with pytest.raises(PreserveError):
        list(box.read(NAME, 10))
    assert list(box.files("for-a")) == []
    assert tree_digest(elsewhere) == before


@pytest.mark.parametrize("ending", ["", ".part"])
def test_a_link_in_the_place_of_the_file_is_not_written_through(box, place, elsewhere, ending):
    before = tree_digest(elsewhere)
    (place / NAME).parent.mkdir(parents=True)
    os.symlink(elsewhere / "precious", f"{place / NAME}{ending}")
    if ending:
        assert box.put(NAME, content())
    else:
        with pytest.raises(NotWritable, match="in the way"):
            box.put(NAME, content())
    assert tree_digest(elsewhere) == before


def test_a_part_that_is_a_second_name_of_another_file_is_not_written_on(box, place, elsewhere):
    (place / NAME).parent.mkdir(parents=True)
    os.link(elsewhere / "precious", f"{place / NAME}.part")
    assert box.put(NAME, content())
    assert (elsewhere / "precious").read_bytes() == DATA[:100]
    assert (place / NAME).read_bytes() == DATA


@pytest.mark.parametrize("ending", ["", ".part"])
def test_pipes_do_not_hold_it_up(box, place, ending):
    (place / NAME).parent.mkdir(parents=True)
    os.mkfifo(f"{place / NAME}{ending}")
    os.mkfifo(place / "for-a" / "pipe.json")
    assert list(box.files("for-a")) == []
    with pytest.raises(PreserveError):
        list(box.read("for-a/pipe.json", 10))
    if ending:
        assert box.put(NAME, content())
    else:
        with pytest.raises(NotWritable, match="in the way"):
            box.put(NAME, content())


def test_a_directory_named_like_a_part_is_in_the_way(box, place):
    (place / f"{NAME}.part").mkdir(parents=True)
    with pytest.raises(NotWritable, match="in the way"):
        box.put(NAME, content())


def test_names_from_hell_are_listed_and_hurt_nobody(box, place):
    (place / "for-a").mkdir()
    names = [b"\xff\xfe.json", b"a\nb.json", b"-rf", b"\x1b[2J", ("\u202e" + "gpj.exe").encode()]
    for name in names:
        with open(os.path.join(os.fsencode(place), b"for-a", name), "wb"):
            pass
    found = {os.fsencode(there.name.removeprefix("for-a/")) for there in box.files("for-a")}
    assert found == set(names)


def test_whoever_plants_too_many_names_is_told_of(place):
    for number in range(50):
        (place / f"{number}").mkdir()
    looked_at = DirectoryMailbox(str(place), most_files=10)
    with pytest.raises(PreserveError, match="more files"):
        list(looked_at.files())


def test_a_damaged_part_keeps_what_is_good_of_it(box, place):
    (place / NAME).parent.mkdir(parents=True)
    (place / f"{NAME}.part").write_bytes(DATA[:5000] + bytes(100))
    asked = []

    def read_from(offset):
        asked.append(offset)
        for start in range(offset, len(DATA), 1000):
            yield DATA[start : start + 1000]

    assert box.put(NAME, content()._replace(read_from=read_from))
    assert asked == [0, 5000]
    assert (place / NAME).read_bytes() == DATA


def test_a_part_that_is_whole_only_gets_its_name(box, place):
    (place / NAME).parent.mkdir(parents=True)
    (place / f"{NAME}.part").write_bytes(DATA)
    assert box.put(NAME, content())
    assert [there.name for there in box.files("for-a")] == [NAME]


def test_a_full_place_says_so_and_goes_on_once_there_is_room(place):
    with small_disk(place, "64k") as is_mounted:
        if not is_mounted:
            return
        box = DirectoryMailbox(str(place))
        box.mark()
        data = os.urandom(200_000)
        with pytest.raises(NoSpace):
            box.put(NAME, content(data))
        assert list(box.files("for-a")) == []
        enlarge(place, "1m")
        assert box.put(NAME, content(data))
        assert (place / NAME).read_bytes() == data


def test_a_place_that_cannot_be_written_is_left_as_it_is_and_may_hold_it_already(box, place):
    box.put(NAME, content())
    with unwritable(place):
        assert not box.put(NAME, content())
        with pytest.raises(NotWritable):
            box.put(f"{NAME}.2", content())
        with pytest.raises(NotWritable):
            box.put("for-new/x", content())


def test_what_nothing_is_known_of_is_written_and_removed_again(box, place):
    made = box.write("for-a/one/bags/p.tar", (b"ab", b"c"))
    assert (made.size_bytes, made.sha256) == (3, hashlib.sha256(b"abc").hexdigest())
    assert b"".join(made.read_from(1)) == b"bc"
    box.sync("for-a/one/bags")
    (place / "for-a/one/bags/q.tar.part").write_bytes(b"x")
    (place / "for-a/one/bags/note.txt").write_bytes(b"a person's")
    assert box.directories("for-a") == ["one"]
    assert box.clear("for-a/one/bags", (".tar",)) == 2
    assert os.listdir(place / "for-a/one/bags") == ["note.txt"]
    box.drop("for-a/one/bags/note.txt")
    assert box.clear("for-a/one/bags", (".tar",)) == 0
    assert box.directories("for-a/one") == []


def test_a_run_that_breaks_off_while_writing_leaves_nothing_under_the_name(box):
    def parts():
        yield b"some"
        raise NotWritable("no more")

    with pytest.raises(NotWritable):
        box.write("for-a/one/bags/p.tar", parts())
    assert list(box.files("for-a")) == []
    box.write("for-a/one/bags/p.tar", (b"whole",))
    assert b"".join(box.read("for-a/one/bags/p.tar", 100)) == b"whole"
