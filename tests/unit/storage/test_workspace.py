"""A marked directory: wherever a run stops, the next one mends it, and nothing else is removed."""

import os
import signal
import sys
from pathlib import Path

import pytest

from preserve.errors import Refused
from preserve.storage.workspace import MARK, Workspace
from tests.support.bags import fingerprint


def as_left(place: Path, *files: str) -> Path:
    place.mkdir()
    for name in files:
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).touch()
    return place


def test_nothing_is_there_before_and_after(tmp_path: Path):
    with Workspace(str(tmp_path / "own")) as space:
        assert os.listdir(tmp_path) == []
        space.make()
        assert os.listdir(tmp_path / "own") == [MARK]
        os.makedirs(f"{space.work}/data")
        space.make()
        assert os.path.isdir(f"{space.work}/data")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("files", [(), (MARK,), (MARK, "new/half")])
def test_wherever_a_run_was_killed_the_next_one_mends_it(files: tuple[str, ...], tmp_path: Path):
    place = as_left(tmp_path / "own", *files)
    with Workspace(str(place)) as space:
        assert not place.exists()
        space.make()
    assert os.listdir(tmp_path) == []


def is_killed_at(step: int, place: Path) -> bool:
    """Run in a process of its own until so many things were asked of the system; kill it there."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] != 0
    left = [step]

    def count(event: str, _arguments: object) -> None:
        if event in {"open", "os.mkdir", "os.remove", "os.rmdir", "os.listdir", "os.scandir"}:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    with Workspace(str(place)) as space:
        space.make()
        os.makedirs(f"{space.work}/data")
        Path(space.work, "data", "half").touch()
    os._exit(0)


def test_a_run_may_be_killed_at_any_step(tmp_path: Path):
    place = tmp_path / "own"
    steps = 1
    while is_killed_at(steps, place):
        with Workspace(str(place)) as space:
            space.make()
        assert os.listdir(tmp_path) == []
        steps += 1
    assert steps > 10


@pytest.mark.parametrize("kind", ["files", "work", "file", "link", "marked link", "full mark"])
def test_what_is_not_ours_is_refused_and_left(kind: str, tmp_path: Path):
    place = tmp_path / "own"
    if kind == "file":
        place.write_bytes(b"")
    elif kind.endswith("link"):
        as_left(tmp_path / "elsewhere", *([MARK] if "marked" in kind else []), "new/mine.txt")
        place.symlink_to("elsewhere")
    elif kind == "full mark":
        (as_left(place, "new/mine.txt") / MARK).write_bytes(b"a text of that name\n")
    else:
        as_left(place, "mine.txt" if kind == "files" else "new/mine.txt")
    before = fingerprint(tmp_path)
    space = Workspace(str(place))
    with pytest.raises(Refused, match="in the way"):
        space.__enter__()
    with pytest.raises(Refused, match="in the way"):
        space.make()
    space.discard()
    assert fingerprint(tmp_path) == before


def test_what_somebody_puts_beside_the_work_stays_and_is_not_in_the_way(tmp_path: Path):
    place = as_left(tmp_path / "own", MARK, "new/half", "mine.txt")
    for _ in range(2):
        with Workspace(str(place)) as space:
            space.make()
        assert sorted(os.listdir(place)) == [MARK, "mine.txt"]
