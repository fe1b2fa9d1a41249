"""Changing the key, killed at every point or out of room: the old key or the new one, never half.

Whatever writes next finishes a change that is on record; a key that is not on record means nothing.
"""

import os
from pathlib import Path

import pytest

from preserve.errors import PreserveError
from preserve.ledger.checkpoint import parse_key, verifier_of
from preserve.ledger.journal import load_signing_key
from preserve.workflows.archive import Archive, open_archive, open_journal, read_history
from preserve.workflows.rekey import rekey
from tests.fault.test_commit_kill import copied, killed_at
from tests.support.archives import Clock, audited, new_archive
from tests.support.exchanging import Two, key_of
from tests.support.limits import files_up_to
from tests.support.mounts import unwritable


def change(root: str) -> None:
    rekey(open_archive(root), "Ann", "It was time.", Clock())


def work(root: str) -> None:
    archive = open_archive(root)
    with archive.lock(), open_journal(archive, read_history(archive, is_locked=True)):
        pass


def require_whole(archive: Archive, old_private: bytes, old: str) -> bool:
    """Require that files and history agree; return whether the key was changed."""
    verdict = read_history(archive, is_locked=False).verdict
    assert verdict.is_verified
    assert verifier_of(verdict.key.name, load_signing_key(archive.root)) == verdict.key
    root = Path(archive.root)
    assert (root / "keys" / "archive.pub").read_text() == f"{verdict.key.text()}\n"
    assert (root / "keys" / "archive.key").stat().st_mode & 0o777 == 0o600
    has_old = [path for path in root.rglob("*.key*") if path.read_bytes() == old_private]
    if not verdict.keys.changes:
        assert verdict.key.text() == old
        return False
    assert has_old == []
    assert not (root / "keys" / "next.key").exists()
    for one in verdict.keys.changes:
        handed = root / f"outbox/key-change-{one.new.key_id.hex()}"
        assert (handed / "key-change.json").read_bytes() == one.change.data
        assert (handed / "key-change.json.sig").read_bytes() == one.change.signature
        assert (handed / "key.pub").read_text() == f"{one.new.text()}\n"
        former = root / f"keys/archive.former-{one.old.key_id.hex()}.pub"
        assert parse_key(former.read_text()) == one.old
        assert former.with_suffix(".pem").is_file()
    return True


@pytest.mark.parametrize("then", [work, change])
def test_a_change_of_key_killed_anywhere_is_all_or_nothing(tmp_path, then):
    archive = Two(tmp_path).ours
    root = Path(archive.root)
    kept = copied(root, tmp_path / "kept")
    old_private, old = (root / "keys" / "archive.key").read_bytes(), key_of(archive)
    results = []
    number, killed = 1, True
    while killed:
        copied(kept, root)
        killed = killed_at(number, change, str(root))
        assert read_history(archive, is_locked=False).verdict.is_verified
        # Whoever goes on is killed, too, a little earlier or later each time.
        killed_at(number % 7 + 1, then, str(root))
        then(str(root))
        results.append(require_whole(archive, old_private, old))
        number += 1
    assert len(results) > 30
    if then is work:
        # Up to the commit nothing has changed, from there on everything has.
        assert results == sorted(results)
        assert {False, True} == set(results)
    else:
        assert set(results) == {True}
    audited(archive, Clock())
    assert read_history(archive, is_locked=False).verdict.is_verified


def test_a_change_that_is_killed_after_it_is_on_record_is_finished_and_not_made_twice(tmp_path):
    archive = new_archive(tmp_path / "a", Clock())
    root = Path(archive.root)
    kept = copied(root, tmp_path / "kept")
    number, killed, finished = 1, True, 0
    while killed:
        copied(kept, root)
        killed = killed_at(number, change, str(root))
        if killed and (root / "keys" / "next.key").exists():
            on_record = read_history(archive, is_locked=False).verdict.keys.changes
            done = rekey(archive, "Ann", "Again.", Clock())
            assert done.is_new is not bool(on_record)
            finished += bool(on_record)
            assert len(read_history(archive, is_locked=False).verdict.keys.changes) == 1
        number += 1
    assert finished > 3


@pytest.mark.parametrize("limit", [0, 64, 100, 200, 400, 4_000, 20_000])
def test_without_room_the_key_is_the_old_one_or_the_next_run_finishes(tmp_path, limit):
    archive = new_archive(tmp_path / "a", Clock())
    old_private, old = Path(archive.root, "keys", "archive.key").read_bytes(), key_of(archive)
    with files_up_to(limit), pytest.raises(PreserveError):
        rekey(archive, "Ann", "x", Clock())
    assert read_history(archive, is_locked=False).verdict.is_verified
    work(archive.root)
    require_whole(archive, old_private, old)
    rekey(archive, "Ann", "x", Clock())
    assert require_whole(archive, old_private, old)


@pytest.mark.parametrize("place", ["keys", "ledger", "outbox"])
def test_where_nothing_can_be_written_it_is_said_and_a_rerun_goes_on(tmp_path, place):
    archive = new_archive(tmp_path / "a", Clock())
    old_private, old = Path(archive.root, "keys", "archive.key").read_bytes(), key_of(archive)
    with unwritable(Path(archive.root, place)), pytest.raises(PreserveError):
        rekey(archive, "Ann", "x", Clock())
    assert read_history(archive, is_locked=False).verdict.is_verified
    assert bool(os.path.lexists(f"{archive.root}/keys/next.key")) is (place == "outbox")
    rekey(archive, "Ann", "x", Clock())
    assert require_whole(archive, old_private, old)
    assert len(read_history(archive, is_locked=False).verdict.keys.changes) == 1
