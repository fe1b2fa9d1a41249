"""Who is the same person in several sources, with the reason for each link.

A name alone brings two speakers together only where it is printed in full and alike, or where a
handle spells it. Spellings that differ need something else in common. A first name alone never
brings anybody together. What an archivist decided outranks all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from preserve.comparing.clusters import Clusters
from preserve.comparing.corroboration import corroboration
from preserve.comparing.decided import Decided, decided_pairs
from preserve.comparing.matches import Match
from preserve.comparing.persons import member_of, person_of
from preserve.comparing.proposals import Proposal, proposals_of
from preserve.comparing.rules import KEPT_APART_BY_DECISION, SUPPLIED_LINK, TWO_IN_ONE_TEXT
from preserve.comparing.sources import Source, Voice
from preserve.model.catalogue import finding
from preserve.model.claim import Status
from preserve.model.comparison import Decision, KeptApart, Link, Member, People

_OBSTACLES = {
    "apart": "It would bring together two who were decided to be apart.",
    "text": "It would make one of two speakers whom one text tells apart.",
    "name": "It would make one of two whose printed names exclude each other.",
}


@dataclass(slots=True)
class _Gathering:
    """What has been brought together so far, and what has not."""

    sources: Sequence[Source]
    voices: Sequence[Voice]
    clusters: Clusters
    links: list[tuple[int, Link]] = field(default_factory=list)
    apart: list[tuple[int, int, KeptApart]] = field(default_factory=list)
    contradicted: list[str] = field(default_factory=list)

    def ends(self, one: int, other: int) -> tuple[Member, Member]:
        """Return how the results name two speakers."""
        return (
            member_of(self.sources, self.voices[one]),
            member_of(self.sources, self.voices[other]),
        )

    def decide(self, decided: Decided) -> None:
        """Follow an archivist."""
        one, other, decision = decided.one, decided.other, decided.decision
        words = f"{decision.why} (decided by {decision.by})"
        if decision.is_link and self.clusters.is_apart(one, other):
            words = f"{words}, against another decision, which keeps them apart."
            self.keep_apart(one, other, KEPT_APART_BY_DECISION.name, words)
            self.contradicted.append(words)
        elif decision.is_link:
            self.clusters.join(one, other)
            rule, status = SUPPLIED_LINK.name, Status.SUPPLIED.value
            self.links.append((one, Link(*self.ends(one, other), rule, words, status)))
        else:
            self.keep_apart(one, other, KEPT_APART_BY_DECISION.name, words)

    def consider(self, proposal: Proposal) -> None:
        """Follow a rule, unless something stands against it."""
        one, other = proposal.one, proposal.other
        obstacle = None
        if not self.clusters.are_one(one, other):
            obstacle = self.clusters.obstacle(one, other)
        if proposal.status is None:
            self.keep_apart(one, other, proposal.rule, proposal.reason)
        elif obstacle is not None:
            self.keep_apart(one, other, TWO_IN_ONE_TEXT.name, _OBSTACLES[obstacle])
        else:
            self.clusters.join(one, other)
            status = proposal.status.value
            a, b = self.ends(one, other)
            link = Link(a, b, proposal.rule, proposal.reason, status, proposal.evidence)
            self.links.append((one, link))

    def keep_apart(self, one: int, other: int, rule: str, reason: str) -> None:
        """Note why two are not brought together."""
        self.apart.append((one, other, KeptApart(*self.ends(one, other), rule, reason)))


def people_of(
    sources: Sequence[Source], matches: Sequence[Match], decisions: Sequence[Decision] = ()
) -> People:
    """Return who is who across sources.

    Args:
        sources: what is compared.
        matches: the utterances that they share.
        decisions: what archivists decided, the oldest first; the latest on a pair counts.
    """
    voices = [voice for source in sources for voice in source.voices]
    decided = decided_pairs(sources, voices, decisions)
    apart = frozenset((one.one, one.other) for one in decided if not one.decision.is_link)
    names = [voice.name if voice.kind != "organization" else None for voice in voices]
    clusters = Clusters([voice.source for voice in voices], names, apart)
    gathering = _Gathering(sources, voices, clusters)
    for one in decided:
        gathering.decide(one)
    settled = {(one.one, one.other) for one in decided}
    for proposal in proposals_of(sources, voices, corroboration(sources, matches)):
        if (proposal.one, proposal.other) not in settled:
            gathering.consider(proposal)
    return _told(gathering)


def _told(gathering: _Gathering) -> People:
    clusters = gathering.clusters
    links: dict[int, list[Link]] = {}
    for one, link in gathering.links:
        links.setdefault(clusters.root(one), []).append(link)
    people = tuple(
        person_of(
            number,
            gathering.sources,
            [gathering.voices[at] for at in group],
            links.get(clusters.root(group[0]), ()),
        )
        for number, group in enumerate(clusters.groups(), start=1)
    )
    apart = (
        kept
        for one, other, kept in gathering.apart
        if kept.rule == KEPT_APART_BY_DECISION.name or not clusters.are_one(one, other)
    )
    findings = tuple(finding("META-054", words) for words in gathering.contradicted)
    return People(people, tuple(apart), findings)
