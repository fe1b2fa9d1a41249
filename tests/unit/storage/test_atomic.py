import errno
import os
import stat

import pytest

from preserve.errors import NoSpace, NotWritable, Unreadable
from preserve.storage import atomic
from tests.support.limits import files_up_to


def test_create_never_overwrites(tmp_path):
    path = str(tmp_path / "f")
    atomic.create(path, b"one")
    with pytest.raises(FileExistsError):
        atomic.create(path, b"two")
    assert (tmp_path / "f").read_bytes() == b"one"


def test_replace_puts_new_bytes_and_the_mode(tmp_path):
    path = str(tmp_path / "key")
    atomic.replace(path, b"one", mode=0o600)
    atomic.replace(path, b"two", mode=0o600)
    assert (tmp_path / "key").read_bytes() == b"two"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert os.listdir(tmp_path) == ["key"]


def test_a_replace_that_fails_leaves_the_old_bytes(tmp_path):
    path = str(tmp_path / "f")
    atomic.replace(path, b"old")
    with files_up_to(1000), pytest.raises(NoSpace), atomic.writing("the file"):
        atomic.replace(path, b"new" * 1000)
    assert (tmp_path / "f").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["f"]


def test_a_staged_file_takes_the_place_of_another(tmp_path):
    staged, final = tmp_path / "staged", tmp_path / "final"
    with pytest.raises(FileNotFoundError):
        atomic.take_place(str(staged), str(final))
    staged.write_bytes(b"new")
    final.write_bytes(b"old")
    atomic.take_place(str(staged), str(final))
    assert os.listdir(tmp_path) == ["final"]
    assert final.read_bytes() == b"new"


def test_publish_moves_and_never_overwrites(tmp_path):
    (tmp_path / "staged").mkdir()
    (tmp_path / "final").mkdir()
    with pytest.raises(FileExistsError):
        atomic.publish(str(tmp_path / "staged"), str(tmp_path / "final"))
    atomic.publish(str(tmp_path / "staged"), str(tmp_path / "other"))
    assert sorted(os.listdir(tmp_path)) == ["final", "other"]


def test_publish_does_not_take_the_place_of_a_dangling_link(tmp_path):
    (tmp_path / "staged").mkdir()
    os.symlink("nowhere", tmp_path / "final")
    with pytest.raises(FileExistsError):
        atomic.publish(str(tmp_path / "staged"), str(tmp_path / "final"))


def test_directories_are_not_made_through_a_link(tmp_path):
    (tmp_path / "root").mkdir()
    (tmp_path / "outside").mkdir()
    os.symlink("../outside", tmp_path / "root" / "d")
    with pytest.raises(FileExistsError):
        atomic.make_directories(str(tmp_path / "root"), "d/e")
    assert os.listdir(tmp_path / "outside") == []


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, NoSpace),
        (errno.EDQUOT, NoSpace),
        (errno.EFBIG, NoSpace),
        (errno.EROFS, NotWritable),
        (errno.EACCES, NotWritable),
        (errno.EIO, Unreadable),
    ],
)
def test_the_systems_errors_are_told_apart(number, expected):
    problem = atomic.explained(OSError(number, os.strerror(number)), "the file")
    assert type(problem) is expected
    assert problem.exit_code == 3
    assert os.strerror(number) in problem.message


def test_a_rename_that_spares_moves_and_never_overwrites(tmp_path):
    (tmp_path / "a").write_text("mine")
    (tmp_path / "b").write_text("theirs")
    with pytest.raises(FileExistsError):
        atomic.rename_new(str(tmp_path / "a"), str(tmp_path / "b"))
    assert (tmp_path / "b").read_text() == "theirs"
    atomic.rename_new(str(tmp_path / "a"), str(tmp_path / "c"))
    assert sorted(os.listdir(tmp_path)) == ["b", "c"]


def test_a_rename_between_open_directories(tmp_path):
    (tmp_path / "from").mkdir()
    (tmp_path / "to").mkdir()
    (tmp_path / "from" / "a").write_text("mine")
    staged, final = (os.open(tmp_path / name, os.O_RDONLY) for name in ("from", "to"))
    try:
        atomic.rename_new("a", "b", staged, final)
        with pytest.raises(FileNotFoundError):
            atomic.rename_new("a", "b", staged, final)
    finally:
        os.close(staged)
        os.close(final)
    assert (tmp_path / "to" / "b").read_text() == "mine"


def test_several_directories_get_their_final_names(tmp_path):
    for name in ("from", "to"):
        (tmp_path / name).mkdir()
    names = {}
    for name in ("a", "b"):
        (tmp_path / "from" / name).mkdir()
        names[str(tmp_path / "from" / name)] = str(tmp_path / "to" / name)
    atomic.publish_all(names)
    assert sorted(path.name for path in (tmp_path / "to").iterdir()) == ["a", "b"]
    assert list((tmp_path / "from").iterdir()) == []
    atomic.publish_all({})


def test_several_directories_never_take_the_place_of_another(tmp_path):
    for name in ("a", "b", "taken"):
        (tmp_path / name).mkdir()
    names = {
        str(tmp_path / "a"): str(tmp_path / "free"),
        str(tmp_path / "b"): str(tmp_path / "taken"),
    }
    with pytest.raises(FileExistsError):
        atomic.publish_all(names)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "free", "taken"]


def test_only_an_empty_directory_goes(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_bytes(b"x")
    (tmp_path / "empty").mkdir()
    for name in ("full", "empty", "none"):
        atomic.discard_empty(str(tmp_path / name))
    assert [path.name for path in tmp_path.iterdir()] == ["full"]
