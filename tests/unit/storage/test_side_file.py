"""Files that are still coming: what gets into a bag, and what keeps out of it."""

import errno
import os

import pytest

from preserve.errors import NotWritable, PreserveError
from preserve.storage.side_file import NoPlace, SideDirectory, side_path

DATA = b"the bytes\n" * 1000


@pytest.fixture
def bag(tmp_path):
    place = tmp_path / "bag"
    (place / "data").mkdir(parents=True)
    (place / "bagit.txt").write_text("x")
    return place


def put(side, path, data=DATA):
    with side.open_part(path, 0) as part:
        part.write(data)
        part.sync()


def test_a_part_is_written_in_pieces_and_read_back(bag):
    with SideDirectory(str(bag)) as side:
        side.write_note("data/a", b"note")
        put(side, "data/a", DATA[:10])
        assert side.size_of("data/a") == 10
        with side.open_part("data/a", 10) as part:
            part.write(DATA[10:])
            part.sync()
        received = side.received("data/a", ("sha256",))
        assert received.size_bytes == len(DATA)
        assert side.note("data/a") == b"note"
        side.place("data/a")
        assert (side.note("data/a"), side.size_of("data/a")) == (b"", 0)
    assert (bag / "data/a").read_bytes() == DATA
    assert not os.path.lexists(side_path(str(bag)))


def test_what_is_still_coming_stays(bag):
    with SideDirectory(str(bag)) as side:
        put(side, "data/a")
    assert len(os.listdir(side_path(str(bag)))) == 1
    with SideDirectory(str(bag)) as side:
        assert side.size_of("data/a") == len(DATA)
        side.keep_only([])
    assert not os.path.lexists(side_path(str(bag)))


@pytest.mark.parametrize("there", ["file", "link", "dangling", "directory", "pipe"])
def test_nothing_is_overwritten(bag, tmp_path, there):
    target, outside = bag / "data/a", tmp_path / "outside"
    outside.write_bytes(b"mine")
    match there:
        case "file":
            target.write_bytes(b"mine")
        case "link":
            target.symlink_to(outside)
        case "dangling":
            target.symlink_to(tmp_path / "not-there")
        case "directory":
            target.mkdir()
        case "pipe":
            os.mkfifo(target)
    with SideDirectory(str(bag)) as side:
        put(side, "data/a")
        before = sorted(os.listdir(tmp_path)), os.lstat(target)
        with pytest.raises(NoPlace):
            side.place("data/a")
        after = os.lstat(target)
        assert (after.st_ino, after.st_size) == (before[1].st_ino, before[1].st_size)
    assert outside.read_bytes() == b"mine"
    assert not (tmp_path / "not-there").exists()


@pytest.mark.parametrize("way", ["data", "data/b", "data/b/c"])
@pytest.mark.parametrize("kind", ["link", "file"])
def test_a_link_on_the_way_is_not_followed(bag, tmp_path, way, kind):
    outside = tmp_path / "outside"
    (outside / "b/c").mkdir(parents=True)
    (bag / "data").rmdir()
    place = bag / way
    place.parent.mkdir(parents=True, exist_ok=True)
    if kind == "link":
        place.symlink_to(outside, target_is_directory=True)
    else:
        place.write_bytes(b"x")
    with SideDirectory(str(bag)) as side:
        put(side, "data/b/c/d")
        with pytest.raises(NoPlace):
            side.place("data/b/c/d")
    assert [files for _, _, files in os.walk(outside) if files] == []


def test_directories_are_made_and_taken_back_if_the_file_finds_no_place(bag):
    with SideDirectory(str(bag)) as side:
        put(side, "data/x/y/z")
        side.place("data/x/y/z")
        assert (bag / "data/x/y/z").read_bytes() == DATA
        long = "data/new/" + "n" * 300
        put(side, long)
        with pytest.raises(NoPlace):
            side.place(long)
    assert sorted(os.listdir(bag / "data")) == ["x"]


def no_links(*_names, **_how):
    raise OSError(errno.EPERM, "no second names here")


def test_without_hard_links_it_is_moved_and_never_over_anything(bag):
    with SideDirectory(str(bag), no_links) as side:
        put(side, "data/a")
        side.place("data/a")
        assert (bag / "data/a").read_bytes() == DATA
        put(side, "data/a", b"other")
        with pytest.raises(NoPlace):
            side.place("data/a")
        assert (bag / "data/a").read_bytes() == DATA
        side.drop("data/a")


def test_where_nothing_can_be_moved_without_overwriting_what_came_stays(bag):
    def cannot(*_names):
        raise OSError(errno.ENOSYS, "not here")

    with SideDirectory(str(bag), no_links, cannot) as side:
        put(side, "data/a")
        with pytest.raises(NotWritable, match="without overwriting"):
            side.place("data/a")
        assert side.size_of("data/a") == len(DATA)
        assert not (bag / "data/a").exists()
        side.drop("data/a")


@pytest.mark.parametrize("trap", ["link", "file", "open-to-all"])
def test_a_side_directory_of_somebody_else_is_not_used(bag, tmp_path, trap):
    outside = tmp_path / "outside"
    outside.mkdir()
    place = tmp_path / ".bag.fetching"
    match trap:
        case "link":
            place.symlink_to(outside)
        case "file":
            place.write_bytes(b"mine")
        case "open-to-all":
            place.mkdir()
            place.chmod(0o777)
    with pytest.raises(NotWritable):
        SideDirectory(str(bag))
    assert os.path.lexists(place)
    assert os.listdir(outside) == []


def test_a_link_as_a_part_is_not_written_through(bag, tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    with SideDirectory(str(bag)) as side:
        put(side, "data/a")
        (name,) = os.listdir(side.path)
        os.unlink(f"{side.path}/{name}")
        os.symlink(outside, f"{side.path}/{name}")
        assert side.size_of("data/a") == 0
        put(side, "data/a")
        assert outside.read_bytes() == b"mine"
        os.symlink(outside, f"{side.path}/{name.replace('part', 'json')}")
        assert side.note("data/a") == b""
        side.drop("data/a")
    assert outside.read_bytes() == b"mine"


def test_a_part_that_has_its_place_already_is_not_written_on(bag):
    """A kill between the two steps leaves one file with two names; somebody may have moved one."""
    with SideDirectory(str(bag)) as side:
        put(side, "data/a")
        (name,) = os.listdir(side.path)
        os.link(f"{side.path}/{name}", bag / "data/elsewhere")
        assert side.size_of("data/a") == 0
        put(side, "data/a", b"new")
        assert (bag / "data/elsewhere").read_bytes() == DATA
        side.drop("data/a")


def test_a_bag_with_a_name_as_long_as_names_can_be(tmp_path):
    bag = tmp_path / ("n" * 255)
    bag.mkdir()
    with SideDirectory(str(bag)) as side:
        assert len(os.path.basename(side.path)) < 60


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    missing = tmp_path / "gone" / "bag"
    with pytest.raises(PreserveError):
        SideDirectory(str(missing))


def test_room_is_known(bag):
    with SideDirectory(str(bag)) as side:
        assert side.free_bytes() > 0
