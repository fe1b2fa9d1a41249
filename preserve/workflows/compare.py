"""Compare articles: who is who, and which words are the same utterance; only reads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from preserve.comparing.concordance import concordance_of
from preserve.comparing.decided import undecidable
from preserve.comparing.matches import matches_of
from preserve.comparing.people import people_of
from preserve.model.catalogue import finding
from preserve.model.comparison import Concordance, Decision, People
from preserve.model.finding import Finding
from preserve.workflows.archive import Archive, History, offline_words, read_history
from preserve.workflows.compare_sources import Compared, compared_sources
from preserve.workflows.decisions import decisions_of
from preserve.workflows.unsigned_record import came_described

_LEAST = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared, and what came of it."""

    compared: Compared
    people: People
    concordance: Concordance


def compare(
    paths: Sequence[str], archive: Archive | None, encoding: str | None = None
) -> Comparison:
    """Compare what the user named.

    Args:
        paths: article files, bags, directories of them, ids of packages; none means every
            package of the archive.
        archive: where packages and decisions are looked up, if there is one.
        encoding: the declared encoding of the article files, or None.

    Raises:
        PreserveError: the archive's history cannot be read.
    """
    held: Sequence[str] = ()
    decisions: tuple[Decision, ...] = ()
    history_findings: tuple[Finding, ...] = ()
    store: str | None = None
    is_described: Callable[[str], bool] = bool
    if archive is not None:
        history = read_history(archive, is_locked=False)
        is_described = partial(came_described, history)
        held, history_findings = list(history.holdings), history.verdict.findings
        if history.verdict.is_verified:  # a decision that may be forged is not followed
            decisions = decisions_of(history.verdict.entries)
        store, offline = _store_of(archive, history)
        history_findings = (*history_findings, *offline)
    compared = compared_sources(paths, store, held, encoding, is_described)
    findings = (*history_findings, *compared.findings, *_lost(compared, decisions))
    matches = matches_of(compared.sources)
    people = people_of(compared.sources, matches, decisions)
    concordance = concordance_of(compared.sources, matches, people)
    too_few: tuple[Finding, ...] = ()
    if len(compared.sources) < _LEAST:
        words = f"Two articles are needed; {len(compared.sources)} could be compared."
        too_few = (finding("META-052", words),)
    return Comparison(
        compared,
        replace(people, findings=(*findings, *people.findings)),
        replace(concordance, findings=(*findings, *people.findings, *too_few)),
    )


def _store_of(archive: Archive, history: History) -> tuple[str | None, tuple[Finding, ...]]:
    """Return where the packages lie; nothing of a store that is not this archive's is read."""
    held = archive.store.archive_id()
    if held is not None and held == history.archive_id:
        return archive.store.bags, ()
    if not history.verdict.entries:
        return None, ()
    return None, (finding("FIX-020", offline_words(archive.store.name, held)),)


def _lost(compared: Compared, decisions: Sequence[Decision]) -> tuple[Finding, ...]:
    """Say which decisions about these packages name a speaker who is not found."""
    return tuple(
        finding("META-053", f"{end.speaker} is no speaker in {end.source}.")
        for end in undecidable(compared.sources, decisions)
    )
