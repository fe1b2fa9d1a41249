"""Partners: whose key is pinned, under which name, how a key changes, how a partner leaves.

The history decides, so it comes first; the files of the keys and the table in preserve.toml are
written from it, and a rerun writes again what an interrupted run did not.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from preserve.errors import EvidenceFailure, PreserveError, Refused, UsageProblem
from preserve.exchange.name_likeness import is_alike
from preserve.ledger.checkpoint import VerifierKey, parse_key
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.partners import Partner, PartnerStep
from preserve.model.catalogue import CATALOGUE, finding
from preserve.model.file import printable
from preserve.model.finding import Finding
from preserve.model.partner import BY_HAND_WORDS
from preserve.report.visible import visible
from preserve.storage.directory_mailbox import DirectoryMailbox
from preserve.workflows.archive import SOFTWARE, Archive, require_outside
from preserve.workflows.config_table import plan_removal, plan_table
from preserve.workflows.desk import Desk, desk_of
from preserve.workflows.key_changes import Proof, proven, unproven
from preserve.workflows.partner_file import TABLE
from preserve.workflows.partner_keys import archive_that_signs, read_key, write_keys
from preserve.workflows.partner_view import open_deliveries
from preserve.workflows.profiles import load_profile
from preserve.workflows.statements import statement
from preserve.workflows.toml_edit import Value

LONGEST_NAME: Final = 60
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Adding:
    """A partner that somebody adds.

    Attributes:
        name: what it is called here.
        key: its key in C2SP form, or a file that holds it.
        by: who adds it.
        contact: a person, a number, an address; None leaves it as it is.
        inbox: a directory, or "by hand"; None leaves it as it is.
        profiles: which its bags may follow; none leaves them as they are.
        why: why an archive that was removed comes back with another key.
        is_despite_likeness: whether the name may look like another partner's.
    """

    name: str
    key: str
    by: str
    contact: str | None = None
    inbox: str | None = None
    profiles: tuple[str, ...] = ()
    why: str | None = None
    is_despite_likeness: bool = False


@dataclass(frozen=True, slots=True)
class Rekeying:
    """A key that takes the place of another: proven by the old one, or on a person's word.

    Attributes:
        name: of the partner.
        key: the new key in C2SP form, or a file that holds it.
        by: who changes it.
        proof: the statement's file, its signature beside it; or None.
        why: the reason of a person who pins it without a proof; or None.
    """

    name: str
    key: str
    by: str
    proof: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Removing:
    """That somebody removes a partner, and why."""

    name: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Done:
    """A partner afterwards.

    Attributes:
        is_new: whether anything was put on record now.
        findings: what else a person should know.
    """

    partner: Partner
    is_new: bool
    findings: list[Finding] = field(default_factory=list)


def add_partner(archive: Archive, wanted: Adding, clock: Clock) -> Done:
    """Pin a partner's key, and write its files, its table and the mark of its place.

    Added already: only what is lacking is written, and the table is changed as was asked.

    Raises:
        UsageProblem: name, key, contact, place or profile cannot be meant.
        Refused: the key, the archive or the name is somebody's, or preserve.toml cannot be edited.
        EvidenceFailure: the archive is known under another key, or the history does not verify.
        PreserveError: something cannot be read or written.
    """
    _require_name(wanted.name)
    by = statement(wanted.by, "--by")
    why = None if wanted.why is None else statement(wanted.why, "--why")
    values = _table_values(wanted)
    key = read_key(wanted.key)
    with desk_of(archive, clock) as desk:
        holder = archive_that_signs(key)
        _require_not_ours(desk, key)
        _require_free(desk, wanted.name, key)
        _require_known_key(desk, key, why)
        if not wanted.is_despite_likeness:
            _require_unlike(desk, wanted.name, holder)
        write_table = plan_table(archive.root, (TABLE, wanted.name), values)
        is_new = desk.partners.of(holder) is None
        if is_new:
            said = {"by": by, **({} if why is None else {"why": why})}
            _record(desk, PartnerStep.ADDED, (wanted.name, key), said)
        partner = desk.partners.by_archive[holder]
        write_keys(archive.root, partner)
        write_table()
    return Done(partner, is_new, _marked(wanted.inbox))


def rekey_partner(archive: Archive, wanted: Rekeying, clock: Clock) -> Done:
    """Pin another key for a partner.

    Raises:
        UsageProblem: there is no such partner, or neither proof nor reason.
        Refused: the key is somebody's, or the statement cannot be understood.
        EvidenceFailure: the change is not proven, or the history does not verify.
        PreserveError: something cannot be read or written.
    """
    if (wanted.proof is None) == (wanted.why is None):
        raise UsageProblem(
            "A key changes with the old key's statement, or on a person's word: one of the two.",
            remedy="Give --proof FILE, or --why REASON and --by NAME.",
        )
    by = statement(wanted.by, "--by")
    said: dict[str, object] = {"by": by}
    if wanted.why is not None:
        said["why"] = statement(wanted.why, "--why")
    key = read_key(wanted.key)
    with desk_of(archive, clock) as desk:
        partner = _named(desk, wanted.name)
        _require_not_ours(desk, key)
        _require_free(desk, partner.name, key)
        if archive_that_signs(key) != partner.archive:
            raise _taken(f"The key is that of another archive than {partner.name}.")
        is_new = key != partner.key
        if is_new:
            if key in partner.former_keys:
                raise unproven("brings back a key that was given up before")
            if wanted.proof is not None:
                said["proof"] = proven(wanted.proof, Proof(partner, key))
            _record(desk, PartnerStep.KEY_CHANGED, (partner.name, key), said)
        partner = desk.partners.by_archive[partner.archive]
        write_keys(archive.root, partner)
    return Done(partner, is_new)


def remove_partner(archive: Archive, wanted: Removing, clock: Clock) -> Done:
    """Believe a partner no more; what was said stays on record, and so do its keys.

    Raises:
        UsageProblem: there is no such partner, or name or reason say nothing.
        EvidenceFailure: the history does not verify.
        PreserveError: something cannot be read or written.
    """
    by, why = statement(wanted.by, "--by"), statement(wanted.why, "--why")
    with desk_of(archive, clock) as desk:
        known = desk.partners.archive_of_name.get(wanted.name, "")
        held = desk.partners.by_archive.get(known)
        is_new = held is None or held.name != wanted.name or not held.is_removed
        if is_new:
            partner = _named(desk, wanted.name)
            known = partner.archive
            _record(desk, PartnerStep.REMOVED, (partner.name, partner.key), {"by": by, "why": why})
        partner = desk.partners.by_archive[known]
        write_keys(archive.root, partner)
        findings = []
        try:
            plan_removal(archive.root, (TABLE, partner.name))()
        except Refused as problem:
            findings.append(finding("XCH-029", problem.message))
        count = open_deliveries(desk.transfers, partner.archive)
    if count:
        words = f"{count} of the deliveries with {partner.name} are open."
        findings.append(finding("XCH-028", words))
    return Done(partner, is_new, findings)


def _record(
    desk: Desk,
    step: PartnerStep,
    who: tuple[str, VerifierKey],
    said: dict[str, object] | dict[str, str],
) -> None:
    name, key = who
    detail: dict[str, object] = {
        "step": step.value,
        "name": name,
        "archive_id": archive_that_signs(key),
        "key": key.text(),
        **said,
    }
    desk.record([LedgerEntry(desk.clock(), Event.PARTNER.value, None, SOFTWARE, "success", detail)])


def _require_name(name: str) -> None:
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        raise UsageProblem(
            f"{printable(name)[:200]} cannot be the name of a partner.",
            remedy="Use small letters, digits and hyphens between them, at most"
            f" {LONGEST_NAME} characters, such as city-archive.",
        )


def _table_values(wanted: Adding) -> dict[str, Value]:
    """Return what is to stand in the table, as far as it was named."""
    values: dict[str, Value] = {}
    if wanted.contact is not None:
        values["contact"] = statement(wanted.contact, "--contact")
    if wanted.inbox is not None:
        values["inbox"] = _inbox(wanted.inbox)
    if wanted.profiles:
        values["profiles"] = tuple(_profile(each) for each in wanted.profiles)
    return values


def _inbox(given: str) -> str:
    if given.strip().lower() == BY_HAND_WORDS:
        return BY_HAND_WORDS
    remedy = 'Name a directory of plain characters, or say `--inbox "by hand"`.'
    place = _absolute(given, remedy)
    require_outside(place, given, "Name a directory outside of every archive and bag.")
    return place


def _absolute(given: str, remedy: str) -> str:
    """Return a path as it is found from everywhere."""
    path = os.path.abspath(given)
    if not given or not path.isprintable():
        raise UsageProblem(
            f"{visible(given)} has a name that cannot stand in preserve.toml.", remedy=remedy
        )
    return path


def _profile(given: str) -> str:
    """Return a profile as it can be found from everywhere."""
    if load_profile(given).is_shipped:
        return given
    return _absolute(given, "Name a file of plain characters.")


def _require_not_ours(desk: Desk, key: VerifierKey) -> None:
    ours = {parse_key(text).public for text in (desk.me.key, *desk.former_keys)}
    if archive_that_signs(key) == desk.me.archive or key.public in ours:
        raise _taken("That is the key of this archive itself.")


def _require_free(desk: Desk, name: str, key: VerifierKey) -> None:
    """Refuse a name or a key that is another archive's, and a second name for one archive."""
    partners = desk.partners
    archive = archive_that_signs(key)
    if partners.archive_of_name.get(name, archive) != archive:
        raise Refused(
            f"{name} is the name of another archive ({partners.archive_of_name[name]}), also if it"
            " was removed. Nothing was changed.",
            code="XCH-021",
            remedy="Choose another name: a name never comes to mean another archive. If it was"
            " given to the wrong one, `preserve partner remove` ends that.",
        )
    known = partners.of(archive)
    if known is not None and known.name != name:
        raise _taken(f"{archive} is a partner already, under the name {known.name}.")
    for other in partners.by_archive.values():
        keys = (other.key, *other.former_keys)
        if other.archive != archive and key.public in {each.public for each in keys}:
            raise _taken(f"The same key signs for {other.name} ({other.archive}).")


def _require_known_key(desk: Desk, key: VerifierKey, why: str | None) -> None:
    known = desk.partners.by_archive.get(archive_that_signs(key))
    if known is None or known.key == key or (known.is_removed and why is not None):
        return
    state = ", and was removed" if known.is_removed else ""
    raise EvidenceFailure(
        f"{known.name} ({known.archive}) is known under another key{state}. Nothing was changed.",
        code="XCH-023",
        remedy=CATALOGUE["XCH-023"].remedy,
    )


def _require_unlike(desk: Desk, name: str, archive: str) -> None:
    names = desk.partners.archive_of_name
    if names.get(name) == archive:
        return
    for other, holder in names.items():
        if holder != archive and is_alike(name, other):
            raise Refused(
                f"{name} looks like {other}, which is another archive. Nothing was changed.",
                code="XCH-022",
                remedy=CATALOGUE["XCH-022"].remedy,
            )


def _taken(words: str) -> Refused:
    return Refused(
        f"{words} Nothing was changed.", code="XCH-021", remedy=CATALOGUE["XCH-021"].remedy
    )


def _named(desk: Desk, name: str) -> Partner:
    partner = desk.partners.named(name)
    if partner is None:
        raise UsageProblem(
            f"{printable(name)[:200]} is no partner of this archive.",
            remedy="`preserve partner list` shows who is.",
        )
    return partner


def _marked(inbox: str | None) -> list[Finding]:
    """Mark a place that a person named, where it is there: that is the person's word for it."""
    if inbox is None or inbox.strip().lower() == BY_HAND_WORDS or not os.path.isdir(inbox):
        return []
    try:
        DirectoryMailbox(os.path.abspath(inbox)).mark()
    except PreserveError as problem:
        return [finding("XCH-009", f"{printable(inbox)} was not marked: {problem.message}")]
    return []
