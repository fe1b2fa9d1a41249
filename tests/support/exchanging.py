"""Two archives that know each other, and a place of exchange between them."""

from pathlib import Path

from preserve.ledger.checkpoint import parse_key
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.partners import PartnerStep
from preserve.storage.directory_mailbox import DirectoryMailbox
from preserve.workflows.archive import SOFTWARE, Archive, open_archive, read_history
from preserve.workflows.desk import desk_of
from tests.support.archives import Clock, new_archive


class Two:
    """Archives `ours` and `theirs`; each has the other as partner, with one place for both.

    Attributes:
        place: the directory that both use.
        clock: of both.
    """

    def __init__(self, root: Path) -> None:
        self.clock = Clock()
        self.place = root / "place"
        self.place.mkdir()
        DirectoryMailbox(str(self.place)).mark()
        self.ours = new_archive(root / "ours", self.clock)
        self.theirs = new_archive(root / "theirs", self.clock)
        make_partners(self.ours, self.theirs, self.clock, "theirs", str(self.place))
        make_partners(self.theirs, self.ours, self.clock, "ours", str(self.place))


def archive_id_of(archive: Archive) -> str:
    """Return the id of an archive."""
    return read_history(archive, is_locked=False).archive_id


def key_of(archive: Archive) -> str:
    """Return the verifier key of an archive."""
    key = read_history(archive, is_locked=False).verdict.key
    assert key is not None
    return key.text()


def make_partners(
    archive: Archive, other: Archive, clock: Clock, name: str, inbox: str | None
) -> None:
    """Pin another archive's key, as `preserve partner add` does."""
    key = parse_key(key_of(other))
    detail = {
        "step": PartnerStep.ADDED.value,
        "name": name,
        "archive_id": archive_id_of(other),
        "key": key.text(),
        "by": "a test",
    }
    with desk_of(archive, clock) as desk:
        desk.record([LedgerEntry(clock(), Event.PARTNER.value, None, SOFTWARE, "success", detail)])
    config = Path(archive.root) / "preserve.toml"
    line = "" if inbox is None else f'inbox = "{inbox}"\n'
    config.write_text(f"{config.read_text()}\n[partners.{name}]\n{line}")
    open_archive(archive.root)


def configure_exchange(archive: Archive, rules: str) -> None:
    """Write lines into [exchange] of preserve.toml, which every new archive has."""
    path = Path(archive.root, "preserve.toml")
    text = path.read_text()
    assert text.count("\n[exchange]\n") == 1
    path.write_text(text.replace("\n[exchange]\n", f"\n[exchange]\n{rules}\n"))
