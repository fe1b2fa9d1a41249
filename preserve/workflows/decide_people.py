"""Put on record that two speakers are one person, or two."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from preserve.comparing.decided import forms_of
from preserve.comparing.sources import Voice
from preserve.errors import Refused, Unreadable, UsageProblem
from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.comparison import Decision, Member
from preserve.workflows.archive import (
    SOFTWARE,
    Archive,
    History,
    open_journal,
    read_history,
    require_online,
    require_sound,
)
from preserve.workflows.compare_sources import compared_sources
from preserve.workflows.decisions import decision_detail, decisions_of

_UNDECIDED = 3
_FORM = 'Write "PACKAGE:SPEAKER", with an id or a printed name that `preserve people` shows.'


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody decides.

    Attributes:
        a: `PACKAGE:SPEAKER`, the speaker by id or by a printed form of the name.
        b: the other one.
        why: the reason.
        by: who decides.
    """

    is_link: bool
    a: str
    b: str
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision, and whether it was put on record now or stood there already."""

    decision: Decision
    is_new: bool


def decide(archive: Archive, asked: Asked, clock: Callable[[], datetime]) -> Recorded:
    """Record a decision in the ledger; nothing in a package changes.

    Raises:
        UsageProblem: a package or speaker is not there, or reason or name are missing.
        ArchiveLocked: another run is at work.
        EvidenceFailure: the history does not verify, so nothing is added to it.
    """
    if not _is_written(asked.why):
        raise UsageProblem("The reason says nothing.", remedy="Say after --why how you know.")
    if not _is_written(asked.by):
        raise UsageProblem("It is not known who decides.", remedy="Add --by NAME.")
    with archive.lock():
        history = read_history(archive, is_locked=True)
        require_sound(history)
        require_online(archive, history)
        ends = [_member(archive, history, end) for end in (asked.a, asked.b)]
        if ends[0].member == ends[1].member:
            raise UsageProblem("That is one and the same speaker of one package.", remedy=_FORM)
        if asked.is_link and len({end.is_organization for end in ends}) > 1:
            raise UsageProblem("One of them is a person, the other an organization.", remedy=_FORM)
        a, b = (end.member for end in ends)
        decision = Decision(asked.is_link, a, b, asked.why.strip(), asked.by.strip())
        if _stands(history, decision):
            return Recorded(decision, is_new=False)
        entry = LedgerEntry(
            at=clock(),
            event=Event.METADATA_MODIFICATION.value,
            package=None,
            agent=SOFTWARE,
            outcome="success",
            detail=decision_detail(decision),
        )
        with open_journal(archive, history) as journal:
            journal.append([entry])
    return Recorded(decision, is_new=True)


def _is_written(text: str) -> bool:
    """Whether a text has letters, and a form that can be put on record."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return any(char.isalnum() for char in text)


def _stands(history: History, decision: Decision) -> bool:
    """Whether the latest decision on the two is this one already, for the same reason."""
    ends = {decision.a, decision.b}
    same = [one for one in decisions_of(history.verdict.entries) if {one.a, one.b} == ends]
    return bool(same) and (same[-1].is_link, same[-1].why) == (decision.is_link, decision.why)


@dataclass(frozen=True, slots=True)
class _End:
    member: Member
    is_organization: bool


def _member(archive: Archive, history: History, end: str) -> _End:
    package, colon, speaker = end.partition(":")
    if not colon or not package or not speaker:
        raise UsageProblem(f"{end!r} does not name a speaker.", remedy=_FORM)
    if package not in history.holdings:
        raise UsageProblem(
            f"{package} is not on record in this archive.",
            remedy="`preserve people` shows the packages on record with their speakers.",
        )
    compared = compared_sources([package], archive.store.bags, [package])
    if not compared.sources:
        found = compared.findings[0]
        kind = Unreadable if found.weight == _UNDECIDED else Refused
        raise kind(found.message, code=found.code, remedy=found.remedy)
    voices = compared.sources[0].voices
    voice = _voice(voices, package, speaker)
    # A printed name outlives a description that is made anew; ids are counted again in each.
    is_unique = sum(voice.label in forms_of(one) for one in voices) == 1
    member = Member(package, voice.label if is_unique else voice.id)
    return _End(member, voice.kind == "organization")


def _voice(voices: tuple[Voice, ...], package: str, speaker: str) -> Voice:
    """Return the speaker that is meant: a printed form, whatever its capitals, or an id."""
    wanted = speaker.strip().casefold()
    found = [voice for voice in voices if speaker in forms_of(voice)]
    found = found or [
        voice for voice in voices if wanted in {form.casefold() for form in forms_of(voice)}
    ]
    found = found or [voice for voice in voices if voice.id == wanted]
    if len(found) == 1:
        return found[0]
    words = f"{speaker} is printed of several" if found else f"{speaker} is no speaker in {package}"
    near = found or _near(voices, wanted) or voices
    known = ", ".join(f"{voice.id} {voice.label}" for voice in near)
    raise UsageProblem(f"{words}. There: {known or 'nobody'}.", remedy=_FORM)


def _near(voices: tuple[Voice, ...], wanted: str) -> tuple[Voice, ...]:
    labels = {voice.label.casefold(): voice for voice in voices}
    return tuple(labels[label] for label in get_close_matches(wanted, labels))
