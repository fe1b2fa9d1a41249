"""Whatever somebody makes of the notes and names in quarantine, commands go on."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from preserve.workflows.archive import read_history
from preserve.workflows.quarantine_decisions import (
    Discard,
    discard,
    find_kept,
    list_quarantine,
    story_of,
)
from tests.support.deliveries import Sender, steps_of

DIGITS = "ab" * 32


def _nested(opened: bytes, closed: bytes) -> bytes:
    return opened * 30_000 + b"1" + closed * 30_000


NOTES = {
    "nested lists": _nested(b"[", b"]"),
    "lists without end": b"[" * 60_000,
    "nested objects": _nested(b'{"findings":', b"}"),
    "no text": b"\xff\xfe\x00",
    "nothing": b"",
    "another kind": b"[1]",
    "numbers without end": b'{"at":' + b"9" * 9_000 + b"}",
    "no number": b'{"at":1e400,"findings":[NaN]}',
    "half a character": b'{"at":"\\ud800","sha256":"\\udfff"}',
    "other kinds within": b'{"at":{},"sha256":[],"findings":[{"code":1},null,"x"]}',
    "too long": b" " * ((16 << 20) + 1),
}
KINDS = ["a pipe", "a directory", "a link to itself", "a device"]


@pytest.fixture
def sender(tmp_path):
    return Sender(tmp_path)


def harmed(path: Path, harm: str) -> None:
    path.unlink(missing_ok=True)
    if harm in NOTES:
        path.write_bytes(NOTES[harm])
    elif harm == "a pipe":
        os.mkfifo(path)
    elif harm == "a directory":
        path.mkdir()
    else:
        path.symlink_to(path.name if harm == "a link to itself" else "/dev/zero")


@pytest.mark.parametrize("harm", [*NOTES, *KINDS])
def test_the_findings_beside_a_refused_package_may_be_anything(sender, harm):
    parcel = sender.parcel().saying(files=3)
    conversation = sender.offer(parcel)
    sender.received()
    harmed(sender.quarantine(conversation) / f"{parcel.package}.refused.json", harm)
    theirs = sender.two.theirs
    (kept,) = list_quarantine(theirs, read_history(theirs, is_locked=False))
    story = story_of(
        theirs, read_history(theirs, is_locked=False), find_kept([kept], parcel.package)
    )
    assert story.document()["package"] == parcel.package
    discard(theirs, Discard(parcel.package, "Anna", "It was sent again."), sender.two.clock)
    assert list_quarantine(theirs, read_history(theirs, is_locked=False)) == []


@pytest.mark.parametrize("harm", [*NOTES, *KINDS])
def test_the_note_of_a_first_look_may_be_anything(sender, harm):
    parcel = sender.parcel()
    sender.configure("quarantine_days = 1")
    conversation = sender.offer(parcel)
    sender.received()
    note = sender.quarantine(conversation) / f"{parcel.package}.first-look.json"
    harmed(note, harm)
    assert steps_of(sender.received()) == {parcel.package: "received"}
    sender.two.clock.at += timedelta(days=2)
    assert steps_of(sender.received()) == {parcel.package: "valid"}


@pytest.mark.parametrize(
    "name",
    [
        os.fsdecode(b"caf\xe9-" + DIGITS.encode()),
        f"\x1b[2J-{DIGITS}",
        f"a\n-{DIGITS}",
        f"a\u202e-{DIGITS}",
        f"-{DIGITS}\n",
        f"A-{DIGITS}",
    ],
)
@pytest.mark.parametrize("is_file", [True, False])
def test_what_no_run_called_so_is_not_listed(sender, name, is_file):
    theirs = sender.two.theirs
    place = Path(theirs.root, "quarantine", "exchange", "unsigned")
    place.mkdir(parents=True)
    planted = place / name
    if is_file:
        planted.touch()
    else:
        planted.mkdir()
    assert list_quarantine(theirs, read_history(theirs, is_locked=False)) == []
