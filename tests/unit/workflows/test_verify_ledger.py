"""A checkpoint that came back by mail verifies; one that was changed does not."""

from pathlib import Path

import pytest

from preserve.model.policy import Notify
from preserve.report.mail import mail_of
from preserve.report.news import Occasion
from preserve.workflows.verify_ledger import verify_ledger
from tests.support.archives import Clock, archive_with, audited
from tests.support.news import good_news


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return an archive, and the checkpoint of an earlier day as a mail brought it."""
    clock = Clock()
    archive, _ = archive_with(tmp_path_factory.mktemp("kept"), {"a.txt": b"A word.\n"}, clock)
    note = (Path(archive.root) / "ledger" / "checkpoint").read_text(encoding="utf-8")
    audited(archive, clock)
    mail = mail_of(
        good_news(checkpoint_note=note), Occasion.DIGEST, Notify(mail_to=("a@example.org",))
    )
    return archive.root, mail.get_content().split("-" * 76)[1]


WAYS = {
    "as it came": lambda note: note,
    "line ends of Windows": lambda note: note.replace("\n", "\r\n"),
    "no line end at the end": str.strip,
    "empty lines around it": lambda note: f"\n\r\n{note}\n\n\n",
    "a byte order mark": lambda note: "\ufeff" + note,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_copied_checkpoint_verifies(kept, tmp_path, way):
    root, note = kept
    file = tmp_path / "checkpoint.txt"
    file.write_bytes(WAYS[way](note).encode())
    found = verify_ledger(root, str(file))
    assert (found.state, found.exit_code) == ("verified", 0)


@pytest.mark.parametrize("change", [("preserve/", "preserve_"), ("=\n", "A\n"), ("\n\n", "\n")])
def test_a_changed_one_does_not(kept, tmp_path, change):
    root, note = kept
    file = tmp_path / "checkpoint.txt"
    file.write_text(note.strip().replace(*change, 1))
    assert verify_ledger(root, str(file)).exit_code == 4


def test_an_empty_one_does_not(kept, tmp_path):
    (tmp_path / "empty").write_text("")
    assert verify_ledger(kept[0], str(tmp_path / "empty")).exit_code != 0
