"""Who the partners are, folded from the history: the keys that are believed are pinned there."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from preserve.ledger.checkpoint import VerifierKey, parse_key
from preserve.ledger.entry import Event, LedgerEntry, parse_instant
from preserve.model.exchange import is_archive_id
from preserve.model.plain import mapping_of, text_of


class PartnerStep(StrEnum):
    """What happened to a partner, in `detail.step` of an entry."""

    ADDED = "added"
    KEY_CHANGED = "key-changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Partner:
    """An archive whose key a person has pinned.

    Attributes:
        name: what this archive calls it; also the table in preserve.toml, and its key's file.
        archive: its id.
        key: the key that its messages must be signed with.
        entry: number of the entry that pinned the key.
        since: when that was.
        former_keys: what was pinned before, oldest first; nothing signed with them is new.
        is_removed: nothing more is sent to it or taken from it.
        proven_at: when the old key handed over to this one, by the partner's clock; None where a
            person pinned it.
    """

    name: str
    archive: str
    key: VerifierKey
    entry: int
    since: datetime
    former_keys: tuple[VerifierKey, ...] = ()
    is_removed: bool = False
    proven_at: datetime | None = None

    @property
    def not_before(self) -> datetime:
        """When the key came to be: statements that it signs are later.

        It may have handed over to the next one before anybody here heard of it.
        """
        return self.since if self.proven_at is None else self.proven_at


class Partners:
    """Follows the entries about partners; removed ones are kept.

    Attributes:
        by_archive: by the archive's id, in the order in which they were added first.
        archive_of_name: whom each name has ever meant; it never means another archive.
    """

    def __init__(self) -> None:
        self.by_archive: dict[str, Partner] = {}
        self.archive_of_name: dict[str, str] = {}

    def named(self, name: str) -> Partner | None:
        """Return the partner of a name, unless it was removed."""
        return next((partner for partner in self.present() if partner.name == name), None)

    def of(self, archive: str) -> Partner | None:
        """Return the partner with an archive's id, unless it was removed."""
        partner = self.by_archive.get(archive)
        return None if partner is None or partner.is_removed else partner

    def present(self) -> tuple[Partner, ...]:
        """Return those that are not removed, in the order in which they were added first."""
        return tuple(partner for partner in self.by_archive.values() if not partner.is_removed)

    def note(self, number: int, entry: LedgerEntry) -> None:
        """Take the next entry.

        Raises:
            ValueError: it does not have the shape its event asks for.
        """
        if entry.event != Event.PARTNER.value:
            return
        step = PartnerStep(text_of(entry.detail.get("step")) or "")
        archive = text_of(entry.detail.get("archive_id")) or ""
        known = self.by_archive.get(archive)
        if step is PartnerStep.REMOVED:
            if known is None:
                raise ValueError("a partner is removed who was never added")
            self.by_archive[archive] = replace(known, is_removed=True)
            return
        name = text_of(entry.detail.get("name"))
        key = parse_key(text_of(entry.detail.get("key")) or "")
        if not name or not is_archive_id(archive):
            raise ValueError("a partner has no name or no archive")
        self.archive_of_name.setdefault(name, archive)
        former = known.former_keys if known is not None else ()
        if known is not None and known.key != key:
            former = (*former, known.key)
        proof = mapping_of(mapping_of(entry.detail.get("proof")).get("statement"))
        at = text_of(proof.get("at"))
        self.by_archive[archive] = Partner(
            name=name,
            archive=archive,
            key=key,
            entry=number,
            since=entry.at,
            former_keys=former,
            proven_at=None if at is None else parse_instant(at),
        )
