"""Copies elsewhere, for the terminal and as JSON; value in, text out.

Texts have no final newline; every foreign string in them has passed `visible`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from preserve.model.replica import (
    WHOLE,
    CopyOfPackage,
    CopyPlace,
    CopyState,
    CopySums,
    CopySurvey,
    PackageCopies,
    PlaceKind,
    ReplicaRun,
)
from preserve.report.finding_text import findings_lines
from preserve.report.visible import visible
from preserve.report.wording import counted, days_between, instant_or_none

_PACKAGES_TOLD: Final = 20
_KINDS: Final = {
    PlaceKind.ARCHIVE: "this archive",
    PlaceKind.REPLICA: "replica",
    PlaceKind.PARTNER: "partner",
}
_STATES: Final = {
    CopyState.CONFIRMED: "whole",
    CopyState.OVERDUE: "whole when last proven, too long ago",
    CopyState.OUTDATED: "of what the package was before it was changed",
    CopyState.UNPROVEN: "never proven",
    CopyState.DAMAGED: "damaged",
    CopyState.MISSING: "gone",
    CopyState.WRONG: "wrong proof: lost, or not honest",
    CopyState.UNKNOWN: "the partner does not have it",
}


def survey_text(found: CopySurvey, now: datetime, *, is_whole: bool = False) -> str:
    """Return where the copies are.

    Args:
        found: the copies.
        now: the present instant.
        is_whole: tell every package, not only those that need somebody.
    """
    sums = found.sums
    lines = [sums_line(sums, now)]
    for place in found.places:
        states = [
            copy.state for each in found.packages for copy in each.copies if copy.place == place
        ]
        whole = sum(state in WHOLE for state in states)
        told = f"{counted(whole, 'whole copy', 'whole copies')}"
        lost = len(states) - whole
        more = f", {counted(lost, 'other')} that {'does' if lost == 1 else 'do'} not count"
        lines.append(f"  {visible(place_words(place))}: {told}{more if lost else ''}")
    shown = [
        each
        for each in found.packages
        if is_whole or each.confirmed < sums.wanted or _has_other(each)
    ]
    for each in shown[:_PACKAGES_TOLD]:
        lines.extend(_package_lines(each, sums, now))
    if len(shown) > _PACKAGES_TOLD:
        more = counted(len(shown) - _PACKAGES_TOLD, "more package")
        lines.append(f"{more} like these; --json tells every one.")
    lines.extend(findings_lines(found.findings))
    return "\n".join(lines)


def _has_other(each: PackageCopies) -> bool:
    return any(copy.state is not CopyState.CONFIRMED for copy in each.copies)


def sums_line(sums: CopySums, now: datetime) -> str:
    """Return the copies of all packages in one line."""
    proof = ""
    if sums.oldest_proof_at is not None:
        proof = f"; the oldest proof is {_ago(sums.oldest_proof_at, now)}"
    return f"{confirmed_words(sums)}{proof}"


def confirmed_words(sums: CopySums) -> str:
    """Return how many packages have the copies that are wanted."""
    one = "the confirmed copy that is wanted"
    wanted = one if sums.wanted == 1 else f"the {sums.wanted} confirmed copies that are wanted"
    verb = "has" if sums.packages == 1 else "have"
    return f"{sums.confirmed:,} of {counted(sums.packages, 'package')} {verb} {wanted}"


def place_words(place: CopyPlace) -> str:
    """Return what a place is, and its name, which may be foreign."""
    is_own = place.kind is PlaceKind.ARCHIVE
    return _KINDS[place.kind] if is_own else f"{_KINDS[place.kind]} {place.name}"


def _package_lines(each: PackageCopies, sums: CopySums, now: datetime) -> Iterator[str]:
    elsewhere = [copy.proven_at for copy in each.copies[1:] if copy.proven_at is not None]
    last = f", last proof {_ago(max(elsewhere), now)}" if elsewhere else ""
    count = f"{each.confirmed} of {max(sums.wanted, len(each.copies))} confirmed"
    yield f"{visible(each.package)}: {count}{last}"
    for copy in each.copies:
        yield f"  {visible(place_words(copy.place))}: {_copy_words(copy, now)}"


def _copy_words(copy: CopyOfPackage, now: datetime) -> str:
    verb = "read" if copy.place.kind is PlaceKind.ARCHIVE else "proven"
    when = ""
    if copy.proven_at is not None:
        when = f", {verb} {_ago(copy.proven_at, now)}"
        if copy.state not in WHOLE:
            when = f"; last {verb} {_ago(copy.proven_at, now)}"
    asked = ""
    if copy.asked_at is not None:
        asked = f"; asked {_ago(copy.asked_at, now)}, no answer yet"
    return f"{_STATES[copy.state]}{when}{asked}"


def _ago(at: datetime, now: datetime) -> str:
    days = days_between(at, now)
    return "today" if days <= 0 else f"{counted(days, 'day')} ago"


def survey_document(found: CopySurvey) -> dict[str, object]:
    """Return the JSON shape of `replica list --json`."""
    return {
        "sums": sums_document(found.sums),
        "places": [{"kind": place.kind.value, "name": place.name} for place in found.places],
        "packages": [
            {
                "package": each.package,
                "confirmed": each.confirmed,
                "copies": [_copy_document(copy) for copy in each.copies],
            }
            for each in found.packages
        ],
        "findings": [one.document() for one in found.findings],
        "exit_code": found.exit_code,
    }


def sums_document(sums: CopySums) -> dict[str, object]:
    """Return the JSON shape of the sums, in `replica list --json` and `status --json`."""
    return {
        "wanted": sums.wanted,
        "challenge_days": sums.challenge_days,
        "packages": sums.packages,
        "confirmed": sums.confirmed,
        "fewer": sums.fewer,
        "overdue": sums.overdue,
        "oldest_proof_at": instant_or_none(sums.oldest_proof_at),
    }


def _copy_document(copy: CopyOfPackage) -> dict[str, object]:
    return {
        "kind": copy.place.kind.value,
        "name": copy.place.name,
        "state": copy.state.value,
        "proven_at": instant_or_none(copy.proven_at),
        "asked_at": instant_or_none(copy.asked_at),
    }


_OUTCOMES: Final = {
    "there": "there already",
    "found": "found there, whole",
    "copied": "copied and read back",
    "copied-again": "gone there, copied again",
    "renewed": "copied anew, what lay there is in the replica's quarantine",
    "not-copied": "not copied",
    "asked": "asked for",
    "waiting": "asked for before, no answer yet",
    "held": "whole",
    "damaged": "damaged",
    "missing": "gone",
    "wrong": "with a wrong proof",
    "unknown": "not known there",
    "unreadable": "not readable",
    "refused": "refused",
    "unanswered": "without a proof",
    "inconclusive": "nothing concluded",
}
_ORDER: Final = list(_OUTCOMES)
_ANSWERED: Final = "answered-"


def run_text(run: ReplicaRun) -> str:
    """Return what a run over copies did."""
    lines = [
        *(f"replica {visible(name)}: {_counts(counts)}" for name, counts in run.replicas.items()),
        *(f"partner {visible(name)}: {_counts(counts)}" for name, counts in run.partners.items()),
    ]
    if not lines and not run.findings:
        lines.append("Nothing is due.")
    lines.extend(map(visible, run.carried))
    if any("asked" in counts for counts in run.partners.values()):
        lines.append(
            "Next: they run `preserve receive`; then run `preserve replica challenge` again. An"
            " answer that comes by mail or on another stick: `preserve receive DIR` takes it in."
        )
    return "\n".join([*lines, *findings_lines(run.findings)])


def _counts(counts: Mapping[str, int]) -> str:
    told = [f"{count:,} {_outcome(word)}" for word, count in sorted(counts.items(), key=_rank)]
    return "; ".join(told) or "nothing to do"


def _rank(counted_outcome: tuple[str, int]) -> tuple[int, str]:
    word, _ = counted_outcome
    return _ORDER.index(word) if word in _OUTCOMES else len(_ORDER), word


def _outcome(word: str) -> str:
    if word.startswith(_ANSWERED):
        return f"answered for its challenge: {word.removeprefix(_ANSWERED)}"
    return _OUTCOMES.get(word, word)


def run_document(run: ReplicaRun) -> dict[str, object]:
    """Return the JSON shape of `replica sync --json` and `replica challenge --json`."""
    return {
        "replicas": {name: dict(counts) for name, counts in run.replicas.items()},
        "partners": {name: dict(counts) for name, counts in run.partners.items()},
        "findings": [one.document() for one in run.findings],
        "exit_code": run.exit_code,
    }
