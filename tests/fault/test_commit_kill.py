"""Committing a delivery, killed at every point: nothing twice, nothing half, a rerun finishes.

The run is a child that kills itself at the n-th event that the interpreter reports (a file opened,
renamed, removed, a directory listed): each n is tried until a run ends by itself.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from preserve.model.exchange import Step
from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.commit_deliveries import commit_due
from preserve.workflows.confirm import ConfirmOptions, confirm
from preserve.workflows.desk import desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.places import collect, places_of
from tests.support.archives import Clock, audited
from tests.support.confirming import confirmed, delivery

WATCHED = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.scandir", "shutil.rmtree"}


def commit(root: str) -> None:
    clock = Clock()
    with desk_of(open_archive(root), clock) as desk:
        places = places_of(desk)
        collect(desk, places)
        commit_due(desk)
        dispatch(desk, places)


def confirm_all(root: str) -> None:
    confirm(open_archive(root), ConfirmOptions(), Clock())


def killed_at(number: int, work, root: str) -> bool:
    """Do some work in a child that kills itself at an event; whether it got there."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
        return os.WIFSIGNALED(status)
    left, this = number, os.getpid()

    def count(event: str, _arguments: object) -> None:
        nonlocal left
        # A helper of its own that asks a place is not meant.
        if event in WATCHED and os.getpid() == this:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    code = 1
    try:
        sys.addaudithook(count)
        work(root)
        code = 0
    finally:
        os._exit(code)


def events_of(root: Path) -> list[str]:
    history = read_history(open_archive(str(root)), is_locked=False)
    assert history.verdict.is_verified
    return [entry.event for entry in history.entries]


def copied(source: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target


@pytest.mark.parametrize("start", [0, 5])
def test_commit_killed_anywhere_is_finished_by_the_next_run(tmp_path, start):
    made = confirmed(tmp_path, 3)
    kept = copied(Path(made.theirs.root), tmp_path / "kept")
    root = Path(made.theirs.root)
    number, killed = 1 + start, True
    points = 0
    while killed:
        copied(kept, root)
        killed = killed_at(number, commit, str(root))
        points += killed
        # Twice: the run that goes on is killed a little later itself.
        killed_at(number // 2 + 20, commit, str(root))
        commit(str(root))
        events = events_of(root)
        assert events.count("ingestion") == len(made.packages)
        assert events.count("transfer") == 5
        assert set(made.steps(made.theirs).values()) == {Step.ACCEPTED}
        assert not made.quarantined().exists()
        assert len(list(root.glob("receipts/*/accepted-*.json"))) == 1
        assert len(list(made.two.place.rglob("accepted-*.json.sig"))) == 1
        if killed:
            for path in made.two.place.rglob("accepted-*"):
                path.unlink()
        number += 10
    assert points > 15
    assert audited(made.theirs, made.clock).exit_code == 0
    done = made.confirm()
    assert (done.exit_code, len(done.receipts)) == (0, 1)
    assert made.steps(made.ours) == made.steps(made.theirs)


def test_confirm_killed_anywhere_is_finished_by_the_next_run(tmp_path):
    made = delivery(tmp_path, 2)
    made.offer()
    made.quarantine()
    made.answer()
    root = Path(made.ours.root)
    kept = copied(root, tmp_path / "kept")
    number, killed = 1, True
    while killed:
        copied(kept, root)
        killed = killed_at(number, confirm_all, str(root))
        confirm_all(str(root))
        assert set(made.steps(made.ours).values()) == {Step.CONFIRMED}
        assert events_of(root).count("transfer") == 4
        (said,) = list(root.glob("outbox/**/confirmation-*.json.sig"))
        assert list(made.two.place.rglob(said.name))
        for path in made.two.place.rglob("confirmation-*"):
            path.unlink()
        number += 11
    assert number > 100
