"""What there is to tell after a run, and whether somebody is to be told.

People are told when what they know is no longer so, and now and then that all is as it was: silence
must never mean two things. What they know is what the latest message that went out said, not what
the run before found: a message that was lost is made up for by the next run.
"""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from preserve.model.audit import NOTHING_WRONG, AuditFinding
from preserve.model.finding import Severity
from preserve.model.plain import mapping_of, number_of, texts_of
from preserve.report.summary import Mood, Verdict
from preserve.report.visible import visible

_GRAVITY = {4: 0, 1: 1, 3: 2}
_SUBJECT_CHARACTERS = 180


class Occasion(StrEnum):
    """Why somebody is told."""

    CHANGE = "change"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Known:
    """What people were told last.

    Attributes:
        at: when that message went out.
        exit_code: the one it told, None where that is not on record.
        unsound: the states of packages it told that were neither sound nor unread.
    """

    at: datetime
    exit_code: int | None
    unsound: frozenset[str]


@dataclass(frozen=True, slots=True)
class Opened:
    """An incident that this run opened."""

    id: str
    package: str | None


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell after a run.

    Attributes:
        host: the machine, in words; None where it shall not be named.
        run: the run's id; None when it did not come so far.
        made_at: the end of the run, aware UTC.
        exit_code: what holds for the archive after the run: a run that had nothing due does not
            turn damage of last week into good news.
        known: what people were told last; None: nothing yet.
        verdict: the news in a sentence, and what must be said with it.
        packages: packages on record by state, as each was last found.
        overdue: packages that were not read within the time that is promised.
        oldest_check_at: of the package whose check lies back longest; None: not known, or no
            package was checked.
        incidents: the ones that this run opened.
        findings: in any number and order; a message names the gravest.
        checkpoint_note: the signed note after the run; empty where there is none.
    """

    archive_name: str
    archive_id: str
    host: str | None
    run: str | None
    made_at: datetime
    exit_code: int
    known: Known | None
    verdict: Verdict
    packages: Mapping[str, int]
    overdue: int
    oldest_check_at: datetime | None
    incidents: tuple[Opened, ...]
    findings: tuple[AuditFinding, ...]
    checkpoint_note: str


def occasion(news: News, digest_every_days: int, now: datetime) -> Occasion | None:
    """Return why somebody is to be told now, or None.

    Days are counted on the calendar (UTC): a run that begins some minutes earlier than a week ago
    still finds its weekly message due. A message from the future is none: the clock was wrong,
    then or now, and silence is the greater risk.
    """
    if news.incidents or _tells_otherwise(news):
        return Occasion.CHANGE
    known = news.known
    if known is None or known.at > now:
        return Occasion.DIGEST
    days = (now.date() - known.at.astimezone(now.tzinfo).date()).days
    return Occasion.DIGEST if days >= digest_every_days else None


def told_detail(news: News, why: Occasion) -> dict[str, object]:
    """Return what goes on record of a message, so that `known_from` can read it back."""
    return {
        "occasion": why.value,
        "exit_code": news.exit_code,
        "unsound": sorted(unsound_states(news.packages)),
    }


def known_from(at: datetime, detail: object) -> Known:
    """Return what a message told, from the detail of its entry in the ledger."""
    document = mapping_of(detail)
    return Known(
        at, number_of(document.get("exit_code")), frozenset(texts_of(document.get("unsound")))
    )


def unsound_states(packages: Mapping[str, int]) -> frozenset[str]:
    """Return the states of packages that are not sound; one that is not known here is not."""
    return frozenset(
        state for state, count in packages.items() if count and state not in NOTHING_WRONG
    )


def is_well(news: News) -> bool:
    """Tell whether nothing is known to be wrong or undecided."""
    return news.exit_code == 0 and not unsound_states(news.packages)


def headline(news: News) -> str:
    """Return the verdict in one line, with the name of the archive first.

    It never sounds better than the exit code: where the two differ, attention is asked for.
    """
    sentence = news.verdict.sentence
    if news.verdict.mood is Mood.GOOD and not is_well(news):
        sentence = "Attention needed, see the findings."
    return shortened(f"{shortened(news.archive_name, 60)}: {sentence}", _SUBJECT_CHARACTERS)


def shortened(text: str, characters: int) -> str:
    """Return text on one line in which every character can be seen, cut at so many characters."""
    shown = visible(text)
    return shown if len(shown) <= characters else f"{shown[: characters - 1]}\u2026"


def gravest_findings(findings: tuple[AuditFinding, ...], most: int) -> list[AuditFinding]:
    """Return the gravest findings, in their order of gravity: evidence, faults, undecided."""
    return heapq.nsmallest(most, findings, key=_gravity)


def _gravity(found: AuditFinding) -> tuple[int, int]:
    weight, severity = found.finding.weight, found.finding.severity
    return _GRAVITY.get(weight, len(_GRAVITY)), list(Severity).index(severity)


def _tells_otherwise(news: News) -> bool:
    unsound = unsound_states(news.packages)
    if news.known is None or news.known.exit_code is None:
        return not is_well(news)
    return (news.exit_code, unsound) != (news.known.exit_code, news.known.unsound)
